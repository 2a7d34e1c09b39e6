"""Keeps everything up on one machine: the door with our pages, Prefect's server and the flows, until stopped."""

from __future__ import annotations

import sys
import threading
import time
from contextlib import suppress

from cycle.application.persons import first_log_in, new_in_mailboxes
from cycle.application.year import prefect_root, review_root
from cycle.errors import CycleError
from cycle.homes import refuse_no_home
from cycle.imported import uncollected
from cycle.lifetime import finish_undisturbed, stopped_in_order
from cycle.private import keep_private, mend
from cycle.services import open_services, present_moment
from cycle.settings import Settings, misspelt, set_environment
from flows.running.owner import owning
from flows.running.service import (
    Report,
    end_with,
    prefect_environment,
    refuse_taken_port,
    running_door,
    running_server,
    server_socket,
    wait_until_healthy,
    warm_parent,
)
from flows.running.warm import start_runs_bound


def keep_up(settings: Settings, *, report: Report) -> None:
    """Run until SIGTERM or Ctrl-C.

    CycleError when the home folder is none of ours, another service owns it, a port is taken or the server does not
    start.
    """
    refuse_no_home(settings.home.absolute(), settings.database, may_begin=True)
    keep_private(settings.home.absolute())
    with stopped_in_order(), owning(settings.home.absolute(), now=present_moment()):
        refuse_taken_port(settings.port, setting="CYCLE_PORT")
        mend(settings.home.absolute())
        set_environment(**prefect_environment(settings))
        for problem in misspelt():
            report(f"warning: {problem}")
        report("starting the door and Prefect's server …")
        with (
            server_socket(settings.home.absolute()) as socket_path,
            running_server(settings, socket_path) as server,
            running_door(settings, socket_path),
        ):
            # Prefect reads its environment at import; and it is imported while the server begins.
            with uncollected():
                from flows.running.earlier_names import clear_earlier  # noqa: PLC0415
                from flows.running.serving import serve_flows  # noqa: PLC0415
                from flows.running.watch import watching  # noqa: PLC0415

            wait_until_healthy(settings, server)
            ending = end_with(server)
            # Not before: what runs are forked from takes processor that the server begins sooner with.
            with warm_parent(settings) as warm:
                try:
                    known = start_runs_bound(warm)
                    clear_earlier(settings, socket_path)
                    with watching(settings, runs_known=known):
                        threading.Thread(target=_announce, args=(settings, report), daemon=True).start()
                        serve_flows(settings)
                finally:
                    finish_undisturbed()
                    ending.set()


def _announce(settings: Settings, report: Report) -> None:
    """Say where to look, once the flows are known to the server."""
    from flows.running.client import flows_served  # noqa: PLC0415 - Prefect reads its environment at import

    while not flows_served():
        time.sleep(0.5)
    report(f"the year:    {review_root(settings)}/")
    report(f"Prefect UI:  {prefect_root(settings)}/deployments")
    report("start a year in the UI (1-start → Run) or with `cycle start YEAR`; stop with Ctrl-C")
    with suppress(CycleError), open_services(settings) as services:
        report(first_log_in(services, on_terminal=sys.stdout.isatty()))
        for words in new_in_mailboxes(services):
            report(f"warning: {words}")
