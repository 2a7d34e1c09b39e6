"""Which ways a letter takes through its template: each `if`, `elif` and `else`, each `for` with and without entries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from jinja2 import Template as JinjaTemplate
from jinja2 import nodes
from jinja2.visitor import NodeTransformer

from cycle.letters.environment import letter_environment

_MARK = re.compile("\ue000(\\d+)\ue001")
_OPENING = re.compile(r"\{%-?\s*(?:if|elif|for)\s+(.*?)\s*-?%\}", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """One way through one condition or loop."""

    condition: str
    """As written in the template: `recipient.several_seats`, or `seat in recipient.seats`."""
    taken: bool
    """Whether the condition held, or the loop had entries."""


class Tracer:
    """The branches of some sources of Jinja, and which of them given values take."""

    def __init__(self, sources: Iterable[str]) -> None:
        """Read the sources; jinja2's error when one cannot be read."""
        self._environment = letter_environment(autoescape=True)
        self._known: list[Branch] = []
        self._templates = [self._marked(one) for one in sources]

    @property
    def branches(self) -> tuple[Branch, ...]:
        """Return every branch once, in the order of the template."""
        return tuple(dict.fromkeys(self._known))

    def taken(self, values: Mapping[str, Any]) -> frozenset[Branch]:
        """Return the branches a letter with these values goes through."""
        marks = (mark for one in self._templates for mark in _MARK.findall(one.render(values)))
        return frozenset(self._known[int(mark)] for mark in marks)

    def _marked(self, source: str) -> JinjaTemplate:
        marker = _Marker(_OPENING.findall(source), self._known)
        tree: nodes.Template = marker.visit(self._environment.parse(source))
        code = self._environment.compile(tree)
        return JinjaTemplate.from_code(self._environment, code, {})


class _Marker(NodeTransformer):
    """Puts a mark into each branch; nodes come in the order their tags stand in."""

    def __init__(self, conditions: list[str], known: list[Branch]) -> None:
        self._conditions = iter(conditions)
        self._known = known

    def visit_If(self, node: nodes.If, *_: Any) -> nodes.If:
        """Return the condition with a mark in each of its branches, those that were left out too."""
        condition = next(self._conditions)
        node.body = [self._mark(condition, taken=True), *self._all(node.body)]
        node.elif_ = [self.visit_If(one) for one in node.elif_]
        node.else_ = [*([] if node.elif_ else [self._mark(condition, taken=False)]), *self._all(node.else_)]
        return node

    def visit_For(self, node: nodes.For, *_: Any) -> nodes.For:
        """Return the loop with a mark in its body and one where it has no entries."""
        walked = next(self._conditions)
        node.body = [self._mark(walked, taken=True), *self._all(node.body)]
        node.else_ = [self._mark(walked, taken=False), *self._all(node.else_)]
        return node

    def _all(self, found: list[nodes.Node]) -> list[nodes.Node]:
        return [self.visit(one) for one in found]

    def _mark(self, condition: str, *, taken: bool) -> nodes.Output:
        self._known.append(Branch(condition=condition, taken=taken))
        return nodes.Output([nodes.TemplateData(f"\ue000{len(self._known) - 1}\ue001")])
