"""Keeps years as the code stores them today, for later code to go on with: run it before a stored format changes.

    python -m tests.application.past.keep NAME

writes `NAME.tar.xz` beside this file, with the home of a finished year, the home of one that is mid-way, and the
community and the templates that both were made with. It needs LibreOffice, for a year has PDFs.
"""

from __future__ import annotations

import shutil
import sqlite3
import sys
import tarfile
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from cycle.application.actions.asking.printing import print_letters
from cycle.application.dispatches.requests import ask
from cycle.mail.message.sender import Sender
from cycle.mail.outbox.dispatcher import intend
from cycle.register.workbooks.workbook import RegisterRow
from tests.application.asking import answered, later
from tests.desk import CEO, CHIEF, COMMUNITY, LEADER, MAYOR, MEMBER, SHARED, Desk

HERE = Path(__file__).parent
ON_PAPER = replace(MAYOR, address="", postal="Alver kommune\nPostboks 4\n5906 Frekhaug")
FEW = (ON_PAPER, CEO, SHARED[0], MEMBER)
"""For the year with PDFs, which are large."""
PEOPLE = (ON_PAPER, CEO, CHIEF, LEADER, *SHARED, MEMBER)
KNOWN_NAME = replace(CHIEF, name="Tone Kvåle Lid")
"""The same mailbox under another name: a person says whether it is the same reader."""


def finished(desk: Desk) -> None:
    """Every step is done, one letter went on paper and somebody answered."""
    desk.walk(to="mailing.invitasjon")
    print_letters(desk.cycle(), "invitasjon", who="Kari Sekretær")
    answered(desk, CEO.name)
    for node in desk.cycle().graph:
        if desk.states()[node.name].split()[0] not in {"done", "blocked"}:
            desk.do(node.name)
    assert {state.split()[0] for state in desk.states().values()} == {"done"}


def midway(desk: Desk) -> None:
    """The invitation is out; an amendment, a reminder and the cover letter wait, and two mails are in doubt."""
    desk.replace("organisations.csv", "4633,nynorsk,,,,kommuneliste", "4633,nynorsk,,2026-12-31,austrheim,kommuneliste")
    desk.walk(to="mailing.invitasjon")
    later(desk)
    desk.decide("invitations", "send_back", send_back_to="plan", comment="Sjå på datoen")
    desk.register(ON_PAPER, CEO, KNOWN_NAME, replace(LEADER, name=KNOWN_NAME.name), *SHARED, MEMBER)
    for step in ("plan", "committee", "host", "invitations", "letters.invitasjon"):
        desk.do(step)
    desk.compute("mailing.invitasjon")
    answered(desk, CEO.name)
    later(desk)
    desk.do("letters.folgebrev")
    desk.compute("mailing.folgebrev")
    _doubt(desk, "mailing.folgebrev")
    desk.decide("mailing.folgebrev", "send_back", send_back_to="mailing.folgebrev", comment="Linja fall ut")
    desk.compute("mailing.folgebrev")
    ask(desk.cycle(), "paminning", who="Kari Sekretær", why="få har svart", to=[SHARED[0].name])
    later(desk)
    desk.compute("letters.paminning")
    desk.decide("letters.paminning", name="Kari Sekretær")


@dataclass(frozen=True)
class Kept:
    """How a year comes about that is kept."""

    people: Sequence[RegisterRow]
    walk: Callable[[Desk], None]
    settings: Mapping[str, str] = field(default_factory=dict)


YEARS = {
    "finished": Kept(FEW, finished, {"office": "", "pdf": "required"}),
    "midway": Kept(PEOPLE, midway),
}


def keep(target: Path) -> Path:
    """Return the archive with both years."""
    with tempfile.TemporaryDirectory() as scratch, tarfile.open(target, "w:xz", preset=9) as kept:
        for name, year in YEARS.items():
            desk = Desk(Path(scratch) / name, **year.settings)
            desk.register(*year.people)
            for shown in sorted((desk.year_folder / "presentasjonar").iterdir())[1:]:
                shown.unlink()
            year.walk(desk)
            desk.close()
            _thin(desk)
            kept.add(desk.home, f"{name}/home")
            kept.add(desk.root, f"{name}/house")
    return target


def _doubt(desk: Desk, step: str) -> None:
    """Let two planned mails be handed over without an answer, as when the line breaks."""
    outbox, cycle, kind = desk.services.memory.outbox, desk.cycle(), f"{step.partition('.')[2]}@folder"
    sender = Sender(name="Sekretariatet", address="post@sekretariat.example")
    for mail in desk.newest(step).body["mails"]:
        if mail["name"] in {person.name for person in SHARED}:
            about = {name: mail[name] for name in ("recipient", "address", "content")}
            row = intend(secret=b"x" * 32, sender=sender, cycle=cycle.id, kind=kind, at=desk.moment, **about)
            outbox.enqueue([row], now=desk.moment)
    for row in outbox.rows(kind=kind):
        outbox.mark_sending(row.id, sha256="cd" * 32, now=desk.moment)
        outbox.settle(row.id, "uncertain", now=desk.moment, text="tenaren svarte ikkje")


def _thin(desk: Desk) -> None:
    """Leave out what can be made again or is another community's."""
    with sqlite3.connect(desk.home / "cycle.sqlite") as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for name in ("cycle.sqlite-shm", "cycle.sqlite-wal"):
        (desk.home / name).unlink(missing_ok=True)
    for folder in ("cycle.sqlite.seals", "site", "preview", "packages"):
        shutil.rmtree(desk.home / folder, ignore_errors=True)
    for folder in desk.community.parent.iterdir():
        if folder.name != COMMUNITY:
            shutil.rmtree(folder)


if __name__ == "__main__":
    print(keep(HERE / f"{sys.argv[1]}.tar.xz"))
