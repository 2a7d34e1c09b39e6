"""Tells the secretariat of what is done again and again: a round that stands still, packages that are damaged."""

from __future__ import annotations

from collections.abc import Mapping

from cycle.application.actions import CHECK, MORNING, READING
from cycle.application.delivery import FAILED
from cycle.application.notifications.secretariat import MOST_WORDS, queue_mail
from cycle.application.year import OpenCycle
from cycle.catalogue import sentence
from cycle.mail.message import ActionItem

ROUNDS: Mapping[str, tuple[str, str]] = {
    READING: (
        sentence("the reading of answers"),
        sentence("Answers and returned mail are not read. Those who have answered look as if they were silent."),
    ),
    MORNING: (
        sentence("the morning round"),
        sentence("The morning round has not gone. Nobody is reminded of what waits."),
    ),
    CHECK: (sentence("the monthly check"), sentence("The archive packages are not checked.")),
}
"""What a round is called, and what it means that it stands still."""


def notify_round(cycle: OpenCycle, name: str, *, trouble: str) -> None:
    """Queue one mail that a round has not gone well for a day, with the last error's words; once a day at most."""
    called, meaning = ROUNDS[name]
    how = cycle.say("Tell whoever runs the service: “cycle doctor” says what is wrong.")
    queue_mail(
        cycle,
        f"{FAILED}.{name}.{cycle.services.today:%Y%m%d}",
        title=cycle.say("Waiting for you: {round} stands still", round=cycle.say(called)),
        opening=cycle.say("The service has tried for more than a day, and cannot do it."),
        matters=[ActionItem(what=cycle.say(meaning), how=how, link="")],
        quoted=trouble[:MOST_WORDS],
    )


def notify_damaged(cycle: OpenCycle, *, problems: str) -> None:
    """Queue one mail that the archive packages are not as they were made; once a day at most."""
    matter = ActionItem(
        what=cycle.say("Bring the packages back from the backup"),
        how=cycle.say("Tell whoever runs the service: “cycle archive verify” says what is wrong."),
        link="",
    )
    queue_mail(
        cycle,
        f"{FAILED}.arkivpakkar.{cycle.services.today:%Y%m%d}",
        title=cycle.say("Waiting for you: the archive packages are not as they were made"),
        opening=cycle.say("The check of the archive packages found files that are missing, changed or added."),
        matters=[matter],
        quoted=problems[:MOST_WORDS],
    )


def notify_outlived(cycle: OpenCycle, *, number: int) -> None:
    """Queue one mail that private matter has outlived its time, and who may let it go; once a day at most."""
    queue_mail(
        cycle,
        f"{FAILED}.kassasjon.{cycle.services.today:%Y%m%d}",
        title=cycle.say("Waiting for you: private matter has outlived its time"),
        opening=cycle.say("Nothing is deleted by itself. The public record and the proof of notice stay."),
        matters=[
            ActionItem(
                what=cycle.count(
                    number,
                    "Decide whether {number} piece of private matter goes",
                    "Decide whether {number} pieces of private matter go",
                ),
                how=cycle.say("Ask whoever runs the service: “cycle retention” shows what, and by which rule."),
                link="",
            )
        ],
    )
