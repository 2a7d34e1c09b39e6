"""Measures a year from trigger to published page: the example year, and again for a thousand invented invitees.

The rival is what the year would take with every flow run started as Prefect starts it, by a fresh interpreter; both run
in the same session on the same machine. Timings are for reading, never for deciding a test.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
COMMUNITY = "bergensomradet"
MEETING = "partnarskapsmote"


def main() -> None:
    """Print the figures, as JSON when asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--invitees", type=int, default=1000, help="size of the large year; 0 leaves it out")
    parser.add_argument("--rival", action="store_true", help="also run with fresh interpreters")
    given = parser.parse_args()
    figures: dict[str, Any] = {"example": measure()}
    if given.rival:
        figures["example_fresh_interpreters"] = measure(warm=False)
        ours, theirs = figures["example"]["seconds"], figures["example_fresh_interpreters"]["seconds"]
        figures["ratio_fresh"] = round(theirs / ours, 2)
    if given.invitees:
        figures["large"] = measure(invitees=given.invitees)
    figures |= {key: figures["example"][key] for key in ("seconds", "invitees", "letters", "mails")}
    figures["limited_by"] = "LibreOffice (letters) and Prefect's poll and state calls (gates)"
    print(json.dumps(figures, indent=2) if given.json else _lines(figures))


def measure(*, invitees: int = 0, warm: bool = True) -> dict[str, Any]:
    """Return the demo's own figures for one year, run as a user runs it."""
    with tempfile.TemporaryDirectory(prefix="cycle-bench-") as folder:
        root = ROOT
        if invitees:
            root = Path(folder) / "root"
            enlarge(root, invitees)
        command = [sys.executable, "-m", "cycle", "demo", "--json", "--home", str(Path(folder) / "home")]
        environment = _environment(CYCLE_ROOT=str(root), CYCLE_WARM="true" if warm else "false")
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, cwd=ROOT)
        if done.returncode != 0:
            raise SystemExit(done.stdout + done.stderr)
        found = json.loads(done.stdout)
    return {
        "seconds": found["year_seconds"],
        "with_start_up": found["seconds"],
        **{key: found[key] for key in ("invitees", "letters", "mails")},
    }


def enlarge(root: Path, invitees: int) -> None:
    """Make a copy of the community with as many invented people as wanted, each with a seat the rules give.

    One seat rule is added that gives every municipality so many more seats; everything else is the shipped community.
    """
    from cycle.application.year.community_rules.community import load_community
    from cycle.register.example import invented_rows
    from cycle.register.workbooks.workbook import write_register

    shutil.copytree(ROOT / "config", root / "config")
    shutil.copytree(ROOT / "templates", root / "templates")
    folder = root / "config" / "communities" / COMMUNITY
    each = -(-invitees // 18)
    rules = folder / f"{MEETING}.toml"
    rules.write_text(rules.read_text() + EXTRA_SEATS.format(count=each))
    loaded = load_community(folder)
    from cycle.application.year.written.facts import load_year
    from cycle.governance.inviting.seats import invited_seats, printed_seats

    facts = load_year(folder, meeting=MEETING, year=2027).facts
    seats = [seat.id for seat in invited_seats(loaded.meetings[MEETING], loaded.community, on=facts.record_date)]
    committee = [f"ssu.{seat.id}" for seat in loaded.community.body("ssu").seats]
    wanted = list(dict.fromkeys([*seats[-invitees:], *committee]))
    printed = printed_seats(loaded.community, loaded.meetings.values())
    rows = invented_rows(wanted, printed=printed)
    (folder / "register.xlsx").write_bytes(write_register(rows, invented=True))


EXTRA_SEATS = """

[[seats]]
id = "medlem"
per = "organisation"
side = "kommunane"
title = "medlem"
count = {count}
clause = "Oppdikta for måling"
source = "lesemate"
basis = "ours"
why = "{{organisation}} har fleire plassar i målinga."
"""


def _environment(**changes: str) -> dict[str, str]:
    import os

    kept = {key: value for key, value in os.environ.items() if not key.startswith(("CYCLE_", "PREFECT_"))}
    return {**kept, **changes}


def _lines(figures: dict[str, Any]) -> str:
    return "\n".join(f"{key}: {value}" for key, value in figures.items())


if __name__ == "__main__":
    main()
