"""Names as people write them in registers: read as the name they mean, or asked about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from cycle.register.encodings import LOST, repaired, seven_bits
from cycle.register.name_words import (
    ACTING,
    AFTER,
    ALSO_NAMES,
    COMPANIES,
    DEGREES,
    DITTO,
    OFFICES,
    PARTICLES,
    PARTIES,
    STATUS,
    SUFFIXES,
    TITLES,
    UNKNOWN,
    VACANT,
)
from cycle.register.seats import slug
from cycle.register.tables import fold

_LETTER = r"[^\W\d_]"
_PLAIN = re.compile(rf"(?:{_LETTER}|[ .'’`´ʼ-])+")
_TWO = re.compile(
    r"\s(?:og|eller|and|or)\s|\s*[/;|+]\s*|\sm/\s?|\s&\s(?!(?:søn|sønn|sønner|døtre|co|sons?)\b)", re.IGNORECASE
)
_DASH = re.compile(r"\s+[-–—]\s*|[–—]\s+")
_AT = re.compile(r"^(?:v\s?/|v\.\s|ved\s|c/o\s|att\b[.:]?\s*|att:|att\.:)\s*", re.IGNORECASE)
_UNTIL = re.compile(
    r"^(ledig|vakant|vacant|ubesett|ubesatt|ikkje oppnemnd|ikke oppnevnt|tba|n\.?\s?n\.?)\b[\s:,(–-]+(.+)$", re.I
)


@dataclass(slots=True, kw_only=True)
class ReadName:
    """A cell read as a name: what is left of it, what stood beside it, and what must be asked."""

    name: str = ""
    note: str = ""
    """What stood with the name and is kept as a remark."""
    vacant: bool = False
    questions: list[tuple[str, str, dict[str, object]]] = field(default_factory=list)
    """Severity, key of `words`, and values."""

    def ask(self, severity: str, key: str, **values: object) -> None:
        """Note a question about the cell."""
        self.questions.append((severity, key, values))


def read_name(text: str, *, known: Mapping[str, str], address: str = "") -> ReadName:
    """Return what a cell says about who has a seat.

    An organisation in brackets stays in the name when the e-mail address is its own: somebody has wished it so.
    `known` are names of the register by their small letters; they have been looked at once and are not asked about.
    """
    read = ReadName()
    line = " ".join(text.split())
    if known.get(line.casefold()) == line:
        read.name = line
        return read
    if _is_vacant(text, read):
        return read
    name = _mended(text, read)
    if _is_no_name(text if "\n" in text else name, read):
        return read
    name, organisation = _with_its_organisation(name, address)
    name = _without_asides(name, read)
    name = _turned(name, read)
    name = _without_titles(name, read)
    name = _capitals(name, read, known)
    _last_look(name, text, read)
    read.name = f"{name} ({organisation})" if organisation else name
    if not any(severity == "error" for severity, _, _ in read.questions) and read.name.casefold() in known:
        # It is somebody we know, however it is written: nothing to ask but what stood beside the name.
        read.questions = [one for one in read.questions if one[1] in _BESIDE]
    return read


_BESIDE = frozenset({"name_aside", "name_acting"})


def parts_of(name: str) -> str:
    """Return a name as it is compared: small letters, one kind of hyphen and apostrophe, no full stops."""
    name = name.casefold().replace("’", "'").replace("`", "'").replace("´", "'").replace(".", " ")
    return " ".join(name.replace("-", " ").split())


def _is_vacant(text: str, read: ReadName) -> bool:
    """Say whether the cell holds no name but says that there is none, and ask when that is not quite said."""
    word = fold(text)
    if re.fullmatch(r"[\s\"'”“„]+", text):
        return False  # as above, in every register
    if word in VACANT:
        read.vacant = True
    elif (not word and text.strip()) or word in UNKNOWN:
        read.vacant = True
        read.ask("guess", "name_placeholder", text=text)
    elif found := _UNTIL.match(" ".join(text.split())):
        read.vacant, read.note = True, " ".join(text.split())
        read.ask("guess", "name_vacant_note", text=found[0], note=found[2])
    return read.vacant


def _is_no_name(text: str, read: ReadName) -> bool:
    """Say whether the cell can hold no one person's name, and tell why."""
    line = " ".join(text.split())
    words = re.findall(r"[\wæøå]+", line.casefold())
    if "@" in text:
        read.ask("error", "name_address", text=line)
    elif "\n" in text:
        read.ask("error", "name_lines", text=line)
    elif fold(line) in DITTO or re.fullmatch(r"[\"'”“„]+", line):
        read.ask("error", "name_ditto", text=line)
    elif any(word in OFFICES for word in words) or _is_company(line) or _is_office(words):
        read.ask("error", "name_office", text=line)
    elif two := _two(line):
        read.ask("error", "name_two", text=line, first=two[0], second=two[1])
    else:
        return False
    return True


