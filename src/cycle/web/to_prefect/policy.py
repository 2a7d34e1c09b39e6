"""What each route of Prefect's API is for: who may use it, and what is answered in its place.

A route that stands nowhere here is refused. `tests/web/to_prefect/test_policy.py` holds the list against Prefect's own,
so that a new version's new route stops the tests until somebody decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from cycle.web.visitors.asker import Kind

OUR_TAG = "meeting-cycle"
"""Every run and deployment of ours carries it (`flows/running/launch.py`)."""

Verdict = Literal[
    "pass", "refuse", "list", "number", "settings", "storage", "resume", "state", "create", "input", "plain"
]
"""How a request is treated.

`pass` goes on as it is, `refuse` does not. `list`, `number`, `settings` and `storage` are answered here, with nothing
in them: what a page of Prefect reads and may not have, it must get empty, or the page stands still. `resume`, `state`
and `create` are the deeds people do; `input` is what a waiting run stores about its form; `plain` passes unless it asks
Prefect to fill in a template.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One route, by method and the whole path below `/api`, and what each kind of asker gets."""

    method: str
    path: re.Pattern[str]
    page: Verdict
    service: Verdict


def verdict(method: str, path: str, kind: Kind) -> Verdict:
    """Return how a request is treated; a `reader` gets what a page gets, and may only ask with GET."""
    for route in ROUTES:
        if route.method == method and route.path.fullmatch(path):
            return route.service if kind == "service" else route.page
    return "refuse"


def is_deed(method: str, path: str) -> bool:
    """Return whether a page asks for something to be done; all else that it may ask for is reading."""
    return verdict(method, path, "page") in {"resume", "state", "create"}


def has_verdict(method: str, path: str) -> bool:
    """Return whether somebody has decided about a route."""
    return any(route.method == method and route.path.fullmatch(path) for route in ROUTES)


def methods_for_pages(path: str) -> tuple[str, ...]:
    """Return the methods that a page may use on a path."""
    return tuple(route.method for route in ROUTES if route.path.fullmatch(path) and route.page != "refuse")


_TABLE = """
# method  path                                          page      our processes

# What both UIs, the flows and the commands read.
GET     health|ready|version|admin/version                pass      pass
GET     flow_runs/ID                                      pass      pass
GET     flow_runs/ID/graph(-v2)?                          pass      refuse
GET     flow_runs/ID/logs/download                        pass      refuse
GET     flow_runs/ID/input/KEY-(schema|description)       pass      pass
GET     flow_runs/ID/input/KEY-response                   refuse    pass
GET     task_runs/ID|ui/task_runs/ID                      pass      pass
GET     (flow|task)_run_states/                           pass      pass
GET     (flow|task)_run_states/ID                         pass      pass
GET     deployments/ID                                    pass      pass
GET     deployments/ID/(schedules|work_queue_check)       pass      pass
GET     deployments/name/KEY/KEY                          pass      pass
GET     flows/ID|flows/name/KEY                           pass      pass
GET     artifacts/ID|artifacts/KEY/latest                 pass      pass
GET     events/filter/next                                pass      refuse
GET     work_pools/KEY|work_queues/ID                     pass      refuse
GET     work_pools/KEY/queues/KEY                         pass      refuse
GET     work_queues/name/KEY|work_queues/ID/status        pass      refuse
GET     automations/ID|automations/related-to/KEY         pass      refuse
POST    artifacts/(latest/)?(count|filter)                pass      pass
POST    deployments/(count|filter|paginate)               pass      pass
POST    events/filter|events/count-by/KEY                 pass      refuse
POST    flow_runs/(count|filter|paginate)                 pass      pass
POST    flow_runs/(history|lateness)                      pass      refuse
POST    flows/(count|filter|paginate)                     pass      pass
POST    logs/filter                                       pass      pass
POST    task_runs/(count|filter|paginate)                 pass      pass
POST    task_runs/history                                 pass      refuse
POST    ui/flow_runs/(count-task-runs|history)            pass      refuse
POST    ui/flows/(count-deployments|next-runs)            pass      refuse
POST    ui/task_runs/(count|dashboard/counts)             pass      refuse
POST    ui/schemas/validate                               pass      refuse
POST    work_pools/(count|filter)                         pass      refuse
POST    work_pools/KEY/(queues|workers)/filter            pass      refuse
POST    work_queues/filter|automations/(count|filter)     pass      refuse
POST    (v2/)?concurrency_limits/filter                   pass      refuse

# What a page of Prefect reads and may not have: secrets, settings, what nobody here uses.
GET     admin/settings                                    settings  refuse
GET     admin/storage                                     storage   pass
GET     block_capabilities/                               list      refuse
GET     block_types/slug/KEY/block_documents              list      refuse
POST    (saved_searches|variables|block_documents)/filter list      refuse
POST    block_(types|schemas)/filter|task_workers/filter  list      refuse
POST    (variables|block_documents)/count                 number    refuse

# What people do.
POST    flow_runs/ID/resume                               resume    refuse
POST    flow_runs/ID/set_state                            state     state
POST    deployments/ID/create_flow_run                    create    plain

