"""The sheet back to whoever made it, with each problem as a coloured cell and a comment (`--mark`)."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill

from cycle.errors import Problem, RegisterError
from cycle.register.words import Say
from cycle.register.workbooks.file_kinds import read_sheets
from cycle.register.workbooks.xlsx import OURS

COLOURS = {"error": "FFC7CE", "guess": "FFEB9C", "warning": "DDEBF7"}
ORDER = ("warning", "guess", "error")
"""The worst comes last and gives the cell its colour."""
WIDE, LINE = 340, 18
"""Points of a comment: its width, and what a line takes."""

_PLACE = re.compile(r"(?:'((?:[^']|'')+)'|(\w+))!([A-Z]{0,3})(\d+)")
_CARD = re.compile(r"kort (\d+)(?:, (\w+))?")


def marked(data: bytes, problems: Sequence[Problem], *, name: str, say: Say) -> bytes:
    """Return an .xlsx file: the workbook itself, or the cells of another kind of file, and a list of every problem."""
    book, cards = _book(data, name=name, say=say)
    for severity in ORDER:
        for problem in problems:
            if problem.severity == severity:
                for cell in _cells(book, problem.where, cards):
                    _mark(cell, problem)
    _list(book, problems, name=name, say=say)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _book(data: bytes, *, name: str, say: Say) -> tuple[Workbook, bool]:
    """Return the workbook to mark, and whether its rows are contact cards; an empty one for what cannot be read."""
    try:
        sheets = read_sheets(data, name=name, say=say)
    except RegisterError:
        return Workbook(), False
    cards = any(sheet.cards for sheet in sheets)
    if data.startswith(b"PK") and all(sheet.marks_seen for sheet in sheets):
        return load_workbook(io.BytesIO(data)), False
    book = Workbook()
    for first in book.worksheets:
        book.remove(first)
    for sheet in sheets:
        made = book.create_sheet(sheet.name[:31])
        for row in sheet.rows:
            for cell in row:
                written = made.cell(cell.row, cell.column)
                written.value = cell.text
                written.data_type = "s"
    return book, cards


def _cells(book: Workbook, where: str, cards: bool) -> list[Any]:
    """Return the cells that a place names: one, several, the first of a row, or the first of a sheet."""
    if cards and (found := _CARD.search(where)):
        sheet = book.worksheets[0]
        heads = {"ORG": 1, "TITLE": 2, "FN": 3, "EMAIL": 4, "TEL": 5, "ADR": 6, "NOTE": 7}
        return [sheet.cell(int(found[1]) + 1, heads.get(found[2], 1))]
    places = [
        (sheet, column or "A", row)
        for quoted, plain, column, row in _PLACE.findall(where)
        if (sheet := (quoted.replace("''", "'") or plain)[:31]) in book.sheetnames
    ]
    cells = [book[sheet][f"{column}{row}"] for sheet, column, row in places]
    named = where.strip("'").replace("''", "'")[:31]
    if not cells and named in book.sheetnames:
        return [book[named]["A1"]]
    return [_top(book, cell) for cell in cells]


def _top(book: Workbook, cell: Any) -> Any:
    """Return the cell that shows what a merged one holds."""
    for merged in cell.parent.merged_cells.ranges:
        if cell.coordinate in merged:
            return cell.parent.cell(merged.min_row, merged.min_col)
    return cell


def _mark(cell: Any, problem: Problem) -> None:
    cell.fill = PatternFill("solid", fgColor=COLOURS[problem.severity])
    text = f"{problem.what}. {problem.remedy}".strip()
    before = f"{cell.comment.text}\n" if cell.comment else ""
    comment = Comment(f"{before}{text}", OURS, width=WIDE)
    comment.height = LINE * (2 + len(comment.text) // 45)
    cell.comment = comment


def _list(book: Workbook, problems: Sequence[Problem], *, name: str, say: Say) -> None:
    title = say.word("mark_sheet")
    sheet = book.create_sheet(title if title not in book.sheetnames else f"{title} (cycle)")
    sheet.append([say.word("mark_title", file=name)])
    sheet.append([])
    sheet.append(["", say.word("mark_where"), say.word("mark_what"), say.word("mark_remedy")])
    for problem in problems:
        sheet.append([say.word(f"severity_{problem.severity}"), problem.where, problem.what, problem.remedy])
        for cell in sheet[sheet.max_row]:
            cell.data_type = "s"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.cell(sheet.max_row, 1).fill = PatternFill("solid", fgColor=COLOURS[problem.severity])
    for cell in (*sheet[1], *sheet[3]):
        cell.font = Font(bold=True)
    for letter, width in zip("ABCD", (12, 22, 60, 60), strict=True):
        sheet.column_dimensions[letter].width = width
