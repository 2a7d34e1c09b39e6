"""Kills the service again and again through whole years, as chance will have it, and counts what came to harm.

A year runs as a user runs it: `cycle up` under a service manager that starts it again when it died, a mail server, and
people who answer gates and press nothing else. Killed without warning (`kill -9`) are the service, Prefect's server, a
run, the door with the pages, LibreOffice, or all of it at once. The same seed kills in the same order.

    python benchmarks/endure.py --json                  a hundred kills, as many years as they take
    python benchmarks/endure.py --json --years 1 --seed 7
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import psutil

from cycle.lifetime import bound, start_child

ROOT = Path(__file__).parents[1]
WEIGHTS = {"run": 4, "office": 3, "service": 2, "server": 1, "pages": 1, "all": 1}
"""What is killed how often, where it is there to be killed."""
IN_THE_MIDDLE = {"run": 3.0, "office": 2.0, "service": 25.0, "server": 25.0, "pages": 25.0, "all": 25.0}
"""Within how many seconds it is killed, from when a run or LibreOffice is at work, or the service is up."""
WHILE_IT_STARTS = 0.1
"""How likely a kill does not wait until the service is up."""
IN_TURN = ("run", "office", "service", "all", "pages", "server")
"""What is killed where the number of kills is given, in this order and over again."""
ONLY_AT_WORK = {"run", "office"}
"""What is there only after an answer; all else can be killed while the year waits for one."""
NEAR_THE_END = 0.85
"""The part of the year's answers after which none is given before every kill that is due."""
LONGEST_SECONDS, PAUSE_SECONDS = 1.5, 0.05
"""How long after it is there it lives at most where it is killed in its turn, and how often it is looked for."""
LOOK_SECONDS = 20
"""How long something is waited for that is to be killed, before chance picks anew."""
STALL_SECONDS = 600
"""A year in which nothing got further for so long is one that somebody must start by hand."""
YEAR_SECONDS = 2400
BY_HAND = "by_hand"
HARM = (BY_HAND, "duplicates", "lost", "gates_asked_twice")
Figures = dict[str, Any]


