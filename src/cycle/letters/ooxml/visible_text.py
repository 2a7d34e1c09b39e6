"""What a letter says on paper, read from its Word file: what its PDF must say, and all it may say."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice

from lxml import etree

from cycle.catalogue import sentence
from cycle.letters.ooxml.opc import W
from cycle.letters.ooxml.word_fields import field_codes
from cycle.letters.ooxml.word_package import Members, parse_xml, read_package, tagged_parts
from cycle.phrases import Phrase

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_OLD = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_CHOICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Choice"
_SYMBOL_FONTS = re.compile(r"symbol|dings|dingbats|mt extra", re.IGNORECASE)
"""Fonts whose letters are pictures: what they print is not what is written."""

_WORD = re.compile(r"[^\W_]+")
_RUN = re.compile(r"[^\W\d_]+|\d+")
_NO_WORD = re.compile(r"[\W_]+")
_OFF = {"0", "false", "off"}
_JOINING = {f"{W}{name}" for name in ("noBreakHyphen", "softHyphen", "lastRenderedPageBreak")}
_PARTING = {f"{W}{name}" for name in ("tab", "br", "cr", "ptab", "sym", "pgNum", "fldChar", "fldSimple", "drawing")} | {
    f"{W}{name}" for name in ("pict", "footnoteReference", "endnoteReference", "sdt")
}
"""What text may be moved apart at."""

_READ = (*_PARTING, *_JOINING, f"{W}t")

WORDS_GONE = sentence("{number} of the {all} words of the letter, the first of them in {place}")
"""What a PDF lacks where some words are cut off, or lie outside the sheet."""

_BEGINNING = 60
"""Characters of a line that are looked for in a row; a longer line may go on over the page."""

_LONG = 20
"""Characters of a word that may be broken without a hyphen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisibleText:
    """What a letter says. Words are without case, spaces, hyphens and punctuation, as `squeezed` leaves them."""

    lines: tuple[str, ...] = ()
    """The first lines: whom it is for, its date, its heading; each stands in the PDF as it is."""
    words: Mapping[str, Phrase] = field(default_factory=dict)
    """Every word that is sure to be printed → where it stands first."""
    everything: str = ""
    """All the text there is, shown or not: another letter's words are not in it."""
    hyphenates: bool = False
    """Words may be broken with a hyphen, and go on over the page."""

    def missing(self, text: str) -> Phrase | None:
        """Return what of the letter the text of its PDF lacks, in words that name nobody; None when nothing."""
        said = squeezed(text)
        gone = [where for word, where in self.words.items() if not self._stands(word, said)]
        if not gone:
            torn = any(squeezed(line) not in said for line in self.lines if not _from_the_right(line))
            return Phrase("the words the letter begins with") if torn else None
        return Phrase(
            WORDS_GONE,
            number=len(gone),
            all=len(self.words),
            place=gone[0],
        )

    def foreign(self, text: str, *, pages: int) -> bool:
        """Return whether the text of a PDF has a word that is not the letter's own; the numbers of its pages are."""
        for character in _RUN.findall(_plain(text)):
            numbers_a_page = character.isdecimal() and len(character) < _LONG and 0 < int(character) <= pages
            if not numbers_a_page and character not in self.everything:
                return True
        return False

    def _stands(self, word: str, said: str) -> bool:
        if word in said or _from_the_right(word):
            return True
        breaks = range(2, len(word) - 1) if self.hyphenates or len(word) > _LONG else ()
        return any(word[:at] in said and word[at:] in said for at in breaks)


def printed(data: bytes) -> VisibleText:
    """Return what a Word file says on paper; TemplateError when it is no whole and safe Word file."""
    members = read_package(data, name="letter")
    kinds = tagged_parts(members)
    body_part = next(name for name, kind in kinds.items() if kind == "body")
    body, styles = parse_xml(members[body_part]), members.get("word/styles.xml", b"")
    silent = _silent_styles(styles)
    segments = list(_segments(body, silent))
    words: dict[str, Phrase] = {}
    for number, line in enumerate(segments, start=1):
        _add(words, line, Phrase("its line {number}", number=number))
    others = {name: _aside(members[name], styles) for name in members if _tells(name) and name != body_part}
    for name in _on_the_first_page(members, body):
        for line in others[name].lines if name in others else ():
            _add(words, line, Phrase("a header or footer"))
    for note in _notes(body, others.values()):
        for line in _segments(note, silent):
            _add(words, line, Phrase("a note"))
    return VisibleText(
        lines=tuple(line[:_BEGINNING] for line in islice(segments, 5)),
        words=words,
        everything=squeezed("".join((_all_text(body), *(aside.text for aside in others.values())))),
        hyphenates=b"autoHyphenation" in members.get("word/settings.xml", b""),
    )


def written_lines(data: bytes) -> tuple[str, ...]:
    """Return what a Word file says, paragraph by paragraph; TemplateError when it is no whole and safe Word file."""
    members = read_package(data, name="letter")
    body_part = next(name for name, kind in tagged_parts(members).items() if kind == "body")
    found = (
        "".join(str(text.text or "") for text in paragraph.iter(f"{W}t"))
        for paragraph in _paragraphs(members[body_part])
    )
    return tuple(" ".join(line.split()) for line in found if line.strip())


def _paragraphs(part: bytes) -> Iterator[etree._Element]:
    return parse_xml(part).iter(f"{W}p")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Aside:
    """A part beside the text, which many letters share: a header, a footer, the notes."""

    root: etree._Element
    lines: tuple[str, ...]
    text: str


@lru_cache(maxsize=32)
def _aside(data: bytes, styles: bytes) -> _Aside:
    root = parse_xml(data)
    return _Aside(root=root, lines=tuple(_segments(root, _silent_styles(styles))), text=_all_text(root))


