"""What a Word document (.docx) holds that its readers do not see: comments, tracked changes, hidden text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from cycle.archive.inspection.findings import Finding, quoted
from cycle.archive.inspection.numbers import in_text
from cycle.archive.inspection.office.office_file import OfficeFile
from cycle.archive.inspection.office.ooxml import package_findings, texts

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CHANGES = (
    "ins",
    "del",
    "moveFrom",
    "moveTo",
    "rPrChange",
    "pPrChange",
    "sectPrChange",
    "tblPrChange",
    "tblGridChange",
    "trPrChange",
    "tcPrChange",
    "tblPrExChange",
    "numberingChange",
    "cellIns",
    "cellDel",
    "cellMerge",
)
_PARTS = [f"{_W}{name}" for name in ("document", "hdr", "ftr", "footnotes", "endnotes", "comments")]
"""What the parts with words of a document are, by their first element: programs call them as they like."""
_KEPT_TEXTS = "word/glossary/"
"""Texts to choose among, which are told as what they are."""
_FETCHING = re.compile(r"^\s*(?:INCLUDEPICTURE|INCLUDETEXT|DDE|DDEAUTO|IMPORT|LINK|DATABASE)\b", re.IGNORECASE)


def word_findings(file: OfficeFile) -> Iterator[Finding]:
    """Yield everything in a Word document that is not for its readers."""
    yield from package_findings(file)
    hiding = _hiding_styles(file)
    for name, root in file.parts(*_PARTS):
        if name.lower().startswith(_KEPT_TEXTS):
            continue
        yield from _comments(root)
        yield from _changes(root)
        yield from _hidden(root, hiding)
        yield from _fetching(root)
        words = "\n".join(texts(root, text=f"{_W}t", paragraph=f"{_W}p"))
        yield from in_text(words, unit="part", at=name.rpartition("/")[2])
    yield from _variables(file)


def _comments(root: etree._Element) -> Iterator[Finding]:
    for comment in root.iter(f"{_W}comment"):
        words = "".join(run.text or "" for run in comment.iter(f"{_W}t"))
        yield Finding(kind="comment", quote=quoted(f"{comment.get(f'{_W}author', '')}: {words}"))


def _changes(root: etree._Element) -> Iterator[Finding]:
    """Yield one finding for each person whose changes stand open, with the first words."""
    authors = set()
    for change in root.iter(*(f"{_W}{name}" for name in _CHANGES)):
        author = change.get(f"{_W}author", "")
        if author not in authors:
            authors.add(author)
            words = "".join(run.text or "" for run in change.iter(f"{_W}t", f"{_W}delText"))
            yield Finding(kind="tracked_change", quote=quoted(f"{author}: {words}".strip(": ")))


def _hiding_styles(file: OfficeFile) -> set[str]:
    """Return the styles that hide what is written in them, and those that are based on such."""
    root = file.related(file.main_part(), "styles")
    styles = [] if root is None else list(root.iter(f"{_W}style"))
    hiding = {str(style.get(f"{_W}styleId")) for style in styles if _vanishes(style)}
    for _ in styles:
        based = {
            str(style.get(f"{_W}styleId"))
            for style in styles
            if (base := style.find(f"{_W}basedOn")) is not None and base.get(f"{_W}val") in hiding
        }
        if based <= hiding:
            break
        hiding |= based
    return hiding


def _vanishes(styled: etree._Element) -> bool | None:
    """Return whether words are hidden here; None where nothing is said of it."""
    vanish = styled.find(f"{_W}rPr/{_W}vanish")
    return None if vanish is None else vanish.get(f"{_W}val", "1") not in {"0", "false", "off"}


def _hidden(root: etree._Element, hiding: set[str]) -> Iterator[Finding]:
    for run in root.iter(f"{_W}r"):
        own, paragraph = run.find(f"{_W}rPr/{_W}rStyle"), next(run.iterancestors(f"{_W}p"), None)
        of_paragraph = None if paragraph is None else paragraph.find(f"{_W}pPr/{_W}pStyle")
        styles = {str(style.get(f"{_W}val")) for style in (own, of_paragraph) if style is not None}
        said = _vanishes(run)
        if said or (said is None and styles & hiding):
            words = "".join(text.text or "" for text in run.iter(f"{_W}t"))
            if words.strip():
                yield Finding(kind="hidden_text", quote=quoted(words))


def _fetching(root: etree._Element) -> Iterator[Finding]:
    codes = ["".join(code.text or "" for code in paragraph.iter(f"{_W}instrText")) for paragraph in root.iter(f"{_W}p")]
    codes += [str(field.get(f"{_W}instr", "")) for field in root.iter(f"{_W}fldSimple")]
    for code in codes:
        if _FETCHING.match(code):
            yield Finding(kind="loads_from_outside", quote=quoted(code))


def _variables(file: OfficeFile) -> Iterator[Finding]:
    settings = file.related(file.main_part(), "settings")
    for variable in () if settings is None else settings.iter(f"{_W}docVar"):
        value = str(variable.get(f"{_W}val", ""))
        yield Finding(kind="property", unit="properties", at=str(variable.get(f"{_W}name", "")), quote=quoted(value))
        yield from in_text(value, unit="properties")
