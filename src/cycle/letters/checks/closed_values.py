"""Texts that a field of a letter never is: it has one of a few values, or one shape, or is held together in print."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cycle.catalogue import say
from cycle.letters.checks.compared import TEXT, Fault, Operand, never_holds
from cycle.letters.fields import Field, held
from cycle.model import LANGUAGES
from cycle.phrases import Phrase

_HELD = "\N{NO-BREAK SPACE}"


def never_equal(left: Operand, op: str, right: Operand, *, printed: bool) -> Iterator[Fault]:
    """Yield why a comparison gives the same answer always; `printed` where the values are those of a printed letter."""
    found = tuple(never_holds(left, op, right))
    yield from found
    if printed and not found:
        yield from _never_said(left, op, right)


def partly_never(left: Operand, op: str, right: Operand) -> Iterator[Fault]:
    """Yield the texts of a list that a field never is, where it may be another of them."""
    never = _never_among(left, op, right)
    if any(never) and not all(never):
        yield from filter(None, never)


def _never_said(left: Operand, op: str, right: Operand) -> Iterator[Fault]:
    """Yield why a field never equals what the template compares it with: of several texts, the first, if all are so."""
    never = _never_among(left, op, right)
    if never and (first := never[0]) and all(never):
        yield first


def _never_among(left: Operand, op: str, right: Operand) -> Sequence[Fault | None]:
    """Return for each text that a field is compared with why it never is so, None where it may be."""
    if op not in {"eq", "ne"} and not (op in {"in", "notin"} and right.among):
        return ()
    for side, other in ((left, right), (right, left)):
        if side.kind is None or side.kind.kind != "text" or side.kind is TEXT or side.letters or other.kind is not None:
            continue
        path, field = side.path, side.kind
        never = [_never(path, field, text) if isinstance(text, str) else None for text in other.constants]
        return [*never, None] if other.others else never
    return ()


def _never(path: str, field: Field, text: str) -> Fault | None:
    never = Phrase("'{field}' is never the text {text}", field=path, text=repr(text))
    if field.values:
        if text in field.values:
            return None
        if text.lower() in field.values:
            return never, Phrase("did you mean '{near}'?", near=text.lower())
        return never, Phrase("it is one of {values}", values=", ".join(field.values))
    if field.shape and text and not (re.fullmatch(field.shape, text.replace(_HELD, " ")) or _is_said(field, text)):
        questions = ", ".join(filter(None, (f"{field.part!r} in {path}", _ASKED.get(path))))
        return never, Phrase("print it, or ask a part that it has: {questions}", questions=questions)
    printed = held({"": text})[""]
    if printed != text:
        what = Phrase(
            "'{field}' is held together with spaces that do not break, and is never the text {text}",
            field=path,
            text=repr(text),
        )
        return what, Phrase("write {right}", right=f"{path}|replace('\\xa0', ' ') == {text!r}")
    return None


def _is_said(field: Field, text: str) -> bool:
    return any(text == say(form, words) for words in field.said for form in LANGUAGES)


_ASKED = {
    **dict.fromkeys(("meeting.date", "meeting.full_date"), "meeting.held"),
    **dict.fromkeys(("meeting.reply_by", "meeting.reply_by_day"), "meeting.reply_by_passed"),
}
"""The yes or no there is of a day."""
