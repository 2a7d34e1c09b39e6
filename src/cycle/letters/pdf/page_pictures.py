"""Pictures of letters for the people who approve them: pages, one small sheet, and which letters to show."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache

import pypdfium2
from PIL import Image, ImageChops, ImageDraw, ImageFont

from cycle.letters.pdf.pdfa import PDFIUM

_MARGIN = 12
_BACKDROP = (214, 220, 224)
_INK = (11, 60, 93)
_RED = (200, 30, 30)
_SHEET_DPI = 60
_CAPTION = 20
"""Height in points of the line over a page that says why it is shown."""
_FONTS = ("Carlito-Regular.ttf", "LiberationSans-Regular.ttf", "DejaVuSans.ttf", "Calibri.ttf", "Arial.ttf")
_NOISE = 24
"""How much lighter or darker a point may be without counting as changed."""
_BAND = 12
"""Points of height looked at together: about one line of text on the contact sheet."""
SHEET_PAGES = 12
"""Pages on a contact sheet at most."""

SHEET_BYTES = 150_000
"""Size of a contact sheet at most; colours, then pixels are given up to stay under it."""


def pages(pdf: bytes, *, dpi: int = 80) -> list[bytes]:
    """Return each page of the PDF as a PNG picture."""
    return [_png(page) for page in _pictures(pdf, dpi)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A letter on the contact sheet: its PDF, why it is shown, and the PDF it is held against, if any."""

    pdf: bytes
    caption: str = ""
    before: bytes | None = None


def contact_sheet(letters: Iterable[Shown], *, columns: int = 3) -> bytes:
    """Return one small PNG with the first pages of the letters side by side, at most `SHEET_PAGES` in all.

    The reason stands over each letter's first page; what differs from the version before is framed in red.
    """
    pictures = [page for letter in letters for page in _pictures_of(letter)][:SHEET_PAGES]
    sheet = _grid(pictures, columns)
    while True:
        for colours in (32, 24):
            data = _png(sheet.quantize(colours, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE))
            if len(data) <= SHEET_BYTES:
                return data
        sheet = sheet.resize((sheet.width * 4 // 5, sheet.height * 4 // 5), Image.Resampling.LANCZOS)


def _pictures_of(letter: Shown) -> list[Image.Image]:
    found = _framed(letter.before, letter.pdf) if letter.before else _pictures(letter.pdf, _SHEET_DPI)
    return [_captioned(page, letter.caption if number == 0 else "") for number, page in enumerate(found)]


def _framed(before: bytes, after: bytes) -> list[Image.Image]:
    then, now = _pictures(before, _SHEET_DPI), _pictures(after, _SHEET_DPI)
    for number, page in enumerate(now):
        places = _places(then[number], page) if number < len(then) else [(0, 0, page.width, page.height)]
        draw = ImageDraw.Draw(page)
        for left, top, right, bottom in places:
            around = (
                max(left - 3, 0),
                max(top - 3, 0),
                min(right + 2, page.width - 1),
                min(bottom + 2, page.height - 1),
            )
            draw.rectangle(around, outline=_RED, width=2)
    return now


def _places(before: Image.Image, after: Image.Image) -> list[tuple[int, int, int, int]]:
    """Return a frame (left, top, right, bottom) around each band of lines that differs; all of it for another size."""
    if before.size != after.size:
        return [(0, 0, after.width, after.height)]
    changed = ImageChops.difference(before, after).convert("L").point(lambda level: 255 if level > _NOISE else 0)
    found: list[tuple[int, int, int, int]] = []
    for top in range(0, changed.height, _BAND):
        box = changed.crop((0, top, changed.width, min(top + _BAND, changed.height))).getbbox()
        if box is None:
            continue
        left, upper, right, lower = box[0], top + box[1], box[2], top + box[3]
        if found and upper - found[-1][3] <= _BAND:
            last = found.pop()
            left, upper, right = min(left, last[0]), last[1], max(right, last[2])
        found.append((left, upper, right, lower))
    return found


def _captioned(page: Image.Image, caption: str) -> Image.Image:
    """Return the page under a line that says why it is shown, cut where the page ends."""
    board = Image.new("RGB", (page.width, page.height + _CAPTION), _BACKDROP)
    board.paste(page, (0, _CAPTION))
    font = _font()
    while caption and font.getlength(caption) > page.width:
        caption = caption.removesuffix("…")[:-1] + "…" if len(caption) > 1 else ""
    ImageDraw.Draw(board).text((0, 2), caption, fill=_INK, font=font)
    return board


def _pictures(pdf: bytes, dpi: int) -> list[Image.Image]:
    with PDFIUM:
        document = pypdfium2.PdfDocument(pdf)
        try:
            return [page.render(scale=dpi / 72).to_pil().convert("RGB") for page in document]
        finally:
            document.close()


@cache
def _font() -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """Return the letters' own font, or another that is installed with them; Pillow's own has no ø and å."""
    for name in _FONTS:
        with suppress(OSError):
            return ImageFont.truetype(name, round(_CAPTION * 0.65))
    return ImageFont.load_default(_CAPTION * 0.65)


def _grid(pictures: Sequence[Image.Image], columns: int) -> Image.Image:
    columns = max(1, min(columns, len(pictures)))
    rows = -(-len(pictures) // columns)
    width = max((image.width for image in pictures), default=1) + _MARGIN
    height = max((image.height for image in pictures), default=1) + _MARGIN
    sheet = Image.new("RGB", (columns * width + _MARGIN, max(rows, 1) * height + _MARGIN), _BACKDROP)
    for index, picture in enumerate(pictures):
        sheet.paste(picture, (_MARGIN + index % columns * width, _MARGIN + index // columns * height))
    return sheet


def _png(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()
