"""What a file would change in the register, in a secretary's words first and then cell by cell, before it counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from cycle.errors import Problem
from cycle.model import Language, Register, RegisterLayout
from cycle.register.changes.change_lines import ChangeLine, change_lines, placed, summary
from cycle.register.changes.difference import EMPTY, Difference, difference
from cycle.register.changes.matching import MatchedEntry
from cycle.register.changes.merged import FIELDS
from cycle.register.changes.resulting import COLUMN_OF, ImportScope
from cycle.register.entries import LANGUAGE_CELLS
from cycle.register.people import Examined, ImportContext, examine
from cycle.register.seat_ids import Printed
from cycle.register.words import Say
from cycle.register.workbooks.columns import COLUMNS, READ
from cycle.register.workbooks.sheet_tables import Row

CellState = Literal["new", "same", "changed", "warning", "error", "guessed"]
ORDER: tuple[CellState, ...] = ("error", "guessed", "warning", "changed", "new", "same")
"""The states from the one that matters most; a cell has the first that fits."""

SEVERITIES: Mapping[str, CellState] = {"error": "error", "guess": "guessed", "warning": "warning"}

NOTHING = Difference(changes=())
A_LITTLE = 5
"""So many people or seats may change, and none be lost, without anybody having looked at the check."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedCell:
    """One filled cell of the file and what it does to the register."""

    where: str
    """`Register!E14`."""
    column: str
    """The column as we call it, `E-post`."""
    text: str
    state: CellState
    was: str = ""
    """What the register has now, where the cell changes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VacatedSeat:
    """A seat that somebody holds in the register and would not hold any more, with nobody after."""

    seat: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A file as it would be imported (førehandsvising)."""

    register: Register | None
    """The register that would stand; None when the file has errors."""
    problems: tuple[Problem, ...]
    cells: tuple[CheckedCell, ...]
    scope: ImportScope = "whole"
    difference: Difference = NOTHING
    lines: tuple[ChangeLine, ...] = ()
    """The difference in words."""
    summary: str = ""

    @property
    def gone(self) -> tuple[VacatedSeat, ...]:
        """Who would lose a seat that nobody gets."""
        return tuple(VacatedSeat(seat=change.seat, name=change.name) for change in self.lines if change.kind == "out")

    @property
    def counts(self) -> dict[str, int]:
        """Number of cells in each state."""
        return {state: sum(cell.state == state for cell in self.cells) for state in ORDER}

    @property
    def guesses(self) -> int:
        """Number of things that a person must see before they count."""
        return sum(problem.severity == "guess" for problem in self.problems)

    @property
    def losses(self) -> tuple[ChangeLine, ...]:
        """What is known now and would not be known any more."""
        return tuple(change for change in self.lines if change.loses)

    @property
    def replaces_much(self) -> bool:
        """Whether more than a little of what stands would be another."""
        kinds = {"swap", "address", "name", "id", "phone", "language", "dates", "ends", "decided", "flag"}
        return len({(change.seat, change.person) for change in self.lines if change.kind in kinds}) > A_LITTLE


def preview(
    data: bytes,
    *,
    name: str,
    known_seats: Collection[str],
    printed: Printed | None = None,
    layout: RegisterLayout | None = None,
    earlier: Register | None = None,
    beside: ImportContext | None = None,
    language: Language = "nn",
) -> Preview:
    """Return what the file says beside the register that stands (`earlier`; none when it is the first)."""
    say = Say(language)
    beside = beside or ImportContext(current=earlier)
    examined = examine(data, name=name, known_seats=known_seats, printed=printed, layout=layout, beside=beside, say=say)
    severities = {
        problem.where: SEVERITIES[problem.severity] for problem in sorted(examined.problems, key=_weight)[::-1]
    }
    known = {id(match.entry.row): match for match in examined.known}
    free = {(vacancy.seat, vacancy.note) for vacancy in (beside.current or EMPTY).vacancies}
    still_free = {id(vacancy.row) for vacancy in examined.vacant if (vacancy.seat, vacancy.note) in free}
    cells: dict[str, CheckedCell] = {}  # a row of a wide sheet is read once for each seat; its own cells count once
    for row in examined.rows:
        for cell in _cells(row, known.get(id(row)), severities, unchanged=id(row) in still_free):
            cells.setdefault(cell.where, cell)
    current, register = beside.current or EMPTY, examined.register
    made = difference(current, register) if register else NOTHING
    lines = change_lines(made, current, register, say=say, printed=printed or {}) if register else ()
    return Preview(
        register=register,
        problems=(*examined.problems, *_silences(examined, beside, name=name, say=say)),
        cells=tuple(cells.values()),
        scope=examined.scope,
        difference=made,
        lines=placed(lines, _places(examined)),
        summary=summary(lines, say=say) if register else "",
    )


