"""Somebody who is to be forgotten: what the store says of them goes, what stays is named with the reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from cycle.application.year import LoadedCommunity, current_register, load_named_community, refuse_identity_number
from cycle.catalogue import sentence
from cycle.errors import CycleError, StepError, did_you_mean, nearest
from cycle.model import Register, spelt
from cycle.phrases import Phrase
from cycle.services import Services
from cycle.store.people.recorded_people import RecordedPerson
from cycle.store.people.retention import HeldMatter, erasure_rule

STAYS: Mapping[str, str] = {
    sentence("the ledger of mails and letters on paper"): sentence(
        "proof of notice: who was called to the meeting, when and how"
    ),
    sentence("letters, lists, decisions and packages"): sentence("the public record, which is kept"),
    sentence("that somebody answered, and what"): sentence("who took part in the meeting"),
}
"""What no rule deletes, and why."""
_AS_CLOSED = sentence("{year}: the answers and the minutes as they were when it was closed, with who came instead")
_NEVER_WRITTEN_AGAIN = sentence(
    "the public record of a closed year, in its package and its snapshot, is never rewritten"
)
_FILE = sentence("the file with the register of {community}")
_OWN_FILE = sentence("it is the community’s own: take the person’s rows out, or they come back with the next import")
_ALIKE = sentence("{name} ({id}), who had the same address, or the same seat from the same day")
_ERASE_TOO = sentence("if that is the same person under another spelling, erase that one too")


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """What would be deleted of one person, and what stays."""

    person: str
    """Id of the person; the name of one who is in no register."""
    community: str
    """Id of the community: a namesake in another one of this home is somebody else."""
    number: Mapping[str, int]
    """Field → how many values."""
    stays: Mapping[str, str]
    matters: tuple[HeldMatter, ...]
    elsewhere: tuple[str, ...] = ()
    """Other communities that have somebody of this name: nothing of theirs goes."""


def erasure_of(services: Services, who: str, *, community: str = "") -> Erasure:
    """Return what would be deleted of a person, by name or id; nothing is deleted.

    Looked for in every imported register, among those who came instead of others, and in answers and printed letters.
    StepError when nobody is called so, when several are, or when the person holds a seat today.
    """
    loaded = load_named_community(services.settings, community)
    retention, here = services.memory.retention, loaded.community.id
    register = _register(services, loaded)
    is_imported = services.memory.registers.newest(here) is not None
    known = [*retention.people(here), *(() if is_imported else _in_the_file(register))]
    if not who.strip():
        _refuse_unknown(known, who)
    person = _person(known, who)
    everywhere = retention.of_person(person.id or spelt(who), names=person.names, addresses=person.addresses)
    matters = tuple(matter for where in ("", here) for matter in everywhere.get(where, ()))
    if not matters and not is_imported and any(held.id for held in known if held.id == person.id):
        _refuse_file_alone(here)
    if not matters and person.id and not person.names:
        _refuse_unknown(known, who)
    if register is not None:
        _refuse_seated(services, loaded, register, person)
    number: dict[str, int] = {}
    for matter in matters:
        number[matter.field] = number.get(matter.field, 0) + 1
    return Erasure(
        person=person.id or spelt(who),
        community=here,
        number=number,
        stays={**STAYS, **dict(_stays(services, loaded, person, known, register, matters))},
        matters=matters,
        elsewhere=tuple(sorted(everywhere.keys() - {"", here})),
    )


def erase(services: Services, erasure: Erasure, *, name: str, why: str) -> int:
    """Delete what is said of a person, written first, and return how many values went; seats keep their history."""
    refuse_identity_number(name, why)
    retention = services.memory.retention
    rule = f"{erasure_rule(erasure.person)}/{erasure.community}"
    number = retention.intend(erasure.matters, rule=rule, why=why, who=name, now=services.now())
    return retention.finish(number, now=services.now())


def _register(services: Services, loaded: LoadedCommunity) -> Register | None:
    """Return the register that counts today; None where there is none that can be read."""
    with suppress(CycleError):
        return current_register(services, loaded).register
    return None


def _in_the_file(register: Register | None) -> Iterator[RecordedPerson]:
    for person in register.persons if register else ():
        yield RecordedPerson(id=person.id, names=(person.name,))


def _person(known: Sequence[RecordedPerson], who: str) -> RecordedPerson:
    """Return whom a name or an id means, with each name they had and what came instead under that name."""
    found = {person.id: person for person in known if person.is_called(who) or person.id == who.strip()}
    instead = found.pop("", None)
    if len(found) > 1:
        ids = ", ".join(found)
        raise StepError(f"{who!r}: several people are called so; name one by its id: {ids}").with_message(
            Phrase("Several people are called «{name}». Name one by its id: {ids}.", name=who, ids=ids)
        )
    if not found:
        return instead or RecordedPerson(id=who.strip(), names=())
    [person] = found.values()
    also = [other for other in known if not other.id and any(map(other.is_called, person.names))]
    addresses = person.addresses.union(*(other.addresses for other in also))
    return replace(person, addresses=addresses)


def _refuse_file_alone(community: str) -> None:
    raise StepError(
        f"{community}: no register was imported, so people stand in the file alone; take the person's rows out of it"
    ).with_message(
        Phrase("No register was imported, so people stand in the file alone. Take the person's rows out of it.")
    )


def _refuse_unknown(known: Sequence[RecordedPerson], who: str) -> None:
    names = sorted({person.names[0] for person in known})
    error = StepError(f"{who!r}: nobody in the register is called so; {did_you_mean(who, names)}")
    if near := nearest(who, names):
        meant = Phrase("Nobody in the register is called «{name}». Did you mean «{near}»?", name=who, near=near)
        raise error.with_message(meant)
    raise error.with_message(Phrase("Nobody in the register is called «{name}».", name=who))


def _refuse_seated(services: Services, loaded: LoadedCommunity, register: Register, person: RecordedPerson) -> None:
    held = [
        mandate.seat
        for mandate in register.mandates
        if mandate.person == person.id
        and (mandate.valid_from or dt.date.min) <= services.today <= (mandate.valid_to or dt.date.max)
    ]
    if not held:
        return
    seats = tuple(" – ".join(loaded.printed.get(seat, (seat,))) for seat in held)
    name = person.names[0] if person.names else person.id
    raise StepError(
        f"{name}: holds {', '.join(held)} today; give the seat to somebody else or write its last day, "
        "import the register, then erase"
    ).with_message(Phrase(_HOLDS_ONE if len(seats) == 1 else _HOLDS_SEVERAL, name=name, seats=seats))


_HOLDS_ONE = sentence(
    "{name} holds a seat today: {seats}. Give the seat to somebody else, or write its last day, import the "
    "register, and then erase."
)
_HOLDS_SEVERAL = sentence(
    "{name} holds seats today: {seats}. Give each seat to somebody else, or write its last day, import the "
    "register, and then erase."
)


def _stays(
    services: Services,
    loaded: LoadedCommunity,
    person: RecordedPerson,
    known: Sequence[RecordedPerson],
    register: Register | None,
    matters: Sequence[HeldMatter],
) -> Iterator[tuple[str, str]]:
    """Yield what stays beside what no rule deletes, and why: closed years, the community's file, other spellings."""
    came = {matter.of for matter in matters if matter.field.startswith("substitute_")}
    for year in sorted(came):
        if any(closing.closes for closing in services.memory.closings.of(year)):
            yield Phrase(_AS_CLOSED, year=year), Phrase(_NEVER_WRITTEN_AGAIN)
    is_imported = services.memory.registers.newest(loaded.community.id) is not None
    if not is_imported and register is not None and any(held.id == person.id for held in register.persons):
        yield Phrase(_FILE, community=loaded.community.id), Phrase(_OWN_FILE)
    for other in known:
        if other.id and other.id != person.id and (other.addresses & person.addresses or other.held & person.held):
            yield Phrase(_ALIKE, name=other.names[0], id=other.id), Phrase(_ERASE_TOO)
