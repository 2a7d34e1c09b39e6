"""The filters of letters: text in, text out; Python's own spelling is never printed, and no text grows without end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import Any

from jinja2 import Undefined, pass_eval_context
from jinja2.filters import FILTERS as JINJAS
from jinja2.filters import make_attrgetter
from jinja2.nodes import EvalContext
from jinja2.runtime import LoopContext

from cycle.wording import with_capital

LONGEST = 1_000_000
"""Most characters of one text, or entries of one list, that a template may put together."""

_OF_TEXT = ("lower", "title", "trim", "upper")
_OF_ANYTHING = ("count", "d", "default", "first", "int", "last", "length", "list", "reverse", "sort", "unique")
_NOT_TEXT = {
    bool: "yes or no; ask it with {% if … %}",
    dict: "a group of fields; print one of them",
    list: "a list; walk it with {% for … %}",
    tuple: "a list; walk it with {% for … %}",
    LoopContext: "the loop itself; print loop.index",
    type(None): "nothing",
}


class NotTextError(TypeError):
    """Something was to be printed or joined that is neither text nor a number."""


class TooLongError(ValueError):
    """A template has put together more text than any letter holds."""


def as_text(value: Any) -> str:
    """Return a text or number as text; NotTextError for all that Python would spell in its own way.

    A field without a value raises its own error.
    """
    kind = type(value)
    if kind is str:
        return str(value)
    if kind is int or kind is float or isinstance(value, Undefined):
        return str(value)
    if hasattr(kind, "__html__"):
        raise NotTextError("a picture or rich text cannot be changed or joined; print it by itself")
    raise NotTextError(f"this is no text but {_NOT_TEXT.get(kind, f'a {kind.__name__}')}")


def printable_value(value: Any) -> Any:
    """Return what may be printed in a part of XML: text, numbers, and what brings XML of its own."""
    if type(value) is str or hasattr(type(value), "__html__"):
        return value
    return as_text(value)


def joined(values: Iterable[Any]) -> str:
    """Return the texts and numbers as one text (`a ~ b`); TooLongError past `LONGEST`."""
    texts = [as_text(value) for value in values]
    within(sum(map(len, texts)))
    return "".join(texts)


def within(length: int) -> None:
    """Return when a text or list may be as long as this; TooLongError otherwise."""
    if length > LONGEST:
        raise TooLongError(f"a text or list longer than {LONGEST} characters or entries")


def _of_text(function: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(function)
    def filtered(value: Any, *more: Any, **named: Any) -> Any:
        return function(as_text(value), *more, **named)

    return filtered


@pass_eval_context
def _join(context: EvalContext, value: Any, d: Any = "", attribute: str | int | None = None) -> str:
    """Return the entries, or one field of each, as one text with `d` between them."""
    entries = list(value if attribute is None else map(make_attrgetter(context.environment, attribute), value))
    between, texts = as_text(d), [as_text(entry) for entry in entries]
    within(sum(map(len, texts)) + len(between) * len(texts))
    return between.join(texts)


def _replace(s: Any, old: Any, new: Any, count: int = -1) -> str:
    text, was, becomes = as_text(s), as_text(old), as_text(new)
    within(len(text) + (text.count(was) if count is None or count < 0 else count) * len(becomes))
    return text.replace(was, becomes, -1 if count is None else count)


FILTERS: Mapping[str, Callable[..., Any]] = {
    **{name: JINJAS[name] for name in _OF_ANYTHING},
    **{name: _of_text(JINJAS[name]) for name in _OF_TEXT},
    **dict.fromkeys(("e", "escape", "string"), as_text),
    "capitalize": _of_text(with_capital),
    "join": _join,
    "replace": _replace,
}
"""Filters a letter may use: none of them can make a text huge or switch escaping off.

Jinja's own `escape` gives markup that `upper`, `reverse` or a slice then cuts to pieces: `&AMP;`, `;pma&`. What is
printed is escaped anyhow. Its `capitalize` makes all other letters small, and names lose theirs.
"""
