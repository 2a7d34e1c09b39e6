"""Which words stand as somebody wrote them in letters of the other written form, where they are, and who reads them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from cycle.application.documents.letters import enclosure_language, letter_language
from cycle.application.results import AsWritten
from cycle.application.year import OpenCycle, StepNode, TranslatedYear, host_of
from cycle.catalogue import sentence
from cycle.model import Invitee, Language
from cycle.wording import reason_in_letter, written_in

PROGRAMME = sentence("The programme")
Words = tuple[str, str]
"""What a text is and the text; no text for the programme, which goes whole in the form it has."""


def as_written(cycle: OpenCycle, node: StepNode, invitees: Sequence[Invitee]) -> tuple[AsWritten, ...]:
    """Return each text that nobody has written in the form of a letter, with the readers of such letters.

    What is typed for the year counts unless it is plainly in the reader's form; what the files of the community print
    for every year counts when it is plainly in the other one, since the same words may do for both.
    """
    own, template = cycle.loaded.community.language, cycle.dispatch(node).template
    found: dict[tuple[Words, Language], list[str]] = {}
    for language in dict.fromkeys(invitee.language for invitee in invitees if invitee.language != own):
        readers = [invitee for invitee in invitees if invitee.language == language]
        if letter_language(cycle, template, language) != language:
            continue
        year = TranslatedYear(cycle=cycle, language=language)
        for words in (*_of_the_year(year, node), *_enclosed(cycle, node, language)):
            found[words, language] = [invitee.id for invitee in readers]
        for invitee in readers:
            for words in _of_a_reader(year, invitee):
                found.setdefault((words, language), []).append(invitee.id)
    return tuple(
        AsWritten(what=what, said=said, language=language, readers=tuple(readers))
        for ((what, said), language), readers in found.items()
    )


def _of_the_year(year: TranslatedYear, node: StepNode) -> Iterator[Words]:
    """Yield what stands in every letter: what was typed for the dispatch and the year, and the community's texts."""
    cycle, dispatch = year.cycle, year.cycle.dispatch(node)
    facts, said = cycle.year_inputs.facts, cycle.year_inputs.words.get(year.language, {})
    typed = [(sentence("The words of your own"), dispatch.request.words if dispatch.request else "")]
    typed += [(sentence("The theme"), facts.theme)] if "theme" not in said else []
    yield from ((what, text) for what, text in typed if text and written_in(text) != year.language)
    places = [(key, getattr(facts, key)) for key in ("venue", "place") if key not in said]
    translated, contact = year.dispatch(node), year.contact
    kind = year.kind
    printed = [
        *((sentence("The place of the meeting"), text) for _, text in places),
        (sentence("The title of who signs"), contact.title),
        (sentence("The subject"), translated.subject),
        *((sentence("The name of an enclosure"), text) for text in translated.enclosures),
        *((sentence("The purpose"), text) for text in (*kind.purposes, kind.audience, kind.about)),
    ]
    yield from _plainly_other(printed, year.language)


def _of_a_reader(year: TranslatedYear, invitee: Invitee) -> Iterator[Words]:
    """Yield what stands of the reader's own seats."""
    for seat in year.invitee(invitee, host=host_of(year.cycle)).seats:
        texts = [(sentence("The role"), seat.title), (sentence("The reason"), reason_in_letter(seat))]
        if seat.added:
            yield from ((what, text) for what, text in texts if text and written_in(text) != year.language)
        else:
            yield from _plainly_other(texts, year.language)


def _enclosed(cycle: OpenCycle, node: StepNode, language: Language) -> Iterator[Words]:
    """Yield the programme where the reader gets it in the other form."""
    if any(enclosure_language(cycle, file, language) != language for file in cycle.dispatch(node).common):
        yield PROGRAMME, ""


def _plainly_other(texts: Iterable[Words], language: Language) -> Iterator[Words]:
    yield from ((what, text) for what, text in texts if written_in(text) not in {None, language})
