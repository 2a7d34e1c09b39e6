"""What lines of old pages say: hours, names of meetings, kinds of documents."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from cycle.archive.public_site.pages import DocumentKind


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownNames:
    """What the community calls things, for recognising them on a page."""

    meetings: Mapping[str, tuple[str, ...]]
    """Every printed form of each meeting type, by its id."""
    periods: Mapping[str, tuple[dt.date | None, dt.date | None]] = field(default_factory=dict)
    """From when and until when each meeting type was, by its id."""
    organisations: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Id and side of each organisation, by a printed name of it."""
    bodies: tuple[tuple[str, dt.date | None, dt.date | None], ...] = ()
    """Each body's name with the days it was there."""
    proper: frozenset[str] = frozenset()
    """Words that are written with a capital."""

    def meeting(self, word: str) -> str:
        """Return the id of the meeting type that a word names, misspelt too; empty when it names none."""
        best = max(
            ((SequenceMatcher(None, _nynorsk(word), _nynorsk(name)).ratio(), known) for known, name in self._forms()),
            default=(0.0, ""),
        )
        return best[1] if best[0] >= 0.85 else ""

    def is_spelt(self, word: str) -> bool:
        """Return whether a word is one of the forms of a meeting's name."""
        return word.casefold() in {name.casefold() for _, name in self._forms()}

    def organisation(self, text: str) -> tuple[str, str]:
        """Return id and side of the organisation that a text ends with; two empty words when it ends with none."""
        for name in sorted(self.organisations, key=len, reverse=True):
            if text.casefold().endswith(name.casefold()):
                return self.organisations[name]
        return "", ""

    def _forms(self) -> Iterable[tuple[str, str]]:
        return ((known, name) for known, names in self.meetings.items() for name in names)


_IN_NYNORSK = (("leder", "leiar"), ("partner", "partnar"))


def _nynorsk(word: str) -> str:
    """Return a word of a meeting's name as nynorsk has it: toppledermøte is toppleiarmøte."""
    folded = word.casefold()
    for other, own in _IN_NYNORSK:
        folded = folded.replace(other, own)
    return folded


MEETING = re.compile(r"\b([A-Za-zÆØÅæøå-]*m[øo]tet?)\b", re.IGNORECASE)
MEETING_OF_YEAR = re.compile(r"\b([A-Za-zÆØÅæøå-]*m[øo]tet?)\s+((?:19|20)\d\d)\b", re.IGNORECASE)
HOURS = re.compile(
    r"(?:\bkl(?:\.|okk[ae]n?)?:?\s*)?(?<![\d.:])(\d{1,2})[.:](\d{2})\s*(?:[-–—]|til)\s*(?:kl\.?\s*)?(\d{1,2})[.:](\d{2})(?![\d.:]*\d)"
    r"|\b(?:kl(?:\.|okk[ae]n?)?|tid(?:spunkt)?(?!:?\s*(?:19|20)\d\d\s*[-–—]\s*(?:19|20)\d\d\b)):?\s*(\d{1,2}?)[.:]?(\d{2})?\s*(?:[-–—]|til)\s*(\d{1,2}?)[.:]?(\d{2})?(?![\d.:]*\d)",
    re.IGNORECASE,
)
REGISTRATION = re.compile(r"registrering\D{0,12}(\d{1,2})[.:](\d{2})", re.IGNORECASE)
_KINDS: tuple[tuple[str, DocumentKind], ...] = (
    (r"presentasjon", "presentations"),
    (r"f[øo]lg[je]{0,2}brev", "cover_letter"),
    (r"invitasjon|innkalling", "invitation"),
    (r"referat|protokoll|møtebok", "minutes"),
    (r"\bprogram", "programme"),
    (r"les me[ie]?r|nyhe[ti]", "news"),
)


def document_kind(text: str) -> DocumentKind | None:
    """Return what kind of document a line or a file name speaks of; None when of none."""
    lower = text.casefold()
    return next((kind for pattern, kind in _KINDS if re.search(pattern, lower)), None)


def years_in(text: str) -> list[int]:
    """Return the years that stand in a text or a file name."""
    return [int(year) for year in re.findall(r"(?<!\d)((?:19|20)\d\d)(?!\d)", text)]
