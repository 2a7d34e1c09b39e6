"""A folder of files as values, and the one way such a folder reaches the disk: whole or not at all."""

from __future__ import annotations

import ctypes
import errno
import fcntl
import hashlib
import os
import shutil
import stat
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import IO

from cycle.archive.names import RESERVED
from cycle.errors import InputError, Problem, StoreError
from cycle.model import StoredFile, digest
from cycle.phrases import Phrase

ReadStored = Callable[[StoredFile], bytes]
"""Returns the bytes of a stored file; given by the steps, which know the store."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TreeFile:
    """A file of a tree: `path` is relative with forward slashes, `content` its bytes or the stored file."""

    path: str
    content: bytes | StoredFile = field(repr=False)
    name: str = ""
    """Of the document as it was handed in; empty for a page."""

    @property
    def size(self) -> int:
        """Number of bytes."""
        return self.content.size if isinstance(self.content, StoredFile) else len(self.content)

    @property
    def sha256(self) -> str:
        """The sha256 (hex) of the content; a stored file is not read for it."""
        return self.content.sha256 if isinstance(self.content, StoredFile) else hashlib.sha256(self.content).hexdigest()


def no_store(stored: StoredFile) -> bytes:
    """Raise StoreError: the tree was said to hold no stored files."""
    raise StoreError(f"{stored.name}: a stored file, but no store was given; pass `read`")


def tree_digest(files: Iterable[TreeFile]) -> str:
    """Return one sha256 (hex) for a whole tree, from the paths and digests of its files; no stored file is read."""
    return digest({file.path: file.sha256 for file in files})


def path_problems(files: Iterable[TreeFile]) -> tuple[Problem, ...]:
    """Return a problem for every path that leaves the folder, that some system cannot hold, or that stands twice."""
    files = tuple(files)
    odd = [Problem(file=file.path, where="", what=what) for file in files if (what := _odd(file.path))]
    twice = [path for path, number in Counter(file.path.casefold() for file in files).items() if number > 1]
    return (
        *odd,
        *(
            Problem(file=path, where="", what=Phrase("two files have this path"), remedy=Phrase("rename one"))
            for path in twice
        ),
    )


def write_tree(
    files: Sequence[TreeFile],
    folder: Path,
    *,
    read: ReadStored = no_store,
    there: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Make the folder hold exactly these files, in one step: a kill leaves the old folder or the new one.

    `there` is path → sha256 of what was written to it before; a file that is the same still is taken over unread.

    Raises InputError for unsafe paths and StoreError for a stored file whose bytes are not what its digest says.
    """
    if problems := path_problems(files):
        raise InputError(problems)
    folder = folder.absolute()
    folder.parent.mkdir(parents=True, exist_ok=True)
    with _only_writer(folder.parent):
        new, old = folder.with_name(f".{folder.name}.new"), folder.with_name(f".{folder.name}.old")
        _mend(folder, new=new, old=old)
        new.mkdir()
        made: set[str] = set()
        for file in files:
            same = there.get(file.path) == file.sha256
            if not same or not _taken_over(f"{folder}/{file.path}", f"{new}/{file.path}", size=file.size, made=made):
                _write(new / file.path, content_of(file, read=read))
        os.sync()  # one for all files: fsync on each of 4,000 letters took 25 seconds
        _swap(new, folder, old=old)


@contextmanager
def whole_file(path: Path) -> Iterator[IO[bytes]]:
    """Open a file that takes its place when the block ends well, so that a kill leaves the old file or the new one."""
    new = path.with_name(f".{path.name}.new")
    with new.open("wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


def content_of(file: TreeFile, *, read: ReadStored) -> bytes:
    """Return the bytes of the file; StoreError when the store returns other bytes than were stored."""
    if isinstance(file.content, bytes):
        return file.content
    data = read(file.content)
    if hashlib.sha256(data).hexdigest() != file.content.sha256:
        raise StoreError(
            f"{file.path}: the stored file {file.content.sha256[:12]} has changed; restore it from a backup"
        )
    return data


def sha256_of(path: Path) -> str:
    """Return the sha256 (hex) of a file on disk, read a little at a time."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@lru_cache(maxsize=20_000)
def _odd(path: str) -> Phrase | None:
    parts = path.split("/")
    if not path or any(part in {"", ".", ".."} for part in parts):
        return Phrase("this path is not inside the folder")
    if any(ord(letter) < 32 or letter in '\\:*?"<>|%' for letter in path):
        return Phrase("this path has characters that not every system can hold")
    if any(part.split(".")[0].casefold() in RESERVED or part[-1] in ". " or len(part) > 200 for part in parts):
        return Phrase("this path has a name that not every system can hold")
    return None


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    second = int(path.stat().st_mtime)
    os.utime(path, (second, second))


def _taken_over(before: str, path: str, *, size: int, made: set[str]) -> bool:
    """Give a file that we wrote before a place in the new folder too; False when anybody has touched it since.

    What we write has a whole second for its time, and what another program writes has not. `made` are the folders
    that are there. Texts and not paths, for a site has thousands of files that have not changed.
    """
    try:
        found = os.lstat(before)
        if not stat.S_ISREG(found.st_mode) or found.st_size != size or found.st_mtime_ns % 1_000_000_000:
            return False
        parent = path.rpartition("/")[0]
        if parent not in made:
            os.makedirs(parent, exist_ok=True)
            made.add(parent)
        os.link(before, path)
    except OSError:  # gone, or a disk without such links
        return False
    return True


@contextmanager
def _only_writer(parent: Path) -> Iterator[None]:
    """Hold the parent folder's lock; the system lets go of it when the process dies."""
    handle = os.open(parent, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _mend(folder: Path, *, new: Path, old: Path) -> None:
    """Put right what a killed writer left."""
    if old.exists() and not folder.exists():
        old.rename(folder)
    for left in (new, old):
        if left.exists():
            shutil.rmtree(left)


def _swap(new: Path, folder: Path, *, old: Path) -> None:
    if not folder.exists():
        new.rename(folder)
    elif _exchange(new, folder):
        shutil.rmtree(new)
    else:
        folder.rename(old)
        new.rename(folder)
        shutil.rmtree(old)


def _exchange(first: Path, other: Path) -> bool:
    """Swap two folders in one system call (renameat2, RENAME_EXCHANGE); return False where there is no such call."""
    here, exchange = -100, 2  # AT_FDCWD, RENAME_EXCHANGE in linux/fcntl.h and linux/fs.h
    call = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if call is None:
        return False
    if call(here, os.fsencode(first), here, os.fsencode(other), exchange) == 0:
        return True
    number = ctypes.get_errno()
    if number in {errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP}:
        return False
    raise OSError(number, os.strerror(number), str(other))
