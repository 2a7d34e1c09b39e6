"""What is read of the pages and folders named for an import: bounded, no link followed, nothing unpacked."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cycle.archive.media_types import MEDIA_TYPES
from cycle.archive.old_pages import ENDINGS, MOST_BYTES, FoundFile, OldPage, UnreadablePageError, read_page
from cycle.errors import Problem
from cycle.governance.history import PICTURES

MOST_FILES = 5_000
MOST_PAGES = 200
"""Pages that are read: the site of one community has a few."""
DEEPEST = 8


@dataclass(slots=True)
class OldSources:
    """The pages that were read, the documents that were seen, and what was left alone."""

    pages: list[OldPage] = field(default_factory=list)
    files: list[FoundFile] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_sources(sources: Sequence[Path]) -> OldSources:
    """Return what lies in the files and folders; of documents only the names are read."""
    found = OldSources()
    for source in sources:
        if source.is_dir():
            _folder(source, found)
        else:
            _file(source, source.parent, found)
    return found


def _folder(folder: Path, found: OldSources) -> None:
    for number, path in enumerate(_walk(folder, found)):
        if number >= MOST_FILES:
            what = f"has more than {MOST_FILES} files; the rest is not read"
            _leave(found, folder, what, "name its folders one by one")
            return
        _file(path, folder, found)


def _walk(folder: Path, found: OldSources) -> Iterator[Path]:
    for where, folders, names in os.walk(folder, followlinks=False):
        depth = len(Path(where).relative_to(folder).parts)
        for name in sorted(folders):
            if (Path(where) / name).is_symlink():
                _leave(found, Path(where) / name, "is a link, and is not followed", "name the folder it leads to")
        folders[:] = sorted(name for name in folders if not name.startswith(".")) if depth < DEEPEST else []
        yield from (Path(where) / name for name in sorted(names) if not name.startswith((".", "~$")))


def _file(path: Path, folder: Path, found: OldSources) -> None:
    try:
        state = path.lstat()
    except OSError as error:
        _leave(found, path, error.strerror or str(error), "look at the file")
        return
    inside = path.relative_to(folder).as_posix()
    ending = path.suffix.lower()
    if stat.S_ISLNK(state.st_mode):
        _leave(found, path, "is a link, and is not followed", "name the file it leads to")
    elif not stat.S_ISREG(state.st_mode):
        _leave(found, path, "is no plain file, and is not read", "take it away")
    elif ending in ENDINGS:
        _page(path, inside, state.st_size, found)
    elif ending in MEDIA_TYPES or ending in PICTURES:
        if "\\" in inside or not inside.isprintable():
            _leave(found, path, "has a name that not every system can hold", "rename it")
        else:
            found.files.append(FoundFile(path=inside, folder=str(folder), is_picture=ending in PICTURES))
    else:
        what = f"files of type '{ending or 'without ending'}' are not read, and nothing is unpacked"
        _leave(found, path, what, "save a page as HTML or text, a document as PDF; unpack a zip file yourself")


def _page(path: Path, inside: str, size: int, found: OldSources) -> None:
    if size > MOST_BYTES:
        what = f"is larger than {MOST_BYTES // 1_000_000} MB, and is not read as a page"
        _leave(found, path, what, "save the page anew, as text only")
        return
    if len(found.pages) >= MOST_PAGES:
        _leave(found, path, f"is not read: {MOST_PAGES} pages have been", "name fewer")
        return
    name = inside if all(page.name != inside for page in found.pages) else str(path)
    try:
        found.pages.append(read_page(name, path.read_bytes()))
    except UnreadablePageError as error:
        _leave(found, path, str(error), "save the page anew, as text only")
    except OSError as error:
        _leave(found, path, error.strerror or str(error), "look at the file")


def _leave(found: OldSources, path: Path, what: str, remedy: str) -> None:
    found.problems.append(Problem(file=str(path), where="", what=what, remedy=remedy, severity="warning"))
