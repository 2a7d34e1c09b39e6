"""Presentations find their programme line, and what finds none is said aloud."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import unicodedata
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cycle.archive.file_names import RESERVED, free_name, web_name
from cycle.archive.inspection import MAX_BYTES
from cycle.archive.presentations import digests_in, files_in, pick, sha256_of_content
from cycle.archive.public_site.media_types import MEDIA_TYPES
from cycle.model import Document, ProgrammeItem, Speaker


def office(*names: str) -> bytes:
    """Return a zip with these members, which is what an office file is on the outside."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        for name in ("[Content_Types].xml", *names):
            package.writestr(name, "x")
    return file.getvalue()


def document(name: str, data: bytes = b"%PDF-1.7 x") -> Document:
    return Document(name=name, media_type="application/octet-stream", data=data)


def line(title: str, *speakers: str, file: str = "") -> ProgrammeItem:
    people = tuple(Speaker(name=name) for name in speakers)
    return ProgrammeItem(start=dt.time(9), end=dt.time(10), kind="talk", title=title, speakers=people, file=file)


PROGRAMME = (
    line("Samhandling – grunnlag, struktur, avtalar", "Randi-Luise Møgster"),
    line("Nasjonal helse- og sjukehusplan", "Are Forbord", "Åse Laila Snåre"),
    line("God samhandling – lokale tiltak", "Kjerstin Fyllingen"),
    line("Fastlegeordninga", "Petter Øgar", file="Fastlegar endeleg.pptx"),
    line("Pause"),
)


def lines_of(*documents: Document) -> list[tuple[str, int, str]]:
    return [(pick.document.name, pick.item, pick.how) for pick in pick(documents, PROGRAMME).picks]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("fastlegar ENDELEG.pptx", (3, "named")),
        ("01 Møgster.pdf", (0, "speaker")),
        ("Snåre og Forbord 2020.pdf", (1, "speaker")),
        ("Ase Laila Snare.pdf", (1, "speaker")),
        ("god-samhandling-lokale-tiltak.pdf", (2, "title")),
        ("2_samhandling_grunnlag_struktur_v3.pdf", (0, "title")),
        ("Nasjonal helse og sjukehusplan.pdf", (1, "title")),
    ],
)
def test_a_file_finds_its_line(name: str, expected: tuple[int, str]) -> None:
    data = office() if name.endswith("pptx") else b"%PDF-1.7"
    assert lines_of(document(name, data)) == [(name, *expected)]


def test_a_file_name_in_the_programme_is_found_however_its_letters_are_composed() -> None:
    programme = (line("Opning", file="Møte på Øya.pdf"),)
    decomposed = unicodedata.normalize("NFD", "møte på øya.pdf")
    assert [pick.item for pick in pick([document(decomposed)], programme).picks] == [0]


def test_of_two_files_that_differ_by_capitals_each_line_gets_the_one_it_names() -> None:
    upper, lower = document("Åse.PDF", b"%PDF-1.7 upper"), document("åse.pdf", b"%PDF-1.7 lower")
    programme = (line("Opning", file="åse.pdf"), line("Avslutning", file="Åse.PDF"), line("Pause", file="ÅSE.pdf"))
    picked = pick([lower, upper], programme)
    assert [(found.item, found.document) for found in picked.picks] == [(0, lower), (1, upper)]
    [problem] = picked.problems
    assert (problem.where, "Åse.PDF, åse.pdf" in problem.what) == ("line 3 of the programme", True)


def test_a_file_that_could_belong_to_two_lines_belongs_to_none() -> None:
    programme = (line("Opning", "Kari Nordhus"), line("Avslutning", "Kari Nordhus"))
    picked = pick([document("Kari Nordhus.pdf")], programme)
    assert (picked.picks, [document.name for document in picked.unmatched]) == ((), ["Kari Nordhus.pdf"])
    assert [(problem.file, problem.severity) for problem in picked.problems] == [("Kari Nordhus.pdf", "warning")]


