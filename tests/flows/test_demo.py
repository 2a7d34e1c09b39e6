"""The demo as a fresh machine runs it: three people come in at the door, each known in another way, and decide."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from cycle.archive.bag.fixity import verify_package
from tests.flows.conftest import ROOT

pytestmark = [pytest.mark.server, pytest.mark.office, pytest.mark.timeout(900)]

PACKAGE = "bergensomradet-partnarskapsmote-2027"
OFFICE = "Samarbeidssekretariatet (a link from the terminal)"
KARI = "Kari Koordinator (the link in a gate's mail)"
OLA = "Ola Andrehand (OpenID Connect)"


def the_year_is_closed(home: Path, found: dict[str, Any], environment: dict[str, str]) -> None:
    """The year is closed once, with its page and its package, and both are as the store knows them."""
    with closing(sqlite3.connect(f"file:{home / 'cycle.sqlite'}?mode=ro", uri=True)) as database:
        assert database.execute("select kind, version from closings").fetchall() == [("close", 1)]
    page = Path(found["page"])
    assert page.parts[-3:] == ("partnarskapsmote", "2027", "index.html")
    assert "Partnarskapsmøte 2027" in page.read_text("utf-8")
    packages = Path(found["package"])
    assert sorted(path.name for path in packages.iterdir()) == [PACKAGE, f"{PACKAGE}.zip"]
    assert verify_package(packages / PACKAGE) == ()
    assert (packages / PACKAGE / "data" / "nettside" / "partnarskapsmote" / "2027" / "index.html").is_file()
    command = [sys.executable, "-m", "cycle", "archive", "verify"]
    verified = subprocess.run(
        command, cwd=ROOT, env={**environment, "CYCLE_HOME": str(home)}, capture_output=True, text=True, check=False
    )
    assert verified.returncode == 0, verified.stdout + verified.stderr


def test_the_demo_walks_the_year_through_the_door_as_three_people_one_of_them_by_a_provider(tmp_path: Path) -> None:
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("CYCLE_", "PREFECT_"))}
    command = [sys.executable, "-m", "cycle", "demo", "--json", "--home", str(tmp_path / "demo")]
    done = subprocess.run(command, cwd=ROOT, env=kept, capture_output=True, text=True, check=False, timeout=850)
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(done.stdout)
    assert (found["approvals"], found["valid"]) == (10, 10)
    assert [person["how"] for person in found["persons"]] == [
        "a link from the terminal",
        "the link in a gate's mail",
        "OpenID Connect",
    ]
    by_step = found["approved_by"]
    assert {by_step[step] for step in by_step if step.startswith(("plan", "mailing", "archive"))} == {OFFICE}
    assert {by_step["committee"], by_step["host"]} == {KARI, OLA}
    assert by_step["invitations"] == f"{KARI} and {OLA}"
    assert {by_step["letters.invitasjon"], by_step["letters.folgebrev"]} <= {KARI, OLA}
    assert (found["invitees"], found["letters"], found["mails"]) == (56, 112, 112)
    the_year_is_closed(tmp_path / "demo", found, kept)
    assert "/logg-inn/lenkje/" not in "".join(
        path.read_text(errors="replace") for path in (tmp_path / "demo").rglob("*.log")
    )
