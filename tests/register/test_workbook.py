"""A register written as a spreadsheet reads back the same, byte for byte each time, and runs nothing."""

from __future__ import annotations

import datetime as dt
import io

from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from cycle.model import Mandate, Person, Register
from cycle.register.example import invented_rows
from cycle.register.name_reading.names import read_name
from cycle.register.name_reading.person_ids import person_id
from cycle.register.people import check_register, read_register
from cycle.register.workbooks.workbook import RegisterRow, register_rows, write_register

SEATS = [f"kommune-{number}.ordforar" for number in range(300)]


def test_the_same_rows_give_the_same_bytes() -> None:
    rows = invented_rows(SEATS, seed=7)
    assert write_register(rows, invented=True) == write_register(invented_rows(SEATS, seed=7), invented=True)


def test_invented_people_are_marked_above_the_header_and_in_the_register() -> None:
    data = write_register(invented_rows(SEATS[:3]), invented=True)
    assert load_workbook(io.BytesIO(data))["Register"]["A1"].value == "Oppdikta personar – berre døme"
    assert read_register(data, name="r", known_seats=SEATS).invented
    real = write_register(invented_rows(SEATS[:3]), invented=False)
    assert not read_register(real, name="r", known_seats=SEATS).invented


def test_an_invented_register_has_as_many_people_as_asked_for_on_addresses_that_reach_nobody() -> None:
    rows = invented_rows(SEATS, people=250, vacant={SEATS[3], SEATS[9]}, printed={SEATS[0]: ("Alver", "ordførar")})
    register, problems = check_register(write_register(rows, invented=True), name="r", known_seats=SEATS)
    assert problems == ()
    assert register is not None
    assert len(register.persons) == 250
    assert {mandate.seat for mandate in register.mandates} == set(SEATS) - {SEATS[3], SEATS[9]}
    assert {person.address.rpartition(".")[2] for person in register.persons} == {"example"}
    assert any("'" in person.name for person in register.persons)
    assert all(any(letter in person.name for person in register.persons) for letter in "æøåÆØÅ")


def stands_as_a_name(text: str) -> bool:
    """Return whether a cell with this is read as this name, without a question."""
    read = read_name(text, known={})
    return read.name == text and not read.questions


PEOPLE = st.builds(
    lambda name, number, phone, language, shared, postal: Person(
        id=person_id(name),
        name=name,
        # Without a postal address there must be one for mail.
        address="" if postal.startswith("Postboks") and not shared else f"p{number}@x.example",
        postal=postal,
        phone=phone,
        language=language,
        shared_address=shared,
    ),
    # A name of one word or with a sign before it is asked about; `=` begins a remark and an address below.
    st.from_regex(r"[A-ZÆØÅ][a-zæøå']{1,11}[a-zæøå] [A-ZÆØÅ][a-zæøå]{1,12}", fullmatch=True).filter(stands_as_a_name),
    st.integers(1, 9**6),
    st.from_regex(r"(\+47 )?0[0-9] [0-9]{2} [0-9]{2} [0-9]{2}", fullmatch=True),
    st.sampled_from([None, "nn", "nb"]),
    st.booleans(),
    st.sampled_from(["", "Postboks 4\n5906 Frekhaug", "=Vegen 1\nc/o Ås\n5003 Bergen"]),
)


@settings(deadline=None, max_examples=40)
@given(
    st.lists(
        PEOPLE,
        min_size=1,
        max_size=6,
        unique_by=(lambda entry: entry.address or entry.name, lambda entry: entry.name.casefold()),
    ),
    st.dates(dt.date(1990, 1, 1)),
)
def test_any_register_reads_back_unchanged(people: list[Person], day: dt.date) -> None:
    register = Register(
        persons=tuple(sorted(people, key=lambda person: person.id)),
        mandates=tuple(
            Mandate(seat=seat, person=person.id, valid_from=day, decided_by="=Kommunestyret")
            for seat, person in zip(sorted(SEATS), people, strict=False)
        ),
    )
    data = write_register(register_rows(register), invented=False)
    assert read_register(data, name="r", known_seats=SEATS) == register


def test_no_cell_is_a_formula_to_the_program_that_opens_it() -> None:
    rows = [RegisterRow(seat=SEATS[0], name='=HYPERLINK("http://x")', address="a@x.example", note="+1", phone="-2")]
    sheet = load_workbook(io.BytesIO(write_register(rows, invented=False)))["Register"]
    assert {cell.data_type for row in sheet.iter_rows(min_row=4) for cell in row if cell.value} == {"s"}
    assert [cell.value for cell in sheet[4] if cell.quotePrefix] == ['=HYPERLINK("http://x")', "-2", "+1"]


def test_the_sheet_helps_who_fills_it_in() -> None:
    sheet = load_workbook(io.BytesIO(write_register(invented_rows(SEATS), invented=True)))["Register"]
    assert sheet.freeze_panes == "E4"
    assert {rule.formula1: str(rule.sqref) for rule in sheet.data_validations.dataValidation} == {
        '"ja,nei"': "G4:G5000",
        '"nynorsk,bokmål"': "H4:H5000",
    }


def test_a_register_is_written_in_the_language_of_its_community_and_read_in_both() -> None:
    rows = invented_rows(SEATS[:3], seed=7)
    ended = (RegisterRow(seat=SEATS[4], name="Gamal Dal", address="gamal@x.example", valid_to=dt.date(2020, 1, 1)),)
    written = {
        language: write_register(rows, invented=True, earlier=ended, language=language) for language in ("nn", "nb")
    }
    book = load_workbook(io.BytesIO(written["nb"]))
    assert book.sheetnames == ["Register", "Tidligere"]
    assert [cell.value for cell in book["Register"][3]] == [
        *("Organisasjon", "Funksjon", "Plass-id", "Navn", "E-post", "Rolle-e-post", "Felles postkasse", "Målform"),
        *("Telefon", "Fra", "Til", "Oppnevnt av", "Person-id", "Postadresse", "Merknad"),
    ]
    assert book["Register"]["A1"].value == "Oppdiktede personer – bare eksempler"
    registers = {read_register(data, name="r", known_seats=SEATS) for data in written.values()}
    assert len(registers) == 1
