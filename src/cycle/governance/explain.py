"""The rules of a meeting type in plain nynorsk, each with clause and source, for those who must answer for them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from cycle.governance.office_rules import Office
from cycle.governance.rule import Rule
from cycle.governance.rules import MeetingRules, Part
from cycle.governance.seat_rules import SeatRule
from cycle.governance.seats import printed_seats
from cycle.model import Basis, Community, Language
from cycle.wording import RIGHTS as RIGHTS_IN
from cycle.wording import count, day_and_month, listed

RIGHTS = RIGHTS_IN["nn"]
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


def explained(rules: MeetingRules, community: Community) -> tuple[ExplainedRule, ...]:
    """Return every rule of the meeting type in words, in the order the file is explained in docs/rules.md."""
    names = {**_names(community), **_seats_in_words(rules, community)}
    _rule = partial(_explained, language=community.language)
    found = [
        _rule("purpose", "Føremål", rules.purpose, "; ".join(rules.purpose.text)),
        _rule("frequency", "Kor ofte", rules.frequency, _frequency(rules)),
        *(_rule(f"parts.{one.id}", f"Del: {one.title}", one, _part(one, rules)) for one in rules.parts),
        _rule("host", "Vertskap", rules.host, _office(rules.host, rules, names)),
        _rule("chair", "Møteleiing", rules.chair, _office(rules.chair, rules, names)),
        *(_rule(f"offices.{one.id}", _capital(one.title), one, _office(one, rules, names)) for one in rules.offices),
        _rule("committee", "Programkomité", rules.committee, rules.committee.name),
        *(
            _rule(f"committee.seats[{at}]", "Plass i programkomiteen", one, _seat(one, rules, names))
            for at, one in enumerate(rules.committee.seats)
        ),
        _rule("secretariat", "Sekretariat", rules.secretariat, _secretariat(rules, names)),
        _rule("costs", "Kostnader", rules.costs, _costs(rules, names)),
        _rule("rights", "Rettar", rules.rights, f"Der ikkje anna står: {RIGHTS[rules.rights.default]}"),
    ]
    for decision in rules.decisions:
        details = [one for one in (DECISIONS[decision.how], decision.majority, decision.quorum) if one]
        title = f"Avgjerder: {decision.about}" if decision.about else "Avgjerder"
        found.append(_rule("decisions", title, decision, "; ".join(details)))
    for one in rules.outputs:
        to = f" til {_listed(one.to, names)}" if one.to else ""
        found.append(_rule(f"outputs.{one.id}", "Resultat", one, f"{one.title}{to}"))
    if rules.openness:
        found.append(_rule("openness", "Openheit", rules.openness, OPEN_TO[rules.openness.to]))
    found += [_rule(f"beside.{one.id}", "Ved sida av", one, one.title) for one in rules.beside]
    found += [_rule(f"seats[{at}]", "Plass", one, _seat(one, rules, names)) for at, one in enumerate(rules.seats)]
    return tuple(found)


PLACES: Mapping[Language, Mapping[str, str]] = {
    "nn": {"area": "kvart område", "side": "kvar side", "body": "kvart organ", "host": "verten"},
    "nb": {"area": "hvert område", "side": "hver side", "body": "hvert organ", "host": "verten"},
}
EVERY: Mapping[Language, str] = {"nn": "kvar part", "nb": "hver part"}
"""What stands for the place in a seat's reason, when the reason is that of the rule and not of one seat."""


def _why(rule: Rule, language: Language) -> str:
    """Return the reason as it holds for every place: without `, her Fedje kommune`, and with the place in general."""
    place = EVERY[language]
    if isinstance(rule, SeatRule):
        place = PLACES[language].get(rule.per, place)
    general = rule.why.replace(", her {organisation}", "")
    return _capital(general.format(organisation=place, title=getattr(rule, "title", "")))


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
    names = {one.id: one.name for one in community.areas}
    names |= {one.id: one.name for one in community.sides}
    names |= {one.id: one.name for one in community.bodies}
    for kind in {one.kind for one in community.bodies if one.kind}:
        names[f"{KIND}{kind}"] = listed(list(dict.fromkeys(one.name for one in community.bodies if one.kind == kind)))
    return names | {one.id: one.name for one in community.organisations}


KIND = "kind:"
"""Before the kind of bodies, as the key of their names."""


def _seats_in_words(rules: MeetingRules, community: Community) -> dict[str, str]:
    printed = printed_seats(community, [rules])
    return {one: title if place in title else f"{title} ({place})" for one, (place, title) in printed.items()}


def _frequency(rules: MeetingRules) -> str:
    rule = rules.frequency
    if rule.maximum == rule.minimum:
        often = f"{count(rule.minimum, 'møte', 'møte')} i året"
    else:
        most = f", høgst {rule.maximum}" if rule.maximum else ""
        often = f"Minst {count(rule.minimum, 'møte', 'møte')} i året{most}"
    forms = [f"{one.title} ({one.when})" if one.when else one.title for one in rule.forms]
    extraordinary = {"allowed": "ekstraordinære møte er mogleg", "not_allowed": "ekstraordinære møte er ikkje mogleg"}
    return "; ".join(one for one in (often, *forms, extraordinary.get(rule.extraordinary, "")) if one)


