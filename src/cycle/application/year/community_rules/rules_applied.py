"""Who hosts a year, from the rules, the history and the decisions in the years' folders."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from cycle.application.year.community_rules.community import LoadedCommunity
from cycle.application.year.step_graph import called_off, dispatches_of
from cycle.application.year.written.facts import YearFacts, host_as_written, load_facts
from cycle.application.year.written.meeting_table import HostOverride
from cycle.application.year.written.year_files import FACTS
from cycle.catalogue import sentence
from cycle.errors import ConfigError, Problem, did_you_mean, nearest
from cycle.governance.community_data.office_rules import Override
from cycle.governance.community_data.rule import holds
from cycle.governance.community_data.rules import MeetingRules
from cycle.governance.hosting.host import host_in_year
from cycle.governance.hosting.office_sources import Sources
from cycle.governance.hosting.turns import Meetings
from cycle.model import HostAnswer, digest
from cycle.phrases import Phrase
from cycle.store.years.opened import OpenedYears, cycle_id, opened_years

if TYPE_CHECKING:  # the database's library takes a while to load, and a question about the host does without
    from cycle.application.year.cycle import OpenCycle
    from cycle.services import Services
    from cycle.settings import Settings

MeetingYear = tuple[str, int]
"""Id of the meeting, and its year."""


def host_answer(cycle: OpenCycle, year: int | None = None) -> HostAnswer:
    """Return who hosts the cycle's year, or another year seen from it."""
    return host_in_year(host_sources(cycle), cycle.year if year is None else year)


def host_sources(cycle: OpenCycle) -> Sources:
    """Return all that the answer about the host of the cycle's year is made of."""
    return cycle.record.once(Sources, lambda: _host_sources(cycle))


def _host_sources(cycle: OpenCycle) -> Sources:
    opened = cycle.record.once_for_all(OpenedYears, lambda: meetings_on_record(cycle.services))
    today = cycle.services.today
    return office_sources(cycle.loaded, cycle.rules, cycle.year, cycle.year_inputs, today=today, opened=opened)


def moved_by_others(cycle: OpenCycle) -> Mapping[str, str]:
    """Return what names the host where other meetings of the type have moved it; nothing where they have not.

    A meeting that is opened beside this one and leaves its host as it was opens no gate again.
    """
    return cycle.record.once("moved by others", lambda: _moved_by_others(cycle))


def _moved_by_others(cycle: OpenCycle) -> Mapping[str, str]:
    sources = host_sources(cycle)
    own = tuple(
        override for override in sources.overrides if (override.meeting, override.year) == (cycle.rules.id, cycle.year)
    )
    alone = host_in_year(replace(sources, overrides=own, ordinary_days={}, meetings=Meetings()), cycle.year)
    answer = host_in_year(sources, cycle.year)
    return {"other_meetings": digest(answer)} if answer != alone else {}


def meetings_on_record(services: Services) -> OpenedYears:
    """Return the years that are opened as they are now."""
    opened = {row.id: row for row in services.memory.cycles.all()}
    return OpenedYears(rows=opened, requests=services.memory.requests.of_every_year())


def meetings_opened(settings: Settings) -> OpenedYears:
    """Return the years that are opened, for a question that needs nothing else of the store.

    The file is read as it lies there, and where there is none yet none is made.
    """
    found = opened_years(settings.database)
    if found is not None:
        return found
    from cycle.services import open_services  # noqa: PLC0415 - slow import, needed for PostgreSQL or an older file

    with open_services(settings) as services:
        return meetings_on_record(services)


def office_sources(
    loaded: LoadedCommunity,
    rules: MeetingRules,
    year: int,
    facts: YearFacts | None,
    *,
    today: dt.date,
    opened: OpenedYears,
) -> Sources:
    """Return all that an answer about the year's offices is made of; `facts` is what its own folder says, if any."""
    others = beside(today, loaded, rules, year, opened=opened)
    overrides = list(others.decided)
    if facts is not None and facts.host is not None:
        overrides.append(
            as_override(facts.host, year=year, loaded=loaded, today=today, day=facts.facts.date, meeting=rules.id)
        )
    return Sources(
        rules=rules,
        history=loaded.history,
        community=loaded.community,
        overrides=tuple(overrides),
        printed=loaded.printed,
        days={year: facts.facts.date} if facts else {},
        ordinary_days={year: others.ordinary_day} if others.ordinary_day else {},
        meetings=Meetings(called_off=others.called_off, further=others.further, days={year: others.days}),
    )


def as_override(
    decided: HostOverride, *, year: int, loaded: LoadedCommunity, today: dt.date, day: dt.date, meeting: str
) -> Override:
    """Return the decision as the rules read it; ConfigError for an organisation that is no party on the meeting day."""
    organisations = loaded.community.organisations
    sides = {
        organisation.id: organisation.side
        for organisation in organisations
        if holds(organisation.valid_from, organisation.valid_to, day)
    }
    if decided.organisation not in sides:
        raise _no_party(decided.organisation, loaded, day=day, file=f"{meeting}-{year}/{FACTS}", sides=sides)
    return Override(
        year=year,
        side=sides[decided.organisation],
        organisation=decided.organisation,
        meeting=meeting,
        reason=decided.reason,
        decision=decided.decision,
        decided_on=decided.decided_on or today,
    )


