"""Our own sentences about a mail, which the ledger keeps in English, as those who read a proof or a page know them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from cycle.model import Language

FOUND = "the mail was found by its Message-ID"
ABSENT = "the mail is not there"
ANSWERED = "an answer or a report came back that carries its token"
FILED = "the mail lies in the Sent folder"
"""What evidence says about a doubtful mail."""

_SAYINGS: Mapping[Language, Sequence[tuple[str, str]]] = {
    "nn": (
        (FOUND, "e-posten vart funnen att hos e-posttenaren"),
        (ABSENT, "e-posten er ikkje hos e-posttenaren"),
        (ANSWERED, "eit svar eller ein rapport med merket til e-posten kom tilbake"),
        (FILED, "e-posten ligg i mappa for sende e-postar"),
        (r"written as (.*)", r"lagd i mappa som \1"),
        (r"the address was corrected and approved", "adressa er retta og godkjend"),
        (r"withdrawn before it was sent", "trekt tilbake før han vart send"),
        (r"the server did not answer after the message .*", "tenaren svarte ikkje etter at e-posten var levert over"),
        (r"the server's answer after the message cannot be read: (.*)", r"svaret frå tenaren kan ikkje lesast: \1"),
        (r"the sender stopped after the message .*", "tenesta stansa før svaret vart skrive ned"),
        (r"the database was restored or copied; .*", "databasen er ein kopi; e-posten kan vere send etter kopien"),
        (r"the server (?:turns us down|ends the connection): (.*)", r"tenaren avviste oss: \1"),
        (r"the server ended the connection .*", "tenaren braut linja før e-posten"),
        (r"the connection broke before .*", "linja vart broten før e-posten var levert over"),
        (r"our own return path .*", "returadressa vår kan ikkje brukast"),
        (r"mail server \S+: .*", "fekk ikkje kontakt med e-posttenaren"),
        (r"mail folder .*", "mappa for e-post kan ikkje skrivast i"),
        (r"not sent: the address is not on the allow list; .*", "ikkje send: adressa er ikkje opna i oppsettet"),
        (r"not sent: the address is an example .*", "ikkje send: adressa er eit eksempel og fører ikkje til nokon"),
        (r"the address cannot be used: .*", "adressa kan ikkje brukast slik ho er skriven"),
        (r"the recipient's name holds .*", "namnet til mottakaren har eit linjeskift eller eit styreteikn"),
    ),
    "nb": (
        (FOUND, "e-posten ble funnet igjen hos e-posttjeneren"),
        (ABSENT, "e-posten er ikke hos e-posttjeneren"),
        (ANSWERED, "et svar eller en rapport med merket til e-posten kom tilbake"),
        (FILED, "e-posten ligger i mappen for sendte e-poster"),
        (r"written as (.*)", r"lagt i mappen som \1"),
        (r"the address was corrected and approved", "adressen er rettet og godkjent"),
        (r"withdrawn before it was sent", "trukket tilbake før den ble sendt"),
        (r"the server did not answer after the message .*", "tjeneren svarte ikke etter at e-posten var levert over"),
        (r"the server's answer after the message cannot be read: (.*)", r"svaret fra tjeneren kan ikke leses: \1"),
        (r"the sender stopped after the message .*", "tjenesten stanset før svaret ble skrevet ned"),
        (r"the database was restored or copied; .*", "databasen er en kopi; e-posten kan være sendt etter kopien"),
        (r"the server (?:turns us down|ends the connection): (.*)", r"tjeneren avviste oss: \1"),
        (r"the server ended the connection .*", "tjeneren brøt linjen før e-posten"),
        (r"the connection broke before .*", "linjen ble brutt før e-posten var levert over"),
        (r"our own return path .*", "returadressen vår kan ikke brukes"),
        (r"mail server \S+: .*", "fikk ikke kontakt med e-posttjeneren"),
        (r"mail folder .*", "mappen for e-post kan ikke skrives i"),
        (r"not sent: the address is not on the allow list; .*", "ikke sendt: adressen er ikke åpnet i oppsettet"),
        (r"not sent: the address is an example .*", "ikke sendt: adressen er et eksempel og fører ikke til noen"),
        (r"the address cannot be used: .*", "adressen kan ikke brukes slik den er skrevet"),
        (r"the recipient's name holds .*", "navnet til mottakeren har et linjeskift eller et styretegn"),
    ),
}  # fmt: skip


def as_read(text: str, language: Language = "nn") -> str:
    """Return the text of a row in the reader's language where it is our own; a server's words stay as they are."""
    for pattern, words in _SAYINGS[language]:
        if found := re.fullmatch(pattern, text, re.DOTALL):
            return found.expand(words)
    return text
