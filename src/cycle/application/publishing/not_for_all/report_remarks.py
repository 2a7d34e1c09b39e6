"""What there is to look at of what was reported of steering signals: everybody reads it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cycle.application.dispatches import every_signal
from cycle.application.publishing.not_for_all.private_texts import asked_in_texts
from cycle.application.publishing.pages.names_down import LIKE
from cycle.application.year import FOLLOW_UPS, LoadedCommunity, name_stands, names_like, names_taken_down
from cycle.errors import Problem
from cycle.model import TrackedSignal
from cycle.phrases import Phrase
from cycle.services import Services

Reported = tuple[TrackedSignal, str, str]
"""A signal, which report of it, and its words."""


def report_remarks(services: Services, loaded: LoadedCommunity) -> tuple[Problem, ...]:
    """Return it of every report that somebody has written."""
    reports = [
        (signal, f"{signal.id} {report.on.isoformat()}", report.text)
        for signal in every_signal(services, loaded).all
        for report in signal.reports
    ]
    return remarks_on(services, loaded, reports)


def remarks_on(services: Services, loaded: LoadedCommunity, reports: Iterable[Reported]) -> tuple[Problem, ...]:
    """Return a problem for each telephone number, street address and name that is taken down from the signal's year.

    So it is of a report that came after the name was taken down, as of one before.
    """
    reports = tuple(reports)
    texts = {where: text for _, where, text in reports}
    return (
        *asked_in_texts(texts, file=FOLLOW_UPS, language=loaded.community.language),
        *(problem for report in reports for problem in _names(services, loaded, report)),
    )


def _names(services: Services, loaded: LoadedCommunity, report: Reported) -> Iterator[Problem]:
    signal, where, text = report
    year = int(signal.id[:4])
    for row in services.memory.cycles.all():
        if (row.community, row.meeting, row.year) != (loaded.community.id, signal.meeting, year):
            continue
        for name in names_taken_down(services, row.id):
            if name_stands(name, text):
                what = Phrase("a name that is taken down from {year}; the page shows the words without it", year=year)
                yield Problem(file=FOLLOW_UPS, where=where, what=what, severity="warning")
            elif like := names_like(name, text):
                words = tuple(f"«{word}»" for word in like)
                yield Problem(file=FOLLOW_UPS, where=where, what=Phrase(LIKE, words=words), severity="warning")
