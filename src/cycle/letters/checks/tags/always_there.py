"""Questions whether a field is there at all, and what stands in for one that is not: every field is, if only empty."""

from __future__ import annotations

from collections.abc import Iterator, Set

from jinja2 import nodes

from cycle.letters.checks.tags.compared import Fault, Operand, asked
from cycle.letters.fields import Field
from cycle.phrases import Phrase

_NEIGHBOURS = {"previtem", "nextitem"}


def always_defined(node: nodes.Test, side: Operand, *, own: Set[str], negated: bool) -> Iterator[Fault]:
    """Yield that `field is defined` has one answer, where the field is one that all have; `own` are set names."""
    if node.name not in {"defined", "undefined"} or side.kind is None or _may_lack(node.node, own):
        return
    what = Phrase("'{field}' is always there, if only empty: the answer is the same in every letter", field=side.path)
    no = negated is (node.name == "defined")
    yield what, Phrase("ask one of its fields") if side.kind.kind == "group" else asked(side.path, no=no)


def never_default(node: nodes.Filter, kind: Field | None, path: str, *, own: Set[str]) -> Iterator[Fault]:
    """Yield that `field|default('x')` never gives what stands there for an empty field; with `true` behind it does."""
    if node.name not in {"d", "default"} or kind is None or kind.kind == "number" or _may_lack(node.node, own):
        return
    given = [*node.args, *(pair.value for pair in node.kwargs)]
    words = given[0] if given else nodes.Const("")
    nothing = isinstance(words, nodes.List | nodes.Tuple | nodes.Dict) and not words.items
    if len(given) > 1 or nothing or (isinstance(words, nodes.Const) and not words.value):
        return
    what = Phrase("'{field}' is always there, if only empty: what default gives is never printed", field=path)
    right = repr(words.value) if isinstance(words, nodes.Const) else "…"
    yield what, Phrase("write {right}", right=f"{path} or {right}")


def asked_too(node: nodes.And) -> nodes.Expr | None:
    """Return what stands beside `field is defined` where it asks for the same field; None where nothing does."""
    for test, beside in ((node.left, node.right), (node.right, node.left)):
        if not isinstance(test, nodes.Test) or test.name != "defined":
            continue
        if any(found == test.node for found in (beside, *beside.find_all(nodes.Expr))):
            return beside
    return None


def _may_lack(node: nodes.Expr | None, own: Set[str]) -> bool:
    """Return whether it is an entry of a list that may be shorter, or a name that the template sets itself."""
    if node is None or (isinstance(node, nodes.Name) and node.name in own):
        return True
    return any(
        (
            isinstance(part, nodes.Getitem)
            and not (isinstance(part.arg, nodes.Const) and isinstance(part.arg.value, str))
        )
        or (isinstance(part, nodes.Filter) and part.name in {"first", "last"})
        or (isinstance(part, nodes.Getattr) and part.attr in _NEIGHBOURS)
        for part in (node, *node.find_all(nodes.Expr))
    )
