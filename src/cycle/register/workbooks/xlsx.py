"""An .xlsx workbook in one pass: values with their types, formulas and error values, and what people mark by hand.

An .xlsx file is a zip of XML: parts, sizes and rows are capped before anything is unpacked, DTDs and entities are
refused. openpyxl tells neither struck letters, comments, links nor hidden rows while it reads row by row, and takes
four times as long; it is used for what its formats mean, and for writing.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse as guarded
from lxml import etree
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.cell import coordinate_to_tuple, range_boundaries
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from cycle.errors import RegisterError
from cycle.register.words import Say
from cycle.register.workbooks.sheets import MAX_COLUMNS, Cell, Mark, Sheet, cap, cell_of, refused

MAX_UNPACKED = 120_000_000
"""Bytes of all parts of a workbook unpacked."""
MAX_RATIO = 200
"""A part above one megabyte that unpacks to more than this many times its size is a bomb."""
MAX_PARTS = 2_000
EXCEL_LAST_ROW = 1_048_576
LONGEST_MERGE = 1_000
"""Rows of one merged cell that are filled down."""

OURS = "cycle register check"
"""Who the comments of a marked sheet are by; they are ours and no question."""

Part = tuple[str, bool]
"""A stretch of a text, and whether it is struck through."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Styles:
    """What the numbers of cell styles mean."""

    dates: Mapping[int, bool]
    """Styles that show a date, and whether it is a length of time."""
    struck: frozenset[int]
    colours: Mapping[int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Book:
    """What all sheets of a workbook share."""

    archive: zipfile.ZipFile
    strings: list[tuple[Part, ...]]
    styles: _Styles
    epoch: Any
    name: str
    say: Say


def read_xlsx(data: bytes, *, name: str, say: Say) -> tuple[Sheet, ...]:
    """Return the worksheets of an .xlsx file; RegisterError when it is damaged, too big or built to harm."""
    try:
        _guard(data, name=name, say=say)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return tuple(_sheets(archive, name=name, say=say))
    except RegisterError:
        raise
    except DefusedXmlException as error:
        raise refused(say, name, "entities") from error
    except Exception as error:  # a damaged workbook makes zip and XML raise almost anything
        raise refused(say, name, "damaged") from error


def guard_zip(archive: zipfile.ZipFile, *, name: str, say: Say) -> None:
    """Refuse a zip that is a bomb, and XML with a DTD, before any of it is parsed."""
    parts = archive.infolist()
    bombs = [
        part for part in parts if part.file_size > 1_000_000 and part.file_size > MAX_RATIO * max(part.compress_size, 1)
    ]
    if bombs or len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise refused(say, name, "bomb")
    for part in parts:
        if part.filename.endswith((".xml", ".rels", ".vml")):
            with archive.open(part) as stream:
                next(guarded(stream, events=("start",), forbid_dtd=True), None)


def _guard(data: bytes, *, name: str, say: Say) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if "[Content_Types].xml" not in archive.namelist():
            raise refused(say, name, "no_workbook")
        guard_zip(archive, name=name, say=say)


def _sheets(archive: zipfile.ZipFile, *, name: str, say: Say) -> Iterator[Sheet]:
    start = next(target for kind, target, _ in _relations(archive, "").values() if kind.endswith("/officeDocument"))
    relations = _relations(archive, start)
    by_kind = {kind.rpartition("/")[2]: target for kind, target, _ in relations.values()}
    root = _parsed(archive, start)
    mac = any(element.get("date1904") in {"1", "true"} for element in root.iter("{*}workbookPr"))
    book = _Book(
        archive=archive,
        strings=_strings(archive, by_kind.get("sharedStrings", "")),
        styles=_styles(archive, by_kind.get("styles", "")),
        epoch=CALENDAR_MAC_1904 if mac else CALENDAR_WINDOWS_1900,
        name=name,
        say=say,
    )
    for element in root.iter("{*}sheet"):
        key = next((value for word, value in element.attrib.items() if str(word).endswith("}id")), "")
        kind, target, _ = relations.get(key, ("", "", ""))
        if kind.endswith("/worksheet"):
            hidden = element.get("state", "visible") != "visible"
            yield _sheet(book, target, str(element.get("name")), hidden=hidden)


def _relations(archive: zipfile.ZipFile, part: str) -> dict[str, tuple[str, str, str]]:
    """Return kind, part and address of everything that a part is related to, by its id there."""
    folder, file = posixpath.split(part)
    source = posixpath.join(folder, "_rels", f"{file}.rels")
    if source not in archive.namelist():
        return {}
    found = {}
    for element in _parsed(archive, source).iter("{*}Relationship"):
        target = str(element.get("Target", ""))
        inside = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        found[str(element.get("Id"))] = (str(element.get("Type", "")), inside, target)
    return found


def _parsed(archive: zipfile.ZipFile, part: str) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(archive.read(part), parser)


def _strings(archive: zipfile.ZipFile, part: str) -> list[tuple[Part, ...]]:
    if part not in archive.namelist():
        return []
    return [_parts(element) for element in _parsed(archive, part).iter("{*}si")]


def _parts(element: Any) -> tuple[Part, ...]:
    """Return the stretches of a text; how it is read aloud (Japanese) is none of it."""
    found = []
    for child in element:
        kind = etree.QName(child).localname
        if kind == "t":
            found.append((_text(child), False))
        elif kind == "r":
            struck = any(
                element.get("val", "1") not in {"0", "false"} for element in child.iter("{*}strike", "{*}dstrike")
            )
            found.extend(
                (_text(text_element), struck) for text_element in child if etree.QName(text_element).localname == "t"
            )
    return tuple(found)


def _text(element: Any) -> str:
    text = element.text or ""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def _styles(archive: zipfile.ZipFile, part: str) -> _Styles:
    if part not in archive.namelist():
        return _Styles(dates={}, struck=frozenset(), colours={})
    root = _parsed(archive, part)
    formats = dict(BUILTIN_FORMATS)
    formats.update({int(element.get("numFmtId")): element.get("formatCode", "") for element in root.iter("{*}numFmt")})
    fonts = [_is_struck(font) for fonts in root.findall("{*}fonts") for font in fonts]
    fills = [_colour(fill) for fills in root.findall("{*}fills") for fill in fills]
    dates, struck, colours = {}, set(), {}
    for number, style in enumerate(style for styles in root.findall("{*}cellXfs") for style in styles):
        code = formats.get(int(style.get("numFmtId", 0)), "General")
        if is_date_format(code):
            dates[number] = bool(is_timedelta_format(code))
        if _at(fonts, style.get("fontId"), default=False):
            struck.add(number)
        if colour := _at(fills, style.get("fillId"), default=""):
            colours[number] = colour
    return _Styles(dates=dates, struck=frozenset(struck), colours=colours)


def _is_struck(font: Any) -> bool:
    return any(element.get("val", "1") not in {"0", "false"} for element in font.findall("{*}strike"))


def _colour(fill: Any) -> str:
    for pattern in fill.findall("{*}patternFill"):
        if pattern.get("patternType") not in {None, "none", "gray125"}:
            shown = pattern.find("{*}fgColor")
            return ",".join(f"{key}={value}" for key, value in sorted(shown.items())) if shown is not None else "x"
    return ""


def _at(values: list[Any], number: str | None, *, default: Any) -> Any:
    at = int(number or 0)
    return values[at] if at < len(values) else default


def _sheet(book: _Book, part: str, title: str, *, hidden: bool) -> Sheet:
    relations = _relations(book.archive, part)
    comments = _comments(book.archive, relations)
    rows: list[tuple[Cell, ...]] = []
    hidden_rows: set[int] = set()
    hidden_columns: set[int] = set()
    colours: dict[int, str] = {}
    merged: dict[tuple[int, int], tuple[int, int]] = {}
    links: dict[tuple[int, int], str] = {}
    row_number = 0
    cut = False
    with book.archive.open(part) as stream:
        wanted = ("{*}row", "{*}col", "{*}mergeCell", "{*}hyperlink")
        for _, element in etree.iterparse(
            stream, events=("end",), tag=wanted, resolve_entities=False, no_network=True, load_dtd=False
        ):
            kind = etree.QName(element).localname
            if kind == "row":
                row_number = int(element.get("r") or row_number + 1)
                if row_number <= EXCEL_LAST_ROW:
                    if element.get("hidden") in {"1", "true"}:
                        hidden_rows.add(row_number)
                    filled, colour = _row(book, element, title, row_number, comments)
                    cut = cut or _is_cut(element)
                    if any(cell.text or cell.formula for cell in filled):
                        rows.append(filled)
                        cap(rows, title, name=book.name, say=book.say)
                        if colour:
                            colours[row_number] = colour
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
            elif kind == "col" and element.get("hidden") in {"1", "true"}:
                last = min(int(element.get("max", 1)), MAX_COLUMNS)
                hidden_columns.update(range(int(element.get("min", 1)), last + 1))
            elif kind == "mergeCell":
                merged.update(_merged(str(element.get("ref", ""))))
            elif kind == "hyperlink":
                links.update(_link(element, relations))
    return Sheet(
        name=title,
        rows=tuple(_linked(row, links) for row in rows) if links else tuple(rows),
        hidden=hidden,
        hidden_rows=frozenset(hidden_rows),
        hidden_columns=frozenset(hidden_columns),
        filled_down=merged,
        colours=colours,
        cut=cut,
    )


def _row(
    book: _Book, element: Any, title: str, number: int, comments: Mapping[tuple[int, int], str]
) -> tuple[tuple[Cell, ...], str]:
    """Return the filled cells of a row and its colour, empty for none."""
    found: list[Cell] = []
    colours: list[str] = []
    column = 0
    struck, painted = book.styles.struck, book.styles.colours
    for child in element:
        place = child.get("r")
        column = _column(place) if place else column + 1
        if column > MAX_COLUMNS:
            break
        style = int(child.get("s") or 0)
        value, kind, parts = _value(book, child, style)
        if value is None and kind != "f":
            continue
        marks: tuple[Mark, ...] = ()
        if style in struck and kind != "f" and value != "":
            marks = (Mark("struck"),)
        elif parts and any(cut for _, cut in parts):
            marks = _struck(parts)
        if comments and (number, column) in comments:
            marks = (*marks, Mark("comment", comments[number, column]))
        if style in painted:
            colours.append(painted[style])
        found.append(cell_of(title, number, column, value, kind=kind, marks=marks))
    colour = colours[0] if colours and 2 * len(colours) > len(found) else ""
    return tuple(found), colour


def _is_cut(row: Any) -> bool:
    """Return whether a row holds anything to the right of the last column that is read."""
    last = row[-1] if len(row) > 0 else None
    if last is None or _column(last.get("r") or "") <= MAX_COLUMNS:
        return False
    return any(len(cell_element) and _column(cell_element.get("r") or "") > MAX_COLUMNS for cell_element in row)


def _column(place: str) -> int:
    number = 0
    for letter in place:
        if not letter.isalpha():
            break
        number = number * 26 + ord(letter) - 64
    return number


def _value(book: _Book, element: Any, style: int) -> tuple[Any, str, tuple[Part, ...]]:
    """Return the value of a cell, what it is (f formula, e error, s anything else), and the stretches of a text."""
    kind = element.get("t", "n")
    value = None
    for child in element:
        name = child.tag.rpartition("}")[2]
        if name == "f":
            return None, "f", ()
        if name == "v":
            value = child.text
        elif name == "is":
            parts = _parts(child)
            return "".join(text for text, _ in parts), "s", parts
    if value is None:
        return None, "s", ()
    match kind:
        case "s":
            parts = book.strings[int(value)]
            return (parts[0][0] if len(parts) == 1 else "".join(text for text, _ in parts)), "s", parts
        case "b":
            return value == "1", "s", ()
        case "e":
            return value, "e", ()
        case "n":
            return _number(book, value, style), "s", ()
        case _:
            return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), value), "s", ()


