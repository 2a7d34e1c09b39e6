"""What a letter may hold and still stand in one document with other letters: what is known to look the same there.

A Word document has one of many things: one set of properties, one numbering of notes and lists, one list of bookmarks,
one number of pages. A letter that refers to any of them would show its neighbour's in company. So the list here is of
what is allowed; a letter with anything else in it is converted alone, which only takes longer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from cycle.letters.ooxml import FieldCode, W, field_codes

_MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"
_DRAWN = (
    "http://schemas.openxmlformats.org/drawingml/2006/",
    "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "http://schemas.microsoft.com/office/drawing/20",
    "http://schemas.microsoft.com/office/word/2010/wordprocessing",
    "urn:schemas-microsoft-com:",
)
"""The beginnings of the names of what pictures and text boxes are written in."""

_URI_PICTURE = "http://schemas.openxmlformats.org/drawingml/2006/picture"
_URI_SHAPE = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
_GRAPHIC = "{http://schemas.openxmlformats.org/drawingml/2006/main}graphicData"

_PLAIN = {
    *("document", "body", "hdr", "ftr", "p", "r", "t", "tab", "br", "cr", "sym", "noBreakHyphen", "softHyphen", "ptab"),
    *("lastRenderedPageBreak", "proofErr", "hyperlink", "fldChar", "fldSimple", "instrText", "tbl", "tr", "tc"),
    *("drawing", "txbxContent", "bookmarkStart", "bookmarkEnd", "sdt", "sdtContent", "sdtEndPr"),
}
_ATTRIBUTES = {
    f"{W}{name}" for name in ("pPr", "rPr", "tblPr", "tblPrEx", "tblGrid", "trPr", "tcPr", "sdtPr", "sectPr")
}
"""How something looks; in these only what `_NOT_OF_ITS_OWN` and the three sets below name is looked for."""

_ALLOWED = {f"{W}{name}" for name in _PLAIN} | _ATTRIBUTES
_NOT_OF_ITS_OWN = {
    *(f"{W}{name}" for name in ("framePr", "ins", "del", "moveFrom", "moveTo", "numberingChange", "divId")),
    *(f"{W}{name}Change" for name in ("pPr", "rPr", "tblPr", "trPr", "tcPr", "tblGrid", "tblPrEx", "sectPr")),
    *(f"{W}{name}" for name in ("cellIns", "cellDel", "cellMerge", "ffData", "tblpPr")),
    "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}linkedTxbx",
}
"""Frames and tables that float, text boxes that go on in another, changes that wait, what forms ask."""

_FOR_OLD_WORD = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"

_CONTROL = {
    *(f"{W}{name}" for name in ("sdtPr", "id", "alias", "tag", "lock", "rPr", "temporary", "richText", "docPartObj")),
    *(f"{W}{name}" for name in ("docPartGallery", "docPartCategory", "docPartUnique", "placeholder", "docPart")),
}
"""What a content control may be: only a frame around its text, as Word puts around a page number."""

_SECTION = {
    *(f"{W}{name}" for name in ("sectPr", "headerReference", "footerReference", "type", "pgSz", "pgMar", "pgNumType")),
    *(f"{W}{name}" for name in ("cols", "titlePg", "docGrid")),
}
_SWITCHES = r"(?: \\\* (?:MERGEFORMAT|Arabic))*"
_PAGE = re.compile(rf"PAGE{_SWITCHES}", re.IGNORECASE)
_PAGES = re.compile(rf"NUMPAGES{_SWITCHES}", re.IGNORECASE)
_ADDRESS = re.compile(r'HYPERLINK "[^"]*"(?: \\[ho](?: "[^"]*")?)*', re.IGNORECASE)


class NotMergeableError(Exception):
    """These letters cannot be one document without a visible difference; the text says why."""


def check_body(body: etree._Element) -> None:
    """Let through a letter's body that looks the same in company; NotMergeableError says what in it may not."""
    _check_elements(body)
    for field in field_codes(body):
        check_field_code(field)
    sections = list(body.iter(f"{W}sectPr"))
    if len(sections) != 1 or len(body) == 0 or body[-1] is not sections[0]:
        raise NotMergeableError("the letter has several sections")
    _check_section(sections[0])


