"""The house keeps its own rules: imports point one way, and the rooms do not know each other."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parents[1]
ROOMS = {"governance", "register", "letters", "mail", "archive"}
LEAVES = {"model", "errors", "wording", "catalogue", "wall", "lifetime", "private"}
FORBIDDEN_IN_PURE = {"pathlib", "os", "logging", "time", "socket", "sqlite3", "io", "subprocess", "httpx", "random"}


def modules() -> list[Path]:
    return sorted([*(ROOT / "src" / "cycle").rglob("*.py"), *(ROOT / "flows").rglob("*.py")])


def room_of(path: Path) -> str:
    """Return the room a file lives in: `governance`, `flows`, or the module name of a top-level file."""
    parts = path.relative_to(ROOT).parts
    return "flows" if parts[0] == "flows" else Path(parts[2]).stem


def imported(path: Path) -> set[str]:
    """Return the full dotted names a file imports, inside functions too."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def rooms_imported(path: Path) -> set[str]:
    names = [name.split(".") for name in imported(path)]
    rooms = {parts[1] for parts in names if parts[0] == "cycle" and len(parts) > 1}
    return rooms | ({"flows"} if any(parts[0] == "flows" for parts in names) else set())


ALLOWED = {
    "model": set(),
    "errors": set(),
    "wall": set(),
    "bound": set(),
    "private": set(),
    "lifetime": set(),
    "wording": {"model"},
    "catalogue": {"model", "catalogue_nb"},
    "catalogue_nb": set(),
    "settings": LEAVES,
    **dict.fromkeys(ROOMS, LEAVES),
    "store": LEAVES,
    "services": LEAVES | ROOMS | {"settings", "store"},
    "steps": LEAVES | ROOMS | {"services", "settings", "store"},
    "web": LEAVES | {"steps", "services", "settings"},
    "flows": LEAVES | {"bound", "steps", "services", "settings", "web"},
    "cli": LEAVES | {"steps", "services", "settings", "web", "flows"},
    "__init__": set(),
    "__main__": {"cli"},
}


def test_imports_point_one_way() -> None:
    reaching = {path: rooms_imported(path) - {room_of(path)} - ALLOWED[room_of(path)] for path in modules()}
    assert named({path: f"reaches up or sideways to {rooms}" for path, rooms in reaching.items() if rooms}) == {}


def test_rules_and_nouns_touch_no_file_clock_log_or_network() -> None:
    pure = [path for path in modules() if room_of(path) in {"governance", "model"}]
    touched = {path: {name.split(".")[0] for name in imported(path)} & FORBIDDEN_IN_PURE for path in pure}
    assert named({path: f"imports {names}" for path, names in touched.items() if names}) == {}


def test_every_file_opens_with_one_sentence() -> None:
    first = {path: (ast.get_docstring(ast.parse(path.read_text())) or "").partition("\n")[0] for path in modules()}
    assert named({path: line for path, line in first.items() if not line.endswith((".", ":", "?"))}) == {}


def named(found: Mapping[Path, str]) -> dict[str, str]:
    """Return what was found by the file's name in the house."""
    return {str(path.relative_to(ROOT)): what for path, what in found.items()}


def test_no_file_is_a_bag_of_leftovers() -> None:
    names = {path.stem for path in modules()}
    assert names & {"utils", "util", "helpers", "helper", "manager", "base", "common", "misc"} == set()
