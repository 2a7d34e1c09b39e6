"""Who hosts and chairs a year (vertskap og møteleiing): what happened, what is decided, what the rule gives."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from cycle.errors import InputError, Problem
from cycle.governance.history import Fact, History, PastEdition
from cycle.governance.rules import MeetingRules, Override
from cycle.governance.turns import Known, by_calendar, by_meetings, known_turns
from cycle.model import Community, HostAnswer, HostStatus

BASIS = {"stated": "oppgitt", "inferred": "utleidd", "ours": "vår lesemåte"}


def hosts(
    rules: MeetingRules,
    history: History,
    community: Community,
    years: Iterable[int],
    overrides: Iterable[Override] = (),
) -> tuple[HostAnswer, ...]:
    """Return who hosts each of the years, with the rule, decision or history that says so.

    A host that the history states wins over a decision, a decision over the rule; what loses is reported in the notes.
    `doubtful` means that the two readings of the rule give different sides.
    """
    given = (*rules.overrides, *overrides)
    known = known_turns(rules, history, given)
    return tuple(_answer(rules, history, community, year, known, given) for year in years)


def hosts_of(
    meetings: Sequence[MeetingRules],
    history: History,
    community: Community,
    years: Iterable[int],
    overrides: Iterable[Override] = (),
) -> tuple[HostAnswer, ...]:
    """Return one answer for each year across meeting types that followed each other.

    The year's meeting type is the one the history has, else the one valid on 1 January, else on 31 December.
    Raises InputError for every year without a meeting type.
    """
    given = tuple(overrides)
    chosen = {year: _rules_of(meetings, history, year) for year in years}
    if missing := [year for year, rules in chosen.items() if rules is None]:
        raise InputError(_no_meeting(meetings, year) for year in missing)
    return tuple(
        answer
        for year, rules in chosen.items()
        if rules is not None
        for answer in hosts(rules, history, community, [year], given)
    )


def _answer(
    rules: MeetingRules,
    history: History,
    community: Community,
    year: int,
    known: Known,
    overrides: Sequence[Override],
) -> HostAnswer:
    edition = _edition(rules, history, year)
    stated = edition.host_side if edition and edition.host_side and edition.host_side.basis == "stated" else None
    override = next((one for one in reversed(overrides) if one.year == year), None)
    ruled, doubt = _ruled(rules, known, year)
    notes: list[str] = []
    status: HostStatus
    if stated and edition:
        side, status, organisation = stated.value, "stated", _organisation(community, edition)
        why = f"{_title(edition)} hadde {organisation or _name(community, side)} som vert."
        clause, source = _fact_clause(rules, edition), history.printed_source(stated.source)
        if override and override.side != side:
            notes.append(f"Vedtaket {override.decision} sa {_name(community, override.side)}, men slik vart det ikkje.")
    elif override:
        side, status = override.side, "override"
        organisation = community.organisation(override.organisation).name if override.organisation else ""
        why = f"{_sentence(override.reason)} Vedtak: {override.decision}."
        clause, source = rules.host.clause, f"{override.decision}, {override.decided_on.isoformat()}"
    else:
        side, status, organisation = ruled, "doubtful" if doubt else "ruled", ""
        why, clause, source = _why_ruled(rules, community, year, ruled, doubt), rules.host.clause, rules.host.source
        notes += [doubt] if doubt else []
    if status in {"stated", "override"} and side != ruled:
        notes.append(f"Det er imot regelen: {_name(community, ruled)} stod for tur i {year}.")
    notes += _notes(rules, history, community, year, edition, organisation, override)
    chair, chair_notes = _chair(rules, community, edition, side)
    return HostAnswer(
        year=year,
        side=side,
        organisation=organisation,
        chair=chair,
        status=status,
        why=why,
        clause=clause,
        source=source,
        notes=(*notes, *chair_notes),
    )


def _ruled(rules: MeetingRules, known: Known, year: int) -> tuple[str, str]:
    """Return the side by the rules' own way of counting, and the doubt when the other way gives another side."""
    others = {one: side for one, side in known.sides.items() if one != year}
    without = Known(sides=others, cancelled=known.cancelled, extra=known.extra)
    calendar, held = by_calendar(rules.host, year), by_meetings(rules.host, without, year)
    chosen = calendar if rules.host.counting.by == "calendar_year" else held
    if calendar == held:
        return chosen, ""
    return chosen, (
        f"Tvil: tel ein kalenderår, er det {calendar} sin tur; tel ein haldne møte, er det {held} sin. "
        f"Reglane tel {'kalenderår' if chosen == calendar else 'haldne møte'}. Avgjer og skriv det ned."
    )


