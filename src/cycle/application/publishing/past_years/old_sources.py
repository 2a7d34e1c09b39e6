"""What is read of the pages and folders named for an import: bounded, no link followed, nothing unpacked."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cycle.archive.old_pages import ENDINGS, MOST_BYTES, FoundFile, OldPage, UnreadablePageError, read_page
from cycle.archive.public_site.media_types import MEDIA_TYPES
from cycle.errors import Problem
from cycle.governance.community_data.history import PICTURES
from cycle.phrases import Phrase
from cycle.reading import of_machine

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
            what = Phrase("has more than {most} files; the rest is not read", most=MOST_FILES)
            _leave(found, folder, what, Phrase("name its folders one by one"))
            return
        _file(path, folder, found)


def _walk(folder: Path, found: OldSources) -> Iterator[Path]:
    for where, folders, names in os.walk(folder, followlinks=False):
        depth = len(Path(where).relative_to(folder).parts)
        for name in sorted(folders):
            if (Path(where) / name).is_symlink():
                _leave(found, Path(where) / name, _LINK, Phrase("name the folder it leads to"))
        folders[:] = sorted(name for name in folders if not name.startswith(".")) if depth < DEEPEST else []
        yield from (Path(where) / name for name in sorted(names) if not name.startswith((".", "~$")))


def _file(path: Path, folder: Path, found: OldSources) -> None:
    try:
        state = path.lstat()
    except OSError as error:
        _leave(found, path, of_machine(error), _LOOK)
        return
    inside = path.relative_to(folder).as_posix()
    ending = path.suffix.lower()
    if stat.S_ISLNK(state.st_mode):
        _leave(found, path, _LINK, Phrase("name the file it leads to"))
    elif not stat.S_ISREG(state.st_mode):
        _leave(found, path, Phrase("is no plain file, and is not read"), Phrase("take it away"))
    elif ending in ENDINGS:
        _page(path, inside, state.st_size, found)
    elif ending in MEDIA_TYPES or ending in PICTURES:
        if "\\" in inside or not inside.isprintable():
            _leave(found, path, Phrase("has a name that not every system can hold"), Phrase("rename it"))
        else:
            found.files.append(FoundFile(path=inside, folder=str(folder), is_picture=ending in PICTURES))
    else:
        what = Phrase("files of type '{ending}' are not read, and nothing is unpacked", ending=ending)
        if not ending:
            what = Phrase("files without an ending are not read, and nothing is unpacked")
        remedy = Phrase("save a page as HTML or text, a document as PDF; unpack a zip file yourself")
        _leave(found, path, what, remedy)


def _page(path: Path, inside: str, size: int, found: OldSources) -> None:
    if size > MOST_BYTES:
        what = Phrase("is larger than {most} MB, and is not read as a page", most=MOST_BYTES // 1_000_000)
        _leave(found, path, what, _AS_TEXT)
        return
    if len(found.pages) >= MOST_PAGES:
        what = Phrase("is not read: {most} pages have been", most=MOST_PAGES)
        _leave(found, path, what, Phrase("name fewer"))
        return
    name = inside if all(page.name != inside for page in found.pages) else str(path)
    try:
        page = read_page(name, path.read_bytes())
        found.pages.append(page)
        for remark in page.remarks:
            _leave(found, path, remark, _AS_TEXT)
    except UnreadablePageError as error:
        _leave(found, path, error.what, _AS_TEXT)
    except OSError as error:
        _leave(found, path, of_machine(error), _LOOK)


_LINK = Phrase("is a link, and is not followed")
_LOOK, _AS_TEXT = Phrase("look at the file"), Phrase("save the page again, as text only")


def _leave(found: OldSources, path: Path, what: str, remedy: Phrase) -> None:
    found.problems.append(Problem(file=str(path), where="", what=what, remedy=remedy, severity="warning"))
