"""The letters and enclosures that are published as they were sent: opened before their gate, and before the page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from cycle.application.publishing.not_for_all.hidden_in_template import IN_TEMPLATE
from cycle.application.publishing.not_for_all.private_matter import found_as_sent
from cycle.application.publishing.pages.public_letters import public_documents
from cycle.application.results import CommonEnclosure, RenderedLetter
from cycle.application.year import OpenCycle
from cycle.archive.public_site.pages import PageDocument
from cycle.catalogue import sentence
from cycle.errors import InputError, Problem

_HAS_GONE = sentence("look whether everybody may see it, and take it out of the Word template before the next year")


def remarks_on_published(
    cycle: OpenCycle, letters: Iterable[RenderedLetter], common: Iterable[CommonEnclosure]
) -> tuple[str, ...]:
    """Return what the letter to all and its enclosures hold that readers do not see, and everybody would get.

    InputError where one could not be published at all; what stands in them to be read is looked at as it is printed.
    """
    stopping: list[Problem] = []
    remarks: list[str] = []
    for document in (*letters, *common):
        stops, found = found_as_sent(cycle, document.file, remedy=cycle.say(IN_TEMPLATE))
        stopping += [replace(problem, remedy=cycle.say(IN_TEMPLATE)) for problem in stops]
        remarks += [problem.said(cycle.language) for problem in found if problem.remedy]
    if stopping:
        raise InputError(dict.fromkeys(stopping))
    return tuple(dict.fromkeys(remarks))


def page_documents(cycle: OpenCycle) -> tuple[tuple[PageDocument, ...], Sequence[Problem]]:
    """Return the letters and enclosures of the year's page, and what was found in them; one that stops is left out."""
    shown: list[PageDocument] = []
    problems: dict[Problem, None] = {}
    for title, kind, file in public_documents(cycle):
        stops, found = found_as_sent(cycle, file, remedy=cycle.say(_HAS_GONE))
        left_out = [replace(problem, remedy=cycle.say(_HAS_GONE)) for problem in stops]
        problems |= dict.fromkeys((*left_out, *found))
        if not stops:
            shown.append(PageDocument(title=title, kind=kind, file=file))
    return tuple(shown), tuple(problems)
