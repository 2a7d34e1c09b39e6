"""What there is to look at of all that a publishing shows beside the year itself: past years, reports of signals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from cycle.application.publishing.not_for_all.private_texts import asked_in_texts, asked_on_page, run_together
from cycle.application.publishing.not_for_all.report_remarks import report_remarks
from cycle.application.publishing.pages.past_documents import past_files
from cycle.application.publishing.pages.past_editions import past_editions
from cycle.application.year import LoadedCommunity
from cycle.errors import Problem
from cycle.governance.community_data.history import History, PastEdition
from cycle.model import Language
from cycle.services import Services


def past_remarks(services: Services, loaded: LoadedCommunity) -> tuple[Problem, ...]:
    """Return what is wrong with the files of past years, and each telephone number and street address of the history
    and of what was reported of steering signals: everybody reads them. A name that is taken down is told there too.
    """
    language, files = loaded.community.language, past_files(services, loaded)
    shown = tuple(
        problem
        for edition in past_editions(loaded, files=files)
        for problem in asked_on_page(edition, file=_FILE, language=language, lead=f"{edition.meeting} {edition.year}, ")
    )
    return (
        *files.problems,
        *shown,
        *asked_in_history(loaded.history, known=shown, language=language),
        *report_remarks(services, loaded),
    )


def asked_in_history(history: History, *, known: Sequence[Problem], language: Language) -> tuple[Problem, ...]:
    """Return a problem for each telephone number and street address in any text of the history, as it is written.

    What is `known` of the pages is not told again. Every text is read, whatever its field is called and whether a page
    shows it today: a field that is added later is read too. The street that a meeting was held in is meant for all.
    """
    on_page = {(problem.where.partition(", ")[0], problem.what) for problem in known}
    everywhere = {problem.what for problem in known}
    rest = {name: held for name, held in history.model_dump(warnings=False).items() if name != "editions"}
    found = [problem for edition in history.editions for problem in _asked_of(edition, language)]
    return (
        *(problem for problem in found if (problem.where.partition(", ")[0], problem.what) not in on_page),
        *(problem for problem in asked_in_texts(rest, file=_FILE, language=language) if problem.what not in everywhere),
    )


def _asked_of(edition: PastEdition, language: Language) -> Iterator[Problem]:
    held = [fact.value for fact in (edition.venue, edition.place) if fact]
    where_it_is = run_together(" ".join(held))
    for problem in asked_in_texts(edition.model_dump(warnings=False), file=_FILE, language=language, meant=where_it_is):
        yield replace(problem, where=f"{edition.meeting} {edition.year}, {problem.where}")


_FILE = "history.toml"
