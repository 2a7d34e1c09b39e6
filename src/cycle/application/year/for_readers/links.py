"""Addresses of the review pages and of Prefect's run pages, as printed in gates, mails and commands."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from cycle.application.year.cycle import OpenCycle
from cycle.application.year.step_graph import StepNode
from cycle.model import StoredFile
from cycle.settings import Settings


def review_root(settings: Settings) -> str:
    """Return the address of the door: our pages are at its root."""
    return settings.address.rstrip("/") or f"http://{settings.link_host}:{settings.port}"


def prefect_root(settings: Settings) -> str:
    """Return the address of Prefect's own pages, behind the same door."""
    return f"{review_root(settings)}/prefect"


def file_link(cycle: OpenCycle, file: StoredFile) -> str:
    """Return the address of one stored file."""
    return f"{review_root(cycle.services.settings)}/filer/{file.sha256}/{quote(file.name)}"


def letters_link(cycle: OpenCycle, node: StepNode) -> str:
    """Return the address of the page that shows all letters of a dispatch."""
    return f"{review_root(cycle.services.settings)}/{cycle.id}/{node.name}"


def mailing_link(cycle: OpenCycle, node: StepNode) -> str:
    """Return the address of the page that shows what became of every mail of a dispatch."""
    return f"{review_root(cycle.services.settings)}/{cycle.id}/{node.name}"


def gate_page_link(settings: Settings, cycle_id: str, step: str) -> str:
    """Return the address of the page of a gate, where people decide."""
    return f"{review_root(settings)}/{cycle_id}/godkjenning/{step}"


def runs_link(settings: Settings, cycle_id: str, step: str = "") -> str:
    """Return the address of the runs of a year, or of one of its steps, in the Prefect UI.

    From two years before the meeting to the end of its year: Prefect's own default is the last seven days, which hides
    a gate that has been open for longer and a run that waits for its milestone.
    """
    year = int(cycle_id.rpartition("/")[2])
    tags = [f"cycle:{cycle_id}", *([f"step:{step}"] if step else [])]
    query = [("type", "range"), ("startDate", f"{year - 2}-01-01"), ("endDate", f"{year}-12-31")]
    return f"{prefect_root(settings)}/runs?{urlencode([*(('tag', tag) for tag in tags), *query])}"


def start_link(settings: Settings) -> str:
    """Return the address in the Prefect UI where a year is started."""
    return f"{prefect_root(settings)}/deployments"


def run_link(settings: Settings, run_id: str) -> str:
    """Return the run page with the visible Resume button (a path without `v2` opens the classic UI)."""
    return f"{prefect_root(settings)}/runs/flow-run/{run_id}"


def artifact_link(settings: Settings, artifact_id: str) -> str:
    """Return the address of one artifact in the Prefect UI, in full width."""
    return f"{prefect_root(settings)}/artifacts/artifact/{artifact_id}"


def site_preview_link(cycle: OpenCycle) -> str:
    """Return the address of the site as it will be published."""
    return f"{review_root(cycle.services.settings)}/framsyning/{cycle.row.meeting}/{cycle.year}/"


def site_link(cycle: OpenCycle) -> str:
    """Return the address of the published page on this machine."""
    return f"{review_root(cycle.services.settings)}/nettstad/{cycle.row.meeting}/{cycle.year}/"
