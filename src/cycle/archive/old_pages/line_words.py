"""What lines of old pages say: days with or without a year, hours, names of meetings, kinds of documents."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from difflib import SequenceMatcher, get_close_matches

from cycle.archive.public_site.pages import DocumentKind
from cycle.written_days import MONTHS, WEEKDAY_NUMBERS


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenDay:
    """A day as a line has it; without a year when it says none."""

    printed: str
    day: int
    month: int
    year: int | None = None
    weekday: int | None = None
    misspelt: bool = False
    start: int = 0
    end: int = 0

    def in_year(self, year: int) -> dt.date | None:
        """Return the day in this year, None when the calendar has no such."""
        with suppress(ValueError):
            return dt.date(year, self.month, self.day)
        return None


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
            ((SequenceMatcher(None, word.casefold(), name.casefold()).ratio(), known) for known, name in self._forms()),
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


_DAY = re.compile(
    r"(?:\b([A-Za-zøåØÅ]+dag)\s+(?:den\s+)?)?(?<![\d.:])(\d{1,2})\.\s?"
    r"(?:(\d{1,2})\.(?:\s?(\d{4}))?|([A-Za-zæøå]{3,12})(?:\s+(\d{4}))?)(?!\s?\d)"
)
_CHAPTER = re.compile(r"(?:\b(?:kap|kapittel|pkt|punkt|avsnitt|nr|jf|kl)\.?|§)\s*$", re.IGNORECASE)
"""What stands before a number of the form of a day that is none: `kap. 5.2.`"""
_OTHERWISE = re.compile(
    r"(?:\b([A-Za-zøåØÅ]+dag)\s+(?:den\s+)?)?(?<![\d.:/-])"
    r"(?:(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})\s?/\s?(\d{1,2})\s?[-/. ]\s?(\d{4})|"
    r"(\d{1,2})\.?\s?([A-Za-z]{3,9})\.?\s(\d{4}))"
    r"(?![\d-])"
)
"""A day as people also type it: `2020-01-16`, `16/1-2020`, `16 jan. 2020`; always with its year."""
_WITHOUT_STOP = {"kap", "pkt", "jf", "kl", "og", "til", "gong", "gongen", "gang", "plass", "møte", "år"}
MEETING = re.compile(r"\b([A-Za-zÆØÅæøå-]*m[øo]tet?)\b", re.IGNORECASE)
MEETING_OF_YEAR = re.compile(r"\b([A-Za-zÆØÅæøå-]*m[øo]tet?)\s+((?:19|20)\d\d)\b", re.IGNORECASE)
HOURS = re.compile(r"(?:kl\.?\s*)?(\d{1,2})[.:](\d{2})\s*[-–]\s*(?:kl\.?\s*)?(\d{1,2})[.:](\d{2})", re.IGNORECASE)
REGISTRATION = re.compile(r"registrering\D{0,12}(\d{1,2})[.:](\d{2})", re.IGNORECASE)
_KINDS: tuple[tuple[str, DocumentKind], ...] = (
    (r"presentasjon", "presentations"),
    (r"f[øo]lg[je]{0,2}brev", "cover_letter"),
    (r"invitasjon|innkalling", "invitation"),
    (r"referat|protokoll|møtebok", "minutes"),
    (r"\bprogram", "programme"),
    (r"les me[ie]?r|nyhe[ti]", "news"),
)


def written_day(text: str) -> WrittenDay | None:
    """Return the first day in a line; a misspelt month is read as the nearest."""
    for found in _DAY.finditer(text):
        weekday, day, number, year, word, after = found.groups()
        misspelt = False
        if word is None and not year and _CHAPTER.search(text[: found.start(2)]):
            continue
        if word is not None:
            lower = word.casefold()
            near = [lower] if lower in MONTHS else get_close_matches(lower, MONTHS, n=1, cutoff=0.8)
            if not near or lower in _WITHOUT_STOP:
                continue
            month, misspelt = MONTHS[near[0]], lower not in MONTHS
        else:
            month = int(number)
        if not (1 <= month <= 12 and 1 <= int(day) <= 31):
            continue
        stated = year or after
        known = WEEKDAY_NUMBERS.get((weekday or "").casefold())
        begins = found.start() if known is not None or not weekday else found.start(2)
        return WrittenDay(
            printed=text[begins : found.end()].strip(),
            day=int(day),
            month=month,
            year=int(stated) if stated else None,
            weekday=known,
            misspelt=misspelt,
            start=begins,
            end=found.end(),
        )
    return _otherwise_written(text)


def _otherwise_written(text: str) -> WrittenDay | None:
    """Return the first day in a line that no day in the usual form is in."""
    for found in _OTHERWISE.finditer(text):
        weekday, iso_year, iso_month, iso_day, day, month, year, short_day, word, short_year = found.groups()
        if word is not None:
            named = [number for name, number in MONTHS.items() if name.startswith(word.casefold())]
            stated, number, of_month = short_year, named[0] if named else 0, short_day
        else:
            stated, number, of_month = iso_year or year, int(iso_month or month), iso_day or day
        if not (1 <= number <= 12 and 1 <= int(of_month) <= 31):
            continue
        known = WEEKDAY_NUMBERS.get((weekday or "").casefold())
        begins = found.start() if known is not None or not weekday else found.end(1) + 1
        return WrittenDay(
            printed=text[begins : found.end()].strip(),
            day=int(of_month),
            month=number,
            year=int(stated),
            weekday=known,
            start=begins,
            end=found.end(),
        )
    return None


def document_kind(text: str) -> DocumentKind | None:
    """Return what kind of document a line or a file name speaks of; None when of none."""
    lower = text.casefold()
    return next((kind for pattern, kind in _KINDS if re.search(pattern, lower)), None)


def years_in(text: str) -> list[int]:
    """Return the years that stand in a text or a file name."""
    return [int(year) for year in re.findall(r"(?<!\d)((?:19|20)\d\d)(?!\d)", text)]
