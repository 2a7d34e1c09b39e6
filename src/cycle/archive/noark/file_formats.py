"""What a file is, by its bytes: the PRONOM identifier of the National Archives (UK), for the formats a year holds."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath

from cycle.model import DOCX, PDF


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFormat:
    """A file format. `puid` is empty where we do not know it; nothing is guessed."""

    puid: str
    name: str
    media_type: str
    archival: bool = False
    """Whether records may be kept in it for good."""


_PDF_A: Mapping[tuple[str, str], str] = {
    ("1", "A"): "fmt/95",
    ("1", "B"): "fmt/354",
    ("2", "A"): "fmt/476",
    ("2", "B"): "fmt/477",
    ("2", "U"): "fmt/478",
    ("3", "A"): "fmt/479",
    ("3", "B"): "fmt/480",
    ("3", "U"): "fmt/481",
}
_PDF: Mapping[str, str] = {
    "1.0": "fmt/14",
    "1.1": "fmt/15",
    "1.2": "fmt/16",
    "1.3": "fmt/17",
    "1.4": "fmt/18",
    "1.5": "fmt/19",
    "1.6": "fmt/20",
    "1.7": "fmt/276",
    "2.0": "fmt/1129",
}
_OFFICE: Mapping[str, tuple[str, str, str]] = {
    "word/document.xml": ("fmt/412", "Word (OOXML)", DOCX),
    "ppt/presentation.xml": (
        "fmt/215",
        "PowerPoint (OOXML)",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ),
    "xl/workbook.xml": (
        "fmt/214",
        "Excel (OOXML)",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
}
"""The part that makes an office file what it is."""
_BY_ENDING: Mapping[str, tuple[str, str, str, bool]] = {
    ".txt": ("x-fmt/111", "Plain text", "text/plain", True),
    ".csv": ("x-fmt/18", "Comma separated values", "text/csv", False),
    ".json": ("fmt/817", "JSON", "application/json", False),
}
"""Formats without a mark of their own: only what can be read as UTF-8 text is one of them."""


def format_of(data: bytes, *, name: str, media_type: str) -> FileFormat:
    """Return the format of the bytes; what nobody has told us of keeps the media type it came with and no PUID."""
    if data[:1024].find(b"%PDF-") >= 0:
        return _pdf(data)
    if data.startswith(b"PK\x03\x04"):
        return _office(data) or FileFormat(puid="", name="", media_type=media_type)
    known = _BY_ENDING.get(PurePath(name).suffix.lower())
    if known and _is_text(data):
        puid, called, kind, archival = known
        return FileFormat(puid=puid, name=called, media_type=kind, archival=archival)
    return FileFormat(puid="", name="", media_type=media_type)


def _pdf(data: bytes) -> FileFormat:
    """Return which PDF it says it is; PDF/A keeps its claim readable in the file (ISO 19005, 6.7.2)."""
    part = _claim(data, b"part")
    conformance = _claim(data, b"conformance").upper()
    if puid := _PDF_A.get((part, conformance), ""):
        return FileFormat(puid=puid, name=f"PDF/A-{part}{conformance.lower()}", media_type=PDF, archival=True)
    found = re.search(rb"%PDF-(\d\.\d)", data[:1024])
    version = found[1].decode() if found else ""
    return FileFormat(puid=_PDF.get(version, ""), name=f"PDF {version}".rstrip(), media_type=PDF)


def _claim(data: bytes, key: bytes) -> str:
    """Return what the XMP of a PDF/A says, written as an element or as an attribute."""
    found = re.search(rb"pdfaid:" + key + rb"(?:\s*=\s*[\"']|>)\s*([0-9A-Za-z])", data)
    return found[1].decode() if found else ""


def _office(data: bytes) -> FileFormat | None:
    try:
        members = set(zipfile.ZipFile(io.BytesIO(data)).namelist())
    except zipfile.BadZipFile:
        return None
    for part, (puid, name, media_type) in _OFFICE.items():
        if part in members:
            return FileFormat(puid=puid, name=name, media_type=media_type)
    return None


def _is_text(data: bytes) -> bool:
    try:
        return "\0" not in data.decode()
    except UnicodeDecodeError:
        return False
