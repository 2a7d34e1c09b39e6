"""What Prefect's lists call our deployments: what they do, in the language of their readers, the start first."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cycle.application.actions import STEPS
from cycle.application.year import gate_page_link
from cycle.settings import Settings
from flows.gates.artifacts import publish
from flows.running.client import TRIGGER
from flows.running.earlier_names import EARLIER
from flows.running.launch import SERVICE_TAG, STEP_DEPLOYMENTS
from flows.running.serving import deployments
from tests.desk import Desk
from tests.nynorsk import bokmål_in, nynorsk_in

ENGLISH = {
    "annual",
    "cycle",
    "plan",
    "committee",
    "host",
    "invitations",
    "signals",
    "letters",
    "mailing",
    "archive",
    "act",
}
BY_THEMSELVES = ("kvar-", "steg-", "svar-og-returar")


def served(community: str = "bergensomradet") -> dict[str, str]:
    """Flow and deployment → what is said of it."""
    settings = Settings(community=community, _env_file=None)  # type: ignore[call-arg]
    return {f"{made.flow_name}/{made.name}": made.description or "" for made in deployments(settings)}


def test_the_start_stands_first_in_the_list_and_no_name_is_english() -> None:
    names = [name.partition("/")[2] for name in served()]
    assert min(names) == "1-start"
    assert {name: words for name in served() if (words := ENGLISH & set(re.split(r"[/-]", name)))} == {}
    assert len(names) == len(set(names)), "each is told from the others by its name"


def test_each_step_is_served_under_the_name_that_its_runs_are_started_by() -> None:
    assert {*STEP_DEPLOYMENTS} == {*STEPS}
    assert {TRIGGER, *STEP_DEPLOYMENTS.values()} <= {*served()}


@pytest.mark.parametrize(("community", "wrong"), [("bergensomradet", bokmål_in), ("oslo", nynorsk_in)])
def test_each_says_what_it_does_in_the_form_of_its_readers_and_whether_it_starts_by_itself(
    community: str, wrong: object
) -> None:
    for name, said in served(community).items():
        assert said, name
        assert wrong(said) == [], name  # type: ignore[operator]
        by_itself = any(word in said for word in ("av seg sjølv", "av seg selv", "sjølv når turen", "selv når turen"))
        assert by_itself == name.partition("/")[2].startswith(BY_THEMSELVES), name


def test_what_was_called_otherwise_before_is_known_by_its_old_name_and_by_no_new_one() -> None:
    assert set(EARLIER) & set(served()) == set()
    assert {flow.name for flow in EARLIER.values()} == {
        name.partition("/")[0] for name in (TRIGGER, *STEP_DEPLOYMENTS.values())
    }
    assert SERVICE_TAG == "meeting-cycle", "runs of old homes are found by it"


def test_what_a_run_shows_leads_to_the_page_of_its_gate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk(tmp_path)
    desk.start()
    result, cycle = desk.compute("plan"), desk.cycle()
    shown: list[str] = []
    monkeypatch.setattr("flows.gates.artifacts.create_markdown_artifact", lambda markdown, **_: shown.append(markdown))
    monkeypatch.setattr("flows.gates.artifacts.create_table_artifact", lambda **_: None)
    publish(cycle, result, STEPS["plan"].present(cycle, cycle.graph[0], result))
    page = gate_page_link(cycle.services.settings, cycle.id, "plan")
    assert [f"[Les og avgjer på vår eiga side]({page})" in markdown for markdown in shown] == [True]
    desk.close()
