"""Edits as people make them in Excel, one kind at a time: each is shown, asked about or refused, and none is silent."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from cycle.model import Register
from cycle.register.changes.matching import Answers
from cycle.register.changes.preview import Preview, preview
from cycle.register.example import invented_rows
from cycle.register.people import ImportContext
from cycle.register.workbooks.columns import COLUMNS
from cycle.register.workbooks.workbook import RegisterRow, register_rows, write_register

FUNCTIONS = ("ordforar", "kommunedirektor")
SEATS = {
    f"{name}.{function}": (f"{name.capitalize()} kommune", function)
    for name in ("alver", "askoy", "austevoll", "fedje", "gulen", "kvam", "modalen", "osteroy", "ulvik", "voss")
    for function in FUNCTIONS
} | {"ssu.leiar": ("SSU", "leiar")}
DAY = dt.date(2023, 10, 15)


def current() -> Register:
    """Return a register with a history, a person with two seats, a vacant seat and every field filled."""
    rows = [
        replace(row, phone=f"55 00 00 {number:02}", decided_by="kommunestyret", note=f"merknad {number}")
        for number, row in enumerate(invented_rows(tuple(SEATS)[:-2], printed=SEATS, valid_from=DAY))
    ]
    two = replace(rows[0], seat="ssu.leiar", organisation="SSU", function="leiar")
    ended = RegisterRow(
        seat="alver.ordforar",
        name="Gamal Ordførarsen",
        address="gamal@alver.example",
        valid_from=dt.date(2019, 10, 1),
        valid_to=dt.date(2023, 10, 14),
    )
    free = RegisterRow(seat="voss.kommunedirektor", name="ledig", note="lyst ut i mars")
    made = preview(write_register([*rows, two, ended, free], invented=True), name="r", known_seats=SEATS, printed=SEATS)
    assert made.register is not None, made.problems
    return made.register


NOW = current()
ROWS = register_rows(NOW, printed=SEATS)
HEAD = {"organisation": "A", "function": "B", "seat": "C", "name": "D", "address": "E", "phone": "I", "from": "J"}
MAYOR = next(number for number, row in enumerate(ROWS, 4) if row.seat == "alver.ordforar" and row.valid_to is None)
ENDED = next(number for number, row in enumerate(ROWS, 4) if row.valid_to is not None)
FREE = next(number for number, row in enumerate(ROWS, 4) if row.name == "ledig")


def edited(edit: Callable[[Any], None], *, answers: Answers | None = None) -> Preview:
    """Return what a check says of the exported register after one edit in the sheet."""
    book = load_workbook(io.BytesIO(write_register(ROWS, invented=True)))
    edit(book["Register"])
    target = io.BytesIO()
    book.save(target)
    beside = ImportContext(current=NOW, answers=answers or Answers())
    return preview(target.getvalue(), name="ny.xlsx", known_seats=SEATS, printed=SEATS, beside=beside)


def put(place: str, value: object) -> Callable[[Any], None]:
    def edit(sheet: Any) -> None:
        sheet[place] = value

    return edit


def test_the_export_comes_back_unchanged_with_vacancies_and_remarks() -> None:
    made = edited(lambda sheet: None)
    assert (made.register, made.lines, made.problems, made.summary) == (NOW, (), (), "ingen endringar")
    assert [(vacancy.seat, vacancy.note) for vacancy in NOW.vacancies] == [("voss.kommunedirektor", "lyst ut i mars")]
    assert {cell.state for cell in made.cells} == {"same"}


LOSSES = {
    "emptied telephone": (put(f"I{MAYOR + 1}", None), "phone"),
    "emptied first day": (put(f"J{MAYOR + 1}", None), "dates"),
    "emptied decision": (put(f"L{MAYOR}", None), "decided"),
    "emptied remark": (put(f"O{MAYOR}", None), "note"),
    "remark of a vacant seat": (put(f"O{FREE}", None), "note"),
    "deleted mayor while an ended row remains": (lambda sheet: sheet.delete_rows(MAYOR), "out"),
    "deleted history": (lambda sheet: sheet.delete_rows(ENDED), "history"),
    "deleted vacant seat": (lambda sheet: sheet.delete_rows(FREE), "vacancy"),
    "title without the word": (put("A1", "Register over plassar og personar"), "flag"),
    "a name written over with ledig": (
        lambda sheet: [put(f"{text}{MAYOR + 1}", two)(sheet) for text, two in (("D", "ledig"), ("E", None))],
        "out",
    ),
}


@pytest.mark.parametrize("name", LOSSES)
def test_what_would_be_lost_is_named_and_needs_the_id_of_the_check(name: str) -> None:
    edit, kind = LOSSES[name]
    made = edited(edit)
    assert made.register is not None, made.problems
    assert kind in {change.kind for change in made.losses}


CHANGES = {
    "new address": (put(f"E{MAYOR + 1}", "ny.adresse@alver.example"), "address", 1),
    "new telephone": (put(f"I{MAYOR + 1}", "99 99 99 99"), "phone", 1),
    "written language": (put(f"H{MAYOR + 1}", "bokmål"), "language", 1),
    "role mailbox": (put(f"F{MAYOR}", "ordforar@alver.example"), "address", 1),
    "last day": (put(f"K{MAYOR + 1}", dt.date(2027, 1, 1)), "ends", 1),
    "first day": (put(f"J{MAYOR}", dt.date(2023, 11, 1)), "dates", 1),
    "shared mailbox": (put(f"G{MAYOR + 1}", "ja"), "address", 1),
    "postal address": (put(f"N{MAYOR + 1}", "Postboks 4\n5906 Frekhaug"), "address", 1),
    "remark": (put(f"O{MAYOR}", "ny merknad"), "note", 1),
    "decision": (put(f"L{MAYOR}", "valstyret"), "decided", 1),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_of_one_cell_is_one_change_and_nothing_else(name: str) -> None:
    edit, kind, number = CHANGES[name]
    made = edited(edit)
    assert made.register is not None, made.problems
    assert [change.kind for change in made.lines] == [kind] * number
    assert made.losses == ()
    assert all(change.where.startswith("Register!") for change in made.lines)


def test_a_telephone_column_that_is_gone_or_renamed_takes_no_number_away() -> None:
    for edit in (lambda sheet: sheet.delete_cols(9), put("I3", "Telefaks")):
        made = edited(edit)
        assert made.register == NOW
        assert any("Telefon" in problem.what and "står som før" in problem.what for problem in made.problems)
    assert edited(put("I3", "Tlf. jobb")).problems == ()


REFUSED = {
    "typed over": (
        lambda sheet: [put(f"D{MAYOR + 1}", "Per Dal")(sheet), put(f"E{MAYOR + 1}", "per@x.example")(sheet)],
        "D",
    ),
    "name alone typed over": (put(f"D{MAYOR + 1}", "Per Dal"), "D"),
    "renamed organisation": (put(f"A{MAYOR}", "Nye Alver kommune"), "A"),
    "two people": (put(f"D{MAYOR + 1}", "Kari Øy / Per Dal"), "D"),
    "lost letter": (put(f"D{MAYOR + 1}", "?ystein Dal"), "D"),
    "formula": (put(f"D{MAYOR}", "=A1"), "D"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_known_stops_at_its_cell(name: str) -> None:
    edit, column = REFUSED[name]
    made = edited(edit)
    assert made.register is None
    assert column in {problem.where.partition("!")[2][:1] for problem in made.problems if problem.severity == "error"}


def typed_over(sheet: Any) -> None:
    put(f"D{MAYOR}", "Per Dal")(sheet)
    put(f"E{MAYOR}", "per@alver.example")(sheet)


def test_a_new_holder_typed_over_the_old_ends_the_old_one_the_day_before() -> None:
    place = f"Register!D{MAYOR}"
    for made in (
        edited(typed_over, answers=Answers(new_holders={place: dt.date(2026, 11, 1)})),
        edited(lambda sheet: [typed_over(sheet), put(f"J{MAYOR}", dt.date(2026, 11, 1))(sheet)]),
    ):
        assert made.register is not None, made.problems
        held = [mandate for mandate in made.register.mandates if mandate.seat == "alver.ordforar"]
        assert [(mandate.valid_from, mandate.valid_to) for mandate in held[1:]] == [
            (DAY, dt.date(2026, 10, 31)),
            (dt.date(2026, 11, 1), None),
        ]
        assert made.losses == ()
        assert "1 bytte" in made.summary


def test_an_address_and_a_telephone_left_from_the_holder_before_are_asked_about() -> None:
    row = next(number for number, row in enumerate(ROWS, 4) if row.seat == "askoy.ordforar")

    def name_and_day(sheet: Any) -> None:
        put(f"D{row}", "Per Dal")(sheet)
        put(f"J{row}", dt.date(2026, 11, 1))(sheet)

    made = edited(name_and_day)
    assert sorted((problem.where, problem.severity) for problem in made.problems) == [
        (f"Register!E{row}", "guess"),
        (f"Register!I{row}", "guess"),
    ]


def test_what_stands_beside_a_vacant_seat_and_is_not_kept_is_told() -> None:
    made = edited(put(f"F{FREE}", "ordforar@voss.example"))
    assert [(problem.where, problem.severity) for problem in made.problems] == [(f"Register!F{FREE}", "warning")]


def test_a_correction_typed_over_the_old_name_keeps_the_person() -> None:
    before = next(mandate for mandate in NOW.mandates if mandate.seat == "askoy.ordforar").person
    row = next(number for number, row in enumerate(ROWS, 4) if row.seat == "askoy.ordforar")
    answers = Answers(corrections=frozenset({f"Register!D{row}"}))
    made = edited(lambda s: [put(f"D{row}", "Per Dal")(s), put(f"E{row}", "per@x.example")(s)], answers=answers)
    assert made.register is not None
    assert next(mandate for mandate in made.register.mandates if mandate.seat == "askoy.ordforar").person == before
    assert made.summary == "1 adresse, 1 namn retta"


def test_an_address_corrected_in_one_of_two_rows_makes_no_second_person() -> None:
    made = edited(put(f"E{MAYOR}", "retta@alver.example"))
    assert made.register is not None
    assert {person.id for person in made.register.persons} == {person.id for person in NOW.persons}
    assert [(change.kind, change.now) for change in made.lines] == [("address", "retta@alver.example")]
    assert [problem.severity for problem in made.problems] == ["guess"]


def test_one_id_is_one_person() -> None:
    def same_id(sheet: Any) -> None:
        for number in (MAYOR + 1, MAYOR + 3):
            put(f"M{number}", "7")(sheet)

    assert edited(same_id).register is None


def test_a_namesake_elsewhere_changes_nobodys_id() -> None:
    name = ROWS[0].name

    def namesake(sheet: Any) -> None:
        put(f"D{FREE}", name)(sheet)
        put(f"E{FREE}", "ein.annan@voss.example")(sheet)

    made = edited(namesake)
    assert made.register is not None
    assert {person.id for person in NOW.persons} < {person.id for person in made.register.persons}
    assert "guess" in {problem.severity for problem in made.problems}


def test_a_sheet_sorted_by_the_name_alone_is_refused_at_every_name() -> None:
    def sorted_names(sheet: Any) -> None:
        names = sorted(str(sheet[f"D{number}"].value) for number in range(4, 4 + len(ROWS)))
        for number, name in enumerate(names, 4):
            sheet[f"D{number}"] = name

    assert edited(sorted_names).register is None


def test_a_list_turned_about_is_still_the_same_people() -> None:
    def turned(sheet: Any) -> None:
        for number, row in enumerate(ROWS, 4):
            if row.name != "ledig":
                *given, family = row.name.split(" ")
                sheet[f"D{number}"] = f"{family}, {' '.join(given)}"

    made = edited(turned)
    assert (made.register, made.lines) == (NOW, ())


def test_a_few_rows_are_changes_and_the_rest_stands() -> None:
    row = replace(ROWS[2], phone="11 11 11 11")
    data = write_register([row], invented=True)
    made = preview(data, name="r", known_seats=SEATS, printed=SEATS, earlier=NOW)
    assert made.scope == "changes"
    assert [(change.kind, change.now) for change in made.lines] == [("phone", "11 11 11 11")]
    assert made.register is not None
    assert len(made.register.mandates) == len(NOW.mandates)
    assert any("står som før" in problem.what for problem in made.problems)


def test_merged_organisations_fill_down_and_dates_of_an_american_file_are_asked_about_once() -> None:
    def merged(sheet: Any) -> None:
        for number in range(4, 4 + len(ROWS) - 1, 2):
            sheet[f"C{number}"] = sheet[f"C{number + 1}"] = None

    assert edited(merged).register == NOW
    head = "Plass-id;Namn;E-post;Frå\n"
    text = head + "alver.ordforar;Kari Øy;kari@x.example;10/15/2023\nfedje.ordforar;Per Dal;per@x.example;01/02/2023\n"
    made = preview(text.encode(), name="r.csv", known_seats=SEATS)
    assert [problem.severity for problem in made.problems] == ["guess"]
    assert made.register is not None
    assert [mandate.valid_from for mandate in made.register.mandates] == [dt.date(2023, 10, 15), dt.date(2023, 1, 2)]


def test_an_id_that_is_somebody_elses_says_whose_it_is_and_which_is_the_right_one() -> None:
    first, second = (next(row for row in ROWS if row.seat == seat) for seat in ("askoy.ordforar", "fedje.ordforar"))
    own = {person.name: person.id for person in NOW.persons}
    places = {row.seat: number for number, row in enumerate(ROWS, 4) if row in {first, second}}
    column = next(number for number, column in enumerate(COLUMNS, 1) if column.key == "person_id")

    def swap(sheet: Any) -> None:
        sheet.cell(places[first.seat], column, own[second.name])
        sheet.cell(places[second.seat], column, own[first.name])

    assert [
        (problem.severity, problem.what, problem.remedy)
        for problem in edited(swap).problems
        if problem.severity == "error"
    ] == [
        (
            "error",
            f"Person-id {own[other.name]} høyrer til {other.name} i registeret; {row.name} har {own[row.name]}",
            f"skriv {own[row.name]} her; har to rader bytt Person-id, så byt dei tilbake",
        )
        for row, other in ((first, second), (second, first))
    ]


def test_a_name_in_the_cell_of_the_address_is_asked_about_and_the_address_is_read() -> None:
    row = ROWS[MAYOR - 4]
    made = edited(lambda sheet: sheet.__setitem__(f"{HEAD['address']}{MAYOR}", f"{row.name} <{row.address}>"))
    assert [(problem.severity, problem.what) for problem in made.problems] == [
        ("guess", f"«{row.name} <{row.address}>» er lesen som {row.address}")
    ]
    assert made.lines == ()


def test_many_unknown_columns_are_counted_and_not_told_one_by_one() -> None:
    def widen(sheet: Any) -> None:
        for number in range(len(COLUMNS) + 1, 60):
            sheet.cell(3, number, f"Felt {number}")
            sheet.cell(5, number, "x")

    problems = edited(widen).problems
    assert [problem.severity for problem in problems] == ["warning"] * 11
    assert problems[-1].what.startswith(
        f"ukjende kolonnar som ikkje blir lesne, utanom desse: {59 - len(COLUMNS) - 10} («"
    )


def test_a_sheet_that_only_its_far_columns_make_a_register_says_that_they_are_not_read() -> None:
    book = Workbook()
    for row in (["K"] * 200 + ["Plass-id", "Namn", "E-post"], ["x"] * 203):
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    made = preview(target.getvalue(), name="ny.xlsx", known_seats=SEATS, printed=SEATS)
    assert "arket har meir enn 100 kolonnar, og dei etter det blir ikkje lesne" in [
        problem.what for problem in made.problems
    ]


def test_a_sheet_that_has_lost_its_headings_is_said_to_be_unread() -> None:
    now = [row for row in ROWS if row.valid_to is None]
    book = load_workbook(io.BytesIO(write_register(now, invented=True, earlier=[ROWS[ENDED - 4]])))
    book["Tidlegare"].delete_rows(3)
    target = io.BytesIO()
    book.save(target)
    beside = ImportContext(current=NOW)
    made = preview(target.getvalue(), name="ny.xlsx", known_seats=SEATS, printed=SEATS, beside=beside)
    assert [(problem.where, problem.what) for problem in made.problems] == [
        ("Tidlegare", "arket har inga overskriftsrad som er kjend, og blir ikkje lese")
    ]
    assert [change.name for change in made.losses] == ["Gamal Ordførarsen", "Gamal Ordførarsen"]
