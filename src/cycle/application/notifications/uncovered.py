"""Tells the secretariat that a gate waits and nobody who can approve it is there: once for each time it opens."""

from __future__ import annotations

from cycle.application.actions import Result, is_uncovered
from cycle.application.delivery import UNCOVERED
from cycle.application.notifications.gate_opened import gate_stem, running_text
from cycle.application.notifications.secretariat import queue_mail
from cycle.application.year import OpenCycle, gate_page_link, node_named
from cycle.mail.message import ActionItem


def notify_uncovered(cycle: OpenCycle, result: Result) -> bool:
    """Queue the mail where those who are asked and are there cannot approve between them; return whether they cannot.

    For want of anybody with the role, of a deputy for who is away, of somebody for a side, of another than who made it.
    """
    if not is_uncovered(cycle, result):
        return False
    node = node_named(cycle.graph, result.step)
    title, named = cycle.title_of(node), running_text(cycle, node, cycle.language)
    queue_mail(
        cycle,
        gate_stem(cycle, result, first=UNCOVERED),
        title=cycle.say("Nobody who can decide is there: {step} {year}", step=named, year=cycle.year),
        opening=cycle.say(
            "«{step}» waits for a decision, and those who are asked and are there cannot approve it between them.",
            step=title,
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
    return True