def _no_party(
    organisation: str, loaded: LoadedCommunity, *, day: dt.date, file: str, sides: Mapping[str, str]
) -> ConfigError:
    """Return that the host that is decided is no party on the day, and what to write, for operators and secretaries."""
    organisations = loaded.community.organisations
    known = [named for named in organisations if named.id == organisation]
    what = Phrase(
        "'{organisation}' is not a party on the day of the meeting, {day}", organisation=organisation, day=day
    )
    remedy, meant = did_you_mean(organisation, sides), nearest(organisation, sides)
    near = next((organisation for organisation in organisations if organisation.id == meant), None)
    words = NEAR if near else UNKNOWN
    if known:
        follower = next(
            (organisation for organisation in organisations if organisation.id == known[-1].successor), None
        )
        remedy = (
            Phrase("it became part of '{follower}'; write who hosts now", follower=follower.id)
            if follower
            else Phrase("write who hosts now")
        )
        near, words = follower, FOLLOWED if follower else ENDED
    values = {
        "file": file,
        "id": organisation,
        "name": known[-1].name if known else "",
        "day": day,
        "near": near.name if near else "",
        "near_id": near.id if near else "",
    }
    problem = Problem(file=file, where="host.organisation", what=what, remedy=remedy)
    return ConfigError([problem]).with_message(Phrase(words, **values))


UNKNOWN = sentence(
    "In {file}, «host.organisation»: «{id}» is no party on the day of the meeting, {day}. Write the "
    "id of a party as it stands in organisations.csv."
)
NEAR = sentence(
    "In {file}, «host.organisation»: «{id}» is no party on the day of the meeting, {day}. Did you "
    "mean «{near_id}» ({near})?"
)
FOLLOWED = sentence(
    "In {file}, «host.organisation»: {name} is no party on the day of the meeting, {day}; {near} "
    "(«{near_id}») has taken over. Write who hosts now."
)
ENDED = sentence(
    "In {file}, «host.organisation»: {name} is no party on the day of the meeting, {day}. Write who hosts now."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherMeetings:
    """What the other meetings of the type say, as far as it moves the turn of this one."""

    decided: tuple[Override, ...] = ()
    """Who is decided to host the ordinary meetings of other years; of this year where this is a further meeting."""
    called_off: frozenset[int] = frozenset()
    """Years whose ordinary meeting is called off."""
    further: Mapping[int, int] = field(default_factory=dict)
    """How many further meetings a year has, held or planned."""
    ordinary_day: dt.date | None = None
    """The day of the ordinary meeting of this year, where this is a further one."""
    days: tuple[dt.date, ...] = ()
    """The days of this year's other meetings."""


def beside(
    today: dt.date, loaded: LoadedCommunity, rules: MeetingRules, year: int, *, opened: OpenedYears
) -> OtherMeetings:
    """Return what the other meetings of the type say in their folders, and those that are opened.

    What is wrong in another year's folder is told of that year. ConfigError where the ordinary meeting of this very
    year has a folder that cannot be read: then nobody knows what it decides for a further one.
    """
    there = {
        meeting for meeting in (*_folders(loaded), *_opened(opened, loaded)) if _of_type(loaded, rules, meeting[0])
    }
    off = {meeting for meeting in there if _is_off(opened, loaded, meeting)}
    further: dict[int, int] = {}
    decided: list[Override] = []
    days: dict[str, dt.date] = {}
    for meeting, at in sorted(there - off - {(rules.id, year)}):
        host, day = _written(opened, loaded, (meeting, at), strict=(meeting, at) == (rules.type_id, year))
        if day is not None and at == year:
            days[meeting] = day
        if meeting != rules.type_id:
            further[at] = further.get(at, 0) + 1
        elif host is not None and day is not None:
            decided += _as_overrides(host, (meeting, at), today, loaded, day=day, strict=at == year)
    return OtherMeetings(
        decided=tuple(decided),
        called_off=frozenset(at for meeting, at in off if meeting == rules.type_id and at != year),
        further=further,
        ordinary_day=days.get(rules.type_id),
        days=tuple(sorted(days.values())),
    )


def _folders(loaded: LoadedCommunity) -> Iterator[MeetingYear]:
    for folder in loaded.folder.iterdir():
        named = re.fullmatch(r"(.+)-(\d{4})", folder.name)
        if named and (folder / FACTS).is_file():
            yield named[1], int(named[2])


def _opened(opened: OpenedYears, loaded: LoadedCommunity) -> Iterator[MeetingYear]:
    for row in opened.rows.values():
        if row.community == loaded.community.id:
            yield row.meeting, row.year


def _of_type(loaded: LoadedCommunity, rules: MeetingRules, meeting: str) -> bool:
    """Return whether this is the ordinary meeting of the rules' type, or a further one of it."""
    if meeting == rules.type_id:
        return True
    return any(version.type_id == rules.type_id for version in loaded.versions_of(meeting))


def _is_off(opened: OpenedYears, loaded: LoadedCommunity, of: MeetingYear) -> bool:
    meeting, year = of
    requests = opened.requests.get(cycle_id(loaded.community.id, meeting, year), ())
    return called_off(dispatches_of(loaded.meeting(meeting).dispatch_values(), requests)) is not None


def _written(
    opened: OpenedYears, loaded: LoadedCommunity, of: MeetingYear, *, strict: bool
) -> tuple[HostOverride | None, dt.date | None]:
    """Return the decision about the host and the day of a meeting, as far as anybody has said."""
    meeting, year = of
    row = opened.rows.get(cycle_id(loaded.community.id, meeting, year))
    given = row.given if row else {}
    if strict:
        facts = load_facts(loaded.folder, meeting=meeting, year=year, given=given)
        return facts.host, facts.facts.date
    return host_as_written(loaded.folder / f"{meeting}-{year}", given=given)


def _as_overrides(
    host: HostOverride, of: MeetingYear, today: dt.date, loaded: LoadedCommunity, *, day: dt.date, strict: bool
) -> list[Override]:
    meeting, year = of
    try:
        return [as_override(host, year=year, loaded=loaded, today=today, day=day, meeting=meeting)]
    except ConfigError:
        if strict:
            raise
        return []
