"""The tags of a template where they stand: paragraph by paragraph, with the words that say where to look."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

from lxml import etree

from cycle.catalogue import sentence
from cycle.letters.ooxml.opc import W, source_of
from cycle.phrases import Phrase

Level = Literal["p", "tr", "tc", "r", ""]
"""What a tag takes with it: its paragraph, row, cell or run; empty for a tag inside the text."""

_TEXT = r"\"[^\"]*\"|'[^']*'"
_BRACES = r"\{(?![{%#])(?:[^{}]|\{[^{}]*\})*\}"
TAG = re.compile(
    rf"\{{\{{(?:{_TEXT}|{_BRACES}|(?!\}}\}})[^\"'{{])*\}}\}}|\{{\{{.*?\}}\}}|\{{%.*?%\}}|\{{#.*?#\}}", re.DOTALL
)
"""A whole tag; one that prints may hold braces, in a text or in pairs, as it may for Jinja."""

_NOTE = re.compile(r"\{#.*?#\}", re.DOTALL)
"""What is for those who read the template, and in no letter."""

HALF = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}|\{\s+[{%]|[%}]\s+\}")
"""The braces of a tag; those left when whole tags are taken out belong to half ones."""

_LEVEL = re.compile(r"\{[{%#](tr|tc|p|r)\s")
_READ_LEVEL = re.compile(r"\{[{%](?:tr|tc|p|r) [^}%]*(?:%\}|\}\})|\{#(?:tr|tc|p) [^}#]*#\}")
"""The only form of such a tag that docxtpl knows."""

_CONTAINERS: dict[Level, str] = {"p": f"{W}p", "tr": f"{W}tr", "tc": f"{W}tc", "r": f"{W}p", "": f"{W}p"}
_BARE = re.compile(r"\A[-+]|[-+]\Z")
"""Jinja's characters for taking the space beside a tag with it."""

_WHITE = {f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}br": "\n", f"{W}cr": "\n"}
_TEXTS = (f"{W}t", *_WHITE)
_THINGS = {
    f"{W}drawing": sentence("a picture"),
    f"{W}pict": sentence("a picture"),
    f"{W}object": sentence("an object"),
    f"{W}sectPr": sentence("a section break"),
    f"{W}fldSimple": sentence("a Word field"),
    f"{W}fldChar": sentence("a Word field"),
    f"{W}footnoteReference": sentence("a footnote"),
    f"{W}endnoteReference": sentence("an endnote"),
    f"{W}sym": sentence("a symbol"),
    f"{W}noBreakHyphen": sentence("a hyphen"),
    "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath": sentence("an equation"),
}
"""What a paragraph may hold besides text, that would be missed."""

_AS_IT_IS, _NEAR, _SPOT = "{part}", "{part} «{words}»", "{part}, {place} «{words}»"
"""The same in every language."""

_BREAKS = {"page": sentence("a page break"), "column": sentence("a column break")}
_INNER = (".rels", ".bin", "settings.xml", "[Content_Types].xml")
"""Parts that say how the others belong together, or belong to a program: nobody sees them in Word."""

_PART = re.compile(r"(?:word/)?(document|header|footer|footnotes|endnotes|styles)\d*\.xml")
_PARTS = {
    "document": sentence("the body text"),
    "header": sentence("the header"),
    "footer": sentence("the footer"),
    "footnotes": sentence("the footnotes"),
    "endnotes": sentence("the endnotes"),
    "styles": sentence("the styles"),
}
"""The parts that people know, by the names of their files."""

