"""Step 4, invitations: everyone the rules invite on the record date, each with clause and reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from cycle import wording
from cycle.application.dispatches import gist
from cycle.application.results import InvitationsResult, read
from cycle.application.year import (
    FACTS,
    LoadedCommunity,
    OpenCycle,
    ReviewTable,
    Step,
    StepNode,
    StepSummary,
    YearInputs,
    approved_list,
    bullets,
    checked,
    host_of,
    host_sources,
    list_changes,
    paragraphs,
    register_of,
    section,
    table,
)
from cycle.catalogue import sentence
from cycle.governance.additions import adjusted
from cycle.governance.compare import changes
from cycle.governance.invitations import invitation_list
from cycle.model import InvitationList, Language, Meanwhile, RuleCheck, digest
from cycle.store.opened import cycle_id
from cycle.store.results import Result


def inputs(cycle: OpenCycle, _link: StepNode) -> Mapping[str, object]:
    """Return what the list depends on: the rules, the register, the record date and last year's list."""
    last = list_of_year(cycle, cycle.year - 1)
    by_hand = cycle.year_inputs.by_hand
    return {
        "community": cycle.loaded.digest,
        "register": register_of(cycle).digest,
        "record_date": cycle.year_inputs.facts.record_date.isoformat(),
        "last_year": digest(last) if last else "",
        **({"by_hand": by_hand} if by_hand else {}),
    }


def prepare(cycle: OpenCycle, _link: StepNode) -> InvitationsResult:
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
            made, changes=changes(last, made, cycle.loaded.community.language, meetings=names_of(cycle.loaded))
        )
    meeting = cycle.year_inputs.facts.date
    about = (cycle.loaded, cycle.rules, imported.register, host_of(cycle), made)
    coming = list_changes(*about, meeting=meeting)
    checks = checked(*about, planned=[meeting], meeting=meeting, changes=coming, decided=host_sources(cycle))
    return InvitationsResult(
        list=made, invented=imported.register.invented, checks=tuple(checks), meanwhile=tuple(coming)
    )


def present(cycle: OpenCycle, link: StepNode, result: Result) -> StepSummary:
    """Return the list as coordinators read it: the counts first, then what needs a decision, then everyone."""
    stored = read(InvitationsResult, result)
    made, say = stored.list, cycle.say
    summary = gist(cycle, link, result, cycle.language)
    everyone = _everyone(cycle, made)
    vacancies = [(vacancy.title, vacancy.organisation, vacancy.named_by, vacancy.clause) for vacancy in made.vacancies]
    markdown = paragraphs(
        summary,
        say("*The people are invented examples.*") if stored.invented else "",
        _unreachable(cycle, made),
        paragraphs(meanwhile_section(cycle, stored.meanwhile), say(DECIDE)) if stored.meanwhile else "",
        section(
            say("### Does the meeting follow the rules?"),
            table(("", say("What the rules require"), say("Clause")), _checked(cycle, stored.checks)),
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
            bullets(f"{person.who}: {person.why}" for person in made.left_out if not person.unreachable),
        ),
        section(
            say("### Changes since last year"), bullets(f"{change.what} – {change.cause}" for change in made.changes)
        ),
        everyone,
        say("Approve when all who are to get a letter are on the list, and nobody else."),
    )
    return StepSummary(
        title=f"{say('Invitation list')} {made.year}",
        summary=summary,
        markdown=markdown,
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


def _unreachable(cycle: OpenCycle, made: InvitationList) -> str:
    """Return who can get no letter, and what to do; nothing when all can."""
    people = [f"{person.who}: {person.why}" for person in made.left_out if person.unreachable]
    remedy = cycle.say("Write an e-mail address or a postal address in the register before the list is approved.")
    return section(cycle.say("### These cannot get a letter"), bullets(people), remedy) if people else ""


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
    return paragraphs(
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


def names_of(loaded: LoadedCommunity) -> Mapping[str, str]:
    """Return the printed names of the meeting types by id."""
    return {meeting: rules.name for meeting, rules in loaded.meetings.items()}


def by_decision(made: InvitationList, inputs: YearInputs, language: Language) -> InvitationList:
    """Return the list with those the year's folder adds and takes off; InputError with every one that does not fit."""
    file = f"{made.meeting}-{made.year}/{FACTS}"
    return adjusted(made, additions=inputs.additions, removals=inputs.removals, file=file, language=language)


def list_of_year(cycle: OpenCycle, year: int) -> InvitationList | None:
    """Return the stored list of another year of the same meeting type, or None."""
    key = cycle_id(cycle.row.community, cycle.row.meeting, year)
    result = cycle.record.once(("list of", year), lambda: cycle.memory.results.latest(key, "invitations"))
    return read(InvitationsResult, result).list if result else None


STEP = Step(title=sentence("Invitation list"), inputs=inputs, prepare=prepare, present=present)
