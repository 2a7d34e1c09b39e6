"""A picture as it can be published: what it shows and nothing else, upright, no larger than a page needs."""

from __future__ import annotations

import io
from dataclasses import dataclass, field

from PIL import Image, ImageOps, UnidentifiedImageError

from cycle.archive.inspection import UnreadableError

LARGEST = 1600
"""Pixels along the longer side."""
MOST_PIXELS = 80_000_000
"""More than any camera takes; a file that says it holds more is not unpacked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedPicture:
    """A JPEG or PNG file without anything a camera or a program wrote into it."""

    data: bytes = field(repr=False)
    media_type: str
    ending: str
    width: int
    height: int


def published_picture(data: bytes) -> PublishedPicture:
    """Return the picture made again, the same bytes for the same file; UnreadableError for what is none."""
    made = io.BytesIO()
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP", "GIF")) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise UnreadableError(f"{opened.width} × {opened.height} pixels")
            upright = ImageOps.exif_transpose(opened)
            drawn = "A" in upright.getbands() or opened.format in {"PNG", "GIF"}
            picture = upright.convert("RGBA" if drawn else "RGB")
            picture.thumbnail((LARGEST, LARGEST))
            if drawn:
                picture.save(made, "PNG", optimize=True)
            else:
                picture.save(made, "JPEG", quality=85, optimize=True)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise UnreadableError(str(error)) from error
    ending = ".png" if drawn else ".jpg"
    return PublishedPicture(
        data=made.getvalue(),
        media_type="image/png" if drawn else "image/jpeg",
        ending=ending,
        width=picture.width,
        height=picture.height,
    )
