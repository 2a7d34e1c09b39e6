"""The steering signals as the public site shows them: what people approved, and what was reported of it since."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace

from cycle.application.dispatches import approved_signals, every_signal, newest_approved, signals_in_programme
from cycle.application.publishing.not_for_all.private_texts import identity_numbers_in
from cycle.application.results import AddressedSignal, ClosedYear, SignalsResult, read
from cycle.application.year import FOLLOW_UPS, LoadedCommunity, OpenCycle, find_cycle, signal_order
from cycle.archive.public_site.pages import Edition, PageSignal, SignalReport, UnsettledSignal
from cycle.errors import InputError
from cycle.model import Language, TrackedSignal
from cycle.services import Services


def edition_signals(cycle: OpenCycle) -> tuple[PageSignal, ...]:
    """Return the signals of a year that stand approved, each number once, as its page shows them."""
    found = {
        signal.id: _shown(signal, meeting=cycle.row.meeting, year=cycle.year)
        for _, _, signals in approved_signals(cycle)
        for signal in signals
    }
    return tuple(found[number] for number in sorted(found, key=signal_order))


def edition_unsettled(cycle: OpenCycle, language: Language | None = None) -> tuple[UnsettledSignal, ...]:
    """Return the signals of earlier years that the meeting had before it, as a programme in a written form has them.

    None of a meeting called off, nor of one without a programme.
    """
    if cycle.called_off is not None or not cycle.year_inputs.programme:
        return ()
    shown = signals_in_programme(cycle, language or cycle.language)
    return tuple(UnsettledSignal(number=signal.number, to=signal.to, due=signal.due) for signal in shown)


def site_signals(
    services: Services, loaded: LoadedCommunity, editions: Iterable[Edition], closed: Mapping[str, ClosedYear]
) -> tuple[PageSignal, ...]:
    """Return the signals of all years with what was reported of each, the newest year first.

    Those that the editions show, and those that were approved when their year was closed already. InputError names
    each signal and report that holds a national identity number.
    """
    shown = {signal.number: signal for edition in editions for signal in edition.signals}
    found = {**shown, **_since_closed(services, loaded, closed)}
    if not found:
        return ()
    tracked = {signal.id: signal for signal in every_signal(services, loaded).all}
    texts = {
        number: [signal.to, signal.text, signal.plan, *_reported(tracked.get(number))]
        for number, signal in found.items()
    }
    if problems := identity_numbers_in(texts, file=FOLLOW_UPS, language=loaded.community.language):
        raise InputError(problems)
    in_order = sorted(found, key=signal_order)
    newest_first = sorted(in_order, key=lambda number: int(number[:4]), reverse=True)
    return tuple(_followed(found[number], tracked.get(number)) for number in newest_first)


def _reported(tracked: TrackedSignal | None) -> list[str]:
    return [report.text for report in tracked.reports] if tracked else []


def _since_closed(
    services: Services, loaded: LoadedCommunity, closed: Mapping[str, ClosedYear]
) -> dict[str, PageSignal]:
    """Return those that the page of their closed year does not have, or has with the words they had before."""
    found: list[tuple[dt.datetime, PageSignal]] = []
    for result in services.memory.results.newest_of_kind("signals") if closed else ():
        if result.cycle not in closed:
            continue
        edition = closed[result.cycle].edition
        cycle = find_cycle(services, community=str(loaded.folder), meeting=edition.meeting, year=edition.year)
        approved = newest_approved(cycle, result.step)
        if approved is None:
            continue
        when, made = approved
        said = _said_on_page(cycle)
        found += [
            (when, _shown(signal, meeting=edition.meeting, year=edition.year))
            for signal in read(SignalsResult, made).signals
            if signal.id not in said or when > said[signal.id]
        ]
    return {signal.number: signal for _, signal in sorted(found, key=lambda approval: approval[0])}


def _said_on_page(cycle: OpenCycle) -> dict[str, dt.datetime]:
    """Return number → since when the page of a closed year has each signal as it is there now.

    A page is made when its year is closed; an act on it since is about the signals whose words it changed.
    """
    said: dict[str, dt.datetime] = {}
    before: dict[str, PageSignal] = {}
    for closing in cycle.closings:
        page = {signal.number: signal for signal in read(ClosedYear, closing).edition.signals}
        said = {
            number: closing.at if closing.kind == "close" or before.get(number) != signal else said[number]
            for number, signal in page.items()
        }
        before = page
    return said


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
