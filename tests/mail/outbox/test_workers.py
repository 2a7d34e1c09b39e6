"""Several connections empty one queue: everyone once, few commits, and all stop together."""

from __future__ import annotations

import datetime as dt
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator

import pytest
from sqlalchemy import event

from cycle.errors import StoreError, Unavailable
from cycle.mail.message.mail import Mail
from cycle.mail.outbox.connection_pool import REFUSED_LEAST
from cycle.mail.outbox.dispatcher import Tally, dispatch
from cycle.mail.transport import local_server as postoffice
from cycle.mail.transport.maildir import received
from cycle.mail.transport.rate_limit import Pace
from cycle.mail.transport.smtp import MailServer, Smtp
from cycle.model import OutboxRow
from tests.mail.outbox.test_outbox import NOON, Clock, letter, states


@pytest.fixture
def office(tmp_path):
    office = postoffice.start(tmp_path / "post")
    yield office
    office.stop()


def connections(office: postoffice.PostOffice, number: int = 4) -> list[Smtp]:
    return [Smtp(MailServer(host=office.host, port=office.port, security="none")) for _ in range(number)]


def send(box, carriers, **more) -> Tally:
    return dispatch(box, carrier=carriers[0], others=carriers[1:], build=letter, now=Clock(), **more)


def test_four_connections_give_everyone_one_letter_in_fewer_commits_than_mails(box, office, rows):
    box.enqueue(rows(80), now=NOON)
    commits = []
    event.listen(box.engine, "commit", commits.append)
    assert send(box, connections(office)) == Tally(sent=80)
    got = Counter(mail.to for mail in received(office.folder))
    assert got == {f"p{number}@kommune.example": 1 for number in range(1, 81)}
    assert states(box) == ["sent"] * 80
    assert [[event.state for event in box.events(row.id)] for row in box.rows()] == [["queued", "sending", "sent"]] * 80
    assert len(commits) < 80


def test_every_answer_ends_in_its_own_state_whichever_connection_got_it(box, rows, fault_server, reach):
    chance = random.Random(20270218)
    answers = ["550 5.1.1 no such user"] * 6 + ["450 4.2.2 full"] * 6 + ["250 ok"] * 48
    chance.shuffle(answers)
    server = fault_server(rcpt=list(answers))
    box.enqueue(rows(60), now=NOON)
    assert send(box, [Smtp(reach(server)) for _ in range(3)]) == Tally(sent=48, refused=6, postponed=6)
    assert Counter(states(box)) == {"sent": 48, "refused": 6, "queued": 6}
    assert Counter(recipient for _, recipient, _ in server.kept).most_common(1)[0][1] == 1


def test_a_lost_answer_leaves_one_mail_in_doubt_and_the_other_connections_go_on(box, rows, fault_server, reach):
    server = fault_server(dot=["keep|drop"])
    box.enqueue(rows(20), now=NOON)
    assert send(box, [Smtp(reach(server)) for _ in range(3)]) == Tally(sent=19, uncertain=1)
    assert len(server.kept) == 20


def test_a_provider_that_takes_one_connection_gets_all_the_mail_over_that_one(box, rows, fault_server, reach):
    server = fault_server(connect=["220 ok", "421 4.7.0 too many connections", "421 4.7.0 too many connections"])
    box.enqueue(rows(20), now=NOON)
    assert send(box, [Smtp(reach(server)) for _ in range(3)]).sent == 20


def test_a_server_that_is_down_stops_every_connection_and_marks_nobody(box, rows, fault_server, reach):
    server = fault_server(connect=["554 no service"] * 99)
    box.enqueue(rows(9), now=NOON)
    before = box.rows()
    with pytest.raises(Unavailable):
        send(box, [Smtp(reach(server)) for _ in range(3)])
    assert box.rows() == before


def test_a_ledger_that_cannot_be_written_sends_nothing_more(box, rows, fault_server, reach):
    """A full disk: the mark before the dot fails, so the mail is not handed over."""
    server = fault_server()
    box.enqueue(rows(12), now=NOON)

    def full(connection) -> None:
        raise OSError(28, "No space left on device")

    event.listen(box.engine, "commit", full)
    with pytest.raises(OSError, match="No space left"):
        send(box, [Smtp(reach(server)) for _ in range(3)])
    event.remove(box.engine, "commit", full)
    assert server.kept == []
    assert states(box) == ["queued"] * 12


