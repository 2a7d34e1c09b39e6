"""What one old page says of each meeting: its day, place, host, documents and talks, each with its line."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from cycle.archive.old_pages.days_on_lines import WrittenDay, written_day
from cycle.archive.old_pages.line_words import (
    HOURS,
    MEETING,
    MEETING_OF_YEAR,
    REGISTRATION,
    KnownNames,
    document_kind,
)
from cycle.archive.old_pages.page import OldPage, PageLine
from cycle.archive.old_pages.talks import FoundTalk, TalkReader
from cycle.archive.public_site.pages import DocumentKind
from cycle.written_days import MONTHS


@dataclass(frozen=True, slots=True, kw_only=True)
class PageWords:
    """Words of a page and where they stand."""

    text: str
    page: str
    line: int
    source: str = ""
    """The page that it is another copy of, where it is one."""

    @property
    def speaker(self) -> str:
        """The page that says it: two copies of one page say a thing once."""
        return self.source or self.page


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundDocument:
    """A document that a page speaks of, with the address it links to."""

    kind: DocumentKind
    title: str
    at: PageWords
    address: str = ""


@dataclass(slots=True, kw_only=True)
class Block:
    """What a page says of one meeting. `year` is None until a line of the block says it."""

    at: PageWords
    year: int | None = None
    meeting: str = ""
    title: str = ""
    day: WrittenDay | None = None
    day_at: PageWords | None = None
    unread: list[PageWords] = field(default_factory=list)
    """What stands where a day should, and is read as none."""
    facts: dict[str, PageWords] = field(default_factory=dict)
    """start, end, registration, venue, host, as printed."""
    documents: list[FoundDocument] = field(default_factory=list)
    talks: list[FoundTalk] = field(default_factory=list)


_BEGINS = re.compile(
    r"(?:arr(?:angert)?\.?\s*|møte)?(?:dato|tid(?:spunkt)?|når\s*:|kva tid\s*:)(?<=[\w:])\.?\s*:?", re.IGNORECASE
)
_PERHAPS = re.compile(rf"\d{{4}}|\d\D+\d|\b(?:veke|uke)\b|\b(?:{'|'.join(MONTHS)})", re.IGNORECASE)
"""What a line about the time of a meeting has where it has more than hours."""
_HELD = re.compile(
    r"\b(arrangert?e?|avhald\w*|avhold\w*|vart halde|ble holdt|blir halde|holdes|haldast|går av stabelen|inviterer)\b",
    re.I,
)
_IT_WAS = re.compile(r"møtet\s+(?:blei?|vart|var|blir|er|skal)\b", re.IGNORECASE)
"""A sentence of the meeting whose heading it stands under."""
_SENTENCE = re.compile(rf"{MEETING_OF_YEAR.pattern}\s+(?:blei?|vart|var|blir|er|skal)\b", re.IGNORECASE)
"""A sentence of a meeting and its year: `Toppleiarmøte 2021 blir torsdag 28. januar`."""
_PLACE = re.compile(r"(?:stad|sted|lokale|møtestad|møtested|kvar|hvor)\s*:\s*(.+)", re.IGNORECASE)
_HOST = re.compile(r"(?:arrangør|vert(?:skap)?)\s*:?\s+(.+)", re.IGNORECASE)
_AT = re.compile(r"\s*(?:kl\.?[\s\d.:–-]+)?(?:på|i|ved)\s+([A-ZÆØÅ].*)")


def blocks_of(page: OldPage, names: KnownNames) -> list[Block]:
    """Return what the page says of each meeting, in its order."""
    return _BlockReader(page, names).read()


class _BlockReader:
    """Walks the lines of a page once."""

    def __init__(self, page: OldPage, names: KnownNames) -> None:
        self.page = page
        self.names = names
        self.blocks: list[Block] = []
        self.current: Block | None = None
        self.talks: TalkReader | None = None

    def read(self) -> list[Block]:
        for line in self.page.lines:
            self._line(line)
        return self.blocks

    def _line(self, line: PageLine) -> None:
        named = MEETING_OF_YEAR.search(line.text)
        kind = document_kind(line.text)
        if named and not kind and line.text.strip(" .:").casefold() == named[0].casefold():
            self._begin(line, year=int(named[2]), word=named[1], again=True)
            return
        if self._announced(line):
            return
        if named and kind:
            self._document(line, kind, year=int(named[2]), word=named[1])
        elif self.current is not None and not (self.talks and self.talks.take(line)):
            self._of_current(line, kind)

    def _begin(
        self, line: PageLine, *, year: int | None = None, word: str = "", title: str = "", again: bool = False
    ) -> Block:
        """Return the block that begins; `again` is a heading, which may come twice where two pages are in one file."""
        meeting = self.names.meeting(word) if word else ""
        known = self._known(year, meeting) if year else None
        if known is not None and not (again and known.day is not None):
            self.current = known
        else:
            heading = f"{word} {year}" if word and year else title
            self.current = Block(at=self._at(line), year=year, meeting=meeting, title=heading)
            self.blocks.append(self.current)
        self.talks = None
        return self.current

    def _known(self, year: int, meeting: str) -> Block | None:
        return next((block for block in self.blocks if (block.year, block.meeting) == (year, meeting)), None)

    def _announced(self, line: PageLine) -> bool:
        """Begin or fill a block where a line says when a meeting was or will be."""
        text = line.text
        begins = _BEGINS.match(text)
        word = MEETING.search(text)
        held = _HELD.search(text) if word and self.names.meeting(word[1]) else None
        its_own = _IT_WAS.match(text) if self.current is not None and self.current.day is None else None
        in_sentence = _SENTENCE.search(text)
        day = written_day(text) if begins or held or its_own or in_sentence else None
        if day is None or len(text) > 400:
            if begins and self.current is not None and self.current.day is None:
                self._no_day(line, text[begins.end() :])
            return False
        if in_sentence and not begins and self.names.meeting(in_sentence[1]):
            self._begin(line, year=int(in_sentence[2]), word=in_sentence[1])
        elif self.current is None or self.current.day is not None or (held and not begins):
            self._begin(line)
            if word and held and self.current:
                self.current.meeting = self.names.meeting(word[1])
        assert self.current is not None
        self.current.day, self.current.day_at = day, self._at(line, day.printed)
        self._after_day(line, text[day.end :])
        return True

    def _no_day(self, line: PageLine, rest: str) -> None:
        """Keep what stands where a day should: more than hours."""
        assert self.current is not None
        words = HOURS.sub("", rest).strip(" .,:;–-")
        if words and (line.text[:4].casefold() == "dato" or _PERHAPS.search(words)):
            self.current.unread.append(self._at(line, words))

    def _after_day(self, line: PageLine, rest: str) -> None:
        """Read hours, place and documents behind the day."""
        self._hours(line, rest)
        rest = HOURS.sub("", rest)
        kind = document_kind(rest)
        if kind:
            self._add(line, kind, rest.strip(" .,:"))
            return
        place = _AT.match(rest)
        if place:
            self._fact("venue", line, place[1])
        elif rest.startswith(",") and len(rest) < 120:
            self._fact("venue", line, rest)

    def _of_current(self, line: PageLine, kind: DocumentKind | None) -> None:
        if place := _PLACE.match(line.text):
            self._fact("venue", line, place[1])
        elif (host := _HOST.match(line.text)) and len(line.text) < 120:
            self._fact("host", line, host[1])
        elif HOURS.search(line.text) or REGISTRATION.search(line.text):
            self._hours(line, line.text)
        elif kind and len(line.text) < 60:
            self._add(line, kind, line.text)

    def _document(self, line: PageLine, kind: DocumentKind, *, year: int, word: str) -> None:
        """Read a line that names a document of a meeting and its year: the block it stands in has that year."""
        meeting = self.names.meeting(word)
        block = self.current
        if block is not None and block.year is None and _may_be(block, year, self._known(year, meeting)):
            block.year, block.meeting, block.title = year, meeting or block.meeting, f"{word} {year}"
        elif block is None or (block.year, block.meeting) != (year, meeting):
            self._begin(line, year=year, word=word)
        self._add(line, kind, line.text)

    def _add(self, line: PageLine, kind: DocumentKind, title: str) -> None:
        assert self.current is not None
        address = next((link for link in line.links if not link.startswith(("#", "mailto:"))), "")
        shown = re.sub(r"^[•·▪*–-]\s*", "", title.strip(" .:"))
        shown = re.sub(r"^(sjå|se|les me[ie]?r om)\s+", "", shown, flags=re.IGNORECASE)
        shown = re.sub(r"\s*\((?:pdf|docx?|pptx?)\)$", "", shown, flags=re.IGNORECASE)
        at = self._at(line, title)
        self.current.documents.append(
            FoundDocument(kind=kind, title=shown[:1].upper() + shown[1:], at=at, address=address)
        )
        self.talks = TalkReader(self.page.name, self.names, self.current.talks) if kind == "presentations" else None

    def _hours(self, line: PageLine, text: str) -> None:
        if found := HOURS.search(text):
            hours = [part or "00" for part in found.groups()[0 if found[1] else 4 :][:4]]
            self._fact("start", line, f"{int(hours[0]):02}:{hours[1]}")
            self._fact("end", line, f"{int(hours[2]):02}:{hours[3]}")
        if found := REGISTRATION.search(text):
            self._fact("registration", line, f"{int(found[1]):02}:{found[2]}")

    def _fact(self, name: str, line: PageLine, text: str) -> None:
        words = text.strip(" .,;:")
        if self.current is not None and words and name not in self.current.facts:
            self.current.facts[name] = self._at(line, words)

    def _at(self, line: PageLine, text: str = "") -> PageWords:
        return PageWords(text=text or line.text, page=self.page.name, line=line.number, source=self.page.source)


def _may_be(block: Block, year: int, known: Block | None) -> bool:
    """Return whether a block that says no year is of this year; another of the year may say the same day once more."""
    if known is None or block.day is None:
        return known is None
    same_day = known.day is not None and (known.day.day, known.day.month) == (block.day.day, block.day.month)
    return same_day or block.day.year == year
