"""The open steering signals of earlier meetings when one is held, as its programme has them (fast post)."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from dataclasses import dataclass, replace

from cycle import wording
from cycle.application.dispatches.signal_letters import days_given, signals_in_store
from cycle.application.results import ClosedYear, read
from cycle.application.year import (
    REMOVED,
    OpenCycle,
    live_community,
    load_signals,
    names_like,
    names_taken_down,
    without_name,
    words_of_minutes,
)
from cycle.catalogue import counted, plural, say, sentence
from cycle.errors import CycleError
from cycle.letters.fields import OpenSignal, is_follow_up_item
from cycle.model import Dispatch, Language, SteeringSignal, TrackedSignal, digest
from cycle.store.years.opened import cycle_id


@dataclass(frozen=True, slots=True, kw_only=True)
class _Open:
    """The signals of earlier meetings that are open."""

    approved: tuple[TrackedSignal, ...]
    waiting: tuple[TrackedSignal, ...]
    """Those nobody has approved, of years that the service has run."""
    since: dt.date | None = None
    """The day of the meeting before this one, of which anything is known."""


def unsettled_signals(cycle: OpenCycle) -> tuple[TrackedSignal, ...]:
    """Return the signals of earlier meetings that stand and are open when the meeting is held, by what was reported.

    Those that were approved; of a year from before the service, those that its minutes have.
    """
    return _open(cycle).approved


def day_of_meeting_before(cycle: OpenCycle) -> dt.date | None:
    """Return the day of the meeting before this one: what was reported until then was seen there."""
    return _open(cycle).since


UNAPPROVED = plural(
    "**Nobody has approved the steering signal {numbers}.** It stands in the minutes, and neither in the "
    "programme nor on the public page before it is approved. Ask for the letter about it in the year it was given.",
    "**Nobody has approved these steering signals: {numbers}.** They stand in the minutes, and neither in the "
    "programme nor on the public page before they are approved. Ask for the letters about them in the year they "
    "were given.",
)


def unapproved_in_words(cycle: OpenCycle) -> str:
    """Return that some open signals stand in no programme since nobody has approved them; empty where all stand."""
    numbers = [signal.id for signal in _open(cycle).waiting]
    if not numbers:
        return ""
    return counted(cycle.language, len(numbers), *UNAPPROVED, numbers=wording.listed(numbers))


LIKE_ONE_TAKEN_DOWN = sentence(
    "Words in open steering signals may be a person whose name was taken down, and stand in the programme: {words}. "
    "Look, and correct those that are."
)


def like_taken_down_in_words(cycle: OpenCycle) -> str:
    """Return what the programme says that may be a name taken down, under another form of it; empty without any."""
    found = [
        like
        for tracked in unsettled_signals(cycle)
        for name in names_taken_down(cycle.services, _given_in(cycle, tracked))
        for text in (tracked.signal.to, tracked.signal.text)
        for like in names_like(name, without_name(text, name, ""))
    ]
    words = wording.listed([f"«{like}»" for like in dict.fromkeys(found)])
    return cycle.say(LIKE_ONE_TAKEN_DOWN, words=words) if found else ""


def _open(cycle: OpenCycle) -> _Open:
    return cycle.record.once("unsettled signals", lambda: _read(cycle))


def _read(cycle: OpenCycle) -> _Open:
    on, live = cycle.year_inputs.facts.date, live_community(cycle)
    approved = signals_in_store(cycle.services, live)
    given = days_given(cycle.services, live)
    found = load_signals(live.folder, live.community, approved=approved, days=given).before(on, year=cycle.year)
    as_of = [
        replace(signal, reports=tuple(report for report in signal.reports if report.on <= on)) for signal in found.all
    ]
    still = [signal for signal in as_of if signal.is_open]
    unapproved = [signal for signal in still if signal.id not in approved]
    run = {row.id for row in cycle.memory.cycles.all()} if unapproved else set()
    waiting = tuple(signal for signal in unapproved if _given_in(cycle, signal) in run)
    since = max((day for day in found.days.values() if day < on), default=None)
    return _Open(approved=tuple(signal for signal in still if signal not in waiting), waiting=waiting, since=since)


def _given_in(cycle: OpenCycle, tracked: TrackedSignal) -> str:
    """Return the id of the year whose meeting gave a signal."""
    return cycle_id(cycle.loaded.community.id, tracked.meeting, int(tracked.id[:4]))


def signals_in_programme(cycle: OpenCycle, language: Language) -> tuple[OpenSignal, ...]:
    """Return what everybody reads of those in the programme; no words that nobody has written in the reader's form.

    A name that is taken down from the year that gave a signal is not said again.
    """
    shown, written = [], _forms_of_years(cycle)
    printed = live_community(cycle).in_language(language).community.sides
    sides = {side.name.casefold(): side.name for side in printed}
    for tracked in unsettled_signals(cycle):
        form = written[_given_in(cycle, tracked)]
        own, asked = language == form, tracked.signal
        words = {} if own else _words_of(cycle, tracked, form, language)
        to, text = words.get(asked.to, asked.to), asked.text if own else words.get(asked.text, "")
        to = sides.get(to.casefold(), to)
        for name in names_taken_down(cycle.services, _given_in(cycle, tracked)):
            to, text = (without_name(said, name, say(language, REMOVED)) for said in (to, text))
        shown.append(OpenSignal(number=tracked.id, to=to, text=text, due=asked.due))
    return tuple(shown)


def digest_of_open(cycle: OpenCycle) -> str:
    """Return what names the signals of the programme, with the names taken down from them; empty without any."""
    signals = unsettled_signals(cycle)
    found: list[tuple[str, SteeringSignal]] = [(signal.id, signal.signal) for signal in signals]
    names = {signal.id: names_taken_down(cycle.services, _given_in(cycle, signal)) for signal in signals}
    down = {number: some for number, some in names.items() if some}
    return digest([found, down] if down else found) if found else ""


def _forms_of_years(cycle: OpenCycle) -> dict[str, Language]:
    """Return the form that each year with an open signal is written in: a closed one's own, else the community's now.

    A community may write another form than it did, and what was decided stands as it was written.
    """
    own = live_community(cycle).community.language
    found: dict[str, Language] = {}
    for year in {_given_in(cycle, tracked) for tracked in unsettled_signals(cycle)}:
        closings = cycle.memory.closings.of(year)
        closed = read(ClosedYear, closings[-1]) if closings else None
        found[year] = closed.language or closed.pages.language if closed else own
    return found


def _words_of(cycle: OpenCycle, tracked: TrackedSignal, form: Language, language: Language) -> dict[str, str]:
    """Return what is said in the other form by the community's own words and the minutes that gave the signal."""
    live = live_community(cycle)
    said = dict(live.words_from(form))
    with suppress(CycleError):  # minutes that cannot be read are told of at the gate of the plan
        said |= words_of_minutes(live.folder / f"{tracked.meeting}-{tracked.id[:4]}", language)
    return said


def without_item(cycle: OpenCycle, dispatch: Dispatch) -> tuple[str, ...]:
    """Return the numbers of open signals where a programme is enclosed that sets no time for them."""
    if not dispatch.common or any(is_follow_up_item(item.title) for item in cycle.year_inputs.programme):
        return ()
    return tuple(signal.id for signal in unsettled_signals(cycle))
