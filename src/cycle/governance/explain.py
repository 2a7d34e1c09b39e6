"""The rules of a meeting type in words, each with clause and source, for those who must answer for them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from cycle.governance.frames import counted, in_form, said
from cycle.governance.office_rules import Office
from cycle.governance.rule import Rule
from cycle.governance.rules import MeetingPart, MeetingRules
from cycle.governance.seat_rules import SeatRule
from cycle.governance.seats import printed_seats
from cycle.model import Basis, Community, Language, Right
from cycle.wording import RIGHTS, day_and_month, listed, with_capital

BEARERS = {
    "host": "Verten betaler",
    "each_own": "Kvar part dekkjer sitt eige",
    "shared": "Partane deler",
    "unstated": "Reglane seier ikkje kven som betaler",
}
DECISIONS = {
    "discuss": "Møtet drøftar og vedtek ikkje",
    "endorse": "Møtet sluttar seg til eller ikkje",
    "adopt": "Møtet vedtek",
    "consensus": "Møtet avgjer når alle er samde",
    "vote": "Møtet røystar",
    "unstated": "Reglane seier ikkje korleis møtet avgjer",
}
OPEN_TO = {
    "participants": "Møtet er for deltakarane",
    "invited_guests": "Møtet er for deltakarane og inviterte gjester",
    "public": "Møtet er ope for alle",
    "unstated": "Reglane seier ikkje om møtet er ope",
}
LENGTHS = {"full_day": "heil dag", "half_day": "halv dag", "short": "kort møte", "unstated": ""}


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
class _Told:
    """What the sentences are made of."""

    rules: MeetingRules
    names: Mapping[str, str]
    """Printed names of places, seats and kinds by id."""
    language: Language

    def say(self, sentence: str, **values: object) -> str:
        """Return a sentence of the catalogue in the form of the community."""
        return said(self.language, sentence, **values)

    def right(self, right: Right) -> str:
        """Return a right in words."""
        return RIGHTS[self.language][right]

    def listed(self, ids: Iterable[str]) -> str:
        """Return the printed names of these."""
        return listed([self.names.get(identifier, identifier) for identifier in ids])

    def title(self, office_id: str) -> str:
        """Return an office within a sentence."""
        own = {"host": self.say("vertskapet"), "chair": self.say("møteleiinga")}
        return own.get(office_id) or next(office.title for office in self.rules.offices if office.id == office_id)


def explained(rules: MeetingRules, community: Community) -> tuple[ExplainedRule, ...]:
    """Return every rule of the meeting type in words, in the order the file is explained in docs/rules.md."""
    names = {**_names(community), **_seats_in_words(rules, community)}
    told = _Told(rules=rules, names=names, language=community.language)
    say = told.say
    _rule = partial(_explained, language=community.language)
    found = [
        _rule("purpose", say("Føremål"), rules.purpose, "; ".join(rules.purpose.text)),
        _rule("frequency", say("Kor ofte"), rules.frequency, _frequency(told)),
        *(
            _rule(f"parts.{part.id}", say("Del: {title}", title=part.title), part, _part(part, told))
            for part in rules.parts
        ),
        _rule("host", say("Vertskap"), rules.host, _office(rules.host, told)),
        _rule("chair", say("Møteleiing"), rules.chair, _office(rules.chair, told)),
        *(
            _rule(f"offices.{office.id}", with_capital(office.title), office, _office(office, told))
            for office in rules.offices
        ),
        _rule("committee", say("Programkomité"), rules.committee, rules.committee.name),
        *(
            _rule(f"committee.seats[{at}]", say("Plass i programkomiteen"), rule, _seat(rule, told))
            for at, rule in enumerate(rules.committee.seats)
        ),
        _rule("secretariat", say("Sekretariat"), rules.secretariat, _secretariat(told)),
        _rule("costs", say("Kostnader"), rules.costs, _costs(told)),
        _rule(
            "rights",
            say("Rettar"),
            rules.rights,
            say("Der ikkje anna står: {right}", right=told.right(rules.rights.default)),
        ),
    ]
    for decision in rules.decisions:
        details = [part for part in (say(DECISIONS[decision.how]), decision.majority, decision.quorum) if part]
        title = say("Avgjerder: {about}", about=decision.about) if decision.about else say("Avgjerder")
        found.append(_rule("decisions", title, decision, "; ".join(details)))
    for output in rules.outputs:
        what = (
            say("{title} til {bodies}", title=output.title, bodies=told.listed(output.to))
            if output.to
            else output.title
        )
        found.append(_rule(f"outputs.{output.id}", say("Resultat"), output, what))
    if rules.openness:
        found.append(_rule("openness", say("Openheit"), rules.openness, say(OPEN_TO[rules.openness.to])))
    found += [_rule(f"beside.{beside.id}", say("Ved sida av"), beside, beside.title) for beside in rules.beside]
    found += [_rule(f"seats[{at}]", say("Plass"), rule, _seat(rule, told)) for at, rule in enumerate(rules.seats)]
    return tuple(found)


PLACES: Mapping[str, str] = {"area": "kvart område", "side": "kvar side", "body": "kvart organ", "host": "verten"}
EVERY = "kvar part"
"""What stands for the place in a seat's reason, when the reason is that of the rule and not of one seat."""


