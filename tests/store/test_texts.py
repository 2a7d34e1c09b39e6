"""What people write is kept whole or refused in words, by either database alike."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, insert, select, update

from cycle.errors import CycleError, InputError
from cycle.store.database import open_database
from cycle.store.tables import metadata
from cycle.store.texts import HeardText, LongText, MadeText, ShortText
from tests.store.past.keep import KNOWN, row_of

COLUMNS = [column for table in metadata.sorted_tables for column in table.columns]
LINES = [(column.table.name, column.name) for column in COLUMNS if isinstance(column.type, ShortText)]
HEARD = [column for column in COLUMNS if isinstance(column.type, HeardText)]
WORDS = [(column.table.name, column.name) for column in COLUMNS if isinstance(column.type, ShortText | LongText)]
WORDS = [place for place in WORDS if place not in {(column.table.name, column.name) for column in HEARD}]
LONG_NAME = "for-seint.mailing.styringssignal-til-alle-organ.retting12.svar.8254c329@allowlist"
"""What is made of the names of a step, a dispatch and a mode; a dispatch of a community's own has a long name."""
UNKEPT = ("a\0b", "\ud83d", "æ\udc00", "\0")


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    made = open_database(f"sqlite:///{tmp_path_factory.mktemp('store') / 'cycle.sqlite'}")
    yield made
    made.dispose()


def written(engine: Engine, table: str, **changed: Any) -> None:
    rows = metadata.tables[table]
    with engine.begin() as connection:
        connection.execute(insert(rows).values(row_of(rows, 7) | changed))
        connection.rollback()


def test_every_column_of_text_is_under_the_rule() -> None:
    types = {type(column.type).__name__ for column in COLUMNS}
    assert types == {
        "ShortText",
        "MadeText",
        "LongText",
        "HeardText",
        "Moment",
        "Integer",
        "BigInteger",
        "Boolean",
        "JSON",
    }


def test_what_is_too_long_is_refused_with_its_place_and_length(engine: Engine) -> None:
    for table, column in LINES:
        most = metadata.tables[table].columns[column].type.length
        with pytest.raises(InputError) as refused:
            written(engine, table, **{column: "Å" * (most + 1)})
        assert f"{table}.{column}: “ÅÅ" in str(refused.value)
        assert f"is {most + 1} characters long, and {most} can be kept at most" in str(refused.value)
        assert "INSERT" not in str(refused.value)
        assert refused.value.message is not None
        assert "teikn lang" in refused.value.message.said("nn")


def test_a_name_that_is_made_of_others_is_kept_whatever_its_length(engine: Engine) -> None:
    made = [column for column in COLUMNS if isinstance(column.type, MadeText)]
    assert {column.name for column in made} == {"kind", "step", "id"}
    for column in made:
        written(engine, column.table.name, **{column.name: LONG_NAME})


def test_what_no_database_keeps_is_refused_with_its_place(engine: Engine) -> None:
    for (table, column), text in itertools.product(WORDS, UNKEPT):
        with pytest.raises(InputError, match=f"{table}.{column}: “.*” holds a character that cannot be kept"):
            written(engine, table, **{column: text})


def test_what_a_server_said_is_kept_with_a_mark_for_what_cannot_be(database_url: str) -> None:
    engine = open_database(database_url)
    assert {column.table.name for column in HEARD} == {"outbox", "outbox_events", "holds", "tries", "rounds", "replies"}
    for column, text in itertools.product(HEARD, UNKEPT):
        with engine.begin() as connection:
            connection.execute(insert(column.table).values(row_of(column.table, 7) | {column.name: text}))
            [kept] = connection.execute(select(column)).scalars()
            connection.rollback()
        assert (len(kept), "\ufffd" in kept) == (len(text), True)
    engine.dispose()


def test_what_is_changed_is_under_the_rule_and_what_is_looked_for_is_not(memory: Any) -> None:
    acts = metadata.tables["archive_acts"]
    with memory.engine.begin() as connection:
        with pytest.raises(CycleError):
            connection.execute(update(acts).values(withdrawn_by="x" * 201))
        for text in (*UNKEPT, "x" * 5000):
            assert connection.execute(select(acts).where(acts.c.asked_by == text)).all() == []
            assert connection.execute(select(acts).where(acts.c.asked_by.in_([text, "Kari"]))).all() == []
            assert connection.execute(update(acts).where(acts.c.why == text).values(why="y")).rowcount == 0


@pytest.mark.postgresql
def test_both_databases_keep_what_is_as_long_as_can_be_and_answer_alike(database_url: str) -> None:
    engine = open_database(database_url)
    for table in metadata.sorted_tables:
        longest = {
            name: "Å" * column.type.length
            for name, column in table.columns.items()
            if isinstance(column.type, ShortText)
        }
        longest |= {name: LONG_NAME for name, column in table.columns.items() if isinstance(column.type, MadeText)}
        free = {name: text for name, text in longest.items() if name not in KNOWN.get(table.name, {})}
        written(engine, table.name, **free)
    written(engine, "archive_acts", what="T" * 450)
    written(engine, "events", who=", ".join(["Kari Nordmann-Hansen"] * 40))
    acts = metadata.tables["archive_acts"]
    with engine.connect() as connection:
        for text in (*UNKEPT, "x" * 5000):
            assert connection.execute(select(acts).where(acts.c.asked_by == text)).all() == []
    engine.dispose()
