"""Who may log in (person): one row each, kept when somebody is taken out, changed only by who has seen what stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine, Select, insert, select, update
from sqlalchemy.exc import IntegrityError

from cycle.errors import BusyError
from cycle.model import Absence, Deputy, KnownPerson, address_digest, from_plain, to_plain
from cycle.store.database import reading
from cycle.store.events import Event, append, write_alone
from cycle.store.tables import decisions, installations, persons, sessions

_PERSON = tuple(KnownPerson.__slots__)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """A person as stored: with what the community's file said, and who changed it last."""

    person: KnownPerson
    in_file: Mapping[str, Any] = field(default_factory=dict)
    """What the file said when it was last taken in; empty for who does not stand there."""
    conflicts: Mapping[str, Any] = field(default_factory=dict)
    """What the file says now and was not taken in, since the same was changed here too."""
    version: int = 1
    changed_by: str
    changed_at: dt.datetime
    removed_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Persons:
    """One row for each person of a community, by their key, also when they are taken out."""

    engine: Engine

    def rows(self, community: str) -> tuple[PersonRow, ...]:
        """Return everybody of a community, also who was taken out, by name."""
        query = select(persons).where(persons.c.community == community).order_by(persons.c.name, persons.c.key)
        with reading(self.engine) as connection:
            return tuple(_row(dict(found)) for found in connection.execute(query).mappings())

    def row(self, community: str, key: str) -> PersonRow | None:
        """Return one person, also when taken out."""
        query = select(persons).where(persons.c.community == community, persons.c.key == key)
        with reading(self.engine) as connection:
            found = connection.execute(query).mappings().first()
        return _row(dict(found)) if found else None

    def add(self, row: PersonRow) -> PersonRow:
        """Write a new person; BusyError when somebody else took the key in the same moment."""
        try:
            with self.engine.begin() as connection:
                connection.execute(insert(persons).values(**_values(row)))
                append(connection, _event(row, version=row.version))
        except IntegrityError as error:
            raise BusyError(f"{row.person.key}: somebody else added a person just now; look again") from error
        return row

    def change(self, row: PersonRow, *, keeping: str = "") -> PersonRow:
        """Write a person again over the version that `row` holds; BusyError when that is no longer what stands.

        BusyError too, with nothing written, when nobody would be left with the role that is to be kept.
        """
        here = (persons.c.community == row.person.community) & (persons.c.key == row.person.key)
        values = {**_values(row), "version": row.version + 1}
        with self.engine.begin() as connection:
            write_alone(connection)  # of two who give up a role at once the second finds the first's
            before = connection.execute(select(persons.c.name, persons.c.earlier_names).where(here)).tuples().first()
            if before is not None:
                values["earlier_names"] = _names_before(*before, now=row.person.name)
            changed = connection.execute(
                update(persons).where(here, persons.c.version == row.version).values(**values)
            ).rowcount
            if changed != 1:
                raise BusyError(f"{row.person.key}: somebody else changed this person just now; look again")
            if keeping and not _has(connection, row.person.community, keeping):
                raise BusyError(f"{row.person.key}: nobody would be left with the role {keeping}; look again")
            append(connection, _event(row, version=row.version + 1))
        return row

    def before_log_in(self) -> bool:
        """Return whether the database was in use before there was log-in.

        One that never sent has no row of where it lives: then a decision says so that is older than the log of events,
        unless somebody has ever logged in: older decisions of the service, or of a form, turn no log-in off.
        """
        lived = select(installations.c.id).where(installations.c.identity == "name").limit(1)
        decided = select(decisions.c.id).where(decisions.c.event == 0, decisions.c.known_by == "").limit(1)
        session = select(sessions.c.hash).limit(1)
        known = select(decisions.c.id).where(decisions.c.known_by.in_(("link", "oidc"))).limit(1)
        with reading(self.engine) as connection:

            def found(query: Select[Any]) -> bool:
                return connection.execute(query).first() is not None

            return found(lived) or (found(decided) and not (found(session) or found(known)))


def _names_before(name: str, earlier: Sequence[str], *, now: str) -> list[str]:
    """Return what somebody was called before, when they are called something now: each name once, the last one last."""
    return [known for known in dict.fromkeys([*(old for old in earlier if old != name), name]) if known != now]


def _has(connection: Connection, community: str, role: str) -> bool:
    """Return whether somebody who may log in has a role."""
    query = select(persons.c.roles).where(persons.c.community == community, persons.c.removed_at.is_(None))
    return any(role in roles for roles in connection.execute(query).scalars())


def _event(row: PersonRow, *, version: int) -> Event:
    """Return what the log says of it: what the person may do from now on, no name, and of the address a digest."""
    person = row.person
    about = {
        "community": person.community,
        "person": person.key,
        "roles": list(person.roles),
        "steps": list(person.steps),
        "version": version,
        "removed": row.removed_at is not None,
        "mailbox": address_digest(person.address),
        "deputies": sorted(deputy.person for deputy in person.deputies),
    }
    return Event(what="person", who=row.changed_by, at=row.changed_at, about=about)


def _values(row: PersonRow) -> dict[str, Any]:
    person = to_plain(row.person)
    return {
        **{name: person[name] for name in _PERSON},
        "in_file": dict(row.in_file),
        "conflicts": dict(row.conflicts),
        "version": row.version,
        "changed_by": row.changed_by,
        "changed_at": row.changed_at,
        "removed_at": row.removed_at,
    }


def _row(found: dict[str, Any]) -> PersonRow:
    given = {name: found.pop(name) for name in _PERSON}
    person = KnownPerson(
        **{
            **given,
            "roles": tuple(given["roles"]),
            "steps": tuple(given["steps"]),
            "earlier_names": tuple(given["earlier_names"]),
            "deputies": tuple(from_plain(Deputy, deputy) for deputy in given["deputies"]),
            "absences": tuple(from_plain(Absence, absence) for absence in given["absences"]),
        }
    )
    return PersonRow(person=person, **found)
