"""`cycle inbox` and `cycle replies`, as somebody types them."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from cycle.cli import main
from cycle.mail.maildir import deliver
from tests.desk import MAYOR, YEAR, Desk
from tests.mail.arriving import answer, calendar, invitation_answer


@pytest.fixture
def desk(tmp_path, monkeypatch):
    desk = Desk(tmp_path)
    desk.walk(to="mailing.invitasjon")
    for name, value in desk.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    yield desk
    desk.close()


def run(*arguments: str, code: int = 0) -> str:
    found = CliRunner().invoke(main, [*arguments], catch_exceptions=False)
    assert found.exit_code == code, found.output
    return found.output


def test_a_folder_is_read_by_hand_and_the_list_tells_who_comes(desk: Desk) -> None:
    first, second = desk.services.memory.outbox.rows(kind="invitasjon@folder")[:2]
    deliver(desk.home / "in", "1.eml", invitation_answer(first, calendar(first)))
    deliver(desk.home / "in", "2.eml", answer(second, headers={"In-Reply-To": "<x@y>"}))
    read = ("inbox", "--from", str(desk.home / "in"), "--json")
    assert json.loads(run(*read)) == {
        "new": 2,
        "known": 0,
        "settled": 0,
        "counts": {"accepted": 1, "unknown": 1},
    }
    assert json.loads(run(*read)) == {"new": 0, "known": 2, "settled": 0, "counts": {}}
    found = json.loads(run("replies", str(YEAR), "--json"))
    assert found["counts"] == {"coming": 1, "not": 0, "maybe": 0, "wrote": 0, "returned": 0, "silent": 4}
    assert [one["id"] for one in found["rows"] if one["stand"] == "coming"] == [first.recipient]
    assert run("replies", "show", str(YEAR)).startswith("1 coming, 4 silent\n")


def test_an_answer_by_telephone_is_typed_in(desk: Desk) -> None:
    said = run("replies", "add", str(YEAR), MAYOR.name, "--as", "declined", "--name", "Kari", "--why", "ringde")
    assert said.endswith(": not\n")
    assert json.loads(run("replies", str(YEAR), "--json"))["counts"]["not"] == 1
    run("replies", "add", str(YEAR), "Ingen", "--as", "declined", "--name", "Kari", code=1)
    run("replies", "add", str(YEAR), MAYOR.name, "--as", "perhaps", "--name", "Kari", code=2)


def test_nothing_to_read_from_is_a_problem_that_is_told(desk: Desk) -> None:
    assert "no mailbox is set up" in run("inbox", "--json", code=1)
    assert "there is no such folder" in run("inbox", "--from", str(desk.home / "nei"), "--json", code=1)
