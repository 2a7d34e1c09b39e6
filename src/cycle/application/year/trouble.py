"""What went wrong, in nynorsk or bokmål, for those who prepare the year: what is wrong, where, and what to do.

Every error that can end a run, a form or a round has its sentence here: no run ends in words of a program alone.
"""

# ruff: noqa: E501  (each sentence on one line)
from __future__ import annotations

import re
from typing import TypeVar

from cycle import catalogue
from cycle.application.year.community import load_named_community
from cycle.application.year.problem_words import problems_in_words
from cycle.errors import (
    BusyError,
    ConversionError,
    CycleError,
    FullDiskError,
    HeldError,
    InputError,
    MissingToolError,
    Refused,
    StoreError,
    TemplateError,
    Unavailable,
    Uncertain,
)
from cycle.letters.checks import in_words
from cycle.model import Language
from cycle.services import Services

Both = tuple[str, str]
Raised = TypeVar("Raised", bound=CycleError)

_KINDS: tuple[tuple[type[CycleError], Both], ...] = (
    (FullDiskError, (
        "Disken er full. Be den som driv tenesta om å rydde plass. Det som er gjort, er teke vare på.",
        "Disken er full. Be den som drifter tjenesten om å rydde plass. Det som er gjort, er tatt vare på.",
    )),
    (BusyError, (
        "Ei anna køyring held på med det same. Vent litt, og prøv igjen.",
        "En annen kjøring holder på med det samme. Vent litt, og prøv igjen.",
    )),
    (MissingToolError, (
        "Eit program som tenesta treng, manglar på maskina. Sei det til den som driv tenesta.",
        "Et program som tjenesten trenger, mangler på maskinen. Si det til den som drifter tjenesten.",
    )),
    (ConversionError, (
        "Breva vart ikkje til PDF. Sjå om malane opnar seg i Word, og prøv igjen.",
        "Brevene ble ikke til PDF. Se om malene åpner seg i Word, og prøv igjen.",
    )),
    (StoreError, (
        "Databasen eller dei lagra filene er ikkje som dei skal vere. Sei det til den som driv tenesta.",
        "Databasen eller de lagrede filene er ikke som de skal være. Si det til den som drifter tjenesten.",
    )),
    (Unavailable, (
        "E-posttenaren svarar ikkje, eller tek ikkje imot no. Det som ikkje er sendt, står i kø.",
        "E-posttjeneren svarer ikke, eller tar ikke imot nå. Det som ikke er sendt, står i kø.",
    )),
    (Refused, (
        "E-posttenaren sa nei. Sjå i lista over utsendinga kven det gjeld.",
        "E-posttjeneren sa nei. Se i listen over utsendingen hvem det gjelder.",
    )),
    (Uncertain, (
        "Det er uvisst om e-posten kom fram. Sjå i lista over utsendinga, og avgjer.",
        "Det er uvisst om e-posten kom fram. Se i listen over utsendingen, og avgjør.",
    )),
)  # fmt: skip
"""What each kind of error is to those who prepare the year; the first that fits is said."""

_SAID: tuple[tuple[str, Both], ...] = (
    (r".*: the meeting is called off; .*", ("Møtet er avlyst, så dette blir ikkje gjort. Be om utsendinga om ho likevel skal gå.", "Møtet er avlyst, så dette blir ikke gjort. Be om utsendingen om den likevel skal gå.")),
    (r".*: the meeting was called off meanwhile; (\d+) mails were not sent", ("Møtet vart avlyst medan e-postane gjekk ut. {0} e-postar vart ikkje sende.", "Møtet ble avlyst mens e-postene gikk ut. {0} e-poster ble ikke sendt.")),
    (r".*: what it builds on has changed since revision (\d+) was approved; .*", ("Det dette byggjer på, er endra sidan revisjon {0} vart godkjend. Det blir laga på nytt, og må godkjennast på nytt.", "Det dette bygger på, er endret siden revisjon {0} ble godkjent. Det lages på nytt, og må godkjennes på nytt.")),
    (r".*: revision (\d+) is not approved; .*", ("Revisjon {0} er ikkje godkjend. Opne godkjenninga, og avgjer.", "Revisjon {0} er ikke godkjent. Åpne godkjenningen, og avgjør.")),
    (r".*: needs .*, which is not done yet", ("Steg som dette byggjer på, er ikkje ferdige enno.", "Steg som dette bygger på, er ikke ferdige ennå.")),
    (r".*: has no result yet; run it first", ("Steget er ikkje gjort enno. Start året på nytt.", "Steget er ikke gjort ennå. Start året på nytt.")),
    (r"step '(.+)': there is no such step.*", ("Året har ikkje noko steg som heiter «{0}».", "Året har ikke noe steg som heter «{0}».")),
    (r"inbox: no mailbox is set up; .*", ("Inga postkasse er sett opp, så svar blir ikkje lesne. Sei det til den som driv tenesta.", "Ingen postkasse er satt opp, så svar blir ikke lest. Si det til den som drifter tjenesten.")),
    (r"(.+): there is no such folder", ("Mappa {0} finst ikkje. Sei det til den som driv tenesta.", "Mappen {0} finnes ikke. Si det til den som drifter tjenesten.")),
    (r"outbox (\d+): (?:no such row|there is no such mail).*", ("Det finst ingen e-post med nummer {0}. Sjå nummeret i lista over utsendinga.", "Det finnes ingen e-post med nummer {0}. Se nummeret i listen over utsendingen.")),
    (r"outbox (\d+): cannot become .*", ("E-post nummer {0} er ikkje uavklart, så det er ikkje noko å avgjere. Sjå nummeret i lista over utsendinga.", "E-post nummer {0} er ikke uavklart, så det er ikke noe å avgjøre. Se nummeret i listen over utsendingen.")),
    (r"outbox: who decides and why .*", ("Skriv kven som avgjer, og kvifor.", "Skriv hvem som avgjør, og hvorfor.")),
    (r".*: nobody asked for .*", ("Ingen har bede om dette.", "Ingen har bedt om dette.")),
)  # fmt: skip
"""Sentences of errors that say more than their kind."""

