"""A file that people send: which kind it is, by its bytes, and its sheets."""

from __future__ import annotations

import zipfile
from io import BytesIO

from cycle.register.other_workbooks import read_other
from cycle.register.sheets import MAX_FILE, Sheet, read_separated, refused
from cycle.register.vcards import is_vcard, read_vcards
from cycle.register.words import Say
from cycle.register.xlsx import read_xlsx

OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"


def read_sheets(data: bytes, *, name: str, say: Say | None = None) -> tuple[Sheet, ...]:
    """Return the sheets of an .xlsx, .xlsm, .ods, .xls, .csv or .vcf file; `name` is for messages only.

    Raises RegisterError when it is none of them, too big, locked or built to harm.
    """
    words = say or Say()
    if len(data) > MAX_FILE:
        raise refused(words, name, "too_big", size=_megabytes(len(data)), most=_megabytes(MAX_FILE))
    if is_vcard(data):
        return (read_vcards(data, name=name, say=words),)
    if data.startswith(OLD_WORKBOOK) or _is_opendocument(data):
        return read_other(data, name=name, say=words)
    if data.startswith(b"PK"):
        return read_xlsx(data, name=name, say=words)
    return (read_separated(data, name=name, say=words),)


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
