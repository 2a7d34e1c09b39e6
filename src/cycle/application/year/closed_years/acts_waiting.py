"""What was asked to be done to a closed year and waits while the year is open again: told until it comes back."""

from __future__ import annotations

from cycle import wording
from cycle.application.year.cycle import ACTS, OpenCycle
from cycle.catalogue import sentence
from cycle.services import OSLO
from cycle.store.years.archive_acts import ArchiveAct

WAITS = sentence(
    "Not done: {name} asked on {day} for “{act}”, number {number}: {why}. It waits while the year is open, and is "
    "asked about when the year is closed again. Is it not to be done, take it back with {how}."
)
ASKED_BEFORE = sentence(
    "It was asked for before the year was opened again on {day}, and the page has been made again since. See whether "
    "it is still to be done. Is it not, take it back with {how}."
)


def acts_waiting(cycle: OpenCycle, *, but: int = 0) -> tuple[ArchiveAct, ...]:
    """Return what was asked for and is neither done nor taken back, of a year that ever was closed; `but` one act."""
    if not cycle.closings:
        return ()
    done = {closing.step for closing in cycle.closings}
    asked = (act for act in cycle.memory.acts.of(cycle.id) if act.withdrawn_at is None)
    return tuple(act for act in asked if f"act.{act.number}" not in done and act.number != but)


def acts_waiting_in_words(cycle: OpenCycle, *, but: int = 0) -> tuple[str, ...]:
    """Return in sentences what waits, as those who run the year read them."""
    return tuple(
        cycle.say(
            WAITS,
            name=act.asked_by,
            day=wording.long_date(act.at.astimezone(OSLO).date(), cycle.language),
            act=cycle.say(ACTS[act.kind][0]),
            number=act.number,
            why=act.why.rstrip("."),
            how=_how(cycle, act),
        )
        for act in acts_waiting(cycle, but=but)
    )


def lines_while_open(cycle: OpenCycle) -> tuple[str, ...]:
    """Return what waits of a year that is open again; of one that is closed each has its gate."""
    return () if cycle.closed is not None else acts_waiting_in_words(cycle)


def asked_before_reopening(cycle: OpenCycle, act: ArchiveAct) -> str:
    """Return that an act was asked for before the year was opened again, while it is not done; empty otherwise."""
    if any(closing.step == f"act.{act.number}" for closing in cycle.closings):
        return ""
    opened = [closing.at for closing in cycle.closings if closing.kind == "reopen" and closing.at > act.at]
    if not opened:
        return ""
    day = wording.long_date(opened[-1].astimezone(OSLO).date(), cycle.language)
    return cycle.say(ASKED_BEFORE, day=day, how=_how(cycle, act))


def _how(cycle: OpenCycle, act: ArchiveAct) -> str:
    return f"«cycle archive withdraw {cycle.year} {act.number}»"
