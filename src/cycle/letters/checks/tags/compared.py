"""Comparisons in a template that can never hold, whatever the values: the answer would be the same in all letters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from cycle.catalogue import in_context, sentence
from cycle.letters.fields import Field, FieldKind
from cycle.phrases import Phrase

Fault: TypeAlias = tuple[Phrase, Phrase]
"""What is wrong, and what would be right."""

NUMBER = Field(name="", kind="number", meaning="")
COUNT = Field(name="letters", kind="number", meaning="")
"""How many letters a text has."""

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

_NO = {"nei", "no", "false", "usann", "0", ""}
_SIGNS = {"eq": "==", "ne": "!=", "gt": ">", "gteq": ">=", "lt": "<", "lteq": "<=", "in": "==", "notin": "!="}
_NOT = {"ne", "notin"}
_ORDERED = {"gt", "gteq", "lt", "lteq"}
KINDS: Mapping[FieldKind, Phrase] = {
    "text": Phrase(in_context("kind of field", "text")),
    "flag": Phrase(in_context("kind of field", "yes or no")),
    "picture": Phrase(in_context("kind of field", "a picture")),
    "group": Phrase(in_context("kind of field", "a group")),
    "list": Phrase(in_context("kind of field", "a list")),
    "number": Phrase(in_context("kind of field", "a number")),
    "day": Phrase(in_context("kind of field", "a day")),
    "time": Phrase(in_context("kind of field", "a time of day")),
}
_NONE = sentence("'{field}' is {kind}, and never none")
_NO_COUNT = sentence("'{field}' is {kind}, and no number")
_NOT_COUNTED = sentence("'{field}' is {kind}, and cannot be counted with")
NO_NUMBER = sentence("print it as it is, or compare it with a text")
_ASK = sentence("ask {question}")
_ASK_IT = sentence("ask it: {question}")
WRITTEN_BY: Mapping[FieldKind, str] = {"day": "long_date", "time": "clock"}
"""The filter that writes a day or a time of day as people read it."""

_NUMBERS = ("1", "2027", "09.00")
"""Texts that `int` makes the number of which they show."""

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
    others: bool = False
    """Whether something else stands there too, a field."""
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


def never_is(side: Operand, test: str, *, negated: bool = False) -> Iterator[Fault]:
    """Yield why `x is none`, `x is number` gives the same answer in every letter; `negated` of `x is not none`."""
    if side.kind is None:
        return
    kind, path = side.kind.kind, side.path
    if test == "none" and kind != "picture" and not side.kind.optional:
        yield Phrase(_NONE, field=path, kind=KINDS[kind]), asked(path, no=not negated)
    elif test in _COUNTED and kind == "text" and not may_be_number(side.kind):
        yield Phrase(_NO_COUNT, field=path, kind=KINDS[kind]), Phrase(NO_NUMBER)
    elif test in _COUNTED and kind != "number":
        counted = {"text": f"{path}|int", "flag": f"{{% if {path} %}}"}.get(kind, f"{path}|length")
        yield Phrase(_NO_COUNT, field=path, kind=KINDS[kind]), Phrase(_ASK, question=counted)
    elif test in _YES_OR_NO and kind != "flag":
        no = negated is (test != "false")
        yield Phrase("'{field}' is {kind}, and never yes or no", field=path, kind=KINDS[kind]), asked(path, no=no)
    elif test == "string" and kind in {"flag", "list", "group", *WRITTEN_BY}:
        yield Phrase("'{field}' is {kind}, and never text", field=path, kind=KINDS[kind]), asked(path)


def not_counted(left: Operand, right: Operand) -> Iterator[Fault]:
    """Yield that a text stands in a sum or product with a number."""
    for side, other in ((left, right), (right, left)):
        number = other.kind in (NUMBER, COUNT) or any(type(value) in {int, float} for value in other.constants)
        if number and side.kind is not None and side.kind.kind in {"text", "flag", "list", "group", "picture"}:
            if side.kind.kind == "text" and not may_be_number(side.kind):
                yield Phrase(_NOT_COUNTED, field=side.path, kind=KINDS["text"]), Phrase(NO_NUMBER)
                continue
            counted = f"{side.path}|length" if side.kind.kind == "list" else f"{side.path}|int"
            yield no_number(side.path, side.kind.kind, right=counted)


def may_be_number(kind: Field) -> bool:
    """Return whether `int` may make a number of a text: a year, a time, or what a filter has made of another."""
    return not kind.name or (bool(kind.shape) and any(re.fullmatch(kind.shape, number) for number in _NUMBERS))


def no_number(path: str, kind: FieldKind, *, right: str) -> Fault:
    """Return that a field is no number, where one is counted with."""
    return Phrase(_NOT_COUNTED, field=path, kind=KINDS[kind]), Phrase("write {right}", right=right)


def asked(path: str, *, no: bool = False) -> Phrase:
    """Return how to ask whether there is something in a field, or nothing."""
    return Phrase(_ASK, question=f"{{% if {'not ' * no}{path} %}}")


def asked_itself(question: str) -> Phrase:
    """Return that a field is asked as it is, in these words."""
    return Phrase(_ASK_IT, question=f"{{% if {question} %}}")


def _unlike_constants(side: Operand, kind: Field, op: str, other: Operand) -> Fault | None:
    """Return what is wrong with a comparison with what the template writes itself."""
    texts = [value for value in other.constants if isinstance(value, str)]
    flags = [value for value in other.constants if isinstance(value, bool)]
    numbers = [value for value in other.constants if type(value) in {int, float}]
    asks_no = all(str(value).strip().lower() in _NO for value in other.constants) and op not in {"gt", "gteq"}
    path, never = side.path, "not " if asks_no is not (op in _NOT) else ""
    if None in other.constants and kind.kind != "picture" and not kind.optional:
        return Phrase(_NONE, field=path, kind=KINDS[kind.kind]), asked(path, no=op not in _NOT)
    if kind.kind == "flag" and (texts or numbers):
        what = Phrase("'{field}' is yes or no, not a number", field=path)
        if texts:
            what = Phrase("'{field}' is yes or no, and never the text {text}", field=path, text=repr(texts[0]))
        return what, Phrase("ask it as it is: {question}", question=f"{{% if {never}{path} %}}")
    if kind.kind == "text" and (flags or numbers):
        value = next(iter((*flags, *numbers)))
        written = f"{path} {_SIGNS[op]} '{value}'" if op in {"eq", "ne"} else f"{path}|int {_SIGNS[op]} {value}"
        remedy = f"{{% if {path} %}}" if isinstance(value, bool) else written
        what = Phrase("'{field}' is text, and never {value}", field=path, value=str(value).lower())
        if not isinstance(value, bool) and op in _ORDERED and not may_be_number(kind):
            return what, Phrase(NO_NUMBER)
        return what, Phrase(_ASK, question=remedy)
    if kind.kind == "text" and texts and op in _ORDERED:
        what = Phrase(
            "'{field}' is text, and read letter by letter it comes neither before nor after a day", field=path
        )
        if not may_be_number(kind):
            return what, Phrase("ask meeting.held or meeting.reply_by_passed")
        return what, Phrase(
            "ask meeting.held or meeting.reply_by_passed, or count with {counted}", counted=f"{path}|int"
        )
    if kind.kind == "number" and (texts or flags):
        return _unlike_number(path, op, texts, flags)
    if kind.kind in WRITTEN_BY and (texts or flags or numbers):
        value = next(iter((*texts, *flags, *numbers)))
        what = Phrase("'{field}' is {kind}, and never {value}", field=path, kind=KINDS[kind.kind], value=repr(value))
        return what, Phrase(_ASK, question=f"{path} | {WRITTEN_BY[kind.kind]} {_SIGNS[op]} '…'")
    if kind.kind == "picture" and any(other.constants):
        return Phrase(_NEVER_EQUAL, field=path, kind=KINDS[kind.kind]), asked_itself(path)
    if kind.kind in {"list", "group"} and other.constants and (op not in {"in", "notin"} or other.among):
        question = f"{path}|length {_SIGNS[op]} {numbers[0]}" if numbers and kind.kind == "list" else path
        return Phrase(_NEVER_EQUAL, field=path, kind=KINDS[kind.kind]), asked_itself(question)
    if kind.kind == "list" and kind.entry.kind == "group" and texts and not other.among:
        what = Phrase("each of '{field}' is a group, and never the text {text}", field=path, text=repr(texts[0]))
        return what, Phrase("walk it, and ask one of its fields")
    return None


_NEVER_EQUAL = sentence("'{field}' is {kind}, and never equal to a text or number")


def _unlike_number(path: str, op: str, texts: Sequence[str], flags: Sequence[bool]) -> Fault:
    """Return what is wrong with a number that is compared with a text, or with yes or no."""
    what, wanted = Phrase("'{field}' is a number, and never {value}", field=path, value=str(*flags[:1]).lower()), "1"
    if texts:
        what = Phrase("'{field}' is a number, and never the text {text}", field=path, text=repr(texts[0]))
        wanted = texts[0].strip() if texts[0].strip().isdecimal() else "1"
    return what, Phrase("write the number without quotes: {right}", right=f"{_SIGNS[op]} {wanted}")


def _other_letters(side: Operand, other: Operand) -> Fault | None:
    """Return that what was made small letters is compared with capitals, or the other way round."""
    if not side.letters:
        return None
    for value in other.constants:
        made = getattr(value, side.letters)() if isinstance(value, str) else value
        if made != value:
            what = Phrase("'{field}' in small letters is never {value}", field=side.path, value=repr(value))
            if side.letters == "upper":
                what = Phrase("'{field}' in capitals is never {value}", field=side.path, value=repr(value))
            return what, Phrase("write {right}", right=repr(made))
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
        what = Phrase(
            "'{left}' is {left_kind} and '{right}' {right_kind}: they are never equal",
            left=left.path,
            left_kind=KINDS[kind.kind],
            right=right.path,
            right_kind=KINDS[entry],
        )
        yield what, Phrase("compare two of the same kind")
