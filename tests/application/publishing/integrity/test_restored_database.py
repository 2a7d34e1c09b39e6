"""After a database is restored from a backup, what was published since is kept: no package is ever written over."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from cycle.application.actions import STEPS, ask_for_act
from cycle.application.publishing import copy_published, verify_archive
from cycle.application.year import node_named
from cycle.cli import main
from tests.desk import Desk

NAME = "bergensomradet-partnarskapsmote-2027"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A year that is about to be published, with a second copy."""
    (tmp_path / "copy").mkdir()
    desk = Desk(tmp_path, archive_copy=tmp_path / "copy")
    desk.walk(to="mailing.folgebrev")
    yield desk
    desk.close()


def database(desk: Desk) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in desk.home.glob("cycle.sqlite*") if path.is_file()}


def restore(desk: Desk, kept: dict[Path, bytes]) -> None:
    desk.close()
    for path in database(desk):
        path.unlink()
    for path, data in kept.items():
        path.write_bytes(data)
    desk.settle()


def zips(folder: Path) -> set[str]:
    return {hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*.zip")}


def closed_and_restored(desk: Desk, *, corrected: bool = False) -> None:
    desk.close()
    before = database(desk)
    desk.settle()
    desk.do("archive")
    if corrected:
        correct(desk, "Hotell Norge")
    restore(desk, before)


def correct(desk: Desk, venue: str) -> str:
    desk.moment += dt.timedelta(hours=1)
    act = ask_for_act(desk.cycle(), "correct", who="Kari", why="feil", what="venue", new=venue)
    desk.do(f"act.{act.number}")
    return f"act.{act.number}"


def present(desk: Desk, step: str) -> str:
    cycle = desk.cycle()
    node = node_named(cycle.graph, step)
    return STEPS[node.kind].present(cycle, node, desk.newest(step)).markdown


def aside(desk: Desk) -> list[tuple[str, bool, bool]]:
    found = [finding for finding in verify_archive(desk.services) if finding.kind == "set aside"]
    return [(finding.place.rpartition("/")[2], finding.in_copy, finding.is_error) for finding in found]


def test_the_package_of_a_year_that_was_closed_before_is_set_aside_at_home_and_in_the_copy(
    desk: Desk, tmp_path: Path
) -> None:
    closed_and_restored(desk)
    proof = zips(desk.home / "packages") | zips(tmp_path / "copy" / "packages")
    manifest = (desk.home / "packages" / NAME / "manifest-sha256.txt").read_bytes()
    assert len(proof) == 1
    desk.replace("partnarskapsmote-2027/meeting.toml", "Knarvik", "Isdalstø")
    desk.moment += dt.timedelta(days=1)
    desk.walk(to="mailing.folgebrev")
    desk.compute("archive")
    assert f"ligg ei pakke {NAME} der alt" in present(desk, "archive")
    desk.do("archive")
    assert not proof & zips(desk.home / "packages")
    assert not proof & zips(tmp_path / "copy" / "packages")
    assert proof == zips(desk.home / "set-aside") == zips(tmp_path / "copy" / "set-aside")
    (kept,) = desk.home.glob(f"set-aside/*/packages/{NAME}/manifest-sha256.txt")
    assert kept.read_bytes() == manifest
    both = [(NAME, False, True), (f"{NAME}.zip", False, True), (NAME, True, True), (f"{NAME}.zip", True, True)]
    assert aside(desk) == both
    cycle = desk.cycle()
    node, done = node_named(cycle.graph, "archive"), desk.newest("archive")
    outcome = cycle.record.outcome("archive", done.digest)
    assert outcome is not None
    assert "set-aside/unknown-" in STEPS["archive"].report(cycle, node, outcome).markdown
    said = CliRunner().invoke(main, ["archive", "verify"], env=desk.environment)
    assert said.exit_code == 1
    assert "the store knew of no such package" in said.stdout + said.stderr


def test_the_package_of_an_act_that_the_database_forgot_is_set_aside(desk: Desk) -> None:
    desk.do("archive")
    desk.close()
    before = database(desk)
    desk.settle()
    correct(desk, "Hotell Norge")
    restore(desk, before)
    (proof,) = zips(desk.home / "packages") - {
        hashlib.sha256((desk.home / "packages" / f"{NAME}.zip").read_bytes()).hexdigest()
    }
    step = correct(desk, "Hotell Vest")
    assert proof not in zips(desk.home / "packages")
    assert zips(desk.home / "set-aside") == {proof}
    assert {name for name, in_copy, _ in aside(desk) if not in_copy} == {f"{NAME}-v2", f"{NAME}-v2.zip"}
    assert step == "act.1"


def test_what_is_published_again_just_the_same_is_not_set_aside(desk: Desk) -> None:
    desk.close()
    before = database(desk)
    desk.settle()
    desk.do("archive")
    restore(desk, before)
    desk.do("archive")
    assert aside(desk) == []
    assert [finding for finding in verify_archive(desk.services) if finding.is_error] == []


def test_a_link_where_a_package_is_to_be_is_set_aside_and_what_it_leads_to_is_whole(desk: Desk, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "notat.txt").write_text("til meg", "utf-8")
    (desk.home / "packages").mkdir(exist_ok=True)
    (desk.home / "packages" / NAME).symlink_to(elsewhere)
    desk.do("archive")
    assert (elsewhere / "notat.txt").read_text("utf-8") == "til meg"
    assert len([*elsewhere.iterdir()]) == 1
    assert aside(desk) == [(NAME, False, True)]
    assert not (desk.home / "packages" / NAME).is_symlink()


def test_a_strange_package_in_the_copy_alone_is_kept_there(desk: Desk, tmp_path: Path) -> None:
    desk.do("archive")
    strange = tmp_path / "copy" / "packages" / f"{NAME}-v2.zip"
    strange.write_bytes(b"PK av i fjor")
    correct(desk, "Hotell Norge")
    copy_published(desk.services)
    assert [path.read_bytes() for path in (tmp_path / "copy").glob("set-aside/*/packages/*")] == [b"PK av i fjor"]
    assert aside(desk) == [(f"{NAME}-v2.zip", True, True)]
