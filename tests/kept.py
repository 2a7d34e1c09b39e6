"""New homes and years walked so far: made once for all workers, and copied for the tests that begin there."""

from __future__ import annotations

import atexit
import datetime as dt
import hashlib
import itertools
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
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
_NUMBER = itertools.count(1)
POST = "post"
"""Where a post office keeps what it gets; it may be at work there."""
NOT_COPIED = ("cycle.sqlite-shm", "cycle.sqlite-wal", "cycle.sqlite.seals", POST)
FOLDER = "MEETING_CYCLE_KEPT"
"""Variable that tells the workers of a session where homes and years are kept."""
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
        shutil.copytree(kept, home, dirs_exist_ok=True)
        memory.installation.adopt(who="the tests", now=_settled_at(memory))
        return
    walk()
    if _digest(files) == before:
        memory.close()
        with _made_once(kept) as folder:
            shutil.copytree(home, folder, ignore=shutil.ignore_patterns(*NOT_COPIED), dirs_exist_ok=True)


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
    tables = (table.name for table in metadata.sorted_tables if table.name != "installations")
    rows = " UNION ALL ".join(f"SELECT 1 FROM {table}" for table in tables)
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


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(f"{path.relative_to(folder)}\0".encode())
            at = path.stat()
            digest.update(_content(path.name, at.st_size, at.st_mtime_ns) or hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _content(name: str, size: int, written_ns: int) -> bytes | None:
    """Return the sha256 of a file that is as it was copied from the repository: a copy keeps the time of writing."""
    return _repository().get((name, size, written_ns))


@cache
def _repository() -> dict[tuple[str, int, int], bytes]:
    files = (path for top in ("config", "templates") for path in (ROOT / top).rglob("*") if path.is_file())
    known: dict[tuple[str, int, int], bytes] = {}
    twice: set[tuple[str, int, int]] = set()
    for path in files:
        at, content = path.stat(), hashlib.sha256(path.read_bytes()).digest()
        key = (path.name, at.st_size, at.st_mtime_ns)
        if known.setdefault(key, content) != content:
            twice.add(key)
    return {key: content for key, content in known.items() if key not in twice}


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
