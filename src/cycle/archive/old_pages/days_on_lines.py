"""Days in lines of old pages, however people typed them: with or without a year, several in one, and impossible."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from difflib import get_close_matches

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
    several: bool = False
    """Whether the line has more days in one, `28.-29. januar`; this is the first of them."""
    start: int = 0
    end: int = 0

    def in_year(self, year: int) -> dt.date | None:
        """Return the day in this year, None when the calendar has no such."""
        with suppress(ValueError):
            return dt.date(year, self.month, self.day)
        return None


_WEEKDAY = r"(?:\b(?P<weekday>[A-Za-zøåØÅ]+dag)\s+(?:den\s+)?)?"
_WORD = r"(?P<word>[A-Za-zæøå]{3,12})(?![A-Za-zæøå])"
_YEAR = r"(?P<year>[1-9]\d{3})(?!\d)"
_FORMS = tuple(
    re.compile(_WEEKDAY + form)
    for form in (
        # 28.1.2021, 28.1. and 28. januar 2021, 28. jan. 2021, 28. januar (torsdag) 2021, 28. januar '21, 28. januar
        r"(?<![\d.:])(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.(?:\s?" + _YEAR + r")?(?!\d|\s(?!\d{1,2}[.:]\d\d\b)\d)",
        r"(?<![\d.:])(?P<day>\d{1,2})\.\s?"
        + _WORD
        + r"(?:(?:[.,]|\s*\([A-Za-zøæ.]{2,10}\))*(?:\s+i)?\s*\(?"
        + _YEAR
        + r"\)?|\s['’](?P<short>\d\d)\b)?(?!\s?\d{5})",
        # 2021-01-28 and 20210128
        r"(?<![\d.:/-])(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?![\d-])",
        r"(?<![\d.:/-])(?P<year>(?:19|20)\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>[0-3]\d)(?![\d-])",
        # 28/1-2021, 28-01-2021, 28/1-21, 28.01.21, 28.1.-21
        r"(?<![\d.:/-])(?P<day>\d{1,2})\s?/\s?(?P<month>\d{1,2})\s?[-/. ]\s?(?P<year>\d{4})(?![\d-])",
        r"(?<![\d.:/-])(?P<day>\d{1,2})[-–](?P<month>\d{1,2})[-–](?P<year>\d{4})(?![\d-])",
        r"(?<![\d.:/-])(?P<day>\d{1,2})/(?P<month>\d{1,2})[-/.'’](?P<short>\d\d)(?![\d.:/-])",
        r"(?<![\d.:/])(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.?[-–'’]?(?<=\D)(?P<short>\d\d)(?![\d.:/–-])",
        # 28 januar 2021, 28de januar 2021, januar 28, 2021, 28.I.2021
        r"(?<![\d.:/-])(?P<day>\d{1,2})\.?\s?(?:(?:\.?[nt]?de|ande|ende)\s)?" + _WORD + r"[.,]?\s" + _YEAR,
        r"\b" + _WORD + r"\.?\s(?:den\s)?(?P<day>\d{1,2})(?:\.,?|,)?\s" + _YEAR,
        r"(?<![\d.:/-])(?P<day>\d{1,2})[.\s]\s?(?P<roman>[IVX]{1,4})[.\s]\s?" + _YEAR,
    )
)
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_CHAPTER = re.compile(
    r"(?:\b(?:kap|kapittel|pkt|punkt|avsnitt|nr|jf|kl|versjon|utgåve|utgave)\.?|§)\s*$", re.IGNORECASE
)
"""What stands before a number of the form of a day that is none: `kap. 5.2.`"""
_WITHOUT_STOP = {"kap", "pkt", "jf", "kl", "og", "til", "gong", "gongen", "gang", "plass", "møte", "år"}
_CENTURY = 2000
_MOST_APART = 7
"""Days between the first and the next of several; numbers further apart are of something else: `sak 12 og 28. mai`."""
_IN_BRACKETS = re.compile(r"\(([A-Za-zøåØÅ]+dag)\)")
_AND = r"\s?(?:[-–—,&+]|\bt\.?o\.?m\.?|\bog\b|\btil\b|\bog\s+med\b)\s?(?:til\s|og\s(?:med\s)?)?"
_BEFORE = re.compile(
    rf"{_WEEKDAY}(?<![\d.:/-])(?P<day>\d{{1,2}})(?:\.\s?(?P<month>\d{{1,2}})|\.?\s?{_WORD})?\.?{_AND}$", re.IGNORECASE
)
"""The first of two days, before the second: `28.-29. januar`, `31. januar og 1. februar`."""
_AFTER = re.compile(rf"{_AND}(?:[A-Za-zøåØÅ]+dag\s+)?(?:den\s+)?(?=\d)", re.IGNORECASE)


def written_day(text: str) -> WrittenDay | None:
    """Return the first day in a line, the first of several in one; a misspelt month is read as the nearest."""
    found = _one_day(text)
    if found is None:
        return None
    while earlier := _before(text, found):
        found = earlier
    and_then = _AFTER.match(text, found.end)
    later = _one_day(text[and_then.end() :]) if and_then else None
    if and_then is None or later is None or later.start:
        return found
    end = and_then.end() + later.end
    return replace(found, printed=text[found.start : end].strip(), year=found.year or later.year, several=True, end=end)


def _one_day(text: str) -> WrittenDay | None:
    """Return the day that begins first in a line; of two that begin there, the one with more of it."""
    days = (day for form in _FORMS for day in _in_form(form, text))
    return min(days, key=lambda day: (day.start, -day.end), default=None)


def _in_form(form: re.Pattern[str], text: str) -> Iterator[WrittenDay]:
    for found in form.finditer(text):
        parts = found.groupdict()
        if parts.get("month") and not parts.get("year") and _CHAPTER.search(text[: found.start("day")]):
            continue
        month, misspelt = _month(parts)
        if not (1 <= month <= 12 and 1 <= int(parts["day"]) <= 31):
            continue
        beside = _IN_BRACKETS.search(found.group())
        weekday = WEEKDAY_NUMBERS.get((parts["weekday"] or "").casefold())
        first = min(found.start(name) for name in ("day", "word", "year", "month") if parts.get(name))
        begins = found.start() if weekday is not None else first
        if beside and weekday is None:
            weekday = WEEKDAY_NUMBERS.get(beside[1].casefold())
        short = parts.get("short")
        year = parts.get("year") or (str(_CENTURY + int(short)) if short else "")
        yield WrittenDay(
            printed=text[begins : found.end()].strip(),
            day=int(parts["day"]),
            month=month,
            year=int(year) if year else None,
            weekday=weekday,
            misspelt=misspelt,
            start=begins,
            end=found.end(),
        )
        return


def _month(parts: dict[str, str | None]) -> tuple[int, bool]:
    """Return the number of the month, 0 when it is none, and whether its name is misspelt."""
    if roman := parts.get("roman"):
        return (_ROMAN.index(roman) + 1 if roman in _ROMAN else 0), False
    word = (parts.get("word") or "").casefold()
    if not word:
        return int(parts.get("month") or 0), False
    near = [word] if word in MONTHS else get_close_matches(word, MONTHS, n=1, cutoff=0.8)
    if not near or word in _WITHOUT_STOP:
        return 0, False
    return MONTHS[near[0]], word not in MONTHS


def _before(text: str, second: WrittenDay) -> WrittenDay | None:
    """Return the day that stands before another as the first of several; None where none does."""
    found = _BEFORE.search(text[: second.start])
    if found is None or _CHAPTER.search(text[: found.start("day")]):
        return None
    month, day = second.month, int(found["day"])
    if found["word"] or found["month"]:
        month, _ = _month(found.groupdict())
    apart = (second.month - month) * 31 + second.day - day
    if not (1 <= month <= 12 and 1 <= day <= 31 and 0 < apart <= _MOST_APART):
        return None
    weekday = WEEKDAY_NUMBERS.get((found["weekday"] or "").casefold())
    begins = found.start() if weekday is not None else found.start("day")
    return replace(
        second,
        printed=text[begins : second.end].strip(),
        day=day,
        month=month,
        weekday=weekday,
        several=True,
        start=begins,
    )
