"""The demo: the real service as a child process, a post office beside it, every gate answered as a person would."""

from __future__ import annotations

import shlex
import shutil
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

from cycle.application.actions import StepState, step_states
from cycle.application.delivery import notice_rows, received_of
from cycle.application.results import LettersResult, mail_count, read
from cycle.application.year import OpenCycle, find_cycle, packages_folder, review_root, site_folder
from cycle.errors import CycleError
from cycle.services import Services, open_services
from cycle.settings import Settings, load_settings, set_environment
from flows.owner import refuse_owned
from flows.service import LOOPBACK, child_process, prefect_environment, stop_child, wait_for_port

Report = Callable[[str], None]

MARK = ".demo"
LOOK = "settings.sh"
"""The settings of the demo, for who looks at its year afterwards."""
"""A file that says a home folder is a demo's, so that a real one is never cleared."""
YEAR = 2027
PEOPLE = ("Kari Koordinator", "Ola Andrehand")
"""Two, because the invitation list takes four eyes."""
PATIENCE_SECONDS = 600
PAUSE_SECONDS = 0.5


def run_demo(home: Path, *, report: Report) -> dict[str, Any]:
    """Return where to look after the example year has run from trigger to published page.

    CycleError when something stopped the year, naming the step and the log.
    """
    started = time.monotonic()
    settings = _fresh_home(home)
    clock = _Clock(started, report)
    with _post_office(settings), _service(settings, clock) as client, open_services(settings) as services:
        run = client.trigger(settings, community=settings.community, meeting="", year=YEAR)
        clock.report(f"the year {YEAR} is triggered")
        triggered = time.monotonic()
        cycle = _walk(services, client, clock)
        found = {"run": run, **_where_to_look(cycle), "year_seconds": round(time.monotonic() - triggered, 1)}
    found["seconds"] = round(time.monotonic() - started, 1)
    _tell(found, settings, report)
    return found


class _Clock:
    """Says lines with the seconds since the start."""

    def __init__(self, started: float, report: Report) -> None:
        self._started = started
        self._report = report

    def report(self, line: str) -> None:
        self._report(f"{time.monotonic() - self._started:5.0f} s  {line}")


def _fresh_home(home: Path) -> Settings:
    """Return the demo's settings on an empty home and free ports; CycleError when the folder is not a demo's."""
    home = home.absolute()
    if home.exists() and any(home.iterdir()) and not (home / MARK).exists():
        raise CycleError(f"{home}: is not a demo's folder; choose another with --home, this one is left alone")
    refuse_owned(home)
    if home.exists():
        shutil.rmtree(home)
    home.mkdir(parents=True)
    (home / MARK).write_text("made by `cycle demo`; may be deleted\n")
    asked = load_settings(home=home)
    received = home / "post"
    changes = {
        "CYCLE_HOME": str(home),
        "CYCLE_PORT": str(_free_port(asked.port)),
        "CYCLE_DATABASE_URL": f"sqlite:///{home / 'cycle.sqlite'}",  # never the database of real years
        "CYCLE_PACE": "now",
        "CYCLE_IDENTITY": "name",  # nobody is there to log in
        # Mail goes to the post office of this machine and to reserved names only: no real mailbox can be reached.
        "CYCLE_NETWORK": "loopback",
        "CYCLE_MAIL_MODE": "allowlist",
        "CYCLE_MAIL_ALLOWLIST": ".example",
        "CYCLE_MAIL_HOST": LOOPBACK,
        "CYCLE_MAIL_PORT": str(_free_port(1025)),
        "CYCLE_MAIL_TLS": "none",
        "CYCLE_MAIL_USER": "",
        "CYCLE_MAIL_PASSWORD": "",
        "CYCLE_MAIL_OAUTH_CLIENT": "",
        "CYCLE_MAIL_RECEIVED": str(received),
    }
    set_environment(**changes)
    (home / LOOK).write_text("".join(f"{name}={shlex.quote(value)}\n" for name, value in changes.items()))
    settings = load_settings()
    set_environment(**prefect_environment(settings))
    return settings


