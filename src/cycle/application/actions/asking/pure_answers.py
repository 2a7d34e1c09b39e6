"""The pure answers, without opening a year: who sits and who is invited, each with clause and reason."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from cycle.application.actions.asking.host_answers import facts_of, given_at_start, has_folder, record_date, rules_asked
from cycle.application.year import (
    LoadedCommunity,
    YearFacts,
    YearInputs,
    approved_list,
    by_decision,
    find_cycle,
    list_changes,
    load_named_community,
    load_year,
    meetings_on_record,
    office_sources,
    register_or_none,
    rule_checks,
)
from cycle.errors import StepError
from cycle.governance.community_data.rules import MeetingRules
from cycle.governance.hosting.host import host_in_year
from cycle.governance.hosting.office_sources import Sources
from cycle.governance.inviting.committee import programme_committee
from cycle.governance.inviting.compare import changes
from cycle.governance.inviting.invitations import invitation_list
from cycle.model import Committee, HostAnswer, InvitationList, Meanwhile, Register, RuleCheck
from cycle.phrases import Phrase
from cycle.services import Services
from cycle.store.years.opened import OpenedYears


def committee_answer(services: Services, year: int, *, community: str = "", meeting: str = "") -> Committee:
    """Return the programme committee of a year on its record date; only vacancies while there is no register."""
    loaded = load_named_community(services.settings, community)
    opened = meetings_on_record(services)
    rules = rules_asked(services.settings, loaded, year, community=community, meeting=meeting, opened=opened)
    register = register_or_none(services, loaded)
    host = _host(services, loaded, rules, year, opened)
    return programme_committee(rules, loaded.community, register, host, record_date(loaded, rules, year, opened))


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
    opened = meetings_on_record(services)
    rules = rules_asked(services.settings, loaded, year, community=community, meeting=meeting, opened=opened)
    register, language = register_or_none(services, loaded, known=known), loaded.community.language
    made = _list(services, loaded, rules, year, register, opened)
    if compare is not None:
        before = rules_asked(services.settings, loaded, compare, community=community, meeting=meeting, opened=opened)
        earlier = _list(services, loaded, before, compare, register, opened)
        made = replace(made, changes=changes(earlier, made, language, meetings=loaded.meeting_names))
    if amended:
        approved = list_as_approved(services, year, community=community, meeting=meeting)
        made = replace(made, changes=changes(approved, made, language))
    inputs = _year_inputs(loaded, rules, year, opened)
    meeting_date = inputs.facts.date if inputs else None
    host = _host(services, loaded, rules, year, opened)
    coming = list_changes(loaded, rules, register, host, made, meeting=meeting_date)
    checks = rule_checks(
        loaded,
        rules,
        register,
        host,
        made,
        planned=[meeting_date] if meeting_date else [],
        meeting=meeting_date,
        changes=coming,
        decided=_sources(services, loaded, rules, year, inputs, opened),
    )
    return InvitationsAnswer(made=made, checks=checks, meanwhile=coming, meeting_date=meeting_date)


def _list(
    services: Services,
    loaded: LoadedCommunity,
    rules: MeetingRules,
    year: int,
    register: Register,
    opened: OpenedYears,
) -> InvitationList:
    host = _host(services, loaded, rules, year, opened)
    day = record_date(loaded, rules, year, opened)
    made = invitation_list(rules, loaded.community, register, year, day, host, printed=loaded.printed)
    inputs = _year_inputs(loaded, rules, year, opened)
    return by_decision(made, inputs, loaded.community.language) if inputs else made


def list_as_approved(services: Services, year: int, *, community: str = "", meeting: str = "") -> InvitationList:
    """Return the list the letters were made from: the one approved last; StepError when none is."""
    cycle = find_cycle(services, community=community, meeting=meeting, year=year)
    approved = approved_list(cycle)
    if approved is None:
        raise StepError(f"{cycle.id}: no invitation list is approved yet; leave out --as-sent").with_message(
            Phrase("No invitation list is approved yet.")
        )
    return approved


def _host(
    services: Services, loaded: LoadedCommunity, rules: MeetingRules, year: int, opened: OpenedYears
) -> HostAnswer:
    return host_in_year(_sources(services, loaded, rules, year, facts_of(loaded, rules, year, opened), opened), year)


def _sources(
    services: Services,
    loaded: LoadedCommunity,
    rules: MeetingRules,
    year: int,
    facts: YearFacts | None,
    opened: OpenedYears,
) -> Sources:
    return office_sources(loaded, rules, year, facts, today=services.today, opened=opened)


def _year_inputs(loaded: LoadedCommunity, rules: MeetingRules, year: int, opened: OpenedYears) -> YearInputs | None:
    """Return all that is said of the year at its start and in its folder, None when there is nothing.

    ConfigError when it has problems.
    """
    given = given_at_start(loaded, rules, year, opened)
    if not given and not has_folder(loaded, rules, year):
        return None
    return load_year(loaded.folder, meeting=rules.id, year=year, given=given, reads=loaded.community.language)
