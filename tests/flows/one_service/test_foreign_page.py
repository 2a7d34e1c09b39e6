"""A page from elsewhere, in a real browser on the coordinator's own machine, can decide nothing and learn nothing."""

from __future__ import annotations

import http.server
import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, sync_playwright
from prefect.client.orchestration import get_client

from cycle.web.visitors.keys import door_keys
from tests.archive.public_site.test_browser import FLAGS
from tests.flows.conftest import Running

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

ELSEWHERE, REBOUND = "evil.example", "rebound.example"
"""Names that the browser of these tests looks for on this machine."""

ATTACKS = """
async ([target, run, form]) => {
  const resume = `${target}/api/flow_runs/${run}/resume`
  const done = {}
  const tried = async (name, work) => {
    try { done[name] = await Promise.race([work(), new Promise(r => setTimeout(() => r('silence'), 4000))]) }
    catch (error) { done[name] = 'refused' }
  }
  const blob = new Blob([form])
  await tried('blob', async () => (await fetch(resume, {method: 'POST', mode: 'no-cors', body: blob})).type)
  await tried('text', async () => (await fetch(resume, {method: 'POST', mode: 'no-cors', body: form})).type)
  await tried('json', async () => (await fetch(resume, {method: 'POST', body: form,
    headers: {'Content-Type': 'application/json'}})).status)
  await tried('nobody', async () => (await fetch(resume, {method: 'POST', mode: 'no-cors', body: blob,
    referrerPolicy: 'no-referrer', credentials: 'include'})).type)
  await tried('read', async () => (await (await fetch(`${target}/api/flow_runs/${run}`)).text()))
  await tried('beacon', async () => { navigator.sendBeacon(resume, blob); return 'sent' })
  await tried('socket', () => new Promise((said, no) => {
    const socket = new WebSocket(target.replace('http', 'ws') + '/api/events/out', ['prefect'])
    socket.onopen = () => socket.send(JSON.stringify({type: 'auth', token: null}))
    socket.onmessage = message => said(message.data)
    socket.onerror = () => no()
  }))
  const framed = (name, attributes, page) => tried(name, () => new Promise(said => {
    const frame = Object.assign(document.createElement('iframe'), attributes)
    frame.onload = () => setTimeout(() => {
      let inside = 'shut'
      try { inside = frame.contentDocument ? 'open' : 'shut' } catch (error) { inside = 'shut' }
      said(inside)
    }, 500)
    if (page) frame.srcdoc = page
    document.body.append(frame)
  }))
  const escaped = form.replaceAll('"', '&quot;')
  const post = `<form method=post enctype=text/plain action='${resume}'><input name='${escaped}' value=''></form>`
  const send = '<script>document.forms[0].submit()</' + 'script>'
  await framed('form', {}, post + send)
  await framed('null', {sandbox: 'allow-scripts allow-forms'}, post + send)
  await framed('frame', {src: `${target}/prefect/runs/flow-run/${run}`})
  await framed('ours', {src: `${target}/`})
  await tried('script', () => new Promise((said, no) => document.head.append(Object.assign(
    document.createElement('script'),
    {src: `${target}/api/flow_runs/${run}`, onload: () => said('ran'), onerror: no}))))
  await tried('image', () => new Promise((said, no) => document.body.append(Object.assign(
    new Image(), {src: `${target}/stil/ikon.svg`, onload: () => said('shown'), onerror: no}))))
  return done
}
"""


class Asked(http.server.BaseHTTPRequestHandler):
    """Shows an empty page, and writes down what is posted to it."""

    posted: list[tuple[str, str, bytes]]

    def do_GET(self) -> None:
        self._say(b"<!doctype html><title>x</title><body></body>")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"] or 0))
        self.posted.append((self.path, self.headers.get("Content-Type", ""), body))
        self._say(b"")

    def _say(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def a_server() -> Iterator[tuple[int, list[tuple[str, str, bytes]]]]:
    """Run a server that defends itself against nothing; yield its port and what is posted to it."""
    posted: list[tuple[str, str, bytes]] = []
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), type("Here", (Asked,), {"posted": posted}))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_address[1], posted
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def page() -> Iterator[Page]:
    chromium = shutil.which("chromium")
    assert chromium, "Chromium is missing; apt-get install chromium"
    rules = f"--host-resolver-rules=MAP {ELSEWHERE} 127.0.0.1, MAP {REBOUND} 127.0.0.1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=[*FLAGS.split(), rules])
        yield browser.new_page(bypass_csp=True)  # an attacker's page has no policy of ours
        browser.close()


