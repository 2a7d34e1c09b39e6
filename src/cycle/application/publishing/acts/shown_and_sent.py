"""Where what the page shows differs from what its readers were sent: told at the gate of the archive."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from cycle.application.delivery import SentLetter, sent_letters
from cycle.application.dispatches import letters_received
from cycle.application.publishing.acts.acts_on_page import FIELDS, fact_printed
from cycle.application.publishing.pages.public_letters import is_for_all, titles_of_letters
from cycle.application.results import LettersResult, RenderedLetter, read
from cycle.application.year import OpenCycle, StepNode
from cycle.archive.public_site.pages import Edition, sha256_of
from cycle.errors import Problem
from cycle.store.years.archive_acts import ArchiveAct

SHARED_FACTS = ("date", "start", "end", "venue", "place")
"""What both letters and page say of the meeting."""


def differences_from_sent(cycle: OpenCycle, edition: Edition) -> tuple[Problem, ...]:
    """Return a problem for each fact the readers were told otherwise, and for each document some got another of."""
    return (*_facts_told(cycle, edition), *_documents_sent(cycle, edition))


def nobody_got(cycle: OpenCycle, act: ArchiveAct) -> tuple[str, ...]:
    """Return a sentence where an act puts a file in the place of a letter that went: its readers got another."""
    if act.kind != "correct" or not act.file or act.what not in titles_of_letters(cycle, cycle.language).values():
        return ()
    return (
        cycle.say(
            "Nobody got this file: “{letter}” as it was sent stands in the package. To tell its readers something "
            "else, reopen the year and send a change.",
            letter=act.what,
        ),
    )


def _facts_told(cycle: OpenCycle, edition: Edition) -> Iterator[Problem]:
    """Yield what people were last told that the page says otherwise; a meeting that is called off is not looked at."""
    if edition.cancelled:
        return
    last = [letters[-1].facts for letters in letters_received(cycle).values()]
    heard = [facts for facts in last if facts is not None]
    for name in SHARED_FACTS:
        other: defaultdict[object, int] = defaultdict(int)
        for facts in heard:
            other[getattr(facts, name)] += 1
        shown = getattr(edition, name)
        for value, readers in other.items():
            if value != shown and (value or shown):
                yield _told_otherwise(cycle, name, value, shown, readers)


def _told_otherwise(cycle: OpenCycle, name: str, heard: object, shown: object, readers: int) -> Problem:
    what = cycle.say(
        "the page says “{shown}”, and {readers} heard last “{told}”",
        shown=fact_printed(shown, cycle.language),
        readers=cycle.count(readers, "{number} reader", "{number} readers"),
        told=fact_printed(heard, cycle.language),
    )
    remedy = cycle.say("send a change to those who were told otherwise, or look whether the page is right")
    return Problem(file=cycle.say(FIELDS[name]), where="", what=what, remedy=remedy, severity="warning")


def _documents_sent(cycle: OpenCycle, edition: Edition) -> Iterator[Problem]:
    """Yield how many readers got another letter, or other enclosures, than what is shown of their dispatch."""
    shown = {sha256_of(document.file) for document in edition.documents if document.file}
    sent, titles = sent_letters(cycle), titles_of_letters(cycle, cycle.language)
    for node in cycle.graph:
        received = [letter for letter in sent if letter.dispatch == node.dispatch]
        if node.kind == "letters" and received and is_for_all(cycle, node):
            yield from _of_dispatch(cycle, node, received, shown, title=titles[node.name])


def _of_dispatch(
    cycle: OpenCycle, node: StepNode, received: Sequence[SentLetter], shown: set[str], *, title: str
) -> Iterator[Problem]:
    made = [read(LettersResult, result) for result in cycle.record.revisions(node.name)]
    is_shown = any(_files([result.public]) & shown for result in made if result.public)  # else it was taken down
    others = [letter for letter in received if is_shown and _is_of_another(letter, made, shown)]
    yield from _other_version(cycle, title, others, received)
    for template in dict.fromkeys(common.template for result in made for common in result.common):
        sets = [[common for common in result.common if common.template == template] for result in made]
        of_page = {sha for common in sets if shown & (files := _files(common)) for sha in files}
        beside = {sha for common in sets for sha in _files(common)} - of_page if of_page else set()
        others = [letter for letter in received if beside & {file.sha256 for file in letter.enclosures}]
        enclosure = next(common.file.name for found in sets for common in found)
        yield from _other_version(cycle, enclosure.rpartition(".")[0], others, received)


def _files(made: Iterable[RenderedLetter]) -> set[str]:
    return {file.sha256 for letter in made for file in letter.files}


def _is_of_another(sent: SentLetter, made: Sequence[LettersResult], shown: set[str]) -> bool:
    """Return whether a letter was made with another public letter than the page has; not known of older years."""
    with_it = [result.public for result in made if result.public and sent.letter.sha256 in _files(result.letters)]
    return bool(with_it) and not any(_files([public]) & shown for public in with_it)


def _other_version(
    cycle: OpenCycle, title: str, others: Sequence[SentLetter], received: Sequence[SentLetter]
) -> Iterator[Problem]:
    if others:
        what = cycle.say(
            "{readers} of {all} got another version than the one that is shown",
            readers=cycle.count(len(others), "{number} reader", "{number} readers"),
            all=len(received),
        )
        remedy = cycle.say("look whether those who got the other know what is right")
        yield Problem(file=title, where="", what=what, remedy=remedy, severity="warning")
