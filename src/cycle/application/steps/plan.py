"""Step 1, plan: opens the wheel of the year (årshjul) with its milestones counted back from the meeting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cycle import wording
from cycle.application.dispatches import gist
from cycle.application.results import PlanResult, read
from cycle.application.year import (
    Link,
    OpenCycle,
    Presentation,
    Step,
    Table,
    bullets,
    copied_from,
    paragraphs,
    plain,
    table,
)
from cycle.governance.milestones import date_warnings, earliest_date, too_close
from cycle.model import Milestone, digest
from cycle.store.results import Result

COPIED: Mapping[str, str] = {
    "venue": "møtelokalet",
    "place": "adressa eller staden",
    "reference": "arkivreferansen",
    "theme": "temaet",
    "aim": "målet med møtet",
    "signup": "korleis ein svarar",
    "prepare": "kva ein skal førebu",
    "practical": "praktiske opplysningar",
    "page": "sida om møtet",
    "note": "merknaden",
    "change_reason": "grunnen til ei endring",
    "host": "vedtaket om kven som er vert",
    "contact": "kontakten",
    "additions": "dei som er lagde til for hand",
    "removals": "dei som er tekne av for hand",
    "nn": "teksten på nynorsk",
    "nb": "teksten på bokmål",
}
"""What may stand in the file of the year because it was copied, in the reader's words."""


def inputs(cycle: OpenCycle, _link: Link) -> Mapping[str, Any]:
    """Return what the plan depends on: the community's files and the year's facts."""
    return {"community": cycle.loaded.digest, "facts": digest(cycle.year_inputs.facts)}


def prepare(cycle: OpenCycle, _link: Link) -> PlanResult:
    """Return facts, milestones and what should make people think twice about the date."""
    return PlanResult(
        facts=cycle.year_inputs.facts,
        milestones=tuple(cycle.milestones),
        warnings=warnings(cycle),
        copied=tuple(copied_from(cycle.loaded.folder, meeting=cycle.row.meeting, year=cycle.year)),
    )


def warnings(cycle: OpenCycle) -> tuple[str, ...]:
    """Return what should make people think twice about the date: in the past, a weekend, a holiday, a school break."""
    facts = cycle.year_inputs.facts
    community, today = cycle.loaded.community, cycle.services.today
    found = date_warnings(facts.date, today, community.breaks, community.language)
    done = settled(cycle)
    late = too_close(cycle.rules, facts.date, cycle.services.today, done=done)
    if late and facts.date >= cycle.services.today:
        language = cycle.language
        names = wording.listed([f"«{one.title}» {wording.full_date(one.date, language)}" for one in late])
        earliest = wording.full_date(earliest_date(cycle.rules, cycle.services.today, done=done), language)
        short = "Det er for kort tid: {names} skulle alt ha vore. Tidlegast mogleg møtedato er {earliest}."
        found = (*found, cycle.say(short, names=names, earliest=earliest))
    return found


def settled(cycle: OpenCycle) -> frozenset[str]:
    """Return the milestones whose letters are sent."""
    found = set()
    for dispatch in cycle.rules.dispatch_values():
        step = f"mailing.{dispatch.id}"
        sent = cycle.record.latest(step)
        if sent is not None and cycle.record.outcome(step, sent.digest) is not None:
            found.add(dispatch.milestone)
    return frozenset(found)


def present(cycle: OpenCycle, link: Link, result: Result) -> Presentation:
    """Return the plan as the secretariat reads it."""
    plan = read(PlanResult, result)
    facts, milestones, warnings = plan.facts, plan.milestones, plan.warnings
    say = cycle.say
    rows = [(wording.full_date(one.date, cycle.language), one.title, one.note) for one in milestones]
    moves = _moves(cycle, result, milestones)
    where = ", ".join(plain(part) for part in (facts.venue, facts.place) if part)
    markdown = paragraphs(
        say(
            "**{name}** er sett til {day}, {time} (registrering frå kl. {registration}), {where}."
            if where
            else "**{name}** er sett til {day}, {time} (registrering frå kl. {registration}).",
            name=f"{plain(cycle.rules.name)} {facts.year}",
            day=wording.full_date(facts.date, cycle.language),
            time=wording.clock_range(facts.start, facts.end),
            registration=wording.clock(facts.registration),
            where=where,
        ),
        say(
            "Svarfrist: {day}. Dei som har rolla {record}, blir inviterte.",
            day=wording.full_date(facts.reply_by, cycle.language),
            record=wording.long_date(facts.record_date, cycle.language),
        ),
        f"### Merk\n\n{bullets(warnings)}" if warnings else "",
        f"> {plain(facts.note)}" if facts.note else "",
        _copied(cycle, plan.copied),
        say("### Møtet er flytta") + "\n\n" + table((say("Milepæl"), say("Før"), say("No")), moves) if moves else "",
        say("### Milepælar") + "\n\n" + table((say("Dato"), say("Kva"), say("Merknad")), rows),
        say(
            "Godkjenn når dato, stad og milepælar stemmer. Vil du endre noko, rettar du årsmappa eller startar året på "
            "nytt med ny dato eller stad."
        ),
    )
    milestone_rows = [{say("Dato"): one.date.isoformat(), say("Milepæl"): one.title} for one in milestones]
    return Presentation(
        title=f"{say('Årshjul')} {facts.year}",
        summary=gist(cycle, link, result, cycle.language),
        markdown=markdown,
        tables=(Table(id="milepalar", title=say("Milepælar"), rows=milestone_rows),),
    )


def _copied(cycle: OpenCycle, keys: Sequence[str]) -> str:
    """Return what stands word for word as last year, where a file was copied."""
    if not keys:
        return ""
    head = cycle.say("### Ordrett som i {year}", year=cycle.year - 1)
    look = cycle.say("Sjå over at det gjeld i år òg, eller rett det i årsmappa:")
    return paragraphs(head, look, bullets(cycle.say(COPIED[key]) for key in keys))


def _moves(cycle: OpenCycle, result: Result, now: Sequence[Milestone]) -> list[tuple[str, str, str]]:
    """Return what has another day than in the plan before this one, as old and new."""
    earlier = [one for one in cycle.record.revisions("plan") if one.revision < result.revision]
    language = cycle.language
    before = {one.id: one.date for one in read(PlanResult, earlier[-1]).milestones} if earlier else {}
    return [
        (one.title, wording.full_date(before[one.id], language), wording.full_date(one.date, language))
        for one in now
        if one.id in before and before[one.id] != one.date
    ]


STEP = Step(title="Årshjul", inputs=inputs, prepare=prepare, present=present)
