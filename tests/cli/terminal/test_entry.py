"""The command group: what `cycle --help` lists, and that it loads no more than it lists."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from cycle.cli.entry import COMMANDS, main

ROOT = Path(__file__).parents[3]


def test_the_help_loads_no_library_that_only_a_command_needs() -> None:
    """Loading them takes two seconds of processor."""
    script = (
        "import sys\nfrom cycle.cli import main\ntry:\n    main(['--help'])\nfinally:\n    print(*sorted(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    loaded = {name.partition(".")[0] for name in done.stdout.splitlines()[-1].split()}
    assert loaded & {"prefect", "sqlalchemy", "pydantic", "docx", "docxtpl", "emails", "pikepdf", "lxml"} == set()
    assert {name for name in done.stdout.splitlines()[-1].split() if name.startswith("cycle")} == {
        "cycle",
        "cycle.cli",
        "cycle.cli.entry",
    }


HEAVY = {
    *("prefect", "sqlalchemy", "alembic", "openpyxl", "docx", "docxtpl", "jinja2", "emails", "pikepdf", "lxml", "PIL"),
    *("psutil", "email_validator", "httpx", "uvicorn", "babel", "pydantic_settings", "dotenv", "asyncio", "ssl"),
}
"""Libraries that take a while to load."""


def test_who_hosts_is_answered_without_a_database_a_spreadsheet_or_a_letter(tmp_path: Path) -> None:
    script = (
        "import sys\nfrom cycle.cli import main\ntry:\n    main(['host', '2025..2027'])\n"
        "finally:\n    print(*sorted(sys.modules))"
    )
    environment = {**os.environ, "CYCLE_HOME": str(tmp_path / "var")}
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60, env=environment, cwd=ROOT)
    answer, _, loaded = done.stdout.strip().rpartition("\n")
    assert answer.count("chair:") == 3
    assert set(loaded.split()) & HEAVY == set()
    assert not (tmp_path / "var").exists()


def test_every_line_of_the_help_is_whole_on_a_terminal_of_eighty_columns() -> None:
    shown = CliRunner().invoke(main, ["--help"], terminal_width=80).output
    listed = shown.partition("Commands:\n")[2].splitlines()
    wanted = [f"{name} {line}" for name, (_, line) in COMMANDS.items() if line]
    assert [" ".join(line.split()) for line in listed] == wanted


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_found_by_its_name_and_listed_unless_it_is_hidden(name: str) -> None:
    found = main.get_command(click.Context(main), name)
    assert found is not None
    assert (found.name, found.hidden) == (name, not COMMANDS[name][1])


def test_a_command_that_does_not_exist_is_wrong_usage() -> None:
    done = CliRunner().invoke(main, ["statsu", "2027"])
    assert (done.exit_code, "No such command 'statsu'" in done.output) == (2, True)
