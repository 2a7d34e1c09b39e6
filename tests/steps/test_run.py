"""The year walks from plan to archive; what is done stays done, and any change opens what builds on it."""

from __future__ import annotations

from tests.desk import INVITED, Desk

STEPS = (
    "plan",
    "committee",
    "host",
    "invitations",
    "letters.invitasjon",
    "mailing.invitasjon",
    "letters.folgebrev",
    "mailing.folgebrev",
    "archive",
)


def test_a_whole_year_walks_from_plan_to_archive(desk: Desk) -> None:
    desk.walk()
    assert desk.states() == dict.fromkeys(STEPS, "done 1")
    assert desk.ledger("invitasjon@folder") == dict.fromkeys(INVITED, "sent")
    assert desk.ledger("folgebrev@folder") == dict.fromkeys(INVITED, "sent")
