"""Who hosts a year, from the rules, the history and the decision in the year's folder."""

from __future__ import annotations

import datetime as dt

from cycle.errors import ConfigError, Problem, did_you_mean
from cycle.governance.host import hosts
from cycle.governance.office_rules import Override
from cycle.governance.rule import holds
from cycle.model import HostAnswer
from cycle.steps.community import LoadedCommunity
from cycle.steps.cycle import OpenCycle
from cycle.steps.year import HostOverride


def host_answer(cycle: OpenCycle, year: int | None = None) -> HostAnswer:
    """Return who hosts the cycle's year, or another year seen from it."""
    overrides = []
    if cycle.year_inputs.host is not None:
        overrides.append(
            as_override(
                cycle.year_inputs.host,
                year=cycle.year,
                loaded=cycle.loaded,
                today=cycle.services.today,
                meeting=cycle.year_inputs.facts.date,
            )
        )
    wanted = cycle.year if year is None else year
    loaded = cycle.loaded
    days = {cycle.year: cycle.year_inputs.facts.date}
    return hosts(cycle.rules, loaded.history, loaded.community, [wanted], overrides, printed=loaded.printed, days=days)[
        0
    ]


def as_override(
    decided: HostOverride, *, year: int, loaded: LoadedCommunity, today: dt.date, meeting: dt.date
) -> Override:
    """Return the decision as the rules read it; ConfigError for an organisation that is no party on the meeting day."""
    organisations = loaded.community.organisations
    sides = {one.id: one.side for one in organisations if holds(one.valid_from, one.valid_to, meeting)}
    if decided.organisation not in sides:
        known = [one for one in organisations if one.id == decided.organisation]
        what = f"'{decided.organisation}' is not a party on the day of the meeting, {meeting}"
        remedy = did_you_mean(decided.organisation, sides)
        if known and (follower := known[-1].successor):
            remedy = f"it became part of '{follower}'; write who hosts now"
        elif known:
            remedy = "write who hosts now"
        raise ConfigError([Problem(file=f"{year}/meeting.toml", where="host.organisation", what=what, remedy=remedy)])
    return Override(
        year=year,
        side=sides[decided.organisation],
        organisation=decided.organisation,
        reason=decided.reason,
        decision=decided.decision,
        decided_on=decided.decided_on or today,
    )
