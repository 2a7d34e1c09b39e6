"""Finds every sentence that code and pages say: the literals in `say`, `count`, `counted`, `sentence` and `plural`."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, nodes

ROOT = Path(__file__).parents[2]
SAY = {"say": 1, "sentence": 1, "Phrase": 1, "done_or_told": 1, "labelled": 2}
"""Take so many sentences first; `say` one after the language, when it is given one."""
FIELDS = {"_text", "_flag", "_picture", "_group", "_texts", "_groups", "_people", "Field"}
"""Take the meaning of a field of a letter second, or by its name."""
COUNT = {"count": 3, "counted": 4, "plural": 2}
"""Take two forms last, with so many arguments in all."""


@dataclass(frozen=True, slots=True, order=True)
class Said:
    """One sentence at one place."""

    file: str
    context: str
    one: str
    many: str = ""


def everything() -> list[Said]:
    """Return every sentence of code and pages, with its file, in order."""
    return sorted({*in_code(python_files()), *in_templates(template_files())})


def python_files() -> list[Path]:
    """Return the files of the service's own code."""
    return [path for top in ("src/cycle", "flows") for path in sorted((ROOT / top).rglob("*.py"))]


def template_files() -> list[Path]:
    """Return the pages."""
    return [path for top in ("review", "site") for path in sorted((ROOT / "templates" / top).glob("*.html"))]


def in_code(files: Iterable[Path]) -> Iterator[Said]:
    """Yield what the files say."""
    for file in files:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                yield from _called(file.relative_to(ROOT).as_posix(), node)


def in_templates(files: Iterable[Path]) -> Iterator[Said]:
    """Yield what the pages say, by the same names as in code."""
    environment = Environment(extensions=["jinja2.ext.do"])
    for file in files:
        for node in environment.parse(file.read_text("utf-8")).find_all(nodes.Call):
            if isinstance(node.node, nodes.Name):
                call = ast.parse(_as_python(node), mode="eval").body
                assert isinstance(call, ast.Call)
                yield from _called(file.relative_to(ROOT).as_posix(), call)


def spoken_together() -> list[str]:
    """Return where a sentence is put together before it is said, which no catalogue can know."""
    return [
        f"{file.relative_to(ROOT)}:{node.lineno}"
        for file in python_files()
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call) and _name(node) in {*SAY, *COUNT, "in_context"}
        if any(isinstance(part, ast.JoinedStr) for part in _messages(node))
    ]


def unsaid_contexts() -> list[str]:
    """Return where a text is given a context and is not said there, so that no catalogue gets it."""
    found = []
    for file in python_files():
        calls = [node for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.Call)]
        said = {id(inner) for call in calls if _name(call) in {*SAY, *COUNT} for inner in ast.walk(call)}
        given = [call for call in calls if _name(call) == "in_context" and id(call) not in said]
        found += [f"{file.relative_to(ROOT)}:{call.lineno}" for call in given]
    return found


def _called(file: str, node: ast.Call) -> Iterator[Said]:
    name = _name(node)
    if name in SAY or (name in FIELDS and file.startswith("src/cycle/letters/fields/")):
        for context, text in (found for part in _messages(node) for found in _texts(part)):
            yield Said(file, context, text)
    elif name in COUNT:
        parts = [[*_texts(part)] for part in _messages(node)]
        if len(parts) == 2 and all(len(found) == 1 for found in parts):
            (context, one), (_, many) = parts[0][0], parts[1][0]
            yield Said(file, context, one, many)


def _name(node: ast.Call) -> str:
    return str(getattr(node.func, "attr", getattr(node.func, "id", "")))


def _messages(node: ast.Call) -> list[ast.expr]:
    """Return the arguments that are sentences."""
    name = _name(node)
    if name in FIELDS:
        return [node.args[1]] if len(node.args) > 1 else [word.value for word in node.keywords if word.arg == "meaning"]
    if name in SAY:
        return node.args[1:2] if name == "say" and len(node.args) > 1 else node.args[: SAY[name]]
    if name in COUNT:
        return node.args[-2:] if len(node.args) == COUNT[name] else []
    return node.args[1:2]


def _texts(node: ast.expr) -> Iterator[tuple[str, str]]:
    """Yield the context and the text of each sentence that an argument may be."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield "", node.value
    elif isinstance(node, ast.IfExp):
        yield from _texts(node.body)
        yield from _texts(node.orelse)
    elif isinstance(node, ast.BoolOp):
        yield from (found for value in node.values for found in _texts(value))
    elif isinstance(node, ast.Subscript) and isinstance(node.value, ast.Dict):
        yield from (found for value in node.value.values for found in _texts(value))
    elif isinstance(node, ast.Call) and _name(node) == "in_context":
        context, text = node.args
        assert isinstance(context, ast.Constant)
        yield from ((str(context.value), words) for _, words in _texts(text))


def _as_python(node: nodes.Call) -> str:
    """Return a call of a template as Python writes it, with what is no text left out."""
    return f"{node.node.name}({', '.join(_argument(part) for part in node.args)})"  # type: ignore[attr-defined]


def _argument(node: nodes.Expr) -> str:
    if isinstance(node, nodes.Const):
        return repr(node.value)
    if isinstance(node, nodes.CondExpr):
        orelse = _argument(node.expr2) if node.expr2 else "''"
        return f"({_argument(node.expr1)} if x else {orelse})"
    if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name):
        return _as_python(node)
    return "x"
