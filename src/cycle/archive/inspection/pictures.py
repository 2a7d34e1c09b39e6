"""What pictures inside a document say beside what they show: where they were taken (EXIF, GPS)."""

from __future__ import annotations

import io
from collections.abc import Iterator

from PIL import ExifTags, Image, UnidentifiedImageError

from cycle.archive.inspection.findings import Finding
from cycle.archive.inspection.office_file import OfficeFile

_PICTURES = (".jpg", ".jpeg", ".png", ".tif", ".tiff", ".webp", ".heic")


def picture_findings(file: OfficeFile) -> Iterator[Finding]:
    """Yield the pictures of an office file that hold the place they were taken at."""
    for name in file.names:
        if name.lower().endswith(_PICTURES) and has_position(file.read(name)):
            yield Finding(kind="picture_position", unit="part", at=name)


def has_position(data: bytes) -> bool:
    """Return whether a picture says where it was taken."""
    try:
        with Image.open(io.BytesIO(data)) as picture:
            return bool(picture.getexif().get_ifd(ExifTags.IFD.GPSInfo))
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return False  # no picture that says anything; whether the file is whole is for others