def page_counts(edge: etree._Element) -> tuple[FieldCode, ...]:
    """Return the fields of a header or footer that tell how many pages there are; NotMergeableError as for a body."""
    _check_elements(edge)
    found = field_codes(edge)
    counts = tuple(field for field in found if field.ended and _PAGES.fullmatch(field.instruction))
    for field in found:
        if field not in counts:
            check_field_code(field)
    return counts


def _check_elements(root: etree._Element) -> None:
    walk = etree.iterwalk(root, events=("start",))
    for _, element in walk:
        if not isinstance(element.tag, str):
            continue
        if element.tag in _ATTRIBUTES or element.tag == _FOR_OLD_WORD:
            walk.skip_subtree()
        elif element.tag not in _ALLOWED and not element.tag[1:].startswith(_DRAWN):
            raise NotMergeableError(f"{_name(element)} may look otherwise in company")
    for what in _strange(root):
        raise NotMergeableError(what)


def _strange(root: etree._Element) -> Iterator[str]:
    """Yield what is of a kind that is allowed, and yet belongs to the document or leads to another place in it."""
    for element in root.iter(*_NOT_OF_ITS_OWN, f"{{{_MATH}}}*"):
        yield f"{_name(element)} may look otherwise in company"
    for element in root.iter(f"{W}hyperlink"):
        if element.get(f"{W}anchor") is not None:
            yield "a link leads to another place in the letter"
    for element in root.iter(f"{W}bookmarkStart"):
        if element.get(f"{W}name") != "_GoBack":
            yield "the letter has bookmarks of its own"
    for element in root.iter(_GRAPHIC):
        if element.get("uri") not in {_URI_PICTURE, _URI_SHAPE}:
            yield "a drawing is neither a picture nor a text box"
    for control in root.iter(f"{W}sdtPr"):
        for element in control:
            if element.tag not in _CONTROL:
                yield f"a content control with {_name(element)} may show something of the document's own"


def check_field_code(field: FieldCode) -> None:
    """Raise when a field code shows something else once letters are joined."""
    if not field.ended:
        raise NotMergeableError("a field goes on over the end of the letter")
    if not _PAGE.fullmatch(field.instruction) and not _ADDRESS.fullmatch(field.instruction):
        raise NotMergeableError(f"the field {field.name} looks across the document")


def _check_section(section: etree._Element) -> None:
    for element in section.iter():
        if isinstance(element.tag, str) and element.tag not in _SECTION:
            raise NotMergeableError(f"the section has {_name(element)}")
    kind, numbers, columns = (section.find(f"{W}{name}") for name in ("type", "pgNumType", "cols"))
    if kind is not None and kind.get(f"{W}val") not in {"nextPage", "continuous"}:
        raise NotMergeableError("the section begins on a page of a certain side")
    if numbers is not None and set(numbers.items()) - {(f"{W}start", "1")}:
        raise NotMergeableError("the pages are numbered in a way of their own")
    if columns is not None and (columns.get(f"{W}num", "1") != "1" or len(columns)):
        raise NotMergeableError("the section has columns")


def _name(element: etree._Element) -> str:
    return f"'{etree.QName(element).localname}'"


