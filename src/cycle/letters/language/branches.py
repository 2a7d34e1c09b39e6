"""Which ways a letter takes through its template: each `if`, `elif` and `else`, each `for` with and without entries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jinja2 import Template as JinjaTemplate
from jinja2 import nodes
from jinja2.visitor import NodeTransformer

from cycle.letters.language.environment import ESCAPING

_MARK = re.compile("\x1e(\\d+)\x1f")
"""Characters that neither XML nor a value may have."""

_BLOCK = re.compile(r"\s*(\w+)(.*)", re.DOTALL)
_OPENING = {"if", "elif", "for"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """One way through one condition or loop."""

    condition: str
    """As written in the template: `recipient.several_seats`, or `seat in recipient.seats`."""
    taken: bool
    """Whether the condition held, or the loop had entries."""
    place: int = 0
    """Which of the template's conditions and loops it is, counted from 0: the same words may stand in several."""
    inside: Branch | None = None
    """The way through the condition around it; None outside all conditions."""


class Tracer:
    """The branches of some sources of Jinja, and which of them given values take."""

    def __init__(self, sources: Iterable[str]) -> None:
        """Read the sources; jinja2's error when one cannot be read."""
        self._known: list[Branch] = []
        self._templates = [self._marked(source) for source in sources]

    @property
    def branches(self) -> tuple[Branch, ...]:
        """Return every branch once, in the order of the template."""
        return tuple(dict.fromkeys(self._known))

    def taken(self, values: Mapping[str, Any]) -> frozenset[Branch]:
        """Return the branches a letter with these values goes through."""
        marks = (mark for template in self._templates for mark in _MARK.findall(template.render(values)))
        return frozenset(self._known[int(mark)] for mark in marks)

    def _marked(self, source: str) -> JinjaTemplate:
        marker = _Marker(conditions(source), self._known)
        tree: nodes.Template = marker.visit(ESCAPING.parse(source))
        code = ESCAPING.compile(tree)
        return JinjaTemplate.from_code(ESCAPING, code, {})


def conditions(source: str) -> Iterator[str]:
    """Yield what stands in each tag that opens a way, in order; a tag in a comment opens none.

    jinja2's TemplateSyntaxError when the source cannot be read.
    """
    inside: list[str] | None = None
    for _, kind, text in ESCAPING.lex(source):
        if kind == "block_begin":
            inside = []
        elif kind == "block_end" and inside is not None:
            found = _BLOCK.match("".join(inside))
            if found and found[1] in _OPENING:
                yield found[2].strip()
            inside = None
        elif inside is not None:
            inside.append(text)


class _Marker(NodeTransformer):
    """Puts a mark into each branch; nodes come in the order their tags stand in."""

    def __init__(self, conditions: Iterator[str], known: list[Branch]) -> None:
        self._conditions = conditions
        self._known = known
        self._place = max((branch.place for branch in known), default=-1)
        self._inside: Branch | None = None

    def visit_If(self, node: nodes.If, *_: Any) -> nodes.If:
        """Return the condition with a mark in each of its branches, those that were left out too."""
        for branch in (node, *node.elif_):
            condition, place = self._next()
            branch.body = self._marked(branch.body, condition, place, taken=True)
        node.else_ = self._marked(node.else_, condition, place, taken=False)
        return node

    def visit_For(self, node: nodes.For, *_: Any) -> nodes.For:
        """Return the loop with a mark in its body and one where it has no entries."""
        walked, place = self._next()
        node.body = self._marked(node.body, walked, place, taken=True)
        node.else_ = self._marked(node.else_, walked, place, taken=False)
        return node

    def _next(self) -> tuple[str, int]:
        self._place += 1
        return next(self._conditions), self._place

    def _marked(self, body: list[nodes.Node], condition: str, place: int, *, taken: bool) -> list[nodes.Node]:
        """Return what stands in a branch with its mark before it, and the branches in it."""
        around = self._inside
        branch = self._inside = Branch(condition=condition, taken=taken, place=place, inside=around)
        self._known.append(branch)
        mark = nodes.Output([nodes.TemplateData(f"\x1e{len(self._known) - 1}\x1f")])
        found = [mark, *(self.visit(node) for node in body)]
        self._inside = around
        return found
