"""The log says who imported, sent and started, and why; what it was cut short of is named; an import is somebody's."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from cycle.application.actions import adopt, lacks_what_was_noted, why_not_approve
from cycle.application.actions.holding_against_log.year_check import verify_year
from cycle.application.dispatches import ask
from cycle.application.persons import active, add_person, make_link, people, use_link
from cycle.application.persons.identified import identified
from cycle.application.year import check_file, import_register, load_named_community
from cycle.model import KnownPerson
from cycle.store.events import Event, LoggedEvent
from cycle.store.years.archive_acts import ArchiveAct
from tests.desk import APPROVERS, Desk

UNLOCK = "DROP TRIGGER events_delete"
KARI, OLA = "Kari Koordinator", "Ola Andrehand"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with closing(Desk(tmp_path)) as desk:
        yield desk


def logged(desk: Desk, what: str) -> list[LoggedEvent]:
    return [event for event in desk.services.memory.events.all() if event.what == what]


def imported(desk: Desk, *, who: str, why: str = "") -> None:
    loaded = load_named_community(desk.services.settings)
    checked = check_file(desk.services, loaded, desk.community / "register.xlsx")
    import_register(desk.services, loaded, checked.id, who=who, why=why)


def test_the_log_says_who_imported_a_register_and_why(desk: Desk) -> None:
    desk.start()
    imported(desk, who=KARI, why="Ny ordførar i Alver")
    [event] = logged(desk, "import")
    assert (event.who, event.why) == (KARI, "Ny ordførar i Alver")


def test_the_log_says_whose_approval_something_was_done_by_and_what_they_said(desk: Desk) -> None:
    desk.walk(to="letters.invitasjon")
    desk.compute("mailing.invitasjon")
    desk.decide("mailing.invitasjon", name=APPROVERS[1], comment="No går det ut")
    desk.perform("mailing.invitasjon")
    event = logged(desk, "send")[-1]
    assert (event.who, event.why) == (APPROVERS[1], "No går det ut")
    assert {bool(event.who) for event in logged(desk, "send") + logged(desk, "publish")} == {True}


def test_who_imported_the_register_does_not_approve_what_follows_from_it_alone(desk: Desk) -> None:
    desk.settle(identity="link")
    desk.start()
    imported(desk, who=KARI)
    desk.compute("plan")
    desk.decide("plan", name=KARI)
    result = desk.compute("committee")
    persons = active(people(desk.services))
    kari, ola = (
        identified(known, persons, on=desk.services.today, known_by="link", proof="test")
        for name in (KARI, OLA)
        for known in persons
        if known.name == name
    )
    assert "Kari Koordinator har importert registeret" in why_not_approve(desk.cycle(), result, kari)
    assert why_not_approve(desk.cycle(), result, ola) == ""


def everything(desk: Desk) -> None:
    """Let there be a row of every kind that the log tells of."""
    desk.start()
    for step in ("plan", "committee", "host", "invitations", "letters.invitasjon", "mailing.invitasjon"):
        desk.do(step)
    ask(desk.cycle(), "paminning", who=KARI, why="Mange har ikkje svart")
    per = KnownPerson(
        community="bergensomradet", key="", name="Per Ny", address="per@x.example", language="nn", roles=("reader",)
    )
    row = add_person(desk.services, per, by="test")
    imported(desk, who=KARI)
    memory, cycle, now = desk.services.memory, desk.cycle().id, desk.services.now()
    memory.holds.hold(cycle, "invitasjon", "canary", why="Prøve", now=now)
    memory.holds.release(cycle, kind="invitasjon", who=KARI, now=now)
    memory.acts.add(
        ArchiveAct(
            cycle=cycle,
            number=1,
            kind="correct",
            what="venue",
            old="",
            new="Fedje",
            file="",
            asked_by=KARI,
            why="Feil",
            at=now,
        )
    )
    memory.acts.withdraw(cycle, 1, who=KARI, now=now)
    token = make_link(desk.services, row.person, origin="mail")
    use_link(desk.services, token, browser="", agent="")


@pytest.mark.parametrize(
    ("what", "named"),
    [
        ("send", "what was done after the approval of mailing.invitasjon: the log does not tell of it"),
        ("request", "request paminning"),
        ("release", "release of invitasjon (canary): the log does not tell of it"),
        ("correction", "request act.1: the log does not tell of it"),
        ("withdrawal", "withdrawal of act.1: the log does not tell of it"),
        ("import", "import of the register register.xlsx: the log does not tell of it"),
        ("person", "change 1 of person ola-andrehand: the log does not tell of it"),
        ("login", "of per-ny: the log does not tell of it"),
    ],
)
def test_what_was_cut_off_the_end_of_the_log_is_named_by_what_it_told_of(desk: Desk, what: str, named: str) -> None:
    everything(desk)
    assert verify_year(desk.cycle()).flaws == ()
    first, kind = {"correction": ("min", what), "withdrawal": ("max", "correction")}.get(what, ("max", what))
    with desk.services.memory.engine.begin() as connection:
        connection.execute(text(UNLOCK))
        connection.execute(
            text(f"DELETE FROM events WHERE number >= (SELECT {first}(number) FROM events WHERE what = '{kind}')")
        )
    flaws = verify_year(desk.cycle()).flaws
    assert [flaw for flaw in flaws if named in flaw], flaws


EMPTIED = "DELETE FROM events"
OF_NO_PERSON = ("DELETE FROM decisions", "DELETE FROM outcomes", "DELETE FROM persons", "DELETE FROM sessions")


@pytest.mark.parametrize("opened", [False, True], ids=["at once", "after the service was opened"])
@pytest.mark.parametrize("left", [(), OF_NO_PERSON], ids=["all", "an import and requests alone"])
def test_a_log_that_was_cut_to_nothing_says_so_also_when_it_has_begun_again(
    desk: Desk, opened: bool, left: tuple[str, ...]
) -> None:
    everything(desk)
    with desk.services.memory.engine.begin() as connection:
        for statement in (UNLOCK, EMPTIED, *left):
            connection.execute(text(statement))
    if opened:  # which writes in the log how the years are closed
        desk.moment += dt.timedelta(hours=1)
        desk.settle()
    first, *rest = verify_year(desk.cycle()).flaws
    assert first.startswith("the log begins on 2026-11-23T12:00:00" if opened else "the log is empty: "), first
    assert any(flaw.startswith("import of the register register.xlsx") for flaw in rest), rest
    assert any(flaw.startswith("request paminning") for flaw in rest), rest


CUT = {
    "a log-out": ("DELETE FROM events WHERE number = (SELECT max(number) FROM events)",),
    "a log-in with its session": (
        "DELETE FROM events WHERE number >= (SELECT max(number) FROM events WHERE what = 'login')",
        "DELETE FROM sessions",
    ),
    "all since the approval of the mailing, with what it tells of": (
        "DELETE FROM outcomes WHERE step = 'mailing.invitasjon'",
        "DELETE FROM decisions WHERE step = 'mailing.invitasjon'",
        "DELETE FROM requests",
        "DELETE FROM persons",
        "DELETE FROM sessions",
        "DELETE FROM archive_acts",
        "DELETE FROM holds",
        "DELETE FROM outbox",
        "DELETE FROM registers",
        "DELETE FROM events WHERE number >= (SELECT max(number) FROM events WHERE about LIKE '%mailing.invitasjon%')",
    ),
    "everything": ("DELETE FROM events",),
}


def changed(desk: Desk, *statements: str) -> tuple[str, ...]:
    """Change the database as whoever has it alone can, and return what is found then."""
    with desk.services.memory.engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    return verify_year(desk.cycle()).flaws


@pytest.mark.parametrize("what", CUT)
def test_a_row_at_the_end_that_went_with_what_it_told_of_is_named_by_what_the_home_has_noted(
    desk: Desk, what: str
) -> None:
    everything(desk)
    memory = desk.services.memory
    [session] = memory.sessions.open("bergensomradet")
    assert memory.sessions.end("bergensomradet", session.name, by="Per Ny", now=desk.services.now())
    assert verify_year(desk.cycle()).flaws == ()
    last = memory.events.newest()
    assert last is not None
    flaws = changed(desk, UNLOCK, *CUT[what])
    left = memory.events.newest()
    first = left.number + 1 if left else 1
    gone = f"{first}" if first == last.number else f"{first}–{last.number}"
    noted = f"is gone from the end of the log, where this home noted {last.number} at 2026-11-"
    assert [flaw for flaw in flaws if flaw.startswith(f"event {gone}: {noted}")], flaws
    for number in range(first, last.number + 2):  # what comes after it does not hide it
        memory.events.add(Event(what="logout", who=f"Kari {number}", at=desk.services.now()))
    flaws = verify_year(desk.cycle()).flaws
    assert [flaw for flaw in flaws if flaw.startswith(f"event {last.number}: is another than this home noted")], flaws


def test_a_log_that_was_written_again_from_the_start_with_hashes_that_agree_is_named(desk: Desk) -> None:
    everything(desk)
    memory = desk.services.memory
    assert verify_year(desk.cycle()).flaws == ()
    rows = memory.events.all()
    assert "another" not in str(changed(desk, UNLOCK, "DELETE FROM events"))
    for event in rows:
        who = "Ola Andrehand" if event.what == "import" else event.who
        at = dt.datetime.fromisoformat(event.at)
        about = event.says()
        memory.events.add(Event(what=event.what, who=who, at=at, cycle=event.cycle, why=event.why, about=about))  # type: ignore[arg-type]
    assert verify_year(desk.cycle()).flaws[0].startswith(f"event {rows[-1].number}: is another than this home noted")


def test_what_a_home_has_noted_goes_forward_alone_and_is_forgotten_where_somebody_answers_for_the_database(
    desk: Desk,
) -> None:
    everything(desk)
    memory = desk.services.memory
    memory.noted_head.note(memory.events, now=desk.services.now())
    noted = memory.noted_head.read()
    assert not lacks_what_was_noted(desk.services)
    flaws = changed(desk, UNLOCK, "DELETE FROM events WHERE number > 3")
    memory.noted_head.note(memory.events, now=desk.services.now())
    assert memory.noted_head.read() == noted
    assert lacks_what_was_noted(desk.services)
    adopt(desk.services, who="Kari Sekretær")
    assert not lacks_what_was_noted(desk.services)
    assert {flaw for flaw in flaws if "this home noted" in flaw} - {*verify_year(desk.cycle()).flaws}
    answered = memory.events.newest()
    assert answered is not None
    assert noted is not None
    assert (answered.what, answered.who) == ("release", "Kari Sekretær")
    assert json.loads(answered.about)["noted"]["hash"] == noted.hash, (
        "the log says that somebody answered for it, and for what"
    )


@pytest.mark.parametrize(
    "written",
    [
        b"",
        b"{}",
        b"\xff",
        b'{"number": "x", "hash": "", "noted_at": ""}',
        b'{"number": 1e999, "hash": "", "noted_at": ""}',
        b"[1]",
        b"[" * 100_000,
    ],
)
def test_a_note_that_cannot_be_read_stops_nothing_and_is_written_again(
    desk: Desk, written: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    desk.start()
    desk.do("plan")
    memory = desk.services.memory
    memory.noted_head.path.write_bytes(written)
    assert verify_year(desk.cycle()).flaws == ()
    assert "log-head: cannot be read" in caplog.text
    newest, noted = memory.events.newest(), memory.noted_head.read()
    assert newest is not None
    assert noted is not None
    assert (noted.number, noted.hash) == (newest.number, newest.hash)
