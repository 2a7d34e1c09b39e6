"""What the gate of an act says of names: every text that one goes out of, of whom, and which one comes back."""

from __future__ import annotations

import re

from cycle import wording
from cycle.application.publishing.pages.words_on_page import name_stands_on, texts_with_name
from cycle.application.year import OpenCycle, whole_words
from cycle.archive.public_site.pages import Edition
from cycle.catalogue import counted, say, sentence
from cycle.model import Language
from cycle.services import OSLO
from cycle.store.years.archive_acts import NAME, ArchiveAct

MOST_SHOWN = 12
"""Texts that are shown of those a name goes out of: `2027` stands in dozens."""
OF_SEVERAL = sentence(
    "It stands there as {words}. If that is more than one person or a place, take down the whole name."
)
BACK = sentence("“{name}” was taken down on {day}, and stands on the page again after this.")


def texts_changed(act: ArchiveAct, edition: Edition, language: Language) -> tuple[str, ...]:
    """Return what the approver is to know of a name that goes away: the texts it goes out of, and as what it stands."""
    if act.what != NAME:
        return ()
    forms = [form for form in (edition, edition.other) if form is not None]
    texts = list(dict.fromkeys(text for form in forms for text in texts_with_name(form, act.old)))
    if not texts:
        return ()
    shown = [f"«{text}»" for text in texts[:MOST_SHOWN]]
    names = wording.listed(shown) if len(texts) <= MOST_SHOWN else f"{', '.join(shown)} …"
    one_or_many = counted(
        language,
        len(texts),
        "It goes out of {number} text: {texts}",
        "It goes out of {number} texts: {texts}",
        texts=names,
    )
    said = [one_or_many]
    found = list(dict.fromkeys(name for text in texts for name in _as_it_stands(act.old, text)))
    if len(found) > 1:
        words = wording.listed([f"«{name}»" for name in found[:MOST_SHOWN]])
        said.append(say(language, OF_SEVERAL, words=words))
    return tuple(said)


def names_back(cycle: OpenCycle, act: ArchiveAct, before: Edition, after: Edition) -> tuple[str, ...]:
    """Return what the approver is to know of a correction that says a name which was taken down: on which day."""
    done = {closing.step: closing.at for closing in cycle.closings}
    said = []
    for earlier in cycle.acts:
        at = done.get(f"act.{earlier.number}")
        if act.kind == "correct" and earlier.what == NAME and at is not None and _comes(earlier.old, before, after):
            day = wording.long_date(at.astimezone(OSLO).date(), cycle.language)
            said.append(cycle.say(BACK, name=earlier.old, day=day))
    return tuple(dict.fromkeys(said))


def _comes(name: str, before: Edition, after: Edition) -> bool:
    """Return whether a name stands on a page, in one written form or the other, in more texts than before."""
    pairs = ((after, before), (after.other, before.other))
    return any(
        new is not None
        and name_stands_on(new, name)
        and (old is None or len(texts_with_name(new, name)) > len(texts_with_name(old, name)))
        for new, old in pairs
    )


def _as_it_stands(name: str, text: str) -> list[str]:
    """Return a name with the capitalised words around it, as it stands in a text; a full name as it is."""
    if len(name.split()) > 1:
        return []
    capital = r"[A-ZÆØÅ][\w-]+"
    around = re.compile(rf"(?:{capital}\s+){{0,2}}{whole_words(name)}(?:\s+{capital})?")
    return [" ".join(found.group().split()) for found in around.finditer(text)]
