"""A letter knows the day it is dated, and the paper it is on: nothing past is told as if it were to come."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import docx
import pikepdf
import pytest

from cycle.letters.fields import example
from cycle.letters.fields.example import example_fields, example_paper, example_proof
from cycle.letters.fields.known_fields import PAPER, PERSONAL
from cycle.letters.fields.meeting_papers import PAPERS, paper_fields
from cycle.letters.fields.proof_of_notice import PROOF
from cycle.letters.fields.values import letter_fields
from cycle.letters.pdf.conversion import convert, find_office
from cycle.letters.pdf.pdfa import read_pdf
from cycle.letters.render.template import compile_template
from cycle.model import DOCX, Document, Invitee, Language, Minutes, ProgrammeItem, SteeringSignal
from cycle.wording import RIGHTS, right_in_words
from tests.dispatches import LETTERS
from tests.letters.conftest import TEMPLATES

FACTS = "Møtefakta"
"""The style of a table with the facts of a meeting."""


def fields(
    *,
    date: dt.date,
    language: Language = "nn",
    invitee: Invitee = example._INVITEE,
    programme: Sequence[ProgrammeItem] = (),
    **about: Any,
) -> dict[str, Any]:
    return letter_fields(
        invitee,
        community=example._COMMUNITY,
        meeting="partnarskapsmøtet",
        facts=example.EXAMPLE_FACTS,
        host=example._HOST,
        dispatch=example._DISPATCH,
        date=date,
        language=language,
        programme=programme,
        before=replace(example.EXAMPLE_FACTS, date=dt.date(2027, 2, 11)),
        **about,
    )


def text_of(name: str, values: dict[str, Any]) -> str:
    known = PAPER if "people" in values else PROOF if "proof" in values else PERSONAL
    letter = docx.Document(io.BytesIO(compile_template(TEMPLATES / f"{name}.docx", known=known).render(values)))
    cells = (cell.text for table in letter.tables for row in table.rows for cell in row.cells)
    return "\n".join((*(paragraph.text for paragraph in letter.paragraphs), *cells))


@pytest.mark.parametrize("name", [f"{letter}{form}" for letter in LETTERS for form in ("", ".nb")])
def test_no_letter_names_a_day_that_is_past_as_one_to_come(name: str) -> None:
    language: Language = "nb" if name.endswith(".nb") else "nn"
    past = text_of(name, fields(date=dt.date(2027, 1, 28), language=language))
    deadline = fields(date=dt.date(2027, 1, 28), language=language)["meeting"]["reply_by"]
    assert deadline not in past
    assert [
        language for language in ("Svarfristen er", "innan svarfristen", "innen svarfristen") if language in past
    ] == []
    on_the_day = text_of(name, fields(date=dt.date(2027, 1, 18), language=language))
    if name.split(".")[0] in {"invitasjon", "folgebrev", "paminning", "endring"}:
        assert deadline in on_the_day


@pytest.mark.parametrize("name", [f"{letter}{form}" for letter in LETTERS for form in ("", ".nb")])
def test_a_letter_says_approved_electronically_of_signals_that_were_and_of_nothing_else(name: str) -> None:
    language: Language = "nb" if name.endswith(".nb") else "nn"
    values = fields(date=dt.date(2027, 3, 1), language=language)
    signal = SteeringSignal(to="SSU", text="Lag ein plan.", owner="SSU", due=None, plan="")
    for approved in (None, dt.date(2027, 2, 27)):
        values["asked"] = fields(
            date=dt.date(2027, 3, 1), language=language, asked=(("2027-1", signal),), approved=approved
        )["asked"]
        letter_text = text_of(name, values)
        about_signals = name.startswith("styringsbrev")
        said = re.search(r"ignal\w* er godkjen\w+ elektronisk 27. februar 2027", letter_text) is not None
        assert said == (about_signals and approved is not None)
        assert said or not about_signals or "elektronisk" not in letter_text
        assert ("2027-1" in letter_text) == about_signals


@pytest.mark.parametrize(
    ("form", "was", "none"), [("", "Partane var samla", "gav ingen"), (".nb", "Partene var samlet", "ga ingen")]
)
def test_steering_signals_speak_of_a_meeting_that_was_held_only_when_it_was(form: str, was: str, none: str) -> None:
    for date, held in ((dt.date(2027, 2, 17), False), (dt.date(2027, 2, 18), True), (dt.date(2027, 3, 1), True)):
        values = example_paper() | {"meeting": fields(date=date)["meeting"]}
        values["minutes"] = values["minutes"] | {"signals": []}
        letter_text = text_of(f"styringssignal{form}", values)
        assert (was in letter_text, none in letter_text) == (held, held)
        assert "Dette skal" not in letter_text, "it asks for nothing"
        assert "godkjent elektronisk" not in letter_text
        assert "melder tilbake" not in letter_text
        assert (values["meeting"]["aim"] in letter_text) == (not held), "its aim is said before it, not after"


@pytest.mark.parametrize(
    ("form", "before", "after"),
    [
        ("", "Møtet avgjer kva organ og partar", "Dette skal organ og partar"),
        (".nb", "Møtet avgjør hva organer og parter", "Dette skal organer og parter"),
    ],
)
def test_steering_signals_are_asked_of_parties_as_of_bodies(form: str, before: str, after: str) -> None:
    for date, asked in ((dt.date(2027, 2, 17), before), (dt.date(2027, 2, 18), after)):
        values = example_paper() | {"meeting": fields(date=date)["meeting"]}
        assert asked in text_of(f"styringssignal{form}", values)


@pytest.mark.parametrize(
    ("name", "greeting"),
    [
        ("Kari Eksempel (vara)", "Kjære Kari Eksempel"),
        ("Kari (vara for Ola) Eksempel", "Kjære Kari Eksempel"),
        ("(Kari)", "Kjære (Kari)"),
        ("Kari Eksempel (vara for Ola (Per) Vik)", "Kjære Kari Eksempel"),
        ("Kari Eksempel (permisjon) [vara]", "Kjære Kari Eksempel"),
        ("Kari Eksempel (vara", "Kjære Kari Eksempel"),
    ],
)
def test_the_greeting_leaves_out_what_stands_in_a_bracket(name: str, greeting: str) -> None:
    values = fields(date=dt.date(2026, 12, 1), invitee=replace(example._INVITEE, name=name))
    assert values["recipient"]["greeting"] == greeting
    assert values["recipient"]["name"] == name


@pytest.mark.parametrize("file", sorted(path.name for path in TEMPLATES.glob("*.docx")))
def test_no_line_of_a_template_ends_inside_the_word_for_mail(file: str) -> None:
    with zipfile.ZipFile(TEMPLATES / file) as archive:
        for name in archive.namelist():
            if name.startswith("word/") and name.endswith(".xml"):
                assert "-post" not in archive.read(name).decode().replace("\u2011", "~").replace("e~post", ""), name


@pytest.mark.parametrize("name", ["program", "deltakarliste", "referat", "styringssignal"])
def test_the_header_of_a_paper_has_the_meetings_date(name: str) -> None:
    for form in ("", ".nb"):
        with zipfile.ZipFile(TEMPLATES / f"{name}{form}.docx") as archive:
            header = archive.read("word/header2.xml").decode()
        assert ("{{ meeting.date }}" in header, "{{ letter.date }}" in header) == (True, False)


@pytest.mark.parametrize(
    ("form", "apology"),
    [("", "Vi er leie for ulempa dette gjev deg."), (".nb", "Vi beklager ulempen dette gir deg.")],
)
@pytest.mark.parametrize("reason", ["", "Lokalet er ikkje ledig."])
def test_a_letter_that_calls_a_meeting_off_says_that_we_are_sorry(form: str, apology: str, reason: str) -> None:
    values = fields(date=dt.date(2027, 1, 11), language="nb" if form else "nn")
    values["change"]["reason"] = reason
    letter = text_of(f"avlysing{form}", values)
    assert (apology in letter, reason in letter) == (True, True)


@pytest.mark.office
def test_a_letter_with_one_role_or_three_and_all_there_is_to_say_fits_on_one_page() -> None:
    """Nothing emptied: no letter has a closing alone on page two, with one role or three, with a purpose or four."""
    pages: dict[str, int] = {}
    for roles, more in ((1, {}), (3, {}), (3, {"aim": "", "prepare": "", "purposes": [PURPOSE] * 4})):
        made = []
        for name in (f"{letter}{form}" for letter in LETTERS for form in ("", ".nb")):
            values = example_fields()
            seats = values["recipient"]["seats"]
            values["recipient"] |= {"seats": [*seats, seats[1]][:roles] if roles > 1 else seats[:1]}
            values["recipient"]["several_seats"] = roles > 1
            values["meeting"] |= more
            assert more or (values["meeting"]["aim"] and values["meeting"]["prepare"])
            data = compile_template(TEMPLATES / f"{name}.docx", known=PERSONAL).render(values)
            made.append(Document(name=f"{roles}-{len(more)}-{name}.docx", media_type=DOCX, data=data))
        pages |= {document.name: read_pdf(document.data).pages for document in convert(made, office=find_office())}
    assert {name: number for name, number in pages.items() if number != 1} == {}


PURPOSE = "forankre samarbeidet på politisk nivå"


@pytest.mark.office
def test_the_facts_of_a_letter_are_heard_under_the_heading_of_their_row() -> None:
    """In every letter that has such a table, in both forms."""
    made = [
        Document(
            name=path.name,
            media_type=DOCX,
            data=compile_template(path, known=PERSONAL).render(example_fields()),
        )
        for path in sorted(TEMPLATES.glob("*.docx"))
        if path.name.split(".")[0] in LETTERS and facts_in(path.read_bytes())
    ]
    assert {document.name.split(".")[0] for document in made} >= {
        "invitasjon",
        "paminning",
        "endring",
        "hald-av-datoen",
    }
    for document, pdf_made in zip(made, convert(made, office=find_office()), strict=True):
        with pikepdf.open(io.BytesIO(pdf_made.data)) as pdf:
            heads = [
                element
                for element in pdf.objects
                if isinstance(element, pikepdf.Dictionary) and element.get("/S") == "/TH"
            ]
            rows = [
                element
                for element in heads
                if element.A[-1] == pikepdf.Dictionary(O=pikepdf.Name.Table, Scope=pikepdf.Name.Row)
            ]
            changed = len(example_fields()["change"]["rows"]) if document.name.startswith("endring") else 0
            assert len(rows) == facts_in(document.data) + changed, document.name
        assert read_pdf(pdf_made.data).universal


def facts_in(data: bytes) -> int:
    """Return how many facts a letter has in its table of them."""
    return sum(
        len(table.rows) for table in docx.Document(io.BytesIO(data)).tables if table.style and table.style.name == FACTS
    )


@pytest.mark.parametrize("file", sorted(path.name for path in TEMPLATES.glob("*.docx") if "skilt" not in path.name))
def test_a_year_whose_host_nobody_knows_yet_leaves_out_every_line_that_would_name_one(file: str) -> None:
    base = file.partition(".")[0]
    values = example_paper() if base in PAPERS else example_proof() if base == "kvittering" else example_fields()
    values["host"] |= {"name": "", "side": "", "organisation": "", "chair": "", "signature": ""}
    letter = compile_template(TEMPLATES / file).render(values)
    printed = zipfile.ZipFile(io.BytesIO(letter))
    parts = [name for name in printed.namelist() if name.startswith(("word/document", "word/header", "word/footer"))]
    texts = [re.sub(r"<[^>]+>", "", printed.read(name).decode()) for name in parts]
    assert [
        word for word in ("Vertskap", "vertskap", "Møteleiing", "Møteledelse") if any(word in text for text in texts)
    ] == []


@pytest.mark.parametrize("language", ["nn", "nb"])
def test_no_word_of_a_right_is_broken_in_the_list_of_participants(language: Language) -> None:
    """Half an em is more than a letter takes; what is longer than a right is a note over the table."""
    form = "" if language == "nn" else ".nb"
    with zipfile.ZipFile(TEMPLATES / f"deltakarliste{form}.docx") as archive:
        body = archive.read("word/document.xml").decode()
    tables = [
        [int(width) for width in re.findall(r'<w:gridCol w:w="(\d+)"/>', grid)]
        for grid in re.findall(r"<w:tblGrid>.*?</w:tblGrid>", body)
    ]
    margins, ten_points, mm = 2 * 113, 200, 56.7
    assert [len(columns) for columns in tables] == [3, 4, 4], "all have one right, numbers of rights, and words"
    heading = "Rett" if language == "nn" else "Rettighet"
    assert tables[1][2] >= len(heading) * ten_points * 0.55 + margins
    longest = max((word for right in RIGHTS for word in right_in_words(right, language).split()), key=len)
    assert tables[2][2] >= len(longest) * ten_points * 0.55 + margins
    for columns in tables:
        assert sum(columns) == 9298
        assert columns[-1] >= 50 * mm, "there is room to sign"
    assert re.findall(r'<w:trHeight w:val="(\d+)" w:hRule="atLeast"/>', body) == ["567"] * 3, "a row is 10 mm"


TYPED = ("aim", "signup", "prepare", "practical", "change_reason")


@pytest.mark.parametrize("end", ["", ".", "?", " ", ".»"])
@pytest.mark.parametrize("name", [f"{letter}{form}" for letter in LETTERS for form in ("", ".nb")])
def test_what_people_write_ends_before_the_next_sentence_begins(
    name: str, end: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts = replace(example.EXAMPLE_FACTS, **{fact: f"Her er {fact} Eva{end}" for fact in TYPED})
    monkeypatch.setattr(example, "EXAMPLE_FACTS", facts)
    said = text_of(name, fields(date=dt.date(2027, 1, 10)))
    assert re.findall(rf"Eva(?!{re.escape(end.strip() or '.')}(?:\s|$))", said) == []
    if name.split(".")[0] in {"avlysing", "endring"}:
        assert "Her er change_reason Eva" in said


@pytest.mark.parametrize("form", ["", ".nb"])
def test_a_signal_and_a_purpose_are_sentences_with_or_without_a_full_stop(form: str) -> None:
    signal = SteeringSignal(to="SSU", text="Lag ein plan", due=dt.date(2027, 5, 1))
    common = {
        key: value for key, value in fields(date=dt.date(2027, 3, 1)).items() if key not in {"recipient", "asked"}
    }
    minutes = paper_fields(common, invitees=[example._INVITEE], minutes=Minutes(signals=(signal,)))
    assert "Lag ein plan. Frist: 1. mai 2027." in text_of(f"referat{form}", minutes)
    kind = replace(example._KIND, purposes=("drøfte mål og rammer.",))
    letter = letter_fields(
        example._INVITEE,
        community=example._COMMUNITY,
        meeting="partnarskapsmøtet",
        facts=replace(example.EXAMPLE_FACTS, aim=""),
        host=example._HOST,
        dispatch=example._DISPATCH,
        date=dt.date(2027, 1, 10),
        kind=kind,
    )
    assert "partane drøfte mål og rammer." in text_of(f"invitasjon{form}", letter).replace("partene", "partane")
    assert "rammer.." not in text_of(f"invitasjon{form}", letter)
