"""The rules of a meeting type in words, each with clause and source, for those who must answer for them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from cycle.catalogue import counted, in_context, say, sentence
from cycle.governance.community_data.office_rules import Office
from cycle.governance.community_data.rule import Rule
from cycle.governance.community_data.rules import MeetingPart, MeetingRules
from cycle.governance.community_data.seat_rules import SeatRule
from cycle.governance.inviting.seats import printed_seats
from cycle.model import Basis, Community, Language, Right
from cycle.wording import day_and_month, in_a_sentence, listed, right_in_words, with_capital

BEARERS = {
    "host": sentence("The host pays"),
    "each_own": sentence("Each party covers its own"),
    "shared": sentence("The parties share"),
    "unstated": sentence("The rules do not say who pays"),
}
DECISIONS = {
    "discuss": sentence("The meeting discusses and adopts nothing"),
    "endorse": sentence("The meeting endorses or does not"),
    "adopt": sentence("The meeting adopts"),
    "consensus": sentence("The meeting decides when all agree"),
    "vote": sentence("The meeting votes"),
    "unstated": sentence("The rules do not say how the meeting decides"),
}
OPEN_TO = {
    "participants": sentence("The meeting is for its participants"),
    "invited_guests": sentence("The meeting is for its participants and invited guests"),
    "public": sentence("The meeting is open to all"),
    "unstated": sentence("The rules do not say whether the meeting is open"),
}
LENGTHS = {
    "full_day": sentence("full day"),
    "half_day": sentence("half day"),
    "short": sentence("short meeting"),
    "unstated": "",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedRule:
    """One rule as read: where it stands in the file, what it says, why, and how sure that is."""

    where: str
    title: str
    says: str
    why: str
    clause: str
    source: str
    basis: Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class _Context:
    """What the sentences are made of."""

    rules: MeetingRules
    names: Mapping[str, str]
    """Printed names of places, seats and kinds by id."""
    language: Language

    def say(self, text: str, /, **values: object) -> str:
        """Return a sentence of the catalogue in the form of the community."""
        return say(self.language, text, **values)

    def right(self, right: Right) -> str:
        """Return a right in words."""
        return right_in_words(right, self.language)

    def listed(self, ids: Iterable[str]) -> str:
        """Return the printed names of these."""
        return listed([self.names.get(identifier, identifier) for identifier in ids])

    def together(self, ids: Sequence[str]) -> str:
        """Return the printed names of these, who do it together where they are several."""
        names = self.listed(ids)
        return self.say("{sides} together", sides=names) if len(ids) > 1 else names

    def title(self, office_id: str) -> str:
        """Return an office within a sentence."""
        own = {"host": self.say("the hosting"), "chair": self.say("the chairing")}
        return own.get(office_id) or next(office.title for office in self.rules.offices if office.id == office_id)


def explained(rules: MeetingRules, community: Community) -> tuple[ExplainedRule, ...]:
    """Return every rule of the meeting type in words, in the order the file is explained in docs/rules.md."""
    names = {**_names(community), **dict(_each_party(community)), **_seats_in_words(rules, community)}
    context = _Context(rules=rules, names=names, language=community.language)
    say = context.say
    _rule = partial(_explained, context=context)
    found = [
        _rule("purpose", say("Purpose"), rules.purpose, "; ".join(rules.purpose.text)),
        _rule("frequency", say("How often"), rules.frequency, _frequency(context)),
        *(
            _rule(f"parts.{part.id}", say("Part: {title}", title=part.title), part, _part(part, context))
            for part in rules.parts
        ),
        _rule("host", say(in_context("rule", "Host")), rules.host, _office(rules.host, context)),
        _rule("chair", say(in_context("rule", "Chair")), rules.chair, _office(rules.chair, context)),
        *(
            _rule(f"offices.{office.id}", with_capital(office.title), office, _office(office, context))
            for office in rules.offices
        ),
        _rule("committee", say("Programme committee"), rules.committee, say(rules.committee.name)),
        *(
            _rule(f"committee.seats[{at}]", say("Seat in the programme committee"), rule, _seat(rule, context))
            for at, rule in enumerate(rules.committee.seats)
        ),
        _rule("secretariat", say("Secretariat"), rules.secretariat, _secretariat(context)),
        _rule("costs", say("Costs"), rules.costs, _costs(context)),
        _rule(
            "rights",
            say("Rights"),
            rules.rights,
            say("Where nothing else is said: {right}", right=context.right(rules.rights.default)),
        ),
    ]
    for decision in rules.decisions:
        details = [part for part in (say(DECISIONS[decision.how]), decision.majority, decision.quorum) if part]
        title = say("Decisions: {about}", about=decision.about) if decision.about else say("Decisions")
        found.append(_rule("decisions", title, decision, "; ".join(details)))
    for output in rules.outputs:
        what = (
            say("{title} (goes to: {bodies})", title=output.title, bodies=context.listed(output.to))
            if output.to
            else output.title
        )
        found.append(_rule(f"outputs.{output.id}", say("Outcome"), output, what))
    if rules.openness:
        found.append(_rule("openness", say("Openness"), rules.openness, say(OPEN_TO[rules.openness.to])))
    found += [_rule(f"beside.{beside.id}", say("Beside the meeting"), beside, beside.title) for beside in rules.beside]
    found += [_rule(f"seats[{at}]", say("Seat"), rule, _seat(rule, context)) for at, rule in enumerate(rules.seats)]
    return tuple(found)


PLACES: Mapping[str, str] = {
    "area": sentence("each area"),
    "side": sentence("each side"),
    "body": sentence("each body"),
    "host": sentence("the host"),
}
EVERY = sentence("each party")
"""What stands for the place in a seat's reason, when the reason is that of the rule and not of one seat."""


