"""Which side has an office in a year: what happened, what is decided, what the rule gives, and how sure that is."""

from __future__ import annotations

from dataclasses import replace

from cycle.catalogue import say, sentence
from cycle.governance.community_data.history import Fact, PastEdition
from cycle.governance.community_data.office_rules import Office, Override
from cycle.governance.hosting.office_sources import Sources, of_side
from cycle.governance.hosting.office_turns import in_turn, known_of, side_after, turn_year, two_ways, with_inner_turn
from cycle.governance.hosting.turns import decided_side, side_fact
from cycle.model import HostStatus, OfficeAnswer
from cycle.wording import listed, seat_phrase, with_capital, with_full_stop

BASIS = {"stated": sentence("stated"), "inferred": sentence("derived"), "ours": sentence("our reading")}


def office_answer(office_id: str, sources: Sources, year: int) -> OfficeAnswer:
    """Return who has the office in the year.

    What the history states wins over a decision, a decision over the rule; what loses is reported in the notes.
    `doubtful` means that the readings of the rule give different sides, that the sources name none, or that the year
    the turns are counted from is our own reading.
    """
    ruled = ruled_answer(office_id, sources, year)
    if sources.rules.occasion_of and sources.rules.office(office_id).how in {"unstated", "fixed", "joint", "elected"}:
        ruled = _noting_ordinary(ruled, sources, year)
    edition, override = sources.edition(year), sources.override(office_id, year)
    fact = side_fact(edition, office_id, sources.community) if edition else None
    if edition and fact and fact.basis == "stated":
        answer = _stated(ruled, sources, edition, fact, override)
    elif override:
        answer = _decided(ruled, sources, override)
    else:
        answer = ruled
    turn = ruled.organisation_id if sources.rules.office(office_id).inner else ""
    if answer.side == ruled.side and turn and answer.organisation_id not in {"", turn}:
        against = sources.say(
            "That is against the turn inside the side: it was {organisation}'s turn in {year}.",
            organisation=ruled.organisation,
            year=year,
        )
        answer = replace(answer, notes=(*answer.notes, against))
    if answer.side != ruled.side and ruled.side:
        side = sources.side_name(ruled.side)
        against = sources.say("That is against the rule: it was the turn of {side} in {year}.", side=side, year=year)
        answer = replace(answer, notes=(*answer.notes, against))
    if fact and fact.basis != "stated":
        answer = replace(answer, notes=(*answer.notes, _inferred(sources, fact)))
    return answer


def ruled_answer(office_id: str, sources: Sources, year: int) -> OfficeAnswer:
    """Return who has the office by the rule alone; a rule that is our own reading leaves it in doubt."""
    office = sources.rules.office(office_id)
    if sources.rules.occasion_of and office.how == "rotates":
        return _at_further_meeting(office_id, office, sources, year)
    answer = _by_rule(office_id, office, sources, year)
    if office.basis == "ours" and office.how not in {"unstated", "none"}:
        doubt = sources.doubt(sentence("In doubt: {why}"), why=office.why)
        return replace(answer, status="doubtful", notes=(*answer.notes, doubt))
    return answer


def _by_rule(office_id: str, office: Office, sources: Sources, year: int) -> OfficeAnswer:
    answer = OfficeAnswer(
        id=office_id,
        title=_title(office_id, sources),
        side="",
        organisation="",
        holder="",
        status="ruled",
        why=say(sources.community.language, office.why),
        clause=office.clause,
        source=office.source,
    )
    match office.how:
        case "rotates":
            return in_turn(answer, office, sources, year)
        case "fixed":
            return of_side(answer, sources, office.side or "", year)
        case "follows" | "opposite":
            return _beside(answer, office, sources, year)
        case "held_by":
            return replace(answer, holder=_seats(office, sources))
        case "joint":
            names = [sources.side_name(side) for side in office.order]
            together = sources.say("{sides} together", sides=listed(names))
            return replace(answer, holder=together if len(names) > 1 else listed(names))
        case "elected":
            return replace(answer, holder=sources.say("the one elected by {who}", who=office.elected_by))
        case "none":
            return answer
        case "unstated":
            return replace(
                answer,
                status="doubtful",
                notes=(sources.doubt(sentence("In doubt: the rules do not say who it is.")),),
            )


