"""The open years: where each stands, what waits for whom, and what it may be time to do."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace

from cycle.application.actions import (
    ClosingAnswer,
    StepState,
    Stuck,
    closing_of,
    is_outdated,
    is_published_open,
    lines_of_acts,
    step_states,
    stuck_steps,
)
from cycle.application.dispatches import TRIED, suggestions
from cycle.application.persons import configured_community
from cycle.application.results import ArchiveOutcome, HostResult, LettersResult, MailingResult, read, read_result
from cycle.application.review.gates import is_undecided
from cycle.application.review.overview import WaitingGate, YearLine, waiting_gate, year_line
from cycle.application.year import (
    OpenCycle,
    find_cycle,
    for_reader,
    language_of,
    preview_folder,
    site_folder,
    words_of,
)
from cycle.errors import CycleError
from cycle.model import Language
from cycle.services import Services
from cycle.store.years.decisions import Decision
from cycle.store.years.opened import CycleRow
from cycle.store.years.results import Result


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenYear:
    """One open year: its cycle with the state of every step, or the problem that keeps it from being read."""

    row: CycleRow
    cycle: OpenCycle | None
    steps: tuple[StepState, ...] = ()
    made: Mapping[str, int] = field(default_factory=dict)
    """The steps that have a result to look at, whether or not it still stands, with the number of letters or mails."""
    remarks: Mapping[str, str] = field(default_factory=dict)
    """What is to be known of a step that is done: nobody got its mails, or nobody knows who hosts."""
    decisions: tuple[Decision, ...] = ()
    archived: ArchiveOutcome | None = None
    """Where the page and the package of the year are, once they are made."""
    site: bool = False
    """Its page is on the published site that is served here."""
    preview: bool = False
    """Its page is in the preview that is served here."""
    stuck: tuple[Stuck, ...] = ()
    """The steps that nobody tries any more until a person starts the year again."""
    problem: str = ""
    closed: ClosingAnswer | None = None
    """That the year is closed, and what has come to it since."""
    gates: tuple[WaitingGate, ...] = ()
    """What waits for a decision now."""
    outdated: tuple[StepState, ...] = ()
    """The steps that somebody must have made again: what they rest on was edited at an open gate."""
    line: YearLine | None = None
    """The days of the year, as they are drawn."""
    advice: tuple[str, ...] = ()
    """What it may be time to ask for or to take back, in sentences."""
    not_closed: bool = False
    """It was published by a version that closed no year, and is open still."""

    @property
    def titles(self) -> dict[str, str]:
        """Return the name of each step as coordinators read it."""
        return {status.step: status.title for status in self.steps}


def open_years(services: Services, *, community: str = "", reads: Language | None = None) -> tuple[OpenYear, ...]:
    """Return every open year, or those of a community, newest first, in the form its reader reads.

    One that cannot be read says why and keeps no other from being shown.
    """
    rows = [row for row in services.memory.cycles.all() if community in {"", row.community}]
    served, common = community or configured_community(services.settings), dict[Hashable, object]()
    return tuple(_open_year(services, row, served=served, common=common, reads=reads) for row in rows)


def letter_count(result: Result) -> int:
    """Return how many letters or mails a step has to look at; 0 for any step but those two."""
    match read_result(result):
        case LettersResult(letters=letters):
            return len(letters)
        case MailingResult(mails=mails, paper=paper):
            return len(mails) + len(paper.letters)
        case _:
            return 0


def _open_year(
    services: Services, row: CycleRow, *, served: str, common: dict[Hashable, object], reads: Language | None
) -> OpenYear:
    """Return where a year stands; `served` is the community whose site the pages lead to."""
    try:
        cycle = find_cycle(services, community=row.community, meeting=row.meeting, year=row.year).at_one_moment(common)
        cycle = for_reader(cycle, reads) if reads else cycle
        found = step_states(cycle)
    except CycleError as error:
        language = reads or language_of(services, row.community)
        return OpenYear(row=row, cycle=None, problem=words_of(error, language))
    record = cycle.as_written.record  # what is asked of the results here has no words of theirs
    gates = tuple(waiting_gate(cycle, step) for step in found if step.state == "waiting")
    has_pages = row.community == served
    page = f"{row.meeting}/{row.year}/index.html"
    missing = {gate.step: gate.missing for gate in gates}
    return OpenYear(
        row=row,
        cycle=cycle,
        steps=tuple(replace(step, missing=missing.get(step.step, 0)) for step in found),
        gates=gates,
        outdated=tuple(step for step in found if is_outdated(cycle, step)),
        line=year_line(cycle, found),
        made={node.name: letter_count(made) for node in cycle.graph if (made := record.latest(node.name))},
        remarks={node.name: _remark(cycle, made) for node in cycle.graph if (made := record.latest(node.name))},
        decisions=record.decisions,
        archived=_archived(cycle),
        site=has_pages and (site_folder(cycle) / page).is_file(),
        preview=has_pages and (preview_folder(cycle) / page).is_file(),
        stuck=stuck_steps(cycle),
        closed=closing_of(cycle),
        advice=(*(suggestion.words for suggestion in suggestions(cycle)), *lines_of_acts(cycle)),
        not_closed=is_published_open(cycle),
    )


def _remark(cycle: OpenCycle, result: Result) -> str:
    match made := read_result(result):
        case MailingResult(mode=mode) if made.mails and mode in TRIED:
            return cycle.say(TRIED[mode])
        case HostResult() if is_undecided(cycle, made):
            return cycle.say("no host is decided")
        case _:
            return ""


def _archived(cycle: OpenCycle) -> ArchiveOutcome | None:
    archive, closed = cycle.as_written.record.latest("archive"), cycle.closed
    if closed is not None:
        return ArchiveOutcome(
            page=f"{cycle.row.meeting}/{cycle.year}/",
            package=closed.package,
            zip=closed.zip,
            zip_sha256=closed.zip_sha256,
        )
    done = cycle.record.outcome("archive", archive.digest) if archive else None
    return read(ArchiveOutcome, done) if done else None