# What flow processes, the runner and the commands do.
GET     csrf-token                                        refuse    pass
POST    flows/|flow_runs/|deployments/                    refuse    plain
PATCH   flow_runs/ID|deployments/ID                       refuse    plain
PATCH   flow_runs/ID/labels                               refuse    pass
DELETE  deployments/ID/schedules/ID                       refuse    pass
POST    deployments/ID/schedules                          refuse    plain
PATCH   deployments/ID/schedules/ID                       refuse    plain
DELETE  automations/owned-by/prefect.deployment.ID        refuse    pass
DELETE  automations/owned-by/KEY                          refuse    refuse
POST    deployments/get_scheduled_flow_runs               refuse    pass
POST    deployments/ID/(pause|resume)_deployment          refuse    pass
POST    flow_runs/ID/input                                refuse    input
POST    flow_runs/ID/input/filter                         refuse    pass
POST    task_runs/                                        refuse    pass
POST    task_runs/ID/set_state                            refuse    pass
PATCH   task_runs/ID                                      refuse    pass
POST    artifacts/                                        refuse    pass
POST    logs/|events                                      refuse    pass
GET     block_types/slug/local-file-system                refuse    pass

# Nobody.
GET     hello|collections/.*     refuse    refuse
PUT     admin/storage                                     refuse    refuse
DELETE  admin/storage                                     refuse    refuse
PATCH   artifacts/ID                                      refuse    refuse
DELETE  artifacts/ID                                      refuse    refuse
POST    automations/|automations/templates/validate       refuse    refuse
PUT     automations/ID                                    refuse    refuse
PATCH   automations/ID                                    refuse    refuse
DELETE  automations/ID                                    refuse    refuse
POST    block_(documents|schemas|types)/                  refuse    refuse
POST    block_types/install_system_block_types            refuse    refuse
PATCH   block_(documents|types)/ID                        refuse    refuse
DELETE  block_(documents|schemas|types)/ID                refuse    refuse
GET     block_documents/ID|block_schemas/.*|block_types/.* refuse   refuse
POST    (v2/)?concurrency_limits/((in|de)crement.*)?      refuse    refuse
POST    concurrency_limits/tag/KEY/reset                  refuse    refuse
POST    v2/concurrency_limits/leases/ID/renew             refuse    refuse
PATCH   v2/concurrency_limits/KEY                         refuse    refuse
DELETE  (v2/)?concurrency_limits/(tag/)?KEY               refuse    refuse
GET     (v2/)?concurrency_limits/(tag/)?KEY               refuse    refuse
POST    (deployments|flow_runs|flows)/bulk_delete         refuse    refuse
POST    deployments/ID/(create_flow_run/bulk|schedule)    refuse    refuse
DELETE  (deployments|flow_runs|flows|task_runs)/ID        refuse    refuse
POST    flow_runs/bulk_set_state                          refuse    refuse
DELETE  flow_runs/ID/input/KEY                            refuse    refuse
GET     flow_runs/ID/input/KEY                            refuse    refuse
PATCH   flows/ID                                          refuse    refuse
PUT     saved_searches/                                   refuse    refuse
GET     saved_searches/ID                                 refuse    refuse
DELETE  saved_searches/ID                                 refuse    refuse
POST    templates/validate                                refuse    refuse
POST    variables/                                        refuse    refuse
GET     variables/(name/)?KEY                             refuse    refuse
PATCH   variables/(name/)?KEY                             refuse    refuse
DELETE  variables/(name/)?KEY                             refuse    refuse
POST    work_(pools|queues)/                              refuse    refuse
PATCH   work_pools/KEY|work_queues/ID                     refuse    refuse
DELETE  work_pools/KEY|work_queues/ID                     refuse    refuse
POST    work_pools/KEY/(concurrency_status|get_scheduled_flow_runs|queues|workers/heartbeat)  refuse  refuse
PATCH   work_pools/KEY/queues/KEY                         refuse    refuse
DELETE  work_pools/KEY/(queues|workers)/KEY               refuse    refuse
POST    work_queues/ID/(concurrency_status|get_runs)      refuse    refuse
"""
_ID = r"[0-9a-fA-F]{8}(-?[0-9a-fA-F]{4}){3}-?[0-9a-fA-F]{12}"
_KEY = r"[^/]+"


def _routes() -> Iterator[Route]:
    for line in _TABLE.splitlines():
        if not line or line.startswith("#"):
            continue
        method, path, page, service = line.split()
        # Between words: an id is not looked for inside another word.
        pattern = re.sub(r"\bID\b", _ID, path)
        pattern = re.sub(r"\bKEY\b", _KEY, pattern)
        yield Route(method=method, path=re.compile(f"(?:{pattern})"), page=page, service=service)  # type: ignore[arg-type]


ROUTES = tuple(_routes())

SOCKETS = {"events/out": "page", "logs/out": "page", "events/in": "service"}
"""WebSockets below `/api`, and the least who may open one; `page` means our own pages and our processes."""
