"""What history.toml may say of past years, what is refused, and how documents, pictures and names reach their pages."""

from __future__ import annotations

import datetime as dt
import io
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import ANY

import pikepdf
import pytest
from lxml import html
from PIL import Image

from cycle.application.actions import start_community
from cycle.application.publishing import past_documents, past_files, rebuild_site, site_pages
from cycle.application.year.community import LoadedCommunity, load_community
from cycle.application.year.past_folder import past_warnings
from cycle.archive.inspection import MAX_BYTES
from cycle.errors import ConfigError, InputError, Problem
from cycle.model import Document, Language
from cycle.services import Services
from cycle.settings import Settings
from tests.archive.hiding import deck, pdf, photograph, word
from tests.archive.test_inspection import annotated
from tests.desk import Desk, typed

ROOT = Path(__file__).parents[2]
BERGEN = ROOT / "config" / "communities" / "bergensomradet"
HEAD = """
[[editions]]
year = 2018
meeting = "toppleiarmote"
title = "Toppleiarmøtet 2018"
"""
STATED = 'basis = "stated", source = "toppleiarmote"'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the real community, with no history."""
    copy = tmp_path / "bergensomradet"
    copy.mkdir()
    for path in BERGEN.iterdir():
        if path.suffix in {".toml", ".csv"} and path.name != "history.toml":
            shutil.copy(path, copy)
    return copy


def said(folder: Path, text: str) -> LoadedCommunity:
    (folder / "history.toml").write_text(text, "utf-8")
    return load_community(folder)


def refused(folder: Path, text: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        said(folder, text)
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    "written",
    [
        "2018-02-14",
        '"14. februar 2018"',
        '"14.2.2018"',
        '"14.02.2018"',
        '"onsdag 14. februar 2018"',
        '"Onsdag den 14. februar 2018"',
        '"2018-02-14"',
    ],
)
def test_a_day_is_read_as_norwegians_write_it(folder: Path, written: str) -> None:
    loaded = said(folder, f"{HEAD}date = {{ value = {written}, {STATED} }}")
    assert [edition.date.value for edition in loaded.history.editions if edition.date] == [dt.date(2018, 2, 14)]


AT = "history.toml: editions[0]"
ON_SUCH = "write another date; was the meeting held on such a day, write why = … beside it"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            f'date = {{ value = "torsdag 14. februar 2018", {STATED} }}',
            (
                f"{AT}.date.value: 'torsdag 14. februar 2018' was written, and the day is a onsdag; "
                "correct the weekday or the day"
            ),
        ),
        (
            f'date = {{ value = "14. februar", {STATED} }}',
            f"{AT}.date.value: '14. februar' has no year; write 12. februar 2020",
        ),
        (
            f'date = {{ value = "15. februrar 2018", {STATED} }}',
            f"{AT}.date.value: '15. februrar 2018' names no month; write 12. februar 2020",
        ),
        (
            f"date = {{ value = 2018-02-18, {STATED} }}",
            f"{AT}.date.value: 2018-02-18 is a Sunday; {ON_SUCH}",
        ),
        (
            f"date = {{ value = 2018-05-17, {STATED} }}",
            f"{AT}.date.value: 2018-05-17 is Constitution Day, 17 May; {ON_SUCH}",
        ),
        (
            f"date = {{ value = 2019-02-14, {STATED} }}",
            (
                f"{AT}.date.value: the date 2019-02-14 is not in 2018; write year = 2019 or another date; was it moved "
                "over New Year, write why = … beside it"
            ),
        ),
        (
            f'date = {{ value = "? 14. februar 2018", {STATED} }}',
            (
                f"{AT}.date.value: '? 14. februar 2018' is still a question; correct it where it is wrong, and take "
                "the question mark away"
            ),
        ),
        (
            f"registration = {{ value = 09:30:00, {STATED} }}\nstart = {{ value = 09:00:00, {STATED} }}",
            (
                f"{AT}.registration.value: the registration opens 09.30, after the meeting has begun at 09.00; correct "
                "one of them"
            ),
        ),
        (
            f'date = {{ value = 2018-02-14, printed = "14. februar 2018", why = "Feil.", {STATED} }}',
            f"{AT}.date.printed: printed says '14. februar 2018', and so does value; correct one, or take printed away",
        ),
        (
            'documents = [{ title = "Program", titel = "Program", kind = "programme", source = "toppleiarmote" }]',
            f"{AT}.documents[0].titel: unknown key 'titel'; did you mean 'title'?",
        ),
        (
            'documents = [{ title = "Program", kind = "programme", source = "toppleiarmote", file = "../a.pdf" }]',
            (
                f"{AT}.documents[0].file: '../a.pdf' is no file inside the folder historie; write it as it lies there, "
                "with its ending: 2020/program.pdf"
            ),
        ),
        (
            'pictures = [{ file = "2018/salen.jpg", source = "toppleiarmote" }]',
            f"{AT}.pictures[0].alt: missing; write alt = …",
        ),
        (
            'pictures = [{ file = "2018/salen.jpg", alt = "salen.jpg", source = "toppleiarmote" }]',
            (
                f"{AT}.pictures[0].alt: the text does not say what the picture shows; write it as to somebody on the "
                "telephone: Mange menneske sit i eit stort møterom."
            ),
        ),
        (
            'talks = [{ title = "A", files = ["2018/a.pdf"] }, { title = "B", files = ["2018/a.pdf"] }]',
            f"{AT}.talks[1].files[0]: '2018/a.pdf' stands at talks[0].files[0] too; name a file once",
        ),
        (
            'contradictions = [{ subject = "date", printed = "A", likely = "A", why = "W", source = "toppleiarmote" }]',
            f"{AT}.contradictions[0]: printed and likely say the same, so nothing is contradicted; correct one of them",
        ),
    ],
)
def test_what_cannot_be_is_refused_with_its_place_and_what_would_be_right(
    folder: Path, lines: str, expected: str
) -> None:
    found = refused(folder, HEAD + lines)
    assert [typed(problem) for problem in found] == [expected]


def test_a_meeting_of_another_time_and_two_meetings_on_one_day_are_refused(folder: Path) -> None:
    late = HEAD.replace("2018", "2023") + f"date = {{ value = 2023-04-19, {STATED} }}"
    assert refused(folder, late) == [
        (
            "history.toml: editions[0].meeting: there was no 'toppleiarmote' on 2023-04-19, by its valid_from and "
            "valid_to; the meeting then was 'partnarskapsmote'"
        )
    ]
    day = f"date = {{ value = 2018-02-14, {STATED} }}\n"
    assert refused(folder, HEAD + day + HEAD + "extra = true\n" + day) == [
        "history.toml: editions[1].date.value: editions[0] was held on 2018-02-14 too; correct one of them"
    ]


def test_what_was_held_on_a_sunday_says_why_and_stands(folder: Path) -> None:
    why = f'{HEAD}date = {{ value = 2018-02-18, why = "Møtet vart halde på ein sundag.", {STATED} }}'
    assert said(folder, why).history.editions[0].date is not None


def test_the_history_may_name_sources_of_its_own_and_no_id_of_the_communitys(folder: Path) -> None:
    own = '[sources.gamal-side]\ntitle = "Den gamle sida"\n'
    edition = HEAD + 'talks_source = "gamal-side"\n'
    assert said(folder, own + edition).history.printed_source("gamal-side") == "Den gamle sida"
    assert refused(folder, own.replace("gamal-side", "ssu") + HEAD) == [
        "history.toml: sources.ssu: community.toml has a source of this id; give it another id"
    ]


def test_systems_of_one_meeting_do_not_hold_on_the_same_days(folder: Path) -> None:
    system = '[[systems]]\nmeeting = "toppleiarmote"\nsource = "toppleiarmote"\n'
    assert refused(folder, f"{system}valid_to = 2015-12-31\n{system}valid_from = 2015-06-01\n{HEAD}") == [
        (
            "history.toml: systems[1].valid_from: systems[0] of 'toppleiarmote' holds on some of the same days; let "
            "valid_to of the earlier be the day before valid_from of the later"
        )
    ]


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
    monkeypatch.setattr(past_documents, "CLEANED", "past-document-of-tomorrow")
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


@pytest.mark.parametrize("language", ["nn", "nb"])
def test_the_history_that_a_new_community_begins_with_loads_without_its_comment_signs(
    tmp_path: Path, language: Language
) -> None:
    start_community(Settings(root=ROOT), str(tmp_path / "ny"), language=language)
    history = tmp_path / "ny" / "history.toml"
    lines = history.read_text("utf-8").splitlines()
    begin = next(number for number, line in enumerate(lines) if line.startswith("# [sources"))
    history.write_text("\n".join(line.removeprefix("# ") for line in lines[begin:]), "utf-8")
    (edition,) = load_community(tmp_path / "ny").history.editions
    assert [path for _, path in edition.files()] == ["2022/program.pdf", "2022/nordmann.pdf", "2022/salen.jpg"]
