"""Seat ids from what people write in a register: an id, or an organisation and a function in words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache

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


def id_text(text: str) -> str:
    """Return the text as it stands in ids: lower case, æøå as ae, o, a, words joined by hyphens."""
    plain = unicodedata.normalize("NFC", text).casefold().translate(LETTERS)
    ascii_only = unicodedata.normalize("NFD", plain).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")


def seat_id(text: str) -> str:
    """Return a written seat id in its one form: `Alver.Ordførar ` is `alver.ordforar`."""
    return ".".join(id_text(part) for part in text.split("."))


@dataclass(frozen=True, slots=True)
class SeatWords:
    """The known seats by what they are called: organisation and function, in ids and in print."""

    by_words: Mapping[tuple[str, str], frozenset[str]]
    printed: Printed

    @classmethod
    def of(cls, known: Collection[str], printed: Printed) -> SeatWords:
        """Return the words of the known seats; `printed` may hold others too, they are left out."""
        found: dict[tuple[str, str], frozenset[str]] = {}
        for seat in known:
            holder, _, function = seat.partition(".")
            body, title = printed.get(seat, ("", ""))
            for words in {(holder, function), (organisation_words(body), _function(title))}:
                found[words] = found.get(words, frozenset()) | {seat}
        return cls(found, printed)

    def seat(self, organisation: str, function: str) -> str | None:
        """Return the one seat these words name, or None. Only equal words count: a near miss is never taken."""
        found = self.seats(organisation, function)
        return found[0] if len(found) == 1 else None

    def seats(self, organisation: str, function: str) -> list[str]:
        """Return every seat these words name: several where one holder has more than one seat of a kind."""
        words = (organisation_words(organisation), _function(function))
        return sorted(self.by_words.get(words, ())) if all(words) else []

    def printed_of(self, seat: str) -> tuple[str, str]:
        """Return organisation and function as they are printed, or the parts of the id."""
        holder, _, function = seat.partition(".")
        organisation, title = self.printed.get(seat, ("", ""))
        return organisation or holder, title or function

    def is_organisation_of(self, seat: str, name: str) -> bool:
        """Return whether the name is that of who has the seat, as far as it is known; no name is nobody else's."""
        words = organisation_words(name)
        return (
            not words
            or seat not in self.printed
            or words in {organisation_words(self.printed_of(seat)[0]), organisation_words(seat.partition(".")[0])}
        )

    def is_function_of(self, seat: str, name: str) -> bool:
        """Return whether the function is that of the seat, as far as it is known; no function is no other."""
        words = _function(name)
        return (
            not words
            or seat not in self.printed
            or words in {_function(self.printed_of(seat)[1]), _function(seat.partition(".")[2])}
        )


@lru_cache(maxsize=4096)
def organisation_words(name: str) -> str:
    """Return the name of an organisation as it is compared: without what kind it is, its capitals and its spaces."""
    return "-".join(word for word in id_text(name).split("-") if word not in FORMS)


@lru_cache(maxsize=4096)
def _function(name: str) -> str:
    word = id_text(name)
    return FUNCTIONS.get(word, word)
