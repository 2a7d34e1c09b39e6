"""An old page as lines of text with where each stood: saved HTML, plain text or Markdown, whatever its encoding."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import PurePath
from typing import Any

from lxml import etree

from cycle.archive.old_pages.spoilt_letters import (
    again_utf8,
    has_lost_letters,
    has_odd_letters,
    in_old_alphabet,
    is_quoted_printable,
)
from cycle.phrases import Phrase
from cycle.written_days import read_day

MOST_BYTES = 5_000_000
"""A saved page is some hundred kilobytes; a larger one is something else."""
MOST_LINES = 20_000
LONGEST = 2_000
"""Letters kept of one line."""
MOST_NAMED = 5
"""Lines that are named where more were cut."""
_CHANGED = r"(?:sist )?(?:oppdatert|endra|endret)"
ENDINGS = (".html", ".htm", ".xhtml", ".txt", ".md", ".markdown")
"""What is read as a page."""


class UnreadablePageError(ValueError):
    """What is no page: too large, or no text at all."""

    def __init__(self, what: Phrase) -> None:
        """Keep what is wrong with it."""
        super().__init__(what)
        self.what = what


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLine:
    """One line of an old page as it is read, markup and scripts gone."""

    number: int
    """Where it begins in the file, counted from 1."""
    text: str
    heading: bool = False
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OldPage:
    """A page as it was saved."""

    name: str
    """Of the file."""
    title: str = ""
    address: str = ""
    published: dt.date | None = None
    updated: dt.date | None = None
    lines: tuple[PageLine, ...] = field(default=(), repr=False)
    remarks: tuple[Phrase, ...] = ()
    """What whoever looks through the proposal is to know of how the page was read."""
    source: str = ""
    """Name of the page that this one is another copy of; empty for one that speaks for itself."""


def read_page(name: str, data: bytes) -> OldPage:
    """Return the page; UnreadablePageError for what is none."""
    if len(data) > MOST_BYTES:
        raise UnreadablePageError(Phrase("is larger than {most} MB", most=MOST_BYTES // 1_000_000))
    decoded = _decoded(data)
    mended = again_utf8(in_old_alphabet(data, decoded))
    text = unicodedata.normalize("NFC", mended)  # a Mac writes å as two signs
    cut: list[int] = []
    html = PurePath(name).suffix.lower() in {".html", ".htm", ".xhtml"} or re.match(r"\s*<(!doctype|html)", text, re.I)
    remarks: list[Phrase] = []
    title, address, found = _of_html(text, cut, remarks) if html else ("", "", list(_of_text(text, cut)))
    lines = tuple(line for line in found[:MOST_LINES] if line.text)
    return OldPage(
        name=name,
        title=title or _title(lines),
        address=address,
        published=_day_after(r"publisert", lines),
        updated=changed_on(lines),
        lines=lines,
        remarks=(
            *remarks,
            *_remarks(text, cut, is_mended=mended != decoded, is_long=len(found) > MOST_LINES),
            *([] if html else _parted(lines)),
        ),
    )


def _remarks(text: str, cut: list[int], *, is_mended: bool, is_long: bool) -> Iterator[Phrase]:
    """Yield what of a page is read otherwise than it stands in the file, or not at all."""
    if is_mended:
        yield Phrase("was saved in the wrong encoding; its letters are put right, so look at each name")
    if is_quoted_printable(text):
        yield Phrase("has letters that stand as =C3=B8, as mail writes them; save it again as a page or as text")
    elif has_odd_letters(text):
        yield Phrase("has signs in its words that no Norwegian word has; it is perhaps of an old Mac or of DOS")
    if has_lost_letters(text):
        yield Phrase("has lost letters where it was saved, and nothing tells which they were")
    if is_long:
        yield Phrase("has more than {most} lines; the rest is not read", most=MOST_LINES)
    if cut:
        lines = tuple(str(number) for number in dict.fromkeys(cut[:MOST_NAMED]))
        yield Phrase(
            "has lines of more than {most} letters, of which the rest is not read: {lines}", most=LONGEST, lines=lines
        )


def _parted(lines: tuple[PageLine, ...]) -> Iterator[Phrase]:
    """Yield where a word goes on in the next line: whether its hyphen belongs to it, nothing tells."""
    found = [
        str(line.number)
        for line, after in pairwise(lines)
        if after.number == line.number + 1 and re.search(r"\w[-\u2010]$", line.text) and after.text[:1].islower()
    ]
    if found:
        named = tuple(found[:MOST_NAMED])
        yield Phrase("has words that are parted at the end of a line, and read as two: {lines}", lines=named)


def changed_on(lines: tuple[PageLine, ...]) -> dt.date | None:
    """Return the day that the lines of a page say it was changed."""
    return _day_after(_CHANGED, lines)


def _decoded(data: bytes) -> str:
    """Return the text: by its byte order mark, by what the page says, as UTF-8, else as Windows wrote it."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    if b"\0" in data[:4096]:
        raise UnreadablePageError(Phrase("is no text"))
    stated = re.search(rb"charset=[\"']?([A-Za-z0-9_-]{3,20})", data[:2048])
    for known in ("utf-8", stated[1].decode("ascii") if stated else "cp1252", "cp1252"):
        with suppress(UnicodeDecodeError, LookupError):
            return data.decode(known)
    return data.decode("latin-1")


