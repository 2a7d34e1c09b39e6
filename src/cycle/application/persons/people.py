"""Who may log in: taken in from the community's file, changed by the secretariat, never lost between the two."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import get_args

from cycle.application.persons.from_file import free_key, taken_in, taken_over
from cycle.application.year import alphabets_in, load_named_community, may_be_one
from cycle.errors import BusyError, CycleError, InputError, Problem, did_you_mean
from cycle.governance.community_data.community_problems import steps_to_decide_on
from cycle.mail.message import is_address
from cycle.model import Community, Deputy, KnownPerson, Language, Role
from cycle.phrases import Phrase
from cycle.services import Services
from cycle.store.people.persons import PersonRow as PersonRow
from cycle.visible import unseen_in

TRIES = 5
"""Times the file is taken in when somebody else changes the same people meanwhile."""
NEW_FOR = dt.timedelta(days=30)
"""How long it is told that the file has given somebody's mailbox to another."""
LONGEST = 200
SECRETARIAT: Role = "secretariat"


def people(services: Services, community: str = "") -> tuple[PersonRow, ...]:
    """Return everybody of a community, also who was taken out, with what its file says now taken in.

    ConfigError when the community's files cannot be read.
    """
    return people_of(services, load_named_community(services.settings, community).community)


def people_of(services: Services, community: Community) -> tuple[PersonRow, ...]:
    """Return everybody of a community that has been read."""
    table = services.memory.persons
    for _ in range(TRIES):
        rows = table.rows(community.id)
        changed = taken_in(rows, community, now=services.now())
        if not changed:
            return rows
        before = {row.person.key: row for row in rows}
        try:
            for row in changed:
                table.change(row) if row.version else table.add(replace(row, version=1))
                if row.version:
                    _end_what_rested(services, before[row.person.key], row, by=row.changed_by)
                if row.removed_at is not None:
                    _stands_in_no_more(services, row.person, by=row.changed_by)
        except BusyError:
            continue
    return table.rows(community.id)


def people_now(services: Services, community: str) -> tuple[PersonRow, ...]:
    """Return everybody of a community as its file says now; as last known where the file cannot be read."""
    try:
        return people(services, community)
    except CycleError:
        return services.memory.persons.rows(community)


def new_in_mailboxes(services: Services, community: str = "") -> tuple[str, ...]:
    """Return in English whose mailbox the community's file has given to another lately, for whoever starts a year."""
    pairs = taken_over(people(services, community), since=services.now() - NEW_FOR)
    return tuple(
        f"community.toml: {here.person.name} has the mailbox of {gone.person.name}, who is taken out and logged out. "
        f"What {gone.person.key} approved counts as theirs; {here.person.key} has to log in. If it is the same person, "
        "write the name as it was, and change it on the page of people"
        for gone, here in pairs
    )


def active(rows: Iterable[PersonRow]) -> tuple[KnownPerson, ...]:
    """Return who may log in, of those who were ever known."""
    return tuple(row.person for row in rows if row.removed_at is None)


def add_person(services: Services, person: KnownPerson, *, by: str) -> PersonRow:
    """Add somebody; the key is made of the name. InputError with all that is wrong."""
    rows = services.memory.persons.rows(person.community)
    keyed = replace(_tidy(person), key=free_key(person.name, [row.person.key for row in rows]))
    _refuse(keyed, rows, _unknown(services, keyed))
    return services.memory.persons.add(PersonRow(person=keyed, changed_by=by, changed_at=services.now()))


def change_person(services: Services, row: PersonRow, person: KnownPerson, *, by: str, session: str = "") -> PersonRow:
    """Write somebody again as `person` says; what the file said differently is answered by it.

    Links that went to another address end, and log-ins that rest on it, on another name or on another identity, but the
    session that it is done in.

    InputError with all that is wrong; BusyError when somebody else changed the person since `row` was read.
    """
    tidy = replace(_tidy(person), community=row.person.community, key=row.person.key)
    rows = services.memory.persons.rows(tidy.community)
    _refuse(tidy, rows, _unknown(services, tidy, before=row.person), stood=row.person.deputies)
    gives_up = SECRETARIAT in row.person.roles and SECRETARIAT not in tidy.roles
    if gives_up:
        _refuse_last(rows, tidy.key)
    now = services.now()
    changed = replace(row, person=tidy, conflicts={}, removed_at=None, changed_by=by, changed_at=now)
    kept = _written(services, changed, gives_up=gives_up)
    _end_what_rested(services, row, changed, by=by, but=session)
    return kept


def remove_person(services: Services, row: PersonRow, *, by: str) -> tuple[KnownPerson, ...]:
    """Take somebody out: their sessions and links end at once. InputError for the last of the secretariat.

    Return those whose deputy they were, who have them no more.
    """
    community, key, now = row.person.community, row.person.key, services.now()
    _refuse_last(services.memory.persons.rows(community), key)
    gone = replace(row, conflicts={}, removed_at=now, changed_by=by, changed_at=now)
    _written(services, gone, gives_up=SECRETARIAT in row.person.roles)
    _end_what_rested(services, row, gone, by=by)
    return _stands_in_no_more(services, row.person, by=by)


def stood_in_for(rows: Iterable[PersonRow], key: str) -> tuple[KnownPerson, ...]:
    """Return those on the list of people who have somebody as a deputy."""
    return tuple(known for known in active(rows) if any(deputy.person == key for deputy in known.deputies))