def test_the_title_decides_between_two_lines_of_the_same_speaker() -> None:
    programme = (line("Opning av møtet", "Kari Nordhus"), line("Vegen vidare", "Kari Nordhus"))
    assert [pick.item for pick in pick([document("Nordhus - vegen vidare.pdf")], programme).picks] == [1]


def test_two_formats_of_one_talk_both_belong_to_it() -> None:
    both = (document("Fyllingen.pdf"), document("Fyllingen.pptx", office()))
    assert [document.name for document in pick(both, PROGRAMME).of(2)] == ["Fyllingen.pdf", "Fyllingen.pptx"]


def test_a_file_that_fits_nothing_is_listed_and_never_guessed() -> None:
    picked = pick([document("Budsjett 2027.pdf")], PROGRAMME)
    assert [document.name for document in picked.unmatched] == ["Budsjett 2027.pdf"]
    (problem,) = (problem for problem in picked.problems if problem.file)
    assert (problem.file, problem.severity) == ("Budsjett 2027.pdf", "warning")
    assert problem.what == "the file fits no line of the programme, or more than one"


def test_a_line_that_names_a_file_takes_no_other_file() -> None:
    picked = pick([document("Øgar.pdf")], PROGRAMME)
    assert [document.name for document in picked.unmatched] == ["Øgar.pdf"]
    assert [problem.where for problem in picked.problems if not problem.file] == ["line 4 of the programme"]


def test_a_misspelt_file_in_the_programme_gets_a_suggestion() -> None:
    picked = pick([document("Fastlegar endelig.pptx", office())], PROGRAMME)
    assert [problem.remedy for problem in picked.problems if not problem.file] == [
        "did you mean 'Fastlegar endelig.pptx'?"
    ]


@pytest.mark.parametrize(
    ("name", "data", "what"),
    [
        ("Møgster.exe", b"MZ", "files of type '.exe' are not published"),
        ("Møgster.pptm", office(), "files of type '.pptm' are not published"),
        ("Møgster.html", b"<script>", "files of type '.html' are not published"),
        ("Møgster", b"%PDF-", "files without ending are not published"),
        ("Møgster.pdf", b"MZ\x90", "the content is not what the ending '.pdf' says"),
        ("Møgster.pptx", b"PK\x03\x04 torn", "the file is damaged"),
        ("Møgster.pptx", office("ppt/vbaProject.bin"), "the file holds macros"),
        ("Møgster.odp", office("Basic/Standard/Module1.xml"), "the file holds macros"),
    ],
)
def test_what_must_not_be_published_is_refused_by_name(name: str, data: bytes, what: str) -> None:
    picked = pick([document(name, data)], PROGRAMME)
    assert (picked.picks, picked.unmatched) == ((), ())
    assert [(problem.what, problem.severity) for problem in picked.problems if problem.file == name] == [
        (what, "error")
    ]


@pytest.mark.parametrize("name", [".DS_Store", "~$Møgster.pptx", "Thumbs.db", ".~lock.Møgster.odp#"])
def test_what_a_program_left_behind_is_told_and_stops_nothing(name: str) -> None:
    picked = pick([document(name, b"x")], PROGRAMME)
    assert (picked.picks, picked.unmatched) == ((), ())
    assert [problem.severity for problem in picked.problems if problem.file == name] == ["warning"]


def test_a_plain_zip_in_disguise_is_refused() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("virus.exe", "x")
    (problem, *_) = pick([document("Møgster.pptx", file.getvalue())], PROGRAMME).problems
    assert problem.what == "the content is a zip archive, not an office file"


