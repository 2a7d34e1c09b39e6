"""Sheets of cells from the bytes of an .xlsx or .csv file, read without trusting any of them.

An .xlsx file is a zip of XML: parts, sizes and rows are capped before anything is unpacked, DTDs and entities are
refused, formulas are reported and never run, macros and links are not touched.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import unicodedata
import warnings
import zipfile
from collections.abc import Sized
from dataclasses import dataclass
from pathlib import PurePath

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse
from openpyxl import load_workbook

from cycle.errors import Problem, RegisterError

MAX_FILE = 20_000_000
"""Bytes of the file as given."""
MAX_UNPACKED = 120_000_000
"""Bytes of all its parts unpacked."""
MAX_RATIO = 200
"""A part above one megabyte that unpacks to more than this many times its size is a bomb."""
MAX_PARTS = 2_000
MAX_ROWS = 20_000
"""Rows that hold anything, in one sheet."""
MAX_COLUMNS = 100
EXCEL_LAST_ROW = 1_048_576
MAX_TEXT = 10_000
"""Characters in one cell."""

INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
"""Zero-width characters and soft hyphens that copying drags along; dropped."""
DIRECTION = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


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
    """What makes the cell unusable in itself: a control character, an error value, too long a text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet: its rows that hold anything, each with at least one cell."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    hidden: bool = False


def read_sheets(data: bytes, *, name: str) -> tuple[Sheet, ...]:
    """Return the sheets of an .xlsx or .csv file; what it is is seen in its bytes, `name` is for messages.

    Raises RegisterError when it is neither, too big, locked or built to harm.
    """
    if len(data) > MAX_FILE:
        raise _refused(name, f"the file is {len(data):,} bytes", f"at most {MAX_FILE:,} bytes are read")
    if data.startswith(b"PK"):
        return _workbook(data, name=name)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        what = "the file is locked with a password or is an old .xls workbook"
        raise _refused(name, what, "open it, remove the password, save as Excel Workbook (.xlsx)")
    return (_separated(data, name=name),)


def clean(value: object) -> str:
    """Return a cell's value as text: composed letters, plain spaces, no invisible characters, lines trimmed."""
    match value:
        case None:
            return ""
        case bool():
            return "ja" if value else "nei"
        case float() if value.is_integer():
            return str(int(value))
        case dt.datetime() if value.time() == dt.time():
            return value.date().isoformat()
        case str():
            text = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n")).translate(INVISIBLE)
            lines = (" ".join(line.split()) for line in text.split("\n"))
            return "\n".join(line for line in lines if line)
        case _:
            return str(value)


def _workbook(data: bytes, *, name: str) -> tuple[Sheet, ...]:
    try:
        _guard(data, name=name)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of drawings and styles it does not read
            book = load_workbook(io.BytesIO(data), read_only=True, keep_links=False, rich_text=False)
            try:
                return tuple(_worksheet(sheet, name=name) for sheet in book.worksheets)
            finally:
                book.close()
    except RegisterError:
        raise
    except DefusedXmlException as error:
        raise _refused(name, "the workbook declares XML entities", "save it anew as .xlsx") from error
    except Exception as error:  # a damaged workbook makes openpyxl raise almost anything
        what = f"the workbook cannot be read ({type(error).__name__})"
        raise _refused(name, what, "open it in Excel or LibreOffice and save it as .xlsx") from error


