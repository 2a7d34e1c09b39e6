"""What `pip install .` lays on a machine is all that the service is: every package, and every file beside the code."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path

from tests.sources import ROOT, modules

SETUPTOOLS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]
FOLDERS = {name: ROOT / folder for name, folder in SETUPTOOLS["package-dir"].items()}


MOST_IN_A_FOLDER = 20
"""Files of code beside its `__init__.py`: what a folder is about is seen at a glance."""


def test_no_folder_holds_more_than_is_taken_in_at_a_glance() -> None:
    """The steps of the database stand each in a file of its own, and grow in number."""
    inside = Counter(path.parent for path in modules() if path.stem != "__init__" and path.parent.name != "versions")
    assert {folder: number for folder, number in inside.items() if number > MOST_IN_A_FOLDER} == {}


def test_every_folder_with_code_is_a_package_that_is_installed() -> None:
    folders = {path.parent for path in modules()}
    named = {folder_of(name) for name in SETUPTOOLS["packages"]} - {FOLDERS["cycle.locale"]}
    assert len(folders) > 30, "the folders were not read"
    assert sorted(folders - named) == [], "cannot be imported where the service is installed"
    assert sorted(named - folders) == [], "is there no more"


def test_every_file_beside_the_code_is_installed_with_it() -> None:
    """Among them the stubs: a package whose names are loaded when called reads its own (`lazy_loader`)."""
    beside = {
        path
        for folder in FOLDERS.values()
        for path in folder.rglob("*")
        if path.is_file() and path.suffix not in {".py", ".pyc"}
    }
    taken = {
        path
        for name in SETUPTOOLS["packages"]
        for pattern in (*SETUPTOOLS["package-data"]["*"], *SETUPTOOLS["package-data"].get(name, ()))
        for path in folder_of(name).glob(pattern)
    }
    assert {path.suffix for path in beside} >= {".pyi", ".po", ".pem"}, "the files were not read"
    assert sorted(beside - taken) == []


def folder_of(name: str) -> Path:
    """Return the folder of a package, by the nearest name that is told to lie elsewhere than its own says."""
    known = max((other for other in FOLDERS if f"{name}.".startswith(f"{other}.")), key=len)
    return FOLDERS[known].joinpath(*name.removeprefix(known).split(".")[1:])


def test_the_tests_of_the_application_lie_in_a_folder_for_each_of_its_packages() -> None:
    tests = {
        path.relative_to(ROOT / "tests" / "application") for path in (ROOT / "tests/application").rglob("test_*.py")
    }
    packages = {path.parent.name for path in (ROOT / "src/cycle/application").glob("*/__init__.py")}
    assert {path.parts[0] for path in tests} - packages == set()


def test_no_folder_of_tests_holds_more_files_than_one_looks_through() -> None:
    folders = Counter(path.parent.relative_to(ROOT) for path in (ROOT / "tests").rglob("test_*.py"))
    assert {folder.as_posix(): number for folder, number in folders.items() if number > 20} == {}
