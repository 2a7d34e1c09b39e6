"""What Postfix's log says about a mail whose answer was lost: accepted, not accepted, or nothing to rely on."""

from __future__ import annotations

import datetime as dt
import gzip
import os
import socket
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from cycle.mail.message.composer import build
from cycle.mail.outbox.dispatcher import Reconciled, reconcile
from cycle.mail.outbox.postfix_log import in_postfix_log, why_useless
from tests import postfix
from tests.mail.conftest import NOON, SENDER

MARK = NOON
HERE = "localhost[127.0.0.1]"


@pytest.fixture(autouse=True)
def _utc(monkeypatch):
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def row(rows):
    return rows(1)[0]


@pytest.fixture
def says(tmp_path, row) -> Callable[..., bool | None]:
    """Return what the log says when it holds these lines."""

    def ask(*lines: str, mark: dt.datetime | None = MARK, end: str = "\n") -> bool | None:
        path = tmp_path / "mail.log"
        path.write_text("\n".join(lines).replace("MAIL", row.message_id) + end)
        os.utime(path, ((mark or NOON).timestamp(),) * 2)
        return in_postfix_log(path, marked=lambda _: mark)(row)

    return ask


def line(text: str, *, at: str = "Nov  2 12:00:00", host: str = "post") -> str:
    return f"{at} {host} postfix/{text}"


def began(queue: str = "4jZVtw2MHszJkqj", *, process: int = 21, at: str = "Nov  2 11:59:59") -> list[str]:
    return [
        line(f"smtpd[{process}]: {queue}: client={HERE}", at=at),
        line(f"cleanup[43]: {queue}: message-id=MAIL", at=at),
    ]


def active(queue: str = "4jZVtw2MHszJkqj", **more: str) -> str:
    return line(f"qmgr[35]: {queue}: from=<post@helsefellesskapet.example>, size=20288, nrcpt=1 (queue active)", **more)


def broke(*, process: int = 21, why: str = "lost connection", at: str = "Nov  2 12:00:01") -> str:
    return line(f"smtpd[{process}]: {why} after DATA (20064 bytes) from {HERE}", at=at)


def test_what_the_queue_manager_took_up_was_accepted(says):
    assert says(*began(), active()) is True


def test_a_message_id_alone_is_not_acceptance(says):
    """Postfix writes it while the body is coming, for mails too that never get their dot."""
    assert says(*began()) is None


@pytest.mark.parametrize("why", ["lost connection", "timeout"])
def test_what_came_only_in_part_was_not_accepted(says, why):
    assert says(*began(), broke(why=why)) is False


def test_the_end_is_found_before_the_message_id_too(says):
    """The processes write as they come to it: smtpd may be first."""
    first, second = began()
    assert says(first, broke(), second) is False


@pytest.mark.parametrize("how", ["reject: header Subject: x", "milter-reject: END-OF-MESSAGE"])
def test_what_postfix_turned_away_was_not_accepted(says, how):
    refusal = line(f"cleanup[43]: 4jZVtw2MHszJkqj: {how} from {HERE}; from=<a@b.example> to=<c@d.example>: 5.7.1 no")
    assert says(*began(), refusal) is False


def test_what_postfix_holds_back_is_for_a_person_until_it_is_let_go(says):
    held = line(f"cleanup[43]: 4jZVtw2MHszJkqj: hold: header Subject: x from {HERE}; from=<a@b.example>: wait")
    assert says(*began(), held) is None
    assert says(*began(), held, active()) is True


def test_other_mails_between_prove_nothing(says):
    other = [
        line(f"smtpd[22]: 4jZVtw2X0WzJkqt: client={HERE}"),
        line("cleanup[44]: 4jZVtw2X0WzJkqt: message-id=<another@kommune.example>"),
        active("4jZVtw2X0WzJkqt"),
        line("qmgr[35]: 4jZVtw2X0WzJkqt: removed"),
        broke(process=22),
    ]
    one, two = began()
    assert says(other[0], one, *other[1:4], two) is None
    assert says(one, *other, two) is None
    assert says(one, other[0], two, *other[1:], active()) is True