def test_the_folder_is_read_by_name_and_links_and_folders_are_told(tmp_path: Path) -> None:
    (tmp_path / "b.pdf").write_bytes(b"%PDF-b")
    (tmp_path / "a.PDF").write_bytes(b"%PDF-a")
    (tmp_path / "sub").mkdir()
    (tmp_path / "link.pdf").symlink_to("/etc/hostname")
    documents, problems = files_in(tmp_path)
    assert [(document.name, document.media_type, document.data) for document in documents] == [
        ("a.PDF", "application/pdf", b"%PDF-a"),
        ("b.pdf", "application/pdf", b"%PDF-b"),
    ]
    assert [(problem.file, problem.severity) for problem in problems] == [("link.pdf", "warning"), ("sub", "warning")]


def test_a_folder_is_told_by_its_digests_and_what_is_too_large_is_neither_read_nor_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.7 b")
    (tmp_path / "A.pdf").write_bytes(b"%PDF-1.7 A")
    (tmp_path / "link.pdf").symlink_to(tmp_path / "b.pdf")
    with (tmp_path / "film.pdf").open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    documents, problems = files_in(tmp_path)
    assert sorted(problem.file for problem in problems) == ["film.pdf", "link.pdf"]
    expected = [(found.name, hashlib.sha256(found.data).hexdigest()) for found in documents]
    monkeypatch.setattr(Path, "read_bytes", None)  # nothing is held whole
    assert digests_in(tmp_path) == expected
    assert digests_in(tmp_path / "none") == []


def test_of_many_decks_one_at_a_time_is_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number, item in enumerate(PROGRAMME):
        (tmp_path / f"{number} {item.title}.pdf").write_bytes(b"%PDF-")
    held: list[int] = [0, 0]
    read = Path.read_bytes

    class Held(bytes):
        def __del__(self) -> None:
            held[0] -= 1

    def counted(path: Path) -> bytes:
        held[0] += 1
        held[1] = max(held)
        return Held(read(path))

    monkeypatch.setattr(Path, "read_bytes", counted)
    documents, _ = files_in(tmp_path)
    assert held == [0, 0]
    picked = pick(documents, PROGRAMME)
    assert len({sha256_of_content(found.document) for found in picked.picks}) == 1
    assert (len(picked.picks) > 2, held) == (True, [0, 1])


def test_a_year_without_presentations_has_none(tmp_path: Path) -> None:
    assert files_in(tmp_path / "not-there") == ((), ())


@given(st.lists(st.sampled_from(["Møgster.pdf", "Snåre.pdf", "x.exe", "ukjent.pdf", "Fyllingen.pptx", "tom.odp"])))
def test_every_file_is_picked_listed_or_refused(names: list[str]) -> None:
    documents = [document(name, b"%PDF-" if name.endswith("pdf") else office()) for name in sorted(set(names))]
    picked = pick(documents, PROGRAMME)
    refused = {problem.file for problem in picked.problems if problem.severity == "error"}
    seen = [pick.document.name for pick in picked.picks] + [document.name for document in picked.unmatched]
    assert sorted([*seen, *refused]) == sorted(set(names))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Økonomi & mål, Ærleg.PDF", "okonomi-mal-aerleg.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\Åpen sak.docx", "apen-sak.docx"),
        ("con.pdf", "fil-con.pdf"),
        ("…..pdf", "fil.pdf"),
        ('"><script>.pptx', "script.pptx"),
        ("Program.tar.gz", "program-tar.gz"),
        ("", "fil"),
    ],
)
def test_a_hostile_name_becomes_safe_for_the_web(name: str, expected: str) -> None:
    assert web_name(name) == expected


@given(st.lists(st.text(max_size=300), max_size=8))
def test_names_are_always_safe_and_never_twice(names: list[str]) -> None:
    taken: set[str] = set()
    made = [free_name(name, taken) for name in names]
    assert len(set(made)) == len(names)
    for name in made:
        assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-.")
        assert name.partition(".")[0] not in {"", *RESERVED}
        assert len(name) < 200


def test_every_published_type_has_a_media_type() -> None:
    assert all("/" in media_type and ending.startswith(".") for ending, media_type in MEDIA_TYPES.items())
