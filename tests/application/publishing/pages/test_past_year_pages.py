"""A past year is whole on its page: its documents, pictures and words, and nothing private or impossible of it."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import ANY

import pikepdf
import pytest
from lxml import html
from PIL import Image

from cycle.application.publishing import rebuild_site, site_pages
from cycle.application.publishing.pages import past_documents
from cycle.application.publishing.pages.past_documents import past_files
from cycle.application.year.community_rules.community import LoadedCommunity, load_community
from cycle.application.year.written.past_folder import past_warnings
from cycle.archive.inspection import MAX_BYTES
from cycle.errors import InputError, Problem
from cycle.model import Document
from cycle.services import Services
from tests.application.publishing.not_for_all.test_private_matter import remarks
from tests.application.stated_history import BERGEN, HEAD, STATED
from tests.archive.hiding import deck, pdf, photograph, word
from tests.archive.inspection.test_inspection import annotated
from tests.desk import Desk, typed

WHOLE = f"""{HEAD}
date = {{ value = 2018-02-14, {STATED} }}
host = {{ value = "helse-bergen", {STATED} }}
talks = [
  {{ title = "Samhandling", speakers = [{{ name = "Kari Vik", role = "Lege" }}], files = ["2018/vik.pdf"] }},
  {{ title = "Løyndom", files = ["2018/notat.pptx"] }},
]

[[editions.documents]]
title = "Program for Toppleiarmøtet 2018"
kind = "programme"
file = "2018/program.pdf"
source = "toppleiarmote"

