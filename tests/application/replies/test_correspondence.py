"""The whole loop with real servers: letters out over SMTP, answers and returned mail back over IMAP, doubts settled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from email.utils import parseaddr

import icalendar
import pytest

from cycle.application.doctor.checks import diagnose
from cycle.application.replies.answers import reply_lines
from cycle.application.replies.inbox import read_inbox
from cycle.errors import BusyError
from cycle.mail.outbox.ledger_texts import FILED
from cycle.mail.outbox.sent_folder import ABSENT_AFTER
from cycle.mail.transport.maildir import ReceivedMail, received
from tests.desk import CEO, CHIEF, INVITED, MAYOR, SHARED, Desk
from tests.mail.arriving import answer
from tests.mail.conftest import FaultServer
from tests.mailboxes import ImapBox, imap_server

MAILING, KIND = "mailing.invitasjon", "invitasjon"
BOUNCES = "retur@helsefellesskapet.example"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ImapBox]:
    with imap_server(tmp_path_factory.mktemp("imap")) as box:
        yield box


@pytest.fixture
def box(running: ImapBox) -> Iterator[ImapBox]:
    yield running
    running.clear()
    running.clear("Sent")


def mailbox(box: ImapBox, **more: object) -> dict[str, object]:
    return {
        "mail_imap_host": "127.0.0.1",
        "mail_imap_port": box.port,
        "mail_imap_tls": "none",
        "mail_imap_user": box.user,
        "mail_imap_password": box.password,
        **more,
    }


def return_path(mail: ReceivedMail) -> str:
    return mail.path.read_text("utf-8", "replace").splitlines()[0].partition(":")[2].strip().strip("<>")


def entry(mail: ReceivedMail) -> icalendar.Event:
    files = [document.data.decode() for document in mail.attachments if document.name.endswith(".ics")]
    (event,) = icalendar.Calendar.from_ical([*files, mail.calendar][0]).walk("VEVENT")
    return event


def calendar_answer(mail: ReceivedMail, partstat: str) -> bytes:
    """What a mail program sends when somebody presses a button: made from nothing but the mail they got."""
    event = entry(mail)
    lines = [
        "BEGIN:VCALENDAR",
        "METHOD:REPLY",
        "BEGIN:VEVENT",
        f"UID:{event['UID']}",
        f"SEQUENCE:{event['SEQUENCE']}",
        "DTSTAMP:20261123T120000Z",
        f"ATTENDEE;PARTSTAT={partstat}:MAILTO:{mail.to}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    organiser = str(event["ORGANIZER"]).lower().removeprefix("mailto:")
    head = f"From: {mail.to}\r\nTo: {organiser}\r\nMessage-ID: <{partstat}@program.example>\r\n"
    head += "Content-Type: text/calendar; method=REPLY\r\n\r\n"
    return (head + "\r\n".join(lines)).encode()


def returned(mail: ReceivedMail) -> bytes:
    """What a server sends that follows no standard: nothing but the return path tells whose mail it was."""
    return (
        f"Return-Path: <>\r\nFrom: postmaster@stor.example\r\nTo: {return_path(mail)}\r\nSubject: failure notice\r\n"
        "Message-ID: <back@stor.example>\r\n\r\nSorry, no mailbox here by that name. (#5.1.1)\r\n"
    ).encode()


def out_of_office(mail: ReceivedMail) -> bytes:
    return (
        f"From: {mail.to}\r\nTo: {return_path(mail)}\r\nSubject: Automatisk svar\r\nAuto-Submitted: auto-replied\r\n"
        f"In-Reply-To: {mail.message_id}\r\nMessage-ID: <away@program.example>\r\n\r\nEg er attende mandag.\r\n"
    ).encode()


def by_hand(mail: ReceivedMail) -> bytes:
    return (
        f"From: {mail.to}\r\nTo: {parseaddr(mail.sender)[1]}\r\nSubject: SV: {mail.subject}\r\n"
        f"In-Reply-To: {mail.message_id}\r\nMessage-ID: <hand@program.example>\r\n\r\nEg kjem kanskje.\r\n"
    ).encode()


def test_letters_go_out_and_what_comes_back_stands_beside_each_name(posted: Desk, box: ImapBox) -> None:
    posted.settle(mail_bounces=BOUNCES)
    posted.walk(to=MAILING)
    by_address = {mail.to: mail for mail in received(posted.home / "post")}
    mayor, ceo, chief = (by_address[row.address] for row in (MAYOR, CEO, CHIEF))
    assert return_path(mayor).startswith("retur+")
    (malfrid, jon) = (mail for mail in received(posted.home / "post") if mail.to == SHARED[0].address)
    box.put(
        calendar_answer(mayor, "ACCEPTED"),
        returned(ceo),
        by_hand(chief),
        calendar_answer(malfrid, "DECLINED"),
        out_of_office(jon),
        b"From: x@y.example\r\nMessage-ID: <spam@y.example>\r\n\r\nKj\xf8p no\r\n",
    )
    posted.settle(**mailbox(box))
    expected = Counter(accepted=1, returned=1, wrote=1, declined=1, automatic=1, unknown=1)
    assert read_inbox(posted.services).counts == expected
    stands = Counter(line.reply_state.stand for line in reply_lines(posted.cycle()))
    assert stands == Counter(coming=1, returned=1, wrote=1, silent=1, **{"not": 1})
    lines = {line.name: line.reply_state for line in reply_lines(posted.cycle())}
    assert [lines[row.name].stand for row in (MAYOR, CEO, CHIEF)] == ["coming", "returned", "wrote"]
    assert lines[CEO.name].returned.code == "5.1.1"
    assert set(posted.ledger(KIND).values()) == {"sent"}
    assert read_inbox(posted.services).new == 0


# --- The Sent folder as evidence --------------------------------------------------------------------------------------


@pytest.fixture
def server() -> Iterator[FaultServer]:
    """A mail server that takes the first letter and dies before it says so."""
    server = FaultServer({"dot": ["keep|drop"]})
    yield server
    server.stop()


@pytest.fixture
def doubtful(posted: Desk, server: FaultServer, box: ImapBox) -> Desk:
    """A desk whose first letter is in doubt, with a Sent folder to look in."""
    posted.settle(mail_port=server.port, mail_received="", mail_connections=1)
    posted.walk(to="letters.invitasjon")
    posted.compute(MAILING)
    posted.approve(MAILING)
    posted.settle(**mailbox(box, mail_imap_sent="Sent"))
    with pytest.raises(BusyError):
        posted.perform(MAILING)
    assert Counter(posted.ledger(KIND).values()) == Counter(uncertain=1, sent=len(INVITED) - 1)
    return posted


def first_letter(desk: Desk) -> bytes:
    return f"Message-ID: {desk.services.memory.outbox.row(1).message_id}\r\n\r\nhei\r\n".encode()


def test_a_doubtful_letter_in_the_sent_folder_was_sent(doubtful: Desk, server: FaultServer, box: ImapBox) -> None:
    box.put(first_letter(doubtful), folder="Sent")
    assert doubtful.perform(MAILING)["counts"]["sent"] == len(INVITED)
    assert len(server.kept) == len(INVITED)


def test_the_next_reading_of_the_mailbox_looks_among_the_sent_too(doubtful: Desk, box: ImapBox) -> None:
    assert read_inbox(doubtful.services).settled == 0
    box.put(first_letter(doubtful), folder="Sent")
    assert read_inbox(doubtful.services).settled == 1
    last = doubtful.services.memory.outbox.events(1)[-1]
    assert (last.state, last.who, last.text) == ("sent", "evidence", FILED)


def test_a_letter_that_is_not_there_waits_for_a_person(doubtful: Desk, server: FaultServer) -> None:
    doubtful.moment += ABSENT_AFTER
    assert doubtful.perform(MAILING)["counts"]["uncertain"] == 1
    assert len(server.kept) == len(INVITED)


def test_where_the_provider_files_every_mail_one_that_is_not_there_goes_again(
    doubtful: Desk, server: FaultServer
) -> None:
    doubtful.settle(mail_imap_sent_complete=True)
    doubtful.moment += ABSENT_AFTER
    assert doubtful.perform(MAILING)["counts"]["sent"] == len(INVITED)
    assert len(server.kept) == len(INVITED) + 1  # this provider had taken it and filed nothing


def test_an_answer_to_a_doubtful_letter_settles_it(doubtful: Desk, box: ImapBox) -> None:
    box.put(answer(doubtful.services.memory.outbox.row(1)))
    assert read_inbox(doubtful.services).settled == 1


def test_the_doctor_says_when_the_mailbox_cannot_be_opened(posted: Desk, box: ImapBox) -> None:
    def problems_found() -> list[str]:
        return [
            problem.what for problem in diagnose(posted.services.settings) if problem.where == "CYCLE_MAIL_IMAP_HOST"
        ]

    posted.settle(**mailbox(box, mail_imap_sent="Sent"))
    assert problems_found() == []
    posted.settle(mail_imap_password="feil")
    assert "does not accept the user name and password" in problems_found()[0]
    posted.settle(**mailbox(box, mail_imap_sent="Nei"))
    assert "folder 'Nei' cannot be read" in problems_found()[0]