def test_the_limit_holds_for_all_connections_together(box, office, rows):
    box.enqueue(rows(30), now=NOON)
    assert send(box, connections(office), limit=7) == Tally(sent=7, stopped=True)
    assert box.counts()["sent"] == len(received(office.folder)) == 7


def test_stop_means_no_new_mail_on_any_connection(box, office, rows):
    box.enqueue(rows(60), now=NOON)
    tally = send(box, connections(office), stop=lambda: len(received(office.folder)) >= 5)
    assert tally.stopped
    assert 5 <= tally.sent <= 5 + 4
    assert box.counts()["sending"] == 0


def test_who_waits_for_a_turn_when_a_mailing_is_stopped_is_woken_and_sends_no_mail(box, office, rows):
    box.enqueue(rows(20), now=NOON)
    tally = send(
        box, connections(office), stop=lambda: bool(received(office.folder)), pace=Pace(per_minute=0.1)
    )  # the others would have their turns after ten, twenty and thirty minutes
    assert tally == Tally(sent=1, stopped=True)
    assert len(received(office.folder)) == 1
    assert Counter(states(box)) == {"sent": 1, "queued": 19}


def test_a_limit_lets_those_who_wait_for_their_turn_send_what_is_theirs(box, office, rows):
    box.enqueue(rows(20), now=NOON)
    tally = send(box, connections(office), limit=4, pace=Pace(per_minute=600))
    assert tally == Tally(sent=4, stopped=True)


