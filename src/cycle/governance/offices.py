"""Which side has an office in a year: what happened, what is decided, what the rule gives, and how sure that is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from cycle.catalogue import say, sentence
from cycle.governance.history import Fact, History, PastEdition
from cycle.governance.office_rules import InnerRotation, Office, Override
from cycle.governance.rule import holds, holds_in
from cycle.governance.rules import MeetingRules
from cycle.governance.turns import (
    KnownTurns,
    Meetings,
    by_calendar,
    by_meetings,
    decided_side,
    family,
    inside,
    known_turns,
    side_fact,
)
from cycle.model import Community, HostStatus, OfficeAnswer, Organisation
from cycle.wording import listed, long_date, seat_phrase, with_capital, with_full_stop

BASIS = {"stated": sentence("stated"), "inferred": sentence("derived"), "ours": sentence("our reading")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """All that an answer about an office is made of."""

    rules: MeetingRules
    history: History
    community: Community
    overrides: Sequence[Override] = ()
    """Decisions of the years' own folders, beside those in the rules."""
    printed: Mapping[str, tuple[str, str]] | None = None
    """Seats as printed, for offices that the holders of seats have."""
    days: Mapping[int, dt.date] = field(default_factory=dict)
    """The day of the meeting in years that have one set."""
    ordinary_days: Mapping[int, dt.date] = field(default_factory=dict)
    """Of a year's further meeting: the day of the ordinary one."""
    meetings: Meetings = field(default_factory=Meetings)

    def ordinary(self) -> Sources:
        """Return the same for the ordinary meeting of the year."""
        return replace(self, rules=self.rules.ordinary(), days=self.ordinary_days)

    def edition(self, year: int) -> PastEdition | None:
        """Return the ordinary meeting of the year in the history; the extra one for a year's further meeting."""
        of = [edition for edition in self.history.of(year) if edition.meeting in family(self.rules)]
        if not self.rules.occasion_of:
            return next((edition for edition in of if not edition.extra), None)
        extra = [edition for edition in of if edition.extra]
        number = self.rules.place_in_year - 2
        return extra[number] if number < len(extra) else None

    def override(self, office_id: str, year: int) -> Override | None:
        """Return what is decided for the office at that meeting; a year's own folder wins over the rules."""
        given = [
            override
            for override in (*self.rules.overrides, *self.overrides)
            if (override.year, override.office) == (year, office_id)
        ]
        return next(
            (override for override in reversed(given) if (override.meeting or self.rules.type_id) == self.rules.id),
            None,
        )

    def day(self, year: int) -> dt.date | None:
        """Return the day of the year's meeting as far as it is known: as it is set, else as the history has it."""
        edition = self.edition(year)
        return self.days.get(year) or (edition.date.value if edition and edition.date else None)

    def is_there(self, organisation: Organisation, year: int) -> bool:
        """Return whether the organisation exists at the year's meeting; some day of the year while no day is set."""
        day = self.day(year)
        first, last = organisation.valid_from, organisation.valid_to
        return holds(first, last, day) if day else holds_in(first, last, year)

    def organisation(self, organisation_id: str, year: int) -> Organisation:
        """Return the organisation as it is at the year's meeting; as it was last where it no longer exists."""
        named = [organisation for organisation in self.community.organisations if organisation.id == organisation_id]
        return next((organisation for organisation in reversed(named) if self.is_there(organisation, year)), named[-1])

    def say(self, text: str, /, **values: object) -> str:
        """Return a sentence of the catalogue in the form of the community."""
        return say(self.community.language, text, **values)

    def doubt(self, text: str, /, **values: object) -> str:
        """Return a doubt, with what is to be done about it."""
        return self.say("{said} Decide it and write it down.", said=self.say(text, **values))

    def side_name(self, side: str) -> str:
        """Return the side as printed."""
        return self.community.side(side).name


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
    turn = ruled.organisation_id
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
            return _in_turn(answer, office, sources, year)
        case "fixed":
            return _of_side(answer, sources, office.side or "", year)
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


def _in_turn(answer: OfficeAnswer, office: Office, sources: Sources, year: int) -> OfficeAnswer:
    known = _known(answer.id, sources).without(year)
    turn, doubts = _turn_year(office, sources, year)
    side, unsure = _readings(office, known, sources, turn)
    doubts += unsure
    if office.anchor and office.anchor.basis == "ours":
        doubts.append(
            sources.doubt(sentence("In doubt: {why} If that is wrong, every year is wrong."), why=office.anchor.why)
        )
    status: HostStatus = "doubtful" if doubts else "ruled"
    why = _why_turn(answer.id, office, sources, turn, side, agree=not doubts)
    answer = replace(_of_side(answer, sources, side, year), status=status, why=why, notes=tuple(doubts))
    inner = next((rotation for rotation in office.inner if rotation.side == side and rotation.holds_in(turn)), None)
    return _inner(answer, inner, office, known, sources, year, turn=turn) if inner else answer


