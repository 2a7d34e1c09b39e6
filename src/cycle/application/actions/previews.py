"""The pure answers, without opening a year: who hosts, who sits, who is invited, each with clause and reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from cycle.application import steps
from cycle.application.year import (
    LoadedCommunity,
    YearInputs,
    approved_list,
    checked,
    find_cycle,
    list_changes,
    load_named_community,
    load_year,
    register_or_none,
    sources_of,
)
from cycle.errors import InputError, Problem, StepError
from cycle.governance.committee import programme_committee
from cycle.governance.compare import changes
from cycle.governance.host import host_of, meeting_of, no_meeting
from cycle.governance.invitations import invitation_list
from cycle.governance.rules import MeetingRules
from cycle.model import Committee, HostAnswer, InvitationList, Meanwhile, Register, RuleCheck
from cycle.services import Services


@dataclass(frozen=True, slots=True, kw_only=True)
class HostAnswers:
    """One answer for each year that a meeting type covers, and what is wrong with the others."""

    answers: tuple[HostAnswer, ...]
    problems: tuple[Problem, ...] = ()


def host_answers(services: Services, years: Iterable[int], *, community: str = "", meeting: str = "") -> HostAnswers:
    """Return one answer per year; across meeting types that followed each other when none is named.

    InputError with every year when none of them is covered.
    """
    loaded = load_named_community(services.settings, community)
    answers, problems = [], []
    for year in years:
        try:
            rules = _rules(services, loaded, year, community=community, meeting=meeting)
        except InputError as error:
            problems += [replace(problem, severity="warning") for problem in error.problems]
        else:
            answers.append(_host(services, loaded, rules, year))
    if not answers:
        raise InputError(replace(problem, severity="error") for problem in problems)
    return HostAnswers(answers=tuple(answers), problems=tuple(problems))


def committee_answer(services: Services, year: int, *, community: str = "", meeting: str = "") -> Committee:
    """Return the programme committee of a year on its record date; only vacancies while there is no register."""
    loaded = load_named_community(services.settings, community)
    rules = _rules(services, loaded, year, community=community, meeting=meeting)
    register = register_or_none(services, loaded)
    host = _host(services, loaded, rules, year)
    return programme_committee(rules, loaded.community, register, host, record_date(loaded, rules, year))


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationsAnswer:
    """The list of a year, and whether the year is as the rules demand."""

    made: InvitationList
    checks: tuple[RuleCheck, ...]
    meanwhile: tuple[Meanwhile, ...] = ()
    """What changes between the record date and the meeting, where its day is known."""
    meeting_date: dt.date | None = None


def invitations_answer(
    services: Services,
    year: int,
    *,
    compare: int | None = None,
    known: dt.datetime | None = None,
    amended: bool = False,
    community: str = "",
    meeting: str = "",
) -> InvitationsAnswer:
    """Return the invitation list of a year on its record date, with what differs from another year when asked.

    With `known`, as it would have been made from the register that was known at that moment. With `amended`, what
    differs from the list that was approved: the amendment that would be put to the approvers now.
    """
    loaded = load_named_community(services.settings, community)
    rules = _rules(services, loaded, year, community=community, meeting=meeting)
    register, language = register_or_none(services, loaded, known=known), loaded.community.language
    made = _list(services, loaded, rules, year, register)
    if compare is not None:
        before = _rules(services, loaded, compare, community=community, meeting=meeting)
        earlier = _list(services, loaded, before, compare, register)
        made = replace(made, changes=changes(earlier, made, language, meetings=steps.names_of(loaded)))
    if amended:
        approved = list_as_approved(services, year, community=community, meeting=meeting)
        made = replace(made, changes=changes(approved, made, language))
    inputs = _year_inputs(loaded, rules, year)
    meeting_date = inputs.facts.date if inputs else None
    host = _host(services, loaded, rules, year)
    coming = list_changes(loaded, rules, register, host, made, meeting=meeting_date)
    checks = checked(
        loaded,
        rules,
        register,
        host,
        made,
        planned=[meeting_date] if meeting_date else [],
        meeting=meeting_date,
        changes=coming,
        decided=sources_of(services, loaded, rules, year, inputs),
    )
    return InvitationsAnswer(made=made, checks=checks, meanwhile=coming, meeting_date=meeting_date)


def record_date(loaded: LoadedCommunity, rules: MeetingRules, year: int) -> dt.date:
    """Return the day whose mandates count: the year's own, the day of a meeting already held, or 1 January.

    A meeting type that was not valid on that day takes the first day of the year it was.
    """
    inputs = _year_inputs(loaded, rules, year)
    if inputs is not None:
        return inputs.facts.record_date
    for edition in loaded.history.of(year):
        same = edition.meeting == rules.type_id and edition.extra == bool(rules.occasion_of)
        if same and edition.date is not None:
            return edition.date.value
    first = dt.date(year, 1, 1)
    return max(first, rules.valid_from) if rules.valid_from and rules.valid_from.year == year else first


def _rules(services: Services, loaded: LoadedCommunity, year: int, *, community: str, meeting: str) -> MeetingRules:
    """Return the rules of the year's meeting type in the version of its record date.

    The meeting type is the one that is named, else the one the year has; where it has several, the configured one.
    InputError, the same for every question, when the meeting type does not cover the year.
    """
    versions = loaded.all_versions()
    if meeting:
        newest: MeetingRules | None = loaded.meeting(meeting)
        versions = list(loaded.versions_of(meeting))
    else:
        configured = "" if community else services.settings.meeting
        preferred = loaded.meeting(configured).id
        newest = meeting_of(versions, loaded.history, year, preferred=preferred)
    if newest is None:
        raise InputError([no_meeting(versions, year)])
    day = record_date(loaded, newest, year)
    rules = loaded.meeting(newest.id, on=day)
    if not rules.holds(day):
        problem = no_meeting(loaded.versions_of(newest.id), year)
        raise InputError([replace(problem, file=f"{newest.id}.toml", what=f"no rules of {newest.id} hold on {day}")])
    return rules


def _list(
    services: Services, loaded: LoadedCommunity, rules: MeetingRules, year: int, register: Register
) -> InvitationList:
    host = _host(services, loaded, rules, year)
    day = record_date(loaded, rules, year)
    made = invitation_list(rules, loaded.community, register, year, day, host, printed=loaded.printed)
    inputs = _year_inputs(loaded, rules, year)
    return steps.by_decision(made, inputs, loaded.community.language) if inputs else made


def list_as_approved(services: Services, year: int, *, community: str = "", meeting: str = "") -> InvitationList:
    """Return the list the letters were made from: the one approved last; StepError when none is."""
    cycle = find_cycle(services, community=community, meeting=meeting, year=year)
    approved = approved_list(cycle)
    if approved is None:
        raise StepError(f"{cycle.id}: no invitation list is approved yet; leave out --as-sent")
    return approved


def _host(services: Services, loaded: LoadedCommunity, rules: MeetingRules, year: int) -> HostAnswer:
    return host_of(sources_of(services, loaded, rules, year, _year_inputs(loaded, rules, year)), year)


def _year_inputs(loaded: LoadedCommunity, rules: MeetingRules, year: int) -> YearInputs | None:
    """Return the year's own facts, None when it has no folder; ConfigError when the folder has problems."""
    if not (loaded.folder / f"{rules.id}-{year}").is_dir():
        return None
    return load_year(loaded.folder, meeting=rules.id, year=year)
