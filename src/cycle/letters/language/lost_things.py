"""What a tag with a hyphen takes out of a part besides words: whatever docxtpl's reading of it lacks, or tears apart.

docxtpl lets `{%- … -%}` take all there is up to the nearest text. What may go that way is named here: the end of one
paragraph and the beginning of the next, with their looks. Everything else is a loss, whatever it is called.
"""

from __future__ import annotations

import copy
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence

from lxml import etree

from cycle.letters.language.docxtpl_bridge import patched
from cycle.letters.language.environment import ESCAPING
from cycle.letters.ooxml import TAG, Paragraph, Tag, W, own_texts
from cycle.phrases import Phrase

_ELEMENT = re.compile(r"<(/?)((?:[\w.\-]+:)?[\w.\-]+)((?:\s+[\w.:\-]+=(?:\"[^\"]*\"|'[^']*'))*)\s*(/?)>")
_FIELD, _PAGE = Phrase("a Word field"), Phrase("a page break")
_THINGS: Mapping[str, Phrase] = {
    "w:tbl": Phrase("a table"),
    "w:tr": Phrase("a table row"),
    "w:tc": Phrase("a table cell"),
    "w:drawing": Phrase("a picture"),
    "w:pict": Phrase("an old picture"),
    "w:object": Phrase("an object"),
    "w:br": _PAGE,
    "w:pageBreakBefore": _PAGE,
    "w:sectPr": Phrase("a section break"),
    "w:pBdr": Phrase("a line beside a paragraph"),
    "w:framePr": Phrase("a frame"),
    "w:numPr": Phrase("a point of a list"),
    **dict.fromkeys(("w:fldChar", "w:instrText"), _FIELD),
    **dict.fromkeys(("w:pgNum", "w:dayLong", "w:dayShort", "w:monthLong", "w:monthShort"), _FIELD),
    **dict.fromkeys(("w:yearLong", "w:yearShort"), _FIELD),
    "w:fldSimple": Phrase("a simple Word field"),
    "w:hyperlink": Phrase("a link"),
    "w:sdt": Phrase("a content control"),
    "w:txbxContent": Phrase("a text box"),
    "w:footnoteReference": Phrase("a footnote"),
    "w:endnoteReference": Phrase("an endnote"),
    "w:bookmarkStart": Phrase("a bookmark"),
    "w:sym": Phrase("a symbol"),
    "w:noBreakHyphen": Phrase("a hyphen"),
    "m:oMath": Phrase("an equation"),
}
"""What is told by its own name; all else that is lost is something that is no text."""

_NO_TEXT = Phrase("something that is no text")
_OUTER = ("w:tbl", "w:tr", "w:tc")
"""Of these the outermost is told."""

_TEXT = frozenset({"w:p", "w:r", "w:t", "w:pPr", "w:rPr"})
"""What holds the text: of two paragraphs one may become."""

_MAY_GO = _TEXT | {
    *("w:tab", "w:cr", "w:ptab", "w:softHyphen", "w:proofErr", "w:lastRenderedPageBreak", "w:permStart", "w:permEnd"),
    *("w:tblGrid", "w:sdtContent", "w:bookmarkEnd", "w:smartTag", "w:customXml", "w:dir", "w:bdo"),
}
"""White space, what nobody sees, and what goes with something that is told."""

_OF_PARAGRAPH = frozenset({"w:pageBreakBefore", "w:pBdr", "w:framePr", "w:numPr", "w:sectPr"})
"""Of a paragraph's looks what is more than looks."""

_PUT_IN_BY_WORD = re.compile(r'w:name="(?:_GoBack|_Hlk\d*|OLE_LINK\d+)"')
"""Bookmarks of Word's own, where somebody last wrote or copied: nobody misses one."""

_ATTRIBUTES = re.compile(r".*Pr|tblGrid")


def lost_things(
    root: etree._Element, source: str, taken: Collection[etree._Element], *, torn: bool = False
) -> tuple[Phrase, ...]:
    """Return what the part has and `source`, made of it by docxtpl, lacks; with `torn` also what has lost one end.

    `taken` are the elements that some tag takes with it by its kind.
    """
    own = Counter(name for element in root.iter(etree.Element) if element not in taken for name in _counted(element))
    begun: Counter[str] = Counter()
    balance: Counter[str] = Counter()
    for end, name, written, empty in _ELEMENT.findall(_data(source)):
        if not end and _is_thing(name, written):
            begun[name] += 1
        if not empty:
            balance[name] += -1 if end else 1
    names = {name for name, number in own.items() if number > begun[name]}
    names |= {name for name, number in balance.items() if torn and number and name not in _TEXT}
    names -= {"w:pict"} if "w:drawing" in names else set()  # Word writes each drawing for old programs too
    names -= {"w:drawing", "w:pict"} if "w:txbxContent" in names else set()
    names -= {inner for at, outer in enumerate(_OUTER) if outer in names for inner in _OUTER[at + 1 :]}
    named = dict.fromkeys(kind for name, kind in _THINGS.items() if name in names)
    return tuple(named) or ((_NO_TEXT,) if names else ())


