"""A desk of one's own for each test, and one where the whole year is done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cycle.mail.transport import local_server as postoffice
from tests.application.meeting_signals import minutes
from tests.desk import Desk, free_port


@pytest.fixture
def make_desk(tmp_path: Path) -> Iterator[Callable[..., Desk]]:
    """Return a maker of desks; settings may be given."""
    made: list[Desk] = []

    def make(**settings: Any) -> Desk:
        made.append(Desk(tmp_path / str(len(made)), **settings))
        return made[-1]

    yield make
    for desk in made:
        desk.close()


@pytest.fixture
def desk(make_desk: Callable[..., Desk]) -> Desk:
    return make_desk()


@pytest.fixture
def posted(make_desk: Callable[..., Desk]) -> Iterator[Desk]:
    """A desk beside a post office that keeps what it gets; only reserved names can be reached."""
    port = free_port()
    desk = make_desk(mail_mode="allowlist", mail_allowlist=(".example",), mail_tls="none", mail_port=port)
    office = postoffice.start(desk.home / "post", port=port)
    desk.settle(mail_received=desk.home / "post")
    yield desk
    office.stop()


@pytest.fixture
def held(desk: Desk) -> Desk:
    """A year whose meeting is held, with signals in its minutes."""
    desk.walk(to="mailing.folgebrev")
    minutes(desk)
    return desk


@pytest.fixture
def closed(tmp_path: Path) -> Desk:
    """A year that was walked to its end."""
    desk = Desk(tmp_path)
    desk.walk()
    return desk
