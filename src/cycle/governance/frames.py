"""The sentences an answer about an office is put together from, in nynorsk and bokmål: one form round the rules' words.

A sentence is known by its nynorsk form, as in a catalogue of translations.
"""

from __future__ import annotations

from collections.abc import Mapping

from cycle.governance.list_frames import LISTS
from cycle.governance.rule_frames import RULES
from cycle.model import Language
from cycle.wording import count

IN_BOKMÅL: Mapping[str, str] = {
    "{said} Avgjer det og skriv det ned.": "{said} Avgjør det og skriv det ned.",
    "Det er imot turen inne på sida: {organisation} stod for tur i {year}.": (
        "Det er imot turen inne på siden: {organisation} stod for tur i {year}."
    ),
    "Det er imot regelen: {side} stod for tur i {year}.": "Det er imot regelen: {side} stod for tur i {year}.",
    "Tvil: {why}": "Tvil: {why}",
    "{sides} saman": "{sides} sammen",
    "{sides}": "{sides}",
    "{meeting} i {year} hadde {holder} {had}.": "{meeting} i {year} hadde {holder} {had}.",
    "den som blir vald av {who}": "den som blir valgt av {who}",
    "Tvil: reglane seier ikkje kven som har eit ekstra møte same året.": (
        "Tvil: reglene sier ikke hvem som har et ekstra møte samme år."
    ),
    "Eit møte til same året har same vert.": "Et møte til samme år har samme vert.",
    "Eit møte til same året tek neste tur, og det er {side} sin.": (
        "Et møte til samme år tar neste tur, og den er det {side} som har."
    ),
    "{meeting} i {year} har {holder} {had}.": "{meeting} i {year} har {holder} {had}.",
    "Tvil: reglane seier ikkje kven det er.": "Tvil: reglene sier ikke hvem det er.",
    "vertskap": "vertskap",
    "møteleiing": "møteledelse",
    "kalenderår": "kalenderår",
    "haldne møte": "avholdte møter",
    "Tvil: {why} Er det feil, blir alle åra feil.": "Tvil: {why} Er det feil, blir alle årene feil.",
    "Tvil: tel ein kalenderår, er turen hos {calendar}; tel ein haldne møte, er han hos {held}. Reglane tel {way}.": (
        "Tvil: teller en kalenderår, er turen hos {calendar}; teller en avholdte møter, er den hos {held}. "
        "Reglene teller {way}."
    ),
    "{first} var vert i {year}": "{first} var vert i {year}",
    "Turen var hos {first} i {year}": "Turen var hos {first} i {year}",
    ", same om ein tel kalenderår eller haldne møte": ", enten en teller kalenderår eller avholdte møter",
    "{start}, så i {year} er det {side} sin tur{same}.": "{start}, så i {year} er det {side} sin tur{same}.",
    "{first} hadde turen i {start}.": "{first} hadde turen i {start}.",
    "{first} hadde turen i {start}, så {organisation} har han i {year}.": (
        "{first} hadde turen i {start}, så {organisation} har den i {year}."
    ),
    "Tvil: {why} Avgjer rekkjefølgja og skriv ho ned.": "Tvil: {why} Avgjør rekkefølgen og skriv den ned.",
    "Tvil: turen er hos {gone} Avgjer kven som har turen, og skriv det ned.": (
        "Tvil: turen er hos {gone} Avgjør hvem som har turen, og skriv det ned."
    ),
    "Tvil: vedtaket seier {gone} Avgjer kven som har turen, og skriv det ned.": (
        "Tvil: vedtaket sier {gone} Avgjør hvem som har turen, og skriv det ned."
    ),
    "{organisation}, som først finst.": "{organisation}, som ikke finnes da.",
    "{organisation}, som først finst frå {day}.": "{organisation}, som først finnes fra {day}.",
    "{organisation}, som fanst til {day}.": "{organisation}, som fantes til {day}.",
    "{organisation}, som fanst til {day} og vart ein del av {successor}.": (
        "{organisation}, som fantes til {day} og ble en del av {successor}."
    ),
    "som vert": "som vert",
    "som {title}": "som {title}",
    "Vedtaket {decision} sa {side}, men slik vart det ikkje.": "Vedtaket {decision} sa {side}, men slik ble det ikke.",
    "{edition} hadde {holder} {had}.": "{edition} hadde {holder} {had}.",
    "{clause}; historia: {edition}": "{clause}; historien: {edition}",
    "{reason} Vedtak: {decision}.": "{reason} Vedtak: {decision}.",
    "oppgitt": "oppgitt",
    "utleidd": "utledet",
    "vår tolking": "vår tolkning",
    "Tidlegare møte tyder på at det var {side} ({basis}): {why} Kjelde: {source}.": (
        "Tidligere møter tyder på at det var {side} ({basis}): {why} Kilde: {source}."
    ),
    "{ruled} I {year} var det annleis: møtet vart leidd av {chair}.": (
        "{ruled} I {year} var det annerledes: møtet ble ledet av {chair}."
    ),
    "{meeting} fanst ikkje i {year}; svaret er berre rekna ut.": (
        "{meeting} fantes ikke i {year}; svaret er bare regnet ut."
    ),
    "{edition} vart avlyst.": "{edition} ble avlyst.",
    "Kjelda skriv datoen «{printed}». {why}": "Kilden skriver datoen «{printed}». {why}",
    "Ingen regel seier kva for organisasjon på sida som er vert; sida avgjer det sjølv.": (
        "Ingen regel sier hvilken organisasjon på siden som er vert; siden avgjør det selv."
    ),
    "Tvil: turen går vidare {day}, og møtedagen er ikkje sett. Svaret gjeld eit møte etter den dagen.": (
        "Tvil: turen går videre {day}, og møtedagen er ikke satt. Svaret gjelder et møte etter den dagen."
    ),
    "Kjeldene seier ikkje kva for organisasjon som var vert.": "Kildene sier ikke hvilken organisasjon som var vert.",
}
"""Bokmål by nynorsk, of what is said of offices."""

SENTENCES: Mapping[str, str] = {**IN_BOKMÅL, **LISTS, **RULES}
"""The same of everything that the rules say."""
NOUNS: Mapping[str, Mapping[Language, tuple[str, str]]] = {
    "møte": {"nn": ("møte", "møte"), "nb": ("møte", "møter")},
    "plass": {"nn": ("plass", "plassar"), "nb": ("plass", "plasser")},
    "er ledig": {"nn": ("er ledig", "er ledige"), "nb": ("er ledig", "er ledige")},
    "vara": {"nn": ("vara", "vara"), "nb": ("vara", "varaer")},
}
"""What is counted, for one and for any other number."""


def said(language: Language, sentence: str, **values: object) -> str:
    """Return the sentence in the language, filled in; KeyError for one that is not in the catalogue."""
    form = SENTENCES[sentence]
    return (form if language == "nb" else sentence).format(**values)


def counted(language: Language, number: int, noun: str) -> str:
    """Return `1 plass` or `2 plassar`; KeyError for a noun that is not known."""
    return count(number, *NOUNS[noun][language])


def in_form(language: Language, text: str) -> str:
    """Return one of our own texts in the language, as it stands; what somebody else has written stays."""
    return SENTENCES.get(text, text) if language == "nb" else text
