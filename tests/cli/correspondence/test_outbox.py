"""`cycle outbox`: who needs a person, what the server said, and what to do."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from cycle.application.actions.asking import printing
from cycle.mail.message.sender import Sender
from cycle.mail.outbox.dispatcher import intend
from cycle.model import PDF, Document, OutboxState
from tests.cli.conftest import Run
from tests.desk import CEO, CHIEF, LEADER, MAYOR, NOON, SHARED, YEAR, Desk

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
    planned = {mail["name"]: mail for mail in desk.newest("mailing.invitasjon").body["mails"]}
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
    assert plan["calendars"] == 0
    assert run("outbox", "plan", YEAR).out.startswith("invitasjon: 5 mails, ")


def test_the_plan_of_a_mailing_that_has_gone_says_that_nothing_is_left(desk: Desk, run: Run) -> None:
    desk.walk(to="mailing.invitasjon")
    assert run("outbox", "plan", YEAR, "invitasjon").out.startswith("invitasjon: nothing is left to send\n")


def test_there_is_no_plan_before_the_letters_are_approved(desk: Desk, run: Run) -> None:
    desk.start()
    said = run("outbox", "plan", YEAR, "invitasjon")
    assert (said.code, "no mailing is planned; approve the letters first" in said.err) == (1, True)


def test_many_doubtful_mails_take_one_answer_in_one_command(desk: Desk, run: Run) -> None:
    desk.walk(to="letters.invitasjon")
    desk.compute("mailing.invitasjon")
    desk.approve("mailing.invitasjon")
    desk.perform("mailing.invitasjon")
    outbox = desk.services.memory.outbox
    rows = [replace(row, kind="invitasjon", token=f"t{row.id}", message_id=f"<t{row.id}@x>") for row in outbox.rows()]
    outbox.enqueue(rows, now=NOON)
    outbox.doubt_queued(who="Kari", now=NOON)
    first, *_, last = (row.id for row in outbox.rows(kind="invitasjon"))
    who_and_why = ("--name", "Kari", "--why", "Dei ligg i mappa for sende e-postar")
    said = run("outbox", "resolve", f"{first}..{last - 1}", 1, "--as", "sent", *who_and_why)
    assert (said.code, said.err) == (1, "error: outbox 1: cannot become sent, it is sent; sent follows ['uncertain']\n")
    assert len(outbox.doubtful()) == 5
    said = run("outbox", "resolve", f"{first}..{last - 1}", "--as", "sent", *who_and_why, "--json")
    assert said.json == {"rows": [{"id": number, "state": "sent"} for number in range(first, last)]}
    said = run("outbox", "resolve", last, "--as", "sent", *who_and_why, "--json")
    assert said.json == {"id": last, "state": "sent", "rows": [{"id": last, "state": "sent"}]}
    assert outbox.events(last)[-1].who == "Kari"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("1",), "Missing option '--why'"),
        (("1", "--why", " "), "Invalid value for '--why': it is kept with the year and may not be blank"),
        (("1..x", "--why", "y"), "'1..x' is no number of a mail; write 12 or 12..40"),
        (("9..3", "--why", "y"), "'9..3' is no row of 1 to 10000 numbers; write the lowest first"),
    ],
)
def test_an_answer_without_its_reason_is_a_slip_in_the_command(given, said, desk: Desk, run: Run) -> None:
    answer = run("outbox", "resolve", *given, "--as", "sent", "--name", "Kari")
    assert (answer.code, said in answer.err) == (2, True)


def test_a_mailing_that_goes_on_is_told_with_its_counts_also_when_there_are_none(desk: Desk, run: Run) -> None:
    desk.start()
    cycle = desk.cycle()
    cycle.memory.holds.hold(cycle.id, "invitasjon@folder", "canary", why="Sjå.", now=NOON)
    said = run("outbox", "continue", YEAR, "--name", "Kari")
    assert (said.code, said.out) == (0, "mailing.invitasjon: no mails yet\n")


def test_letters_count_as_printed_only_when_the_file_is_there(
    desk: Desk, run: Run, tmp_path: Path, monkeypatch
) -> None:
    on_paper = replace(MAYOR, address="", postal="Postboks 4\n5906 Frekhaug")
    desk.register(on_paper, CEO, CHIEF, LEADER, *SHARED)
    desk.walk(to="mailing.invitasjon")
    batch = Document(name="b.pdf", media_type=PDF, data=b"%PDF")
    monkeypatch.setattr(printing, "batch_of", lambda *_: batch)  # this desk has no LibreOffice
    said = run("outbox", "print", YEAR, "invitasjon", "--to", "/dev/full", "--name", "Kari")
    assert (said.code, said.err) == (1, "error: /dev/full: No space left on device; make room and try again\n")
    said = run("outbox", "proof", YEAR, "invitasjon", "--to", "/proc/x")
    assert (said.code, said.err.count("\n")) == (1, 1)
    assert said.err.startswith("error: /proc/x: No such file or directory; name a place")
    cycle = desk.cycle()
    assert cycle.memory.printed.of(cycle.id, kind="invitasjon@folder") == ()
    said = run("outbox", "print", YEAR, "invitasjon", "--to", tmp_path / "ut" / "b.pdf", "--name", "Kari")
    assert (said.code, (tmp_path / "ut" / "b.pdf").read_bytes()) == (0, b"%PDF")
    assert [letter.who for letter in cycle.memory.printed.of(cycle.id, kind="invitasjon@folder")] == ["Kari"]