def _why(rule: Rule, language: Language) -> str:
    """Return the reason as it holds for every place: without `, her Fedje kommune`, and with the place in general."""
    place = PLACES.get(rule.per, EVERY) if isinstance(rule, SeatRule) else EVERY
    general = in_form(language, rule.why).replace(", her {organisation}", "")
    return with_capital(general.format(organisation=said(language, place), title=getattr(rule, "title", "")))


def _explained(where: str, title: str, rule: Rule, says: str, *, language: Language) -> ExplainedRule:
    return ExplainedRule(
        where=where,
        title=title,
        says=says,
        why=_why(rule, language),
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


KIND = "kind:"
"""Before the kind of bodies, as the key of their names."""


def _seats_in_words(rules: MeetingRules, community: Community) -> dict[str, str]:
    printed = printed_seats(community, [rules])
    return {seat_id: title if place in title else f"{title} ({place})" for seat_id, (place, title) in printed.items()}


def _frequency(told: _Told) -> str:
    rule, say = told.rules.frequency, told.say
    often = "Minst {often} i året"
    if rule.maximum:
        often = "{often} i året" if rule.maximum == rule.minimum else "Minst {often} i året, høgst {most}"
    if rule.minimum == 0:
        often = "Høgst {most} i året" if rule.maximum else "Ikkje noko krav om møte kvart år"
    number, most = counted(told.language, rule.minimum, "møte"), str(rule.maximum)
    if rule.minimum == 0 and rule.maximum:
        most = counted(told.language, rule.maximum, "møte")
    forms = [f"{form.title} ({form.when})" if form.when else form.title for form in rule.forms]
    extraordinary = {"allowed": "ekstraordinære møte er mogleg", "not_allowed": "ekstraordinære møte er ikkje mogleg"}
    also = extraordinary.get(rule.extraordinary, "")
    parts = (say(often, often=number, most=most), *forms, say(also) if also else "")
    return "; ".join(part for part in parts if part)


def _office(office: Office, told: _Told) -> str:
    say = told.say
    match office.how:
        case "rotates":
            return _turns(office, told)
        case "fixed":
            return say("Alltid {side}", side=told.names.get(office.side or "", ""))
        case "follows":
            return say("Same side som {office}", office=told.title(office.of or ""))
        case "opposite":
            return say("Den andre sida enn {office}", office=told.title(office.of or ""))
        case "held_by":
            return say("Dei som har plassane {seats}", seats=told.listed(office.seats))
        case "joint":
            together = "{sides} saman" if len(office.order) > 1 else "{sides}"
            return say(together, sides=with_capital(told.listed(office.order)))
        case "elected":
            return say("Vald av {who}", who=office.elected_by)
        case "unstated":
            return say("Reglane seier ikkje kven")
        case "none":
            return say("Ingen")


def _turns(office: Office, told: _Told) -> str:
    by_meetings = office.counting is not None and office.counting.by == "held_meeting"
    many = "{number} møte om gongen" if by_meetings else "{number} år om gongen"
    if office.years_each == 1:
        many = "eitt møte om gongen" if by_meetings else "eitt år om gongen"
    often = told.say(many, number=office.years_each)
    parts = [told.say("Går på tur mellom {sides}, {often}", sides=told.listed(office.order), often=often)]
    if office.turns_over:
        parts.append(told.say("turen går vidare {day}", day=_day(office.turns_over)))
    for inner in office.inner:
        turn = "hos {side}: {organisations} etter tur"
        parts.append(told.say(turn, side=told.names[inner.side], organisations=told.listed(inner.order)))
    return "; ".join(parts)


def _day(month_and_day: str) -> str:
    return day_and_month(dt.date.fromisoformat(f"2000-{month_and_day}"))


def _part(part: MeetingPart, told: _Told) -> str:
    length = LENGTHS[part.length]
    found = [
        told.say(length) if length else "",
        told.say(OPEN_TO[part.openness]) if part.openness else "",
        told.say("vert er {office}", office=_host_of(part.host, told)) if part.host else "",
        told.say("møteleiar er {office}", office=told.title(part.chair)) if part.chair else "",
    ]
    return "; ".join(part for part in found if part)


def _host_of(office_id: str, told: _Told) -> str:
    return told.say("verten") if office_id == "host" else told.title(office_id)


def _secretariat(told: _Told) -> str:
    rule = told.rules.secretariat
    if rule.unstated:
        return told.say("Reglane seier ikkje kven")
    if rule.body:
        return told.names.get(rule.body, rule.body)
    return told.say("{sides} saman" if len(rule.together) > 1 else "{sides}", sides=told.listed(rule.together))


def _costs(told: _Told) -> str:
    costs = told.rules.costs
    if costs.organisation:
        return told.say("{who} betaler", who=told.names.get(costs.organisation, costs.organisation))
    return told.say(BEARERS[costs.bearer])


def _seat(seat: SeatRule, told: _Told) -> str:
    say, title, whom = told.say, with_capital(seat.title), _whom(seat, told)
    if seat.whole:
        who = say("{title}: alle plassane i {whom}", title=title, whom=whom)
    elif seat.count == "unstated":
        unknown = "{title}: talet er ikkje oppgitt, inntil {most}, for {whom}"
        if not seat.up_to:
            unknown = "{title}: talet er ikkje oppgitt, for {whom}"
        who = say(unknown, title=title, most=seat.most, whom=whom)
    else:
        number = "{title}: inntil {most} for {whom}" if seat.most > seat.least else "{title}: {most} for {whom}"
        who = say(number, title=title, most=seat.most, whom=whom)
    named_by = told.names.get(seat.named_by, seat.named_by)
    extra = [
        say("plassen er henta frå organet sjølv") if seat.from_body else "",
        say("oppnemnd av {who}", who=named_by) if seat.named_by else "",
        say("valfri") if seat.optional else "",
        counted(told.language, seat.deputies, "vara") if seat.deputies else "",
        say("funksjonstid {years} år", years=seat.term_years) if seat.term_years else "",
        *(
            say(
                "for {who}: {title}",
                who=told.names.get(exception.organisation, exception.organisation),
                title=exception.title,
            )
            for exception in seat.exceptions
        ),
    ]
    return "; ".join(part for part in (who, *_rights(seat, told), *extra) if part)


def _whom(seat: SeatRule, told: _Told) -> str:
    say = told.say
    match seat.per:
        case "organisation" if seat.organisations:
            return told.listed(seat.organisations)
        case "organisation" if seat.side:
            return say("kvar part hos {side}", side=told.names[seat.side])
        case "organisation":
            return say("kvar part")
        case "area" if seat.areas:
            return say("kvart område ({areas})", areas=told.listed(seat.areas))
        case "area":
            return say("kvart område")
        case "side":
            return told.names.get(seat.side, seat.side) if seat.side else say("kvar side")
        case "body":
            return say("kvart av organa {bodies}", bodies=told.names[f"{KIND}{seat.kind}"])
        case "one" if seat.of:
            return say("{who} til saman", who=told.listed(seat.of))
        case "one":
            return told.names.get(seat.holder or "", seat.holder or "")
        case "host":
            return say("verten")


def _rights(seat: SeatRule, told: _Told) -> Iterator[str]:
    titles = told.rules.part_titles()
    if seat.parts:
        for part, right in seat.parts.items():
            yield told.say("i {part}: {right}", part=titles[part], right=told.right(right))
    elif seat.part:
        words = told.right(seat.right or told.rules.rights.default)
        yield told.say("{right} i {part}", right=words, part=titles[seat.part])
    elif seat.right:
        yield told.right(seat.right)