def _title(office_id: str, sources: Sources) -> str:
    named = {office.id: office.title for office in sources.rules.offices}
    return {"host": sources.say("hosting"), "chair": sources.say("chairing"), **named}[office_id]


def _at_further_meeting(office_id: str, office: Office, sources: Sources, year: int) -> OfficeAnswer:
    """Return who has the office at a further meeting of the year, from who has it at the ordinary one.

    What is decided or known of the ordinary meeting counts here too: a further meeting has the same host, or takes the
    turn after it. Where the rules do not say, it is in doubt.
    """
    ordinary = office_answer(office_id, sources.ordinary(), year)
    extra = office.counting.extra if office.counting else "ignored"
    if extra == "advances":
        return _next_turn(ordinary, office, sources, year)
    ordinary_had = _ordinary_had(ordinary, sources, year)
    if extra == "same_host":
        same = sources.say("A further meeting in the same year has the same host.") if office_id == "host" else ""
        status: HostStatus = "doubtful" if ordinary.status == "doubtful" else "ruled"
        why = " ".join(part for part in (same, ordinary_had, ordinary.why) if part)
        gone = _no_more(ordinary, sources, year)
        answer = replace(ordinary, status=status, why=why, clause=office.clause, source=office.source)
        if gone:
            doubt = sources.say(
                "In doubt: the turn is with {gone} Decide who has the turn, and write it down.", gone=gone
            )
            return replace(
                answer,
                organisation="",
                organisation_id="",
                holder=sources.side_name(ordinary.side) if ordinary.side else "",
                status="doubtful",
                notes=(*ordinary.notes, doubt),
            )
        return answer
    doubt = sources.doubt(sentence("In doubt: the rules do not say who has an extra meeting in the same year."))
    return replace(ordinary, status="doubtful", why=f"{office.why} {ordinary_had}", notes=(*ordinary.notes, doubt))


def _no_more(answer: OfficeAnswer, sources: Sources, year: int) -> str:
    """Return what became of the organisation that the answer names, when it is no more at the further meeting."""
    if not answer.organisation_id:
        return ""
    organisation = sources.organisation(answer.organisation_id, year)
    return "" if sources.is_there(organisation, year) else sources.gone(organisation)


def _next_turn(ordinary: OfficeAnswer, office: Office, sources: Sources, year: int) -> OfficeAnswer:
    """Return the side after the one that has the ordinary meeting; in doubt where a decision and the turns differ."""
    ruled = ruled_answer(ordinary.id, sources.ordinary(), year)
    turn, doubts = turn_year(office, sources, year)
    had = ordinary.side if ordinary.side in office.order else ruled.side
    side, by_rule = side_after(office, had), side_after(office, ruled.side)
    if ordinary.status == "doubtful":
        doubts += ordinary.notes
    if office.counting and office.counting.by == "calendar_year" and by_rule != side:
        doubts.append(two_ways(sources, sources.side_name(by_rule), sources.side_name(side), by_meetings=True))
    ordinary_had = _ordinary_had(ordinary, sources, year)
    next_turn = sentence("A further meeting in the same year takes the next turn, and that is the turn of {side}.")
    if sources.past(year):
        next_turn = sentence("A further meeting in the same year takes the next turn, and that was the turn of {side}.")
    next_one = sources.say(next_turn, side=sources.side_name(side))
    answer = replace(
        of_side(ruled, sources, side, year),
        status="doubtful" if doubts else "ruled",
        why=f"{office.why} {ordinary_had} {next_one}",
        notes=tuple(doubts),
    )
    inner = next((rotation for rotation in office.inner if rotation.side == side and rotation.holds_in(turn)), None)
    known = known_of(ordinary.id, sources.ordinary())
    return with_inner_turn(answer, inner, office, known, sources, year, turn=turn) if inner else answer


def _noting_ordinary(answer: OfficeAnswer, sources: Sources, year: int) -> OfficeAnswer:
    """Return the answer where the rules name nobody, with who has the ordinary meeting as far as that is settled."""
    ordinary = office_answer(answer.id, sources.ordinary(), year)
    ordinary_had = _ordinary_had(ordinary, sources, year) if ordinary.status in {"stated", "override"} else ""
    return replace(answer, notes=(*answer.notes, ordinary_had)) if ordinary_had else answer


