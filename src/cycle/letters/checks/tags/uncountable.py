"""Filters and places that take a text, or a group of fields, for a list: they count, join or pick its letters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from jinja2 import nodes

from cycle.catalogue import sentence
from cycle.letters.checks.tags.compared import COUNT, KINDS, Fault, Operand, may_be_number, no_number
from cycle.letters.fields import Field
from cycle.phrases import Phrase

OF_LIST = frozenset({"count", "first", "join", "last", "length", "list", "listed", "reverse", "sort", "unique"})
"""Filters that are for lists; of a text they take the letters."""

_COUNTS = {"count", "length"}
_SHORT = 10
"""A number of entries that somebody asks for; whoever asks whether a name is long asks for more letters."""

_LETTERS = sentence("'{field}' is text, and {filter} takes its letters one by one")
_NO_LIST = sentence("'{field}' is {kind} and no list, which {filter} is for")
_PICKED: Mapping[str, str] = {"first": "[:1]", "last": "[-1:]"}


def misused(node: nodes.Filter, kind: Field | None, path: str) -> Iterator[Fault]:
    """Yield what is wrong with a filter for lists, or `int`, of a field of this kind; counting letters is judged later.

    A flag or a number that is counted is told elsewhere, and a group, a flag or a picture that is joined.
    """
    if kind is None or kind.kind == "list":
        if kind is not None and node.name == "int":
            yield no_number(path, "list", right=f"{path}|length")
        return
    if node.name == "int":
        if kind.kind in {"group", "picture", "day", "time"} or (kind.kind == "text" and not may_be_number(kind)):
            yield (
                Phrase("'{field}' is {kind} and no number: int makes it 0", field=path, kind=KINDS[kind.kind]),
                (Phrase("print it as it is, or compare it with a text")),
            )
        return
    if node.name not in OF_LIST or kind.optional:
        return
    if kind.kind == "text" and node.name not in _COUNTS:
        yield Phrase(_LETTERS, field=path, filter=node.name), instead(path, node.name)
    elif kind.kind in {"group", "picture", "day", "time"} and not (
        node.name in {"join", "listed"} and kind.kind != "group"
    ):
        yield Phrase(_NO_LIST, field=path, kind=KINDS[kind.kind], filter=node.name), Phrase("take the filter away")


def instead(path: str, name: str) -> Phrase:
    """Return what to write instead of a filter that takes the letters of a text."""
    if name in _PICKED:
        return Phrase("take a field that is a list; one letter of the text is {right}", right=f"{path}{_PICKED[name]}")
    return Phrase("take a field that is a list, or print it as it is: {right}", right=f"{{{{ {path} }}}}")


def picked(node: nodes.Getitem, owner: Field | None, path: str) -> Iterator[Fault]:
    """Yield that `name[0]` is a letter of a text, and no entry of a list."""
    number = node.arg.node if isinstance(node.arg, nodes.Neg) else node.arg
    if owner is None or owner.kind != "text" or not isinstance(number, nodes.Const) or type(number.value) is not int:
        return
    at = number.value if number is node.arg else -number.value
    what = Phrase("'{field}' is text: [{number}] is one letter of it", field=path, number=str(at))
    right = f"{path}[{at or ''}:{at + 1 or ''}]"
    yield what, Phrase("take a field that is a list; one letter of the text is {right}", right=right)


def counted_letters(left: Operand, op: str, right: Operand) -> Iterator[Fault]:
    """Yield that the letters of a text are counted where a few entries of a list were meant.

    Whether there is one letter or none is a question that may be asked so.
    """
    for side, other, asks_for_one in ((left, right, {"gteq", "lt"}), (right, left, {"lteq", "gt"})):
        few = [value for value in other.constants if type(value) is int and 0 < value < _SHORT]
        empty = few == [1] and op in asks_for_one
        if side.kind is COUNT and ((few and not empty) or other.kind is not None):
            yield letters_counted(side.path)


def letters_counted(path: str) -> Fault:
    """Return that `…|length` of a text is the number of its letters."""
    field = path.removesuffix("|length").removesuffix("|count")
    what = Phrase("'{field}' is text: its letters are counted", field=field)
    return what, Phrase(
        "count a field that is a list, or ask whether there is something: {right}", right=f"{{% if {field} %}}"
    )


def of_text(node: nodes.Filter, kind: Field | None) -> bool:
    """Return whether a filter counts the letters of a text."""
    return kind is not None and kind.kind == "text" and node.name in _COUNTS
