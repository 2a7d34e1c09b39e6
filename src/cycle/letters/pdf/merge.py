"""Many letters of one template as one Word file: LibreOffice starts, loads styles and pictures once for all of them.

Each letter is a section of its own whose pages count from 1. A header or footer that says the same as in the letter
before is inherited from it, for reading them is half of LibreOffice's work; one that differs gets a copy of its own,
and so does one that says *page 1 of 2*, asking for the page the letter's own last words are on.
What is not known to look the same in company is refused, and then each letter is converted alone; so are
letters whose styles, pictures, properties or other parts differ.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence

from lxml import etree

from cycle.letters.ooxml import W, parse_xml, written_part
from cycle.letters.pdf.merge_rules import Lists, NotMergeableError, check_body, page_counts

R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
CONTENT_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"

BODY = "word/document.xml"
RELATIONS = "word/_rels/document.xml.rels"
TYPES = "[Content_Types].xml"
CORE = "docProps/core.xml"
OWN = frozenset({BODY, CORE})
"""Members that may differ from letter to letter."""

_EDGE = re.compile(r"word/(?:header|footer)\d*\.xml")
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_HERE = "CYCLEENDMARK"
"""Stands for the end mark of a letter in a footer that is each letter's own."""

_Places = dict[tuple[str, str], tuple[str, bytes]]
"""The headers and footers of a section: which, and for which pages → its part and what it says."""


def start_mark(number: int) -> str:
    """Return the name of the bookmark where a letter starts; in the PDF it is a named destination."""
    return f"L{number:06}"


def end_mark(number: int) -> str:
    """Return the name of the bookmark in the last paragraph of a letter, whose page is how many pages it has."""
    return f"E{number:06}"


def title_of(letter: bytes) -> str:
    """Return the title the Word file has in its properties; empty when it has none."""
    with zipfile.ZipFile(io.BytesIO(letter)) as archive:
        if CORE not in archive.namelist():
            return ""
        title = parse_xml(archive.read(CORE)).find(_TITLE)
    return (title.text or "") if title is not None else ""


def merged(letters: Sequence[bytes]) -> bytes:
    """Return one Word file with all the letters, in order; NotMergeableError when they do not go together."""
    packages = [_members(letter) for letter in letters]
    common = packages[0]
    _same_surroundings(packages)
    joined = _Joined(common)
    for number, package in enumerate(packages):
        joined.add(package, number, last=number == len(packages) - 1)
    return joined.package()