_UNKNOWN = (
    "Tenesta fekk ikkje gjort dette. Sei det til den som driv tenesta; heile feilen står i loggen til køyringa",
    "Tjenesten fikk ikke gjort dette. Si det til den som drifter tjenesten; hele feilen står i loggen til kjøringen",
)
_OURS = (
    "Tenesta gjorde ein feil som ikkje er din. Prøv ein gong til. Hender det igjen, sei det til den som driv tenesta; heile feilen står i loggen til køyringa",
    "Tjenesten gjorde en feil som ikke er din. Prøv en gang til. Skjer det igjen, si det til den som drifter tjenesten; hele feilen står i loggen til kjøringen",
)
_PREFECT = (
    "Prefect svarar ikkje akkurat no. Vent litt, og prøv igjen. Hender det igjen, sei det til den som driv tenesta",
    "Prefect svarer ikke akkurat nå. Vent litt, og prøv igjen. Skjer det igjen, si det til den som drifter tjenesten",
)
_MACHINE = (
    "Tenesta fekk ikkje lese eller skrive ei fil. Sei det til den som driv tenesta; heile feilen står i loggen til køyringa",
    "Tjenesten fikk ikke lese eller skrive en fil. Si det til den som drifter tjenesten; hele feilen står i loggen til kjøringen",
)


def words_of(error: BaseException, language: Language) -> str:
    """Return what went wrong in the reader's language; what is for developers stands last, in brackets."""
    form = 0 if language == "nn" else 1
    if isinstance(error, TemplateError):
        return in_words(error, language)
    if isinstance(error, CycleError):
        return _said(error, language, form)
    sentences = _PREFECT if _is_of_prefect(error) else _MACHINE if isinstance(error, OSError) else _OURS
    return f"{sentences[form]} ({type(error).__name__})."


def with_words(error: Raised, text: str, **values: object) -> Raised:
    """Return the error with its words for those who run the year: a sentence of the catalogue in both forms."""
    return error.in_nynorsk(catalogue.say("nn", text, **values), nb=catalogue.say("nb", text, **values))


def language_of(services: Services, community: str = "") -> Language:
    """Return the language of a community, the configured one by default; nynorsk where its files cannot be read."""
    try:
        return load_named_community(services.settings, community).community.language
    except CycleError:
        return "nn"


def _said(error: CycleError, language: Language, form: int) -> str:
    own = error.message.said(language) if error.message else (error.nn, error.nb)[form]
    if own or isinstance(error, HeldError):
        return own or str(error)
    if isinstance(error, InputError):
        return problems_in_words(error.problems, language)
    for pattern, forms in _SAID:
        found = re.fullmatch(pattern, str(error), re.DOTALL)
        if found:
            return forms[form].format(*found.groups())
    for kind, forms in _KINDS:
        if isinstance(error, kind):
            return f"{forms[form]} ({error})"
    return f"{_UNKNOWN[form]} ({error})."


def _is_of_prefect(error: BaseException) -> bool:
    """Return whether the error is of Prefect or of the way to it; these rooms know neither."""
    return type(error).__module__.partition(".")[0] in {"prefect", "httpx", "httpcore"}
