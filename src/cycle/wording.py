"""Dates, times and lists as Norwegian readers write them, in nynorsk and bokmål (Språkrådet's forms)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, time
from functools import lru_cache
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


def held_together(text: str) -> str:
    """Return the text as printed: `kl. 09.00`, `18. februar 2027`, `5014 Bergen`, phone numbers, `e-post` kept whole.

    Only for what is looked at: nothing that is compared, searched or sent as plain text has been through this. In an
    address, and a number as `2027-1`, each character stays, with a joiner behind the hyphen that LibreOffice leaves out
    of the PDF.
    """
    return _with_addresses(_words_held(text), lambda address: _HYPHEN.sub("-\N{WORD JOINER}", address))


def page_held(page: str) -> str:
    """Return a page of ours as `held_in_html` does, with each e-mail address in an element of its own.

    It stays on a line where there is room, and is parted behind the @ and before a dot where there is none.
    """
    return held_in_html(page, mailed=_parted)


def held_in_html(page: str, *, whole: str = 'class="whole"', mailed: Callable[[str], str] | None = None) -> str:
    """Return the page with the text people read held together; tags, styles, code, fields and the head are left alone.

    A browser breaks a line after the dash of `09.00–15.00`, which Word and LibreOffice do not: there it is held too.
    An address or a number with a hyphen, `2027-1`, is copied from a page: it gets an element around it, with `whole` to
    keep it on a line; every e-mail address is written by `mailed` where it is given.
    """
    parts, silent = _TAG.split(page), 0
    for at, part in enumerate(parts):
        if at % 2:
            name = part.strip("</>").split(None, 1)[0].lower() if part.strip("</>") else ""
            silent += (name in _SILENT) * (-1 if part.startswith("</") else 1)
        elif not silent:
            parts[at] = _text_held(part, whole, mailed)
    return "".join(parts)


@lru_cache(maxsize=2_000)
def _text_held(text: str, whole: str, mailed: Callable[[str], str] | None) -> str:
    """Return a text between two tags held together: the pages of a site have most of theirs in common."""
    held = _RANGE.sub("\\g<0>\N{WORD JOINER}", _words_held(text))
    return _with_addresses(held, lambda address: f"<span {whole}>{address}</span>", mailed)


def _with_addresses(text: str, held: Callable[[str], str], mailed: Callable[[str], str] | None = None) -> str:
    """Return the text with each address and number that has a hyphen as `held` writes it, e-mail as `mailed`."""
    if "-" not in text and not (mailed and "@" in text):  # most texts of a page: a site is some hundred thousand
        return text

    def written(found: re.Match[str]) -> str:
        address = found.group()
        if mailed and "@" in address:
            return mailed(address)
        return held(address) if _HYPHEN.search(address) else address

    return _ADDRESS.sub(written, text)


def _parted(address: str) -> str:
    """Return an e-mail address as an element that is parted at its @ and dots alone, and never at a hyphen."""
    pieces = [
        f'<span class="whole">{piece}</span>' if _HYPHEN.search(piece) else piece for piece in _PIECE.findall(address)
    ]
    return f'<span class="address">{"<wbr>".join(pieces)}</span>'


def _words_held(text: str) -> str:
    if not _MAY_BE_HELD.search(text):
        return text
    for pattern in _HELD:
        text = pattern.sub(lambda found: found.group().replace(" ", "\u00a0").replace("-", "\u2011"), text)
    return text


_BRACKET = re.compile(
    r"(?:\([^()]*(?:\)|\Z)|\[[^\[\]]*(?:\]|\Z)|\{[^{}]*(?:\}|\Z)|（[^（）]*(?:）|\Z))(?=[\s()\[\]{}（）,]|\Z)"
)
"""What stands in a bracket with none inside it, closed or not, where a word could end."""

_MONTH = "|".join(MONTHS)
_HELD = (
    re.compile(
        r"\b(?:(?:[Kk]l|[Nn]r|[Pp]kt|[Kk]ap|[Aa]rt|[Tt]lf|s)\.|[Kk]l|[Nn]r|Postboks) (?=\d)|(?<!§)§{1,2} (?=\d)"
        r"|(?<=\d) (?=(?:%|kr|kroner|kB|MB)(?!\w))"
    ),
    re.compile(r"(?:^|(?<=, )|(?<=[(\n]))\d{4} (?=[A-ZÆØÅ])|(?<=[a-zæøå]) (?=(?:R?HF|AS|IKS|KF)\b)"),
    re.compile(rf"(?<![\w.])\d{{1,2}}\. (?=(?:{_MONTH})\b)"),
    re.compile(rf"(?<=\d\.[ \u00a0])(?:{_MONTH}) (?=\d{{4}}\b)"),
    re.compile(r"(?<![\w.,])(?:\+\d{1,3} )?(?:\d\d(?: \d\d){3}|\d{3} \d\d \d{3})(?!\w| \d)"),
    re.compile(r"(?<![\w@./:-])[Ee]-(?=post(?![\w.-]*@))"),
)
_MAY_BE_HELD = re.compile(r"\d|[Ee]-post| (?:R?HF|AS|IKS|KF)\b")
"""What each of them has in it."""
_ADDRESS = re.compile(
    r"(?<![\w@/.+-])(?:[\w.+-]+@[\w.-]+\w|(?:https?://|www\.)[^\s<>«»\"]*[\w/]|[\w-]+(?:\.[\w-]+)*\.(?:no|com|org|net)(?![\w-])"
    r"|\d{1,4}(?:-\w{1,12}){1,2}(?![\w@-]|\.\w))"
)
"""E-mail and web addresses; and what begins with a number and a hyphen, as signals and forms do: it is copied too."""
_HYPHEN = re.compile(r"(?<=\w)-(?=\w)")
_PIECE = re.compile(r"\.?[^.@]+@?|[.@]")
"""What stays on one line of an e-mail address that is too long for the place it has."""
_RANGE = re.compile(r"(?<=\d\d\.\d\d)–(?=\d)")
_TAG = re.compile(r"(<!--.*?-->|<[^>]*>)", re.DOTALL)
_SILENT = {"head", "style", "script", "code", "pre", "textarea", "option"}


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
