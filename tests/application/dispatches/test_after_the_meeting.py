"""What tells of a meeting to come and what belongs after it are asked for on their side of its day."""

from __future__ import annotations

import pytest

from cycle.application.dispatches import ask, suggestions
from cycle.errors import StepError
from tests.application.meeting_signals import KIND, asked, minutes
from tests.desk import Desk


def test_signals_are_asked_for_when_the_meeting_is_held_and_proposed_from_that_day(desk: Desk) -> None:
    desk.walk(to="mailing.folgebrev")
    minutes(desk)
    assert KIND not in {suggestion.dispatch for suggestion in suggestions(desk.cycle())}
    desk.settle(pace="milestones")
    with pytest.raises(StepError, match="ask when it is held"):
        asked(desk)
    desk.moment = desk.moment.replace(year=2027, month=2, day=18)
    assert KIND in {suggestion.dispatch for suggestion in suggestions(desk.cycle())}
    step = f"signals.{asked(desk)}"
    assert desk.do(step).body["signals"][0]["id"] == "2027-1"


@pytest.mark.parametrize("kind", ["hald-av-datoen", "invitasjon", "paminning", "folgebrev", "endring"])
def test_nothing_that_tells_of_a_meeting_to_come_is_asked_for_when_its_day_is_past(desk: Desk, kind: str) -> None:
    desk.walk(to="mailing.folgebrev")
    desk.settle(pace="milestones")
    desk.moment = desk.moment.replace(year=2027, month=2, day=19)
    with pytest.raises(StepError, match="the meeting was on 2027-02-18; move it first if it was not held") as caught:
        ask(desk.cycle(), kind, who="Kari Sekretær", why="til prøve")
    assert caught.value.message is not None
    assert "Vart det ikkje halde, så flytt det til den nye dagen." in caught.value.message.said("nn")
    assert kind not in {suggestion.dispatch for suggestion in suggestions(desk.cycle())}
    assert ask(desk.cycle(), "avlysing", who="Kari Sekretær", why="snøstorm").dispatch == "avlysing"


@pytest.mark.parametrize(
    "audience", ['milestone = "referat"', 'audience = "present"', 'milestone = "referat"\naudience = "present"']
)
def test_what_belongs_after_the_meeting_can_be_asked_for_when_it_is_held(desk: Desk, audience: str) -> None:
    own = f"""
[[dispatches]]
id = "referat"
title = "Referat"
template = "takk.docx"
subject = "Referat frå {{meeting}} {{year}}"
mail = "takk"
by = "request"
{audience}
"""
    rules = desk.community / "partnarskapsmote.toml"
    rules.write_text(rules.read_text("utf-8") + own, "utf-8")
    desk.walk(to="mailing.folgebrev")
    desk.settle(pace="milestones")
    assert "referat" not in {suggestion.dispatch for suggestion in suggestions(desk.cycle())}, "not held yet"
    desk.moment = desk.moment.replace(year=2027, month=3, day=11)
    is_proposed = "referat" in {suggestion.dispatch for suggestion in suggestions(desk.cycle())}
    assert is_proposed == ("milestone" in audience), "it has a day to be proposed on"
    assert ask(desk.cycle(), "referat", who="Kari Sekretær", why="Referatet er klart.").dispatch == "referat"


def test_nobody_is_thanked_for_coming_before_the_meeting_though_its_year_is_closed(desk: Desk) -> None:
    desk.walk()
    proposed = {}
    for day in ((2027, 2, 17), (2027, 2, 18), (2027, 3, 11)):
        desk.moment = desk.moment.replace(year=day[0], month=day[1], day=day[2])
        proposed[day] = "takk" in {suggestion.dispatch for suggestion in suggestions(desk.cycle())}
    assert proposed == {(2027, 2, 17): False, (2027, 2, 18): True, (2027, 3, 11): True}
