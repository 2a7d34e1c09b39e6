"""What speaks against the clock of a year that is closed: its page, its packages and what came since follow it."""

from __future__ import annotations

from itertools import pairwise

from cycle.application.year.clock import SLACK, day_and_time, doubts
from cycle.application.year.cycle import OpenCycle
from cycle.catalogue import sentence

BEFORE_YOU_APPROVE = sentence("{doubt} See that the clock is right before you approve: page and package get its day.")
LATER_THAN_NOW = sentence(
    "The clock of this machine says {here}, but the year was closed or changed {day}. See that the clock is right: "
    "what is said of what came since may be wrong."
)
OUT_OF_ORDER = sentence(
    "What was done last to the year is dated {day}, and what was done before it {before}. The clock of the machine "
    "was wrong one of the times."
)


def clock_at_gate(cycle: OpenCycle) -> tuple[str, ...]:
    """Return what speaks against the clock where a year is about to be closed or changed, in sentences."""
    record = cycle.record
    written = [
        *(closing.at for closing in cycle.closings),
        *(result.made_at for result in record.newest.values()),
        *(decision.at for decision in record.decisions),
    ]
    found = doubts(cycle.now, written=max(written, default=None), language=cycle.language)
    return tuple(cycle.say(BEFORE_YOU_APPROVE, doubt=doubt.words) for doubt in found)


def clock_since_closed(cycle: OpenCycle) -> tuple[str, ...]:
    """Return what speaks against the clock of now, or of then, in the days that a year was closed and changed on."""
    moments = [closing.at for closing in cycle.closings]
    said = []
    if moments and max(moments) > cycle.now + SLACK:
        here, day = day_and_time(cycle.now), day_and_time(max(moments))
        said.append(cycle.say(LATER_THAN_NOW, here=here, day=day))
    if any(earlier > later + SLACK for earlier, later in pairwise(moments)):
        before, last = next(pair for pair in reversed(list(pairwise(moments))) if pair[0] > pair[1] + SLACK)
        said.append(cycle.say(OUT_OF_ORDER, day=day_and_time(last), before=day_and_time(before)))
    return tuple(said)
