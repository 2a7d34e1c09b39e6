"""What is private in a text: national identity numbers (fødselsnummer), telephone numbers, street addresses."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import product

from stdnum.no import fodselsnummer

from cycle.archive.inspection.findings import Finding, Unit

_DASHES = "‐‑‒–—−-"
_GAP = rf"[ \u00a0\u202f\u2009._:/{_DASHES}]{{0,2}}"
_FAR = r"(?:[\W_]{0,8}|,?\s{1,2}(?:p(?:erson)?\.?\s?n(?:umme)?r)\b[\s.:]{0,3})"
"""What may stand between the day of birth and the last five digits: a tab, a bracket, another cell, what they are."""
_FIVE = r"(\d)(\d\d)[ \u00a0]?(\d\d)(?!\d)"
_ELEVEN = (
    re.compile(rf"(?<!\d)(?=(\d\d){_GAP}(\d\d){_GAP}(\d\d){_GAP}(\d){_GAP}(\d\d){_GAP}(\d\d)(?!\d))"),
    re.compile(rf"(?<!\d)(?=(\d\d){_GAP}(\d\d){_GAP}(\d\d){_FAR}{_FIVE})", re.IGNORECASE),
    re.compile(rf"(?<!\d)(?=(\d\d?)[ ./-]?(\d\d?)[ ./-]?(?:18|19|20)(\d\d){_FAR}{_FIVE})", re.IGNORECASE),
    re.compile(rf"(?<!\d)(?=(\d\d?)[./-](\d\d?)[./-](\d\d){_FAR}{_FIVE})", re.IGNORECASE),
    re.compile(r"(?<!\d)(?<!\d\s)(?=" + r"\s".join([r"(\d)"] * 11) + r"(?!\d|\s\d))"),
)
"""Eleven digits as they are written: in pairs, day of birth and the rest apart, the year in full, one in each box."""
_YEAR_FIRST = re.compile(rf"(?<!\d)(?=(?:18|19|20)(\d\d)[./-](\d\d)[./-](\d\d){_FAR}{_FIVE})", re.IGNORECASE)
_NAMED_MONTH = re.compile(
    rf"(?<!\d)(?=(\d\d?)\.?\s(jan|feb|mar|apr|ma[ij]|jun|jul|aug|sep|okt|nov|des)[a-zæøå]*\.?\s(?:18|19|20)?(\d\d)"
    rf"{_FAR}{_FIVE})",
    re.IGNORECASE,
)
_MONTH_NAMES = ("jan", "feb", "mar", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "des")
_PARTED_ALIKE = re.compile(r"(?<!\d)\d{1,5}(?P<by>[\W_]{1,3})\d{1,5}(?:(?P=by)\d{1,5})*(?!\d)")
"""Groups of digits with the same between all of them: 010 190 100 46, or one digit in each box."""
_BETWEEN = rf"[ \u00a0\u202f\u2009.{_DASHES}]"
_COUNTRY = rf"(?:\(?(?:\+|00)47\)?{_BETWEEN}?)"
_CALLED = r"(?:tlf|tel|telefon|telefonnummer|mob|mobil|mobilnummer|phone|sms)"
_PHONE = re.compile(
    rf"\b{_CALLED}\b[\s.:/]{{0,3}}(?P<called>{_COUNTRY}?\d(?:[\s.{_DASHES}]?\d){{7}})(?!\d)"
    r"|(?<!\d)(?<!\d[.,:-])(?<![^\d\s]/)(?<!(?<!\d)(?:19|20)\d\d/)"
    rf"(?:{_COUNTRY}(?:\d{{8}}|\d{{3}}{_BETWEEN}\d\d{_BETWEEN}\d{{3}}|\d\d(?:{_BETWEEN}\d\d){{3}})"
    rf"|[49]\d\d(?P<of>{_BETWEEN})\d\d(?P=of)\d{{3}}"
    rf"|(?!\d\d00{_BETWEEN}\d\d00)[49]\d{{3}}{_BETWEEN}\d{{4}}|\+47{_BETWEEN}?\d(?:{_BETWEEN}?\d){{7}}"
    rf"|[2-79]\d(?P<by>{_BETWEEN})\d\d(?:(?P=by)\d\d){{2}}"
    r"|[49]\d{7}|(?!(?:19|20)\d\d)[2-7]\d{7})(?!\d|[.,:-]\d)",
    re.IGNORECASE,
)
_STREET = re.compile(
    r"\b(?:[A-ZÆØÅ][\wæøåÆØÅ.'-]*[ \u00a0]){0,3}(?i:[\wæøå.'-]*"
    r"(?:veg(?:en)?|vei(?:en)?|gat[ae]n?|gt\.|allé(?:en)?|smau(?:et)?|tun(?:et)?|li(?:a|en)?|bakken|haugen|svingen)"
    r"\s\d{1,4}\s?[A-Z]?,?\s+(?:N-)?(\d{4})\s[A-ZÆØÅ])"
)
_ENOUGH = re.compile(r"(?:\d\D*){5}")
"""Five digits: an address with its postcode. With fewer there is nothing to find, and most texts have none."""
_NO_WIDTH = "\u034f\u115f\u1160\u3164\uffa0"
"""Signs that show nothing, and that are no format characters (Unicode, default ignorable)."""
_MONTHS = (0, 40, 65, 80)
"""What is added to the month of birth in numbers that help persons and tests (Skatteetaten, NAV, Norsk helsenett)."""


def in_text(text: str, *, unit: Unit, at: str = "") -> Iterator[Finding]:
    """Yield the identity numbers, telephone numbers and street addresses of a text, each once.

    An identity number (fødselsnummer, D-number, synthetic ones too) is eleven digits with a day of birth and both
    control digits (Skatteetaten; folkeregisterloven § 2-2); how it is parted does not matter.
    """
    read = _as_read(text)
    if not _ENOUGH.search(read):
        return
    for number in _elevens(read):
        if is_identity_number(number):
            yield Finding(kind="identity_number", unit=unit, at=at, quote=f"{number[:6]} *****")
    for phone in dict.fromkeys(found["called"] or found.group() for found in _PHONE.finditer(read)):
        yield Finding(kind="telephone", unit=unit, at=at, quote=phone.strip())
    for street in dict.fromkeys(" ".join(found.group()[:-1].split()) for found in _STREET.finditer(read)):
        yield Finding(kind="private_address", unit=unit, at=at, quote=street)


def holds_identity_number(text: str) -> bool:
    """Return whether a national identity number stands in a text, however its digits are parted."""
    return any(finding.kind == "identity_number" for finding in in_text(text, unit="file"))


def is_identity_number(digits: str) -> bool:
    """Return whether eleven digits are a Norwegian identity number, of a person or invented for tests."""
    control = fodselsnummer.calc_check_digit1(digits), fodselsnummer.calc_check_digit2(digits)
    if control != (digits[9], digits[10]):
        return False
    day, month = int(digits[:2]), int(digits[2:4])
    return any(1 <= day - more <= 31 and 1 <= month - added <= 12 for more, added in product((0, 40), _MONTHS))


def _elevens(text: str) -> dict[str, None]:
    """Return eleven digits as they stand together in a text, each once."""
    found = [
        "".join(part.zfill(1 if len(way) == 11 else 2) for part in way[:3]) + "".join(way[3:]) for way in _ways(text)
    ]
    alike = ("".join(filter(str.isdigit, run.group())) for run in _PARTED_ALIKE.finditer(text))
    return dict.fromkeys([*found, *(digits for digits in alike if len(digits) == 11)])


def _ways(text: str) -> Iterator[tuple[str, ...]]:
    """Yield day, month and year of birth and what follows, in whichever way they are written."""
    for way in _ELEVEN:
        yield from (found.groups() for found in way.finditer(text))
    for found in _YEAR_FIRST.finditer(text):
        year, month, day, *rest = found.groups()
        yield (day, month, year, *rest)
    for found in _NAMED_MONTH.finditer(text):
        day, name, year, *rest = found.groups()
        month = 5 if name.casefold() in {"mai", "maj"} else _MONTH_NAMES.index(name.casefold()) + 1
        yield (day, f"{month}", year, *rest)


def _as_read(text: str) -> str:
    """Return a text as people read it: without signs that have no width, with the digits of one kind."""
    if text.isascii():
        return text
    return "".join(
        str(unicodedata.digit(sign)) if sign.isdigit() else sign
        for sign in text
        if unicodedata.category(sign) != "Cf" and sign not in _NO_WIDTH
    )
