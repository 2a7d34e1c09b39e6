"""Sheets as a community keeps them: its own names for columns, one row for each organisation, or contact cards."""

from __future__ import annotations

import pytest

from cycle.errors import RegisterError
from cycle.model import Register, RegisterLayout, WideSeat
from cycle.register.changes.preview import preview
from cycle.register.people import check_register, read_register

SEATS = {
    "alver.ordforar": ("Alver kommune", "ordførar"),
    "alver.kommunedirektor": ("Alver kommune", "kommunedirektør"),
    "fedje.ordforar": ("Fedje kommune", "ordførar"),
    "fedje.kommunedirektor": ("Fedje kommune", "kommunedirektør"),
}
WIDE = RegisterLayout(
    wide=(
        WideSeat(function="ordforar", name=("Ordførar",), address=("E-post ordførar",), phone=("Mobil ordførar",)),
        WideSeat(function="kommunedirektor", name=("Rådmann",), address=("E-post rådmann",)),
    )
)
HEAD = ("Kommune", "Ordførar", "E-post ordførar", "Mobil ordførar", "Rådmann", "E-post rådmann")


def held(register: Register) -> list[tuple[str, str, str, str]]:
    persons = {person.id: person for person in register.persons}
    found = [(mandate.seat, persons[mandate.person]) for mandate in register.mandates]
    return [(seat, person.name, person.address, person.phone) for seat, person in found]


def test_a_row_for_each_municipality_gives_a_person_for_each_of_its_seats(sheet_of) -> None:
    data = sheet_of(
        HEAD,
        ("Alver", "Kari Øy", "kari@alver.example", "55 00 00 01", "Ola Ås", "ola@alver.example"),
        ("Fedje", "Eli Nes", "eli@fedje.example", None, "ledig", None),
    )
    register = read_register(data, name="r", known_seats=SEATS, printed=SEATS, layout=WIDE)
    assert held(register) == [
        ("alver.kommunedirektor", "Ola Ås", "ola@alver.example", ""),
        ("alver.ordforar", "Kari Øy", "kari@alver.example", "55 00 00 01"),
        ("fedje.ordforar", "Eli Nes", "eli@fedje.example", ""),
    ]


def test_a_fault_in_a_wide_sheet_is_told_at_its_own_cell(sheet_of) -> None:
    data = sheet_of(HEAD, ("Alver", "Kari Øy", "kari@alver.example", None, "Ola Ås", "ola@"))
    register, problems = check_register(data, name="r", known_seats=SEATS, printed=SEATS, layout=WIDE)
    assert register is None
    assert [problem.where for problem in problems] == ["Ark!F2"]


def test_the_cells_of_a_wide_sheet_are_compared_one_by_one(sheet_of) -> None:
    row = ("Alver", "Kari Øy", "kari@alver.example", None, "Ola Ås", "ola@alver.example")
    now = read_register(sheet_of(HEAD, row), name="r", known_seats=SEATS, printed=SEATS, layout=WIDE)
    later = sheet_of(HEAD, (*row[:4], "Ola Ås", "ola.as@alver.example"))
    made = preview(later, name="r", known_seats=SEATS, printed=SEATS, layout=WIDE, earlier=now)
    assert [(cell.where, cell.state, cell.was) for cell in made.cells if cell.state != "same"] == [
        ("Ark!F2", "changed", "ola@alver.example"),
    ]


def test_a_community_may_call_a_column_what_it_likes(sheet_of) -> None:
    layout = RegisterLayout(columns={"name": ("Kontaktperson",), "organisation": ("Kven",)})
    data = sheet_of(
        ("Kven", "Rolle", "Kontaktperson", "E-post"), ("Alver", "ordførar", "Kari Øy", "kari@alver.example")
    )
    assert held(read_register(data, name="r", known_seats=SEATS, printed=SEATS, layout=layout)) == [
        ("alver.ordforar", "Kari Øy", "kari@alver.example", "")
    ]
    with pytest.raises(RegisterError, match="kolonnen «Namn» manglar"):
        read_register(data, name="r", known_seats=SEATS, printed=SEATS)


