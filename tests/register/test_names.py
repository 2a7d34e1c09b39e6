"""What people write where a name should stand is read as the name it means, or asked about; nothing else passes."""

from __future__ import annotations

import pytest

from cycle.register.changes.preview import preview
from cycle.register.name_reading.names import read_name
from cycle.register.workbooks.sheets import clean

SEATS = {"alver.ordforar": ("Alver kommune", "ordførar"), "fedje.ordforar": ("Fedje kommune", "ordførar")}
HEAD = ("Plass-id", "Namn", "E-post")


@pytest.mark.parametrize(
    "name",
    [
        *("Kari Øy", "Liv-Åse D'Arvågen", "Kari von der Lippe", "María José Núñez", "Nguyễn Thị Hà", "Åse Vår Lund"),
        *("Knut Nordmann", "Anne–Grete Øy", "Tom Vik", "Eli O'Brien & Søn", "Even Mars", "Jon Leder", "Bo Ås"),
        *("Ny Larsen", "Kari Ny", "Per-Åge Vik", "Maria de la Cruz", "Li Wei", "Per Hansen Jr.", "Per Olav III"),
        *("Liv Vik-Dal", "Jan de Boer", "Ahmed al-Hassan", "Maria dos Santos", "Áile Sárá Eira"),
        *("Niillas Čáhppe Ŋálbmi", "Łukasz Żak", "Иван Петров", "Per Dal jr", "Per Dal d.y.", "Per As", "Bo Å"),
        *("Tea von und zu Berg", "Jo van het Hof", "Omar bin al Ali", "Ida della Porta", "Max zum Busch"),
        *("Even Dal", "Karen Vik", "Søren Ås", "Dagen Lie", "Iren Vik", "Assen Li"),
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
        *("Kari Øy, Per Dal", "Kari eller Per", "Kari m/Per", "Kari + Per", "Kari Nordmann 12345678"),
        *("Ordførar", "Ny ordførar frå hausten", "Postmottak", "Som over", '"', "Kari <kari@x.example>", "Sjukmeldt"),
        *("Kari Øy slutta", "(Kari Øy)", "Kari\nPer", "Avventer valg", "Alver kommune", "permisjon"),
        *("Helse Fonna HF", "Vestland IKS", "Oppnemnast seinare", "same som over"),
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


@pytest.mark.parametrize(
    ("written", "name"),
    [
        *(("Kari Vik.", "Kari Vik"), ("Kari Vik,", "Kari Vik"), ("- Kari Vik", "Kari Vik"), ("• Kari Vik", "Kari Vik")),
        *(("1. Kari Vik", "Kari Vik"), ("Liv Vik\u2011Dal", "Liv Vik-Dal"), ("Ka\u00adri Vik", "Kari Vik")),
        *(("\u200fKari Vik", "Kari Vik"), ("Kari\u00a0Vik", "Kari Vik"), ("Ｋａｒｉ Ｖｉｋ", "Kari Vik")),
        *(("\ufb01nn Vik", "finn Vik"),),
    ],
)
def test_what_nobody_sees_or_means_is_not_part_of_a_name(written: str, name: str) -> None:
    read = read_name(clean(written), known={})
    assert read.name.casefold() == name.casefold()
    assert [severity for severity, _, _ in read.questions if severity == "error"] == []


@pytest.mark.parametrize(
    ("written", "name", "note"),
    [
        ("Kari Vik født Dal", "Kari Vik", "født Dal"),
        ("Kari Vik f. Dal", "Kari Vik", "f. Dal"),
        ("Kari Vik née Dal", "Kari Vik", "née Dal"),
        ("Kari Dal, gift Vik", "Kari Dal", "gift Vik"),
        ("Kari Vik for Per Dal", "Kari Vik", "for Per Dal"),
        ("Kari Vik m.fl.", "Kari Vik", "m.fl."),
        ("Kari Vik vara", "Kari Vik", "vara"),
        ("Kari Vik, vara", "Kari Vik", "vara"),
        ("Kari Vik, kst.", "Kari Vik", "kst."),
        ("1. vara Kari Vik", "Kari Vik", "vara"),
        ("Vara: Kari Vik", "Kari Vik", "Vara"),
        ("Kari Vik vikar", "Kari Vik", "vikar"),
        ("Kari Vik vara Per Dal", "Kari Vik", "vara Per Dal"),
        ("Kari Vik 1)", "Kari Vik", "1)"),
        ("Kari Øy¹", "Kari Øy", "¹"),
        ("Kari Vik *)", "Kari Vik", "*)"),
        ("Kari Øy tlf. 55", "Kari Øy", "tlf. 55"),
        ("Kari Vik, Alver kommune", "Kari Vik", "Alver kommune"),
        ("Alver kommune v/ Kari Vik", "Kari Vik", "Alver kommune"),
        ("Postmottak v/Kari Vik", "Kari Vik", "Postmottak"),
        ("ordføreren v/ Kari Vik", "Kari Vik", "ordføreren"),
    ],
)
def test_what_stands_beside_a_name_is_asked_about_and_kept_as_a_remark(written: str, name: str, note: str) -> None:
    read = read_name(written, known={})
    assert (read.name, read.note, {severity for severity, _, _ in read.questions}) == (name, note, {"guess"})


@pytest.mark.parametrize(
    "title",
    [
        *("Lensmann", "Biskop", "Sokneprest", "Stortingsrepresentant", "Statssekretær", "Rektor", "Fysioterapeut"),
        *(
            "Samhandlingskoordinator",
            "Ass. kommunedirektør",
            "Helse- og omsorgssjef",
            "Kommunalsjef helse",
            "Komm.overl.",
        ),
        *(
            "Professor emeritus",
            "Førsteamanuensis",
            "Hovudverneombod",
            "Avd.leiar",
            "Klinikkdir.",
            "Oberst",
            "Pastor",
            "NAV-leder",
            "PhD",
            "Ordføreren",
        ),
    ],
)
def test_a_title_is_no_name_whatever_it_is_put_together_of(title: str) -> None:
    read = read_name(f"{title} Kari Vik", known={})
    assert (read.name, [key for _, key, _ in read.questions]) == ("Kari Vik", ["name_title"])


@pytest.mark.parametrize(
    ("written", "name"),
    [
        *(("K. Vik", "K. Vik"), ("K Vik", "K Vik"), ("Kari V.", "Kari V."), ("Vik, K.", "K. Vik")),
        *(("Kari Frå", "Kari Frå"), ("Per Til", "Per Til"), ("Ola Kommune", "Ola Kommune"), ("Per AS", "Per As")),
        *(("Ola Sykehus", "Ola Sykehus"), ("Kari vik", "Kari Vik"), ("kAri Vik", "Kari Vik"), ("VIK Kari", "Kari Vik")),
        *(
            ("Kаri Vik", "Kаri Vik"),
            ("Kari 'Kalle' Vik", "Kari 'Kalle' Vik"),
            ("Kari Vik 🎉", "Kari Vik 🎉"),
            ("Kari VikÊ", "Kari VikÊ"),
        ),
        *(
            ("Per Dal, jr.", "Per Dal jr."),
            ("Kari Vik MBA", "Kari Vik"),
            ("NY Kari Vik", "Ny Kari Vik"),
            ("Mental Helse", "Mental Helse"),
        ),
        *(("Kari Vik Kari Vik", "Kari Vik Kari Vik"), ("Trolig Kari Vik", "Kari Vik")),
    ],
)
def test_what_may_be_a_name_is_asked_about_and_never_refused(written: str, name: str) -> None:
    read = read_name(written, known={})
    assert (read.name, {severity for severity, _, _ in read.questions}) == (name, {"guess"})


@pytest.mark.parametrize(
    "written",
    [
        *("Helse Bergen", "NAV Alver", "Statsforvaltaren i Vestland", "Norsk Sykepleierforbund", "Eldreråd", "KS"),
        *("Universitetet i Bergen", "Ordføraren i Alver", "Kommuneoverlegen", "Kari Vik, tlf. 55000000", "Utgår"),
        *(
            "Kari Vik samt Per Dal",
            "Kari Vik → Per Dal",
            "Kari Vik i permisjon",
            "Velges i oktober",
            "kari.vik@x.example",
        ),
    ],
)
def test_offices_states_and_two_people_stop_the_import(written: str) -> None:
    read = read_name(written, known={})
    assert {severity for severity, _, _ in read.questions} == {"error"}


def test_the_organisation_of_the_row_is_nobodys_name() -> None:
    read = read_name("Alver Kommune", known={}, organisation="Alver kommune")
    assert [key for _, key, _ in read.questions] == ["name_office"]


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
    assert [person.name for person in made.register.persons] == ["Kari Øy"]


def test_a_file_saved_with_the_wrong_letters_names_the_cause(sheet_of) -> None:
    data = sheet_of(HEAD, ("alver.ordforar", "Ã˜ystein Dal", "oystein@alver.example"))
    made = preview(data, name="r", known_seats=SEATS)
    assert [(problem.where, problem.severity, "dobbel koding" in problem.what) for problem in made.problems] == [
        ("Ark!B2", "guess", True)
    ]


@pytest.mark.parametrize(
    ("text", "word"), [("Kari Frå Vik", "Frå"), ("Anne Til Berg", "Til"), ("Ny Ordførar Vik", "Ordførar")]
)
def test_a_word_that_is_hardly_a_name_in_the_middle_of_one_is_asked_about_by_itself(text, word):
    read = read_name(text, known={})
    assert (read.name, read.questions) == (text, [("guess", "name_word", {"text": text, "word": word})])