def _free_port(wanted: int) -> int:
    """Return the wanted port, or any free one when it is taken."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((LOOPBACK, port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise CycleError("no free port on this machine")


@contextmanager
def _post_office(settings: Settings) -> Iterator[None]:
    """Run the local post office while the block runs."""
    assert settings.mail_received is not None
    arguments = ("post", "--port", str(settings.mail_port), "--folder", str(settings.mail_received))
    child = child_process(*arguments, settings=settings, log_file=settings.home / "post.log")
    try:
        yield
    finally:
        stop_child(child)


@contextmanager
def _service(settings: Settings, clock: _Clock) -> Iterator[ModuleType]:
    """Run `cycle up` while the block runs and yield the client once the flows are served."""
    clock.report("starting the service: Prefect server, flows, review pages, post office")
    log = settings.home / "up.log"
    child = child_process("up", settings=settings, log_file=log)
    try:
        from flows import client  # noqa: PLC0415 - Prefect reads its environment at import

        deadline = time.monotonic() + PATIENCE_SECONDS
        while not client.service_ready(settings):
            if child.poll() is not None or time.monotonic() > deadline:
                raise CycleError(f"the service did not start; see {log}")
            time.sleep(PAUSE_SECONDS)
        wait_for_port(settings.mail_port)
        clock.report("the service is up")
        yield client
    finally:
        stop_child(child)


def _walk(services: Services, client: ModuleType, clock: _Clock) -> OpenCycle:
    """Answer every gate until the year is done, telling each step as it ends; return the year."""
    shown: set[str] = set()
    answered: set[str] = set()
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if services.memory.cycles.all():
            cycle = find_cycle(services, year=YEAR)
            rows = step_states(cycle)
            for status in rows:
                if status.state == "done" and status.step not in shown:
                    shown.add(status.step)
                    clock.report(f"{status.step:20} done, approved by {' and '.join(status.approved_by)}")
            if all(status.state == "done" for status in rows) and not client.still_working(cycle.id):
                return cycle
            _answer(cycle, rows, client, answered)
            _refuse_failed(cycle, client)
        time.sleep(PAUSE_SECONDS)
    raise CycleError(f"the year did not end within {PATIENCE_SECONDS} s; see up.log in the demo's folder")


def _answer(cycle: OpenCycle, rows: tuple[StepState, ...], client: ModuleType, answered: set[str]) -> None:
    """Answer the gates that wait, through the same call as the Resume button."""
    waiting = {status.step: status for status in rows if status.state == "waiting"}
    for run in client.waiting_runs(cycle_id=cycle.id):
        step = next(tag.removeprefix("step:") for tag in run.tags if tag.startswith("step:"))
        asked = str(run.state.state_details.pause_key)
        if step not in waiting or asked in answered:
            continue
        form: dict[str, object] = {
            "decision": "Godkjenn",
            "name": PEOPLE[len(waiting[step].approved_by)],
            "comment": "Demo",
        }
        result = cycle.memory.results.latest(cycle.id, step)
        if result is not None and step.startswith("mailing.") and (count := mail_count(result)):
            form["count"] = count
        client.answer_gate(run.id, form)
        answered.add(asked)


def _refuse_failed(cycle: OpenCycle, client: ModuleType) -> None:
    for run in client.runs_of(cycle.id):
        if run.state_type is not None and run.state_type.value in {"FAILED", "CRASHED"}:
            raise CycleError(f"{run.name}: {run.state.message if run.state else 'failed'}; see up.log")


def _where_to_look(cycle: OpenCycle) -> dict[str, Any]:
    files = cycle.memory.files
    made = {
        node.name: read(LettersResult, result).letters
        for node in cycle.chain
        if node.kind == "letters" and (result := cycle.memory.results.latest(cycle.id, node.name))
    }
    settings = cycle.services.settings
    assert settings.mail_received is not None
    first = made["letters.invitasjon"][0]
    assert first.pdf is not None
    notices = {*received_of(settings, notice_rows(cycle)).values()}
    mails = [path for path in sorted((settings.mail_received / "new").iterdir()) if path.name not in notices]
    return {
        "invitees": len(made["letters.invitasjon"]),
        "letters": sum(map(len, made.values())),
        "mails": len(mails),
        "notices": len(notices),
        "letter": str(_copy(files.path(first.pdf.sha256), settings.home / "look" / "brev.pdf")),
        "mail": str(_copy(mails[0], settings.home / "look" / "mail.eml")),
        "page": str(site_folder(cycle) / cycle.row.meeting / str(cycle.year) / "index.html"),
        "package": str(packages_folder(cycle)),
    }


def _copy(source: Path, target: Path) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    return target


def _tell(found: dict[str, Any], settings: Settings, report: Report) -> None:
    home = _short(settings.home)
    report("")
    report(f"The year {YEAR} ran from trigger to published page in {found['year_seconds']:.0f} s:")
    report(f"  {found['invitees']} invitees, {found['letters']} letters, {found['mails']} mails received,")
    report(f"  and {found['notices']} mails to those who run the year. Look at")
    report(f"  a letter           {_short(Path(found['letter']))}")
    report(f"  a received mail    {_short(Path(found['mail']))}")
    report(f"  the public page    {_short(Path(found['page']))}")
    report(f"  the package        {_short(Path(found['package']))}")
    report(f"  the Prefect UI     (set -a; . {home / LOOK}; .venv/bin/cycle up) and {found['run']}")
    report(f"  the review pages   the same, and {review_root(settings)}")


def _short(path: Path) -> Path:
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