def _ordinary_had(ordinary: OfficeAnswer, sources: Sources, year: int) -> str:
    meeting, had = sources.rules.ordinary().name_definite, ordinary.organisation or ordinary.holder
    if not had:
        return ""
    how = sentence("as host") if ordinary.id == "host" else sentence("as {title}")
    was = sentence("{meeting} in {year} had {holder} {had}.")
    return sources.say(
        was if ordinary.status == "stated" or sources.past(year) else "{meeting} in {year} has {holder} {had}.",
        meeting=with_capital(meeting),
        year=year,
        holder=had,
        had=sources.say(how, title=ordinary.title),
    )


def _beside(answer: OfficeAnswer, office: Office, sources: Sources, year: int) -> OfficeAnswer:
    """Return who has the other office, side and organisation, or the side across from it; as doubtful as that is."""
    other = office_answer(office.of or "", sources, year)
    if not other.side:
        return replace(answer, holder=other.holder, status=other.status, notes=other.notes[:1])
    side = other.side
    if office.how == "opposite":
        side = next(side.id for side in sources.community.sides if side.id != other.side)
    status: HostStatus = "doubtful" if other.status == "doubtful" else "ruled"
    beside = replace(of_side(answer, sources, side, year), status=status)
    if office.how == "opposite" or not other.organisation:
        return beside
    return replace(
        beside, organisation=other.organisation, organisation_id=other.organisation_id, holder=other.organisation
    )


def _seats(office: Office, sources: Sources) -> str:
    printed = sources.printed or {}
    names = []
    for seat in office.seats:
        place, title = printed.get(seat, ("", seat))
        names.append(seat_phrase(title, place))
    return listed(names)


def _stated(
    ruled: OfficeAnswer, sources: Sources, edition: PastEdition, fact: Fact[str], override: Override | None
) -> OfficeAnswer:
    host = edition.host if ruled.id == "host" else None
    organisation = sources.organisation(host.value, edition.year).name if host else ""
    holder = organisation or sources.side_name(fact.value)
    had = sources.say("as host") if ruled.id == "host" else sources.say("as {title}", title=ruled.title)
    notes: tuple[str, ...] = ()
    decided = decided_side(override, sources.community) if override else ""
    if override and decided and decided != fact.value:
        lost = sentence("The decision {decision} said {side}, but it did not turn out so.")
        notes = (sources.say(lost, decision=override.decision, side=sources.side_name(decided)),)
    return replace(
        ruled,
        side=fact.value,
        organisation=organisation,
        organisation_id=host.value if host else "",
        holder=holder,
        status="stated",
        why=sources.say("{edition} had {holder} {had}.", edition=edition.title, holder=holder, had=had),
        clause=sources.say("{clause}; history: {edition}", clause=ruled.clause, edition=edition.title),
        source=sources.history.printed_source(fact.source),
        notes=notes,
    )


def _decided(ruled: OfficeAnswer, sources: Sources, override: Override) -> OfficeAnswer:
    """Return the answer as decided; in doubt where the organisation that was decided on does not exist then."""
    side = decided_side(override, sources.community)
    decided = replace(
        ruled,
        side=side,
        organisation="",
        organisation_id="",
        holder=sources.side_name(side) if side else "",
        status="override",
        why=sources.say(
            "{reason} Decision: {decision}.", reason=with_full_stop(override.reason), decision=override.decision
        ),
        source=f"{override.decision}, {override.decided_on.isoformat()}",
        notes=(),
    )
    if not override.organisation:
        return decided
    organisation = sources.organisation(override.organisation, override.year)
    if not sources.is_there(organisation, override.year):
        gone = sources.gone(organisation)
        doubt = sources.say("In doubt: the decision says {gone} Decide who has the turn, and write it down.", gone=gone)
        return replace(decided, status="doubtful", notes=(doubt,))
    return replace(decided, organisation=organisation.name, organisation_id=organisation.id, holder=organisation.name)


def _inferred(sources: Sources, fact: Fact[str]) -> str:
    return sources.say(
        "Earlier meetings suggest that it was {side} ({basis}): {why} Source: {source}.",
        side=sources.side_name(fact.value),
        basis=sources.say(BASIS[fact.basis]),
        why=with_full_stop(fact.why),
        source=sources.history.printed_source(fact.source),
    )
