"""A whole small year, made by the real steps: three people, one of them with a hostile name, and a hostile mail."""

from __future__ import annotations

import asyncio
import datetime as dt
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from email.message import EmailMessage
from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest

from cycle.application.actions.running.run_step import compute, decide, perform
from cycle.application.year.cycle import OpenCycle, open_cycle
from cycle.mail.transport.maildir import deliver
from cycle.register.workbooks.workbook import RegisterRow, write_register
from cycle.services import Services, open_services
from cycle.settings import Settings
from cycle.web.app import build_app
from cycle.web.door import Behind
from cycle.web.to_prefect.inner import Inner
from tests.kept import put_new_home

from .door_visitor import Visitor
from .fake_prefect import SERVER_KEY, SERVICE_KEY, Fake, listening
from .log_in_house import House

ROOT = Path(__file__).parents[2]
HOST = "http://127.0.0.1:4280"
YEAR = "/bergensomradet/partnarskapsmote/2027"
EVIL = """<Img Src=X Onerror="Alert'X'">&'Kari' {{ Ya*Ya }}"""
HOSTILE_MAIL = "hostile.eml"
HOSTILE_FILE = '../../"x"\r\nSet-Cookie: a=b<b>.html'
NOW = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
PEOPLE = (
    ("alver.ordforar", "Øyvor D'Arvågen &Å", "oyvor@alver.example"),
    ("ssu.leiar", "Øyvor D'Arvågen &Å", "oyvor@alver.example"),
    ("bergen.byradsleiar", EVIL, "evil@bergen.example"),
    ("voss.ordforar", "Sjur Kvitfonn", "sjur@voss.example"),
)


def settings_for(folder: Path, **values: object) -> Settings:
    """Return settings of a home of its own, with the real community and templates but a register of three people."""
    root = folder / "root"
    if not root.is_dir():
        community = root / "config" / "communities" / "bergensomradet"
        shutil.copytree(ROOT / "config" / "communities" / "bergensomradet", community)
        rows = [RegisterRow(seat=seat, name=name, address=address) for seat, name, address in PEOPLE]
        (community / "register.xlsx").write_bytes(write_register(rows, invented=True))
        (root / "templates").symlink_to(ROOT / "templates")
    if not (folder / "home").exists():
        put_new_home(folder / "home")
    return Settings(
        **{"home": folder / "home", "root": root, "pace": "now", "identity": "name", "_env_file": None, **values}
    )  # type: ignore[arg-type]


def walk(cycle: OpenCycle, *, until: str = "") -> None:
    """Take the year through its steps as approvers would, up to the gate of `until`."""
    for node in cycle.graph:
        result = compute(cycle, node.name)
        if node.name == until:
            return
        for name in ("Kari Koordinator", "Ola Nordmann")[: cycle.approvers_needed(node.name)]:
            key = f"{node.name}:{name}:{result.digest}"
            count = result.body.get("count")
            assert decide(cycle, result, decision="approve", name=name, key=key, channel="form", count=count) == ""
        perform(cycle, node.name)


def hostile_mail() -> bytes:
    message = EmailMessage()
    message["From"] = "mallory@evil.example"
    message["To"] = "<script>alert(1)</script> <victim@bergen.example>"
    message["Subject"] = "</title><script>document.title='owned'</script>"
    message["Date"] = "Mon, 23 Nov 2026 10:00:00 +0100"
    message["Message-ID"] = "<hostile@evil.example>"
    message.set_content("Hei </pre><script>alert(1)</script>")
    message.add_alternative(
        "<h1>Hei</h1><script>parent.document.title='owned';top.location='http://evil.example/'</script>"
        "<img src='http://evil.example/pixel.png' onerror=\"parent.document.title='owned'\">"
        "<form action='http://evil.example/'><button>x</button></form>",
        subtype="html",
    )
    data = b"<script>alert(1)</script>"
    message.add_attachment(data, maintype="text", subtype="html", filename=HOSTILE_FILE.replace("\r\n", " "))
    return message.as_bytes()


class Reader:
    """A browser without a window: asks the pages over HTTP, one request at a time."""

    def __init__(self, services: Services, *, behind: Behind | None = None) -> None:
        self._app = build_app(services, behind=behind)

    def get(self, path: str, *, follow_redirects: bool = False, **more: object) -> httpx.Response:
        return self.ask("GET", path, follow_redirects=follow_redirects, **more)

    def ask(self, method: str, path: str, **more: object) -> httpx.Response:
        return asyncio.run(self._ask(method, path, **more))

    async def _ask(self, method: str, path: str, **more: object) -> httpx.Response:
        transport = httpx.ASGITransport(self._app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url=HOST) as client:
            return await client.request(method, path, **more)  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def year(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenCycle]:
    """The finished year 2027."""
    settings = settings_for(tmp_path_factory.mktemp("year"))
    with open_services(settings, now=lambda: NOW) as services:
        cycle = open_cycle(services, year=2027)
        walk(cycle)
        deliver(settings.mail_folder, HOSTILE_MAIL, hostile_mail())
        yield cycle


@pytest.fixture(scope="session")
def pages(year: OpenCycle) -> Reader:
    """The review pages of the finished year."""
    return Reader(year.services)


@pytest.fixture(scope="session")
def provider() -> Iterator[str]:
    """A provider to log in at, in a process of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--host", "127.0.0.1", "--port", str(port)]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://localhost:{port}"
    try:
        for _ in range(200):
            try:
                httpx.get(f"{address}/.well-known/openid-configuration", trust_env=False)
                break
            except httpx.TransportError:
                time.sleep(0.1)
        yield address
    finally:
        running.terminate()
        running.wait(10)


def known_there(provider: str, subject: str, **claims: object) -> None:
    """Let the provider know somebody."""
    httpx.put(f"{provider}/users/{subject}", json=claims, trust_env=False).raise_for_status()


class Links(HTMLParser):
    """Collects the addresses a page leads to or shows, and every element's name."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.elements: set[str] = set()
        self.attributes: set[str] = set()
        self.ids: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        for name, value in attrs:
            self.attributes.add(name)
            if name in {"href", "src", "action"} and value:
                self.found.append(value)
            if name == "id" and value:
                self.ids.add(value)


@pytest.fixture
def fake() -> Fake:
    """Prefect's server as it is pretended to be."""
    return Fake()


@pytest.fixture
def door(fake: Fake, tmp_path: Path) -> Iterator[Visitor]:
    """Somebody at the door, before that server."""
    socket = tmp_path / "prefect.sock"
    inner = Inner(socket, secret=SERVER_KEY, waits=(0, 0, 0))
    settings = settings_for(tmp_path, link_host="arshjul.kommune.example")
    with open_services(settings, now=lambda: NOW) as services, listening(fake, socket):
        yield Visitor(build_app(services, behind=Behind(prefect=inner, secret=SERVICE_KEY)))


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A house whose door asks for a log-in, before a server of Prefect that is pretended."""
    fake, socket, moment = (
        Fake(tags=["meeting-cycle", "cycle:bergensomradet/partnarskapsmote/2027", "step:host"]),
        tmp_path / "p.sock",
        [NOW],
    )
    settings = settings_for(tmp_path, identity="link")
    with open_services(settings, now=lambda: moment[0]) as services, listening(fake, socket):
        behind = Behind(prefect=Inner(socket, secret=SERVER_KEY, waits=(0, 0, 0)), secret=SERVICE_KEY)
        yield House(services, tmp_path, fake, moment, build_app(services, behind=behind))
