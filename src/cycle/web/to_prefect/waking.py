"""Wakes the run that waits at a gate once it is decided on our page: it starts from the top and finds the decision."""

from __future__ import annotations

import json
import logging

from cycle.web.to_prefect.inner import Inner, ServerUnreachable, json_body
from cycle.web.to_prefect.policy import OUR_TAG

log = logging.getLogger(__name__)

JSON = [(b"content-type", b"application/json")]
RESUMING = {"state": {"type": "SCHEDULED", "name": "Resuming"}, "force": False}
"""As Prefect's own button does: not by force, so of two only one wakes it."""


async def wake(inner: Inner, *, cycle: str, step: str) -> bool:
    """Wake the runs that wait at this gate; return whether Prefect answered.

    What is not woken now is woken by the watch: the decision is on record.
    """
    wanted = {
        "flow_runs": {
            "tags": {"all_": [OUR_TAG, f"cycle:{cycle}", f"step:{step}"]},
            "state": {"type": {"any_": ["PAUSED"]}},
        }
    }
    try:
        found = await inner.ask_whole("POST", b"/api/flow_runs/filter", JSON, json_body(wanted))
        runs = json.loads(found.content) if found.is_success else []
        for run in runs if isinstance(runs, list) else []:
            path = f"/api/flow_runs/{run['id']}/set_state".encode()
            await inner.ask_whole("POST", path, JSON, json_body(RESUMING))
    except (ServerUnreachable, ValueError) as error:
        log.warning("the run at the gate of %s was not woken (%s); the watch will", step, type(error).__name__)
        return False
    return True
