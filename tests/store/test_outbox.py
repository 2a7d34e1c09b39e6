"""The ledger of mails: intended once, moved only as allowed, never forgotten."""

from __future__ import annotations

import datetime as dt
import itertools
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from cycle.errors import BusyError, StoreError
from cycle.model import OUTBOX_TRANSITIONS, OutboxRow
from cycle.store.database import open_database
from cycle.store.mails.outbox import Enqueued, Outbox
from tests.kept import open_new_database
from tests.outboxes import to_be_killed, wait_until_it_let_go

CYCLE = "bergensomradet/partnarskapsmote/2027"
NOON = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)


def mail(
    person: str, *, kind: str = "invitasjon", content: str = "v1", address: str = "", cycle: str = CYCLE
) -> OutboxRow:
    key = f"{cycle}-{kind}-{person}"
    return OutboxRow(
        id=0,
        cycle=cycle,
        kind=kind,
        recipient=person,
        address=address or f"{person}@kommune.example",
        message_id=f"<{key}@helsefellesskapet.example>",
        token=key,
        date=NOON,
        content=content,
        state="queued",
    )


def states(box: Outbox) -> dict[str, str]:
    return {row.recipient: row.state for row in box.rows()}


def test_queueing_the_same_invitations_twice_gives_each_person_one_mail(box):
    letters = [mail("kari"), mail("ola"), mail("kari", kind="folgebrev")]
    assert box.enqueue(letters, now=NOON) == Enqueued(new=3)
    assert box.enqueue(letters, now=NOON) == Enqueued(kept=3)
    assert [(row.recipient, row.kind) for row in box.rows()] == [
        ("kari", "invitasjon"),
        ("ola", "invitasjon"),
        ("kari", "folgebrev"),
    ]


def test_a_mail_that_a_sender_takes_while_it_is_queued_anew_is_not_taken_from_it(box, monkeypatch):
    """PostgreSQL lets the sender in between the look and the write."""
    box.enqueue([mail("kari")], now=NOON)
    stale = box.rows()
    box.mark_sending(stale[0].id, sha256="a", now=NOON)
    with monkeypatch.context() as patch:
        patch.setattr("cycle.store.mails.outbox.outbox_rows", lambda *_, **__: stale)
        assert box.enqueue([mail("kari", content="v2")], now=NOON) == Enqueued(kept=1)
    assert states(box) == {"kari": "sending"}


def test_a_mail_keeps_its_message_id_and_date_when_its_content_changes_before_it_is_sent(box):
    box.enqueue([mail("kari")], now=NOON)
    before = box.rows()[0]
    later = NOON + dt.timedelta(days=1)
    changed = OutboxRow(**{**_fields(mail("kari", content="v2", address="ny@kommune.example")), "date": later})
    assert box.enqueue([changed], now=later) == Enqueued(updated=1)
    after = box.rows()[0]
    assert (after.message_id, after.date, after.id) == (before.message_id, before.date, before.id)
    assert (after.content, after.address, after.state) == ("v2", "ny@kommune.example", "queued")


@pytest.mark.parametrize("state", ["sending", "sent", "refused", "failed", "uncertain"])
def test_a_mail_under_way_or_done_is_left_alone_when_it_is_queued_again(state, box):
    box.enqueue([mail("kari")], now=NOON)
    bring(box, 1, state)
    before = box.rows()
    assert box.enqueue([mail("kari", content="v2")], now=NOON) == Enqueued(kept=1)
    assert box.rows() == before


def test_someone_who_left_the_list_before_the_mail_went_gets_none_and_may_come_back(box):
    letters = [mail("kari"), mail("ola")]
    box.enqueue(letters, now=NOON)
    assert box.withdraw(cycle=CYCLE, kind="invitasjon", keep={"kari"}, who="ny liste", now=NOON) == 1
    assert states(box) == {"kari": "queued", "ola": "failed"}
    assert box.enqueue(letters, now=NOON) == Enqueued(updated=1, kept=1)
    assert states(box) == {"kari": "queued", "ola": "queued"}


def test_a_mail_that_is_out_is_not_taken_back(box):
    box.enqueue([mail("kari")], now=NOON)
    bring(box, 1, "sent")
    assert box.withdraw(cycle=CYCLE, kind="invitasjon", keep=(), who="ny liste", now=NOON) == 0
    assert states(box) == {"kari": "sent"}


def test_a_postponed_mail_waits_for_its_time(box):
    box.enqueue([mail("kari"), mail("ola")], now=NOON)
    at_one = NOON + dt.timedelta(hours=1)
    box.settle(1, "queued", now=NOON, code=451, text="4.7.1 greylisted", not_before=at_one)
    assert [row.recipient for row in box.due(now=NOON, limit=9)] == ["ola"]
    assert [row.recipient for row in box.due(now=at_one, limit=9)] == ["kari", "ola"]
    assert box.row(1).attempt == 1


