"""After the list is approved it stands; what changes later is an amendment of its own, with its own letters."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cycle.application.actions.asking.pure_answers import invitations_answer, list_as_approved
from cycle.application.actions.running.run_step import STEPS
from cycle.errors import InputError
from tests.desk import INVITED, MAYOR, PEOPLE, YEAR, Desk

ADDITION = """
[[additions]]
name = "Eli Rektor"
address = "eli@hogskule.example"
role = "rektor"
organisation = "Høgskulen"
reason = "Rektoren skal halde innlegg om utdanning."
decided_by = "SSU-sak 2026/31"
right = "speak"

[[removals]]
who = "fedje.kommunedirektor"
reason = "Har bede seg fri"
decided_by = "SSU-sak 2026/32"
"""


def decide_by_hand(desk: Desk, text: str = ADDITION) -> None:
    file = desk.year_folder / "meeting.toml"
    file.write_text(file.read_text("utf-8") + text, "utf-8")


def shown(desk: Desk) -> str:
    cycle = desk.cycle()
    result = desk.newest("invitations")
    return STEPS["invitations"].present(cycle, cycle.graph[3], result).markdown


def test_who_is_added_gets_a_letter_and_who_is_taken_off_gets_none(desk: Desk) -> None:
    decide_by_hand(desk)
    desk.walk(to="letters.invitasjon")
    letters = [letter["name"] for letter in desk.newest("letters.invitasjon").body["letters"]]
    assert letters == [*(text for text in INVITED if text != "Jon Myr"), "Eli Rektor"]


def test_a_namesake_of_somebody_on_the_list_is_invited_when_the_file_says_that_it_is_one(desk: Desk) -> None:
    addition = ADDITION[: ADDITION.index("[[removals]]")].replace("Eli Rektor", "Jon Myr")
    decide_by_hand(desk, addition)
    with pytest.raises(InputError, match=r"Jon Myr is invited already: .* write namesake = true there"):
        invitations_answer(desk.services, YEAR)
    decide_by_hand(desk, "namesake = true\n")
    desk.walk(to="letters.invitasjon")
    letters = [letter["name"] for letter in desk.newest("letters.invitasjon").body["letters"]]
    assert letters == [*INVITED, "Jon Myr"]
    assert len({letter["recipient"] for letter in desk.newest("letters.invitasjon").body["letters"]}) == len(letters)


def test_a_removal_of_somebody_who_is_not_on_the_list_is_refused_in_the_years_file(desk: Desk) -> None:
    decide_by_hand(desk, '\n[[removals]]\nwho = "Ingen Slik"\nreason = "r"\ndecided_by = "d"\n')
    with pytest.raises(InputError) as caught:
        invitations_answer(desk.services, YEAR)
    assert caught.value.problems[0].file == "partnarskapsmote-2027/meeting.toml"
    assert caught.value.problems[0].where == "removals[0].who"


def test_the_approved_list_stands_until_an_amendment_is_approved(posted: Desk) -> None:
    posted.walk(to="mailing.invitasjon")
    approved = list_as_approved(posted.services, YEAR)
    posted.register(replace(MAYOR, name="Nina Nyland", address="ny@alver.example"), *PEOPLE[1:])
    assert list_as_approved(posted.services, YEAR) == approved
    assert [invitee.name for invitee in approved.invitees] == list(INVITED)
    assert "Nina Nyland" in [invitee.name for invitee in invitations_answer(posted.services, YEAR).made.invitees]


def test_the_amendment_that_waits_can_be_asked_for(posted: Desk) -> None:
    posted.walk(to="mailing.invitasjon")
    assert invitations_answer(posted.services, YEAR, amended=True).made.changes == ()
    decide_by_hand(posted)
    waiting = invitations_answer(posted.services, YEAR, amended=True).made.changes
    assert [change.what for change in waiting] == [
        "kommunedirektør i Fedje kommune: plassen er borte (Jon Myr)",
        "rektor ved Høgskulen: ny plass (Eli Rektor)",
    ]


def test_an_amendment_shows_what_differs_from_the_approved_list_and_why(posted: Desk) -> None:
    posted.walk(to="mailing.invitasjon")
    assert "### Endringar sidan lista vart godkjend" not in shown(posted)
    decide_by_hand(posted)
    posted.start()
    for step in ("plan", "committee", "host"):
        posted.do(step)
    posted.compute("invitations")
    markdown = shown(posted)
    assert "### Endringar sidan lista vart godkjend" in markdown
    assert "rektor ved Høgskulen: ny plass \\(Eli Rektor\\) – lagt til ved vedtak: SSU-sak 2026/31" in markdown
    assert "Teken ut som kommunedirektør \\(Fedje kommune\\): Har bede seg fri." in markdown


def test_an_amendment_writes_only_to_those_who_are_new_and_old_letters_stay_as_they_were(posted: Desk) -> None:
    posted.walk(to="mailing.invitasjon")
    before = {row.address: row.sha256 for row in posted.services.memory.outbox.rows(cycle=posted.cycle().id)}
    decide_by_hand(posted)
    posted.walk(to="mailing.invitasjon")
    rows = posted.services.memory.outbox.rows(cycle=posted.cycle().id)
    after = {row.address: row.sha256 for row in rows if row.kind.startswith("invitasjon")}
    assert set(after) - set(before) == {"eli@hogskule.example"}
    assert {text: after[text] for text in before if text in after} == {
        text: before[text] for text in before if text in after
    }
    assert len([row for row in rows if row.address == MAYOR.address]) == 1
