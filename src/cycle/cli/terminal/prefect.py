"""The way from a command to the Prefect side: its environment first, then the slow import."""

from __future__ import annotations

from types import ModuleType

from cycle.settings import Settings, set_environment


def service_runs(settings: Settings) -> bool:
    """Return whether the service of this home answers, and not another one on its port; without the slow import."""
    from flows.running.service import healthy, serves_this_home  # noqa: PLC0415 - a command that needs no flows stays quick

    return healthy(settings) and serves_this_home(settings)


def door(settings: Settings) -> ModuleType:
    """Return `flows.running.client`, imported with Prefect pointed at this service's home and port."""
    from flows.running.service import prefect_environment  # noqa: PLC0415 - a command that needs no flows stays quick

    set_environment(**prefect_environment(settings))
    from flows.running import client  # noqa: PLC0415 - Prefect reads its environment at import, and takes a second

    return client
