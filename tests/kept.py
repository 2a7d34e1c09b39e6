"""New homes and years walked so far: made once for all workers, and copied for the tests that begin there."""

from __future__ import annotations

import atexit
import datetime as dt
import fcntl
import hashlib
import itertools
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from sqlalchemy import Engine, func, select

from cycle.services import kept_secret
from cycle.store.database import open_database, reading
from cycle.store.memory import Memory
from cycle.store.tables import metadata

ROOT = Path(__file__).parents[1]
DATABASE = "cycle.sqlite"
HOUSE = ("config", "templates")
"""What a secretariat's files are: folders of the repository."""
MEMORY = Path("/dev/shm")
ROOM = 4 * 1024**3
"""Bytes that must be free in memory for tests to work there."""
_NUMBER = itertools.count(1)
POST = "post"
"""Where a post office keeps what it gets; it may be at work there."""
NOT_COPIED = ("cycle.sqlite-shm", "cycle.sqlite-wal", "cycle.sqlite.seals", POST)
FOLDER = "MEETING_CYCLE_KEPT"
"""Variable that tells the workers of a session where homes and years are kept."""
PREFECTS_DATABASE = """
import asyncio
from prefect.server.database import provide_database_interface
asyncio.run(provide_database_interface().create_db())
"""
_patched = False


@contextmanager
def kept_for_session() -> Iterator[None]:
    """Keep homes and years in a folder that all workers started meanwhile know."""
    with tempfile.TemporaryDirectory(prefix="cycle-kept-") as folder:
        os.environ[FOLDER] = folder
        try:
            yield
        finally:
            del os.environ[FOLDER]


def work_in_memory() -> None:
    """Let whatever is written to no folder of its own be written in memory, where there is much of it.

    A desk on a busy disk costs three times the processor. Whoever names a folder by TMPDIR is heard.
    """
    if "TMPDIR" in os.environ or not os.access(MEMORY, os.W_OK):
        return
    there = os.statvfs(MEMORY)
    if there.f_bavail * there.f_frsize > ROOM and not there.f_flag & os.ST_NOEXEC:  # some tests write programs
        os.environ["TMPDIR"] = str(MEMORY)
        tempfile.tempdir = None  # what was found before


def put_house(folder: Path) -> None:
    """Put the configuration and the templates of the repository there, to be edited; they are read once."""
    folders, files = _house()
    for name in folders:
        os.mkdir(f"{folder}/{name}")
    for name, content, written_ns in files:
        _write(f"{folder}/{name}", content, written_ns=written_ns)


