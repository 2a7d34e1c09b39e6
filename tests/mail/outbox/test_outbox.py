"""Everyone exactly once: dispatching through good, bad and dying servers."""

from __future__ import annotations

import datetime as dt
import random
import subprocess
import sys
import textwrap
import time
from collections import Counter
from pathlib import Path

import pytest

from cycle.errors import BusyError, Problem, Refused, TemplateError, Unavailable
from cycle.mail.message.composer import build
from cycle.mail.message.mail import Mail
from cycle.mail.message.sender import Sender
from cycle.mail.outbox.dispatcher import ATTEMPTS, Reconciled, Tally, dispatch, may_be_arriving, reconcile
from cycle.mail.transport import local_server as postoffice
from cycle.mail.transport.guard import Folder, Guard
from cycle.mail.transport.maildir import found_in, make_maildir, received
from cycle.mail.transport.smtp import MailServer, Smtp
from cycle.model import OutboxRow
from cycle.store.database import open_database
from cycle.store.mails.outbox import Outbox
from tests.outboxes import to_be_killed, wait_until_it_let_go

NOON = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)
SENDER = Sender(name="Samarbeidssekretariatet", address="post@helsefellesskapet.example")


def letter(row: OutboxRow) -> Mail:
    return build(row, sender=SENDER, name="Kari", subject="Invitasjon", text="Hei", html="<p>Hei</p>")


@pytest.fixture
def office(tmp_path):
    office = postoffice.start(tmp_path / "post")
    yield office
    office.stop()


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> dt.datetime:
        return self.now


def states(box: Outbox) -> list[str]:
    return [row.state for row in box.rows()]


def copies(folder: Path) -> Counter[str]:
    return Counter(mail.to for mail in received(folder))


def to(office: postoffice.PostOffice) -> Smtp:
    return Smtp(MailServer(host=office.host, port=office.port, security="none"))


def test_sixty_people_get_one_letter_each(box, office, rows):
    box.enqueue(rows(60), now=NOON)
    assert dispatch(box, carrier=to(office), build=letter, now=Clock()) == Tally(sent=60)
    assert copies(office.folder) == {f"p{number}@kommune.example": 1 for number in range(1, 61)}
    assert dispatch(box, carrier=to(office), build=letter, now=Clock()) == Tally()
    assert box.counts()["sent"] == len(received(office.folder)) == 60


def test_the_hash_on_the_row_is_that_of_the_bytes_that_went(box, rows, fault_server, reach):
    import hashlib

    server = fault_server()
    box.enqueue(rows(1), now=NOON)
    dispatch(box, carrier=Smtp(reach(server)), build=letter, now=Clock())
    assert box.row(1).sha256 == hashlib.sha256(server.kept[0][2]).hexdigest()


def test_a_server_that_is_down_leaves_every_row_untouched(box, rows, fault_server, reach):
    server = fault_server(connect=["554 no service"] * 9)
    box.enqueue(rows(3), now=NOON)
    before = box.rows()
    with pytest.raises(Unavailable):
        dispatch(box, carrier=Smtp(reach(server)), build=letter, now=Clock())
    assert box.rows() == before


def test_each_answer_ends_in_its_own_state_and_the_others_go_on(box, rows, fault_server, reach):
    server = fault_server(rcpt=["250 ok", "550 5.1.1 no such user", "450 4.7.1 greylisted", "250 ok"])
    box.enqueue(rows(4), now=NOON)
    clock = Clock()
    tally = dispatch(box, carrier=Smtp(reach(server)), build=letter, now=clock)
    assert tally == Tally(sent=2, refused=1, postponed=1)
    assert states(box) == ["sent", "refused", "queued", "sent"]
    assert (box.row(2).code, box.row(2).text, box.row(3).attempt) == (550, "5.1.1 no such user", 1)
    assert dispatch(box, carrier=Smtp(reach(server)), build=letter, now=clock) == Tally()
    clock.now += dt.timedelta(minutes=1)
    assert dispatch(box, carrier=Smtp(reach(server)), build=letter, now=clock) == Tally(sent=1)
    assert states(box) == ["sent", "refused", "sent", "sent"]