def test_due_mails_are_those_of_one_year_and_dispatch(box):
    box.enqueue([mail("kari"), mail("kari", kind="folgebrev"), mail("kari", cycle="another")], now=NOON)
    assert [row.id for row in box.due(now=NOON, limit=9, cycle=CYCLE, kind="folgebrev")] == [2]
    assert [row.id for row in box.due(now=NOON, limit=2)] == [1, 2]


def test_counts_name_every_state(box):
    box.enqueue([mail("kari"), mail("ola"), mail("per")], now=NOON)
    bring(box, 1, "sent")
    assert box.counts(cycle=CYCLE) == {
        "queued": 2,
        "sending": 0,
        "sent": 1,
        "refused": 0,
        "failed": 0,
        "uncertain": 0,
    }


def test_after_a_crash_what_was_being_sent_is_in_doubt_and_nothing_else(box):
    box.enqueue([mail(name) for name in ("kari", "ola", "per", "ada", "eva")], now=NOON)
    for number, state in enumerate(("sending", "sent", "refused", "failed"), start=1):
        bring(box, number, state)
    assert box.recover(now=NOON) == 1
    assert states(box) == {"kari": "uncertain", "ola": "sent", "per": "refused", "ada": "failed", "eva": "queued"}
    assert [row.recipient for row in box.doubtful()] == ["kari"]


def test_a_persons_answer_is_kept_with_name_and_reason(box):
    box.enqueue([mail("kari")], now=NOON)
    bring(box, 1, "uncertain")
    box.resolve(1, as_="sent", who="Anne", why="Kari har fått brevet", now=NOON)
    last = box.events(1)[-1]
    assert (box.row(1).state, last.state, last.who, last.text) == ("sent", "sent", "Anne", "Kari har fått brevet")


def test_a_corrected_address_goes_out_again_with_the_same_message_id(box):
    box.enqueue([mail("kari")], now=NOON)
    bring(box, 1, "refused")
    before = box.row(1)
    box.resolve(1, as_="resend", who="Anne", why="skrivefeil", now=NOON, address="kari@alver.example")
    after = box.row(1)
    assert (after.state, after.address, after.attempt) == ("queued", "kari@alver.example", 0)
    assert (after.message_id, after.date) == (before.message_id, before.date)


@pytest.mark.parametrize(
    ("state", "answer"),
    [
        ("queued", "sent"),
        ("queued", "resend"),
        ("sending", "sent"),
        ("sending", "resend"),
        ("sent", "sent"),
        ("sent", "resend"),
        ("refused", "sent"),
        ("failed", "sent"),
    ],
)
def test_nobody_can_decide_on_a_mail_that_is_not_in_doubt(state, answer, box):
    box.enqueue([mail("kari")], now=NOON)
    bring(box, 1, state)
    before = box.row(1), box.events(1)
    with pytest.raises(StoreError, match="outbox 1: cannot become"):
        box.resolve(1, as_=answer, who="Anne", why="", now=NOON)
    assert (box.row(1), box.events(1)) == before


def test_an_answer_for_several_mails_is_taken_by_all_of_them_or_by_none(box):
    box.enqueue([mail("kari"), mail("ola"), mail("liv"), mail("per")], now=NOON)
    bring(box, 1, "uncertain")
    bring(box, 3, "uncertain")
    with pytest.raises(StoreError, match=r"^outbox 2: cannot become sent, it is queued.*; outbox 4: cannot become"):
        box.resolve(1, 2, 3, 4, as_="sent", who="Anne", why="Ringde", now=NOON)
    assert [row.state for row in box.rows()] == ["uncertain", "queued", "uncertain", "queued"]
    box.resolve(1, 3, as_="sent", who="Anne", why="Ringde", now=NOON)
    assert [row.state for row in box.rows()] == ["sent", "queued", "sent", "queued"]
    assert [(box.events(number)[-1].who, box.events(number)[-1].text) for number in (1, 3)] == [("Anne", "Ringde")] * 2


def test_a_row_that_does_not_exist_says_how_to_find_one(box):
    with pytest.raises(StoreError, match="outbox 7: there is no such mail; `cycle outbox YEAR` lists them"):
        box.row(7)


@pytest.mark.parametrize(("source", "target"), list(itertools.product(OUTBOX_TRANSITIONS, OUTBOX_TRANSITIONS)))
def test_a_mail_moves_only_as_the_table_says(source, target, box):
    box.enqueue([mail("kari")], now=NOON)
    bring(box, 1, source)
    allowed = target in OUTBOX_TRANSITIONS[source] or (source, target) == ("queued", "queued")
    if target == "sending":
        move = lambda: box.mark_sending(1, sha256="x", now=NOON)  # noqa: E731
    else:
        move = lambda: box.settle(1, target, now=NOON)  # noqa: E731
    if allowed:
        move()
        assert box.row(1).state == target
    else:
        with pytest.raises(StoreError, match=f"cannot become {target}, it is {source}"):
            move()
        assert box.row(1).state == source


