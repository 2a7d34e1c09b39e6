"""Kills the service again and again through whole years, as chance will have it, and counts what came to harm.

A year runs as a user runs it: `cycle up` under a service manager that starts it again when it died, a mail server, and
people who answer gates and press nothing else. `endure_kills.py` kills what there is to be killed.

    python benchmarks/endure.py --json                  a hundred kills, as many years as they take
    python benchmarks/endure.py --json --years 1 --seed 7
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from endure_kills import kept_up, killing, service_may_be_down

from cycle.lifetime import bound

ROOT = Path(__file__).parents[1]
PEOPLE = ("Kari Koordinator", "Ola Andrehand")
"""Two, because the invitation list takes four eyes."""
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
    from flows.example_year.demo import YEAR
    from flows.example_year.demo_home import fresh_home, post_office

    settings = fresh_home(home, identity="name")  # answers are given by Prefect's forms, in any name
    from cycle.services import open_services
    from flows.running import client

    began = time.monotonic()
    with post_office(settings), open_services(settings) as services, kept_up(home) as manager:
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
        from cycle.application.actions.running.states import step_states
        from cycle.application.actions.running.taking_up import stuck_steps

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
                with service_may_be_down():
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
        return self._taken.total() / sum(cycle.approvers_needed(node.name) for node in cycle.graph)

    def harm(self) -> Figures:
        """Return what came twice, what did not come, and who was asked again; counted where it arrived."""
        from email import message_from_bytes

        from cycle.application.delivery.staff_mail import is_notice
        from cycle.application.year.step_graph import node_named

        cycle, received = self.cycle(), self._services.settings.mail_received
        mails = [message_from_bytes(path.read_bytes()) for path in sorted((received / "new").iterdir())]
        ids = Counter(str(message["Message-ID"]) for message in mails)
        notices = {row.message_id for row in cycle.memory.outbox.rows(cycle=cycle.id) if is_notice(row.kind)}
        letters = Counter(
            (str(message["To"]), str(message["Subject"])) for message in mails if message["Message-ID"] not in notices
        )
        planned = [
            cycle.memory.results.latest(cycle.id, node.name).body["count"]
            for node in cycle.graph
            if node.kind == "mailing" and cycle.memory.results.latest(cycle.id, node.name)
        ]
        needed = {key: cycle.approvers_needed(node_named(cycle.graph, key[0]).name) for key in self._taken}
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
            with service_may_be_down():
                if true():
                    return
            time.sleep(0.5)
        raise SystemExit(f"waited {STALL_SECONDS} s until {what}")

    def _answer(self, rows: Sequence[Any]) -> None:
        """Approve at every gate that waits, as the demo's people do; what is taken once is not to be asked again."""
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


def _environment() -> dict[str, str]:
    return {key: value for key, value in os.environ.items() if not key.startswith(("CYCLE_", "PREFECT_"))}


if __name__ == "__main__":
    main()
