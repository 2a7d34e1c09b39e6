"""Who hosts and chairs, for any years, without opening one: the rules, the history and what is decided in the years."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from cycle.application.year import (
    LoadedCommunity,
    YearFacts,
    load_facts,
    load_named_community,
    meetings_opened,
    office_sources,
)
from cycle.errors import InputError, Problem
from cycle.governance.community_data.rules import MeetingRules
from cycle.governance.hosting.host import host_in_year, meeting_of, no_meeting
from cycle.model import HostAnswer
from cycle.phrases import Phrase
from cycle.settings import Settings
from cycle.store.years.opened import OpenedYears, cycle_id


@dataclass(frozen=True, slots=True, kw_only=True)
class HostAnswers:
    """One answer for each year that a meeting type covers, and what is wrong with the others."""

    answers: tuple[HostAnswer, ...]
    problems: tuple[Problem, ...] = ()


def host_answers(
    settings: Settings, years: Iterable[int], *, today: dt.date, community: str = "", meeting: str = ""
) -> HostAnswers:
    """Return one answer per year; across meeting types that followed each other when none is named.

    InputError with every year when none of them is covered.
    """
    loaded = load_named_community(settings, community)
    opened = meetings_opened(settings)
    answers, problems = [], []
    for year in years:
        try:
            rules = rules_asked(settings, loaded, year, community=community, meeting=meeting, opened=opened)
        except InputError as error:
            problems += [replace(problem, severity="warning") for problem in error.problems]
        else:
            facts = facts_of(loaded, rules, year, opened)
            sources = office_sources(loaded, rules, year, facts, today=today, opened=opened)
            answers.append(host_in_year(replace(sources, present=today.year), year))
    if not answers:
        raise InputError(replace(problem, severity="error") for problem in problems)
    return HostAnswers(answers=tuple(answers), problems=tuple(problems))


def rules_asked(
    settings: Settings, loaded: LoadedCommunity, year: int, *, community: str, meeting: str, opened: OpenedYears
) -> MeetingRules:
    """Return the rules of the year's meeting type in the version of its record date.

    The meeting type is the one that is named, else the one the year has; where it has several, the configured one.
    InputError, the same for every question, when the meeting type does not cover the year.
    """
    versions = loaded.all_versions()
    if meeting:
        newest: MeetingRules | None = loaded.meeting(meeting)
        versions = list(loaded.versions_of(meeting))
    else:
        configured = "" if community else settings.meeting
        preferred = loaded.meeting(configured).id
        newest = meeting_of(versions, loaded.history, year, preferred=preferred)
    if newest is None:
        raise InputError([no_meeting(versions, year)])
    day = record_date(loaded, newest, year, opened)
    rules = loaded.meeting(newest.id, on=day)
    if not rules.holds(day):
        problem = no_meeting(loaded.versions_of(newest.id), year)
        what = Phrase("no rules of {meeting} hold on {day}", meeting=newest.id, day=day)
        raise InputError([replace(problem, file=f"{newest.id}.toml", what=what)])
    return rules


def record_date(loaded: LoadedCommunity, rules: MeetingRules, year: int, opened: OpenedYears) -> dt.date:
    """Return the day whose mandates count: the year's own, the day of a meeting already held, or 1 January.

    A meeting type that was not valid on that day takes the first day of the year it was.
    """
    facts = facts_of(loaded, rules, year, opened)
    if facts is not None:
        return facts.facts.record_date
    for edition in loaded.history.of(year):
        same = edition.meeting == rules.type_id and edition.extra == bool(rules.occasion_of)
        if same and edition.date is not None:
            return edition.date.value
    first = dt.date(year, 1, 1)
    return max(first, rules.valid_from) if rules.valid_from and rules.valid_from.year == year else first


def facts_of(loaded: LoadedCommunity, rules: MeetingRules, year: int, opened: OpenedYears) -> YearFacts | None:
    """Return the year's own facts, None when nobody has said anything; ConfigError when they have problems."""
    given = given_at_start(loaded, rules, year, opened)
    if not given and not has_folder(loaded, rules, year):
        return None
    return load_facts(loaded.folder, meeting=rules.id, year=year, given=given)


def given_at_start(
    loaded: LoadedCommunity, rules: MeetingRules, year: int, opened: OpenedYears
) -> Mapping[str, object]:
    """Return the facts that the year was started with, which go before its folder; none of a year that is not open."""
    row = opened.rows.get(cycle_id(loaded.community.id, rules.id, year))
    return row.given if row else {}


def has_folder(loaded: LoadedCommunity, rules: MeetingRules, year: int) -> bool:
    """Return whether people have written anything about the year."""
    return (loaded.folder / f"{rules.id}-{year}").is_dir()
