"""One year, opened: its row, its community's rules, its facts, and the services the steps work with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from cycle import catalogue, wording
from cycle.application.results import ClosedYear, read
from cycle.application.year.closed_years.snapshot import CONFIG, laid_out
from cycle.application.year.community_rules.community import (
    ELSEWHERE,
    LoadedCommunity,
    community_id,
    load_community,
    load_named_community,
    without_folder,
)
from cycle.application.year.for_readers.mail_modes import mark_on, mode_suffix
from cycle.application.year.for_readers.translated_record import TranslatedRecords, translated_record
from cycle.application.year.step_graph import StepGraph, StepNode, called_off, dispatches_of, falls_away, step_graph
from cycle.application.year.written.facts import YearInputs, load_year, really_given
from cycle.catalogue import sentence
from cycle.errors import StepError
from cycle.governance.calendar.milestones import ANSWERS, milestones
from cycle.governance.community_data.printed_words import in_words
from cycle.governance.community_data.rules import MeetingRules
from cycle.model import Dispatch, DispatchRequest, Language, Milestone
from cycle.phrases import Phrase
from cycle.services import Services
from cycle.store.memory import Memory
from cycle.store.years.archive_acts import ActKind, ArchiveAct
from cycle.store.years.closings import Closing
from cycle.store.years.opened import CycleRow, cycle_id
from cycle.store.years.year_record import NewestRecord, PinnedRecord, YearRecord

ACTS: Mapping[ActKind, tuple[str, str]] = {
    "correct": (sentence("Correction of the archive"), sentence("Correction no. {number} of the archive")),
    "take_down": (sentence("Taking down from the page"), sentence("Taking down no. {number} from the page")),
    "reopen": (sentence("Opening the year again"), sentence("Opening no. {number} of the year")),
}
"""What is done to a closed year, as a step: the first of its kind, and any other."""
IS_CLOSED = sentence(
    "The year {year} is closed. What is wrong on its page is corrected with a correction of the archive; "
    "everything else stands as it was."
)
NOT_STARTED = sentence("The year {year} has not been started. See whether the year is right, or start it first.")


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCycle:
    """One year's meeting (syklus) with everything its steps may look at."""

    services: Services
    row: CycleRow
    loaded: LoadedCommunity
    rules: MeetingRules
    year_inputs: YearInputs
    dispatches: tuple[Dispatch, ...]
    graph: StepGraph
    milestones: tuple[Milestone, ...] = field(repr=False)
    records: NewestRecord | PinnedRecord | TranslatedRecords = field(repr=False, compare=False)
    closings: tuple[Closing, ...] = field(default=(), repr=False, compare=False)
    """How the year was closed and what was done to it since, oldest first; empty where it never was."""

    acts: tuple[ArchiveAct, ...] = field(default=(), repr=False, compare=False)
    """What was asked to be done to the year since it was closed, withdrawn acts left out."""
    written: OpenCycle | None = field(default=None, repr=False, compare=False)
    """The year as its community writes it, where this is it as a reader of the other form reads it; else None."""

    @property
    def as_written(self) -> OpenCycle:
        """Return the year as its community writes it: what is made of it, and how it stands, follows from this."""
        return self.written or self

    @property
    def words(self) -> Mapping[str, str]:
        """Return what is printed in the year → the same as its reader reads it; empty where that is no other form."""
        return self.written.loaded.words if self.written else {}

    @property
    def closing(self) -> Closing | None:
        """Return the closing that stands, None while the year is open."""
        return self.closings[-1] if self.closings and self.closings[-1].closes else None

    @property
    def closed(self) -> ClosedYear | None:
        """Return the year as it is closed, None while it is open."""
        return read(ClosedYear, self.closing) if self.closing else None

    @property
    def id(self) -> str:
        """Return the natural key, `bergensomradet/partnarskapsmote/2027`."""
        return self.row.id

    @property
    def year(self) -> int:
        """Return the year of the meeting."""
        return self.row.year

    @property
    def year_folder(self) -> Path:
        """Return the folder that holds what people have decided about the year; it need not be there."""
        return self.loaded.folder / f"{self.row.meeting}-{self.year}"

    @property
    def memory(self) -> Memory:
        """Return the open database, and the files beside it."""
        return self.services.memory

    @property
    def record(self) -> YearRecord:
        """Return what the store says of the year: read once, and again when this process has written since."""
        return self.records.get()

    def read_again(self) -> None:
        """Let the next question be answered by what the store says then: another process may have written."""
        self.records.forget()

    def at_one_moment(self, common: dict[Hashable, object] | None = None) -> OpenCycle:
        """Return the year with its record as it is now, whoever writes meanwhile: to compute by, not to write by.

        `common` holds what it shares with other years that are looked at in the same moment.
        """
        if isinstance(self.records, PinnedRecord):
            return self
        if self.written is not None:
            pinned = self.written.at_one_moment(common)
            return replace(
                self, written=pinned, records=PinnedRecord(translated_record(pinned.record, pinned.loaded.words))
            )
        record = self.record if common is None else replace(self.record, common=common)
        return replace(self, records=PinnedRecord(record))

    @property
    def now(self) -> dt.datetime:
        """Return the present moment."""
        return self.services.now()

    @property
    def language(self) -> Language:
        """Return the written language the year is read in: the community's own, unless a reader has the other one."""
        return self.loaded.community.language

    def say(self, text: str, **values: object) -> str:
        """Return a sentence of ours in the community's language."""
        return catalogue.say(self.language, text, **values)

    def count(self, number: int, one: str, many: str) -> str:
        """Return `1 mottakar` or `2 mottakarar` in the community's language."""
        return catalogue.counted(self.language, number, one, many)

    def act(self, node: StepNode) -> ArchiveAct:
        """Return what a step does to a closed year."""
        return {act.number: act for act in self.acts}[node.act]

    def dispatch(self, node: StepNode) -> Dispatch:
        """Return the dispatch a letters or mailing step belongs to."""
        return {dispatch.id: dispatch for dispatch in self.dispatches}[node.dispatch]

    @property
    def called_off(self) -> DispatchRequest | None:
        """Return the request that called the meeting off, or None while it stands."""
        return called_off(self.dispatches)

    def called_off_meanwhile(self, node: StepNode) -> bool:
        """Return whether a dispatch falls away by what was asked for since this year was opened, as it is on record."""
        return self._falls_away_by(node, self.record.requests)

    def called_off_by_now(self, node: StepNode) -> bool:
        """Return whether a dispatch falls away by what was asked for until this moment: looked up again each time."""
        return self._falls_away_by(node, self.memory.requests.of(self.id))

    def _falls_away_by(self, node: StepNode, requests: Sequence[DispatchRequest]) -> bool:
        asked = _of_this_mode(self.services, requests)
        return falls_away(self.dispatch(node), dispatches_of(self.rules.dispatch_values(), asked))

    def approvers_needed(self, step: str) -> int:
        """Return how many different people must approve the step."""
        return self.loaded.community.approvers(step)

    def starts_on(self, node: StepNode) -> dt.date | None:
        """Return the first day a step starts by itself, or None when no milestone holds it back."""
        day = {milestone.id: milestone.date for milestone in self.milestones}.get(node.milestone)
        return day - dt.timedelta(days=node.lead_days) if day else None

    def letter_date(self, node: StepNode) -> dt.date:
        """Return the date printed on a letter: the day it is to be sent, or today when that has passed."""
        day = {milestone.id: milestone.date for milestone in self.milestones}.get(node.milestone)
        today = self.services.today
        return max(day, today) if day and self.services.settings.pace == "milestones" else today

    def title_of(self, node: StepNode, language: Language | None = None) -> str:
        """Return the step, `Brev: invitasjon`, in the community's own form unless another is named."""
        titles = {
            "plan": sentence("Annual plan"),
            "committee": sentence("Programme committee"),
            "host": sentence("Host and chair"),
            "invitations": sentence("Invitation list"),
            "signals": sentence("Steering signals"),
            "letters": sentence("Letters"),
            "mailing": sentence("Mailing"),
            "archive": sentence("Archive and publishing"),
        }
        if node.act:
            return self._name_of_act(self.act(node), language or self.language)
        title = catalogue.say(language or self.language, titles[node.kind])
        name = self.name_of(node, language) if node.dispatch else ""
        return f"{title}: {name}" if name and name.casefold() != title.casefold() else title

    def _name_of_act(self, act: ArchiveAct, language: Language) -> str:
        """Return what is done to the closed year, numbered among those of its kind from the second on."""
        number = sum(other.kind == act.kind and other.number <= act.number for other in self.acts)
        first, later = ACTS[act.kind]
        return catalogue.say(language, later, number=number) if number > 1 else catalogue.say(language, first)

    def name_of(self, node: StepNode, language: Language | None = None) -> str:
        """Return the dispatch in running text, different for each: `endring nr. 2`, `retting nr. 1 av invitasjon`."""
        spoken, dispatch = language or self.language, self.dispatch(node)
        translated = in_words(dispatch, {} if spoken == self.language else self.loaded.words)
        name, request = wording.in_a_sentence(translated.title), dispatch.request
        if request is None:
            return name
        if request.replaces is not None:
            return catalogue.say(spoken, "correction no. {number} of {name}", number=request.number, name=name)
        return f"{name} nr. {request.number}" if request.number > 1 else name


