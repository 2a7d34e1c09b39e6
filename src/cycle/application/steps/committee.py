"""Step 2, committee: the programme committee (programkomité) by seat, with vacancies and why each sits."""

from __future__ import annotations

from collections.abc import Mapping

from cycle.application.dispatches import gist
from cycle.application.results import CommitteeResult, read
from cycle.application.year import (
    Link,
    OpenCycle,
    Presentation,
    Step,
    Table,
    bullets,
    committee_changes,
    host_answer,
    moved_by_others,
    paragraphs,
    plain,
    register_of,
    table,
)
from cycle.governance.committee import programme_committee
from cycle.model import digest
from cycle.store.results import Result


def inputs(cycle: OpenCycle, _link: Link) -> Mapping[str, object]:
    """Return what the committee depends on: the rules and the register."""
    return {
        "community": cycle.loaded.digest,
        "register": register_of(cycle).digest,
        "record_date": cycle.year_inputs.facts.record_date.isoformat(),
        "host": digest(cycle.year_inputs.host),
        **moved_by_others(cycle),
    }


def prepare(cycle: OpenCycle, _link: Link) -> CommitteeResult:
    """Return the committee on the record date."""
    imported, facts, host = register_of(cycle), cycle.year_inputs.facts, host_answer(cycle)
    about = (cycle.rules, cycle.loaded.community)
    committee = programme_committee(*about, imported.register, host, facts.record_date)
    coming = committee_changes(cycle.loaded, cycle.rules, imported.register, host, committee, facts)
    return CommitteeResult(committee=committee, invented=imported.register.invented, meanwhile=tuple(coming))


def present(cycle: OpenCycle, link: Link, result: Result) -> Presentation:
    """Return the committee as coordinators read it."""
    made = read(CommitteeResult, result)
    committee = made.committee
    members = [(one.person, one.title, one.organisation, one.clause) for one in committee.members]
    vacancies = [(one.title, one.organisation, one.named_by, one.clause) for one in committee.vacancies]
    coming = [change.what for change in made.meanwhile]
    say = cycle.say
    markdown = paragraphs(
        say("**{name}** er programkomité for {year}.", name=plain(committee.name), year=committee.year),
        say("*Personane er oppdikta døme.*") if made.invented else "",
        *(plain(one) for one in committee.notes),
        table((say("Namn"), say("Plass"), say("Frå"), say("Heimel")), members),
        say("### Ledige plassar")
        + "\n\n"
        + table((say("Plass"), say("Frå"), say("Blir peika ut av"), say("Heimel")), vacancies)
        if vacancies
        else say("Alle plassane er fylte.")
        if members
        else "",
        say("### Dette endrar seg før møtet") + "\n\n" + bullets(coming) if coming else "",
        say("Godkjenn når medlemmene stemmer. Ledige plassar kan fyllast i registeret; då blir steget rekna på nytt."),
    )
    rows = [
        dict(
            zip(
                (say("Namn"), say("Plass"), say("Frå"), say("Heimel"), say("Kvifor")),
                (one.person, one.title, one.organisation, one.clause, one.why),
                strict=True,
            )
        )
        for one in committee.members
    ]
    return Presentation(
        title=f"{say('Programkomité')} {committee.year}",
        summary=gist(cycle, link, result, cycle.language),
        markdown=markdown,
        tables=(Table(id="medlemmer", title=say("Medlemmer i programkomiteen"), rows=rows),),
    )


STEP = Step(title="Programkomité", inputs=inputs, prepare=prepare, present=present)
