"""What of a meeting is another than a reader was told: time, place and days, each before and after."""

from __future__ import annotations

from collections.abc import Mapping

from cycle import wording
from cycle.catalogue import say, sentence
from cycle.model import Language, MeetingFacts

LABELS: Mapping[str, str] = {
    "date": sentence("Date"),
    "time": sentence("Time"),
    "registration": sentence("Registration"),
    "place": sentence("Place"),
    "reply_by": sentence("Last day to answer"),
}
"""What a fact is called that another letter said otherwise, in the order people need them."""


def changed_facts(before: MeetingFacts, after: MeetingFacts, language: Language = "nn") -> list[dict[str, str]]:
    """Return label, before and after of every fact that is another now, in the order people need them."""
    then, now = _changing(before, language), _changing(after, language)
    return [
        {"label": say(language, label), "before": then[key], "after": now[key]}
        for key, label in LABELS.items()
        if then[key] != now[key]
    ]


def has_moved(before: MeetingFacts, after: MeetingFacts) -> bool:
    """Return whether the time is another, so that an answer to the earlier one says nothing of this."""
    return (before.date, before.start, before.end) != (after.date, after.start, after.end)


def _changing(facts: MeetingFacts, language: Language) -> dict[str, str]:
    return {
        "date": wording.full_date(facts.date, language),
        "time": wording.clock_range(facts.start, facts.end),
        "registration": f"kl. {wording.clock(facts.registration)}",
        "place": ", ".join(part for part in (facts.venue, facts.place) if part),
        "reply_by": wording.full_date(facts.reply_by, language),
    }
