"""Which fields a template mentions, with their whole paths."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from jinja2 import nodes

from cycle.letters.environment import letter_environment

_ENVIRONMENT = letter_environment(autoescape=True)


def mentioned(source: str) -> Iterator[str]:
    """Yield the path of each field in the source, `recipient.seats[].why`; jinja2's error when it cannot be read."""
    yield from _walk(_ENVIRONMENT.parse(source), {})


def _walk(node: nodes.Node, local: Mapping[str, str]) -> Iterator[str]:
    """Yield the paths below a node; `local` holds what the names of loops and assignments stand for."""
    if isinstance(node, nodes.For):
        yield from _walk(node.iter, local)
        walked = _path(node.iter, local)
        names = [one.name for one in (node.target, *node.target.find_all(nodes.Name)) if isinstance(one, nodes.Name)]
        inside = {**local, "loop": "", **dict.fromkeys(names, f"{walked}[]" if walked and len(names) == 1 else "")}
        for child in (*node.body, *([node.test] if node.test else [])):
            yield from _walk(child, inside)
        for child in node.else_:
            yield from _walk(child, local)
        return
    path = _path(node, local)
    if path:
        yield path
    elif path is None:
        inside = dict(local)
        for child in node.iter_child_nodes():
            yield from _walk(child, inside)
            if isinstance(child, nodes.Assign) and isinstance(child.target, nodes.Name):
                inside[child.target.name] = _path(child.node, inside) or ""


def _path(node: nodes.Node, local: Mapping[str, str]) -> str | None:
    """Return the path a name or a chain of names stands for; empty for what is no field, None for other nodes."""
    if isinstance(node, nodes.Name):
        return "" if node.ctx != "load" else local.get(node.name, node.name)
    if isinstance(node, nodes.Filter) and node.name in {"list", "reverse", "sort", "unique"} and node.node is not None:
        return _path(node.node, local)
    if isinstance(node, nodes.Filter) and node.name in {"first", "last"} and node.node is not None:
        inner = _path(node.node, local)
        return f"{inner}[]" if inner else inner
    if isinstance(node, nodes.Getattr):
        owner = _path(node.node, local)
        return f"{owner}.{node.attr}" if owner else owner
    if isinstance(node, nodes.Getitem):
        owner = _path(node.node, local)
        if isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
            return f"{owner}.{node.arg.value}" if owner else owner
        return f"{owner}[]" if owner and isinstance(node.arg, nodes.Const) else owner
    return None
