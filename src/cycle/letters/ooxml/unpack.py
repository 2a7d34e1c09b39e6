"""A zip file from anywhere unpacked, and never more of it than its directory says, which is looked at first."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from urllib.parse import unquote

from cycle.catalogue import in_context
from cycle.errors import Problem
from cycle.letters.ooxml.container import Deflated, packed_members
from cycle.letters.ooxml.opc import Members
from cycle.letters.ooxml.other_formats import SAVE_AGAIN, no_archive
from cycle.phrases import Phrase

MAX_MEMBERS = 200
MAX_BYTES = 50_000_000
MAX_RATIO = 200
"""Unpacked size over packed size of one member; Word's own text stays under 50."""

MAX_PICTURE = 20_000_000
"""Bytes of one picture: drawings (EMF, WMF) and plain surfaces pack as well as any bomb, and are bounded by size."""

_PICTURES = (".emf", ".wmf", ".bmp", ".tif", ".tiff", ".png", ".gif", ".jpg", ".jpeg", ".svg")

_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def unpacked(data: bytes, *, name: str) -> tuple[Members, tuple[Problem, ...]]:
    """Return the members of a zip file; none, and every reason, when it is no whole one or not a safe one."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            outside = tuple(_problems(infos, name))
            if outside:
                return {}, outside
            for info in infos:
                archive.open(info).close()  # compares the member's own name with the directory's
        return {member: _inflated(packed, member) for member, packed in packed_members(data).items()}, ()
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError) as error:
        return {}, (no_archive(data, name=name, why=str(error)),)


def _inflated(packed: Deflated, name: str) -> bytes:
    """Return the member unpacked; BadZipFile when it is not of the size and the checksum the directory says."""
    content = packed.data
    if packed.method == zipfile.ZIP_DEFLATED:
        content = zlib.decompressobj(-15).decompress(packed.data, packed.size + 1)
    if len(content) != packed.size:
        raise zipfile.BadZipFile(f"'{name}' is of another size than it says")
    if zlib.crc32(content) != packed.crc:
        raise zipfile.BadZipFile(f"'{name}' is damaged")
    return content


def _problems(infos: Iterable[zipfile.ZipInfo], name: str) -> Iterator[Problem]:
    """Yield what is wrong with the file before anything in it is unpacked."""
    infos = list(infos)
    if len(infos) > MAX_MEMBERS:
        what, remedy = Phrase("{number} files inside", number=len(infos)), Phrase("at most {most}", most=MAX_MEMBERS)
        yield Problem(file=name, where="", what=what, remedy=remedy)
    if sum(info.file_size for info in infos) > MAX_BYTES:
        what, remedy = Phrase("too large when unpacked"), Phrase("at most {most} bytes", most=MAX_BYTES)
        yield Problem(file=name, where="", what=what, remedy=remedy)
    seen: set[str] = set()
    for info in infos:
        path = unquote(info.filename.replace("\\", "/"))
        if path.startswith("/") or {"..", "."} & set(path.split("/")) or ":" in path or "\x00" in info.orig_filename:
            what = Phrase("a path that leads out of the file")
            yield Problem(file=name, where=info.filename, what=what, remedy=SAVE_AGAIN)
        plain = str(PurePosixPath(path)).lower()
        if plain in seen:
            what = Phrase("the same name twice inside the file")
            yield Problem(file=name, where=info.filename, what=what, remedy=SAVE_AGAIN)
        seen.add(plain)
        if plain.endswith(_PICTURES):
            if info.file_size > MAX_PICTURE:
                what = Phrase("a picture too large when unpacked")
                remedy = Phrase("at most {most} bytes", most=MAX_PICTURE)
                yield Problem(file=name, where=info.filename, what=what, remedy=remedy)
        elif info.file_size > MAX_RATIO * max(info.compress_size, 1) and info.file_size > 100_000:
            what = Phrase("packed so tightly that it looks like a zip bomb")
            yield Problem(file=name, where=info.filename, what=what, remedy=SAVE_AGAIN)
        if info.flag_bits & 0x1:
            what, remedy = Phrase("encrypted"), Phrase(in_context("Word", "save it without a password"))
            yield Problem(file=name, where=info.filename, what=what, remedy=remedy)
        if info.compress_type not in _METHODS:
            what = Phrase("packed in a way Word never uses")
            yield Problem(file=name, where=info.filename, what=what, remedy=SAVE_AGAIN)
