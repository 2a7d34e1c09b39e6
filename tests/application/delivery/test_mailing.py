"""Everyone on the approved list gets the approved letter exactly once, and nothing leaves on an old approval."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
from icalendar import Calendar

from cycle.application.actions.asking.outbox_decisions import answer, carry_on, ledger_rows
from cycle.application.replies.inbox import read_inbox
from cycle.application.steps.mailing import STEP
from cycle.application.year.step_graph import node_named
from cycle.errors import StepError, Unavailable
from cycle.mail.outbox.dispatcher import Tally, dispatch
from cycle.mail.transport.maildir import deliver, received
from cycle.model import OutboxRow
from cycle.store.mails.outbox import Outbox, is_withdrawn
from tests.desk import CEO, CHIEF, INVITED, MAYOR, PEOPLE, SHARED, Desk, free_port, letter_of, sha256, words
from tests.mail.arriving import answer as arrived_answer
from tests.mail.conftest import FaultServer

LETTERS, MAILING = "letters.invitasjon", "mailing.invitasjon"
EVERYONE = sorted(row.address for row in (CEO, *SHARED, CHIEF, MAYOR))


def text_at_the_gate(desk: Desk, step: str = MAILING) -> str:
    cycle = desk.cycle()
    node = next(node for node in cycle.graph if node.name == step)
    return STEP.present(cycle, node, desk.newest(step)).markdown


def test_each_gets_the_very_letter_that_was_approved(desk: Desk) -> None:
    desk.walk(to=MAILING)
    approved = {name: sha256(document.data) for name, document in desk.letters(LETTERS).items()}
    planned = {mail["name"]: mail for mail in desk.newest(MAILING).body["mails"]}
    assert {name: entry["files"][0]["sha256"] for name, entry in planned.items()} == approved
    sent = sorted((mail.to, sha256(letter_of(mail).data)) for mail in desk.mails())
    assert sent == sorted((planned[name]["address"], approved[name]) for name in INVITED)


def test_two_people_behind_one_mailbox_get_two_letters_and_two_mails(desk: Desk) -> None:
    desk.walk(to=MAILING)
    shared = [mail for mail in desk.mails() if mail.to == SHARED[0].address]
    assert len(shared) == 2
    greetings = [next(row.name for row in SHARED if row.name in words([letter_of(mail)])) for mail in shared]
    assert sorted(greetings) == sorted(row.name for row in SHARED)


def test_one_with_two_seats_gets_one_mail_with_a_letter_naming_both(desk: Desk) -> None:
    desk.walk(to=MAILING)
    [mail] = [mail for mail in desk.mails() if mail.to == CHIEF.address]
    text = words([letter_of(mail)])
    assert ("kommunedirektør" in text, "leiar av Strategisk samarbeidsutval" in text) == (True, True)


def test_the_invitation_carries_the_calendar_and_the_cover_letter_the_programme(desk: Desk) -> None:
    desk.walk(to="mailing.folgebrev")
    mails = [mail for mail in desk.mails() if mail.to == MAYOR.address]
    assert sorted((mail.subject, tuple(document.name for document in mail.attachments)) for mail in mails) == [
        (
            "Følgjebrev og program for partnarskapsmøtet 2027",
            ("Følgjebrev og program for partnarskapsmøtet 2027.docx", "Program for partnarskapsmøtet 2027.docx"),
        ),
        (
            "Invitasjon til partnarskapsmøtet 2027",
            ("Invitasjon til partnarskapsmøtet 2027.docx", "møtet.ics"),
        ),
    ]


def test_the_calendar_comes_as_mail_programs_need_it_for_their_buttons(desk: Desk) -> None:
    desk.walk(to=MAILING)
    [mail] = [mail for mail in desk.mails() if mail.to == MAYOR.address]
    message = message_from_bytes(mail.path.read_bytes(), policy=default)
    bodies, *files = message.iter_parts()
    assert (message.get_content_type(), bodies.get_content_type()) == ("multipart/mixed", "multipart/alternative")
    assert [part.get_content_type() for part in bodies.iter_parts()] == ["text/plain", "text/html", "text/calendar"]
    shown = list(bodies.iter_parts())[-1]
    assert (shown.get_param("method"), shown.get_param("charset"), shown.get_content_disposition()) == (
        "REQUEST",
        "utf-8",
        None,
    )
    [file] = [part for part in files if part.get_filename() == "møtet.ics"]
    assert (file.get_content_type(), file.get_content_disposition()) == ("application/ics", "attachment")
    assert file.get_payload(decode=True) == shown.get_payload(decode=True)
    calendar = Calendar.from_ical(shown.get_payload(decode=True))
    [event] = calendar.walk("VEVENT")
    assert (str(calendar["METHOD"]), str(event["ATTENDEE"]), str(event["ATTENDEE"].params["RSVP"])) == (
        "REQUEST",
        f"mailto:{MAYOR.address}",
        "TRUE",
    )
    assert str(event["ATTENDEE"].params["PARTSTAT"]) == "NEEDS-ACTION"
    assert "Det tel som svaret ditt" in mail.text


def test_the_cover_letter_comes_after_the_deadline_and_names_none(desk: Desk) -> None:
    desk.walk(to="mailing.folgebrev")
    [mail] = [mail for mail in desk.mails() if mail.to == MAYOR.address and mail.subject.startswith("Følgjebrev")]
    assert "Har du ikkje svart enno? Gjer det så snart du kan." in mail.text
    assert ["Svarfrist" in words for words in (mail.text, mail.html)] == [False, False]
    assert "15. januar" not in mail.text + mail.html


@pytest.mark.parametrize("count", [0, 4, 6, 60])
def test_a_mailing_approved_with_another_count_is_asked_again(count: int, desk: Desk) -> None:
    desk.walk(to=LETTERS)
    desk.compute(MAILING)
    objection = desk.decide(MAILING, count=count)
    assert objection == "Utsendinga går til 5 mottakarar. Skriv talet 5 for å stadfeste."
    assert desk.states()[MAILING] == "waiting 1"
    with pytest.raises(StepError, match="revision 1 is not approved; open its gate and decide"):
        desk.perform(MAILING)
    assert desk.mails() == ()


def test_an_approval_of_the_letters_as_they_were_sends_nothing(desk: Desk) -> None:
    desk.walk(to=LETTERS)
    desk.compute(MAILING)
    desk.approve(MAILING)
    desk.edit_template("invitasjon.docx", "</w:body>", "<w:p/></w:body>")
    with pytest.raises(StepError) as caught:
        desk.perform(MAILING)
    assert str(caught.value) == (
        "bergensomradet/partnarskapsmote/2027 mailing.invitasjon: what it builds on has changed since revision 1 was "
        "approved; make it again and open its gate"
    )
    assert desk.mails() == ()
    assert desk.services.memory.outbox.rows() == ()


def test_letters_that_change_after_they_are_out_are_not_sent_again_and_the_gate_names_who_got_which(desk: Desk) -> None:
    desk.walk(to=MAILING)
    first = desk.mails()
    desk.edit_template("invitasjon.docx", "</w:body>", "<w:p/></w:body>")
    desk.register(*PEOPLE, replace(MAYOR, seat="alver.kommunedirektor", name="Nora Nyborg", address="ny@alver.example"))
    desk.walk(to=LETTERS)
    body = desk.compute(MAILING).body
    assert (body["count"], body["changed_since_sent"]) == (1, list(INVITED))
    gate_text = text_at_the_gate(desk)
    assert "skal til **1 mottakar**" in gate_text
    assert "E-posten til 5 mottakarar er alt laga på prøve, og blir ikkje laga på nytt." in gate_text
    assert "### Har fått ein tidlegare versjon av brevet" in gate_text
    desk.walk(to=MAILING)
    new = [mail for mail in desk.mails() if mail not in first]
    assert [mail.to for mail in new] == ["ny@alver.example"]
    assert len(desk.mails()) == len(first) + 1


def test_only_addresses_that_are_opened_get_mail_and_the_gate_says_who_does_not(posted: Desk) -> None:
    posted.settle(mail_allowlist=("@alver.example", CHIEF.address))
    posted.walk(to=MAILING)
    body = posted.newest(MAILING).body
    assert (body["count"], sorted(mail["name"] for mail in body["mails"])) == (2, sorted([CHIEF.name, MAYOR.name]))
    assert sorted(entry["who"] for entry in body["left_out"]) == sorted([CEO.name, *(row.name for row in SHARED)])
    assert {entry["why"] for entry in body["left_out"]} == {"Adressa er ikkje opna i oppsettet."}
    assert "### Får ikkje e-post" in text_at_the_gate(posted)
    assert receivers(posted) == sorted([MAYOR.address, CHIEF.address])


def test_a_rehearsal_in_a_folder_never_keeps_the_real_letter_back(posted: Desk) -> None:
    posted.settle(mail_mode="folder")
    posted.walk(to=MAILING)
    assert posted.ledger("invitasjon@folder") == dict.fromkeys(INVITED, "sent")
    posted.settle(mail_mode="allowlist")
    assert posted.states()[MAILING] == "due 2"
    posted.walk(to=MAILING)
    assert posted.ledger("invitasjon") == dict.fromkeys(INVITED, "sent")
    assert receivers(posted) == EVERYONE


def test_a_server_that_is_down_loses_nothing_and_the_same_call_later_sends_to_all_once(posted: Desk) -> None:
    port = posted.given["mail_port"]
    posted.settle(mail_port=free_port())
    posted.walk(to=LETTERS)
    posted.compute(MAILING)
    posted.approve(MAILING)
    for _ in range(2):
        with pytest.raises(Unavailable):
            posted.perform(MAILING)
        assert posted.ledger("invitasjon") == dict.fromkeys(INVITED, "queued")
        assert posted.states()[MAILING] == "approved 1"
    posted.settle(mail_port=port)
    assert posted.perform(MAILING)["counts"]["sent"] == len(INVITED)
    assert posted.perform(MAILING)["counts"]["sent"] == len(INVITED)
    assert posted.states()[MAILING] == "done 1"
    assert receivers(posted) == EVERYONE


@pytest.fixture
def refusing(posted: Desk) -> Iterator[Desk]:
    """The invitation of the first is refused, the second's answer is lost, the others get theirs."""
    server = FaultServer({"rcpt": ["550 5.1.1 no such user"], "dot": ["keep|drop"]})
    port = posted.given["mail_port"]
    posted.settle(mail_port=server.port, mail_received="")
    posted.walk(to=MAILING)
    posted.settle(mail_port=port)
    yield posted
    server.stop()


