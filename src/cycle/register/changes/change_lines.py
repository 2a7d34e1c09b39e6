"""A difference between two registers in a secretary's words: who is new, out or another, and what was corrected."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from cycle.model import Mandate, Person, Register, VacantSeat
from cycle.register.changes.difference import Difference, RegisterChange, first_day, newest_by_seat
from cycle.register.entries import written
from cycle.register.seat_ids import Printed
from cycle.register.words import Say
from cycle.wording import LANGUAGE_NAMES

KINDS = (
    *("new", "out", "swap", "ends", "address", "name", "id", "phone", "language", "dates", "decided", "note"),
    *("history", "person", "vacancy", "flag", "other"),
)
"""What a change is called, in the order they are told."""

KIND_OF_FIELD = {
    "name": "name",
    "address": "address",
    "role_address": "address",
    "shared_address": "address",
    "postal": "address",
    "phone": "phone",
    "language": "language",
    "valid_from": "dates",
    "valid_to": "dates",
    "decided_by": "decided",
    "note": "note",
    "invented": "flag",
}
"""A field that is not here is told as `other`, by its own name: nothing is left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLine:
    """One change in words."""

    kind: str
    text: str
    seat: str = ""
    person: str = ""
    """Id of the person it is about."""
    name: str = ""
    field: str = ""
    was: str = ""
    now: str = ""
    half: bool = False
    """Another line tells the same from the other side; it is not counted."""
    loses: bool = False
    """Something that is known now would not be known any more."""
    where: str = ""
    """The cells that say so, where there are any."""


def change_lines(
    made: Difference, old: Register, new: Register, *, say: Say, printed: Printed
) -> tuple[ChangeLine, ...]:
    """Return every change of the difference in words, those that matter most first."""
    writer = _LineWriter(
        say=say,
        printed=printed,
        names={person.id: person.name for person in (*new.persons, *old.persons)},
        before=newest_by_seat(old),
        after=newest_by_seat(new),
        had={mandate.person for mandate in old.mandates},
        has={mandate.person for mandate in new.mandates},
        ids={(person.name, person.address): person.id for person in old.persons},
    )
    lines = [line for change in made.changes for line in writer.lines(change)]
    return tuple(sorted(lines, key=lambda change: (KINDS.index(change.kind), change.seat, change.name, change.field)))


def summary(lines: Sequence[ChangeLine], *, say: Say) -> str:
    """Return the changes counted: `3 nye, 2 ut, 18 bytte, 1 adresse, 1 namn retta`; how there are none, else."""
    counted = [(kind, sum(change.kind == kind and not change.half for change in lines)) for kind in KINDS]
    words = [say.counted(kind, number) for kind, number in counted if number]
    return ", ".join(words) if words else say.word("count_none")


