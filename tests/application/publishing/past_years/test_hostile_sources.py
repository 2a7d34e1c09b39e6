"""A page or folder is read whatever it is written in, and one that would harm is bounded or left alone."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest

from cycle.application.publishing.past_years.old_sources import MOST_FILES
from cycle.archive.old_pages.page import MOST_BYTES, OldPage, read_page
from cycle.errors import InputError
from tests.application.past_sources import imported, loaded_without_questions, two_old_pages, write_page
from tests.archive.hiding import pdf
from tests.archive.old_meeting_pages import (
    OVERWRITTEN,
)

HTML = """<html><head><title>Møta våre</title><script>alert("Toppleiarmøtet 1999")</script></head><body>
<h2>Toppleiarmøtet 2018</h2><p>Arr. dato: 14. februar 2018, Grand Hotell.</p><p>Presentasjonar Toppleiarmøtet 2018</p>
<ol><li><a href="filer/Vik%20samhandling.pdf">Samhandling</a><br>Ved Kari Vik, lege, Alver kommune.</li>
<li>Økonomi<br>Ved Ola Li, rådmann.</li></ol>
<ul><li><a href="/f/program.pdf">Program for Toppleiarmøtet 2018</a></li></ul>
</body></html>"""


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    return two_old_pages(tmp_path)


def test_a_saved_page_is_read_with_its_links_and_no_script(tmp_path: Path) -> None:
    folder = tmp_path / "lagra"
    (folder / "filer").mkdir(parents=True)
    write_page(folder / "side.html", HTML)
    (folder / "filer" / "Vik samhandling.pdf").write_bytes(pdf(text="Døme"))
    (folder / "program.pdf").write_bytes(pdf(text="Døme"))
    found = imported(folder)
    loaded = loaded_without_questions(found.text, tmp_path)
    (edition,) = loaded.history.editions
    assert [(talk.title, talk.files) for talk in edition.talks] == [
        ("Samhandling", ("2018/Vik samhandling.pdf",)),
        ("Økonomi", ()),
    ]
    assert [document.file for document in edition.documents] == ["", "2018/program.pdf"]
    assert loaded.history.sources["mota-vare"].title == "Møta våre"
    assert "1999" not in found.text


@pytest.mark.parametrize(
    ("encoding", "head"),
    [
        ("utf-8", ""),
        ("utf-8-sig", ""),
        ("utf-16", ""),
        ("cp1252", ""),
        ("iso-8859-1", '<meta charset="iso-8859-1">'),
        ("utf-8", '<meta charset="iso-8859-1">'),
        ("utf-8", '<meta charset="no-such-thing">'),
    ],
)
def test_a_page_is_read_whatever_it_is_written_in(encoding: str, head: str) -> None:
    page = read_page("a.html", f"<html>{head}<p>Toppleiarmøtet på Voss, ærleg talt</p>".encode(encoding))
    assert [line.text for line in page.lines] == ["Toppleiarmøtet på Voss, ærleg talt"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<" * 200_000,
        b"<div>" * 200_000,
        b"<!--" * 100_000 + b"<![CDATA[" * 100_000,
        b"<p>" + b"14. februar 2018 " * 100_000,
        b"<ol>" + b"<li>Toppleiarm\xc3\xb8tet 2018 ved A B og C D, " * 40_000,
        b"Presentasjonar Toppleiarm\xc3\xb8tet 2018:\n" + b"1. A\nVed " + b"Aa Bb og " * 100_000,
        b"a" * 4_900_000,
        b"\xff\xfe" + b"\xd8" * 99_999,
        b"<html>" + b"&amp;&#x0;&#xD800;" * 50_000,
        "Toppleiarmøtet \u202e2018\x1b[2J\x07".encode(),
    ],
    ids=[
        "empty",
        "brackets",
        "deep",
        "comments",
        "days",
        "items",
        "speakers",
        "one line",
        "halves",
        "entities",
        "controls",
    ],
)
def test_a_page_made_to_harm_is_read_soon_or_left_alone(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(data)
    (tmp_path / "b.txt").write_text("Toppleiarmøtet 2018\nArr. dato: 14. februar 2018\n", "utf-8")
    found = imported(tmp_path)
    assert 2018 in found.years
    assert not set(found.text) & {chr(number) for number in (*range(10), *range(11, 32), 127)}
    loaded_without_questions(found.text, tmp_path)


def test_links_archives_and_what_is_no_file_are_left_alone_and_told(pages: Path, tmp_path: Path) -> None:
    outside = tmp_path / "utanfor"
    outside.mkdir()
    (outside / "2020 løyndom.pdf").write_bytes(b"%PDF-1.7")
    (pages / "mappe").symlink_to(outside)
    (pages / "2020 passord.txt").symlink_to("/etc/passwd")
    (pages / "sirkel").symlink_to(pages)
    os.mkfifo(pages / "2020.pdf")
    with zipfile.ZipFile(pages / "2020.zip", "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("a.txt", b"0" * 10_000_000)
    (pages / "stor.html").write_bytes(b"a" * (MOST_BYTES + 1))
    (pages / "binær.txt").write_bytes(b"\0\1\2" * 99)
    found = imported(pages)
    assert {Path(problem.file).name: problem.what.partition(",")[0] for problem in found.problems} == {
        "mappe": "is a link",
        "sirkel": "is a link",
        "2020 passord.txt": "is a link",
        "2020.pdf": "is no plain file",
        "2020.zip": "files of type '.zip' are not read",
        "stor.html": "is larger than 5 MB",
        "binær.txt": "is no text",
    }
    assert found.files == ()
    assert "root:" not in found.text


def test_a_folder_with_more_files_than_anybody_has_is_bounded(pages: Path) -> None:
    many = pages / "zz"
    many.mkdir()
    for number in range(MOST_FILES + 1):
        (many / f"{number}.pdf").touch()
    assert [problem.what for problem in imported(pages).problems] == [
        f"has more than {MOST_FILES} files; the rest is not read"
    ]


def test_a_folder_without_a_page_is_refused_with_what_would_be_right(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        imported(tmp_path)
    assert "there is no page to read here; name a saved page (.html, .txt or .md)" in str(caught.value)


def test_a_page_says_its_days_and_its_address() -> None:
    page = read_page("nytt.html", OVERWRITTEN.encode())
    assert isinstance(page, OldPage)
    assert (page.title, page.address.rpartition("/aktuelt/")[2], str(page.published), str(page.updated)) == (
        "Fullt hus på møtet",
        "fullt-hus-pa-partnarskapsmote-2023/",
        "2023-04-21",
        "2024-04-25",
    )
