"""Step 4, invitations: everyone the rules invite on the record date, each with clause and reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

from cycle import wording
from cycle.application.dispatches import gist
from cycle.application.results import InvitationsResult, read, stored_list
from cycle.application.year import (
    FEW_OF_A_REASON,
    OpenCycle,
    ReviewTable,
    Step,
    StepNode,
    StepSummary,
    approved_list,
    as_paragraphs,
    bullets,
    by_decision,
    find_cycle,
    host_of,
    host_sources,
    list_changes,
    register_of,
    rule_checks,
    section,
    table,
    translated_result,
    was_approved,
)
from cycle.catalogue import sentence
from cycle.errors import CycleError
from cycle.governance.inviting.compare import changes
from cycle.governance.inviting.invitations import invitation_list
from cycle.model import InvitationList, LeftOut, Meanwhile, RuleCheck, Vacancy, digest
from cycle.store.years.opened import cycle_id
from cycle.store.years.results import Result

FEW_VACANT = 3
"""Vacant seats of one title that have a row each; more stand in one."""


def inputs(cycle: OpenCycle, _node: StepNode) -> Mapping[str, object]:
    """Return what the list depends on: the rules, the register, the record date and last year's list."""
    last = list_of_year(cycle, cycle.year - 1)
    by_hand = cycle.year_inputs.by_hand
    return {
        "community": cycle.loaded.digest,
        "register": register_of(cycle).digest,
        "record_date": cycle.year_inputs.facts.record_date.isoformat(),
        "last_year": _known_last_year(cycle, digest(stored_list(last)) if last else ""),
        **({"by_hand": by_hand} if by_hand else {}),
    }


def prepare(cycle: OpenCycle, _node: StepNode) -> InvitationsResult:
    """Return the list on the record date, with what differs from last year."""
    imported = register_of(cycle)
    made = invitation_list(
        cycle.rules,
        cycle.loaded.community,
        imported.register,
        cycle.year,
        cycle.year_inputs.facts.record_date,
        host_of(cycle),
        printed=cycle.loaded.printed,
    )
    made = by_decision(made, cycle.year_inputs, cycle.loaded.community.language)
    last = list_of_year(cycle, cycle.year - 1)
    if last is not None:
        made = replace(
            made, changes=changes(last, made, cycle.loaded.community.language, meetings=cycle.loaded.meeting_names)
        )
    meeting = cycle.year_inputs.facts.date
    about = (cycle.loaded, cycle.rules, imported.register, host_of(cycle), made)
    coming = list_changes(*about, meeting=meeting)
    checks = rule_checks(*about, planned=[meeting], meeting=meeting, changes=coming, decided=host_sources(cycle))
    return InvitationsResult(
        list=made, invented=imported.register.invented, checks=tuple(checks), meanwhile=tuple(coming)
    )


def present(cycle: OpenCycle, node: StepNode, result: Result) -> StepSummary:
    """Return the list as coordinators read it: the counts first, then what needs a decision, then everyone."""
    stored = read(InvitationsResult, result)
    made, say = stored.list, cycle.say
    summary = gist(cycle, node, result, cycle.language)
    everyone = _everyone(cycle, made)
    vacancies = _vacancies(cycle, made)
    how = say("Approve when all who are to get a letter are on the list, and nobody else.")
    markdown = as_paragraphs(
        summary,
        say("*The people are invented examples.*") if stored.invented else "",
        _unreachable(cycle, made),
        as_paragraphs(meanwhile_section(cycle, stored.meanwhile), say(DECIDE)) if stored.meanwhile else "",
        section(
            say("### Does the meeting follow the rules?"),
            table((say("Fulfilled"), say("What the rules require"), say("Clause")), _checked(cycle, stored.checks)),
        ),
        section(say("### Changes since the list was approved"), bullets(_since_approved(cycle, result, made))),
        section(say("### Vacant seats"), table((say("Seat"), say("From"), say("Named by"), say("Clause")), vacancies)),
        section(say("### Get one letter for several seats"), bullets(_several_seats(made))),
        section(
            say("### Get the letter on paper"),
            bullets(invitee.name for invitee in made.invitees if invitee.on_paper),
        ),
        section(
            say("### Not invited"),
            bullets(left_out_lines(cycle, made)),
        ),
        section(
            say("### Changes since last year"), bullets(f"{change.what} – {change.cause}" for change in made.changes)
        ),
        everyone,
        how,
    )
    return StepSummary(
        title=f"{say('Invitation list')} {made.year}",
        summary=summary,
        markdown=markdown,
        how=how,
        tables=(ReviewTable(id="inviterte", title=say("Invitees"), rows=_rows(cycle, made), instead_of=everyone),),
    )


