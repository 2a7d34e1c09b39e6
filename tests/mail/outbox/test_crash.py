"""A sender dies at every single step of ledger and mail server, once at each, and everyone still gets one letter."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pytest
from sqlalchemy import text

from cycle.mail.outbox.dispatcher import Tally, dispatch
from cycle.mail.outbox.evidence import Evidence
from cycle.mail.transport import emails_client as client
from cycle.mail.transport.smtp import MailServer, Smtp
from cycle.model import OutboxRow
from cycle.store.database import open_database
from cycle.store.mails.outbox import Outbox
from tests.mail.conftest import NOON, FaultServer, Rows
from tests.mail.outbox.test_outbox import Clock, letter
from tests.outboxes import to_be_killed, wait_until_it_let_go

pytestmark = pytest.mark.campaign

Send = Callable[[str, str], str]
ROOT = Path(__file__).parents[3]
EXCHANGES = ("MAIL", "RCPT", "DATA", "dot", "QUIT")
"""What goes to the server and is answered; the body in between is not."""


def named(*words: str) -> set[str]:
    return {f"{when} {word}" for word in words for when in ("before", "after", "answer to")}


EVERY_STEP = (
    named(*EXCHANGES, "EHLO")
    | {"before commit", "after commit", "before connect", "after connect", "answer to connect"}
    | {"before body", "half body", "after body"}
)


@contextmanager
def dying_sender(database_url: str, server: FaultServer, *options: str) -> Iterator[Send]:
    """Yield what sends one cycle's mails in a process of its own and dies at the step it is given; it returns how."""
    url = to_be_killed(database_url)
    command = [sys.executable, "-m", "tests.mail.dying", url, str(server.port), *options]
    with subprocess.Popen(command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        asked: IO[str] = process.stdin  # type: ignore[assignment]
        answers: IO[str] = process.stdout  # type: ignore[assignment]

        def send(last: str, cycle: str) -> str:
            asked.write(f"{last} in {cycle}\n")
            asked.flush()
            answer = answers.readline().strip()
            wait_until_it_let_go(database_url)
            return answer

        yield send
        asked.close()


def copies(server: FaultServer, rows: Rows) -> list[int]:
    """Return how many times the server took the mail of each row."""
    taken = [data for _, _, data in server.kept]
    return [sum(f"Message-ID: {row.message_id}".encode() in data for data in taken) for row in rows]


@dataclass
class Trial:
    """Senders that die, a ledger and a server: each trial has mails of its own, and a second sender finishes them."""

    box: Outbox
    server: FaultServer
    send: Send
    rows: Callable[..., Rows]
    mails: int
    connections: int = 1

    def of(self, step: str) -> str:
        """Return the name of the step where the sender died; empty when it got through to the end."""
        cycle = f"run {step}"
        self.box.enqueue(self.rows(self.mails, cycle=cycle), now=NOON)
        how, _, name = self.send(step, cycle).partition(" ")
        assert how in {"died", "through"}
        self.server.quiet()
        left = self.box.rows(cycle=cycle)
        truth = dict(zip([row.id for row in left], copies(self.server, left), strict=True))
        doubtful = [row for row in left if row.state == "sending"]
        assert len(doubtful) <= self.connections, f"{step} {name}"
        states = {(row.state, truth[row.id]) for row in left if row not in doubtful}
        assert states <= {("queued", 0), ("sent", 1)}, f"{step} {name}"
        self._finish(cycle, truth)
        assert [row.state for row in self.box.rows(cycle=cycle)] == ["sent"] * self.mails, f"{step} {name}"
        assert copies(self.server, left) == [1] * self.mails, f"{step} {name}"
        self.server.kept.clear()
        return name

    def everywhere(self) -> set[str]:
        """Let a sender die at its first step, its second, … until one gets through; return the steps' names."""
        names: set[str] = set()
        for step in range(1, 500):
            name = self.of(str(step))
            if not name:
                return names
            names.add(name)
        raise AssertionError("no sender got through")

    def _finish(self, cycle: str, truth: dict[int, int]) -> None:
        """Start again with evidence that knows what the server took."""
        carrier = Smtp(MailServer(host="127.0.0.1", port=self.server.port, security="none", timeout=20.0))
        known: Evidence = lambda row: truth[row.id] == 1  # noqa: E731
        dispatch(self.box, carrier=carrier, build=letter, now=Clock(), cycle=cycle, evidence=known)


def test_a_sender_that_dies_at_any_step_leaves_everyone_with_one_letter(box, database_url, rows, fault_server):
    server = fault_server()
    with dying_sender(database_url, server) as send:
        assert Trial(box, server, send, rows, mails=1).everywhere() == EVERY_STEP


def test_it_may_also_die_while_it_encrypts_logs_in_and_goes_from_one_mail_to_the_next(
    tmp_path, rows, fault_server, certificates
):
    url = f"sqlite:///{tmp_path}/cycle.sqlite"
    engine = open_database(url)
    server = fault_server(tls=certificates.server("127.0.0.1"))
    with dying_sender(url, server, "--authority", str(certificates.authority)) as send:
        died_at = Trial(Outbox(engine), server, send, rows, mails=2).everywhere()
    assert died_at == EVERY_STEP | named("STARTTLS", "AUTH")
    engine.dispose()


def test_with_three_connections_and_one_pen_too_while_the_others_are_anywhere(box, database_url, rows, fault_server):
    """The second time that any of the three comes to a step; where the other two are then, chance decides."""
    server = fault_server()
    with dying_sender(database_url, server, "--connections", "3") as send:
        trial = Trial(box, server, send, rows, mails=4, connections=3)
        assert [trial.of(f"2-{name}") for name in sorted(EVERY_STEP)] == sorted(EVERY_STEP)


# --- A power cut ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("connections", [1, 3])
def test_a_power_cut_at_the_dot_finds_the_mark_in_the_files(
    connections, tmp_path, rows, fault_server, reach, monkeypatch
):
    """A copy of database and journal, taken as the dot goes out, already holds the mark and the hash of the mail."""
    engine = open_database(f"sqlite:///{tmp_path}/cycle.sqlite")
    box, server = Outbox(engine), fault_server()
    box.enqueue(rows(6), now=NOON)
    send = client.Client.send
    found: list[OutboxRow] = []

    def dot(self: object, data: bytes) -> None:
        if data == b".\r\n":
            found.extend(marked_in_copy(tmp_path, len(found), self.said_id))
        elif isinstance(data, bytes) and b"Message-ID: " in data:
            self.said_id = data.partition(b"Message-ID: ")[2].partition(b"\r\n")[0].decode()  # type: ignore[attr-defined]
        send(self, data)

    monkeypatch.setattr(client.Client, "send", dot)
    carriers = [Smtp(reach(server)) for _ in range(connections)]
    assert dispatch(box, carrier=carriers[0], others=carriers[1:], build=letter, now=Clock()) == Tally(sent=6)
    assert Counter(row.id for row in found) == dict.fromkeys(range(1, 7), 1)
    assert {row.id: row.sha256 for row in found} == {row.id: row.sha256 for row in box.rows()}
    with engine.connect() as connection:  # and a commit waits until the disk has it
        assert connection.execute(text("PRAGMA synchronous")).scalar() == 2
    engine.dispose()


def marked_in_copy(folder: Path, number: int, message_id: str) -> list[OutboxRow]:
    """Return the row of a mail when a copy of the files says that it is being sent."""
    copy = folder / f"copy {number} {message_id.strip('<>')}"
    copy.mkdir()
    files = [folder / name for name in ("cycle.sqlite", "cycle.sqlite-wal")]
    subprocess.run(["cp", *files, copy], check=True)  # by another process: here it would let go of SQLite's locks
    engine = open_database(f"sqlite:///{copy}/cycle.sqlite")
    rows = [row for row in Outbox(engine).rows(state="sending") if row.message_id == message_id]
    recovered = Outbox(engine).recover(now=NOON + dt.timedelta(hours=1))
    engine.dispose()
    assert recovered >= len(rows)
    return rows
