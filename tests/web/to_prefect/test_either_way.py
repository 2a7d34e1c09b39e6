"""An answer in Prefect and a decision on our page are refused for the same reasons."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cycle.web.app import build_app
from cycle.web.door import Behind
from cycle.web.to_prefect.inner import Inner
from tests.desk import APPROVERS, Desk
from tests.web.door_visitor import OWN, RESUME, Visitor
from tests.web.fake_prefect import SERVER_KEY, SERVICE_KEY, Fake, listening

STEP = "letters.invitasjon"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    desk.walk(to="invitations")
    desk.compute(STEP)
    yield desk
    desk.close()


def answered(desk: Desk, fake: Fake, socket: Path, **form: str) -> Any:
    behind = Behind(prefect=Inner(socket, secret=SERVER_KEY, waits=()), secret=SERVICE_KEY)
    given = {"name": APPROVERS[0], "proposal": "r1-12345678", **form}
    with listening(fake, socket):
        visitor = Visitor(build_app(desk.services, behind=behind))
        return visitor.post(RESUME, OWN, json={"run_input": given}).json()


def test_what_was_edited_since_is_not_approved_in_prefect_either(desk: Desk, tmp_path: Path) -> None:
    """It was taken there, and said to be void by mail. A stop and a sending back hold whatever was edited."""
    fake = Fake(tags=["meeting-cycle", f"cycle:{desk.cycle().id}", f"step:{STEP}"])
    assert answered(desk, fake, tmp_path / "a", decision="Godkjenn")["status"] == "ACCEPT"
    fake.heard.clear()
    desk.edit_template("invitasjon.docx", "inviterer deg til", "inviterer deg hjarteleg til")
    said = answered(desk, fake, tmp_path / "b", decision="Godkjenn")
    assert said["status"] == "REJECT"
    assert "er endra etter at det vart laga, så godkjenninga di er ikkje teken imot." in said["details"]["reason"]
    assert fake.deeds() == []
    assert answered(desk, fake, tmp_path / "c", decision="Stopp")["status"] == "ACCEPT"
    back = {"decision": "Send tilbake til Årshjul", "comment": "Feil"}
    assert answered(desk, fake, tmp_path / "d", **back)["status"] == "ACCEPT"


def test_whoever_sends_back_where_log_in_is_off_says_why_too(desk: Desk, tmp_path: Path) -> None:
    fake = Fake(tags=["meeting-cycle", f"cycle:{desk.cycle().id}", f"step:{STEP}"])
    said = answered(desk, fake, tmp_path / "s", decision="Send tilbake til Årshjul")
    assert said["details"]["reason"].startswith("Skriv kvifor du sender tilbake")
    assert fake.deeds() == []


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"decision": "Godkjenn", "name": "K"}, "Skriv namnet ditt"),
        ({"decision": "Godkjenn", "comment": "k" * 2001}, "Bruk høgst 2000 teikn"),
        ({"decision": "Stopp", "comment": "ok\x1b[2J"}, "teikn som ingen ser (U+001B)"),
        ({"decision": "Stopp", "name": "Per\u202eNordmann"}, "teikn som ingen ser (U+202E)"),
    ],
)
def test_words_are_judged_in_prefect_as_at_the_command_line(
    desk: Desk, tmp_path: Path, given: dict[str, str], why: str
) -> None:
    fake = Fake(tags=["meeting-cycle", f"cycle:{desk.cycle().id}", f"step:{STEP}"])
    assert why in answered(desk, fake, tmp_path / "s", **given)["details"]["reason"]
    assert fake.deeds() == []
