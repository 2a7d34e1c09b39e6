"""The demo: the real service with a post office and a provider beside it, every gate answered by who is logged in."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import UUID

from cycle.application.actions import StepState, step_states, verify_year
from cycle.application.delivery import notice_rows, received_of
from cycle.application.persons import active, asked_to_decide, people
from cycle.application.results import LettersResult, mail_count, read
from cycle.application.year import OpenCycle, find_cycle, packages_folder, review_root, site_folder
from cycle.errors import CycleError
from cycle.services import Services, open_services
from cycle.settings import Settings
from flows.example_year.demo_home import LOOK, fresh_home, post_office, provider_of
from flows.example_year.demo_person import LINK, DemoPerson, link_in_mail, next_to_decide
from flows.running.service import Report, child_process, stop_child, wait_for_port

YEAR = 2027
PATIENCE_SECONDS = 600
PAUSE_SECONDS = 0.5
OFFICE_DECIDES = frozenset({"plan", "mailing", "archive"})
"""Steps that the secretariat decides on in the demo; a coordinator could too."""
KNOWN_BY: Mapping[str, str] = {
    "terminal": "a link from the terminal",
    "link": "the link in a gate's mail",
    "oidc": "OpenID Connect",
}


def run_demo(home: Path, *, report: Report) -> dict[str, Any]:
    """Return where to look after the example year has run from trigger to published page.

    CycleError when something stopped the year, naming the step and the log.
    """
    started = time.monotonic()
    settings = fresh_home(home)
    clock = _Clock(started, report)
    with post_office(settings), _service(settings, clock) as client, open_services(settings) as services:
        persons = _three(services)
        with provider_of(settings, persons[-1].known):
            _come_in_at_terminal(persons[0], settings)
            clock.report(f"{persons[0].known.name} logs in with {persons[0].how}")
            run = persons[0].start_year(community=settings.community, meeting="", year=YEAR)
            clock.report(f"and starts the year {YEAR}")
            triggered = time.monotonic()
            cycle = _Walk(services, client, persons, clock).to_the_end()
        found = {"run": client.run_link(settings, UUID(run)), **_where_to_look(cycle), **_who_approved(cycle)}
        found["year_seconds"] = round(time.monotonic() - triggered, 1)
    found["persons"] = [{"key": person.known.key, "name": person.known.name, "how": person.how} for person in persons]
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


@contextmanager
def _service(settings: Settings, clock: _Clock) -> Iterator[ModuleType]:
    """Run `cycle up` while the block runs and yield the client once the flows are served."""
    clock.report("starting the service: Prefect server, flows, review pages, post office")
    log = settings.home / "up.log"
    child = child_process("up", settings=settings, log_file=log)
    try:
        from flows.running import client  # noqa: PLC0415 - Prefect reads its environment at import

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


def _three(services: Services) -> tuple[DemoPerson, DemoPerson, DemoPerson]:
    """Return one of the secretariat and two coordinators; CycleError when the community has no such three."""
    known, root = active(people(services)), review_root(services.settings)
    office = [person for person in known if "secretariat" in person.roles]
    others = [person for person in known if person not in office[:1] and "coordinator" in person.roles]
    if not office or len(others) < 2:
        raise CycleError("the demo needs a contact and two coordinators in community.toml")
    first, second = others[:2]
    return DemoPerson(office[0], root), DemoPerson(first, root), DemoPerson(second, root)


def _come_in_at_terminal(person: DemoPerson, settings: Settings) -> None:
    """Let somebody in with the link that `cycle login` prints on the machine."""
    printed = settings.home / "login.log"
    child = child_process("login", "--as", person.known.key, settings=settings, log_file=printed)
    child.wait(PATIENCE_SECONDS)
    found = LINK.search(printed.read_text())
    printed.unlink()  # what logs somebody in lies nowhere
    if found is None:
        raise CycleError(f"`cycle login --as {person.known.key}` printed no link")
    person.come_in_by_link(found[0], how=KNOWN_BY["terminal"])


class _Walk:
    """The year through the door: whoever's turn it is comes in, and approves on the page of the gate."""

    def __init__(self, services: Services, client: ModuleType, persons: Sequence[DemoPerson], clock: _Clock) -> None:
        self._services, self._client, self._clock = services, client, clock
        self._persons = persons
        self._by_provider = persons[-1]
        self._shown: set[str] = set()
        self._answered: set[str] = set()

    def to_the_end(self) -> OpenCycle:
        """Answer every gate until the year is done, telling each step as it ends; return the year."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            if self._services.memory.cycles.all():
                cycle = find_cycle(self._services, year=YEAR)
                rows = step_states(cycle)
                for status in rows:
                    if status.state == "done" and status.step not in self._shown:
                        self._shown.add(status.step)
                        self._clock.report(f"{status.step:20} done, approved by {_approved_by(cycle, status.step)}")
                if all(status.state == "done" for status in rows) and not self._client.still_working(cycle.id):
                    return cycle
                self._answer(cycle, rows)
                _refuse_failed(cycle, self._client)
            time.sleep(PAUSE_SECONDS)
        raise CycleError(f"the year did not end within {PATIENCE_SECONDS} s; see up.log in the demo's folder")

    def _answer(self, cycle: OpenCycle, rows: Sequence[StepState]) -> None:
        """Answer the gates that wait, once each time they ask."""
        waiting = {status.step: status for status in rows if status.state == "waiting"}
        for run in self._client.waiting_runs(cycle_id=cycle.id):
            step = next(tag.removeprefix("step:") for tag in run.tags if tag.startswith("step:"))
            asked = str(run.state.state_details.pause_key)
            result = cycle.memory.results.latest(cycle.id, step)
            if step not in waiting or asked in self._answered or result is None:
                continue
            person = self._next(step, waiting[step].approved_by)
            if person.how or self._come_in(person):
                person.approve(f"/{cycle.id}/godkjenning/{step}", count=mail_count(result) or 0)
                person.decided[step] += 1
                self._answered.add(asked)

    def _next(self, step: str, approved_by: Sequence[str]) -> DemoPerson:
        asked = asked_to_decide([person.known for person in self._persons], step, on=self._services.today)
        persons = [person for person in self._persons if person.known in asked or "secretariat" in person.known.roles]
        office_first = step.partition(".")[0] in OFFICE_DECIDES
        turns = next_to_decide(persons, step, office_first=office_first)
        return next(person for person in turns if person.known.name not in approved_by)

    def _come_in(self, person: DemoPerson) -> bool:
        """Let somebody in by their way; return whether they are in, for a mail may not have come yet."""
        if person is self._by_provider:
            person.come_in_at_provider(how=KNOWN_BY["oidc"])
        elif link := link_in_mail(self._services.settings, person.known.address):
            person.come_in_by_link(link, how=KNOWN_BY["link"])
        else:
            return False
        self._clock.report(f"{person.known.name} logs in with {person.how}")
        return True


def _approved_by(cycle: OpenCycle, step: str) -> str:
    """Return who approved what a step came to, and how each was known."""
    result = cycle.record.latest(step)
    rows = cycle.record.decisions_on(step, result.digest) if result else ()
    return " and ".join(f"{row.name} ({KNOWN_BY.get(row.known_by, row.known_by)})" for row in rows)


def _who_approved(cycle: OpenCycle) -> dict[str, Any]:
    """Return what `cycle status --verify` says of the approvals of the year."""
    found = verify_year(cycle)
    if found.flaws or found.valid != found.approvals:
        raise CycleError(f"the approvals of the year do not hold: {[*found.flaws, *found.void]}")
    by_step = {node.name: _approved_by(cycle, node.name) for node in cycle.graph}
    return {"approvals": found.approvals, "valid": found.valid, "approved_by": by_step}


def _refuse_failed(cycle: OpenCycle, client: ModuleType) -> None:
    for run in client.runs_of(cycle.id):
        if run.state_type is not None and run.state_type.value in {"FAILED", "CRASHED"}:
            raise CycleError(f"{run.name}: {run.state.message if run.state else 'failed'}; see up.log")


def _where_to_look(cycle: OpenCycle) -> dict[str, Any]:
    files = cycle.memory.files
    made = {
        node.name: read(LettersResult, result).letters
        for node in cycle.graph
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
    report(f"  and {found['notices']} mails to those who run the year.")
    report(f"  {found['approvals']} approvals, all of them valid (`cycle status {YEAR} --verify`):")
    for person in found["persons"]:
        report(f"  {person['name']} was known by {person['how']}.")
    report("Look at")
    report(f"  a letter           {_short(Path(found['letter']))}")
    report(f"  a received mail    {_short(Path(found['mail']))}")
    report(f"  the public page    {_short(Path(found['page']))}")
    report(f"  the package        {_short(Path(found['package']))}")
    report(f"  the Prefect UI     (set -a; . {home / LOOK}; .venv/bin/cycle up) and {found['run']}")
    report(f"  our pages          the same, and {review_root(settings)}")
    report(f"  logged in with     (set -a; . {home / LOOK}; .venv/bin/cycle login --as {found['persons'][0]['key']})")


def _short(path: Path) -> Path:
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
