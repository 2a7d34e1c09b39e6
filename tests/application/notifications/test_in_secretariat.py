"""What needs a person is told those who are the secretariat by the page of people, wherever that says they are."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cycle.application.delivery import is_secretariats
from cycle.application.delivery.evidence.ledger import names_in
from cycle.application.notifications import notify_failed, sweep_all
from cycle.application.persons import add_person, change_person, people
from cycle.model import Absence, KnownPerson
from tests.desk import Desk

OFFICE, CONTACT, NEW, SIV = (
    "samarbeidssekretariatet",
    "samarbeidssekretariatet@helsefellesskapet.example",
    "ny.adresse@helse.example",
    "siv@helse.example",
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path, identity="link", mail_mode="allowlist", mail_allowlist=(".example",))
    made.start()
    yield made
    made.close()


def change(desk: Desk, key: str, **changes: Any) -> KnownPerson:
    [row] = [row for row in people(desk.services) if row.person.key == key]
    return change_person(desk.services, row, replace(row.person, **changes), by="test").person


def with_siv(desk: Desk) -> KnownPerson:
    office = change(desk, OFFICE, address=NEW)
    siv = replace(office, key="", name="Siv Sekretær", address=SIV)
    return add_person(desk.services, siv, by="test").person


def away(desk: Desk) -> tuple[Absence, ...]:
    return (Absence(first=desk.services.today, last=desk.services.today + dt.timedelta(days=200)),)


def notified(desk: Desk, kind: str) -> list[str]:
    rows = desk.services.memory.outbox.rows(cycle=desk.cycle().id)
    return sorted(row.address for row in rows if row.kind.startswith(f"{kind}.") and is_secretariats(row.recipient))


def fails(desk: Desk) -> None:
    notify_failed(desk.cycle(), "plan", run="x" * 12, error="gal", link="http://127.0.0.1:4200/prefect/x")


def sweeps(desk: Desk, *, days: int = 1) -> None:
    for _ in range(days):
        sweep_all(desk.services, link=lambda _cycle, _step: "http://127.0.0.1:4200/prefect/x")
        desk.moment += dt.timedelta(days=1)


def test_the_contact_of_the_file_is_told_as_before(desk: Desk) -> None:
    fails(desk)
    assert notified(desk, "feil") == [CONTACT]


def test_everybody_who_is_the_secretariat_is_told_where_they_are_now(desk: Desk) -> None:
    with_siv(desk)
    for key in ("kari-koordinator", "ola-andrehand"):
        change(desk, key, absences=away(desk))
    desk.compute("plan")
    fails(desk)
    fails(desk)
    sweeps(desk)
    assert notified(desk, "feil") == notified(desk, "udekt") == [NEW, SIV]
    names = names_in(desk.cycle())
    rows = [row for row in desk.services.memory.outbox.rows(cycle=desk.cycle().id) if row.kind.startswith("feil.")]
    assert {names[row.recipient] for row in rows} == {"Samarbeidssekretariatet", "Siv Sekretær"}
    for row in rows:
        said = json.loads(desk.services.memory.files.get(row.content))
        assert said["name"] == names[row.recipient]


def test_what_has_waited_long_and_what_is_summed_up_go_there_too(desk: Desk) -> None:
    with_siv(desk)
    desk.compute("plan")
    sweeps(desk, days=40)
    reminded = notified(desk, "minne")
    assert set(reminded) == {NEW, SIV}
    assert reminded.count(NEW) == reminded.count(SIV) > 1


def test_whoever_of_the_secretariat_is_away_is_left_out_but_never_all_of_them(desk: Desk) -> None:
    siv = with_siv(desk)
    change(desk, OFFICE, absences=away(desk))
    fails(desk)
    assert notified(desk, "feil") == [SIV]
    change(desk, siv.key, absences=away(desk))
    notify_failed(desk.cycle(), "plan", run="y" * 12, error="gal", link="http://127.0.0.1:4200/prefect/x")
    assert notified(desk, "feil") == [NEW, SIV, SIV]


def test_files_that_cannot_be_read_are_told_there_too(desk: Desk) -> None:
    with_siv(desk)
    (desk.year_folder / "meeting.toml").write_text("date = [", "utf-8")
    sweeps(desk)
    assert notified_of_year(desk) == [NEW, SIV]


def notified_of_year(desk: Desk) -> list[str]:
    return sorted(row.address for row in desk.services.memory.outbox.rows() if row.kind.startswith("feil.filer."))


def test_two_of_one_mailbox_get_one_mail(desk: Desk) -> None:
    office = change(desk, OFFICE, address=NEW)
    add_person(desk.services, replace(office, key="", name="Siv Sekretær", address=NEW.upper()), by="test")
    fails(desk)
    assert [address.casefold() for address in notified(desk, "feil")] == [NEW]
