"""Whether a year is as the rules demand, from the community's files and its register."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from cycle.governance.legality import legality
from cycle.governance.offices import Sources
from cycle.governance.rules import MeetingRules
from cycle.governance.seats import invited_seats
from cycle.model import HostAnswer, InvitationList, Register, RuleCheck
from cycle.steps.community import LoadedCommunity


def checked(
    loaded: LoadedCommunity,
    rules: MeetingRules,
    register: Register,
    host: HostAnswer,
    made: InvitationList,
    *,
    planned: Collection[dt.date],
) -> tuple[RuleCheck, ...]:
    """Return what the rules demand of the list's year and whether it is so; `planned` are days set for meetings."""
    sources = Sources(rules=rules, history=loaded.history, community=loaded.community, printed=loaded.printed)
    seats = invited_seats(rules, loaded.community, on=made.record_date, host=host)
    return legality(sources, register, host, made, seats=seats, planned=planned)
