"""What a file is that is no Word document (.docx): told by how it begins or what is in it, with the way to one."""

# ruff: noqa: E501  (each kind on one line with its two forms)
from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from cycle.errors import Problem

Said: TypeAlias = tuple[str, str, str, tuple[str, str]]
"""A sentence in English, in nynorsk and in bokmål, and what helps in both."""

_SAVE_AS = (
    "opne fila i Word og vel Fil → Lagre som → Filtype: Word-dokument (.docx)",
    "åpne filen i Word og velg Fil → Lagre som → Filtype: Word-dokument (.docx)",
)
_DEVICE = (
    "ligg ho i OneDrive, så høgreklikk på ho → Behald alltid på denne eininga, og vent til ho er henta; elles lagre malen på nytt frå Word",
    "ligger den i OneDrive, så høyreklikk på den → Behold alltid på denne enheten, og vent til den er hentet; ellers lagre malen på nytt fra Word",
)
_ORIGINAL = (
    "finn Word-fila denne er laga av, eller skriv malen i Word og vel Fil → Lagre som → Word-dokument (.docx)",
    "finn Word-filen denne er laget av, eller skriv malen i Word og velg Fil → Lagre som → Word-dokument (.docx)",
)
_WORD_ONLY = (
    "skriv malen i Word og vel Fil → Lagre som → Word-dokument (.docx)",
    "skriv malen i Word og velg Fil → Lagre som → Word-dokument (.docx)",
)
_ENGLISH = {
    _SAVE_AS: "open it in Word, and choose File, Save As, Word Document (.docx)",
    _DEVICE: "in OneDrive, right-click it, Always keep on this device; else save it again from Word as .docx",
    _ORIGINAL: "find the Word file it was made of, or write the template in Word and save it as .docx",
    _WORD_ONLY: "write the template in Word, and save it as Word Document (.docx)",
}

_KINDS: Mapping[str, Said] = {
    "lock": ("this is the note Word keeps beside a document that is open", "dette er berre merket Word legg ved sida av eit dokument som er ope", "dette er bare merket Word legger ved siden av et dokument som er åpent", ("lukk dokumentet i Word, og vel fila som heiter det same utan ~$", "lukk dokumentet i Word, og velg filen som heter det samme uten ~$")),
    "empty": ("the file is empty", "fila er tom", "filen er tom", _DEVICE),
    "zeros": ("the file has room and no content", "fila har ikkje noko innhald enno", "filen har ikke noe innhold ennå", _DEVICE),
    "cut": ("the file stops in the middle", "fila sluttar midt i", "filen slutter midt i", ("hent fila på nytt frå der ho kom, og vent til ho er heilt henta", "hent filen på nytt der den kom fra, og vent til den er helt hentet")),
    "password": ("the document has a password, and cannot be read", "dokumentet er verna med passord og kan ikkje lesast", "dokumentet er vernet med passord og kan ikke leses", ("opne det i Word: Fil → Info → Beskytt dokument → Krypter med passord, tøm feltet og lagre", "åpne det i Word: Fil → Info → Beskytt dokument → Krypter med passord, tøm feltet og lagre")),
    "doc": ("this is a document of an old Word (.doc)", "dette er eit dokument frå ein gammal Word (.doc)", "dette er et dokument fra en gammel Word (.doc)", _SAVE_AS),
    "docm": ("this is a Word document with macros (.docm)", "dette er eit Word-dokument med makroar (.docm)", "dette er et Word-dokument med makroer (.docm)", _SAVE_AS),
    "dotx": ("this is a template of Word's own kind (.dotx)", "dette er ein mal av Word sitt eige slag (.dotx)", "dette er en mal av Words eget slag (.dotx)", _SAVE_AS),
    "dotm": ("this is a template of Word's own kind with macros (.dotm)", "dette er ein mal av Word sitt eige slag, med makroar (.dotm)", "dette er en mal av Words eget slag, med makroer (.dotm)", _SAVE_AS),
    "odt": ("this is a document of LibreOffice (.odt)", "dette er eit dokument frå LibreOffice (.odt)", "dette er et dokument fra LibreOffice (.odt)", ("opne det i Word og vel Fil → Lagre som → Word-dokument (.docx), eller i LibreOffice: Fil → Lagre som → Word 2007–365 (.docx)", "åpne det i Word og velg Fil → Lagre som → Word-dokument (.docx), eller i LibreOffice: Fil → Lagre som → Word 2007–365 (.docx)")),
    "pages": ("this is a document of Pages", "dette er eit dokument frå Pages", "dette er et dokument fra Pages", ("opne det i Pages og vel Arkiv → Eksporter til → Word", "åpne det i Pages og velg Arkiv → Eksporter til → Word")),
    "sheet": ("this is a workbook of Excel", "dette er eit rekneark", "dette er et regneark", _WORD_ONLY),
    "slides": ("this is a presentation of PowerPoint", "dette er ein presentasjon", "dette er en presentasjon", _WORD_ONLY),
    "rtf": ("this is rich text (.rtf)", "dette er rik tekst (.rtf)", "dette er rik tekst (.rtf)", _SAVE_AS),
    "pdf": ("this is a PDF", "dette er ein PDF", "dette er en PDF", _ORIGINAL),
    "picture": ("this is a picture", "dette er eit bilete", "dette er et bilde", _WORD_ONLY),
    "web": ("this is a web page (.htm, .mht)", "dette er ei nettside (.htm, .mht)", "dette er en nettside (.htm, .mht)", _SAVE_AS),
    "xml": ("this is a file of XML", "dette er ei XML-fil", "dette er en XML-fil", _SAVE_AS),
    "link": ("this is a shortcut to a document", "dette er ein snarveg til eit dokument", "dette er en snarvei til et dokument", ("opne snarvegen og vel Fil → Lagre som → Word-dokument (.docx)", "åpne snarveien og velg Fil → Lagre som → Word-dokument (.docx)")),
    "zip": ("this is a folder packed as a zip file", "dette er ei pakka mappe (.zip)", "dette er en pakket mappe (.zip)", ("pakk ho ut, og vel Word-fila i mappa", "pakk den ut, og velg Word-filen i mappen")),
    "text": ("this is plain text", "dette er rein tekst", "dette er ren tekst", _SAVE_AS),
    "unknown": ("this is not a whole Word file", "dette er ikkje ei heil Word-fil", "dette er ikke en hel Word-fil", _SAVE_AS),
}  # fmt: skip

SAID = tuple(_KINDS.values())
"""Every sentence of this file, for those who tell them in Norwegian."""

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
    return _problem(kind, name, f" ({why})" if kind == "unknown" else "")


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


def _problem(kind: str, name: str, more: str = "") -> Problem:
    what, _, _, helps = _KINDS[kind]
    remedy = _ENGLISH.get(helps) or "save it again from Word as .docx"
    return Problem(file=name, where="", what=f"{what}{more}", remedy=remedy)