def open_cycle(
    services: Services, *, community: str = "", meeting: str = "", year: int, given: Mapping[str, object] | None = None
) -> OpenCycle:
    """Return the year, opened in the store if it is new; InputError with all problems before anything is written.

    StepError where facts are given for a year that is closed.
    """
    known = _known(services, community, year)
    closed = _closed_cycle(services, known, meeting)
    if closed is not None:
        return _unless_given(closed, given)
    loaded = load_named_community(services.settings, community)
    rules = loaded.meeting(meeting or services.settings.meeting)
    earlier = known.get(cycle_id(loaded.community.id, rules.id, year))
    year_inputs = _inputs(loaded, rules, year, given={**(earlier.given if earlier else {}), **really_given(given)})
    row = services.memory.cycles.open(
        loaded.community.id, rules.id, year, given=really_given(given), now=services.now()
    )
    again = earlier is not None and earlier.opened_again
    return _opened(services, replace(row, opened_again=again), loaded, rules, year_inputs)


def find_cycle(services: Services, *, community: str = "", meeting: str = "", year: int) -> OpenCycle:
    """Return a year that is already open; StepError saying how to open it when it is not.

    A year that is closed is told from its snapshot, whatever has become of the files it was made of.
    """
    known = _known(services, community, year)
    closed = _closed_cycle(services, known, meeting)
    if closed is not None:
        return closed
    loaded = load_named_community(services.settings, community)
    rules = loaded.meeting(meeting or services.settings.meeting)
    row = known.get(cycle_id(loaded.community.id, rules.id, year))
    if row is None:
        what = f"{loaded.community.id}/{rules.id}/{year}: is not open; start it with `cycle start {year}`"
        rows = services.memory.cycles.all()
        beside = [row.community for row in rows if (row.meeting, row.year) == (rules.id, year)]
        if lost := without_folder(services.settings, beside):
            raise StepError(f"{what}; {lost} has it open, and no folder any more").with_message(
                Phrase(ELSEWHERE, year=year, community=lost)
            )
        raise StepError(what).with_message(Phrase(NOT_STARTED, year=year))
    return _opened(services, row, loaded, rules, _inputs(loaded, rules, year, given=row.given))