def test_a_sheet_without_names_is_refused_also_where_wide_sheets_are_usual(sheet_of) -> None:
    data = sheet_of(("Kommune", "Rolle", "Telefon"), ("Alver", "ordførar", "55 00 00 01"))
    _, problems = check_register(data, name="r", known_seats=SEATS, printed=SEATS, layout=WIDE)
    assert [str(problem) for problem in problems] == [
        (
            "r: Ark: overskriftsrada manglar Namn, E-post; legg til kolonnen, eller skriv kva han heiter hos dykk "
            "under [register] i community.toml"
        )
    ]


CARDS = """BEGIN:VCARD\r
VERSION:3.0\r
FN:Kari Øy\r
N:Øy;Kari;;;\r
ORG:Alver kommune;Politisk sekretariat\r
TITLE:Ordførar\r
EMAIL;TYPE=INTERNET,PREF:kari@alver.example\r
EMAIL;TYPE=HOME:privat@heime.example\r
TEL;TYPE=CELL:55 00 00 01\r
END:VCARD\r
BEGIN:VCARD\r
VERSION:4.0\r
FN:Ola Ås\r
ORG:Alver kommune\r
ROLE:kommunedirektør\r
EMAIL:ola@alver.example\r
END:VCARD\r
"""


def test_contact_cards_are_read_as_rows() -> None:
    register = read_register(CARDS.encode(), name="kort.vcf", known_seats=SEATS, printed=SEATS)
    assert held(register) == [
        ("alver.kommunedirektor", "Ola Ås", "ola@alver.example", ""),
        ("alver.ordforar", "Kari Øy", "kari@alver.example", "55 00 00 01"),
    ]


def test_an_old_card_with_quoted_letters_is_read_too() -> None:
    card = (
        "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=C3=98y;Kari\r\n"
        "FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Kari =C3=98y\r\nORG:Alver kommune\r\n"
        "TITLE;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Ordf=C3=B8rar\r\nEMAIL;PREF;INTERNET:kari@alver.example\r\n"
        "END:VCARD\r\n"
    )
    register = read_register(card.encode(), name="kort.vcf", known_seats=SEATS, printed=SEATS)
    assert held(register) == [("alver.ordforar", "Kari Øy", "kari@alver.example", "")]


def test_a_card_with_two_addresses_and_none_preferred_is_told_at_its_row() -> None:
    text = CARDS.replace(",PREF", "")
    _, problems = check_register(text.encode(), name="kort.vcf", known_seats=SEATS, printed=SEATS)
    assert [(problem.where, problem.what) for problem in problems] == [
        ("kort 1, EMAIL", "det står 2 adresser i éi celle: kari@alver.example, privat@heime.example")
    ]


def test_a_card_of_somebody_whose_seat_no_rule_knows_is_told_with_a_suggestion() -> None:
    text = CARDS.replace("Ordførar", "Varaordførar")
    _, problems = check_register(text.encode(), name="kort.vcf", known_seats=SEATS, printed=SEATS)
    assert [(problem.where, problem.remedy) for problem in problems] == [
        ("kort 1, TITLE", "meinte du alver.ordforar (ordførar, Alver kommune)? Rett firma eller stilling på kortet")
    ]


@pytest.mark.parametrize(
    "data", [b"BEGIN:VCARD\r\nFN:Kari", b"BEGIN:VCARD\r\n\xff\xfe\x00", b"BEGIN:VCARDX\r\nEND:VCARDX"]
)
def test_a_damaged_card_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(RegisterError) as caught:
        read_register(data, name="kort.vcf", known_seats=SEATS, printed=SEATS)
    assert "Traceback" not in str(caught.value)
    assert caught.value.problems[0].file == "kort.vcf"
