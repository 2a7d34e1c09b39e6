"""What people write where a name should stand is read as the name it means, or asked about; nothing else passes."""

from __future__ import annotations

import pytest

from cycle.register.names import read_name
from cycle.register.preview import preview

SEATS = {"alver.ordforar": ("Alver kommune", "ordførar"), "fedje.ordforar": ("Fedje kommune", "ordførar")}
HEAD = ("Plass-id", "Namn", "E-post")


@pytest.mark.parametrize(
    "name",
    [
        *("Kari Øy", "Liv-Åse D'Arvågen", "Kari von der Lippe", "María José Núñez", "Nguyễn Thị Hà", "Åse Vår Lund"),
        *("K. Nordmann", "Anne–Grete Øy", "Tom Vik", "Eli O'Brien & Søn", "Even Mars", "Jon Leder", "Bo Ås"),
        *("Ny Larsen", "Kari Ny", "Per-Åge Vik", "Maria de la Cruz", "Li Wei", "Per Hansen Jr.", "Per Olav III"),
        *("Per Prest", "Ola Ordfører", "Konrad Konst", "Eli Og", "Björk Guðmundsdóttir", "Per v. Berg", "Ole Komm"),
    ],
)
def test_a_name_is_a_name_and_nobody_is_asked(name: str) -> None:
    read = read_name(name, known={})
    assert (read.name, read.questions, read.vacant) == (name.replace("–", "-"), [], False)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Øy, Kari", "Kari Øy"),
        ("NORDMANN, Kari Anne", "Kari Anne Nordmann"),
        ("Ordførar Øystein Dal", "Øystein Dal"),
        ("Dr. Kari Øy", "Kari Øy"),
        ("Fru Kari Øy", "Kari Øy"),
        ("fung. ordførar Kari Øy", "Kari Øy"),
        ("KARI ØY", "Kari Øy"),
        ("kari von der lippe", "Kari von der Lippe"),
        ("Kari ØYGARD", "Kari Øygard"),
        ("Ã˜ystein Dal", "Øystein Dal"),
        ("Ãƒ˜ystein Dal".replace("˜", "\u0098"), "Øystein Dal"),
        ("¯ystein Dal", "Øystein Dal"),
        ("&Oslash;ystein Dal", "Øystein Dal"),
        ("%C3%98ystein Dal", "Øystein Dal"),
        ("Bj|rn B}rd", "Bjørn Bård"),
        ("Kari Øy (permisjon til 1.3.)", "Kari Øy"),
        ("Kari Øy (Sp)", "Kari Øy"),
        ("Kari Øy (vikar for Per Dal)", "Kari Øy"),
        ("Kari (vara: Per)", "Kari"),
        ("Kari Øy - permisjon", "Kari Øy"),
        ("Kari Øy, ordførar", "Kari Øy"),
        ("Kari Øy, dr.", "Kari Øy"),
        ("Kari Øy, cand.med.", "Kari Øy"),
        ("Kari Øy, H", "Kari Øy"),
        ("Dr.med. Kari Øy", "Kari Øy"),
        ("adm.dir. Kari Øy", "Kari Øy"),
        ("Ordf. Kari Øy", "Kari Øy"),
        ("Varaordf. Kari Øy", "Kari Øy"),
        ("Vararepresentant Kari Øy", "Kari Øy"),
        ("Kari Øy kst.", "Kari Øy"),
        ("v/ Kari Øy", "Kari Øy"),
        ("Kari Øy*", "Kari Øy"),
        ("Kari Øy?", "Kari Øy"),
        ("Kari", "Kari"),
    ],
)
def test_a_name_in_another_form_is_read_and_asked_about(written: str, name: str) -> None:
    read = read_name(written, known={})
    assert read.name == name
    assert {severity for severity, _, _ in read.questions} == {"guess"}


@pytest.mark.parametrize(
    "written",
    [
        *("?ystein Dal", "B?rd Dal", "B\ufffdrd Dal", "Kari / Per", "Kari og Per", "Kari & Per", "Kari Øy; Per Dal"),
        *("Kari Øy, Per Dal", "Kari eller Per", "Kari m/Per", "Kari + Per", "Kari Nordmann 12345678", "Kari tlf 55"),
        *("Ordførar", "Ny ordførar frå hausten", "Postmottak", "Som over", '"', "Kari <kari@x.example>", "Sjukmeldt"),
        *("Kari Øy slutta", "(Kari Øy)", "Kari\nPer", "Avventer valg", "Alver kommune", "permisjon"),
        *("Helse Fonna HF", "Vestland IKS", "Kari Øy¹", "Oppnemnast seinare", "same som over"),
    ],
)
def test_what_is_no_name_stops_the_import(written: str) -> None:
    read = read_name(written, known={})
    assert "error" in {severity for severity, _, _ in read.questions}


@pytest.mark.parametrize(
    "written", ["ledig", "Stilling ledig", "Vakant", "Ubesett", "ubesatt", "ikkje oppnemnd", "Ikke oppnevnt"]
)
def test_a_vacant_seat_is_vacant(written: str) -> None:
    read = read_name(written, known={})
    assert (read.vacant, read.questions) == (True, [])


@pytest.mark.parametrize(
    "written",
    [
        "N.N.",
        "NN",
        "–",
        "-",
        "?",
        "...",
        "TBA",
        "TBC",
        "ukjent",
        "Ikke avklart",
        "xx",
        "Vakant fram til 1.8.2027",
        "Ledig (utlyst)",
    ],
)
def test_a_placeholder_counts_as_vacant_and_is_asked_about(written: str) -> None:
    read = read_name(written, known={})
    assert read.vacant
    assert [severity for severity, _, _ in read.questions] == ["guess"]


def test_nobody_is_asked_again_about_a_name_that_stands_in_the_register() -> None:
    assert read_name("Kari", known={"kari": "Kari"}).questions == []
    assert read_name("Øy, Kari", known={"kari øy": "Kari Øy"}).questions == []
    assert read_name("KARI ØY", known={"kari øy": "Kari Øy"}).name == "Kari Øy"


def test_an_organisation_in_brackets_stays_when_the_address_is_its_own() -> None:
    read = read_name("Oddvør Lia (Hand & Hjarte Vestland)", known={}, address="o@hand-og-hjarte.example")
    assert (read.name, read.questions) == ("Oddvør Lia (Hand & Hjarte Vestland)", [])


def test_first_name_and_surname_may_have_columns_of_their_own(sheet_of) -> None:
    head = ("Plass-id", "Etternamn", "Fornamn", "E-post")
    data = sheet_of(head, ("alver.ordforar", "Øy", "Kari", "kari@alver.example"))
    made = preview(data, name="r", known_seats=SEATS)
    assert made.problems == ()
    assert made.register is not None
    assert [one.name for one in made.register.persons] == ["Kari Øy"]


def test_a_file_saved_with_the_wrong_letters_names_the_cause(sheet_of) -> None:
    data = sheet_of(HEAD, ("alver.ordforar", "Ã˜ystein Dal", "oystein@alver.example"))
    made = preview(data, name="r", known_seats=SEATS)
    assert [(one.where, one.severity, "dobbel koding" in one.what) for one in made.problems] == [
        ("Ark!B2", "guess", True)
    ]
