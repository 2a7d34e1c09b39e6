"""What is the same in every Office Open XML file (ECMA-376): properties, macros, enclosed files, what is loaded."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from cycle.archive.inspection.findings import Finding, FindingKind, quoted
from cycle.archive.inspection.numbers import in_text
from cycle.archive.inspection.office.office_file import OfficeFile

_DC = "{http://purl.org/dc/elements/1.1/}"
_CP = "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}"
_APP = "{http://schemas.openxmlformats.org/officeDocument/2006/extended-properties}"
_PROPERTIES: tuple[tuple[str, str, FindingKind], ...] = (
    ("core-properties", f"{_DC}creator", "author"),
    ("core-properties", f"{_CP}lastModifiedBy", "author"),
    ("core-properties", f"{_DC}description", "property"),
    ("core-properties", f"{_CP}keywords", "property"),
    ("core-properties", f"{_CP}category", "property"),
    ("core-properties", f"{_CP}contentStatus", "property"),
    ("extended-properties", f"{_APP}Company", "company"),
    ("extended-properties", f"{_APP}Manager", "author"),
)
_MACROS = ("vbaproject.bin", "vbadata.xml", "/macrosheets/", "/dialogsheets/")
_PROGRAMS = ("/activex/", "/ctrlprops/")
_PROGRAM_ENDINGS = (".exe", ".com", ".bat", ".cmd", ".js", ".vbs", ".ps1", ".msi", ".scr", ".jar", ".lnk", ".hta")
_ENCLOSED = ("/embeddings/",)
_PRESSED = {"hyperlink"}
"""Relations to the outside that wait until somebody presses them."""


def package_findings(file: OfficeFile) -> Iterator[Finding]:
    """Yield what the package holds beside the pages that are seen."""
    for name in file.names:
        path = f"/{name.lower()}"
        if any(part in path for part in _MACROS):
            yield Finding(kind="macros", unit="part", at=name)
        elif any(part in path for part in _PROGRAMS) or path.endswith(_PROGRAM_ENDINGS):
            yield Finding(kind="program", unit="part", at=name)
        elif any(part in path for part in _ENCLOSED):
            yield Finding(kind="attachment", unit="part", at=name)
    yield from _outside(file)
    yield from _stated(file)
    yield from _own_properties(file)


def texts(root: etree._Element, *, text: str, paragraph: str) -> Iterator[str]:
    """Yield the text of each paragraph whole, however it is cut into runs, and then what stands outside paragraphs."""
    for found in root.iter(paragraph):
        if words := "".join(run.text or "" for run in found.iter(text)):
            yield words


def _outside(file: OfficeFile) -> Iterator[Finding]:
    seen = set()
    for _, relation in file.all_relations():
        if relation.outside and relation.kind not in _PRESSED and relation.target not in seen:
            seen.add(relation.target)
            yield Finding(kind="loads_from_outside", unit="part", at=relation.kind, quote=quoted(relation.target))


def _stated(file: OfficeFile) -> Iterator[Finding]:
    """Yield what the file says about who made it; title, subject and language are for the reader."""
    wanted = {kind for kind, _, _ in _PROPERTIES}
    roots = {
        relation.kind: file.xml_or_none(relation.target)
        for relation in file.relations().values()
        if relation.kind in wanted
    }
    for kind, tag, finding in _PROPERTIES:
        root = roots.get(kind)
        words = "" if root is None else "".join(root.findtext(tag, default="")).strip()
        if words:
            yield Finding(kind=finding, unit="properties", at=etree.QName(tag).localname, quote=quoted(words))
    for root in roots.values():
        if root is not None:
            yield from in_text("\n".join(_words(root)), unit="properties")


def _own_properties(file: OfficeFile) -> Iterator[Finding]:
    for name in file.names:
        path = name.lower()
        if path == "docprops/custom.xml":
            for made in file.xml(name):
                words = " ".join(_words(made))
                if words:
                    yield Finding(kind="property", unit="properties", at=str(made.get("name", "")), quote=quoted(words))
        elif path.startswith("customxml/item") and "props" not in path and path.endswith(".xml"):
            words = " ".join(_words(file.xml(name)))
            if words:
                yield Finding(kind="property", unit="part", at=name, quote=quoted(words))
                yield from in_text(words, unit="part", at=name)


def _words(root: etree._Element) -> list[str]:
    return [words for text in root.itertext() if (words := str(text).strip())]
