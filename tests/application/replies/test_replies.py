"""Who comes: the whole way from the invitation that was sent to the list that the secretariat reads."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from cycle.application.delivery.staff_mail import notice_rows
from cycle.application.dispatches import substitutes_of
from cycle.application.notifications.gate_opened import notify_gate
from cycle.application.replies.answers import counts_of, reply_as_json, reply_lines
from cycle.application.replies.inbox import read_inbox
from cycle.application.replies.reply_decisions import type_in
from cycle.errors import StepError
from cycle.mail.transport.maildir import deliver
from cycle.model import OutboxRow, Substitute
from tests.desk import CEO, CHIEF, INVITED, MAYOR, SHARED, Desk
from tests.mail.arriving import answer, calendar, invitation_answer, report

MAILING = "mailing.invitasjon"


@pytest.fixture
def mailed(desk: Desk) -> Desk:
    """A desk whose invitations are out, as a rehearsal."""
    desk.walk(to=MAILING)
    return desk


def row_of(desk: Desk, name: str, kind: str = "invitasjon@folder") -> OutboxRow:
    names = {mail["name"]: mail["recipient"] for mail in desk.newest(MAILING).body["mails"]}
    (found,) = (
        row
        for row in desk.services.memory.outbox.rows(cycle=desk.cycle().id, kind=kind)
        if row.recipient == names[name]
    )
    return found


def hear(desk: Desk, *mails: bytes) -> None:
    """Let mails come back and be read."""
    folder: Path = desk.home / "in"
    for mail in mails:
        deliver(folder, f"{len(list((folder / 'new').glob('*'))) if folder.exists() else 0}.eml", mail)
    read_inbox(desk.services, folder=folder)


def stands(desk: Desk) -> dict[str, str]:
    return {line.name: line.reply_state.stand for line in reply_lines(desk.cycle())}


def test_before_anybody_answers_everybody_is_silent_and_was_written_to(mailed: Desk) -> None:
    lines = reply_lines(mailed.cycle())
    assert [(line.name, line.reply_state.stand, line.sent) for line in lines] == [
        (name, "silent", True) for name in INVITED
    ]
    assert counts_of(lines) == {"coming": 0, "not": 0, "maybe": 0, "wrote": 0, "returned": 0, "silent": 5}


def test_who_runs_the_year_is_not_among_those_who_are_asked_to_come(mailed: Desk) -> None:
    mailed.compute("letters.folgebrev")
    notify_gate(mailed.cycle(), mailed.newest("letters.folgebrev"), link="http://127.0.0.1/")
    assert len(notice_rows(mailed.cycle())) == 2
    assert [line.name for line in reply_lines(mailed.cycle())] == list(INVITED)


def test_what_comes_back_stands_beside_each_person_with_what_to_do(mailed: Desk) -> None:
    mayor, ceo, chief = row_of(mailed, MAYOR.name), row_of(mailed, CEO.name), row_of(mailed, CHIEF.name)
    hear(
        mailed,
        invitation_answer(mayor, calendar(mayor, lines=("DTSTAMP:20261123T100000Z",))),
        report(ceo, message_id="retur@mx.example"),
        answer(chief, "Kan eg ta med meg ein til?"),
    )
    lines = {line.name: line for line in reply_lines(mailed.cycle())}
    assert stands(mailed) == {
        MAYOR.name: "coming",
        CEO.name: "returned",
        CHIEF.name: "wrote",
        SHARED[0].name: "silent",
        SHARED[1].name: "silent",
    }
    assert (lines[MAYOR.name].how(), lines[MAYOR.name].remedy) == ("i kalenderen", "")
    assert lines[MAYOR.name].at == dt.datetime(2026, 11, 23, 10, tzinfo=dt.UTC)
    assert lines[CEO.name].remedy == (
        "Adressa finst ikkje. Sjekk skrivemåten, rett adressa i registeret og send på nytt."
    )
    assert lines[CHIEF.name].remedy == "Les e-posten i postkassa, og skriv inn svaret."


def test_who_came_instead_in_a_closed_rehearsal_stays_so_in_another_mode(mailed: Desk) -> None:
    vara = Substitute(name="Vara Vik")
    type_in(mailed.cycle(), MAYOR.name, as_="declined", name="Kari", substitute=vara)
    with mailed.services.memory.engine.begin() as connection:  # as if it had come as an answer to the mail
        connection.execute(text("UPDATE replies SET kind = 'invitasjon@folder'"))
    assert [*substitutes_of(mailed.cycle()).values()] == [vara]
    mailed.settle(mail_mode="redirect", mail_redirect_to="kari@x.example")
    assert [*substitutes_of(mailed.cycle()).values()] == [], "another rehearsal of an open year hears again"
    mailed.settle(mail_mode="folder", mail_redirect_to="")
    mailed.moment += dt.timedelta(hours=1)
    for node in mailed.cycle().graph:
        mailed.do(node.name)
    assert mailed.cycle().closed is not None
    for mode in ("folder", "redirect"):
        mailed.settle(mail_mode=mode, mail_redirect_to="kari@x.example")
        assert [*substitutes_of(mailed.cycle()).values()] == [vara], mode


def test_a_misspelt_domain_is_suggested_beside_the_mail_that_came_back(desk: Desk) -> None:
    desk.register(CEO, replace(MAYOR, address="adne@gmial.com"))
    desk.walk(to=MAILING)
    hear(desk, report(row_of(desk, MAYOR.name)))
    (line,) = (line for line in reply_lines(desk.cycle()) if line.name == MAYOR.name)
    assert line.remedy.endswith("Meinte du adne@gmail.com?")


def test_an_answer_on_the_telephone_is_typed_in_once_and_the_newest_stands(mailed: Desk) -> None:
    cycle = mailed.cycle()
    for _ in range(2):
        line = type_in(cycle, MAYOR.name, as_="accepted", name="Kari Sekretær", why="ringde  måndag")
    assert (line.reply_state.stand, line.how()) == ("coming", "skrive inn av Kari Sekretær")
    assert len(cycle.memory.replies.of(cycle.id)) == 1
    mailed.moment += dt.timedelta(hours=1)
    assert type_in(cycle, MAYOR.address.upper(), as_="declined", name="Kari Sekretær").reply_state.stand == "not"
    mailed.moment += dt.timedelta(days=3)
    mayor = row_of(mailed, MAYOR.name)
    hear(mailed, invitation_answer(mayor, calendar(mayor, lines=("DTSTAMP:20261125T100000Z",))))
    assert stands(mailed)[MAYOR.name] == "coming"
    mailed.moment += dt.timedelta(hours=1)
    assert type_in(cycle, MAYOR.name, as_="declined", name="Kari Sekretær").reply_state.stand == "not"
    assert [reply.what for reply in cycle.memory.replies.of(cycle.id)] == [
        "accepted",
        "declined",
        "accepted",
        "declined",
    ]


def test_a_person_is_named_by_id_address_or_a_part_of_the_name_and_never_guessed(mailed: Desk) -> None:
    cycle = mailed.cycle()
    some = reply_lines(cycle)[0]
    assert type_in(cycle, some.recipient, as_="tentative", name="Kari").recipient == some.recipient
    assert type_in(cycle, "Målfrid", as_="declined", name="Kari").name == SHARED[0].name
    with pytest.raises(StepError, match="2 people are called so; use the id"):
        type_in(cycle, "postmottak@fedje.example", as_="accepted", name="Kari")
    with pytest.raises(StepError, match="did you mean 'Målfrid Vik'"):
        type_in(cycle, "Malfrid Vikk", as_="accepted", name="Kari")


def test_answers_to_a_rehearsal_are_not_answers_to_the_invitation(mailed: Desk) -> None:
    mayor = row_of(mailed, MAYOR.name)
    hear(mailed, invitation_answer(mayor, calendar(mayor)))
    assert stands(mailed)[MAYOR.name] == "coming"
    mailed.settle(mail_mode="live", mail_port=1)
    assert set(stands(mailed).values()) == {"silent"}


def test_who_left_the_list_is_told_apart_and_not_counted(mailed: Desk) -> None:
    mayor = row_of(mailed, MAYOR.name)
    hear(mailed, invitation_answer(mayor, calendar(mayor)))
    mailed.register(CEO, CHIEF, *SHARED)
    mailed.walk(to="invitations")
    lines = {line.name: line for line in reply_lines(mailed.cycle())}
    assert (lines[MAYOR.name].invited, lines[MAYOR.name].reply_state.stand) == (False, "coming")
    assert counts_of(tuple(lines.values()))["coming"] == 0


def test_a_line_for_scripts_holds_no_more_than_is_asked_for(mailed: Desk) -> None:
    line = type_in(mailed.cycle(), MAYOR.name, as_="accepted", name="Kari", why="ringde")
    assert reply_as_json(line) == {
        "id": line.recipient,
        "name": MAYOR.name,
        "stand": "coming",
        "how": "typed",
        "what": "accepted",
        "at": mailed.moment,
        "code": "",
        "text": "ringde",
        "sent": True,
        "invited": True,
        "returned": False,
        "remedy": "",
        "substitute": None,
        "waiting": [],
    }
