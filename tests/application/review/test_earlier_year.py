"""What a step is held against in the year before: what people approved there, never what they stopped or left."""

from __future__ import annotations

import datetime as dt

import pytest

from cycle.application.actions.running.run_step import compute, decide
from cycle.application.review.differences import LineChanges, since_last_year
from cycle.application.year.cycle import find_cycle, open_cycle
from cycle.application.year.step_graph import node_named
from tests.desk import APPROVERS, Desk


def host_decided(desk: Desk, organisation: str) -> None:
    """Somebody writes in the year's file that another is to host."""
    file = desk.year_folder / "meeting.toml"
    text = file.read_text("utf-8")
    assert 'organisation = "alver"' in text
    file.write_text(text.replace('organisation = "alver"', f'organisation = "{organisation}"'), "utf-8")
    desk.start()
    desk.do("plan")
    desk.compute("host")


def next_year(desk: Desk, year: int = 2028) -> LineChanges | None:
    """The next year is opened, and its host looked at: what differs from the year before."""
    folder = desk.community / f"partnarskapsmote-{year}"
    folder.mkdir()
    (folder / "meeting.toml").write_text(f'date = {year}-02-17\nvenue = "Huset"\n', "utf-8")
    desk.moment = dt.datetime(year - 1, 10, 1, 10, tzinfo=dt.UTC)
    open_cycle(desk.services, year=year, given={})
    result = compute(find_cycle(desk.services, year=year), "plan")
    for name in APPROVERS:
        decide(
            find_cycle(desk.services, year=year),
            result,
            decision="approve",
            name=name,
            key=f"{year}{name}",
            channel="cli",
        )
    made = compute(find_cycle(desk.services, year=year), "host")
    cycle = find_cycle(desk.services, year=year)
    return since_last_year(cycle, node_named(cycle.graph, "host"), made)


@pytest.mark.parametrize("stopped", [False, True])
def test_what_was_stopped_or_waited_is_not_what_last_year_was(stopped: bool, desk: Desk) -> None:
    desk.walk(to="host")
    host_decided(desk, "gulen")
    if stopped:
        desk.decide("host", "stop", comment="nei")
    found = next_year(desk)
    assert found is not None
    before = " ".join(line.before for line in found.lines)
    assert (found.year, found.revision) == (2027, 1)
    assert ("Gulen" in before, "Alver" in before) == (False, True)


def test_what_was_approved_last_is_what_last_year_was(desk: Desk) -> None:
    desk.walk(to="host")
    host_decided(desk, "gulen")
    desk.approve("host")
    found = next_year(desk)
    assert found is not None
    assert (found.revision, "Gulen" in " ".join(line.before for line in found.lines)) == (2, True)


def test_a_year_that_was_only_opened_on_trial_is_passed_over(desk: Desk) -> None:
    desk.walk(to="host")
    next_year(desk)  # its host is computed, and nobody approves it
    found = next_year(desk, 2029)
    assert found is not None
    assert found.year == 2027
