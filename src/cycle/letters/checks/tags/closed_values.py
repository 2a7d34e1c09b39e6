"""Texts that a field of a letter never is: it has one of a few values, or one shape, or is held together in print."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from jinja2 import nodes

from cycle.catalogue import say
from cycle.letters.checks.tags.compared import TEXT, Fault, Operand, never_holds
from cycle.letters.fields import Field, held
from cycle.model import LANGUAGES
from cycle.phrases import Phrase

_HELD = "\N{NO-BREAK SPACE}"
_HYPHEN = "\N{NON-BREAKING HYPHEN}"


def never_equal(left: Operand, op: str, right: Operand, *, printed: bool) -> Iterator[Fault]:
    """Yield why a comparison gives the same answer always; `printed` where the values are those of a printed letter."""
    found = tuple(never_holds(left, op, right))
    yield from found
    few = any(side.kind is not None and side.kind.values for side in (left, right))
    if not found and (printed or few):
        yield from _never_said(left, op, right)
    if not found and printed:
        yield from _never_within(left, op, right)


def partly_never(left: Operand, op: str, right: Operand) -> Iterator[Fault]:
    """Yield the texts of a list that a field never is, where it may be another of them."""
    never = _never_among(left, op, right)
    if any(never) and not all(never):
        yield from filter(None, never)


def never_replaced(node: nodes.Filter, kind: Field | None, path: str) -> Iterator[Fault]:
    """Yield that `replace` looks in vain for a plain space in a text that is held together in print."""
    was = node.args[0].value if node.name == "replace" and node.args and isinstance(node.args[0], nodes.Const) else ""
    if kind is None or kind is TEXT or kind.kind != "text" or not isinstance(was, str) or " " not in was:
        return
    some = not was.strip() and _held(kind.sample) != kind.sample
    if some or _is_held(kind, was) or not _held(f"{was}09.00").startswith(was):
        what = Phrase(
            "'{field}' is held together with spaces that do not break, and replace looks in vain for {text}",
            field=path,
            text=repr(was),
        )
        yield what, Phrase("write {right}", right=f"{path}|replace('\\xa0', ' ')|replace({was!r}, …)")


def _never_within(left: Operand, op: str, right: Operand) -> Iterator[Fault]:
    """Yield why a text is never a part of a field, or an entry of a list, that is held together in print."""
    kind = right.kind
    if op not in {"in", "notin"} or kind is None or left.kind is not None or left.others:
        return
    texts = [text for text in left.constants if isinstance(text, str)]
    field = kind.entry if kind.kind == "list" and kind.inside else kind
    if texts and field.kind == "text" and kind is not TEXT and all(_is_held(field, text) for text in texts):
        what = Phrase(
            "'{field}' is held together with spaces that do not break, and {text} is never in it",
            field=right.path,
            text=repr(texts[0]),
        )
        part, where = repr(texts[0]), f"{right.path}|replace('\\xa0', ' ')"
        if kind.kind == "list" or _held(texts[0]).replace(_HELD, " ") != texts[0]:
            part, where = repr(_held(texts[0]).replace(_HYPHEN, "\\u2011")).replace("\\\\u", "\\u"), right.path
        yield what, Phrase("write {right}", right=f"{part} in {where}")


def _is_held(field: Field, text: str) -> bool:
    """Return whether a text with plain spaces stands in a field with others in their place."""
    if _held(text) != text:
        return True
    shown, plain, part = _alike(_held(field.sample)), _alike(field.sample), _alike(text)
    return " " in text and part in plain and part not in shown


def _alike(text: str) -> str:
    """Return a text with each word as one letter, each day, hour or pair of digits as one digit, a year as two."""
    return re.sub(r"\d{1,2}", "1", re.sub(r"[^\W\d_]+", "a", text))


def _held(text: str) -> str:
    return str(held({"": text})[""])


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
        if (
            side.kind is None
            or side.kind.kind != "text"
            or side.kind is TEXT
            or (side.letters and not side.kind.sample)
            or other.kind is not None
        ):
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
    if _held(text) != text:
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
