"""What changes between the record date and the meeting stands at the gates and in the commands, and people decide."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from cycle.application.actions.running.run_step import STEPS
from cycle.application.actions.running.states import is_approved
from cycle.application.year.for_readers.markdown import plain
from cycle.application.year.step_graph import node_named
from tests.desk import MAYOR, PEOPLE, Desk

ENDS = ",2026-12-31,austrheim,kommuneliste"
REPORTED = (
    "Fedje kommune finst til 31. desember 2026 og går så inn i Austrheim kommune. Herifrå er Målfrid Vik (ordførar) og "
    "Jon Myr (kommunedirektør) inviterte."
)


def shown(desk: Desk, step: str) -> tuple[str, str]:
    cycle = desk.cycle()
    presentation = STEPS[step].present(cycle, node_named(cycle.graph, step), desk.newest(step))
    return presentation.summary, presentation.markdown


def test_the_gate_of_the_list_tells_who_ends_before_the_meeting_and_a_removal_settles_it(desk: Desk) -> None:
    desk.replace("organisations.csv", "4633,nynorsk,,,,kommuneliste", f"4633,nynorsk,{ENDS}")
    desk.walk(to="invitations")
    summary, markdown = shown(desk, "invitations")
    assert summary.endswith("**1 ting endrar seg før møtet. Les det først.**")
    assert f"### Dette endrar seg før møtet 18. februar 2027\n\n- {plain(REPORTED)}" in markdown
    assert "Fedje kommune finst ikkje lenger på møtedagen og er ikkje rekna med." in markdown

    file = desk.year_folder / "meeting.toml"
    removals = "".join(
        f'\n[[removals]]\nwho = "fedje.{name}"\nreason = "Fedje er ein del av Austrheim"\ndecided_by = "SSU-sak 9"\n'
        for name in ("ordforar", "kommunedirektor")
    )
    file.write_text(file.read_text("utf-8") + removals, "utf-8")
    desk.compute("invitations")
    _, markdown = shown(desk, "invitations")
    assert (
        "Fedje kommune finst til 31. desember 2026 og går så inn i Austrheim kommune. Ingen herifrå er på lista."
        in (markdown)
    )


def test_a_meeting_that_is_moved_past_the_end_of_a_mandate_is_told(desk: Desk) -> None:
    desk.register(replace(MAYOR, valid_to=dt.date(2027, 2, 20)), *PEOPLE[1:])
    desk.walk(to="invitations")
    assert "meanwhile" not in desk.newest("invitations").body
    desk.start(date="2027-02-25")
    for step in ("plan", "committee", "host"):
        desk.do(step)
    moved = desk.compute("invitations")
    assert [entry["kind"] for entry in moved.body["meanwhile"]] == ["runs_out"]
    assert not is_approved(desk.cycle(), moved)


def test_the_gate_of_the_committee_tells_who_leaves_it_before_the_meeting(desk: Desk) -> None:
    rows = [replace(row, valid_to=dt.date(2026, 12, 31)) if row.seat == "ssu.bergen" else row for row in PEOPLE]
    desk.register(*rows)
    desk.walk(to="committee")
    _, markdown = shown(desk, "committee")
    assert "### Dette endrar seg før møtet\n\n- Rut Li har rolla som kommunal representant for Bergen" in markdown