def _stands_in_no_more(services: Services, gone: KnownPerson, *, by: str) -> tuple[KnownPerson, ...]:
    """Take somebody who is gone out as the deputy of everybody, and return whose deputy they were."""
    table, done = services.memory.persons, dict[str, KnownPerson]()
    for _ in range(TRIES):
        rows = table.rows(gone.community)
        left = {known.key: known for known in stood_in_for(rows, gone.key)}
        done |= left
        try:
            for row in (row for row in rows if row.person.key in left):
                deputies = tuple(deputy for deputy in row.person.deputies if deputy.person != gone.key)
                without = replace(row.person, deputies=deputies)
                table.change(replace(row, person=without, changed_by=by, changed_at=services.now()))
        except BusyError:
            continue
        break
    return tuple(done.values())


def _written(services: Services, row: PersonRow, *, gives_up: bool) -> PersonRow:
    """Write a person; InputError where another of the secretariat gave the role up in the same moment."""
    table = services.memory.persons
    try:
        return table.change(row, keeping=SECRETARIAT if gives_up else "")
    except BusyError:
        if gives_up:
            _refuse_last(table.rows(row.person.community), row.person.key)
        raise


def _end_what_rested(services: Services, before: PersonRow, after: PersonRow, *, by: str, but: str = "") -> None:
    """End links and log-ins of somebody who is taken out, or known by another name, address or identity than before.

    A link may lie where it was not meant to go, and somebody else may have logged in by it. Under another name it may
    be another person, who reads the same mailbox.
    """
    key, now = (after.person.community, after.person.key), services.now()
    is_named = may_be_one(after.person.name, before.person.name)
    if after.removed_at is None and is_named and _known_by(after.person) == _known_by(before.person):
        return
    services.memory.sessions.end_all(*key, by=by, now=now, but=but)
    services.memory.login_links.end_all(*key, now=now)


def _known_by(person: KnownPerson) -> tuple[str, str, str]:
    return person.address.casefold(), person.issuer, person.subject


def _tidy(person: KnownPerson) -> KnownPerson:
    return replace(
        person,
        name=" ".join(person.name.split()),
        address=person.address.strip(),
        side=person.side.strip(),
        issuer=person.issuer.strip(),
        subject=person.subject.strip(),
        steps=tuple(dict.fromkeys(step.strip() for step in person.steps if step.strip())),
        roles=tuple(role for role in get_args(Role) if role in person.roles),
    )


def _refuse(
    person: KnownPerson, rows: Iterable[PersonRow], unknown: Sequence[Problem], *, stood: Sequence[Deputy] = ()
) -> None:
    """Refuse a person with all that is wrong at once; deputies that `stood` before are not judged again."""
    found = [*_problems(person, [row.person for row in rows if row.removed_at is None], stood), *unknown]
    if found:
        raise InputError(found)


def _unknown(services: Services, person: KnownPerson, *, before: KnownPerson | None = None) -> tuple[Problem, ...]:
    """Return a problem for each step and side that the community has not; what somebody had before is not judged.

    Nothing is judged while its files cannot be read: the list says so itself.
    """
    new = tuple(step for step in person.steps if before is None or step not in before.steps)
    side = person.side if before is None or person.side != before.side else ""
    if not new and not side:
        return ()
    try:
        loaded = load_named_community(services.settings, person.community)
    except CycleError:
        return ()
    steps = steps_to_decide_on(dispatch.id for rules in loaded.all_versions() for dispatch in rules.dispatches)
    sides = [known.id for known in loaded.community.sides]
    found = [
        _problem("steps", Phrase("There is no step «{step}».", step=step), did_you_mean(step, steps))
        for step in new
        if step not in steps
    ]
    if side and side not in sides:
        found.append(_problem("side", Phrase("There is no side «{side}».", side=side), did_you_mean(side, sides)))
    return tuple(found)


def _problems(person: KnownPerson, others: Iterable[KnownPerson], stood: Sequence[Deputy]) -> Iterator[Problem]:
    known = {other.key: other for other in others}
    if sum(letter.isalpha() for letter in person.name) < 2 or len(person.name) > LONGEST:
        yield _problem("name", Phrase("Write first name and last name."))
    if unseen := unseen_in(person.name):
        what = "What is written holds characters that nobody sees ({characters}). Write it without them."
        yield _problem("name", Phrase(what, characters=", ".join(unseen)))
    if len(alphabets_in(person.name)) > 1:
        yield _problem("name", Phrase("The name has letters of two alphabets that look alike. Write it again by hand."))
    if not is_address(person.address):
        yield _problem("address", Phrase("Write one e-mail address, such as kari@kommune.no."))
    if person.language not in get_args(Language):
        yield _problem("language", Phrase("Choose nynorsk or bokmål."))
    if not person.roles:
        yield _problem("roles", Phrase("Choose at least one role."))
    if bool(person.issuer) != bool(person.subject):
        yield _problem("subject", Phrase("Provider and identity belong together: write both, or none."))
    if person.subject and any(
        (other.issuer, other.subject) == (person.issuer, person.subject)
        for key, other in known.items()
        if key != person.key
    ):
        yield _problem("subject", Phrase("Another person has this identity at the provider already."))
    for deputy in person.deputies:
        if deputy.person == person.key or (deputy.person not in known and deputy not in stood):
            yield _problem("deputies", Phrase("The deputy must be another person on the list."))
        if deputy.first and deputy.last and deputy.last < deputy.first:
            yield _problem("deputies", Phrase("The last day must not be before the first."))
    if any(absence.last < absence.first for absence in person.absences):
        yield _problem("absences", Phrase("The last day must not be before the first."))


def _refuse_last(rows: Iterable[PersonRow], key: str) -> None:
    others = [person for person in active(rows) if person.key != key and SECRETARIAT in person.roles]
    if not others:
        raise InputError(
            [_problem("roles", Phrase("Somebody must have the role of the secretariat. Give it to another first."))]
        )


def _problem(where: str, what: Phrase, remedy: Phrase | str = "") -> Problem:
    return Problem(file="people", where=where, what=what, remedy=remedy)
