"""The pages of a community in its other written form (målform): whole or not at all, told by its file of words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import TypeVar, cast

from cycle.application.publishing.pages.about_meeting import about_meeting
from cycle.application.publishing.pages.participants import participants
from cycle.application.publishing.pages.public_signals import edition_unsettled
from cycle.application.year import (
    FACTS,
    MINUTES,
    WORDS_FILES,
    LoadedCommunity,
    OpenCycle,
    TranslatedYear,
    host_of,
    load_minutes,
    words_of_minutes,
)
from cycle.archive.public_site.pages import Edition, Presentation, Source
from cycle.archive.public_site.printed import OTHER_FORM
from cycle.catalogue import sentence
from cycle.errors import Problem
from cycle.governance.community_data.rules import MeetingRules
from cycle.model import Document, Language, MinutesItem, ProgrammeItem, StoredFile
from cycle.phrases import Phrase

T = TypeVar("T")
MOST, LONGEST = 5, 60
"""How many texts are named, and of each how much."""
SENTENCES = frozenset(
    {
        "theme",
        "aim",
        "outcome",
        "notes",
        "why",
        "note",
        "alt",
        "caption",
        "purpose",
        "target_group",
        "organisation",
        "text",
        "plan",
    }
)
"""What of a page is written in one form, and does not do on a page in the other."""
QUOTED = frozenset({"printed", "likely", "value"})
"""What may be a day or a name as it stands in the source, and is written in one form when it is a sentence."""
SPOKEN = frozenset({"chair", "value"})
"""What may be a person's name, and is words of ours when it begins with a small letter."""
KEPT = frozenset({"meeting", "kind", "basis", "subject", "number", "parent", "name", "role", "about"})
"""Texts that are the same on both pages: they say what something is, or are the words of others."""


def other_community(loaded: LoadedCommunity) -> LoadedCommunity | None:
    """Return the community in its other written form; None of one that has words in one form only."""
    return loaded.in_language(OTHER_FORM[loaded.community.language]) if loaded.words else None


def words_from(loaded: LoadedCommunity, language: Language) -> Mapping[str, str]:
    """Return each text in one written form with what it is in the other, whichever of them the community writes now."""
    return loaded.words_from(language)


def in_other_form(own: T, framed: T, words: Mapping[str, str]) -> tuple[T, tuple[str, ...]]:
    """Return what is printed in the other written form, and each text of it that nobody has written in that form.

    `framed` is the same as `own`, as far as the rules and our own words give it in the other form.
    """
    missing = dict.fromkeys(_unsaid(own, framed, words))
    return _said(framed, words), tuple(missing)


def year_in_other_form(
    cycle: OpenCycle, own: Edition, *, titles: Mapping[str, str]
) -> tuple[Edition | None, tuple[str, ...]]:
    """Return the page of a year in the other written form, None when not all of it is written in that form.

    `titles` are those of its documents; with it comes what nobody has written. Neither for a community that has words
    in one form only.
    """
    if not cycle.loaded.words:
        return None, ()
    language = OTHER_FORM[cycle.language]
    year = TranslatedYear(cycle=cycle, language=language)
    host, programme, facts = year.host(host_of(cycle)), year.programme, year.facts
    own_items = cycle.year_inputs.programme
    said = cycle.year_inputs.words.get(language, {})
    facts_said = {getattr(cycle.year_inputs.facts, key): said[key] for key in ("theme", "aim") if key in said}
    words = {**cycle.loaded.words, **facts_said, **words_of_minutes(cycle.year_folder, language)}
    framed = replace(
        own,
        title=f"{year.rules.name} {cycle.year}",
        host_side=year.community.side(host.side).name if host.side else host.holder,
        host=host.organisation,
        chair=host.chair,
        theme=facts.theme,
        aim=facts.aim,
        outcome="",
        programme=programme,
        documents=tuple(
            replace(document, title=titles.get(document.title, document.title)) for document in own.documents
        ),
        presentations=tuple(_retitled(talk, programme) for talk in own.presentations),
        about=about_meeting(year.loaded, year.rules, on=facts.date),
        participants=participants(cycle, language),
        unsettled=edition_unsettled(cycle, language),
        other=None,
    )
    made, missing = in_other_form(replace(own, outcome="", other=None), framed, words)
    points = {item.title: there.title for item, there in zip(own_items, programme, strict=False)}
    outcome, unsaid = _decided_there(cycle, {**points, **words})
    made, missing = replace(made, outcome=outcome), (*missing, *unsaid)
    if own_items and language not in cycle.year_inputs.programmes:
        missing = (*missing, own_items[0].title)
    return (None if missing else made), missing


def decided(cycle: OpenCycle, words: Mapping[str, str] | None = None) -> str:
    """Return what the minutes say was decided, a paragraph for each matter; in the other form with its `words`."""
    there = words or {}
    return "\n\n".join(
        f"{there.get(matter.title, matter.title)}: {there.get(matter.decision, matter.decision)}"
        for matter in _matters_decided(cycle)
    )