[[editions.pictures]]
file = "2018/salen.jpg"
alt = "Mange menneske sit i eit stort møterom."
caption = "Salen."
source = "toppleiarmote"
"""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path / "desk")
    yield made
    made.close()


def noted(text: str) -> bytes:
    """Return a PDF with a note on its page that its readers were not meant to see."""
    return pdf(text="Samhandling", change=annotated(Subtype=pikepdf.Name.Text, Contents=text))


def whole(desk: Desk) -> LoadedCommunity:
    """The community with one past year that has everything."""
    kept = desk.community / "historie" / "2018"
    kept.mkdir(parents=True)
    (kept / "program.pdf").write_bytes(noted("Ring meg"))
    (kept / "vik.pdf").write_bytes(noted("Ikkje ta med dette"))
    (kept / "notat.pptx").write_bytes(deck("Hei", notes="Dette seier eg ikkje"))
    (kept / "salen.jpg").write_bytes(photograph())
    (desk.community / "history.toml").write_text(WHOLE, "utf-8")
    return load_community(desk.community)


def built(desk: Desk) -> Path:
    return rebuild_site(desk.services, community=str(desk.community)).folder / "toppleiarmote" / "2018"


def test_documents_talks_and_pictures_of_a_past_year_reach_its_page_cleaned(desk: Desk) -> None:
    whole(desk)
    folder = built(desk)
    files = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    assert files == [
        "bilete/salen.jpg",
        "dokument/program.pdf",
        "index.html",
        "moetemappe.json",
        "mote.ics",
        "mote.jsonld",
        "presentasjonar/vik.pdf",
    ]
    everything = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert b"Ring meg" not in everything
    assert b"Ikkje ta med" not in everything
    with Image.open(folder / "bilete" / "salen.jpg") as picture:
        assert (dict(picture.getexif()), "exif" in picture.info) == ({}, False)
    tree = html.document_fromstring((folder / "index.html").read_text("utf-8"))
    (shown,) = tree.iter("img")
    assert shown.get("alt") == "Mange menneske sit i eit stort møterom."
    assert "img-src 'self'" in tree.xpath("string(//meta[@http-equiv]/@content)")


def test_what_cannot_be_published_of_a_past_year_is_told_at_the_gate_and_by_the_build(desk: Desk) -> None:
    whole(desk)
    (desk.community / "historie" / "2018" / "vik.pdf").unlink()
    problems = rebuild_site(desk.services, community=str(desk.community)).problems
    assert [problem.file for problem in problems if problem.severity == "error"] == [
        "historie/2018/vik.pdf",
        "historie/2018/notat.pptx",
    ]
    assert typed(str(problems[-1] if problems[-1].file.endswith("pptx") else problems[-2])).startswith(
        "historie/2018/notat.pptx: "
    )
    asked = "historie/2018/program.pdf: side 1: eit telefonnummer «912 34 567»"
    (desk.community / "historie" / "2018" / "program.pdf").write_bytes(pdf(text="Ring 912 34 567"))
    desk.replace("history.toml", 'caption = "Salen."', 'caption = "Salen. Ring 55 12 34 56."')
    desk.walk(to="mailing.folgebrev")
    desk.compute("archive")
    gate = [typed(line) for line in remarks(desk)]
    for start in ("historie/2018/vik.pdf: ", "historie/2018/notat.pptx: ", asked):
        assert [line for line in gate if line.startswith(start)] != [], (start, gate)
    assert [line for line in gate if "55 12 34 56" in line and "2018" in line] != [], gate


def test_a_document_that_is_there_and_may_not_be_shown_is_not_called_lost(desk: Desk) -> None:
    whole(desk)
    (desk.community / "historie" / "2018" / "program.pdf").write_bytes(b"%PDF-1.7 broken")
    rebuild_site(desk.services, community=str(desk.community))
    pages = [typed(path.read_text("utf-8")) for path in (desk.home / "site").rglob("*/2018/index.html")]
    assert any("Dokumentet er ikkje publisert." in page for page in pages)
    assert not any("vi har ikkje dokumentet" in page for page in pages)


def test_a_link_out_of_the_folder_and_a_file_nobody_could_open_are_not_read(desk: Desk, tmp_path: Path) -> None:
    loaded = whole(desk)
    kept = desk.community / "historie" / "2018"
    (tmp_path / "passord.pdf").write_bytes(b"%PDF-1.7 hemmeleg")
    (kept / "vik.pdf").unlink()
    (kept / "vik.pdf").symlink_to(tmp_path / "passord.pdf")
    (kept / "program.pdf").unlink()
    with (kept / "program.pdf").open("wb") as file:
        os.truncate(file.fileno(), MAX_BYTES + 1)
    found = {problem.where: problem.what for problem in past_files(desk.services, loaded).problems}
    assert found["editions[0].talks[0].files[0]"] == "fila er ei lenkje ut av mappa"
    assert found["editions[0].documents[0].file"] == "fila er for stor"


@pytest.mark.parametrize("data", [b"", b"no picture", b"<svg onload='alert(1)'/>", word()])
def test_a_picture_that_is_none_is_told_and_not_shown(desk: Desk, data: bytes) -> None:
    loaded = whole(desk)
    (desk.community / "historie" / "2018" / "salen.jpg").write_bytes(data)
    files = past_files(desk.services, loaded)
    assert files.pictures == {}
    assert any(problem.file == "historie/2018/salen.jpg" for problem in files.problems)


def test_a_document_of_a_past_year_is_made_ready_once_whichever_process_asks(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded = whole(desk)
    first = past_files(desk.services, loaded)
    assert first.documents
    past_documents._DOCUMENTS.clear()
    made = list[str]()

    def publishable(_services: Services, document: Document, **_: object) -> tuple[Document, tuple[Problem, ...]]:
        made.append(document.name)
        return document, ()

    monkeypatch.setattr(past_documents, "publishable", publishable)
    assert past_files(desk.services, loaded).documents == {**first.documents, "2018/notat.pptx": ANY}
    assert made == ["notat.pptx"], "what could not be made ready is asked for again: a program may have come"
    past_documents._DOCUMENTS.clear()
    monkeypatch.setattr(past_documents, "cleaned_by", lambda: "past-document-of-tomorrow")
    past_files(desk.services, loaded)
    assert sorted(made[1:]) == ["notat.pptx", "program.pdf", "vik.pdf"]


def test_a_picture_stands_upright_and_no_larger_than_a_page_needs(desk: Desk) -> None:
    loaded = whole(desk)
    lying = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (4000, 2000), "teal").save(lying, "JPEG", exif=exif)
    (desk.community / "historie" / "2018" / "salen.jpg").write_bytes(lying.getvalue())
    (picture,) = past_files(desk.services, loaded).pictures.values()
    assert (picture.width, picture.height) == (800, 1600)


def test_a_new_name_of_an_organisation_changes_no_past_page(desk: Desk) -> None:
    history = (BERGEN / "history.toml").read_text("utf-8")
    (desk.community / "history.toml").write_text(history, "utf-8")
    before = site_pages(desk.services, load_community(desk.community)).editions
    desk.replace("organisations.csv", "Helse Bergen HF", "Helse Vestland HF")
    after = site_pages(desk.services, load_community(desk.community)).editions
    assert {edition.host for edition in after} == {"", "Helse Bergen HF"}
    assert [edition for edition in after if edition.year < 2027] == [
        edition for edition in before if edition.year < 2027
    ]


def test_a_host_without_a_name_is_called_what_it_was_called_on_the_day(desk: Desk) -> None:
    row = next(
        line
        for line in (desk.community / "organisations.csv").read_text("utf-8").splitlines()
        if "helse-bergen," in line
    )
    cells = row.split(",")
    old, new = list(cells), list(cells)
    old[1], old[9] = "Helse Bergen gamle HF", "2018-12-31"
    new[8] = "2019-01-01"
    desk.replace("organisations.csv", row, ",".join(old) + "\n" + ",".join(new))
    loaded = whole(desk)
    assert [edition.host for edition in site_pages(desk.services, loaded).editions] == ["Helse Bergen gamle HF"]
    assert [problem.where for problem in past_warnings(loaded)] == ["editions[0].host"]


def test_a_national_identity_number_in_the_history_is_published_nowhere(desk: Desk) -> None:
    text = HEAD + 'notes = ["Kari, 15108695088, møtte."]'
    (desk.community / "history.toml").write_text(text, "utf-8")
    with pytest.raises(InputError) as caught:
        site_pages(desk.services, load_community(desk.community))
    assert "toppleiarmote 2018, notes[1]" in str(caught.value)


def test_the_page_says_what_the_meeting_was_for_in_the_words_of_its_time(desk: Desk) -> None:
    (desk.community / "history.toml").write_text((BERGEN / "history.toml").read_text("utf-8"), "utf-8")
    folder = rebuild_site(desk.services, community=str(desk.community)).folder

    def about(path: str) -> str:
        tree = html.document_fromstring((folder / path / "index.html").read_text("utf-8"))
        return " ".join(tree.get_element_by_id("om").getparent().text_content().split()).replace("\u2060", "")

    assert "Formålet med toppleiarmøtet er å sikre etterleving av samarbeidsavtalane." in about("toppleiarmote/2020")
    assert "Leiarar i brukarutvala ved sjukehusa" in about("toppleiarmote/2022")
    assert "Partnarskapsmøtet er det øvste nivået i helsefellesskapet" in about("partnarskapsmote/2023")
    assert "Formålet med toppleiarmøtet" not in about("partnarskapsmote/2023")
