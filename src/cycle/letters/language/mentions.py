"""Which fields a template mentions, with their whole paths."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from jinja2 import nodes

from cycle.letters.language.environment import ESCAPING

SAME_LIST = frozenset({"list", "reverse", "sort", "unique"})
"""Filters that give the list they are given, or part of it."""

Local: TypeAlias = Mapping[str, tuple[str, ...]]
"""What the names of loops and assignments stand for: one path or several, none for what is no field."""


def mentioned(source: str) -> Iterator[str]:
    """Yield the path of each field in the source, `recipient.seats[].why`; jinja2's error when it cannot be read."""
    yield from _walk(ESCAPING.parse(source), {})


def printed_fields(source: str) -> Iterator[str]:
    """Yield the path of each field that the source prints, and not those it only asks for or walks."""
    yield from _printed(ESCAPING.parse(source), {})


def _printed(node: nodes.Node, local: Local) -> Iterator[str]:
    """Yield the paths that are printed below a node of the template."""
    if isinstance(node, nodes.Output):
        for expression in node.nodes:
            yield from _written(expression, local)
        return
    inside = dict(_in_loop(node, local) if isinstance(node, nodes.For) else local)
    for child in node.iter_child_nodes(exclude=("test", "iter", "target")):
        yield from _printed(child, inside)
        if isinstance(child, nodes.Assign) and isinstance(child.target, nodes.Name):
            inside[child.target.name] = tuple(_written(child.node, inside))


def _written(node: nodes.Node, local: Local) -> Iterator[str]:
    """Yield the paths that are in what an expression gives."""
    paths = _paths(node, local)
    if paths is not None:
        yield from paths
        return
    if isinstance(node, nodes.Filter) and node.name in {"count", "length"}:
        return
    for child in node.iter_child_nodes():
        yield from _written(child, local)
    if isinstance(node, nodes.Filter) and node.name == "join":
        given = [*node.args[1:2], *(pair.value for pair in node.kwargs if pair.key == "attribute")]
        for name in (part.value for part in given if isinstance(part, nodes.Const)):
            yield from (f"{path}[].{name}" for path in _paths(node.node, local) or ())


def _in_loop(node: nodes.For, local: Local) -> Local:
    """Return what the names inside a loop stand for."""
    walked = tuple(f"{path}[]" for path in _paths(node.iter, local) or ())
    names = [node.name for node in (node.target, *node.target.find_all(nodes.Name)) if isinstance(node, nodes.Name)]
    return {**local, "loop": (), **dict.fromkeys(names, walked if len(names) == 1 else ())}


def _walk(node: nodes.Node, local: Local) -> Iterator[str]:
    """Yield the paths below a node."""
    if isinstance(node, nodes.For):
        yield from _walk(node.iter, local)
        inside = dict(_in_loop(node, local))
        for child in (*node.body, *([node.test] if node.test else [])):
            yield from _walk(child, inside)
        for child in node.else_:
            yield from _walk(child, local)
        return
    paths = _paths(node, local)
    if paths is not None:
        yield from paths
        yield from _beside(node, local)
        return
    inside = dict(local)
    for child in node.iter_child_nodes():
        yield from _walk(child, inside)
        if isinstance(child, nodes.Assign) and isinstance(child.target, nodes.Name):
            inside[child.target.name] = _paths(child.node, inside) or ()


def _beside(node: nodes.Node, local: Local) -> Iterator[str]:
    """Yield what an expression that stands for a field mentions besides: conditions, alternatives, arguments."""
    if isinstance(node, nodes.Or | nodes.CondExpr):
        for child in node.iter_child_nodes():
            yield from _walk(child, local)
    elif isinstance(node, nodes.Getattr | nodes.Getitem | nodes.Filter):
        inner, *others = node.iter_child_nodes()
        yield from _beside(inner, local)
        for child in others:
            yield from _walk(child, local)


def _paths(node: nodes.Node | None, local: Local) -> tuple[str, ...] | None:
    """Return the paths a name or a chain of names may stand for; none for what is no field, None for other nodes."""
    if isinstance(node, nodes.Name):
        return () if node.ctx != "load" else local.get(node.name, (node.name,))
    if isinstance(node, nodes.Or):
        return (*(_paths(node.left, local) or ()), *(_paths(node.right, local) or ()))
    if isinstance(node, nodes.CondExpr):
        return (*(_paths(node.expr1, local) or ()), *(_paths(node.expr2, local) or ()))
    if isinstance(node, nodes.Filter) and node.name in {*SAME_LIST, "first", "last", "default", "d"}:
        inner = _paths(node.node, local)
        if node.name in {"default", "d"}:
            return (*(inner or ()), *(path for given in node.args for path in _paths(given, local) or ()))
        return inner if node.name in SAME_LIST or inner is None else tuple(f"{path}[]" for path in inner)
    if isinstance(node, nodes.Getattr):
        return _inside(node.node, f".{node.attr}", local)
    if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
        return _inside(node.node, f".{node.arg.value}" if isinstance(node.arg.value, str) else "[]", local)
    return _paths(node.node, local) if isinstance(node, nodes.Getitem) else None


def _inside(owner: nodes.Node, name: str, local: Local) -> tuple[str, ...] | None:
    found = _paths(owner, local)
    return None if found is None else tuple(f"{path}{name}" for path in found)
