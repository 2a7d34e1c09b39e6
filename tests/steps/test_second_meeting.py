"""A year's second meeting is a year of its own beside the first: nothing of one is taken for the other's."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from cycle.errors import ConfigError
from cycle.governance.history import History
from cycle.governance.host import hosts
from cycle.steps.community import LoadedCommunity
from cycle.steps.cycle import find_cycle, open_cycle
from cycle.steps.editions import site_pages
from cycle.steps.run import compute, standings
from tests.desk import Desk
from tests.governance.conftest import LOADED
from tests.governance.test_hosts_that_are_gone import counted
from tests.governance.test_offices import HOSPITAL, MUNICIPAL, rotates, rules_with

SECOND = "partnarskapsmote-2"


def test_both_meetings_of_a_year_have_their_own_facts_steps_and_mails(desk: Desk) -> None:
    desk.walk(to="mailing.invitasjon")
    given = {"date": "2027-09-16", "venue": "Folkets Hus", "place": "Voss"}
    second = open_cycle(desk.services, meeting=SECOND, year=2027, given=given)
    assert (second.id, second.year_folder.name) == (
        "bergensomradet/partnarskapsmote-2/2027",
        "partnarskapsmote-2-2027",
    )
    assert (second.rules.name, second.year_inputs.facts.date) == ("Partnarskapsmøte nr. 2", dt.date(2027, 9, 16))
    assert {one.state for one in standings(second)} == {"due", "blocked"}
    compute(second, "plan")
    first = find_cycle(desk.services, year=2027)
    assert (first.id, first.year_inputs.facts.date) == ("bergensomradet/partnarskapsmote/2027", dt.date(2027, 2, 18))
    assert {one.state for one in standings(first) if one.step == "mailing.invitasjon"} == {"done"}
    assert desk.services.memory.outbox.rows(cycle=second.id) == desk.services.memory.outbox.rows(cycle="none")
    assert [one.id for one in site_pages(desk.services, second.loaded).meetings] == list(second.loaded.meetings)


@pytest.mark.parametrize(
    ("extra", "side", "status"),
    [("same_host", MUNICIPAL, "ruled"), ("advances", HOSPITAL, "ruled"), ("ignored", MUNICIPAL, "doubtful")],
)
def test_the_host_of_a_second_meeting_is_what_the_rules_say_of_an_extra_one(extra: str, side: str, status: str) -> None:
    rules = rules_with(host=rotates(year=2027, counting=counted("held_meeting", extra=extra)))
    second = rules.occasion(SECOND)
    assert second is not None
    (answer,) = hosts(second, History(), LOADED.community, [2027])
    assert (answer.side, answer.status) == (side, status)


def frequency(**changes: Any) -> LoadedCommunity:
    rules = LOADED.meeting()
    changed = rules.model_copy(update={"frequency": rules.frequency.model_copy(update=changes)})
    return replace(LOADED, versions={**LOADED.versions, rules.id: (changed,)})


def test_a_meeting_more_than_the_rules_allow_is_no_meeting() -> None:
    assert frequency(maximum=2).meeting(SECOND).type_id == "partnarskapsmote"
    assert frequency(maximum=1, extraordinary="allowed").meeting(SECOND).occasion_of == "partnarskapsmote"
    for loaded, wanted in (
        (frequency(maximum=1), SECOND),
        (LOADED, "partnarskapsmote-9"),
        (LOADED, "partnarskapsmote-"),
    ):
        with pytest.raises(ConfigError, match=f"there is no meeting type '{wanted}'"):
            loaded.meeting(wanted)