def test_a_queue_id_that_is_used_again_belongs_to_the_later_mail(says):
    later = [line(f"smtpd[21]: 7A1B2C: client={HERE}"), line("cleanup[43]: 7A1B2C: message-id=<b@c.example>")]
    assert says(*began("7A1B2C"), broke(), *later, active("7A1B2C")) is False
    assert says(*later, active("7A1B2C"), line("qmgr[35]: 7A1B2C: removed"), *began("7A1B2C")) is None


def test_a_mail_tried_twice_is_accepted_when_one_try_was(says):
    first = [*began("AAAA1", at="Nov  2 11:00:00"), broke(at="Nov  2 11:00:01")]
    assert says(*first, *began("AAAA2", process=22), active("AAAA2")) is True
    assert says(*first, *began("AAAA2", process=22), broke(process=22)) is False
    assert says(*first, *began("AAAA2", process=22)) is None


def test_the_end_of_an_earlier_try_says_nothing_about_the_last(says):
    assert says(*began(at="Nov  2 11:00:00"), broke(at="Nov  2 11:00:01")) is None


def test_a_restored_database_does_not_know_its_last_try_so_nothing_is_absent(says):
    assert says(*began(), broke(), mark=None) is None
    assert says(*began(), active(), mark=None) is True


def test_a_broken_line_after_another_mail_of_the_same_connection_ends_only_that(says):
    later = [line(f"smtpd[21]: 4jZVtw2X0WzJkqt: client={HERE}"), broke()]
    assert says(*began(), *later) is None


def test_a_connection_lost_after_the_command_alone_ends_no_mail(says):
    assert says(*began(), line(f"smtpd[21]: lost connection after DATA from {HERE}")) is None


def test_a_mail_the_log_does_not_mention_is_for_a_person(says):
    assert says(active("4jZVtw2X0WzJkqt"), broke()) is None


def test_a_line_that_is_still_being_written_does_not_count(says):
    whole = active()
    assert [says(*began(), whole[:length], end="") for length in range(0, len(whole) + 1, 7)] == [None] * (
        len(whole) // 7 + 1
    )
    assert says(*began(), whole, end="") is None


def test_a_stranger_cannot_write_an_acceptance_into_the_log(says):
    """A helo or an address may hold anything, but stands behind the daemon's own name."""
    spoof = "postfix/qmgr[35]: 4jZVtw2MHszJkqj: from=<a>, size=1, nrcpt=1 (queue active)"
    noise = line(f"smtpd[29]: NOQUEUE: reject: RCPT from {HERE}: 450; helo=<Nov  2 12:00:00 post {spoof}>")
    helo = line(f"smtpd[29]: warning: non-SMTP command from {HERE}: x Nov  2 12:00:00 post {spoof}")
    assert says(*began(), noise, helo) is None


def test_both_kinds_of_time_stamps_are_read_and_the_year_is_the_nearest(says, tmp_path):
    new_year = dt.datetime(2026, 12, 31, 23, 59, 59, 400_000, tzinfo=dt.UTC)
    for before, after in (
        ("Dec 31 23:59:58", "Jan  1 00:00:01"),
        ("2026-12-31T23:59:58.100000+00:00", "2027-01-01T01:00:01.5+01:00"),
        ("2026-12-31T23:59:58Z", "2026-12-31T23:59:59Z"),
    ):
        assert says(*began(at=before), broke(at=after), mark=new_year) is False
    assert says(*began(at="Dec 31 23:00:00"), broke(at="Dec 31 23:00:01"), mark=new_year) is None


