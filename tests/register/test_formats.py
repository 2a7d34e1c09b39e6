"""The same people from every kind of file that is sent: workbooks old and new, and real contact cards."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from pathlib import Path

import pytest

from cycle.errors import RegisterError
from cycle.register.changes.preview import preview
from cycle.register.people import check_register, read_register

SEATS = {
    "alver.ordforar": ("Alver kommune", "ordførar"),
    "alver.kommunedirektor": ("Alver kommune", "kommunedirektør"),
}
SPACES = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'  # noqa: E501


def ods(rows: str) -> bytes:
    """Return an OpenDocument spreadsheet with these rows of XML."""
    target = io.BytesIO()
    body = f'<office:body><office:spreadsheet><table:table table:name="Ark">{rows}</table:table>'
    content = f"<office:document-content {SPACES}>{body}</office:spreadsheet></office:body></office:document-content>"
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>'
    )
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", content)
    return target.getvalue()


def row(*texts: str, more: str = "") -> str:
    cells = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>' for text in texts
    )
    return f"<table:table-row {more}>{cells}</table:table-row>"


HEAD = row("Plass-id", "Namn", "E-post")


def test_an_opendocument_sheet_is_read_and_says_that_marks_are_not_seen() -> None:
    data = ods(HEAD + row("alver.ordforar", "Kari Øy", "kari@alver.example"))
    register, problems = check_register(data, name="r.ods", known_seats=SEATS)
    assert register is not None
    assert [person.name for person in register.persons] == ["Kari Øy"]
    assert [(problem.where, problem.severity) for problem in problems] == [("Ark", "guess")]


def test_an_opendocument_sheet_that_repeats_itself_without_end_is_refused() -> None:
    data = ods(HEAD + row("a", "b", "c", more='table:number-rows-repeated="1000000000"'))
    _, problems = check_register(data, name="r.ods", known_seats=SEATS)
    assert [problem.what for problem in problems] == ["arbeidsboka er mykje større inni enn eit register er"]


def card(*lines: str, version: str = "2.1") -> str:
    return "\r\n".join(["BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""])


QP = "ENCODING=QUOTED-PRINTABLE"
OUTLOOK_2003 = card(
    f"N;CHARSET=Windows-1252;{QP}:=D8y;Kari",
    f"FN;CHARSET=Windows-1252;{QP}:Kari =D8y",
    "ORG:Alver kommune;Politisk leiing",
    f"TITLE;CHARSET=Windows-1252;{QP}:Ordf=F8rar",
    "TEL;WORK;VOICE:55 00 00 01",
    f"ADR;WORK;{QP}:;;Kvernhusmyrane 20=0D=0A=\r\n2. etasje;Isdalst=F8;;5916;Noreg",
    "EMAIL;PREF;INTERNET:kari@alver.example",
    "X-MS-OL-DEFAULT-POSTAL-ADDRESS:2",
)
OUTLOOK_365 = card(
    f"N;LANGUAGE=nn;CHARSET=UTF-8;{QP}:=C3=98y;Kari",
    f"FN;CHARSET=UTF-8;{QP}:=C3=98y, Kari",
    "ORG:Alver kommune",
    f"TITLE;CHARSET=UTF-8;{QP}:Ordf=C3=B8rar",
    "TEL;CELL;VOICE:55 00 00 01",
    "EMAIL;PREF;INTERNET:kari@alver.example",
    "PHOTO;TYPE=JPEG;ENCODING=BASE64:\r\n /9j/4AAQSkZJRgABAQEAYABgAAD\r\n /2wBDAAIBAQ==\r\n",
)
IPHONE = card(
    "PRODID:-//Apple Inc.//iPhone OS 18.1//EN",
    "N:Øy;Kari;;;",
    "FN:Kari Øy",
    "ORG:Alver kommune;",
    "TITLE:Ordførar",
    "item1.EMAIL;type=INTERNET;type=pref:kari@alver.example",
    "item1.X-ABLabel:jobb",
    "EMAIL;type=INTERNET;type=HOME:kari@heime.example",
    "TEL;type=CELL;type=VOICE;type=pref:55 00 00 01",
    version="3.0",
)
ANDROID = card(
    f"N;CHARSET=UTF-8;{QP}:=C3=98y;Kari;;;",
    f"FN;CHARSET=UTF-8;{QP}:=4B=61=72=69=20=\r\n=C3=98=79",
    f"ORG;{QP}:=41=6C=76=65=72 kommune",
    f"TITLE;{QP}:Ordf=C3=B8rar",
    "TEL;CELL:55000001",
    "EMAIL;WORK:kari@alver.example",
)
LOTUS = card(
    "X-LOTUS-CHARSET:UTF-8",
    "FN:Kari Øy/Alver/NO",
    "N:Øy;Kari",
    "ORG:Alver kommune",
    "TITLE:Ordførar",
    "EMAIL;NOTES:Kari Øy/Alver/NO",
    "EMAIL;INTERNET:kari@alver.example",
    "KEY;X509",
    version="3.0",
)
RFC_6350 = card(
    "N:Øy;Kari;;;",
    "ORG:Alver kommune",
    "ROLE:Ordførar",
    "EMAIL;PREF=2:gamal@alver.example",
    "EMAIL;PREF=1:kari@alver.example",
    "TEL;VALUE=uri:tel:+4755000001",
    version="4.0",
)
WITH_SECRETARY = card(
    "FN:Kari Øy",
    "AGENT:",
    "BEGIN:VCARD",
    "FN:Ein Sekretær",
    "EMAIL:sekretaer@alver.example",
    "END:VCARD",
    "ORG:Alver kommune",
    "TITLE:Ordførar",
    "EMAIL:kari@alver.example",
)
UNESCAPED = card(
    "FN:Øy, Kari", "N:Øy;Kari", "ORG:Alver kommune", "TITLE:Ordførar", "EMAIL:kari@alver.example", version="3.0"
)
CARDS = {
    "Outlook 2003": OUTLOOK_2003.encode("cp1252"),
    "Outlook 365": OUTLOOK_365.encode(),
    "iPhone": IPHONE.encode(),
    "Android": ANDROID.encode(),
    "Lotus": LOTUS.encode(),
    "vCard 4": RFC_6350.encode(),
    "vCard 4 in UTF-16": RFC_6350.encode("utf-16"),
    "vCard 4 in UTF-16 without mark": RFC_6350.encode("utf-16-le"),
    "with a secretary": WITH_SECRETARY.encode(),
    "unescaped comma": UNESCAPED.encode(),
}


@pytest.mark.parametrize("name", CARDS)
def test_a_real_card_is_read_as_the_person_it_is(name: str) -> None:
    register = read_register(CARDS[name], name="kort.vcf", known_seats=SEATS, printed=SEATS)
    (person,) = register.persons
    assert (person.name, person.address) == ("Kari Øy", "kari@alver.example")
    assert [mandate.seat for mandate in register.mandates] == ["alver.ordforar"]


def test_a_card_adds_to_the_register_and_replaces_nobody() -> None:
    text = "Plass-id;Namn;E-post\nalver.kommunedirektor;Ola Ås;ola@alver.example\n"
    now = read_register(text.encode(), name="r.csv", known_seats=SEATS)
    made = preview(IPHONE.encode(), name="kort.vcf", known_seats=SEATS, printed=SEATS, earlier=now)
    assert (made.scope, made.summary, made.losses) == ("changes", "1 ny", ())
    assert made.register is not None
    assert [person.name for person in made.register.persons] == ["Kari Øy", "Ola Ås"]


def test_a_card_of_somebody_in_a_held_seat_asks_whether_they_are_new() -> None:
    text = "Plass-id;Namn;E-post\nalver.ordforar;Per Dal;per@alver.example\n"
    now = read_register(text.encode(), name="r.csv", known_seats=SEATS)
    made = preview(IPHONE.encode(), name="kort.vcf", known_seats=SEATS, printed=SEATS, earlier=now)
    assert made.register is None
    assert [(problem.where, "--new-holder" in problem.remedy) for problem in made.problems] == [("kort 1, FN", True)]


def test_a_card_that_ends_too_early_is_refused_by_its_number() -> None:
    with pytest.raises(RegisterError, match="kort 2 er ikkje heilt"):
        read_register((IPHONE + "BEGIN:VCARD\r\nFN:Per").encode(), name="kort.vcf", known_seats=SEATS)


KEPT = Path(__file__).parent / "kept"
REAL_SEATS = {
    f"{name}.{word}": (f"{name.title()} kommune", printed)
    for name in ("alver", "fedje")
    for word, printed in (("ordforar", "ordførar"), ("radgjevar", "rådgjevar"))
}


@pytest.mark.parametrize("name", ["real.xls", "real-1904.xls"])
def test_an_xls_file_of_a_real_program_is_read_and_says_what_cannot_be_seen_in_it(name: str) -> None:
    register, problems = check_register(
        (KEPT / name).read_bytes(), name=name, known_seats=REAL_SEATS, printed=REAL_SEATS
    )
    assert register is not None
    assert [(mandate.seat, mandate.valid_from, mandate.valid_to) for mandate in register.mandates] == [
        ("alver.ordforar", dt.date(2023, 10, 1), None),
        ("alver.radgjevar", dt.date(2023, 10, 1), dt.date(2027, 9, 30)),
        ("fedje.ordforar", dt.date(2023, 10, 1), None),
        ("fedje.radgjevar", dt.date(2023, 11, 1), None),
    ]
    assert sorted((person.name, person.phone) for person in register.persons) == [
        ("Kari Øy", "55000001"),
        ("Nils Øvre", "55000004"),
        ("Per Dal", "+4755000002"),
        ("Åse Vår Lund", "+47 55 00 00 03"),
    ]
    assert [(problem.where, problem.severity, problem.what) for problem in problems] == [
        ("Gøymt", "warning", "arket er gøymt og blir ikkje lese"),
        (
            "Register",
            "guess",
            (
                "i .xls kan ikkje registeret sjå kva som er stroke over, gøymt eller kommentert, "
                "eller kva som er ein formel"
            ),
        ),
        ("Register!E3", "guess", "nummeret 4755000002 er lese som +4755000002; reknearket tek bort plussteiknet"),
    ]


def test_an_ods_file_of_a_real_program_tells_its_formula_and_what_cannot_be_seen_in_it() -> None:
    data = (KEPT / "real.ods").read_bytes()
    _, problems = check_register(data, name="real.ods", known_seats=REAL_SEATS, printed=REAL_SEATS)
    assert [(problem.where, problem.severity) for problem in problems] == [
        ("Gøymt", "warning"),
        ("Register!H5", "error"),
        ("Register", "guess"),
        ("Register!A3", "guess"),
        ("Register!E3", "guess"),
    ]


def test_a_card_whose_two_names_are_of_two_people_is_asked_about() -> None:
    lines = [
        "VERSION:3.0",
        "N:Annan;Heilt;;;",
        "FN:Kari Øy",
        "ORG:Alver kommune",
        "TITLE:ordførar",
        "EMAIL:k@x.example",
    ]
    card = "\r\n".join(["BEGIN:VCARD", *lines, "END:VCARD", ""]).encode()
    made = preview(card, name="k.vcf", known_seats=SEATS, printed=SEATS)
    assert [(problem.severity, problem.where) for problem in made.problems] == [("guess", "kort 1, FN")]
    assert "«Heilt Annan» er ikkje teke med i namnet «Kari Øy»" in made.problems[0].what