def _number(book: _Book, text: str, style: int) -> Any:
    number = float(text)
    whole = int(number) if number.is_integer() and "." not in text else number
    if style in book.styles.dates:
        try:
            return from_excel(whole, book.epoch, timedelta=book.styles.dates[style])
        except (OverflowError, ValueError):
            return whole
    return whole


def _struck(parts: tuple[Part, ...]) -> tuple[Mark, ...]:
    left = " ".join("".join(text for text, cut in parts if not cut).split())
    return (Mark("half_struck", left) if left else Mark("struck"),)


def _comments(archive: zipfile.ZipFile, relations: Mapping[str, tuple[str, str, str]]) -> dict[tuple[int, int], str]:
    """Return the text of every comment by its cell, but for those we wrote ourselves."""
    found = {}
    for kind, part, _ in relations.values():
        if not kind.endswith("/comments") or part not in archive.namelist():
            continue
        root = _parsed(archive, part)
        authors = [element.text or "" for element in root.iter("{*}author")]
        for element in root.iter("{*}comment"):
            author = authors[int(element.get("authorId", 0))] if authors else ""
            text = " ".join("".join(_text(word) for word in element.iter("{*}t")).split())
            text = text.rpartition("Comment:")[2].strip() if text.startswith("[Threaded comment]") else text
            text = text.removeprefix(f"{author}:").strip()
            if author != OURS and text:
                found[coordinate_to_tuple(str(element.get("ref")))] = text
    return found


def _merged(ref: str) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Yield each cell below the top of a merged one, in its first column, and the top."""
    left, top, _, bottom = (int(boundary or 1) for boundary in range_boundaries(ref))
    for row in range(top + 1, min(bottom, top + LONGEST_MERGE) + 1):
        yield (row, left), (top, left)


def _link(element: Any, relations: Mapping[str, tuple[str, str, str]]) -> Iterator[tuple[tuple[int, int], str]]:
    """Yield the place of a mail link and its address."""
    key = next((value for word, value in element.attrib.items() if str(word).endswith("}id")), "")
    target = relations.get(key, ("", "", ""))[2]
    ref = str(element.get("ref", ""))
    if target.casefold().startswith("mailto:") and ":" not in ref:
        yield coordinate_to_tuple(ref), target[7:].partition("?")[0]


def _linked(row: tuple[Cell, ...], links: Mapping[tuple[int, int], str]) -> tuple[Cell, ...]:
    return tuple(
        Cell(
            cell.sheet, cell.row, cell.column, cell.value, cell.text, cell.formula, cell.broken, cell.detail,
            (*cell.marks, Mark("link", links[cell.row, cell.column])),
        )
        if (cell.row, cell.column) in links
        else cell
        for cell in row
    )  # fmt: skip
