"""What two files of a room need stands in one of them: no function is written out twice."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.sources import ROOT, modules, room_of, shown, tree

LEAST = 30
"""Characters that a function does its work in; what is shorter is no more to read than its name."""
TWICE = {"_flag": "the tool that keeps the catalogues knows the fields of a letter by such names, file by file"}
"""What may stand twice, and why."""


def functions(code: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield name and work of the functions of a file, but those that rest on a constant: another file has another."""
    for node in code.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            said = ast.get_docstring(node) is not None
            names = {part.id for line in node.body for part in ast.walk(line) if isinstance(part, ast.Name)}
            text = "\n".join(map(ast.unparse, node.body[said:]))
            if len(text) > LEAST and not any(name.isupper() for name in names):
                yield node.name, f"{ast.unparse(node.args)}: {text}"


def twice(files: Mapping[Path, ast.Module]) -> list[list[str]]:
    """Return where a function does just what one of another file of its room does."""
    found: defaultdict[tuple[str, str], dict[Path, str]] = defaultdict(dict)
    for path, code in files.items():
        for name, work in functions(code):
            found[room_of(path), work].setdefault(path, name)
    return [
        sorted(f"{shown(path)}: {name}" for path, name in places.items())
        for places in found.values()
        if len(places) > 1 and not set(places.values()) <= TWICE.keys()
    ]


def test_no_function_is_written_out_in_two_files_of_a_room() -> None:
    read = {path: tree(path) for path in modules() if path.parent.name != "versions"}
    assert sum(len(list(functions(code))) for code in read.values()) > 2000, "the functions were not read"
    assert twice(read) == []


def test_a_function_is_found_again_whatever_it_is_called_and_says_of_itself() -> None:
    first, second, elsewhere = (ROOT / "src" / "cycle" / place for place in ("mail/a.py", "mail/b.py", "archive/a.py"))
    work = "def {}(day):\n    {}return day.replace(year=2027, month=1, day=1)"
    one, other = ast.parse(work.format("begins", "")), ast.parse(work.format("opens", "'''Return it.'''\n    "))
    assert twice({first: one, second: other}) == [["src/cycle/mail/a.py: begins", "src/cycle/mail/b.py: opens"]]
    assert twice({first: one, elsewhere: other}) == []
    assert list(functions(ast.parse("def cut(text):\n    return text[:LONGEST].strip().casefold().strip()"))) == []
