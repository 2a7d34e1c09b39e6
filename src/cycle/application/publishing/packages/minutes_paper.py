"""The minutes as a document (referat): made with the archive of the year, and of a closed year the very bytes kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cycle.application.dispatches import substitutes_of
from cycle.application.documents import file_digests, papers
from cycle.application.results import ActResult, ArchiveResult, KeptFile, read_result
from cycle.application.year import OpenCycle, host_of, invitation_list_of, load_minutes, minutes_digest
from cycle.errors import InputError, Problem
from cycle.letters.fields import PaperName
from cycle.model import Minutes, StoredFile, digest, to_plain

DOCUMENT: PaperName = "referat"
FILED = "noark/dokument/"
"""Where the minutes lie in the package of a community that files."""


def minutes_paper(cycle: OpenCycle) -> StoredFile | None:
    """Return the minutes, None where there are none; InputError with what keeps them from being made.

    Those of a closed year are what was kept when it was closed, whatever became of the template since. A year that an
    earlier version closed without keeping them has them made again.
    """
    return kept_minutes(cycle) or _made(cycle)


def minutes_to_keep(cycle: OpenCycle) -> tuple[StoredFile | None, tuple[Problem, ...]]:
    """Return the minutes, or why they cannot be made."""
    try:
        return minutes_paper(cycle), ()
    except InputError as error:
        return None, error.problems


def paper_digest(cycle: OpenCycle) -> str:
    """Return what names all the document is made of beside what is written in the minutes; empty without any."""
    if not minutes_digest(cycle.year_folder):
        return ""
    return digest(
        {"substitutes": to_plain(substitutes_of(cycle)), "templates": file_digests(cycle, [f"{DOCUMENT}.docx"])}
    )


def with_minutes(filed: Sequence[KeptFile], minutes: StoredFile | None) -> tuple[KeptFile, ...]:
    """Return what a package holds for the records system, and the minutes where they are not among that."""
    if minutes is None or packaged_minutes(filed) is not None:
        return tuple(filed)
    return (*filed, KeptFile(path=f"{DOCUMENT}/{minutes.name}", file=minutes))


def kept_minutes(cycle: OpenCycle) -> StoredFile | None:
    """Return the minutes as they were kept when the year was closed, or else as they came into its package."""
    if cycle.closed is None:
        return None
    return cycle.closed.minutes or next(_packaged(cycle), None)


def packaged_minutes(filed: Sequence[KeptFile]) -> StoredFile | None:
    """Return the minutes among what was made for the records system."""
    return next((kept.file for kept in filed if kept.path.startswith(FILED)), None)


def _packaged(cycle: OpenCycle) -> Iterator[StoredFile]:
    """Yield what came into the packages of the year since it was closed last: what was opened again counts no more."""
    last = max(number for number, closing in enumerate(cycle.closings) if closing.kind == "close")
    for closing in cycle.closings[last:]:
        for row in cycle.record.revisions(closing.step):
            made = read_result(row) if row.digest == closing.digest else None
            if isinstance(made, ArchiveResult | ActResult) and (minutes := packaged_minutes(made.filed)):
                yield minutes


def _made(cycle: OpenCycle) -> StoredFile | None:
    if load_minutes(cycle.year_folder) == Minutes():
        return None
    invitees = invitation_list_of(cycle).invitees
    made = papers(cycle, [DOCUMENT], invitees=invitees, host=host_of(cycle), substitutes=substitutes_of(cycle))
    return made[DOCUMENT].file
