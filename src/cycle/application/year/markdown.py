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
    """Return a markdown table, and nothing without rows; cells are taken as plain text."""
    lines = [_line([plain(cell) for cell in row]) for row in rows]
    return "\n".join((_line(header), _line(["---"] * len(header)), *lines)) if lines else ""


def bullets(lines: Iterable[str]) -> str:
    """Return a list; entries are taken as plain text."""
    return "\n".join(f"- {_entry(plain(line))}" for line in lines)


def paragraphs(*parts: str) -> str:
    """Return the parts that say something, an empty line between them."""
    return "\n\n".join(part for part in parts if part)


def section(heading: str, *parts: str) -> str:
    """Return the parts below their heading; nothing, when none of them says anything."""
    said = paragraphs(*parts)
    return paragraphs(heading, said) if said else ""


def _one_line(text: str) -> str:
    return " ".join(text.translate(_DIRECTION).split())


def _entry(line: str) -> str:
    """Return the text of an entry so that it begins no list, rule or heading of its own: `15. januar` is a day."""
    return re.sub(r"^(\d{1,9}(?=\.)|(?=-))", r"\1\\", line) if _BLOCK.match(line) else line


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"
