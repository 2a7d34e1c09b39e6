"""Where the rules put seats: organisations, areas, sides and bodies as they are on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from cycle.catalogue import say
from cycle.governance.community_data.rule import holds
from cycle.governance.community_data.rules import MeetingRules
from cycle.governance.community_data.seat_rules import SeatRule
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
    organisations = [
        organisation
        for organisation in community.organisations
        if holds(organisation.valid_from, organisation.valid_to, on)
    ]
    bodies = [_as_on(body, on) for body in community.bodies if holds(body.valid_from, body.valid_to, on)]
    match rule.per:
        case "organisation" if rule.organisations:
            return [
                _organisation(organisation) for organisation in organisations if organisation.id in rule.organisations
            ]
        case "organisation":
            return [
                _organisation(organisation) for organisation in organisations if rule.side in {None, organisation.side}
            ]
        case "area":
            wanted = rule.areas or tuple(area.id for area in community.areas)
            return [_area(area_id, community) for area_id in wanted]
        case "side":
            sides = (side for side in community.sides if rule.side in {None, side.id})
            return [Place(id=side.id, name=side.name) for side in sides]
        case "body":
            return [_body(body) for body in bodies if body.kind == rule.kind]
        case "one" if rule.of:
            sharing = [organisation.name for organisation in organisations if organisation.id in rule.of]
            sharing += [body.name for body in bodies if body.id in rule.of]
            names = listed(sharing)
            together = say(community.language, "{sides} together", sides=names) if len(sharing) > 1 else names
            return [Place(id=rules.type_id, name=names, named_by=together)] if sharing else []
        case "one":
            inside = [_organisation(organisation) for organisation in organisations if organisation.id == rule.holder]
            return inside + [_body(body) for body in bodies if body.id == rule.holder]
        case "host":
            return [_host(organisations, community, host)] if host else []


def places_of_any_day(rule: SeatRule, rules: MeetingRules, community: Community) -> Iterator[Place]:
    """Yield every place the rule gives seats on some day, each once, named as on the last of its days."""
    if rule.per == "host":
        yield from {organisation.id: _organisation(organisation) for organisation in community.organisations}.values()
        yield from (Place(id=side.id, name=side.name) for side in community.sides)
        yield _undecided_host(community)
        return
    days, bodies = turning_days(community), {body.id: body for body in community.bodies}
    found = {place.id: place for day in days for place in places(rule, rules, community, on=day, host=None)}
    yield from (replace(place, body=bodies[place.id]) if place.body else place for place in found.values())


def turning_days(community: Community, more: Iterable[tuple[dt.date | None, dt.date | None]] = ()) -> list[dt.date]:
    """Return days enough to meet every organisation and body on one of them, and every one of the other spans."""
    days = {dt.date.min, dt.date.max}
    spans = [(organisation.valid_from, organisation.valid_to) for organisation in community.organisations]
    spans += [(body.valid_from, body.valid_to) for body in community.bodies]
    spans += [(seat.valid_from, seat.valid_to) for body in community.bodies for seat in body.seats]
    days |= {day for span in (*spans, *more) for day in span if day}
    return sorted(days)


def _undecided_host(community: Community) -> Place:
    """Return where the host's own seat belongs while no side hosts, or all of them do together."""
    return Place(id="vert", name=say(community.language, "the host"))


def _host(organisations: Iterable[Organisation], community: Community, host: HostAnswer) -> Place:
    for organisation in organisations:
        if host.organisation_id and organisation.id == host.organisation_id:
            return _organisation(organisation)
    if not host.side:
        return _undecided_host(community)
    return Place(id=host.side, name=community.side(host.side).name)


def _organisation(organisation: Organisation) -> Place:
    return Place(id=organisation.id, name=organisation.name, organisation_id=organisation.id)


def _area(area_id: str, community: Community) -> Place:
    name = community.area(area_id).name
    return Place(
        id=f"omrade-{area_id}", name=name, named_by=say(community.language, "the municipalities in {area}", area=name)
    )


def _as_on(body: Body, on: dt.date) -> Body:
    """Return the body with the seats it has on the day."""
    seats = tuple(seat for seat in body.seats if holds(seat.valid_from, seat.valid_to, on))
    return body if len(seats) == len(body.seats) else replace(body, seats=seats)


def _body(body: Body) -> Place:
    return Place(id=body.id, name=body.name, body=body)


def place_of(seat: str) -> str:
    """Return the id of the place that a seat is of: `alver` of `alver.leader`."""
    return seat.partition(".")[0]