DECIDE = sentence(
    "Nobody is removed or added automatically. If someone is not to get a letter, write it under "
    "removals in the year folder; if someone else is to get it, write it under additions, or move "
    "the record date."
)


def meanwhile_section(cycle: OpenCycle, changes: Iterable[Meanwhile]) -> str:
    """Return what changes before the meeting as a section for the approver."""
    day = wording.long_date(cycle.year_inputs.facts.date, cycle.language)
    return section(
        cycle.say("### This changes before the meeting on {day}", day=day), bullets(change.what for change in changes)
    )


def left_out_lines(cycle: OpenCycle, made: InvitationList) -> Iterator[str]:
    """Yield who is not invited and why; a reason of many in one place or function on one line, and equal lines once."""
    people = [person for person in made.left_out if not person.unreachable]
    together = _together(people)
    said = Counter(together.get(person, f"{person.who}: {person.why}") for person in people)
    for line, number in said.items():
        again = number > 1 and line not in together.values()
        yield f"{line} {cycle.say('This holds for {number} seats.', number=number)}" if again else line


def _together(people: Sequence[LeftOut]) -> dict[LeftOut, str]:
    """Return the line of those whose reason many have, first those of one place, then those of one title."""
    lines: dict[LeftOut, str] = {}
    for shared, other in (("place", "title"), ("title", "place")):
        groups: dict[tuple[str, str], list[LeftOut]] = {}
        for person in people:
            if person.why_of_many and person not in lines:
                groups.setdefault((getattr(person, shared), person.why_of_many), []).append(person)
        for (lead, why), group in groups.items():
            if len(group) > FEW_OF_A_REASON:
                lines |= dict.fromkeys(group, _line_of(lead, group, other, why))
    return lines


def _line_of(lead: str, group: Sequence[LeftOut], other: str, why: str) -> str:
    names = [f"{person.who} ({beside})" if (beside := getattr(person, other)) else person.who for person in group]
    listed = ", ".join(names)
    return (
        f"{wording.with_capital(lead)} ({len(group)}): {listed}. {why}" if lead else f"{listed} ({len(group)}): {why}"
    )


def _vacancies(cycle: OpenCycle, made: InvitationList) -> list[tuple[str, str, str, str]]:
    """Return title, from whom, who names them and clause of vacant seats; many of one title and rule in one row."""
    found: dict[tuple[str, str], list[Vacancy]] = {}
    for vacancy in made.vacancies:
        found.setdefault((vacancy.title, vacancy.clause), []).append(vacancy)
    rows = []
    for (title, clause), several in found.items():
        own = len(several) >= FEW_VACANT and all(vacancy.named_by == vacancy.organisation for vacancy in several)
        if own:
            places = wording.listed([vacancy.organisation for vacancy in several])
            number = cycle.count(len(several), "{number} seat", "{number} seats")
            rows.append((f"{title} ({number})", places, cycle.say("each of them"), clause))
        else:
            rows += [(title, vacancy.organisation, vacancy.named_by, clause) for vacancy in several]
    return rows


def _unreachable(cycle: OpenCycle, made: InvitationList) -> str:
    """Return who can get no letter, and what to do; nothing when all can."""
    people = [f"{person.who}: {person.why}" for person in made.left_out if person.unreachable]
    remedy = cycle.say("Write an e-mail address or a postal address in the register before the list is approved.")
    head = cycle.count(len(people), "### This person cannot get a letter", "### These cannot get a letter")
    return section(head, bullets(people), remedy) if people else ""


