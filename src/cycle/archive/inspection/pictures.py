"""What pictures inside a document say beside what they show: where they were taken, by whom (EXIF, GPS, XMP)."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from PIL import ExifTags, Image, UnidentifiedImageError

from cycle.archive.inspection.camera_data import beside_the_picture
from cycle.archive.inspection.findings import Finding, quoted
from cycle.archive.inspection.numbers import in_text
from cycle.archive.inspection.office.office_file import OfficeFile

_PICTURES = (
    *(".jpg", ".jpeg", ".jpe", ".jfif", ".jp2", ".png", ".tif", ".tiff"),
    *(".webp", ".heic", ".gif", ".bmp", ".tmp"),
)
_FOLDERS = ("/media/", "/pictures/", "/images/")
"""Where office files keep pictures, whatever their names end in."""
_NO_TEXTS = {"exif", "icc_profile"}
_AUTHORS = {"author", "artist", "creator", "by-line"}
"""Names of texts in a PNG that say who made it (ISO/IEC 15948, 11.3.3.2)."""
_IN_JPEG_2000 = b"JpgTiffExif->JP2"
_SECOND = b"\xff\xd8\xff"
_CREATORS = re.compile(rb"<dc:creator>(.*?)</dc:creator>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_WHO = (ExifTags.Base.Artist, ExifTags.Base.XPAuthor)
_OWNER = ExifTags.Base.CameraOwnerName


def picture_findings(file: OfficeFile) -> Iterator[Finding]:
    """Yield what the pictures of an office file say beside what they show: where they were taken, and by whom."""
    for name in file.names:
        path = f"/{name.lower()}"
        if path.endswith(_PICTURES) or any(folder in path for folder in _FOLDERS):
            yield from (replace(finding, unit="part", at=name) for finding in photograph_findings(file.read(name)))


def photograph_findings(data: bytes) -> Iterator[Finding]:
    """Yield what a photograph says beside what it shows; what a camera put behind it is a photograph too."""
    texts = _texts_of(data)
    beside = (*beside_the_picture(data), *texts.values())
    shots = [data, *(part[at:] for part in beside if (at := part.find(_SECOND)) >= 0)]
    exifs = [exif for exif in (_exif(shot) for shot in shots) if exif is not None]
    exifs += [_loaded(part.partition(_IN_JPEG_2000)[2]) for part in beside if _IN_JPEG_2000 in part]
    if any(exif.get_ifd(ExifTags.IFD.GPSInfo) for exif in exifs) or any(b"GPSLatitude" in part for part in beside):
        yield Finding(kind="picture_position")
    for who in dict.fromkeys([*_makers(exifs), *_creators(beside), *_authors(texts)]):
        yield Finding(kind="author", unit="properties", at="Exif", quote=quoted(who))
    for part in beside:
        found = in_text(part.decode("latin-1"), unit="part")
        yield from (replace(finding, at="Exif") for finding in found if finding.kind == "identity_number")


def _texts_of(data: bytes) -> dict[str, bytes]:
    """Return what stands in a picture of any kind as text, by what the picture calls it: PNG's texts, XMP, comments."""
    try:
        with Image.open(io.BytesIO(data)) as picture:
            if picture.format == "PNG":
                picture.load()  # a PNG may have texts behind the picture too
            stated = {str(name): value for name, value in picture.info.items() if name not in _NO_TEXTS}
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return {}
    words = {name: value.encode() for name, value in stated.items() if isinstance(value, str)}
    return words | {name: value for name, value in stated.items() if isinstance(value, bytes)}


def _authors(texts: Mapping[str, bytes]) -> Iterator[str]:
    for name, value in texts.items():
        if name.lower() in _AUTHORS and (words := " ".join(value.decode("utf-8", "replace").split())):
            yield words


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
