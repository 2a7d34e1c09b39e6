"""A signal ends the serving, whatever Prefect's loop is in the middle of."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.timeout(120)

SERVED = """
import asyncio, time
from cycle.lifetime import stopped_in_order
import flows.running.serving

class Swallows:
    def __del__(self):
        print("serving", flush=True)
        time.sleep(0.3)

async def aserve(*_made, **_options):
    while True:
        Swallows()
        await asyncio.sleep(0)

flows.running.serving.aserve = aserve
with stopped_in_order():
    try:
        flows.running.serving._serve_aside(())
    finally:
        print("ended", flush=True)
"""
"""The loop is nearly always in a destructor, where Python swallows whatever a signal raises."""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_is_heard_while_the_loop_is_where_exceptions_are_swallowed(
    number: signal.Signals, tmp_path: Path
) -> None:
    environment = {**os.environ, "PREFECT_HOME": str(tmp_path)}
    with subprocess.Popen(
        [sys.executable, "-c", SERVED], env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "serving\n"
        process.send_signal(number)
        said, _ = process.communicate(timeout=60)
    assert said.endswith("ended\n")
    assert process.returncode == 0


def test_what_ends_by_itself_is_raised_where_it_can_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    import flows.running.serving

    async def aserve(*_made: object, **_options: object) -> None:
        raise RuntimeError("no server")

    monkeypatch.setattr(flows.running.serving, "aserve", aserve)
    with pytest.raises(RuntimeError, match="no server"):
        flows.running.serving._serve_aside(())
