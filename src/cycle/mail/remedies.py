"""What a secretary does about a mail that did not arrive, in plain nynorsk, by the server's code (RFC 3463)."""

from __future__ import annotations

import re

from cycle.model import OutboxRow

ENHANCED = (
    (r"5\.1\.(1|10)|5\.1\.6", "Adressa finst ikkje. Sjekk skrivemåten, rett adressa og send på nytt."),
    (r"[45]\.1\.[23]|[45]\.4\.[14]", "Domenet etter @ svarar ikkje. Sjekk skrivemåten, rett adressa og send på nytt."),
    (r"[45]\.2\.2", "Postkassa er full. Prøv igjen om to dagar, eller ring."),
    (r"[45]\.2\.1", "Postkassa er stengd. Spør organisasjonen om ny adresse."),
    (r"[45]\.3\.4|5\.2\.3", "E-posten er for stor for mottakaren. Send med færre eller mindre vedlegg."),
    (r"5\.7\.\d+", "Tenaren stoler ikkje på avsendaren. Det er ikkje mottakaren sin feil: kontakt IT om SPF og DKIM."),
    (r"4\.7\.\d+|4\.3\.2", "Mottakaren tek imot seinare. Tenesta prøver igjen av seg sjølv."),
)
"""Pattern of the enhanced status code, and the words."""

BY_CODE = {
    550: "Adressa blir avvist. Sjekk skrivemåten, rett adressa og send på nytt.",
    551: "Mottakaren har flytta. Finn den nye adressa, rett ho og send på nytt.",
    552: "Postkassa er full, eller e-posten er for stor. Prøv igjen om to dagar, eller ring.",
    553: "Adressa er skriven feil. Rett adressa og send på nytt.",
    554: "Tenaren avviste e-posten. Les svaret frå tenaren, og ring mottakaren om det hastar.",
}

BY_STATE = {
    "queued": "Ventar på å bli sendt. Du treng ikkje gjere noko.",
    "sending": "Blir send no. Du treng ikkje gjere noko.",
    "sent": "",
    "refused": "Vart ikkje teken imot. Les svaret frå tenaren, rett adressa og send på nytt.",
    "failed": "Vart ikkje send. Les grunnen, rett han og send på nytt.",
    "uncertain": "Vi veit ikkje om e-posten kom fram. Spør mottakaren, og vel så «rekn som send» eller «send på nytt».",
}


def remedy(row: OutboxRow) -> str:
    """Return what to do about the row, one or two sentences; empty when nothing is to be done."""
    if row.state in ("sent", "sending", "uncertain") or (row.state == "queued" and not row.text):
        return BY_STATE[row.state]
    if "not sent: the address is not on the allow list" in row.text:
        return "Adressa er ikkje på lista over godkjende testmottakarar. Ingen e-post gjekk ut."
    if "not sent: the address is an example" in row.text:
        return "Adressa er eit døme og fører ikkje til nokon. Rett adressa i registeret."
    enhanced = re.match(r"\s*([245]\.\d{1,3}\.\d{1,3})\b", row.text)
    if enhanced:
        for pattern, words in ENHANCED:
            if re.fullmatch(pattern, enhanced[1]):
                return words
    if row.state == "queued":
        return "Mottakaren tek imot seinare. Tenesta prøver igjen av seg sjølv."
    return BY_CODE.get(row.code or 0, BY_STATE[row.state])
