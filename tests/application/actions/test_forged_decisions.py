"""A decision that the log tells otherwise of is named by every check, and no package is made of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from cycle.application.actions import check_archive, verify_year
from cycle.application.doctor import diagnose
from cycle.cli import main
from cycle.errors import StepError
from tests.application.closed_year import asked
from tests.desk import Desk

FORGED = {
    "another name": "UPDATE decisions SET name = 'Falsk Person' WHERE step = 'archive'",
    "another time": "UPDATE decisions SET at = '2020-01-01 10:00:00.000000' WHERE step = 'plan'",
    "another word": "UPDATE decisions SET comment = 'jau' WHERE step = 'plan'",
    "stopped": "UPDATE decisions SET decision = 'stop' WHERE step = 'invitations'",
    "gone": "DELETE FROM decisions WHERE id = (SELECT max(id) FROM decisions WHERE step = 'invitations')",
    "one more": (
        "INSERT INTO decisions (cycle, step, revision, digest, decision, send_back_to, name, comment, channel, key, "
        "at) SELECT cycle, step, revision, digest, decision, '', 'Per', '', channel, 'forged', at FROM decisions "
        "WHERE step = 'plan'"
    ),
}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A closed year."""
    desk = Desk(tmp_path)
    desk.walk()
    yield desk
    desk.close()


def tamper(desk: Desk, statement: str) -> None:
    with desk.services.memory.engine.begin() as connection:
        connection.execute(text(statement))


def flaws(desk: Desk) -> list[str]:
    return [finding.path for finding in check_archive(desk.services) if finding.is_error]


@pytest.mark.parametrize("what", FORGED)
def test_a_forged_decision_is_named_and_no_next_package_is_made_of_it(desk: Desk, what: str) -> None:
    assert flaws(desk) == []
    act = f"act.{asked(desk, 'correct', what='venue', new='Hotell Norge').number}"
    desk.compute(act)
    before = sorted(path.name for path in (desk.home / "packages").iterdir())
    tamper(desk, FORGED[what])
    assert [flaw for flaw in verify_year(desk.cycle()).flaws if flaw.startswith("decision ")]
    assert [flaw for flaw in flaws(desk) if flaw.startswith("decision ")]
    assert "hendingsloggen" in desk.decide(act)
    assert sorted(path.name for path in (desk.home / "packages").iterdir()) == before


def test_a_decision_that_is_forged_after_the_act_is_approved_stops_it(desk: Desk) -> None:
    act = f"act.{asked(desk, 'correct', what='venue', new='Hotell Norge').number}"
    desk.compute(act)
    desk.approve(act)
    tamper(desk, FORGED["another name"])
    with pytest.raises(StepError, match=r"decision archive revision 1, approve by Falsk Person.*--verify"):
        desk.perform(act)
    assert not list((desk.home / "packages").glob("*-v2*"))


def test_the_commands_say_so(desk: Desk) -> None:
    tamper(desk, FORGED["another name"])
    said = CliRunner().invoke(main, ["archive", "verify"], env=desk.environment)
    assert said.exit_code == 1
    assert "approve by Falsk Person" in said.stdout + said.stderr
    assert [problem for problem in diagnose(desk.services.settings) if "Falsk Person" in str(problem)]


def test_a_mail_that_went_elsewhere_is_named_by_the_check_of_the_archive(desk: Desk) -> None:
    tamper(desk, "UPDATE outbox SET address = 'annan@x.example' WHERE id = 1")
    assert [flaw for flaw in flaws(desk) if "no approval names where it went" in flaw]


def test_an_archive_is_not_made_of_a_decision_forged_before(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.walk(to="mailing.folgebrev")
    desk.compute("archive")
    tamper(desk, "UPDATE decisions SET name = 'Falsk Person' WHERE step = 'plan'")
    assert "hendingsloggen" in desk.decide("archive")
    assert not (desk.home / "packages").exists()
    desk.close()
