"""Behind nginx and Caddy as `docs/operations.md` sets them up: the examples there are what runs here, word for word."""

from __future__ import annotations

import email
import email.policy
import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import trustme
from playwright.sync_api import sync_playwright

from cycle.services import open_services
from cycle.web.app import build_app
from cycle.web.door import Behind
from cycle.web.to_prefect.inner import Inner
from tests.browsers import chromium_in
from tests.desk import free_port

from .conftest import NOW, settings_for
from .fake_prefect import SERVER_KEY, SERVICE_KEY, Fake, listening
from .reachable import reachable
from .visitor import unparted

pytestmark = pytest.mark.proxy

ROOT = Path(__file__).parents[2]
NAME = "aarshjul.example.no"
ADDRESS = f"https://{NAME}"
OFFICE = "samarbeidssekretariatet@helsefellesskapet.example"
KARI = "kari.koordinator@kommunane.example"
SECOND = "ola.andrehand@spesialisthelsetenesta.example"
"""Each address may ask five times in a quarter of an hour."""
PROXIES = ("nginx", "caddy")


@dataclass(frozen=True)
class House:
    """A door that knows the address people see, and what stands behind it."""

    home: Path
    port: int
    fake: Fake
    certificate: Path
    key: Path

    def link(self) -> str:
        """Return the link of the newest mail with one."""
        for _ in range(500):
            mails = sorted((self.home / "login-mail" / "new").glob("*"), key=lambda path: path.stat().st_mtime_ns)
            if mails:
                break
            time.sleep(0.02)
        message = email.message_from_bytes(mails[-1].read_bytes(), policy=email.policy.default)
        body = message.get_body(("plain",))
        assert body is not None
        found = re.search(r"https://\S+/logg-inn/lenkje/[\w-]+", body.get_content())
        assert found, body.get_content()
        for mail in mails:
            mail.unlink()
        return found[0]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("proxied")
    leaf = trustme.CA().issue_cert(NAME)
    leaf.cert_chain_pems[0].write_to_path(folder / "fullchain.pem")
    leaf.private_key_pem.write_to_path(folder / "privkey.pem")
    fake, path = Fake(), folder / "p.sock"
    behind = Behind(prefect=Inner(path, secret=SERVER_KEY), secret=SERVICE_KEY)
    settings = settings_for(folder, identity="link", address=ADDRESS)
    with (
        open_services(settings, now=lambda: NOW) as services,
        listening(fake, path),
        reachable(build_app(services, behind=behind)) as port,
    ):
        yield House(settings.home, port, fake, folder / "fullchain.pem", folder / "privkey.pem")


