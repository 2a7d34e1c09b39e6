"""A mail to the secretariat: what needs a person, and how it is done, in the language of the community."""

from __future__ import annotations

from collections.abc import Sequence

from cycle.application.delivery import SECRETARIAT, Notice, put, secretariat
from cycle.application.persons import to_those_in_secretariat
from cycle.application.year import OpenCycle, TranslatedYear
from cycle.catalogue import sentence
from cycle.mail.message import ActionItem, Bodies, SecretariatMail

MOST_WORDS = 4000
"""Letters of an error that are quoted; the rest is in the log of the run."""
CORRECT_IT = sentence("Read what is wrong, and correct it.")
START_AGAIN = sentence("Then start the year again: “Deployments → 1-start → Run” in Prefect, or “cycle start {year}”.")


def queue_mail(
    cycle: OpenCycle,
    kind: str,
    *,
    title: str,
    opening: str,
    matters: Sequence[ActionItem],
    quoted: str = "",
    about: int | None = None,
) -> None:
    """Queue one mail to each of the secretariat, once for each `kind`.

    It says that it is about the cycle's year unless `about` names another.
    """
    put(
        cycle, kind, secretariat_mails(cycle, title=title, opening=opening, matters=matters, quoted=quoted, about=about)
    )


def secretariat_mails(
    cycle: OpenCycle,
    *,
    title: str,
    opening: str,
    matters: Sequence[ActionItem],
    quoted: str = "",
    about: int | None = None,
) -> list[Notice]:
    """Return the mail as it is queued, to each who is the secretariat."""
    year, contact = TranslatedYear(cycle=cycle, language=cycle.language), secretariat(cycle)
    mail = SecretariatMail(
        meeting=f"{year.meeting} {about or cycle.year}",
        community=year.community.name,
        title=title,
        opening=opening,
        matters=tuple(matters),
        contact=year.contact,
        quoted=quoted,
    )
    bodies = Bodies(cycle.services.settings.templates / "mail")
    notice = Notice(
        recipient=SECRETARIAT,
        name=contact.name,
        address=contact.address,
        language=cycle.language,
        subject=title,
        body=bodies.render("sekretariat", mail, language=cycle.language),
    )
    return to_those_in_secretariat(cycle, notice)
