"""A register is read as people keep it, and every row that cannot be used is named by its cell."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cycle.errors import RegisterError
from cycle.model import Register
from cycle.register.name_reading.person_ids import person_id
from cycle.register.people import check_register, read_register

SEATS = {
    "alver.ordforar": ("Alver kommune", "ordførar"),
    "alver.kommunedirektor": ("Alver kommune", "kommunedirektør"),
    "fedje.ordforar": ("Fedje kommune", "ordførar"),
    "fedje.kommunedirektor": ("Fedje kommune", "kommunedirektør"),
    "helse-bergen.administrerande-direktor": ("Helse Bergen HF", "administrerande direktør"),
    "ssu.leiar": ("Strategisk samarbeidsutval", "leiar av Strategisk samarbeidsutval"),
}
PLAIN = ("Plass-id", "Namn", "E-post", "Felles postkasse", "Målform", "Frå", "Til")


def read(data: bytes, name: str = "register.xlsx") -> Register:
    return read_register(data, name=name, known_seats=SEATS, printed=SEATS)


def said(data: bytes, name: str = "register.xlsx", severity: str = "error") -> list[tuple[str, str, str]]:
    _, problems = check_register(data, name=name, known_seats=SEATS, printed=SEATS)
    return [(problem.where, problem.what, problem.remedy) for problem in problems if problem.severity == severity]


def held(register: Register) -> list[tuple[str, str, str]]:
    persons = {person.id: person for person in register.persons}
    return [
        (mandate.seat, persons[mandate.person].name, persons[mandate.person].address) for mandate in register.mandates
    ]


def test_a_person_with_two_seats_is_one_person(sheet) -> None:
    register = read(
        sheet(
            ("Alver", "ordførar", None, "Åse Øye", "ase@alver.example"),
            ("SSU", "leiar", "ssu.leiar", "Åse  ØYE", "ase@ALVER.example"),
        )
    )
    assert len(register.persons) == 1
    assert [mandate.seat for mandate in register.mandates] == ["alver.ordforar", "ssu.leiar"]


def test_two_people_behind_one_shared_mailbox_stay_two_and_nobody_is_warned(sheet) -> None:
    data = sheet(
        ("Fedje", "ordførar", None, "Æra Ås", "post@fedje.example", "ja"),
        ("Fedje", "kommunedirektør", None, "Per D'Arcy", "post@fedje.example", "ja"),
    )
    assert [(person.name, person.shared_address) for person in read(data).persons] == [
        ("Æra Ås", True),
        ("Per D'Arcy", True),
    ]
    assert said(data, severity="warning") == []


def test_two_people_with_one_address_that_nobody_calls_shared_give_a_warning(sheet) -> None:
    data = sheet(
        ("Fedje", "ordførar", None, "Æra Ås", "post@fedje.example"),
        ("Fedje", "kommunedirektør", None, "Per D'Arcy", "Post@fedje.example"),
    )
    assert said(data, severity="warning") == [
        (
            "Register!E3",
            "2 personar har adressa post@fedje.example (rad Register!2, Register!3)",
            "skriv ja under Felles postkasse om dei deler postkasse, rett adressa om ikkje",
        )
    ]


def test_one_name_with_two_addresses_at_once_is_told_because_it_gives_two_letters(sheet) -> None:
    data = sheet(
        ("Alver", "ordførar", None, "Åse Øye", "ase@alver.example"),
        ("SSU", "leiar", "ssu.leiar", "Åse Øye", "ase@ssu.example"),
    )
    assert [where for where, _, _ in said(data, severity="guess")] == ["Register!E3"]


def test_every_bad_row_is_listed_with_sheet_row_and_column(sheet) -> None:
    data = sheet(
        ("Alver", "ordførar", None, "Åse Øye", None),
        ("Alver", "kommunedirektør", None, "Per Dal", "per@@alver.example", "kanskje"),
        (None, None, "fedje.ordforer.x", "Ola Lid", "a@x.example, b@x.example"),
        (None, None, "fedje.ordforarr", None, "kari@fedje.example", None, "samisk", None, "18. februar", None),
        ("Fedje", "kommunedirektør", None, "=A1", "m@fedje.example"),
        (None, None, None, "Kari Ås", "kari@x.example"),
        ("Fedje", "ordførar", "alver.ordforar", "Kari Ås", "kari@x.example"),
        ("SSU", "", "ssu.leiar", "Kari Ås", "kari@x.example", "", "", "", dt.date(2024, 5, 1), dt.date(2024, 4, 1)),
    )
    with pytest.raises(RegisterError) as caught:
        read(data)
    places = {problem.where: problem.what for problem in caught.value.problems}
    assert set(places) == {
        *("Register!E2", "Register!E3", "Register!F3", "Register!C4", "Register!E4", "Register!C5", "Register!D5"),
        *("Register!G5", "Register!I5", "Register!D6", "Register!C7", "Register!C8", "Register!J9"),
    }
    assert places["Register!E2"] == "e-postadressa manglar"
    assert places["Register!E4"] == "det står 2 adresser i éi celle: a@x.example, b@x.example"
    assert places["Register!I5"] == "«18. februar» har ikkje noko år"
    assert places["Register!C8"] == "Plass-id seier alver.ordforar, men «Fedje» og «ordførar» er fedje.ordforar"


def test_an_unknown_seat_is_met_with_a_suggestion(sheet) -> None:
    data = sheet((None, None, "alver.ordforer", "Åse Øye", "ase@alver.example"))
    assert said(data) == [
        ("Register!C2", "plassen «alver.ordforer» finst ikkje", "meinte du alver.ordforar (ordførar, Alver kommune)?")
    ]


@pytest.mark.parametrize(
    ("organisation", "function", "seat"),
    [
        ("Alver", "Ordfører", "alver.ordforar"),
        ("ALVER KOMMUNE", "rådmann", "alver.kommunedirektor"),
        ("Helse Bergen", "Adm. dir.", "helse-bergen.administrerande-direktor"),
        ("helse-bergen", "Administrerende direktør", "helse-bergen.administrerande-direktor"),
        ("Strategisk samarbeidsutval", "leiar av Strategisk samarbeidsutval", "ssu.leiar"),
    ],
)
def test_organisation_and_function_in_words_name_the_seat(sheet, organisation: str, function: str, seat: str) -> None:
    assert held(read(sheet((organisation, function, None, "Åse Øye", "a@x.example"))))[0][0] == seat


def test_words_that_only_come_near_name_no_seat(sheet) -> None:
    data = sheet(("Alvær", "ordførar", None, "Åse Øye", "a@x.example"))
    assert said(data) == [
        (
            "Register!C2",
            "«Alvær» og «ordførar» er ingen kjend plass",
            "meinte du alver.ordforar (ordførar, Alver kommune)?",
        )
    ]


def test_a_seat_held_twice_at_once_names_both_rows(sheet) -> None:
    data = sheet(
        ("alver.ordforar", "Åse Øye", "a@x.example", "", "", "2023-10-12", "31.12.2026"),
        ("alver.ordforar", "Per Dal", "p@x.example", "", "", "31. desember 2026", None),
        header=PLAIN,
    )
    assert said(data) == [
        (
            "Register!F3",
            "alver.ordforar er alt teken av Register!2 frå 12.10.2023 til 31.12.2026",
            "skriv siste dag under Til i Register!G2, og første dag her",
        )
    ]


def test_a_long_mandate_that_covers_two_short_ones_is_told_for_each(sheet) -> None:
    data = sheet(
        ("alver.ordforar", "Åse Øye", "a@x.example", "", "", "2020-01-01", None),
        ("alver.ordforar", "Per Dal", "p@x.example", "", "", "2021-01-01", "2021-02-01"),
        ("alver.ordforar", "Ola Lid", "o@x.example", "", "", "2023-01-01", "2023-02-01"),
        header=PLAIN,
    )
    assert [where for where, _, _ in said(data)] == ["Register!F3", "Register!F4"]


def test_mandates_that_follow_each_other_day_by_day_are_fine(sheet) -> None:
    register = read(
        sheet(
            ("alver.ordforar", "Per Dal", "p@x.example", "", "nynorsk", dt.datetime.fromisoformat("2023-10-13"), None),
            ("alver.ordforar", "Åse Øye", "a@x.example", "", "bokmål", None, 45211),
            header=PLAIN,
        )
    )
    assert [(mandate.valid_from, mandate.valid_to) for mandate in register.mandates] == [
        (None, dt.date(2023, 10, 12)),
        (dt.date(2023, 10, 13), None),
    ]
    assert {person.name: person.language for person in register.persons} == {"Åse Øye": "nb", "Per Dal": "nn"}


def test_a_vacant_seat_may_stand_in_the_register(sheet) -> None:
    data = sheet(
        ("Alver", "ordførar", None, "Ledig", None),
        ("Fedje", "ordførar", None, None, None),
        ("Fedje", "kommunedirektør", None, "Per Dal", "p@x.example"),
    )
    assert [mandate.seat for mandate in read(data).mandates] == ["fedje.kommunedirektor"]
    assert [where for where, _, _ in said(data, severity="warning")] == ["Register!D3"]


def test_title_rows_blank_rows_subheadings_and_odd_spaces_do_no_harm(workbook) -> None:
    rows = [
        ("Oppdikta personar – berre døme",),
        (),
        ("Oppdatert 1. mai", "av sekretariatet"),
        ("Kommune:", " ROLLE ", "Navn*", "e-mail\u00a0", "Anna"),
        ("KOMMUNAR",),
        ("Alver\u00a0kommune ", "ordførar", "  Åse\u00a0 Øye\u200b ", " ase@alver.example\u00a0", "eige"),
        (),
        ("Kommune", "Rolle", "Navn", "E-mail"),
        ("Fedje", "ordførar", "A\u030ase Lid", "lid@fedje.example"),
    ]
    register = read(workbook({"Ark 1": rows}, merged="A1:E1"))
    assert held(register) == [
        ("alver.ordforar", "Åse Øye", "ase@alver.example"),
        ("fedje.ordforar", "Åse Lid", "lid@fedje.example"),
    ]
    assert register.invented


def test_earlier_mandates_may_have_a_sheet_of_their_own_and_hidden_sheets_are_told(workbook) -> None:
    header = ("Plass-id", "Namn", "E-post", "Til")
    data = workbook(
        {
            "Rettleiing": [("Slik gjer du",)],
            "Register": [header, ("alver.ordforar", "Åse Øye", "a@x.example", "2026-01-01")],
            "Før": [header, ("fedje.ordforar", "Per Dal", "p@x.example", "2020-01-01")],
            "Gamalt": [header, ("ssu.leiar", "Ola Lid", "o@x.example", None)],
        },
        hidden="Gamalt",
    )
    assert [mandate.seat for mandate in read(data).mandates] == ["alver.ordforar", "fedje.ordforar"]
    assert said(data, severity="warning") == [
        ("Gamalt", "arket er gøymt og blir ikkje lese", "vis arket om det gjeld, slett det om det ikkje gjer det")
    ]


def test_a_misspelt_column_is_met_with_a_suggestion(sheet) -> None:
    data = sheet(("alver.ordforar", "Åse Øye", "a@x.example"), header=("Plass-id", "Namnn", "E-post"))
    assert said(data) == [("Register!B1", "kolonnen «Namnn» er ikkje kjend og blir ikkje lesen", "meinte du «Namn»?")]


def test_a_suggestion_never_names_a_column_that_is_there(sheet) -> None:
    data = sheet(
        ("alver.ordforar", "Åse Øye", "a@x.example", "b@x.example"), header=("Plass-id", "Namn", "E-post", "E-posst")
    )
    remedy = "skriv ei overskrift som registeret kjenner, eller la han stå om han ikkje gjeld registeret"
    assert said(data, severity="warning") == [
        ("Register!D1", "kolonnen «E-posst» er ikkje kjend og blir ikkje lesen", remedy)
    ]


def test_a_register_without_a_column_for_seats_says_which_to_add(sheet) -> None:
    data = sheet(("Åse Øye", "a@x.example"), header=("Namn", "E-post"))
    assert said(data) == [
        (
            "Register",
            "ingen kolonne seier kva plass ein person har",
            "legg til kolonnen «Plass-id», eller både «Organisasjon» og «Funksjon»",
        )
    ]


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_a_csv_file_is_read_whatever_its_encoding_and_delimiter(encoding: str, delimiter: str) -> None:
    rows = [
        ("Register over folk",),
        ("Organisasjon", "Funksjon", "Namn", "E-post"),
        ("Alver", "ordførar", "Åse Øye", '"ase@alver.example"'),
        ("",),
        ("Fedje", "ordførar", "Æra Ås", "{}"),
    ]
    text = "\r\n".join(delimiter.join(row) for row in rows)
    assert [where for where, _, _ in said(text.format("feil").encode(encoding), "folk.csv")] == ["folk!D5"]
    assert held(read(text.format("ara@fedje.example").encode(encoding), "folk.csv")) == [
        ("alver.ordforar", "Åse Øye", "ase@alver.example"),
        ("fedje.ordforar", "Æra Ås", "ara@fedje.example"),
    ]


def test_a_seat_called_vacant_while_another_row_holds_it_is_told(sheet) -> None:
    data = sheet(
        ("Alver", "ordførar", None, "ledig", None),
        ("Alver", "ordførar", None, "Åse Øye", "a@x.example"),
    )
    assert said(data) == [
        (
            "Register!D2",
            "alver.ordforar står som ledig her, men Register!3 har plassen utan sluttdato",
            "skriv siste dag under Til i Register!J3, eller slett denne rada",
        )
    ]


def test_two_written_languages_for_one_person_are_told(sheet) -> None:
    data = sheet(
        ("Alver", "ordførar", None, "Åse Øye", "a@x.example", "", "nynorsk"),
        ("SSU", None, "ssu.leiar", "Åse Øye", "a@x.example", "", "bokmål"),
    )
    assert [(where, what) for where, what, _ in said(data)] == [
        ("Register!G2, Register!G3", "Åse Øye har ulike verdiar: «nynorsk», «bokmål»")
    ]


def test_the_order_of_the_rows_does_not_change_the_register(sheet) -> None:
    rows = [
        ("Alver", "ordførar", None, "Åse Øye", "ase@alver.example"),
        ("Fedje", "ordførar", None, "Per Dal", "per@fedje.example"),
        ("SSU", "leiar", "ssu.leiar", "ÅSE ØYE", "ASE@alver.example", "ja", "nynorsk", "55 00 00 00"),
    ]
    register = read(sheet(*rows))
    assert register == read(sheet(*reversed(rows)))
    assert [(person.name, person.address, person.language, person.phone) for person in register.persons] == [
        ("Åse Øye", "ase@alver.example", "nn", "55 00 00 00"),
        ("Per Dal", "per@fedje.example", None, ""),
    ]


@settings(deadline=None)
@given(st.text(min_size=1), st.emails())
def test_the_same_name_and_address_always_give_the_same_id_fit_for_a_file_name(name: str, address: str) -> None:
    one = person_id(name, address)
    assert one == person_id(f"  {name} ", address)
    assert re.fullmatch(r"[a-z0-9-]{1,40}-[0-9a-f]{8}", one)


def test_two_people_of_one_name_have_two_ids() -> None:
    assert person_id("Åse Øye", "a@x.example") != person_id("Åse Øye", "b@x.example")


def test_someone_whose_address_is_corrected_stays_the_same_person(sheet) -> None:
    def ids(address: str) -> list[str]:
        return [person.id for person in read(sheet(("Alver", "ordførar", None, "Åse Øye", address))).persons]

    assert ids("ase@alver.example") == ids("aase@alver.example")


def test_namesakes_stay_two_people(sheet) -> None:
    register = read(
        sheet(
            ("Alver", "ordførar", None, "Åse Øye", "ase@alver.example"),
            ("Fedje", "ordførar", None, "Åse Øye", "ase@fedje.example"),
        )
    )
    assert len({person.id for person in register.persons}) == 2
    assert {mandate.person for mandate in register.mandates} == {person.id for person in register.persons}


def test_words_that_name_several_seats_are_told_with_their_ids(sheet) -> None:
    seats = {"ssu.medlem": ("SSU", "medlem"), "ssu.medlem-2": ("SSU", "medlem")}
    data = sheet(("SSU", "medlem", None, "Kari Øy", "kari@ssu.example"))
    _, problems = check_register(data, name="r", known_seats=seats, printed=seats)
    assert [(problem.what, problem.remedy) for problem in problems if problem.severity == "error"] == [
        ("«SSU» og «medlem» er 2 plassar", "skriv den du meiner under Plass-id: ssu.medlem, ssu.medlem-2")
    ]


def test_one_with_a_postal_address_needs_no_email_and_one_with_neither_is_refused() -> None:
    head = b"Plass-id;Namn;E-post;Postadresse\n"
    paper = read(head + 'alver.ordforar;Åse Øye;;"Postboks 4\n 5906  Frekhaug"\n'.encode())
    assert [(person.address, person.postal) for person in paper.persons] == [("", "Postboks 4\n5906 Frekhaug")]
    with pytest.raises(RegisterError) as caught:
        read(head + "alver.ordforar;Åse Øye;;\n".encode())
    assert [(problem.what, problem.remedy) for problem in caught.value.problems] == [
        ("e-postadressa manglar", "skriv adressa brevet skal sendast til")
    ]
