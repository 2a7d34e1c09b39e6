"""A new mail, or a returned one, that does not say which of ours it is about: laid on one that can be, never lost."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest

from cycle.application.delivery.staff_mail import GATE, coordinator_id
from cycle.application.replies.answers import reply_lines
from cycle.application.replies.inbox import read_inbox
from cycle.mail.outbox.dispatcher import intend
from tests.application.replies.test_inbox import NOW, put, services
from tests.application.replies.test_replies import MAILING, hear, row_of
from tests.desk import MAYOR, Desk
from tests.mail.arriving import answer, report
from tests.mail.conftest import SENDER

KARI = "kari@alver.example"
DAY = dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC)
"""When the first mail went: three days before what comes back, so that there is room between."""


@pytest.fixture
def write(memory):
    """Return what puts one more mail to Kari in the ledger and lets become of it what is named."""

    def mail(kind="invitasjon", *became, after=0, cycle="b/p/2027", who="kari", address=KARI):
        at = DAY + dt.timedelta(hours=after)
        row = intend(
            secret=b"s", sender=SENDER, cycle=cycle, kind=kind, recipient=who, address=address, content="c", at=at
        )
        memory.outbox.enqueue([row], now=at)
        found = memory.outbox.rows(cycle=cycle, kind=kind)[-1]
        for state in became:
            if state == "sending":
                memory.outbox.mark_sending(found.id, sha256="s", now=at)
            elif state == "withdrawn":
                memory.outbox.withdraw(cycle=cycle, kind=kind, keep=(), who="x", now=at)
            elif state == "resent":
                memory.outbox.resolve(found.id, as_="resend", who="x", why="x", now=at)
            else:
                memory.outbox.settle(found.id, state, now=at)
        return memory.outbox.row(found.id)

    return mail


SENT = ("sending", "sent")


def by_kari(row, *, date="Mon, 23 Nov 2026 10:00:00 +0000") -> bytes:
    said = "Eg kjem ikkje på møtet."
    headers = {"In-Reply-To": "", "Subject": "Forfall til partnarskapsmøtet", "From": KARI, "Date": date}
    return answer(row, said, headers=headers)


def heard(memory, tmp_path, *mails) -> list[tuple[str, str, str, str]]:
    read_inbox(services(memory, tmp_path), folder=put(tmp_path / "in", *mails))
    years = {row.cycle for row in memory.outbox.rows()}
    return [
        (entry.cycle, entry.recipient, entry.kind, entry.what) for year in years for entry in memory.replies.of(year)
    ]


LATER = {
    "queued": ("folgebrev", (), {}),
    "tried": ("folgebrev", ("sending", "queued"), {"after": 100}),
    "withdrawn": ("folgebrev", ("withdrawn",), {}),
    "stopped here": ("folgebrev", ("failed",), {}),
    "sent after it was written": ("folgebrev", SENT, {"after": 100}),
    "refused after it was written": ("folgebrev", ("refused",), {"after": 100}),
    "two in a row": ("paminning", (), {}),
    "to who runs the year": (
        f"{GATE}.plan",
        SENT,
        {"who": coordinator_id(KARI)},
    ),
    "a reminder to who runs the year, queued": ("minne.2026-11-22", (), {"who": coordinator_id(KARI)}),
    "a rehearsal": ("folgebrev@folder", SENT, {}),
    "a rehearsal of another year": ("invitasjon@folder", SENT, {"cycle": "b/p/2028"}),
}


@pytest.mark.parametrize("later", LATER)
def test_a_new_mail_is_laid_on_the_newest_that_she_can_have_got(later, write, memory, tmp_path):
    row = write("invitasjon", *SENT)
    kind, became, more = LATER[later]
    write(kind, *became, **{"after": 2, **more})
    if later == "two in a row":
        write("endring", after=3)
    assert heard(memory, tmp_path, by_kari(row)) == [("b/p/2027", "kari", "invitasjon", "concerns")]


@pytest.mark.parametrize("later", LATER)
def test_a_returned_mail_without_a_token_is_laid_on_the_newest_that_can_have_come_back(later, write, memory, tmp_path):
    row = write("invitasjon", *SENT)
    kind, became, more = LATER[later]
    write(kind, *became, **{"after": 2, **more})
    if later == "two in a row":
        write("endring", after=3)
    back = report(row, with_headers=False).replace(b"25 Nov", b"23 Nov")
    assert heard(memory, tmp_path, back) == [("b/p/2027", "kari", "invitasjon", "returned")]


def test_a_mail_that_goes_again_has_gone_before(write, memory, tmp_path):
    write("invitasjon", *SENT)
    row = write("folgebrev", "sending", "uncertain", "resent", after=2)
    assert heard(memory, tmp_path, by_kari(row)) == [("b/p/2027", "kari", "folgebrev", "concerns")]


def test_who_has_heard_of_the_meeting_before_her_letter_goes_is_heard(write, memory, tmp_path):
    row = write("invitasjon")
    assert heard(memory, tmp_path, by_kari(row)) == [("b/p/2027", "kari", "invitasjon", "concerns")]
    back = report(row, with_headers=False, message_id="back@x.example").replace(b"25 Nov", b"23 Nov")
    found = read_inbox(services(memory, tmp_path), folder=put(tmp_path / "more", back))
    assert found.counts == Counter(unknown=1), "what has not gone has not come back"


def test_a_new_mail_is_about_the_year_at_work_and_not_the_one_before(write, memory, tmp_path):
    write("takk", *SENT, cycle="b/p/2026")
    row = write("invitasjon", after=2)
    assert heard(memory, tmp_path, by_kari(row)) == [("b/p/2027", "kari", "invitasjon", "concerns")]


def test_a_new_mail_from_before_the_year_is_about_the_one_before(write, memory, tmp_path):
    write("takk", *SENT, cycle="b/p/2026")
    row = write("invitasjon", *SENT, after=24 * 4)
    assert heard(memory, tmp_path, by_kari(row)) == [("b/p/2026", "kari", "takk", "concerns")]


def test_an_address_that_is_hers_too_is_heard_while_a_dispatch_waits(write, memory, tmp_path):
    row = write("invitasjon", *SENT)
    write("folgebrev", after=2)
    memory.replies.decide_whose("kari", "privat@kari.example", community="b", theirs=True, who="x", now=NOW)
    mail = by_kari(row).replace(KARI.encode(), b"privat@kari.example")
    assert heard(memory, tmp_path, mail) == [("b/p/2027", "kari", "invitasjon", "concerns")]


def test_an_address_that_is_hers_in_one_community_is_nobodys_in_another(write, memory, tmp_path):
    row = write("invitasjon", *SENT)
    write("invitasjon", *SENT, after=2, cycle="tvilling/p/2027", address="kari@osteroy.example")  # of the same name
    mail = by_kari(row).replace(KARI.encode(), b"privat@kari.example")
    memory.replies.decide_whose("kari", "privat@kari.example", community="b", theirs=True, who="x", now=NOW)
    assert heard(memory, tmp_path, mail) == [("b/p/2027", "kari", "invitasjon", "concerns")]
    memory.replies.decide_whose("kari", "privat@kari.example", community="tvilling", theirs=False, who="x", now=NOW)
    assert memory.replies.addresses("b") == {"kari": {"privat@kari.example": True}}, "the other said nothing of her"
    assert memory.replies.addresses("tvilling") == {"kari": {"privat@kari.example": False}}
    assert memory.replies.decided_whose("kari", community="c", who="x", since=NOW) == {}


def test_what_she_writes_while_the_next_letter_waits_is_asked_about(desk: Desk) -> None:
    desk.walk(to=MAILING)
    desk.moment += dt.timedelta(days=3)
    row = row_of(desk, MAYOR.name)
    held = intend(
        secret=b"s", sender=SENDER, cycle=row.cycle, kind="folgebrev@folder", recipient=row.recipient,
        address=row.address, content="c", at=row.date + dt.timedelta(minutes=1),
    )  # fmt: skip
    desk.services.memory.outbox.enqueue([held], now=desk.moment)
    hear(desk, answer(row, "Eg kjem ikkje.", headers={"In-Reply-To": "", "Subject": "Forfall til partnarskapsmøtet"}))
    (line,) = (line for line in reply_lines(desk.cycle()) if line.name == MAYOR.name)
    assert (line.reply_state.stand, [matter.proposes for matter in line.matters]) == ("wrote", ["declined"])
