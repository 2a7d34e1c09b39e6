"""Importing the register: in two phases, by the id of what was seen, whole or not at all."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from cycle.application.year.community_rules.community import load_community
from cycle.application.year.community_rules.registers import (
    check_file,
    current_register,
    export_register,
    import_register,
    seat_history,
)
from cycle.errors import StepError, StoreError
from cycle.model import digest
from cycle.register.workbooks.workbook import RegisterRow, write_register
from tests.desk import MAYOR, PEOPLE, Desk

CAPITALS = replace(MAYOR, address=MAYOR.address.upper())


@pytest.fixture
def file(desk: Desk, tmp_path: Path) -> Path:
    return tmp_path / "ny.xlsx"


def write(file: Path, *rows: RegisterRow) -> Path:
    file.write_bytes(write_register(rows, invented=True))
    return file


def test_what_was_checked_is_what_is_imported_even_when_the_file_has_changed_since(desk: Desk, file: Path) -> None:
    loaded = load_community(desk.community)
    services = desk.services
    checked = check_file(services, loaded, write(file, replace(MAYOR, name="Kari Øy"), *PEOPLE[1:]))
    write(file, replace(MAYOR, name="Ein Heilt Annan"), *PEOPLE[1:])
    imported = import_register(services, loaded, checked.id)
    assert digest(imported.register) == digest(checked.preview.register)
    assert current_register(services, loaded).digest == imported.digest
    assert [entry["name"] for entry in seat_history(services, MAYOR.seat)] == ["Kari Øy"]


def test_the_same_file_beside_the_same_register_has_the_same_id(desk: Desk, file: Path) -> None:
    loaded = load_community(desk.community)
    services = desk.services
    first = check_file(services, loaded, write(file, *PEOPLE)).id
    assert check_file(services, loaded, file).id == first
    import_register(services, loaded, first)
    assert check_file(services, loaded, file).id != first


def test_a_guess_nobody_has_seen_is_not_imported(desk: Desk, file: Path) -> None:
    loaded = load_community(desk.community)
    services = desk.services
    write(file, CAPITALS, *PEOPLE[1:])
    with pytest.raises(StepError) as caught:
        import_register(services, loaded, str(file))
    assert services.memory.registers.newest(loaded.community.id) is None
    checked = check_file(services, loaded, file)
    assert str(caught.value) == (
        "ny.xlsx: 1 er tolka; sjå på `cycle register check ny.xlsx`, og stemmer det, "
        f"`cycle register import {checked.id}`"
    )
    assert import_register(services, loaded, checked.id).source == "ny.xlsx"


def test_a_register_that_came_in_between_is_not_overwritten_unseen(desk: Desk, file: Path) -> None:
    loaded = load_community(desk.community)
    services = desk.services
    mine = check_file(services, loaded, write(file, replace(MAYOR, name="Ådne Bjørnsen Øye"), *PEOPLE[1:]))
    theirs = write(file, replace(MAYOR, name="Ådne Bjørnson Øy"), *PEOPLE[1:])
    import_register(services, loaded, str(theirs))
    with pytest.raises(StoreError, match="after this one was looked at; check the file again"):
        import_register(services, loaded, mine.id)
    assert [entry["name"] for entry in seat_history(services, MAYOR.seat)] == ["Ådne Bjørnson Øy"]


def test_a_word_that_is_neither_file_nor_preview_is_told(desk: Desk) -> None:
    services = desk.services
    with pytest.raises(StepError, match="neither a file nor the id of a preview"):
        import_register(services, load_community(desk.community), "abc123")


def test_an_export_comes_back_without_a_change(desk: Desk, file: Path) -> None:
    loaded = load_community(desk.community)
    ended = replace(MAYOR, name="Gamal Ordførar", address="gamal@alver.example", valid_to=dt.date(2019, 12, 31))
    services = desk.services
    rows = (ended, replace(MAYOR, valid_from=dt.date(2020, 1, 1)), *PEOPLE[1:])
    before = import_register(services, loaded, str(write(file, *rows)))
    file.write_bytes(export_register(services, loaded))
    again = check_file(services, loaded, file)
    assert again.preview.register == before.register
    assert again.preview.counts["same"] == len(again.preview.cells)
    assert import_register(services, loaded, again.id).imported_at == before.imported_at


def test_both_times_are_kept_when_it_held_and_when_we_knew_it(desk: Desk, file: Path) -> None:
    loaded = load_community(desk.community)
    day = dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC)
    services = desk.services
    registers = services.memory.registers
    known = check_file(services, loaded, write(file, *PEOPLE)).preview.register
    later = check_file(services, loaded, write(file, replace(MAYOR, name="Ådne Øy"), *PEOPLE[1:])).preview.register
    assert known
    assert later
    registers.add(loaded.community.id, known, source="a", now=day)
    registers.add(loaded.community.id, later, source="b", now=day + dt.timedelta(days=30))

    def mayor(moment: dt.datetime | None) -> list[str | None]:
        return [entry["name"] for entry in seat_history(services, MAYOR.seat, known=moment)]

    assert mayor(day + dt.timedelta(days=29)) == [MAYOR.name]
    assert mayor(day + dt.timedelta(days=30)) == ["Ådne Øy"]
    assert mayor(None) == ["Ådne Øy"]
    with pytest.raises(StepError, match=r"no register was imported until 31\.10\.2026"):
        mayor(day - dt.timedelta(days=1))


def test_a_person_is_found_by_name_with_every_seat(desk: Desk) -> None:
    services = desk.services
    found = seat_history(services, MAYOR.name.upper())
    assert MAYOR.seat in [entry["seat"] for entry in found]
    with pytest.raises(StepError, match="nobody of that name is in the register"):
        seat_history(services, "Ingen Slik")


@pytest.mark.campaign
def test_a_power_cut_during_an_import_leaves_the_old_register_or_the_new_one_whole(desk: Desk, tmp_path: Path) -> None:
    """Kill -9 at many moments of the import: what counts afterwards is always one of the two, never a part."""
    loaded = load_community(desk.community)
    services = desk.services
    old = import_register(services, loaded, str(write(tmp_path / "gammal.xlsx", *PEOPLE))).digest
    new_file = write(tmp_path / "ny.xlsx", replace(MAYOR, name="Ådne Øy"), *PEOPLE[1:])
    checked = check_file(services, loaded, new_file)
    new = digest(checked.preview.register)
    command = [sys.executable, "-c", IMPORT, str(desk.community), checked.id]
    seen = set()
    for delay in (0.0, 0.02, 0.05, 0.1, 0.2, 0.4):
        environment = {**os.environ, **desk.environment}
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            process.stdout.readline()  # it is about to write
            time.sleep(delay)
            process.send_signal(signal.SIGKILL)
        seen.add(current_register(services, loaded).digest)
    assert seen <= {old, new}
    done = subprocess.run(command, env={**os.environ, **desk.environment}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    services = desk.services
    assert current_register(services, loaded).digest == new


IMPORT = """
import sys
from pathlib import Path
from cycle.services import open_services
from cycle.application.year.community_rules.community import load_community
from cycle.application.year.community_rules.registers import import_register
with open_services() as services:
    loaded = load_community(Path(sys.argv[1]))
    print("ready", flush=True)
    import_register(services, loaded, sys.argv[2])
"""
