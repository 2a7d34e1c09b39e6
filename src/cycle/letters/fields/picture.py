"""A picture as a value of a letter: the signature of this year's host, a logo."""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any

from docx.image.exceptions import UnrecognizedImageError
from docx.image.image import Image
from docx.oxml.shape import CT_Inline
from docx.shared import Mm

from cycle.errors import Problem, TemplateError
from cycle.phrases import Phrase

_LARGEST = 40_000_000
"""Most points of a picture; a page in print quality has nine million."""

_WIDEST = 1_000
"""Millimetres; more than any sheet of paper a letter is written on."""

_OPEN = "</w:t></w:r><w:r><w:drawing>"
_CLOSE = '</w:drawing></w:r><w:r><w:t xml:space="preserve">'


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A PNG, JPEG or other picture Word knows. Width and height in millimetres; one alone keeps the proportions."""

    data: bytes
    width: float | None = None
    height: float | None = None
    alt: str = ""
    """What it shows, for those who do not see it."""


class Placed:
    """A picture in one letter: printed by Jinja, it asks `album` for its relation to the part being written."""

    def __init__(self, picture: Picture, album: Album) -> None:
        self._picture, self._album = picture, album

    def __html__(self) -> str:
        """Return the drawing, out of the run of text it stands in and into a new one."""
        return self._album.place(self._picture)

    def __str__(self) -> str:
        """Raise TypeError: a picture is no text."""
        raise TypeError("a picture is no text")


class Album:
    """The pictures of one letter: which part shows which, and under which relation."""

    def __init__(self, taken: Mapping[str, Collection[str]] | None = None, *, number: int = 100_000) -> None:
        """Begin with no picture and no part.

        `taken` are the ids of the relations each part has; pictures are numbered on from `number`.
        """
        self._taken = taken or {}
        self.part = ""
        self.relations: dict[str, dict[str, str]] = {}
        """Part → relation id → where its picture is, seen from the part."""
        self.media: dict[str, bytes] = {}
        self._number = number

    def fill(self, value: Any) -> Any:
        """Return the value with each picture in it ready to be printed."""
        if isinstance(value, Picture):
            return Placed(value, self)
        if isinstance(value, dict):
            return {key: self.fill(item) for key, item in value.items()}
        return [self.fill(item) for item in value] if isinstance(value, list | tuple) else value

    def place(self, picture: Picture) -> str:
        """Return the XML of the picture in the part being written; TemplateError when it is no picture."""
        image = read_picture(picture)
        name = f"word/media/p{hashlib.sha256(picture.data).hexdigest()[:16]}.{image.ext}"
        self.media[name] = picture.data
        relation = self._relation(posixpath.relpath(name, posixpath.dirname(self.part)))
        self._number += 1
        wide = None if picture.width is None else Mm(picture.width)
        high = None if picture.height is None else Mm(picture.height)
        size = image.scaled_dimensions(wide, high)
        inline = CT_Inline.new_pic_inline(self._number, relation, f"picture.{image.ext}", *size)
        if picture.alt:
            inline.docPr.set("descr", picture.alt)
        return f"{_OPEN}{inline.xml}{_CLOSE}"

    def _relation(self, target: str) -> str:
        """Return the id under which the part being written shows this picture, one it does not have yet."""
        of_part, taken = self.relations.setdefault(self.part, {}), self._taken.get(self.part, ())
        known = next((key for key, known_target in of_part.items() if known_target == target), None)
        free = (name for name in (f"rIdPicture{number}" for number in count(1)) if name not in {*of_part, *taken})
        relation = known or next(free)
        of_part[relation] = target
        return relation


def fitted(data: bytes, *, width: float, height: float, alt: str) -> Picture:
    """Return the picture as large as the box of this width and height (mm) lets it be, in its own proportions.

    TemplateError when it is no picture.
    """
    image = read_picture(Picture(data=data))
    by_width = image.px_width * height > image.px_height * width
    return Picture(data=data, width=width, alt=alt) if by_width else Picture(data=data, height=height, alt=alt)


def read_picture(picture: Picture) -> Image:
    """Return what the picture's first bytes say about it; TemplateError when it is no picture, or of no fit size."""
    for side in (picture.width, picture.height):
        if side is not None and not 0 < side <= _WIDEST:
            raise _refused(Phrase("a picture {side} mm wide or high", side=side))
    try:
        image = Image.from_blob(picture.data)
    except (UnrecognizedImageError, ValueError, KeyError, IndexError, OSError, EOFError) as error:
        what = Phrase("a picture that cannot be read")
        raise _refused(what.written_as(f"{what} ({type(error).__name__})")) from error
    if image.px_width * image.px_height > _LARGEST:
        raise _refused(Phrase("a picture of {width} × {height} points", width=image.px_width, height=image.px_height))
    return image


def _refused(what: Phrase) -> TemplateError:
    remedy = Phrase("give a PNG or JPEG of ordinary size")
    return TemplateError([Problem(file="", where="", what=what, remedy=remedy)])