def _office(office: Office, rules: MeetingRules, names: Mapping[str, str]) -> str:
    titles = {"host": "vertskapet", "chair": "møteleiinga", **{one.id: one.title for one in rules.offices}}
    match office.how:
        case "rotates":
            unit = "møte" if office.counting and office.counting.by == "held_meeting" else "år"
            inner = "".join(f"; hos {names[one.side]}: {_listed(one.order, names)} etter tur" for one in office.inner)
            often = f"{office.years_each} {unit} om gongen"
            over = f"; turen går vidare {_day(office.turns_over)}" if office.turns_over else ""
            return f"Går på tur mellom {_listed(office.order, names)}, {often}{over}{inner}"
        case "fixed":
            return f"Alltid {names.get(office.side or '', '')}"
        case "follows":
            return f"Same side som {titles[office.of or '']}"
        case "opposite":
            return f"Den andre sida enn {titles[office.of or '']}"
        case "held_by":
            return f"Dei som har plassane {_listed(office.seats, names)}"
        case "joint":
            return f"{_capital(_listed(office.order, names))} saman"
        case "elected":
            return f"Vald av {office.elected_by}"
        case "unstated":
            return "Reglane seier ikkje kven"
        case "none":
            return "Ingen"


def _day(month_and_day: str) -> str:
    return day_and_month(dt.date.fromisoformat(f"2000-{month_and_day}"))


def _part(part: Part, rules: MeetingRules) -> str:
    titles = {"host": "verten", "chair": "møteleiinga", **{one.id: one.title for one in rules.offices}}
    said = [
        LENGTHS[part.length],
        OPEN_TO[part.openness] if part.openness else "",
        f"vert er {titles[part.host]}" if part.host else "",
        f"møteleiar er {titles[part.chair]}" if part.chair else "",
    ]
    return "; ".join(one for one in said if one)


def _secretariat(rules: MeetingRules, names: Mapping[str, str]) -> str:
    rule = rules.secretariat
    if rule.unstated:
        return "Reglane seier ikkje kven"
    return names.get(rule.body, rule.body) if rule.body else f"{_listed(rule.together, names)} saman"


def _costs(rules: MeetingRules, names: Mapping[str, str]) -> str:
    paying = rules.costs.organisation
    return f"{names.get(paying, paying)} betaler" if paying else BEARERS[rules.costs.bearer]


def _seat(seat: SeatRule, rules: MeetingRules, names: Mapping[str, str]) -> str:
    number = f"inntil {seat.most}" if seat.most > seat.least else str(seat.least)
    if seat.count == "unstated":
        number = "talet er ikkje oppgitt" + (f", inntil {seat.most}" if seat.up_to else "")
    who = f"{_capital(seat.title)}: {number} for {_whom(seat, names)}"
    if seat.whole:
        who = f"{_capital(seat.title)}: alle plassane i {_whom(seat, names)}"
    rights = "; ".join(_rights(seat, rules))
    extra = [
        "plassen er henta frå organet sjølv" if seat.from_body else "",
        f"oppnemnd av {names.get(seat.named_by, seat.named_by)}" if seat.named_by else "",
        "valfri" if seat.optional else "",
        f"{count(seat.deputies, 'vara', 'vara')}" if seat.deputies else "",
        f"funksjonstid {seat.term_years} år" if seat.term_years else "",
        *(f"for {names.get(one.organisation, one.organisation)}: {one.title}" for one in seat.exceptions),
    ]
    return "; ".join(one for one in (who, rights, *extra) if one)


def _whom(seat: SeatRule, names: Mapping[str, str]) -> str:
    match seat.per:
        case "organisation" if seat.organisations:
            return _listed(seat.organisations, names)
        case "organisation":
            return f"kvar part mellom {names[seat.side]}" if seat.side else "kvar part"
        case "area":
            return (
                f"kvart område ({listed([names.get(one, one) for one in seat.areas])})"
                if seat.areas
                else "kvart område"
            )
        case "side":
            return names.get(seat.side, seat.side) if seat.side else "kvar side"
        case "body":
            return f"kvart av organa {names[f'{KIND}{seat.kind}']}"
        case "one" if seat.of:
            return f"{_listed(seat.of, names)} til saman"
        case "one":
            return names.get(seat.holder or "", seat.holder or "")
        case "host":
            return "verten"


def _rights(seat: SeatRule, rules: MeetingRules) -> Iterator[str]:
    if seat.parts:
        titles = rules.part_titles()
        yield from (f"i {titles[part]}: {RIGHTS[right]}" for part, right in seat.parts.items())
        return
    inside = f" i {rules.part_titles()[seat.part]}" if seat.part else ""
    if seat.right or inside:
        yield f"{RIGHTS[seat.right or rules.rights.default]}{inside}"


def _listed(ids: Iterable[str], names: Mapping[str, str]) -> str:
    return listed([names.get(one, one) for one in ids])


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
