"""The steering signals of a year's meeting: who answers for each, and whether and when people approved them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from contextlib import suppress

from cycle.application.results import AddressedSignal, SignalsResult, read
from cycle.application.year import (
    LoadedCommunity,
    OpenCycle,
    Signals,
    approved_at,
    find_cycle,
    invitation_list_of,
    live_minutes,
    load_signals,
    signal_number,
    was_approved,
)
from cycle.errors import CycleError
from cycle.governance.inviting.addressees import addressees, spoken_for
from cycle.model import Dispatch, TrackedSignal
from cycle.register.dates import read_date
from cycle.services import OSLO, Services
from cycle.store.years.results import Result
from cycle.written_days import DateError

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
    """Return the signals of a year that stand approved, of each dispatch about them: result, day, signals.

    In the order they were approved: of a number that more than one tells of, the last has the words that stand.
    """
    found = []
    for dispatch in cycle.dispatches:
        if dispatch.audience == ADDRESSEES and (approved := newest_approved(cycle, f"signals.{dispatch.id}")):
            found.append(approved)
    return tuple(
        (made, moment.astimezone(OSLO).date(), read(SignalsResult, made).signals)
        for moment, made in sorted(found, key=lambda approval: approval[0])
    )


def newest_approved(cycle: OpenCycle, step: str) -> tuple[dt.datetime, Result] | None:
    """Return the newest revision that stands approved, and since when: one that waits takes no earlier one's place."""
    for made in reversed(cycle.record.revisions(step)):
        if moment := approved_at(cycle, made):
            return moment, made
    return None


def every_signal(services: Services, loaded: LoadedCommunity) -> Signals:
    """Return the signals of all years with what was reported of each: as approved, else as the minutes have them."""
    approved = signals_in_store(services, loaded)
    return load_signals(loaded.folder, loaded.community, approved=approved, days=days_given(services, loaded))


def days_given(services: Services, loaded: LoadedCommunity) -> dict[tuple[str, int], dt.date]:
    """Return meeting and year → the day that was given when the year was started, which goes before its file."""
    found: dict[tuple[str, int], dt.date] = {}
    for row in services.memory.cycles.all():
        if row.community == loaded.community.id and "date" in row.given:
            with suppress(DateError):  # the year says so itself
                found[row.meeting, row.year] = read_date(row.given["date"])
    return found


def signals_in_store(services: Services, loaded: LoadedCommunity) -> dict[str, TrackedSignal]:
    """Return number → signal as it was approved last of what stands approved in the store, of all years."""
    found: list[tuple[dt.datetime, TrackedSignal]] = []
    for result in services.memory.results.newest_of_kind("signals"):
        community, meeting, year = result.cycle.split("/")
        if community != loaded.community.id:
            continue
        with suppress(CycleError):  # a year whose files cannot be read says so itself
            cycle = find_cycle(services, community=str(loaded.folder), meeting=meeting, year=int(year))
            if approved := newest_approved(cycle, result.step):
                when, made = approved
                found += [
                    (when, TrackedSignal(id=signal.id, meeting=meeting, signal=signal.signal))
                    for signal in read(SignalsResult, made).signals
                ]
    return {signal.id: signal for _, signal in sorted(found, key=lambda approval: approval[0])}


def once_approved(cycle: OpenCycle) -> dict[str, AddressedSignal]:
    """Return number → the signal as it was approved last, whether or not it stands."""
    found: dict[str, AddressedSignal] = {}
    for dispatch in cycle.dispatches:
        for made in cycle.record.revisions(f"signals.{dispatch.id}") if dispatch.audience == ADDRESSEES else ():
            if was_approved(cycle, made):
                found |= {signal.id: signal for signal in read(SignalsResult, made).signals}
    return found


def day_of_approval(cycle: OpenCycle, made: Result) -> dt.date | None:
    """Return the day exactly this was approved, as its gate counts; None while it is not."""
    moment = approved_at(cycle, made)
    return moment.astimezone(OSLO).date() if moment else None
