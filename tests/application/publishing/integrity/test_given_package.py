"""A package is held against what was published of the year it says it is of, wherever it lies, whatever its name."""

from __future__ import annotations

import hashlib
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from cycle.application.publishing import verify_given
from cycle.cli import main
from tests.application.closed_year import PACKAGE
from tests.desk import Desk

DECISIONS = "data/avgjerder.json"


def copied(desk: Desk, name: str, folder: Path) -> Path:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copytree(desk.home / "packages" / PACKAGE, folder / name))


def sealed(bag: Path) -> Path:
    """Make the manifests of a package again, as somebody would who has changed it."""
    for name, files in (
        ("manifest-sha256.txt", [path for path in (bag / "data").rglob("*") if path.is_file()]),
        ("tagmanifest-sha256.txt", [bag / name for name in ("bag-info.txt", "bagit.txt", "manifest-sha256.txt")]),
    ):
        lines = [
            f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(bag).as_posix()}\n" for path in files
        ]
        (bag / name).write_text("".join(sorted(lines)), "utf-8")
    return bag


def forged(bag: Path) -> Path:
    file = bag / DECISIONS
    file.write_text(file.read_text("utf-8").replace('"name": "', '"name": "Falsk '), "utf-8")
    return sealed(bag)


def said_to_be(bag: Path, old: str, new: str) -> Path:
    info = bag / "bag-info.txt"
    assert old in info.read_text("utf-8")
    info.write_text(info.read_text("utf-8").replace(old, new), "utf-8")
    return sealed(bag)


def packed(bag: Path, file: Path, *, top: str) -> Path:
    with zipfile.ZipFile(file, "w") as made:
        for path in sorted(bag.rglob("*")):
            if path.is_file():
                made.write(
                    path, f"{top}/{path.relative_to(bag).as_posix()}" if top else path.relative_to(bag).as_posix()
                )
    return file


YEAR = "bergensomradet/partnarskapsmote/2027"
FORGERIES: dict[str, Callable[[Desk, Path], Path]] = {
    "under another name": lambda desk, to: forged(copied(desk, "kopi av 2027", to)),
    "as the next version": lambda desk, to: forged(copied(desk, f"{PACKAGE}-v2", to)),
    "as a version that never was": lambda desk, to: said_to_be(
        copied(desk, "kopi", to), f"External-Identifier: {YEAR}\n", f"External-Identifier: {YEAR}\nPackage-Version: 2\n"
    ),
    "as a version that is no number": lambda desk, to: said_to_be(
        copied(desk, "kopi", to), f"External-Identifier: {YEAR}\n", f"External-Identifier: {YEAR}\nPackage-Version: x\n"
    ),
    "as a year that never was": lambda desk, to: said_to_be(
        copied(desk, "kopi", to), YEAR, YEAR.replace("2027", "2026")
    ),
    "with another label": lambda desk, to: said_to_be(
        copied(desk, "kopi", to), "External-Identifier:", "EXTERNAL-identifier :"
    ),
    "beside another year": lambda desk, to: said_to_be(
        copied(desk, "kopi", to), "External-Identifier:", "External-Identifier: annan/stad/2020\nExternal-Identifier:"
    ),
    "zipped": lambda desk, to: packed(forged(copied(desk, "kopi", to)), to / "kopi.zip", top="kopi"),
    "zipped as it was": lambda desk, to: packed(forged(copied(desk, "kopi", to)), to / f"{PACKAGE}.zip", top=PACKAGE),
    "zipped without saying which": lambda desk, to: packed(
        said_to_be(copied(desk, "kopi", to), f"External-Identifier: {YEAR}\n", ""), to / "kopi.zip", top=PACKAGE
    ),
    "with nothing around it": lambda desk, to: packed(forged(copied(desk, "kopi", to)), to / "kopi.zip", top=""),
}


@pytest.mark.parametrize("forgery", FORGERIES.values(), ids=FORGERIES)
def test_what_says_that_it_is_ours_and_is_not_what_was_published_is_an_error(
    closed: Desk, tmp_path: Path, forgery: Callable[[Desk, Path], Path]
) -> None:
    package = forgery(closed, tmp_path / "utanfor")
    assert "error" in {problem.severity for problem in verify_given(closed.services, package)}
    assert CliRunner().invoke(main, ["archive", "verify", str(package)], env=closed.environment).exit_code == 1


def test_a_true_copy_is_none_under_whatever_name(closed: Desk, tmp_path: Path) -> None:
    folder, zipped = copied(closed, "kopi av 2027", tmp_path / "utanfor"), tmp_path / "kopi.zip"
    shutil.copy(closed.home / "packages" / f"{PACKAGE}.zip", zipped)
    again = packed(folder, tmp_path / "pakka på nytt.zip", top="kopi")
    said = [problem for package in (folder, zipped, again) for problem in verify_given(closed.services, package)]
    assert [problem.severity for problem in said] == ["warning"] * 3
    assert [problem.what.partition(PACKAGE)[2] for problem in said] == [
        " under another name, each file as it was published",
        " under another name, each file as it was published",
        " packed again: each file is as it was published, the zip is not",
    ]


def test_a_package_of_elsewhere_is_held_against_its_own_list_alone(closed: Desk, tmp_path: Path) -> None:
    other = said_to_be(copied(closed, "kopi", tmp_path / "utanfor"), YEAR, "ein-annan/stad/2027")
    [problem] = verify_given(closed.services, other)
    assert problem.severity == "warning"
    assert "held against its own manifest only" in problem.what
