"""Several old pages pasted into one file (limt saman): each by itself again, with the lines it has in the file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from cycle.archive.old_pages.line_words import MEETING_OF_YEAR, KnownNames
from cycle.archive.old_pages.page import OldPage, PageLine, changed_on

_NEAR = 4
"""So many lines there may be between the day a page was changed, which ends it, and the title of the next."""
_ENDED = re.compile(
    r"^(?:(?:sist )?(?:oppdatert|endra|endret)\b.{0,20}?\d{4}|fan[nt] du det du (?:leita|lette) etter\W*)"
    r"(?P<title>.*)$",
    re.IGNORECASE,
)


def pages_in(page: OldPage, names: KnownNames) -> list[OldPage]:
    """Return the pages that a file holds: the next begins where the name of a meeting stands after the last ended.

    What is called after a meeting and tells of none is no page: links at the foot of one look so too.
    """
    found = [(page.title, page.lines)]
    for at, title in reversed(list(_starts(page.lines, names))):
        lines = found[0][1][at:]
        if any(MEETING_OF_YEAR.search(line.text) for line in lines):
            found[:1] = [(page.title, page.lines[:at]), (title, lines)]
    if len(found) == 1:
        return [page]
    first = replace(page, lines=found[0][1], updated=changed_on(found[0][1]))
    return [
        first,
        *(
            replace(
                page,
                name=f"{page.name} ({number})",
                title=title,
                address="",
                published=None,
                updated=changed_on(lines) or first.updated,
                lines=lines,
            )
            for number, (title, lines) in enumerate(found[1:], start=2)
        ),
    ]


def _starts(lines: Sequence[PageLine], names: KnownNames) -> Iterator[tuple[int, str]]:
    """Yield where a page begins, with its title, which may be run together with the day the one before was changed."""
    ended: int | None = None
    for at, line in enumerate(lines):
        end = _ENDED.match(line.text)
        ended = at if end else ended
        title = (end["title"] if end else line.text).strip()
        if ended is not None and at - ended <= _NEAR and names.is_spelt(title):
            yield (at + 1 if end else at), title
            ended = None
