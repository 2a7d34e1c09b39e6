"""Measures where a year stands: processor time and statements of `cycle status`, the front page and a watch round.

Two rivals in the same run: the same states asked for one by one, each from the database again, and a floor: the rows
that the answer rests on, read by bare sqlite3 with their JSON, and nothing made of them. Medians, letters sent.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

from year import enlarge  # noqa: E402

from cycle.application.actions import (  # noqa: E402
    compute,
    decide_by_hand,
    is_ours,
    perform,
    service_state,
    step_state,
    step_states,
    stuck_steps,
)
from cycle.application.dispatches import suggestions  # noqa: E402
from cycle.application.review import open_years  # noqa: E402
from cycle.application.year import OpenCycle, find_cycle, open_cycle  # noqa: E402
from cycle.services import Services, open_services  # noqa: E402
from cycle.settings import Settings  # noqa: E402
from tests.statements import statements  # noqa: E402

YEAR = 2027
READ = {
    "results": ("inputs", "body"),
    "outcomes": ("body",),
    "decisions": (),
    "requests": ("chosen", "include"),
    "outbox": (),
    "replies": (),
    "printed": (),
    "registers": ("body",),
}
"""Table → its columns of JSON."""


def main() -> None:
    """Print the figures, as JSON when asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--invitees", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=15)
    given = parser.parse_args()
    figures = measure(given.invitees, given.rounds)
    print(json.dumps(figures, indent=2) if given.json else "\n".join(f"{key}: {of}" for key, of in figures.items()))


def measure(invitees: int, rounds: int) -> dict[str, Any]:
    """Return the figures of a year whose letters have gone to so many."""
    with tempfile.TemporaryDirectory(prefix="cycle-bench-") as folder:
        root, home = Path(folder) / "root", Path(folder) / "home"
        enlarge(root, invitees)
        settings = Settings(
            root=root, home=home, pace="now", office=str(root / "none"), pdf="optional", identity="name"
        )
        with open_services(settings) as services:
            walk(services)
            people = len(find_cycle(services, year=YEAR).record.mails)
            questions: dict[str, Callable[[], object]] = {
                "status": lambda: status(services),
                "front_page": lambda: open_years(services),
                "watch_round": lambda: watch_round(services),
                "each_step_again": lambda: each_step_again(services),
                "floor": lambda: floor(home / "cycle.sqlite"),
            }
            asked = {name: number_of(question) for name, question in questions.items() if name != "floor"}
            spent = milliseconds(questions, rounds)
    return {
        "mails": people,
        **{f"ms_{name}": round(found, 1) for name, found in spent.items()},
        **{f"statements_{name}": number for name, number in asked.items()},
        "ratio_each_step_again": round(spent["each_step_anew"] / spent["watch_round"], 1),
        "ratio_floor": round(spent["watch_round"] / spent["floor"], 1),
    }


def walk(services: Services) -> None:
    """Do the year's steps until the first letters are sent, to a folder."""
    open_cycle(services, year=YEAR)
    for name in [node.name for node in find_cycle(services, year=YEAR).graph]:
        cycle = find_cycle(services, year=YEAR)
        result = compute(cycle, name)
        for who in ("Kari Nordmann", "Ola Nordmann")[: cycle.approvers_needed(name)]:
            wanted = result.body.get("count")
            decide_by_hand(cycle, name, decision="approve", name=who, count=wanted)
        perform(cycle, name)
        if name.startswith("mailing."):
            return


def status(services: Services) -> tuple[Any, ...]:
    """Answer as `cycle status` does."""
    cycle = find_cycle(services, year=YEAR)
    return step_states(cycle), suggestions(cycle), service_state(services), stuck_steps(cycle)


def watch_round(services: Services) -> list[str]:
    """Look at every open year as the service does each minute."""
    found = []
    for row in services.memory.cycles.all():
        cycle: OpenCycle = find_cycle(services, year=row.year)
        found += [step.step for step in step_states(cycle) if is_ours(cycle, step)]
    return found


def each_step_again(services: Services) -> list[str]:
    """Ask where each step stands by itself: what the watch would pay if nothing were kept between two questions."""
    found = []
    for row in services.memory.cycles.all():
        for node in find_cycle(services, year=row.year).graph:
            cycle = find_cycle(services, year=row.year)
            step = step_state(cycle, node.name)
            found += [step.step] if is_ours(cycle, step) else []
    return found


def floor(database: Path) -> list[Any]:
    """Read the rows and their JSON, and make nothing of them."""
    with closing(sqlite3.connect(database)) as connection:
        connection.row_factory = sqlite3.Row
        return [
            {**row, **{column: json.loads(row[column]) for column in columns}}
            for table, columns in READ.items()
            for row in map(dict, connection.execute(f"select * from {table}"))
        ]


def number_of(question: Callable[[], object]) -> int:
    """Return how many statements a question takes."""
    with statements() as found:
        question()
    return found.number


def milliseconds(questions: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Return the median processor time of each question, asked in turn so that all have the same noise."""
    spent: dict[str, list[float]] = {name: [] for name in questions}
    for _ in range(rounds):
        for name, question in questions.items():
            before = time.process_time()
            question()
            spent[name].append(1000 * (time.process_time() - before))
    return {name: statistics.median(found) for name, found in spent.items()}


if __name__ == "__main__":
    main()
