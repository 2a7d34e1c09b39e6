"""What people ask for in a year: a reminder, a change, a cancellation, thanks, a correction; and the calendar entry."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from icalendar import Calendar, Event
from sqlalchemy import update

from cycle.errors import InputError, StepError
from cycle.mail.maildir import ReceivedMail
from cycle.mail.standing import Standing
from cycle.mail.transport import Mail
from cycle.model import OutboxRow, Reply
from cycle.steps.chain import link_named
from cycle.steps.entries import Correspondence
from cycle.steps.letter_mail import LetterMails
from cycle.steps.meeting_calendar import moved_since
from cycle.steps.places import site_folder
from cycle.steps.replies import reply_lines
from cycle.steps.requests import ask, correct, kinds, withdraw
from cycle.steps.review import mailing_view
from cycle.steps.run import standings
from cycle.steps.suggestions import suggestions
from cycle.store.tables import outbox
from tests.desk import CEO, CHIEF, INVITED, MAYOR, PEOPLE, SHARED, Desk, letter_of, words

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
    return [one for one in desk.mails() if one not in before]


def later(desk: Desk) -> None:
    desk.moment += dt.timedelta(hours=1)


def row_of(desk: Desk, name: str, kind: str = "invitasjon") -> OutboxRow:
    rows = desk.services.memory.outbox.rows(kind=f"{kind}@folder")
    return next(one for one in rows if one.recipient == id_of(desk, name, kind))


def standing_of(desk: Desk, name: str) -> Standing:
    return {one.name: one.standing for one in reply_lines(desk.cycle())}[name]


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
    return {one["name"]: one["recipient"] for one in desk.newest(f"letters.{kind}").body["letters"]}[name]


def move(desk: Desk) -> None:
    """The meeting is moved a week and to another house."""
    later(desk)
    desk.replace("partnarskapsmote-2027/meeting.toml", "date = 2027-02-18", "date = 2027-02-25")
    desk.replace("partnarskapsmote-2027/meeting.toml", 'place = "Knarvik"', 'place = "Knarvik sentrum"')
    for step in ("plan", "committee", "host"):
        desk.do(step)


def entry(mail: ReceivedMail) -> tuple[str, Event]:
    """Return method and event of the calendar file of a mail."""
    [file] = [one for one in mail.attachments if one.name.endswith(".ics")]
    calendar = Calendar.from_ical(file.data)
    [event] = calendar.walk("VEVENT")
    return str(calendar["METHOD"]), event


def page_of(desk: Desk) -> str:
    return (site_folder(desk.cycle()) / "partnarskapsmote" / "2027" / "index.html").read_text(encoding="utf-8")


def test_a_year_has_no_more_steps_than_before_until_somebody_asks(desk: Desk) -> None:
    desk.walk(to="invitations")
    steps = [one.step for one in standings(desk.cycle())]
    assert [one for one in steps if "." in one] == [
        "letters.invitasjon",
        "mailing.invitasjon",
        "letters.folgebrev",
        "mailing.folgebrev",
    ]
    assert [one.id for one in kinds(desk.cycle()) if one.by == "request"] == [
        "hald-av-datoen",
        "paminning",
        "endring",
        "avlysing",
        "takk",
    ]


def test_the_save_the_date_goes_to_everyone_and_asks_for_no_answer(desk: Desk) -> None:
    desk.walk(to="invitations")
    mails = sent(desk, asked(desk, "hald-av-datoen"))
    assert sorted(one.to for one in mails) == sorted(one.address for one in (CEO, *SHARED, CHIEF, MAYOR))
    assert {one.subject for one in mails} == {"Hald av datoen: partnarskapsmøte 2027"}
    assert "Du treng ikkje svare no." in words([letter_of(mails[0])])


def test_the_reminder_goes_to_those_who_have_not_answered_and_says_who_is_left_out_and_why(desk: Desk) -> None:
    desk.walk(to="mailing.invitasjon")
    answered(desk, MAYOR.name)
    answered(desk, CEO.name, "declined")
    mails = sent(desk, asked(desk, "paminning"))
    assert sorted(one.to for one in mails) == sorted([CHIEF.address, *(one.address for one in SHARED)])
    body = desk.newest("letters.paminning").body
    assert {one["who"]: one["why"] for one in body["left_out"]} == {
        MAYOR.name: "Har svara: kjem.",
        CEO.name: "Har svara: kjem ikkje.",
    }


def test_one_who_answers_while_the_reminder_waits_gets_none(desk: Desk) -> None:
    desk.walk(to="mailing.invitasjon")
    asked(desk, "paminning")
    desk.do("letters.paminning")
    desk.compute("mailing.paminning")
    desk.approve("mailing.paminning")
    answered(desk, MAYOR.name)
    before = desk.mails()
    desk.perform("mailing.paminning")
    reminded = [one.to for one in desk.mails() if one not in before]
    assert sorted(reminded) == sorted(one.address for one in (CEO, *SHARED, CHIEF))


def test_those_chosen_are_reminded_and_nobody_else(desk: Desk) -> None:
    desk.walk(to="mailing.invitasjon")
    answered(desk, MAYOR.name)
    mails = sent(desk, asked(desk, "paminning", to=[MAYOR.name]))
    assert [one.to for one in mails] == [MAYOR.address]


def test_nobody_is_reminded_before_they_are_invited_or_when_all_have_answered(desk: Desk) -> None:
    desk.walk(to="invitations")
    with pytest.raises(StepError, match="nobody would get it"):
        asked(desk, "paminning")
    desk.walk(to="mailing.invitasjon")
    for name in INVITED:
        answered(desk, name)
    with pytest.raises(StepError, match="nobody would get it"):
        asked(desk, "paminning")


def test_a_name_that_is_on_no_list_and_a_group_that_is_none_are_told_at_once(desk: Desk) -> None:
    desk.walk(to="mailing.invitasjon")
    with pytest.raises(InputError) as caught:
        ask(desk.cycle(), "paminning", who="", why="", to=["Ådne Bjørnsen"], include=["doubtfull"])
    assert [(one.where, one.remedy) for one in caught.value.problems] == [
        ("name", "write who asks"),
        ("why", "write why; it is kept with the year"),
        ("include", "did you mean 'doubtful'?"),
        ("Ådne Bjørnsen", f"did you mean '{MAYOR.name}'?"),
    ]


def test_asking_twice_is_asking_once_until_it_is_sent(desk: Desk) -> None:
    desk.walk(to="mailing.invitasjon")
    assert (asked(desk, "paminning"), asked(desk, "paminning")) == ("paminning", "paminning")
    sent(desk, "paminning")
    assert asked(desk, "paminning") == "paminning.2"


def test_what_was_rehearsed_and_is_asked_for_again_is_one_reminder(desk: Desk) -> None:
    desk.walk(to="mailing.invitasjon")
    sent(desk, asked(desk, "paminning"))
    desk.settle(mail_mode="live")
    assert asked(desk, "paminning") == "paminning"


def test_a_change_says_what_it_was_and_what_it_is_to_everyone_who_was_told(desk: Desk) -> None:
    desk.walk(to="mailing.invitasjon")
    first = desk.mails()
    move(desk)
    assert [one.dispatch for one in suggestions(desk.cycle())] == ["endring"]
    mails = sent(desk, asked(desk, "endring", words="Lokalet er opptatt."))
    assert sorted(one.to for one in mails) == sorted(one.to for one in first)
    text = words([letter_of(mails[0])])
    assert ("torsdag 18. februar 2027" in text, "torsdag 25. februar 2027" in text) == (True, True)
    assert "Region Nordhordland Helsehus, Knarvik sentrum" in text
    assert "Lokalet er opptatt." in text
    assert suggestions(desk.cycle()) == ()
    with pytest.raises(StepError, match="Har alt fått vite kva som gjeld no"):
        asked(desk, "endring")


def test_the_calendar_entry_keeps_its_uid_moves_with_the_meeting_and_is_taken_out_when_it_is_called_off(
    desk: Desk,
) -> None:
    desk.walk(to="mailing.invitasjon")
    invited = {one.to: entry(one) for one in desk.mails()}
    move(desk)
    moved = {one.to: entry(one) for one in sent(desk, asked(desk, "endring"))}
    off = {one.to: entry(one) for one in sent(desk, asked(desk, "avlysing"))}
    for address in (MAYOR.address, CEO.address, CHIEF.address):
        found = [year[address] for year in (invited, moved, off)]
        assert [method for method, _ in found] == ["REQUEST", "REQUEST", "CANCEL"]
        assert [event["SEQUENCE"] for _, event in found] == [0, 1, 2]
        assert len({str(event["UID"]) for _, event in found}) == 1
        assert [event["DTSTART"].dt.day for _, event in found] == [18, 25, 25]
        assert {str(event["ATTENDEE"]) for _, event in found} == {f"mailto:{address}"}
        assert [str(event["STATUS"]) for _, event in found] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
        stamps = [event["DTSTAMP"].dt for _, event in found]
        assert stamps == sorted(set(stamps))


def test_the_uid_leads_back_to_the_recipient(desk: Desk) -> None:
    desk.walk(to="mailing.invitasjon")
    mails = desk.mails()
    uids = [str(entry(one)[1]["UID"]).partition("@")[0] for one in mails]
    found = Correspondence(desk.services).entries(uids)
    assert [found[one].message_id for one in uids] == [one.message_id for one in mails]


def test_an_answer_to_the_earlier_time_is_no_answer_to_the_new_one(desk: Desk) -> None:
    desk.walk(to="mailing.invitasjon")
    later(desk)
    answered(desk, MAYOR.name)
    move(desk)
    sent(desk, asked(desk, "endring"))
    later(desk)
    answered(desk, CEO.name, "declined")
    desk.walk(to="invitations")
    mails = sent(desk, asked(desk, "paminning"))
    assert sorted(one.to for one in mails) == sorted([MAYOR.address, CHIEF.address, *(one.address for one in SHARED)])


def test_a_correction_counts_in_the_sequence_that_an_answer_is_held_against(desk: Desk) -> None:
    desk.walk(to="mailing.invitasjon")
    row = next(one for one in desk.services.memory.outbox.rows() if one.recipient == id_of(desk, MAYOR.name))
    later(desk)
    [mail] = sent(desk, correct(desk.services, row.id, who=WHO, why="feil tema").id)
    told = entry(mail)[1]["SEQUENCE"]
    move(desk)
    mails = {one.to: one for one in sent(desk, asked(desk, "endring"))}
    sequence, _ = moved_since(desk.cycle())[row.recipient]
    assert (told, sequence) == (1, entry(mails[MAYOR.address])[1]["SEQUENCE"])


def test_an_invitation_with_another_date_than_the_save_the_date_moves_the_calendar_entry(desk: Desk) -> None:
    desk.walk(to="invitations")
    [first] = [one for one in sent(desk, asked(desk, "hald-av-datoen")) if one.to == MAYOR.address]
    later(desk)
    answered(desk, MAYOR.name, kind="hald-av-datoen")
    move(desk)
    later(desk)
    desk.do("invitations")
    [mail] = [one for one in sent(desk, "invitasjon") if one.to == MAYOR.address]
    found = [entry(one)[1] for one in (first, mail)]
    assert [event["DTSTART"].dt.day for event in found] == [18, 25]
    assert [event["SEQUENCE"] for event in found] == [0, 1]
    assert standing_of(desk, MAYOR.name).stand == "silent"
    desk.services.memory.replies.add([calendar_answer(desk, MAYOR.name, sequence=0)])
    assert standing_of(desk, MAYOR.name).stand == "silent"
    desk.services.memory.replies.add([calendar_answer(desk, MAYOR.name, sequence=1)])
    assert standing_of(desk, MAYOR.name).stand == "coming"


def test_a_letter_without_a_calendar_file_makes_answers_to_the_earlier_time_old_until_the_next_file(desk: Desk) -> None:
    desk.walk(to="mailing.invitasjon")
    later(desk)
    desk.services.memory.replies.add([calendar_answer(desk, MAYOR.name, sequence=0)])
    assert standing_of(desk, MAYOR.name).stand == "coming"
    move(desk)
    later(desk)
    for step in ("invitations", "letters.invitasjon", "mailing.invitasjon"):
        desk.do(step)
    sent(desk, "folgebrev")
    assert standing_of(desk, MAYOR.name).stand == "silent"
    [mail] = [one for one in sent(desk, asked(desk, "paminning")) if one.to == MAYOR.address]
    assert (entry(mail)[1]["SEQUENCE"], moved_since(desk.cycle())[id_of(desk, MAYOR.name)][0]) == (1, 1)


def test_a_mail_whose_arrival_was_settled_after_the_meeting_moved_told_of_the_earlier_date(desk: Desk) -> None:
    desk.walk(to="mailing.invitasjon")
    row = row_of(desk, MAYOR.name)
    later(desk)
    move(desk)
    with desk.services.memory.engine.begin() as connection:  # as if the line had broken, and somebody rang a day later
        connection.execute(update(outbox).where(outbox.c.id == row.id).values(updated_at=desk.moment))
    mails = sent(desk, asked(desk, "endring"))
    [mail] = [one for one in mails if one.to == MAYOR.address]
    assert "torsdag 18. februar 2027" in words([letter_of(mail)])
    assert entry(mail)[1]["SEQUENCE"] == 1


def test_a_meeting_that_is_called_off_stops_what_nobody_has_asked_for_since(desk: Desk) -> None:
    desk.walk(to="letters.folgebrev")
    mails = sent(desk, asked(desk, "avlysing", words="For få kan kome."))
    assert len(mails) == len(INVITED)
    text = words([letter_of(mails[0])])
    assert ("er avlyst. For få kan kome." in text) is True
    states = {one.step: one.state for one in standings(desk.cycle())}
    assert (states["mailing.invitasjon"], states["mailing.folgebrev"]) == ("done", "cancelled")
    with pytest.raises(StepError, match="the meeting is called off"):
        desk.compute("mailing.folgebrev")
    assert asked(desk, "folgebrev") == "folgebrev.2"
    assert len(sent(desk, "folgebrev.2")) == len(INVITED)


def test_a_meeting_that_is_called_off_stops_the_mailing_that_is_under_way(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.walk(to="letters.invitasjon")
    desk.compute("mailing.invitasjon")
    desk.approve("mailing.invitasjon")
    build = LetterMails.build

    def built(self: LetterMails, *given: Any, **more: Any) -> Mail:
        if len(desk.mails()) == 2:
            ask(desk.cycle(), "avlysing", who=WHO, why="prøve")
        return build(self, *given, **more)

    with monkeypatch.context() as patch:
        patch.setattr(LetterMails, "build", built)
        with pytest.raises(StepError, match="called off meanwhile; 2 mails were not sent"):
            desk.perform("mailing.invitasjon")
    assert list(desk.ledger("invitasjon@folder").values()) == ["sent"] * 3 + ["failed"] * 2
    withdraw(desk.cycle(), "avlysing", who=WHO)
    desk.perform("mailing.invitasjon")
    assert list(desk.ledger("invitasjon@folder").values()) == ["sent"] * 5
    assert len(desk.mails()) == len(INVITED)


def test_the_cancellation_waits_for_nothing_and_tells_of_the_meeting_people_knew_of(desk: Desk) -> None:
    desk.walk(to="mailing.invitasjon")
    desk.replace("partnarskapsmote-2027/meeting.toml", "date = 2027-02-18", "date = 2027-02-25")
    mails = sent(desk, asked(desk, "avlysing"))
    assert "torsdag 18. februar 2027, er avlyst." in words([letter_of(mails[0])])
    assert desk.states()["plan"] == "due 2"


def test_the_page_of_a_meeting_that_was_called_off_says_so_also_where_it_was_published_before(desk: Desk) -> None:
    desk.walk()
    assert "avlyst" not in page_of(desk)
    sent(desk, asked(desk, "avlysing"))
    assert desk.states()["archive"] == "due 2"
    desk.do("archive")
    assert "<strong>Møtet er avlyst.</strong>" in page_of(desk)


def test_a_meeting_that_was_called_off_before_the_cover_letters_is_archived_all_the_same(desk: Desk) -> None:
    desk.walk(to="letters.folgebrev")
    sent(desk, asked(desk, "avlysing"))
    desk.do("archive")
    assert "<strong>Møtet er avlyst.</strong>" in page_of(desk)


def test_a_request_that_was_a_mistake_is_taken_back(desk: Desk) -> None:
    desk.walk(to="mailing.invitasjon")
    asked(desk, "avlysing")
    assert desk.cycle().called_off is not None
    withdraw(desk.cycle(), "avlysing", who=WHO)
    assert desk.cycle().called_off is None
    assert "letters.avlysing" not in desk.states()
    desk.walk(to="mailing.folgebrev")
    assert desk.states()["mailing.folgebrev"] == "done 1"


def test_thanks_go_to_those_who_came_when_the_page_is_published_and_link_to_it(desk: Desk) -> None:
    desk.walk()
    answered(desk, CEO.name, "declined")
    dispatch = asked(desk, "takk")
    mails = sent(desk, dispatch)
    assert sorted(one.to for one in mails) == sorted(one.address for one in (*SHARED, CHIEF, MAYOR))
    assert "/nettstad/partnarskapsmote/2027/" in words([letter_of(mails[0])])
    assert "/nettstad/partnarskapsmote/2027/" in mails[0].text


def test_a_correction_goes_to_the_one_who_got_the_wrong_letter_and_says_what_it_replaces(desk: Desk) -> None:
    desk.walk(to="mailing.invitasjon")
    wrong = next(one for one in desk.services.memory.outbox.rows() if one.recipient == id_of(desk, MAYOR.name))
    desk.replace("partnarskapsmote-2027/meeting.toml", "theme = ", 'theme = "Heilt rett" # ')
    later(desk)
    for step in ("plan", "committee", "host", "invitations"):
        desk.do(step)
    request = correct(desk.services, wrong.id, who=WHO, why="feil tema")
    assert request.id == "invitasjon.retting1"
    assert correct(desk.services, wrong.id, who=WHO, why="feil tema").id == request.id
    [mail] = sent(desk, request.id)
    assert (mail.to, mail.subject) == (MAYOR.address, "Retting: Invitasjon til partnarskapsmøte 2027")
    text = words([letter_of(mail)])
    assert "(gjeld i staden for brevet av 23. november 2026)" in text
    assert "Heilt rett" in text
    assert "Det gjeld i staden for brevet vi sende deg datert 23. november 2026." in mail.text
    assert entry(mail)[1]["SEQUENCE"] == 1


def test_what_somebody_got_in_a_rehearsal_is_not_corrected_for_real(desk: Desk) -> None:
    desk.walk(to="mailing.invitasjon")
    [first, *_] = desk.services.memory.outbox.rows()
    desk.settle(mail_mode="live")
    with pytest.raises(StepError, match="invitasjon@folder is not of this mode"):
        correct(desk.services, first.id, who=WHO, why="feil tema")


def test_a_correction_that_was_rehearsed_is_no_step_of_the_real_year(desk: Desk) -> None:
    desk.walk(to="mailing.invitasjon")
    [first, *_] = desk.services.memory.outbox.rows()
    request = correct(desk.services, first.id, who=WHO, why="feil tema")
    assert f"letters.{request.id}" in desk.states()
    desk.settle(mail_mode="live")
    assert f"letters.{request.id}" not in desk.states()


def test_a_calendar_invitation_goes_as_a_mail_of_its_own_where_the_rules_say_so(desk: Desk) -> None:
    desk.replace("partnarskapsmote.toml", "calendar = true", 'calendar = "invitation"')
    desk.walk(to="mailing.invitasjon")
    mails = [one for one in desk.mails() if one.to == MAYOR.address]
    assert sorted(one.subject for one in mails) == [
        "Invitasjon til partnarskapsmøte 2027",
        "Kalenderinnkalling: partnarskapsmøte 2027",
    ]
    kinds_ = sorted({one.kind for one in desk.services.memory.outbox.rows()})
    assert kinds_ == ["invitasjon.kalender@folder", "invitasjon@folder"]
    view = mailing_view(desk.cycle(), link_named(desk.cycle().chain, "mailing.invitasjon"))
    assert (view.counts, view.calendars) == ({"sent": 5}, {"sent": 5})
    named = [one.name for one in view.mails if one.address == MAYOR.address]
    assert named == [MAYOR.name, f"{MAYOR.name}, kalenderinnkalling"]


def test_who_left_the_list_is_told_that_the_meeting_is_called_off(desk: Desk) -> None:
    desk.walk(to="mailing.invitasjon")
    desk.register(
        *(one for one in PEOPLE if one != MAYOR), replace(MAYOR, name="Ny Ordførar", address="ny@alver.example")
    )
    desk.walk(to="invitations")
    mails = sent(desk, asked(desk, "avlysing"))
    assert (MAYOR.address in {one.to for one in mails}, "ny@alver.example" in {one.to for one in mails}) == (
        True,
        False,
    )
