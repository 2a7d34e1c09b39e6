"""`cycle demo`, `up` and `doctor`: the whole service on one machine."""

from __future__ import annotations

from pathlib import Path

import click

from cycle.application import delivery
from cycle.application import doctor as checks
from cycle.cli.terminal.output import command, print_json, print_lines, print_problems
from cycle.imported import uncollected
from cycle.settings import load_settings


@click.command()
@click.option("--home", type=click.Path(file_okay=False, path_type=Path), default=Path("var/demo"), show_default=True)
@command
def demo(home: Path, as_json: bool) -> int:
    """Run the whole example year unattended on this machine, and say where to look."""
    with uncollected():
        from flows.example_year.demo import run_demo  # noqa: PLC0415 - slow import

    found = run_demo(home, report=(lambda line: print_lines(line, err=as_json)))
    if as_json:
        print_json(found)
    return 0


@click.command()
@command
def up(as_json: bool) -> int:
    """Keep server, flows and review pages running until stopped."""
    with uncollected():
        from flows.running.up import keep_up  # noqa: PLC0415 - slow import

    settings = load_settings()
    keep_up(settings, report=(lambda line: print_lines(line, err=as_json)))
    return 0


@click.command()
@command
def doctor(as_json: bool) -> int:
    """Check everything that must hold before a year starts, with the remedy for what does not."""
    return print_problems(checks.diagnose(load_settings()), as_json=as_json)


@click.command("serve-pages", hidden=True)
@click.option("--prefect", type=click.Path(path_type=Path), help="Socket of Prefect's server.")
@command
def serve_pages(prefect: Path | None, as_json: bool) -> int:
    """Serve our pages, and Prefect behind the same door; `cycle up` starts this."""
    with uncollected():
        from cycle.web.serve import serve  # noqa: PLC0415 - slow import

    serve(load_settings(), prefect=prefect)
    return 0


@click.command(hidden=True)
@click.option("--port", type=int, default=1025, show_default=True)
@click.option("--folder", type=click.Path(file_okay=False, path_type=Path), required=True)
@command
def post(port: int, folder: Path, as_json: bool) -> int:
    """Run a post office on this machine that keeps what it receives and sends nothing on."""
    delivery.keep_post_office(folder, port=port)
    return 0
