"""The pure answers, without opening a year: who hosts, who sits, who is invited, each with clause and reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from cycle.errors import StepError
from cycle.governance.committee import programme_committee
from cycle.governance.compare import changes
from cycle.governance.host import hosts, hosts_of
from cycle.governance.invitations import invitation_list
from cycle.governance.office_rules import Override
from cycle.governance.rules import MeetingRules
from cycle.model import Committee, HostAnswer, InvitationList, Meanwhile, Register, RuleCheck
from cycle.services import Services
from cycle.steps.community import LoadedCommunity, load_named_community
from cycle.steps.cycle import find_cycle
from cycle.steps.hosts import as_override
from cycle.steps.invitations import approved_list, by_decision
from cycle.steps.legality import checked, list_changes
from cycle.steps.people import current_register
from cycle.steps.year import YearInputs, load_year


def host_answers(
    services: Services, years: Iterable[int], *, community: str = "", meeting: str = ""
) -> tuple[HostAnswer, ...]:
    """Return one answer per year; across meeting types that followed each other when none is named."""
    loaded = load_named_community(services.settings, community)
    wanted = list(years)
    if meeting:
        chosen = loaded.meeting(meeting)
        overrides = _overrides(services, loaded, [chosen], wanted)
        return tuple(
            answer
            for year in wanted
            for answer in hosts(
                loaded.meeting(chosen.id, on=record_date(loaded, chosen, year)),
                loaded.history,
                loaded.community,
                [year],
                overrides,
                printed=loaded.printed,
            )
        )
    overrides = _overrides(services, loaded, loaded.meetings.values(), wanted)
    return hosts_of(loaded.all_versions(), loaded.history, loaded.community, wanted, overrides, printed=loaded.printed)


def committee_answer(services: Services, year: int, *, community: str = "", meeting: str = "") -> Committee:
    """Return the programme committee of a year on its record date."""
    loaded = load_named_community(services.settings, community)
    rules = _rules(services, loaded, year, community=community, meeting=meeting)
    register = current_register(services, loaded).register
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
    register = current_register(services, loaded, known=known).register
    made = _list(services, loaded, rules, year, register)
    if compare is not None:
        before = _rules(services, loaded, compare, community=community, meeting=meeting)
        made = replace(made, changes=changes(_list(services, loaded, before, compare, register), made))
    if amended:
        approved = list_as_approved(services, year, community=community, meeting=meeting)
        made = replace(made, changes=changes(approved, made))
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
        if edition.meeting == rules.id and edition.date is not None:
            return edition.date.value
    first = dt.date(year, 1, 1)
    return max(first, rules.valid_from) if rules.valid_from and rules.valid_from.year == year else first


def _rules(services: Services, loaded: LoadedCommunity, year: int, *, community: str, meeting: str) -> MeetingRules:
    """Return the rules of the meeting type, the configured one by default, in the version of the year's record date."""
    newest = loaded.meeting(meeting or ("" if community else services.settings.meeting))
    return loaded.meeting(newest.id, on=record_date(loaded, newest, year))


def _list(
    services: Services, loaded: LoadedCommunity, rules: MeetingRules, year: int, register: Register
) -> InvitationList:
    host = _host(services, loaded, rules, year)
    day = record_date(loaded, rules, year)
    made = invitation_list(rules, loaded.community, register, year, day, host, printed=loaded.printed)
    inputs = _year_inputs(loaded, rules, year)
    return by_decision(made, inputs) if inputs else made


def list_as_approved(services: Services, year: int, *, community: str = "", meeting: str = "") -> InvitationList:
    """Return the list the letters were made from: the one approved last; StepError when none is."""
    cycle = find_cycle(services, community=community, meeting=meeting, year=year)
    approved = approved_list(cycle)
    if approved is None:
        raise StepError(f"{cycle.id}: no invitation list is approved yet; leave out --as-sent")
    return approved


def _host(services: Services, loaded: LoadedCommunity, rules: MeetingRules, year: int) -> HostAnswer:
    overrides = _overrides(services, loaded, [rules], [year])
    days = _days(loaded, [rules], [year])
    return hosts(rules, loaded.history, loaded.community, [year], overrides, printed=loaded.printed, days=days)[0]


def _overrides(
    services: Services, loaded: LoadedCommunity, meetings: Iterable[MeetingRules], years: Iterable[int]
) -> list[Override]:
    """Return what the folders of these years decide about the host."""
    found = []
    for rules in meetings:
        for year in years:
            inputs = _year_inputs(loaded, rules, year)
            if inputs is not None and inputs.host is not None:
                found.append(
                    as_override(inputs.host, year=year, loaded=loaded, today=services.today, meeting=inputs.facts.date)
                )
    return found


def _days(loaded: LoadedCommunity, meetings: Iterable[MeetingRules], years: Iterable[int]) -> dict[int, dt.date]:
    """Return the day of the meeting in the years whose folder sets one."""
    wanted = list(years)
    found = ((year, _year_inputs(loaded, rules, year)) for rules in meetings for year in wanted)
    return {year: inputs.facts.date for year, inputs in found if inputs is not None}


def _year_inputs(loaded: LoadedCommunity, rules: MeetingRules, year: int) -> YearInputs | None:
    """Return the year's own facts, None when it has no folder; ConfigError when the folder has problems."""
    if not (loaded.folder / f"{rules.id}-{year}").is_dir():
        return None
    return load_year(loaded.folder, meeting=rules.id, year=year)
