"""Each library is met at its doors only, and what the table of doors says of them is true."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
RUFF = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["ruff"]["lint"]
DOORS = {
    name: tuple(re.findall(r"(?:src/cycle|flows)/(?:[\w/]*\w\.py|[\w/]*)", ban["msg"]))
    for name, ban in RUFF["flake8-tidy-imports"]["banned-api"].items()
}
"""What is met at a door, and the files and folders that the message of the rule names."""
ROOMS: dict[str, tuple[str, ...]] = {
    "click": ("src/cycle/cli/",),
    "starlette": ("src/cycle/web/",),
    "httpx": (
        "src/cycle/web/to_prefect/api.py",
        "src/cycle/web/to_prefect/inner.py",
        "src/cycle/web/to_prefect/passing.py",
        "src/cycle/mail/transport/oauth.py",
        "flows/running/client.py",
        "flows/example_year/demo_person.py",
        "flows/running/earlier_names.py",
        "flows/running/watch.py",
    ),
    "jinja2": (
        "src/cycle/letters/",
        "src/cycle/compiled.py",
        "src/cycle/mail/message/bodies.py",
        "src/cycle/archive/public_site/site_templates.py",
        "src/cycle/web/page_templates.py",
    ),
    "lxml": (
        "src/cycle/letters/",
        "src/cycle/archive/inspection/",
        "src/cycle/archive/noark/",
        "src/cycle/archive/old_pages/page.py",
        "src/cycle/register/workbooks/other_workbooks.py",
        "src/cycle/register/workbooks/xlsx.py",
    ),
}
"""Libraries that a room is for, or that several need. Ruff lets a file past all its bans or none: held here alone."""


def test_what_a_rule_bans_is_not_let_into_a_room_as_well() -> None:
    assert DOORS.keys() & ROOMS.keys() == set()


@pytest.mark.parametrize("library", [*DOORS, *ROOMS])
def test_a_library_is_met_at_the_doors_that_its_rule_names_and_nowhere_else(library: str) -> None:
    doors = {**DOORS, **ROOMS}
    found = {shown(path) for path in modules() if any(is_of(library, name) for name in names_of(path))}
    past = {file for file in found if not any(leads_to(door, file) for door in doors[library])}
    assert past == set(), "met outside its doors"
    idle = {door for door in doors[library] if not any(leads_to(door, file) for file in found)}
    assert idle == set(), "named, but no door"


def test_only_doors_are_excused_from_the_rule() -> None:
    excused = {path for path, rules in RUFF["per-file-ignores"].items() if "TID251" in rules}
    folders = {door for doors in DOORS.values() for door in doors if door.endswith("/")}
    files = {
        door for doors in DOORS.values() for door in doors if not any(leads_to(folder, door) for folder in folders)
    }
    assert excused - {"tests/**", "benchmarks/**"} == {f"{folder}**" for folder in folders} | files


@pytest.mark.parametrize(
    ("source", "library"),
    [
        ("import datetime as dt\ndef f(): return dt.datetime.now(dt.UTC)", "datetime.datetime.now"),
        ("from datetime import datetime as moment\nmoment.now()", "datetime.datetime.now"),
        ("from time import time as moment\nmoment()", "time.time"),
        ("import os.path\nos.environ['A']", "os.environ"),
        ("from os import environ", "os.environ"),
        ("import prefect.client.schemas as schemas", "prefect"),
        ("def f():\n    from prefect.states import Failed", "prefect"),
        ("from PIL import Image", "PIL"),
    ],
)
def test_a_library_is_known_whatever_it_is_called(source: str, library: str) -> None:
    assert any(is_of(library, name) for name in whole_names(source))


def test_a_name_that_only_begins_alike_is_another_library() -> None:
    assert not any(is_of("emails", name) for name in whole_names("import emails_of_mine\nfrom email import message"))
    assert not any(is_of("time.time", name) for name in whole_names("import time\ntime.time_of_mine()"))


@cache
def modules() -> tuple[Path, ...]:
    return tuple(sorted([*(ROOT / "src").rglob("*.py"), *(ROOT / "flows").rglob("*.py")]))


def shown(path: Path) -> str:
    return str(path.relative_to(ROOT))


def leads_to(door: str, file: str) -> bool:
    """Return whether a file is the door, or lies in the folder that is."""
    return file.startswith(door) if door.endswith("/") else file == door


def is_of(library: str, name: str) -> bool:
    return name == library or name.startswith(f"{library}.")


@cache
def names_of(path: Path) -> frozenset[str]:
    return whole_names(path.read_text(encoding="utf-8"))


def whole_names(source: str) -> frozenset[str]:
    """Return what the source imports and what it mentions of it: `datetime.datetime.now` for `dt.datetime.now`."""
    tree = ast.parse(source)
    imported = dict(imports(tree))
    mentioned = {
        f"{imported[first]}.{rest}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        for first, _, rest in [ast.unparse(node).partition(".")]
        if first in imported
    }
    return frozenset({*imported.values(), *mentioned})


def imports(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield each imported name as the file calls it, with its whole name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                first = alias.name.partition(".")[0]
                yield alias.asname or alias.name, alias.name
                if not alias.asname:
                    yield first, first
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                yield alias.asname or alias.name, f"{node.module}.{alias.name}"