def _why_ruled(rules: MeetingRules, community: Community, year: int, side: str, doubt: str) -> str:
    anchor = rules.host.anchor
    start = f"{rules.host.why} {_name(community, anchor.side).capitalize()} var vert i {anchor.year}"
    if year == anchor.year:
        return f"{start}."
    same = "" if doubt else ", same om ein tel kalenderår eller haldne møte"
    return f"{start}, så turen er hos {_name(community, side)} i {year}{same}."


def _notes(
    rules: MeetingRules,
    history: History,
    community: Community,
    year: int,
    edition: PastEdition | None,
    organisation: str,
    override: Override | None,
) -> list[str]:
    notes = []
    if not _valid_some_day(rules, year):
        notes.append(f"{rules.name_definite} fanst ikkje i {year}; svaret er berre rekna ut.")
    if edition and edition.state == "cancelled":
        notes.append(f"{_title(edition)} vart avlyst.")
    if edition and edition.host_side and edition.host_side.basis != "stated":
        notes.append(_inferred(history, community, edition.host_side))
    if edition and edition.date and edition.date.printed:
        notes.append(f"Kjelda skriv datoen «{edition.date.printed}». {_sentence(edition.date.why)}")
    if edition:
        notes += edition.notes
    if not organisation:
        if override or not edition:
            notes.append("Ingen regel seier kva for organisasjon på sida som er vert; sida avgjer det sjølv.")
        else:
            notes.append("Kjeldene seier ikkje kva for organisasjon som var vert.")
    return notes


def _inferred(history: History, community: Community, fact: Fact[str]) -> str:
    return (
        f"Historia tyder på {_name(community, fact.value)} ({BASIS[fact.basis]}): {_sentence(fact.why)} "
        f"Kjelde: {history.printed_source(fact.source)}."
    )


def _chair(
    rules: MeetingRules, community: Community, edition: PastEdition | None, side: str
) -> tuple[str, tuple[str, ...]]:
    """Return who chairs: the rule's answer, unless the history says somebody else did."""
    ruled = _name(community, side)
    if edition and edition.chair:
        why = f"{rules.chair.why} I {edition.year} var det annleis: møtet vart leidd av {edition.chair.value}."
        return edition.chair.value, (why,)
    return ruled, ()


def _edition(rules: MeetingRules, history: History, year: int) -> PastEdition | None:
    family = {rules.id, *rules.host.continues}
    return next((one for one in history.of(year) if one.meeting in family and not one.extra), None)


def _organisation(community: Community, edition: PastEdition) -> str:
    return community.organisation(edition.host.value).name if edition.host else ""


def _fact_clause(rules: MeetingRules, edition: PastEdition) -> str:
    return f"{rules.host.clause}; historia: {edition.title}"


def _rules_of(meetings: Sequence[MeetingRules], history: History, year: int) -> MeetingRules | None:
    by_id = {one.id: one for one in meetings}
    for edition in history.of(year):
        if not edition.extra and edition.meeting in by_id:
            return by_id[edition.meeting]
    for day in (dt.date(year, 1, 1), dt.date(year, 12, 31)):
        for rules in meetings:
            if rules.holds(day):
                return rules
    return None


def _no_meeting(meetings: Sequence[MeetingRules], year: int) -> Problem:
    spans = (f"{one.id} {one.valid_from or ''} {f'to {one.valid_to}' if one.valid_to else 'on'}" for one in meetings)
    return Problem(
        file="",
        where=str(year),
        what="no meeting type is valid this year",
        remedy=f"choose years within: {'; '.join(spans)}",
    )


def _valid_some_day(rules: MeetingRules, year: int) -> bool:
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    return (rules.valid_from or first) <= last and (rules.valid_to or last) >= first


def _name(community: Community, side: str) -> str:
    return community.side(side).name


def _title(edition: PastEdition) -> str:
    return edition.title


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
