"""The Jinja environment of letters: sandboxed, escaping, strict about missing fields, powerless over the machine."""

from __future__ import annotations

import re
from typing import Any

from jinja2 import StrictUndefined
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

FILTERS = frozenset(
    {"capitalize", "count", "d", "default", "e", "escape", "first", "int", "join", "last", "length", "list", "lower"}
    | {"replace", "reverse", "sort", "string", "title", "trim", "unique", "upper"}
)
"""Filters a letter may use: none of them can make a text huge or switch escaping off."""

UNFIT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML forbids or that Word and docxtpl read as orders. Tab and newline are text."""

_LARGEST = 1_000_000


class LetterEnvironment(ImmutableSandboxedEnvironment):
    """Jinja for documents that strangers may have written: no globals, a short list of filters, small sums only."""

    intercepted_binops = frozenset({"*", "**", "%"})

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return the field of a mapping, also one called `items`; what the sandbox allows of anything else."""
        if type(obj) is dict and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Return the product or remainder of two small whole numbers; SecurityError for anything else."""
        if operator == "**" or not all(isinstance(one, int) and abs(one) < _LARGEST for one in (left, right)):
            raise SecurityError(f"'{operator}' is for small whole numbers only")
        return super().call_binop(context, operator, left, right)


def letter_environment(*, autoescape: bool) -> LetterEnvironment:
    """Return a fresh environment; `autoescape` is True for everything that becomes XML."""
    environment = LetterEnvironment(undefined=StrictUndefined, autoescape=autoescape, keep_trailing_newline=True)
    environment.globals.clear()
    environment.filters = {name: one for name, one in environment.filters.items() if name in FILTERS}
    environment.filters["e"] = environment.filters["escape"] = _as_text
    return environment


def _as_text(value: Any) -> str:
    """Return the value as text; it is escaped when it is printed.

    Jinja's own `escape` gives markup that `upper`, `reverse` or a slice then cuts to pieces: `&AMP;`, `;pma&`.
    """
    return str(value)
