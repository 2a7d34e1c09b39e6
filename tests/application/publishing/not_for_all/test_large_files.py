"""Gigabytes in a year's folder cost the status of the year nothing, and what is too large is read by nobody."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from cycle.application.actions import ask_for_act, step_states
from cycle.application.year import lines_since_closed
from cycle.application.year.written import file_digests
from cycle.archive.inspection import MAX_BYTES
from cycle.cli import main
from cycle.errors import InputError
from tests.application.closed_year import WHO, WHY
from tests.application.publishing.pages.test_past_year_pages import whole
from tests.desk import YEAR, Desk

SIZE = 3_000_000


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A year with large decks, whose archive waits, and large documents of past years."""
    desk = Desk(tmp_path)
    whole(desk)
    (desk.community / "historie" / "2018" / "vik.pdf").write_bytes(b"%PDF-1.7 " + bytes(SIZE))
    folder = desk.year_folder / "presentasjonar"
    folder.mkdir(exist_ok=True)
    for number in range(3):
        (folder / f"Stor{number}.pdf").write_bytes(f"%PDF-1.7 {number}".encode() + bytes(SIZE))
    with (folder / "Film.pdf").open("wb") as file:
        os.truncate(file.fileno(), MAX_BYTES + 1)
    desk.walk(to="mailing.folgebrev")
    desk.compute("archive")
    yield desk
    desk.close()


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The large files that are read from now on."""
    names: list[str] = []
    sha256_of_path = file_digests.sha256_of_path

    def noted(path: Path) -> str:
        if path.stat().st_size >= SIZE:
            names.append(path.name)
        return sha256_of_path(path)

    monkeypatch.setattr(file_digests, "sha256_of_path", noted)
    return names


def another_process() -> None:
    file_digests._of_home.cache_clear()


def same_size_and_time(path: Path) -> None:
    stat = path.stat()
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))


def test_a_status_reads_no_large_file_that_was_read_before_also_in_another_process(desk: Desk, read: list[str]) -> None:
    for _ in range(3):
        another_process()
        assert {state.step: state.state for state in step_states(desk.cycle())}["archive"] == "waiting"
    said = CliRunner().invoke(main, ["status", str(YEAR)], env=desk.environment)
    assert (said.exit_code, read) == (0, [])


def test_a_large_file_that_was_touched_is_read_again_and_opens_the_gate(desk: Desk, read: list[str]) -> None:
    before = desk.newest("archive")
    for path in (desk.year_folder / "presentasjonar" / "Stor1.pdf", desk.community / "historie" / "2018" / "vik.pdf"):
        same_size_and_time(path)
        after = desk.compute("archive")
        assert set(read) == {path.name}
        assert after.revision == before.revision + 1
        before = after
        read.clear()
        desk.compute("archive")
        assert read == []


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"x": 1}', b'{"x": [1, 2, 3]}', b"\xff"])
def test_what_is_known_of_large_files_may_be_lost_or_broken(desk: Desk, read: list[str], content: bytes) -> None:
    kept = desk.home / "run" / "large-files.json"
    assert kept.is_file()
    kept.write_bytes(content)
    another_process()
    before = desk.newest("archive")
    assert desk.compute("archive").revision == before.revision
    assert {"Stor0.pdf", "Stor1.pdf", "Stor2.pdf", "vik.pdf"} <= set(read)
    assert "Film.pdf" not in read


def test_a_presentation_that_grows_too_large_after_closing_is_told_and_not_read(desk: Desk, read: list[str]) -> None:
    desk.do("archive")
    with (desk.year_folder / "presentasjonar" / "Stor1.pdf").open("wb") as file:
        os.truncate(file.fileno(), MAX_BYTES + 1)
    assert "Stor1.pdf" in lines_since_closed(desk.cycle())[0]
    assert "Film.pdf" not in lines_since_closed(desk.cycle())[0]
    assert "Stor1.pdf" not in read


def test_the_right_document_of_a_correction_is_not_read_when_it_is_too_large(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.do("archive")
    film = tmp_path / "film.pdf"
    with film.open("wb") as file:
        os.truncate(file.fileno(), MAX_BYTES + 1)
    closed = desk.cycle()
    assert closed.closed is not None
    title = closed.closed.edition.documents[0].title
    monkeypatch.setattr(Path, "read_bytes", None)
    with pytest.raises(InputError, match=r"The file film.pdf is larger than 200 MB, and is not read"):
        ask_for_act(closed, "correct", what=title, file=film, who=WHO, why=WHY)
