"""`cycle status YEAR --verify`: what holds, what is void, and an exit code for what was tampered with."""

from __future__ import annotations

from sqlalchemy import text

from tests.desk import YEAR, Desk


def test_a_year_that_is_whole_says_so_and_one_that_was_changed_names_what(desk: Desk, run) -> None:
    desk.walk(to="host")
    whole = run("status", str(YEAR), "--verify", "--json")
    assert whole.code == 0
    assert {name: whole.json[name] for name in ("approvals", "valid", "void", "flaws")} == {
        "approvals": 3,
        "valid": 3,
        "void": [],
        "flaws": [],
    }
    said = run("status", str(YEAR), "--verify").out
    assert "3 of 3 approvals hold" in said
    assert "3 of them in a name that was typed, while log-in was off: that proves nobody" in said
    assert whole.json["unproved"] == 3
    with desk.services.memory.engine.begin() as connection:
        connection.execute(text("UPDATE decisions SET name = 'Per' WHERE step = 'plan'"))
    changed = run("status", str(YEAR), "--verify")
    assert changed.code == 1
    assert "flaw: decision plan revision 1, approve by Per: is not as event" in changed.out
