"""A document of any office program as a tagged PDF of what is seen: no notes, comments, hidden slides or sheets.

A sheet is not put on one page: LibreOffice then prints the hidden ones too.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath
from types import MappingProxyType

import pikepdf

from cycle.errors import ConversionError
from cycle.letters.pdf.libreoffice_process import NAMED, no_pdf, quiet_office
from cycle.letters.pdf.pdfa import normalise
from cycle.letters.pdf.sandbox import run_sandboxed
from cycle.letters.pdf.scratch_folder import scratch_folder
from cycle.model import PDF, Document
from cycle.phrases import Phrase

STALL_SECONDS = 180.0
"""How long LibreOffice may take for a document: a deck with many pictures takes a minute on a slow machine."""

_TEXT, _SLIDES, _SHEETS = "writer", "impress", "calc"
_PROGRAMS: Mapping[str, str] = MappingProxyType(
    {".docx": _TEXT, ".odt": _TEXT, ".pptx": _SLIDES, ".odp": _SLIDES, ".xlsx": _SHEETS, ".ods": _SHEETS}
)
"""The part of LibreOffice that opens a file, by its ending."""

_EXPORT: Mapping[str, bool] = MappingProxyType(
    {
        "UseTaggedPDF": True,
        "PDFUACompliance": True,
        "ExportBookmarks": True,
        "ExportNotes": False,
        "ExportNotesInMargin": False,
        "ExportNotesPages": False,
        "ExportHiddenSlides": False,
        "ExportFormFields": False,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Left:
    """What a run left in its folder."""

    pdf: bytes | None
    said: str


def is_office_document(name: str) -> bool:
    """Return whether a file of this name is one that LibreOffice can print."""
    return PurePath(name).suffix.lower() in _PROGRAMS


def print_document(
    document: Document,
    *,
    title: str,
    language: str,
    office: Path,
    scratch: Path | None = None,
    stall_seconds: float = STALL_SECONDS,
) -> Document:
    """Return what is seen of the document as a PDF named like it; the same bytes for the same document.

    `language` is a BCP 47 tag (`nn-NO`): what programs note in a file is often the language they were bought in.
    LibreOffice has no network while it works. ConversionError with its last words when it made no PDF, as when a part
    of it is not installed.
    """
    ending = PurePath(document.name).suffix.lower()
    try:
        with scratch_folder(scratch) as folder:
            left = _run(document.data, ending, office=office, folder=folder, stall_seconds=stall_seconds)
    except OSError as error:
        left = _Left(pdf=None, said=error.strerror or type(error).__name__)
    if left.pdf is None:
        raise ConversionError(Phrase(NAMED, name=document.name, why=no_pdf(left.said)))
    data = _named(normalise(left.pdf), title=title, language=language)
    return Document(name=f"{PurePath(document.name).stem}.pdf", media_type=PDF, data=data)


def _run(data: bytes, ending: str, *, office: Path, folder: Path, stall_seconds: float) -> _Left:
    source = folder / f"document{ending}"
    source.write_bytes(data)
    options = {name: {"type": "boolean", "value": str(value).lower()} for name, value in _EXPORT.items()}
    target = f"pdf:{_PROGRAMS[ending]}_pdf_Export:{json.dumps(options, separators=(',', ':'))}"
    work = ["--convert-to", target, "--outdir", str(folder / "out"), str(source)]
    said = run_sandboxed([*quiet_office(office, folder), *work], folder, "out", stall_seconds)
    made = folder / "out" / "document.pdf"
    return _Left(pdf=made.read_bytes() if made.is_file() else None, said=said)


def _named(data: bytes, *, title: str, language: str) -> bytes:
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pdf.docinfo["/Title"] = title
        pdf.Root.Lang = language
        pdf.save(made, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return made.getvalue()
