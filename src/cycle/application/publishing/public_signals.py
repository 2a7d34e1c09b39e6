"""The steering signals as the public site shows them: what people approved, and what was reported of it since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from cycle.application.dispatches import approved_on, approved_signals
from cycle.application.publishing.private_matter import identity_numbers_in
from cycle.application.results import AddressedSignal, ClosedYear, SignalsResult, read
from cycle.application.year import FOLLOW_UPS, LoadedCommunity, OpenCycle, load_signals
from cycle.archive.pages import Edition, PageSignal, SignalReport
from cycle.errors import InputError
from cycle.model import TrackedSignal
from cycle.services import Services


def edition_signals(cycle: OpenCycle) -> tuple[PageSignal, ...]:
    """Return the signals of a year that stand approved, each number once, as its page shows them."""
    found = {
        signal.id: _shown(signal, meeting=cycle.row.meeting, year=cycle.year)
        for _, _, signals in approved_signals(cycle)
        for signal in signals
    }
    return tuple(found[number] for number in sorted(found, key=_order))


def site_signals(
    services: Services, loaded: LoadedCommunity, editions: Iterable[Edition], closed: Mapping[str, ClosedYear]
) -> tuple[PageSignal, ...]:
    """Return the signals of all years with what was reported of each, the newest year first.

    Those that the editions show, and those that were approved when their year was closed already. InputError names
    each report that holds a national identity number.
    """
    shown = {signal.number: signal for edition in editions for signal in edition.signals}
    found = {**_since_closed(services, loaded, closed), **shown}
    if not found:
        return ()
    tracked = {signal.id: signal for signal in load_signals(loaded.folder, loaded.community).all}
    texts = {number: [report.text for report in tracked[number].reports] for number in found.keys() & tracked.keys()}
    if problems := identity_numbers_in(texts, file=FOLLOW_UPS, language=loaded.community.language):
        raise InputError(problems)
    in_order = sorted(found, key=_order)
    newest_first = sorted(in_order, key=lambda number: int(number[:4]), reverse=True)
    return tuple(_followed(found[number], tracked.get(number)) for number in newest_first)


def _since_closed(
    services: Services, loaded: LoadedCommunity, closed: Mapping[str, ClosedYear]
) -> dict[str, PageSignal]:
    found: dict[str, PageSignal] = {}
    for result in services.memory.results.newest_of_kind("signals") if closed else ():
        if result.cycle not in closed:
            continue
        decisions = services.memory.decisions.on(result.cycle, result.step, result.digest)
        if approved_on(decisions, needed=loaded.community.approvers(result.step)):
            edition = closed[result.cycle].edition
            found |= {
                signal.id: _shown(signal, meeting=edition.meeting, year=edition.year)
                for signal in read(SignalsResult, result).signals
            }
    return found


def _shown(signal: AddressedSignal, *, meeting: str, year: int) -> PageSignal:
    """Return what everybody may read of a signal: not who answers for it, which may be a person."""
    asked = signal.signal
    return PageSignal(
        number=signal.id,
        meeting=meeting,
        year=year,
        to=asked.to,
        text=asked.text,
        due=asked.due,
        parent=asked.parent,
        plan=asked.plan,
    )


def _followed(signal: PageSignal, tracked: TrackedSignal | None) -> PageSignal:
    """Return a signal with where it stands and what was answered; never by whom."""
    if tracked is None:
        return signal
    reports = tuple(SignalReport(on=report.on, status=report.status, text=report.text) for report in tracked.reports)
    return replace(signal, status=tracked.status, reports=reports)


def _order(number: str) -> tuple[int, str, int]:
    further, _, last = number.rpartition("-")
    return int(further[:4]), further[4:], int(last)
