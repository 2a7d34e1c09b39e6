"""Names as people write them in registers: read as the name they mean, or asked about."""

from __future__ import annotations

import re
from collections.abc import Mapping

from cycle.register.name_reading.encodings import LOST, repaired, seven_bits
from cycle.register.name_reading.name_asides import (
    HANDED_TO,
    LETTER,
    given_name_first,
    is_suffix,
    without_asides,
    without_titles,
    without_what_follows,
)
from cycle.register.name_reading.name_cell import ReadName
from cycle.register.name_reading.name_shape import is_initial, name_capital, odd_signs, plain_letters, unlike_a_name
from cycle.register.name_reading.name_words import (
    ALSO_NAMES,
    DITTO,
    GENERATIONS,
    OFFICES_LAST,
    PARTICLES,
    STATUS,
    UNKNOWN,
    VACANT,
)
from cycle.register.name_reading.titles import (
    is_company,
    is_office,
    is_organisation,
    is_title,
    may_be_as,
    may_be_office,
)
from cycle.register.seat_ids import id_text
from cycle.register.workbooks.sheet_tables import fold

_TWO = re.compile(
    r"(?<!-)\s(?:og|eller|and|or|samt)\s|\s*[/;|+]\s*|\sm/\s?|\s&\s(?!(?:søn|sønn|sønner|døtre|co|sons?)\b)|\s*(?:[-=]>|→)\s*",
    re.IGNORECASE,
)
_OFFICE_AT = re.compile(r"^(.+?),?\s+(?:v\s?/|v\.\s|ved\s|c/o\s|att\b[.:]?)\s*(.+)$", re.IGNORECASE)
_UNTIL = re.compile(
    r"^(ledig|vakant|vacant|ubesett|ubesatt|ikkje oppnemnd|ikke oppnevnt|tba|ingen|n\.?\s?n\.?)\b[\s:,(–-]+(.+)$", re.I
)


def read_name(text: str, *, known: Mapping[str, str], address: str = "", organisation: str = "") -> ReadName:
    """Return what a cell says about who has a seat.

    An organisation in brackets stays in the name when the e-mail address is its own: somebody has wished it so.
    `known` are names of the register by their small letters; they have been looked at once and are not asked about.
    `organisation` is what the row calls the organisation: its name is nobody's.
    """
    read = ReadName()
    line = plain_letters(" ".join(text.split()))
    if known.get(line.casefold()) == line:
        read.name = line
        return read
    if _is_vacant(text, read):
        return read
    name = _mended(line, read)
    name = _of_its_office(name, read)
    if _is_no_name(f"{name}\n" if "\n" in text.strip() else name, organisation, read):
        return read
    name, own = _with_its_organisation(name, address)
    name = without_asides(name, read)
    name = given_name_first(name, read)
    name = without_titles(name, read)
    name = without_what_follows(name, read)
    name = _capitals(name, read, known)
    _last_look(name, text, read)
    read.name = f"{name} ({own})" if own else name
    errors = [question for question in read.questions if question[0] == "error"]
    if errors:
        read.questions = errors
    elif read.name.casefold() in known:
        # It is somebody we know, however it is written: nothing to ask but what stood beside the name.
        read.questions = [question for question in read.questions if question[1] in _BESIDE]
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


def _of_its_office(line: str, read: ReadName) -> str:
    """Return the name of `Alver kommune v/ Kari Vik` and of `Kari Vik, Alver kommune`; the office becomes a remark."""
    if (found := _OFFICE_AT.match(line)) and is_office(found[1]):
        office, name = found[1], found[2]
    else:
        parts = [part.strip() for part in line.split(",") if part.strip()]
        offices = [part for part in parts if is_organisation(part) or is_company(part)]
        if len(parts) != 2 or len(offices) != 1:
            return line
        office, name = offices[0], parts[1 - parts.index(offices[0])]
    if "@" in line or is_office(name):
        return line
    read.note = office
    read.ask("guess", "name_aside", text=office, name=name)
    return name


def _is_no_name(text: str, organisation: str, read: ReadName) -> bool:
    """Say whether the cell can hold no one person's name, and tell why."""
    line = " ".join(text.split())
    outside = re.sub(r"\([^)]*\)?", " ", line)
    if "@" in text:
        read.questions.clear()
        read.ask("error", "name_address", text=line)
    elif "\n" in text:
        read.ask("error", "name_lines", text=line)
    elif fold(line) in DITTO or re.fullmatch(r"[\"'”“„]+", line):
        read.ask("error", "name_ditto", text=line)
    elif is_company(line) or is_office(line) or (organisation and id_text(line) == id_text(organisation)):
        read.ask("error", "name_office", text=line)
    elif re.search(r"\d{4}|\d\d \d\d", outside):
        read.ask("error", "name_digits", text=line)
    elif two := _two(line):
        read.ask("error", "name_two", text=line, first=two[0], second=two[1])
    else:
        return False
    return True