def main() -> None:
    """Print the figures, as JSON when asked; exit with 1 when anything came to harm."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--kills", type=int, default=100, help="go on with another year until there were so many")
    parser.add_argument("--years", type=int, default=20, help="but no more than so many years")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--exactly", type=int, default=0, help="kills in each year; 0 kills as often as chance will")
    parser.add_argument("--home", type=Path, help=argparse.SUPPRESS)  # one year, in a process of its own
    given = parser.parse_args()
    if given.home is not None:
        print(json.dumps(one_year(given.home, seed=given.seed, exactly=given.exactly)))
        return
    figures = campaign(kills=given.kills, years=given.years, seed=given.seed, exactly=given.exactly)
    print(
        json.dumps(figures, indent=2)
        if given.json
        else "\n".join(f"{key}: {figure}" for key, figure in figures.items())
    )
    sys.exit(any(figures[name] for name in HARM) or figures["years_finished"] < figures["years"])


def campaign(*, kills: int, years: int, seed: int, exactly: int = 0) -> Figures:
    """Return the sums over as many years as it takes to be killed so often, each with a seed of its own."""
    done: list[Figures] = []
    while len(done) < years and sum(entry["kills"] for entry in done) < kills:
        with tempfile.TemporaryDirectory(prefix="cycle-endure-") as folder:
            given = ["--home", str(Path(folder) / "home"), "--seed", str(seed + len(done)), "--exactly", str(exactly)]
            command = [sys.executable, __file__, *given]
            ended = subprocess.run(
                bound(command), env=_environment(), capture_output=True, text=True, check=False, cwd=ROOT
            )
            if ended.returncode != 0:
                raise SystemExit(ended.stdout + ended.stderr)
            done.append(json.loads(ended.stdout.splitlines()[-1]))
            print(f"year {len(done)}: {json.dumps(done[-1])}", file=sys.stderr, flush=True)
    killed = sum((Counter(entry["killed"]) for entry in done), Counter[str]())
    sums = {
        name: sum(entry[name] for entry in done) for name in ("kills", "years_finished", *HARM, "restarts", "mails")
    }
    return {"years": len(done), **sums, "killed": dict(killed), "seconds": [entry["seconds"] for entry in done]}


def one_year(home: Path, *, seed: int, exactly: int = 0) -> Figures:
    """Return the figures of one year that is killed as chance will until it is done, or exactly so many times."""
    from flows.demo import YEAR, _fresh_home, _post_office

    settings = _fresh_home(home)
    from cycle.services import open_services
    from flows import client

    began = time.monotonic()
    with _post_office(settings), open_services(settings) as services, kept_up(home) as manager:
        person = Person(services, client, YEAR)
        person.until(lambda: client.service_ready(settings), "the service is ready")
        person.until(person.trigger, "the year is triggered")
        ready, chance = (lambda: client.service_ready(settings)), random.Random(seed)
        with killing(manager, chance, ready=ready, person=person, exactly=exactly) as killed:
            finished = person.walk()
        if finished:
            person.until(lambda: not client.still_working(person.cycle().id), "every run has ended")
        return {
            "kills": killed.total(),
            "years_finished": int(finished),
            BY_HAND: person.by_hand,
            **person.harm(),
            "killed": dict(killed),
            "restarts": manager.starts - 1,
            "seconds": round(time.monotonic() - began),
        }


class Person:
    """Those who run the year: they answer what they are asked, and press start only when nothing goes on any more."""

    def __init__(self, services: Any, client: Any, year: int) -> None:
        """Keep the ways to the year."""
        self._services, self._client, self._year = services, client, year
        self._answered: set[str] = set()
        self._taken: Counter[tuple[str, int]] = Counter()
        self.by_hand = 0
        self.waits: Callable[[], bool] = lambda: False
        """Whether no answer is given now, since something is to be killed first."""

    def cycle(self) -> Any:
        """Return the year as it stands."""
        from cycle.application.year.cycle import find_cycle

        return find_cycle(self._services, year=self._year)

    def trigger(self) -> bool:
        """Start the year."""
        settings = self._services.settings
        self._client.trigger(settings, community=settings.community, meeting="", year=self._year)
        return True

    def walk(self) -> bool:
        """Answer gates until the year is done, and return whether it was in time."""
        from cycle.application.actions.states import step_states
        from cycle.application.actions.taking_up import stuck_steps

        deadline = time.monotonic() + YEAR_SECONDS
        last, since = "", time.monotonic()
        while time.monotonic() < deadline:
            time.sleep(0.5)
            if self._services.memory.cycles.all():
                rows = step_states(self.cycle())
                if all(status.state == "done" for status in rows):
                    return True
                now = self._how_far(rows)
                if now != last:
                    last, since = now, time.monotonic()
                with _service_may_be_down():
                    self._answer(rows)
                stuck = bool(stuck_steps(self.cycle()))
            else:
                stuck = False
            if stuck or time.monotonic() - since > STALL_SECONDS:
                self.by_hand += 1
                self.until(self.trigger, "the year is triggered by hand")
                since = time.monotonic()
        return False

    def answers(self) -> float:
        """Return the part of the year's answers that is given, from 0 to 1."""
        if not self._taken:
            return 0.0
        cycle = self.cycle()
        return self._taken.total() / sum(cycle.approvers_needed(link.name) for link in cycle.chain)

    def harm(self) -> Figures:
        """Return what came twice, what did not come, and who was asked again; counted where it arrived."""
        from email import message_from_bytes

        from cycle.application.delivery.staff_mail import is_notice
        from cycle.application.year.step_graph import link_named

        cycle, received = self.cycle(), self._services.settings.mail_received
        mails = [message_from_bytes(path.read_bytes()) for path in sorted((received / "new").iterdir())]
        ids = Counter(str(message["Message-ID"]) for message in mails)
        notices = {row.message_id for row in cycle.memory.outbox.rows(cycle=cycle.id) if is_notice(row.kind)}
        letters = Counter(
            (str(message["To"]), str(message["Subject"])) for message in mails if message["Message-ID"] not in notices
        )
        planned = [
            cycle.memory.results.latest(cycle.id, link.name).body["count"]
            for link in cycle.chain
            if link.kind == "mailing" and cycle.memory.results.latest(cycle.id, link.name)
        ]
        needed = {key: cycle.approvers_needed(link_named(cycle.chain, key[0]).name) for key in self._taken}
        return {
            "mails": len(mails),
            "duplicates": sum(ids.values()) - len(ids) + sum(letters.values()) - len(letters),
            "lost": sum(planned) - len(letters),
            "gates_asked_twice": sum(max(0, taken - needed[key]) for key, taken in self._taken.items()),
        }

    def until(self, true: Callable[[], bool], what: str) -> None:
        """Wait until something is true, whatever dies meanwhile."""
        deadline = time.monotonic() + STALL_SECONDS
        while time.monotonic() < deadline:
            with _service_may_be_down():
                if true():
                    return
            time.sleep(0.5)
        raise SystemExit(f"waited {STALL_SECONDS} s until {what}")

    def _answer(self, rows: Sequence[Any]) -> None:
        """Approve at every gate that waits, as the demo's people do; what is taken once is not to be asked again."""
        from flows.demo import PEOPLE

        cycle = self.cycle()
        waiting = {row.step: row for row in rows if row.state == "waiting"}
        for run in self._client.waiting_runs(cycle_id=cycle.id):
            step = next(tag.removeprefix("step:") for tag in run.tags if tag.startswith("step:"))
            asked = str(run.state.state_details.pause_key)
            if step not in waiting or asked in self._answered or self.waits():
                continue
            form: dict[str, Any] = {"decision": "Godkjenn", "name": PEOPLE[len(waiting[step].approved_by)]}
            result = cycle.memory.results.latest(cycle.id, step)
            if result is not None and step.startswith("mailing."):
                form["count"] = result.body["count"]
            self._client.answer_gate(run.id, form)
            self._answered.add(asked)
            self._taken[step, waiting[step].revision] += 1

    def _how_far(self, rows: Sequence[Any]) -> str:
        memory = self._services.memory
        return f"{[(row.state, row.revision) for row in rows]}{memory.renditions.count()}{memory.outbox.counts()}"


