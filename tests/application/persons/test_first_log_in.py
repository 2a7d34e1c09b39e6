"""The first start: a new home has log-in and prints one link; one from before goes on with names until it is told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from cycle.application.persons import first_log_in, identity_of, look_at_link, use_link
from tests.desk import Desk

OFFICE = "Samarbeidssekretariatet"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path, identity="")
    yield made
    made.close()


def test_a_new_home_has_log_in_and_says_at_the_terminal_how_one_comes_in_until_somebody_has(desk: Desk) -> None:
    assert identity_of(desk.services) == "link"
    desk.start()
    assert identity_of(desk.services) == "link", "a year that is opened changes nothing"
    notice = first_log_in(desk.services, on_terminal=True)
    begins = rf"{OFFICE} logs in the first time with this link, once, within an hour:"
    found = re.fullmatch(
        rf"{begins}\nhttp://\S+/logg-inn/lenkje/(\S+)",
        notice,
    )
    assert found
    assert look_at_link(desk.services, found[1], browser="").why_not == ""
    use_link(desk.services, found[1], browser="", agent="x")
    assert look_at_link(desk.services, found[1], browser="").why_not == "used"
    assert first_log_in(desk.services, on_terminal=True) == (
        "somebody who cannot get mail logs in with `cycle login --as NAME`"
    )


def test_what_goes_to_a_log_names_the_command_and_holds_no_link(desk: Desk) -> None:
    notice = first_log_in(desk.services, on_terminal=False)
    assert notice == (
        "nobody of the secretariat has logged in yet: run `cycle login --as samarbeidssekretariatet` on this machine"
    )


def test_a_home_from_before_goes_on_with_names_says_so_and_has_log_in_when_it_is_told(desk: Desk) -> None:
    desk.start()
    desk.compute("plan")
    with desk.services.memory.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO decisions (cycle, step, revision, digest, decision, name, at, channel, key, send_back_to, "
                "comment) SELECT id, 'plan', 1, 'd', 'approve', 'Kari', opened_at, 'form', 'k', '', '' FROM cycles"
            )
        )
    assert identity_of(desk.services) == "name"
    assert first_log_in(desk.services, on_terminal=True).startswith("log-in is off")
    desk.settle(identity="", address="https://aarshjul.example.no")
    assert identity_of(desk.services) == "link", "whoever reaches the address would decide in any name"
    desk.settle(address="")
    assert identity_of(desk.services) == "name"
    desk.settle(identity="link")
    assert identity_of(desk.services) == "link"
    assert "logs in the first time" in first_log_in(desk.services, on_terminal=True)
