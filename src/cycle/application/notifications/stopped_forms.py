"""Tells the secretariat that what somebody asked for in a form did not go well, and whether anything of it is done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from cycle.application.delivery import FAILED
from cycle.application.notifications.secretariat import CORRECT_IT, MOST_WORDS, queue_mail
from cycle.application.year import OpenCycle
from cycle.catalogue import sentence
from cycle.mail.message import ActionItem

FormTrouble = Literal["refused", "partly", "broken", "lost"]
"""How a form went wrong: nothing is done, what it asked for is done but not what follows, or nobody knows.

Nobody knows of a lost one either, and nothing serves its run any more.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class _FormMail:
    """What the mail says, as sentences about `{form}`."""

    title: str
    opening: str
    what: str
    how: str


_FILL_IN_AGAIN = sentence("Then fill in the form again.")
_IF_NOT_DONE = sentence("If it is not done, fill in the form again.")
_RETRY = sentence("Then press “Retry” on the run. Do not fill in the form again.")
_BROKEN = _FormMail(
    title=sentence("Waiting for you: the form “{form}” {year} stopped"),
    opening=sentence("The form “{form}” stopped because of an error, and it is uncertain how much is done."),
    what=sentence("See first whether it is done after all."),
    how=_RETRY,
)
_MAILS: Mapping[FormTrouble, _FormMail] = {
    "refused": _FormMail(
        title=sentence("Waiting for you: the form “{form}” {year} was not carried out"),
        opening=sentence("The form “{form}” was not carried out. Nothing is done."),
        what=CORRECT_IT,
        how=_FILL_IN_AGAIN,
    ),
    "partly": _FormMail(
        title=sentence("Waiting for you: the form “{form}” {year} is done, but what follows it stopped"),
        opening=sentence(
            "What the form “{form}” asked for is done and must not be done a second time. "
            "But what was to follow it stopped."
        ),
        what=CORRECT_IT,
        how=_RETRY,
    ),
    "broken": _BROKEN,
    "lost": replace(_BROKEN, how=_IF_NOT_DONE),
}


def notify_form(cycle: OpenCycle, form: str, *, ended: FormTrouble, run: str, error: str, link: str) -> None:
    """Queue one mail that what a person asked for in a form did not go well, with why; told once for each run."""
    words = _MAILS[ended]
    queue_mail(
        cycle,
        f"{FAILED}.skjema.{run[-12:]}",
        title=cycle.say(words.title, form=form, year=cycle.year),
        opening=cycle.say(words.opening, form=form),
        matters=[ActionItem(what=cycle.say(words.what), how=cycle.say(words.how), link=link)],
        quoted=error[:MOST_WORDS],
    )
