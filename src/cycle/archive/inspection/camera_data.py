"""What cameras and programs write into a picture beside what it shows: JPEG (T.81) and JPEG 2000 (ISO 15444-1)."""

from __future__ import annotations

import re
from collections.abc import Iterator

_JPEG, _JP2, _CODESTREAM = b"\xff\xd8", b"\x00\x00\x00\x0cjP  ", b"\xff\x4f\xff\x51"
_EOI, _SOS, _APP0, _ADOBE, _APP15, _COM = 0xD9, 0xDA, 0xE0, 0xEE, 0xEF, 0xFE
"""Markers of a JPEG (T.81, B.1)."""
_BETWEEN_SCANS = {0xC4, 0xDB, 0xDC, 0xDD, _SOS, _COM, *range(_APP0, _APP15 + 1)}
_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_NO_LENGTH = {0x01, *range(0xD0, 0xD9)}
_JFIF_BYTES, _ADOBE_BYTES = 16, 14
_BOXES = {b"jP  ", b"ftyp", b"rreq", b"jp2h", b"jpch", b"jplh", b"jp2c"}
"""Boxes of JPEG 2000 that a picture is drawn of."""
_SOT, _COMMENT = 0xFF90, 0xFF64
_KEPT_BY_CAMERAS = (b"Exif\x00\x00", b"http://ns.adobe.com/", b"JpgTiffExif->JP2")

Parts = list[tuple[bool, bytes]]
"""Parts of a picture in their order: whether it is drawn of one, and its bytes."""


class _DamagedError(Exception):
    """The picture is none that its standard knows."""


def without_metadata(picture: bytes) -> bytes:
    """Return the picture without what a camera wrote into it; what is no JPEG, or a damaged one, as it is."""
    parts = _parts(picture)
    return picture if parts is None else b"".join(data for is_drawn, data in parts if is_drawn)


def beside_the_picture(picture: bytes) -> tuple[bytes, ...]:
    """Return each part of a picture that nothing is drawn of."""
    return tuple(data for is_drawn, data in _parts(picture) or () if not is_drawn)


def is_marked_by_camera(picture: bytes) -> bool:
    """Return whether anywhere in a picture stands what cameras write; it cannot be taken out of a damaged one."""
    return any(mark in picture for mark in _KEPT_BY_CAMERAS)


def _parts(picture: bytes) -> Parts | None:
    """Return the parts of a picture; None when it is damaged, or of another kind."""
    try:
        if picture.startswith(_JPEG):
            return list(_of_jpeg(picture))
        if picture.startswith(_JP2):
            return list(_of_jpeg_2000(picture))
        if picture.startswith(_CODESTREAM):
            return list(_of_codestream(picture))
    except _DamagedError:
        pass
    return None


def _of_jpeg(picture: bytes) -> Iterator[tuple[bool, bytes]]:
    yield True, picture[:2]
    place, is_drawn_already = 2, False
    while place + 2 <= len(picture):
        marker = picture[place + 1]
        if picture[place] == 0xFF and marker == 0xFF:  # a byte that only fills (B.1.1.2)
            place += 1
            continue
        if picture[place] == 0xFF and marker == _EOI:
            yield True, picture[place : place + 2]
            if place + 2 < len(picture):
                yield False, picture[place + 2 :]  # a second picture, a film: cameras put them behind the first
            return
        length = int.from_bytes(picture[place + 2 : place + 4], "big")
        end = place + 2 + length
        if picture[place] != 0xFF or marker in _NO_LENGTH or length < 2 or end > len(picture):
            break
        if is_drawn_already and marker not in _BETWEEN_SCANS:
            break
        if marker == _SOS:
            found = _MARKER.search(picture, end)
            end, is_drawn_already = (found.start() if found else len(picture)), True
        yield from _segment(marker, picture[place:end])
        place = end
    if not is_drawn_already:
        raise _DamagedError
    yield True, picture[place:]  # cut off, or damaged from here on


def _segment(marker: int, segment: bytes) -> Iterator[tuple[bool, bytes]]:
    """Yield a segment as what is drawn of it and what is not: of two of them programs draw, without what they hold."""
    if marker == _APP0 and segment[4:9] == b"JFIF\x00" and len(segment) >= 2 + _JFIF_BYTES:
        head = segment[:2] + _JFIF_BYTES.to_bytes(2, "big") + segment[4:16] + b"\x00\x00"
        yield True, head  # without the small picture (JFIF, 10.5)
        if head != segment:
            yield False, segment[16:]
    elif marker == _ADOBE and segment[4:9] == b"Adobe" and len(segment) >= 2 + _ADOBE_BYTES:
        yield True, segment[:2] + _ADOBE_BYTES.to_bytes(2, "big") + segment[4 : 2 + _ADOBE_BYTES]
        if len(segment) > 2 + _ADOBE_BYTES:
            yield False, segment[2 + _ADOBE_BYTES :]
    else:
        yield not (_APP0 <= marker <= _APP15 or marker == _COM), segment


def _of_jpeg_2000(picture: bytes) -> Iterator[tuple[bool, bytes]]:
    place = 0
    while place < len(picture):
        size, kind, head = int.from_bytes(picture[place : place + 4], "big"), picture[place + 4 : place + 8], 8
        if size == 1:
            size, head = int.from_bytes(picture[place + 8 : place + 16], "big"), 16
        elif size == 0:  # the last one
            size = len(picture) - place
        if size < head or (place + size > len(picture) and kind != b"jp2c") or kind == b"ftbl":
            raise _DamagedError  # or a table of places in the file, which would not be right any more
        box = picture[place : place + size]
        if kind == b"jp2c":
            parts = list(_of_codestream(box[head:]))
            drawn = b"".join(data for is_drawn, data in parts if is_drawn)
            yield True, (len(drawn) + 8).to_bytes(4, "big") + kind + drawn
            yield from ((False, data) for is_drawn, data in parts if not is_drawn)
        else:
            yield kind in _BOXES, box
        place += size


def _of_codestream(picture: bytes) -> Iterator[tuple[bool, bytes]]:
    yield True, picture[:2]
    place = 2
    while (marker := int.from_bytes(picture[place : place + 2], "big")) != _SOT:
        length = int.from_bytes(picture[place + 2 : place + 4], "big")
        if marker < 0xFF00 or length < 2 or place + 2 + length > len(picture):
            raise _DamagedError
        yield marker != _COMMENT, picture[place : place + 2 + length]
        place += 2 + length
    yield True, picture[place:]