def _is_office(words: Sequence[str]) -> bool:
    return bool(words) and all(word in TITLES | STATUS for word in words)


def _is_company(line: str) -> bool:
    *before, last = line.split(" ")
    return bool(before) and last in COMPANIES and not all(word.isupper() for word in before)


def _two(line: str) -> tuple[str, str] | None:
    outside = re.sub(r"\([^)]*\)?", " ", line)
    outside = _AT.sub("", outside)
    parts = [part.strip(" ,") for part in _TWO.split(outside)]
    if len(parts) > 1 and all(re.search(_LETTER, part) for part in parts):
        return parts[0], parts[1]
    commas = [part.strip() for part in outside.split(",") if part.strip()]
    if len(commas) > 2 or (len(commas) == 2 and all(" " in part for part in commas) and not _is_suffix(commas[1])):
        return commas[0], commas[1]
    return None


def _mended(text: str, read: ReadName) -> str:
    name, cause = repaired(" ".join(text.split()))
    if cause:
        read.ask("guess", f"name_{cause}", text=text, name=name)
    elif (seven := seven_bits(name)) != name:
        read.ask("guess", "name_old_alphabet", text=text, name=seven)
        name = seven
    return name


def _with_its_organisation(name: str, address: str) -> tuple[str, str]:
    """Return the name and the organisation in brackets whose domain the address has, empty for none."""
    found = re.fullmatch(r"(.+?)\s*\(([^()]+)\)", name)
    domain = slug(address.rpartition("@")[2].rpartition(".")[0])
    own = found is not None and len(domain) > 3 and slug(found[2]).startswith(domain)
    return (found[1], found[2]) if found and own else (name, "")


def _without_asides(name: str, read: ReadName) -> str:
    """Return the name without what stands in brackets, after a dash or before it, which becomes a remark."""
    asides = [one.strip(" ()[]") for one in re.findall(r"\([^)]*\)?|\[[^\]]*\]?", name)]
    name = re.sub(r"\([^)]*\)?|\[[^\]]*\]?", " ", name)
    name, *after = _DASH.split(name.strip(), maxsplit=1)
    asides += [one for one in after if one]
    if found := re.match(r"^(.*?)[\s,]+(?:vara|vararepresentant|varamedlem)\s*:\s*(.+)$", name, re.IGNORECASE):
        name = found[1]
        asides.append(f"vara: {found[2]}")
    if re.match(rf"^{_LETTER}+ {_LETTER}", name):
        name, _, after_colon = name.partition(":")
        asides.append(after_colon.strip())
    if before := _AT.match(name):
        name = name[before.end() :]
        read.ask("guess", "name_read", text=before.string.strip(), name=name.strip())
    name = " ".join(name.replace("–", "-").replace("—", "-").split())
    if signs := "".join(re.findall(r"[*†?]+$|^[*†]+", name)):
        asides.append(signs)
    name = name.strip(" ,;*†?") if not LOST.search(name) else name
    asides = [one for one in asides if one]
    party = [one for one in asides if fold(one) in PARTIES]
    for one in asides:
        if one in party:
            read.ask("guess", "name_party", text=one, name=name)
        else:
            read.ask("guess", "name_aside", text=one, name=name)
    read.note = "; ".join(one for one in asides if one not in party)
    return name


def _turned(name: str, read: ReadName) -> str:
    """Return `Fornamn Etternamn` of `Etternamn, Fornamn`, or the name without a degree after the comma."""
    last, comma, first = (part.strip() for part in name.partition(","))
    if not comma or not last or not first:
        return name.strip(" ,")
    if _is_suffix(first):
        read.ask("guess", "name_read", text=name, name=last)
        return last
    if " " in last and fold(first) in PARTIES:
        read.ask("guess", "name_party", text=first, name=last)
        return last
    turned = f"{first} {last}"
    read.ask("guess", "name_turned", text=name, name=turned)
    return turned