def test_two_dispatchers_never_work_at_once(box):
    other = Outbox(box.engine)
    with box.alone(), pytest.raises(BusyError, match="another dispatcher is at work"), other.alone():
        pass
    with other.alone():
        pass


def test_a_dispatcher_that_was_killed_leaves_no_lock(box, database_url):
    program = (
        "import sys, time\n"
        "from cycle.store.database import open_database\n"
        "from cycle.store.mails.outbox import Outbox\n"
        f"with Outbox(open_database('{to_be_killed(database_url)}')).alone():\n"
        "    print('held', flush=True)\n"
        "    time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout.readline() == "held\n"
        with pytest.raises(BusyError), box.alone():
            pass
        other.kill()
    wait_until_it_let_go(database_url)
    with box.alone():
        pass


def test_the_mark_before_the_dot_is_in_the_file_when_it_returns(tmp_path):
    first = open_database(f"sqlite:///{tmp_path}/cycle.sqlite")
    box = Outbox(first)
    box.enqueue([mail("kari")], now=NOON)
    box.mark_sending(1, sha256="abc", now=NOON)
    copy = Path(tmp_path, "copy.sqlite")
    for suffix in ("", "-wal"):  # by another process: a second handle here would let go of the locks of the first
        subprocess.run(["cp", f"{tmp_path}/cycle.sqlite{suffix}", f"{copy}{suffix}"], check=True)
    engine = open_database(f"sqlite:///{copy}")
    row = Outbox(engine).row(1)
    engine.dispose()
    first.dispose()
    assert (row.state, row.sha256) == ("sending", "abc")


class _EveryLife(RuleBasedStateMachine):
    """Whatever is tried on a mail, its state is the one its last event says, and every event was allowed."""

    def __init__(self) -> None:
        super().__init__()
        self.box = Outbox(open_new_database())
        self.box.enqueue([mail("kari")], now=NOON)

    def teardown(self) -> None:
        self.box.engine.dispose()

    @rule(state=st.sampled_from(sorted(OUTBOX_TRANSITIONS)))
    def settle(self, state: str) -> None:
        self._try(lambda: self.box.settle(1, state, now=NOON))

    @rule()
    def mark(self) -> None:
        self._try(lambda: self.box.mark_sending(1, sha256="x", now=NOON))

    @rule(answer=st.sampled_from(["sent", "resend"]))
    def resolve(self, answer: str) -> None:
        self._try(lambda: self.box.resolve(1, as_=answer, who="Anne", why="x", now=NOON))

    @rule()
    def crash(self) -> None:
        self.box.recover(now=NOON)

    @rule(content=st.sampled_from(["v1", "v2"]))
    def queue_again(self, content: str) -> None:
        self.box.enqueue([mail("kari", content=content)], now=NOON)

    @invariant()
    def every_step_was_allowed(self) -> None:
        path = [event.state for event in self.box.events(1)]
        assert path[0] == "queued"
        for source, target in itertools.pairwise(path):
            assert target in OUTBOX_TRANSITIONS[source] or (source, target) == ("queued", "queued")
        assert self.box.row(1).state == path[-1]

    @invariant()
    def nothing_is_sent_again_after_it_was_sent(self) -> None:
        path = [event.state for event in self.box.events(1)]
        assert "sent" not in path[:-1]

    @staticmethod
    def _try(move) -> None:
        with suppress(StoreError):
            move()


TestEveryLifeOfAMail = _EveryLife.TestCase
TestEveryLifeOfAMail.settings = settings(max_examples=25, stateful_step_count=20, deadline=None)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["invitasjon", "folgebrev"])), max_size=20))
def test_however_often_people_are_queued_each_has_one_mail_of_a_kind(wanted):
    engine = open_new_database()
    box = Outbox(engine)
    for person, kind in wanted:
        box.enqueue([mail(person, kind=kind)], now=NOON)
    assert sorted((row.recipient, row.kind) for row in box.rows()) == sorted(set(wanted))
    engine.dispose()


def bring(box: Outbox, row_id: int, state: str) -> None:
    """Walk a queued row to a state the way a dispatcher does."""
    if state in {"sending", "sent", "uncertain"}:
        box.mark_sending(row_id, sha256="x", now=NOON)
    if state in {"sent", "uncertain", "refused", "failed"}:
        box.settle(row_id, state, now=NOON, code=250 if state == "sent" else None)


def _fields(row: OutboxRow) -> dict[str, object]:
    return {name: getattr(row, name) for name in OutboxRow.__slots__}
