"""Writes to those who run the year from inside a run: no trouble with mail ever stops a gate or hides an error."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import PurePath
from typing import Any

from prefect.runtime import flow_run

from cycle.application import notifications
from cycle.application.actions import Decision, Result, TurnedDown, tell_in_vain, tell_turned_down
from cycle.application.delivery import send_notices
from cycle.application.notifications import FormTrouble, notify_of_year, take_back_pointless
from cycle.application.year import OpenCycle, community_id, find_cycle, run_link, runs_link, words_of
from cycle.errors import BusyError, CycleError
from cycle.services import Services, open_services

log = logging.getLogger(__name__)

TRIES, PAUSE_SECONDS = 4, 0.5
"""How often, and how long apart, the outbox is asked for while another run sends; then the mails wait their turn."""


def notify_waiting(cycle: OpenCycle, result: Result) -> None:
    """Mail those who decide that this run waits for them; whoever was told of this gate is told no second time."""

    def tell() -> None:
        link = run_link(cycle.services.settings, str(flow_run.get_id()))
        notified = notifications.notify_gate(cycle, result, link=link)
        if notifications.notify_uncovered(cycle, result) or notified:
            _post(cycle)

    _quietly(tell)


def notify_held(cycle: OpenCycle, step: str) -> None:
    """Mail the secretariat that a mailing waits for a person."""

    def tell() -> None:
        if notifications.notify_held(cycle, step):
            _post(cycle)

    _quietly(tell)


def notify_stranger(cycle: OpenCycle, step: str) -> None:
    """Mail the secretariat that this run got an answer which no person who is known gave, and that it asks again."""

    def tell() -> None:
        run = str(flow_run.get_id())
        notifications.notify_stranger(cycle, step, run=run, link=run_link(cycle.services.settings, run))
        _post(cycle)

    _quietly(tell)


def notify_in_vain(cycle: OpenCycle, decisions: Iterable[Decision]) -> None:
    """Mail those whose approval came after what it is about had changed."""
    late = [decision for decision in decisions if decision.decision == "approve"]

    def tell() -> None:
        for decision in late:
            tell_in_vain(cycle, decision)
        _post(cycle)

    if late:
        _quietly(tell)


def notify_turned_down(cycle: OpenCycle, step: str, answers: Iterable[TurnedDown]) -> None:
    """Mail those whose answer does not count, with why; of one answer nobody is told twice."""
    found = list(answers)

    def tell() -> None:
        for answer in found:
            tell_turned_down(cycle, step, answer)
        _post(cycle)

    if found:
        _quietly(tell)


def notify_failed(where: Mapping[str, Any], step: str, error: Exception) -> None:
    """Mail the secretariat that this run ends for an error, with its words; or that the year cannot be read."""

    def tell(cycle: OpenCycle) -> None:
        run = str(flow_run.get_id())
        words = words_of(error, cycle.loaded.community.language)
        notifications.notify_failed(cycle, step, run=run, error=words, link=run_link(cycle.services.settings, run))
        _post(cycle)

    _in_year(where, tell)


def notify_given_up(cycle: OpenCycle, step: str, *, run: str) -> None:
    """Mail the secretariat that a step died as often as it was tried."""

    def tell() -> None:
        settings = cycle.services.settings
        link = run_link(settings, run) if run else runs_link(settings, cycle.id, step)
        notifications.notify_given_up(cycle, step, link=link)
        _post(cycle)

    _quietly(tell)


def notify_form(where: Mapping[str, Any], what: str, words: str, *, ended: FormTrouble) -> None:
    """Mail the secretariat that what a form asked for did not go well; of the newest year where none is named."""

    def tell(cycle: OpenCycle) -> None:
        run = str(flow_run.get_id())
        link = run_link(cycle.services.settings, run)
        notifications.notify_form(cycle, what, ended=ended, run=run, error=words, link=link)
        _post(cycle)

    if where:
        _in_year(where, tell)
    else:
        _quietly(lambda: _with_services(lambda services: _notify_newest(services, tell)))


def notify_lost(
    services: Services, parameters: Mapping[str, Any], name: str, words: str, *, run: str, is_served: bool
) -> None:
    """Mail the secretariat that what somebody asked for in Prefect is started no more; of the newest year at need."""
    where = {key: parameters[key] for key in ("community", "meeting", "year") if parameters.get(key)}

    def tell(cycle: OpenCycle) -> None:
        link = run_link(cycle.services.settings, run)
        ended: FormTrouble = "broken" if is_served else "lost"
        notifications.notify_form(cycle, name, ended=ended, run=run, error=cycle.say(words), link=link)
        _post(cycle)

    def write() -> None:
        try:
            cycle = find_cycle(services, **where)
        except (CycleError, TypeError):  # the form names no year, or one that is not open
            _notify_newest(services, tell, community=PurePath(str(parameters.get("community") or "")).name)
        else:
            tell(cycle)

    _quietly(write)


def notify_round(services: Services, name: str, *, trouble: str) -> None:
    """Mail the secretariat of the configured community that a round has not gone well for a day."""
    _notify_newest(
        services,
        lambda cycle: notifications.notify_round(cycle, name, trouble=trouble),
    )


def notify_damaged(services: Services, error: CycleError) -> None:
    """Mail the secretariat of the configured community that archive packages are not as they were made."""
    _notify_newest(
        services,
        lambda cycle: notifications.notify_damaged(cycle, problems=words_of(error, cycle.language)),
    )


def notify_outlived(services: Services, found: Mapping[str, int]) -> None:
    """Mail the secretariat of each community how much private matter of its own has outlived its time."""
    for community, number in found.items():
        if number:
            tell = partial(notifications.notify_outlived, number=number)
            _notify_newest(services, tell, community=community)


def _notify_newest(services: Services, tell: Callable[[OpenCycle], None], *, community: str = "") -> None:
    """Tell those of the newest year of the community that is named, else of the configured one: of no other."""
    own = community or community_id(services.settings)
    rows = [row for row in services.memory.cycles.all() if row.community == own]
    if not rows:
        log.warning("nobody is told: %s has no year that was started", own)
    for row in rows[:1]:
        where = {"community": row.community, "meeting": row.meeting, "year": row.year}

        def write(where: Mapping[str, Any] = where) -> None:
            cycle = find_cycle(services, **where)
            tell(cycle)
            _post(cycle)

        _quietly(write)


def _in_year(where: Mapping[str, Any], tell: Callable[[OpenCycle], None]) -> None:
    """Tell of something in a year that is open; of its files, where they cannot be read."""

    def write(services: Services) -> None:
        try:
            cycle = find_cycle(services, **where)
        except CycleError as error:
            if not notify_of_year(services, where, error):  # not open: who filled in the form reads it in the run
                log.warning("nobody is told of a year that cannot be read: none is open, or nobody is known")
        else:
            tell(cycle)

    _quietly(lambda: _with_services(write))


def _with_services(work: Callable[[Services], None]) -> None:
    with open_services() as services:
        work(services)


def settle(cycle: OpenCycle) -> None:
    """Take back queued mails about what is decided by now, and send what was left over."""
    _quietly(lambda: _post(cycle))


def _post(cycle: OpenCycle) -> None:
    take_back_pointless(cycle)
    for _ in range(TRIES):
        try:
            send_notices(cycle)
            return
        except BusyError:
            time.sleep(PAUSE_SECONDS)


def _quietly(work: Callable[[], object]) -> None:
    try:
        work()
    except CycleError as error:  # it stays queued, and goes with the next sweep
        log.warning("a mail to those who run the year waits: %s", error)
    except Exception:  # a fault of ours must not keep a gate from opening
        log.exception("a mail to those who run the year could not be written")