def test_a_calendar_invitation_that_was_refused_is_among_those_to_look_at(posted: Desk) -> None:
    posted.replace("partnarskapsmote.toml", "calendar = true", 'calendar = "invitation"')
    server = FaultServer({"rcpt": ["250 ok"] * len(INVITED) + ["550 5.7.1 no calendars, please"]})
    posted.settle(mail_port=server.port, mail_received="")
    posted.walk(to=MAILING)
    server.stop()
    cycle = posted.cycle()
    gate_text = STEP.report(cycle, node_named(cycle.graph, MAILING), {}).markdown
    assert "| sende | 5 |\n\n### Kalenderinnkallingar" in gate_text
    assert "### Denne må de sjå på" in gate_text
    assert f"| {INVITED[0]}, kalenderinnkalling |" in gate_text
    assert "no calendars, please" in gate_text


@pytest.fixture
def doubted(posted: Desk) -> Desk:
    """Calendar invitations are mails of their own, and the answer to the first letter is lost."""
    posted.replace("partnarskapsmote.toml", "calendar = true", 'calendar = "invitation"')
    server = FaultServer({"dot": ["keep|drop"]})
    port = posted.given["mail_port"]
    posted.settle(mail_port=server.port, mail_received="")
    posted.walk(to=MAILING)
    posted.settle(mail_port=port)
    server.stop()
    return posted