def look_at(
    services: Services, *, community: str = "", meeting: str = "", year: int, given: Mapping[str, object] | None = None
) -> OpenCycle:
    """Return the year as it would be opened with these facts; InputError with all problems. Nothing is written.

    StepError where facts are given for a year that is closed.
    """
    known = _known(services, community, year)
    closed = _closed_cycle(services, known, meeting)
    if closed is not None:
        return _unless_given(closed, given)
    loaded = load_named_community(services.settings, community)
    rules = loaded.meeting(meeting or services.settings.meeting)
    row = known.get(cycle_id(loaded.community.id, rules.id, year)) or CycleRow(
        id=cycle_id(loaded.community.id, rules.id, year),
        community=loaded.community.id,
        meeting=rules.id,
        year=year,
        given={},
        opened_at=services.now(),
    )
    facts = {**row.given, **really_given(given)}
    return _opened(services, row, loaded, rules, _inputs(loaded, rules, year, given=facts))


def _known(services: Services, community: str, year: int) -> Mapping[str, CycleRow]:
    """Return the meetings of a year by their key, before any file is read."""
    return services.memory.cycles.of_year(community_id(services.settings, community), year)


def _closed_cycle(services: Services, known: Mapping[str, CycleRow], meeting: str) -> OpenCycle | None:
    """Return a closed year, from its snapshot alone; None when the year is open, or there is no such year.

    Where no meeting type is named it is the one that was the community's first when the year was closed.
    """
    wanted = meeting or services.settings.meeting
    for row in known.values():
        if not row.closed or wanted not in {"", row.meeting}:
            continue
        snapshot = read(ClosedYear, services.memory.closings.of(row.id)[-1]).snapshot
        folder = laid_out(services.memory.files, snapshot, home=services.settings.home)
        loaded = _as_closed(folder / CONFIG, row)
        rules = loaded.meeting(wanted)
        if rules.id == row.meeting:
            inputs = _inputs(loaded, rules, row.year, given=row.given)
            return _opened(services, row, loaded, rules, replace(inputs, warnings=()))
    return None


