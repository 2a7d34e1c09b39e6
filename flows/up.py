"""Keeps everything up on one machine: Prefect's server, the flows and the review pages, until stopped."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager

from cycle.lifetime import finish_undisturbed, stopped_in_order
from cycle.services import clock
from cycle.settings import Settings, set_environment
from flows.kept import kept_running
from flows.owner import owning
from flows.service import (
    child_process,
    end_with,
    prefect_environment,
    refuse_taken_port,
    running_server,
    warm_parent,
)
from flows.warm import start_runs_bound

Say = Callable[[str], None]


def keep_up(settings: Settings, *, say: Say) -> None:
    """Run until SIGTERM or Ctrl-C.

    CycleError when another service owns the home folder, a port is taken or the server does not start.
    """
    with stopped_in_order(), owning(settings.home.absolute(), now=clock()):
        refuse_taken_port(settings.web_port, setting="CYCLE_WEB_PORT")
        set_environment(**prefect_environment(settings))
        say("starting the Prefect server …")
        with warm_parent(settings) as warm, running_server(settings) as server, _pages(settings):
            ending = end_with(server)
            try:
                from flows.serving import serve_flows  # noqa: PLC0415 - Prefect reads its environment at import
                from flows.watch import watching  # noqa: PLC0415 - Prefect reads its environment at import

                known = start_runs_bound(warm if settings.warm else None)
                with watching(settings, runs_known=known):
                    threading.Thread(target=_announce, args=(settings, say), daemon=True).start()
                    serve_flows()
            finally:
                finish_undisturbed()
                ending.set()


def _pages(settings: Settings) -> AbstractContextManager[None]:
    """Keep the review pages running while the block runs."""
    log = settings.home.absolute() / "prefect" / "pages.log"
    return kept_running(lambda: child_process("serve-pages", settings=settings, log_file=log), name="the pages")


def _announce(settings: Settings, say: Say) -> None:
    """Plan what is done again and again and say where to look, once the flows are known to the server."""
    from flows.ahead import plan_ahead  # noqa: PLC0415 - Prefect reads its environment at import
    from flows.client import flows_served  # noqa: PLC0415 - Prefect reads its environment at import

    while not flows_served():
        time.sleep(0.5)
    plan_ahead(settings)
    say(f"Prefect UI:    http://{settings.link_host}:{settings.port}/deployments")
    say(f"review pages:  http://{settings.link_host}:{settings.web_port}/")
    say("start a year in the UI (annual-cycle → Run) or with `cycle start YEAR`; stop with Ctrl-C")
