"""The .docx around a letter: what is the same in every letter is compressed once, and only the rest is written again.

A part is a row of pieces. Those that the template wrote are deflated once, each ending on a whole byte with an empty
stored block (zlib's full flush). The value that follows is put into that block as it is, so that nothing at all is
compressed while a letter is made. The same pieces give the same bytes.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import count

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_DAY = 33
"""1980-01-01 as zip files write it: the first day there is."""

_STORED, _DEFLATED = 0, 8
_LARGEST_BLOCK = 65_535
_WORTH_DEFLATING = 120
"""Shorter pieces than this take more room deflated alone than beside the value they follow. Measured."""

_LEVEL = 9
"""A piece is deflated once, so the best is not too slow."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A piece of the template: its bytes, and those bytes deflated, without the last empty block's four of length."""

    plain: bytes
    deflated: bytes


class Pieces:
    """The pieces of one part that are the same in every letter."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Deflate each text once."""
        self._known = {text: _piece(text) for text in texts}

    def deflate(self, texts: Iterable[str]) -> Deflated:
        """Return the texts one after the other, deflated; those that are not known are kept as they are."""
        crc, size, waiting = 0, 0, bytearray()
        out: list[bytes] = []
        known, crc32 = self._known, zlib.crc32
        opened = b"\x00"
        for text in texts:
            piece = known.get(text)
            if piece is None or not piece.deflated:
                waiting += text.encode() if piece is None else piece.plain
                continue
            if waiting:
                crc, size = crc32(waiting, crc), size + len(waiting)
                _store(waiting, opened, out)
                waiting, opened = bytearray(), b"\x00"
            elif not opened:
                out.append(b"\x00\x00\xff\xff")
            crc, size = crc32(piece.plain, crc), size + len(piece.plain)
            out.append(piece.deflated)
            opened = b""
        if waiting:
            crc, size = crc32(waiting, crc), size + len(waiting)
            _store(waiting, opened, out)
        elif not opened:
            out.append(b"\x00\x00\xff\xff")
        out.append(b"\x03\x00")
        return Deflated(method=_DEFLATED, crc=crc, size=size, data=b"".join(out))


@dataclass(frozen=True, slots=True, kw_only=True)
class Deflated:
    """A member as it lies in the file: how it is packed, the checksum and size of what it unpacks to, its bytes."""

    method: int
    crc: int
    size: int
    data: bytes


def deflated(data: bytes) -> Deflated:
    """Return the bytes packed as a member, in the ordinary way."""
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    return Deflated(method=_DEFLATED, crc=zlib.crc32(data), size=len(data), data=packer.compress(data) + packer.flush())


def stored(data: bytes) -> Deflated:
    """Return the bytes as a member that is kept as it is: pictures are packed already."""
    return Deflated(method=_STORED, crc=zlib.crc32(data), size=len(data), data=data)


class Container:
    """A Word file whose members are kept packed, ready to be written with some of them new."""

    def __init__(self, data: bytes, *, changing: Iterable[str]) -> None:
        """Take over every member of the file as it is packed; those of `changing` are given with each letter."""
        packed = packed_members(data)
        changed = set(changing)
        self._packed = packed
        self._fixed = {name: deflated for name, deflated in packed.items() if name not in changed}
        self._head, self._directory = _written(self._fixed, 0)

    def write(self, members: Mapping[str, Deflated]) -> bytes:
        """Return the file with these members, given or new, after all the others."""
        fixed, head, directory = self._fixed, self._head, self._directory
        if not fixed.keys().isdisjoint(members):
            fixed = {name: deflated for name, deflated in fixed.items() if name not in members}
            head, directory = _written(fixed, 0)
        tail, more = _written(members, len(head))
        number = len(fixed) + len(members)
        index = directory + more
        end = _END.pack(b"PK\x05\x06", 0, 0, number, number, len(index), len(head) + len(tail), 0)
        return b"".join((head, tail, index, end))


def packed_members(data: bytes) -> dict[str, Deflated]:
    """Return each member of a zip file as it is packed there; packed again when it is in a way Word does not use."""
    found: dict[str, Deflated] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for info in archive.infolist():
            if not info.filename or info.is_dir():
                continue
            if info.compress_type not in (_STORED, _DEFLATED):
                found[info.filename] = deflated(archive.read(info))
                continue
            name_length, extra_length = struct.unpack_from("<2H", data, info.header_offset + 26)
            start = info.header_offset + _LOCAL.size + name_length + extra_length
            packed = data[start : start + info.compress_size]
            found[info.filename] = Deflated(method=info.compress_type, crc=info.CRC, size=info.file_size, data=packed)
    return found


def _piece(text: str) -> _Piece:
    plain = text.encode()
    if len(plain) < _WORTH_DEFLATING:
        return _Piece(plain, b"")
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -15, 9)
    packed = packer.compress(plain) + packer.flush(zlib.Z_FULL_FLUSH)
    return _Piece(plain, packed[:-4])


def _store(text: bytearray, opened: bytes, out: list[bytes]) -> None:
    """Add the text in stored blocks; `opened` is empty when the first block's first byte has been written already."""
    for number in count():
        block = bytes(text[number * _LARGEST_BLOCK : (number + 1) * _LARGEST_BLOCK])
        if not block:
            return
        out += (opened if number == 0 else b"\x00", struct.pack("<2H", len(block), len(block) ^ 0xFFFF), block)


def _written(members: Mapping[str, Deflated], offset: int) -> tuple[bytes, bytes]:
    """Return the members one after the other, and their entries in the directory; the first begins at `offset`."""
    body: list[bytes] = []
    directory: list[bytes] = []
    for name, deflated in members.items():
        encoded = name.encode()
        flags = 0 if name.isascii() else 0x800
        about = (20, flags, deflated.method, 0, _DAY, deflated.crc, len(deflated.data), deflated.size, len(encoded), 0)
        body += (_LOCAL.pack(b"PK\x03\x04", *about), encoded, deflated.data)
        directory += (_CENTRAL.pack(b"PK\x01\x02", 20, *about, 0, 0, 0, 0, offset), encoded)
        offset += _LOCAL.size + len(encoded) + len(deflated.data)
    return b"".join(body), b"".join(directory)