def _two(line: str) -> tuple[str, str] | None:
    outside = re.sub(r"\([^)]*\)?", " ", line)
    outside = HANDED_TO.sub("", outside)
    parts = [part.strip(" ,") for part in _TWO.split(outside)]
    if len(parts) > 1 and all(re.search(LETTER, part) for part in parts):
        return parts[0], parts[1]
    commas = [part.strip() for part in outside.split(",") if part.strip()]
    more = len(commas) == 2 and commas[1].partition(" ")[0].islower() and not commas[0].islower()
    if len(commas) > 2 or (
        len(commas) == 2 and all(" " in part for part in commas) and not more and not is_suffix(commas[1])
    ):
        return commas[0], commas[1]
    return None


def _mended(line: str, read: ReadName) -> str:
    name, cause = repaired(line)
    if cause:
        read.ask("guess", f"name_{cause}", text=line, name=name)
    elif (seven := seven_bits(name)) != name:
        read.ask("guess", "name_old_alphabet", text=line, name=seven)
        name = seven
    return name


def _with_its_organisation(name: str, address: str) -> tuple[str, str]:
    """Return the name and the organisation in brackets whose domain the address has, empty for none."""
    found = re.fullmatch(r"(.+?)\s*\(([^()]+)\)", name)
    domain = id_text(address.rpartition("@")[2].rpartition(".")[0])
    own = found is not None and len(domain) > 3 and id_text(found[2]).startswith(domain)
    return (found[1], found[2]) if found and own else (name, "")


def _capitals(name: str, read: ReadName, known: Mapping[str, str]) -> str:
    """Return a name in capitals or small letters alone as names are written, asking unless it is known so."""
    words = name.split(" ")
    every = name.isupper() or name.islower()
    wrong = [word for at, word in enumerate(words) if _is_miswritten(word, at, len(words))]
    if (name.isupper() and sum(map(str.isalpha, name)) < 3) or not (wrong and (not every or len(name) > 2)):
        return name
    if any(word in STATUS for word in wrong) and not every:
        return name
    if same := known.get(name.casefold()):
        return same
    written = " ".join(name_capital(word, at) if every or word in wrong else word for at, word in enumerate(words))
    if written != name:
        read.ask("guess", "name_capitals", text=name, name=written)
    return written


def _is_miswritten(word: str, at: int, number: int) -> bool:
    """Return whether a word has other capitals than names have."""
    letters = sum(map(str.isalpha, word))
    if word.islower():
        between = at and (at < number - 1 or word.startswith("'"))
        return (
            not (between and word.rstrip(".") in PARTICLES)
            and not (at and word.rstrip(".") in GENERATIONS)
            and letters > 0
        )
    if word.isupper() and letters > 1:
        roman = at and at == number - 1 and re.fullmatch(r"[IVX]+", word)
        return "." not in word and not roman
    return word[:1].islower() and "-" not in word and "'" not in word and "’" not in word


def _last_look(name: str, text: str, read: ReadName) -> None:
    """Ask about what is no name after all."""
    words = [fold(word) for word in name.split(" ") if fold(word)]
    shown = " ".join(text.split())
    if any(severity == "error" for severity, _, _ in read.questions):
        return
    if not words:
        read.ask("error", "name_none", text=shown)
    elif LOST.search(name):
        read.ask("error", "name_lost", text=shown)
    elif any(map(str.isnumeric, name)):
        read.ask("error", "name_digits", text=shown)
    elif is_office(name) or all(word in UNKNOWN for word in words) or _states(name, words):
        read.ask("error", "name_office", text=shown)
    elif unlike_a_name(name):
        read.ask("guess", "name_odd", text=shown, odd=odd_signs(name))
    elif len(words) == 1:
        read.ask("guess", "name_short", text=shown)
    elif is_initial(name.split(" ")[0]) or is_initial(name.split(" ")[-1], last=True):
        read.ask("guess", "name_initial", text=shown)
    elif may_be_as(" ".join(text.split())) or may_be_office(words[-1]) or _is_odd_in_a_name(words):
        middle = [word for word in name.split(" ")[1:-1] if fold(word) in STATUS or is_title(word)]
        read.ask("guess", "name_word", text=shown, word=[*middle, name.split(" ")[-1]][0])


def _states(name: str, words: list[str]) -> bool:
    """Say whether a word tells how it is with the seat, and is no name either, as `Vår` and `Mars` are.

    With a capital after one name, `Kari Frå`, or between two, `Kari Frå Vik`, it may be a surname; that is asked about.
    """
    named = name.split(" ")
    if len(named) == 2 and all(word[:1].isupper() for word in named) and not name.isupper():
        words = words[:1]
    elif len(named) == len(words) == 3 and all(word.istitle() for word in named):
        words = [words[0], words[2]]
    return any(word in STATUS and word not in ALSO_NAMES for word in words)


def _is_odd_in_a_name(words: list[str]) -> bool:
    """Say whether a word is hardly in any name, or twice in this one."""
    state = any(word in STATUS and word not in ALSO_NAMES for word in words)
    titled = any(map(is_title, words[1:-1]))
    return state or titled or words[-1] in OFFICES_LAST or len(set(words)) < len(words)
