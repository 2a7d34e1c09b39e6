"""The difference between two registers: what stands, what would stand, and nothing besides.

Every field of every person, mandate and vacant seat is compared, whatever fields the model has: they are read off the
model itself. Applying a difference to the first register gives the second, so what is shown is all that happens.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Literal, TypeVar, cast

from cycle.model import Mandate, Person, Register, VacantSeat

ChangeSubject = Literal["register", "person", "mandate", "vacancy"]
Value = Register | Person | Mandate | VacantSeat
T = TypeVar("T", Person, Mandate, VacantSeat)

EMPTY = Register(persons=(), mandates=())
"""What a first register is compared with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterChange:
    """One thing that is new (`was` is None), gone (`now` is None) or other than it was."""

    about: ChangeSubject
    was: Value | None
    now: Value | None

    @property
    def fields(self) -> tuple[tuple[str, Any, Any], ...]:
        """Name, old and new value of each field that differs; nothing for what is new or gone as a whole."""
        if self.was is None or self.now is None:
            return ()
        names = [field.name for field in fields(self.was)]
        pairs = [(name, getattr(self.was, name), getattr(self.now, name)) for name in names]
        return tuple((name, was, now) for name, was, now in pairs if was != now)

    @property
    def loses(self) -> bool:
        """Whether something that was known would not be known any more."""
        return self.now is None or any(was and not now for _, was, now in self.fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Everything that tells two registers apart."""

    changes: tuple[RegisterChange, ...]

    def __bool__(self) -> bool:
        return bool(self.changes)

    def of(self, about: ChangeSubject) -> tuple[RegisterChange, ...]:
        """Return the changes of one kind of thing."""
        return tuple(change for change in self.changes if change.about == about)


def difference(old: Register, new: Register) -> Difference:
    """Return everything that differs between the two, persons first; the order of their rows does not count."""
    return Difference(
        changes=(
            *_flags(old, new),
            *_by_key(
                "person", {person.id: person for person in old.persons}, {person.id: person for person in new.persons}
            ),
            *_mandates(old.mandates, new.mandates),
            *_by_key(
                "vacancy",
                {vacancy.seat: vacancy for vacancy in old.vacancies},
                {vacancy.seat: vacancy for vacancy in new.vacancies},
            ),
        )
    )


def applied(old: Register, made: Difference) -> Register:
    """Return the register with exactly these changes; ValueError when it is not the one they were made from."""
    flags = [change.now for change in made.of("register")]
    bare = cast(Register, flags[0]) if flags else _bare(old)
    persons = _changed(old.persons, made.of("person"))
    mandates = _changed(old.mandates, made.of("mandate"))
    vacancies = _changed(old.vacancies, made.of("vacancy"))
    return ordered(replace(bare, persons=persons, mandates=mandates, vacancies=vacancies))


def ordered(register: Register) -> Register:
    """Return the register in its one order: people by id, mandates by seat and first day, vacant seats by id."""
    return replace(
        register,
        persons=tuple(sorted(register.persons, key=lambda person: person.id)),
        mandates=tuple(
            sorted(register.mandates, key=lambda mandate: (mandate.seat, first_day(mandate), mandate.person))
        ),
        vacancies=tuple(sorted(register.vacancies, key=lambda vacancy: vacancy.seat)),
    )


def first_day(mandate: Mandate) -> dt.date:
    """Return the first day, the beginning of time where none is written."""
    return mandate.valid_from or dt.date.min


def last_day(mandate: Mandate) -> dt.date:
    """Return the last day, the end of time where none is written."""
    return mandate.valid_to or dt.date.max


def newest_by_seat(register: Register) -> dict[str, Mandate]:
    """Return for each seat the mandate that lasts longest: who has it now, or had it last."""
    found: dict[str, Mandate] = {}
    for mandate in register.mandates:
        held = found.get(mandate.seat)
        if held is None or (last_day(mandate), first_day(mandate)) > (last_day(held), first_day(held)):
            found[mandate.seat] = mandate
    return found


def _flags(old: Register, new: Register) -> Iterator[RegisterChange]:
    was, now = _bare(old), _bare(new)
    if was != now:
        yield RegisterChange(about="register", was=was, now=now)


def _bare(register: Register) -> Register:
    """Return what the register says of itself, without what it holds."""
    return replace(register, persons=(), mandates=(), vacancies=())


def _by_key(about: ChangeSubject, old: Mapping[str, T], new: Mapping[str, T]) -> Iterator[RegisterChange]:
    for key in sorted(old.keys() | new.keys()):
        was, now = old.get(key), new.get(key)
        if was != now:
            yield RegisterChange(about=about, was=was, now=now)


def _mandates(old: Sequence[Mandate], new: Sequence[Mandate]) -> Iterator[RegisterChange]:
    """Yield what differs; a person's mandates of one seat are put in pairs, those with the same first day first."""
    was, now = _of_one(old), _of_one(new)
    for key in sorted(was.keys() | now.keys()):
        for before, after in _pairs(was.get(key, []), now.get(key, [])):
            if before != after:
                yield RegisterChange(about="mandate", was=before, now=after)


def _of_one(mandates: Iterable[Mandate]) -> dict[tuple[str, str], list[Mandate]]:
    found: defaultdict[tuple[str, str], list[Mandate]] = defaultdict(list)
    for mandate in mandates:
        found[mandate.seat, mandate.person].append(mandate)
    return found


def _pairs(old: list[Mandate], new: list[Mandate]) -> Iterator[tuple[Mandate | None, Mandate | None]]:
    before, after = sorted(old, key=first_day), sorted(new, key=first_day)
    for same in (Mandate.__eq__, lambda mandate, other: mandate.valid_from == other.valid_from):
        for mandate in list(before):
            match = next((other for other in after if same(mandate, other)), None)
            if match is not None:
                before.remove(mandate)
                after.remove(match)
                yield mandate, match
    while before and after:
        yield before.pop(0), after.pop(0)
    yield from ((mandate, None) for mandate in before)
    yield from ((None, mandate) for mandate in after)


def _changed(held: Sequence[T], changes: Sequence[RegisterChange]) -> tuple[T, ...]:
    left: set[Any] = set(held)
    for change in changes:
        if change.was is not None:
            if change.was not in left:
                raise ValueError("the difference was made from another register")
            left.remove(change.was)
    left.update(change.now for change in changes if change.now is not None)
    return tuple(left)