def _weight(problem: Problem) -> int:
    return ORDER.index(SEVERITIES[problem.severity])


def _cells(
    row: Row, known: MatchedEntry | None, severities: Mapping[str, CellState], *, unchanged: bool
) -> Iterator[CheckedCell]:
    names = {column.key: column.name for column in READ}
    told_by_name = row.columns.get("function") == row.columns.get("name")  # a wide sheet has no cell for the function
    for key in row.columns:
        if key not in row.cells or "/" in key or (key == "function" and told_by_name):
            continue
        where = row.place(key)
        state, was = _state(key, known) if not unchanged else _SAME
        yield CheckedCell(
            where=where,
            column=names.get(key, key),
            text=row.line(key),
            state=severities.get(where, severities.get(row.place(), state)) if severities else state,
            was=was,
        )


_SAME: tuple[CellState, str] = ("same", "")
_FIELD_OF = {column: field for field, column in FIELDS.items()} | {"given": "name", "family": "name"}


def _state(key: str, known: MatchedEntry | None) -> tuple[CellState, str]:
    """Return whether the cell is new, the same or changed, and what the register has now when it is changed."""
    if known is None:
        return "new", ""
    if key in _FIELD_OF:
        if known.base is None:
            return "new", ""
        field = _FIELD_OF[key]
        now, then = getattr(known.entry.person, field), getattr(known.base, field)
        return ("same", "") if now == then else ("changed", _shown(then))
    if key in COLUMN_OF.values():
        if known.mandate is None:
            return "new", ""
        now, then = getattr(known.entry, key), getattr(known.mandate, key)
        return ("same", "") if now == then else ("changed", _shown(then))
    return ("same", "") if known.mandate is not None or known.base is not None else ("new", "")


def _shown(value: object) -> str:
    match value:
        case bool():
            return "ja" if value else "nei"
        case dt.date():
            return value.isoformat()
        case "nn" | "nb":
            return str(LANGUAGE_CELLS[value])
        case _:
            return str(value or "")


def _places(examined: Examined) -> dict[tuple[str, str, str], str]:
    """Return the cells that tell each field, by person and seat."""
    found: dict[tuple[str, str, str], str] = {}
    for match in examined.known:
        row, seat = match.entry.row, match.entry.seat
        found.setdefault((match.id, seat, ""), row.place("name"))
        found.setdefault((match.id, "", ""), row.place("name"))
        for field, column in FIELDS.items():
            found.setdefault((match.id, "", field), row.place(column))
        for field, column in COLUMN_OF.items():
            found.setdefault((match.id, seat, field), row.place(column))
    for vacant in examined.vacant:
        found.setdefault(("", vacant.seat, ""), vacant.row.place("name"))
        found.setdefault(("", vacant.seat, "note"), vacant.row.place("note"))
    return found


def _silences(examined: Examined, beside: ImportContext, *, name: str, say: Say) -> Iterator[Problem]:
    """Yield what the file says nothing about and that therefore stands as it was."""
    current = beside.current
    if current is None or examined.register is None or not examined.known:
        return
    rows = [match.entry.row for match in examined.known]
    columns = {key for row in rows for key in row.columns}
    held = {mandate.person for mandate in current.mandates}
    for column in COLUMNS:
        field = {key: field for names in (FIELDS, COLUMN_OF) for field, key in names.items()}.get(column.key)
        if field is None or column.key in columns or rows[0].fields:
            continue
        owners = current.persons if column.key in FIELDS.values() else current.mandates
        number = sum(bool(getattr(mandate, field)) for mandate in owners)
        if number and held:
            what, remedy = say.both("column_silent", column=column.heading(say.language), number=number)
            yield Problem(file=name, where=rows[0].sheet, what=what, remedy=remedy, severity="warning")
    if examined.scope == "changes":
        named = {match.entry.seat for match in examined.known} | {vacancy.seat for vacancy in examined.vacant}
        left = {mandate.seat for mandate in current.mandates} - named
        if left:
            what, remedy = say.both("rest_stands", number=len(left), named=len(named))
            yield Problem(file=name, where="", what=what, remedy=remedy, severity="warning")
