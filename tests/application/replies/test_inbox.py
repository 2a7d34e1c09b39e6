"""Reading what comes back: once, from a folder or a real mailbox, and what it settles in the ledger."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path

import pytest

from cycle.application.dispatches.calendar_entries import MEETING
from cycle.application.replies.inbox import read_inbox
from cycle.errors import StepError, Unavailable
from cycle.mail.message.sender import token
from cycle.mail.outbox.ledger_texts import ANSWERED
from cycle.mail.transport.maildir import deliver
from cycle.model import Reply
from cycle.services import Services
from cycle.settings import load_settings
from cycle.store.memory import Memory
from tests.mail.arriving import answer, calendar, invitation_answer, report
from tests.mail.conftest import rows as rows
from tests.mailboxes import imap_server

NOW = dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC)


def services(memory: Memory, tmp_path: Path, **settings: object) -> Services:
    return Services(
        settings=load_settings(home=tmp_path, **settings),
        memory=memory,
        now=lambda: NOW,
        secret=b"a secret of the tests",
    )


@pytest.fixture
def sent(memory: Memory, rows):
    """Return three mails: sent, in doubt, and refused."""
    memory.outbox.enqueue(rows(3), now=NOW)
    for row_id in (1, 2):
        memory.outbox.mark_sending(row_id, sha256="s", now=NOW)
    memory.outbox.settle(1, "sent", now=NOW, code=250)
    memory.outbox.settle(2, "uncertain", now=NOW)
    memory.outbox.settle(3, "refused", now=NOW, code=550)
    return memory.outbox.rows()


def states(memory: Memory) -> list[str]:
    return [row.state for row in memory.outbox.rows()]


def put(folder: Path, *mails: bytes) -> Path:
    for number, mail in enumerate(mails):
        deliver(folder, f"{number}.eml", mail)
    return folder


def test_a_folder_is_read_once_and_reading_again_changes_nothing(memory, tmp_path, sent):
    stranger = answer(sent[0], headers={"From": "x@y.example", "In-Reply-To": "<x@y>", "Message-ID": "<stranger@y>"})
    folder = put(tmp_path / "in", invitation_answer(sent[0], calendar(sent[0])), report(sent[2]), stranger)
    found = read_inbox(services(memory, tmp_path), folder=folder)
    assert (found.counts, found.known, found.settled) == (Counter(accepted=1, returned=1, unknown=1), 0, 0)
    assert found.cycles == {"b/p/2027"}
    before = memory.replies.of("b/p/2027")
    again = read_inbox(services(memory, tmp_path), folder=folder)
    assert (again.counts, again.known, again.cycles) == (Counter(), 3, frozenset())
    assert memory.replies.of("b/p/2027") == before
    assert [(entry.recipient, entry.what) for entry in before] == [("p3", "returned"), ("p1", "accepted")]


@pytest.mark.parametrize(
    "proof",
    [
        lambda row: report(row, action="delivered", status="2.0.0"),
        lambda row: report(row, action="delayed", status="4.4.1"),
        report,
        lambda row: invitation_answer(row, calendar(row)),
        answer,
        lambda row: answer(row, headers={"Auto-Submitted": "auto-replied"}),
    ],
)
def test_what_carries_the_token_proves_that_a_doubtful_mail_arrived(proof, memory, tmp_path, sent):
    found = read_inbox(services(memory, tmp_path), folder=put(tmp_path / "in", proof(sent[1])))
    assert found.settled == 1
    assert states(memory) == ["sent", "sent", "refused"]
    last = memory.outbox.events(2)[-1]
    assert (last.state, last.who, last.text) == ("sent", "evidence", ANSWERED)


@pytest.mark.parametrize(
    "mail",
    [
        lambda row: report(row, with_headers=False),
        lambda row: answer(row, headers={"In-Reply-To": ""}),
        lambda row: answer(row, headers={"In-Reply-To": row.message_id.replace(row.token[:4], "aaaa")}),
    ],
)
def test_an_address_or_a_token_made_up_proves_nothing(mail, memory, tmp_path, sent):
    found = read_inbox(services(memory, tmp_path), folder=put(tmp_path / "in", mail(sent[1])))
    assert (found.settled, states(memory)) == (0, ["sent", "uncertain", "refused"])


def test_a_mail_that_came_back_does_not_move_one_that_was_sent(memory, tmp_path, sent):
    read_inbox(services(memory, tmp_path), folder=put(tmp_path / "in", report(sent[0])))
    assert states(memory) == ["sent", "uncertain", "refused"]
    assert [(entry.what, entry.code, entry.text) for entry in memory.replies.of("b/p/2027")] == [
        ("returned", "5.1.1", "550 5.1.1 User unknown")
    ]


def test_a_folder_of_mail_files_can_be_read_too(memory, tmp_path, sent):
    folder = tmp_path / "files"
    (folder / "mars").mkdir(parents=True)
    (folder / "mars" / "svar.eml").write_bytes(answer(sent[0]))
    (folder / "notat.docx").write_bytes(b"x")
    assert read_inbox(services(memory, tmp_path), folder=folder).counts == Counter(wrote=1)


def test_what_people_wrote_is_forgotten_after_its_days_and_what_they_answered_is_not(memory, tmp_path, sent):
    old = invitation_answer(
        sent[0], calendar(sent[0], lines=("COMMENT:Sjukmeld",)), headers={"Date": "Wed, 04 Nov 2026 10:00:00 +0000"}
    )
    folder = put(tmp_path / "in", old, answer(sent[1], "Ny"), report(sent[2]))
    reading = services(memory, tmp_path, mail_words_days=20)
    read_inbox(reading, folder=folder)
    read_inbox(reading, folder=folder)
    kept = {entry.recipient: (entry.what, entry.text) for entry in memory.replies.of("b/p/2027")}
    assert kept == {"p1": ("accepted", ""), "p2": ("wrote", "Ny"), "p3": ("returned", "550 5.1.1 User unknown")}


def test_nothing_to_read_is_told(memory, tmp_path):
    with pytest.raises(StepError, match="no mailbox is set up"):
        read_inbox(services(memory, tmp_path))
    with pytest.raises(StepError, match="there is no such folder"):
        read_inbox(services(memory, tmp_path), folder=tmp_path / "nei")


def test_a_mailbox_is_read_from_where_it_was_left_and_once_even_when_its_mails_are_numbered_anew(
    memory, tmp_path, sent
):
    with imap_server(tmp_path) as box:
        reading = services(
            memory,
            tmp_path,
            mail_imap_host="127.0.0.1",
            mail_imap_port=box.port,
            mail_imap_tls="none",
            mail_imap_user=box.user,
            mail_imap_password=box.password,
        )
        assert read_inbox(reading).counts == Counter()
        box.put(invitation_answer(sent[0], calendar(sent[0])), answer(sent[1]))
        assert read_inbox(reading).counts == Counter(accepted=1, wrote=1)
        assert (read_inbox(reading).counts, read_inbox(reading).known) == (Counter(), 0)
        box.put(report(sent[2]))
        assert read_inbox(reading).counts == Counter(returned=1)
    with imap_server(tmp_path) as other:  # another server, as after a move: its numbers mean nothing to us
        other.put(answer(sent[1]), report(sent[0], message_id="ny@mx.example"))
        moved = services(
            memory,
            tmp_path,
            mail_imap_host="127.0.0.1",
            mail_imap_port=other.port,
            mail_imap_tls="none",
            mail_imap_user=other.user,
            mail_imap_password=other.password,
        )
        found = read_inbox(moved)
        assert (found.counts, found.known) == (Counter(returned=1), 1)
    with pytest.raises(Unavailable, match="cannot be reached"):
        read_inbox(moved)
    assert [entry.what for entry in memory.replies.of("b/p/2027")] == ["returned", "returned", "wrote", "accepted"]


def test_an_answer_is_kept_as_it_came(memory, tmp_path, sent):
    read_inbox(services(memory, tmp_path), folder=put(tmp_path / "in", answer(sent[0])))
    (kept,) = memory.replies.of("b/p/2027")
    assert kept == Reply(
        key=kept.key,
        cycle="b/p/2027",
        recipient="p1",
        kind="invitasjon",
        what="wrote",
        source="mail",
        at=dt.datetime(2026, 11, 25, 10, tzinfo=dt.UTC),
        text="Takk, eg kjem.",
        suggests="accepted",
    )


def test_an_entry_that_several_mails_bring_is_the_persons_and_proves_no_one_mail(memory, tmp_path, sent):
    reading = services(memory, tmp_path)
    name = token(reading.secret, "b/p/2027", MEETING, "p2")
    text = calendar(uid=f"{name}@helsefellesskapet.example", attendee=f"ATTENDEE;PARTSTAT=DECLINED:{sent[1].address}")
    mail = invitation_answer(sent[1], text, headers={"In-Reply-To": ""})
    found = read_inbox(reading, folder=put(tmp_path / "in", mail))
    assert (found.counts, found.settled, states(memory)) == (Counter(declined=1), 0, ["sent", "uncertain", "refused"])
    assert [(entry.recipient, entry.kind) for entry in memory.replies.of("b/p/2027")] == [("p2", "invitasjon")]
