"""Whether a year's meeting is as the rules say: how often, who is represented, who hosts, which seats and terms."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping

from cycle.governance.offices import Sources, ruled_answer
from cycle.governance.rule import holds
from cycle.governance.rules import MeetingRules
from cycle.governance.seats import RuledSeat, mandates_on
from cycle.governance.turns import family
from cycle.model import Check, HostAnswer, InvitationList, Mandate, Register, RuleCheck, Vacancy
from cycle.wording import count, listed, long_date


def legality(
    sources: Sources,
    register: Register,
    host: HostAnswer,
    made: InvitationList,
    *,
    seats: Iterable[RuledSeat],
    planned: Collection[dt.date] = (),
) -> tuple[RuleCheck, ...]:
    """Return what the rules demand of the year and whether it is so, each with its clause.

    `seats` are those the rules give on the record date, `planned` the days of meetings that are set for the year.
    """
    return (
        _frequency(sources, made.year, planned),
        _represented(sources, made),
        _hosted(sources, host),
        _filled(sources.rules, made),
        *_terms(sources.rules, register, seats, on=made.record_date),
    )


def _frequency(sources: Sources, year: int, planned: Collection[dt.date]) -> RuleCheck:
    rule, meetings = sources.rules.frequency, family(sources.rules)
    of = [one for one in sources.history.of(year) if one.meeting in meetings]
    held = [one for one in of if one.state == "held"]
    known = {one.date.value for one in held if one.date}
    number = len(held) + len([day for day in planned if day.year == year and day not in known])
    wanted = f"minst {count(rule.minimum, 'møte', 'møte')} i året"
    if rule.maximum is not None:
        exact = rule.maximum == rule.minimum
        wanted = f"{rule.minimum} møte i året" if exact else f"{wanted} og høgst {rule.maximum}"
    said = f"Reglane seier {wanted}; vi kjenner {number} i {year}."
    state: Check = "ok"
    if number < rule.minimum:
        state = "problem" if of else "unknown"  # a year nobody has written down may well have had its meeting
        said += " Avlyst." if of and not held else ""
    elif rule.maximum is not None and number > rule.maximum:
        state = "ok" if rule.extraordinary == "allowed" else "problem"
        said += " Ekstraordinære møte er lov." if state == "ok" else ""
    return RuleCheck(id="frequency", state=state, what=said, clause=rule.clause)


def _represented(sources: Sources, made: InvitationList) -> RuleCheck:
    """Return whether every party, and every body that a seat belongs to, has somebody on the list."""
    invited = {seat.seat.partition(".")[0] for one in made.invitees for seat in one.seats}
    asked = invited | {one.seat.partition(".")[0] for one in made.vacancies}
    on = made.record_date
    parties = {one.id: one.name for one in sources.community.organisations if holds(one.valid_from, one.valid_to, on)}
    bodies = {one.id: one.name for one in sources.community.bodies if one.id in asked}
    missing = [name for one, name in {**parties, **bodies}.items() if one not in invited]
    everyone = len(parties) + len(bodies)
    if missing:
        said = f"Ingen på lista frå {listed(missing)}."
    else:
        said = f"Alle {everyone} partar og organ med plass har nokon på lista."
    return RuleCheck(
        id="represented", state="problem" if missing else "ok", what=said, clause=sources.rules.purpose.clause
    )


def _hosted(sources: Sources, host: HostAnswer) -> RuleCheck:
    ruled = ruled_answer("host", sources, host.year)
    name = host.organisation or host.holder
    state: Check = "ok"
    if not name:
        state, said = "unknown", f"Ingen har sagt kven som er vert i {host.year}."
    elif host.status == "doubtful":
        state, said = "unknown", f"{_capital(name)} er vert i {host.year}, men det er tvil."
    elif ruled.side and host.side != ruled.side:
        turn = sources.side_name(ruled.side)
        state = "ok" if host.status == "override" else "problem"
        said = f"{_capital(name)} er vert i {host.year}, men {turn} stod for tur. {host.why}"
    else:
        said = f"{_capital(name)} er vert i {host.year}, og det er etter reglane."
    return RuleCheck(id="host", state=state, what=said, clause=host.clause)


def _filled(rules: MeetingRules, made: InvitationList) -> RuleCheck:
    by_namer: dict[str, list[Vacancy]] = defaultdict(list)
    for one in made.vacancies:
        by_namer[one.named_by].append(one)
    if not by_namer:
        said = f"Alle {made.seats} plassane reglane gjev, er fylte."
    else:
        missing = "; ".join(
            f"{namer} må peike ut {listed([_seat(one) for one in some])}" for namer, some in by_namer.items()
        )
        empty = count(len(made.vacancies), "er ledig", "er ledige")
        said = f"Reglane gjev {made.seats} plassar; {empty}: {missing}."
    return RuleCheck(id="seats", state="problem" if by_namer else "ok", what=said, clause=rules.seats[0].clause)


def _seat(one: Vacancy) -> str:
    return one.title if one.organisation == one.named_by else f"{one.title} ({one.organisation})"


def _terms(rules: MeetingRules, register: Register, seats: Iterable[RuledSeat], *, on: dt.date) -> Iterator[RuleCheck]:
    """Yield one check for all terms, where the rules know any."""
    terms = {one.id: one for one in seats if one.term_years}
    if not terms:
        return
    late = [one for one in mandates_on(register, on) if one.seat in terms and _over(one, terms, on)]
    if late:
        said = "; ".join(_late(one, terms) for one in sorted(late, key=lambda one: one.seat)) + "."
    else:
        said = "Ingen har hatt vervet lenger enn funksjonstida."
    clause = next(iter(terms.values())).invited.clause
    yield RuleCheck(id="terms", state="problem" if late else "ok", what=said, clause=clause)


def _over(mandate: Mandate, terms: Mapping[str, RuledSeat], on: dt.date) -> bool:
    years = terms[mandate.seat].term_years or 0
    return mandate.valid_from is not None and _later(mandate.valid_from, years) <= on


def _later(day: dt.date, years: int) -> dt.date:
    """Return the same day that many years later; 28 February for a leap day."""
    return day.replace(year=day.year + years, day=28 if (day.month, day.day) == (2, 29) else day.day)


def _late(mandate: Mandate, terms: Mapping[str, RuledSeat]) -> str:
    seat = terms[mandate.seat]
    since = long_date(mandate.valid_from) if mandate.valid_from else ""
    return (
        f"{_capital(seat.invited.title)} ({seat.invited.organisation}) har same person sidan {since}; "
        f"funksjonstida er {seat.term_years} år"
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
