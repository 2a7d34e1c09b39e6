"""The talks of an old page (innlegg): numbered titles, what stands below them, and who spoke, as printed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from cycle.archive.old_pages.line_words import KnownNames
from cycle.archive.old_pages.page import PageLine

MOST_TALKS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundSpeaker:
    """A speaker as printed."""

    name: str
    role: str = ""
    organisation: str = ""


@dataclass(slots=True, kw_only=True)
class FoundTalk:
    """A talk as printed, with its line."""

    title: str
    page: str
    line: int
    subtitle: str = ""
    speakers: tuple[FoundSpeaker, ...] = ()
    address: str = ""
    found: list[str] = field(default_factory=list)
    """Files that fit it."""


_NUMBERED = re.compile(r"\d{1,2}[.)]\s+(\D.*)")
_BY = re.compile(r"(?:ved|v/|innleiar:?|foredragsholder:?)\s+(.+)", re.IGNORECASE)
_NAME = r"[A-ZÆØÅ][\w’'-]+(?:[ -][A-ZÆØÅ][\w.’'-]*){1,4}"
_NEXT_SPEAKER = re.compile(rf"\s+og\s+(?={_NAME}\s*[,.])")
_BODY = re.compile(
    r"(kommune|herad|\bR?HF|\bAS|departementet|direktoratet|sykehus|sjukehus|universitetet|organisasjon|\bKS|\bDPS)\b|\(KS\)",
    re.IGNORECASE,
)


class TalkReader:
    """Takes the lines below a heading of presentations, one by one."""

    def __init__(self, page: str, names: KnownNames, talks: list[FoundTalk]) -> None:
        self.page = page
        self.names = names
        self.talks = talks
        self._open = False
        """Whether the last line was of a talk whose speaker has not come."""

    def take(self, line: PageLine) -> bool:
        """Read a line; False when it is no part of a talk."""
        if found := _NUMBERED.match(line.text):
            return self._begin(line, found[1])
        if not self._open or not self.talks:
            return False
        talk = self.talks[-1]
        if by := _BY.match(line.text):
            talk.speakers = speakers_of(by[1], self.names)
            self._open = False
        elif len(line.text) < 200:
            talk.subtitle = f"{talk.subtitle} {line.text}".strip()
        talk.address = talk.address or next(iter(line.links), "")
        return True

    def _begin(self, line: PageLine, text: str) -> bool:
        if len(self.talks) >= MOST_TALKS:
            return False
        title, _, by = re.split(r"\s(?=ved\s+[A-ZÆØÅ])", text, maxsplit=1, flags=re.IGNORECASE)[0], "", ""
        by = text[len(title) :].strip()
        talk = FoundTalk(title=title.strip(" ."), page=self.page, line=line.number, address=next(iter(line.links), ""))
        if by and (spoken := _BY.match(by)):
            talk.speakers = speakers_of(spoken[1], self.names)
        self._open = not talk.speakers
        self.talks.append(talk)
        return True


def speakers_of(text: str, names: KnownNames) -> tuple[FoundSpeaker, ...]:
    """Return the speakers of `Are Forbord, Avdelingsdirektør, KS og Åse Snåre, Avdelingsdirektør, KS.`"""
    return tuple(_speaker(part, names) for part in _NEXT_SPEAKER.split(text.strip(" .")) if part.strip())


def _speaker(text: str, names: KnownNames) -> FoundSpeaker:
    name, _, rest = re.sub(rf"^({_NAME})\s*[.,]\s*", "\\1\0", text, count=1).partition("\0")
    if not rest:
        return FoundSpeaker(name=text.strip(" ."))
    if known := _known_end(rest, names):
        return FoundSpeaker(name=name, role=rest[: -len(known)].strip(" ,"), organisation=known)
    role, comma, last = rest.rpartition(",")
    if comma and _BODY.search(last):
        return FoundSpeaker(name=name, role=role.strip(), organisation=last.strip())
    if not comma and _BODY.search(rest) and " for " not in rest:
        return FoundSpeaker(name=name, organisation=rest.strip())
    return FoundSpeaker(name=name, role=rest.strip())


def _known_end(text: str, names: KnownNames) -> str:
    """Return the longest known name that the text ends with, as printed there."""
    for name in sorted(names.organisations, key=len, reverse=True):
        if len(name) > 3 and text.casefold().endswith(name.casefold()):
            return text[-len(name) :]
    return ""
