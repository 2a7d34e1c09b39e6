"""Where the rules put seats: organisations, areas, sides and bodies as they are on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from cycle.catalogue import say
from cycle.governance.rule import holds
from cycle.governance.rules import MeetingRules
from cycle.governance.seat_rules import SeatRule
from cycle.model import Body, Community, HostAnswer, Organisation
from cycle.wording import listed


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a seat belongs: an organisation, an area, a side, a body, or several of them that share it."""

    id: str
    """The part before the full stop in the seat's id."""
    name: str
    """As printed."""
    organisation_id: str = ""
    body: Body | None = None
    named_by: str = ""
    """Who names the person when the rule does not say, as printed; empty is the place itself."""


def places(
    rule: SeatRule, rules: MeetingRules, community: Community, *, on: dt.date, host: HostAnswer | None
) -> list[Place]:
    """Return where the rule gives seats on the day, in the community's order."""
    organisations = [one for one in community.organisations if holds(one.valid_from, one.valid_to, on)]
    bodies = [_as_on(one, on) for one in community.bodies if holds(one.valid_from, one.valid_to, on)]
    match rule.per:
        case "organisation" if rule.organisations:
            return [_organisation(one) for one in organisations if one.id in rule.organisations]
        case "organisation":
            return [_organisation(one) for one in organisations if rule.side in {None, one.side}]
        case "area":
            wanted = rule.areas or tuple(one.id for one in community.areas)
            return [_area(one, community) for one in wanted]
        case "side":
            sides = (one for one in community.sides if rule.side in {None, one.id})
            return [Place(id=one.id, name=one.name) for one in sides]
        case "body":
            return [_body(one) for one in bodies if one.kind == rule.kind]
        case "one" if rule.of:
            sharing = [one.name for one in organisations if one.id in rule.of]
            sharing += [one.name for one in bodies if one.id in rule.of]
            names = listed(sharing)
            together = say(community.language, "{sides} together", sides=names) if len(sharing) > 1 else names
            return [Place(id=rules.type_id, name=names, named_by=together)] if sharing else []
        case "one":
            inside = [_organisation(one) for one in organisations if one.id == rule.holder]
            return inside + [_body(one) for one in bodies if one.id == rule.holder]
        case "host":
            return [_host(organisations, community, host)] if host else []


def places_of_any_day(rule: SeatRule, rules: MeetingRules, community: Community) -> Iterator[Place]:
    """Yield every place the rule gives seats on some day, each once, named as on the last of its days."""
    if rule.per == "host":
        yield from {one.id: _organisation(one) for one in community.organisations}.values()
        yield from (Place(id=one.id, name=one.name) for one in community.sides)
        yield _undecided_host(community)
        return
    days, bodies = turning_days(community), {one.id: one for one in community.bodies}
    found = {one.id: one for day in days for one in places(rule, rules, community, on=day, host=None)}
    yield from (replace(one, body=bodies[one.id]) if one.body else one for one in found.values())


def turning_days(community: Community, more: Iterable[tuple[dt.date | None, dt.date | None]] = ()) -> list[dt.date]:
    """Return days enough to meet every organisation and body on one of them, and every one of the other spans."""
    days = {dt.date.min, dt.date.max}
    spans = [(one.valid_from, one.valid_to) for one in community.organisations]
    spans += [(one.valid_from, one.valid_to) for one in community.bodies]
    spans += [(seat.valid_from, seat.valid_to) for one in community.bodies for seat in one.seats]
    days |= {day for span in (*spans, *more) for day in span if day}
    return sorted(days)


def _undecided_host(community: Community) -> Place:
    """Return where the host's own seat belongs while no side hosts, or all of them do together."""
    return Place(id="vert", name=say(community.language, "the host"))


def _host(organisations: Iterable[Organisation], community: Community, host: HostAnswer) -> Place:
    for one in organisations:
        if host.organisation_id and one.id == host.organisation_id:
            return _organisation(one)
    if not host.side:
        return _undecided_host(community)
    return Place(id=host.side, name=community.side(host.side).name)


def _organisation(one: Organisation) -> Place:
    return Place(id=one.id, name=one.name, organisation_id=one.id)


def _area(area_id: str, community: Community) -> Place:
    name = community.area(area_id).name
    return Place(
        id=f"omrade-{area_id}", name=name, named_by=say(community.language, "the municipalities in {area}", area=name)
    )


def _as_on(one: Body, on: dt.date) -> Body:
    """Return the body with the seats it has on the day."""
    return replace(one, seats=tuple(seat for seat in one.seats if holds(seat.valid_from, seat.valid_to, on)))


def _body(one: Body) -> Place:
    return Place(id=one.id, name=one.name, body=one)
