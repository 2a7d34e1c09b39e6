"""Pictures of letters for the people who approve them: pages, one small sheet, and which letters to show."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

import pypdfium2
from PIL import Image

from cycle.letters.pdf import PDFIUM
from cycle.model import Invitee

_MARGIN = 12
_BACKDROP = (214, 220, 224)
SHEET_PAGES = 12
"""Pages on a contact sheet at most."""

SHEET_BYTES = 150_000
"""Size of a contact sheet at most; colours, then pixels are given up to stay under it."""


def pages(pdf: bytes, *, dpi: int = 80) -> list[bytes]:
    """Return each page of the PDF as a PNG picture."""
    return [_png(page) for page in _pictures(pdf, dpi)]


def contact_sheet(pdfs: Iterable[bytes], *, columns: int = 4) -> bytes:
    """Return one small PNG with the first pages of the PDFs side by side, at most `SHEET_PAGES` in all."""
    pictures = [page for pdf in pdfs for page in _pictures(pdf, 60)][:SHEET_PAGES]
    sheet = _grid(pictures, columns)
    while True:
        for colours in (32, 24):
            data = _png(sheet.quantize(colours, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE))
            if len(data) <= SHEET_BYTES:
                return data
        sheet = sheet.resize((sheet.width * 4 // 5, sheet.height * 4 // 5), Image.Resampling.LANCZOS)


def coverage(invitees: Sequence[Invitee]) -> tuple[str, ...]:
    """Return the ids of the letters to look at: the first, the longest name, the longest organisation, most seats.

    A letter that is shown for two reasons is shown once.
    """
    if not invitees:
        return ()
    chosen = (
        invitees[0],
        max(invitees, key=lambda one: len(one.name)),
        max(invitees, key=lambda one: max(len(seat.organisation) for seat in one.seats)),
        max(invitees, key=lambda one: len(one.seats)),
    )
    return tuple(dict.fromkeys(one.id for one in chosen))


def _pictures(pdf: bytes, dpi: int) -> list[Image.Image]:
    with PDFIUM:
        document = pypdfium2.PdfDocument(pdf)
        try:
            return [page.render(scale=dpi / 72).to_pil().convert("RGB") for page in document]
        finally:
            document.close()


def _grid(pictures: Sequence[Image.Image], columns: int) -> Image.Image:
    columns = max(1, min(columns, len(pictures)))
    rows = -(-len(pictures) // columns)
    width = max((one.width for one in pictures), default=1) + _MARGIN
    height = max((one.height for one in pictures), default=1) + _MARGIN
    sheet = Image.new("RGB", (columns * width + _MARGIN, max(rows, 1) * height + _MARGIN), _BACKDROP)
    for index, picture in enumerate(pictures):
        sheet.paste(picture, (_MARGIN + index % columns * width, _MARGIN + index // columns * height))
    return sheet


def _png(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()
