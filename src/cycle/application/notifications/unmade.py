"""Tells the secretariat of mails to those who decide that cannot be made; one that cannot keeps no other back."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from cycle.application.delivery import FAILED
from cycle.application.notifications.secretariat import CORRECT_IT, MOST_WORDS, queue_mail
from cycle.application.year import OpenCycle, words_of
from cycle.catalogue import counted, plural
from cycle.errors import CycleError
from cycle.mail.message import ActionItem

log = logging.getLogger(__name__)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Unmade:
    """The mails of one round that could not be made: to whom, of which year, and why."""

    found: list[tuple[OpenCycle, str, str]] = field(default_factory=list)

    def unless_made(self, cycle: OpenCycle, to: str, make: Callable[[], T]) -> T | None:
        """Return what is made; None where it cannot be, which is kept to be told."""
        try:
            return make()
        except CycleError as error:
            log.error("%s: a mail to somebody who decides cannot be made: %s", cycle.id, error)
            self.found.append((cycle, to, words_of(error, cycle.language)))
        except Exception as error:  # whatever a mail ends in, the others go
            log.exception("%s: a mail to somebody who decides cannot be made", cycle.id)
            self.found.append((cycle, to, type(error).__name__))
        return None

    def words(self, cycle: str) -> str:
        """Return who of a year has got no mail, and why; "" where everybody's was made."""
        mine = [(year, to, why) for year, to, why in self.found if year.id == cycle]
        if not mine:
            return ""
        names = list(dict.fromkeys(to for _, to, _ in mine))
        said = counted(mine[0][0].language, len(names), *NOT_TOLD, names=", ".join(names))
        return " ".join([said, *dict.fromkeys(why for _, _, why in mine)])

    def tell(self) -> None:
        """Queue one mail a day for each year to the secretariat, on all that could not be made."""
        for cycle in dict.fromkeys(cycle.id for cycle, _, _ in self.found):
            mine = [(year, to, why) for year, to, why in self.found if year.id == cycle]
            try:
                _tell(mine[0][0], [to for _, to, _ in mine], [why for _, _, why in mine])
            except CycleError as error:  # what is wrong with the mails is wrong with this one too
                log.error("%s: the secretariat cannot be told of it: %s", cycle, error)


MADE_THEN = plural(
    "The mail is then made the next morning. Until then: tell the person yourself.",
    "The mails are then made the next morning. Until then: tell them yourself.",
)
NOT_TOLD = plural(
    "{names} has not been told today of what waits. Nobody else is affected.",
    "These have not been told today of what waits for them: {names}. Nobody else is affected.",
)


def _tell(cycle: OpenCycle, people: list[str], reasons: list[str]) -> None:
    names = list(dict.fromkeys(people))
    queue_mail(
        cycle,
        f"{FAILED}.paaminning.{cycle.services.today:%Y%m%d}",
        title=cycle.say("Waiting for you: mails to those who decide could not be made"),
        opening=counted(cycle.language, len(names), *NOT_TOLD, names=", ".join(names)),
        matters=[
            ActionItem(
                what=cycle.say(CORRECT_IT),
                how=cycle.count(len(names), *MADE_THEN),
                link="",
            )
        ],
        quoted="\n".join(dict.fromkeys(reasons))[:MOST_WORDS],
    )
