"""What a secretary does about a mail that did not arrive, in plain nynorsk or bokmål, by why the server said no."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from difflib import get_close_matches

from cycle.mail.inbox import Cause, cause_of
from cycle.mail.message import domain_of
from cycle.model import Language, OutboxRow, OutboxState, Reply

COMMON_DOMAINS = (
    "gmail.com", "hotmail.com", "icloud.com", "live.no", "online.no", "outlook.com", "yahoo.com", "yahoo.no",
    "helse-bergen.no", "haraldsplass.no",
)  # fmt: skip
"""Domains that are suggested for a misspelt one, beside those that have taken mail."""

BY_CAUSE: Mapping[Language, Mapping[Cause, str]] = {
    "nn": {
        "unknown": "Adressa finst ikkje. Sjekk skrivemåten, rett adressa i registeret og send på nytt.",
        "domain": "Domenet etter @ svarar ikkje. Sjekk skrivemåten, rett adressa i registeret og send på nytt.",
        "moved": "Mottakaren har flytta. Finn den nye adressa, rett ho i registeret og send på nytt.",
        "closed": "Postkassa er stengd. Spør organisasjonen om ny adresse.",
        "insiders": "Adressa tek berre imot e-post frå eigen organisasjon. Be om ei anna adresse, eller ring.",
        "full": "Postkassa er full. Prøv igjen om to dagar, eller ring.",
        "large": "E-posten er for stor for mottakaren. Send med færre eller mindre vedlegg, eller på papir.",
        "content": "Mottakaren sitt filter stoppa e-posten. Ring mottakaren, og be IT der sleppe han gjennom.",
        "listed": "E-posttenaren vår står på ei sperreliste. Det er ikkje mottakaren sin feil: kontakt IT hos oss.",
        "distrust": "Tenaren stoler ikkje på avsendaren. Det er ikkje mottakaren sin feil: kontakt IT om SPF og DKIM.",
        "later": "Mottakaren tek imot seinare. Tenesta prøver igjen av seg sjølv.",
        "relay": "Vår eigen e-posttenar sende ikkje e-posten vidare. Kontakt IT hos oss.",
        "syntax": "Adressa er skriven feil. Rett adressa i registeret og send på nytt.",
        "rejected": "Adressa blir avvist. Sjekk skrivemåten, rett adressa og send på nytt, eller ring mottakaren.",
    },
    "nb": {
        "unknown": "Adressen finnes ikke. Sjekk skrivemåten, rett adressen i registeret og send på nytt.",
        "domain": "Domenet etter @ svarer ikke. Sjekk skrivemåten, rett adressen i registeret og send på nytt.",
        "moved": "Mottakeren har flyttet. Finn den nye adressen, rett den i registeret og send på nytt.",
        "closed": "Postkassen er stengt. Spør organisasjonen om ny adresse.",
        "insiders": "Adressen tar bare imot e-post fra egen organisasjon. Be om en annen adresse, eller ring.",
        "full": "Postkassen er full. Prøv igjen om to dager, eller ring.",
        "large": "E-posten er for stor for mottakeren. Send med færre eller mindre vedlegg, eller på papir.",
        "content": "Mottakerens filter stoppet e-posten. Ring mottakeren, og be IT der slippe den gjennom.",
        "listed": "E-posttjeneren vår står på en sperreliste. Det er ikke mottakerens feil: kontakt IT hos oss.",
        "distrust": "Tjeneren stoler ikke på avsenderen. Det er ikke mottakerens feil: kontakt IT om SPF og DKIM.",
        "later": "Mottakeren tar imot senere. Tjenesten prøver igjen av seg selv.",
        "relay": "Vår egen e-posttjener sendte ikke e-posten videre. Kontakt IT hos oss.",
        "syntax": "Adressen er skrevet feil. Rett adressen i registeret og send på nytt.",
        "rejected": "Adressen blir avvist. Sjekk skrivemåten, rett adressen og send på nytt, eller ring mottakeren.",
    },
}

BY_STATE: Mapping[Language, Mapping[OutboxState, str]] = {
    "nn": {
        "queued": "Ventar på å bli sendt. Du treng ikkje gjere noko.",
        "sending": "Blir send no. Du treng ikkje gjere noko.",
        "sent": "",
        "refused": "Vart ikkje teken imot. Les svaret frå tenaren, rett adressa og send på nytt.",
        "failed": "Vart ikkje send. Les grunnen, rett han og send på nytt.",
        "uncertain": "Vi veit ikkje om e-posten kom fram. Spør mottakaren, og vel så «rekn som send» eller "
        "«send på nytt».",
    },
    "nb": {
        "queued": "Venter på å bli sendt. Du trenger ikke gjøre noe.",
        "sending": "Blir sendt nå. Du trenger ikke gjøre noe.",
        "sent": "",
        "refused": "Ble ikke tatt imot. Les svaret fra tjeneren, rett adressen og send på nytt.",
        "failed": "Ble ikke sendt. Les grunnen, rett den og send på nytt.",
        "uncertain": "Vi vet ikke om e-posten kom fram. Spør mottakeren, og velg så «regn som sendt» eller "
        "«send på nytt».",
    },
}

GIVEN_UP: Mapping[Language, str] = {
    "nn": "Mottakaren tok ikkje imot på fleire forsøk. Ring mottakaren, eller send på nytt i morgon.",
    "nb": "Mottakeren tok ikke imot på flere forsøk. Ring mottakeren, eller send på nytt i morgen.",
}
"""For what the service no longer tries again by itself."""

STOPPED_HERE: Mapping[Language, Mapping[str, str]] = {
    "nn": {
        "not sent: the address is not on the allow list": "Adressa er ikkje på lista over godkjende testmottakarar. "
        "Ingen e-post gjekk ut.",
        "not sent: the address is an example": "Adressa er eit eksempel og fører ikkje til nokon. "
        "Rett adressa i registeret.",
        "the server turns us down: 5": "E-posttenaren tek ikkje imot frå oss. Det er ikkje mottakaren sin feil: "
        "kontakt IT hos oss. Tenesta prøver igjen av seg sjølv.",
        "withdrawn before it was sent": "Mottakaren står ikkje på lista lenger. E-posten vart trekt tilbake før han "
        "gjekk ut. Du treng ikkje gjere noko.",
    },
    "nb": {
        "not sent: the address is not on the allow list": "Adressen er ikke på listen over godkjente testmottakere. "
        "Ingen e-post gikk ut.",
        "not sent: the address is an example": "Adressen er et eksempel og fører ikke til noen. "
        "Rett adressen i registeret.",
        "the server turns us down: 5": "E-posttjeneren tar ikke imot fra oss. Det er ikke mottakerens feil: "
        "kontakt IT hos oss. Tjenesten prøver igjen av seg selv.",
        "withdrawn before it was sent": "Mottakeren står ikke på listen lenger. E-posten ble trukket tilbake før den "
        "gikk ut. Du trenger ikke gjøre noe.",
    },
}
"""By how the words of our own guard or outbox begin."""

CAME_BACK: Mapping[Language, str] = {
    "nn": "E-posten kom i retur. Les svaret frå tenaren, ring mottakaren og rett adressa i registeret.",
    "nb": "E-posten kom i retur. Les svaret fra tjeneren, ring mottakeren og rett adressen i registeret.",
}
"""For a mail that was accepted first and came back without a reason that is known."""

ON_THE_WAY: Mapping[Language, str] = {
    "nn": "E-posten er forseinka på vegen. Tenarane prøver igjen; vent to dagar før du ringjer.",
    "nb": "E-posten er forsinket på veien. Tjenerne prøver igjen; vent to dager før du ringer.",
}

MEANT: Mapping[Language, str] = {"nn": "Meinte du {address}?", "nb": "Mente du {address}?"}


def remedy(row: OutboxRow, language: Language = "nn", *, domains: Collection[str] = ()) -> str:
    """Return what to do about the row, one to three sentences; empty when nothing is to be done.

    `domains` are those that have taken mail: the nearest is suggested when nobody has the address.
    """
    if row.state in ("sent", "sending", "uncertain") or (row.state == "queued" and not row.text):
        return BY_STATE[language][row.state]
    for begins, words in STOPPED_HERE[language].items():
        if row.text.startswith(begins):
            return words
    cause = cause_of(row.code, row.text)
    if row.state == "queued" and cause not in {"full", "domain"}:
        return BY_CAUSE[language]["later"]
    if cause == "later":
        return GIVEN_UP[language]
    if not cause:
        return BY_STATE[language][row.state]
    meant = near_address(row.address, domains) if cause in {"unknown", "domain"} else ""
    words = BY_CAUSE[language][cause]
    return f"{words} {MEANT[language].format(address=meant)}" if meant else words


def returned_remedy(reply: Reply, address: str, language: Language = "nn", *, domains: Collection[str] = ()) -> str:
    """Return what to do about a mail that came back or waits on the way, by the report's code and words."""
    if reply.what == "delayed":
        return ON_THE_WAY[language]
    cause = cause_of(None, f"{reply.code} {reply.text}".strip())
    if not cause or cause == "later":
        return CAME_BACK[language]
    meant = near_address(address, domains) if cause in {"unknown", "domain"} else ""
    words = BY_CAUSE[language][cause]
    return f"{words} {MEANT[language].format(address=meant)}" if meant else words


def near_address(address: str, domains: Collection[str]) -> str:
    """Return the address with the nearest known domain; empty when its own is known or none is near."""
    local, _, _ = address.rpartition("@")
    domain, known = domain_of(address), {domain.lower() for domain in (*domains, *COMMON_DOMAINS)}
    near = [] if domain in known or not local else get_close_matches(domain, sorted(known), n=1, cutoff=0.85)
    return f"{local}@{near[0]}" if near else ""