def test_a_lost_answer_is_never_answered_by_sending_again(box, rows, fault_server, reach):
    server = fault_server(dot=["keep|drop"])
    box.enqueue(rows(2), now=NOON)
    clock = Clock()
    assert dispatch(box, carrier=Smtp(reach(server)), build=letter, now=clock) == Tally(uncertain=1, sent=1)
    clock.now += dt.timedelta(days=30)
    assert dispatch(box, carrier=Smtp(reach(server)), build=letter, now=clock) == Tally()
    assert (states(box), len(server.kept)) == (["uncertain", "sent"], 2)


def test_a_person_decides_and_the_letter_goes_again_with_the_same_message_id(box, rows, fault_server, reach):
    server = fault_server(dot=["drop"])
    box.enqueue(rows(1), now=NOON)
    dispatch(box, carrier=Smtp(reach(server)), build=letter, now=Clock())
    box.resolve(1, as_="resend", who="Anne", why="Kari har ikkje fått brevet", now=NOON)
    assert dispatch(box, carrier=Smtp(reach(server)), build=letter, now=Clock()) == Tally(sent=1)
    assert server.kept[0][2] == letter(rows(1)[0]).data


def test_one_letter_that_breaks_every_connection_does_not_hold_up_the_others(box, rows, fault_server, reach):
    server = fault_server(rcpt=["drop", "drop"])
    box.enqueue(rows(4), now=NOON)
    assert dispatch(box, carrier=Smtp(reach(server)), build=letter, now=Clock()) == Tally(postponed=1, sent=3)
    assert states(box) == ["queued", "sent", "sent", "sent"]


def test_a_server_that_dies_under_way_stops_the_dispatch_and_nobody_is_marked(box, rows, fault_server, reach):
    server = fault_server(mail=["250 ok", *["451 4.3.0 out of order"] * 20])
    box.enqueue(rows(9), now=NOON)
    with pytest.raises(Unavailable):
        dispatch(box, carrier=Smtp(reach(server)), build=letter, now=Clock())
    assert Counter(states(box)) == {"sent": 1, "queued": 8}
    assert [row.attempt for row in box.rows()] == [0, 1, 1, 1, 0, 0, 0, 0, 0]


def test_a_mail_turned_away_again_and_again_is_given_up_and_says_so(box, rows, fault_server, reach):
    server = fault_server(rcpt=["450 4.2.2 mailbox full"] * ATTEMPTS)
    box.enqueue(rows(1), now=NOON)
    clock, tallies = Clock(), []
    for _ in range(ATTEMPTS):
        tallies.append(dispatch(box, carrier=Smtp(reach(server)), build=letter, now=clock))
        clock.now += dt.timedelta(days=1)
    assert tallies == [Tally(postponed=1)] * (ATTEMPTS - 1) + [Tally(failed=1)]
    assert (box.row(1).state, box.row(1).text) == ("failed", "4.2.2 mailbox full")


def test_a_letter_that_cannot_be_built_stops_nobody_else(box, office, rows):
    def some(row: OutboxRow) -> Mail:
        if row.recipient == "p1":
            raise TemplateError([Problem(file="invitasjon.txt", where="", what="unknown field")])
        if row.recipient == "p2":
            raise Refused("the address cannot be used")
        return letter(row)

    box.enqueue(rows(3), now=NOON)
    assert dispatch(box, carrier=to(office), build=some, now=Clock()) == Tally(failed=1, refused=1, sent=1)
    assert states(box) == ["failed", "refused", "sent"]


def test_stop_means_no_new_letter(box, office, rows):
    box.enqueue(rows(5), now=NOON)
    tally = dispatch(box, carrier=to(office), build=letter, now=Clock(), stop=lambda: len(received(office.folder)) >= 2)
    assert tally == Tally(sent=2, stopped=True)