SMART_QUOTES = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "\xa0": " "})
"""What docxtpl itself repairs in a tag before reading it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """One tag of a template. `inside` is the text between its braces, `beside` the text it would take with it."""

    text: str
    kind: Literal["print", "do", "note"]
    level: Level
    inside: str
    is_read: bool
    """Whether docxtpl knows its level: it takes `{%p` only with one ordinary space and no `%` or `}` after it."""
    beside: str
    lost: tuple[Phrase, ...]
    """What else it would take with it: pictures, page breaks, whatever is no text; also from inside a split tag."""
    where: Phrase
    container: etree._Element
    """What a block that begins here must end in: the parent of its paragraph, row or cell."""
    taken: etree._Element
    """The paragraph, row or cell it takes with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """One paragraph with its own text, without that of text boxes inside it."""

    element: etree._Element
    text: str
    where: Phrase

    @property
    def leftover(self) -> str:
        """Return the text without its whole tags: what is left must hold no braces of a tag."""
        return TAG.sub("", self.text)


def paragraphs(root: etree._Element, *, part: str) -> Iterator[Paragraph]:
    """Yield every paragraph of a part in order, each with its place in words."""
    place = part_name(part).written_as(PurePosixPath(part).stem.replace("document", "body"))
    tables = {table: number for number, table in enumerate(root.iter(f"{W}tbl"), start=1)}
    for number, element in enumerate(root.iter(f"{W}p"), start=1):
        text = _own_text(element)
        words = " ".join(text.split())
        excerpt = words if len(words) <= 60 else f"{words[:59]}…"
        cell = next(element.iterancestors(f"{W}tc"), None)
        spot = Phrase("paragraph {number}", number=number) if cell is None else _cell_place(cell, tables)
        yield Paragraph(element=element, text=text, where=Phrase(_SPOT, part=place, place=spot, words=excerpt))


def part_name(part: str) -> Phrase:
    """Return what people call a part; programs read its own name."""
    found = _PART.fullmatch(source_of(part) if part.endswith(".rels") else part)
    if found:
        return Phrase(_PARTS[found[1]]).written_as(part)
    if "/media/" in part:
        return Phrase("a picture in the file").written_as(part)
    return Phrase("the file itself").written_as(part) if part.endswith(_INNER) else Phrase(_AS_IT_IS, part=part)


def part_place(part: str, words: str) -> Phrase:
    """Return the place of some words of a part whose paragraph is not known; of the part when they are empty."""
    return Phrase(_NEAR, part=part_name(part), words=words) if words else part_name(part)


def property_place(name: str) -> Phrase:
    """Return the place of a document property; people know the title by the way to it in Word."""
    place = Phrase("document property {name}", name=name)
    return Phrase("the title (Fil → Info)").written_as(place) if name == "title" else place


def place(element: etree._Element, *, part: str) -> Phrase:
    """Return where an element stands, in words: its paragraph or cell, or the nearest; the part's name without any."""
    return next(iter(tag_places([element], part=part)), part_name(part))


def tag_places(elements: Iterable[etree._Element], *, part: str) -> Iterator[Phrase]:
    """Yield where each of the elements of one part stands, a place with several of them once."""
    reported: set[etree._Element | None] = set()
    where: dict[etree._Element, Phrase] = {}
    for element in elements:
        own = _paragraph_of(element)
        if own in reported:
            continue
        reported.add(own)
        if own is not None and not where:
            where = {
                paragraph.element: paragraph.where
                for paragraph in paragraphs(element.getroottree().getroot(), part=part)
            }
        yield part_name(part) if own is None else where.get(own, part_name(part))


def _paragraph_of(element: etree._Element) -> etree._Element | None:
    """Return the paragraph an element is in, else the first inside it, or inside its cell, row or table."""
    wanted, around = f"{W}p", {f"{W}tc", f"{W}tr", f"{W}tbl"}
    if element.tag == wanted:
        return element
    own = next(element.iterancestors(wanted), None)
    places = (element, *(element for element in element.iterancestors() if element.tag in around))
    return own if own is not None else next((found for element in places for found in element.iter(wanted)), None)


