"""Step 2, committee: the programme committee (programkomité) by seat, with vacancies and why each sits."""

from __future__ import annotations

from collections.abc import Mapping

from cycle.application.dispatches import gist
from cycle.application.results import CommitteeResult, read
from cycle.application.year import (
    OpenCycle,
    ReviewTable,
    Step,
    StepNode,
    StepSummary,
    as_paragraphs,
    bullets,
    committee_changes,
    host_answer,
    moved_by_others,
    plain,
    register_of,
    section,
    table,
)
from cycle.catalogue import sentence
from cycle.governance.inviting.committee import programme_committee
from cycle.model import digest
from cycle.store.years.results import Result


def inputs(cycle: OpenCycle, _node: StepNode) -> Mapping[str, object]:
    """Return what the committee depends on: the rules and the register."""
    return {
        "community": cycle.loaded.digest,
        "register": register_of(cycle).digest,
        "record_date": cycle.year_inputs.facts.record_date.isoformat(),
        "host": digest(cycle.year_inputs.host),
        **moved_by_others(cycle),
    }


def prepare(cycle: OpenCycle, _node: StepNode) -> CommitteeResult:
    """Return the committee on the record date."""
    imported, facts, host = register_of(cycle), cycle.year_inputs.facts, host_answer(cycle)
    about = (cycle.rules, cycle.loaded.community)
    committee = programme_committee(*about, imported.register, host, facts.record_date)
    coming = committee_changes(cycle.loaded, cycle.rules, imported.register, host, committee, facts)
    return CommitteeResult(committee=committee, invented=imported.register.invented, meanwhile=tuple(coming))


def present(cycle: OpenCycle, node: StepNode, result: Result) -> StepSummary:
    """Return the committee as coordinators read it."""
    made = read(CommitteeResult, result)
    committee = made.committee
    members = [(member.person, member.title, member.organisation, member.clause) for member in committee.members]
    vacancies = [
        (vacancy.title, vacancy.organisation, vacancy.named_by, vacancy.clause) for vacancy in committee.vacancies
    ]
    coming = [change.what for change in made.meanwhile]
    say = cycle.say
    seated = table((say("Name"), say("Seat"), say("From"), say("Clause")), members)
    how = say(
        "Approve when the members are right. Vacant seats can be filled in the register; the "
        "step is then computed again."
    )
    markdown = as_paragraphs(
        say("**{name}** is programme committee for {year}.", name=plain(committee.name), year=committee.year),
        say("*The people are invented examples.*") if made.invented else "",
        *(plain(note) for note in committee.notes),
        seated,
        section(say("### Vacant seats"), table((say("Seat"), say("From"), say("Named by"), say("Clause")), vacancies)),
        say("All seats are filled.") if members and not vacancies else "",
        section(say("### This changes before the meeting"), bullets(coming)),
        how,
    )
    rows = [
        dict(
            zip(
                (say("Name"), say("Seat"), say("From"), say("Clause"), say("Why")),
                (member.person, member.title, member.organisation, member.clause, member.why),
                strict=True,
            )
        )
        for member in committee.members
    ]
    return StepSummary(
        title=f"{say('Programme committee')} {committee.year}",
        summary=gist(cycle, node, result, cycle.language),
        markdown=markdown,
        how=how,
        tables=(
            ReviewTable(id="medlemmer", title=say("Members of the programme committee"), rows=rows, instead_of=seated),
        ),
    )


STEP = Step(title=sentence("Programme committee"), inputs=inputs, prepare=prepare, present=present)
