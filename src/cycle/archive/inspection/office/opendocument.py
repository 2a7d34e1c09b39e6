"""What an OpenDocument file (.odp, .odt, .ods; ISO/IEC 26300) holds that its readers do not see."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterator, Sequence
from urllib.parse import unquote

from lxml import etree

from cycle.archive.inspection.findings import Finding, FindingKind, quoted
from cycle.archive.inspection.numbers import in_text
from cycle.archive.inspection.office.office_file import OfficeFile, all_text
from cycle.archive.inspection.unopened import EncryptedError

_NS = "urn:oasis:names:tc:opendocument:xmlns:"
_OFFICE, _TEXT, _TABLE = f"{{{_NS}office:1.0}}", f"{{{_NS}text:1.0}}", f"{{{_NS}table:1.0}}"
_DRAW, _STYLE, _META = f"{{{_NS}drawing:1.0}}", f"{{{_NS}style:1.0}}", f"{{{_NS}meta:1.0}}"
_SHOWN = f"{{{_NS}presentation:1.0}}"
_MANIFEST, _SCRIPT = f"{{{_NS}manifest:1.0}}", f"{{{_NS}script:1.0}}"
_XLINK, _DC = "{http://www.w3.org/1999/xlink}", "{http://purl.org/dc/elements/1.1/}"
_PROPERTIES: tuple[tuple[str, FindingKind], ...] = (
    (f"{_META}initial-creator", "author"),
    (f"{_DC}creator", "author"),
    (f"{_META}printed-by", "author"),
    (f"{_DC}description", "property"),
    (f"{_META}keyword", "property"),
    (f"{_META}user-defined", "property"),
)
_PARAGRAPHS = (f"{_TEXT}p", f"{_TEXT}h")
_HIDDEN_TEXT = (f"{_TEXT}hidden-text", f"{_TEXT}hidden-paragraph")


def opendocument_findings(file: OfficeFile) -> Iterator[Finding]:
    """Yield everything in the file that is not for its readers. EncryptedError when it opens with a password only."""
    manifest = file.xml_or_none("META-INF/manifest.xml")
    if manifest is not None and next(manifest.iter(f"{_MANIFEST}encryption-data"), None) is not None:
        raise EncryptedError
    yield from _parts(file)
    yield from _properties(file)
    roots = [root for name in ("content.xml", "styles.xml") if (root := file.xml_or_none(name)) is not None]
    for root in roots:
        yield from _content(root, roots)
        yield from _fetched(root, file.names)


def _parts(file: OfficeFile) -> Iterator[Finding]:
    for name in file.names:
        first, _, rest = name.partition("/")
        is_list = name.rpartition("/")[2] in {"script-lc.xml", "script-lb.xml", "dialog-lc.xml", "dialog-lb.xml"}
        if first in {"Basic", "Scripts"} and rest and not is_list:
            yield Finding(kind="macros", unit="part", at=name)
        elif first.startswith("Object ") and "/" not in rest and rest in {"", "content.xml"}:
            yield Finding(kind="attachment", unit="part", at=first)


def _properties(file: OfficeFile) -> Iterator[Finding]:
    meta = file.xml_or_none("meta.xml")
    for tag, kind in () if meta is None else _PROPERTIES:
        for stated in meta.iter(tag) if meta is not None else ():
            words = (stated.text or "").strip()
            if words:
                at = str(stated.get(f"{_META}name") or etree.QName(tag).localname)
                yield Finding(kind=kind, unit="properties", at=at, quote=quoted(words))
                yield from in_text(words, unit="properties")


def _content(root: etree._Element, roots: Sequence[etree._Element]) -> Iterator[Finding]:
    """Yield what a part hides; the styles and layers of every part of the file count for it."""
    found = [_styles(part) for part in roots]
    invisible, undisplayed = ({name for names in found for name in names[place]} for place in (0, 1))
    for change in root.iter(f"{_TEXT}changed-region"):
        yield Finding(kind="tracked_change", quote=quoted(all_text(change)))
    for listener in root.iter(f"{_SCRIPT}event-listener"):
        yield Finding(kind="script", quote=quoted(str(listener.get(f"{_XLINK}href", ""))))
    for hidden in (*root.iter(*_HIDDEN_TEXT), *_undisplayed(root, roots)):
        yield Finding(kind="hidden_text", quote=quoted(all_text(hidden)))
    for number, page in enumerate(root.iter(f"{_DRAW}page"), start=1):
        yield from _slide(page, at=str(number), hidden=page.get(f"{_DRAW}style-name") in invisible)
    for table in root.iter(f"{_TABLE}table"):
        yield from _table(table, hidden=table.get(f"{_TABLE}style-name") in undisplayed)
    for annotation in root.iter(f"{_OFFICE}annotation"):
        yield Finding(kind="comment", quote=quoted(all_text(annotation)))
    yield from in_text("\n".join(_words(root)), unit="file")


def _undisplayed(root: etree._Element, roots: Sequence[etree._Element]) -> Iterator[etree._Element]:
    """Yield what is not displayed: a section, words in a style that hides them, what is on a layer that is off."""
    hiding = {
        style.get(f"{_STYLE}name")
        for part in roots
        for style in part.iter(f"{_STYLE}style")
        if any(stated.get(f"{_TEXT}display") == "none" for stated in style)
    }
    off = {
        layer.get(f"{_DRAW}name")
        for part in roots
        for layer in part.iter(f"{_DRAW}layer")
        if layer.get(f"{_DRAW}display") in {"none", "printer"}
    }
    for element in root.iter(etree.Element):
        is_hidden = element.tag == f"{_TEXT}section" and element.get(f"{_TEXT}display") in {"none", "condition"}
        is_hidden |= element.get(f"{_TEXT}style-name") in hiding - {None}
        is_hidden |= element.get(f"{_DRAW}layer") in off - {None}
        if is_hidden and all_text(element):
            yield element


def _fetched(root: etree._Element, names: Collection[str]) -> Iterator[Finding]:
    """Yield what is fetched when the file is opened: from the network, or from a file beside it on the disk."""
    for linked in root.iter(etree.Element):
        address = str(linked.get(f"{_XLINK}href", ""))
        pressed = linked.tag in {f"{_TEXT}a", f"{_DRAW}a", f"{_SCRIPT}event-listener"}
        if pressed or not address or address.startswith("#"):
            continue
        inside = posixpath.normpath(unquote(address))
        if not any(name == inside or name.startswith(f"{inside}/") for name in names):
            yield Finding(kind="loads_from_outside", quote=quoted(address))


def _slide(page: etree._Element, *, at: str, hidden: bool) -> Iterator[Finding]:
    notes = [words for note in page.iter(f"{_SHOWN}notes") for words in _words(note)]
    if hidden:
        yield Finding(kind="hidden_slide", unit="slide", at=at, quote=quoted(str(page.get(f"{_DRAW}name", ""))))
    if notes:
        yield Finding(kind="notes", unit="slide", at=at, quote=quoted("\n".join(notes)))


def _table(table: etree._Element, *, hidden: bool) -> Iterator[Finding]:
    name = str(table.get(f"{_TABLE}name", ""))
    if hidden:
        yield Finding(kind="hidden_sheet", unit="sheet", at=name)
    cells = [
        line
        for line in table.iter(f"{_TABLE}table-row", f"{_TABLE}table-column")
        if line.get(f"{_TABLE}visibility") in {"collapse", "filter"}
    ]
    if any(all_text(line) or line.tag == f"{_TABLE}table-column" for line in cells):
        yield Finding(kind="hidden_cells", unit="sheet", at=name)


def _styles(root: etree._Element) -> tuple[set[str], set[str]]:
    """Return the names of the styles of slides that are not shown, and of tables that are not."""
    invisible, undisplayed = set(), set()
    for style in root.iter(f"{_STYLE}style"):
        name = str(style.get(f"{_STYLE}name", ""))
        for stated in style:
            if stated.get(f"{_SHOWN}visibility") == "hidden":
                invisible.add(name)
            if stated.get(f"{_TABLE}display") == "false":
                undisplayed.add(name)
    return invisible, undisplayed


def _words(root: etree._Element) -> Iterator[str]:
    for paragraph in root.iter(*_PARAGRAPHS):
        words = all_text(paragraph)
        if words:
            yield words
