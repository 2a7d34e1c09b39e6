"""The finished PDF: made the same bytes each time, and read before anyone relies on it."""

from __future__ import annotations

import io
import threading
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import pikepdf
import pypdfium2

from cycle.errors import ConversionError

PDFIUM = threading.Lock()
"""PDFium is not safe to use from two threads."""

_ICC_DATE = slice(24, 36)
_ICC_ID = slice(84, 100)
_FIXED_ICC_DATE = b"\x07\xe4\x00\x01\x00\x01\x00\x00\x00\x00\x00\x00"
"""1 January 2020, 00:00:00, as the six numbers of ICC.1 4.2."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfFacts:
    """What a PDF says of itself. `conformance` is `2B` for PDF/A-2b, empty when it claims none."""

    pages: int
    title: str
    language: str
    tagged: bool
    conformance: str
    text: str
    borrowed_fonts: tuple[str, ...] = ()
    """Fonts that are not in the file: another machine would show the letter with others."""


def normalise(data: bytes) -> bytes:
    """Return the same PDF without what LibreOffice changes from run to run: dates, ids, checksum, the profile's date.

    ConversionError when it is not a whole PDF.
    """
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            for key in ("/CreationDate", "/ModDate"):
                if key in pdf.docinfo:
                    del pdf.docinfo[key]
            with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
                for key in ("xmp:CreateDate", "xmp:ModifyDate", "xmp:MetadataDate"):
                    if key in metadata:
                        del metadata[key]
            for key in ("/DocChecksum", "/ID"):
                if key in pdf.trailer:
                    del pdf.trailer[key]
            _fix_profiles(pdf)
            buffer = io.BytesIO()
            pdf.save(buffer, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
            return buffer.getvalue()
    except pikepdf.PdfError as error:
        raise ConversionError(f"not a whole PDF ({error})") from error


def read_pdf(data: bytes) -> PdfFacts:
    """Return what the PDF says of itself; ConversionError when it cannot be read."""
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            metadata = pdf.open_metadata()  # only read: leaving a with-block would write it anew
            conformance = f"{metadata.get('pdfaid:part', '')}{metadata.get('pdfaid:conformance', '')}"
            title = str(metadata.get("dc:title", ""))
            return PdfFacts(
                pages=len(pdf.pages),
                title=title,
                language=str(pdf.Root.get("/Lang", "")),
                tagged="/StructTreeRoot" in pdf.Root
                and "/MarkInfo" in pdf.Root
                and bool(pdf.Root.MarkInfo.get("/Marked")),
                conformance=conformance,
                text=_text(data),
                borrowed_fonts=tuple(sorted(_borrowed_fonts(pdf))),
            )
    except (pikepdf.PdfError, pypdfium2.PdfiumError) as error:
        raise ConversionError(f"not a whole PDF ({error})") from error


def check_pdf(data: bytes, *, must_contain: Sequence[str] = ()) -> PdfFacts:
    """Return what the PDF says of itself when it is fit for the archive and holds these texts.

    ConversionError says everything that is missing: pages, archive format, tags, language, title, or a text.
    """
    facts = read_pdf(data)
    missing = [what for what, there in _demands(facts).items() if not there]
    words = _squeezed(facts.text)
    if any(_squeezed(text) not in words for text in must_contain if not _written_from_the_right(text)):
        missing.append("the words the letter begins with")
    if missing:
        raise ConversionError(f"the PDF lacks {', '.join(missing)}")
    return facts


def _demands(facts: PdfFacts) -> dict[str, bool]:
    return {
        "pages": facts.pages > 0,
        "the claim to be PDF/A-2": facts.conformance in {"2A", "2B", "2U"},
        "tags": facts.tagged,
        "a language": bool(facts.language),
        "a title": bool(facts.title.strip()),
        f"the fonts {', '.join(facts.borrowed_fonts)}": not facts.borrowed_fonts,
    }


def _borrowed_fonts(pdf: pikepdf.Pdf) -> set[str]:
    """Return the names of the fonts on the pages that have no font file with them."""
    found, seen = set(), set()
    for page in pdf.pages:
        fonts = page.obj.get("/Resources", pikepdf.Dictionary()).get("/Font", pikepdf.Dictionary())
        for font in fonts.values():
            if font.is_indirect and font.objgen in seen:
                continue
            seen.add(font.objgen)
            inside = font.DescendantFonts[0] if "/DescendantFonts" in font else font
            descriptor = inside.get("/FontDescriptor", pikepdf.Dictionary())
            type3 = str(font.get("/Subtype", "")) == "/Type3"  # drawn in the file itself
            if not type3 and not any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3")):
                found.add(str(font.get("/BaseFont", "without a name")).lstrip("/"))
    return found


def _fix_profiles(pdf: pikepdf.Pdf) -> None:
    for intent in pdf.Root.get("/OutputIntents", []):
        profile = intent.DestOutputProfile
        raw = bytearray(profile.read_bytes())
        raw[_ICC_DATE] = _FIXED_ICC_DATE
        raw[_ICC_ID] = bytes(16)
        profile.write(bytes(raw))


def _text(data: bytes) -> str:
    with PDFIUM:
        document = pypdfium2.PdfDocument(data)
        try:
            return "\n".join(_page_text(page) for page in document)
        finally:
            document.close()


def _page_text(page: pypdfium2.PdfPage) -> str:
    text_page = page.get_textpage()
    text = str(text_page.get_text_bounded())
    text_page.close()
    page.close()
    return text


def _squeezed(text: str) -> str:
    """Return the text without what a line break may change: spaces, soft hyphens, ligatures."""
    plain = unicodedata.normalize("NFKC", text).replace("\u00ad", "").replace("\ufffe", "")
    return "".join(plain.split())


def _written_from_the_right(text: str) -> bool:
    """Return True for Arabic and Hebrew, which a PDF stores in the order of the page, not of the text."""
    return any(unicodedata.bidirectional(char) in {"R", "AL"} for char in text)
