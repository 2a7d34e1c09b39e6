"""Measures sending: our outbox against raw smtplib with finished bytes, and against the loop `emails` users write.

Every mail carries a PDF of its own. Ours builds each mail, keeps the ledger and commits before each final dot; raw
smtplib does none of that, and its mails are built before the clock starts. The servers are smtp-sink and a real Postfix
on loopback, started and stopped here; they want root and Debian's postfix.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gc
import json
import os
import resource
import smtplib
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import emails
from sqlalchemy import event

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from cycle.mail.message.composer import build  # noqa: E402
from cycle.mail.message.mail import Mail  # noqa: E402
from cycle.mail.message.sender import Sender  # noqa: E402
from cycle.mail.outbox.dispatcher import dispatch, intend  # noqa: E402
from cycle.mail.transport.rate_limit import PROVIDERS  # noqa: E402
from cycle.mail.transport.server import MailServer  # noqa: E402
from cycle.mail.transport.smtp import Smtp  # noqa: E402
from cycle.model import PDF, Document, OutboxRow  # noqa: E402
from cycle.store.memory import open_memory  # noqa: E402
from tests import postfix  # noqa: E402

NOON = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)
SENDER = Sender(name="Samarbeidssekretariatet", address="post@helsefellesskapet.example")
PDF_BYTES = 150_000
TEXT = "Hei!\n\nHer er invitasjonen til partnarskapsmøtet. Svar innan 15. januar.\n\n" * 8
HTML = "<p>Hei!</p><p>Her er invitasjonen til partnarskapsmøtet. Svar innan 15. januar.</p>" * 8
SUBJECT = "Invitasjon til partnarskapsmøte 2027"
_BASE = os.urandom(PDF_BYTES)


def main() -> None:
    """Print the figures, as JSON when asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=400, help="mails in each round")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--soak", type=int, default=20_000, help="mails of the long run that memory is measured in")
    parser.add_argument("--connections", type=int, default=PROVIDERS["own"].connections)
    parser.add_argument(
        "--quick", action="store_true", help="a minute or less: few mails, one server, a short long run"
    )
    parser.add_argument("--soak-only", type=int, metavar="PORT", help=argparse.SUPPRESS)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    if given.soak_only:
        print(json.dumps(_long_run(given.soak, port=given.soak_only, connections=given.connections)))
        return
    if given.quick:
        given.count, given.rounds, given.soak = 100, 3, 1000
    found = figures(count=given.count, rounds=given.rounds, soak=given.soak, connections=given.connections)
    print(json.dumps(found, indent=2) if given.json else "\n".join(f"{key}: {value}" for key, value in found.items()))


def figures(*, count: int, rounds: int, soak: int, connections: int) -> dict[str, Any]:
    """Return mails a second of all three at both servers, their ratios, and memory and commits of the long run."""
    with postfix.sink() as port:
        sink = _against(port, count=count, rounds=rounds, connections=connections)
        long = _apart(soak, port=port, connections=connections) if soak else {}
    with postfix.running() as server:
        real = _against(server.port, count=count, rounds=rounds, connections=connections)
    return {
        "count": count,
        "rounds": rounds,
        "connections": connections,
        "load": round(os.getloadavg()[0], 1),
        "ratio_raw": min(sink["ratio_raw"], real["ratio_raw"]),
        "ratio_naive": min(sink["ratio_naive"], real["ratio_naive"]),
        **long,
        "smtp_sink": sink,
        "postfix": real,
    }


