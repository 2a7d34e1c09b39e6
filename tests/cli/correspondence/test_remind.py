"""`cycle remind`, as somebody types it."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Run
from tests.desk import Desk

AGAIN = "{% if again %}\nDette ventar framleis på deg.\n\n{% endif %}\n"
"""As it stood in the mails of 0.2."""


@pytest.mark.parametrize("broken", ["vent.txt", "vent.html"])
def test_a_mail_that_could_not_be_made_is_a_fault_of_the_round_with_whom_it_left_out(
    run: Run, desk: Desk, broken: str
) -> None:
    desk.start()
    desk.compute("plan")
    path = desk.root / "templates" / "mail" / broken
    path.write_text(path.read_text("utf-8").replace("{{ name", "{{ nothing.such }}{{ name", 1), "utf-8")
    for said in (run("remind", 2027), run("remind", 2027, "--json")):
        assert said.code == 1
        assert "Kari Koordinator" in said.out + said.err
        assert broken in said.out + said.err


def test_a_mail_that_asks_for_what_0_2_had_is_made(run: Run, desk: Desk) -> None:
    desk.start()
    desk.compute("plan")
    for name in ("vent.txt", "vent.html"):
        path = desk.root / "templates" / "mail" / name
        path.write_text(AGAIN + path.read_text("utf-8"), "utf-8")
    said = run("remind", 2027)
    assert (said.code, said.err) == (0, "")
    assert [mail.to for mail in desk.mails()] == ["kari.koordinator@kommunane.example"]
    assert not any("framleis" in mail.text for mail in desk.mails())
