"""Templates of pages and mails are compiled once in a process, whatever folder holds them."""

from __future__ import annotations

from types import CodeType

from jinja2.bccache import Bucket, BytecodeCache

LARGEST = 500
"""How many are kept; a house has about sixty."""


class CompiledOnce(BytecodeCache):
    """Keeps what Jinja compiled for environments of one kind: the same options, and filters that say the same.

    Every site, year and mail has an environment of its own, and to compile takes longer than to fill in.
    """

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], CodeType] = {}

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """Return the name and where it lies; errors are told by their file."""
        return f"{name}\n{filename or ''}"

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill in what the same name with the same words was compiled to."""
        name, _, file = bucket.key.partition("\n")
        if code := self._kept.get((name, bucket.checksum)):
            bucket.code = _lying_in(code, file)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        if len(self._kept) >= LARGEST:
            self._kept.clear()
        if bucket.code is not None:
            self._kept[bucket.key.partition("\n")[0], bucket.checksum] = bucket.code


def _lying_in(code: CodeType, file: str) -> CodeType:
    """Return the code with another file named in its errors."""
    if code.co_filename == file:
        return code
    inside = (_lying_in(part, file) if isinstance(part, CodeType) else part for part in code.co_consts)
    return code.replace(co_filename=file, co_consts=tuple(inside))