def _several_seats(made: InvitationList) -> list[str]:
    return [
        f"{invitee.name}: " + wording.listed([wording.seat_label(seat) for seat in invitee.seats])
        for invitee in made.invitees
        if len(invitee.seats) > 1
    ]


def _everyone(cycle: OpenCycle, made: InvitationList) -> str:
    """Return the list itself, one row for each seat, below how many people are on it."""
    if not made.invitees:
        return cycle.say("### Nobody is on the list")
    number = cycle.count(len(made.invitees), "{number} person", "{number} people")
    rows = [
        (invitee.name, seat.title, seat.organisation, seat.clause)
        for invitee in made.invitees
        for seat in invitee.seats
    ]
    return as_paragraphs(
        cycle.say("### On the list: {number}", number=number),
        table((cycle.say("Name"), cycle.say("Seat"), cycle.say("From"), cycle.say("Clause")), rows),
    )


def _rows(cycle: OpenCycle, made: InvitationList) -> list[dict[str, str]]:
    """Return one row for each seat of each invitee."""
    say = cycle.say
    return [
        {
            say("Name"): invitee.name,
            say("Seat"): seat.title,
            say("From"): seat.organisation,
            say("E-mail"): invitee.address or say("on paper"),
            say("Why this address"): invitee.address_why,
            say("Rights"): wording.right_of(seat, cycle.language),
            say("Clause"): seat.clause,
            say("Why"): seat.why,
        }
        for invitee in made.invitees
        for seat in invitee.seats
    ]


def _since_approved(cycle: OpenCycle, result: Result, made: InvitationList) -> list[str]:
    """Return each difference from the list as it was approved last, with its cause; nothing for the first list."""
    approved = approved_list(cycle, before=result.revision)
    return (
        [f"{change.what} – {change.cause}" for change in changes(approved, made, cycle.loaded.community.language)]
        if approved
        else []
    )


def _checked(cycle: OpenCycle, checks: Iterable[RuleCheck]) -> list[tuple[str, str, str]]:
    words = {"ok": sentence("Yes"), "problem": sentence("No"), "unknown": sentence("Uncertain")}
    return [(cycle.say(words[check.state]), check.what, check.clause) for check in checks]


def list_of_year(cycle: OpenCycle, year: int) -> InvitationList | None:
    """Return the list of another year of the same meeting type, as approved last where any was; None without one."""
    result = cycle.record.once(("list of", year), lambda: _last_list(cycle, year))
    return read(InvitationsResult, translated_result(result, cycle.words)).list if result else None


def _known_last_year(cycle: OpenCycle, digest_now: str) -> str:
    """Return what names last year's list: as the newest result knew it, where that was the newest list of that year.

    Until version 0.3 the newest counted, approved or not, and an upgrade is to open no gate.
    """
    before, key = cycle.record.latest("invitations"), cycle_id(cycle.row.community, cycle.row.meeting, cycle.year - 1)
    known = before.inputs.get("last_year", "") if before else ""
    if not known or known == digest_now:
        return digest_now
    newest = cycle.record.once(("newest list of", key), lambda: cycle.memory.results.latest(key, "invitations"))
    made = read(InvitationsResult, translated_result(newest, cycle.words)).list if newest else None
    return str(known) if made and digest(stored_list(made)) == known else digest_now


def _last_list(cycle: OpenCycle, year: int) -> Result | None:
    row = cycle.row
    newest = cycle.memory.results.latest(cycle_id(row.community, row.meeting, year), "invitations")
    if newest is None or newest.revision == 1:
        return newest
    with suppress(CycleError):  # its files cannot be read, and it says so itself
        other = find_cycle(cycle.services, community=row.community, meeting=row.meeting, year=year).as_written
        approved = [made for made in other.record.revisions("invitations") if was_approved(other, made)]
        return approved[-1] if approved else newest
    return newest


STEP = Step(title=sentence("Invitation list"), inputs=inputs, prepare=prepare, present=present)
