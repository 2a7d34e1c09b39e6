"""Entries of lists that a mail asks for by number (`seats[1]`), where some readers have fewer."""

from __future__ import annotations

from collections.abc import Iterator, Set

from jinja2 import nodes

from cycle.letters.checks.tags.compared import Fault
from cycle.letters.checks.tags.expression_parts import field_path
from cycle.letters.fields import Field, rows
from cycle.phrases import Phrase

_ENDS = {"first": 1, "last": 1}


def entries_that_may_lack(body: nodes.Node, known: Field) -> Iterator[tuple[int, Fault]]:
    """Yield the line of each entry that is asked for where nothing asks first how many there are, and what to write.

    A question about the same list, around it or beside it, is taken for that.
    """
    lists = {row.path for row in rows(known) if row.kind == "list" and "[]" not in row.path}
    yield from _walk(body, lists, frozenset())


def _walk(node: nodes.Node, lists: Set[str], asked: Set[str]) -> Iterator[tuple[int, Fault]]:
    if isinstance(node, nodes.If):
        inside = asked | _named(node.test)
        yield from _walk(node.test, lists, asked)
        for child in (*node.body, *node.elif_, *node.else_):
            yield from _walk(child, lists, inside)
        return
    if isinstance(node, nodes.CondExpr):
        asked |= _named(node.test)
    elif isinstance(node, nodes.And | nodes.Or):
        asked |= _named(node.left)
    elif isinstance(node, nodes.For):
        asked |= _named(node.iter)
    elif isinstance(node, nodes.Test) and node.name in {"defined", "undefined"}:
        return
    number = _number(node)
    if number and (path := _path(node)) in lists and path not in asked:
        yield node.lineno, _fault(path, number)
    for child in node.iter_child_nodes():
        yield from _walk(child, lists, asked)


def _named(node: nodes.Node) -> frozenset[str]:
    """Return what a question names; one that itself picks an entry does not ask how many there are."""
    parts = (node, *node.find_all((nodes.Name, nodes.Getattr)))
    picked = {id(part.node) for part in (node, *node.find_all(nodes.Getitem)) if isinstance(part, nodes.Getitem)}
    return frozenset(
        field_path(part) for part in parts if isinstance(part, nodes.Name | nodes.Getattr) and id(part) not in picked
    )


def _number(node: nodes.Node) -> int:
    """Return how many entries there must be for this one to be there; 0 for what is no entry of a list."""
    if isinstance(node, nodes.Filter):
        return _ENDS.get(node.name, 0)
    if not isinstance(node, nodes.Getitem):
        return 0
    if isinstance(node.arg, nodes.Neg) and isinstance(node.arg.node, nodes.Const):
        return int(node.arg.node.value) if type(node.arg.node.value) is int else 0
    return node.arg.value + 1 if isinstance(node.arg, nodes.Const) and type(node.arg.value) is int else 0


def _path(node: nodes.Node) -> str:
    inside = node.node if isinstance(node, nodes.Filter | nodes.Getitem) else None
    return field_path(inside) if inside is not None else ""


def _fault(path: str, number: int) -> Fault:
    ask = f"{{% if {path} %}}" if number == 1 else f"{{% if {path}|length > {number - 1} %}}"
    what = Phrase(
        "some who get the mail have no entry number {number} in '{field}', and get none then", number=number, field=path
    )
    return what, Phrase("ask first whether there is one: {question}", question=ask)