def test_a_letter_counted_as_sent_is_followed_by_its_calendar_invitation_once(doubted: Desk) -> None:
    letter = row_of(doubted, FIRST)
    assert receivers(doubted) == []
    assert doubted.states()[MAILING] == "done 1"
    assert answer(doubted.services, letter.id, as_="sent", who="Kari", why="ho ringde").state == "sent"
    assert [mail.subject for mail in received(doubted.home / "post")] == ["Kalenderinnkalling: partnarskapsmøtet 2027"]
    assert (receivers(doubted), doubted.states()[MAILING]) == ([letter.address], "done 1")
    doubted.perform(MAILING)
    assert carry_on(doubted.services, letter.cycle) == ()
    assert receivers(doubted) == [letter.address]


def test_the_calendar_invitation_waits_for_a_server_that_is_down_and_is_not_forgotten(doubted: Desk) -> None:
    letter, port = row_of(doubted, FIRST), doubted.given["mail_port"]
    doubted.settle(mail_port=free_port())
    assert answer(doubted.services, letter.id, as_="sent", who="Kari", why="ho ringde").state == "sent"
    assert doubted.states()[MAILING] == "approved 1"
    doubted.settle(mail_port=port)
    doubted.perform(MAILING)
    assert (receivers(doubted), doubted.states()[MAILING]) == ([letter.address], "done 1")