def _known(office_id: str, sources: Sources) -> KnownTurns:
    about = (sources.rules, sources.history, sources.overrides, sources.community)
    return known_turns(office_id, *about, meetings=sources.meetings)


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
    return "" if sources.is_there(organisation, year) else _gone(organisation, sources)


def _next_turn(ordinary: OfficeAnswer, office: Office, sources: Sources, year: int) -> OfficeAnswer:
    """Return the side after the one that has the ordinary meeting; in doubt where a decision and the turns differ."""
    ruled = ruled_answer(ordinary.id, sources.ordinary(), year)
    turn, doubts = _turn_year(office, sources, year)
    had = ordinary.side if ordinary.side in office.order else ruled.side
    side, by_rule = _after(office, had), _after(office, ruled.side)
    if ordinary.status == "doubtful":
        doubts += ordinary.notes
    if office.counting and office.counting.by == "calendar_year" and by_rule != side:
        doubts.append(_two_ways(sources, sources.side_name(by_rule), sources.side_name(side), by_meetings=True))
    ordinary_had = _ordinary_had(ordinary, sources, year)
    next_one = sources.say(
        "A further meeting in the same year takes the next turn, and that is the turn of {side}.",
        side=sources.side_name(side),
    )
    answer = replace(
        _of_side(ruled, sources, side, year),
        status="doubtful" if doubts else "ruled",
        why=f"{office.why} {ordinary_had} {next_one}",
        notes=tuple(doubts),
    )
    inner = next((rotation for rotation in office.inner if rotation.side == side and rotation.holds_in(turn)), None)
    known = _known(ordinary.id, sources.ordinary())
    return _inner(answer, inner, office, known, sources, year, turn=turn) if inner else answer


def _after(office: Office, side: str) -> str:
    return office.order[(office.order.index(side) + 1) % len(office.order)]


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
        was if ordinary.status == "stated" else "{meeting} in {year} has {holder} {had}.",
        meeting=with_capital(meeting),
        year=year,
        holder=had,
        had=sources.say(how, title=ordinary.title),
    )


def _turn_year(office: Office, sources: Sources, year: int) -> tuple[int, list[str]]:
    """Return the year whose turn counts at the year's meeting, and the doubt while its day is not known."""
    day = sources.day(year)
    if not office.turns_over:
        return year, []
    if day is not None:
        return office.turn_year(day), []
    over = dt.date.fromisoformat(f"{year}-{office.turns_over}")
    doubt = sources.say(
        "In doubt: the turn passes on {day}, and the day of the meeting is not set. The answer is for a "
        "meeting after that day.",
        day=long_date(over, sources.community.language),
    )
    return year, [doubt]


def _readings(office: Office, known: KnownTurns, sources: Sources, year: int) -> tuple[str, list[str]]:
    """Return the side by the rules' own way of counting, and the doubt when the other way gives another side."""
    calendar = by_calendar(office, year)
    if office.counting is None or office.counting.by == "half_term":
        return calendar, []
    held = by_meetings(office, known, year)
    chosen = calendar if office.counting.by == "calendar_year" else held
    if calendar == held:
        return chosen, []
    sides = sources.side_name(calendar), sources.side_name(held)
    return chosen, [_two_ways(sources, *sides, by_meetings=chosen != calendar)]


def _two_ways(sources: Sources, calendar: str, held: str, *, by_meetings: bool) -> str:
    way = sources.say("meetings held" if by_meetings else "calendar years")
    return sources.doubt(
        sentence(
            "In doubt: counting calendar years, the turn is with {calendar}; counting meetings held, it is with "
            "{held}. The rules count {way}."
        ),
        calendar=calendar,
        held=held,
        way=way,
    )


def _why_turn(office_id: str, office: Office, sources: Sources, year: int, side: str, *, agree: bool) -> str:
    if office.anchor is None:
        return office.why
    first = sources.side_name(office.anchor.side)
    began = office.anchor.year
    if office_id == "host":
        had = sources.say("{first} hosted in {year}", first=with_capital(first), year=began)
    else:
        had = sources.say("The turn was with {first} in {year}", first=first, year=began)
    start = f"{office.why} {had}"
    if year == office.anchor.year:
        return f"{start}."
    counted = office.counting is not None and office.counting.by != "half_term"
    same = sources.say(", whether calendar years or meetings held are counted") if agree and counted else ""
    turn = sentence("{start}, so in {year} it is the turn of {side}{same}.")
    return sources.say(turn, start=start, side=sources.side_name(side), year=year, same=same)