def _is_suffix(text: str) -> bool:
    words = re.findall(r"[\wæøå.]+", text.casefold())
    return bool(words) and all(word.strip(".") in SUFFIXES or _is_title_word(word) for word in words)


def _without_titles(name: str, read: ReadName) -> str:
    words = name.split(" ")
    taken: list[str] = []
    if len(words) > 2 and words[-1].endswith(".") and words[-1].casefold().rstrip(".") in AFTER:
        words.insert(0, words.pop())
    while len(words) > 1 and _is_title_word(words[0]) and _is_title(words):
        taken.append(words.pop(0))
    left = " ".join(words)
    if taken and any(one.casefold().rstrip(".,:") in ACTING for one in taken):
        read.note = "; ".join(one for one in (read.note, " ".join(taken)) if one)
        read.ask("guess", "name_acting", text=" ".join(taken), name=left)
    elif taken:
        read.ask("guess", "name_title", text=" ".join(taken), name=left)
    return left


def _is_title_word(word: str) -> bool:
    """Say whether a word is a title, or several written together as `adm.dir.` and `dr.med.` are."""
    parts = [part for part in re.split(r"[.,:]", word.casefold()) if part]
    degrees = DEGREES if len(parts) > 1 else frozenset()
    return bool(parts) and all(part in TITLES or part in degrees for part in parts)


def _is_title(words: list[str]) -> bool:
    """Say whether the first word is a title where it stands, and not a name such as `Lege` or `Leder`."""
    word = words[0].casefold()
    return word.endswith((".", ":", ",")) or len(words) > 2 or word.rstrip(".") in ACTING or len(word) > 5


def _capitals(name: str, read: ReadName, known: Mapping[str, str]) -> str:
    """Return a name in capitals or small letters alone as names are written, asking unless it is known so."""
    shouted = [word for word in name.split(" ") if word.isupper() and sum(map(str.isalpha, word)) > 2]
    shouted = [word for word in shouted if not re.fullmatch(r"[IVX]{3,}", word) or name.isupper()]
    if not shouted and not (name.islower() and len(name) > 2):
        return name
    if same := known.get(name.casefold()):
        return same
    every = name.isupper() or name.islower()
    words = enumerate(name.split(" "))
    written = " ".join(_capital(word, at) if every or word in shouted else word for at, word in words)
    read.ask("guess", "name_capitals", text=name, name=written)
    return written


def _capital(word: str, at: int) -> str:
    if at and word.casefold() in PARTICLES:
        return word.lower()
    pieces = re.split(r"([-'’])", word.lower())
    text = "".join(piece[:1].upper() + piece[1:] for piece in pieces)
    return re.sub(r"\bMc([a-zæøå])", lambda found: f"Mc{found[1].upper()}", text)


def _last_look(name: str, text: str, read: ReadName) -> None:
    """Ask about what is no name after all."""
    words = [fold(word) for word in name.split(" ") if fold(word)]
    shown = " ".join(text.split())
    if not words:
        read.ask("error", "name_none", text=shown)
    elif LOST.search(name):
        read.ask("error", "name_lost", text=shown)
    elif any(map(str.isnumeric, name)):
        read.ask("error", "name_digits", text=shown)
    elif all(word in TITLES or word in STATUS or word in UNKNOWN for word in words) or _states(words):
        read.ask("error", "name_office", text=shown)
    elif not _PLAIN.fullmatch(re.sub(r"\s&\s", " ", name)):
        odd = "".join(dict.fromkeys(_odd(name)))
        read.ask("guess", "name_odd", text=shown, odd=odd)
    elif len(words) == 1:
        read.ask("guess", "name_short", text=shown)


def _states(words: list[str]) -> bool:
    """Say whether a word tells how it is with the seat, and is no name either, as `Vår` and `Mars` are."""
    return any(word in STATUS and word not in ALSO_NAMES for word in words)


def _odd(name: str) -> Iterator[str]:
    return (one for one in re.sub(r"\s&\s", " ", name) if not _PLAIN.fullmatch(one))
