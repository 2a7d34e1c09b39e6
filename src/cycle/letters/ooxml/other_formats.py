"""What a file is that is no Word document (.docx): told by how it begins or what is in it, with the way to one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TypeAlias

from cycle.catalogue import sentence
from cycle.errors import Problem
from cycle.phrases import Phrase

Said: TypeAlias = tuple[str, str]
"""A sentence, and what helps."""

_SAVE_AS = sentence("open it in Word, and choose File, Save As, Word Document (.docx)")
_DEVICE = sentence("in OneDrive, right-click it, Always keep on this device; else save it again from Word as .docx")
_ORIGINAL = sentence("find the Word file it was made of, or write the template in Word and save it as .docx")
_WORD_ONLY = sentence("write the template in Word, and save it as Word Document (.docx)")

FOREIGN_KINDS: Mapping[str, Said] = {
    "lock": (
        sentence("this is the note Word keeps beside a document that is open"),
        sentence("close the document in Word, and choose the file of the same name without ~$"),
    ),
    "empty": (sentence("the file is empty"), _DEVICE),
    "zeros": (sentence("the file has room and no content"), _DEVICE),
    "cut": (
        sentence("the file stops in the middle"),
        sentence("fetch the file again from where it came, and wait until it is whole"),
    ),
    "password": (
        sentence("the document has a password, and cannot be read"),
        sentence("open it in Word: Fil → Info → Beskytt dokument → Krypter med passord, empty the field and save"),
    ),
    "doc": (sentence("this is a document of an old Word (.doc)"), _SAVE_AS),
    "docm": (sentence("this is a Word document with macros (.docm)"), _SAVE_AS),
    "dotx": (sentence("this is a template of Word's own kind (.dotx)"), _SAVE_AS),
    "dotm": (sentence("this is a template of Word's own kind with macros (.dotm)"), _SAVE_AS),
    "odt": (
        sentence("this is a document of LibreOffice (.odt)"),
        sentence(
            "open it in Word and choose Fil → Lagre som → Word-dokument (.docx), or in LibreOffice: Fil "
            "→ Lagre som → Word 2007–365 (.docx)"
        ),
    ),
    "pages": (
        sentence("this is a document of Pages"),
        sentence("open it in Pages and choose Arkiv → Eksporter til → Word"),
    ),
    "sheet": (sentence("this is a workbook of Excel"), _WORD_ONLY),
    "slides": (sentence("this is a presentation of PowerPoint"), _WORD_ONLY),
    "rtf": (sentence("this is rich text (.rtf)"), _SAVE_AS),
    "pdf": (sentence("this is a PDF"), _ORIGINAL),
    "picture": (sentence("this is a picture"), _WORD_ONLY),
    "web": (sentence("this is a web page (.htm, .mht)"), _SAVE_AS),
    "xml": (sentence("this is a file of XML"), _SAVE_AS),
    "link": (
        sentence("this is a shortcut to a document"),
        sentence("open the shortcut and choose Fil → Lagre som → Word-dokument (.docx)"),
    ),
    "zip": (
        sentence("this is a folder packed as a zip file"),
        sentence("unpack it, and choose the Word file in the folder"),
    ),
    "text": (sentence("this is plain text"), _SAVE_AS),
    "unknown": (sentence("this is not a whole Word file"), _SAVE_AS),
}

SAVE_AGAIN = Phrase("save it again from Word as .docx")
"""What helps where a file is damaged, or was made by another program than Word."""

_BEGINNINGS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "pdf"),
    (b"{\\rtf", "rtf"),
    *((start, "picture") for start in (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*", b"RIFF")),
    *((start, "web") for start in (b"<!doctype html", b"<html", b"mime-version", b"from: <")),
    *((start, "link") for start in (b"[internetshortcut]", b"L\0\0\0\x01\x14\x02\0", b'{"url"', b'{"doc_id"')),
    (b"<?xml", "xml"),
)
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STREAMS = (("EncryptedPackage", "password"), ("WordDocument", "doc"), ("Workbook", "sheet"), ("PowerPoint", "slides"))
"""Names of what is in a file of the old Office, as they are written in it, with what they tell."""

_LOCK_BYTES = 162
_TYPES = (
    ("ms-word.document.macroenabled", "docm"),
    ("ms-word.template.macroenabled", "dotm"),
    ("wordprocessingml.template", "dotx"),
    ("spreadsheetml", "sheet"),
    ("ms-excel", "sheet"),
    ("presentationml", "slides"),
    ("ms-powerpoint", "slides"),
)
_ODF = (("spreadsheet", "sheet"), ("presentation", "slides"), ("text", "odt"))


def no_archive(data: bytes, *, name: str, why: str) -> Problem:
    """Return what a file is that is no zip file, or a broken one; `why` is what the unpacking said."""
    kind = _kind_of(data, name)
    problem = _problem(kind, name)
    what = Phrase(FOREIGN_KINDS[kind][0])
    return replace(problem, what=what.written_as(f"{what} ({why})")) if kind == "unknown" else problem


def no_document(members: Mapping[str, bytes], types: Iterable[str], *, name: str) -> Problem | None:
    """Return what a whole zip file is whose content types (`types`) have no Word document; None when it may be one."""
    said = "\n".join(types).lower()
    mimetype = members.get("mimetype", b"").decode("latin-1")
    kind = next((kind for word, kind in _TYPES if word in said), "")
    kind = kind or next((kind for word, kind in _ODF if "opendocument" in mimetype and word in mimetype), "")
    if not kind and any(member.startswith("Index/") and member.endswith(".iwa") for member in members):
        kind = "pages"
    if not kind and "[Content_Types].xml" not in members:
        kind = "zip"
    return _problem(kind, name) if kind else None


def _kind_of(data: bytes, name: str) -> str:
    if name.startswith(("~$", ".~lock.")) or (len(data) == _LOCK_BYTES and data[0] < len(data) // 2):
        return "lock"
    if not data.strip(b"\0"):
        return "zeros" if data else "empty"
    begin = data[:512].removeprefix(b"\xef\xbb\xbf").lstrip()
    if begin.startswith(_OLD_OFFICE):
        return next((kind for word, kind in _STREAMS if word.encode("utf-16-le") in data), "doc")
    for start, kind in _BEGINNINGS:
        if begin.startswith(start) or begin.lower().startswith(start):
            return kind
    if begin.startswith(b"PK"):
        return "cut" if b"PK\x05\x06" not in data[-66_000:] else "unknown"
    control = sum(byte < 32 and byte not in b"\t\n\r\f" for byte in data[:4096])
    return "text" if control == 0 else "unknown"


def _problem(kind: str, name: str) -> Problem:
    what, helps = FOREIGN_KINDS[kind]
    return Problem(file=name, where="", what=Phrase(what), remedy=Phrase(helps))