class Manager:
    """A service manager: it starts `cycle up` again a second after it died."""

    def __init__(self, home: Path) -> None:
        """Keep the home; nothing is started yet."""
        self._home, self._ending = home, threading.Event()
        self.child: subprocess.Popen[bytes] | None = None
        self.starts = 0

    def run(self) -> None:
        """Keep the service up until told to end."""
        while not self._ending.is_set():
            with (self._home / "up.log").open("ab") as log:
                command = [sys.executable, "-m", "cycle", "up"]
                self.child = start_child(command, environment=_settings_of_the_year(), out=log)
            self.starts += 1
            self.child.wait()
            self._ending.wait(1)

    def end(self) -> None:
        """Stop the service politely."""
        self._ending.set()
        if self.child is not None and self.child.poll() is None:
            self.child.terminate()
            self.child.wait(90)

    def family(self) -> dict[str, list[psutil.Process]]:
        """Return the processes of the service that live, by what they are."""
        if self.child is None or self.child.poll() is not None:
            return {}
        found: dict[str, list[psutil.Process]] = {}
        with contextlib.suppress(psutil.NoSuchProcess):
            service = psutil.Process(self.child.pid)
            found["service"] = [service]
            for process in service.children(recursive=True):
                with contextlib.suppress(psutil.NoSuchProcess):
                    if process.status() != psutil.STATUS_ZOMBIE:
                        found.setdefault(_what(process), []).append(process)
            found["all"] = [process for processes in found.values() for process in processes]
        return found


@contextlib.contextmanager
def kept_up(home: Path) -> Iterator[Manager]:
    """Keep the service of a home up while the block runs."""
    manager = Manager(home)
    threading.Thread(target=manager.run, daemon=True).start()
    try:
        yield manager
    finally:
        manager.end()


@contextlib.contextmanager
def killing(
    manager: Manager, chance: random.Random, *, ready: Callable[[], bool], person: Person, exactly: int
) -> Iterator[Counter[str]]:
    """Kill while the block runs, as chance will or `exactly` so many times, and yield the count of each."""
    killer = Killer(manager, chance, ready=ready, person=person, exactly=exactly)
    thread = threading.Thread(target=killer.kill_in_turn if exactly else killer.kill_as_chance_will, daemon=True)
    person.waits = killer.holds_answers
    thread.start()
    try:
        yield killer.killed
    finally:
        killer.ending.set()
        thread.join()


