"""A picture in a template that cannot be read is told before it is an empty frame in every letter."""

from __future__ import annotations

import io
import struct

import pytest
from PIL import Image

from cycle.letters.checks.lint import check_template
from tests.letters.company import R, member, run
from tests.letters.conftest import png, with_parts, write_word

EMF = struct.pack("<II", 1, 108) + bytes(32) + b" EMF" + bytes(64)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="60" height="20"><rect width="60" height="20"/></svg>'
WHAT = "the picture shown here cannot be read: the file of it is damaged, or no picture"


def saved(kind: str, mode: str = "RGB") -> bytes:
    out = io.BytesIO()
    Image.new(mode, (300, 200)).save(out, kind)
    return out.getvalue()


def shown(data: bytes, suffix: str) -> list[tuple[str, str, str]]:
    """Return what is told of a letter that shows this picture in its second paragraph."""
    drawing = f'<w:r><w:drawing><a:blip xmlns:a="urn:a" xmlns:r="{R}" r:embed="rId77"/></w:drawing></w:r>'
    whole = write_word(xml=f"<w:p>{run('Hei')}</w:p><w:p>{run('Logo')}{drawing}</w:p>")
    relation = f'<Relationship Id="rId77" Type="{R}/image" Target="media/logo.{suffix}"/></Relationships>'
    relations = member(whole, "word/_rels/document.xml.rels").replace(b"</Relationships>", relation.encode())
    kinds = f'<Default Extension="{suffix}" ContentType="image/{suffix}"/></Types>'.encode()
    types = member(whole, "[Content_Types].xml")
    types = types if f'"{suffix}"'.encode() in types else types.replace(b"</Types>", kinds)
    parts = {"word/_rels/document.xml.rels": relations, "[Content_Types].xml": types}
    found = check_template(with_parts(whole, parts | {f"word/media/logo.{suffix}": data}), name="brev.docx", known=None)
    return [(problem.where, problem.severity, problem.what) for problem in found if "picture" in problem.what]


@pytest.mark.parametrize(
    ("data", "suffix"),
    [
        (png()[:60], "png"),
        (saved("JPEG")[:400], "jpeg"),
        (b"", "png"),
        (b"<html><body>logo</body></html>", "png"),
        (b"\x01\x00\x00\x00" + bytes(200), "emf"),
        (b"Bilete", "wmf"),
        (saved("GIF", "P")[:20], "gif"),
        (b"%PDF-1.7 logo", "png"),
        (b"<html><svg/></html>", "svg"),
    ],
)
def test_a_picture_that_is_none_or_is_cut_short_is_refused_with_its_paragraph(data: bytes, suffix: str) -> None:
    assert shown(data, suffix) == [("body, paragraph 2 «Logo»", "error", WHAT)]


@pytest.mark.parametrize(
    ("data", "suffix"),
    [
        (png(), "png"),
        (saved("JPEG", "CMYK"), "jpeg"),
        (saved("PNG", "1"), "png"),
        (saved("GIF", "P"), "gif"),
        (saved("TIFF"), "tiff"),
        (saved("BMP"), "bmp"),
        (saved("JPEG"), "png"),
        (EMF, "emf"),
        (b"\xd7\xcd\xc6\x9a" + bytes(40), "wmf"),
        (SVG, "svg"),
        (b"\xef\xbb\xbf" + SVG, "svg"),
        (b"<?xml version='1.0'?><!-- " + b"Laga i eit teikneprogram. " * 100 + b"-->" + SVG, "svg"),
        (b"\n " + SVG, "svg"),
        (SVG.replace(b"<svg xmlns", b"<svg:svg xmlns:svg").replace(b"</svg>", b"</svg:svg>"), "svg"),
    ],
)
def test_every_picture_that_word_shows_is_let_through(data: bytes, suffix: str) -> None:
    assert shown(data, suffix) == []
