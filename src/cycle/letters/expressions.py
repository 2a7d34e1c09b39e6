"""What the tags of a template ask for, checked against the fields there are: names, kinds, filters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from jinja2 import nodes

from cycle.errors import did_you_mean
from cycle.letters.environment import letter_environment
from cycle.letters.fields import Field, rows
from cycle.letters.filters import FILTERS

ANYTHING = None
"""A value whose shape is not known here: the result of a filter or a sum."""

_ENVIRONMENT = letter_environment(autoescape=True)
_NOTHING = Field(name="", kind="group", meaning="", meaning_nn="")
_SAME_LIST = {"list", "reverse", "sort", "unique"}
_OF_LOOP = {"cycle", "changed"}


@dataclass(slots=True)
class Names:
    """The names that may be used at one place of a template: the fields, and what `for` and `set` have added."""

    known: Field | None
    """The tree of fields; None when any name will do."""

    local: list[dict[str, Field | None]] = field(default_factory=lambda: [{}])
    faults: list[tuple[str, str]] = field(default_factory=list)
    """What is wrong and what would be right, for the tag being read."""

    def check_print(self, expression: str) -> None:
        """Note what is wrong with `{{ expression }}`; jinja2's TemplateSyntaxError when it cannot be read."""
        node = _expression(expression)
        found = self._kind(node)
        path = _path(node)
        if found is not ANYTHING and found.kind == "list":
            self._fault(f"'{path}' is a list", f"walk it: {{% for one in {path} %}}")
        elif found is not ANYTHING and found.kind == "group":
            names = ", ".join(f"{path}.{one.name}" for one in found.inside)
            self._fault(f"'{path}' is a group of fields", f"print one of them: {names}")
        elif found is not ANYTHING and found.kind == "flag":
            self._fault(f"'{path}' is yes or no, not text", f"ask it: {{% if {path} %}}")

    def check_ask(self, expression: str) -> None:
        """Note what is wrong with `{% if expression %}`."""
        self._kind(_expression(expression))

    def check_set(self, assignment: str) -> None:
        """Note what is wrong with `{% set name = expression %}` and remember the name."""
        node = _ENVIRONMENT.parse(f"{{% set {assignment} %}}").body[0]
        if isinstance(node, nodes.Assign):
            kind = self._kind(node.node)
            for name in _targets(node.target):
                self.local[-1][name] = kind

    def enter_for(self, clause: str) -> None:
        """Note what is wrong with `{% for clause %}` and remember its names until `leave_for`."""
        node = _ENVIRONMENT.parse(f"{{% for {clause} %}}{{% endfor %}}").body[0]
        assert isinstance(node, nodes.For)
        walked = self._kind(node.iter)
        entry: Field | None = ANYTHING
        if walked is not ANYTHING:
            if walked.kind == "list":
                entry = walked.entry
            else:
                self._fault(f"'{_path(node.iter)}' is not a list", f"lists: {', '.join(self._lists())}")
        names = list(_targets(node.target))
        self.local.append({"loop": ANYTHING, **dict.fromkeys(names, entry if len(names) == 1 else ANYTHING)})
        if node.test is not None:
            self._kind(node.test)

    def leave_for(self) -> None:
        """Forget the names of the innermost `for`."""
        self.local.pop()

    def _kind(self, node: nodes.Node) -> Field | None:
        """Return the field an expression stands for, noting every fault inside it."""
        if isinstance(node, nodes.Name):
            return self._name(node.name)
        if isinstance(node, nodes.Getattr):
            return self._inside(self._kind(node.node), node.attr, _path(node))
        if isinstance(node, nodes.Getitem):
            return self._item(node)
        if isinstance(node, nodes.Filter):
            return self._filtered(node)
        if isinstance(node, nodes.Call) and not _is_of_loop(node):
            self._fault("a function call", f"use a filter: {', '.join(sorted(FILTERS))}")
            return ANYTHING
        if isinstance(node, nodes.Test) and node.name not in _ENVIRONMENT.tests:
            self._fault(f"no test '{node.name}'", did_you_mean(node.name, _ENVIRONMENT.tests))
        for child in node.iter_child_nodes():
            self._kind(child)
        return ANYTHING

    def _name(self, name: str) -> Field | None:
        for scope in reversed(self.local):
            if name in scope:
                return scope[name]
        return self._inside(self.known, name, name)

    def _inside(self, group: Field | None, name: str, path: str) -> Field | None:
        if group is ANYTHING:
            return ANYTHING
        if group.kind != "group":
            remedy = "walk it with for" if group.kind == "list" else "it is printed as it is"
            self._fault(f"'{path}': there is nothing inside a {group.kind}", remedy)
            return ANYTHING
        child = group.child(name)
        if child is None:
            self._fault(f"no field '{path}'", self._suggestion(group, name, path))
        return child

    def _item(self, node: nodes.Getitem) -> Field | None:
        owner = self._kind(node.node)
        if owner is not ANYTHING and isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
            return self._inside(owner, node.arg.value, f"{_path(node.node)}.{node.arg.value}")
        if owner is not ANYTHING and owner.kind == "list":
            return owner if isinstance(node.arg, nodes.Slice) else owner.entry
        return owner if owner is not ANYTHING and owner.kind == "text" else ANYTHING

    def _filtered(self, node: nodes.Filter) -> Field | None:
        if node.name not in FILTERS:
            self._fault(f"no filter '{node.name}'", did_you_mean(node.name, FILTERS))
        kind = self._kind(node.node) if node.node is not None else ANYTHING
        for child in (*node.args, *(one.value for one in node.kwargs)):
            self._kind(child)
        if kind is not ANYTHING and kind.kind == "list" and node.name in {"first", "last"}:
            return kind.entry
        return kind if node.name in _SAME_LIST else ANYTHING

    def _suggestion(self, group: Field, name: str, path: str) -> str:
        start = path.rpartition(".")[0]
        prefix = f"{start}." if start else ""
        elsewhere = [
            row.path for row in rows(self.known or _NOTHING) if row.path.endswith(f".{name}") and "[]" not in row.path
        ]
        may_use = "it may use " + ", ".join(f"{prefix}{one.name}" for one in group.inside)
        near = did_you_mean(name, [one.name for one in group.inside])
        if near.startswith("did you mean"):
            return f"{near.replace(chr(39), chr(39) + prefix, 1)} {may_use}"
        if elsewhere:
            return f"did you mean {' or '.join(repr(one) for one in elsewhere)}? {may_use}"
        return may_use

    def _lists(self) -> Iterator[str]:
        for row in rows(self.known or _NOTHING):
            if row.kind == "list" and "[]" not in row.path:
                yield row.path

    def _fault(self, what: str, remedy: str) -> None:
        self.faults.append((what, remedy))


def _expression(text: str) -> nodes.Expr:
    output = _ENVIRONMENT.parse(f"{{{{ {text} }}}}").body[0]
    assert isinstance(output, nodes.Output)
    return output.nodes[0]


def _targets(target: nodes.Node) -> Iterator[str]:
    return (one.name for one in [target, *target.find_all(nodes.Name)] if isinstance(one, nodes.Name))


def _path(node: nodes.Node) -> str:
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Getattr):
        return f"{_path(node.node)}.{node.attr}"
    return f"{_path(node.node)}[…]" if isinstance(node, nodes.Getitem) else "this"


def _is_of_loop(node: nodes.Call) -> bool:
    called = node.node
    return (
        isinstance(called, nodes.Getattr)
        and isinstance(called.node, nodes.Name)
        and called.node.name == "loop"
        and called.attr in _OF_LOOP
    )
