"""A database of any past version comes up to date whole, and is then the same as one made today."""

from __future__ import annotations

import datetime as dt
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, insert, inspect, text

from cycle.errors import StoreError
from cycle.store import database
from cycle.store.database import open_database
from cycle.store.people.persons import Persons
from cycle.store.people.sessions import SessionRow, Sessions
from cycle.store.tables import metadata
from cycle.store.version import MIGRATIONS, newest_version
from tests import postgres
from tests.store.past.keep import row_of

PAST = Path(__file__).parent / "past"
VERSIONS = sorted(path.name.partition(".")[0] for path in PAST.glob("*.sqlite.sql"))
NUMBERED = metadata.tables["outbox"]


@pytest.fixture
def old_and_fresh(postgresql_server: str) -> Iterator[tuple[str, str]]:
    """Return the URLs of two databases of PostgreSQL that nothing has been made in."""
    names = ("old", "fresh")
    with psycopg.connect(host=postgresql_server, user=postgres.OWNER, dbname="postgres", autocommit=True) as connection:
        for name in names:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        yield tuple(f"postgresql+psycopg://{postgres.OWNER}@/{name}?host={postgresql_server}" for name in names)
        for name in names:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_every_version_but_the_newest_is_kept() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    made = sorted(script.revision for script in ScriptDirectory.from_config(config).walk_revisions())
    assert VERSIONS in (made, made[:-1]), "run `python -m tests.store.past.keep` before a migration is written"
    assert [path.name.partition(".")[0] for path in sorted(PAST.glob("*.postgresql.sql"))] == VERSIONS


@pytest.mark.parametrize("version", VERSIONS)
def test_a_sqlite_database_of_the_past_becomes_what_a_fresh_one_is(version: str, tmp_path: Path) -> None:
    fresh = open_database(f"sqlite:///{tmp_path / 'fresh.sqlite'}")
    with sqlite3.connect(tmp_path / "old.sqlite") as connection:
        connection.executescript((PAST / f"{version}.sqlite.sql").read_text("utf-8"))
    connection.close()
    before = rows(create_engine(f"sqlite:///{tmp_path / 'old.sqlite'}"))
    old = open_database(f"sqlite:///{tmp_path / 'old.sqlite'}")
    assert sqlite_schema(old) == sqlite_schema(fresh)
    assert_kept(before, rows(old))
    assert_usable(old)


@pytest.mark.parametrize("version", VERSIONS)
def test_a_home_from_before_there_was_log_in_is_told_from_one_that_began_with_it(version: str, tmp_path: Path) -> None:
    """Also one from before anything was written of where a database lives; an upgrade locks nobody out in mid-gate."""
    with sqlite3.connect(tmp_path / "old.sqlite") as connection:
        connection.executescript((PAST / f"{version}.sqlite.sql").read_text("utf-8"))
    connection.close()
    old = open_database(f"sqlite:///{tmp_path / 'old.sqlite'}")
    with old.begin() as connection:
        decided = connection.execute(text("SELECT count(*) FROM decisions")).scalar()
    assert decided
    assert Persons(old).before_log_in() or version >= "0013"
    fresh = open_database(f"sqlite:///{tmp_path / 'fresh.sqlite'}")
    assert not Persons(fresh).before_log_in()
    for engine in (old, fresh):
        engine.dispose()


