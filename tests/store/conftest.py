"""What tests of the store may ask for."""

from pathlib import Path

import pytest

from tests.kept import put_new_database
from tests.mail.conftest import rows as rows
from tests.outboxes import box as box
from tests.outboxes import database_url as database_url
from tests.outboxes import postgresql_server as postgresql_server
from tests.store.sealed import House


@pytest.fixture
def house(database_url: str, tmp_path: Path, rows) -> House:
    return a_house(database_url.replace("/cycle.sqlite", "/home/cycle.sqlite"), tmp_path, rows)


@pytest.fixture
def sqlite_house(tmp_path: Path, rows) -> House:
    return a_house(f"sqlite:///{tmp_path}/home/cycle.sqlite", tmp_path, rows)


def a_house(url: str, folder: Path, rows) -> House:
    put_new_database(folder / "home" / "cycle.sqlite")
    planned = rows(3) + rows(2, kind="folgebrev")
    return House(url=url, home=folder / "home", rows=planned)
