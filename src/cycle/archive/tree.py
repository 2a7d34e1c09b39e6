"""A folder of files as values, and the one way such a folder reaches the disk: whole or not at all."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import fcntl
import hashlib
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import IO

from cycle.archive.alike import made_alike
from cycle.archive.file_names import RESERVED
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
    _sha256: str = field(default="", init=False, repr=False, compare=False)

    @property
    def size(self) -> int:
        """Number of bytes."""
        return self.content.size if isinstance(self.content, StoredFile) else len(self.content)

    @property
    def sha256(self) -> str:
        """The sha256 (hex) of the content; a stored file is not read for it, and a page is looked at once."""
        if isinstance(self.content, StoredFile):
            return self.content.sha256
        if not self._sha256:
            object.__setattr__(self, "_sha256", hashlib.sha256(self.content).hexdigest())
        return self._sha256


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
    spare: Path | None = None,
) -> None:
    """Make the folder hold exactly these files, in one step: a kill leaves the old folder or the new one.

    `there` is path → sha256 of what was written to it before; a file that is the same still is taken over unread.
    `spare` is where a twin of the folder is kept, by links, so that the next time only what has changed is touched.

    Raises InputError for unsafe paths and StoreError for a stored file whose bytes are not what its digest says.
    """
    if problems := path_problems(files):
        raise InputError(problems)
    folder = folder.absolute()
    folder.parent.mkdir(parents=True, exist_ok=True)
    with only_writer(folder.parent):
        new, old = folder.with_name(f".{folder.name}.new"), folder.with_name(f".{folder.name}.old")
        _mend(folder, new=new, old=old)
        try:
            _write(files, folder, new=new, old=old, read=read, there=there, spare=spare)
        except BaseException:
            with contextlib.suppress(OSError):
                _mend(folder, new=new, old=old)  # a disk that is full gets its room back
            raise


def mend_trees(parent: Path, *, scratch: str = "") -> tuple[str, ...]:
    """Put right what writers that were killed have left in a folder of trees, and return the names of what it was.

    `scratch` is a folder there that is of use to a writer at work alone. Nothing is done, and nobody waited for, while
    somebody writes there.
    """
    if not parent.is_dir():
        return ()
    with contextlib.suppress(BlockingIOError), only_writer(parent, waits=False):
        names = [path.name[1:].rpartition(".") for path in parent.iterdir() if path.name.startswith(".")]
        trees = sorted({name for name, _, ending in names if name and ending in {"new", "old"}})
        for name in trees:
            _mend(parent / name, new=parent / f".{name}.new", old=parent / f".{name}.old")
        if scratch and (parent / scratch).is_dir():
            shutil.rmtree(parent / scratch)
            trees.append(scratch)
        return tuple(trees)
    return ()


def _write(
    files: Sequence[TreeFile],
    folder: Path,
    *,
    new: Path,
    old: Path,
    read: ReadStored,
    there: Mapping[str, str],
    spare: Path | None,
) -> None:
    same = {file.path: file.size for file in files if there.get(file.path) == file.sha256}
    if spare is not None:
        _take_spare(spare, new, is_wanted=bool(same))
    taken_over = made_alike(new, folder, same)
    for file in files:
        if file.path not in taken_over:
            write_in_tree(new / file.path, content_of(file, read=read))
    os.sync()  # one for all files: fsync on each of 4,000 letters took 25 seconds
    before = _swap(new, folder, old=old)
    if spare is not None:
        _leave_spare(before or new, folder, spare, {file.path: file.size for file in files}, known=taken_over)
    elif before is not None:
        shutil.rmtree(before)


@contextmanager
def whole_file(path: Path) -> Iterator[IO[bytes]]:
    """Open a file that takes its place when the block ends well, so that a kill leaves the old file or the new one."""
    new = path.with_name(f".{path.name}.new")
    try:
        with new.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    except BaseException:
        new.unlink(missing_ok=True)
        raise


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


def sha256_of_path(path: Path) -> str:
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


def write_in_tree(path: Path, data: bytes) -> None:
    """Write a file and make its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    second = int(path.stat().st_mtime)
    os.utime(path, (second, second))


def _take_spare(spare: Path, new: Path, *, is_wanted: bool) -> None:
    """Begin with the twin that was left, if anything of it stays; whatever is wrong with it, a new one will do."""
    if is_wanted:
        with contextlib.suppress(OSError):
            spare.rename(new)
    shutil.rmtree(spare, ignore_errors=True)


def _leave_spare(
    before: Path, folder: Path, spare: Path, sizes: Mapping[str, int], *, known: Mapping[str, int]
) -> None:
    """Make a twin of what was before: nothing that was taken down lies in it. The folder is whole whatever happens."""
    try:
        made_alike(before, folder, sizes, known=known)
        spare.parent.mkdir(parents=True, exist_ok=True)
        before.rename(spare)
    except OSError:  # full, or another disk
        shutil.rmtree(before)


@contextmanager
def only_writer(parent: Path, *, waits: bool = True) -> Iterator[None]:
    """Hold the parent folder's lock; the system lets go of it when the process dies.

    BlockingIOError where somebody holds it and it is not to be waited for.
    """
    handle = os.open(parent, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX if waits else fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(handle)


def _mend(folder: Path, *, new: Path, old: Path) -> None:
    """Put right what a killed writer left."""
    if old.exists() and not folder.exists():
        old.rename(folder)
    for left in (new, old):
        if left.is_dir() and not left.is_symlink():
            shutil.rmtree(left)
        else:
            left.unlink(missing_ok=True)


def _swap(new: Path, folder: Path, *, old: Path) -> Path | None:
    """Return where what the folder held before lies now."""
    if not folder.exists():
        new.rename(folder)
        return None
    if exchange_folders(new, folder):
        return new
    folder.rename(old)
    new.rename(folder)
    return old


def exchange_folders(first: Path, other: Path) -> bool:
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