def test_an_upgrade_leaves_log_in_on_where_somebody_has_logged_in(tmp_path: Path) -> None:
    """Decisions from before the log of events, which no person is known by, turn it off only where nobody ever has."""
    version = max(version for version in VERSIONS if version < "0013")
    with sqlite3.connect(tmp_path / "old.sqlite") as dumped:
        dumped.executescript((PAST / f"{version}.sqlite.sql").read_text("utf-8"))
    dumped.close()
    old = open_database(f"sqlite:///{tmp_path / 'old.sqlite'}")
    with old.begin() as connection:
        connection.execute(text("UPDATE installations SET identity = ''"))
    assert Persons(old).before_log_in()
    now = dt.datetime(2026, 11, 23, 11, 0, tzinfo=dt.UTC)
    Sessions(old).begin(
        SessionRow(
            hash="h", name="s1", community="c", person="kari", known_by="link", proof="p", browser="b", made_at=now,
            seen_at=now, ends_at=now, ended_at=now,
        )
    )  # fmt: skip
    assert not Persons(old).before_log_in()
    with old.begin() as connection:
        connection.execute(text("DELETE FROM sessions"))
    assert Persons(old).before_log_in()
    with old.begin() as connection:
        connection.execute(
            insert(metadata.tables["decisions"]).values(
                cycle="c/m/2027", step="plan", revision=1, digest="d", decision="approve", name="Kari", channel="page",
                key="k", at=now, known_by="oidc", event=9,
            )
        )  # fmt: skip
    assert not Persons(old).before_log_in()
    old.dispose()


@pytest.mark.postgresql
@pytest.mark.parametrize("version", VERSIONS)
def test_a_postgresql_database_of_the_past_becomes_what_a_fresh_one_is(version: str, old_and_fresh) -> None:
    plain = create_engine(old_and_fresh[0])
    with plain.begin() as connection:
        connection.exec_driver_sql((PAST / f"{version}.postgresql.sql").read_text("utf-8"))
    before = rows(plain)
    plain.dispose()
    old, fresh = (open_database(url) for url in old_and_fresh)
    assert postgresql_schema(old) == postgresql_schema(fresh)
    assert_kept(before, rows(old))
    assert_usable(old)
    fresh.dispose()


def test_a_fresh_database_has_the_tables_that_the_code_speaks_of(database_url: str, tmp_path: Path) -> None:
    made = open_database(database_url)
    wanted = create_engine(f"sqlite:///{tmp_path / 'wanted.sqlite'}")
    metadata.create_all(wanted)
    if made.dialect.name == "sqlite":
        assert tables_of(made) == tables_of(wanted)
    else:
        names = {name: {column["name"] for column in inspect(made).get_columns(name)} for name in metadata.tables}
        assert names == {table.name: {column.name for column in table.columns} for table in metadata.sorted_tables}
    made.dispose()


def test_a_migration_that_does_not_fit_names_itself_and_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite"
    with sqlite3.connect(path) as connection:
        connection.executescript((PAST / "0004.sqlite.sql").read_text("utf-8"))
        connection.execute("CREATE TABLE requests (mine TEXT)")  # changed by hand: 0006 cannot make its table
    connection.close()
    with pytest.raises(StoreError) as caught:
        open_database(f"sqlite:///{path}")
    assert str(caught.value) == (
        "database: cannot be brought from version 0004 to 0006 (table requests already exists); nothing was changed. "
        "Go on with the release that wrote it and send the developers this message; if its tables were changed by "
        "hand, restore the newest backup"
    )
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == ("0004",)
        assert connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'printed'").fetchone() == (0,)
    connection.close()


def test_no_migration_reads_what_the_tables_are_today() -> None:
    for path in (Path(database.__file__).parent / "migrations").rglob("*.py"):
        assert "import cycle" not in path.read_text("utf-8"), path.name
        assert "from cycle" not in path.read_text("utf-8"), path.name


def sqlite_schema(engine: Engine) -> dict[tuple[str, str], str]:
    with engine.connect() as connection:
        found = connection.execute(text("SELECT type, name, coalesce(sql, '') FROM sqlite_master")).all()
    return {(kind, name): _squeezed(sql) for kind, name, sql in found if not name.startswith("sqlite_stat")}


