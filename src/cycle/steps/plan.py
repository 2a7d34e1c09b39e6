"""Step 1, plan: opens the wheel of the year (årshjul) with its milestones counted back from the meeting."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cycle import wording
from cycle.governance.milestones import date_warnings
from cycle.model import MeetingFacts, Milestone, digest, from_plain, to_plain
from cycle.steps.chain import Link
from cycle.steps.cycle import OpenCycle
from cycle.steps.markdown import bullets, paragraphs, plain, table
from cycle.steps.step import Body, Presentation, Step, Table
from cycle.store.results import Result


def inputs(cycle: OpenCycle, _link: Link) -> Mapping[str, Any]:
    """Return what the plan depends on: the community's files and the year's facts."""
    return {"community": cycle.loaded.digest, "facts": digest(cycle.year_inputs.facts)}


def prepare(cycle: OpenCycle, _link: Link) -> Body:
    """Return facts, milestones and what should make people think twice about the date."""
    facts = cycle.year_inputs.facts
    return {
        "facts": to_plain(facts),
        "milestones": to_plain(cycle.milestones),
        "warnings": list(warnings(cycle)),
    }


def warnings(cycle: OpenCycle) -> tuple[str, ...]:
    """Return what should make people think twice about the date: in the past, a weekend, a holiday, a school break."""
    return date_warnings(cycle.year_inputs.facts.date, cycle.services.today)


def present(cycle: OpenCycle, _link: Link, result: Result) -> Presentation:
    """Return the plan as the secretariat reads it."""
    facts = from_plain(MeetingFacts, result.body["facts"])
    milestones = [from_plain(Milestone, one) for one in result.body["milestones"]]
    rows = [(wording.full_date(one.date), one.title) for one in milestones]
    warnings = result.body["warnings"]
    when_and_where = (
        f"{wording.full_date(facts.date)}, {wording.clock_range(facts.start, facts.end)}, "
        f"{plain(facts.venue)}, {plain(facts.place)}"
    )
    remarks = f" Det er {wording.count(len(warnings), 'merknad', 'merknader')} til datoen." if warnings else ""
    markdown = paragraphs(
        f"**{plain(cycle.rules.name)} {facts.year}** er sett til {wording.full_date(facts.date)}, "
        f"{wording.clock_range(facts.start, facts.end)} (registrering frå kl. {wording.clock(facts.registration)}), "
        f"{plain(facts.venue)}, {plain(facts.place)}.",
        f"Svarfrist: {wording.full_date(facts.reply_by)}. Dei som har verv {wording.long_date(facts.record_date)}, "
        "blir inviterte.",
        f"### Merk\n\n{bullets(warnings)}" if warnings else "",
        f"> {plain(facts.note)}" if facts.note else "",
        "### Milepælar\n\n" + table(("Dato", "Kva"), rows),
        "Godkjenn når dato, stad og milepælar stemmer. Vil du endre noko, rettar du årsmappa eller startar året på "
        "nytt med ny dato eller stad.",
    )
    milestone_rows = [{"Dato": one.date.isoformat(), "Milepæl": one.title} for one in milestones]
    return Presentation(
        title=f"Årshjul {facts.year}",
        summary=f"{plain(cycle.rules.name)} {facts.year}: {when_and_where}.{remarks}",
        markdown=markdown,
        tables=(Table(id="milepalar", title="Milepælar", rows=milestone_rows),),
    )


STEP = Step(title="Årshjul", inputs=inputs, prepare=prepare, present=present)
