"""What a secretariat does that asks for a dispatch: asks, sends, hears answers, moves the meeting."""

from __future__ import annotations

import datetime as dt
from typing import Any

from icalendar import Calendar, Event

from cycle.application.dispatches.requests import ask
from cycle.application.replies.answers import reply_lines
from cycle.application.year.paths import site_folder
from cycle.mail.inbox.answers.reply_state import ReplyState
from cycle.mail.transport.maildir import ReceivedMail
from cycle.model import OutboxRow, Reply
from cycle.register.workbooks.workbook import RegisterRow
from tests.desk import Desk

WHO = "Kari Sekretær"


def asked(desk: Desk, kind: str, **more: Any) -> str:
    """Ask for a dispatch, a day after what was done before, and return its id."""
    later(desk)
    return ask(desk.cycle(), kind, who=WHO, why="prøve", **more).id


def sent(desk: Desk, dispatch: str) -> list[ReceivedMail]:
    """Make, approve and send a dispatch; return the mails that left."""
    before = desk.mails()
    later(desk)
    desk.do(f"letters.{dispatch}")
    later(desk)
    desk.do(f"mailing.{dispatch}")
    return [mail for mail in desk.mails() if mail not in before]


def later(desk: Desk) -> None:
    desk.moment += dt.timedelta(hours=1)


def row_of(desk: Desk, name: str, kind: str = "invitasjon") -> OutboxRow:
    rows = desk.services.memory.outbox.rows(kind=f"{kind}@folder")
    return next(row for row in rows if row.recipient == id_of(desk, name, kind))


def state_of(desk: Desk, name: str) -> ReplyState:
    return {line.name: line.reply_state for line in reply_lines(desk.cycle())}[name]


def calendar_answer(desk: Desk, name: str, *, sequence: int) -> Reply:
    """Somebody accepts the entry with this SEQUENCE in the calendar."""
    row = row_of(desk, name)
    return Reply(
        key=f"kalender-{name}-{sequence}",
        cycle=row.cycle,
        recipient=row.recipient,
        kind=row.kind,
        what="accepted",
        source="calendar",
        at=desk.moment,
        stamp=desk.moment,
        sequence=sequence,
    )


def answered(desk: Desk, name: str, what: str = "accepted", *, kind: str = "invitasjon") -> None:
    """Somebody answers by telephone."""
    row = row_of(desk, name, kind)
    reply = Reply(
        key=f"tlf-{name}-{what}",
        cycle=row.cycle,
        recipient=row.recipient,
        kind="",
        what=what,
        source="typed",
        at=desk.moment,
    )  # type: ignore[arg-type]
    desk.services.memory.replies.add([reply])


def id_of(desk: Desk, name: str, kind: str = "invitasjon") -> str:
    return {letter["name"]: letter["recipient"] for letter in desk.newest(f"letters.{kind}").body["letters"]}[name]


def move(desk: Desk) -> None:
    """The meeting is moved a week and to another house."""
    later(desk)
    desk.replace("partnarskapsmote-2027/meeting.toml", "date = 2027-02-18", "date = 2027-02-25")
    desk.replace("partnarskapsmote-2027/meeting.toml", 'place = "Knarvik"', 'place = "Knarvik sentrum"')
    for step in ("plan", "committee", "host"):
        desk.do(step)


def listed_again(desk: Desk, *rows: RegisterRow, approve: bool, stop: bool = False) -> None:
    """The register has these people, and the list is made of it: approved, stopped, or waiting."""
    later(desk)
    desk.register(*rows)
    desk.start()
    for step in ("plan", "committee", "host"):
        desk.do(step)
    desk.compute("invitations")
    if approve:
        desk.approve("invitations")
    if stop:
        desk.decide("invitations", "stop")


def entry(mail: ReceivedMail) -> tuple[str, Event]:
    """Return method and event of the calendar file of a mail."""
    [file] = [document for document in mail.attachments if document.name.endswith(".ics")]
    calendar = Calendar.from_ical(file.data)
    [event] = calendar.walk("VEVENT")
    return str(calendar["METHOD"]), event


def page_of(desk: Desk) -> str:
    return (site_folder(desk.cycle()) / "partnarskapsmote" / "2027" / "index.html").read_text(encoding="utf-8")