def _decided_there(cycle: OpenCycle, words: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    """Return what was decided in the other written form, and each text of it that nobody has written in that form."""
    texts = [text for matter in _matters_decided(cycle) for text in (matter.title, matter.decision)]
    return decided(cycle, words), tuple(text for text in dict.fromkeys(texts) if text not in words)


def _matters_decided(cycle: OpenCycle) -> tuple[MinutesItem, ...]:
    """Return the matters that something was decided in; none of a meeting called off."""
    matters = () if cycle.called_off else load_minutes(cycle.year_folder).matters
    return tuple(matter for matter in matters if matter.decision.strip())


def other_form_remark(cycle: OpenCycle, missing: Sequence[str]) -> tuple[Problem, ...]:
    """Return what the approver is told of a page that will be in one written form only, and what would be right."""
    if not missing:
        return ()
    first = sentence("will be in Nynorsk only; these are not written in Bokmål: {texts}")
    second = sentence("will be in Bokmål only; these are not written in Nynorsk: {texts}")
    texts = ", ".join(f"«{_short(text)}»" for text in missing[:MOST]) + (" …" if len(missing) > MOST else "")
    what = Phrase(first if cycle.language == "nn" else second, texts=texts)
    remedy = Phrase(
        "write them in {table}, in the programme of its own ({programme}) or in {words}",
        table=f"{FACTS} / {MINUTES} [{OTHER_FORM[cycle.language]}]",
        programme=f"program.{OTHER_FORM[cycle.language]}.xlsx",
        words=WORDS_FILES[cycle.language],
    )
    file = cycle.say("the page of the year")
    return (Problem(file=file, where="", what=what, remedy=remedy, severity="warning"),)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST].rsplit(' ', 1)[0]} …"


def past_in_other_form(own: Edition, framed: Edition, names: Mapping[str, str], words: Mapping[str, str]) -> Edition:
    """Return an edition of the history with its page in the other form, where all of it is written in that form.

    `names` are what its meeting is called, with what that is in the other form.
    """
    made, missing = in_other_form(own, replace(framed, title=renamed(framed.title, names)), words)
    return own if missing else replace(own, other=made)


def names_of(own: MeetingRules, other: MeetingRules) -> dict[str, str]:
    """Return what a meeting is called, longest first, with what that is in the other form."""
    called = {own.name: other.name, own.name_definite: other.name_definite}
    return {name: called[name] for name in sorted(called, key=len, reverse=True) if name}


def renamed(title: str, names: Mapping[str, str]) -> str:
    """Return the title of an edition with its meeting called as in the other form."""
    for name, there in names.items():
        if f"{title} ".startswith(f"{name} "):
            return f"{there}{title.removeprefix(name)}"
    return title


def _retitled(talk: Presentation, programme: tuple[ProgrammeItem, ...]) -> Presentation:
    item = talk.item
    return talk if item is None or item >= len(programme) else replace(talk, title=programme[item].title)


def _said(value: T, words: Mapping[str, str], key: str = "") -> T:
    """Return a value with each text that readers see in the other form, where somebody has written it there."""
    made: object = value
    if isinstance(value, str):
        made = value if key in KEPT else words.get(value, value)
    elif isinstance(value, tuple):
        made = tuple(_said(part, words, key) for part in value)
    elif is_dataclass(value) and not isinstance(value, StoredFile | Document | type):
        parts = {part.name: _said(getattr(value, part.name), words, part.name) for part in fields(value)}
        made = replace(value, **parts)
    return cast(T, made)


def _unsaid(own: object, framed: object, words: Mapping[str, str], key: str = "") -> Iterator[str]:
    """Yield each text that is the same in both, and that nobody has written in the other form."""
    if isinstance(own, str):
        if own and own == framed and own not in words and _is_ours(key, own):
            yield own
    elif isinstance(own, tuple) and isinstance(framed, tuple):
        for mine, theirs in zip(own, framed, strict=True):
            yield from _unsaid(mine, theirs, words, key)
    elif is_dataclass(own) and not isinstance(own, StoredFile | Document | Source | type):
        for part in (part for part in fields(own) if part.name not in {"programme", "other"}):
            below = f"{key}.speaker" if part.name == "speakers" or key.endswith(".speaker") else part.name
            yield from _unsaid(getattr(own, part.name), getattr(framed, part.name), words, below)


def _is_ours(key: str, text: str) -> bool:
    """Return whether a text is a sentence of the page, and no name or quotation."""
    if key in SENTENCES:
        return True
    if key in QUOTED and text.endswith((".", "!", "?")):
        return True
    return key in SPOKEN and text[:1].islower() and " " in text and not any(map(str.isdigit, text))
