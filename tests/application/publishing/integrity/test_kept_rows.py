"""What the database holds of closed years, of what was done and of mails that left is watched as files are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import delete, insert, select, update

from cycle.application.actions import verify_year
from cycle.application.actions.holding_against_log.log_check import not_in_log
from cycle.application.delivery import send_notices
from cycle.application.notifications.gate_opened import notify_gate
from cycle.application.publishing import rebuild_site, row_findings, verify_archive
from cycle.application.publishing.integrity.archive_findings import ArchiveFindingKind
from cycle.cli import main
from cycle.errors import InputError, StoreError
from cycle.store.events import Events, LoggedEvent, What
from cycle.store.tables import closings, messages, outbox, outbox_events, outcomes
from tests.application.closed_year import asked, done, page
from tests.desk import YEAR, Desk

CYCLE = "bergensomradet/partnarskapsmote/2027"
CLOSING = f"{CYCLE} closing 1"


@pytest.fixture
def closed(tmp_path: Path) -> Desk:
    """A year that was walked to its end."""
    desk = Desk(tmp_path)
    desk.walk()
    return desk


def changed(desk: Desk, statement: Any) -> None:
    with desk.services.memory.engine.begin() as connection:
        connection.execute(statement)


def rows(desk: Desk, table: Any) -> list[Mapping[str, Any]]:
    with desk.services.memory.engine.begin() as connection:
        return [dict(row) for row in connection.execute(select(table)).mappings()]


def errors(desk: Desk, *, year: int | None = None) -> list[tuple[ArchiveFindingKind, str]]:
    return [(found.kind, found.place) for found in verify_archive(desk.services, year=year) if found.is_error]


def another(value: object) -> object:
    """What differs a little from a plain value, somewhere inside it."""
    if isinstance(value, dict):
        key = sorted(value)[-1]
        return {**value, key: another(value[key])}
    return [*value, "x"] if isinstance(value, list) else f"{value}x"


FORGED: Mapping[str, Callable[[Any], object]] = {
    "the page": lambda body: {**body, "edition": {**body["edition"], "venue": "Ein annan stad"}},
    "its files": lambda body: {**body, "site": body["site"][1:]},
    "how its steps stood": lambda body: {**body, "steps": [another(step) for step in body["steps"]]},
    "the snapshot": lambda body: {**body, "snapshot": {**body["snapshot"], "sha256": "0" * 64}},
    "the sum of its zip": lambda body: {**body, "zip_sha256": "0" * 64},
}


@pytest.mark.parametrize("what", FORGED)
def test_a_closing_whose_content_was_changed_in_the_database_is_named_and_not_published(
    closed: Desk, what: str
) -> None:
    assert errors(closed) == []
    (row,) = rows(closed, closings)
    changed(closed, update(closings).values(body=FORGED[what](row["body"])))
    assert ("row changed", CLOSING) in errors(closed)
    assert ("row changed", CLOSING) in errors(closed, year=YEAR)
    assert ("row changed", CLOSING) not in errors(closed, year=YEAR - 1)
    written = closed.home / "site" / "bergensomradet" / "partnarskapsmote" / "2027" / "index.html"
    before = written.read_bytes()
    with pytest.raises(StoreError, match="closing 1: is not as the log says"):
        rebuild_site(closed.services)
    assert written.read_bytes() == before


@pytest.mark.parametrize("column", ["kind", "version", "step", "digest", "name", "why", "at", "format"])
def test_each_column_of_a_closing_is_watched(closed: Desk, column: str) -> None:
    (row,) = rows(closed, closings)
    value = row[column].replace(year=2025) if column == "at" else 7 if isinstance(row[column], int) else "reopen"
    changed(closed, update(closings).values({column: value}))
    assert ("row changed", CLOSING) in errors(closed)


def test_an_act_on_a_year_whose_closing_was_changed_publishes_nothing(closed: Desk) -> None:
    (row,) = rows(closed, closings)
    changed(closed, update(closings).values(body=FORGED["the page"](row["body"])))
    asked(closed, "correct", what="place", new="Voss")
    packages = sorted((closed.home / "packages").iterdir())
    with pytest.raises(StoreError, match="is not as the log says"):
        closed.do("act.1")
    assert sorted((closed.home / "packages").iterdir()) == packages
    assert verify_year(closed.cycle()).flaws


def test_a_closing_that_is_added_or_taken_away_is_named(closed: Desk) -> None:
    (row,) = rows(closed, closings)
    changed(closed, insert(closings).values({**row, "number": 2, "kind": "correct"}))
    assert ("row added", f"{CYCLE} closing 2") in errors(closed)
    changed(closed, delete(closings))
    assert ("row lost", CLOSING) in errors(closed)


def test_what_was_done_after_approval_is_watched_too(closed: Desk) -> None:
    first = rows(closed, outcomes)[0]
    where = f"{CYCLE} {first['step']} outcome {first['digest'][:12]}"
    chosen = (outcomes.c.step == first["step"]) & (outcomes.c.digest == first["digest"])
    changed(closed, update(outcomes).where(chosen).values(body=another({"x": 1, **first["body"]})))
    assert errors(closed) == [("row changed", where)]
    assert any(where in flaw for flaw in verify_year(closed.cycle()).flaws)
    changed(closed, delete(outcomes).where(chosen))
    assert ("row lost", where) in errors(closed)


@pytest.mark.parametrize("place", [0, 0.3, 0.6, 0.99])
def test_a_kept_mail_that_is_not_what_was_handed_to_the_server_is_named(closed: Desk, place: float) -> None:
    kept = rows(closed, messages)
    for row in kept:
        at = int((len(row["pieces"]) - 1) * place) // 4 * 4
        letter = "A" if row["pieces"][at] != "A" else "B"
        pieces = row["pieces"][:at] + letter + row["pieces"][at + 1 :]
        changed(closed, update(messages).where(messages.c.sha256 == row["sha256"]).values(pieces=pieces))
    sent = {(row["kind"], row["recipient"]) for row in rows(closed, outbox) if row["sha256"]}
    found = [finding for finding in verify_archive(closed.services) if finding.kind == "mail changed"]
    assert {tuple(finding.path.split(" ", 1)) for finding in found} == sent
    assert len(kept) > 4


@pytest.mark.parametrize("pieces", ["", "x", "e30=", "eJyLjgUAARUAuQ==", "[]"])
def test_a_kept_mail_that_cannot_be_read_at_all_is_named(closed: Desk, pieces: str) -> None:
    changed(closed, update(messages).values(pieces=pieces))
    assert {kind for kind, _ in errors(closed)} == {"mail changed"}


def test_a_kept_mail_that_is_gone_is_missed_by_the_package(closed: Desk) -> None:
    changed(closed, delete(messages))
    assert {kind for kind, _ in errors(closed)} == {"mail lost", "mail gone"}


def gone(desk: Desk) -> set[str]:
    return {found.path for found in verify_archive(desk.services) if found.kind == "mail gone"}


def test_each_mail_that_left_and_is_kept_no_more_is_named_where_no_package_holds_it(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.walk(to="mailing.invitasjon")
    sent = {f"{row['kind']} {row['recipient']}": row["sha256"] for row in rows(desk, outbox) if row["sha256"]}
    assert (gone(desk), verify_year(desk.cycle()).flaws, len(sent)) == (set(), (), 5)
    last, *others = sorted(sent)
    changed(desk, delete(messages).where(messages.c.sha256.in_([sent[name] for name in others])))
    assert gone(desk) == set(others)
    assert sum("kept it no more" in flaw for flaw in verify_year(desk.cycle()).flaws) == len(others)
    assert not any(last in flaw for flaw in verify_year(desk.cycle()).flaws)
    changed(desk, delete(messages))
    assert gone(desk) == set(sent)
    with desk.services.memory.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER outbox_events_change")
    changed(desk, update(outbox_events).values(at=desk.moment.replace(year=2020)))
    assert gone(desk) == set()


def test_a_gates_mail_that_logs_in_is_never_kept_and_not_missed(tmp_path: Path) -> None:
    desk = Desk(tmp_path, identity="link")
    desk.start()
    desk.compute("plan")
    assert notify_gate(desk.cycle(), desk.newest("plan"), link="http://127.0.0.1:4200/") > 0
    send_notices(desk.cycle())
    sent = [row["kind"] for row in rows(desk, outbox) if row["state"] == "sent"]
    assert sent
    assert all(kind.startswith("vent.") for kind in sent)
    assert (gone(desk), verify_year(desk.cycle()).flaws) == (set(), ())


def test_a_year_closed_before_the_log_told_of_closings_is_sealed_by_the_first_opening_alone(closed: Desk) -> None:
    with closed.services.memory.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER events_delete")
        connection.exec_driver_sql("DELETE FROM events WHERE what = 'closing'")
    closed.settle()
    reported = closings_in_log(closed)
    assert [event.cycle for event in reported] == [CYCLE, ""]
    assert errors(closed) == []
    (row,) = rows(closed, closings)
    changed(closed, update(closings).values(why="x"))
    closed.settle()
    assert errors(closed) == [("row changed", CLOSING)]
    changed(closed, update(closings).values(why=row["why"]))
    changed(closed, insert(closings).values({**row, "number": 2, "at": row["at"].replace(year=2020)}))
    closed.settle()
    assert errors(closed) == [("row added", f"{CYCLE} closing 2")]
    assert closings_in_log(closed) == reported


@pytest.mark.parametrize("year", [2020, 2026])
def test_in_a_new_home_every_closing_that_the_log_does_not_tell_of_was_added(tmp_path: Path, year: int) -> None:
    desk = Desk(tmp_path)
    assert [event.says() for event in closings_in_log(desk)] == [{"sealed": 0}]
    desk.walk()
    (row,) = rows(desk, closings)
    forged = f"bergensomradet/partnarskapsmote/{year}"
    changed(desk, insert(closings).values({**row, "cycle": forged, "at": row["at"].replace(year=year)}))
    desk.settle()
    assert errors(desk) == [("row added", f"{forged} closing 1")]
    assert errors(desk, year=year) == [("row added", f"{forged} closing 1")]


def test_many_who_open_an_older_home_at_once_seal_it_once(closed: Desk) -> None:
    memory = closed.services.memory
    with memory.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER events_delete")
        connection.exec_driver_sql("DELETE FROM events WHERE what = 'closing'")
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: memory.closings.seal_older(now=closed.moment), range(16)))
    assert [event.cycle for event in closings_in_log(closed)] == [CYCLE, ""]


def test_what_an_older_version_wrote_meanwhile_is_told_stops_nothing_and_is_confirmed_by_name(closed: Desk) -> None:
    """As after a roll-back: the year is closed without a word in the log."""
    (row,) = rows(closed, closings)
    changed(closed, insert(closings).values({**row, "number": 2, "kind": "correct"}))
    closed.settle()
    assert errors(closed) == [("row added", f"{CYCLE} closing 2")]
    assert rebuild_site(closed.services).confirmed == ()
    done(closed, "correct", what="place", new="Voss")
    assert "Voss" in page(closed)
    assert errors(closed) == [("row added", f"{CYCLE} closing 2")]
    given = ["archive", "build", "--name", "Kari Vik", "--why", "Lukka i den gamle versjonen"]
    said = CliRunner().invoke(main, given, env=closed.environment)
    assert (said.exit_code, f"written into the log as it stands: {CYCLE} closing 2" in said.stdout) == (0, True)
    assert errors(closed) == []
    assert verify_year(closed.cycle()).flaws == ()
    newest = closings_in_log(closed)[-1]
    assert (newest.cycle, newest.who, newest.why) == (CYCLE, "Kari Vik", "Lukka i den gamle versjonen")
    changed(closed, update(closings).where(closings.c.number == 2).values(why="x"))
    assert errors(closed) == [("row changed", f"{CYCLE} closing 2")]


def test_a_changed_closing_stops_no_publishing_for_ever(closed: Desk, tmp_path: Path) -> None:
    (row,) = rows(closed, closings)
    changed(closed, update(closings).values(body=FORGED["the page"](row["body"])))
    with pytest.raises(StoreError, match="nothing is published of bergensomradet"):
        rebuild_site(closed.services, folder=tmp_path / "elsewhere")
    assert not (tmp_path / "elsewhere").exists()
    for name, why in (("Kari Vik", ""), ("", "Det stemmer"), (" ", "Det stemmer"), ("Kari Vik", " ")):
        with pytest.raises(InputError, match="a name and a reason"):
            rebuild_site(closed.services, name=name, why=why)
    assert ("row changed", CLOSING) in errors(closed)
    assert rebuild_site(closed.services, name="Kari Vik", why="Det stemmer").confirmed == (CLOSING,)
    assert errors(closed) == []


def test_a_closing_that_is_gone_may_be_confirmed_and_counts_when_it_is_there_again(closed: Desk) -> None:
    (row,) = rows(closed, closings)
    done(closed, "correct", what="place", new="Voss")
    last = closings.c.number == 2
    (_, second) = rows(closed, closings)
    changed(closed, delete(closings).where(last))
    with pytest.raises(StoreError, match="closing 2: is not as the log says"):
        rebuild_site(closed.services)
    rebuild_site(closed.services, name="Kari Vik", why="Sikringskopien er borte")
    assert [kind for kind, place in errors(closed) if place.startswith(CYCLE)] == []
    changed(closed, insert(closings).values(second))
    assert ("row changed", f"{CYCLE} closing 2") in errors(closed)
    assert row["number"] == 1


def test_a_closing_that_is_no_longer_shown_stops_only_its_own_year(closed: Desk) -> None:
    done(closed, "correct", what="place", new="Voss")
    changed(closed, update(closings).where(closings.c.number == 1).values(why="x"))
    assert rebuild_site(closed.services).pages > 0
    asked(closed, "correct", what="place", new="Os")
    with pytest.raises(StoreError, match="closing 1: is not as the log says"):
        closed.do("act.2")
    assert "Voss" in page(closed)


def test_what_is_written_between_two_readings_is_no_flaw(closed: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    whole, before = Events.all, closed.services.memory.events.all()[:1]
    first = [before]

    def behind(events: Events, what: What | None = None) -> tuple[LoggedEvent, ...]:
        return first.pop() if first else whole(events, what)

    monkeypatch.setattr(Events, "all", behind)
    assert [*row_findings(closed.services, [CYCLE])] == []
    assert [*not_in_log(closed.cycle(), before)] == []


def closings_in_log(desk: Desk) -> tuple[LoggedEvent, ...]:
    return desk.services.memory.events.all("closing")
