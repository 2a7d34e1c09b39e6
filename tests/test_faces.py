"""The public face of a package is what others use of it: no name of its own, none that nobody outside asks for."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from tests.sources import ROOT, modules, shown, those_that_check, tree

FACES = sorted((ROOT / "src" / "cycle").rglob("__init__.pyi"))


def names_shown(face: Path) -> set[str]:
    given = [node for node in tree(face).body if isinstance(node, ast.ImportFrom)]
    return {name.asname or name.name for node in given for name in node.names}


def package_of(face: Path) -> str:
    return ".".join(face.parent.relative_to(ROOT / "src").parts)


def names_used(code: ast.Module, package: str) -> Iterator[str]:
    """Yield what a file takes from the face of a package: imported by name, or asked of the package itself."""
    room, _, own = package.rpartition(".")
    called = {""}
    for node in ast.walk(code):
        if isinstance(node, ast.ImportFrom) and node.module == package:
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module == room:
            called |= {name.asname or name.name for name in node.names if name.name == own}
    for node in ast.walk(code):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in called:
            yield node.attr


@pytest.mark.parametrize("face", FACES, ids=package_of)
def test_a_face_shows_what_somebody_outside_its_package_uses(face: Path) -> None:
    outside = [path for path in modules() if face.parent not in path.parents]
    used = {name for path in outside for name in names_used(tree(path), package_of(face))}
    assert sorted(names_shown(face) - used) == []


def test_no_face_shows_a_name_that_its_package_keeps_for_itself() -> None:
    assert len(FACES) > 20, "the faces were not read"
    private = [f"{shown(face)}: {name}" for face in FACES for name in names_shown(face) if name.startswith("_")]
    assert private == []


def private_names_in(code: ast.Module) -> Iterator[str]:
    """Yield the names that a file keeps for itself and a test imports or puts another in place of."""
    for node in ast.walk(code):
        match node:
            case ast.ImportFrom(module=str(module), names=names) if module.split(".")[0] in {"cycle", "flows"}:
                yield from (name.name for name in names if name.name.startswith("_"))
            case ast.Call(func=ast.Attribute(attr="setattr"), args=[ast.Constant(value=str(whole)), *_]):
                yield from [whole] if "._" in whole else []
            case ast.Call(func=ast.Attribute(attr="setattr" | "object"), args=[_, ast.Constant(value=str(name)), *_]):
                yield from [name] if name.startswith("_") and not name.startswith("__") else []


def test_no_test_imports_or_replaces_what_a_file_keeps_for_itself() -> None:
    past = [f"{shown(path)}: {name}" for path in those_that_check() for name in private_names_in(tree(path))]
    assert past == []
    code = "from cycle.a import _b, c\np.setattr(m, '_d', 1)\np.setattr('cycle.a._e', 1)\np.setattr(m, 'f', 1)"
    assert list(private_names_in(ast.parse(code))) == ["_b", "_d", "cycle.a._e"]


def test_what_is_used_of_a_face_is_found_however_it_is_asked_for() -> None:
    code = ast.parse("from a.b import one as other\nfrom a import b as c, d\nc.two(d.three, x.four)")
    assert sorted(names_used(code, "a.b")) == ["one", "two"]


def test_no_two_faces_show_different_things_under_one_name() -> None:
    """Constants too: what one package calls `WORDS` is nothing else in another."""
    shown_by: dict[str, list[object]] = {}
    for face in FACES:
        package = import_module(package_of(face))
        for name in names_shown(face):
            held = shown_by.setdefault(name, [])
            if not any(getattr(package, name) is other for other in held):
                held.append(getattr(package, name))
    assert sorted(name for name, held in shown_by.items() if len(held) > 1) == []
