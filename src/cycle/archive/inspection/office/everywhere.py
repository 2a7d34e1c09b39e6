"""What stands anywhere in an office file, in whichever part and under whichever name: identity numbers, and ways in.

The rooms for each kind of file name what they know of; programs keep words in many more places, and in new ones with
each version. Here every part is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from cycle.archive.inspection.findings import Finding, FindingKind, quoted
from cycle.archive.inspection.link_addresses import as_followed, wrong_way
from cycle.archive.inspection.numbers import in_text
from cycle.archive.inspection.office.office_file import OfficeFile
from cycle.archive.inspection.unopened import UnreadableError

_XML = (".xml", ".rels", ".vml", ".rdf", ".svg")
_TEXT = (".mht", ".mhtml", ".html", ".htm", ".txt", ".rtf", ".json", ".csv")
_IN_RUNS = {"p", "h", "si", "is", "text", "title", "desc"}
"""Elements whose words may be cut into runs."""
_BESIDE: tuple[tuple[str, FindingKind], ...] = (
    (r"ppt/tags/[^/]+\.xml", "property"),
    (r"ppt/changesInfos/[^/]+\.xml", "author"),
    (r"ppt/revisionInfo\.xml", "property"),
    (r"word/glossary/document\.xml", "property"),
    (r"word/people\.xml", "author"),
    (r"word/afchunk[^/]*", "attachment"),
    (r"word/recipients\.xml", "property"),
    (r"xl/revisions/[^/]+\.xml", "earlier_version"),
    (r"versions/[^/]+", "earlier_version"),
)
"""Parts that hold something beside what is printed, by a pattern of their name."""
_MAIL_MERGE = {"query", "connectString", "dataSource"}
_WHO = {"author": "author", "userName": "author", "lastModifiedBy": "author"}


def part_findings(file: OfficeFile) -> Iterator[Finding]:
    """Yield what any part of an office file holds that nobody is to read, each part once."""
    for name in file.names:
        yield from _named(name)
        if name.lower().endswith(_XML):
            root = _root(file, name)
            if root is not None:
                yield from _numbers(root, name)
                yield from _who(root)
                yield from _ways_in(root)
        elif name.lower().endswith(_TEXT):
            yield from _identity(file.read(name).decode("utf-8", "replace"), name)


def _named(name: str) -> Iterator[Finding]:
    yield from _identity(name, name)
    for pattern, kind in _BESIDE:
        if re.fullmatch(pattern, name, re.IGNORECASE):
            yield Finding(kind=kind, unit="part", at=name)


def _root(file: OfficeFile, name: str) -> etree._Element | None:
    """Return the root of a part; None of one that is no XML, which the room of its kind refuses where it is needed."""
    try:
        return file.xml(name)
    except UnreadableError:
        return None


def _numbers(root: etree._Element, name: str) -> Iterator[Finding]:
    """Yield the identity numbers in the words and in all that is written beside them."""
    for element in root.iter(etree.Element):
        for value in element.attrib.values():
            yield from _identity(str(value), name)
        if element.text:
            yield from _identity(element.text, name)
        if element.tail:
            yield from _identity(element.tail, name)
        if etree.QName(element).localname in _IN_RUNS:
            yield from _identity("".join(map(str, element.itertext())), name)


def _identity(text: str, name: str) -> Iterator[Finding]:
    if sum(map(str.isdigit, text)) >= 11:
        ways = dict.fromkeys((text, as_followed(text)))
        found = (finding for way in ways for finding in in_text(way, unit="part", at=name))
        yield from (finding for finding in found if finding.kind == "identity_number")


def _who(root: etree._Element) -> Iterator[Finding]:
    """Yield each name in a place where programs write who did something, and what letters were merged from."""
    for element in root.iter(etree.Element):
        here = etree.QName(element).localname
        if here in _MAIL_MERGE and (query := str(next(iter(element.attrib.values()), ""))):
            yield Finding(kind="property", unit="properties", at="mailMerge", quote=quoted(query))
        for key, value in element.attrib.items():
            stated = etree.QName(key).localname
            if stated in _WHO and str(value).strip():
                yield Finding(kind="author", quote=quoted(str(value)))
        if here == "scenario" and element.get("comment"):
            yield Finding(kind="comment", quote=quoted(str(element.get("comment"))))


def _ways_in(root: etree._Element) -> Iterator[Finding]:
    """Yield the links into somebody's own machine or network, and those that lead neither to the web nor to mail."""
    for element in root.iter(etree.Element):
        for key, value in element.attrib.items():
            wrong = wrong_way(str(value)) if etree.QName(key).localname in {"Target", "href"} else None
            if wrong:
                yield Finding(kind=wrong, quote=quoted(str(value)))
