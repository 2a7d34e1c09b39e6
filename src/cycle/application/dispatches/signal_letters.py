"""The steering signals of a year's meeting: who answers for each, and whether and when people approved them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from cycle.application.results import AddressedSignal, SignalsResult, read
from cycle.application.year import OpenCycle, invitation_list_of, live_minutes, load_signals, signal_number
from cycle.catalogue import say, sentence
from cycle.governance.addressees import addressees, spoken_for
from cycle.model import Dispatch, Language
from cycle.services import OSLO
from cycle.store.decisions import Decision
from cycle.store.results import Result

LANGUAGES: tuple[Language, ...] = ("nn", "nb")
ITEM = sentence("Follow-up of steering signals")
"""What the title of the programme's standing item begins with, in either written language."""
ADDRESSEES = "addressees"
"""The audience of a dispatch that tells of steering signals."""


def signals_as_written(cycle: OpenCycle, dispatch: Dispatch) -> tuple[AddressedSignal, ...]:
    """Return the signals of the minutes as they are now, with those on the list who get the letter about each.

    Whoever is chosen for the dispatch gets all of them; whose letter is corrected gets those it told of.
    """
    chosen = dispatch.request.chosen if dispatch.request else ()
    wanted = _told_before(cycle, chosen) if dispatch.request and dispatch.request.replaces is not None else None
    known = addressees(cycle.loaded.community, on=cycle.year_inputs.facts.date)
    holders = {name.casefold(): ids for name, ids in known.items()}
    people = invitation_list_of(cycle).invitees
    return tuple(
        AddressedSignal(
            id=signal_number(cycle.loaded.community, cycle.row.meeting, cycle.year, number),
            signal=signal,
            people=chosen or spoken_for(holders.get(signal.to.casefold(), ()), people),
        )
        for number, signal in enumerate(live_minutes(cycle).signals, start=1)
        if wanted is None or signal_number(cycle.loaded.community, cycle.row.meeting, cycle.year, number) in wanted
    )


def _told_before(cycle: OpenCycle, people: Sequence[str]) -> set[str]:
    """Return the numbers of the signals that letters to these people told of."""
    return {
        signal.id
        for dispatch in cycle.dispatches
        if dispatch.audience == ADDRESSEES
        for made in cycle.record.revisions(f"signals.{dispatch.id}")
        for signal in read(SignalsResult, made).signals
        if set(people) & set(signal.people)
    }


def signals_of(cycle: OpenCycle, dispatch: Dispatch) -> tuple[AddressedSignal, ...]:
    """Return the signals that the letters of a dispatch tell of: as they were made ready, else as they are written."""
    made = cycle.record.latest(f"signals.{dispatch.id}")
    return read(SignalsResult, made).signals if made else signals_as_written(cycle, dispatch)


def approved_signals(cycle: OpenCycle) -> tuple[tuple[Result, dt.date, tuple[AddressedSignal, ...]], ...]:
    """Return the signals of a year that stand approved, of each dispatch about them: result, day, signals."""
    found = []
    for dispatch in cycle.dispatches:
        made = cycle.record.latest(f"signals.{dispatch.id}") if dispatch.audience == ADDRESSEES else None
        day = day_of_approval(cycle, made) if made else None
        if made and day:
            found.append((made, day, read(SignalsResult, made).signals))
    return tuple(found)


def without_item(cycle: OpenCycle, dispatch: Dispatch) -> tuple[str, ...]:
    """Return the numbers of open signals of earlier years where a programme is enclosed that has no item for them."""
    if not dispatch.common or any(_is_for_them(item.title) for item in cycle.year_inputs.programme):
        return ()
    found = load_signals(cycle.loaded.folder, cycle.loaded.community).before(cycle.year)
    return tuple(signal.id for signal in found.open)


def once_approved(cycle: OpenCycle) -> dict[str, AddressedSignal]:
    """Return number → the signal as it was approved last, whether or not it stands."""
    found: dict[str, AddressedSignal] = {}
    for dispatch in cycle.dispatches:
        for made in cycle.record.revisions(f"signals.{dispatch.id}") if dispatch.audience == ADDRESSEES else ():
            if day_of_approval(cycle, made):
                found |= {signal.id: signal for signal in read(SignalsResult, made).signals}
    return found


def day_of_approval(cycle: OpenCycle, made: Result) -> dt.date | None:
    """Return the day enough people had approved exactly this, None while they have not."""
    decisions = cycle.record.decisions_on(made.step, made.digest)
    return approved_on(decisions, needed=cycle.approvers_needed(made.step))


def approved_on(decisions: Sequence[Decision], *, needed: int) -> dt.date | None:
    """Return the day enough people had approved a result, by its decisions oldest first; None while they have not."""
    names: set[str] = set()
    for decision in decisions:
        if decision.decision != "approve":
            names.clear()
            continue
        names.add(" ".join(decision.name.split()).casefold())
        if len(names) >= needed:
            return decision.at.astimezone(OSLO).date()
    return None


def _is_for_them(title: str) -> bool:
    return " ".join(title.split()).casefold().startswith(tuple(say(form, ITEM).casefold() for form in LANGUAGES))