class Lists:
    """The lists of a Word file that count, and the styles that put a paragraph in one."""

    def __init__(self, package: dict[str, bytes]) -> None:
        root = etree.fromstring(package.get("word/numbering.xml", b"<none/>"))
        styles = etree.fromstring(package.get("word/styles.xml", b"<none/>"))
        bullets = {
            element.get(f"{W}abstractNumId") for element in root.iter(f"{W}abstractNum") if _only_bullets(element)
        }
        self._bullets = {
            element.get(f"{W}numId")
            for element in root.iter(f"{W}num")
            if {target.get(f"{W}val") for target in element.iter(f"{W}abstractNumId")} <= bullets
            and all(_is_bullet(level) for level in element.iter(f"{W}lvl"))
        }
        levels = {element.get(f"{W}abstractNumId"): dict(_levels(element)) for element in root.iter(f"{W}abstractNum")}
        self._marked = {
            (number.get(f"{W}numId"), level)
            for number in root.iter(f"{W}num")
            for target in number.iter(f"{W}abstractNumId")
            for level, counts in {**levels.get(target.get(f"{W}val"), {}), **dict(_levels(number))}.items()
            if not counts
        }
        """List and level of what has a mark and no number."""
        self._styles = {element.get(f"{W}styleId"): element for element in styles.iter(f"{W}style")}
        self._always = {
            name
            for name, element in self._styles.items()
            if element.get(f"{W}default") in {"1", "true", "on"} or element.get(f"{W}type") == "table"
        }
        """Styles that count without being named in a paragraph."""

    def count_in(self, root: etree._Element) -> bool:
        """Return whether a paragraph is in a list that counts, by itself or by its style."""
        named = {element.get(f"{W}val") for element in root.iter(f"{W}pStyle")}
        return self._counts(root) or any(self._by_style(name) for name in named | self._always)

    def counts(self, paragraph: etree._Element) -> bool:
        """Return whether the paragraph has a number, at the level it is at: other levels of its list may have marks."""
        number, level = self._list_of(paragraph.find(f"{W}pPr"))
        style = next((element.get(f"{W}val") for element in paragraph.iterfind(f"{W}pPr/{W}pStyle")), None)
        seen: set[str | None] = set()
        while number is None and style in self._styles and style not in seen:
            seen.add(style)
            number, own = self._list_of(self._styles[style].find(f"{W}pPr"))
            level = level or own
            style = next((element.get(f"{W}val") for element in self._styles[style].iterfind(f"{W}basedOn")), None)
        return number not in {None, "0"} | self._bullets and (number, level or "0") not in self._marked

    def _list_of(self, properties: etree._Element | None) -> tuple[str | None, str | None]:
        if properties is None:
            return None, None
        number, level = properties.find(f"{W}numPr/{W}numId"), properties.find(f"{W}numPr/{W}ilvl")
        return (
            None if number is None else number.get(f"{W}val"),
            None if level is None else level.get(f"{W}val"),
        )

    def _counts(self, element: etree._Element) -> bool:
        return any(element.get(f"{W}val") not in self._bullets | {"0"} for element in element.iter(f"{W}numId"))

    def _by_style(self, name: str | None) -> bool:
        """Return whether the style, or one it is based on, puts its paragraphs in a list that counts."""
        seen: set[str | None] = set()
        while name in self._styles and name not in seen:
            seen.add(name)
            style = self._styles[name]
            if self._counts(style):
                return True
            name = next((element.get(f"{W}val") for element in style.iter(f"{W}basedOn")), None)
        return False


def _levels(element: etree._Element) -> Iterator[tuple[str, bool]]:
    """Yield each level of a list with whether it counts."""
    for level in element.iter(f"{W}lvl"):
        yield str(level.get(f"{W}ilvl", "0")), not _is_bullet(level)


def _only_bullets(abstract: etree._Element) -> bool:
    """Return whether no level of the list counts; one that is defined by a style elsewhere may."""
    levels = list(abstract.iter(f"{W}lvl"))
    return bool(levels) and abstract.find(f"{W}numStyleLink") is None and all(map(_is_bullet, levels))


def _is_bullet(level: etree._Element) -> bool:
    """Return whether the level does not count; one that says nothing counts 1, 2, 3."""
    kinds = {element.get(f"{W}val") for element in level.iter(f"{W}numFmt")}
    return bool(kinds) and kinds <= {"bullet", "none"}
