"""One person from all rows that tell of them: what they say alike, and a question where they do not."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from cycle.model import Language, Person
from cycle.register.changes.matching import MatchedEntry
from cycle.register.entries import Reading
from cycle.register.name_reading.names import parts_of
from cycle.wording import LANGUAGE_NAMES

FIELDS = {
    "name": "name",
    "address": "address",
    "language": "language",
    "shared_address": "shared",
    "phone": "phone",
    "postal": "postal",
}
"""Each field of a person, and the column that tells it. The id is the person's own."""


def merged_person(rows: Sequence[MatchedEntry], *, whole: bool, reading: Reading) -> Person:
    """Return the person; `whole` says that an empty cell empties what the register has, otherwise it says nothing."""
    base = next((match.base for match in rows if match.base), None)
    fields_read = {field: _Field(field, column, rows, base, whole, reading) for field, column in FIELDS.items()}
    language: Language | None = fields_read["language"].value(_exact)
    return Person(
        id=rows[0].id,
        name=fields_read["name"].value(parts_of),
        address=fields_read["address"].value(_letters),
        language=language,
        shared_address=bool(fields_read["shared_address"].value(_exact)),
        phone=fields_read["phone"].value(_digits),
        postal=fields_read["postal"].value(_exact),
    )


@dataclass(frozen=True, slots=True)
class _Field:
    """One field of a person as the rows tell it."""

    field: str
    column: str
    rows: Sequence[MatchedEntry]
    base: Person | None
    whole: bool
    reading: Reading

    def value(self, alike: Callable[[Any], object]) -> Any:
        """Return what the rows say of the field; two values that are not alike are asked about."""
        said = [(match, getattr(match.entry.person, self.field)) for match in self.rows if self._says(match)]
        was = getattr(self.base, self.field) if self.base else None
        values = {alike(value): value for _, value in said}
        if not values:
            asked = any(match.entry.says(self.column) for match in self.rows)
            return self._blank() if self.base is None or (asked and self.whole) else was
        self._half_emptied(said, was)
        if len(values) > 1:
            return self._conflict(said, values, was, alike)
        spellings = [value for _, value in said]
        if isinstance(spellings[0], str):
            return was if was in spellings else min(spellings, key=_capitals)
        return spellings[0]

    def _says(self, match: MatchedEntry) -> bool:
        if self.field == "shared_address":
            return bool(match.entry.row.line(self.column))
        return bool(getattr(match.entry.person, self.field))

    def _blank(self) -> Any:
        return {"language": None, "shared_address": False}.get(self.field, "")

    def _half_emptied(self, said: Sequence[tuple[MatchedEntry, Any]], was: Any) -> None:
        """Tell of a cell that is empty in one row of a person while another row still has what the register has."""
        if not self.whole or not was or self.field == "shared_address":
            return
        full = [match for match, _ in said]
        for match in self.rows:
            if match not in full and match.entry.says(self.column) and match.mandate is not None:
                place = full[0].entry.row.place(self.column)
                self.reading.warn(match.entry.row.place(self.column), "half_emptied", place=place)

    def _conflict(
        self,
        said: Sequence[tuple[MatchedEntry, Any]],
        values: dict[object, Any],
        was: Any,
        alike: Callable[[Any], object],
    ) -> Any:
        """Return the corrected value when the others are the register's, having asked; otherwise it cannot be known."""
        name = self.rows[0].entry.person.name
        new = {key: value for key, value in values.items() if self.base is None or key != alike(was)}
        if self.base is not None and len(new) == 1 and len(values) == 2:
            ((key, value),) = new.items()
            corrected = [match.entry.row.place(self.column) for match, fields_read in said if alike(fields_read) == key]
            old = [match.entry.row.place(self.column) for match, fields_read in said if alike(fields_read) != key]
            shown = self._shown(value)
            self.reading.guess(corrected[0], "corrected_in_one", name=name, value=shown, places=", ".join(old))
            return value
        places = ", ".join(match.entry.row.place(self.column) for match, _ in said)
        shown = ", ".join(self._shown(value) for value in values.values())
        self.reading.error(places, "two_values", name=name, values=shown)
        return next(iter(values.values()))

    def _shown(self, value: Any) -> str:
        say = self.reading.say
        words: dict[object, str] = {True: say.word("yes"), False: say.word("no")}
        words.update(LANGUAGE_NAMES.items())
        return f"«{words.get(value, value)}»"


def _exact(value: Any) -> object:
    return value


def _letters(value: str) -> object:
    return value.casefold()


def _digits(value: str) -> object:
    return re.sub(r"[^\d+]", "", value).removeprefix("+47").removeprefix("0047") or value


def _capitals(text: str) -> tuple[int, str]:
    """Return what orders the spellings of one thing, fewest capitals first, whatever the order of the rows."""
    return sum(map(str.isupper, text)), text
