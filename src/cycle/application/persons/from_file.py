"""Takes who decides in from community.toml: what changed there, unless the same was changed here too."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from cycle.application.year import ascii_words, may_be_one
from cycle.model import Community, KnownPerson, from_plain, to_plain
from cycle.store.people.persons import PersonRow

FILE = "community.toml"
CONTACT = "contact"
"""Marks what was taken in from the table of the secretariat."""
GONE = "gone"
"""Stands among the conflicts of somebody whom the file no longer names, and who was changed here since."""
BACK = "back"
"""Stands among the conflicts of somebody who was taken out here, and whom the file names again."""
FIELDS = ("name", "address", "language", "roles", "steps", "side")

Entry = Mapping[str, object]


def entries_of(community: Community) -> tuple[Entry, ...]:
    """Return what the file says of each who may log in: the secretariat first, then those who decide."""
    contact = community.contact
    office = {"name": contact.name, "address": contact.address, "language": community.language}
    return (
        {**office, "roles": ["secretariat"], "steps": [], "side": "", CONTACT: True},
        *(
            {
                "name": coordinator.name,
                "address": coordinator.address,
                "language": coordinator.language,
                "roles": ["coordinator"],
                "steps": list(coordinator.steps),
                "side": coordinator.side,
            }
            for coordinator in community.coordinators
        ),
    )


def taken_in(rows: Sequence[PersonRow], community: Community, *, now: dt.datetime) -> tuple[PersonRow, ...]:
    """Return the rows that are new or other than before, for `version` 0 is new; none when the file says nothing new.

    What was changed in the file alone is taken in. What was changed here alone stands. What was changed in both stands
    as it is here and is a conflict until a person answers it. Who is gone from the file is taken out, unless somebody
    changed them here: then they stay, and it is told. Whose mailbox the file gives to another name is taken out in any
    case.
    """
    known = _matched(rows, entries_of(community))
    taken = {row.person.key for row in rows}
    changed = []
    for entry, row in known:
        if row is None:
            added = _added(entry, community, taken=taken, now=now)
            taken.add(added.person.key)
            changed.append(added)
        elif (merged := _merged(row, entry, now=now)) is not None:
            changed.append(merged)
    named = {row.person.key for _, row in known if row is not None}
    left = {str(entry["address"]).casefold() for entry, row in known if row is None}
    changed += [
        _gone(row, now=now, follows=row.person.address.casefold() in left)
        for row in rows
        if row.in_file and row.person.key not in named
    ]
    return tuple(changed)


def taken_over(rows: Sequence[PersonRow], *, since: dt.datetime) -> tuple[tuple[PersonRow, PersonRow], ...]:
    """Return whom the file took out since then because another has their mailbox, each with who has it."""
    return tuple(
        (gone, here)
        for gone in rows
        for here in rows
        if gone.removed_at is not None
        and gone.removed_at >= since
        and gone.changed_by == FILE
        and here.removed_at is None
        and here.in_file
        and here.person.address.casefold() == gone.person.address.casefold()
    )


def free_key(name: str, taken: Iterable[str]) -> str:
    """Return a key that nobody has: the name in small plain letters, `kari-koordinator`, numbered if need be."""
    stem = ascii_words(name)[:60] or "person"
    known, key, number = set(taken), stem, 1
    while key in known:
        number += 1
        key = f"{stem}-{number}"
    return key


def _matched(rows: Sequence[PersonRow], entries: Sequence[Entry]) -> list[tuple[Entry, PersonRow | None]]:
    """Pair what the file says with who is known: by the address it had there, then the name, then the address here.

    Another name at an address is another person, who follows somebody in an office and reads the same mailbox.
    """
    free = list(rows)
    pairs: dict[int, PersonRow] = {}

    def pair(matches: Callable[[PersonRow, Entry], bool]) -> None:
        for number, entry in enumerate(entries):
            found = next((row for row in free if number not in pairs and matches(row, entry)), None)
            if found is not None:
                pairs[number] = found
                free.remove(found)

    def was_same(row: PersonRow, entry: Entry, what: str) -> bool:
        both = bool(row.in_file) and row.in_file.get(CONTACT) == entry.get(CONTACT)
        return both and str(row.in_file.get(what, "")).casefold() == str(entry[what]).casefold()

    pair(lambda row, entry: was_same(row, entry, "address") and _is_named(row, entry))
    pair(lambda row, entry: was_same(row, entry, "name"))
    pair(
        lambda row, entry: (
            not row.in_file
            and row.person.address.casefold() == str(entry["address"]).casefold()
            and any(role in row.person.roles for role in _roles(entry))
            and (row.removed_at is None or _is_named(row, entry))
        )
    )
    return [(entry, pairs.get(number)) for number, entry in enumerate(entries)]


def _is_named(row: PersonRow, entry: Entry) -> bool:
    """Return whether the file calls somebody as it did, or as they are called here."""
    return any(may_be_one(str(entry["name"]), name) for name in (str(row.in_file.get("name", "")), row.person.name))


def _added(entry: Entry, community: Community, *, taken: set[str], now: dt.datetime) -> PersonRow:
    said = {field: entry[field] for field in FIELDS}
    key = free_key(str(entry["name"]), taken)
    person = from_plain(KnownPerson, {"community": community.id, "key": key, **said})
    return PersonRow(person=person, in_file=entry, version=0, changed_by=FILE, changed_at=now)


def _merged(row: PersonRow, entry: Entry, *, now: dt.datetime) -> PersonRow | None:
    """Return the row with what the file now says, None when that changes nothing."""
    if entry == row.in_file:
        return None
    if row.removed_at and row.changed_by == FILE:  # it was the file that took them out, and has them back
        said = {field: entry[field] for field in FIELDS}
        person = from_plain(KnownPerson, {**to_plain(row.person), **said})
        return replace(row, person=person, in_file=entry, changed_at=now, removed_at=None)
    here = _said(row.person)
    conflicts = {field: value for field, value in row.conflicts.items() if field not in {GONE, BACK}}
    given = dict(here)
    for field in FIELDS:
        if row.in_file and entry[field] == row.in_file[field]:
            continue
        conflicts.pop(field, None)
        if not row.in_file or here[field] != row.in_file[field]:
            if here[field] != entry[field]:
                conflicts[field] = entry[field]
        else:
            given[field] = entry[field]
    if row.removed_at:
        conflicts[BACK] = True
    person = from_plain(KnownPerson, {**to_plain(row.person), **given})
    return replace(row, person=person, in_file=entry, conflicts=conflicts, changed_by=FILE, changed_at=now)


def _gone(row: PersonRow, *, now: dt.datetime, follows: bool) -> PersonRow:
    """Return the row of whom the file no longer names: out where nobody changed them here, or another has the mailbox.

    Whoever `follows` reads their mail, and would log in as them.
    """
    untouched = all(_said(row.person)[field] == row.in_file[field] for field in FIELDS) and not _more(row.person)
    out = replace(row, in_file={}, conflicts={}, changed_by=FILE, changed_at=now)
    if row.removed_at:
        return out
    return replace(out, removed_at=now) if untouched or follows else replace(out, conflicts={GONE: True})


def _more(person: KnownPerson) -> bool:
    """Return whether somebody was told more of here than a file can say."""
    return bool(person.deputies or person.absences or person.subject)


def _roles(entry: Entry) -> list[object]:
    roles = entry["roles"]
    return roles if isinstance(roles, list) else []


def _said(person: KnownPerson) -> dict[str, object]:
    """Return of a person what a file could say."""
    plain = to_plain(person)
    return {field: plain[field] for field in FIELDS}