@pytest.fixture(scope="module", params=PROXIES)
def proxy(request: pytest.FixtureRequest, house: House, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Return the port at which one of the two listens, with the example of the documentation."""
    with running(request.param, example(request.param), house, tmp_path_factory.mktemp("proxy")) as port:
        yield port


def example(kind: str) -> str:
    """Return what the documentation says to write."""
    blocks = re.findall(rf"```{kind}\n(.*?)```", (ROOT / "docs" / "operations.md").read_text(), re.DOTALL)
    assert len(blocks) == 1
    return str(blocks[0])


@contextmanager
def running(kind: str, words: str, house: House, folder: Path) -> Iterator[int]:
    """Let a proxy run with an example; only port and certificate are others than there."""
    program = shutil.which(kind) or shutil.which(kind, path="/usr/sbin")
    if program is None:
        pytest.skip(f"{kind} is not installed: make proxy")
    port, plain = free_port(), free_port()
    if kind == "nginx":
        changes = {
            "listen 443 ssl": f"listen 127.0.0.1:{port} ssl",
            "/dev/null": str(folder / "null"),
            f"/etc/letsencrypt/live/{NAME}/fullchain.pem": str(house.certificate),
            f"/etc/letsencrypt/live/{NAME}/privkey.pem": str(house.key),
        }
        around = NGINX.replace("FOLDER", str(folder))
        command = [program, "-e", str(folder / "error.log"), "-c", str(folder / "conf")]
    else:
        changes = {}
        around = CADDY.replace("SECURE", str(port)).replace("PLAIN", str(plain))
        command = [program, "run", "--adapter", "caddyfile", "--config", str(folder / "conf")]
    for before, after in {"127.0.0.1:4200": f"127.0.0.1:{house.port}", **changes}.items():
        assert before in words
        words = words.replace(before, after)
    (folder / "conf").write_text(around.replace("EXAMPLE", words))
    with (folder / "out").open("wb") as out:
        own = {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "PATH": "/usr/bin"}
        child = subprocess.Popen(command, stdout=out, stderr=out, env=own, cwd=folder)
    try:
        for _ in range(500):
            if has_certificate(port):
                break
            assert child.poll() is None, (folder / "out").read_text()
            time.sleep(0.02)
        yield port
    finally:
        child.terminate()
        child.wait(20)


def has_certificate(port: int) -> bool:
    """Return whether a proxy is up: Caddy listens before it has made its certificate."""
    any_at_all = ssl.create_default_context()
    any_at_all.check_hostname, any_at_all.verify_mode = False, ssl.CERT_NONE
    try:
        with (
            socket.create_connection(("127.0.0.1", port)) as plain,
            any_at_all.wrap_socket(plain, server_hostname=NAME),
        ):
            return True
    except OSError:
        return False


NGINX = """
daemon off; pid FOLDER/pid; worker_processes 1;
events { worker_connections 64; }
http {
    access_log FOLDER/access.log;
    client_body_temp_path FOLDER/body; proxy_temp_path FOLDER/proxy; fastcgi_temp_path FOLDER/fastcgi;
    uwsgi_temp_path FOLDER/uwsgi; scgi_temp_path FOLDER/scgi;
EXAMPLE
}
"""
CADDY = """
{
    admin off
    local_certs
    skip_install_trust
    https_port SECURE
    http_port PLAIN
}
EXAMPLE
"""


def ask(port: int, method: str, path: str, headers: Mapping[str, str] | None = None, **more: str) -> httpx.Response:
    """Ask through the proxy as whoever can write any header."""
    with httpx.Client(verify=False, trust_env=False, timeout=30) as client:
        request = client.build_request(
            method,
            f"https://127.0.0.1:{port}{path}",
            headers={"Host": NAME, **(headers or {})},
            data=more or None,
            extensions={"sni_hostname": NAME},
        )
        return client.send(request)


OWN = {"Origin": ADDRESS, "Sec-Fetch-Site": "same-origin"}


@pytest.mark.browser
def test_somebody_logs_in_through_tls_holds_a_secure_cookie_and_prefects_pages_get_a_websocket(
    house: House, proxy: int
) -> None:
    house.fake.hellos.clear()
    with (
        sync_playwright() as playwright,
        chromium_in(playwright, maps={f"{NAME}:443": f"127.0.0.1:{proxy}"}) as browser,
    ):
        context = browser.new_context(ignore_https_errors=True)
        page = context.new_page()
        page.goto(f"{ADDRESS}/personar")
        page.locator("#adresse").fill(OFFICE)
        page.get_by_role("button").first.click()
        page.get_by_text(OFFICE).wait_for()
        link = house.link()
        assert link.startswith(f"{ADDRESS}/logg-inn/lenkje/")
        page.goto(link)
        page.get_by_role("button", name="Logg inn som Samarbeidssekretariatet").click()
        page.wait_for_url(f"{ADDRESS}/personar")
        kept = [
            (cookie.get("name", "")[:7], cookie.get("secure"), cookie.get("httpOnly")) for cookie in context.cookies()
        ]
        assert kept == [("__Host-", True, True)] * 2
        page.goto(f"{ADDRESS}/prefect/x")
        assert page.evaluate(TALK) == ['{"type":"auth_success"}', "echo hei"]
    assert house.fake.hellos == [{"type": "auth", "token": SERVER_KEY}]


TALK = """() => new Promise((done, fail) => {
  const said = [], socket = new WebSocket(`wss://${location.host}/api/events/out`, ["prefect"]);
  socket.onopen = () => { socket.send('{"type":"auth","token":null}'); socket.send("hei"); };
  socket.onmessage = (event) => { said.push(event.data); if (said.length == 2) { socket.close(); done(said); } };
  socket.onclose = (event) => fail(new Error(`closed: ${event.code}`));
})"""
"""A page of Prefect's opens a WebSocket and says something."""


def test_what_somebody_says_of_host_and_reader_is_not_believed(house: House, proxy: int) -> None:
    forged = {
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-For": "127.0.0.1",
        "X-Forwarded-Proto": "http",
        "X-Forwarded-User": OFFICE,
        "Remote-User": OFFICE,
        "Forwarded": "host=evil.example;proto=http",
    }
    led = ask(proxy, "GET", "/personar", forged)
    assert (led.status_code, led.headers["location"]) == (303, "/logg-inn?til=/personar")
    asked = ask(proxy, "POST", "/logg-inn", {**forged, **OWN}, adresse=OFFICE, til="/")
    assert asked.status_code == 200
    assert "Secure" in asked.headers["set-cookie"]
    assert house.link().startswith(f"{ADDRESS}/")
    other = ask(proxy, "GET", "/logg-inn", {"Host": "evil.example"})
    assert "adresse" not in other.text
    assert other.status_code == 421 or other.text == ""
    elsewhere = {"Origin": "https://evil.example", "X-Forwarded-Host": "evil.example", "Sec-Fetch-Site": "cross-site"}
    assert ask(proxy, "POST", "/logg-inn", elsewhere, adresse=OFFICE).status_code == 403


@pytest.mark.parametrize(
    ("line", "headers", "status", "words"),
    [
        ('proxy_set_header Origin "";', {"Origin": ADDRESS}, 403, "sleppe «Origin» gjennom"),
        ("proxy_set_header Origin http://127.0.0.1;", OWN, 403, "Ei anna nettside"),
        ('proxy_set_header Sec-Fetch-Site "";', OWN, 200, KARI),
        ('proxy_set_header Cookie "";', OWN, 200, KARI),
    ],
)
def test_a_proxy_that_takes_headers_away_ends_in_a_sentence_or_does_no_harm(
    house: House, tmp_path: Path, line: str, headers: dict[str, str], status: int, words: str
) -> None:
    words_there = example("nginx").replace("proxy_http_version", f"{line}\n        proxy_http_version")
    with running("nginx", words_there, house, tmp_path) as port:
        answer = ask(port, "POST", "/logg-inn", headers, adresse=KARI, til="/")
    assert answer.status_code == status
    assert words in unparted(answer.text)
    if status == 200:
        house.link()


def test_a_proxy_that_says_its_own_host_name_lets_people_in(house: House, tmp_path: Path) -> None:
    words = example("nginx").replace("proxy_set_header Host $host;", "")
    with running("nginx", words, house, tmp_path) as port:
        assert ask(port, "POST", "/logg-inn", OWN, adresse=KARI, til="/").status_code == 200
    assert house.link().startswith(f"{ADDRESS}/")


@pytest.mark.browser
@pytest.mark.parametrize("kind", PROXIES)
def test_a_link_that_logs_in_stands_in_no_log_of_a_proxy(house: House, tmp_path: Path, kind: str) -> None:
    """Nor as where the next page was asked for from, nor while the service is down."""
    log = f"    log {{\n        output file {tmp_path}/access.log\n    }}\n    reverse_proxy"
    words = example(kind).replace("    reverse_proxy", log)
    gone = House(house.home, free_port(), house.fake, house.certificate, house.key)
    with running(kind, words, house, tmp_path) as port:
        ask(port, "POST", "/logg-inn", OWN, adresse=SECOND, til="/")
        token = house.link().rpartition("/")[2]
        with (
            sync_playwright() as playwright,
            chromium_in(playwright, maps={f"{NAME}:443": f"127.0.0.1:{port}"}) as browser,
        ):
            page = browser.new_context(ignore_https_errors=True).new_page()
            page.goto(f"{ADDRESS}/logg-inn/lenkje/{token}")
            page.get_by_role("link", name="Be om ei ny lenkje").click()
            page.wait_for_url(f"{ADDRESS}/logg-inn")
        assert ask(port, "GET", "/stil/side.css").status_code == 200
    with running(kind, words, gone, tmp_path) as port:
        assert ask(port, "GET", f"/logg-inn/lenkje/{token}").status_code == 502
    logs = {path.name: path.read_text("utf-8", "replace") for path in tmp_path.iterdir() if path.is_file()}
    assert "/stil/side.css" in logs["access.log"]
    assert [name for name, words in logs.items() if token in words and name != "null"] == []


def test_while_the_service_is_down_a_proxy_says_so(house: House, tmp_path: Path) -> None:
    gone = House(house.home, free_port(), house.fake, house.certificate, house.key)
    for kind in PROXIES:
        (tmp_path / kind).mkdir()
        with running(kind, example(kind), gone, tmp_path / kind) as port:
            assert ask(port, "GET", "/").status_code == 502
