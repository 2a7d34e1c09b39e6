"""Words that only one of the two written forms has, to tell a frame in one from words in the other."""

from __future__ import annotations

import re

NYNORSK = frozenset(
    """
    ikkje eit ein ei frå korleis kva kven kvar kvart kvifor noko nokon nokre berre dykk dykkar meir fleire sjå
    sjølv sjølve seinare tidlegare tidlegast enno blei vart gjeld gjer gjeve tek teke tekne skriven skrivne kjem
    mottakar mottakarar mottakaren mottakarane tenesta tenar tenaren utsendinga fila sida maskina rada desse dei
    namn namnet førre opne opna opnar vedlegga breva møteleiar møteleiing møteleiinga ventar personar plassar
    adressa endringar endra godkjend godkjende gongen gong saman sidan dagar timar kjelde kjelda rettleiinga
    årsmappa føremål målgruppa mogleg avgjerd avgjere avgjer stadfest stadfesta manglar svarar lesne òg heile
    lenkje nettstaden leiar leiaren vald valde rolla møtestad vekedag godkjenninga lagd lagde køyr køyrer
    køyring nettsida
    """.split()  # noqa: SIM905
)
BOKMAL = frozenset(
    """
    ikke et en fra hvordan hva hvem hver hvert hvorfor noe noen bare dere deres mer flere se selv senere
    tidligere tidligst ennå ble gjelder gjør tar tatt skrevet kommer mottaker mottakere mottakeren mottakerne
    tjenesten tjener tjeneren utsendingen listen filen maskinen raden disse navn navnet forrige åpne åpnet åpner
    vedleggene brevene møteleder møteledelse venter personer plasser adressen endringer endret gangen gang
    sammen dager timer kilde kilden veiledningen årsmappen formål målgruppen mulig være vært avgjørelse avgjøre
    avgjør bekreft bekreftet mangler svarer lest også hele nettstedet leder lederen valgt valgte rollen møtested
    ukedag kjør kjører kjøring
    """.split()  # noqa: SIM905
)


def nynorsk_in(text: str) -> list[str]:
    """Return the words of a text that only nynorsk has; code, names of fields, addresses and numbers are left out."""
    return [word for word in _words(text) if word in NYNORSK]


def bokmål_in(text: str) -> list[str]:
    """Return the words of a text that only bokmål has."""
    return [word for word in _words(text) if word in BOKMAL]


def _words(text: str) -> list[str]:
    return re.findall(
        r"[^\W\d_]+",
        re.sub(r"`[^`]*`|(?<!\*)\*[^*]+\*(?!\*)|{\w+}|\S*[/@\d]\S*|\bid-\w+|\bSe gjennom →", " ", text).lower(),
    )