def test_rotated_pieces_are_read_in_their_order_and_old_ones_not_at_all(tmp_path, row):
    def write(name: str, *lines: str, at: dt.datetime) -> Path:
        text = "".join(f"{line}\n" for line in lines).replace("MAIL", row.message_id).encode()
        path = tmp_path / name
        path.write_bytes(gzip.compress(text) if path.suffix == ".gz" else text)
        os.utime(path, (at.timestamp(), at.timestamp()))
        return path

    def verdict() -> bool | None:
        return in_postfix_log(tmp_path / "mail.log", marked=lambda _: MARK)(row)

    first, second = began()
    write("mail.log.2.gz", first, at=NOON)
    write("mail.log-20261102", second, at=NOON + dt.timedelta(seconds=2))
    newest = write("mail.log", "", at=NOON + dt.timedelta(seconds=9))
    assert verdict() is None
    piece = write("mail.log.1", broke(), at=NOON + dt.timedelta(seconds=5))
    assert verdict() is False
    write("mail.log.1", active(), at=NOON + dt.timedelta(seconds=5))
    assert verdict() is True
    write("mail.logger", broke(), at=NOON + dt.timedelta(seconds=5))
    assert verdict() is True
    piece.unlink()
    newest.unlink()
    write("mail.log.2.gz", first, at=NOON - dt.timedelta(days=7))
    write("mail.log.3", active(), at=NOON - dt.timedelta(days=7))
    assert verdict() is None


def test_a_log_that_is_missing_damaged_or_no_text_is_no_evidence(tmp_path, row):
    path = tmp_path / "mail.log"
    evidence = in_postfix_log(path, marked=lambda _: MARK)
    assert evidence(row) is None
    path.mkdir()
    (tmp_path / "mail.log.1").write_bytes(b"\xff\xfe\x00/qmgr[1]: \n" * 9)
    (tmp_path / "mail.log.2.gz").write_bytes(gzip.compress(b"x" * 9999)[:40])
    (tmp_path / "mail.log.3.gz").write_bytes(b"no gzip")
    assert in_postfix_log(path, marked=lambda _: MARK)(row) is None


def test_why_a_log_is_of_no_use_is_told(tmp_path):
    path = tmp_path / "mail.log"
    assert why_useless(path) == "cannot be read (No such file or directory)"
    path.mkdir()
    assert why_useless(path) == "cannot be read (Is a directory)"
    path.rmdir()
    path.write_text("Nov  2 12:00:00 post CRON[1]: hello\n")
    assert why_useless(path) == "holds no line of Postfix"
    path.write_text(active() + "\n")
    assert why_useless(path) == ""
    path.write_text("")
    assert why_useless(path) == ""  # rotated a moment ago


# --- A real Postfix -------------------------------------------------------------------------------------------------


@pytest.mark.skipif(bool(postfix.why_not()), reason=postfix.why_not())
def test_a_real_postfix_tells_what_it_took_and_what_broke_off(box, rows):
    people = rows(4)
    box.enqueue(people, now=NOON)
    with postfix.running() as server:
        now = dt.datetime.now(dt.UTC)
        for number, end in ((1, b".\r\n"), (2, b""), (3, b".\r\n")):
            box.mark_sending(number, sha256="x", now=now)
            _hand_in(server.port, build_letter(people[number - 1]), end)
        box.mark_sending(4, sha256="x", now=now)  # died before a byte was on its way
        _hand_in(server.port, build_letter(people[2]), b"")  # the third's second try broke off, its first had come
        server.settle()
        _until(lambda: server.log.read_text().count("lost connection after DATA") == 2)
        box.recover(now=now)
        log = in_postfix_log(server.log, marked=lambda row: box.events(row.id)[-2].at)
        assert [log(row) for row in box.rows()] == [True, False, True, None]
        assert reconcile(box, log, now=now) == Reconciled(sent=2, queued=1, open=1)
    assert [row.state for row in box.rows()] == ["sent", "queued", "sent", "uncertain"]


def build_letter(row) -> bytes:
    return build(row, sender=SENDER, name="Kari", subject="Invitasjon", text="Hei", html="<p>Hei</p>").data


def _hand_in(port: int, data: bytes, end: bytes) -> None:
    """Give a mail by hand and leave without waiting for the answer to the dot."""
    with socket.create_connection(("127.0.0.1", port)) as plain, plain.makefile("rb") as answers:
        answers.readline()
        for command in (b"HELO x", b"MAIL FROM:<post@helsefellesskapet.example>", b"RCPT TO:<p@k.example>", b"DATA"):
            plain.sendall(command + b"\r\n")
            answers.readline()
        plain.sendall(data + b"\r\n" + end)
        if end:
            answers.readline()


def _until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)
