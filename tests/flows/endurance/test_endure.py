"""The campaign of `benchmarks/endure.py` in short: a year with a few kills, and nobody presses start."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from tests.depth import FULL
from tests.flows.conftest import ROOT

pytestmark = [pytest.mark.server, pytest.mark.office, pytest.mark.campaign, pytest.mark.timeout(1800)]

AT_WORK = {"run": 1, "office": 1}
"""A run, and LibreOffice under it."""
KILLED = {**AT_WORK, "service": 1, "all": 1} if FULL else AT_WORK
"""In full also `cycle up` itself, and everything at once as in a power cut: each takes a start of the service more."""


def test_a_year_that_is_killed_again_and_again_ends_by_itself_with_each_mail_once() -> None:
    kills = ["--exactly", str(len(KILLED)), "--seed", "4"]
    command = [sys.executable, "benchmarks/endure.py", "--json", "--years", "1", *kills]
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("CYCLE_", "PREFECT_"))}
    done = subprocess.run(command, cwd=ROOT, env=kept, capture_output=True, text=True, check=False, timeout=1750)
    assert done.stdout, done.stderr
    found = json.loads(done.stdout)
    wanted = ("years_finished", "by_hand", "duplicates", "lost", "gates_asked_twice")
    assert {name: found[name] for name in wanted} == {
        "years_finished": 1,
        "by_hand": 0,
        "duplicates": 0,
        "lost": 0,
        "gates_asked_twice": 0,
    }
    assert found["killed"] == KILLED
    assert found["mails"] > 100
