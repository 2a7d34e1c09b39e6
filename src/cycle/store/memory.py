"""The one memory of the service: its tables and its files, opened together."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, func, select

from cycle.store import tables
from cycle.store.database import open_database, reading
from cycle.store.events import Events
from cycle.store.kept_files.files import Files
from cycle.store.kept_files.publications import Publications
from cycle.store.kept_files.renditions import Renditions
from cycle.store.mails.gate_reminders import GateReminders
from cycle.store.mails.handed_mails import Messages
from cycle.store.mails.mailboxes import Mailboxes
from cycle.store.mails.outbox import Outbox
from cycle.store.mails.printed_letters import PrintedLetters
from cycle.store.mails.replies import Replies
from cycle.store.mails.restore_guard import Installation, guard_files_of
from cycle.store.noted_head import FILE as HEAD_FILE
from cycle.store.noted_head import NotedHead
from cycle.store.people.door_answers import DoorAnswers
from cycle.store.people.filled import FilledForms
from cycle.store.people.login_links import LoginLinks
from cycle.store.people.persons import Persons
from cycle.store.people.previews import Previews
from cycle.store.people.registers import Registers
from cycle.store.people.retention import Retention
from cycle.store.people.sessions import Sessions
from cycle.store.rounds import Rounds
from cycle.store.serving import Serving
from cycle.store.writes import Writes, writes_to
from cycle.store.years.archive_acts import ArchiveActs
from cycle.store.years.claims import Claims
from cycle.store.years.closings import Closings
from cycle.store.years.cycles import Cycles
from cycle.store.years.decisions import Decisions
from cycle.store.years.holds import Holds
from cycle.store.years.requests import Requests
from cycle.store.years.results import Results
from cycle.store.years.tries import Tries


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """Everything the service remembers. Prefect's own database may be lost without losing any of it."""

    engine: Engine
    writes: Writes
    cycles: Cycles
    results: Results
    decisions: Decisions
    closings: Closings
    acts: ArchiveActs
    events: Events
    noted_head: NotedHead
    claims: Claims
    registers: Registers
    previews: Previews
    renditions: Renditions
    gate_reminders: GateReminders
    requests: Requests
    outbox: Outbox
    replies: Replies
    mailboxes: Mailboxes
    messages: Messages
    holds: Holds
    printed: PrintedLetters
    publications: Publications
    serving: Serving
    tries: Tries
    forms: FilledForms
    rounds: Rounds
    retention: Retention
    persons: Persons
    login_links: LoginLinks
    sessions: Sessions
    door_answers: DoorAnswers
    installation: Installation
    files: Files

    def written_at(self) -> dt.datetime | None:
        """Return the newest moment that anything was computed, decided or mailed; None in a new database."""
        columns = (tables.results.c.made_at, tables.decisions.c.at, tables.outbox.c.updated_at)
        with reading(self.engine) as connection:
            found = [connection.execute(select(func.max(column))).scalar_one() for column in columns]
        return max((moment for moment in found if moment is not None), default=None)

    def close(self) -> None:
        """Close the connections."""
        self.engine.dispose()


def open_memory(url: str, *, folder: Path) -> Memory:
    """Return the memory at this database URL with its files under the folder; StoreError when it cannot be opened.

    The guard files of PostgreSQL lie beside that folder.
    """
    engine = open_database(url)
    return Memory(
        engine=engine,
        writes=writes_to(engine),
        cycles=Cycles(engine),
        results=Results(engine),
        decisions=Decisions(engine),
        closings=Closings(engine),
        acts=ArchiveActs(engine),
        events=Events(engine),
        noted_head=NotedHead(folder.parent / HEAD_FILE),
        claims=Claims(engine),
        registers=Registers(engine),
        previews=Previews(engine),
        renditions=Renditions(engine),
        gate_reminders=GateReminders(engine),
        requests=Requests(engine),
        outbox=Outbox(engine),
        replies=Replies(engine),
        mailboxes=Mailboxes(engine),
        messages=Messages(engine),
        holds=Holds(engine),
        printed=PrintedLetters(engine),
        publications=Publications(engine),
        serving=Serving(engine),
        tries=Tries(engine),
        forms=FilledForms(engine),
        rounds=Rounds(engine),
        retention=Retention(engine),
        persons=Persons(engine),
        login_links=LoginLinks(engine),
        sessions=Sessions(engine),
        door_answers=DoorAnswers(engine),
        installation=Installation(engine, guard_files_of(engine, home=folder.parent)),
        files=Files(folder),
    )
