"""A mail with the files it carries cut out, so that what is kept of each mail is small and gives back every byte."""

from __future__ import annotations

import binascii
import hashlib
import json
import re
import zlib
from base64 import b64decode, b64encode
from collections.abc import Callable

from cycle.mail.message.attachments import coded

LEAST = 400
"""Bytes of base64 that are worth cutting out."""


def packed(data: bytes, *, is_kept: Callable[[str], bool]) -> str:
    """Return the mail as one short text; a file whose sha256 is kept elsewhere is only named in it."""
    pieces: list[tuple[str, str]] = []
    end = 0
    for run in _RUN.finditer(data):
        sha256 = _file_in(run[1])
        if sha256 and is_kept(sha256):
            pieces += [("text", data[end : run.start(1)].decode("latin-1")), ("file", sha256)]
            end = run.end(1)
    pieces.append(("text", data[end:].decode("latin-1")))
    return b64encode(zlib.compress(json.dumps(pieces).encode())).decode()


def unpacked_mail(text: str, *, read: Callable[[str], bytes]) -> bytes:
    """Return the bytes of a packed mail; `read` gives a kept file by its sha256."""
    pieces = json.loads(zlib.decompress(b64decode(text)))
    return b"".join(held.encode("latin-1") if kind == "text" else coded(read(held)) for kind, held in pieces)


_RUN = re.compile(rb"\r\n\r\n((?:[A-Za-z0-9+/=]{1,76}\r\n){%d,})" % (LEAST // 76))


def _file_in(run: bytes) -> str:
    """Return the sha256 of the file that is coded here; empty when it is not coded as we do."""
    try:
        data = binascii.a2b_base64(run)
    except binascii.Error:
        return ""
    return hashlib.sha256(data).hexdigest() if coded(data) == run else ""