def test_the_attacks_reach_a_server_that_does_not_defend_itself(page: Page) -> None:
    with a_server() as (foreign, _), a_server() as (victim, posted):
        page.goto(f"http://{ELSEWHERE}:{foreign}/")
        done = page.evaluate(ATTACKS, [f"http://127.0.0.1:{victim}", "x", '{"run_input": {}}'])
    kinds = [kind for path, kind, _ in posted if path == "/api/flow_runs/x/resume"]
    assert len(kinds) >= 6  # blob, text, without referrer, beacon, form, form of nobody
    assert {done["blob"], done["nobody"]} == {"opaque"}
    assert all(b"run_input" in body for _, _, body in posted)


@pytest.mark.server
def test_a_page_from_elsewhere_decides_nothing_and_learns_nothing(running: Running, page: Page) -> None:
    running.open_year()
    running.trigger()
    run = running.gate("plan")
    port = running.settings.port
    form = json.dumps({"run_input": running.form("plan")})
    with a_server() as (foreign, _):
        for origin in (
            f"http://{ELSEWHERE}:{foreign}/",
            f"http://127.0.0.1:{foreign}/",
            f"http://localhost:{foreign}/",
        ):
            page.goto(origin)
            done = page.evaluate(ATTACKS, [f"http://127.0.0.1:{port}", str(run.id), form])
            learnt = {name: said for name, said in done.items() if said not in {"refused", "opaque", "sent", "shut"}}
            assert learnt == {}, origin
            assert {done[name] for name in ("socket", "json", "read", "script", "image")} == {"refused"}, origin
        page.goto(f"http://{ELSEWHERE}:{foreign}/")
        page.set_content(f"<form method=post enctype=text/plain action='http://127.0.0.1:{port}/'><button>x</button>")
        page.get_by_role("button").click()
        page.wait_for_load_state()
        assert "Ei anna nettside" in page.inner_text("body")

    answer = page.goto(f"http://{REBOUND}:{port}/")
    assert answer is not None
    assert answer.status == 421
    done = page.evaluate(ATTACKS, [f"http://{REBOUND}:{port}", str(run.id), form])
    assert done["json"] == 421
    assert done["socket"] == "refused"

    still_waits(running, run)
    secrets_are_nowhere(running, run)


def still_waits(running: Running, run: Any) -> None:
    with get_client(sync_client=True) as client:
        now = client.read_flow_run(run.id)
    assert now.state is not None
    assert now.state.id == run.state.id
    assert running.services.memory.decisions.of(running.cycle().id) == ()


def secrets_are_nowhere(running: Running, run: Any) -> None:
    """The secrets are in their own files alone: in no log, no parameter, no database, no page, no list of processes."""
    import psutil

    keys = door_keys(running.settings.home)
    wanted = [text.partition(":")[2].encode() for text in (keys.server, keys.service)]
    home = running.settings.home
    assert files_with(home, wanted) == {"door/server", "door/service"}
    assert running.up is not None
    family = [psutil.Process(running.up.pid), *psutil.Process(running.up.pid).children(recursive=True)]
    lines = b"\0".join(" ".join(process.cmdline()).encode() for process in family)
    pages = b"".join(
        httpx.get(f"http://127.0.0.1:{running.settings.port}{path}").content
        for path in ("/", "/prefect/ui-settings", f"/api/flow_runs/{run.id}", "/api/admin/settings")
    )
    assert not any(data in lines + pages for data in wanted)


SEARCH = """
import json, pathlib, sys
home, wanted = pathlib.Path(sys.argv[1]), [bytes.fromhex(word) for word in sys.argv[2:]]
files = [file for file in home.rglob("*") if file.is_file()]
print(json.dumps([str(file.relative_to(home)) for file in files if any(word in file.read_bytes() for word in wanted)]))
"""


def files_with(home: Path, wanted: list[bytes]) -> set[str]:
    """Return the files that hold any of this, read by a process that has no database of them open."""
    command = [sys.executable, "-c", SEARCH, str(home), *(word.hex() for word in wanted)]
    return set(json.loads(subprocess.run(command, check=True, capture_output=True, timeout=60).stdout))
