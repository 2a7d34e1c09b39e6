"""Sheets of cells from the bytes of a workbook or a CSV file, read without trusting any of them.

What a file is, is seen in its bytes: .xlsx and .csv here and in `xlsx`, .ods and .xls in `other_workbooks`. Formulas
are reported and never run, macros and links are not touched, and what people mark by hand (struck through, hidden,
commented) comes with the cell.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import unicodedata
from collections.abc import Mapping, Sequence, Sized
from dataclasses import dataclass, field
from pathlib import PurePath

from cycle.errors import Problem, RegisterError
from cycle.register.words import Say

MAX_FILE = 20_000_000
"""Bytes of the file as given."""
MAX_ROWS = 20_000
"""Rows that hold anything, in one sheet: ten times the largest register, and a check still takes seconds."""
MAX_COLUMNS = 100
MAX_TEXT = 10_000
"""Characters in one cell."""

INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\u061c\ufe0f"))
"""Zero-width characters, soft hyphens and marks of direction that copying drags along; dropped."""
DIRECTION = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True, slots=True)
class Mark:
    """What somebody marked by hand: `struck`, `half_struck`, `comment` or `link`, with what it says."""

    kind: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell with its place. `value` is as the file holds it, `text` cleaned for reading."""

    sheet: str
    row: int
    column: int
    value: object
    text: str
    formula: bool = False
    broken: str = ""
    """What makes the cell unusable in itself, as a key of `words`: a control character, an error value, too long."""
    detail: str = ""
    """The character or the error value that does."""
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet: its rows that hold anything, each with at least one cell."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    filled_down: Mapping[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    """Row and column of each cell that is merged with one above it, and of that one."""
    colours: Mapping[int, str] = field(default_factory=dict)
    """The colour of the rows that have one."""
    cards: bool = False
    """The rows are contact cards, which have fields and no cells."""
    cut: bool = False
    """There is more to the right of the last column that is read."""
    marks_seen: bool = True
    """Whether the format lets us see what is struck through, hidden or commented."""
    formulas_seen: bool = True
    """Whether the format lets us see what is a formula; otherwise its result stands for it."""


def clean(value: object) -> str:
    """Return a cell's value as text: composed letters, plain spaces, no invisible characters, lines trimmed."""
    match value:
        case str():
            if value.isascii() and value.isprintable() and "  " not in value:
                return value.strip()
            text = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n")).translate(INVISIBLE)
            lines = (" ".join(line.split()) for line in text.split("\n"))
            return "\n".join(line for line in lines if line)
        case None:
            return ""
        case bool():
            return "ja" if value else "nei"
        case float() if value.is_integer():
            return str(int(value))
        case dt.datetime() if value.time() == dt.time():
            return value.date().isoformat()
        case _:
            return str(value)


def cell_of(sheet: str, row: int, column: int, value: object, *, kind: str = "s", marks: tuple[Mark, ...] = ()) -> Cell:
    """Return the cell, its text cleaned; `kind` is f for a formula and e for an error value."""
    if kind == "f":
        return Cell(sheet, row, column, None, "", formula=True, marks=marks)
    text = clean(value)
    if kind == "e":
        return Cell(sheet, row, column, value, text, broken="error_value", detail=text, marks=marks)
    if len(text) > MAX_TEXT:
        return Cell(sheet, row, column, value, text[:MAX_TEXT], broken="too_long", detail=f"{MAX_TEXT}", marks=marks)
    if not (text.isascii() and text.isprintable()) and (bad := _unseen(text)):
        return Cell(sheet, row, column, value, text, broken="unseen", detail=f"U+{ord(bad):04X}", marks=marks)
    return Cell(sheet, row, column, value, text, marks=marks)


def _unseen(text: str) -> str:
    """Return the first character that nobody can see, empty when there is none."""
    return next(
        (
            character
            for character in text
            if character != "\n" and (unicodedata.category(character) in {"Cc", "Cs", "Co"} or character in DIRECTION)
        ),
        "",
    )


def read_separated(data: bytes, *, name: str, say: Say) -> Sheet:
    """Return a CSV file as a sheet, whatever its encoding and the character between its cells."""
    text = _decoded(data, name=name, say=say)
    title = PurePath(name).stem or "CSV"
    first, _, rest = text.partition("\n")
    offset = 0
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        delimiter, text, offset = first.strip()[-1], rest, 1
    else:
        delimiter = _delimiter(text)
    rows: list[tuple[Cell, ...]] = []
    cut = False
    try:
        for number, values in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), 1 + offset):
            filled = tuple(
                cell_of(title, number, at, value) for at, value in enumerate(values[:MAX_COLUMNS], 1) if clean(value)
            )
            cut = cut or any(map(str.strip, values[MAX_COLUMNS:]))
            if filled:
                rows.append(filled)
                cap(rows, title, name=name, say=say)
    except csv.Error as error:
        raise refused(say, name, "no_table") from error
    return Sheet(name=title, rows=tuple(rows), cut=cut)


def cap(rows: Sized, sheet: str, *, name: str, say: Say) -> None:
    """Refuse a sheet with more rows than any register has."""
    if len(rows) > MAX_ROWS:
        raise refused(say, name, "too_many_rows", sheet=sheet, number=f"{MAX_ROWS:,}".replace(",", " "))


def refused(say: Say, name: str, key: str, **values: object) -> RegisterError:
    """Return the error that says why a whole file is not read."""
    what, remedy = say.both(key, **values)
    return RegisterError([Problem(file=name, where="", what=what, remedy=remedy)])


def _decoded(data: bytes, *, name: str, say: Say) -> str:
    """Return the text: UTF-8, UTF-16 or UTF-32 with or without mark, else what Norwegian Windows writes (cp1252)."""
    for encoding in _encodings(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise refused(say, name, "no_text")


def _encodings(data: bytes) -> Sequence[str]:
    """Return what a text may be written in; every second byte of a Norwegian text in UTF-16 is mostly a zero."""
    if data.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff")):
        return ["utf-32"]
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ["utf-16"]
    beginning = data[:400]
    even, odd = beginning[::2], beginning[1::2]
    if odd.count(0) > 0.8 * len(odd) and even.count(0) < 0.2 * len(even):
        return ["utf-16-le"]
    if even.count(0) > 0.8 * len(even) and odd.count(0) < 0.2 * len(odd):
        return ["utf-16-be"]
    return ["utf-8-sig", "cp1252", "latin-1"]


def _delimiter(text: str) -> str:
    """Return the character that splits most of the first lines into the same number of cells, and more than one."""

    def score(delimiter: str) -> tuple[int, int]:
        lines = text.splitlines()[:50]
        widths = [len(row) for row in csv.reader(lines, delimiter=delimiter) if any(row)]
        wide = [width for width in widths if width > 1]
        best = max(wide, key=wide.count, default=0)
        return wide.count(best) if best else 0, best

    return max((";", "\t", ",", "|"), key=score)
