"""The fonts of this machine: which families are installed, and which characters they can draw."""

from __future__ import annotations

import shutil
import subprocess
from functools import lru_cache

Glyphs = frozenset[int]
"""The code points some font of the machine can draw."""

_PATIENCE_SECONDS = 20


def installed_fonts() -> frozenset[str] | None:
    """Return the font families of this machine; None when it cannot say."""
    lister = shutil.which("fc-list")
    listed = None if lister is None else _listed(lister, ":", "family")
    if listed is None:
        return None
    return frozenset(family.strip() for line in listed.splitlines() for family in line.split(","))


def installed_glyphs() -> Glyphs | None:
    """Return the characters that the fonts of this machine can draw in a PDF; None when it cannot say.

    Fonts of coloured pictures are no fonts to embed.
    """
    lister = shutil.which("fc-list")
    return None if lister is None else _glyphs(lister)


@lru_cache(maxsize=2)
def _glyphs(lister: str) -> Glyphs | None:
    listed = _listed(lister, "--format", "%{scalable}|%{color}|%{charset}\n")
    ranges: set[str] = set()
    for line in (listed or "").splitlines():
        scalable, color, charset = ([*line.split("|", 2), "", ""])[:3]
        if scalable != "False" and color != "True":
            ranges |= set(charset.split())
    glyphs: set[int] = set()
    for span in ranges:
        first, _, last = span.partition("-")
        glyphs |= set(range(int(first, 16), int(last or first, 16) + 1))
    return frozenset(glyphs) or None


def _listed(*order: str) -> str | None:
    """Return what fontconfig answers; None when it does not."""
    try:
        answer = subprocess.run(order, capture_output=True, text=True, timeout=_PATIENCE_SECONDS, check=True)  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return None
    return answer.stdout
