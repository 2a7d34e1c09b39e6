"""Contact cards (vCard 2.1 to 4.0) as a sheet: one row for each card, with the columns a register has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import vobject

from cycle.errors import Problem, RegisterError
from cycle.register.sheets import Cell, Sheet, clean

HEADER = ("Organisasjon", "Funksjon", "Namn", "E-post", "Telefon", "Merknad")
MAX_CARDS = 20_000


def is_vcard(data: bytes) -> bool:
    """Return whether the bytes begin as a contact card does."""
    return data.lstrip(b"\xef\xbb\xbf \t\r\n")[:11].upper() == b"BEGIN:VCARD"


def read_vcards(data: bytes, *, name: str) -> Sheet:
    """Return the cards as a sheet; row 2 is the first card.

    The organisation is ORG, the function TITLE or else ROLE. Of several e-mail addresses the one marked as preferred
    counts, otherwise all stand in the cell and are told. Raises RegisterError for what is no contact card.
    """
    rows = [_row(1, HEADER)]
    try:
        for number, card in enumerate(vobject.readComponents(_text(data)), 2):
            rows.append(_row(number, tuple(_values(card))))
            if number > MAX_CARDS:
                raise _refused(name, f"the file has more than {MAX_CARDS:,} cards", "is it the right file?")
    except RegisterError:
        raise
    except Exception as error:  # the library raises almost anything for a damaged card
        what = f"card {len(rows)} cannot be read ({type(error).__name__})"
        raise _refused(name, what, "export the contacts anew as vCard, or save them as .xlsx") from error
    return Sheet(name="vCard", rows=tuple(row for row in rows if row))


def _text(data: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def _values(card: Any) -> Iterator[str]:
    organisation = _first(card, "org")
    yield organisation[0] if isinstance(organisation, list) and organisation else str(organisation or "")
    yield str(_first(card, "title") or _first(card, "role") or "")
    yield str(_first(card, "fn") or "")
    yield "\n".join(_preferred(card.contents.get("email", [])))
    yield next(iter(_preferred(card.contents.get("tel", []))), "")
    yield str(_first(card, "note") or "")


def _first(card: Any, key: str) -> Any:
    found = card.contents.get(key)
    return found[0].value if found else None


def _preferred(lines: list[Any]) -> list[str]:
    """Return the values of the lines marked as preferred, all of them when none is."""
    marked = [one for one in lines if "pref" in {str(word).lower() for word in _marks(one)}]
    return list(dict.fromkeys(str(one.value).strip() for one in marked or lines))


def _marks(line: Any) -> Iterator[str]:
    yield from line.params.get("TYPE", [])
    if line.params.get("PREF"):
        yield "pref"
    yield from line.singletonparams


def _row(number: int, values: tuple[str, ...]) -> tuple[Cell, ...]:
    texts = enumerate((clean(one) for one in values), 1)
    return tuple(Cell("vCard", number, column, text, text) for column, text in texts if text)


def _refused(name: str, what: str, remedy: str) -> RegisterError:
    return RegisterError([Problem(file=name, where="", what=what, remedy=remedy)])
