"""Parts of a Jinja expression as findings name them: the path of a field, one side of a comparison."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jinja2 import nodes

from cycle.errors import nearest
from cycle.letters.checks.tags.compared import FLAG, NUMBER, TEXT, Operand
from cycle.letters.fields import Field, FieldKind, rows
from cycle.letters.language import ESCAPING
from cycle.phrases import Phrase

ANYTHING = None
"""A value whose shape is not known here: the result of a filter or a sum."""
CONSTANTS = {str: TEXT, int: NUMBER, bool: FLAG}
"""What a name stands for that is set to a text, a number or yes or no."""

OF_TEXT = {"capitalize", "e", "escape", "lower", "replace", "string", "title", "trim", "upper"}
JOINING = {"join", "listed"}
"""Filters that make one text of the entries of a list; `listed` is of mails."""
ATTRIBUTE = {"join": 1, "listed": 1, "unique": 1, "sort": 2}
"""Filters that look at one field of each entry, and the place of its name among the filter's arguments."""
YES_OR_NO = {"ja", "nei", "yes", "no", "sann", "usann", "true", "false"}
"""Words that stand without quotes where a yes or no is asked for; no field is called so."""
COUNTING = {"count", "int", "length"}
_OPPOSITE = {"eq": "ne", "ne": "eq", "in": "notin", "notin": "in"}
_QUOTED = "'{name}'"
"""The same in every language."""


def _plain(name: str, kind: FieldKind) -> Field:
    return Field(name=name, kind=kind, meaning="")


LOOP = Field(
    name="loop",
    kind="group",
    meaning="",
    inside=(
        *(_plain(name, "number") for name in ("index", "index0", "revindex", "revindex0", "length", "depth", "depth0")),
        _plain("first", "flag"),
        _plain("last", "flag"),
    ),
)
"""What `loop` has inside a loop."""
NOTHING = Field(name="", kind="group", meaning="")
SPAN = Field(name="", kind="group", meaning="", inside=(_plain("days", "number"),))
"""What is between two days, or times of day."""


def field_path(node: nodes.Node) -> str:
    """Return what a finding calls an expression: `invitee.name`, `(a or b)`, `this` for what has no name."""
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Getattr):
        return f"{field_path(node.node)}.{node.attr}"
    if isinstance(node, nodes.Filter) and node.node is not None:
        return f"{field_path(node.node)}{'|join' * (node.name == 'join')}"
    if isinstance(node, nodes.Getitem):
        number = node.arg.value if isinstance(node.arg, nodes.Const) else "…"
        return (
            f"{field_path(node.node)}[{number!r}]"
            if isinstance(number, str) and number != "…"
            else f"{field_path(node.node)}[{number}]"
        )
    if isinstance(node, nodes.Or | nodes.And):
        return f"({field_path(node.left)} {type(node).__name__.lower()} {field_path(node.right)})"
    if isinstance(node, nodes.CondExpr):
        return (
            f"({field_path(node.expr1)} if … else {field_path(node.expr2)})"
            if node.expr2 is not None
            else field_path(node.expr1)
        )
    if isinstance(node, nodes.Sub):
        return f"({field_path(node.left)} - {field_path(node.right)})"
    return f"not {field_path(node.node)}" if isinstance(node, nodes.Not) else "this"


def suggestion(known: Field | None, group: Field, name: str, path: str) -> Phrase:
    """Return the field that was probably meant, or those there are; programs are told of those as well."""
    start = path.rpartition(".")[0]
    prefix = f"{start}." if start else ""
    elsewhere = [row.path for row in rows(known or NOTHING) if row.path.endswith(f".{name}") and "[]" not in row.path]
    may_use = Phrase("it may use {fields}", fields=", ".join(f"{prefix}{field.name}" for field in group.inside))
    if near := nearest(name.lower(), [field.name for field in group.inside]):
        meant = Phrase("did you mean '{near}'?", near=f"{prefix}{near}")
        return meant.written_as(f"{meant} {may_use}")
    if elsewhere:
        meant = Phrase("did you mean {near}?", near=either(elsewhere))
        return meant.written_as(f"{meant} {may_use}")
    return may_use


def asks_no_field(word: str, rest: str) -> bool:
    """Return whether `{% if rest %}` or `{% elif rest %}` has one answer for all, or `{% for rest %}` never a turn."""
    if word == "for":
        loop = ESCAPING.parse(f"{{% for {rest} %}}{{% endfor %}}").body[0]
        assert isinstance(loop, nodes.For)
        return _constant(loop.iter) == [False] or (loop.test is not None and _constant(loop.test) != [])
    return word in {"if", "elif"} and _constant(expression_of(rest)) != []


def _constant(node: nodes.Node) -> list[bool]:
    """Return whether an expression that names nothing holds; nothing where that depends on a field."""
    if (
        not isinstance(node, nodes.Expr)
        or next(node.find_all((nodes.Name, nodes.Call)), None)
        or isinstance(node, nodes.Name | nodes.Call)
    ):
        return []
    try:
        return [bool(node.as_const())]
    except (nodes.Impossible, ArithmeticError, TypeError, ValueError):
        return []


def side_of(node: nodes.Node, kind: Field | None) -> Operand:
    """Return one side of a comparison."""
    values = node.items if isinstance(node, nodes.List | nodes.Tuple) else [node]
    filtered = f"|{node.name}" if isinstance(node, nodes.Filter) and node.name in COUNTING else ""
    return Operand(
        path=f"{field_path(node)}{filtered}",
        kind=kind,
        constants=tuple(value.value for value in values if isinstance(value, nodes.Const)),
        among=isinstance(node, nodes.List | nodes.Tuple),
        others=not all(isinstance(value, nodes.Const) for value in values),
        letters=node.name if isinstance(node, nodes.Filter) and node.name in {"lower", "upper"} else "",
    )


def expression_of(text: str) -> nodes.Expr:
    """Return what stands between the braces of a tag that prints; TemplateSyntaxError when it is unreadable."""
    output = ESCAPING.parse(f"{{{{ {text} }}}}").body[0]
    assert isinstance(output, nodes.Output)
    return output.nodes[0]


def known_side(node: nodes.Node, kind: Field | None) -> Operand:
    """Return one side of a sum; of `a or b` it is not known which of the two it is."""
    return side_of(node, ANYTHING if isinstance(node, nodes.Or | nodes.And | nodes.CondExpr) else kind)


def targets(target: nodes.Node) -> Iterator[str]:
    """Return the names that `for` or `set` gives."""
    return (
        target_node.name
        for target_node in [target, *target.find_all(nodes.Name)]
        if isinstance(target_node, nodes.Name)
    )


def turned(node: nodes.Not) -> nodes.Expr:
    """Return `not a == b` as `a != b`: what is told of it, and asked instead, is the opposite."""
    compared = node.node
    if not isinstance(compared, nodes.Compare) or len(compared.ops) != 1 or compared.ops[0].op not in _OPPOSITE:
        return node
    operand = compared.ops[0]
    return nodes.Compare(compared.expr, [nodes.Operand(_OPPOSITE[operand.op], operand.expr)])


def either(names: Sequence[str]) -> Phrase:
    """Return the names with `or` between them."""
    first, *others = (Phrase(_QUOTED, name=name) for name in names)
    for other in others:
        first = Phrase("{first} or {second}", first=first, second=other)
    return first
