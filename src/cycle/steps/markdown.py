"""Writes markdown for approvers; names from spreadsheets stay text, whatever they hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+!|<>~])")


def plain(text: str) -> str:
    """Return the text on one line with every markdown and HTML sign made harmless."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a markdown table; cells are taken as plain text."""
    lines = [_line(header), _line(["---"] * len(header))]
    lines += [_line([plain(cell) for cell in row]) for row in rows]
    return "\n".join(lines)


def bullets(lines: Iterable[str]) -> str:
    """Return a list; entries are taken as plain text."""
    return "\n".join(f"- {plain(line)}" for line in lines)


def paragraphs(*parts: str) -> str:
    """Return the parts that say something, an empty line between them."""
    return "\n\n".join(part for part in parts if part)


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"
