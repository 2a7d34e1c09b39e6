"""Remarks for whoever approves (merknader), kept as a file: they quote what is not for everybody, and no package."""

from __future__ import annotations

from collections.abc import Sequence

from cycle.application.publishing.public_signals import edition_signals
from cycle.application.publishing.whereabouts import SITE
from cycle.application.year import MINUTES, OpenCycle, load_minutes
from cycle.archive.site import SiteFile
from cycle.errors import Problem
from cycle.model import Document, Minutes, StoredFile
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


def minutes_remarks(cycle: OpenCycle) -> tuple[Problem, ...]:
    """Return a problem where the year has no minutes, or none that say who was there; none of a meeting called off."""
    minutes, what, where = load_minutes(cycle.year_folder), None, ""
    if minutes == Minutes():
        what = Phrase("there are no minutes, and those that are written when the year is closed are in no package")
    elif not minutes.present:
        where, what = "present", Phrase("nobody has noted who was there, and thanks go to those who were not there too")
    elif len(minutes.signals) > len(edition_signals(cycle)):
        where, what = "signals", Phrase("they are not approved, and stand neither on the page nor in the package")
    if what is None or cycle.called_off is not None:
        return ()
    remedy = Phrase("write it before you approve")
    return (Problem(file=f"{cycle.year_folder.name}/{MINUTES}", where=where, what=what, remedy=remedy),)


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
