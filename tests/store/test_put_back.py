"""A database or a whole folder that is put back, from a backup of any moment, is away and sends nothing again."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import make_url

from cycle.errors import StoreError
from tests import postgres
from tests.mail.conftest import NOON
from tests.store.sealed import Backups, House, put_back_all, put_back_changed, put_back_database, watch_disk

# --- Put back -------------------------------------------------------------------------------------------------------


@pytest.fixture(params=[1, 2], ids=["one connection", "two and a pen"])
def lived(request, sqlite_house: House, monkeypatch: pytest.MonkeyPatch) -> tuple[House, Backups]:
    """A house that has sent everything, and a backup from each step on the way."""
    house = replace(sqlite_house, connections=request.param)
    backups = Backups(house)
    with monkeypatch.context() as patch:
        watch_disk(patch, backups)
        assert house.send_all(backups)
    assert house.copies().total() == 5
    return house, backups


def test_a_database_from_any_moment_put_back_is_away_when_it_would_send_again(lived) -> None:
    house, backups = lived
    answers = {}
    for name, backup in backups:
        put_back_database(house.home, backup)
        answers[name] = house.is_home()
        if house.rest_in(backup / "cycle.sqlite") & set(house.copies()):
            assert not answers[name], name
    assert list(answers.values())[-1], "the last of them knows it all"
    assert sum(answers.values()) < 12


@pytest.mark.parametrize("copy", [shutil.copy2, shutil.copy], ids=["with its times", "as new"])
def test_a_whole_folder_from_any_moment_put_back_is_away(lived, copy) -> None:
    house, backups = lived
    for name, backup in backups:
        if not house.rest_in(backup / "cycle.sqlite") & set(house.copies()):
            continue
        put_back_all(house.home, backup, copy)
        known = sqlite3.connect(backup / "cycle.sqlite").execute("SELECT count(*) FROM installations").fetchone()[0]
        assert house.is_home() is (known == 0), name  # before its first seal nothing tells it from a new one


def test_what_is_put_back_after_a_kill_is_away_also_when_equal_files_are_left_as_they_are(
    sqlite_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sender stops in the middle, so the seal of the backup is the one that lies there."""
    house, backups = sqlite_house, Backups(sqlite_house)

    def until_the_second_mail(name: str) -> None:
        backups(name)
        if name == "after dot" and house.copies().total() == 2:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        watch_disk(patch, backups)
        with pytest.raises(KeyboardInterrupt):
            house.send_all(until_the_second_mail)
    assert house.is_home()
    again = {name: path for name, path in backups if house.rest_in(path / "cycle.sqlite") & set(house.copies())}
    for name, backup in again.items():
        put_back_database(house.home, backup)
        assert not house.is_home(), name
    guard_files = house.home / "cycle.sqlite.seals"
    last = list(again.values())[-1]
    assert {path.name for path in guard_files.iterdir()} == {path.name for path in (last / guard_files.name).iterdir()}
    put_back_changed(house.home, last)
    assert not house.is_home()


def test_a_database_made_anew_beside_the_guard_files_of_one_that_sent_is_away(sqlite_house: House) -> None:
    assert sqlite_house.send_all()
    for path in sqlite_house.home.glob("cycle.sqlite*"):
        if path.is_file():
            path.unlink()
    assert not sqlite_house.is_home()


def test_a_database_put_back_since_it_was_opened_gets_no_new_seal(lived) -> None:
    house, backups = lived
    installation, _ = house.open()
    assert installation.settle_in(now=NOON)
    put_back_database(house.home, dict(backups)[next(name for name, _ in backups if "after dot" in name)])
    installation.engine.dispose()  # as the next connection will see it
    with pytest.raises(StoreError, match="restored or copied since it was opened"):
        installation.renew(now=NOON)
    installation.engine.dispose()


def test_a_database_put_back_under_a_sender_stops_before_the_next_dot(house: House) -> None:
    assert house.send_all()
    installation, _ = house.open()
    assert installation.guard is not None
    installation.reach(installation.guard.read().reached)
    with pytest.raises(StoreError, match="put back while mails were sent"):
        installation.reach(1)
    installation.engine.dispose()
    assert house.is_home()


def test_a_rehearsal_does_not_help_a_database_that_was_put_back_home(sqlite_house: House, rows) -> None:
    backups = Backups(sqlite_house)
    assert sqlite_house.is_home()
    backups("")
    assert sqlite_house.send_all()
    put_back_database(sqlite_house.home, backups.folder / "0")
    installation, outbox = sqlite_house.open()
    outbox.enqueue(rows(20, kind="invitasjon@folder"), now=NOON)
    for row in outbox.rows():
        outbox.mark_sending(row.id, sha256="0" * 64, now=NOON)
    assert installation.settle_in(now=NOON) is False
    installation.engine.dispose()


def test_who_adopts_a_database_is_at_home_and_every_backup_from_before_is_away(lived) -> None:
    house, backups = lived
    latest = dict(backups)
    put_back_database(house.home, latest[list(latest)[len(latest) // 2]])
    assert not house.is_home()
    installation, outbox = house.open()
    outbox.doubt_queued(who="Kari", now=NOON)
    installation.adopt(who="Kari", now=NOON)
    assert installation.settle_in(now=NOON)
    installation.renew(now=NOON)
    installation.engine.dispose()
    assert house.is_home()
    for name, backup in latest.items():
        put_back_database(house.home, backup)
        if sqlite3.connect(backup / "cycle.sqlite").execute("SELECT count(*) FROM installations").fetchone()[0]:
            assert not house.is_home(), name


# --- PostgreSQL -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("database_url", [pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True)
@pytest.mark.parametrize("taken", [0, 1, 4], ids=["before all", "after the first", "before the last"])
def test_a_postgresql_database_put_back_in_place_is_away(
    house: House, tmp_path: Path, taken: int, postgresql_server: str
) -> None:
    dump = Path(postgresql_server) / f"{taken}.dump"
    name = make_url(house.url).database or ""

    def program(program: str, *given: str) -> None:
        path = str((postgres.programs() or Path()) / program)
        user = postgres.OWNER if os.geteuid() == 0 else None
        command = [path, "-h", postgresql_server, "-U", postgres.OWNER, *given]
        subprocess.run(command, check=True, capture_output=True, user=user, cwd="/", timeout=60)

    def back_up(step: str) -> None:
        if not dump.exists() and step == "before commit" and house.copies().total() == taken:
            program("pg_dump", "-Fc", "-f", str(dump), name)

    assert house.is_home()
    assert house.send_all(back_up)
    assert house.is_home()
    program("pg_restore", "--clean", "--if-exists", "-d", name, str(dump))
    assert not house.is_home()
    assert not house.send_all()
    assert house.copies().total() == 5


@pytest.mark.parametrize("database_url", [pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True)
def test_machines_that_share_the_home_folder_are_all_at_home_and_a_copy_of_it_is_not(house: House) -> None:
    assert house.send_all()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("cycle.store.mails.restore_guard.MACHINE_ID", Path("/dev/null"))
        assert house.is_home()
    copied = shutil.copytree(house.home, house.home.with_name("copy"), copy_function=shutil.copy2)
    assert not replace(house, home=copied).is_home()
    assert not replace(house, home=house.home.with_name("empty")).is_home()
    assert house.is_home()
