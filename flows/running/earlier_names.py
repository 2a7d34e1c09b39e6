"""Deployments by the names that earlier versions gave them: served while a run of theirs is not over, then taken away.

A run belongs to the deployment it was started from. One that waited for a person when the service was upgraded goes on
only where that deployment is still served.
"""

from __future__ import annotations

import base64
import logging
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterId,
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.deployments.runner import RunnerDeployment
from prefect.exceptions import ObjectNotFound
from prefect.flows import Flow
from prefect.types.entrypoint import EntrypointType

from cycle.settings import Settings
from cycle.web.visitors.keys import door_keys
from flows.annual_cycle import annual_cycle
from flows.running.launch import ACTIVE, SERVICE_TAG
from flows.steps import act, archive, committee, host, invitations, letters, mailing, plan, signals

log = logging.getLogger(__name__)

EARLIER: Mapping[str, Flow[Any, Any]] = {
    "annual-cycle/start": annual_cycle,
    "plan/cycle": plan,
    "committee/cycle": committee,
    "host/cycle": host,
    "invitations/cycle": invitations,
    "signals/cycle": signals,
    "letters/cycle": letters,
    "mailing/cycle": mailing,
    "archive/cycle": archive,
    "act/cycle": act,
}
"""Flow and deployment as they were called until 2026-11-30, and the flow that does the same now."""
SECONDS = 60
"""How long the server has to take one away: it takes away its runs to come too, while the service starts beside it."""


def earlier_deployments() -> list[RunnerDeployment]:
    """Return those that a run still belongs to which is not over."""
    with get_client(sync_client=True) as client:
        return [_as_before(EARLIER[name], name) for name, known in _known(client) if _has_unfinished(client, known)]


def clear_earlier(settings: Settings, socket_path: Path) -> None:
    """Take the others away, their runs stay. Not through the door: nobody takes a deployment away there."""
    with get_client(sync_client=True) as client:
        over = [known for _, known in _known(client) if not _has_unfinished(client, known)]
    key = base64.b64encode(door_keys(settings.home.absolute()).server.encode()).decode()
    at_server = httpx.HTTPTransport(uds=str(socket_path))
    with httpx.Client(
        transport=at_server,
        base_url="http://prefect",
        headers={"Authorization": f"Basic {key}"},
        timeout=SECONDS,
    ) as server:
        for known in over:
            try:
                server.delete(f"/api/deployments/{known}").raise_for_status()
            except httpx.HTTPError as error:  # it stays in the list, and nobody is hindered by it
                log.warning("an earlier deployment could not be taken away: %s", error)


def _known(client: SyncPrefectClient) -> Iterator[tuple[str, UUID]]:
    """Yield each earlier name that the server still has, and the id of its deployment."""
    for name in EARLIER:
        with suppress(ObjectNotFound):
            yield name, client.read_deployment_by_name(name).id


def _has_unfinished(client: SyncPrefectClient, deployment: UUID) -> bool:
    unfinished = FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[*ACTIVE])))
    of_this = DeploymentFilter(id=DeploymentFilterId(any_=[deployment]))
    return bool(client.read_flow_runs(flow_run_filter=unfinished, deployment_filter=of_this, limit=1))


def _as_before(flow: Flow[Any, Any], earlier: str) -> RunnerDeployment:
    called, _, name = earlier.partition("/")
    made: Any = flow.with_options(name=called).to_deployment(
        name=name, tags=[SERVICE_TAG], entrypoint_type=EntrypointType.MODULE_PATH
    )
    return made  # type: ignore[no-any-return]
