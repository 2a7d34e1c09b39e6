"""Measures decisions under load: many who are logged in approve one step at once; none is refused, lost or twice.

Beside it the page of a gate with so many rows, wall time and bytes; and what coordinators of two communities with so
many open gates wait for: the log-in, the front page, the page of a gate. Log-in by link is on in all but the rows.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT)]

from sqlalchemy import update  # noqa: E402

from cycle.application.actions import compute, perform  # noqa: E402
from cycle.application.actions.running.run_step import decide  # noqa: E402
from cycle.application.persons import add_person, make_link, people  # noqa: E402
from cycle.application.results import InvitationsResult, read, write  # noqa: E402
from cycle.application.year import find_cycle, open_cycle  # noqa: E402
from cycle.model import digest  # noqa: E402
from cycle.store.tables import results  # noqa: E402
from cycle.web.app import build_app  # noqa: E402
from tests.desk import Desk  # noqa: E402
from tests.web.conftest import Reader  # noqa: E402
from tests.web.visitor import Browser  # noqa: E402

COMMUNITIES = ("bergensomradet", "forde")
PAGE = "/bergensomradet/partnarskapsmote/2027/godkjenning/"


def main() -> None:
    """Print the figures, as JSON when asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--decisions", type=int, default=200)
    parser.add_argument("--at-once", type=int, default=10)
    parser.add_argument("--rows", type=int, default=1000)
    parser.add_argument("--gates", type=int, default=40, help="open gates in two communities; 0 leaves that out")
    parser.add_argument("--coordinators", type=int, default=50, help="people who look at them, in two communities")
    given = parser.parse_args()
    figures = measure(given.decisions, given.at_once, rows=given.rows)
    if given.gates:
        figures |= many_gates(given.gates, given.coordinators, at_once=given.at_once)
    print(json.dumps(figures, indent=2) if given.json else "\n".join(f"{key}: {of}" for key, of in figures.items()))


def measure(decisions: int, at_once: int, *, rows: int) -> dict[str, Any]:
    """Return what became of so many decisions, so many at a time, and what a page of so many rows costs."""
    with tempfile.TemporaryDirectory(prefix="cycle-bench-") as folder:
        desk = Desk(Path(folder))
        try:
            return _decide(desk, decisions, at_once) | (_page(desk, rows) if rows else {})
        finally:
            desk.close()


def _decide(desk: Desk, decisions: int, at_once: int) -> dict[str, Any]:
    desk.replace("community.toml", "[gates]", f"[gates]\nplan = {decisions}")
    desk.settle(identity="link")
    desk.start()
    desk.compute("plan")
    browsers = _logged_in(desk, decisions)

    def approve(browser: Browser) -> tuple[int, float]:
        begun = time.perf_counter()
        page = browser.get(f"{PAGE}plan").text
        hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))
        form = {name: unescape(value) for name, value in hidden.items()}
        answer = browser.send(f"{PAGE}plan", **form, val="approve")
        return answer.status_code, time.perf_counter() - begun

    begun = time.perf_counter()
    with ThreadPoolExecutor(at_once) as pool:
        answers = list(pool.map(approve, browsers))
    whole = time.perf_counter() - begun
    rows = desk.services.memory.decisions.of_step(desk.cycle().id, "plan")
    kept = Counter(row.person for row in rows)
    times = sorted(seconds for _, seconds in answers)
    return {
        "decisions": decisions,
        "at_once": at_once,
        "refused": sum(status != 303 for status, _ in answers),
        "lost": decisions - len(kept),
        "twice": sum(number > 1 for number in kept.values()),
        "known_by_link": sum(row.known_by == "link" and bool(row.session) for row in rows),
        "state": desk.states()["plan"],
        "s_whole": round(whole, 2),
        "ms_median": round(1000 * statistics.median(times)),
        "ms_p95": round(1000 * times[int(len(times) * 0.95) - 1]),
    }


def _logged_in(desk: Desk, number: int) -> list[Browser]:
    """Return the browsers of so many people who decide, each logged in by a link of their own."""
    app, browsers = build_app(desk.services), []
    some = people(desk.services)[0].person
    for count in range(number):
        own = {"name": f"Nummer{count} Person", "address": f"person.{count}@kommune.example"}
        person = replace(some, key="", roles=("coordinator",), steps=(), side="", **own)
        known = add_person(desk.services, person, by="benchmark").person
        browser = Browser(app)
        link = f"/logg-inn/lenkje/{make_link(desk.services, known, origin='mail')}"
        if browser.send(link).status_code != 303:
            raise SystemExit(f"{known.key}: is not logged in")
        browsers.append(browser)
    return browsers


def _page(desk: Desk, rows: int) -> dict[str, Any]:
    desk.settle(identity="name")
    for step in ("committee", "host"):
        desk.do(step)
    desk.compute("invitations")
    _enlarge(desk, rows)
    pages = Reader(desk.services)
    walls, size = [], 0
    for _ in range(5):
        begun = time.perf_counter()
        size = len(pages.get(f"{PAGE}invitations").content)
        walls.append(time.perf_counter() - begun)
    return {"rows": rows, "s_page_median": round(statistics.median(walls), 3), "kB_page": round(size / 1000, 1)}


