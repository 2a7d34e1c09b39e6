"""Tells a person whose approval came after what it is about had changed that it is kept, and does not count."""

from __future__ import annotations

import hashlib

from cycle import wording
from cycle.application.actions.approving import same_person
from cycle.application.delivery import LATE, SECRETARIAT, Notice, coordinator_id, put, secretariat
from cycle.application.year import OpenCycle, TranslatedYear, runs_link
from cycle.catalogue import say, sentence
from cycle.mail.message import ActionItem, Bodies, SecretariatMail
from cycle.model import Language
from cycle.services import OSLO
from cycle.store.decisions import Decision

TITLE = sentence("The approval does not count: {step} {year}")
OPENING = sentence(
    "{name} approved «{step}», revision {revision}, on {day}. The approval is kept, but it does not count: what it "
    "builds on has changed since."
)
YOURS = sentence(
    "You approved «{step}», revision {revision}, on {day}. The approval is kept, but it does not count: what it builds "
    "on has changed since."
)


def in_vain(cycle: OpenCycle, decision: Decision, language: Language = "nn") -> str:
    """Return in sentences that an approval does not count, and of what it was."""
    return _say(cycle, decision, OPENING, language)


def tell_in_vain(cycle: OpenCycle, decision: Decision) -> None:
    """Queue one mail to the person whose approval does not count; to the secretariat when nobody has that name."""
    found = [
        coordinator
        for coordinator in cycle.loaded.community.coordinators
        if same_person(coordinator.name) == same_person(decision.name)
    ]
    contact, language = secretariat(cycle), cycle.loaded.community.language
    name, address, recipient = contact.name, contact.address, SECRETARIAT
    if found:
        name, address = found[0].name, found[0].address
        language = found[0].language if cycle.loaded.words else language
        recipient = coordinator_id(address)
    year = TranslatedYear(cycle=cycle, language=language)
    link = runs_link(cycle.services.settings, cycle.id, decision.step)
    matter = ActionItem(
        what=say(language, "What has changed is made again, and each step asks again."),
        how=say(
            language, "You need do nothing now. You get a mail when there is something to decide, with what is new."
        ),
        link=link,
    )
    mail = SecretariatMail(
        meeting=f"{year.meeting} {cycle.year}",
        community=year.community.name,
        title=_say(cycle, decision, TITLE, language),
        opening=_say(cycle, decision, YOURS if found else OPENING, language),
        name=name if found else "",
        matters=(matter,),
        contact=year.contact,
    )
    body = Bodies(cycle.services.settings.templates / "mail").render("sekretariat", mail, language=language)
    notice = Notice(recipient=recipient, name=name, address=address, language=language, subject=mail.title, body=body)
    mark = hashlib.sha256(decision.key.encode()).hexdigest()[:8]
    put(cycle, f"{LATE}.{decision.step}.r{decision.revision}.{mark}", [notice])


def _say(cycle: OpenCycle, decision: Decision, text: str, language: Language) -> str:
    links = {link.name: link for link in cycle.chain}
    return say(
        language,
        text,
        name=decision.name,
        step=cycle.title_of(links[decision.step], language) if decision.step in links else decision.step,
        year=cycle.year,
        revision=decision.revision,
        day=wording.long_date(decision.at.astimezone(OSLO).date(), language),
    )
