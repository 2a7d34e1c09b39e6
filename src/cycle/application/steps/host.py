"""Step 3, host: whose turn it is to host and chair (vertskap og møteleiing), and the rule or decision behind it."""

from __future__ import annotations

from collections.abc import Mapping

from cycle.application.dispatches import STATUS, gist
from cycle.application.results import HostResult, read
from cycle.application.year import (
    OpenCycle,
    Step,
    StepNode,
    StepSummary,
    as_paragraphs,
    bullets,
    host_answer,
    moved_by_others,
    plain,
    section,
    table,
)
from cycle.catalogue import sentence
from cycle.model import HostAnswer, digest
from cycle.store.years.results import Result
from cycle.wording import with_capital


def inputs(cycle: OpenCycle, _node: StepNode) -> Mapping[str, object]:
    """Return what the host depends on: rules and history, and the year's own decision."""
    return {"community": cycle.loaded.digest, "decided": digest(cycle.year_inputs.host), **moved_by_others(cycle)}


def prepare(cycle: OpenCycle, _node: StepNode) -> HostResult:
    """Return this year's host, and the answer for the years around it so that people can see the turns."""
    around = tuple(host_answer(cycle, year) for year in range(cycle.year - 3, cycle.year + 3))
    return HostResult(host=host_answer(cycle), around=around)


def present(cycle: OpenCycle, node: StepNode, result: Result) -> StepSummary:
    """Return the host as coordinators read it."""
    made = read(HostResult, result)
    host, around = made.host, made.around
    say = cycle.say
    status = {known: say(words) for known, words in STATUS.items()}
    sides = {side.id: side.name for side in cycle.loaded.community.sides}
    rows = [
        (
            str(answer.year),
            sides.get(answer.side, answer.holder) or "–",
            answer.organisation or "–",
            status[answer.status],
        )
        for answer in around
    ]
    offices = [
        (with_capital(office.title), office.organisation or office.holder or "–", status[office.status], office.clause)
        for office in host.offices
    ]
    summary = gist(cycle, node, result, cycle.language)
    how = say(
        "Approve when host and chair are right. If something else has been decided, write it "
        "in the year folder with reason and decision."
    )
    markdown = as_paragraphs(
        summary,
        f"{plain(host.why)} ({plain(host.clause)})",
        say("Source: {source}", source=plain(host.source)) if host.source else "",
        section(say("### Note"), bullets(host.notes)),
        section(say("### Other roles"), table((say("Role"), say("Who"), say("How certain"), say("Clause")), offices)),
        section(say("### The parts of the meeting"), table((say("Part"), say("Host"), say("Chair")), _parts(host))),
        section(say("### The years around"), table((say("Year"), say("Side"), say("Host"), say("How certain")), rows)),
        how,
    )
    return StepSummary(
        title=f"{say('Host and chair')} {host.year}",
        summary=summary,
        markdown=markdown,
        how=how,
    )


def _parts(host: HostAnswer) -> list[tuple[str, str, str]]:
    return [
        (part.title, part.host or host.organisation or host.holder, part.chair or host.chair) for part in host.parts
    ]


STEP = Step(title=sentence("Host and chair"), inputs=inputs, prepare=prepare, present=present)