def put_new_database(file: Path) -> None:
    """Put an empty database of today there, as the first start makes it; every migration was run once for all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch(mode=0o600)  # a service shuts what it makes to others
    shutil.copyfile(_new_home() / DATABASE, file)


def open_new_database() -> Engine:
    """Open an empty database of its own, somewhere."""
    file = _own_folder() / f"{next(_NUMBER)}.sqlite"
    put_new_database(file)
    return open_database(f"sqlite:///{file}")


def put_new_home(home: Path) -> None:
    """Put an empty database there and the secret that all homes of these tests have."""
    put_new_database(home / DATABASE)
    shutil.copy(_new_home() / "secret", home / "secret")


def put_prefects_database(file: Path) -> None:
    """Put an empty database of Prefect's there, as its own migrations make it: once for all homes of these tests.

    A home that was kept from an earlier service has its own.
    """
    if file.exists():
        return
    with _one_at_a_time():
        kept = _folder() / "prefect"
        if not kept.is_dir():
            with _made_once(kept) as folder:
                environment = {**os.environ, "PREFECT_HOME": str(folder)}
                subprocess.run([sys.executable, "-c", PREFECTS_DATABASE], env=environment, check=True)
    file.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(kept / file.name, file)


def copy_nothing_while(patched: bool) -> None:
    """Say that the code is patched by the test that begins: it walks for real, and nothing of it is kept."""
    global _patched
    _patched = patched


def walk_once(memory: Memory, home: Path, *, key: str, walk: Callable[[], None], files: Path) -> None:
    """Walk a year in an untouched home, or copy the home where the same was walked before.

    `key` names all that the walk depends on but the files of the secretariat, which may be edited. A copy is adopted:
    it may send, as the home it stands for might.
    """
    if _patched or not _is_untouched(memory):
        walk()
        return
    before = _digest(files)
    kept = _folder() / hashlib.sha256(f"{key} {before}".encode()).hexdigest()
    if kept.is_dir():
        memory.close()
        _clear(home)
        _copy(kept, home)
        memory.installation.adopt(who="the tests", now=_settled_at(memory))
        return
    walk()
    if _digest(files) == before:
        memory.close()
        with _made_once(kept) as folder:
            _copy(home, folder, leaving=NOT_COPIED)


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Wait until no other worker is in such a block: what takes seconds to make is not made beside another's."""
    with (_folder() / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def _made_once(kept: Path) -> Iterator[Path]:
    """Yield a folder to fill, which then stands there whole; another worker may have been first."""
    folder = Path(tempfile.mkdtemp(dir=kept.parent))
    yield folder
    try:
        folder.rename(kept)
    except OSError:
        shutil.rmtree(folder)


def _is_untouched(memory: Memory) -> bool:
    """Return whether nobody has done anything here: all that is written is what a first start writes by itself."""
    tables = (table.name for table in metadata.sorted_tables if table.name not in ("installations", "events"))
    rows = " UNION ALL ".join(f"SELECT 1 FROM {table}" for table in tables)
    rows += " UNION ALL SELECT 1 FROM events WHERE who <> '' OR number > 1"
    with reading(memory.engine) as connection:
        return connection.exec_driver_sql(f"SELECT 1 WHERE EXISTS ({rows})").first() is None


def _settled_at(memory: Memory) -> dt.datetime:
    with reading(memory.engine) as connection:
        return connection.execute(select(func.max(metadata.tables["installations"].c.adopted_at))).scalar_one()


def _clear(home: Path) -> None:
    for path in home.iterdir():
        if path.name == POST:
            continue
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def _copy(folder: str | Path, to: str | Path, *, leaving: Collection[str] = ()) -> None:
    """Copy what is in a folder, of names that are not left, into another; nothing but its rights goes with a file."""
    with os.scandir(folder) as entries:
        for entry in entries:
            target = f"{to}/{entry.name}"
            if entry.name in leaving:
                continue
            if entry.is_dir():
                os.mkdir(target, 0o700)
                _copy(entry.path, target, leaving=leaving)
            else:
                _write(target, Path(entry.path).read_bytes(), mode=entry.stat().st_mode)


def _write(path: str, content: bytes, *, mode: int = 0o644, written_ns: int | None = None) -> None:
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode & 0o777)
    try:
        with memoryview(content) as rest:
            done = 0
            while done < len(content):
                done += os.write(file, rest[done:])
        if written_ns is not None:
            os.utime(file, ns=(written_ns, written_ns))
    finally:
        os.close(file)


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for name, path, at in sorted(_files_in(folder, "")):
        digest.update(f"{name}\0".encode())
        known = _content(Path(path).name, at.st_size, at.st_mtime_ns)
        digest.update(known or hashlib.sha256(Path(path).read_bytes()).digest())
    return digest.hexdigest()


def _files_in(folder: str | Path, under: str) -> Iterator[tuple[str, str, os.stat_result]]:
    """Yield every file with its name in the folder, where it is, and what it is like."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from _files_in(entry.path, f"{under}{entry.name}/")
            else:
                yield f"{under}{entry.name}", entry.path, entry.stat()


def _content(name: str, size: int, written_ns: int) -> bytes | None:
    """Return the sha256 of a file that is as it was copied from the repository: a copy keeps the time of writing."""
    return _repository().get((name, size, written_ns))


@cache
def _repository() -> dict[tuple[str, int, int], bytes]:
    files = (path for top in HOUSE for path in (ROOT / top).rglob("*") if path.is_file())
    known: dict[tuple[str, int, int], bytes] = {}
    twice: set[tuple[str, int, int]] = set()
    for path in files:
        at, content = path.stat(), hashlib.sha256(path.read_bytes()).digest()
        key = (path.name, at.st_size, at.st_mtime_ns)
        if known.setdefault(key, content) != content:
            twice.add(key)
    return {key: content for key, content in known.items() if key not in twice}


@cache
def _house() -> tuple[list[str], list[tuple[str, bytes, int]]]:
    """Return the folders of the house, and its files with their time of writing."""
    paths = [ROOT / top for top in HOUSE] + sorted(path for top in HOUSE for path in (ROOT / top).rglob("*"))
    names = {path: path.relative_to(ROOT).as_posix() for path in paths}
    folders = [names[path] for path in paths if path.is_dir()]
    return folders, [(names[path], path.read_bytes(), path.stat().st_mtime_ns) for path in paths if path.is_file()]


@cache
def _new_home() -> Path:
    home = _folder() / "new"
    if not home.is_dir():
        with _made_once(home) as folder:
            open_database(f"sqlite:///{folder / DATABASE}").dispose()
            kept_secret(folder / "secret")
    return home


def _folder() -> Path:
    given = os.environ.get(FOLDER)
    return Path(given) if given else _own_folder()


@cache
def _own_folder() -> Path:
    folder, worker = Path(tempfile.mkdtemp(prefix="cycle-kept-")), os.getpid()

    def clear() -> None:
        if os.getpid() == worker:  # what a test has forked leaves it alone
            shutil.rmtree(folder, ignore_errors=True)

    atexit.register(clear)
    return folder
