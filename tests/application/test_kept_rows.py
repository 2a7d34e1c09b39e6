"""What the database holds of closed years, of what was done and of mails that left is watched as files are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, update

from cycle.application.actions import verify_year
from cycle.application.publishing import rebuild_site, verify_archive
from cycle.application.publishing.archive_findings import ArchiveFindingKind
from cycle.errors import StoreError
from cycle.store.tables import closings, messages, outbox, outcomes
from tests.desk import YEAR, Desk

from .closed_year import asked

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
    page = closed.home / "site" / "bergensomradet" / "partnarskapsmote" / "2027" / "index.html"
    before = page.read_bytes()
    with pytest.raises(StoreError, match="closing 1: is not as the log says"):
        rebuild_site(closed.services)
    assert page.read_bytes() == before


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
    assert {kind for kind, _ in errors(closed)} == {"mail lost"}


def test_a_year_closed_before_the_log_told_of_closings_is_told_and_sealed_by_a_build(closed: Desk) -> None:
    with closed.services.memory.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER events_delete")
        connection.exec_driver_sql("DELETE FROM events WHERE what = 'closing'")
    assert [(found.kind, found.is_error) for found in verify_archive(closed.services)] == [("unsealed", False)]
    assert verify_year(closed.cycle()).flaws == ()
    rebuild_site(closed.services)
    assert verify_archive(closed.services) == ()
    (row,) = rows(closed, closings)
    changed(closed, insert(closings).values({**row, "number": 2, "at": row["at"].replace(year=2020)}))
    assert errors(closed) == [("row added", f"{CYCLE} closing 2")]
    changed(closed, delete(closings).where(closings.c.number == 2))
    changed(closed, update(closings).values(why="x"))
    assert errors(closed) == [("row changed", CLOSING)]
