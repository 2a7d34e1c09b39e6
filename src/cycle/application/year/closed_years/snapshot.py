"""The files a closed year rests on (augneblinksbilete): kept in the store by sha256, and laid out to be read again."""

from __future__ import annotations

import json
import mimetypes
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import lru_cache
from pathlib import Path, PurePosixPath

from cycle.application.results import KeptFile
from cycle.application.year.community_rules.community import LoadedCommunity
from cycle.application.year.community_rules.community_files import WORDS_FILES
from cycle.application.year.written.past_folder import HISTORY_FOLDER
from cycle.application.year.written.signals import FOLLOW_UPS
from cycle.application.year.written.year_files import PICTURE_TYPES, PICTURES, is_read
from cycle.archive.tree import TreeFile, path_problems, write_tree
from cycle.errors import StoreError
from cycle.governance.community_data.filing import FILE as FILING
from cycle.governance.community_data.retention import FILE as RETENTION
from cycle.model import Document, StoredFile, from_plain, to_plain
from cycle.settings import Settings
from cycle.store.kept_files.files import Files

CONFIG, TEMPLATES, STORE = "config", "templates", "store"
"""The folders of a snapshot: the community's own files, the templates, what the store says."""
REGISTER = f"{STORE}/register.json"
ROLE_SEATS = f"{STORE}/role_seats.json"
"""The seats that had a mailbox of their own, by id, without the addresses."""
ORGANISATIONS = "organisations.csv"
RULE_FILES = frozenset(
    {"community.toml", "history.toml", ORGANISATIONS, FILING, RETENTION, FOLLOW_UPS, *WORDS_FILES.values()}
)
"""What is read of a community beside its meeting types."""
TEMPLATE_TYPES: Mapping[str, frozenset[str]] = {
    "docx": frozenset({".docx"}),
    "mail": frozenset({".txt", ".html"}),
    "review": frozenset({".html", ".css", ".svg"}),
    "site": frozenset({".html", ".css", ".svg"}),
}
"""What is read of the templates: folder → endings."""
LISTED = "application/json"
LARGEST = 50_000_000
"""Bytes of a file that is kept; whatever is bigger lies in the folder for people alone."""


def files_on_disk(settings: Settings, *loaded: LoadedCommunity, own: str) -> Iterator[tuple[str, Path]]:
    """Yield path and place of each file that a year rests on, of the community and of the templates.

    Where the community is given as it was and as it is, what either reads; the folder is that of the last.
    """
    folder = loaded[-1].folder
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        inside = path.relative_to(folder).as_posix()
        is_read_now = any(is_read_of(community, inside, own=own) for community in loaded)
        if is_read_now and _is_kept(path) and not _leads_out(folder, path):
            yield f"{CONFIG}/{loaded[-1].community.id}/{inside}", path
    for path in sorted(settings.templates.rglob("*")):
        inside = path.relative_to(settings.templates).as_posix()
        if _is_kept(path) and is_template(inside):
            yield f"{TEMPLATES}/{inside}", path


def is_read_of(loaded: LoadedCommunity, path: str, *, own: str) -> bool:
    """Return whether a file, by its path in the community's folder, is read for the year whose folder is `own`.

    Beside the rules may lie anything: registers of earlier years, lists of addresses, what people eat. What is kept
    for ever holds what is read and nothing else. What is shown of the presentations is kept with the page.
    """
    first, _, rest = path.partition("/")
    if not rest:
        return is_rule_file(loaded, first)
    if first == own:
        return is_read(rest)
    if first == HISTORY_FOLDER:
        return any(rest == named for edition in loaded.history.editions for _, named in edition.files())
    return first == PICTURES and PurePosixPath(rest).suffix.lower() in PICTURE_TYPES and "/" not in rest


def is_template(path: str) -> bool:
    """Return whether a file, by its path in the folder of templates, is one that is read."""
    return PurePosixPath(path).suffix in TEMPLATE_TYPES.get(path.partition("/")[0], ())


def is_rule_file(loaded: LoadedCommunity, name: str) -> bool:
    """Return whether a file directly in the community's folder is read: one of those known, or of a meeting type."""
    is_meeting = any(name.startswith(f"{meeting}.") for meeting in loaded.community.meetings)
    return name in RULE_FILES or (is_meeting and name.endswith(".toml"))


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
    found: dict[str, tuple[int, ...]] = {}
    with suppress(OSError):  # another process lays it out just now, or it cannot be read: it is laid out again
        found.update(_in_folder(str(folder)))
    return found


def _in_folder(folder: str, under: str = "") -> Iterator[tuple[str, tuple[int, ...]]]:
    """Yield how each file of a folder lies: asked at every reading of a closed year, so no path is built for it."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _in_folder(entry.path, f"{under}{entry.name}/")
            else:
                stat = entry.stat(follow_symlinks=False)
                lies = (stat.st_mode, stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns)
                yield f"{under}{entry.name}", lies


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


def _leads_out(folder: Path, path: Path) -> bool:
    """Return whether a file of the history is a link to one elsewhere, which no page shows."""
    of_history = (folder / HISTORY_FOLDER) in path.parents
    return of_history and not path.resolve().is_relative_to((folder / HISTORY_FOLDER).resolve())


def _is_kept(path: Path) -> bool:
    """Return whether a file may be something the year rests on: no program's own, none too big to be read."""
    return path.is_file() and is_kept_name(path.name) and path.stat().st_size <= LARGEST


def is_kept_name(name: str) -> bool:
    """Return whether a file may be something the year rests on, by its name: none of a program's own."""
    return not name.startswith((".", "~$")) and not path_problems([TreeFile(path=name, content=b"")])


def _type(path: str) -> str:
    return mimetypes.guess_type(path)[0] or "application/octet-stream"
