"""The sources of the service as its house rules read them: the files, what each is called, imports and says."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]


@cache
def modules() -> tuple[Path, ...]:
    return tuple(sorted([*(ROOT / "src" / "cycle").rglob("*.py"), *(ROOT / "flows").rglob("*.py")]))


@cache
def those_that_check() -> tuple[Path, ...]:
    return tuple(sorted([*(ROOT / "tests").rglob("*.py"), *(ROOT / "benchmarks").rglob("*.py")]))


def shown(path: Path) -> str:
    return str(path.relative_to(ROOT))


def room_of(path: Path) -> str:
    """Return the room a file lives in: `governance`, `flows`, or the module name of a top-level file."""
    parts = path.relative_to(ROOT).parts
    return "flows" if parts[0] == "flows" else Path(parts[2]).stem


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


@cache
def imported(path: Path) -> frozenset[str]:
    """Return the full dotted names a file imports, inside functions too."""
    return frozenset(_names(path, with_what=True))


@cache
def modules_imported(path: Path) -> frozenset[str]:
    """Return the dotted modules a file takes names from, inside functions too."""
    return frozenset(_names(path, with_what=False))


def _names(path: Path, *, with_what: bool) -> Iterable[str]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield from (f"{node.module}.{alias.name}" for alias in node.names) if with_what else (node.module,)


def rooms_imported(path: Path) -> set[str]:
    names = [name.split(".") for name in imported(path)]
    rooms = {parts[1] for parts in names if parts[0] == "cycle" and len(parts) > 1}
    return rooms | ({"flows"} if any(parts[0] == "flows" for parts in names) else set())
