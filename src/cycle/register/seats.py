"""Seat ids from what people write in a register: an id, or an organisation and a function in words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping

LETTERS = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "ð": "d", "đ": "d", "ł": "l", "&": " og "})

FORMS = frozenset({"kommune", "kommunen", "herad", "heradet", "hf", "as", "fylkeskommune"})
"""Words that say what kind of organisation it is; a name is the same with and without them."""

FUNCTIONS = {
    "ordforer": "ordforar",
    "radmann": "kommunedirektor",
    "radmannen": "kommunedirektor",
    "leder": "leiar",
    "nestleder": "nestleiar",
    "styreleder": "styreleiar",
    "byradsleder": "byradsleiar",
    "administrerende-direktor": "administrerande-direktor",
    "adm-direktor": "administrerande-direktor",
    "adm-dir": "administrerande-direktor",
    "fastlegerepresentant": "fastlege",
    "kommuneoverlegerepresentant": "kommuneoverlege",
}
"""Bokmål and short forms of functions, and the form used in seat ids."""

Printed = Mapping[str, tuple[str, str]]
"""Organisation and function as the rules print them, by seat id."""


def slug(text: str) -> str:
    """Return the text as it stands in ids: lower case, æøå as ae, o, a, words joined by hyphens."""
    plain = unicodedata.normalize("NFC", text).casefold().translate(LETTERS)
    ascii_only = unicodedata.normalize("NFD", plain).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")


def seat_id(text: str) -> str:
    """Return a written seat id in its one form: `Alver.Ordførar ` is `alver.ordforar`."""
    return ".".join(slug(part) for part in text.split("."))


def named_seat(organisation: str, function: str, *, known: Collection[str], printed: Printed) -> str | None:
    """Return the one known seat these words name, or None. Only equal words count: a near miss is never taken."""
    words = (_organisation(organisation), _function(function))
    found = {seat for seat in known if words == _split(seat)}
    found |= {
        seat
        for seat, (body, title) in printed.items()
        if seat in known and words == (_organisation(body), _function(title))
    }
    return found.pop() if len(found) == 1 else None


def _split(seat: str) -> tuple[str, str]:
    holder, _, function = seat.partition(".")
    return holder, function


def _organisation(name: str) -> str:
    return "-".join(word for word in slug(name).split("-") if word not in FORMS)


def _function(name: str) -> str:
    word = slug(name)
    return FUNCTIONS.get(word, word)
