"""Opens a document by what it is, not by what its name says, and gathers everything found in it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePath

from lxml import etree

from cycle.archive.inspection.findings import Finding, quoted
from cycle.archive.inspection.numbers import in_text
from cycle.archive.inspection.office.everywhere import part_findings
from cycle.archive.inspection.office.office_file import OfficeFile
from cycle.archive.inspection.office.opendocument import opendocument_findings
from cycle.archive.inspection.office.slides import slide_findings
from cycle.archive.inspection.office.spreadsheet import workbook_findings
from cycle.archive.inspection.office.word import word_findings
from cycle.archive.inspection.pdf import pdf_findings
from cycle.archive.inspection.pictures import picture_findings
from cycle.archive.inspection.unopened import EncryptedError, UnreadableError

MAX_BYTES = 200_000_000
"""Largest document that is opened; a deck with films belongs on a video service."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""What an office file begins with when it has a password, or is of a kind from before 2007."""

_OPENDOCUMENT = {".odp", ".odt", ".ods"}
_BY_ENDING: Mapping[str, tuple[str, Callable[[OfficeFile], Iterator[Finding]]]] = {
    ".docx": ("document", word_findings),
    ".pptx": ("presentation", slide_findings),
    ".xlsx": ("workbook", workbook_findings),
}
"""What the part is, by its first element, that an office file of each kind begins with."""

_MOST_KNOWN = 500
_known: dict[tuple[str, str], tuple[Finding, ...]] = {}
"""What was found in documents, by their bytes and ending: each gate of an archive asks it of the same ones again."""


def inspect(data: bytes, *, name: str) -> tuple[Finding, ...]:
    """Return everything in a document that its readers were not meant to see, each thing at each place once.

    PDF, .docx, .pptx, .xlsx, .odt, .odp and .ods are opened; a file that cannot be is a finding itself, never an
    error. The file's name is searched too.
    """
    found = [*in_text(PurePath(name).stem, unit="name"), *_content(data, name)]
    return tuple(dict.fromkeys(found))


def _content(data: bytes, name: str) -> Iterator[Finding]:
    if len(data) > MAX_BYTES:
        yield Finding(kind="too_large", quote=f"{len(data) // 1_000_000} MB")
        return
    ending = PurePath(name).suffix.lower()
    of = hashlib.sha256(data).hexdigest(), ending
    found = _known.get(of)
    if found is None:
        found = tuple(_read(data, ending))
        if len(_known) >= _MOST_KNOWN:
            _known.clear()
        _known[of] = found
    yield from found


def _read(data: bytes, ending: str) -> Iterator[Finding]:
    try:
        yield from _opened(data, ending)
    except EncryptedError:
        yield Finding(kind="encrypted")
    except UnreadableError as error:
        yield Finding(kind="unreadable", quote=quoted(str(error), most=120))


def _opened(data: bytes, ending: str) -> Iterator[Finding]:
    if ending == ".pdf":
        if not data.lstrip(b"\xef\xbb\xbf\r\n\t ").startswith(b"%PDF-"):
            raise UnreadableError("no PDF")
        yield from pdf_findings(data)
        return
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise EncryptedError
        yield Finding(kind="other_kind")
        return
    file = OfficeFile(data)
    if ending in _OPENDOCUMENT and "content.xml" in file.names:
        yield from opendocument_findings(file)
    elif ending in _BY_ENDING and _begins_with(file) == _BY_ENDING[ending][0]:
        yield from _BY_ENDING[ending][1](file)
    else:
        yield Finding(kind="other_kind")
        return
    yield from part_findings(file)
    yield from picture_findings(file)


def _begins_with(file: OfficeFile) -> str:
    main = file.main_part()
    return etree.QName(file.xml(main)).localname if main else ""
