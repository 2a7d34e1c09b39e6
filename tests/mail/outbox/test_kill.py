"""The kill test in short: the sender is killed a few times while it sends, and nobody gets two, none, or a wrong state.

The long campaign is the same program with hundreds of kills; its figures stand in the README of the benchmarks.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests import postfix

pytestmark = pytest.mark.campaign

ROOT = Path(__file__).parents[3]
NONE = {"duplicates": 0, "lost": 0, "wrong_state": 0}
KILLS, CONNECTIONS = 6, 4


def campaign(part: str) -> dict:
    command = [sys.executable, "benchmarks/kill.py", "--json", "--part", part]
    options = ["--kills", str(KILLS), "--connections", str(CONNECTIONS)]
    done = subprocess.run([*command, *options], cwd=ROOT, capture_output=True, text=True, timeout=280)
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)


def test_a_sender_that_is_killed_before_a_server_that_fails_in_every_way_leaves_nobody_with_two_or_none():
    found = campaign("faults")
    assert found["kills"] == KILLS
    assert {key: found[key] for key in NONE} == NONE
    assert found["most_uncertain_after_a_kill"] <= CONNECTIONS
    after = found["faults"]["after_a_persons_answers"]
    assert {key: after[key] for key in NONE} == NONE
    assert set(after["states"]) == {"sent", "refused", "failed"}


@pytest.mark.skipif(bool(postfix.why_not()), reason=postfix.why_not())
def test_a_sender_that_is_killed_before_a_real_postfix_reaches_everyone_once_with_its_log_as_evidence():
    found = campaign("postfix")
    assert found["kills"] == KILLS
    assert {key: found[key] for key in NONE} == NONE
    assert found["most_uncertain_after_a_kill"] <= CONNECTIONS
    assert found["postfix"]["states"] == {"sent": found["recipients"]}
