"""Tells a person whose approval came after what it is about had changed that it is kept, and does not count."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from cycle import wording
from cycle.application.actions.states import same_person
from cycle.application.delivery import LATE, SECRETARIAT, Notice, coordinator_id, put, secretariat
from cycle.application.year import OpenCycle, TranslatedYear, runs_link
from cycle.mail.message import ActionItem, Bodies, SecretariatMail
from cycle.model import Language
from cycle.services import OSLO
from cycle.store.decisions import Decision

WORDS: Mapping[Language, Mapping[str, str]] = {
    "nn": {
        "title": "Godkjenninga tel ikkje: {step} {year}",
        "yours": "Du godkjende «{step}», revisjon {revision}, den {day}. Godkjenninga er teken vare på, "
        "men ho tel ikkje: det ho byggjer på, er endra sidan.",
        "opening": "{name} godkjende «{step}», revisjon {revision}, den {day}. Godkjenninga er teken vare på, "
        "men ho tel ikkje: det ho byggjer på, er endra sidan.",
        "what": "Det som er endra, blir laga på nytt, og kvart steg spør på nytt.",
        "how": "Du treng ikkje gjere noko no. Du får e-post når det er noko å avgjere, med kva som er nytt.",
    },
    "nb": {
        "title": "Godkjenningen teller ikke: {step} {year}",
        "yours": "Du godkjente «{step}», revisjon {revision}, den {day}. Godkjenningen er tatt vare på, "
        "men den teller ikke: det den bygger på, er endret siden.",
        "opening": "{name} godkjente «{step}», revisjon {revision}, den {day}. Godkjenningen er tatt vare på, "
        "men den teller ikke: det den bygger på, er endret siden.",
        "what": "Det som er endret, lages på nytt, og hvert steg spør på nytt.",
        "how": "Du trenger ikke gjøre noe nå. Du får e-post når det er noe å avgjøre, med hva som er nytt.",
    },
}


def in_vain(cycle: OpenCycle, decision: Decision, language: Language = "nn") -> str:
    """Return in sentences that an approval does not count, and of what it was."""
    return _say(cycle, decision, "opening", language)


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
        what=_say(cycle, decision, "what", language), how=_say(cycle, decision, "how", language), link=link
    )
    mail = SecretariatMail(
        meeting=f"{year.meeting} {cycle.year}",
        community=year.community.name,
        title=_say(cycle, decision, "title", language),
        opening=_say(cycle, decision, "yours" if found else "opening", language),
        name=name if found else "",
        matters=(matter,),
        contact=year.contact,
    )
    body = Bodies(cycle.services.settings.templates / "mail").render("sekretariat", mail, language=language)
    notice = Notice(recipient=recipient, name=name, address=address, language=language, subject=mail.title, body=body)
    mark = hashlib.sha256(decision.key.encode()).hexdigest()[:8]
    put(cycle, f"{LATE}.{decision.step}.r{decision.revision}.{mark}", [notice])


def _say(cycle: OpenCycle, decision: Decision, words: str, language: Language) -> str:
    links = {link.name: link for link in cycle.chain}
    return WORDS[language][words].format(
        name=decision.name,
        step=cycle.title_of(links[decision.step], language) if decision.step in links else decision.step,
        year=cycle.year,
        revision=decision.revision,
        day=wording.long_date(decision.at.astimezone(OSLO).date(), language),
    )
