"""Many letters of one template as one Word file: LibreOffice starts, loads styles and pictures once for all of them.

Each letter is a section of its own whose pages count from 1. A header or footer that says the same as in the letter
before is inherited from it, for reading them is half of LibreOffice's work; one that differs gets a copy of its own,
and so does one that says *page 1 of 2*, asking for the page the letter's own last words are on.
What cannot be joined without a visible difference is refused, and then each letter is converted alone: numbered lists
(they would go on counting), fields that look across the document, bookmarks of the template's own, letters whose
styles, pictures or other parts differ.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
VAL = f"{W}val"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
CONTENT_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"

BODY = "word/document.xml"
RELATIONS = "word/_rels/document.xml.rels"
TYPES = "[Content_Types].xml"
CORE = "docProps/core.xml"
OWN = frozenset({BODY, CORE})
"""Members that may differ from letter to letter."""

_ACROSS = re.compile(rb"\b(TOC|PAGEREF|REF|SEQ|NUMPAGES|SECTIONPAGES|SECTION|STYLEREF|INDEX)\b[^<]*</w:instrText>")
_ACROSS_SIMPLE = re.compile(rb'w:instr="\s*(TOC|PAGEREF|REF|SEQ|NUMPAGES|SECTIONPAGES|SECTION|STYLEREF)\b')
_EDGE = re.compile(r"word/(?:header|footer)\d*\.xml")
_PAGES = re.compile(rb"\bNUMPAGES\b")


class NotMergeableError(Exception):
    """These letters cannot be one document without a visible difference; the text says why."""


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
        title = etree.fromstring(archive.read(CORE)).find("{http://purl.org/dc/elements/1.1/}title")
    return (title.text or "") if title is not None else ""


def merged(letters: Sequence[bytes]) -> bytes:
    """Return one Word file with all the letters, in order; NotMergeableError when they do not go together."""
    packages = [_members(one) for one in letters]
    common = packages[0]
    _same_surroundings(packages)
    for package in packages:
        _nothing_across(package)
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
        self._targets = {one.get("Id", ""): one for one in self._relations}
        self._numbered = _Lists(common)
        self._above: dict[tuple[str, str], tuple[str, bytes]] = {}
        """The headers and footers of the letter before: which, and for which pages → its part and what it says."""
        self._bookmarks = 900_000
        self._pictures = 1_000

    def add(self, package: dict[str, bytes], number: int, *, last: bool) -> None:
        """Add a letter as a section of its own."""
        xml = package[BODY]
        if _ACROSS.search(xml) or _ACROSS_SIMPLE.search(xml):
            raise NotMergeableError("a field in the letter looks across the document")
        body = _body(etree.fromstring(xml))
        if self._numbered.count_in(body):
            raise NotMergeableError("a numbered list would go on counting from letter to letter")
        blocks, section = list(body)[:-1], body[-1] if len(body) else None
        if section is None or section.tag != f"{W}sectPr" or len(list(body.iter(f"{W}sectPr"))) != 1:
            raise NotMergeableError("the letter has several sections")
        if not blocks or blocks[0].tag != f"{W}p" or blocks[-1].tag != f"{W}p":
            raise NotMergeableError("the letter does not begin and end with a paragraph")
        self._number_anew(body)
        self._own_edges(section, number, package)
        _counts_from_one(section)
        self._mark(blocks[-1], end_mark(number))
        self._mark(blocks[0], start_mark(number))
        if not last:
            _properties(blocks[-1]).append(section)
        for one in blocks:
            self._body.append(one)
        if last:
            self._body.append(section)

    def package(self) -> bytes:
        """Return the Word file."""
        for name, root in ((BODY, self._root), (RELATIONS, self._relations), (TYPES, self._types)):
            self._members[name] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as target:
            for name, data in self._members.items():
                target.writestr(name, data)
        return buffer.getvalue()

    def _number_anew(self, body: etree._Element) -> None:
        for one in list(body.iter(f"{W}bookmarkStart")):
            if one.get(f"{W}name") != "_GoBack":
                raise NotMergeableError("the letter has bookmarks of its own")
        for tag in ("bookmarkStart", "bookmarkEnd"):
            for one in list(body.iter(f"{W}{tag}")):
                parent = one.getparent()
                if parent is not None:
                    parent.remove(one)
        for picture in body.iter(f"{WP}docPr"):
            self._pictures += 1
            picture.set("id", str(self._pictures))

    def _own_edges(self, section: etree._Element, number: int, package: dict[str, bytes]) -> None:
        """Give the section its own headers and footers where they differ, or say how many pages there are."""
        for reference in list(section.iter(f"{W}footerReference", f"{W}headerReference")):
            relation = self._targets[reference.get(f"{R}id", "")]
            target = relation.get("Target", "")
            xml = package[f"word/{target}"]
            place, counts = (str(reference.tag), reference.get(f"{W}type", "")), _PAGES.search(xml)
            if not counts and self._above.get(place) == (target, xml):
                section.remove(reference)
                continue
            self._above[place] = (target, b"" if counts else xml)
            if not counts and xml == self._members[f"word/{target}"]:
                continue
            name, own_id = f"letter{number}-{target}", f"rIdL{number}x{relation.get('Id')}"
            self._members[f"word/{name}"] = _PAGES.sub(f"PAGEREF {end_mark(number)}".encode(), xml)
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
    first = {name: data for name, data in packages[0].items() if not _may_differ(name)}
    for other in packages[1:]:
        if {name: data for name, data in other.items() if not _may_differ(name)} != first:
            raise NotMergeableError("styles, pictures or other parts differ from letter to letter")
        if other.keys() != packages[0].keys():
            raise NotMergeableError("headers or footers are there in some letters only")


def _may_differ(name: str) -> bool:
    return name in OWN or _EDGE.fullmatch(name) is not None


def _nothing_across(common: dict[str, bytes]) -> None:
    if not {BODY, RELATIONS, TYPES} <= set(common):
        raise NotMergeableError("the letter is not laid out as Word does it")
    for name, data in common.items():
        if name.startswith(("word/header", "word/footer")) and re.search(rb"\b(SECTIONPAGES|STYLEREF|REF)\b", data):
            raise NotMergeableError(f"{name} has a field that looks across the document")


class _Lists:
    """The lists of a Word file that count, and the styles that put a paragraph in one."""

    def __init__(self, package: dict[str, bytes]) -> None:
        root = etree.fromstring(package.get("word/numbering.xml", b"<none/>"))
        styles = etree.fromstring(package.get("word/styles.xml", b"<none/>"))
        counting = {
            one.get(f"{W}abstractNumId")
            for one in root.iter(f"{W}abstractNum")
            if any(level.get(VAL) not in {"bullet", "none"} for level in one.iter(f"{W}numFmt"))
        }
        self._lists = {
            one.get(f"{W}numId")
            for one in root.iter(f"{W}num")
            if any(target.get(VAL) in counting for target in one.iter(f"{W}abstractNumId"))
        }
        self._styles = {one.get(f"{W}styleId"): one for one in styles.iter(f"{W}style")}

    def count_in(self, body: etree._Element) -> bool:
        """Return whether a paragraph is in a list that counts, by itself or by its style."""
        if any(one.get(VAL) in self._lists for one in body.iter(f"{W}numId")):
            return True
        return any(self._by_style(name) for name in {one.get(VAL) for one in body.iter(f"{W}pStyle")})

    def _by_style(self, name: str | None) -> bool:
        """Return whether the style, or one it is based on, puts its paragraphs in a list that counts."""
        seen: set[str | None] = set()
        while name in self._styles and name not in seen:
            seen.add(name)
            style = self._styles[name]
            if any(one.get(VAL) in self._lists for one in style.iter(f"{W}numId")):
                return True
            name = next((one.get(VAL) for one in style.iter(f"{W}basedOn")), None)
        return False


def _body(root: etree._Element) -> etree._Element:
    body = root.find(f"{W}body")
    if body is None:
        raise NotMergeableError("the letter has no body")
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