def _against(port: int, *, count: int, rounds: int, connections: int) -> dict[str, float]:
    """Return the figures at one server: medians of the rounds, and of each round's own ratios."""
    prebuilt = [mail.data for mail in map(_letter, _rows(count, round_=0))]
    seen: dict[str, list[float]] = {"raw": [], "raw_threads": [], "naive": [], "ours": []}
    for number in range(rounds):
        seen["raw"].append(_rate(count, lambda: _raw(prebuilt, port)))
        seen["raw_threads"].append(_rate(count, lambda: _raw_threads(prebuilt, port, connections)))
        few = max(count // 5, 10)
        seen["naive"].append(_rate(few, lambda few=few: _naive(few, port)))  # type: ignore[misc]
        seen["ours"].append(_ours(list(_rows(count, round_=number + 1)), port=port, connections=connections))
    pairs = list(zip(seen["ours"], seen["raw"], seen["raw_threads"], seen["naive"], strict=True))
    return {
        **{f"{name}_a_second": round(statistics.median(rates), 1) for name, rates in seen.items()},
        "ratio_raw": round(statistics.median(ours / max(pair, many) for ours, pair, many, _ in pairs), 2),
        "ratio_naive": round(statistics.median(ours / naive for ours, _, _, naive in pairs), 2),
    }


# --- The rivals -----------------------------------------------------------------------------------------------------


def _raw(mails: Sequence[bytes], port: int) -> None:
    """Hand finished bytes to smtplib over one connection: the least that can be done."""
    with smtplib.SMTP("127.0.0.1", port) as server:
        for data in mails:
            server.sendmail(SENDER.address, ["kari@kommune.example"], data)


def _raw_threads(mails: Sequence[bytes], port: int, connections: int) -> None:
    threads = [threading.Thread(target=_raw, args=(mails[number::connections], port)) for number in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _naive(count: int, port: int) -> None:
    """Send as the README of `emails` shows it: a message, an attachment, send."""
    for number in range(count):
        message = emails.Message(
            subject=SUBJECT,
            mail_from=(SENDER.name, SENDER.address),
            text=TEXT,
            html=HTML,
        )
        message.attach(filename="Invitasjon.pdf", data=_pdf(number), mime_type=PDF)
        answer = message.send(
            to=("Kari", "kari@kommune.example"), smtp={"host": "127.0.0.1", "port": port, "timeout": 60}
        )
        assert answer.status_code == 250
        if number % 20 == 19:
            gc.collect()  # else its connections stay open until the server takes no more


# --- Ours -----------------------------------------------------------------------------------------------------------


def _ours(rows: list[OutboxRow], *, port: int, connections: int) -> float:
    """Return our mails a second; the letters are read from the store that the service keeps them in."""
    with _memory() as memory:
        stored = {row.recipient: memory.files.put(_document(row)) for row in rows}
        memory.outbox.enqueue(rows, now=NOON)
        return _rate(
            len(rows),
            lambda: _send(
                memory.outbox, lambda row: _mail(row, memory.files.document(stored[row.recipient])), port, connections
            ),
        )


def _long_run(count: int, *, port: int, connections: int) -> dict[str, Any]:
    """Return memory and commits of many mails in this process."""
    with _memory() as memory:
        memory.outbox.enqueue(_rows(count, round_=0), now=NOON)
        commits, seen = [0], [0]
        at: dict[str, float] = {}
        quarters = {count * part // 4: f"{25 * part} %" for part in (1, 2, 3, 4)}

        def note() -> bool:
            seen[0] += 1
            if seen[0] in quarters:
                at[quarters[seen[0]]] = round(_rss_mb(), 1)
            return False

        event.listen(memory.outbox.engine, "commit", lambda _connection: commits.__setitem__(0, commits[0] + 1))
        rate = _rate(count, lambda: _send(memory.outbox, _letter, port, connections, stop=note))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        return {
            "soak": count,
            "soak_a_second": round(rate, 1),
            "peak_rss_mb": round(peak, 1),
            "rss_mb_at": at,
            "commits_per_message": round(commits[0] / count, 3),
        }


def _apart(count: int, *, port: int, connections: int) -> dict[str, Any]:
    """Return the long run's figures from a process of its own, so that the memory is the sender's alone."""
    command = [
        sys.executable,
        __file__,
        "--soak-only",
        str(port),
        "--soak",
        str(count),
        "--connections",
        str(connections),
    ]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _send(
    outbox: Any,
    make: Callable[[OutboxRow], Mail],
    port: int,
    connections: int,
    stop: Callable[[], bool] = lambda: False,
) -> None:
    reach = MailServer(host="127.0.0.1", port=port, security="none")
    first, *others = [Smtp(reach) for _ in range(connections)]
    tally = dispatch(outbox, carrier=first, others=others, build=make, now=lambda: dt.datetime.now(dt.UTC), stop=stop)
    assert tally.sent == sum(outbox.counts().values()), tally


@contextmanager
def _memory() -> Iterator[Any]:
    with tempfile.TemporaryDirectory(prefix="cycle-bench-") as folder:
        memory = open_memory(f"sqlite:///{folder}/cycle.sqlite", folder=Path(folder) / "files")
        try:
            memory.installation.settle_in(now=NOON)
            memory.installation.renew(now=NOON)
            yield replace(memory, outbox=replace(memory.outbox, reach=memory.installation.reach))  # as real mail goes
        finally:
            memory.close()


def _rows(count: int, *, round_: int) -> Iterator[OutboxRow]:
    for number in range(count):
        yield intend(
            secret=b"benchmark",
            sender=SENDER,
            cycle="bench",
            kind=f"round {round_}",
            recipient=f"p{number}",
            address=f"p{number}@kommune.example",
            content="",
            at=NOON,
        )


def _letter(row: OutboxRow) -> Mail:
    return _mail(row, _document(row))


def _mail(row: OutboxRow, pdf: Document) -> Mail:
    return build(row, sender=SENDER, name="Kari Ås", subject=SUBJECT, text=TEXT, html=HTML, attachments=[pdf])


def _document(row: OutboxRow) -> Document:
    return Document(name="Invitasjon.pdf", media_type=PDF, data=_pdf(row.recipient))


def _pdf(of: object) -> bytes:
    mark = f"%PDF-{of}".encode()
    return mark + _BASE[len(mark) :]


def _rate(count: int, work: Callable[[], None]) -> float:
    start = time.perf_counter()
    work()
    return count / (time.perf_counter() - start)


def _rss_mb() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 1_048_576


if __name__ == "__main__":
    main()