def _of_text(text: str, cut: list[int]) -> Iterator[PageLine]:
    for number, written in enumerate(text.splitlines(), start=1):
        if len(written) > LONGEST:
            cut.append(number)
        links = tuple(re.findall(r"\]\(([^)\s]{1,500})", written[:LONGEST]))
        plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", written[:LONGEST])
        shown = re.sub(r"^\s*#{1,6}\s+|\*\*|__", "", plain)
        yield PageLine(number=number, text=_one_line(shown), heading=plain.lstrip().startswith("#"), links=links)


_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BLOCKS = _HEADINGS | frozenset(
    {"address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "fieldset"}
)
_BLOCKS |= frozenset({"figcaption", "figure", "footer", "form", "header", "hr", "li", "main", "nav", "ol", "p", "pre"})
_BLOCKS |= frozenset({"fieldset", "section", "table", "tbody", "td", "th", "thead", "tr", "ul"})
_SILENT = frozenset({"script", "style", "template", "noscript", "svg", "iframe", "object", "head"})


def _of_html(text: str, cut: list[int], remarks: list[Phrase]) -> tuple[str, str, list[PageLine]]:
    """Return title, address and lines of a saved page; no script is read and nothing is fetched."""
    parser = etree.HTMLParser(
        encoding="utf-8", recover=True, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadablePageError(Phrase("is no page")) from error
    if any("xcessive depth" in entry.message for entry in parser.error_log):
        remarks.append(Phrase("is nested deeper than is read; what stands inside is not read"))
    if root is None:
        return "", "", []
    saved = re.search(r"saved from url=\(\d+\)(\S{1,500})", text[:4096])
    address = _first(root, "//link[@rel='canonical']/@href", "//meta[@property='og:url']/@content")
    title = _first(root, "//h1//text()", "//title/text()")
    return _one_line(title), address or (saved[1] if saved else ""), _Lines(cut).of(root)


def _first(root: Any, *paths: str) -> str:
    for path in paths:
        found = root.xpath(path)
        if found and str(found[0]).strip():
            return str(found[0])[:500]
    return ""


_LABEL = re.compile(
    r"(?:(?:møte)?(?:dato|dag|tid|tidspunkt|stad|sted|lokale)|når|kva tid|kvar|hvor|klokka|klokken|klokkeslett|kl\.?|"
    r"vert(?:skap)?|arrangør)\s*:?",
    re.IGNORECASE,
)
"""What the first cell of a row says that the next one is."""


class _Lines:
    """Gathers the lines of a page, a new one at each block."""

    def __init__(self, cut: list[int]) -> None:
        self.lines: list[PageLine] = []
        self._cut = cut
        self._words: list[str] = []
        self._links: list[str] = []
        self._number = 1
        self._heading = False
        self._counted: list[int] = []
        self._label = ""
        """What a cell before the next one of its row says it is."""

    def of(self, root: Any) -> list[PageLine]:
        silent = 0
        for event, element in etree.iterwalk(root, events=("start", "end")):
            tag = element.tag if isinstance(element.tag, str) else ""
            if event == "start":
                silent += tag in _SILENT
                if not silent:
                    self._begin(tag, element)
                    self._add(element.text)
            else:
                if not silent and tag in _BLOCKS:
                    self._end(tag)
                silent -= tag in _SILENT
                if tag in {"ol", "ul"} and self._counted:
                    self._counted.pop()
                if not silent:
                    self._add(element.tail)
            if len(self.lines) > MOST_LINES:
                break
        self._end()
        return self.lines

    def _begin(self, tag: str, element: Any) -> None:
        if tag in _BLOCKS:
            self._end()
            self._number = element.sourceline or self._number
            self._heading = tag in _HEADINGS
            if tag in {"td", "dd"} and self._label:
                self._words.append(f"{self.lines.pop().text.rstrip(' :')}: ")
            self._label = ""
        if tag in {"ol", "ul"}:
            self._counted.append(0 if tag == "ol" else -1)
        elif tag == "li" and self._counted:
            counted = self._counted[-1]
            self._counted[-1] += counted >= 0
            self._words.append("• " if counted < 0 else f"{counted + 1}. ")
        elif tag == "a" and element.get("href"):
            self._links.append(element.get("href")[:500])
        elif tag == "img" and element.get("src"):
            self._links.append(element.get("src")[:500])
            self._add(element.get("alt"))

    def _add(self, text: str | None) -> None:
        if text:
            self._words.append(text)

    def _end(self, tag: str = "") -> None:
        text = _one_line("".join(self._words))
        if len(text) > LONGEST:
            self._cut.append(self._number)
        if text not in {"", "•"}:
            line = PageLine(number=self._number, text=text[:LONGEST], heading=self._heading, links=tuple(self._links))
            self.lines.append(line)
            if tag in {"th", "dt"} or (tag == "td" and _LABEL.fullmatch(text)):
                self._label = text
        self._words, self._links = [], []


def _one_line(text: str) -> str:
    return " ".join(text.replace("\u2060", "").replace("\u200b", "").replace("\u00ad", "").split())


_SUBJECT = re.compile(r"(?:emne|subject)\s*:\s*(?:(?:vs|sv|fwd?|re|aw|svar)\s*:\s*)*(\S.{1,78})$", re.IGNORECASE)
_NO_TITLE = re.compile(
    r"^(?:logo|(?:fr[aå]|from|til|to|kopi|blindkopi|cc|bcc|sendt|sent|date|svar til|reply-to|vedlegg)\s*:)|@",
    re.IGNORECASE,
)
"""A logo, a line of a mail's head, and what holds an address of mail."""


def _title(lines: tuple[PageLine, ...]) -> str:
    """Return the first short line that is no logo; of a mail what it is about, never who wrote to whom."""
    about = next((found[1] for line in lines[:20] if (found := _SUBJECT.match(line.text))), "")
    likely = (line.text for line in lines if 2 < len(line.text) < 80 and not _NO_TITLE.search(line.text))
    return about or next(likely, "")


def _day_after(words: str, lines: tuple[PageLine, ...]) -> dt.date | None:
    for line in lines:
        found = re.search(rf"\b{words}\b:?\s*(?:den\s+)?(\d[\w. ]{{5,20}}\d{{4}})", line.text, re.IGNORECASE)
        if found:
            with suppress(ValueError):
                return read_day(found[1])
    return None
