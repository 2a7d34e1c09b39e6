"""A folder of incoming mails on this machine: a Maildir, or `.eml` files that somebody has put together."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cycle.mail.inbox.incoming import LIMIT


def mails_in(folder: Path) -> Iterator[bytes]:
    """Return the first `LIMIT` bytes of each mail, by file name; a mail that vanishes meanwhile is left out."""
    for path in _files(folder):
        try:
            with path.open("rb") as file:
                yield file.read(LIMIT)
        except FileNotFoundError:
            continue


def _files(folder: Path) -> Iterator[Path]:
    parts = [folder / "new", folder / "cur"]
    if any(part.is_dir() for part in parts):
        found = [path for part in parts if part.is_dir() for path in part.iterdir()]
    else:
        found = [path for path in folder.rglob("*") if path.suffix.lower() in {".eml", ".txt"}]
    yield from sorted(path for path in found if path.is_file())