def tags(paragraph: Paragraph) -> Iterator[Tag]:
    """Yield the tags of a paragraph in order: those in its text, then those in alternative texts of its pictures."""
    things = tuple(_own_things(paragraph.element)) if "{" in paragraph.text else ()
    for found in TAG.finditer(paragraph.text):
        inside = dict.fromkeys(words for place, words in things if found.start() < place < found.end())
        yield _tag(found.group(), paragraph, tuple(inside))
    for element in _own(paragraph.element):
        for value in element.attrib.values():
            for found in TAG.finditer(str(value)):
                yield _tag(found.group(), paragraph)


def _tag(text: str, paragraph: Paragraph, swallowed: tuple[Phrase, ...] = ()) -> Tag:
    match = _LEVEL.match(text)
    level: Level = match.group(1) if match else ""  # type: ignore[assignment]
    inside = _BARE.sub("", text[match.end() - 1 if match else 2 : -2]).translate(SMART_QUOTES).strip()
    taken = _taken(paragraph.element, level)
    all_taken = [*taken.iter(f"{W}p")] if level in {"p", "tr", "tc"} else []
    beside = "".join(map(_own_text, all_taken))
    parent = taken.getparent()
    return Tag(
        text=text,
        kind={"{": "print", "%": "do", "#": "note"}[text[1]],  # type: ignore[arg-type]
        level=level,
        inside=inside,
        is_read=not match or bool(_READ_LEVEL.fullmatch(text)),
        beside=_NOTE.sub("", beside.replace(text, "", 1)).strip(),
        lost=swallowed or tuple(dict.fromkeys(words for element in all_taken for _, words in _own_things(element))),
        where=paragraph.where,
        container=taken if parent is None else parent,
        taken=taken,
    )


def _taken(paragraph: etree._Element, level: Level) -> etree._Element:
    wanted = _CONTAINERS[level]
    return paragraph if paragraph.tag == wanted else next(paragraph.iterancestors(wanted), paragraph)


def _own_things(paragraph: etree._Element) -> Iterator[tuple[int, Phrase]]:
    """Yield what a paragraph holds besides text, each with how much text stands before it."""
    length = 0
    for element in _own(paragraph):
        if element.tag in _TEXTS:
            length += len(_text_of(element))
        words = _THINGS.get(str(element.tag), "")
        if element.tag == f"{W}br":
            words = _BREAKS.get(str(element.get(f"{W}type")), "")
        if words and element.get(f"{W}fldCharType", "begin") == "begin":
            yield length, Phrase(words)


def _own(paragraph: etree._Element) -> Iterator[etree._Element]:
    """Yield the elements of a paragraph, without those of other paragraphs inside it."""
    for element in paragraph.iter(etree.Element):
        if element is paragraph or next(element.iterancestors(f"{W}p")) is paragraph:
            yield element


def _text_of(element: etree._Element) -> str:
    if element.tag == f"{W}t":
        return element.text or ""
    return "" if _is_tab_stop(element) else _WHITE[str(element.tag)]


def own_texts(paragraph: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """Return the elements that a paragraph's own text is made of, in order, each with its text."""
    return ((element, _text_of(element)) for element in _own(paragraph) if element.tag in _TEXTS)


def _own_text(paragraph: etree._Element) -> str:
    return "".join(text for _, text in own_texts(paragraph))


def _is_tab_stop(element: etree._Element) -> bool:
    parent = element.getparent()
    return element.tag == f"{W}tab" and parent is not None and parent.tag == f"{W}tabs"


def _cell_place(cell: etree._Element, tables: dict[etree._Element, int]) -> Phrase:
    row = next(cell.iterancestors(f"{W}tr"), cell)
    table = next(row.iterancestors(f"{W}tbl"), None)
    if table is None:
        return Phrase("a table cell outside a table")
    row_number = sum(1 for _ in row.itersiblings(f"{W}tr", preceding=True)) + 1
    cell_number = sum(1 for _ in cell.itersiblings(f"{W}tc", preceding=True)) + 1
    return Phrase("table {table}, row {row}, cell {cell}", table=tables[table], row=row_number, cell=cell_number)
