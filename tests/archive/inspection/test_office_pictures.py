"""Pictures in office files are searched for what they say beside what they show, of whatever kind and name."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image, PngImagePlugin

from cycle.archive.inspection import inspect
from tests.archive.hiding import deck, opendocument, photograph, repacked, word
from tests.archive.inspection.test_private_numbers import PERSON

SECRET = "Kari Nordmann"
PLACE = "<exif:GPSLatitude>60,23.5N</exif:GPSLatitude>"
CREATOR = f"<dc:creator><rdf:Seq><rdf:li>{SECRET}</rdf:li></rdf:Seq></dc:creator>"


def picture(kind: str, **saving: Any) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (8, 8)).save(file, kind, **saving)
    return file.getvalue()


def png(**texts: str) -> bytes:
    stated = PngImagePlugin.PngInfo()
    for name, words in texts.items():
        stated.add_text(name.replace("_", ":"), words)
    return picture("PNG", pnginfo=stated)


def signed(kind: str) -> bytes:
    exif = Image.Exif()
    exif[0x013B] = SECRET
    return picture(kind, exif=exif)


FOUND: dict[str, tuple[str, str, bytes]] = {
    "EXIF of a JPEG": ("author", "image1.jpg", photograph(SECRET)),
    "place of a JPEG": ("picture_position", "image1.jpeg", photograph()),
    "a JPEG called otherwise": ("picture_position", "image1.jfif", photograph()),
    "a JPEG without an ending": ("picture_position", "image1", photograph()),
    "a JPEG called a drawing": ("picture_position", "image1.emf", photograph()),
    "EXIF of a PNG": ("author", "image1.png", signed("PNG")),
    "EXIF of a TIFF": ("author", "image1.tiff", signed("TIFF")),
    "EXIF of a WebP": ("author", "image1.webp", signed("WEBP")),
    "author of a PNG": ("author", "image1.png", png(Author=SECRET)),
    "XMP of a PNG": ("picture_position", "image1.png", png(XML_com_adobe_xmp=PLACE)),
    "creator in XMP of a PNG": ("author", "image1.png", png(XML_com_adobe_xmp=CREATOR)),
    "XMP of a JPEG": ("picture_position", "image1.jpg", picture("JPEG", xmp=PLACE.encode())),
    "XMP of a WebP": ("author", "image1.webp", picture("WEBP", xmp=CREATOR.encode())),
    "number in a PNG": ("identity_number", "image1.png", png(Comment=f"fnr. {PERSON}")),
    "number in a comment": ("identity_number", "image1.jpg", picture("JPEG", comment=f"fnr {PERSON}".encode())),
    "number in a GIF": ("identity_number", "image1.gif", picture("GIF", comment=f"fnr {PERSON}".encode())),
}


@pytest.mark.parametrize(("kind", "name", "data"), FOUND.values(), ids=FOUND)
@pytest.mark.parametrize("file", ["a.pptx", "a.docx", "a.odp"])
def test_what_a_picture_says_beside_what_it_shows_is_told_with_the_picture(
    kind: str, name: str, data: bytes, file: str
) -> None:
    folder = {"a.pptx": "ppt/media", "a.docx": "word/media", "a.odp": "Pictures"}[file]
    whole = {"a.pptx": deck("Hei"), "a.docx": word(), "a.odp": opendocument("")}[file]
    part = f"{folder}/{name}"
    found = inspect(repacked(whole, **{part.replace("/", "__").replace(".", "_dot_"): data}), name=file)
    assert (kind, part) in {(finding.kind, finding.at) for finding in found}


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "GIF", "BMP"])
def test_a_picture_that_says_nothing_is_left_in_peace(kind: str) -> None:
    data = deck("Hei", **{f"ppt__media__image1_dot_{kind.lower()}": picture(kind)})
    assert inspect(data, name="a.pptx") == inspect(deck("Hei"), name="a.pptx")


def test_what_is_no_picture_among_the_pictures_is_no_fault_of_the_search() -> None:
    assert inspect(deck("Hei", ppt__media__film_dot_mp4=b"\x00\x00\x00\x18ftyp"), name="a.pptx") == inspect(
        deck("Hei"), name="a.pptx"
    )
