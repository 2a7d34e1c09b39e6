"""The title of a published document is a title: no path of somebody's, no file name, and no subject of a case."""

from __future__ import annotations

import io

import pikepdf
import pytest

from cycle.archive.cleaning import cleaned_pdf
from cycle.archive.inspection import inspect
from tests.archive.hiding import pdf
from tests.archive.inspection.test_inspection import kinds, named
from tests.archive.inspection.test_left_by_programs import unpacked

FILES = [
    r"C:\Users\kari.nordmann\Pasient Vik.docx",
    r"H:\Pasient Vik",
    r"\\server\heim\kari.nordmann\Pasient Vik.pptx",
    "/Users/kari.nordmann/Pasient Vik.key",
    "~/Dokument/Pasient Vik.odt",
    "../kari.nordmann/Pasient Vik",
    "file:///C:/Users/kari.nordmann/Pasient%20Vik.docx",
    "Microsoft Word - Pasient Vik.docx",
    "Microsoft PowerPoint - Pasient Vik",
    "Microsoft Office Word - Pasient Vik",
    "PowerPoint - Pasient Vik",
    "Pasient Vik.PPTX",
    "Pasient_Vik_v3.indd",
    "Vedtak om pasient Vik.msg",
]
TITLES = ["Vegen vidare", "Kva no? Word og Excel", "24/7 og 1/2", "Heimesjukehus: dag 1 - Voss", "Nr. 12. Samhandling"]


def title_of(data: bytes) -> str:
    with pikepdf.open(io.BytesIO(data)) as made:
        return str(made.docinfo.get("/Title", ""))


@pytest.mark.parametrize("written", FILES)
def test_the_path_or_name_of_a_file_is_told_and_the_talk_gives_its_title(written: str) -> None:
    made = pdf(change=named("/Title", written))
    assert kinds(made, "a.pdf") == {"file_title"}
    cleaned = cleaned_pdf(made, title="Vegen vidare")
    assert title_of(cleaned) == "Vegen vidare"
    assert b"Vik" not in unpacked(cleaned)
    assert title_of(cleaned_pdf(made)) == ""


@pytest.mark.parametrize("title", TITLES)
def test_a_title_that_people_wrote_stays(title: str) -> None:
    made = pdf(change=named("/Title", title))
    assert inspect(made, name="a.pdf") == ()
    assert title_of(cleaned_pdf(made, title="Vår")) == title


@pytest.mark.parametrize(
    ("given", "title"),
    [("Microsoft Word - Plan.docx", "Plan"), ("Plan.pptx", "Plan"), (r"C:\heim\Plan", "Plan"), ("Plan", "Plan")],
)
def test_a_file_gives_its_words_alone_where_no_talk_does(given: str, title: str) -> None:
    cleaned = cleaned_pdf(pdf(), title=given)
    assert title_of(cleaned) == title
    assert inspect(cleaned, name="a.pdf") == ()


@pytest.mark.parametrize("subject", ["Sak: Kari Nordmann, oppsagt", "Samhandling"])
def test_the_subject_is_told_and_left_behind(subject: str) -> None:
    made = pdf(change=named("/Subject", subject))
    assert [(finding.kind, finding.at) for finding in inspect(made, name="a.pdf")] == [("property", "Subject")]
    assert subject.encode() not in unpacked(cleaned_pdf(made))
    assert inspect(pdf(change=named("/Subject", " ")), name="a.pdf") == ()