@pytest.fixture
def ctrl_c() -> Iterator[None]:
    """Let Ctrl-C be heard here, also where the tests run in the background and it is ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("ctrl_c")
@pytest.mark.parametrize("number", [1, 4])
def test_ctrl_c_lets_the_mails_under_way_be_finished_before_the_ledger_is_let_go(box, office, rows, number):
    """A run that is cancelled in Prefect gets its error in the same place."""
    box.enqueue(rows(60), now=NOON)
    asked = []

    def built(row: OutboxRow) -> Mail:
        asked.append(row.id)
        if len(asked) == 5:
            signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)
        if len(asked) >= 5:
            time.sleep(0.2)  # still at it when the others have ended
        return letter(row)

    carriers = connections(office, number)
    with pytest.raises(KeyboardInterrupt):
        dispatch(box, carrier=carriers[0], others=carriers[1:], build=built, now=Clock())
    assert [thread.name for thread in threading.enumerate() if thread.name.startswith("mail")] == []
    counts = box.counts()
    assert (counts["sending"], counts["sent"], counts["queued"]) == (0, len(asked), 60 - len(asked))
    assert len(received(office.folder)) == len(asked)


@pytest.mark.usefixtures("ctrl_c")
def test_ctrl_c_wakes_who_waits_for_a_turn(box, office, rows):
    box.enqueue(rows(8), now=NOON)

    def built(row: OutboxRow) -> Mail:
        signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)
        return letter(row)

    carriers = connections(office, 2)
    with pytest.raises(KeyboardInterrupt):
        dispatch(box, carrier=carriers[0], others=carriers[1:], build=built, now=Clock(), pace=Pace(per_minute=0.1))
    assert Counter(states(box)) == {"sent": 1, "queued": 7}


# --- The breaker ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 3])
def test_too_many_refusals_stop_the_mailing(box, rows, fault_server, reach, number):
    server = fault_server(rcpt=["550 5.7.515 sender not trusted"] * 99)
    box.enqueue(rows(40), now=NOON)
    tally = send(box, [Smtp(reach(server)) for _ in range(number)])
    assert tally.tripped
    assert tally.stopped
    assert REFUSED_LEAST <= tally.refused <= REFUSED_LEAST + number
    assert server.kept == []


def test_a_few_wrong_addresses_stop_nothing(box, rows, fault_server, reach):
    server = fault_server(rcpt=["550 5.1.1 no such user", *["250 ok"] * 9] * 4)
    box.enqueue(rows(40), now=NOON)
    assert send(box, [Smtp(reach(server))]) == Tally(sent=36, refused=4)


# --- The pace -------------------------------------------------------------------------------------------------------


class Wait:
    """A clock that only moves when somebody waits."""

    def __init__(self) -> None:
        self.now, self.waits = 0.0, []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.waits.append(round(seconds, 3))
        self.now += seconds


def test_thirty_a_minute_is_one_every_other_second(box, office, rows):
    wait = Wait()
    box.enqueue(rows(5), now=NOON)
    send(box, connections(office, 1), pace=Pace(per_minute=30, clock=wait, sleep=wait.sleep))
    assert wait.waits == [2.0] * 4


def test_a_server_that_says_too_fast_is_met_at_half_the_pace_and_then_slowly_faster() -> None:
    wait = Wait()
    pace = Pace(per_minute=60, clock=wait, sleep=wait.sleep)
    pace.turned_away()
    assert pace.per_minute == 30
    pace.turned_away()
    assert pace.per_minute == 15
    for _ in range(9):
        pace.accepted()
    assert pace.per_minute == pytest.approx(42)
    for _ in range(99):
        pace.accepted()
    assert pace.per_minute == 60


def test_without_a_limit_nobody_waits_until_the_server_says_so() -> None:
    wait = Wait()
    pace = Pace(clock=wait, sleep=wait.sleep)
    for _ in range(3):
        pace.wait(threading.Event())
    assert wait.waits == []
    pace.turned_away()
    pace.wait(threading.Event())
    pace.wait(threading.Event())
    assert wait.waits == [0.2]


def test_an_answer_of_too_fast_slows_the_dispatch_down(box, rows, fault_server, reach):
    wait = Wait()
    server = fault_server(rcpt=["432 4.3.2 concurrent connections exceeded"])
    box.enqueue(rows(3), now=NOON)
    pace = Pace(per_minute=60, clock=wait, sleep=wait.sleep)
    assert send(box, [Smtp(reach(server))], pace=pace) == Tally(sent=2, postponed=1)
    assert pace.per_minute == pytest.approx(36)


@pytest.mark.parametrize(
    ("step", "answer", "slower"),
    [
        ("mail", "421 4.3.2 too many connections", True),
        ("mail", "432 4.3.2 concurrent connections exceeded", True),
        ("rcpt", "451 4.7.1 try again later", True),
        ("rcpt", "452 4.2.2 mailbox full", False),
        ("rcpt", "450 4.1.8 no such domain just now", False),
    ],
)
def test_only_what_is_said_about_our_pace_slows_us_down(step, answer, slower, box, rows, fault_server, reach):
    wait = Wait()
    server = fault_server(**{step: [answer] * 2})
    box.enqueue(rows(4), now=NOON)
    pace = Pace(per_minute=60, clock=wait, sleep=wait.sleep)
    put_off = 1 if answer.startswith("421") else 2  # the first 421 ends an open connection, and the mail is tried again
    assert send(box, [Smtp(reach(server))], pace=pace) == Tally(sent=4 - put_off, postponed=put_off)
    assert (pace.per_minute < 60) == slower


def test_a_move_that_is_not_allowed_fails_alone_and_is_told_at_the_end(box, rows):
    box.enqueue(rows(2), now=NOON)
    with box.writing(senders=1) as writer:
        writer.mark_sending(1, sha256="a", now=NOON)
        writer.settle(2, "sent", now=NOON)  # it was never marked
        writer.settle(1, "sent", now=NOON)
        with pytest.raises(StoreError, match="outbox 2: cannot become sent"):
            writer.flush()
    assert states(box) == ["sent", "queued"]


def test_a_clock_that_jumps_back_sends_nobody_twice(box, office, rows):
    box.enqueue(rows(4), now=NOON)
    clock = Clock()
    send(box, connections(office, 2))
    clock.now -= dt.timedelta(days=400)
    assert dispatch(box, carrier=connections(office, 1)[0], build=letter, now=clock) == Tally()
    assert [row.date for row in box.rows()] == [NOON] * 4
