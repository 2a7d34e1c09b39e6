"""Nobody is away by a kill, a race or a full disk, at whatever step it strikes, and everyone gets one mail."""

from __future__ import annotations

import errno
import os
import shutil
from dataclasses import replace

import pytest
from sqlalchemy import event, text

from cycle.errors import FullDiskError
from cycle.store.database import open_database
from cycle.store.mails.restore_guard_files import REACHED, GuardFiles
from tests.mail.conftest import NOON
from tests.store.sealed import House

# --- Killed ---------------------------------------------------------------------------------------------------------


def test_whoever_is_killed_at_any_step_is_at_home_and_everyone_gets_one_mail(house: House, rows) -> None:
    names: list[str] = []
    while "" not in names:
        cycle = f"run {len(names)}"
        trial = replace(house, rows=rows(2, cycle=cycle) + rows(1, kind="folgebrev", cycle=cycle))
        names.append(trial.killed_at(len(names) + 1))
        assert trial.is_home(), names
        assert trial.send_all(), names
        assert trial.copies() == dict.fromkeys((row.message_id for row in trial.rows), 1), names
        trial.taken.unlink()
    steps = {"commit", "dot", "fsync", "fdatasync", "pwrite", "unlink"}
    assert set(names) == {f"{when} {step}" for when in ("before", "after") for step in steps} | {""}


def test_whoever_is_killed_while_a_new_database_settles_in_is_at_home(house: House) -> None:
    new, name = replace(house, rows=()), "unlink"
    for number in range(1, 50):
        name = new.killed_at(number)
        assert new.is_home(), name
        if not name:
            break
        installation, _ = new.open()
        with installation.engine.begin() as connection:
            connection.execute(text("DELETE FROM installations"))
        installation.engine.dispose()
        [guard_files] = new.home.glob("*.seals")
        shutil.rmtree(guard_files)
    assert not name
    assert number > 8


# --- Raced ----------------------------------------------------------------------------------------------------------


def test_who_opens_while_another_renews_the_seal_is_at_home(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """The seals are read, then another gives a new one, then the database is read."""
    assert house.send_all()
    here, _ = house.open()
    there, _ = house.open()
    read, turns = GuardFiles.read, iter([True, False])

    def renewed_meanwhile(self: GuardFiles) -> object:
        said = read(self)
        if next(turns, False):
            there.renew(now=NOON)
        return said

    monkeypatch.setattr(GuardFiles, "read", renewed_meanwhile)
    assert here.settle_in(now=NOON)
    assert next(turns, None) is None, "the renewal came between, and both were read again"
    here.engine.dispose()
    there.engine.dispose()


def test_processes_that_open_a_new_database_at_once_are_all_at_home_from_then_on(house: House) -> None:
    open_database(house.url).dispose()
    gate, opens = os.pipe()
    children = []
    for _ in range(6):
        children.append(os.fork())
        if children[-1] == 0:
            os.close(opens)
            os.read(gate, 1)
            os._exit(0 if all(house.is_home() for _ in range(3)) else 1)
    os.close(opens)
    os.close(gate)
    assert [os.waitpid(child, 0)[1] for child in children] == [0] * 6
    assert house.is_home()
    assert house.send_all()


# --- A full disk ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("full", ["fsync", "open"])
def test_a_disk_too_full_for_a_seal_is_told_and_the_old_one_counts(
    house: House, monkeypatch: pytest.MonkeyPatch, full: str
) -> None:
    def no_room(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    assert house.send_all()
    installation, _ = house.open()
    [folder] = house.home.glob("*.seals")
    before = sorted(folder.iterdir())
    for _ in range(3):
        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", no_room) if full == "fsync" else patch.setattr(GuardFiles, "put", no_room)
            with pytest.raises(FullDiskError, match=r"No space left on device\); make room on the disk"):
                installation.renew(now=NOON)
        assert installation.settle_in(now=NOON)
    assert sorted(folder.iterdir()) == before
    installation.renew(now=NOON)
    assert installation.settle_in(now=NOON)
    installation.engine.dispose()


def test_a_disk_too_full_for_the_row_leaves_the_old_seal_and_never_more_than_one_other(sqlite_house: House) -> None:
    assert sqlite_house.send_all()
    installation, _ = sqlite_house.open()

    def refuse(_connection: object) -> None:
        raise FullDiskError("the disk is full")

    for _ in range(3):
        event.listen(installation.engine, "commit", refuse)
        with pytest.raises(FullDiskError):
            installation.renew(now=NOON)
        event.remove(installation.engine, "commit", refuse)
        assert installation.settle_in(now=NOON)
    [folder] = sqlite_house.home.glob("*.seals")
    assert len([path for path in folder.iterdir() if path.name != REACHED]) == 2
    installation.renew(now=NOON)
    assert len([path for path in folder.iterdir() if path.name != REACHED]) == 1
    installation.engine.dispose()
