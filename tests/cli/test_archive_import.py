"""`cycle archive import` writes a proposal where it is told, and never over anything."""

from __future__ import annotations

from pathlib import Path

from tests.archive.old_meeting_pages import TOP_LEADERS
from tests.desk import Desk


def test_a_page_becomes_a_proposal_beside_the_history(desk: Desk, run, tmp_path: Path) -> None:
    page = tmp_path / "side.txt"
    page.write_text(TOP_LEADERS, "utf-8")
    before = (desk.community / "history.toml").read_bytes()
    to = tmp_path / "framlegg.toml"
    said = run("archive", "import", page, "--to", to)
    assert (said.code, said.out) == (0, f"4 meetings, 1 discrepancies, 0 files: {to}\n")
    assert "[[editions.talks]]" in to.read_text("utf-8")
    assert (desk.community / "history.toml").read_bytes() == before


def test_nothing_is_written_over(desk: Desk, run, tmp_path: Path) -> None:
    page = tmp_path / "side.txt"
    page.write_text(TOP_LEADERS, "utf-8")
    for to, why in ((desk.community / "history.toml", "is the history itself"), (page, "is there already")):
        before = to.read_bytes()
        said = run("archive", "import", page, "--to", to)
        assert (said.code, f"{to}: --to: {why}; write the proposal to another file" in said.err) == (1, True)
        assert to.read_bytes() == before


def test_without_a_file_the_proposal_is_printed_and_scripts_get_its_parts(run, tmp_path: Path) -> None:
    page = tmp_path / "side.txt"
    page.write_text(TOP_LEADERS, "utf-8")
    said = run("archive", "import", page, "--json").json
    assert (said["years"], len(said["discrepancies"]), said["problems"]) == ([2019, 2020, 2021, 2022], 1, [])
    assert run("archive", "import", page).out == said["text"]
