"""What was asked to be done to a closed year and cannot be done as its page is now: told until it is taken back."""

from __future__ import annotations

from collections.abc import Mapping

from cycle.application.publishing import edition_after_now, known_addresses
from cycle.application.year import OpenCycle, lines_while_open, words_of
from cycle.catalogue import sentence
from cycle.errors import InputError, StoreError

UNFIT = sentence("{act} cannot be done as the page is now. {why}")


def unfit_acts(cycle: OpenCycle) -> Mapping[str, str]:
    """Return step → why it cannot be done and what to do, for each act on a closed year that fits no more."""
    done = {closing.step for closing in cycle.closings}
    waiting = [act for act in cycle.acts if act.kind != "reopen" and f"act.{act.number}" not in done]
    if cycle.closed is None or not waiting:
        return {}
    found, known = {}, known_addresses(cycle.services, cycle.loaded)
    for act in waiting:
        try:
            edition_after_now(cycle.as_written, act, cycle.closed.edition, known)
        except (InputError, StoreError) as error:  # of the second, a file that is gone or damaged
            found[f"act.{act.number}"] = words_of(error, cycle.language)
    return found


def lines_of_acts(cycle: OpenCycle) -> tuple[str, ...]:
    """Return in sentences what was asked to be done to a year and waits with no gate: it is open again, or unfit."""
    titles = {node.name: cycle.title_of(node) for node in cycle.graph}
    unfit = (cycle.say(UNFIT, act=titles[step], why=why) for step, why in unfit_acts(cycle).items())
    return (*lines_while_open(cycle), *unfit)
