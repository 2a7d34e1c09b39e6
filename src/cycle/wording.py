"""Dates, times and lists as Norwegian readers write them, in nynorsk and bokmål (Språkrådet's forms)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time

from babel.dates import format_date
from babel.lists import format_list

from cycle.model import Language


def long_date(day: date, language: Language = "nn") -> str:
    """Return `18. februar 2027`."""
    return format_date(day, "d. MMMM y", locale=language)


def full_date(day: date, language: Language = "nn") -> str:
    """Return `torsdag 18. februar 2027`."""
    return format_date(day, "EEEE d. MMMM y", locale=language)


def day_and_month(day: date, language: Language = "nn") -> str:
    """Return `18. februar`."""
    return format_date(day, "d. MMMM", locale=language)


def clock(moment: time) -> str:
    """Return `09.00`; write `kl.` before it in running text."""
    return f"{moment:%H.%M}"


def clock_range(start: time, end: time) -> str:
    """Return `kl. 09.00–15.00`, with an en dash."""
    return f"kl. {clock(start)}–{clock(end)}"


def listed(words: Sequence[str], language: Language = "nn") -> str:
    """Return `a, b og c`."""
    return format_list(list(words), locale=language)


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
