"""What is private in a text: national identity numbers (fødselsnummer), telephone numbers, street addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

from stdnum.no import fodselsnummer

from cycle.archive.inspection.findings import Finding, Unit

_GAP = r"[ \u00a0\u202f\u2009.:/–‑-]{0,2}"
_ELEVEN = re.compile(rf"(?<!\d)(\d\d){_GAP}(\d\d){_GAP}(\d\d){_GAP}(\d){_GAP}(\d\d){_GAP}(\d\d)(?!\d)")
_PHONE = re.compile(
    r"(?<![\d/.,:-])(?:(?:\+|00)47[ \u00a0]?)?"
    r"(?:[49]\d\d[ \u00a0]\d\d[ \u00a0]\d\d\d|[2-79]\d(?:[ \u00a0]\d\d){3}"
    r"|[49]\d{7}|(?<=47)\d{8}|(?<=47[ \u00a0])\d{8})"
    r"(?![\d/-]|[.,:]\d)"
)
_STREET = re.compile(
    r"\b[A-ZÆØÅ][\wæøåÆØÅ.'-]*(?: [A-ZÆØÅ][\wæøåÆØÅ.'-]*){0,3} ?"
    r"(?:veg(?:en)?|vei(?:en)?|gat[ae]n?|gt\.|allé(?:en)?|smau(?:et)?|tun(?:et)?|li(?:a|en)?|bakken|haugen|svingen)"
    r" \d{1,4} ?[A-Z]?,? +(?:N-)?(\d{4}) [A-ZÆØÅ]",
    re.IGNORECASE,
)
_MONTHS = (0, 40, 65, 80)
"""What is added to the month of birth in numbers that help persons and tests (Skatteetaten, NAV, Norsk helsenett)."""


def in_text(text: str, *, unit: Unit, at: str = "") -> Iterator[Finding]:
    """Yield the identity numbers, telephone numbers and street addresses of a text, each once.

    An identity number (fødselsnummer, D-number, synthetic ones too) is eleven digits with a day of birth and both
    control digits (Skatteetaten; folkeregisterloven § 2-2); how it is parted does not matter.
    """
    for number in dict.fromkeys("".join(found.groups()) for found in _ELEVEN.finditer(text)):
        if is_identity_number(number):
            yield Finding(kind="identity_number", unit=unit, at=at, quote=f"{number[:6]} *****")
    for phone in dict.fromkeys(found.group().strip() for found in _PHONE.finditer(text)):
        yield Finding(kind="telephone", unit=unit, at=at, quote=phone)
    for street in dict.fromkeys(found.group() for found in _STREET.finditer(text)):
        yield Finding(kind="private_address", unit=unit, at=at, quote=street[:-1].strip())


def is_identity_number(digits: str) -> bool:
    """Return whether eleven digits are a Norwegian identity number, of a person or invented for tests."""
    control = fodselsnummer.calc_check_digit1(digits), fodselsnummer.calc_check_digit2(digits)
    if control != (digits[9], digits[10]):
        return False
    day, month = int(digits[:2]), int(digits[2:4])
    return any(1 <= day - more <= 31 and 1 <= month - added <= 12 for more, added in product((0, 40), _MONTHS))
