"""The finished PDF: made the same bytes each time, and read before anyone relies on it."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pikepdf
import pypdfium2

from cycle.catalogue import sentence
from cycle.errors import ConversionError
from cycle.letters.ooxml import VisibleText, error_sentence
from cycle.phrases import Phrase

TITLE, LANGUAGE, FONTS = sentence("a title"), sentence("a language"), sentence("the fonts {fonts}")
"""What a PDF may lack that the template can be given."""

NO_ANSWER = sentence("the PDF prints «{words}»: a Word field finds nothing to show")
"""What LibreOffice says in English, and Word in its own language, in a letter to a mayor."""

PDFIUM = threading.Lock()
"""PDFium is not safe to use from two threads."""

_ROW_HEADS = {"/Faktatittel"}
"""Styles of paragraphs that head their row in a table of facts."""

_UNIVERSAL = "{http://www.aiim.org/pdfua/ns/id/}part"
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
    universal: bool = False
    """It claims to be PDF/UA-1: everybody can read it, by ear too."""
    against_universal: tuple[Phrase, ...] = ()
    """What a PDF/UA lacks here."""


def normalise(data: bytes, *, finished: bool = True) -> bytes:
    """Return the same PDF without what LibreOffice changes from run to run: dates, ids, checksum, the profile's date.

    A finished one loses a claim to be PDF/UA that does not hold; one to be taken apart is judged letter by letter.
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
            head_rows(pdf)
            if finished:
                claim_no_more_than_holds(pdf)
            _fix_profiles(pdf)
            buffer = io.BytesIO()
            pdf.save(buffer, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
            return buffer.getvalue()
    except pikepdf.PdfError as error:
        raise ConversionError(f"not a whole PDF ({error})") from error


def head_rows(pdf: pikepdf.Pdf) -> None:
    """Tag the first cell of a row as its header where the template says it is one, by the style of its words.

    Who listens to the letter hears *Stad: Kulturhuset*; LibreOffice knows header rows only.
    """
    for row in _elements(pdf.Root.get("/StructTreeRoot")):
        cells = list(row.get("/K", ())) if row.get("/S") == "/TR" else []
        if not cells or not isinstance(cells[0], pikepdf.Dictionary) or cells[0].get("/S") != "/TD":
            continue
        first, inside = cells[0], cells[0].get("/K", pikepdf.Array())
        words = list(inside) if isinstance(inside, pikepdf.Array) else [inside]
        if words and all(isinstance(entry, pikepdf.Dictionary) and entry.get("/S") in _ROW_HEADS for entry in words):
            attributes = first.get("/A", pikepdf.Array())
            scope = pikepdf.Dictionary(O=pikepdf.Name.Table, Scope=pikepdf.Name.Row)
            first.S = pikepdf.Name.TH
            first.A = pikepdf.Array([*(attributes if isinstance(attributes, pikepdf.Array) else [attributes]), scope])


def claim_no_more_than_holds(pdf: pikepdf.Pdf) -> None:
    """Take away a claim to be PDF/UA that a machine can see does not hold: a picture nobody has described."""
    if any(_against_universal(pdf)):
        with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
            if _UNIVERSAL in metadata:
                del metadata[_UNIVERSAL]


def read_pdf(data: bytes) -> PdfFacts:
    """Return what the PDF says of itself; ConversionError when it cannot be read."""
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            metadata = pdf.open_metadata()  # only read: leaving a with-block would write it again
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
                universal=str(metadata.get(_UNIVERSAL, "")) == "1",
                against_universal=tuple(_against_universal(pdf)),
            )
    except (pikepdf.PdfError, pypdfium2.PdfiumError) as error:
        raise ConversionError(f"not a whole PDF ({error})") from error


def is_whole(data: bytes) -> bool:
    """Return whether the PDF can be read at all."""
    try:
        read_pdf(data)
    except ConversionError:
        return False
    return True


def check_pdf(data: bytes, *, says: VisibleText | None = None, must_contain: Sequence[str] = ()) -> PdfFacts:
    """Return what the PDF says of itself when it is fit for the archive and says what the letter says.

    ConversionError says everything that is missing: pages, archive format, tags, language, title, or words; or
    that it has what LibreOffice prints for a field that finds nothing.
    """
    facts = read_pdf(data)
    if words := error_sentence(facts.text):
        raise ConversionError(Phrase(NO_ANSWER, words=words))
    missing = [*_missing(facts)]
    missing += [lacks] if (lacks := (says or VisibleText(lines=tuple(must_contain))).missing(facts.text)) else []
    if missing:
        raise ConversionError(Phrase("the PDF lacks {parts}", parts=tuple(missing)))
    return facts


def _missing(facts: PdfFacts) -> Iterator[Phrase]:
    if not facts.pages:
        yield Phrase("pages")
    if facts.conformance not in {"2A", "2B", "2U"}:
        yield Phrase("the claim to be PDF/A-2")
    if not facts.tagged:
        yield Phrase("tags")
    if not facts.language:
        yield Phrase(LANGUAGE)
    if not any(map(str.isalnum, facts.title)):
        yield Phrase(TITLE)
    if facts.borrowed_fonts:
        yield Phrase(FONTS, fonts=", ".join(facts.borrowed_fonts))
    if facts.universal and facts.against_universal:
        yield Phrase("what its claim to be PDF/UA asks: {parts}", parts=facts.against_universal)


def _against_universal(pdf: pikepdf.Pdf) -> Iterator[Phrase]:
    """Yield what a reader by ear would miss and a machine can see; the order of reading only a person can judge."""
    if not pdf.Root.get("/ViewerPreferences", pikepdf.Dictionary()).get("/DisplayDocTitle", False):
        yield Phrase("the title in the window")
    if any("/StructParents" not in page.obj for page in pdf.pages):
        yield Phrase("tags on every page")
    links = (link for page in pdf.pages for link in page.obj.get("/Annots", ()) if link.get("/Subtype") == "/Link")
    if any("/StructParent" not in link for link in links):
        yield Phrase("links in the order of reading")
    if any(_undescribed(element) for element in _elements(pdf.Root.get("/StructTreeRoot"))):
        yield Phrase("alternative text of every picture")


def _undescribed(element: pikepdf.Object) -> bool:
    return element.get("/S") == "/Figure" and not (element.get("/Alt") or element.get("/ActualText"))


def _elements(element: pikepdf.Object | None) -> Iterator[pikepdf.Object]:
    """Yield every element of the tag tree."""
    waiting = [element]
    while waiting:
        current = waiting.pop()
        if isinstance(current, pikepdf.Array):
            waiting += list(current)
        elif isinstance(current, pikepdf.Dictionary):
            yield current
            waiting.append(current.get("/K"))


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
