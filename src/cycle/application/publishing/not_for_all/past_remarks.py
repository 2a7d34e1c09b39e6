"""What there is to look at of all that a publishing shows beside the year itself: past years, reports of signals."""

from __future__ import annotations

from cycle.application.publishing.not_for_all.private_texts import asked_on_page
from cycle.application.publishing.not_for_all.report_remarks import report_remarks
from cycle.application.publishing.pages.past_documents import past_files
from cycle.application.publishing.pages.past_editions import past_editions
from cycle.application.year import LoadedCommunity
from cycle.errors import Problem
from cycle.services import Services


def past_remarks(services: Services, loaded: LoadedCommunity) -> tuple[Problem, ...]:
    """Return what is wrong with the files of past years, and each telephone number and street address of the history
    and of what was reported of steering signals: everybody reads them. A name that is taken down is told there too.
    """
    language, files = loaded.community.language, past_files(services, loaded)
    return (
        *files.problems,
        *(
            problem
            for edition in past_editions(loaded, files=files)
            for problem in asked_on_page(
                edition, file="history.toml", language=language, lead=f"{edition.meeting} {edition.year}, "
            )
        ),
        *report_remarks(services, loaded),
    )
