"""The standing item of the programme: steering signals of earlier meetings that nobody has settled (fast post)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cycle import wording
from cycle.catalogue import say, sentence
from cycle.model import LANGUAGES, Language

ITEM = sentence("Follow-up of steering signals")
"""What the title of the programme's standing item begins with, in either written language."""
WITHOUT_TIME = sentence("Standing item")
"""What stands there for its time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSignal:
    """A signal that is open, as everybody may read of it: not who answers for it, which may be a person."""

    number: str
    to: str
    text: str = ""
    """Empty in a written form that nobody has written it in."""
    due: dt.date | None = None


def is_follow_up_item(title: str) -> bool:
    """Return whether a programme item is the one for open signals, whatever follows in its title."""
    begins = tuple(say(form, ITEM).casefold() for form in LANGUAGES)
    return " ".join(title.split()).casefold().startswith(begins)


def with_open_signals(
    posts: Sequence[dict[str, Any]], signals: Sequence[OpenSignal], language: Language
) -> list[dict[str, Any]]:
    """Return the posts of a programme with the open signals listed under the item for them.

    A programme that has none gets one without a time, before the last summing-up; one that nobody has made gets none.
    """
    lines = [_line(signal, language) for signal in signals]
    own = [number for number, post in enumerate(posts) if is_follow_up_item(post["title"])]
    if own or not lines or not posts:
        here = own[0] if own else None
        return [{**post, "signals": lines if number == here else []} for number, post in enumerate(posts)]
    item = {
        "time": say(language, WITHOUT_TIME),
        "start": say(language, WITHOUT_TIME),
        "end": "",
        "kind": "discussion",
        "kind_text": say(language, "Discussion"),
        "is_break": False,
        "title": say(language, ITEM),
        "speakers": [],
        "signals": lines,
    }
    given = [{**post, "signals": []} for post in posts]
    last = len(given) - (given[-1]["kind"] == "summary")
    return [*given[:last], item, *given[last:]]


def _line(signal: OpenSignal, language: Language) -> str:
    """Return a signal on one line: `2026-1 til SSU: Lag ein felles plan. Frist 1. mai 2026.`"""
    named = say(language, "{number} to {addressee}", number=signal.number, addressee=signal.to)
    said = f"{named}: {wording.with_full_stop(signal.text)}" if signal.text else f"{named}."
    due = say(language, "Due {day}", day=wording.long_date(signal.due, language)) if signal.due else ""
    return f"{said} {due}." if due else said
