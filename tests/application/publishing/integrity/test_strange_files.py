"""What lies among packages, sites and in the second copy without ever having been published is named, as an error."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import delete

from cycle.application.publishing import copy_published, rebuild_site, verify_archive
from cycle.cli import main
from cycle.store.tables import publications, published_files
from tests.desk import Desk

NAME = "bergensomradet-partnarskapsmote-2027"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A published year, with a second copy."""
    (tmp_path / "copy").mkdir()
    desk = Desk(tmp_path)
    desk.walk()
    desk.settle(archive_copy=tmp_path / "copy")
    copy_published(desk.services)
    yield desk
    desk.close()


def found(desk: Desk, *, year: int | None = None) -> list[tuple[str, str, bool]]:
    return [
        (finding.problem().file, finding.kind, finding.is_error) for finding in verify_archive(desk.services, year=year)
    ]


def a_site(path: Path) -> None:
    shutil.copytree(path.parent / "bergensomradet", path)


def an_empty_folder(path: Path) -> None:
    path.mkdir()


def a_page(path: Path) -> None:
    path.write_text("<h1>Ope for alle</h1>", "utf-8")


def a_link(path: Path) -> None:
    path.symlink_to(path.parent.parent / "files")


STRANGE: Mapping[str, Callable[[Path], None]] = {
    "fjordane": a_site,
    "tom": an_empty_folder,
    "index.html": a_page,
    "lenkje": a_link,
    "bergensomradet2": a_page,
}


@pytest.mark.parametrize("name", STRANGE)
def test_what_lies_beside_the_sites_and_was_never_published_is_an_error(desk: Desk, name: str) -> None:
    STRANGE[name](desk.home / "site" / name)
    assert found(desk) == [(f"site/{name}", "unknown site", True)]
    assert found(desk, year=2027) == []
    said = CliRunner().invoke(main, ["archive", "verify"], env=desk.environment)
    assert (said.exit_code, "the store knows of no such site" in said.stdout + said.stderr) == (1, True)


def test_a_site_from_before_the_lists_is_told_and_no_error_and_another_beside_it_is(desk: Desk) -> None:
    with desk.services.memory.engine.begin() as connection:
        connection.execute(delete(publications))
        connection.execute(delete(published_files))
    a_site(desk.home / "site" / "fjordane")
    sites = [line for line in found(desk) if line[0].startswith("site/")]
    assert sites == [("site/bergensomradet", "unlisted", False), ("site/fjordane", "unknown site", True)]
    rebuild_site(desk.services)
    assert [line for line in found(desk) if line[0].startswith("site/")] == [sites[1]]


@pytest.mark.parametrize("hidden", [".DS_Store", "@eaDir", "._pakke.zip", ".nfs0001", ".AppleDouble"])
def test_what_a_network_disk_keeps_hidden_is_no_error_in_the_copy_nor_at_home(
    desk: Desk, tmp_path: Path, hidden: str
) -> None:
    for folder in (tmp_path / "copy" / "packages", tmp_path / "copy" / "files", desk.home / "packages"):
        (folder / hidden).mkdir()
        (folder / hidden / "x").write_bytes(b"x")
    assert {(kind, is_error) for _, kind, is_error in found(desk)} == {("hidden", False)}
    assert len(found(desk)) == 3


@pytest.mark.parametrize("started", [False, True])
def test_a_site_of_history_alone_from_before_the_lists_is_no_error(tmp_path: Path, started: bool) -> None:
    desk = Desk(tmp_path)
    if started:
        desk.start()
        desk.settle(community="borte")
    (desk.home / "site" / "bergensomradet").mkdir(parents=True)
    a_site(desk.home / "site" / "fjordane")
    assert found(desk) == [("site/bergensomradet", "unlisted", False), ("site/fjordane", "unknown site", True)]


def test_what_is_strange_in_the_second_copy_is_named(desk: Desk, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    assert found(desk) == []
    shutil.copytree(copy / "packages" / NAME, copy / "packages" / f"{NAME}-v2")
    (copy / "packages" / "brev.zip").write_bytes(b"PK")
    (copy / "files" / "notat.txt").write_text("privat", "utf-8")
    lone = copy / "files" / "ab" / f"ab{'0' * 62}"
    lone.parent.mkdir(exist_ok=True)
    lone.write_bytes(b"x")
    (copy / "packages" / ".new-x.zip").write_bytes(b"half")
    assert sorted(found(desk)) == [
        ("copy/files/" + lone.name, "orphan", False),
        ("copy/files/notat.txt", "misnamed", True),
        ("copy/packages/.new-x.zip", "left", False),
        (f"copy/packages/{NAME}-v2", "unknown", True),
        ("copy/packages/brev.zip", "damaged", True),
        ("copy/packages/brev.zip", "unknown", True),
    ]
    assert found(desk, year=2027) == []


@pytest.mark.parametrize("hidden", [".skjult", "@eaDir", ".DS_Store", ".anna.new", ".well-known"])
def test_what_is_hidden_beside_the_sites_is_public_all_the_same_and_an_error(desk: Desk, hidden: str) -> None:
    (desk.home / "site" / hidden).mkdir()
    (desk.home / "site" / hidden / "fnr.html").write_text("01017012345", "utf-8")
    assert found(desk) == [(f"site/{hidden}", "unknown site", True)]
    rebuild_site(desk.services)
    assert found(desk) == [(f"site/{hidden}", "unknown site", True)]


def test_what_a_writer_of_a_site_left_is_told_and_the_next_publishing_takes_it_away(desk: Desk) -> None:
    (desk.home / "site" / ".bergensomradet.new").mkdir()
    assert found(desk) == [("site/.bergensomradet.new", "left", False)]
    rebuild_site(desk.services)
    assert found(desk) == []


@pytest.mark.parametrize("beside", ["zz", "ff", "notat"])
def test_a_stored_file_that_changed_is_named_though_one_of_its_name_lies_elsewhere(desk: Desk, beside: str) -> None:
    stored = next(path for path in sorted((desk.home / "files").rglob("*")) if path.is_file())
    other = desk.home / "files" / beside / stored.name
    other.parent.mkdir(exist_ok=True)
    shutil.copy(stored, other)
    stored.chmod(0o600)
    stored.write_bytes(b"x" + stored.read_bytes()[1:] + b"y")
    assert {file for file, _, is_error in found(desk) if is_error} >= {
        f"files/{stored.name}",
        f"files/{beside}/{stored.name}",
    }
    stored.unlink()
    assert (f"files/{stored.name}", "missing", True) in found(desk)


@pytest.mark.parametrize("place", ["site/bergensomradet", f"packages/{NAME}"])
def test_a_folder_that_became_a_link_is_named(desk: Desk, tmp_path: Path, place: str) -> None:
    (desk.home / place).rename(tmp_path / "elsewhere")
    (desk.home / place).symlink_to(tmp_path / "elsewhere")
    assert found(desk) == [(place, "link", True)]


@pytest.mark.parametrize("kind", ["site", "packages", "files"])
def test_a_link_to_a_disk_of_its_own_is_told_and_no_error(desk: Desk, tmp_path: Path, kind: str) -> None:
    (desk.home / kind).rename(tmp_path / "elsewhere")
    (desk.home / kind).symlink_to(tmp_path / "elsewhere")
    assert found(desk) == [(kind, "top link", False)]
