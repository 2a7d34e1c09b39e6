"""The Jinja environment of letters: sandboxed, escaping, strict about missing fields, powerless over the machine."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, cast

from jinja2 import StrictUndefined, Undefined, UndefinedError, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context, LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import missing

from cycle.letters.fields import FILTERS, as_text, joined, printable_value, within

UNFIT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML forbids or that Word and docxtpl read as orders. Tab and newline are text."""

_LARGEST = 1_000_000


class MissingFieldError(UndefinedError):
    """A field without a value: `owner` is what it was looked for in, `name` what it is called there."""

    def __init__(self, message: str, owner: Any, name: Any) -> None:
        """Keep where the field was looked for."""
        super().__init__(message)
        self.owner, self.name = owner, name


class _Missing(StrictUndefined):
    """A field without a value, that tells where it was looked for when it is used."""

    __slots__ = ()

    def __init__(self, hint: str | None = None, obj: Any = missing, name: Any = None, exc: Any = None) -> None:
        def raised(message: str) -> UndefinedError:
            return MissingFieldError(message, None if obj is missing else obj, name)

        super().__init__(hint, obj, name, exc or cast(Any, raised))


class _Code(CodeGenerator):
    """Jinja's code, where `~` joins nothing but text and not without end, and constants are checked as values are."""

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:
        """Write the call that joins."""
        self.write("environment.joined((")
        for expr in node.nodes:
            self.visit(expr, frame)
            self.write(", ")
        self.write("))")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        """Write what a value is printed with; nearly all are text, and for those no function of ours is called."""
        self.write("escape(" if frame.eval_ctx.autoescape else "str(")
        self.write("shown if (shown := ")

    def _output_child_post(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        self.write(").__class__ is str else environment.finalize(shown))")

    def _output_child_to_const(self, node: nodes.Expr, frame: Frame, finalize: Any) -> str:
        if not isinstance(node, nodes.TemplateData):
            raise nodes.Impossible  # Jinja would escape a constant first, and the check see only markup
        return super()._output_child_to_const(node, frame, finalize)


class LetterEnvironment(ImmutableSandboxedEnvironment):
    """Jinja for documents that strangers may have written: no globals, a short list of filters, small sums only."""

    intercepted_binops = frozenset({"*", "**", "%", "+"})
    code_generator_class = _Code

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return the field of a mapping, also one called `items`, and never what Python itself has by that name."""
        if type(obj) is dict:
            return obj[attribute] if attribute in obj else self.undefined(obj=obj, name=attribute)
        if isinstance(obj, LoopContext | Undefined):
            return super().getattr(obj, attribute)
        return self.undefined(obj=obj, name=attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Return the entry of a list or the field of a mapping; undefined for what is not there."""
        return self.getattr(obj, argument) if isinstance(argument, str) else super().getitem(obj, argument)

    def joined(self, values: Iterable[Any]) -> str:
        """Return the texts as one; NotTextError or TooLongError otherwise."""
        return joined(values)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Return the product or remainder of two small whole numbers, or the sum; SecurityError for anything else."""
        if operator == "+":
            if isinstance(left, str | list | tuple) and isinstance(right, str | list | tuple):
                within(len(left) + len(right))
            return left + right
        if operator == "**" or not all(
            isinstance(operand, int) and abs(operand) < _LARGEST for operand in (left, right)
        ):
            raise SecurityError(f"'{operator}' is for small whole numbers only")
        return super().call_binop(context, operator, left, right)


def letter_environment(*, autoescape: bool) -> LetterEnvironment:
    """Return a fresh environment; `autoescape` is True for everything that becomes XML.

    Where it is False, what brings XML of its own cannot be printed.
    """
    finalize = printable_value if autoescape else as_text
    environment = LetterEnvironment(
        undefined=_Missing, autoescape=autoescape, keep_trailing_newline=True, finalize=finalize, optimized=False
    )
    environment.globals.clear()
    environment.filters = dict(FILTERS)
    return environment


ESCAPING = letter_environment(autoescape=True)
"""Reads templates, and fills none that is sent: what the proofs and checks of one share."""