class Killer:
    """Kills what chance picks until it is told to end; or a given number, spread over the year by its answers."""

    def __init__(
        self, manager: Manager, chance: random.Random, *, ready: Callable[[], bool], person: Person, exactly: int
    ) -> None:
        """Keep what may be killed; nothing is killed yet."""
        self._manager, self._chance, self._ready, self._person = manager, chance, ready, person
        self._exactly, self._kind = exactly, ""
        self.killed: Counter[str] = Counter()
        self.ending = threading.Event()

    def kill_as_chance_will(self) -> None:
        """Kill without end: some in the middle of work, some while the service starts."""
        while not self.ending.is_set():
            [kind] = self._chance.choices([*WEIGHTS], [*WEIGHTS.values()])
            moment, at_once = self._chance.uniform(0, IN_THE_MIDDLE[kind]), self._chance.random() < WHILE_IT_STARTS
            deadline = time.monotonic() + LOOK_SECONDS
            while not at_once and not self._is_there(kind) and time.monotonic() < deadline:
                if self.ending.wait(0.1):
                    return
            if self.ending.wait(moment):
                return
            self._kill(kind)

    def kill_in_turn(self) -> None:
        """Kill one kind after the other, each as soon as the year has come so far; a kind that is not there is left."""
        for self._kind in itertools.cycle(IN_TURN):
            looks, longest = 0, LONGEST_SECONDS
            while looks < LOOK_SECONDS / PAUSE_SECONDS:
                if self.ending.wait(PAUSE_SECONDS):
                    return
                if self._due() and self._is_there(self._kind):
                    if self.ending.wait(self._chance.uniform(0, longest)):
                        return
                    if self._kill(self._kind):
                        break
                    longest /= 2  # its work was done sooner: strike earlier
                looks += self.holds_answers()

    def holds_answers(self) -> bool:
        """Return whether no answer may be given now: a quick year must not end before the kills that are due."""
        if self._kind in ONLY_AT_WORK and self._person.answers() < NEAR_THE_END:
            return self._due() > 1
        return self._due() > 0

    def _due(self) -> int:
        """Return how many should be dead by now that are not."""
        return min(self._exactly, int(self._person.answers() * (self._exactly + 1))) - self.killed.total()

    def _is_there(self, kind: str) -> bool:
        """Return whether it can be killed: what is always there counts only once the service is up."""
        if not self._manager.family().get(kind):
            return False
        if kind in ONLY_AT_WORK:
            return True
        with _service_may_be_down():
            return self._ready()
        return False

    def _kill(self, kind: str) -> bool:
        """Kill every process of the kind without warning, and return whether there was one."""
        dead = False
        for process in self._manager.family().get(kind, ()):
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
                dead = True
        self.killed[kind] += dead
        return dead


def _what(process: psutil.Process) -> str:
    words = process.cmdline()
    if "serve-pages" in words:
        return "pages"
    if any("soffice" in word or "oosplash" in word for word in words[:8]):
        return "office"
    if any("prefect_server" in word or "prefect.server" in word for word in words):
        return "server"
    parent = process.parent()
    if "flows.warm" in words and parent is not None and "flows.warm" in parent.cmdline():
        return "run"
    return "other"


@contextlib.contextmanager
def _service_may_be_down() -> Iterator[None]:
    """Go on whatever the service answers: a person tries again."""
    import httpx
    from prefect.exceptions import PrefectException

    from cycle.errors import CycleError

    with contextlib.suppress(CycleError, PrefectException, httpx.HTTPError, RuntimeError, ValueError):
        yield


def _settings_of_the_year() -> Mapping[str, str]:
    return {**os.environ, "CYCLE_WATCH_SECONDS": "2", "CYCLE_MAIL_RETRY_SECONDS": "1,1,1"}


def _environment() -> dict[str, str]:
    return {key: value for key, value in os.environ.items() if not key.startswith(("CYCLE_", "PREFECT_"))}


if __name__ == "__main__":
    main()