def many_gates(gates: int, coordinators: int, *, at_once: int) -> dict[str, Any]:
    """Return what coordinators of two communities wait for, alone and at once, with so many gates open."""
    with tempfile.TemporaryDirectory(prefix="cycle-bench-") as folder:
        desk = Desk(Path(folder))
        try:
            open_gates(desk, gates, coordinators)
            return {"gates": gates, "coordinators": coordinators} | _looked_at(desk, gates // 4, at_once=at_once)
        finally:
            desk.close()


def open_gates(desk: Desk, gates: int, coordinators: int) -> None:
    """Let so many coordinators of two communities wait for so many decisions, with log-in by link."""
    for community in COMMUNITIES:
        _add_coordinators(desk, community, coordinators // 2)
        for year in range(2027, 2027 + gates // 4):
            _open_two_gates(desk, community, year)
    desk.settle(identity="link")


def _add_coordinators(desk: Desk, community: str, number: int) -> None:
    """Add so many coordinators to a community; they stand before its table of sources."""
    file = desk.community.parent / community / "community.toml"
    head, sources, rest = file.read_text("utf-8").partition("\n[sources]\n")
    added = "".join(
        f'\n[[coordinators]]\nname = "Kari Nummer{number}"\naddress = "kari.{number}@{community}.example"\n'
        for number in range(number)
    )
    file.write_text(f"{head}\n{added}{sources}{rest}", "utf-8")


def _open_two_gates(desk: Desk, community: str, year: int) -> None:
    """Let a year wait for two decisions: the committee and the host."""
    given = {"date": f"{year}-02-18", "venue": "Kulturhuset"}
    cycle = open_cycle(desk.services, community=community, year=year, given=given)
    result = compute(cycle, "plan")
    for name in ("Kari Nummer0", "Kari Nummer1")[: cycle.approvers_needed("plan")]:
        key = f"{cycle.id}:{name}"
        said = decide(cycle, result, decision="approve", name=name, key=key, channel="cli")
        if said:
            raise SystemExit(f"{cycle.id}: {said}")
    perform(find_cycle(desk.services, community=community, year=year), "plan")
    for step in ("committee", "host"):
        compute(find_cycle(desk.services, community=community, year=year), step)


def _looked_at(desk: Desk, years: int, *, at_once: int) -> dict[str, Any]:
    """Return how long each page takes for everybody in turn, and for so many at once."""
    app, answers = build_app(desk.services), Counter[int]()
    known = [row.person for community in COMMUNITIES for row in people(desk.services, community)]
    known = [person for person in known if person.name.startswith("Kari Nummer")]
    times: dict[str, list[float]] = {"log_in": [], "front_page": [], "gate": []}

    def look(number: int) -> None:
        person, browser = known[number], Browser(app)
        gate = f"/{person.community}/partnarskapsmote/{2027 + number % years}/godkjenning/host"
        link = f"/logg-inn/lenkje/{make_link(desk.services, person, origin='mail', page=gate)}"
        for page, ask in (
            ("log_in", lambda: [browser.get(link), browser.send(link)]),
            ("front_page", lambda: [browser.get("/")]),
            ("gate", lambda: [browser.get(gate)]),
        ):
            begun = time.perf_counter()
            answers.update(answer.status_code for answer in ask())
            times[page].append(time.perf_counter() - begun)

    look(0)  # what is read once
    found: dict[str, Any] = {}
    for together in (1, at_once):
        for page in times:
            times[page].clear()
        with ThreadPoolExecutor(together) as pool:
            list(pool.map(look, range(len(known))))
        for page, took in times.items():
            took.sort()
            suffix = "alone" if together == 1 else f"{together}_at_once"
            found[f"ms_{page}_{suffix}"] = round(1000 * statistics.median(took))
            found[f"ms_{page}_{suffix}_p95"] = round(1000 * took[int(len(took) * 0.95) - 1])
    return {"people": len(known), "answers": dict(answers)} | found


def _enlarge(desk: Desk, people: int) -> None:
    """Put so many people on the list that waits."""
    row = desk.newest("invitations")
    made = read(InvitationsResult, row)
    mayor = next(invitee for invitee in made.list.invitees if len(invitee.seats) == 1)
    many = tuple(
        replace(mayor, id=f"kari-{number}", name=f"Kari {number}", address=f"kari.{number}@kommune.example")
        for number in range(people)
    )
    body = write(replace(made, list=replace(made.list, invitees=many))).body
    named = digest({"step": "invitations", "inputs": row.inputs, "body": body})
    with desk.services.memory.engine.begin() as connection:
        connection.execute(update(results).where(results.c.step == "invitations").values(body=body, digest=named))


if __name__ == "__main__":
    main()
