"""A file beside the register that counts: each cell says what it would change, before anything is changed."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from cycle.register.changes.preview import Preview, VacatedSeat, preview
from cycle.register.example import invented_rows
from cycle.register.people import ImportContext, read_register
from cycle.register.workbooks.workbook import RegisterRow, register_rows, write_register

SEATS = {
    "alver.ordforar": ("Alver kommune", "ordførar"),
    "alver.kommunedirektor": ("Alver kommune", "kommunedirektør"),
    "fedje.ordforar": ("Fedje kommune", "ordførar"),
    "ssu.leiar": ("Strategisk samarbeidsutval", "leiar"),
}
MAYOR = RegisterRow(
    seat="alver.ordforar", name="Kari Øy", address="kari@alver.example", valid_from=dt.date(2023, 10, 15)
)
CHIEF = RegisterRow(seat="alver.kommunedirektor", name="Ola Ås", address="ola@alver.example", phone="55 00 00 01")
NOW = read_register(write_register([MAYOR, CHIEF], invented=True), name="now", known_seats=SEATS)


def looked_at(*rows: RegisterRow, first: bool = False) -> Preview:
    data = write_register(rows, invented=True)
    return preview(data, name="ny.xlsx", known_seats=SEATS, printed=SEATS, earlier=None if first else NOW)


def states(made: Preview) -> dict[str, tuple[str, str]]:
    return {cell.where: (cell.state, cell.was) for cell in made.cells if cell.state != "same"}


def test_a_file_like_the_register_changes_nothing() -> None:
    made = looked_at(MAYOR, CHIEF)
    assert states(made) == {}
    assert made.counts["same"] == len(made.cells) > 8
    assert made.gone == ()


def test_the_first_file_is_all_new() -> None:
    made = looked_at(MAYOR, CHIEF, first=True)
    assert {cell.state for cell in made.cells} == {"new"}


def test_a_corrected_address_is_a_change_that_shows_what_it_was() -> None:
    made = looked_at(replace(MAYOR, address="kari.oy@alver.example"), CHIEF)
    assert states(made) == {"Register!E4": ("changed", "kari@alver.example")}


def test_a_new_mayor_changes_the_name_and_a_new_seat_is_new() -> None:
    made = looked_at(
        replace(MAYOR, name="Liv Ness", address="liv@alver.example", valid_from=dt.date(2026, 11, 1)),
        CHIEF,
        RegisterRow(seat="fedje.ordforar", name="Eli Nes", address="eli@fedje.example"),
    )
    found = states(made)
    assert found["Register!D4"] == ("new", "")
    assert made.summary == "1 ny, 1 bytte"
    assert [change.text for change in made.lines if change.kind in {"swap", "ends"}] == [
        "bytte: Alver kommune, ordførar (alver.ordforar): Kari Øy → Liv Ness (frå 1.11.2026)",
        "sluttar: Kari Øy – Alver kommune, ordførar (alver.ordforar): siste dag 31.10.2026",
    ]
    assert {where: state for where, (state, _) in found.items() if where.endswith("6")} == {
        "Register!C6": "new",
        "Register!D6": "new",
        "Register!E6": "new",
        "Register!G6": "new",
    }


def test_a_seat_that_the_file_forgets_is_told() -> None:
    head = {"name": "ny.xlsx", "known_seats": SEATS, "printed": SEATS}
    data = write_register([MAYOR], invented=True)
    gone = preview(data, **head, beside=ImportContext(current=NOW, scope="whole")).gone
    assert gone == (VacatedSeat(seat="alver.kommunedirektor", name="Ola Ås"),)
    assert looked_at(MAYOR).gone == ()  # half a register is a change to it
    assert looked_at(MAYOR, replace(CHIEF, name="ledig", address="", phone="")).gone == (
        VacatedSeat(seat="alver.kommunedirektor", name="Ola Ås"),
    )


def test_an_address_in_capitals_is_read_small_and_waits_for_a_person() -> None:
    made = looked_at(replace(MAYOR, address="KARI@ALVER.EXAMPLE"), CHIEF)
    assert made.register is not None
    assert {person.address for person in made.register.persons} == {"kari@alver.example", "ola@alver.example"}
    assert states(made) == {"Register!E4": ("guessed", "")}
    assert made.guesses == 1
    assert str(made.problems[0]) == (
        "ny.xlsx: Register!E4: «KARI@ALVER.EXAMPLE» er lesen som kari@alver.example; skriv adressa med små bokstavar, "
        "eller godta det som er lese"
    )


def test_a_cell_with_an_error_says_so_and_nothing_can_be_imported() -> None:
    made = looked_at(replace(MAYOR, address="kari@"), CHIEF)
    assert made.register is None
    assert states(made)["Register!E4"][0] == "error"


def test_several_addresses_in_a_cell_are_never_split() -> None:
    made = looked_at(replace(MAYOR, address="kari@alver.example, ola@alver.example"), CHIEF)
    assert made.register is None
    assert [problem.what for problem in made.problems] == [
        "det står 2 adresser i éi celle: kari@alver.example, ola@alver.example"
    ]


def test_what_the_spreadsheet_did_to_a_telephone_number_is_put_right_or_told(sheet_of) -> None:
    head = ("Plass-id", "Namn", "E-post", "Telefon")
    data = sheet_of(
        head,
        ("alver.ordforar", "Kari Øy", "kari@alver.example", 4755000001),
        ("alver.kommunedirektor", "Ola Ås", "ola@alver.example", "4,7551E+09"),
        ("fedje.ordforar", "Eli Nes", "eli@fedje.example", 55000003),
    )
    made = preview(data, name="x", known_seats=SEATS)
    assert made.register is not None
    assert {person.name: person.phone for person in made.register.persons} == {
        "Kari Øy": "+4755000001",
        "Ola Ås": "",
        "Eli Nes": "55000003",
    }
    assert [(problem.severity, problem.where) for problem in made.problems] == [
        ("guess", "Ark!D2"),
        ("warning", "Ark!D3"),
    ]


def test_a_role_mailbox_belongs_to_the_seat_and_comes_back_from_an_export() -> None:
    row = replace(MAYOR, role_address="ordforar@alver.example")
    register = looked_at(row, first=True).register
    assert register is not None
    assert [mandate.role_address for mandate in register.mandates] == ["ordforar@alver.example"]
    again = write_register(register_rows(register), invented=register.invented)
    assert read_register(again, name="r", known_seats=SEATS) == register


def test_an_id_of_a_person_keeps_two_namesakes_behind_one_mailbox_apart() -> None:
    shared = {"name": "Kari Øy", "address": "post@alver.example", "shared": True}
    register = looked_at(
        RegisterRow(seat="alver.ordforar", person_id="kari-1", **shared),
        RegisterRow(seat="alver.kommunedirektor", person_id="kari-2", **shared),
        first=True,
    ).register
    assert register is not None
    assert [(mandate.seat, mandate.person) for mandate in register.mandates] == [
        ("alver.kommunedirektor", "kari-2"),
        ("alver.ordforar", "kari-1"),
    ]
    again = write_register(register_rows(register), invented=register.invented)
    assert read_register(again, name="r", known_seats=SEATS) == register


DANGEROUS = st.sampled_from(["=1+1", "+47 55", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("x")', "|x", "%x"])


@settings(max_examples=25)
@given(note=DANGEROUS, decided=DANGEROUS)
def test_what_we_write_is_never_run_and_reads_back_as_it_was(note: str, decided: str) -> None:
    row = replace(MAYOR, note=note, decided_by=decided)
    register = looked_at(row, first=True).register
    assert register is not None
    data = write_register(register_rows(register), invented=True)
    kinds = {cell.data_type for cells in load_workbook(io.BytesIO(data))["Register"].iter_rows() for cell in cells}
    assert "f" not in kinds
    assert read_register(data, name="r", known_seats=SEATS) == register


@settings(max_examples=10, deadline=None)
@given(people=st.integers(1, 4), seed=st.integers(0, 50))
def test_an_export_changes_nothing_when_it_is_imported(people: int, seed: int) -> None:
    data = write_register(invented_rows(tuple(SEATS), people=people, seed=seed, printed=SEATS), invented=True)
    register = read_register(data, name="r", known_seats=SEATS, printed=SEATS)
    exported = write_register(register_rows(register, printed=SEATS), invented=register.invented)
    made = preview(exported, name="r", known_seats=SEATS, printed=SEATS, earlier=register)
    assert made.register == register
    assert {cell.state for cell in made.cells} == {"same"}