def postgresql_schema(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    questions = {
        "columns": "SELECT table_name, column_name, data_type, character_maximum_length, is_nullable, column_default "
        "FROM information_schema.columns WHERE table_schema = 'public'",
        "indexes": "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
        "checks": "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE connamespace = 'public'::regnamespace AND contype <> 'n'",
        "triggers": "SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger "
        "WHERE NOT tgisinternal",
        "functions": "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
    }
    with engine.connect() as connection:
        found = {what: connection.execute(text(question)).all() for what, question in questions.items()}
    return {what: sorted(tuple(_squeezed(value) for value in row) for row in rows) for what, rows in found.items()}


def tables_of(engine: Engine) -> dict[str, Any]:
    """Return columns, keys, indexes and checks by table, however their SQL is written."""
    look = inspect(engine)
    return {
        name: (
            {
                column["name"]: (str(column["type"]), column["nullable"], column["primary_key"])
                for column in look.get_columns(name)
            },
            sorted(str(index) for index in look.get_indexes(name)),
            sorted(str(sorted(unique["column_names"])) for unique in look.get_unique_constraints(name)),
            sorted(_squeezed(check["sqltext"]) for check in look.get_check_constraints(name)),
        )
        for name in look.get_table_names()
        if name != "alembic_version"
    }


def rows(engine: Engine) -> dict[str, list[dict[str, Any]]]:
    with engine.connect() as connection:
        return {
            name: [dict(row._mapping) for row in connection.execute(text(f'SELECT * FROM "{name}"'))]
            for name in inspect(engine).get_table_names()
            if name != "alembic_version"
        }


def assert_kept(before: dict[str, list[dict[str, Any]]], after: dict[str, list[dict[str, Any]]]) -> None:
    """Every row is there with all it held; a new column may stand beside."""
    for table, kept in before.items():
        shared = [{key: row[key] for key in kept[0]} for row in after[table]] if kept else []
        assert shared == kept, table


def assert_usable(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(NUMBERED.insert(), [row_of(NUMBERED, 9)])
    engine.dispose()


def _squeezed(value: Any) -> Any:
    """Return text without what says nothing: spaces, quotes, and the casts PostgreSQL puts where a dump was read."""
    return re.sub(r'::[a-z ]+(\[\])?|[\s"()]', "", value) if isinstance(value, str) else value


def test_the_version_of_this_release_is_the_head_of_its_migrations() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert newest_version() == ScriptDirectory.from_config(config).get_current_head()
    assert {f"{script.revision}" for script in ScriptDirectory.from_config(config).walk_revisions()} == {
        path.name.partition("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py")
    }


def test_an_up_to_date_database_is_opened_without_the_library_of_migrations(tmp_path: Path) -> None:
    """It takes a tenth of a second of processor, in every command and every task of a run."""
    url = f"sqlite:///{tmp_path / 'cycle.sqlite'}"
    open_database(url).dispose()
    script = (
        f"import sys\nfrom cycle.store.database import open_database\nopen_database({url!r})\n"
        "print('alembic' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "False"


def test_whose_an_address_is_holds_in_the_communities_where_it_was_said(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "old.sqlite") as connection:
        connection.executescript((PAST / "0016.sqlite.sql").read_text("utf-8"))
        who, cycle = connection.execute("SELECT recipient, cycle FROM outbox ORDER BY id").fetchone()
        connection.execute("UPDATE replies SET recipient = 'nobody' || rowid, by = ''")
        connection.execute("UPDATE reply_addresses SET recipient = ?, address = 'k' || rowid || '@x.example'", [who])
        answered = "recipient = ?, by = 'K1@x.example', cycle = 'elsewhere/p/2026'"
        connection.execute(f"UPDATE replies SET {answered} WHERE rowid = 1", [who])
    connection.close()
    engine = open_database(f"sqlite:///{tmp_path / 'old.sqlite'}")
    with engine.begin() as connection:
        found = connection.execute(text("SELECT community, address FROM reply_addresses ORDER BY address")).all()
    here = cycle.partition("/")[0]
    assert [tuple(row) for row in found] == [("elsewhere", "k1@x.example"), (here, "k2@x.example")]
