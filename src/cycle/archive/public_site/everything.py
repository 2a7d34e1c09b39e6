"""The list of all talks and documents of all years, in as few pages as stay small enough to open on a telephone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cycle.archive.public_site.pages import Edition, File, PageDocument, Presentation, sha256_of

FIRST = "alt/index.html"
MOST_ON_A_PAGE = 60_000
"""Bytes of the list itself; the page around it has some 15 kB."""
ROW = 80
"""Bytes of markup around one talk, document or speaker."""
LOST = 100
"""Bytes that say of a document why it cannot be fetched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedEdition:
    """A meeting with its talks and documents, each with the paths of its files."""

    edition: Edition
    talks: tuple[tuple[Presentation, tuple[tuple[str, File], ...]], ...]
    documents: tuple[tuple[PageDocument, str], ...]

    @property
    def inputs(self) -> tuple[Edition, tuple[tuple[str, ...], ...], tuple[str, ...]]:
        """Return all that it follows from: the edition has the talks and documents themselves."""
        talks = tuple(tuple(path for path, _ in files) for _, files in self.talks)
        return self.edition, talks, tuple(path for _, path in self.documents)

    @property
    def weight(self) -> int:
        """About how many bytes it takes on the page."""
        talks = sum(
            ROW * (1 + len(files) + len(talk.speakers)) + 2 * len(talk.title) + sum(len(path) for path, _ in files)
            for talk, files in self.talks
        )
        documents = sum(
            ROW + len(document.title) + len(document.note) + (len(path) or LOST) for document, path in self.documents
        )
        return 300 + talks + documents


def listed_editions(
    editions: Sequence[Edition], paths: Mapping[tuple[str, int, int], Mapping[str, str]]
) -> list[ListedEdition]:
    """Return what is to be listed, newest first; `paths` are `key_of` a file → its path, of what is there."""
    found = []
    for edition in reversed(editions):
        there = paths.get((edition.meeting, edition.year, edition.number), {})
        talks = tuple(
            (talk, tuple((path, file) for file in talk.files if (path := there.get(key_of(file)))))
            for talk in edition.presentations
        )
        documents = tuple(
            (document, there.get(key_of(document.file), "") if document.file else "") for document in edition.documents
        )
        if talks or documents:
            found.append(ListedEdition(edition=edition, talks=talks, documents=documents))
    return found


def key_of(file: File) -> str:
    """Return what tells a file of an edition: two documents may have the same bytes under two names."""
    return f"{sha256_of(file)}/{file.name}"


def parted(listing: Sequence[ListedEdition]) -> list[list[ListedEdition]]:
    """Return the list in parts of which each makes a page that is not too large; at least one, also when empty."""
    parts: list[list[ListedEdition]] = [[]]
    weight = 0
    for entry in listing:
        more = entry.weight
        if parts[-1] and weight + more > MOST_ON_A_PAGE:
            parts.append([])
            weight = 0
        parts[-1].append(entry)
        weight += more
    return parts


def page_of(number: int) -> str:
    """Return the path of a part, the first is 0."""
    return FIRST if number == 0 else f"alt/{number + 1}.html"


def years_of(part: Sequence[ListedEdition]) -> str:
    """Return the years of a part as printed, `2024–2015`."""
    years = [entry.edition.year for entry in part]
    return "" if not years else f"{years[0]}" if years[0] == years[-1] else f"{years[0]}–{years[-1]}"