def test_the_first_few_can_go_before_the_rest(box, office, rows):
    box.enqueue(rows(5), now=NOON)
    assert dispatch(box, carrier=to(office), build=letter, now=Clock(), limit=2) == Tally(sent=2, stopped=True)
    assert dispatch(box, carrier=to(office), build=letter, now=Clock(), limit=9) == Tally(sent=3)


def test_one_dispatch_leaves_the_other_dispatches_of_the_year_alone(box, office, rows):
    box.enqueue([*rows(2), *rows(2, kind="folgebrev")], now=NOON)
    assert dispatch(box, carrier=to(office), build=letter, now=Clock(), kind="folgebrev") == Tally(sent=2)
    assert states(box) == ["queued", "queued", "sent", "sent"]


def test_a_second_dispatcher_is_turned_away(box, office, rows):
    box.enqueue(rows(1), now=NOON)
    with box.alone(), pytest.raises(BusyError):
        dispatch(box, carrier=to(office), build=letter, now=Clock())
    assert states(box) == ["queued"]


# --- After a crash --------------------------------------------------------------------------------------------------


def in_doubt(box: Outbox, rows: tuple[OutboxRow, ...]) -> None:
    box.enqueue(rows, now=NOON)
    for number in range(1, len(rows) + 1):
        box.mark_sending(number, sha256="x", now=NOON)
    box.recover(now=NOON)


def test_evidence_settles_what_a_crash_left_in_doubt(box, tmp_path, rows):
    in_doubt(box, rows(2))
    Folder(tmp_path / "out").send(letter(rows(1)[0]))
    assert reconcile(box, found_in(tmp_path / "out"), now=NOON) == Reconciled(sent=1, queued=1)
    assert states(box) == ["sent", "queued"]


def test_absence_counts_only_when_the_server_has_had_time_to_finish(box, tmp_path, rows):
    in_doubt(box, rows(1))
    make_maildir(tmp_path)
    nothing, grace = found_in(tmp_path), dt.timedelta(seconds=10)
    assert reconcile(box, nothing, now=NOON + dt.timedelta(seconds=9), grace=grace) == Reconciled(open=1)
    assert reconcile(box, nothing, now=NOON + dt.timedelta(seconds=10), grace=grace) == Reconciled(queued=1)


def test_a_doubt_from_before_the_clock_was_set_back_waits_for_nobody_and_is_not_guessed_at(box, tmp_path, rows):
    in_doubt(box, rows(1))
    make_maildir(tmp_path)
    earlier, grace = NOON - dt.timedelta(days=365), dt.timedelta(seconds=10)
    assert reconcile(box, found_in(tmp_path), now=earlier, grace=grace) == Reconciled(open=1)
    assert not may_be_arriving(box.row(1), now=earlier, grace=grace)
    assert may_be_arriving(box.row(1), now=NOON, grace=grace)


def test_a_folder_that_is_not_there_is_no_evidence(box, tmp_path, rows):
    in_doubt(box, rows(1))
    assert reconcile(box, found_in(tmp_path / "moved"), now=NOON) == Reconciled(open=1)


def test_without_evidence_a_person_is_asked(box, rows):
    in_doubt(box, rows(1))
    assert reconcile(box, lambda row: None, now=NOON) == Reconciled(open=1)
    assert states(box) == ["uncertain"]


class Killed(BaseException):
    """What a kill looks like from inside."""


