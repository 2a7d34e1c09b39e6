"""Texts that a field of a letter never is: it has one of a few values, or one shape, or is held together in print."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cycle.letters.checks.compared import TEXT, Fault, Operand, never_holds
from cycle.letters.fields import Field, held
from cycle.phrases import Phrase

_HELD = "\N{NO-BREAK SPACE}"


def never_equal(left: Operand, op: str, right: Operand, *, printed: bool) -> Iterator[Fault]:
    """Yield why a comparison gives the same answer always; `printed` where the values are those of a printed letter."""
    found = tuple(never_holds(left, op, right))
    yield from found
    if printed and not found:
        yield from _never_said(left, op, right)


def _never_said(left: Operand, op: str, right: Operand) -> Iterator[Fault]:
    """Yield why a field never equals a text that the template compares it with: of several, the first such text."""
    if op not in {"eq", "ne"} and not (op in {"in", "notin"} and right.among):
        return
    for side, other in ((left, right), (right, left)):
        if side.kind is None or side.kind.kind != "text" or side.kind is TEXT or side.letters or other.kind is not None:
            continue
        for text in other.constants:
            if isinstance(text, str) and (found := _never(side.path, side.kind, text)):
                yield found
                return


def _never(path: str, field: Field, text: str) -> Fault | None:
    never = Phrase("'{field}' is never the text {text}", field=path, text=repr(text))
    if field.values:
        if text in field.values:
            return None
        if text.lower() in field.values:
            return never, Phrase("did you mean '{near}'?", near=text.lower())
        return never, Phrase("it is one of {values}", values=", ".join(field.values))
    if field.shape and text and not re.fullmatch(field.shape, text.replace(_HELD, " ")):
        return never, Phrase("print it, or ask a part that it has: {questions}", questions=_QUESTIONS)
    printed = held({"": text})[""]
    if printed != text:
        what = Phrase(
            "'{field}' is held together with spaces that do not break, and is never the text {text}",
            field=path,
            text=repr(text),
        )
        return what, Phrase("write {right}", right=f"{path}|replace('\\xa0', ' ') == {text!r}")
    return None


_QUESTIONS = "meeting.held, meeting.reply_by_passed, meeting.year == '2027', '2027' in meeting.date"
