"""Who hosts and chairs a year (vertskap og møteleiing), and who has the other offices, each with the rule behind it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from cycle.catalogue import sentence
from cycle.errors import InputError, Problem
from cycle.governance.community_data.history import History
from cycle.governance.community_data.office_rules import Override
from cycle.governance.community_data.rule import holds_in
from cycle.governance.community_data.rules import MeetingPart, MeetingRules
from cycle.governance.hosting.office_sources import Sources
from cycle.governance.hosting.offices import office_answer
from cycle.governance.hosting.turns import Meetings
from cycle.model import Community, HostAnswer, OfficeAnswer, PartHost
from cycle.phrases import Phrase
from cycle.wording import with_full_stop


def hosts(
    rules: MeetingRules,
    history: History,
    community: Community,
    years: Iterable[int],
    overrides: Iterable[Override] = (),
    *,
    printed: Mapping[str, tuple[str, str]] | None = None,
    days: Mapping[int, dt.date] | None = None,
    ordinary_days: Mapping[int, dt.date] | None = None,
    met: Meetings | None = None,
) -> tuple[HostAnswer, ...]:
    """Return who hosts each of the years, with the rule, decision or history that says so, and the other offices.

    A host that the history states wins over a decision, a decision over the rule; what loses is reported in the notes.
    `printed` is `printed_seats` of the community, for offices that the holders of seats have; `days` the day of the
    meeting in the years that have one set, on which the host must exist, `ordinary_days` those of the ordinary ones
    where the rules are of a year's further meeting; `met` what the years' own folders know of meetings.
    """
    sources = Sources(
        rules=rules,
        history=history,
        community=community,
        overrides=tuple(overrides),
        printed=printed or {},
        days=days or {},
        ordinary_days=ordinary_days or {},
        meetings=met or Meetings(),
    )
    return tuple(host_in_year(sources, year) for year in years)


def hosts_of(
    meetings: Sequence[MeetingRules],
    history: History,
    community: Community,
    years: Iterable[int],
    overrides: Iterable[Override] = (),
    *,
    printed: Mapping[str, tuple[str, str]] | None = None,
    days: Mapping[int, dt.date] | None = None,
) -> tuple[HostAnswer, ...]:
    """Return one answer for each year across meeting types, and versions of their rules, that followed each other.

    The year's meeting type is the one the history has, else the one valid on 1 January, else on 31 December.
    Raises InputError for every year without a meeting type.
    """
    given = tuple(overrides)
    chosen = {year: meeting_of(meetings, history, year) for year in years}
    if missing := [year for year, rules in chosen.items() if rules is None]:
        raise InputError(no_meeting(meetings, year) for year in missing)
    return tuple(
        answer
        for year, rules in chosen.items()
        if rules is not None
        for answer in hosts(rules, history, community, [year], given, printed=printed, days=days)
    )


def meeting_of(
    meetings: Sequence[MeetingRules], history: History, year: int, *, preferred: str = ""
) -> MeetingRules | None:
    """Return the year's meeting type: the one the history has, else the one valid on 1 January, else on 31 December.

    A `preferred` one that holds on the same day goes before the others. None when none covers the year.
    """
    ordered = sorted(meetings, key=lambda rules: rules.id != preferred)
    for edition in history.of(year):
        of = [rules for rules in meetings if rules.id == edition.meeting]
        if of and not edition.extra:
            day = edition.date.value if edition.date else dt.date(year, 1, 1)
            liked = [rules for rules in ordered if rules.id == preferred and rules.holds(day)]
            return next((rules for rules in (*liked, *of) if rules.holds(day)), of[0])
    for day in (dt.date(year, 1, 1), dt.date(year, 12, 31)):
        for rules in ordered:
            if rules.holds(day):
                return rules
    return None


def no_meeting(meetings: Sequence[MeetingRules], year: int) -> Problem:
    """Return that none of these rules cover the year, with the years they do."""
    spans = (
        f"{rules.id} {rules.valid_from or ''} {f'to {rules.valid_to}' if rules.valid_to else 'on'}"
        for rules in meetings
    )
    remedy = Phrase("choose years within: {spans}", spans="; ".join(spans))
    return Problem(file="", where=str(year), what=Phrase("no meeting type is valid this year"), remedy=remedy)


def host_in_year(sources: Sources, year: int) -> HostAnswer:
    """Return who hosts the year's meeting, and who has its other offices."""
    host = office_answer("host", sources, year)
    chair, chair_notes = _chair(sources, year)
    return HostAnswer(
        year=year,
        side=host.side,
        organisation=host.organisation,
        organisation_id=host.organisation_id,
        holder=host.holder,
        chair=chair,
        status=host.status,
        why=host.why,
        clause=host.clause,
        source=host.source,
        notes=(*host.notes, *_notes(sources, host, year), *chair_notes),
        offices=tuple(office_answer(office.id, sources, year) for office in sources.rules.offices),
        parts=tuple(_part(part, sources, year) for part in sources.rules.parts if part.host or part.chair),
    )


def _part(part: MeetingPart, sources: Sources, year: int) -> PartHost:
    host, chair = (
        office_answer(office_id, sources, year) if office_id else None for office_id in (part.host, part.chair)
    )
    return PartHost(
        part=part.id,
        title=part.title,
        host=(host.organisation or host.holder) if host else "",
        chair=(chair.organisation or chair.holder) if chair else "",
    )


def _chair(sources: Sources, year: int) -> tuple[str, tuple[str, ...]]:
    """Return who chairs: the rule's answer, unless the history says somebody else did."""
    edition = sources.edition(year)
    if edition and edition.chair:
        ruled, chair = sources.say(sources.rules.chair.why), edition.chair.value
        otherwise = sentence("{ruled} In {year} it was otherwise: the meeting was chaired by {chair}.")
        return chair, (sources.say(otherwise, ruled=ruled, year=edition.year, chair=chair),)
    answer = office_answer("chair", sources, year)
    return answer.organisation or answer.holder, ()


def _notes(sources: Sources, host: OfficeAnswer, year: int) -> list[str]:
    rules, edition = sources.rules, sources.edition(year)
    notes = []
    if not holds_in(rules.valid_from, rules.valid_to, year):
        early = sentence("{meeting} did not exist in {year}; the answer is only computed.")
        notes.append(sources.say(early, meeting=rules.name_definite, year=year))
    if edition and edition.state == "cancelled":
        notes.append(sources.say("{edition} was called off.", edition=edition.title))
    if edition and edition.date and edition.date.printed:
        printed, why = edition.date.printed, with_full_stop(edition.date.why)
        notes.append(sources.say("The source writes the date «{printed}». {why}", printed=printed, why=why))
    if edition:
        notes += edition.notes
    if host.side and not host.organisation and _undecided(host, sources, year):
        if not sources.past(year) and (host.status == "override" or not edition):
            notes.append(
                sources.say("No rule says which organisation of the side hosts; the side decides that itself.")
            )
        else:
            notes.append(sources.say("The sources do not say which organisation hosted."))
    return notes


def _undecided(host: OfficeAnswer, sources: Sources, year: int) -> bool:
    """Return whether the side has several organisations and none of the notes says why none of them is named."""
    of = {
        organisation.id
        for organisation in sources.community.organisations
        if organisation.side == host.side and sources.is_there(organisation, year)
    }
    inner = any(rotation.side == host.side and rotation.holds_in(year) for rotation in sources.rules.host.inner)
    return len(of) > 1 and not inner
