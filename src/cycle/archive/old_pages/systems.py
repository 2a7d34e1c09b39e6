"""What old pages say of a meeting beside its years: what it was for, for whom, and how it was organised (ordning)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cycle.archive.old_pages.blocks import PageWords, blocks_of
from cycle.archive.old_pages.line_words import KnownNames
from cycle.archive.old_pages.page import OldPage, PageLine

FEWEST = 6
"""Words of a sentence: what has fewer and no bullet is a heading or a caption."""
_BULLET = re.compile(r"^(?:[•·▪*–-]|\d{1,2}[.)])\s+")
_GROUP = re.compile(r"målgrupp", re.IGNORECASE)
_ORGANISED = re.compile(r"organisering|organisasjon$", re.IGNORECASE)
_INVITED = re.compile(r"\binviter", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[a-zæøå)]\.) (?=[A-ZÆØÅ])")


@dataclass(slots=True, kw_only=True)
class ProposedSystem:
    """What a meeting was for in the time of one system, each line with where it was read."""

    meeting: str
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    """Both as the rules say; a page says when something was, not until when a system held."""
    parts: dict[str, list[PageWords]] = field(
        default_factory=lambda: {"purpose": [], "target_group": [], "organisation": []}
    )


def systems_of(pages: Sequence[OldPage], names: KnownNames) -> tuple[ProposedSystem, ...]:
    """Return what the pages tell of each meeting type, by the pages that are called after it."""
    found: dict[str, ProposedSystem] = {}
    for page in pages:
        meeting = names.meeting(page.title.strip()) if page.title.strip() else ""
        if not meeting:
            continue
        since, until = names.periods.get(meeting, (None, None))
        own = found.setdefault(meeting, ProposedSystem(meeting=meeting, valid_from=since, valid_to=until))
        for part, said in _parts(page, names).items():
            own.parts[part] += said if not own.parts[part] else _same(said, own.parts[part])
    return tuple(system for system in found.values() if any(system.parts.values()))


def _same(said: Sequence[PageWords], known: Sequence[PageWords]) -> list[PageWords]:
    """Return what another page says too: then two say it."""
    return [words for words in said if words.text in {before.text for before in known}]


def _parts(page: OldPage, names: KnownNames) -> Mapping[str, list[PageWords]]:
    parts: dict[str, list[PageWords]] = {"purpose": [], "target_group": [], "organisation": []}
    first = min((block.at.line for block in blocks_of(page, names)), default=0)
    part, invited = "purpose", False
    for line in page.lines:
        if first and line.number >= first:
            break
        is_bullet = bool(_BULLET.match(line.text))
        if _GROUP.match(line.text):
            part, invited = "target_group", True
        elif _ORGANISED.match(line.text) and _is_short(line):
            part = "organisation"
        elif part == "target_group" and not is_bullet and not _is_short(line):
            invited = bool(_INVITED.search(line.text))
            part = "target_group" if invited else "organisation"
        if is_bullet or not _is_short(line):
            parts[part] += [
                PageWords(text=text, page=page.name, line=line.number) for text in _sentences(line, is_bullet=is_bullet)
            ]
    return parts


def _is_short(line: PageLine) -> bool:
    """Return whether a line is no sentence: a heading, a caption, what a picture shows."""
    text = line.text
    return len(text.split()) < FEWEST or text[-1] not in ".:!?" or not text[0].isupper()


def _sentences(line: PageLine, *, is_bullet: bool) -> list[str]:
    if is_bullet:
        return [_BULLET.sub("", line.text).strip()]
    return [text.strip() for text in _SENTENCE.split(line.text)]
