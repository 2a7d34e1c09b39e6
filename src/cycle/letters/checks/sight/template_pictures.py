"""Whether the pictures of a template can be shown: one that is damaged is an empty frame in every letter."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import lru_cache

from lxml import etree
from PIL import Image, UnidentifiedImageError

from cycle.errors import Problem
from cycle.letters.ooxml import Members, R, parse_xml, place, read_xml, relations, relations_name, tagged_parts
from cycle.phrases import Phrase

_DRAWN = 40_000_000
"""Points up to which a picture is unpacked to see whether it is whole; of a larger one only its head is read."""

_REMEMBERED = 64


def picture_problems(members: Members, name: str) -> Iterator[Problem]:
    """Yield the pictures shown in a part that is filled in which are no pictures, or not whole."""
    for part in tagged_parts(members):
        described = relations_name(part)
        shown = {
            relation.id: members[relation.part]
            for relation in (relations(described, members[described]) if described in members else ())
            if relation.kind == "image" and not relation.outside and relation.part in members
        }
        for element in read_xml(members[part]).iter() if shown else ():
            for key, value in element.attrib.items():
                if str(key).startswith(R) and str(value) in shown and not _is_picture(shown.pop(str(value))):
                    what = Phrase("the picture shown here cannot be read: the file of it is damaged, or no picture")
                    remedy = Phrase("delete it in Word and insert it again")
                    yield Problem(file=name, where=place(element, part=part), what=what, remedy=remedy)


@lru_cache(maxsize=_REMEMBERED)
def _is_picture(data: bytes) -> bool:
    if _is_drawing(data):
        return True
    try:
        with Image.open(io.BytesIO(data)) as picture:
            if picture.width * picture.height <= _DRAWN:
                picture.load()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError):
        return False
    return True


def _is_drawing(data: bytes) -> bool:
    """Return whether this is one of Word's own drawings (EMF, WMF, packed or not), or one in XML (SVG)."""
    windows = data[:4] == b"\x01\x00\x00\x00" and data[40:44] == b" EMF"
    older = data[:4] in {b"\xd7\xcd\xc6\x9a", b"\x01\x00\x09\x00", b"\x02\x00\x09\x00"}
    return windows or older or data[:2] == b"\x1f\x8b" or _is_svg(data)


def _is_svg(data: bytes) -> bool:
    """Return whether this is a whole drawing in XML, whatever stands before its root."""
    try:
        root = parse_xml(data)
    except etree.XMLSyntaxError:
        return False
    return etree.QName(root).localname == "svg"
