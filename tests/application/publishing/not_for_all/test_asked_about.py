"""What only the published PDF shows is asked about as what the file shows itself, and each thing once."""

from __future__ import annotations

from typing import Any

import pytest

from cycle.application.publishing.not_for_all import private_matter
from cycle.application.publishing.not_for_all.private_matter import publishable
from cycle.archive.inspection import inspect
from cycle.model import PDF, Document
from tests.archive.hiding import deck, pdf, word
from tests.archive.inspection.test_drawn_notes import at_rest, field
from tests.desk import typed

FILLED = "det nokon har fylt ut i eit skjema, og som blir ein del av sida"
NONE: Any = None
PHONE, STREET = "91 23 45 67", "Storgata 5, 5003 Bergen"


def said_of(name: str, data: bytes, *, media_type: str = "") -> list[str]:
    """Return what is said of the document, but for what its readers lack."""
    document = Document(name=name, media_type=PDF if name.endswith(".pdf") else media_type, data=data)
    _, problems = publishable(NONE, document, language="nn")
    return [said for problem in problems if "på nytt" not in (said := typed(str(problem)))]


def printed_as(monkeypatch: pytest.MonkeyPatch, *pages: str) -> None:
    """Let LibreOffice print any document as this."""
    made = Document(name="a.pdf", media_type=PDF, data=pdf(text=" ".join(pages)))
    monkeypatch.setattr(private_matter, "printed_once", lambda *_, **__: made)


def test_a_number_in_a_filled_form_is_asked_about_and_said_to_be_part_of_the_page() -> None:
    assert said_of("a.pdf", field(at_rest(f"ring {PHONE}"))) == [
        f"a.pdf: side 1: {FILLED} «ring {PHONE}»: skal alle sjå det?",
        f"a.pdf: side 1: eit telefonnummer «{PHONE}»: skal alle sjå det?",
    ]


def test_a_field_that_is_hidden_is_left_out_and_nothing_is_asked() -> None:
    assert said_of("a.pdf", field(at_rest(f"ring {PHONE}"), F=2)) == [
        "a.pdf: eit felt som nokon har fylt ut (side 1): blir ikkje med i det som blir publisert"
    ]


@pytest.mark.parametrize("shown", [f"ring {PHONE}", f"tlf. {PHONE}", f"mob {PHONE} eller e-post"])
@pytest.mark.parametrize(("name", "data"), [("a.pptx", deck("Hei")), ("a.docx", word(text="Hei"))])
def test_a_number_that_only_the_printed_document_shows_is_asked_about(
    name: str, data: bytes, shown: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed_as(monkeypatch, shown)
    assert inspect(data, name=name) == ()
    [said] = said_of(name, data)
    assert said.startswith(f"{name}: side 1: eit telefonnummer «")
    assert said.endswith("»: skal alle sjå det?")


def test_a_street_that_only_the_printed_document_shows_is_asked_about(monkeypatch: pytest.MonkeyPatch) -> None:
    printed_as(monkeypatch, STREET)
    assert said_of("a.pptx", deck("Hei")) == ["a.pptx: side 1: ei gateadresse «Storgata 5, 5003»: skal alle sjå det?"]


@pytest.mark.parametrize("both", [PHONE, "912 34 567", STREET])
def test_what_the_file_and_its_pdf_show_is_asked_about_once(both: str, monkeypatch: pytest.MonkeyPatch) -> None:
    printed_as(monkeypatch, both)
    [said] = said_of("a.pptx", deck(both))
    assert said.startswith("a.pptx: side 1: ")
    assert len(said_of("a.pdf", pdf(text=both))) == 1


def test_a_number_that_the_file_has_and_its_pdf_does_not_is_asked_about_still(monkeypatch: pytest.MonkeyPatch) -> None:
    printed_as(monkeypatch, "Hei")
    assert [PHONE in said for said in said_of("a.pptx", deck(PHONE))] == [True]
