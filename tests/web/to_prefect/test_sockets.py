"""WebSockets at the door: our own pages and our own processes get one, a page from elsewhere gets none."""

from __future__ import annotations

import datetime as dt
import json
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from cycle.application.persons import begin_session, change_person, end_session, people, remove_person, who_holds
from cycle.errors import ConfigError
from cycle.services import Services, open_services
from cycle.store.people.persons import PersonRow
from cycle.web.app import build_app
from cycle.web.door import Behind
from cycle.web.to_prefect import sockets
from cycle.web.to_prefect.inner import Inner
from cycle.web.visitors import entrance
from tests.desk import free_port
from tests.web.conftest import NOW, settings_for
from tests.web.door_visitor import basic
from tests.web.fake_prefect import SERVER_KEY, SERVICE_KEY, Fake, listening
from tests.web.reachable import reachable

OUT, IN = "/api/events/out", "/api/events/in"


@pytest.fixture(scope="module")
def fake() -> Fake:
    return Fake()


@pytest.fixture(scope="module")
def address(fake: Fake, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("door")
    path = folder / "prefect.sock"
    behind = Behind(prefect=Inner(path, secret=SERVER_KEY), secret=SERVICE_KEY)
    with open_services(settings_for(folder), now=lambda: NOW) as services, socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        app = build_app(services, behind=behind)
        server = uvicorn.Server(uvicorn.Config(app, log_level="critical", ws="websockets-sansio"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        while not server.started:
            time.sleep(0.01)
        with listening(fake, path):
            yield f"127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join()


def opened(address: str, path: str, *, protocol: str = "prefect", **headers: str) -> ClientConnection:
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return connect(f"ws://{address}{path}", additional_headers=given, subprotocols=[protocol], proxy=None)  # type: ignore[list-item]


def talks(connection: ClientConnection, token: Any) -> bool:
    """Return whether what is said after the greeting is answered."""
    with connection:
        connection.send(json.dumps({"type": "auth", "token": token}))
        try:
            assert json.loads(connection.recv(10)) == {"type": "auth_success"}
            connection.send("hei")
            return connection.recv(10) == "echo hei"
        except ConnectionClosed:
            return False


@pytest.mark.parametrize("path", [OUT, IN, "/api/logs/out"])
def test_our_processes_open_one_with_the_secret_in_their_first_message(address: str, fake: Fake, path: str) -> None:
    fake.hellos.clear()
    assert talks(opened(address, path), SERVICE_KEY)
    assert talks(opened(address, path, Authorization=basic(SERVICE_KEY)), SERVICE_KEY)
    assert fake.hellos == [{"type": "auth", "token": SERVER_KEY}] * 2


@pytest.mark.parametrize("token", [None, "", "x", SERVER_KEY, basic(SERVICE_KEY), ["x"]])
def test_without_the_secret_nobody_is_listened_to(address: str, fake: Fake, token: Any) -> None:
    fake.hellos.clear()
    assert not talks(opened(address, OUT), token)
    assert fake.hellos == []


@pytest.mark.parametrize("said", ["hei", "[]", "{", '{"type": "filter"}', "[" * 5000])
def test_who_does_not_greet_is_not_listened_to(address: str, fake: Fake, said: str) -> None:
    fake.hellos.clear()
    with opened(address, OUT) as connection:
        connection.send(said)
        with pytest.raises(ConnectionClosed):
            connection.recv(10)
    assert fake.hellos == []


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1", "http://localhost:4280"])
@pytest.mark.parametrize("path", [OUT, IN])
def test_a_page_from_elsewhere_opens_none(address: str, origin: str, path: str) -> None:
    with pytest.raises(InvalidStatus) as caught:
        opened(address, path, Origin=origin)
    assert caught.value.response.status_code == 403


def test_the_secret_does_not_help_a_page_from_elsewhere(address: str) -> None:
    with pytest.raises(InvalidStatus):
        opened(address, OUT, Origin="http://evil.example", Authorization=basic(SERVICE_KEY))


def test_our_own_page_may_listen_and_not_tell(address: str, fake: Fake) -> None:
    fake.hellos.clear()
    assert talks(opened(address, OUT, Origin=f"http://{address}"), None)
    assert fake.hellos == [{"type": "auth", "token": SERVER_KEY}]
    with pytest.raises(InvalidStatus):
        opened(address, IN, Origin=f"http://{address}")


@pytest.mark.parametrize(
    "path",
    [
        "/api/task_runs/subscriptions/scheduled",
        "/api/work_pools/x/workers/connect",
        "/api/events/x",
        "/",
        "/prefect",
        "/api/events/%6fut%2f",
        "/api//events/out",
    ],
)
def test_no_other_one_is_opened(address: str, path: str) -> None:
    with pytest.raises(InvalidStatus):
        opened(address, path)


@dataclass
class Listening:
    """A page that Kari has open and that listens to Prefect, and what its service asks for the time."""

    services: Services
    token: str
    connection: ClientConnection
    moment: list[dt.datetime]

    def is_answered(self) -> bool:
        self.connection.send("hei")
        return self.connection.recv(10) == "echo hei"


@pytest.fixture
def page(tmp_path: Path, fake: Fake, monkeypatch: pytest.MonkeyPatch) -> Iterator[Listening]:
    monkeypatch.setattr(sockets, "LOOKED_AT_EVERY", 0.02)
    path, port, moment = tmp_path / "prefect.sock", free_port(), [NOW]
    behind = Behind(prefect=Inner(path, secret=SERVER_KEY), secret=SERVICE_KEY)
    settings = settings_for(tmp_path, identity="link", port=port)
    with open_services(settings, now=lambda: moment[0]) as services, listening(fake, path):
        begun = begin_session(services, kari(services).person, known_by="link", proof="test", agent="Probe")
        held = {"Cookie": f"cycle_session_{port}={begun.token}", "User-Agent": "Probe"}
        with reachable(build_app(services, behind=behind), port):
            address = f"127.0.0.1:{port}"
            with pytest.raises(InvalidStatus):
                opened(address, OUT, Origin=f"http://{address}")
            with opened(address, OUT, Origin=f"http://{address}", **held) as connection:
                connection.send(json.dumps({"type": "auth", "token": None}))
                assert json.loads(connection.recv(10)) == {"type": "auth_success"}
                yield Listening(services, begun.token, connection, moment)


def kari(services: Services) -> PersonRow:
    return next(row for row in people(services) if row.person.key == "kari-koordinator")


def hears_no_more(page: Listening) -> bool:
    with pytest.raises(ConnectionClosed) as ended:
        page.connection.recv(10)
    return ended.value.rcvd is not None and ended.value.rcvd.code == 1008


@pytest.mark.parametrize("how", ["log out", "taken out"])
def test_a_page_hears_no_more_once_its_log_in_is_over(page: Listening, how: str) -> None:
    if how == "log out":
        end_session(page.services, page.token, by="test")
    else:
        remove_person(page.services, kari(page.services), by="test")
    assert hears_no_more(page)


def test_a_page_of_who_got_other_roles_hears_on(page: Listening) -> None:
    row = kari(page.services)
    change_person(page.services, row, replace(row.person, roles=("reader",)), by="test")
    assert page.is_answered(), "a reader reads too"


def test_a_forgotten_page_keeps_nobody_logged_in(page: Listening) -> None:
    for _ in range(7):
        page.moment[0] += dt.timedelta(hours=1)
        time.sleep(0.1)  # some looks at whether she is logged in still
        assert page.is_answered()
    page.moment[0] += dt.timedelta(hours=1)
    assert hears_no_more(page)
    assert who_holds(page.services, page.token, agent="Probe") is None


def test_a_page_hears_on_where_it_cannot_be_known_for_a_moment(
    page: Listening, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []

    def broken(*_: object, **__: object) -> None:
        looked.append("broken")
        raise ConfigError("people: no file")

    with monkeypatch.context() as patch:
        patch.setattr(entrance, "who_holds", broken)
        for _ in range(200):
            if len(looked) > 2:
                break
            time.sleep(0.02)
        assert len(looked) > 2
        assert page.is_answered()
    end_session(page.services, page.token, by="test")
    assert hears_no_more(page)


def test_one_of_another_kind_is_not_opened(address: str) -> None:
    with pytest.raises(InvalidStatus):
        opened(address, OUT, protocol="other")


def test_under_a_name_that_is_not_ours_none_is_opened(address: str) -> None:
    with (
        pytest.raises(InvalidStatus),
        connect(
            f"ws://rebound.example:{address.rpartition(':')[2]}{OUT}",
            sock=socket.create_connection(address.split(":")),  # type: ignore[arg-type]
            subprotocols=["prefect"],  # type: ignore[list-item]
            proxy=None,
        ),
    ):
        pass


def test_while_prefect_is_gone_one_is_closed_again(tmp_path: Path) -> None:
    behind = Behind(prefect=Inner(tmp_path / "nothing", secret=SERVER_KEY), secret=SERVICE_KEY)
    with open_services(settings_for(tmp_path), now=lambda: NOW) as services, socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        app = build_app(services, behind=behind)
        server = uvicorn.Server(uvicorn.Config(app, log_level="critical", ws="websockets-sansio"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        while not server.started:
            time.sleep(0.01)
        assert not talks(opened(f"127.0.0.1:{listener.getsockname()[1]}", OUT), SERVICE_KEY)
        server.should_exit = True
        thread.join()
