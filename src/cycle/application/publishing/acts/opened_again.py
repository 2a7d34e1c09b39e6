"""What the page of a year that was opened again says of how it has changed: dated, as every correction is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cycle.application.publishing.acts.acts_on_page import FIELDS, fact_printed
from cycle.application.year import OpenCycle
from cycle.archive.public_site.pages import Edition, Erratum
from cycle.catalogue import say, sentence
from cycle.model import Language

PARTS: Mapping[str, str] = {
    "title": sentence("The title is changed."),
    "host_side": sentence("The side that hosts is changed."),
    "programme": sentence("The programme is changed."),
    "documents": sentence("The documents are changed."),
    "presentations": sentence("The presentations are changed."),
    "signals": sentence("The steering signals are changed."),
    "participants": sentence("Who was there is changed."),
    "unsettled": sentence("What earlier meetings had asked for is changed."),
    "about": sentence("What is said of the meeting is changed."),
    "cancelled": sentence("Whether the meeting is called off is changed."),
    "example": sentence("Whether the year is invented is changed."),
}
"""What of a page is told to be another, without its words."""
WORDS = frozenset({"host", "chair", "theme", "aim", "outcome"})
"""What people write in their own words: a year may be opened again for a sentence that was not for everybody."""


def opened_again(cycle: OpenCycle, before: Edition, now: Edition, language: Language) -> Erratum:
    """Return that the year was opened again, with each thing that the page says otherwise, or that nothing is.

    `before` is the page that stands, `now` the one that will.
    """
    lines = tuple(_lines(before, now, language)) or (say(language, "It says the same as before."),)
    lead = say(language, "The year was opened again, and its page made again.")
    return Erratum(at=cycle.services.today, text=" ".join((lead, *lines)))


def _lines(before: Edition, now: Edition, language: Language) -> Iterator[str]:
    for name, label in FIELDS.items():
        old, new = getattr(before, name), getattr(now, name)
        if (old or "") == (new or ""):
            continue
        if name in WORDS:
            yield say(language, "{what}: changed.", what=say(language, label))
        else:
            yield say(
                language,
                "{what}: “{old}” is now “{new}”.",
                what=say(language, label),
                old=fact_printed(old, language),
                new=fact_printed(new, language),
            )
    for name, said in PARTS.items():
        if getattr(before, name) != getattr(now, name):
            yield say(language, said)
