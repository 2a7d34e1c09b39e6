"""Dates, times and lists as Norwegian readers write them, in nynorsk and bokmål (Språkrådet's forms)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, time
from typing import Any
from zoneinfo import ZoneInfo

from cycle.catalogue import say, sentence
from cycle.model import InvitedSeat, Language, MeetingFacts

MONTHS = [
    "januar",
    "februar",
    "mars",
    "april",
    "mai",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "desember",
]
"""The same in both forms, as `og` is."""
OSLO = ZoneInfo("Europe/Oslo")
"""The time that people here mean."""
WEEKDAYS: Mapping[Language, Sequence[str]] = {
    "nn": ["måndag", "tysdag", "onsdag", "torsdag", "fredag", "laurdag", "søndag"],
    "nb": ["mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag"],
}


def long_date(day: date, language: Language = "nn") -> str:
    """Return `18. februar 2027`."""
    return f"{day_and_month(day)} {day.year}"


def full_date(day: date, language: Language = "nn") -> str:
    """Return `torsdag 18. februar 2027`."""
    return f"{WEEKDAYS[language][day.weekday()]} {long_date(day, language)}"


def day_and_month(day: date) -> str:
    """Return `18. februar`."""
    return f"{day.day}. {MONTHS[day.month - 1]}"


def clock(moment: time) -> str:
    """Return `09.00`; write `kl.` before it in running text."""
    return f"{moment:%H.%M}"


def clock_range(start: time, end: time) -> str:
    """Return `kl. 09.00–15.00`, with an en dash."""
    return f"kl. {clock(start)}–{clock(end)}"


def listed(words: Sequence[str]) -> str:
    """Return `a, b og c`."""
    *before, last = words or ("",)
    return f"{', '.join(before)} og {last}" if before else last


def with_capital(text: str) -> str:
    """Return the text with a capital first, as after a full stop; names in it keep theirs."""
    return text[:1].upper() + text[1:]


def with_full_stop(text: str) -> str:
    """Return the text with a full stop at the end, unless it is empty or ends a sentence or a line of one already.

    The address of a page gets none, which would be taken for a part of it on paper; a comma or a semicolon is not left
    before one.
    """
    text = text.rstrip(",; \n\t")
    if not text or _ENDED.search(text) or _ADDRESS_LAST.search(text):
        return text
    return f"{text}."


TEXTS_IN_SENTENCES = ("aim", "signup", "prepare", "practical", "change_reason")
"""The facts that people write sentences in: said in one language, they have no place in a letter in the other."""


def in_whole_sentences(facts: MeetingFacts) -> MeetingFacts:
    """Return the facts with each text that letters and mails print before another sentence ending in a full stop."""
    ended: Mapping[str, Any] = {  # Any: replace takes them by name
        key: with_full_stop(getattr(facts, key)) for key in TEXTS_IN_SENTENCES
    }
    return replace(facts, **ended)


def in_a_sentence(title: str) -> str:
    """Return a title as it stands within a sentence: a small letter first, unless it begins with an abbreviation."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]


def alphabetical(text: str) -> str:
    """Return a key that sorts as Norwegian readers expect: `æ`, `ø`, `å` and `aa` last, capitals like small letters."""
    folded = unicodedata.normalize("NFC", text).casefold().replace("aa", "å").replace("ä", "æ").replace("ö", "ø")
    return "".join(_LAST.get(character) or unicodedata.normalize("NFD", character)[0] for character in folded)


_ENDED = re.compile(r"[.!?…:][»”\")\]]*$")
"""The end of a sentence, also in quotes or brackets."""
_ADDRESS_LAST = re.compile(r"(?:(?:https?://|www\.)|\b[\w-]+(?:\.[\w-]+)*\.(?:no|com|org|net))[^\s)»/]*/[^\s)»]*$")
"""The address of a page at the end; a mail address or the name of a site ends at its full stop like any word."""
_LAST = {"æ": "{1", "ø": "{2", "å": "{3"}
"""`{` comes right after `z`."""

LANGUAGE_NAMES: Mapping[Language, str] = {"nn": "nynorsk", "nb": "bokmål"}
"""The written languages by their own names, which both of them use."""

RIGHTS: Mapping[str, str] = {
    "vote": sentence("the right to vote"),
    "propose": sentence("the right to speak and to propose"),
    "speak": sentence("the right to speak"),
    "attend": sentence("the right to attend without speaking or proposing"),
    "own_item": sentence("the right to speak in their own matter"),
}


def right_in_words(right: str, language: Language = "nn") -> str:
    """Return what a right is called; one that is not known goes by its own word."""
    return say(language, RIGHTS[right]) if right in RIGHTS else right


def right_of(seat: InvitedSeat, language: Language = "nn") -> str:
    """Return what the seat may do, `talerett`, or in a meeting of several parts `talerett i dialogmøtet`."""
    if not seat.rights:
        return right_in_words(seat.right, language)
    where: dict[str, list[str]] = {}
    for right in seat.rights:
        where.setdefault(right_in_words(right.right, language), []).append(right.title)
    return ", ".join(f"{words} {_in_parts(parts)}" for words, parts in where.items())


