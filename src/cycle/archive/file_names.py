"""File names from anywhere, made into names that are safe in an address, on every disk and in every archive."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

RESERVED = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10))}
)
"""Names that Windows keeps for devices, with or without an ending."""

_LETTERS = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "ß": "ss", "đ": "d", "ð": "d", "þ": "th", "ł": "l"})
_LONGEST = 80


def web_name(name: str) -> str:
    """Return the name in lower case a–z, 0–9, hyphen, with its ending: `Økonomi & mål.PDF` → `okonomi-mal.pdf`."""
    last = PurePosixPath(name.replace("\\", "/")).name
    stem, dot, ending = last.rpartition(".")
    if not dot:
        stem, ending = last, ""
    ending = re.sub(r"[^a-z0-9]", "", slug(ending))
    stem = slug(stem)[:_LONGEST].strip("-") or "fil"
    stem = f"fil-{stem}" if stem in RESERVED else stem
    return f"{stem}.{ending}" if ending else stem


def slug(text: str) -> str:
    """Return the text in lower case a–z, 0–9 and single hyphens; empty when nothing is left."""
    lower = unicodedata.normalize("NFC", text).casefold().translate(_LETTERS)
    plain = unicodedata.normalize("NFKD", lower).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def free_name(name: str, taken: set[str]) -> str:
    """Return the web name, numbered when it is taken (`program-2.pdf`), and take it."""
    wanted = web_name(name)
    stem, dot, ending = wanted.partition(".")
    number = 1
    while wanted in taken:
        number += 1
        wanted = f"{stem}-{number}{dot}{ending}"
    taken.add(wanted)
    return wanted
