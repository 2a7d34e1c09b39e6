"""Comparisons in a template that can never hold, whatever the values: the answer would be the same in all letters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from cycle.letters.fields import Field, FieldKind

Fault: TypeAlias = tuple[str, str]
"""What is wrong, and what would be right."""

NUMBER = Field(name="", kind="number", meaning="")
TEXT = Field(name="", kind="text", meaning="")
FLAG = Field(name="", kind="flag", meaning="")

TEST_OF: Mapping[str, str] = {
    **dict.fromkeys(("eq", "equalto", "==", "sameas"), "eq"),
    **dict.fromkeys(("ne", "!="), "ne"),
    **dict.fromkeys(("gt", "greaterthan", ">"), "gt"),
    **dict.fromkeys(("ge", ">="), "gteq"),
    **dict.fromkeys(("lt", "lessthan", "<"), "lt"),
    **dict.fromkeys(("le", "<="), "lteq"),
    "in": "in",
}
"""Jinja's tests that compare (`x is eq 'ja'`), with the comparison each one is."""

_NO = {"nei", "no", "false", "False", "usann", "0", "", 0}
_SIGNS = {"eq": "==", "ne": "!=", "gt": ">", "gteq": ">=", "lt": "<", "lteq": "<=", "in": "==", "notin": "!="}
_NOT = {"ne", "notin"}
_WORDS: Mapping[FieldKind, str] = {
    "text": "text",
    "flag": "yes or no",
    "picture": "a picture",
    "group": "a group",
    "list": "a list",
    "number": "a number",
}
_COUNTED = {"number", "integer", "float", "even", "odd", "divisibleby"}
_YES_OR_NO = {"boolean", "true", "false"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Operand:
    """One side of a comparison: a field, something made of fields, or what the template writes itself."""

    path: str
    kind: Field | None
    """What it is; None when that is not known."""
    constants: tuple[Any, ...]
    """The texts, numbers and flags that the template writes there."""
    among: bool = False
    """Whether they stand in a list of the template's own: `in ['a', 'b']`."""
    letters: str = ""
    """`lower` or `upper` when it was made so just before."""


def never_holds(left: Operand, op: str, right: Operand) -> Iterator[Fault]:
    """Yield why a comparison gives the same answer in every letter, or none at all; nothing when it may hold."""
    if left.kind is not None and right.kind is not None:
        yield from _unlike(left, left.kind, op, right, right.kind)
    for side, other in ((left, right), (right, left)):
        if side.kind is None or other.kind is not None:
            continue
        for found in (_unlike_constants(side, side.kind, op, other), _other_letters(side, other)):
            if found:
                yield found
                break


def never_is(side: Operand, test: str) -> Iterator[Fault]:
    """Yield why `x is none`, `x is number` gives the same answer in every letter."""
    if side.kind is None:
        return
    kind, path = side.kind.kind, side.path
    if test == "none" and kind != "picture":
        yield f"'{path}' is {_WORDS[kind]}, and never none", f"ask {{% if not {path} %}}"
    elif test in _COUNTED and kind != "number":
        counted = {"text": f"{path}|int", "flag": f"{{% if {path} %}}"}.get(kind, f"{path}|length")
        yield f"'{path}' is {_WORDS[kind]}, and no number", f"ask {counted}"
    elif test in _YES_OR_NO and kind != "flag":
        yield f"'{path}' is {_WORDS[kind]}, and never yes or no", f"ask {{% if {path} %}}"
    elif test == "string" and kind in {"flag", "list", "group"}:
        yield f"'{path}' is {_WORDS[kind]}, and never text", f"ask {{% if {path} %}}"


def not_counted(left: Operand, right: Operand) -> Iterator[Fault]:
    """Yield that a text stands in a sum or product with a number."""
    for side, other in ((left, right), (right, left)):
        number = other.kind == NUMBER or any(type(value) in {int, float} for value in other.constants)
        if number and side.kind is not None and side.kind.kind in {"text", "flag", "list", "group", "picture"}:
            counted = f"{side.path}|length" if side.kind.kind == "list" else f"{side.path}|int"
            yield f"'{side.path}' is {_WORDS[side.kind.kind]}, and cannot be counted with", f"write {counted}"


def _unlike_constants(side: Operand, kind: Field, op: str, other: Operand) -> Fault | None:
    """Return what is wrong with a comparison with what the template writes itself."""
    texts = [value for value in other.constants if isinstance(value, str)]
    flags = [value for value in other.constants if isinstance(value, bool)]
    numbers = [value for value in other.constants if type(value) in {int, float}]
    asks_no = all(value in _NO for value in other.constants) and op not in {"gt", "gteq"}
    path, never = side.path, "not " if asks_no is not (op in _NOT) else ""
    if None in other.constants and kind.kind != "picture":
        return f"'{path}' is {_WORDS[kind.kind]}, and never none", f"ask {{% if not {path} %}}"
    if kind.kind == "flag" and (texts or numbers):
        what = f"and never the text {texts[0]!r}" if texts else "not a number"
        return f"'{path}' is yes or no, {what}", f"ask it as it is: {{% if {never}{path} %}}"
    if kind.kind == "text" and (flags or numbers):
        value = next(iter((*flags, *numbers)))
        written = f"{path} {_SIGNS[op]} '{value}'" if op in {"eq", "ne"} else f"{path}|int {_SIGNS[op]} {value}"
        remedy = f"{{% if {path} %}}" if isinstance(value, bool) else written
        return f"'{path}' is text, and never {str(value).lower()}", f"ask {remedy}"
    if kind.kind == "number" and (texts or flags):
        value = texts[0] if texts else str(flags[0]).lower()
        shown = f"the text {value!r}" if texts else value
        wanted = value.strip() if texts and value.strip().isdecimal() else "1"
        return f"'{path}' is a number, and never {shown}", f"write the number without quotes: {_SIGNS[op]} {wanted}"
    if kind.kind == "picture" and any(other.constants):
        return f"'{path}' is a picture, and never equal to a text or number", f"ask it: {{% if {path} %}}"
    if kind.kind in {"list", "group"} and other.constants and (op not in {"in", "notin"} or other.among):
        asked = f"{path}|length {_SIGNS[op]} {numbers[0]}" if numbers and kind.kind == "list" else path
        return f"'{path}' is a {kind.kind}, and never equal to a text or number", f"ask it: {{% if {asked} %}}"
    if kind.kind == "list" and kind.entry.kind == "group" and texts and not other.among:
        return f"each of '{path}' is a group, and never the text {texts[0]!r}", "walk it, and ask one of its fields"
    return None


def _other_letters(side: Operand, other: Operand) -> Fault | None:
    """Return that what was made small letters is compared with capitals, or the other way round."""
    if not side.letters:
        return None
    for value in other.constants:
        made = getattr(value, side.letters)() if isinstance(value, str) else value
        if made != value:
            letters = "small letters" if side.letters == "lower" else "capitals"
            return f"'{side.path}' in {letters} is never {value!r}", f"write {made!r}"
    return None


def _unlike(left: Operand, kind: Field, op: str, right: Operand, other: Field) -> Iterator[Fault]:
    """Yield that two fields of different kinds are compared."""
    if op in {"in", "notin"}:
        if other.kind == "list":
            entry = other.entry.kind
            alike = entry == kind.kind
        else:
            entry, alike = other.kind, other.kind == kind.kind == "text"
    else:
        entry, alike = other.kind, other.kind == kind.kind
    if not alike:
        what = f"'{left.path}' is {_WORDS[kind.kind]} and '{right.path}' {_WORDS[entry]}: they are never equal"
        yield what, "compare two of the same kind"
