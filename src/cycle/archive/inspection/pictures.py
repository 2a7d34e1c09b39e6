"""What pictures inside a document say beside what they show: where they were taken, by whom (EXIF, GPS, XMP)."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace

from PIL import ExifTags, Image, UnidentifiedImageError

from cycle.archive.inspection.camera_data import beside_the_picture
from cycle.archive.inspection.findings import Finding, quoted
from cycle.archive.inspection.numbers import in_text
from cycle.archive.inspection.office_file import OfficeFile

_PICTURES = (".jpg", ".jpeg", ".png", ".tif", ".tiff", ".webp", ".heic")
_IN_JPEG_2000 = b"JpgTiffExif->JP2"
_SECOND = b"\xff\xd8\xff"
_CREATORS = re.compile(rb"<dc:creator>(.*?)</dc:creator>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_WHO = (ExifTags.Base.Artist, ExifTags.Base.XPAuthor)
_OWNER = ExifTags.Base.CameraOwnerName


def picture_findings(file: OfficeFile) -> Iterator[Finding]:
    """Yield the pictures of an office file that hold the place they were taken at."""
    for name in file.names:
        if name.lower().endswith(_PICTURES) and has_position(file.read(name)):
            yield Finding(kind="picture_position", unit="part", at=name)


def has_position(data: bytes) -> bool:
    """Return whether a picture says where it was taken."""
    exif = _exif(data)
    return exif is not None and bool(exif.get_ifd(ExifTags.IFD.GPSInfo))


def photograph_findings(data: bytes) -> Iterator[Finding]:
    """Yield what a photograph says beside what it shows; what a camera put behind it is a photograph too."""
    beside = beside_the_picture(data)
    shots = [data, *(part[at:] for part in beside if (at := part.find(_SECOND)) >= 0)]
    exifs = [exif for exif in (_exif(shot) for shot in shots) if exif is not None]
    exifs += [_loaded(part.partition(_IN_JPEG_2000)[2]) for part in beside if _IN_JPEG_2000 in part]
    if any(exif.get_ifd(ExifTags.IFD.GPSInfo) for exif in exifs) or any(b"GPSLatitude" in part for part in beside):
        yield Finding(kind="picture_position")
    for who in dict.fromkeys([*_makers(exifs), *_creators(beside)]):
        yield Finding(kind="author", unit="properties", at="Exif", quote=quoted(who))
    for part in beside:
        found = in_text(part.decode("latin-1"), unit="part")
        yield from (replace(finding, at="Exif") for finding in found if finding.kind == "identity_number")


def _exif(data: bytes) -> Image.Exif | None:
    try:
        with Image.open(io.BytesIO(data)) as picture:
            return picture.getexif()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return None  # no picture that says anything; whether the file is whole is for others


def _loaded(data: bytes) -> Image.Exif:
    exif = Image.Exif()
    try:
        exif.load(data)
    except (OSError, SyntaxError, ValueError):
        return Image.Exif()
    return exif


def _makers(exifs: list[Image.Exif]) -> Iterator[str]:
    for exif in exifs:
        said = [exif.get(tag) for tag in _WHO] + [exif.get_ifd(ExifTags.IFD.Exif).get(_OWNER)]
        for who in said:
            words = who.decode("utf-16-le", "replace") if isinstance(who, bytes) else str(who or "")
            if words.strip("\0 "):
                yield words.strip("\0 ")


def _creators(beside: tuple[bytes, ...]) -> Iterator[str]:
    for found in (found for part in beside for found in _CREATORS.findall(part)):
        if words := " ".join(_TAG.sub(" ", found.decode("utf-8", "replace")).split()):
            yield words