def _in_parts(titles: Sequence[str]) -> str:
    """Return `i dialogmøtet og avgjerdsmøtet`, `i dialogmøtet og på samlinga`."""
    within: dict[str, list[str]] = {}
    for title in titles:
        within.setdefault("på" if _GATHERING.search(title) else "i", []).append(title)
    return " og ".join(f"{preposition} {listed(parts)}" for preposition, parts in within.items())


def reason_in_letter(seat: InvitedSeat) -> str:
    """Return why the seat is invited, as the letter says it: never what is written for those who judge the rule."""
    return seat.reason or (seat.why if seat.added else "")


def seat_label(seat: InvitedSeat) -> str:
    """Return a seat in running text, `ordførar i Alver kommune`, as the rule says it or put together."""
    return seat.label or seat_phrase(seat.title, seat.organisation)


def seat_phrase(title: str, organisation: str) -> str:
    """Return a function and where it belongs in running text, each named once.

    Who speaks for somebody is `representant for X` (in a committee `brukarrepresentant i X`), who leads something
    `leiar av X`, who teaches `rektor ved X`, who serves an office that is named by its head `fylkeslege hos
    Statsforvaltaren`, everybody else is `i X`; where the title says already what it belongs to, in other words, or
    somebody is sent to observe, the name stands in brackets.
    What no such rule gets right, `label` of the seat says.
    """
    if not title or not organisation or names(title, organisation):
        return title or organisation
    words = [word for word in re.findall(r"[\w-]+", name_without_brackets(title).casefold()) if word not in _MEANWHILE]
    last, place = words[-1] if words else "", organisation.casefold()
    leads = last in _LEADERS and words[-2:-1] not in (["dagleg"], ["daglig"])
    of_others = last.removeprefix("vara") not in _SPOKESMEN and _COMMITTEE.search(place)  # of users, in a committee
    elected = last.endswith(_ELECTED) and not _EMPLOYERS.search(place)
    if (last.endswith(_SPOKESMEN) and not of_others) or elected:
        return f"{title} for {organisation}"
    if leads and not _HEADED.search(place):
        return f"{title} av {organisation}"
    sent = last.endswith("observatør") or place.startswith(title.casefold())
    speaks = "for" in words and any(word.endswith(_SPOKESMEN) for word in words)
    if sent or speaks or (_BELONGS & set(words) and not leads):
        return f"{title} ({organisation})"
    if _HEADED.search(place):
        return f"{title} hos {organisation}"
    works = last in _SCHOLARS or _SCHOOLS.search(place) or (last.endswith(_HEALERS) and _HOSPITAL.search(place))
    return f"{title} {'ved' if works and not last.endswith('medlem') else 'i'} {organisation}"


def function_and_place(seat: InvitedSeat) -> tuple[str, str]:
    """Return the function of a seat and where it belongs, for a line each, so that no body is named twice.

    Where the rule says the seat in its own words, those hold: what does not name the organisation stands alone.
    """
    title = seat.title
    if seat.label and not names(seat.label, seat.organisation):
        return seat.label, ""
    if seat.label and (not names(title, seat.organisation) or _POINTED.search(title)):
        title = seat.label
    if not names(title, seat.organisation):
        pointed = _POINTED.search(title)
        known = pointed and _same_body(pointed["body"], seat.organisation)
        return (title[: pointed.start()], seat.organisation) if pointed and known else (title, seat.organisation)
    function = title.removesuffix(seat.organisation) if seat.organisation else title
    at = _PLACE.search(function) if function != title else None
    return (function[: at.start()], seat.organisation) if at else (title, "")


def _same_body(pointed: str, organisation: str) -> bool:
    """Return whether `lokale samarbeidsutvalet` is the body `Lokalt samarbeidsutval Kristiansund`, by its noun."""
    noun = pointed.split()[-1].casefold()
    return any(noun in {f"{word}et", f"{word}en", f"{word}a", word} for word in organisation.casefold().split())


def seat_with_place(title: str, organisation: str) -> str:
    """Return a seat in a list, `ordførar (Alver kommune)`; the title alone where it says the organisation already."""
    return title if not organisation or names(title, organisation) else f"{title} ({organisation})"


def names(title: str, organisation: str) -> bool:
    """Return whether the title names the organisation, as words of its own: `praksiskonsulent` does not name KS."""
    return bool(re.search(rf"(?<!\w){re.escape(organisation.casefold())}(?!\w)", title.casefold()))


