"""Documents of a folder laid beside the meeting they belong to: by year, kind, speaker, or what a page links to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from cycle.archive.file_names import slug
from cycle.archive.old_pages.line_words import document_kind, years_in
from cycle.archive.old_pages.proposed import ProposedEdition
from cycle.archive.old_pages.talks import FoundTalk
from cycle.archive.public_site.pages import DocumentKind


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundFile:
    """A document in one of the folders; `path` is relative to the folder that was named."""

    path: str
    folder: str
    is_picture: bool = False

    @property
    def name(self) -> str:
        """The last part of the path."""
        return PurePosixPath(self.path).name


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchedFile:
    """A file with the place it is proposed for. `linked` when a page links to a file of this name."""

    file: FoundFile
    year: int
    meeting: str
    kind: DocumentKind = "other"
    document: int | None = None
    talk: int | None = None
    linked: bool = False

    @property
    def kept_as(self) -> str:
        """Where it is to lie in the folder `historie`."""
        return f"{self.year}/{self.file.name}"


def matched(
    files: Sequence[FoundFile], editions: Sequence[ProposedEdition]
) -> tuple[tuple[MatchedFile, ...], tuple[FoundFile, ...]]:
    """Return the files that belong to one meeting with their place, and those that fit none or several."""
    placed: list[MatchedFile] = []
    left: list[FoundFile] = []
    taken: set[tuple[str, int]] = set()
    for file in sorted(files, key=lambda file: (file.folder, file.path)):
        found = _linked(file, editions) or _by_year(file, editions)
        if found is None or (file.name.casefold(), found.year) in taken:
            left.append(file)
            continue
        taken.add((file.name.casefold(), found.year))
        placed.append(found)
    return tuple(placed), tuple(left)


def _linked(file: FoundFile, editions: Sequence[ProposedEdition]) -> MatchedFile | None:
    """Return the only place of the pages that links to a file of this name."""
    found = [
        MatchedFile(
            file=file, year=edition.year, meeting=edition.meeting, kind=document.kind, document=number, linked=True
        )
        for edition in editions
        for number, document in enumerate(edition.documents)
        if _same_name(document.address, file.name)
    ]
    found += [
        MatchedFile(file=file, year=edition.year, meeting=edition.meeting, talk=number, linked=True)
        for edition in editions
        for number, talk in enumerate(edition.talks)
        if _same_name(talk.address, file.name)
    ]
    return found[0] if len(found) == 1 else None


def _same_name(address: str, name: str) -> bool:
    linked = PurePosixPath(unquote(urlsplit(address).path)).name if address else ""
    return bool(linked) and slug(linked) == slug(name)


def _by_year(file: FoundFile, editions: Sequence[ProposedEdition]) -> MatchedFile | None:
    """Return the meeting of the only year that the path names, and the talk or document there that the name fits."""
    whole = f"{file.folder}/{file.path}"
    years = set(years_in(file.name)) or set(years_in(file.path)) or set(years_in(PurePosixPath(whole).parent.name))
    of_year = [edition for edition in editions if edition.year in years]
    if len(of_year) != 1:
        return None
    (edition,) = of_year
    if file.is_picture:
        return MatchedFile(file=file, year=edition.year, meeting=edition.meeting)
    if (talk := _talk_of(file, edition.talks)) is not None:
        return MatchedFile(file=file, year=edition.year, meeting=edition.meeting, talk=talk)
    kind = document_kind(file.name) or "other"
    numbers = [number for number, document in enumerate(edition.documents) if document.kind == kind]
    known = numbers[0] if len(numbers) == 1 and kind not in {"other", "presentations"} else None
    return MatchedFile(file=file, year=edition.year, meeting=edition.meeting, kind=kind, document=known)


def _talk_of(file: FoundFile, talks: Sequence[FoundTalk]) -> int | None:
    """Return the only talk whose speaker's last name, or most of whose title, stands in the file's name."""
    words = set(slug(PurePosixPath(file.name).stem).split("-"))
    fitting = [
        number
        for number, talk in enumerate(talks)
        if any(slug(speaker.name).split("-")[-1] in words for speaker in talk.speakers) or _title_in(words, talk.title)
    ]
    return fitting[0] if len(fitting) == 1 else None


def _title_in(words: set[str], title: str) -> bool:
    own = {word for word in slug(title).split("-") if len(word) > 3}
    return len(own) >= 2 and len(own & words) >= max(2, 0.6 * len(own))