@dataclass(frozen=True, slots=True, kw_only=True)
class _LineWriter:
    say: Say
    printed: Printed
    names: Mapping[str, str]
    before: Mapping[str, Mandate]
    after: Mapping[str, Mandate]
    had: set[str]
    has: set[str]
    ids: Mapping[tuple[str, str], str]

    def lines(self, change: RegisterChange) -> Iterator[ChangeLine]:
        """Yield the change in words: one line for what is new or gone, one for each field that differs."""
        match change.was, change.now:
            case (Mandate() | None, Mandate() | None):
                yield from self._mandate(change)
            case (Person() | None, Person() | None):
                yield from self._person(change)
            case (VacantSeat() | None, VacantSeat() | None):
                yield from self._vacancy(change)
            case _:
                yield from self._fields(change, seat="", person="")

    def _mandate(self, change: RegisterChange) -> Iterator[ChangeLine]:
        was, now = change.was, change.now
        assert was is None or isinstance(was, Mandate)
        assert now is None or isinstance(now, Mandate)
        mandate = now or was
        assert mandate is not None
        seat, held, holds = mandate.seat, self.before.get(mandate.seat), self.after.get(mandate.seat)
        if was is not None and now is not None:
            yield from self._fields(change, seat=seat, person=now.person)
        elif now is not None:
            kind = self._kind_of_new(now, held, holds)
            yield self._line(kind, mandate, was=held if kind == "swap" else None, now=now)
        else:
            left = mandate.valid_to is None and (holds is None or holds.valid_to is not None)
            yield self._line("out" if mandate == held and left else "history", mandate, was=was, now=None)

    def _kind_of_new(self, now: Mandate, held: Mandate | None, holds: Mandate | None) -> str:
        """Return what a new mandate means for its seat: somebody new, another than before, or only its history."""
        if now != holds or (held is not None and held.person == now.person):
            return "history"
        if held is None:
            return "new"
        gap = held.valid_to is not None and first_day(now) > held.valid_to + dt.timedelta(days=1)
        return "new" if gap else "swap"

    def _line(self, kind: str, mandate: Mandate, *, was: Mandate | None, now: Mandate | None) -> ChangeLine:
        name = self.names.get(mandate.person, mandate.person)
        before = self.names.get(was.person, was.person) if was else ""
        key = kind if kind != "history" else "history_new" if now else "history_gone"
        values = {"seat": self._seat(mandate.seat), "name": name, "before": before, "span": self._span(mandate)}
        extra = self._details(now) if now else ""
        return ChangeLine(
            kind=kind,
            text=self.say.word(f"told_{key}", **values) + extra,
            seat=mandate.seat,
            person=mandate.person,
            name=name,
            was=before if kind == "swap" else name if now is None else "",
            now=name if now else "",
            loses=now is None,
        )

    def _details(self, mandate: Mandate) -> str:
        """Return what else a new mandate says, so that nothing is imported unseen."""
        known = {"seat", "person", "valid_from", "valid_to"}
        empty = Mandate(seat=mandate.seat, person=mandate.person)
        return self._rest(empty, mandate, known)

    def _rest(self, empty: Any, value: Any, known: set[str]) -> str:
        fields = RegisterChange(about="mandate", was=empty, now=value).fields
        said = [f"{self._label(field)}: {self._shown(now)}" for field, _, now in fields if field not in known]
        return f" ({'; '.join(said)})" if said else ""

    def _person(self, change: RegisterChange) -> Iterator[ChangeLine]:
        was, now = change.was, change.now
        assert was is None or isinstance(was, Person)
        assert now is None or isinstance(now, Person)
        if was is not None and now is not None:
            yield from self._fields(change, seat="", person=now.id)
            return
        person = now or was
        assert person is not None
        old = self.ids.get((person.name, person.address), "")
        if now is not None and old and old != now.id:
            moved = self.say.word("told_id", name=now.name, was=old, now=now.id)
            yield ChangeLine(kind="id", text=moved, person=now.id, name=now.name, field="id", was=old, now=now.id)
            return
        key = "told_person_new" if now else "told_person_gone"
        empty = Person(id=person.id, name="", address="")
        rest = self._rest(empty, person, {"id", "name"}) if now else ""
        text = self.say.word(key, name=person.name, id=person.id, address=person.address or "–") + rest
        yield ChangeLine(
            kind="person", text=text, person=person.id, name=person.name, loses=now is None, half=now is not None,
            was="" if now else person.name, now=person.name if now else "",
        )  # fmt: skip

    def _vacancy(self, change: RegisterChange) -> Iterator[ChangeLine]:
        was, now = change.was, change.now
        vacancy = now or was
        assert isinstance(vacancy, VacantSeat)
        if was is not None and now is not None:
            yield from self._fields(change, seat=vacancy.seat, person="")
            return
        key = "told_vacancy_new" if now else "told_vacancy_gone"
        filled = (holds := self.after.get(vacancy.seat)) is not None and holds.valid_to is None
        note = f": «{vacancy.note}»" if vacancy.note else ""
        vacant = self.say.word("vacant")
        text = self.say.word(key, seat=self._seat(vacancy.seat)) + note
        yield ChangeLine(
            kind="vacancy", text=text, seat=vacancy.seat, loses=now is None and (not filled or bool(vacancy.note)),
            was="" if now else vacant, now=vacant if now else "",
        )  # fmt: skip

    def _fields(self, change: RegisterChange, *, seat: str, person: str) -> Iterator[ChangeLine]:
        name = self.names.get(person, "")
        for field, was, now in change.fields:
            kind = KIND_OF_FIELD.get(field, "other")
            half = False
            key = "told_field" if was and now else "told_added" if now else "told_removed"
            if field == "valid_to" and was is None and now is not None:
                kind, key = "ends", "told_ends"
                half = (holds := self.after.get(seat)) is not None and holds.person != person
            if field == "invented":
                key = "told_invented" if now else "told_real"
            about = " – ".join(part for part in (name, self._seat(seat) if seat else "") if part)
            values = {"about": about, "label": self._label(field), "was": self._shown(was), "now": self._shown(now)}
            yield ChangeLine(
                kind=kind,
                text=self.say.word(key, **values),
                seat=seat,
                person=person,
                name=name,
                field=field,
                was=self._shown(was),
                now=self._shown(now),
                half=half,
                loses=bool(was) and not now,
            )

    def _seat(self, seat: str) -> str:
        organisation, function = self.printed.get(seat, ("", ""))
        return f"{organisation}, {function} ({seat})" if organisation else seat

    def _span(self, mandate: Mandate) -> str:
        first, last = written(mandate.valid_from), written(mandate.valid_to)
        key = "span_both" if first and last else "span_from" if first else "span_to" if last else ""
        return self.say.word(key, first=first, last=last) if key else ""

    def _label(self, field: str) -> str:
        try:
            return self.say.word(f"field_{field}")
        except KeyError:
            return field

    def _shown(self, value: Any) -> str:
        match value:
            case bool():
                return self.say.word("yes" if value else "no")
            case dt.date():
                return written(value)
            case "nn" | "nb":
                return LANGUAGE_NAMES[value]
            case None:
                return ""
            case _:
                return " / ".join(str(value).splitlines())


def placed(lines: Sequence[ChangeLine], places: Mapping[tuple[str, str, str], str]) -> tuple[ChangeLine, ...]:
    """Return the lines with their cells; places are by person id or seat, the seat of a mandate, and field."""
    return tuple(
        replace(
            change,
            where=places.get(
                (change.person, change.seat, change.field), places.get((change.person, "", change.field), "")
            ),
        )
        for change in lines
    )