def test_a_letter_that_its_answer_proves_to_have_arrived_is_followed_by_its_calendar_invitation(doubted: Desk) -> None:
    letter = row_of(doubted, FIRST)
    deliver(doubted.home / "in", "1.eml", arrived_answer(letter))
    found = read_inbox(doubted.services, folder=doubted.home / "in")
    assert (found.settled, found.arrived) == (1, {letter.cycle})
    assert carry_on(doubted.services, letter.cycle) == (MAILING,)
    assert receivers(doubted) == [letter.address]


FIRST, SECOND = INVITED[0], INVITED[1]


def test_who_was_refused_and_who_is_in_doubt_is_told_and_not_counted_as_served(refusing: Desk) -> None:
    others = dict.fromkeys(INVITED[2:], "sent")
    assert refusing.ledger("invitasjon") == others | {FIRST: "refused", SECOND: "uncertain"}
    assert refusing.states()[MAILING] == "done 1"
    assert refusing.decide(LETTERS, "send_back", send_back_to=LETTERS) == ""
    refusing.walk(to=LETTERS)
    body = refusing.compute(MAILING).body
    assert (body["count"], len(body["already"]), len(body["open"])) == (0, 3, 2)
    gate_text = text_at_the_gate(refusing)
    assert "**Ingen** skal ha «Invitasjon til partnarskapsmøtet 2027»." in gate_text
    assert "3 mottakarar har alt fått denne utsendinga" in gate_text
    assert "### Går ikkje ut no: avgjer kvar og ein" in gate_text
    assert f"| {FIRST} | avvist av e-posttenaren | Adressa finst ikkje." in gate_text
    assert f"| {SECOND} | uavklart – de må avgjere | Vi veit ikkje om e-posten kom fram." in gate_text
    refusing.approve(MAILING)
    refusing.perform(MAILING)
    assert receivers(refusing) == []


def test_a_corrected_address_gets_the_letter_once_it_is_approved(refusing: Desk) -> None:
    right = "tone.kvale@osteroy.example"
    refusing.register(*(replace(row, address=right) if row.name == FIRST else row for row in PEOPLE))
    refusing.walk(to=LETTERS)
    body = refusing.compute(MAILING).body
    assert (body["count"], list(body["open"])) == (1, [id_of(refusing, SECOND)])
    assert receivers(refusing) == []
    refusing.approve(MAILING)
    refusing.perform(MAILING)
    assert receivers(refusing) == [right]
    assert refusing.ledger("invitasjon")[FIRST] == "sent"


def test_a_doubtful_mail_that_a_person_sends_again_goes_out_at_once(refusing: Desk) -> None:
    row = row_of(refusing, SECOND)
    after = answer(refusing.services, row.id, as_="resend", who="Kari", why="fekk det ikkje")
    assert (after.state, after.message_id) == ("sent", row.message_id)
    assert receivers(refusing) == [row.address]
    assert refusing.states()[MAILING] == "done 1"


