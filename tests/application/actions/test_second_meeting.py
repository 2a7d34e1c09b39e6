"""A year's second meeting is a year of its own beside the first: nothing of one is taken for the other's."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from cycle.application.actions import STEPS
from cycle.application.actions.asking.host_answers import host_answers
from cycle.application.actions.asking.pure_answers import invitations_answer
from cycle.application.actions.running.run_step import compute
from cycle.application.actions.running.states import step_states
from cycle.application.dispatches.open_signals import unsettled_signals
from cycle.application.publishing.pages.editions import site_pages
from cycle.application.steps.host import STEP
from cycle.application.year.community_rules.community import LoadedCommunity
from cycle.application.year.cycle import find_cycle, open_cycle
from cycle.application.year.for_readers.trouble import words_of
from cycle.errors import ConfigError
from cycle.governance.community_data.history import History
from cycle.governance.community_data.office_rules import Override
from cycle.governance.hosting.host import hosts
from cycle.model import DispatchRequest, HostAnswer
from tests.application.meeting_signals import asked
from tests.application.year.test_signals import MINUTES, NEXT, write
from tests.desk import YEAR, Desk
from tests.governance.conftest import LOADED
from tests.governance.hosting.test_hosts_that_are_gone import counted
from tests.governance.hosting.test_offices import HOSPITAL, MUNICIPAL, rotates, rules_with

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
    assert {state.state for state in step_states(second)} == {"due", "blocked"}
    compute(second, "plan")
    first = find_cycle(desk.services, year=2027)
    assert (first.id, first.year_inputs.facts.date) == ("bergensomradet/partnarskapsmote/2027", dt.date(2027, 2, 18))
    assert {state.state for state in step_states(first) if state.step == "mailing.invitasjon"} == {"done"}
    assert desk.services.memory.outbox.rows(cycle=second.id) == desk.services.memory.outbox.rows(cycle="none")
    assert [meeting.id for meeting in site_pages(desk.services, second.loaded).meetings] == list(second.loaded.meetings)


@pytest.mark.parametrize(
    ("day", "found"), [("2027-09-16", ["2026-1", "2026-2", "2027-1"]), ("2027-01-14", ["2026-1", "2026-2"])]
)
def test_a_years_further_meeting_has_the_signals_of_the_meeting_before_it(
    desk: Desk, day: str, found: list[str]
) -> None:
    write(desk.community, YEAR - 1, MINUTES)
    desk.walk(to="mailing.folgebrev")
    write(desk.community, YEAR, NEXT.replace("2023-1", "2026-1"))
    desk.do(f"signals.{asked(desk)}")
    given = {"date": day, "venue": "Folkets Hus", "place": "Voss"}
    second = open_cycle(desk.services, meeting=SECOND, year=YEAR, given=given)
    assert [signal.id for signal in unsettled_signals(second)] == found
    text = STEPS["plan"].present(second, second.graph[0], compute(second, "plan")).markdown
    assert [number for number in ("2026-1", "2026-2", "2027-1") if number in text] == found
    assert [signal.id for signal in unsettled_signals(desk.cycle())] == ["2026-1", "2026-2"]


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


HARALDSPLASS = '[host]\norganisation = "haraldsplass"\nreason = "Byte etter avtale"\ndecision = "SSU-sak 2026/14"\n'


def folder(desk: Desk, name: str, date: str, host: str = "") -> None:
    """Write a folder of a year with its date, and who is decided to host it."""
    home = desk.community / name
    home.mkdir(exist_ok=True)
    (home / "meeting.toml").write_text(f'date = {date}\nvenue = "Folkets Hus"\n{host}', "utf-8")


def host_in(desk: Desk, year: int, meeting: str = "partnarskapsmote") -> HostAnswer:
    services = desk.services
    (answer,) = host_answers(services.settings, [year], today=services.today, meeting=meeting).answers
    return answer


def counting(desk: Desk, **keys: str) -> None:
    """Change how the turns are counted."""
    lines = {"by": '"calendar_year"', "on_cancelled": '"advance"', "extra": '"same_host"'}
    for key, value in keys.items():
        desk.replace("partnarskapsmote.toml", f"{key} = {lines[key]}", f'{key} = "{value}"')


def test_a_second_meeting_has_the_host_that_was_decided_for_the_first(desk: Desk) -> None:
    folder(desk, "partnarskapsmote-2029", "2029-02-15", HARALDSPLASS)
    folder(desk, f"{SECOND}-2029", "2029-09-20")
    first, second = host_in(desk, 2029), host_in(desk, 2029, SECOND)
    assert (first.side, first.status) == ("spesialisthelsetenesta", "override")
    assert (second.organisation, second.status) == (first.organisation, "ruled")
    assert second.why == (
        "Eit møte til same året har same vert. "
        "Partnarskapsmøtet i 2029 har Haraldsplass Diakonale Sykehus AS som vert. "
        "Byte etter avtale. Vedtak: SSU-sak 2026/14."
    )
    checks = {check.id: check for check in invitations_answer(desk.services, 2029, meeting=SECOND).checks}
    assert checks["host"].state == "ok"


def test_what_is_decided_for_the_second_meeting_does_not_touch_the_first(desk: Desk) -> None:
    folder(desk, "partnarskapsmote-2029", "2029-02-15")
    folder(desk, f"{SECOND}-2029", "2029-09-20", HARALDSPLASS)
    first, second = host_in(desk, 2029), host_in(desk, 2029, SECOND)
    assert (first.side, first.status) == ("kommunane", "ruled")
    assert (second.organisation, second.status) == ("Haraldsplass Diakonale Sykehus AS", "override")


def test_a_second_meeting_that_takes_a_turn_moves_the_next_year_s_from_the_day_it_is_planned(desk: Desk) -> None:
    counting(desk, by="held_meeting", extra="advances")
    desk.replace("partnarskapsmote.toml", "minimum = 1", "minimum = 1\nmaximum = 2")
    before = {year: host_in(desk, year).side for year in (2029, 2030)}
    folder(desk, f"{SECOND}-2029", "2029-09-20")
    assert before == {2029: "kommunane", 2030: "spesialisthelsetenesta"}
    assert host_in(desk, 2029).side == "kommunane"
    assert host_in(desk, 2029, SECOND).side == "spesialisthelsetenesta"
    assert host_in(desk, 2030).side == "kommunane"


def test_a_second_meeting_that_takes_a_turn_takes_the_one_after_what_was_decided(desk: Desk) -> None:
    counting(desk, by="held_meeting", extra="advances")
    folder(desk, "partnarskapsmote-2029", "2029-02-15", HARALDSPLASS)
    folder(desk, f"{SECOND}-2029", "2029-09-20")
    assert (host_in(desk, 2029).side, host_in(desk, 2029, SECOND).side) == ("spesialisthelsetenesta", "kommunane")
    assert host_in(desk, 2030).side == "spesialisthelsetenesta"


def test_counted_by_calendar_a_decision_leaves_the_turn_of_the_second_meeting_in_doubt(desk: Desk) -> None:
    counting(desk, extra="advances")
    folder(desk, "partnarskapsmote-2029", "2029-02-15", HARALDSPLASS)
    second = host_in(desk, 2029, SECOND)
    assert second.status == "doubtful"
    assert [note for note in second.notes if note.startswith("Tvil: tel ein kalenderår")] != []


def test_a_decision_in_a_year_s_folder_moves_the_next_year_s_turn_where_meetings_are_counted(desk: Desk) -> None:
    folder(desk, "partnarskapsmote-2029", "2029-02-15", HARALDSPLASS)
    assert host_in(desk, 2030).side == "spesialisthelsetenesta"
    counting(desk, by="held_meeting")
    assert (host_in(desk, 2030).side, host_in(desk, 2030).status) == ("kommunane", "doubtful")


def test_where_the_rules_name_nobody_the_second_meeting_is_told_who_hosts_the_first(desk: Desk) -> None:
    rules = rules_with(host={"how": "unstated", "clause": "c", "source": "s", "basis": "stated", "why": "Usagt."})
    decided = Override(
        year=2029, organisation="haraldsplass", reason="Byte", decision="SSU-sak", decided_on=dt.date(2029, 1, 1)
    )
    second = rules.occasion(SECOND)
    assert second is not None
    (answer,) = hosts(second, History(), LOADED.community, [2029], [decided])
    assert answer.status == "doubtful"
    assert "Partnarskapsmøtet i 2029 har Haraldsplass Diakonale Sykehus AS som vert." in answer.notes


def test_a_meeting_that_is_called_off_holds_the_turn_where_the_rules_say_so(desk: Desk) -> None:
    counting(desk, by="held_meeting", on_cancelled="hold")
    folder(desk, "partnarskapsmote-2029", "2029-02-15")
    cycle = open_cycle(desk.services, year=2029)
    assert host_in(desk, 2030).side == "spesialisthelsetenesta"
    off = {"id": "avlysing", "dispatch": "avlysing", "number": 1, "asked_by": "Kari", "why": "Uver"}
    desk.services.memory.requests.add(DispatchRequest(cycle=cycle.id, at=cycle.now, **off))
    assert host_in(desk, 2030).side == "kommunane"


def test_the_meetings_of_a_year_are_counted_together(desk: Desk) -> None:
    folder(desk, "partnarskapsmote-2029", "2029-02-15")
    folder(desk, f"{SECOND}-2029", "2029-09-20")
    checks = {check.id: check for check in invitations_answer(desk.services, 2029, meeting=SECOND).checks}
    assert checks["frequency"].what == "Reglane seier minst 1 møte i året; vi kjenner til 2 i 2029."


def test_a_second_meeting_asks_anew_when_the_first_one_s_host_is_decided(desk: Desk) -> None:
    folder(desk, "partnarskapsmote-2029", "2029-02-15")
    folder(desk, f"{SECOND}-2029", "2029-09-20")
    cycle = open_cycle(desk.services, meeting=SECOND, year=2029)
    (node,) = (node for node in cycle.graph if node.name == "host")
    before = STEP.inputs(cycle, node)
    folder(desk, "partnarskapsmote-2029", "2029-02-15", HARALDSPLASS)
    assert STEP.inputs(open_cycle(desk.services, meeting=SECOND, year=2029), node) != before


def test_a_first_meeting_s_folder_that_cannot_be_read_is_told_where_the_second_one_s_host_is_asked_for(
    desk: Desk,
) -> None:
    folder(desk, "partnarskapsmote-2029", "2029-02-15", HARALDSPLASS.replace("haraldsplass", "haraldplass"))
    with pytest.raises(ConfigError, match=r"host\.organisation: 'haraldplass' is not a party"):
        host_in(desk, 2029, SECOND)
    assert host_in(desk, 2030).status == "ruled"


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("haraldplass", "«haraldplass» er ingen part på møtedagen 15. februar 2029. Meinte du «haraldsplass» ("),
        ("qqqqqqqqqqq", "«qqqqqqqqqqq» er ingen part på møtedagen 15. februar 2029. Skriv id-en til ein part"),
        (
            "lindas",
            "Lindås kommune er ingen part på møtedagen 15. februar 2029; Alver kommune («alver») har teke over.",
        ),
    ],
)
def test_a_host_that_is_no_party_is_told_to_the_secretary_with_what_to_write(
    desk: Desk, written: str, message: str
) -> None:
    folder(desk, "partnarskapsmote-2029", "2029-02-15", HARALDSPLASS.replace("haraldsplass", written))
    with pytest.raises(ConfigError) as refused:
        host_in(desk, 2029)
    nn, nb = (words_of(refused.value, language) for language in ("nn", "nb"))
    assert nn.startswith(f"I partnarskapsmote-2029/meeting.toml, «host.organisation»: {message}")
    assert nb.replace("Mente", "Meinte").startswith(nn[:60])
    assert "partnarskapsmote-2029/meeting.toml: host.organisation" in str(refused.value)
