"""A list is approved as its gate counts, and what decisions add and take off is on every list."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from cycle.application.actions.asking.pure_answers import list_as_approved
from cycle.application.actions.deciding.decide import save_letters, save_papers
from cycle.application.actions.deciding.reopening import reopened
from cycle.application.actions.running.registry import STEPS
from cycle.application.actions.running.run_step import compute, decide
from cycle.application.actions.running.states import step_state
from cycle.application.dispatches.letter_history import plans_of
from cycle.application.replies.answers import reply_lines
from cycle.application.results import InvitationsResult, read
from cycle.application.review.differences import since_revision
from cycle.application.steps.invitations import list_of_year
from cycle.application.steps.plan import sent_milestones, warnings
from cycle.application.year.cycle import OpenCycle, find_cycle, open_cycle
from cycle.model import Document, InvitationList
from cycle.register.workbooks.workbook import RegisterRow
from cycle.store.tables import results
from cycle.store.years.opened import cycle_id
from tests.application.dispatches.test_amendments import decide_by_hand, shown
from tests.desk import APPROVERS, MAYOR, PEOPLE, YEAR, Desk, words

NEW = replace(MAYOR, name="Nils Ny", address="nils@alver.example")


@pytest.fixture
def half_approved(desk: Desk) -> Desk:
    """A list went out; a new mayor is in the register, and one of two has approved the list with him."""
    desk.walk(to="mailing.invitasjon")
    desk.register(NEW, *PEOPLE[1:])
    desk.start()
    for step in ("plan", "committee", "host"):
        desk.do(step)
    desk.compute("invitations")
    desk.decide("invitations", name=APPROVERS[0])
    return desk


def approved(desk: Desk) -> set[str]:
    return {invitee.name for invitee in list_as_approved(desk.services, YEAR).invitees}


@pytest.mark.parametrize("stopped", [False, True])
def test_a_list_that_one_of_two_approved_is_not_the_approved_list(half_approved: Desk, stopped: bool) -> None:
    assert half_approved.cycle().approvers_needed("invitations") == 2
    if stopped:
        half_approved.decide("invitations", "stop", name=APPROVERS[1])
    assert {MAYOR.name, NEW.name} & approved(half_approved) == {MAYOR.name}
    last_year = list_of_year(half_approved.cycle(), YEAR)  # as next year asks for it
    assert last_year is not None
    assert {MAYOR.name, NEW.name} & {invitee.name for invitee in last_year.invitees} == {MAYOR.name}
    assert {MAYOR.name, NEW.name} & {line.name for line in reply_lines(half_approved.cycle())} == {MAYOR.name}


def test_what_nobody_approved_is_shown_to_those_who_approve_the_next_list(half_approved: Desk) -> None:
    half_approved.decide("invitations", "stop", name=APPROVERS[1])
    decide_by_hand(half_approved)
    half_approved.start()
    for step in ("plan", "committee", "host"):
        half_approved.do(step)
    half_approved.compute("invitations")
    assert f"{MAYOR.name} → {NEW.name}" in shown(half_approved).replace("\\", "")


def test_letters_and_papers_are_made_for_who_is_added_and_not_for_who_is_taken_off(desk: Desk, tmp_path: Path) -> None:
    decide_by_hand(desk)
    save_letters(desk.start(), tmp_path / "letters")
    save_papers(desk.cycle(), tmp_path / "papers", names=("namneskilt",))
    for made in (tmp_path / "letters" / "invitasjon", tmp_path / "papers"):
        text = words([Document(name=path.name, media_type="", data=path.read_bytes()) for path in made.glob("*.docx")])
        assert ("Eli Rektor" in text, "Jon Myr" in text) == (True, False), made.name


def test_a_move_that_nobody_approved_is_shown_at_the_gate_that_approves_it(desk: Desk) -> None:
    desk.walk(to="mailing.invitasjon")
    desk.replace("partnarskapsmote-2027/meeting.toml", "date = 2027-02-18", "date = 2027-02-25")
    desk.start()
    desk.compute("plan")
    desk.replace("partnarskapsmote-2027/meeting.toml", 'place = "Knarvik"', 'place = "Knarvik sentrum"')
    result, cycle = desk.compute("plan"), desk.cycle()
    assert result.revision == 3
    since = since_revision(cycle, result)
    assert since is not None
    assert since.revision == 1
    said = STEPS["plan"].present(cycle, cycle.graph[0], result).markdown + " ".join(reopened(cycle, result))
    assert ("Møtet er flytta" in said, "møtedatoen" in said, "Nytt sidan revisjon 1" in said) == (True, True, True)


def test_what_was_sent_once_is_sent_though_one_more_is_to_get_it(desk: Desk) -> None:
    desk.walk(to="mailing.invitasjon")
    before = sent_milestones(desk.cycle())
    assert before
    desk.register(*PEOPLE, RegisterRow(seat="gulen.ordforar", name="Gro Gulen", address="gro@gulen.example"))
    desk.start()
    for step in ("plan", "committee", "host", "invitations", "letters.invitasjon"):
        desk.do(step)
    desk.compute("mailing.invitasjon")
    assert sent_milestones(desk.cycle()) == before


@pytest.mark.parametrize(
    ("went", "now", "sent"),
    [("folder", "redirect", False), ("folder", "live", False), ("allowlist", "live", True), ("live", "folder", False)],
)
def test_what_was_rehearsed_is_not_sent(desk: Desk, went: str, now: str, sent: bool) -> None:
    desk.walk(to="mailing.invitasjon")
    made = desk.newest("mailing.invitasjon")
    with desk.services.memory.results.engine.begin() as base:
        base.execute(results.update().where(results.c.digest == made.digest).values(body={**made.body, "mode": went}))
    desk.moment = dt.datetime(2026, 12, 21, 11, tzinfo=dt.UTC)
    desk.settle(mail_mode=now, mail_redirect_to="prove@bergen.example", mail_host="127.0.0.1", mail_port=1)
    assert bool(sent_milestones(desk.cycle())) is sent
    assert ("Det er for kort tid" in " ".join(warnings(desk.cycle()))) is not sent


def test_what_was_approved_by_the_rule_of_its_day_stays_so_when_more_must_approve(desk: Desk) -> None:
    desk.walk(to="mailing.invitasjon")
    before = approved(desk)
    desk.replace("community.toml", "invitations = 2", "invitations = 3\nplan = 2")
    assert approved(desk) == before
    assert [facts.date.day for _, facts in plans_of(desk.cycle())] == [18]


def test_an_upgrade_opens_no_gate_of_a_list_held_against_the_newest_of_last_year(
    half_approved: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Until version 0.3 the newest list of the year before counted, approved or not."""
    folder = half_approved.community / "partnarskapsmote-2028"
    folder.mkdir()
    (folder / "meeting.toml").write_text('date = 2028-02-17\nvenue = "Huset"\n', "utf-8")
    half_approved.moment = dt.datetime(2027, 10, 1, 10, tzinfo=dt.UTC)
    open_cycle(half_approved.services, year=2028, given={})

    def newest(cycle: OpenCycle, year: int) -> InvitationList:
        made = cycle.memory.results.latest(cycle_id(cycle.row.community, cycle.row.meeting, year), "invitations")
        assert made is not None
        return read(InvitationsResult, made).list

    with monkeypatch.context() as earlier_version:
        earlier_version.setattr("cycle.application.steps.invitations.list_of_year", newest)
        for step in ("plan", "committee", "host", "invitations"):
            made = compute(find_cycle(half_approved.services, year=2028), step)
            for name in APPROVERS:
                cycle, key = find_cycle(half_approved.services, year=2028), f"2028{step}{name}"
                decide(cycle, made, decision="approve", name=name, key=key, channel="cli")
        cycle = find_cycle(half_approved.services, year=2028)
        assert step_state(cycle, "invitations").state == "done"
    cycle = find_cycle(half_approved.services, year=2028)
    assert list_of_year(cycle, YEAR) != newest(cycle, YEAR)
    assert step_state(cycle, "invitations").state == "done"
