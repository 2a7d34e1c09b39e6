"""Whether a year is as the rules demand, and what changes before its meeting, from the files and the register."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from cycle.application.year.community_rules.community import LoadedCommunity
from cycle.errors import InputError
from cycle.governance.calendar.meanwhile import meanwhile
from cycle.governance.calendar.meanwhile_span import Span
from cycle.governance.community_data.rules import MeetingRules
from cycle.governance.hosting.office_sources import Sources
from cycle.governance.inviting.committee import committee_seats
from cycle.governance.inviting.seats import expand, invited_seats
from cycle.governance.legality import legality
from cycle.model import Committee, HostAnswer, InvitationList, Meanwhile, MeetingFacts, Register, RuleCheck


def rule_checks(
    loaded: LoadedCommunity,
    rules: MeetingRules,
    register: Register,
    host: HostAnswer,
    made: InvitationList,
    *,
    planned: Collection[dt.date],
    meeting: dt.date | None = None,
    changes: Sequence[Meanwhile] = (),
    decided: Sources | None = None,
) -> tuple[RuleCheck, ...]:
    """Return what the rules demand of the list's year and whether it is so; `planned` are days set for meetings.

    `changes` are what `list_changes` gives for the day of the `meeting`, `decided` what the `host` was answered from.
    """
    sources = decided or Sources(
        rules=rules, history=loaded.history, community=loaded.community, printed=loaded.printed
    )
    seats = invited_seats(rules, loaded.community, on=made.record_date, host=host)
    return legality(sources, register, host, made, seats=seats, planned=planned, meeting=meeting, changes=changes)


def list_changes(
    loaded: LoadedCommunity,
    rules: MeetingRules,
    register: Register,
    host: HostAnswer,
    made: InvitationList,
    *,
    meeting: dt.date | None,
) -> tuple[Meanwhile, ...]:
    """Return what changes between the record date and the day of the meeting; nothing while that is not known."""
    if meeting is None:
        return ()
    newest = loaded.meeting(rules.id, on=meeting)
    rules_then = newest if newest.holds(meeting) else None
    at_meeting = rules_then or rules
    return meanwhile(
        Span(
            community=loaded.community,
            register=register,
            record_date=made.record_date,
            meeting=meeting,
            seats=invited_seats(rules, loaded.community, on=made.record_date, host=host),
            then=expand(at_meeting.seats, at_meeting, loaded.community, on=meeting, host=host),
            asked={seat.seat: invitee.id for invitee in made.invitees for seat in invitee.seats},
            rules=rules,
            rules_then=rules_then,
        )
    )


def committee_changes(
    loaded: LoadedCommunity,
    rules: MeetingRules,
    register: Register,
    host: HostAnswer,
    committee: Committee,
    facts: MeetingFacts,
) -> tuple[Meanwhile, ...]:
    """Return what changes in the programme committee between the record date and the day of the meeting."""
    try:
        then = committee_seats(rules, loaded.community, host=host, on=facts.date)
    except InputError:
        then = ()  # the committee itself is no more
    found = meanwhile(
        Span(
            community=loaded.community,
            register=register,
            record_date=facts.record_date,
            meeting=facts.date,
            seats=committee_seats(rules, loaded.community, host=host, on=facts.record_date),
            then=then,
            asked={member.seat: member.person_id for member in committee.members},
        )
    )
    return tuple(change for change in found if change.seats)
