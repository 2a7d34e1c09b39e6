"""`cycle outbox`: who needs a person, what the server said, and what to do."""

from __future__ import annotations

import datetime as dt

from cycle.mail.outbox import intend
from cycle.mail.sender import Sender
from cycle.model import OutboxState
from tests.cli.conftest import Run
from tests.desk import CEO, CHIEF, MAYOR, NOON, YEAR, Desk

LATER = NOON + dt.timedelta(minutes=5)
ANSWERS: dict[str, tuple[OutboxState, int | None, str]] = {
    CHIEF.name: ("sent", 250, "2.0.0 kept"),
    MAYOR.name: ("refused", 550, "5.1.1 user unknown"),
    CEO.name: ("uncertain", None, "the answer was lost"),
}


def answered(desk: Desk) -> dict[str, int]:
    """Walk to the mails of the invitation, and let the server have answered for three of them; name → row."""
    desk.walk(to="mailing.invitasjon")
    outbox, ids = desk.services.memory.outbox, {}
    planned = {one["name"]: one for one in desk.newest("mailing.invitasjon").body["mails"]}
    for name, (state, code, text) in ANSWERS.items():
        one = planned[name]
        row = intend(
            secret=b"x" * 32,
            sender=Sender(name="S", address="s@x.example"),
            cycle=desk.cycle().id,
            kind="invitasjon",
            recipient=one["recipient"],
            address=one["address"],
            content=one["content"],
            at=NOON,
        )
        outbox.enqueue([row], now=NOON)
        ids[name] = outbox.rows(kind="invitasjon")[-1].id
        outbox.mark_sending(ids[name], sha256="0" * 64, now=NOON)
        outbox.settle(ids[name], state, now=LATER, code=code, text=text)
    return ids


def test_those_who_need_a_person_come_first_with_name_words_and_remedy(desk: Desk, run: Run) -> None:
    ids = answered(desk)
    said = run("outbox", YEAR, "--kind", "invitasjon")
    assert said.code == 0
    lines = said.out.splitlines()
    assert lines[0] == "6 sent, 1 refused, 1 uncertain"
    assert lines[2] == "these need you:"
    assert [line.split()[0] for line in lines[4:6]] == [str(ids[CEO.name]), str(ids[MAYOR.name])]
    assert f"{MAYOR.name} <{MAYOR.address}>  refused    550 5.1.1 user unknown  Adressa finst ikkje." in lines[5]


def test_the_rows_as_json_keep_their_keys_and_say_who_needs_a_person(desk: Desk, run: Run) -> None:
    ids = answered(desk)
    found = run("outbox", YEAR, "--kind", "invitasjon", "--state", "refused", "--json").json
    assert found["counts"] == {"queued": 0, "sending": 0, "sent": 0, "refused": 1, "failed": 0, "uncertain": 0}
    assert found["rows"] == [
        {
            "id": ids[MAYOR.name],
            "kind": "invitasjon",
            "recipient": found["rows"][0]["recipient"],
            "name": MAYOR.name,
            "address": MAYOR.address,
            "state": "refused",
            "code": 550,
            "text": "5.1.1 user unknown",
            "remedy": "Adressa finst ikkje. Sjekk skrivemåten, rett adressa i registeret og send på nytt.",
            "needs_person": True,
            "at": LATER.isoformat().replace("+00:00", "Z"),
        }
    ]


def test_a_dispatch_that_is_not_there_is_told_with_the_nearest(desk: Desk, run: Run) -> None:
    desk.start()
    said = run("outbox", YEAR, "--kind", "invitasjonen")
    assert (said.code, said.err) == (
        1,
        "error: bergensomradet/partnarskapsmote/2027: no mails are called 'invitasjonen'; did you mean 'invitasjon'?\n",
    )


def test_the_plan_of_a_mailing_as_json_and_in_words(desk: Desk, run: Run) -> None:
    desk.walk(to="letters.invitasjon")
    desk.compute("mailing.invitasjon")
    [plan] = run("outbox", "plan", YEAR, "invitasjon", "--json").json["plans"]
    assert (plan["dispatch"], plan["count"], plan["today"], plan["first"]) == ("invitasjon", 5, 5, 0)
    assert plan["starts"] < plan["ends"]
    assert run("outbox", "plan", YEAR).out.startswith("invitasjon: 5 mails, ")


def test_there_is_no_plan_before_the_letters_are_approved(desk: Desk, run: Run) -> None:
    desk.start()
    said = run("outbox", "plan", YEAR, "invitasjon")
    assert (said.code, "no mailing is planned; approve the letters first" in said.err) == (1, True)
