"""What a letter puts into a sentence or a block stands as one writes it there: case, number, and each name once."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from dataclasses import replace
from typing import Any

import pytest

from cycle.letters.fields import example
from cycle.letters.fields.example import example_fields, example_paper, example_proof
from cycle.letters.fields.known_fields import PAPER, PERSONAL
from cycle.letters.fields.meeting_papers import PAPERS
from cycle.letters.fields.proof_of_notice import PROOF
from cycle.letters.fields.values import letter_fields
from cycle.letters.render.template import compile_template
from cycle.model import Contact, Invitee, Language, MeetingFacts
from tests.dispatches import LETTERS
from tests.letters.conftest import TEMPLATES

FORMS: tuple[tuple[Language, str], ...] = (("nn", ""), ("nb", ".nb"))


def lines(file: str, values: dict[str, Any]) -> list[str]:
    known = PAPER if "people" in values else PROOF if "proof" in values else PERSONAL
    letter = zipfile.ZipFile(io.BytesIO(compile_template(TEMPLATES / file, known=known).render(values)))
    parts = [name for name in letter.namelist() if re.match(r"word/(?:document|header\d*)\.xml", name)]
    paragraphs = [found for name in parts for found in letter.read(name).decode().split("</w:p>")]
    return [re.sub(r"<[^>]+>", "", found).strip() for found in paragraphs]


def fields(
    *,
    language: Language = "nn",
    contact: Contact | None = None,
    invitee: Invitee = example._INVITEE,
    facts: MeetingFacts = example.EXAMPLE_FACTS,
) -> dict[str, Any]:
    community = replace(example._COMMUNITY, contact=contact) if contact else example._COMMUNITY
    return letter_fields(
        invitee,
        community=community,
        meeting="partnarskapsmøtet",
        facts=facts,
        host=replace(example._HOST, organisation=""),
        dispatch=example._DISPATCH,
        date=dt.date(2026, 12, 1),
        language=language,
    )


@pytest.mark.parametrize(
    "file",
    sorted(path.name for path in TEMPLATES.glob("*.docx") if not re.search("skilt|adresseark", path.name)),
)
def test_a_side_that_hosts_has_a_small_letter_after_a_colon(file: str) -> None:
    base = file.partition(".")[0]
    values = example_paper() if base in PAPERS else example_proof() if base == "kvittering" else example_fields()
    values["host"] |= {"name": "Sjukehusa", "name_in_text": "sjukehusa", "chair": "Kommunane"}
    values["host"] |= {"side": "sjukehusa", "organisation": "", "chair_in_text": "kommunane"}
    printed = [line for line in lines(file, values) if re.search(r"(?:Vertskap|Møtele\w+)[ 0-9]*:", line)]
    assert printed
    assert [line for line in printed if re.search(r": (?:Sjukehusa|Kommunane)", line)] == []


@pytest.mark.parametrize(("language", "form"), FORMS)
@pytest.mark.parametrize("name", LETTERS)
def test_who_asks_is_told_how_and_not_by_the_name_of_an_office(name: str, language: Language, form: str) -> None:
    an = {"nn": "ein", "nb": "en"}[language]
    for phone, way in (("55 00 00 00", f"Ring oss på 55 00 00 00, eller send {an}"), ("", f"Send {an}")):
        contact = Contact(name="Sekretariatet", organisation="Fellesskapet", address="post@f.example", phone=phone)
        printed = lines(f"{name}{form}.docx", fields(language=language, contact=contact))
        [asked] = [line.replace("\xa0", " ") for line in printed if line.startswith("Spørsmål?")]
        assert asked == f"Spørsmål? {way} e‑post til post@f.example."
        assert "Sekretariatet" in printed, "it signs"


@pytest.mark.parametrize(("organisation", "signed"), [("Fellesskapet Fjord", 0), ("Vik kommune", 1)])
@pytest.mark.parametrize("name", LETTERS)
def test_a_signature_says_the_organisation_once(name: str, organisation: str, signed: int) -> None:
    contact = Contact(name="Sekretariatet for Fellesskapet Fjord", organisation=organisation, address="post@f.example")
    for language, form in FORMS:
        printed = lines(f"{name}{form}.docx", fields(language=language, contact=contact))
        assert printed.count("Sekretariatet for Fellesskapet Fjord") == 1
        assert printed.count(organisation) == signed


@pytest.mark.parametrize(("language", "form"), FORMS)
@pytest.mark.parametrize("name", ["invitasjon", "folgebrev"])
def test_one_purpose_is_a_sentence_and_several_are_a_list(name: str, language: Language, form: str) -> None:
    lead = {"nn": "I møtet skal partane", "nb": "I møtet skal partene"}[language]
    values = fields(language=language, facts=replace(example.EXAMPLE_FACTS, aim=""))
    for purposes, wanted in (
        ([], []),
        (["drøfte mål"], [f"{lead} drøfte mål."]),
        (["drøfte mål", "gje signal"], [lead, "drøfte mål", "gje signal"]),
    ):
        values["meeting"]["purposes"] = purposes
        printed = lines(f"{name}{form}.docx", values)
        assert [line for line in printed if line.startswith(lead) or line in {"drøfte mål", "gje signal"}] == wanted


def test_an_address_does_not_say_again_what_the_title_says_in_small_letters() -> None:
    seat = replace(
        example._INVITEE.seats[0], title="leiar av rådmannsutvalet i KS", organisation="Rådmannsutvalet i KS"
    )
    values = fields(invitee=replace(example._INVITEE, seats=(seat,)))
    assert values["recipient"]["address_lines"] == [example._INVITEE.name, "leiar av rådmannsutvalet i KS"]


@pytest.mark.parametrize("language", ["nn", "nb"])
def test_a_letter_says_how_to_answer_also_where_nobody_wrote_it(language: Language) -> None:
    silent = replace(example.EXAMPLE_FACTS, signup="")
    values = fields(language=language, facts=silent)
    assert values["meeting"]["signup"] == "Svar på e-posten som dette brevet kom med."
    assert (
        "Svar på e-posten"
        not in fields(invitee=replace(example._INVITEE, address=""), facts=silent)["meeting"]["signup"]
    )


@pytest.mark.parametrize("file", [f"{letter}{form}.docx" for letter in LETTERS for _, form in FORMS])
@pytest.mark.parametrize("moved", [False, True])
def test_no_sentence_of_a_letter_stands_behind_the_address_where_one_answers(file: str, moved: bool) -> None:
    values = fields(language="nb" if ".nb." in file else "nn")
    values["meeting"]["signup"] = "Svar på https://x.example/a"
    values["change"]["moved"] = moved
    assert [line for line in lines(file, values) if re.search(r"https://x\.example/a\s+\w", line)] == []