def _inner(
    answer: OfficeAnswer,
    inner: InnerRotation,
    office: Office,
    known: KnownTurns,
    sources: Sources,
    year: int,
    *,
    turn: int,
) -> OfficeAnswer:
    """Return the answer with the organisation whose turn it is; none where it no longer exists, and then in doubt."""
    by_rule = office.counting is not None and office.counting.by == "held_meeting"
    now = inside(inner, office, known, turn, meetings=by_rule)
    organisation = sources.organisation(now, year)
    first = sources.organisation(inner.anchor.organisation, inner.anchor.year).name
    began, named = inner.anchor.year, organisation.name
    if turn == began:
        turned = sources.say("{first} had the turn in {start}.", first=first, start=began)
    else:
        had = sentence("{first} had the turn in {start}, so {organisation} has it in {year}.")
        turned = sources.say(had, first=first, start=began, organisation=named, year=turn)
    why = f"{inner.why} {turned}"
    doubt = sources.say("In doubt: {why} Decide the order and write it down.", why=inner.why)
    doubts = [doubt] if inner.basis == "ours" else []
    other = inside(inner, office, known, turn, meetings=not by_rule)
    if other != now and office.counting is not None and office.counting.by != "half_term":
        doubts.append(_other_turn(sources, organisation, sources.organisation(other, year), by_meetings=by_rule))
    answer = replace(answer, why=f"{answer.why} {why}")
    if sources.is_there(organisation, year):
        answer = replace(
            answer, organisation=organisation.name, organisation_id=organisation.id, holder=organisation.name
        )
    else:
        gone = _gone(organisation, sources)
        doubts.append(
            sources.say("In doubt: the turn is with {gone} Decide who has the turn, and write it down.", gone=gone)
        )
    status: HostStatus = "doubtful" if doubts else answer.status
    return replace(answer, status=status, notes=(*answer.notes, *doubts))


def _other_turn(sources: Sources, turn: Organisation, other: Organisation, *, by_meetings: bool) -> str:
    calendar, held = (other, turn) if by_meetings else (turn, other)
    return _two_ways(sources, calendar.name, held.name, by_meetings=by_meetings)


def _gone(organisation: Organisation, sources: Sources) -> str:
    """Return what became of an organisation that does not exist then, as the end of a sentence."""
    name, language = organisation.name, sources.community.language
    if organisation.valid_to is None:
        if organisation.valid_from is None:
            return sources.say("{organisation}, which does not exist then.", organisation=name)
        first = long_date(organisation.valid_from, language)
        return sources.say("{organisation}, which does not exist until {day}.", organisation=name, day=first)
    last = long_date(organisation.valid_to, language)
    successors = [
        successor.name for successor in sources.community.organisations if successor.id == organisation.successor
    ]
    if not successors:
        return sources.say("{organisation}, which existed until {day}.", organisation=name, day=last)
    became = sentence("{organisation}, which existed until {day} and became part of {successor}.")
    return sources.say(became, organisation=name, day=last, successor=successors[-1])


def _beside(answer: OfficeAnswer, office: Office, sources: Sources, year: int) -> OfficeAnswer:
    """Return the side of the other office, or the side across from it; as doubtful as that office is."""
    other = office_answer(office.of or "", sources, year)
    if not other.side:
        return replace(answer, holder=other.holder, status=other.status, notes=other.notes[:1])
    side = other.side
    if office.how == "opposite":
        side = next(side.id for side in sources.community.sides if side.id != other.side)
    return replace(_of_side(answer, sources, side, year), status="doubtful" if other.status == "doubtful" else "ruled")


def _of_side(answer: OfficeAnswer, sources: Sources, side: str, year: int) -> OfficeAnswer:
    """Return the answer with the side, and with its organisation when it has only one that year."""
    there = {
        organisation.id: organisation
        for organisation in sources.community.organisations
        if organisation.side == side and sources.is_there(organisation, year)
    }
    only = next(iter(there.values())) if len(there) == 1 else None
    return replace(
        answer,
        side=side,
        organisation=only.name if only else "",
        organisation_id=only.id if only else "",
        holder=sources.side_name(side),
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
        gone = _gone(organisation, sources)
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