def _guard(data: bytes, *, name: str) -> None:
    """Refuse a zip that is a bomb, and XML with a DTD, before openpyxl sees any of it."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        if "[Content_Types].xml" not in archive.namelist():
            raise _refused(name, "the file is not an Excel workbook", "save it as Excel Workbook (.xlsx) or CSV")
        bombs = [p for p in parts if p.file_size > 1_000_000 and p.file_size > MAX_RATIO * max(p.compress_size, 1)]
        if bombs or len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
            raise _refused(name, "the workbook unpacks to far more than a table holds", "copy the table to a new file")
        for part in parts:
            if part.filename.endswith((".xml", ".rels", ".vml")):
                with archive.open(part) as stream:
                    next(iterparse(stream, events=("start",), forbid_dtd=True), None)


def _worksheet(sheet: object, *, name: str) -> Sheet:
    title: str = sheet.title  # type: ignore[attr-defined]
    rows = []
    before = None
    # A workbook may lie about its size and name rows without end: read up to Excel's own last row, keep what is filled.
    for cells in sheet.iter_rows(max_row=EXCEL_LAST_ROW, max_col=MAX_COLUMNS):  # type: ignore[attr-defined]
        if cells is before:
            continue  # openpyxl fills gaps with one and the same empty row
        before = cells
        filled = tuple(
            _cell(title, one.row, one.column, one.value, kind=one.data_type) for one in cells if one.value is not None
        )
        if any(one.text or one.formula for one in filled):
            rows.append(filled)
            _cap(rows, title, name=name)
    return Sheet(name=title, rows=tuple(rows), hidden=sheet.sheet_state != "visible")  # type: ignore[attr-defined]


def _separated(data: bytes, *, name: str) -> Sheet:
    text = _decoded(data, name=name)
    title = PurePath(name).stem or "CSV"
    first, _, rest = text.partition("\n")
    offset = 0
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        delimiter, text, offset = first.strip()[-1], rest, 1
    else:
        delimiter = _delimiter(text)
    rows: list[tuple[Cell, ...]] = []
    try:
        for number, values in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), 1 + offset):
            filled = tuple(
                _cell(title, number, at, value) for at, value in enumerate(values[:MAX_COLUMNS], 1) if clean(value)
            )
            if filled:
                rows.append(filled)
                _cap(rows, title, name=name)
    except csv.Error as error:
        raise _refused(name, f"the text cannot be read as a table ({error})", "save it as .xlsx") from error
    return Sheet(name=title, rows=tuple(rows))


def _decoded(data: bytes, *, name: str) -> str:
    """Return the text: UTF-8 with or without mark, UTF-16 with mark, else what Norwegian Windows writes (cp1252)."""
    encodings = ["utf-16"] if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise _refused(name, "the file is neither a workbook nor readable text", "save it as .xlsx or as CSV UTF-8")


def _delimiter(text: str) -> str:
    """Return the character that splits most of the first lines into the same number of cells, and more than one."""

    def score(delimiter: str) -> tuple[int, int]:
        lines = text.splitlines()[:50]
        widths = [len(row) for row in csv.reader(lines, delimiter=delimiter) if any(row)]
        wide = [width for width in widths if width > 1]
        best = max(wide, key=wide.count, default=0)
        return wide.count(best) if best else 0, best

    return max((";", "\t", ",", "|"), key=score)


def _cell(sheet: str, row: int, column: int, value: object, *, kind: str = "s") -> Cell:
    if kind == "f":
        return Cell(sheet, row, column, None, "", formula=True)
    text = clean(value)
    return Cell(sheet, row, column, value, text[:MAX_TEXT], broken=_broken(text, kind))


def _broken(text: str, kind: str) -> str:
    if kind == "e":
        return f"the error value {text}"
    if len(text) > MAX_TEXT:
        return f"more than {MAX_TEXT:,} characters"
    bad = next((c for c in text if c != "\n" and (unicodedata.category(c) in {"Cc", "Cs", "Co"} or c in DIRECTION)), "")
    return f"a character no one can see (U+{ord(bad):04X})" if bad else ""


def _cap(rows: Sized, sheet: str, *, name: str) -> None:
    if len(rows) > MAX_ROWS:
        raise _refused(name, f"sheet '{sheet}' has more than {MAX_ROWS:,} filled rows", "is it the right file?")


def _refused(name: str, what: str, remedy: str) -> RegisterError:
    return RegisterError([Problem(file=name, where="", what=what, remedy=remedy)])