def lost_beside(
    root: etree._Element, every: Sequence[tuple[Paragraph, tuple[Tag, ...]]], taken: Collection[etree._Element]
) -> Iterator[tuple[int, Tag, tuple[Phrase, ...]]]:
    """Yield each tag with a hyphen that loses things when it is the only one, with its paragraph's number and those."""
    dashed = [(number, tag) for number, (_, found) in enumerate(every) for tag in found if is_dashed(tag)]
    at_all = set(lost_things(root, _with_hyphens(root, every, None), taken, torn=True)) if dashed else set()
    for at, (number, tag) in enumerate(dashed):
        lost = lost_things(root, _with_hyphens(root, every, at), taken, torn=True)
        if own := tuple(kind for kind in lost if kind not in at_all):
            yield number, tag, own


def lost_inside(
    every: Sequence[tuple[Paragraph, tuple[Tag, ...]]],
) -> Iterator[tuple[Paragraph, str, tuple[Phrase, ...]]]:
    """Yield each paragraph where a thing stands between the braces of a tag, with the tag and what is in it."""
    for paragraph, _ in every:
        if "{" not in paragraph.text:
            continue
        texts = {element: len(text) for element, text in own_texts(paragraph.element)}
        at, edges = 0, list[tuple[int, str]]()
        for element in paragraph.element.iter(etree.Element):
            if element is not paragraph.element and next(element.iterancestors(f"{W}p")) is not paragraph.element:
                continue
            end = at + sum(texts.get(inner, 0) for inner in element.iter(etree.Element))
            edges += ((edge, name) for name in _counted(element) if name in _THINGS for edge in (at, end))
            at += texts.get(element, 0)
        for found in TAG.finditer(paragraph.text) if edges else ():
            things = dict.fromkeys(_THINGS[name] for edge, name in edges if found.start() < edge < found.end())
            if things:
                yield paragraph, found.group(), tuple(things)


def as_one_phrase(things: Sequence[Phrase]) -> Phrase:
    """Return things as one phrase."""
    first, *others = things
    for second in others:
        first = Phrase("{first} and {second}", first=first, second=second)
    return first


def is_dashed(tag: Tag) -> bool:
    """Return whether docxtpl lets a tag take what is beside it."""
    return tag.text.startswith("{%-") or tag.text.endswith("-%}")


def _data(source: str) -> str:
    return "".join(text for _, kind, text in ESCAPING.lex(source) if kind == "data")


def _counted(element: etree._Element) -> Iterator[str]:
    local = etree.QName(element).localname
    name = f"{element.prefix}:{local}" if element.prefix else local
    inside = element.getparent()
    while inside is not None:
        if inside.tag.startswith(W) and _ATTRIBUTES.fullmatch(inside.tag[len(W) :]):
            if inside.tag != f"{W}pPr" or name not in _OF_PARAGRAPH or inside is not element.getparent():
                return
            break
        inside = inside.getparent()
    if name == "w:numPr" and _is_blank(element):
        return
    if _is_thing(
        name, "".join(f' w:{etree.QName(key).localname}="{value!s}"' for key, value in element.attrib.items())
    ):
        yield name


def _is_thing(name: str, written: str) -> bool:
    if name == "w:br":
        return 'w:type="page"' in written or 'w:type="column"' in written
    if name == "w:bookmarkStart":
        return _PUT_IN_BY_WORD.search(written) is None
    return name not in _MAY_GO and not (name.startswith("w:") and name.endswith("Pr") and name not in _OF_PARAGRAPH)


def _is_blank(element: etree._Element) -> bool:
    """Return whether a point of a list has nothing but tags that print nothing."""
    paragraph = next(element.iterancestors(f"{W}p"), None)
    text = "" if paragraph is None else "".join(str(words.text or "") for words in paragraph.iter(f"{W}t"))
    return not re.sub(r"\{[%#].*?[%#]\}", "", text).strip()


def _with_hyphens(root: etree._Element, every: Sequence[tuple[Paragraph, tuple[Tag, ...]]], kept: int | None) -> str:
    """Return what docxtpl makes of the part when only this tag, of those with hyphens, has them."""
    whole = copy.deepcopy(root)
    copies = dict(zip(root.iter(f"{W}p"), whole.iter(f"{W}p"), strict=True))
    number = 0
    for paragraph, found in every:
        at, gone = 0, set()
        for tag in found:
            at = paragraph.text.find(tag.text, at)
            if at < 0:
                break
            if is_dashed(tag):
                gone |= set(_hyphens(tag.text, at)) if number != kept else set()
                number += 1
            at += len(tag.text)
        _take_out(gone, copies[paragraph.element])
    return patched(etree.tostring(whole))


def _hyphens(tag: str, at: int) -> Iterator[int]:
    """Yield where the hyphens are of a tag that begins at this place of a paragraph's text."""
    if tag[2] == "-":
        yield at + 2
    if tag[-3] == "-":
        yield at + len(tag) - 3


def _take_out(gone: Collection[int], paragraph: etree._Element) -> None:
    """Take the characters at these places of a paragraph's text out of it."""
    start = 0
    for element, text in own_texts(paragraph) if gone else ():
        if element.tag == f"{W}t":
            element.text = "".join(character for place, character in enumerate(text, start) if place not in gone)
        start += len(text)
