"""What a presentation (.pptx) holds that is not shown: speaker notes, hidden slides, comments and who wrote them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from cycle.archive.inspection.findings import Finding, quoted
from cycle.archive.inspection.numbers import in_text
from cycle.archive.inspection.office.office_file import OfficeFile, all_text
from cycle.archive.inspection.office.ooxml import package_findings, texts

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_BODY = {"body", None}
_FALSE = {"0", "false"}


def slide_findings(file: OfficeFile) -> Iterator[Finding]:
    """Yield everything in a presentation that its audience did not see."""
    yield from package_findings(file)
    shown = _in_order(file)
    for number, part in enumerate(shown, start=1):
        yield from _slide(file, part, at=str(number))
    for name, _ in file.parts(f"{_P}sld"):
        if name not in shown:
            yield Finding(kind="hidden_slide", unit="part", at=name)
    for name in file.names:
        if re.fullmatch(r"ppt/(commentAuthors|authors)\.xml", name):
            for author in file.xml(name).iter():
                if author.get("name"):
                    yield Finding(kind="author", quote=quoted(str(author.get("name"))))


def _in_order(file: OfficeFile) -> list[str]:
    """Return the part of each slide as they are shown."""
    root, relations = file.xml(file.main_part()), file.relations(file.main_part())
    ids = [str(slide.get(f"{_R}id")) for slide in root.iter(f"{_P}sldId")]
    return [relations[known].target for known in ids if known in relations]


def _slide(file: OfficeFile, part: str, *, at: str) -> Iterator[Finding]:
    root = file.xml(part)
    words = "\n".join(texts(root, text=f"{_A}t", paragraph=f"{_A}p"))
    if root.get("show", "1") in _FALSE:
        yield Finding(kind="hidden_slide", unit="slide", at=at, quote=quoted(words))
    yield from in_text(words, unit="slide", at=at)
    for shape in root.iter(f"{_P}cNvPr"):
        if shape.get("hidden", "0") not in _FALSE:
            yield Finding(kind="hidden_text", unit="slide", at=at, quote=quoted(str(shape.get("name", ""))))
        yield from in_text(str(shape.get("descr", "")), unit="slide", at=at)
    for relation in file.relations(part).values():
        if relation.kind == "notesSlide":
            yield from _notes(file, relation.target, at=at)
        elif relation.kind in {"comments", "comment"} and not relation.outside:
            yield from _comments(file, relation.target, at=at)


def _notes(file: OfficeFile, part: str, *, at: str) -> Iterator[Finding]:
    """Yield what the speaker noted; the number of the slide and the header on the note's page are no notes."""
    written = []
    for shape in file.xml(part).iter(f"{_P}sp"):
        holder = shape.find(f"{_P}nvSpPr/{_P}nvPr/{_P}ph")
        if holder is None or holder.get("type") in _BODY:
            written += list(texts(shape, text=f"{_A}t", paragraph=f"{_A}p"))
    words = "\n".join(written)
    if words.strip():
        yield Finding(kind="notes", unit="slide", at=at, quote=quoted(words))
        yield from in_text(words, unit="slide", at=at)


def _comments(file: OfficeFile, part: str, *, at: str) -> Iterator[Finding]:
    root = file.xml(part)
    for comment in root.iter():
        if not isinstance(comment.tag, str) or etree.QName(comment).localname != "cm":
            continue
        words = all_text(comment)
        yield Finding(kind="comment", unit="slide", at=at, quote=quoted(words))
        yield from in_text(words, unit="slide", at=at)