def _why(rule: Rule, context: _Context) -> str:
    """Return the reason as it holds for every place: without `, her Fedje kommune`, and with the place in general."""
    place = context.say(PLACES.get(rule.per, EVERY) if isinstance(rule, SeatRule) else EVERY)
    if isinstance(rule, SeatRule) and rule.per == "organisation" and rule.side and not rule.organisations:
        place = context.names.get(f"{EACH}{rule.side}", place)
    general = context.say(rule.why).replace(", her {organisation}", "")
    return with_capital(general.format(organisation=place, title=getattr(rule, "title", "")))


def _explained(where: str, title: str, rule: Rule, says: str, *, context: _Context) -> ExplainedRule:
    return ExplainedRule(
        where=where,
        title=title,
        says=says,
        why=_why(rule, context),
        clause=rule.clause,
        source=rule.source,
        basis=rule.basis,
    )


def _names(community: Community) -> Mapping[str, str]:
    names = {area.id: area.name for area in community.areas}
    names |= {side.id: side.name for side in community.sides}
    names |= {body.id: body.name for body in community.bodies}
    for kind in {body.kind for body in community.bodies if body.kind}:
        names[f"{KIND}{kind}"] = listed(
            list(dict.fromkeys(body.name for body in community.bodies if body.kind == kind))
        )
    return names | {organisation.id: organisation.name for organisation in community.organisations}


def _each_party(community: Community) -> Iterator[tuple[str, str]]:
    """Yield what each party of a side is called, where that is shorter: the only one, or a municipality like all."""
    living = [party for party in community.organisations if party.valid_to is None]
    for side in community.sides:
        own = [party for party in living if party.side == side.id]
        if len(own) == 1:
            yield f"{EACH}{side.id}", own[0].name
        elif own == [party for party in living if party.municipality_number]:
            yield f"{EACH}{side.id}", say(community.language, "each municipality")


KIND, EACH = "kind:", "each:"
"""Before the kind of bodies, as the key of their names, and before a side, as that of each party of it."""


def _seats_in_words(rules: MeetingRules, community: Community) -> dict[str, str]:
    printed = printed_seats(community, [rules])
    return {seat_id: title if place in title else f"{title} ({place})" for seat_id, (place, title) in printed.items()}


def _frequency(context: _Context) -> str:
    rule, say = context.rules.frequency, context.say
    often = sentence("At least {often} a year")
    if rule.maximum:
        often = (
            sentence("{often} a year")
            if rule.maximum == rule.minimum
            else sentence("At least {often} a year, at most {most}")
        )
    if rule.minimum == 0:
        often = sentence("At most {most} a year") if rule.maximum else sentence("No demand for a meeting every year")
    number, most = counted(context.language, rule.minimum, "{number} meeting", "{number} meetings"), str(rule.maximum)
    if rule.minimum == 0 and rule.maximum:
        most = counted(context.language, rule.maximum, "{number} meeting", "{number} meetings")
    forms = "; ".join(
        f"{in_a_sentence(form.title)} ({form.when})" if form.when else in_a_sentence(form.title) for form in rule.forms
    )
    extraordinary = {
        "allowed": sentence("extraordinary meetings are possible"),
        "not_allowed": sentence("extraordinary meetings are not possible"),
    }
    also = extraordinary.get(rule.extraordinary, "")
    if rule.extraordinary == "allowed" and any(form.extraordinary for form in rule.forms):
        also = ""  # the form says it, and when
    said = ": ".join(part for part in (say(often, often=number, most=most), forms) if part)
    return f"{said}; {say(also)}" if also else said


def _office(office: Office, context: _Context) -> str:
    say = context.say
    match office.how:
        case "rotates":
            return _turns(office, context)
        case "fixed":
            return say("Always {side}", side=context.names.get(office.side or "", ""))
        case "follows":
            return say("The same side as {office}", office=context.title(office.of or ""))
        case "opposite":
            return say("The other side than {office}", office=context.title(office.of or ""))
        case "held_by":
            return say("Those who have the seats {seats}", seats=context.listed(office.seats))
        case "joint":
            return with_capital(context.together(office.order))
        case "elected":
            return say("Elected by {who}", who=office.elected_by)
        case "unstated":
            return say("The rules do not say who")
        case "none":
            return say("Nobody")


