"""Measures the invitation list: rules, mandates and a record date in, everyone with every reason out.

The rival is the loop a spreadsheet macro would be: each row of the register joined to its seat by a dictionary, with no
rules, no reasons, no vacancies and nobody left out. It is the floor, not an equal.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from cycle.application.year.community_rules.community import LoadedCommunity, load_community
from cycle.governance.hosting.host import hosts
from cycle.governance.inviting.invitations import invitation_list
from cycle.governance.inviting.seats import invited_seats, printed_seats
from cycle.model import Community, HostAnswer, Mandate, Organisation, Person, Register

ROOT = Path(__file__).parents[1]
DAY = dt.date(2026, 12, 1)


def main() -> None:
    """Print the figures, as JSON when asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seats", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    found = figures(seats=given.seats, rounds=given.rounds)
    print(json.dumps(found, indent=2) if given.json else "\n".join(f"{key}: {value}" for key, value in found.items()))


def figures(*, seats: int, rounds: int) -> dict[str, float]:
    """Return the medians in seconds for so many seats and for ten times as many."""
    made = _measured(seats, rounds=rounds)
    larger = _measured(10 * seats, rounds=max(1, rounds // 2))
    return {
        **made,
        **{f"{key}_times_ten": value for key, value in larger.items()},
        "growth_times_ten": round(larger["seconds"] / made["seconds"], 2),
    }


def _measured(wanted: int, *, rounds: int) -> dict[str, float]:
    loaded = load_community(ROOT / "config" / "communities" / "bergensomradet")
    rules = loaded.meeting()
    community = _community(loaded, organisations=wanted // 2)
    host = hosts(rules, loaded.history, loaded.community, [2027])[0]
    register = _register(community, loaded)
    printed = printed_seats(community, [rules])
    seats = invited_seats(rules, community, on=DAY, host=host)

    def ours() -> object:
        return invitation_list(rules, community, register, 2027, DAY, host, printed=printed)

    def floor() -> object:
        persons = {person.id: person for person in register.persons}
        return [(mandate.seat, persons[mandate.person]) for mandate in register.mandates]

    seconds, bare = _median(ours, rounds=rounds), _median(floor, rounds=rounds)
    return {
        "seats": len(seats),
        "people": len(register.persons),
        "seconds": round(seconds, 4),
        "floor_seconds": round(bare, 4),
        "ratio_floor": round(seconds / bare, 1),
    }


def _median(work: Callable[[], object], *, rounds: int) -> float:
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def _community(loaded: LoadedCommunity, *, organisations: int) -> Community:
    """Return the real community with so many municipalities, two seats each."""
    pattern = loaded.community.organisation("alver")
    some = tuple(_municipality(pattern, number) for number in range(organisations))
    return replace(loaded.community, organisations=some)


def _municipality(pattern: Organisation, number: int) -> Organisation:
    name = f"Kommune {number}"
    return replace(pattern, id=f"kommune-{number}", name=name, short=name, valid_from=None)


def _register(community: Community, loaded: LoadedCommunity) -> Register:
    """Return a register where every tenth seat is vacant, every tenth person sits twice, and some have left."""
    host: HostAnswer | None = None
    seats = invited_seats(loaded.meeting(), community, on=DAY, host=host)
    persons, mandates = [], []
    for number, seat in enumerate(seats):
        if number % 10 == 0:
            continue
        who = f"person-{number - 1 if number % 10 == 2 else number}"
        if number % 10 != 2:
            persons.append(Person(id=who, name=f"Namn {number}", address=f"{who}@post.example"))
        first = dt.date(2023, 10, 15)
        mandates.append(Mandate(seat=seat.id, person=who, valid_from=first))
        if number % 10 == 3:
            gone = f"gone-{number}"
            persons.append(Person(id=gone, name=f"Tidlegare {number}", address=f"{gone}@post.example"))
            mandates.append(Mandate(seat=seat.id, person=gone, valid_to=dt.date(2023, 10, 14)))
    return Register(persons=tuple(persons), mandates=tuple(mandates), invented=True)


if __name__ == "__main__":
    main()