class Dying:
    """A ledger that dies at its n-th call, before or after the commit."""

    def __init__(self, box: Outbox, at: int, after: bool) -> None:
        self._box, self._left, self._after = box, at, after

    def __getattr__(self, name: str):
        real = getattr(self._box, name)

        def call(*given, **named):
            self._left -= 1
            if self._left == 0 and not self._after:
                raise Killed
            answer = real(*given, **named)
            if self._left == 0:
                raise Killed
            return answer

        return call


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_crash_at_any_step_of_the_ledger_leaves_everyone_with_one_letter_in_the_folder(after, tmp_path, rows):
    """The same over SMTP, with senders that really die, is in `test_crash.py`."""
    steps = 0
    while True:
        steps += 1
        folder = tmp_path / f"out{steps}"
        engine = open_database(f"sqlite:///{tmp_path}/{steps}.sqlite")
        box = Outbox(engine)
        box.enqueue(rows(3, cycle=f"run {steps}"), now=NOON)
        carrier = Guard(folder=folder).carrier()
        try:
            dispatch(Dying(box, steps, after), carrier=carrier, build=letter, now=Clock())
            finished = True
        except Killed:
            finished = False
        dispatch(box, carrier=carrier, build=letter, now=Clock(), evidence=found_in(folder))
        assert states(box) == ["sent"] * 3, f"step {steps}"
        sent = Counter(mail.message_id for mail in received(folder))
        assert [sent[row.message_id] for row in box.rows()] == [1, 1, 1], f"step {steps}"
        engine.dispose()
        if finished:
            break
    assert steps > 9  # alone, recover, due, and mark and settle for each of three


DISPATCHER = """
    import datetime as dt, sys
    from cycle.mail.transport.guard import Guard
    from cycle.mail.transport.maildir import found_in
    from cycle.mail.message.composer import build
    from cycle.mail.message.sender import Sender
    from cycle.mail.outbox.dispatcher import dispatch
    from cycle.mail.transport.smtp import MailServer
    from cycle.model import PDF, Document
    from cycle.store.database import open_database
    from cycle.store.mails.outbox import Outbox
    from pathlib import Path

    database, folder, port = sys.argv[1:]
    sender = Sender(name="Samarbeidssekretariatet", address="post@helsefellesskapet.example")
    pdf = Document(name="Invitasjon.pdf", media_type=PDF, data=b"%PDF" + bytes(20_000))

    def letter(row):
        print("next", flush=True)
        return build(row, sender=sender, name="Kari", subject="Invitasjon", text="Hei", html="<p>Hei</p>",
                     attachments=[pdf])

    server = MailServer(host="127.0.0.1", port=int(port), security="none")
    guard = Guard(mode="allowlist", server=server, allow=(".example",))
    box = Outbox(open_database(database))
    now = lambda: dt.datetime.now(dt.UTC)
    dispatch(box, carrier=guard.carrier(), build=letter, now=now,
             evidence=found_in(Path(folder)), grace=dt.timedelta(seconds=0.5))
    print("doubtful", len(box.doubtful()), flush=True)
"""


@pytest.mark.campaign
def test_a_dispatcher_killed_again_and_again_leaves_everyone_with_one_letter(box, database_url, tmp_path, rows):
    """kill -9 in mid-flight, at places chosen by chance: the count of every mailbox is one, and every row says sent."""
    chance = random.Random(20270218)
    box.enqueue(rows(60), now=NOON)
    post = [
        sys.executable,
        "-m",
        "cycle.mail.transport.local_server",
        str(tmp_path / "post"),
        "--port",
        "0",
        "--delay",
        "0.02",
    ]
    with subprocess.Popen(post, stdout=subprocess.PIPE, text=True) as office:
        try:
            port = office.stdout.readline().split()[2]
            command = [sys.executable, "-c", textwrap.dedent(DISPATCHER)]
            arguments = [to_be_killed(database_url), str(tmp_path / "post"), port]
            kills = 0
            while True:
                with subprocess.Popen([*command, *arguments], stdout=subprocess.PIPE, text=True) as run:
                    last, end = "", chance.randint(3, 12) if kills < 6 else 0
                    for number, line in enumerate(run.stdout, start=1):
                        last = line
                        if number == end:
                            time.sleep(chance.uniform(0, 0.04))
                            run.kill()
                            kills += 1
                wait_until_it_let_go(database_url)
                if run.returncode == 0 and last == "doubtful 0\n":
                    break
                assert run.returncode in {0, -9}
                if run.returncode == 0:
                    time.sleep(0.5)  # the grace in which a server may still be finishing
        finally:
            office.terminate()
    assert kills == 6
    assert states(box) == ["sent"] * 60
    assert copies(tmp_path / "post") == {f"p{number}@kommune.example": 1 for number in range(1, 61)}