def _as_closed(folder: Path, row: CycleRow) -> LoadedCommunity:
    """Return the community as it was closed; years were once kept under the name of a link that led to it."""
    if (folder / row.community).is_dir():
        return load_community(folder / row.community)
    kept = load_community(next(iter(sorted(folder.iterdir())), folder / row.community))
    return replace(kept, community=replace(kept.community, id=row.community))


def _unless_given(cycle: OpenCycle, given: Mapping[str, object] | None) -> OpenCycle:
    """Return a closed year; StepError where somebody gives facts for it."""
    if really_given(given):
        raise StepError(
            f"{cycle.id}: is closed; what is wrong on its page is corrected with `cycle archive correct {cycle.year}`"
        ).with_message(Phrase(IS_CLOSED, year=cycle.year))
    return cycle


def _inputs(loaded: LoadedCommunity, rules: MeetingRules, year: int, *, given: Mapping[str, object]) -> YearInputs:
    return load_year(
        loaded.folder,
        meeting=rules.id,
        year=year,
        given=given,
        ruled=ruled_days(loaded, rules),
        reads=loaded.community.language,
    )


def ruled_days(loaded: LoadedCommunity, rules: MeetingRules) -> Callable[[dt.date], Mapping[str, dt.date]]:
    """Return what gives the days of the milestones by the rules, for a date of the meeting."""

    def days(date: dt.date) -> Mapping[str, dt.date]:
        return {milestone.id: milestone.date for milestone in milestones(rules, date, loaded.community.breaks)}

    return days


def _opened(
    services: Services, row: CycleRow, loaded: LoadedCommunity, rules: MeetingRules, year_inputs: YearInputs
) -> OpenCycle:
    rules = loaded.meeting(rules.id, on=year_inputs.facts.record_date)
    requests = services.memory.requests.of(row.id)
    dispatches = dispatches_of(rules.dispatch_values(), _of_this_mode(services, requests))
    closings = services.memory.closings.of(row.id) if row.closed or row.opened_again else ()
    acts = _acts(services, row, closings)
    return OpenCycle(
        services=services,
        row=row,
        loaded=loaded,
        rules=rules,
        year_inputs=year_inputs,
        dispatches=dispatches,
        graph=step_graph(dispatches, [act.number for act in acts]),
        milestones=milestones(
            rules,
            year_inputs.facts.date,
            loaded.community.breaks,
            decided={ANSWERS: year_inputs.facts.reply_by},
            language=loaded.community.language,
        ),
        records=NewestRecord(services.memory, row.id),
        closings=closings,
        acts=acts,
    )


def _acts(services: Services, row: CycleRow, closings: Sequence[Closing]) -> tuple[ArchiveAct, ...]:
    """Return what was asked to be done to a closed year; of one that is open again what was done to it."""
    if not closings:
        return ()
    done = {closing.step for closing in closings}
    asked = [act for act in services.memory.acts.of(row.id) if act.withdrawn_at is None]
    return tuple(act for act in asked if row.closed or f"act.{act.number}" in done)


def _of_this_mode(services: Services, requests: Sequence[DispatchRequest]) -> tuple[DispatchRequest, ...]:
    """Return what was asked for, without corrections of mails of another mode than this one."""
    corrected = {request.replaces for request in requests if request.replaces is not None}
    kinds = services.memory.outbox.kinds_of(corrected) if corrected else {}
    elsewhere = {row for row, kind in kinds.items() if mark_on(kind) != mode_suffix(services.settings)}
    return tuple(request for request in requests if request.replaces not in elsewhere)
