"""Tells the secretariat that a gate waits and nobody who can approve it is there, again as long as that lasts."""

from __future__ import annotations

import datetime as dt

from cycle.application.actions import Result, is_uncovered
from cycle.application.delivery import UNCOVERED, notice_rows
from cycle.application.notifications.gate_opened import gate_stem, is_about, running_text
from cycle.application.notifications.secretariat import queue_mail
from cycle.application.year import OpenCycle, gate_page_link, node_named
from cycle.governance.calendar.days import add_workdays
from cycle.mail.message import ActionItem
from cycle.services import OSLO
from cycle.store.mails.outbox import is_withdrawn
from cycle.wording import long_date


def notify_uncovered(cycle: OpenCycle, result: Result) -> bool:
    """Queue the mail where those who are asked and are there cannot approve between them; return whether they cannot.

    For want of anybody with the role, of a deputy for who is away, of somebody for a side, of another than who made it.
    Whoever is away is not reminded, so nothing of it grows old: it is told again by the secretariat's working days.
    """
    if not is_uncovered(cycle, result):
        return False
    stem = gate_stem(cycle, result, first=UNCOVERED)
    reported = _told_on(cycle, stem)
    if not reported:
        _queue(cycle, result, stem)
    elif cycle.services.today >= add_workdays(max(reported), cycle.loaded.community.reminders.again):
        _queue(cycle, result, f"{stem}.{cycle.services.today:%y%m%d}", since=min(reported))
    return True


def _told_on(cycle: OpenCycle, stem: str) -> list[dt.date]:
    """Return the days on which this opening of the gate was told of."""
    rows = [row for row in notice_rows(cycle, UNCOVERED) if not is_withdrawn(row) and is_about(row.kind, stem)]
    return [row.date.astimezone(OSLO).date() for row in rows]


def _queue(cycle: OpenCycle, result: Result, kind: str, *, since: dt.date | None = None) -> None:
    node = node_named(cycle.graph, result.step)
    title, named = cycle.title_of(node), running_text(cycle, node, cycle.language)
    queue_mail(
        cycle,
        kind,
        title=cycle.say("Nobody who can decide is there: {step} {year}", step=named, year=cycle.year),
        opening=cycle.say(
            "«{step}» waits for a decision, and those who are asked and are there cannot approve it between them.",
            step=title,
        )
        if since is None
        else cycle.say(
            "«{step}» has waited since {day}, and those who are asked and are there still cannot approve it between "
            "them. Nobody else is reminded of it.",
            step=title,
            day=long_date(since, cycle.language),
        ),
        matters=[
            ActionItem(
                what=cycle.say("Somebody must be able to decide."),
                how=cycle.say(
                    "On the page with the people: name a deputy for whoever is away, or give somebody the step. The "
                    "secretariat can also decide itself, on the page of the step."
                ),
                link=gate_page_link(cycle.services.settings, cycle.id, result.step),
            )
        ],
    )
