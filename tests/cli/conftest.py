"""Commands run as a person runs them, at a desk of their own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from cycle.cli import main
from tests.desk import Desk, free_port

Run = Callable[..., "Said"]


@dataclass(frozen=True)
class Said:
    """What a command said and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path, port=free_port())
    yield made
    made.close()


@pytest.fixture
def run(desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Return a runner of commands inside this process, in an empty folder, with the desk's settings."""
    monkeypatch.chdir(tmp_path)

    def invoke(*arguments: object, **environment: str) -> Said:
        given = {**desk.environment, **environment}
        result = CliRunner().invoke(main, [str(argument) for argument in arguments], env=given)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Said(result.exit_code, result.stdout, result.stderr)

    return invoke


@pytest.fixture
def run_alone(desk: Desk, tmp_path: Path) -> Run:
    """Return a runner of commands in a process of their own, for those that talk to Prefect."""

    def invoke(*arguments: object, **environment: str) -> Said:
        import os

        done = subprocess.run(
            [sys.executable, "-m", "cycle", *(str(argument) for argument in arguments)],
            env={**os.environ, **desk.environment, **environment},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        return Said(done.returncode, done.stdout, done.stderr)

    return invoke
