"""A file that people send: which kind it is, by its bytes, and its sheets."""

from __future__ import annotations

import zipfile
from io import BytesIO

from cycle.register.words import Say
from cycle.register.workbooks.other_workbooks import read_other
from cycle.register.workbooks.sheets import MAX_FILE, Sheet, read_separated, refused
from cycle.register.workbooks.vcards import is_vcard, read_vcards
from cycle.register.workbooks.xlsx import read_xlsx

OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"

BEGINNINGS = (
    (b"%PDF", "pdf"),
    (b"{\\rtf", "word"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"\x1f\x8b", "packed"),
    (b"7z\xbc\xaf", "packed"),
    (b"Rar!", "packed"),
)
"""How files begin that are no tables, and what they are: `kind_` and this in `words`."""
PARTS = (("word/", "word"), ("ppt/", "slides"), ("Index/", "numbers"))
"""What is inside a zip that is no workbook."""


def read_sheets(data: bytes, *, name: str, say: Say | None = None) -> tuple[Sheet, ...]:
    """Return the sheets of an .xlsx, .xlsm, .ods, .xls, .csv or .vcf file; `name` is for messages only.

    Raises RegisterError when it is none of them, too big, locked or built to harm.
    """
    words = say or Say()
    if len(data) > MAX_FILE:
        raise refused(words, name, "too_big", size=_megabytes(len(data)), most=_megabytes(MAX_FILE))
    if not data.strip(b"\0\t\n\r \xef\xbb\xbf\xff\xfe"):
        raise refused(words, name, "empty")
    if kind := _other_kind(data):
        raise refused(words, name, "other_kind", kind=words.word(f"kind_{kind}"))
    if is_vcard(data):
        return (read_vcards(data, name=name, say=words),)
    if data.startswith(OLD_WORKBOOK) or _is_opendocument(data):
        return read_other(data, name=name, say=words)
    if data.startswith(b"PK"):
        return read_xlsx(data, name=name, say=words)
    return (read_separated(data, name=name, say=words),)


def _other_kind(data: bytes) -> str:
    """Return what a file is that is no table, whatever its name says; empty when it may be one."""
    for beginning, kind in BEGINNINGS:
        if data.startswith(beginning):
            return kind
    if data.startswith(OLD_WORKBOOK):
        names = ("WordDocument", "PowerPoint Document", "__nameid_version1.0")
        kinds = ("word", "slides", "mail")
        return next(
            (kind for stream_name, kind in zip(names, kinds, strict=True) if stream_name.encode("utf-16-le") in data),
            "",
        )
    if data.startswith(b"PK"):
        return _inside_zip(data)
    start = data[:4_000].lstrip(b"\xef\xbb\xbf\r\n\t ").lower()
    if start.startswith(b"<"):
        return "xml" if b"office:spreadsheet" in start else "html" if b"<html" in start or b"<table" in start else ""
    return ""


def _inside_zip(data: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = archive.namelist()
            text = "mimetype" in parts and archive.getinfo("mimetype").file_size < 100
            opendocument = archive.read("mimetype") if text else b""
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, KeyError):
        return ""
    if opendocument.startswith(b"application/vnd.oasis.opendocument.text"):
        return "word"
    if opendocument.startswith(b"application/vnd.oasis.opendocument.presentation"):
        return "slides"
    return next((kind for start, kind in PARTS if any(part.startswith(start) for part in parts)), "")


def _is_opendocument(data: bytes) -> bool:
    if not data.startswith(b"PK"):
        return False
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return {"mimetype", "content.xml"} <= set(archive.namelist())
    except zipfile.BadZipFile:
        return False


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB".replace(".", ",")
