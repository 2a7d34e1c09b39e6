"""Contact cards (vCard 2.1 to 4.0) as a sheet: one row for each card, with the columns a register has.

The cards are read here and not with a library: real cards from Outlook, Lotus and telephones break the standard in
ways that vobject refuses (quoted-printable without CHARSET, cards inside cards, lines without a colon, commas nobody
escaped).
"""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cycle.register.words import Say
from cycle.register.workbooks.sheets import Cell, Sheet, cell_of, clean, refused

HEADER = ("Organisasjon", "Funksjon", "Namn", "E-post", "Telefon", "Postadresse", "Merknad")
MAX_CARDS = 20_000

_UNESCAPED = re.compile(r"\\([nN,;:\\])")


@dataclass(frozen=True, slots=True)
class _Line:
    """One property of a card."""

    name: str
    marks: frozenset[str]
    """Types and bare words, in small letters."""
    rank: int
    """How much it is preferred, 1 first; 0 when it is not said."""
    value: str


def is_vcard(data: bytes) -> bool:
    """Return whether the bytes begin as a contact card does, in whatever encoding."""
    return _text(data[:200]).lstrip("\ufeff \t\r\n")[:11].upper() == "BEGIN:VCARD"


def read_vcards(data: bytes, *, name: str, say: Say) -> Sheet:
    """Return the cards as a sheet; row 2 is the first card.

    The organisation is ORG, the function TITLE or else ROLE. Of several e-mail addresses the one marked as preferred
    counts, otherwise all stand in the cell and are told. Raises RegisterError for what is no contact card.
    """
    rows = [_row(1, HEADER)]
    for number, lines in enumerate(_cards(_text(data), name=name, say=say), 2):
        if number - 1 > MAX_CARDS:
            raise refused(say, name, "too_many_cards", number=MAX_CARDS)
        rows.append(_row(number, tuple(_values(lines))))
    if len(rows) == 1:
        raise refused(say, name, "no_card", number=1)
    return Sheet(name="vCard", rows=tuple(row for row in rows if row), cards=True)


