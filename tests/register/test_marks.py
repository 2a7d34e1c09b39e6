"""What people mark by hand in a sheet is a question at its cell, and the sheet comes back with every problem marked."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill

from cycle.register.changes.preview import Preview, preview
from cycle.register.words import Say
from cycle.register.workbooks.marking import marked

SEATS = {f"{name}.ordforar": (f"{name} kommune", "ordførar") for name in ("alver", "fedje", "kvam", "voss")}
HEAD = ("Plass-id", "Namn", "E-post", "Merknad")


def sheet(edit: Callable[[Any], None]) -> bytes:
    book = Workbook()
    made = book.active
    assert made is not None
    made.title = "Register"
    made.append(list(HEAD))
    for number, seat in enumerate(SEATS):
        made.append([seat, f"Kari Øy{'abcd'[number]}", f"kari{number}@x.example", "merknad"])
    edit(made)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def looked_at(data: bytes) -> Preview:
    return preview(data, name="r.xlsx", known_seats=SEATS)


def struck(made: Any, *places: str) -> None:
    for place in places:
        made[place].font = Font(strike=True)


def half_struck(made: Any) -> None:
    cut = TextBlock(InlineFont(strike=True), "Kari Øy")
    made["B2"] = CellRichText(cut, " Per Dal")


def link(made: Any) -> None:
    made["C2"].hyperlink = "mailto:gamal@x.example?subject=Hei"
    made["C2"] = "kari0@x.example"


MARKS: dict[str, tuple[Callable[[Any], Any], str, str]] = {
    "a name struck through": (lambda made: struck(made, "B2"), "Register!B2", "error"),
    "a row struck through": (lambda made: struck(made, "A3", "B3", "C3", "D3"), "Register!B3", "error"),
    "an address struck through": (lambda made: struck(made, "C2"), "Register!C2", "error"),
    "half a name struck through": (half_struck, "Register!B2", "error"),
    "a hidden row": (lambda made: setattr(made.row_dimensions[3], "hidden", True), "Register!B3", "guess"),
    "a hidden column": (lambda made: setattr(made.column_dimensions["C"], "hidden", True), "Register!C1", "guess"),
    "a comment": (
        lambda made: setattr(made["B4"], "comment", Comment("sluttar 1. mars", "Ola")),
        "Register!B4",
        "guess",
    ),
    "a mail link to somebody else": (link, "Register!C2", "guess"),
    "a coloured row": (
        lambda made: [setattr(cell, "fill", PatternFill("solid", fgColor="FFFF00")) for cell in made[4]],
        "Register!4",
        "warning",
    ),
}


@pytest.mark.parametrize("name", MARKS)
def test_a_mark_is_a_question_at_its_cell(name: str) -> None:
    edit, where, severity = MARKS[name]
    made = looked_at(sheet(edit))
    assert [(problem.where, problem.severity) for problem in made.problems] == [(where, severity)]


def test_a_sheet_without_marks_asks_nothing() -> None:
    assert looked_at(sheet(lambda made: None)).problems == ()


def test_what_the_comment_and_the_struck_name_say_is_told() -> None:
    said = looked_at(sheet(MARKS["a comment"][0])).problems[0].what
    assert said == "cella har ein kommentar: «sluttar 1. mars»"
    assert looked_at(sheet(half_struck)).problems[0].remedy == "skriv berre det som gjeld: «Per Dal»"


def test_the_marked_sheet_has_a_coloured_cell_with_a_comment_for_each_problem_and_keeps_the_rest() -> None:
    def wrong(made: Any) -> None:
        made["B2"] = "Kari / Per"
        made["C3"] = "kari@"
        made["A5"].font = Font(bold=True)

    data = sheet(wrong)
    problems = looked_at(data).problems
    book = load_workbook(io.BytesIO(marked(data, problems, name="r.xlsx", say=Say())))
    register = book["Register"]
    for place in ("B2", "C3"):
        assert register[place].fill.fgColor.rgb == "00FFC7CE"
        assert register[place].comment is not None
    assert "to personar" in register["B2"].comment.text
    assert register["B4"].comment is None
    assert register["A5"].font.bold
    assert [row[1].value for row in book["Sjekk"].iter_rows(min_row=4)] == ["Register!B2", "Register!C3"]


def test_our_own_comments_are_no_question_when_the_sheet_is_mended_and_comes_back() -> None:
    data = sheet(lambda made: made.__setitem__("C3", "kari@"))
    back = load_workbook(io.BytesIO(marked(data, looked_at(data).problems, name="r.xlsx", say=Say())))
    back["Register"]["C3"] = "kari@x.example"
    target = io.BytesIO()
    back.save(target)
    assert [problem for problem in looked_at(target.getvalue()).problems if problem.severity != "warning"] == []


def test_a_csv_file_is_marked_as_a_workbook_and_nothing_in_it_is_run() -> None:
    data = b"Plass-id;Namn;E-post\nalver.ordforar;=HYPERLINK(1);kari@\n"
    made = preview(data, name="folk.csv", known_seats=SEATS)
    book = load_workbook(io.BytesIO(marked(data, made.problems, name="folk.csv", say=Say("nb"))))
    assert book["folk"]["C2"].comment is not None
    assert book["folk"]["B2"].data_type == "s"
    assert "Sjekk" in book.sheetnames