_ONLY: Mapping[Language, str] = {
    "nn": "ikkje ein eit frå ho dei dykk dykkar kven kva korleis kvifor kvar kor berre noko nokon nokre saman vart "
    "gjer gjere gjev gje seier følgje følgjer kjem fekk eg mykje meir fleire òg opning leiar nestleiar "
    "styreleiar ordførar sjukehus sjukehusa høgskule tenesta tenestene utval innleiar eigen eige eigne heile heil "
    "einaste sidan tek tenkjer overgangar velkomen endra brukarar representantar leiing",
    "nb": "ikke en et fra hun dere deres hvem hva hvordan hvorfor hver hvor noe noen sammen ble gjør gjøre sier fikk "
    "jeg flere også åpning leder nestleder styreleder ordfører sykehus sykehusene høyskole høgskole tjenesten "
    "tjenestene utvalg innleder egen eget egne hele eneste siden tenker overganger velkommen endret brukere "
    "representanter ledelse",
}
"""Words that only one of the two has, as they stand in titles, reasons and themes; names are not among them."""
_ENDS: Mapping[Language, re.Pattern[str]] = {
    "nn": re.compile(r"\w{3}(?:ane|ingar|arar|leg)$"),
    "nb": re.compile(r"\w{3}(?:erne|inger|lig)$"),
}
"""Endings that only one of the two has."""
_PLACE = re.compile(r" (?:av|i|for|ved|frå|fra) $")
_POINTED = re.compile(r" (?:av|i|for|ved|frå|fra) (?:det|den) (?P<body>.+)$")
"""The end of a title that points to its body without naming it: `leiar av det lokale samarbeidsutvalet`."""
_LEADERS = {"leiar", "leder"}
_MEANWHILE = {"fung", "konst"}
"""Short for who has a function for the time being."""
_SPOKESMEN = ("representant", "talsperson", "talskvinne", "talskvinna", "talsmann", "delegat", "utsending")
_ELECTED = ("tillitsvald", "tillitsvalt", "tillitsvalgt")
_EMPLOYERS = re.compile(r"kommun|\bhf\b|sjukehus|sykehus|universitet|høg?y?sk[ou]l")
"""Where whoever is elected by those who work there is `i`, and for a union `for`."""
_HEALERS = ("lege", "sjukepleiar", "sykepleier", "jordmor", "psykolog", "fysioterapeut", "ergoterapeut")
_HOSPITAL = re.compile(r"sjukehus|sykehus")
_COMMITTEE = re.compile(r"utval|råd(?:et)?\b|nemnd|komit|styret?\b")
_BELONGS = {"frå", "fra", "i", "av", "ved", "hos"}
_SCHOLARS = {
    *("rektor", "prorektor", "dekan", "prodekan", "professor", "førsteamanuensis", "amanuensis", "førstelektor"),
    *("instituttleiar", "instituttleder", "studieleiar", "studieleder", "stipendiat", "forskar", "forsker"),
}
_SCHOOLS = re.compile(r"høg?y?sk[ou]l|\buniversitet(?:et)?\b|\boslomet\b|legekontor|legesenter|legevakt|helsestasjon")
"""Where one works `ved`; a university hospital is none of them."""
_HEADED = re.compile(r"\bstatsforvalt|\bfylkesmann|ombo[dt]|ombud")
"""Offices with the name of whoever heads them: one works `hos`, and nobody leads one but its head."""
_GATHERING = re.compile(
    r"(?:(?:samling|konferanse|seminar|middag|mottak|\btur|studietur)(?:a|en|n|et|ar|er|ane|ene)?"
    r"|(?<!dis)kurs(?:et|a|ene)?)$",
    re.IGNORECASE,
)
"""What one is `på`, not `i`: a part of the meeting that is called so."""


def name_without_brackets(name: str) -> str:
    """Return a name as one greets it: `Kari Eksempel` for `Kari Eksempel (vara for Ola (Per) Vik)`."""
    greeted, longer = name, ""
    while greeted != longer:  # the innermost bracket goes first
        greeted, longer = _BRACKET.sub(" ", greeted), greeted
    return " ".join(greeted.split()).rstrip(" ,;:–-)]}") or name


def written_in(text: str) -> Language | None:
    """Return the written language whose own words stand in a text; None when it has words of neither, or of both."""
    words = set(re.findall(r"[^\W\d_]+", text.casefold()))
    found = [
        language
        for language, own in _ONLY.items()
        if words & set(own.split()) or any(map(_ENDS[language].search, words))
    ]
    return found[0] if len(found) == 1 else None


_BRACKET = re.compile(
    r"(?:\([^()]*(?:\)|\Z)|\[[^\[\]]*(?:\]|\Z)|\{[^{}]*(?:\}|\Z)|（[^（）]*(?:）|\Z))(?=[\s()\[\]{}（）,]|\Z)"
)
"""What stands in a bracket with none inside it, closed or not, where a word could end."""


def count(number: int, one: str, many: str) -> str:
    """Return `1 brev` or `57 brev` with the right form."""
    return f"{number} {one if number == 1 else many}"


def file_size(size: int) -> str:
    """Return a size in bytes as readers know it: `412 byte`, `87 kB`, `1,4 MB`."""
    if size < 1000:
        return f"{size} byte"
    if size < 1_000_000:
        return f"{round(size / 1000)} kB"
    return f"{size / 1_000_000:.1f} MB".replace(".", ",")