def _text(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    if data[1:2] == b"\0" or data[:1] == b"\0":
        return data.decode("utf-16-le" if data[1:2] == b"\0" else "utf-16-be", "replace")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def _cards(text: str, *, name: str, say: Say) -> Iterator[list[_Line]]:
    """Yield the properties of each card; a card inside a card (a secretary's) is none of it."""
    inside: list[_Line] = []
    depth = count = 0
    for raw in _unfolded(text):
        word = raw.strip().upper().replace(" ", "")
        if word == "BEGIN:VCARD":
            depth += 1
            if depth == 1:
                inside = []
        elif word == "END:VCARD" and depth:
            depth -= 1
            if depth == 0:
                count += 1
                yield inside
        elif depth == 1 and (line := _line(raw)):
            inside.append(line)
    if depth:
        raise refused(say, name, "no_card", number=count + 1)


def _unfolded(text: str) -> Iterator[str]:
    """Yield the lines whole: folded ones joined, and quoted-printable ones that go on after a `=`."""
    waiting = ""
    for line in re.split(r"\r\n|\r|\n", text):
        if waiting and _goes_on(waiting):
            waiting = waiting[:-1] + line.lstrip(" \t")
        elif line[:1] in {" ", "\t"} and waiting:
            waiting += line[1:]
        else:
            if waiting:
                yield waiting
            waiting = line
    if waiting:
        yield waiting


def _goes_on(line: str) -> bool:
    return line.endswith("=") and "QUOTED-PRINTABLE" in line.partition(":")[0].upper()


def _line(raw: str) -> _Line | None:
    """Return the property in a line, None when it is none."""
    found = re.match(r'((?:[^:"]|"[^"]*")+):(.*)', raw, re.DOTALL)
    if not found:
        return None
    name, *parameters = re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', found[1])
    marks: set[str] = set()
    rank, quoted, charset = 0, False, ""
    for parameter in parameters:
        key, equals, value = (part.strip() for part in parameter.partition("="))
        words = {word.strip().casefold() for word in (value if equals else key).replace('"', "").split(",")}
        match key.casefold():
            case "charset" if equals:
                charset = value.strip('"')
            case "encoding" if equals:
                quoted = quoted or "quoted-printable" in words
            case "pref" if equals:
                rank = int(value) if value.isdigit() else 1
            case _ if not equals or key.casefold() == "type":
                marks |= words
    quoted = quoted or "quoted-printable" in marks
    if "pref" in marks:
        rank = rank or 1
    value = _unquoted(found[2], charset) if quoted else found[2]
    return _Line(name.strip().rpartition(".")[2].upper(), frozenset(marks), rank, value)


def _unquoted(value: str, charset: str) -> str:
    data = quopri.decodestring(value.encode("utf-8"))
    for encoding in (charset, "utf-8", "cp1252"):
        try:
            return data.decode(encoding or "utf-8")
        except (LookupError, UnicodeDecodeError):
            continue
    return data.decode("latin-1")


def _values(lines: Sequence[_Line]) -> Iterator[str]:
    organisation = _first(lines, "ORG")
    yield next((part for part in _parts(organisation) if part), "")
    yield _plain(_first(lines, "TITLE") or _first(lines, "ROLE"))
    yield _name(lines)
    mails = [line for line in _preferred(_of(lines, "EMAIL")) if "@" in line.value]
    addresses = list(dict.fromkeys(_plain(line.value).removeprefix("mailto:") for line in mails))
    yield "\n".join(addresses)
    phones = _of(lines, "TEL")
    liked = [line for kind in ("cell", "work") for line in phones if kind in line.marks]
    best = next(iter(_preferred(phones) if any(line.rank for line in phones) else [*liked, *phones]), None)
    yield _plain(best.value).removeprefix("tel:") if best else ""
    yield "" if addresses else _postal(lines)
    yield _plain(_first(lines, "NOTE"))


def _name(lines: Sequence[_Line]) -> str:
    """Return the name as it is printed; N tells which part is which where FN is missing or turned about."""
    printed = " ".join(_plain(_first(lines, "FN")).split())
    family, given, more = (*_parts(_first(lines, "N")), "", "", "")[:3]
    parts = [" ".join(part.replace(",", " ").split()) for part in (given, more, family)]
    made = " ".join(part for part in parts if part)
    turned = bool(family and given) and printed.casefold() in {
        f"{family}, {given}".casefold(),
        f"{family}, {given} {more}".strip().casefold(),
    }
    if made and (not printed or turned or "/" in printed or "@" in printed):
        return made
    if made and printed and not _share_a_word(printed, made):
        return f"{printed} ({made})"  # somebody has changed one of the two, and what stands in brackets is asked about
    return printed or made


def _share_a_word(printed: str, made: str) -> bool:
    words = [set(re.findall(r"\w+", text.casefold())) for text in (printed, made)]
    return bool(words[0] & words[1])


def _postal(lines: Sequence[_Line]) -> str:
    box, more, street, town, _, code, *_ = (*_parts(_first(lines, "ADR")), *[""] * 7)[:7]
    return "\n".join(line for line in (more, street, box, f"{code} {town}".strip()) if line)


def _preferred(lines: Sequence[_Line]) -> list[_Line]:
    """Return the lines marked as preferred before others, all of them when none is."""
    ranks = [line.rank for line in lines if line.rank]
    return [line for line in lines if line.rank == min(ranks)] if ranks else list(lines)


def _of(lines: Sequence[_Line], name: str) -> list[_Line]:
    return [line for line in lines if line.name == name and line.value.strip()]


def _first(lines: Sequence[_Line], name: str) -> str:
    found = _of(lines, name)
    return found[0].value if found else ""


def _parts(value: str) -> list[str]:
    """Return the parts between semicolons that are not escaped."""
    return [_plain(part) for part in re.split(r"(?<!\\);", value)]


def _plain(value: str) -> str:
    return _UNESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value).strip()


def _row(number: int, values: tuple[str, ...]) -> tuple[Cell, ...]:
    texts = enumerate((clean(value) for value in values), 1)
    return tuple(cell_of("vCard", number, column, text) for column, text in texts if text)
