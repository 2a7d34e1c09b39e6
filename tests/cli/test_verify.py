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


def test_a_log_that_was_cut_is_told_until_somebody_answers_for_the_database_as_it_is(desk: Desk, run) -> None:
    desk.walk(to="host")
    assert run("status", str(YEAR), "--verify").code == 0
    with desk.services.memory.engine.begin() as connection:
        for statement in (
            "DROP TRIGGER events_delete",
            "DELETE FROM events WHERE about LIKE '%host%'",
            "DELETE FROM outcomes WHERE step = 'host'",
            "DELETE FROM decisions WHERE step = 'host'",
        ):
            connection.execute(text(statement))
    cut = run("status", str(YEAR), "--verify")
    assert (cut.code, "is gone from the end of the log, where this home noted" in cut.out) == (1, True)
    assert "may send again" in run("outbox", "adopt", "--name", "Kari Sekretær").out
    assert run("status", str(YEAR), "--verify").code == 0
    assert "nothing to adopt" in run("outbox", "adopt", "--name", "Kari Sekretær").out


def test_an_archive_without_a_package_says_so_and_fails(desk: Desk, run) -> None:
    for words in ((), (str(YEAR),)):
        said = run("archive", "verify", *words)
        assert (said.code, "there is no archive package: no year is published" in said.out + said.err) == (1, True)
        (problem,) = run("archive", "verify", *words, "--json").json["problems"]
        assert (problem["file"], problem["severity"]) == (words[0] if words else "packages", "error")


def test_a_year_without_a_package_says_so_beside_one_that_has_one(desk: Desk, run) -> None:
    desk.walk()
    assert run("archive", "verify").code == 0
    assert run("archive", "verify", YEAR).code == 0
    for year in (YEAR - 1, YEAR + 1):
        said = run("archive", "verify", year)
        assert (said.code, f"{year}: there is no archive package" in said.out + said.err) == (1, True)
    both = run("archive", "verify", YEAR, YEAR + 1, "--json")
    assert (both.code, [problem["file"] for problem in both.json["problems"]]) == (1, [str(YEAR + 1)])


def test_what_is_left_over_or_strange_is_no_package(desk: Desk, run) -> None:
    (desk.home / "packages").mkdir()
    (desk.home / "packages" / ".made").mkdir()
    (desk.home / "site" / "fjordane").mkdir(parents=True)
    said = run("archive", "verify")
    assert (said.code, "there is no archive package" in said.out + said.err) == (1, True)


def test_neither_a_year_nor_a_package_is_a_mistake_in_the_command(run) -> None:
    said = run("archive", "verify", "pakke-2027")
    assert (said.code, "there is no such year, and no such package" in said.err) == (2, True)