def test_a_doubtful_mail_that_arrived_is_settled_without_sending(refusing: Desk) -> None:
    row = row_of(refusing, SECOND)
    assert answer(refusing.services, row.id, as_="sent", who="Kari", why="ho ringde").state == "sent"
    assert receivers(refusing) == []


@pytest.mark.parametrize("who", ["evidence", "mailing", " Evidence "])
def test_nobody_settles_a_doubt_under_the_services_own_signature(who: str, refusing: Desk) -> None:
    """The proof of notice would call what a person claims a thing that was found."""
    row = row_of(refusing, SECOND)
    with pytest.raises(StepError, match="no person"):
        answer(refusing.services, row.id, as_="sent", who=who, why="ho ringde")
    assert row_of(refusing, SECOND).state == row.state


def test_a_mail_put_back_while_the_server_is_down_is_not_forgotten(refusing: Desk) -> None:
    port = refusing.given["mail_port"]
    refusing.settle(mail_port=free_port())
    with pytest.raises(Unavailable):
        answer(refusing.services, row_of(refusing, SECOND).id, as_="resend", who="Kari", why="fekk det ikkje")
    assert refusing.states()[MAILING] == "approved 1"
    refusing.settle(mail_port=port)
    refusing.perform(MAILING)
    assert refusing.states()[MAILING] == "done 1"
    assert receivers(refusing) == [row_of(refusing, SECOND).address]


def test_a_mail_put_back_after_its_letter_changed_waits_for_the_new_approval(refusing: Desk) -> None:
    refusing.edit_template("invitasjon.docx", "</w:body>", "<w:p/></w:body>")
    after = answer(refusing.services, row_of(refusing, SECOND).id, as_="resend", who="Kari", why="fekk det ikkje")
    assert (after.state, receivers(refusing)) == ("queued", [])
    refusing.walk(to=LETTERS)
    assert refusing.compute(MAILING).body["count"] == 1
    refusing.approve(MAILING)
    refusing.perform(MAILING)
    [mail] = received(refusing.home / "post")
    assert sha256(letter_of(mail).data) == sha256(refusing.letters(LETTERS)[SECOND].data)


def test_a_mail_put_back_during_a_mailing_to_one_who_has_left_the_list_is_taken_back(
    refusing: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = row_of(refusing, SECOND)
    refusing.register(*(row for row in PEOPLE if row.name != SECOND))
    refusing.walk(to=LETTERS)
    refusing.compute(MAILING)
    refusing.approve(MAILING)

    def meanwhile(outbox: Outbox, **given: Any) -> Tally:
        outbox.resolve(row.id, as_="resend", who="Kari", why="fekk det ikkje", now=refusing.moment)
        return dispatch(outbox, **given)

    monkeypatch.setattr("cycle.application.delivery.sending.dispatch", meanwhile)
    refusing.perform(MAILING)
    assert is_withdrawn(refusing.services.memory.outbox.row(row.id))
    assert receivers(refusing) == []
    assert refusing.states()[MAILING].startswith("done")


def test_the_ledger_says_what_to_do_about_each_mail(refusing: Desk) -> None:
    rows = ledger_rows(refusing.cycle())
    assert [(row["state"], row["code"], bool(row["remedy"])) for row in rows] == [
        ("uncertain", None, True),
        ("refused", 550, True),
        *[("sent", 250, False)] * 3,
    ]


def receivers(desk: Desk) -> list[str]:
    """The addresses that the post office got mail for, one for each mail."""
    return sorted(mail.to for mail in received(desk.home / "post"))


def row_of(desk: Desk, name: str) -> OutboxRow:
    rows = desk.services.memory.outbox.rows(kind="invitasjon")
    [row] = [row for row in rows if row.recipient == id_of(desk, name)]
    return row


def id_of(desk: Desk, name: str) -> str:
    [found] = [
        invitee["id"] for invitee in desk.newest("invitations").body["list"]["invitees"] if invitee["name"] == name
    ]
    return str(found)
