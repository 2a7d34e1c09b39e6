"""Writes markdown for approvers; names from spreadsheets stay text, whatever they hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_SPECIAL = re.compile(
    r"""([\\`*_{}\[\]()#+!|<>~@]          # what markdown and HTML read
        |:(?=//)|(?<=mailto):|(?<=xmpp):  # an address that becomes a link by itself
        |(?<=www)\.
        |&(?=\#?\w+;))""",
    re.VERBOSE | re.IGNORECASE,
)
_LIVE = re.compile(
    r"""(\](?=[\[(:]) | !(?=\[) | <(?=[A-Za-z/!?]) | :(?=//) | (?<=mailto): | (?<=xmpp): | www(?=\.) | (?=@))""",
    re.VERBOSE | re.IGNORECASE,
)
_BLOCK = re.compile(r"(?=(?:[-+*>]|\#{1,6}|\d{1,9}[.)])(?:\s|$)|(?:[-*_]\s*){3}|`{3}|~{3}|>)")
"""What makes a list, a heading, a rule, a quotation or code where it stands first."""
_DIRECTION = dict.fromkeys(map(ord, "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))
"""What turns the reading direction of all that follows, our own words too."""
FEW_OF_A_REASON = 3
"""People with one reason who have a line each; more stand on one."""
_APART = "\N{WORD JOINER}"
"""Keeps two characters apart where nobody sees it."""


def plain(text: str) -> str:
    """Return the text on one line, each character harmless that markdown, HTML or a link by itself is made of."""
    return _SPECIAL.sub(r"\\\1", _one_line(text))


def cell(text: str) -> str:
    """Return the text for a cell of a table artifact, with no picture, link or HTML in it.

    The classic UI renders cells as markdown and the new one shows them as they are, so nothing visible is added.
    """
    line = _one_line(text)
    return _LIVE.sub(rf"\1{_APART}", f"{_APART}{line}" if _BLOCK.match(line) else line)


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a markdown table, and nothing without rows; cells are taken as plain text.

    A column that no row has anything in is left out.
    """
    filled = [list(row) for row in rows]
    used = [number for number in range(len(header)) if any(row[number].strip() for row in filled)]
    lines = [_line([plain(row[number]) for number in used]) for row in filled]
    heads = [header[number] for number in used]
    return "\n".join((_line(heads), _line(["---"] * len(heads)), *lines)) if lines else ""


def by_reason(rows: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return who and why with a reason that many have said once, of all of them, where the first of them stood."""
    found: dict[str, list[str]] = {}
    for who, why in rows:
        found.setdefault(why, []).append(who)
    made: list[tuple[str, str]] = []
    for why, people in found.items():
        many = len(people) > FEW_OF_A_REASON
        made += [(f"{', '.join(people)} ({len(people)})", why)] if many else [(who, why) for who in people]
    return made


def bullets(lines: Iterable[str]) -> str:
    """Return a list; entries are taken as plain text."""
    return "\n".join(f"- {_entry(plain(line))}" for line in lines)


def as_paragraphs(*parts: str) -> str:
    """Return the parts that say something, an empty line between them."""
    return "\n\n".join(part for part in parts if part)


def section(heading: str, *parts: str) -> str:
    """Return the parts below their heading; nothing, when none of them says anything."""
    said = as_paragraphs(*parts)
    return as_paragraphs(heading, said) if said else ""


def _one_line(text: str) -> str:
    return " ".join(text.translate(_DIRECTION).split())


def _entry(line: str) -> str:
    """Return the text of an entry so that it begins no list, rule or heading of its own: `15. januar` is a day."""
    return re.sub(r"^(\d{1,9}(?=\.)|(?=-))", r"\1\\", line) if _BLOCK.match(line) else line


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"
