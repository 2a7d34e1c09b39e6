"""A home folder has one owner: a second service is refused by name, a dead one's place is taken, a copy is free."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cycle.errors import CycleError
from cycle.services import OSLO
from flows.example_year.demo_home import fresh_home
from flows.running.owner import NAME, owning

NOW = dt.datetime(2026, 11, 29, 8, 5, tzinfo=OSLO)
OTHER = """
import datetime as dt, sys, time
from pathlib import Path
from flows.running.owner import owning
with owning(Path(sys.argv[1]), now=dt.datetime.fromisoformat(sys.argv[2])):
    print("owns", flush=True)
    time.sleep(600)
"""


@pytest.fixture
def other(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that owns the home folder."""
    command = [sys.executable, "-c", OTHER, str(tmp_path), NOW.isoformat()]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "owns\n"
        yield process
        process.kill()


def test_a_second_service_is_refused_with_who_owns_the_home_and_since_when(
    tmp_path: Path, other: subprocess.Popen[str]
) -> None:
    words = (
        f"{tmp_path}: a service runs there already (process {other.pid} on {socket.gethostname()}, "
        "since 2026-11-29 08:05); stop that one, or give this one another CYCLE_HOME"
    )
    for _ in range(2):
        with pytest.raises(CycleError, match=re.escape(words)), owning(tmp_path, now=NOW):
            pytest.fail("two own it")


def test_a_dead_owners_place_is_taken(tmp_path: Path, other: subprocess.Popen[str]) -> None:
    other.kill()
    other.wait()
    assert json.loads((tmp_path / NAME).read_text())["pid"] == other.pid
    with owning(tmp_path, now=NOW):
        assert json.loads((tmp_path / NAME).read_text())["pid"] == os.getpid()


def test_a_service_that_ended_leaves_nobodys_name(tmp_path: Path) -> None:
    for _ in range(2):
        with owning(tmp_path, now=NOW):
            pass
        assert (tmp_path / NAME).read_text() == ""


@pytest.mark.usefixtures("other")
def test_a_copied_home_is_free_whatever_is_written_in_it(tmp_path: Path) -> None:
    copy = tmp_path.with_name(f"{tmp_path.name}-copy")
    shutil.copytree(tmp_path, copy)
    with owning(copy, now=NOW):
        assert json.loads((copy / NAME).read_text())["pid"] == os.getpid()


@pytest.mark.usefixtures("other")
def test_a_home_by_another_name_is_the_same_home(tmp_path: Path) -> None:
    link = tmp_path.with_name(f"{tmp_path.name}-link")
    link.symlink_to(tmp_path)
    with pytest.raises(CycleError, match="a service runs there already"), owning(link, now=NOW):
        pytest.fail("two own it")


@pytest.mark.usefixtures("other")
def test_an_owner_that_had_no_room_to_write_its_name_still_owns_the_home(tmp_path: Path) -> None:
    (tmp_path / NAME).write_text("")
    with pytest.raises(CycleError, match=r": a service runs there already; stop that one"), owning(tmp_path, now=NOW):
        pytest.fail("two own it")


@pytest.mark.usefixtures("other")
def test_a_demo_that_runs_is_not_cleared_for_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "environ", {**os.environ})
    (tmp_path / ".demo").write_text("made by `cycle demo`; may be deleted\n")
    with pytest.raises(CycleError, match="a service runs there already"):
        fresh_home(tmp_path)
    assert (tmp_path / ".demo").exists()


def test_a_home_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file")
    with pytest.raises(CycleError, match=r"home/owner: cannot be opened"), owning(tmp_path / "home", now=NOW):
        pytest.fail("nobody can own it")
