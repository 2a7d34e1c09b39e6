"""What stands beside a name in its cell: asides, titles, a surname that comes first, and what begins after it."""

from __future__ import annotations

import re

from cycle.register.name_reading.encodings import LOST
from cycle.register.name_reading.name_cell import ReadName
from cycle.register.name_reading.name_shape import name_capital
from cycle.register.name_reading.name_words import (
    AFTER,
    BESIDE,
    BORN,
    DEGREES_AFTER,
    GENERATIONS,
    PARTICLES,
    PARTIES,
    STATUS,
    SUFFIXES,
)
from cycle.register.name_reading.titles import (
    is_acting,
    is_office,
    is_title,
    titles_before,
)
from cycle.register.workbooks.sheet_tables import fold

LETTER = r"[^\W\d_]"
_DASH = re.compile(r"\s+[-–—]\s*|[–—]\s+")
HANDED_TO = re.compile(
    r"^(?:v\s?/|v\.\s|ved\s|c/o\s|att\b[.:]?\s*|for\s|p\.?\s?v\.?\s?a\.?\s|e\.\s?f\.\s|på vegn?er? av\s|by\s)\s*",
    re.IGNORECASE,
)
_MARK = re.compile(r"\s*(?:[¹²³⁰-⁹]+|(?<=\s)\d\)|(?<=\w)\d\)|\*+\)?|†|\s\d)+$|^(?:\*+|†)\s*")
_LABEL = re.compile(r"^(ny|nye|vara|vararepresentant|varamedlem|fast|medlem|namn|navn)\s*:\s*(?=\w)", re.IGNORECASE)
_OF = frozenset({"i", "på", "for", "av", "ved"})


def without_asides(name: str, read: ReadName) -> str:
    """Return the name without what stands in brackets, after a dash or before it, which becomes a remark."""
    asides = [read.note] if read.note else []
    noted = len(asides)
    asides += [element.strip(" ()[]") for element in re.findall(r"\([^)]*\)?|\[[^\]]*\]?", name)]
    name = re.sub(r"\([^)]*\)?|\[[^\]]*\]?", " ", name).strip()
    name = re.sub(r"^(?:[-–—•·‣◦▪►>]+\s*|\d{1,2}[.)]\s+)", "", name)
    name, *after = _DASH.split(name, maxsplit=1)
    asides += [part for part in after if part]
    if found := re.match(r"^(.*?)[\s,]+(?:vara|vararepresentant|varamedlem)\s*:\s*(.+)$", name, re.IGNORECASE):
        name = found[1]
        asides.append(f"vara: {found[2]}")
    if label := _LABEL.match(name):
        name = name[label.end() :]
        asides.append(label[1])
    if re.match(rf"^{LETTER}+ {LETTER}", name):
        name, _, after_colon = name.partition(":")
        asides.append(after_colon.strip())
    if before := HANDED_TO.match(name):
        name = name[before.end() :]
        read.ask("guess", "name_read", text=before.string.strip(), name=name.strip())
    name = " ".join(name.replace("–", "-").replace("—", "-").split())
    if not LOST.search(name):
        while mark := _MARK.search(name):
            name = (name[: mark.start()] + name[mark.end() :]) if mark[0] else name
            asides.append(mark[0].strip())
        name, marks = name.rstrip(" ,;?"), name[len(name.rstrip(" ,;?")) :].strip(" ,;")
        asides.append(marks)
        name = name.strip(" ,;")
    asides = [aside for aside in asides if aside]
    party = [aside for aside in asides[noted:] if fold(aside) in PARTIES]
    for aside in asides[noted:]:
        key = "name_party" if aside in party else "name_aside"
        read.ask("guess", key, text=aside, name=name)
    read.note = "; ".join(aside for aside in asides if aside not in party)
    return name


def given_name_first(name: str, read: ReadName) -> str:
    """Return `Fornamn Etternamn` of `Etternamn, Fornamn`, or the name without what is no name after the comma."""
    last, comma, first = (part.strip() for part in name.partition(","))
    if not comma or not last or not first:
        return _shouted_surname_first(name.strip(" ,"), read)
    if first.casefold().strip(".") in GENERATIONS:
        read.ask("guess", "name_read", text=name, name=f"{last} {first}")
        return f"{last} {first}"
    if any(map(is_acting, first.split())) and is_suffix(first):
        read.keep(first)
        read.ask("guess", "name_acting", text=first, name=last)
        return last
    if is_suffix(first):
        read.ask("guess", "name_read", text=name, name=last)
        return last
    if " " in last and fold(first) in PARTIES:
        read.ask("guess", "name_party", text=first, name=last)
        return last
    if " " in last and first.partition(" ")[0].islower() and not last.islower():
        read.keep(first)
        read.ask("guess", "name_aside", text=first, name=last)
        return last
    turned = f"{first} {last}"
    read.ask("guess", "name_turned", text=name, name=turned)
    return turned


def _shouted_surname_first(name: str, read: ReadName) -> str:
    """Return `Kari Vik` of `VIK Kari`, as surnames are told from given names where the surname stands first."""
    first, _, rest = name.partition(" ")
    if not (rest and first.isupper() and first.isalpha() and len(first) > 2 and rest.replace(" ", "").isalpha()):
        return name
    if not all(word.istitle() for word in rest.split(" ")) or is_office(first):
        return name
    turned = f"{rest} {name_capital(first, 0)}"
    read.ask("guess", "name_turned", text=name, name=turned)
    return turned


def is_suffix(text: str) -> bool:
    """Say whether the words only follow names: titles, degrees, `jr.`"""
    words = re.findall(r"[\wæøå.]+", text.casefold())
    return bool(words) and all(word.strip(".") in SUFFIXES or is_title(word) for word in words)


def without_titles(name: str, read: ReadName) -> str:
    """Return the name without titles before and after it; a title of an organisation, `leiar i`, is an error."""
    words = name.split(" ")
    acting = []
    if len(words) > 2 and words[-1].endswith(".") and words[-1].casefold().rstrip(".") in AFTER:
        acting.append(words.pop())
    while len(words) > 2 and words[-1] in DEGREES_AFTER:
        degree = words.pop()
        read.ask("guess", "name_title", text=degree, name=" ".join(words))
    while len(words) > 2 and (is_title(words[-1]) and words[-1].casefold() not in GENERATIONS):
        acting.append(words.pop())
    number = titles_before(words)
    taken, left = words[:number], " ".join(words[number:])
    if any(word in _OF for word in taken):
        read.ask("error", "name_office", text=name)
    elif acting or any(map(is_acting, taken)):
        beside = " ".join([*taken, *acting])
        read.keep(beside)
        read.ask("guess", "name_acting", text=beside, name=left)
    elif taken:
        read.ask("guess", "name_title", text=" ".join(taken), name=left)
    return left


def without_what_follows(name: str, read: ReadName) -> str:
    """Return the name before a small word that begins something else: `Kari Vik født Dal`, `Kari Vik for Per Dal`."""
    words = name.split(" ")
    for at, word in enumerate(words[1:], 1):
        small = word.casefold().rstrip(".") if word.casefold().rstrip(".") in BESIDE | BORN else word.casefold()
        if small in BORN or (word.islower() and small in BESIDE and word.rstrip(".") not in PARTICLES):
            if any(word in STATUS for word in words[at:]):
                return name
            left, more = " ".join(words[:at]), " ".join(words[at:])
            read.keep(more)
            read.ask("guess", "name_aside", text=more, name=left)
            return left
    return name
