"""A folder is swapped in one step: whoever looks, and whenever the power goes, it is the old one or the new one."""

from __future__ import annotations

import errno
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from cycle.archive import tree
from cycle.archive.tree import TreeFile, mend_trees, no_store, only_writer, tree_digest, whole_file, write_tree
from cycle.errors import InputError, StoreError
from cycle.model import PDF, StoredFile

COUNT = 30
WRITER = """
import sys
from pathlib import Path
from cycle.archive.tree import TreeFile, write_tree
folder = Path(sys.argv[1])
for turn in range(10_000):
    word = b"odd" if turn % 2 else b"even"
    write_tree([TreeFile(path=f"{n}/index.html", content=word) for n in range(int(sys.argv[2]))], folder)
    print(turn, flush=True)
"""


def edition(word: bytes) -> list[TreeFile]:
    return [TreeFile(path=f"{number}/index.html", content=word) for number in range(COUNT)]


def look(folder: Path) -> tuple[int, set[bytes]]:
    found = [path.read_bytes() for path in folder.rglob("index.html")]
    return len(found), set(found)


@pytest.mark.parametrize("wait", [0.0, 0.004, 0.009, 0.017, 0.031])
def test_a_killed_writer_leaves_the_old_site_or_the_new_one(tmp_path: Path, wait: float) -> None:
    folder = tmp_path / "site"
    command = [sys.executable, "-c", WRITER, str(folder), str(COUNT)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:
        assert writer.stdout
        for _ in range(3):
            writer.stdout.readline()
        time.sleep(wait)
        writer.kill()
    number, words = look(folder)
    assert (number, len(words)) == (COUNT, 1)
    write_tree(edition(b"after"), folder)
    assert look(folder) == (COUNT, {b"after"})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["site"]


def test_a_reader_never_finds_the_folder_gone(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    write_tree(edition(b"0"), folder)
    stop, gone = threading.Event(), []

    def watch() -> None:
        while not stop.is_set():
            if not (folder / "0" / "index.html").exists():
                gone.append(1)

    watcher = threading.Thread(target=watch)
    watcher.start()
    for turn in range(20):
        write_tree(edition(str(turn).encode()), folder)
    stop.set()
    watcher.join()
    assert gone == []


def test_without_the_system_call_the_swap_still_ends_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree, "exchange_folders", lambda *_: False)
    for word in (b"one", b"two"):
        write_tree(edition(word), tmp_path / "site")
    assert look(tmp_path / "site") == (COUNT, {b"two"})
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_swap_cut_between_two_renames_is_mended(tmp_path: Path) -> None:
    write_tree(edition(b"old"), tmp_path / "site")
    (tmp_path / "site").rename(tmp_path / ".site.old")
    with pytest.raises(StoreError):
        write_tree(
            [TreeFile(path="a", content=StoredFile(sha256="0", name="a", media_type=PDF, size=1))], tmp_path / "site"
        )
    assert look(tmp_path / "site") == (COUNT, {b"old"})


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "full"), StoreError("gone"), KeyboardInterrupt()])
@pytest.mark.parametrize("number", [0, COUNT - 1])
def test_a_writer_that_fails_leaves_nothing_beside_the_old_tree(
    tmp_path: Path, error: BaseException, number: int
) -> None:
    write_tree(edition(b"old"), tmp_path / "site")
    stored = StoredFile(sha256="0", name="a", media_type=PDF, size=1)

    def fails(_file: StoredFile) -> bytes:
        raise error

    files = edition(b"new")
    files.insert(number, TreeFile(path="a.pdf", content=stored))
    with pytest.raises(type(error)):
        write_tree(files, tmp_path / "site", read=fails, spare=tmp_path / "twin")
    assert [path.name for path in tmp_path.iterdir()] == ["site"]
    assert look(tmp_path / "site") == (COUNT, {b"old"})
    with pytest.raises(type(error)), whole_file(tmp_path / "a.zip"):
        raise error
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


@pytest.mark.parametrize("is_swapped", [False, True])
def test_what_a_killed_writer_left_is_cleared_when_nobody_writes(tmp_path: Path, *, is_swapped: bool) -> None:
    write_tree(edition(b"old"), tmp_path / "site")
    write_tree(edition(b"half")[:3], tmp_path / ".site.new")
    (tmp_path / ".a.zip.new").write_bytes(b"half")
    (tmp_path / ".made").mkdir()
    (tmp_path / ".DS_Store").write_bytes(b"of a disk")
    if is_swapped:
        (tmp_path / "site").rename(tmp_path / ".site.old")
    with only_writer(tmp_path):
        assert mend_trees(tmp_path, scratch=".made") == ()
    assert (tmp_path / ".site.new").is_dir()
    assert mend_trees(tmp_path, scratch=".made") == ("a.zip", "site", ".made")
    assert look(tmp_path / "site") == (COUNT, {b"old"})
    assert sorted(path.name for path in tmp_path.iterdir()) == [".DS_Store", "site"]
    assert mend_trees(tmp_path) == mend_trees(tmp_path / "none") == ()


def test_two_files_that_one_disk_would_mix_up_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="two files have this path"):
        write_tree(
            [TreeFile(path="a/Brev.pdf", content=b"1"), TreeFile(path="a/brev.pdf", content=b"2")], tmp_path / "x"
        )
    assert list(tmp_path.iterdir()) == []


def test_a_whole_file_is_the_old_one_until_it_is_done(tmp_path: Path) -> None:
    target = tmp_path / "a.zip"
    target.write_bytes(b"old")
    half = whole_file(target)
    half.__enter__().write(b"half")
    error = KeyboardInterrupt()
    assert not half.__exit__(KeyboardInterrupt, error, None)
    assert target.read_bytes() == b"old"
    with whole_file(target) as file:
        file.write(b"new")
    assert target.read_bytes() == b"new"


def test_the_digest_of_a_tree_follows_paths_and_bytes_and_reads_no_store() -> None:
    stored = StoredFile(sha256="a" * 64, name="a", media_type=PDF, size=1)
    one = [TreeFile(path="a", content=b"1"), TreeFile(path="b", content=stored)]
    assert tree_digest(one) == tree_digest(reversed(one))
    assert tree_digest(one) != tree_digest([TreeFile(path="a2", content=b"1"), one[1]])
    assert tree_digest(one) != tree_digest([TreeFile(path="a", content=b"2"), one[1]])
    with pytest.raises(StoreError, match="no store was given"):
        no_store(stored)
