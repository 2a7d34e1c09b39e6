"""Content-addressed files: what was previewed is what is approved, sent and archived, byte for byte."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cycle.errors import StoreError
from cycle.model import Document, StoredFile


@dataclass(frozen=True, slots=True)
class Files:
    """A folder of files named by their sha256; writing the same bytes twice writes once."""

    folder: Path

    def put(self, document: Document) -> StoredFile:
        """Return the stored file. The bytes are on disk under their sha256 when this returns.

        StoreError when the disk is full or may not be written to; then nothing of the file is there.
        """
        sha256 = hashlib.sha256(document.data).hexdigest()
        target = self.path(sha256)
        if not target.exists():
            _write_durably(target, document.data)
        return StoredFile(sha256=sha256, name=document.name, media_type=document.media_type, size=len(document.data))

    def get(self, sha256: str) -> bytes:
        """Return the bytes; StoreError when they are missing or no longer match their name."""
        try:
            data = self.path(sha256).read_bytes()
        except FileNotFoundError as error:
            raise StoreError(f"files/{sha256[:12]}: is gone from the store; restore it from the backup") from error
        if hashlib.sha256(data).hexdigest() != sha256:
            raise StoreError(f"files/{sha256[:12]}: was changed on disk; restore it from the backup")
        return data

    def read(self, file: StoredFile) -> bytes:
        """Return the bytes of a stored file; StoreError when they are missing or changed."""
        return self.get(file.sha256)

    def document(self, file: StoredFile) -> Document:
        """Return the stored file as a document in memory."""
        return Document(name=file.name, media_type=file.media_type, data=self.get(file.sha256))

    def stored(self, sha256: str, *, name: str, media_type: str) -> StoredFile:
        """Return the stored file under another name; StoreError when it is gone."""
        try:
            size = self.path(sha256).stat().st_size
        except FileNotFoundError as error:
            raise StoreError(f"files/{sha256[:12]}: is gone from the store; restore it from the backup") from error
        return StoredFile(sha256=sha256, name=name, media_type=media_type, size=size)

    def path(self, sha256: str) -> Path:
        """Return where a file with this digest lives."""
        if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
            raise StoreError(f"{sha256[:80]!r}: is not a sha256 digest")
        return self.folder / sha256[:2] / sha256


def named_in(plain: Any) -> dict[str, int]:  # Any: what a row holds
    """Return sha256 → size of every stored file that plain values name."""
    if isinstance(plain, Mapping):
        if {"sha256", "name", "media_type", "size"} <= plain.keys():
            return {plain["sha256"]: plain["size"]}
        return named_in(list(plain.values()))
    if isinstance(plain, list | tuple):
        return {sha256: size for held in plain for sha256, size in named_in(held).items()}
    return {}


def _write_durably(target: Path, data: bytes) -> None:
    """Write all of the file or nothing."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".new-", delete=False) as handle:
            try:
                handle.write(data)
                handle.flush()
                os.fsync(handle.fileno())
                Path(handle.name).replace(target)
            except OSError:
                Path(handle.name).unlink(missing_ok=True)
                raise
    except OSError as error:
        what = f"files/{target.name[:12]}: cannot be written ({error.strerror})"
        raise StoreError(f"{what}; make room on the disk and run the step again: what is done is kept") from error
