"""The morning's sweep (påminningar): tells who decides what waits, the secretariat what needs a person, and sends."""

from __future__ import annotations

import datetime as dt
import logging
from collections import defaultdict
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from cycle.application.actions import EIGHT as MORNING
from cycle.application.delivery import notice_rows, send_notices
from cycle.application.notifications.gate_opened import take_back_decided
from cycle.application.notifications.open_items import summarise
from cycle.application.notifications.reminder_mails import take_back_reminders
from cycle.application.notifications.reminders import remind_of_gates
from cycle.application.notifications.stopped_steps import take_back_settled
from cycle.application.notifications.unmade import Unmade
from cycle.application.notifications.unreadable import notify_unreadable
from cycle.application.year import OpenCycle, find_cycle, language_of, words_of
from cycle.errors import CycleError, InputError
from cycle.governance.calendar.days import ONE_DAY, is_workday
from cycle.services import OSLO, Services

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepResult:
    """What one sweep of a year did."""

    reminded: Mapping[str, int]
    """How many were told or reminded of each step that waits; steps nobody was written to about are not there."""
    summary: bool
    """Whether the secretariat got a summary of what needs a person."""
    taken_back: int
    """Mails that had become pointless before they were sent."""
    sent: int
    queued: int
    """Mails that wait still, since the server is down or takes no more now."""
    trouble: str = ""
    """Why they wait, or could not be made and for whom, in the words of the error."""


def sweep(
    cycle: OpenCycle,
    *,
    link: Callable[[str], str],
    reminded: Mapping[str, int] | None = None,
    unmade: Unmade | None = None,
) -> SweepResult:
    """Write what is to be written today, send what waits, and return what was done; twice a day writes nothing twice.

    `link` gives the run page of a step that waits; `reminded` is who was reminded already, with the other years of the
    community, and `unmade` what could not be made of those mails. A server that is down stops nothing: the mails stay
    queued.
    """
    taken_back, unmade = take_back_pointless(cycle), unmade or Unmade()
    if reminded is None:
        reminded = remind_of_gates([cycle], link=lambda _cycle, step: link(step), unmade=unmade)[cycle.id]
    summary, sent, trouble = False, 0, [unmade.words(cycle.id)]
    try:
        summary = summarise(cycle)
    except CycleError as error:  # a mail that cannot be made keeps back none that is
        trouble.append(words_of(error, cycle.loaded.community.language))
    try:
        sent = send_notices(cycle)
    except CycleError as error:
        trouble.append(words_of(error, cycle.loaded.community.language))
    queued = sum(row.state == "queued" for row in notice_rows(cycle))
    return SweepResult(
        reminded=reminded,
        summary=summary,
        taken_back=taken_back,
        sent=sent,
        queued=queued,
        trouble=" ".join(dict.fromkeys(filter(None, trouble))),
    )


def sweep_all(services: Services, *, link: Callable[[str, str], str]) -> dict[str, SweepResult]:
    """Return what a sweep of every year did, by the year's id; nothing is done on a day that is no working day.

    `link` gives the run page by year and step. A year whose files are wrong keeps no other year's reminders back, and
    the secretariat is told of it.
    """
    if not is_workday(services.today):
        return {}
    done, unmade = {}, Unmade()
    reminded = _remind_all(services, unmade, link=link)
    for row in services.memory.cycles.all():
        try:
            cycle = find_cycle(services, community=row.community, meeting=row.meeting, year=row.year)
            done[row.id] = sweep(cycle, link=partial(link, row.id), reminded=reminded.get(row.id), unmade=unmade)
        except CycleError as error:
            words = words_of(error, language_of(services, row.community))
            if isinstance(error, InputError):
                with suppress(CycleError):  # the mail stays queued
                    notify_unreadable(services, row, error)
            done[row.id] = SweepResult(reminded={}, summary=False, taken_back=0, sent=0, queued=0, trouble=words)
    return done


def _remind_all(services: Services, unmade: Unmade, *, link: Callable[[str, str], str]) -> dict[str, dict[str, int]]:
    """Remind over all years of each community at once, so that nobody gets two mails; what is wrong is told after."""
    together: dict[str, list[OpenCycle]] = defaultdict(list)
    for row in services.memory.cycles.all():
        with suppress(CycleError):
            cycle = find_cycle(services, community=row.community, meeting=row.meeting, year=row.year)
            take_back_pointless(cycle)
            together[row.community].append(cycle)
    reached: dict[str, dict[str, int]] = {}
    for cycles in together.values():
        try:
            reached |= remind_of_gates(cycles, link=lambda cycle, step: link(cycle.id, step), unmade=unmade)
        except CycleError as error:
            years = ", ".join(cycle.id for cycle in cycles)
            log.warning("%s: not reminded of together, but year by year: %s", years, error)
    return reached


def next_morning(now: dt.datetime) -> dt.datetime:
    """Return the next moment a sweep is due: eight o'clock in Norway on a working day, after now."""
    here = now.astimezone(OSLO)
    day = here.date() if here.time() < MORNING else here.date() + ONE_DAY
    while not is_workday(day):
        day += ONE_DAY
    return dt.datetime.combine(day, MORNING, OSLO)


def take_back_pointless(cycle: OpenCycle) -> int:
    """Take back queued mails about what is settled by now; return how many."""
    return take_back_decided(cycle) + take_back_reminders(cycle) + take_back_settled(cycle)