def _turns(office: Office, context: _Context) -> str:
    by_meetings = office.counting is not None and office.counting.by == "held_meeting"
    many = sentence("{number} meetings at a time") if by_meetings else sentence("{number} years at a time")
    if office.years_each == 1:
        many = sentence("one meeting at a time") if by_meetings else sentence("one year at a time")
    often = context.say(many, number=office.years_each)
    parts = [context.say("Takes turns between {sides}, {often}", sides=context.listed(office.order), often=often)]
    if office.turns_over:
        parts.append(context.say("the turn passes on {day}", day=_day(office.turns_over)))
    for inner in office.inner:
        turn = sentence("with {side}: {organisations} in turn")
        parts.append(context.say(turn, side=context.names[inner.side], organisations=context.listed(inner.order)))
    return "; ".join(parts)


def _day(month_and_day: str) -> str:
    return day_and_month(dt.date.fromisoformat(f"2000-{month_and_day}"))


def _part(part: MeetingPart, context: _Context) -> str:
    length = LENGTHS[part.length]
    found = [
        context.say(length) if length else "",
        context.say(OPEN_TO[part.openness]) if part.openness else "",
        context.say("the host is {office}", office=_host_of(part.host, context)) if part.host else "",
        context.say("the chair is {office}", office=context.title(part.chair)) if part.chair else "",
    ]
    return "; ".join(part for part in found if part)


def _host_of(office_id: str, context: _Context) -> str:
    return context.say("the host") if office_id == "host" else context.title(office_id)


def _secretariat(context: _Context) -> str:
    rule = context.rules.secretariat
    if rule.unstated:
        return context.say("The rules do not say who")
    if rule.body:
        return context.names.get(rule.body, rule.body)
    return context.together(rule.together)


def _costs(context: _Context) -> str:
    costs = context.rules.costs
    if costs.organisation:
        return context.say("{who} pays", who=context.names.get(costs.organisation, costs.organisation))
    return context.say(BEARERS[costs.bearer])


def _seat(seat: SeatRule, context: _Context) -> str:
    say, title, holders = context.say, with_capital(seat.title), _holders(seat, context)
    if seat.whole:
        who = say("{title}: all the seats of {whom}", title=title, whom=holders)
    elif seat.count == "unstated":
        unknown = sentence("{title}: the number is not stated, up to {most}, for {whom}")
        if not seat.up_to:
            unknown = sentence("{title}: the number is not stated, for {whom}")
        who = say(unknown, title=title, most=seat.most, whom=holders)
    else:
        number = (
            sentence("{title}: up to {most} for {whom}")
            if seat.most > seat.least
            else sentence("{title}: {most} for {whom}")
        )
        most = say(in_context("seat", "one")) if (seat.least, seat.most) == (1, 1) else seat.most
        who = say(number, title=title, most=most, whom=holders)
    named_by = context.names.get(seat.named_by, seat.named_by)
    extra = [
        say("the seat is taken from the body itself") if seat.from_body else "",
        say("named by {who}", who=named_by) if seat.named_by else "",
        say("optional") if seat.optional else "",
        counted(context.language, seat.deputies, "{number} deputy", "{number} deputies") if seat.deputies else "",
        say("term of {years} years", years=seat.term_years) if seat.term_years else "",
        *(
            say(
                "for {who}: {title}",
                who=context.names.get(exception.organisation, exception.organisation),
                title=exception.title,
            )
            for exception in seat.exceptions
        ),
    ]
    return "; ".join(part for part in (who, *_rights(seat, context), *extra) if part)


def _holders(seat: SeatRule, context: _Context) -> str:
    say = context.say
    match seat.per:
        case "organisation" if seat.organisations:
            return context.listed(seat.organisations)
        case "organisation" if seat.side:
            each = say("each party of {side}", side=context.names[seat.side])
            return context.names.get(f"{EACH}{seat.side}", each)
        case "organisation":
            return say("each party")
        case "area" if seat.areas:
            return say("each area ({areas})", areas=context.listed(seat.areas))
        case "area":
            return say("each area")
        case "side":
            return context.names.get(seat.side, seat.side) if seat.side else say("each side")
        case "body":
            return say("each of the bodies {bodies}", bodies=context.names[f"{KIND}{seat.kind}"])
        case "one" if seat.of:
            return say("{who} between them", who=context.listed(seat.of))
        case "one":
            return context.names.get(seat.holder or "", seat.holder or "")
        case "host":
            return say("the host")


def _rights(seat: SeatRule, context: _Context) -> Iterator[str]:
    titles = context.rules.part_titles(context.language)
    if seat.parts:
        for part, right in seat.parts.items():
            yield context.say("in {part}: {right}", part=titles[part], right=context.right(right))
    elif seat.part:
        words = context.right(seat.right or context.rules.rights.default)
        yield context.say("{right} in {part}", right=words, part=titles[seat.part])
    elif seat.right:
        yield context.right(seat.right)
