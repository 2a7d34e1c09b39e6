"""The files a closed year rests on (augneblinksbilete): kept in the store by sha256, and laid out to be read again."""

from __future__ import annotations

import json
import mimetypes
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from cycle.application.results import KeptFile
from cycle.application.year.year_files import is_read
from cycle.archive.tree import TreeFile, path_problems, write_tree
from cycle.errors import StoreError
from cycle.model import Document, StoredFile, from_plain, to_plain
from cycle.settings import Settings
from cycle.store.files import Files

CONFIG, TEMPLATES, STORE = "config", "templates", "store"
"""The folders of a snapshot: the community's own files, the templates, what the store says."""
REGISTER = f"{STORE}/register.json"
ROLE_SEATS = f"{STORE}/role_seats.json"
"""The seats that had a mailbox of their own, by id, without the addresses."""
TABLES = frozenset({".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".tsv"})
"""Endings of what may list people: the register lies in the snapshot as the year needs it, without their addresses."""
ORGANISATIONS = "organisations.csv"
LISTED = "application/json"
LARGEST = 50_000_000
"""Bytes of a file that is kept; whatever is bigger lies in the folder for people alone."""


def files_on_disk(settings: Settings, folder: Path, *, own: str) -> Iterator[tuple[str, Path]]:
    """Yield path and place of each file of a community and of the templates; of the years' folders only `own`."""
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        inside = path.relative_to(folder)
        of_year = (folder / inside.parts[0]).is_dir() and (folder / inside.parts[0] / "meeting.toml").is_file()
        other = of_year and inside.parts[0] != own
        if _is_kept(path) and not other and not is_of_people(inside.as_posix(), own=own):
            yield f"{CONFIG}/{folder.resolve().name}/{inside.as_posix()}", path
    for path in sorted(settings.templates.rglob("*")):
        inside = path.relative_to(settings.templates)
        if _is_kept(path) and inside.parts[0] != "community":
            yield f"{TEMPLATES}/{inside.as_posix()}", path


def is_of_people(path: str, *, own: str) -> bool:
    """Return whether a file of a community, by its path in the folder, is none that the year rests on.

    A table beside the rules may hold addresses and telephone numbers, one in the folder of the year what people eat:
    what is kept for ever is never to hold them. What is shown of the presentations is kept with the page.
    """
    first, _, rest = path.partition("/")
    if first == own:
        return not is_read(rest)
    return not rest and Path(first).suffix.casefold() in TABLES and first != ORGANISATIONS


def keep_files(files: Files, found: Mapping[str, bytes]) -> StoredFile:
    """Return the stored list of these files by path, each of them stored by its sha256."""
    kept = tuple(
        KeptFile(path=path, file=files.put(Document(name=Path(path).name, media_type=_type(path), data=data)))
        for path, data in sorted(found.items())
    )
    listed = json.dumps(to_plain(kept), ensure_ascii=False, indent=1, sort_keys=True).encode()
    return files.put(Document(name="snapshot.json", media_type=LISTED, data=listed))


def kept_files(files: Files, snapshot: StoredFile) -> tuple[KeptFile, ...]:
    """Return what a snapshot lists; StoreError when the list is gone or was changed on disk."""
    return _listed(files.get(snapshot.sha256))


def laid_out(files: Files, snapshot: StoredFile, *, home: Path) -> Path:
    """Return the folder with the files of a snapshot under their paths, made again when it is gone or was changed.

    StoreError when a file of it is gone from the store.
    """
    folder = home.absolute() / "closed" / snapshot.sha256[:16]
    _lay_out(files, snapshot, folder)
    return folder


_found_whole: dict[Path, tuple[str, Mapping[str, tuple[int, ...]]]] = {}
"""Folder → the snapshot it was found to be and how its files lay then, so that they are read once and not each time."""


def _lay_out(files: Files, snapshot: StoredFile, folder: Path) -> None:
    """Write the folder where it is not as the snapshot says: a file is another, gone, or one too many."""
    lies = _how_files_lie(folder)
    if _found_whole.get(folder) == (snapshot.sha256, lies):
        return
    listed = kept_files(files, snapshot)
    is_whole = lies.keys() == {kept.path for kept in listed}
    if not is_whole or any(not _is_there(folder / kept.path, files, kept.file) for kept in listed):
        tree = tuple(TreeFile(path=kept.path, content=kept.file) for kept in listed)
        write_tree(tree, folder, read=files.read)
        lies = _how_files_lie(folder)
    _found_whole[folder] = (snapshot.sha256, lies)


def _how_files_lie(folder: Path) -> Mapping[str, tuple[int, ...]]:
    """Return path → what is another once a file was written to, replaced or made a link; nothing of it is read."""
    found = {}
    with suppress(FileNotFoundError):  # another process lays it out just now
        for path in folder.rglob("*"):
            if path.is_symlink() or not path.is_dir():
                told = path.lstat()
                lies = (told.st_mode, told.st_ino, told.st_size, told.st_mtime_ns, told.st_ctime_ns)
                found[path.relative_to(folder).as_posix()] = lies
    return found


def _is_there(path: Path, files: Files, file: StoredFile) -> bool:
    try:
        return not path.is_symlink() and path.read_bytes() == files.get(file.sha256)
    except OSError:
        return False


@lru_cache(maxsize=64)
def _listed(data: bytes) -> tuple[KeptFile, ...]:
    try:
        return tuple(from_plain(KeptFile, kept) for kept in json.loads(data))
    except ValueError as error:
        raise StoreError(f"snapshot: cannot be read ({error}); restore the newest backup") from error


def _is_kept(path: Path) -> bool:
    """Return whether a file may be something the year rests on: no program's own, none too big to be read."""
    return path.is_file() and is_kept_name(path.name) and path.stat().st_size <= LARGEST


def is_kept_name(name: str) -> bool:
    """Return whether a file may be something the year rests on, by its name: none of a program's own."""
    return not name.startswith((".", "~$")) and not path_problems([TreeFile(path=name, content=b"")])


def _type(path: str) -> str:
    return mimetypes.guess_type(path)[0] or "application/octet-stream"
