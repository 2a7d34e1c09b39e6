"""Which stored files people may look at: those that some step's result mentions, under the names it gives them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import lru_cache
from pathlib import Path

from cycle.application.results import ArchiveOutcome, read, read_result
from cycle.application.year import packages_of
from cycle.letters.pdf import pages
from cycle.model import PDF, StoredFile
from cycle.services import Services

PICTURE_DPI = 110
"""Pictures of pages are fit to read on a screen at full width."""


def shown_file(services: Services, sha256: str, name: str = "", *, community: str = "") -> StoredFile | None:
    """Return the file as a result mentions it, under this name if it is one of its names; None for any other digest.

    Where a community is named, only its own results are looked at.
    """
    found = list(_mentions(services, sha256, community=community))
    return next((file for file in found if file.name == name), found[0] if found else None)


def page_pictures(services: Services, sha256: str, *, community: str = "") -> tuple[bytes, ...]:
    """Return the pages of a letter or its enclosure as PNG pictures; none for a file that is no letter.

    StoreError when the file is gone or was changed.
    """
    if not any(file.media_type == PDF for file in _mentions(services, sha256, kind="letters.", community=community)):
        return ()
    return _pictures(services.memory.files.get(sha256))


def package_file(services: Services, name: str, *, community: str = "") -> Path | None:
    """Return the archive package with this name, or None when no year made it or it is gone."""
    made = services.memory.results.carried_out("archive")
    own = [outcome for result, outcome in made if community in {"", result.cycle.partition("/")[0]}]
    if name not in {read(ArchiveOutcome, outcome).zip for outcome in own}:
        return None
    path = packages_of(services.settings) / name
    return path if path.is_file() else None


@lru_cache(maxsize=16)
def _pictures(pdf: bytes) -> tuple[bytes, ...]:
    return tuple(pages(pdf, dpi=PICTURE_DPI))


def _mentions(services: Services, sha256: str, *, kind: str = "", community: str = "") -> Iterator[StoredFile]:
    if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
        return
    for result in services.memory.results.mentioning(sha256):
        if result.step.startswith(kind) and community in {"", result.cycle.partition("/")[0]}:
            yield from _within(read_result(result), sha256)


def _within(value: object, sha256: str) -> Iterator[StoredFile]:
    """Yield each file with this digest that a noun mentions, however deep."""
    if isinstance(value, StoredFile):
        if value.sha256 == sha256:
            yield value
    elif is_dataclass(value):
        for own in fields(value):
            yield from _within(getattr(value, own.name), sha256)
    elif isinstance(value, tuple | Mapping):
        for part in value.values() if isinstance(value, Mapping) else value:
            yield from _within(part, sha256)
