"""Remarks for whoever approves (merknader), kept as a file: they quote what is not for everybody, and no package."""

from __future__ import annotations

from collections.abc import Sequence

from cycle.application.publishing.whereabouts import SITE
from cycle.application.year import OpenCycle
from cycle.archive.site import SiteFile
from cycle.errors import Problem
from cycle.model import Document, StoredFile
from cycle.phrases import Phrase
from cycle.store.memory import Memory

TEXT = "text/plain"


def keep_remarks(cycle: OpenCycle, problems: Sequence[Problem]) -> StoredFile | None:
    """Return the file with a line for each problem; None where there is nothing to say."""
    lines = [" ".join(problem.said(cycle.language).split()) for problem in problems]
    data = "\n".join(lines).encode()
    return cycle.memory.files.put(Document(name="merknader.txt", media_type=TEXT, data=data)) if lines else None


def remark_lines(memory: Memory, remarks: StoredFile | None) -> tuple[str, ...]:
    """Return the lines of such a file."""
    return () if remarks is None else tuple(memory.files.read(remarks).decode().splitlines())


def leaving(cycle: OpenCycle, site: Sequence[SiteFile]) -> tuple[Problem, ...]:
    """Return a problem for each address of today's site that another site has no more, and no word of either."""
    there = {file.path for file in site}
    published = cycle.memory.publications.files(f"{SITE}/{cycle.row.community}")
    what = Phrase("is on the public page now, and goes away")
    remedy = Phrase("put back what it is made of, or let it go")
    return tuple(
        Problem(file=path, where="", what=what, remedy=remedy)
        for path in published
        if path not in there and f"{path}/index.html" not in there
    )