def squeezed(text: str) -> str:
    """Return the letters and digits of a text alone: no case, ligatures, spaces, hyphens or punctuation."""
    return _NO_WORD.sub("", _plain(text))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def _from_the_right(text: str) -> bool:
    """Return True for Arabic and Hebrew, which a PDF stores in the order of the page, not of the text."""
    return any(unicodedata.bidirectional(char) in {"R", "AL"} for char in text)


def _add(words: dict[str, Phrase], line: str, where: Phrase) -> None:
    for word in _WORD.findall(_plain(line)):
        words.setdefault(word, where)


def _segments(root: etree._Element, silent: frozenset[str]) -> Iterator[str]:
    """Yield the lines that are sure to be printed as they are written, in order; those of text boxes after theirs."""
    moving = {text for field in field_codes(root) if field.name != "HYPERLINK" for text in field.texts}
    for paragraph in root.iter(f"{W}p"):
        if _is_silent(paragraph, silent, "pPr/{0}pStyle") or any(
            _hides(element) for element in paragraph.iterancestors()
        ):
            continue
        line = ""
        for element in paragraph.iter(*_READ):
            if element.tag in _PARTING or (
                element.tag == f"{W}t" and (element in moving or _is_quiet(element, paragraph, silent))
            ):
                if line.strip():
                    yield line
                line = ""
            elif element.tag == f"{W}t":
                line += element.text or ""
            elif element.tag in _JOINING:
                line += "\u00ad"
        if line.strip():
            yield line


def _is_quiet(text: etree._Element, paragraph: etree._Element, silent: frozenset[str]) -> bool:
    """Return whether the text is of another paragraph, in a text box, or is not sure to be printed as it is written."""
    for element in text.iterancestors():
        if element is paragraph:
            return False
        if element.tag == f"{W}p" or _hides(element):
            return True
        if element.tag == f"{W}r" and _is_silent(element, silent, "rPr/{0}rStyle"):
            return True
    return False


def _hides(element: etree._Element) -> bool:
    """Return whether what is in the element may be shown otherwise, or not at all."""
    if element.tag == _OLD or element.tag in {f"{W}del", f"{W}moveFrom", f"{W}ruby"}:
        return True
    if element.tag == _CHOICE:
        return element.get("Requires") != "wps"
    if element.tag == f"{W}tr":
        return element.find(f"{W}trPr/{W}hidden") is not None
    properties = element.find(f"{W}sdtPr") if element.tag == f"{W}sdt" else None
    return properties is not None and any(
        properties.find(f"{W}{name}") is not None for name in ("dataBinding", "showingPlcHdr", "date")
    )


def _is_silent(element: etree._Element, silent: frozenset[str], style: str) -> bool:
    named = element.find(f"{W}{style.format(W)}")
    properties = element.find(f"{W}rPr")
    return (named is not None and named.get(f"{W}val") in silent) or (properties is not None and _quiet(properties))


def _quiet(properties: etree._Element) -> bool:
    """Return whether these properties hide text or print it as pictures."""
    if any(element.get(f"{W}val") not in _OFF for element in properties.iter(f"{W}vanish")):
        return True
    return any(
        _SYMBOL_FONTS.search(str(font)) for element in properties.iter(f"{W}rFonts") for font in element.attrib.values()
    )


@lru_cache(maxsize=8)
def _silent_styles(styles: bytes) -> frozenset[str]:
    """Return the styles whose text is not sure to be printed as it is written, by themselves or by their ground."""
    if not styles:
        return frozenset()
    root = parse_xml(styles)
    by_name = {str(element.get(f"{W}styleId")): element for element in root.iter(f"{W}style")}
    found = {name for name, element in by_name.items() if any(_quiet(inside) for inside in element.iter(f"{W}rPr"))}
    grounds = {name: element.find(f"{W}basedOn") for name, element in by_name.items()}
    before = -1
    while len(found) != before:
        before = len(found)
        found |= {name for name, on in grounds.items() if on is not None and on.get(f"{W}val") in found}
    return frozenset(found)


def _on_the_first_page(members: Members, body: etree._Element) -> Iterator[str]:
    """Yield the header and footer that the first page is sure to have."""
    sections = list(body.iter(f"{W}sectPr"))
    relations = members.get("word/_rels/document.xml.rels")
    if len(sections) != 1 or relations is None:
        return
    title, numbers = sections[0].find(f"{W}titlePg"), sections[0].find(f"{W}pgNumType")
    if numbers is not None and numbers.get(f"{W}start", "1") != "1":
        return
    wanted = "default" if title is None or title.get(f"{W}val") in _OFF else "first"
    targets = {str(element.get("Id")): str(element.get("Target")) for element in parse_xml(relations)}
    for element in sections[0].iter(f"{W}headerReference", f"{W}footerReference"):
        if element.get(f"{W}type", "default") == wanted:
            yield f"word/{targets.get(str(element.get(f'{_R}id')), '')}"


def _notes(body: etree._Element, others: Iterable[_Aside]) -> Iterator[etree._Element]:
    """Yield the notes that the text refers to."""
    for kind in ("footnote", "endnote"):
        asked = {element.get(f"{W}id") for element in body.iter(f"{W}{kind}Reference")}
        for other in others if asked else ():
            yield from (element for element in other.root.iter(f"{W}{kind}") if element.get(f"{W}id") in asked)


def _tells(name: str) -> bool:
    return re.fullmatch(r"word/(?:header|footer|footnotes|endnotes)\d*\.xml", name) is not None


def _all_text(root: etree._Element) -> str:
    return "".join(str(element.text or "") for element in root.iter(f"{W}t", f"{W}instrText"))