class _Joined:
    """The document that grows letter by letter."""

    def __init__(self, common: dict[str, bytes]) -> None:
        self._members = dict(common)
        self._root = etree.fromstring(common[BODY])
        self._body = _body(self._root)
        for child in list(self._body):
            self._body.remove(child)
        self._relations = etree.fromstring(common[RELATIONS])
        self._types = etree.fromstring(common[TYPES])
        self._targets = {element.get("Id", ""): element for element in self._relations}
        self._numbered = Lists(common)
        self._above: _Places = {}
        self._edges: dict[bytes, bytes] = {}
        """Each header and footer as it says how many pages its own letter has; unchanged when it does not say."""
        self._bookmarks = 900_000
        self._pictures = 1_000

    def add(self, package: dict[str, bytes], number: int, *, last: bool) -> None:
        """Add a letter as a section of its own."""
        body = _body(parse_xml(package[BODY]))
        check_body(body)
        if self._numbered.count_in(body):
            raise NotMergeableError("a numbered list would go on counting from letter to letter")
        *blocks, section = body
        if not blocks or blocks[0].tag != f"{W}p" or blocks[-1].tag != f"{W}p":
            raise NotMergeableError("the letter does not begin and end with a paragraph")
        self._renumber(body)
        self._own_edges(section, number, package)
        _counts_from_one(section)
        self._mark(blocks[-1], end_mark(number))
        self._mark(blocks[0], start_mark(number))
        if not last:
            _properties(blocks[-1]).append(section)
        for element in blocks:
            self._body.append(element)
        if last:
            self._body.append(section)

    def package(self) -> bytes:
        """Return the Word file."""
        for name, root in ((BODY, self._root), (RELATIONS, self._relations), (TYPES, self._types)):
            self._members[name] = written_part(root)
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as target:
            for name, data in self._members.items():
                target.writestr(name, data)
        return buffer.getvalue()

    def _renumber(self, body: etree._Element) -> None:
        for tag in ("bookmarkStart", "bookmarkEnd"):
            for element in list(body.iter(f"{W}{tag}")):
                parent = element.getparent()
                if parent is not None:
                    parent.remove(element)
        for picture in body.iter(f"{WP}docPr"):
            self._pictures += 1
            picture.set("id", str(self._pictures))

    def _own_edges(self, section: etree._Element, number: int, package: dict[str, bytes]) -> None:
        """Give the section its own headers and footers where they differ, or say how many pages there are."""
        places: _Places = {}
        for reference in list(section.iter(f"{W}footerReference", f"{W}headerReference")):
            relation = self._targets.get(reference.get(f"{R}id", ""))
            target = "" if relation is None else relation.get("Target", "")
            if relation is None or not _EDGE.fullmatch(f"word/{target}") or f"word/{target}" not in package:
                raise NotMergeableError("a header or footer is not where Word puts it")
            xml = package[f"word/{target}"]
            counted, place = self._edge(xml), (str(reference.tag), reference.get(f"{W}type", "default"))
            places[place] = (target, xml)
            if counted == xml and self._above.get(place) == (target, xml):
                section.remove(reference)
            elif counted != xml or xml != self._members[f"word/{target}"]:
                self._add_edge(reference, relation, number, counted.replace(_HERE.encode(), end_mark(number).encode()))
        if number and places.keys() != self._above.keys():
            raise NotMergeableError("headers or footers are there in some letters only")
        self._above = places

    def _edge(self, xml: bytes) -> bytes:
        """Return the header or footer asking for the page `_HERE` instead of for the number of pages."""
        if xml not in self._edges:
            root = parse_xml(xml)
            counts = page_counts(root)
            if self._numbered.count_in(root):
                raise NotMergeableError("a numbered list in a header or footer would go on counting")
            for field in counts:
                first, *more = field.instruction_elements
                asked = f" PAGEREF {_HERE}{field.instruction[len('NUMPAGES') :]} "
                if first.tag == f"{W}fldSimple":
                    first.set(f"{W}instr", asked)
                else:
                    first.text = asked
                    first.set(_SPACE, "preserve")
                for rest in more:
                    rest.text = ""
            self._edges[xml] = written_part(root) if counts else xml
        return self._edges[xml]

    def _add_edge(self, reference: etree._Element, relation: etree._Element, number: int, xml: bytes) -> None:
        """Add a header or footer that is one letter's own, and let its section refer to it."""
        target = relation.get("Target", "")
        name, own_id = f"letter{number}-{target}", f"rIdL{number}x{relation.get('Id')}"
        self._members[f"word/{name}"] = xml
        if f"word/_rels/{target}.rels" in self._members:
            self._members[f"word/_rels/{name}.rels"] = self._members[f"word/_rels/{target}.rels"]
        own = etree.SubElement(self._relations, relation.tag)
        for key, value in (("Id", own_id), ("Type", relation.get("Type", "")), ("Target", name)):
            own.set(key, value)
        kind = "footer" if reference.tag == f"{W}footerReference" else "header"
        override = etree.SubElement(self._types, f"{CONTENT_TYPES}Override")
        override.set("PartName", f"/word/{name}")
        override.set("ContentType", f"application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}+xml")
        reference.set(f"{R}id", own_id)

    def _mark(self, paragraph: etree._Element, name: str) -> None:
        """Put a bookmark before the first words; behind the last ones it would move them by a tenth of a point."""
        self._bookmarks += 1
        start, end = etree.Element(f"{W}bookmarkStart"), etree.Element(f"{W}bookmarkEnd")
        start.set(f"{W}id", str(self._bookmarks))
        start.set(f"{W}name", name)
        end.set(f"{W}id", str(self._bookmarks))
        place = 0 if paragraph.find(f"{W}pPr") is None else 1
        paragraph.insert(place, start)
        paragraph.insert(place + 1, end)


def _members(letter: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(letter)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def _same_surroundings(packages: Sequence[dict[str, bytes]]) -> None:
    common = packages[0]
    if not {BODY, RELATIONS, TYPES} <= set(common):
        raise NotMergeableError("the letter is not laid out as Word does it")
    first = {name: data for name, data in common.items() if not _may_differ(name)}
    for other in packages[1:]:
        if {name: data for name, data in other.items() if not _may_differ(name)} != first:
            raise NotMergeableError("styles, pictures or other parts differ from letter to letter")
        if other.keys() != common.keys():
            raise NotMergeableError("headers or footers are there in some letters only")
    if CORE in common and len({_untitled(package[CORE]) for package in packages}) != 1:
        raise NotMergeableError("the document properties differ in more than the title")


def _untitled(core: bytes) -> bytes:
    """Return the document properties without the title, the only one that is written into each PDF again."""
    root = parse_xml(core)
    for element in root.findall(_TITLE):
        root.remove(element)
    return etree.tostring(root, method="c14n")


def _may_differ(name: str) -> bool:
    return name in OWN or _EDGE.fullmatch(name) is not None


def _body(root: etree._Element) -> etree._Element:
    body = root.find(f"{W}body")
    if body is None or len(root) != 1:
        raise NotMergeableError("the letter has no body, or something beside it")
    return body


def _properties(paragraph: etree._Element) -> etree._Element:
    found = paragraph.find(f"{W}pPr")
    if found is None:
        found = etree.Element(f"{W}pPr")
        paragraph.insert(0, found)
    return found


def _counts_from_one(section: etree._Element) -> None:
    """Let the section begin on a new page that is page 1, its elements in the order of the schema."""
    kind = section.find(f"{W}type")
    size, margins = section.find(f"{W}pgSz"), section.find(f"{W}pgMar")
    if size is None or margins is None:
        raise NotMergeableError("the letter does not say how large its page is")
    if kind is None:
        kind = etree.Element(f"{W}type")
        size.addprevious(kind)
    kind.set(f"{W}val", "nextPage")
    numbers = section.find(f"{W}pgNumType")
    if numbers is None:
        numbers = etree.Element(f"{W}pgNumType")
        margins.addnext(numbers)
    numbers.set(f"{W}start", "1")
