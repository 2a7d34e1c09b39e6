"""Kills the sender while it sends, hundreds of times, and counts what every recipient got.

Two parts. `faults`: a mail server of our own that fails in every way, in a process of its own, and keeps the truth.
`postfix`: a real Postfix that delivers into a Maildir, the truth; its log settles what a kill left in doubt. The
sender is a child process that runs the real dispatch, with several connections and one pen, on a real ledger file; it
is killed (kill -9) at a moment chance decides, and started again, until every mail has ended. The rival is the usual
loop.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

from kill_senders import Job, people, send_ours, send_rival  # noqa: E402

from cycle.mail.transport.maildir import received  # noqa: E402
from cycle.store.database import open_database  # noqa: E402
from cycle.store.mails.outbox import Outbox  # noqa: E402
from tests import postfix  # noqa: E402

MORE, LEAST = 200, 100
"""People added while kills are left and fewer than `LEAST` wait."""
SUMMED = ("kills", "recipients", "duplicates", "lost", "wrong_state")
Truth = Callable[[], Counter[str]]
"""Message-ID → how many times the server took the mail."""


def main() -> None:
    """Print the figures, as JSON when asked for; exit with 1 when anybody got two, none, or a wrong state."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--kills", type=int, default=240, help="in all, shared by the parts")
    parser.add_argument("--connections", type=int, default=6)
    parser.add_argument("--seed", type=int, default=20270218)
    parser.add_argument("--part", choices=("faults", "postfix"), action="append", help="both when not given")
    parser.add_argument("--rival", action="store_true", help="also kill the usual loop, a quarter as often")
    given = parser.parse_args()
    parts = given.part or ["faults", "postfix"]
    figures: dict[str, Any] = {
        part: PARTS[part](given.kills // len(parts), given.connections, given.seed) for part in parts
    }
    totals = {key: sum(figures[part][key] for part in parts) for key in SUMMED}
    after = [number for part in parts for number in figures[part].pop("after_each_kill")]
    shown = totals | {"uncertain_per_kill": round(sum(after) / max(1, len(after)), 2), "connections": given.connections}
    shown |= {"most_uncertain_after_a_kill": max(after, default=0)} | figures
    if given.rival:
        shown["rival"] = against_failures(max(1, given.kills // 4), given.connections, given.seed, rival=True)
        shown["rival"].pop("after_each_kill")
    print(json.dumps(shown, indent=2) if given.json else "\n".join(f"{key}: {value}" for key, value in shown.items()))
    bad = any(totals[key] for key in ("duplicates", "lost", "wrong_state"))
    sys.exit(1 if bad or shown["most_uncertain_after_a_kill"] > given.connections else 0)


def against_failures(kills: int, connections: int, seed: int, *, rival: bool = False) -> dict[str, Any]:
    """Return the figures of a campaign against the faulty server; a person answers what is in doubt at the end."""
    with tempfile.TemporaryDirectory(prefix="kill-") as name:
        folder = Path(name)
        with faulty_server(folder / "truth", seed) as port:
            job = Job(ledger=folder / "ledger.sqlite", port=port, connections=connections)

            def truth() -> Counter[str]:
                wait_for_the_last(port)
                return Counter((folder / "truth").read_text().split())

            campaign = Campaign(job, truth, kills, random.Random(seed), ledger=Rival(job) if rival else Ours(job))
            return campaign.run()


def against_postfix(kills: int, connections: int, seed: int) -> dict[str, Any]:
    """Return the figures of a campaign against a real Postfix whose log settles what is in doubt."""
    with tempfile.TemporaryDirectory(prefix="kill-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        boxes = folder / "boxes"
        boxes.mkdir()
        os.chown(boxes, NOBODY, NOBODY)
        with postfix.running(INTO_A_MAILDIR | {"virtual_mailbox_base": str(boxes)}) as server:

            def truth() -> Counter[str]:
                server.settle()
                return Counter(mail.message_id for mail in received(boxes / "all"))

            job = Job(ledger=folder / "ledger.sqlite", port=server.port, connections=connections, log=server.log)
            return Campaign(job, truth, kills, random.Random(seed), ledger=Ours(job)).run()


@contextlib.contextmanager
def faulty_server(truth: Path, seed: int) -> Iterator[int]:
    """Yield the port of the faulty server."""
    truth.touch()
    command = [sys.executable, str(ROOT / "benchmarks" / "faulty_server.py"), str(truth), "--seed", str(seed)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            yield int(server.stdout.readline())  # type: ignore[union-attr]
        finally:
            server.kill()


def wait_for_the_last(port: int) -> None:
    """Return when the faulty server has done with every client that was killed."""
    while True:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)) as line:
            line.sendall(b"XEND\r\n")
            with line.makefile("rb") as answers:
                if any(answer.startswith(b"250 nobody") for answer in answers):
                    return


@dataclass
class Campaign:
    """One sender after the other on one ledger; each but the last ones is killed."""

    job: Job
    truth: Truth
    kills: int
    chance: random.Random
    ledger: Ours | Rival
    after_each_kill: list[int] = field(default_factory=list)

    def run(self) -> dict[str, Any]:
        """Kill as often as wanted, let the senders finish, and compare what the ledger says with the truth."""
        begun = time.monotonic()
        while len(self.after_each_kill) < self.kills:
            self.ledger.keep_busy()
            if self._one_life(kill=True):
                self.after_each_kill.append(self.ledger.under_way())
        self._finish()
        found = verdict(self.ledger.states(), self.truth())
        doubtful = self.ledger.doubtful()
        if doubtful:
            found |= self._answer(doubtful)
        seconds = round(time.monotonic() - begun, 1)
        figures = {"kills": len(self.after_each_kill), **found, "seconds": seconds}
        return figures | {"after_each_kill": self.after_each_kill}

    def _finish(self) -> None:
        """Start senders until nothing is queued, and the log, where there is one, has settled every doubt."""
        for _ in range(200):
            self._one_life(kill=False)
            waiting = self.ledger.waiting(also_doubtful=self.job.log is not None)
            if not waiting:
                return
            time.sleep(0.1)
        raise SystemExit(f"{waiting} mails never ended")

    def _answer(self, doubtful: list[tuple[int, str]]) -> dict[str, Any]:
        """Answer every doubt as a person who has asked the recipient would, until none is left."""
        accepted = sum(self.truth()[name] for _, name in doubtful)
        while rows := self.ledger.doubtful():
            truth = self.truth()
            self.ledger.answer({number: truth[name] > 0 for number, name in rows})
            self._finish()
        after = verdict(self.ledger.states(), self.truth())
        return {
            "really_accepted_of_uncertain": round(accepted / len(doubtful), 2),
            "after_a_persons_answers": {key: after[key] for key in ("duplicates", "lost", "wrong_state", "states")},
        }

    def _one_life(self, *, kill: bool) -> bool:
        """Run one sender in a process of its own; return whether it was killed before it ended by itself."""
        hears, tells = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                self.ledger.send(Job(**{**_fields(self.job), "begun": tells}))
            except BaseException:
                traceback.print_exc()
                os._exit(1)
            os._exit(0)
        os.close(tells)
        if kill:
            if self.chance.random() < 0.9:  # most die while they send, some while they start
                os.read(hears, 1)
                time.sleep(self.chance.uniform(0, 0.4))
            else:
                time.sleep(self.chance.uniform(0, 0.3))
            os.kill(child, signal.SIGKILL)
        os.close(hears)
        _, status = os.waitpid(child, 0)
        if os.WIFEXITED(status) and os.WEXITSTATUS(status):
            raise SystemExit("the sender failed")
        return os.WIFSIGNALED(status)


@dataclass
class Ours:
    """The real ledger, opened only while no sender runs."""

    job: Job

    def send(self, job: Job) -> None:
        """Send what is due, in a process that may be killed."""
        send_ours(job)

    def keep_busy(self) -> None:
        """Add people when few are left to write to."""
        with self._box() as box:
            if box.counts()["queued"] < LEAST:
                box.enqueue(people(sum(box.counts().values()), MORE), now=datetime.now(UTC))

    def under_way(self) -> int:
        """Return how many mails the killed sender left in doubt."""
        with self._box() as box:
            return box.counts()["sending"]

    def waiting(self, *, also_doubtful: bool) -> int:
        """Return how many mails have not ended."""
        with self._box() as box:
            counts = box.counts()
        return counts["queued"] + counts["sending"] + (counts["uncertain"] if also_doubtful else 0)

    def states(self) -> list[tuple[str, str]]:
        """Return Message-ID and state of every mail."""
        with self._box() as box:
            return [(row.message_id, row.state) for row in box.rows()]

    def doubtful(self) -> list[tuple[int, str]]:
        """Return number and Message-ID of the mails a person must answer for."""
        with self._box() as box:
            return [(row.id, row.message_id) for row in box.doubtful()]

    def answer(self, answers: Mapping[int, bool]) -> None:
        """Settle each mail: it arrived, or goes again."""
        with self._box() as box:
            for number, arrived in answers.items():
                how = "sent" if arrived else "resend"
                box.resolve(number, as_=how, who="a person", why="asked", now=datetime.now(UTC))  # type: ignore[arg-type]

    @contextlib.contextmanager
    def _box(self) -> Iterator[Outbox]:
        engine = open_database(f"sqlite:///{self.job.ledger}")
        yield Outbox(engine)
        engine.dispose()


@dataclass
class Rival:
    """A table that says who has been sent to; nothing is ever in doubt there."""

    job: Job

    def send(self, job: Job) -> None:
        """Send to those not marked, in a process that may be killed."""
        send_rival(job)

    def keep_busy(self) -> None:
        """Add people when few are left to write to."""
        columns = "id INTEGER PRIMARY KEY, address TEXT, message_id TEXT, state TEXT DEFAULT 'queued'"
        with self._table() as table:
            table.execute(f"CREATE TABLE IF NOT EXISTS people ({columns})")
            (number,) = table.execute("SELECT count(*) FROM people").fetchone()
            if self.waiting(also_doubtful=False) < LEAST:
                rows = [(row.address, row.message_id) for row in people(number, MORE) if row.address.startswith("p-")]
                table.executemany("INSERT INTO people (address, message_id) VALUES (?, ?)", rows)

    def under_way(self) -> int:
        """Return nothing: the loop does not know."""
        return 0

    def waiting(self, *, also_doubtful: bool) -> int:
        """Return how many are not marked."""
        with self._table() as table:
            return int(table.execute("SELECT count(*) FROM people WHERE state = 'queued'").fetchone()[0])

    def states(self) -> list[tuple[str, str]]:
        """Return Message-ID and state of every mail."""
        with self._table() as table:
            return list(table.execute("SELECT message_id, state FROM people"))

    def doubtful(self) -> list[tuple[int, str]]:
        """Return nothing: the loop has no doubts."""
        return []

    def answer(self, answers: Mapping[int, bool]) -> None:
        """There is nothing to answer."""

    @contextlib.contextmanager
    def _table(self) -> Iterator[sqlite3.Connection]:
        with contextlib.closing(sqlite3.connect(self.job.ledger, timeout=30)) as table, table:
            yield table


def verdict(states: list[tuple[str, str]], truth: Counter[str]) -> dict[str, Any]:
    """Return who got two, who got none though the ledger says sent, and whose state is not what happened."""
    wrong = {"sent": lambda times: times != 1, "uncertain": lambda times: times > 1}
    return {
        "recipients": len(states),
        "duplicates": sum(max(0, truth[name] - 1) for name, _ in states),
        "lost": sum(state in {"queued", "sending"} or (state == "sent" and not truth[name]) for name, state in states),
        "wrong_state": sum(wrong.get(state, bool)(truth[name]) for name, state in states),
        "states": dict(Counter(state for _, state in states)),
    }


def _fields(job: Job) -> dict[str, Any]:
    return {name: getattr(job, name) for name in job.__dataclass_fields__}


NOBODY = 65534
INTO_A_MAILDIR = {
    "virtual_mailbox_domains": "kommune.example",
    "virtual_mailbox_maps": "static:all/",
    "virtual_uid_maps": f"static:{NOBODY}",
    "virtual_gid_maps": f"static:{NOBODY}",
    "virtual_minimum_uid": "1",
    "virtual_mailbox_limit": "0",
}
PARTS = {"faults": against_failures, "postfix": against_postfix}

if __name__ == "__main__":
    main()
