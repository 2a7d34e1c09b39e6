"""Who answers decides whose answer it is; nothing that may concern the meeting is dropped, and no words are lost."""

from __future__ import annotations

import base64
import struct

import pytest

from cycle.mail.inbox.answers.reply_state import reply_state
from cycle.mail.inbox.answers.tnef import read_tnef
from cycle.mail.inbox.classify import sort_mail
from cycle.model import Reply
from tests.mail.arriving import NOW, answer, calendar, invitation_answer, only, report

STRANGER = "kollega@annan.example"


def by_stranger(row, *, attendee=None, sender=STRANGER, partstat="DECLINED", **more):
    who = attendee if attendee is not None else f"ATTENDEE;CN=Ola Kollega;PARTSTAT={partstat}:mailto:{STRANGER}"
    return invitation_answer(row, calendar(row, attendee=who, **more), headers={"From": f"Ola <{sender}>"})


# --- Whose answer it is ----------------------------------------------------------------------------------------------


def test_a_strangers_answer_is_somebodys_and_never_the_invited_persons(ledger, row):
    reply = only(sort_mail(by_stranger(row), ledger, now=NOW))
    assert (reply.what, reply.suggests, reply.by, reply.recipient) == ("somebody", "declined", STRANGER, "p1")
    assert (reply.who, reply.text) == ("Ola Kollega", "")


@pytest.mark.parametrize(
    ("attendee", "sender", "own"),
    [
        ("ATTENDEE;PARTSTAT=ACCEPTED:mailto:{own}", STRANGER, True),  # somebody who manages the calendar sent it
        ("ATTENDEE;PARTSTAT=ACCEPTED:mailto:alias@kommune.example", "{own}", True),  # another address of the sender
        ("ATTENDEE;PARTSTAT=ACCEPTED;EMAIL={own}:urn:uuid:1", STRANGER, True),
        ("ATTENDEE;PARTSTAT=ACCEPTED:/o=Org/cn=x", "{own}", True),
        ("ATTENDEE;PARTSTAT=ACCEPTED:/o=Org/cn=x", STRANGER, False),
        ("ATTENDEE;PARTSTAT=ACCEPTED:mailto:" + STRANGER, STRANGER, False),
        ("", STRANGER, False),
        ("", "{own}", True),
    ],
)
def test_attendee_and_sender_decide_whose_answer_it_is(attendee, sender, own, ledger, row):
    mail = by_stranger(row, attendee=attendee.format(own=row.address), sender=sender.format(own=row.address))
    reply = only(sort_mail(mail, ledger, now=NOW))
    assert (reply.what, reply.by) == (("accepted", "") if own else ("somebody", STRANGER))


def test_a_colleagues_answer_that_the_invited_person_passes_on_is_the_colleagues(ledger, row):
    inner = by_stranger(row)
    outer = (
        (
            f"From: {row.address}\r\nTo: post@x.example\r\nSubject: VS: Declined\r\nMIME-Version: 1.0\r\n"
            "Message-ID: <outer@x.example>\r\nDate: Wed, 25 Nov 2026 11:00:00 +0000\r\n"
            'Content-Type: multipart/mixed; boundary="o"\r\n\r\n--o\r\nContent-Type: message/rfc822\r\n\r\n'
        ).encode()
        + inner
        + b"\r\n--o--\r\n"
    )
    reply = only(sort_mail(outer, ledger, now=NOW))
    assert (reply.what, reply.by) == ("somebody", STRANGER)


def test_a_strangers_answer_does_not_replace_the_own_one_before_or_after_it(ledger, row):
    own = only(sort_mail(invitation_answer(row, calendar(row)), ledger, now=NOW))
    later = ("SEQUENCE:0", "DTSTAMP:20261125T110000Z")
    strange = only(sort_mail(by_stranger(row, lines=later), ledger, now=NOW))
    found = reply_state("p1", [own, strange])
    assert (found.stand, found.answer, found.waiting) == ("coming", own, (strange,))


def test_whose_an_address_is_is_asked_once_and_remembered(ledger, row):
    strange = only(sort_mail(by_stranger(row), ledger, now=NOW))
    assert (reply_state("p1", [strange]).stand, reply_state("p1", [strange]).waiting) == ("wrote", (strange,))
    theirs = reply_state("p1", [strange], addresses={STRANGER: True})
    assert (theirs.stand, theirs.answer.what, theirs.answer.by) == ("not", "declined", STRANGER)
    others = reply_state("p1", [strange], addresses={STRANGER: False})
    assert (others.stand, others.answer, others.waiting) == ("silent", None, ())


# --- Words beside an answer ------------------------------------------------------------------------------------------

WORDS = "Eg kjem ikkje sjølv, men Kari møter for meg"


@pytest.mark.parametrize(
    "line",
    [
        f"COMMENT:{WORDS}",
        f"COMMENT;LANGUAGE=nn-NO:{WORDS}".replace(", men", "\\, men"),
        f"X-CALENDARSERVER-PRIVATE-COMMENT:{WORDS}",
        f'X-CALENDARSERVER-ATTENDEE-COMMENT;X-CALENDARSERVER-ATTENDEE-REF="x":{WORDS}',
    ],
)
def test_words_in_the_calendar_answer_are_kept(line, ledger, row):
    mail = invitation_answer(row, calendar(row, partstat="DECLINED", lines=("DTSTAMP:20261125T100000Z", line)))
    reply = only(sort_mail(mail, ledger, now=NOW))
    assert (reply.what, reply.text) == ("declined", WORDS)


def body(row, text: str, *, lines=("DTSTAMP:20261125T100000Z",)) -> bytes:
    mail = invitation_answer(row, calendar(row, partstat="DECLINED", lines=lines))
    return mail.replace(b"Kari Nordmann has accepted this invitation.", text.replace("\n", "\r\n").encode())


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (WORDS, WORDS),
        (f"{WORDS}\n\nSendt fra min iPhone", WORDS),
        (f"Kari Nordmann har avslått denne invitasjonen.\n\n{WORDS}\n\nNår: torsdag\nKvar: Bergen", WORDS),
        (f'Kari Nordmann has declined this invitation with this note:\n\n"{WORDS}"\n\nMøte\nWhen: i dag\n', WORDS),
        (f"{WORDS}\n\n-----Original Appointment-----\nFrom: post@x.example", WORDS),
        ("Kari Nordmann has declined this invitation.\n\nMøte\nInvitation from Google Calendar: https://x", ""),
        ("Declined: Partnarskapsmøte\n\nWhen: torsdag\n", ""),
    ],
)
def test_words_in_the_mail_around_it_are_kept_and_a_programs_own_are_not(text, kept, ledger, row):
    assert only(sort_mail(body(row, text), ledger, now=NOW)).text == kept


def test_the_same_words_in_both_places_are_told_once(ledger, row):
    lines = ("DTSTAMP:20261125T100000Z", "COMMENT:" + WORDS.replace(",", "\\,"))
    assert only(sort_mail(body(row, WORDS, lines=lines), ledger, now=NOW)).text == WORDS
    both = only(sort_mail(body(row, "Ring meg", lines=lines), ledger, now=NOW)).text
    assert both == f"{WORDS} Ring meg"


def test_an_answer_with_words_waits_for_a_person_and_one_without_does_not(ledger, row):
    plain = only(sort_mail(body(row, "Declined: x"), ledger, now=NOW))
    phrased = only(sort_mail(body(row, WORDS), ledger, now=NOW))
    assert (reply_state("p1", [plain]).waiting, reply_state("p1", [phrased]).waiting) == ((), (phrased,))
    read = Reply(key="k", cycle="c", recipient="p1", kind="", what="wrote", source="typed", at=NOW, about=phrased.key)
    settled = reply_state("p1", [phrased, read])
    assert (settled.stand, settled.waiting) == ("not", ())


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("DTSTART;TZID=Europe/Oslo:20270218T130000", "Føreslår 18.02.2027 kl. 13.00 i staden."),
        ("DTSTART:20270218T120000Z", "Føreslår 18.02.2027 kl. 13.00 i staden."),
        ("DTSTART;VALUE=DATE:20270219", "Føreslår 19.02.2027 i staden."),
        ("X-NONE:1", "Føreslår ei anna tid."),
    ],
)
def test_a_proposed_time_is_told_with_its_clock(start, expected, ledger, row):
    text = calendar(row, method=("METHOD:COUNTER",), lines=("DTSTAMP:20261125T100000Z", start))
    mail = invitation_answer(row, text, kinds=("text/calendar; method=COUNTER",))
    assert only(sort_mail(mail, ledger, now=NOW)).text == expected


# --- Never dropped ---------------------------------------------------------------------------------------------------


def fresh(row, text="Eg kjem på møtet.", **headers) -> bytes:
    return answer(row, text, headers={"In-Reply-To": "", "Subject": "Partnarskapsmøtet", **headers})


def test_a_new_mail_of_an_invited_person_may_concern_the_meeting(ledger, row):
    found = sort_mail(fresh(row), ledger, now=NOW)
    reply = only(found)
    assert (reply.what, reply.suggests, reply.recipient) == ("concerns", "accepted", "p1")
    assert (reply.text, found.proves) == ("Partnarskapsmøtet: Eg kjem på møtet.", ())


def test_of_a_mail_about_something_else_only_the_subject_is_kept(ledger, row):
    reply = only(sort_mail(fresh(row, "Sjukemeldinga mi er forlenga.", Subject="Faktura 17"), ledger, now=NOW))
    assert (reply.what, reply.text) == ("concerns", "Faktura 17")


def test_a_mail_about_something_else_leaves_the_invited_person_among_the_silent(ledger, row):
    vague = only(sort_mail(fresh(row, "Sjå vedlegg.", Subject="Faktura 17"), ledger, now=NOW))
    clear = only(sort_mail(fresh(row), ledger, now=NOW))
    assert (reply_state("p1", [vague]).stand, reply_state("p1", [vague]).waiting) == ("silent", (vague,))
    assert reply_state("p1", [clear]).stand == "wrote"


def test_who_asks_to_get_no_more_is_not_dropped(ledger, row):
    assert only(sort_mail(fresh(row, "", Subject="Innkallingar"), ledger, now=NOW)).what == "concerns"


@pytest.mark.parametrize(
    "machine", [{}, {"Auto-Submitted": "auto-generated"}, {"To": "svar@helsefellesskapet.example"}]
)
def test_who_asks_to_get_no_more_from_another_address_is_known_by_the_mail(machine, ledger, row):
    asked = {"From": "privat@annan.example", "Subject": f"Innkallingar {row.token}", **machine}
    reply = only(found := sort_mail(fresh(row, "", **asked), ledger, now=NOW))
    assert (reply.what, reply.recipient, reply.by) == ("wrote", "p1", "privat@annan.example")
    assert reply.text == "Vil ikkje ha fleire innkallingar (knappen for å melde seg av)."
    assert found.proves == (row.id,)


@pytest.mark.parametrize(
    ("subject", "words", "text", "suggests"),
    [
        ("SV: Partnarskapsmøtet 18. februar", "Eg kjem.", "SV: Partnarskapsmøtet 18. februar: Eg kjem.", "accepted"),
        ("SV: Faktura 17", "Takk. Eg kjem ikkje på partnarskapsmøtet.", "SV: Faktura 17", ""),
    ],
)
def test_an_answer_in_another_conversation_may_concern_the_meeting(subject, words, text, suggests, ledger, row):
    mail = fresh(row, words, **{"Subject": subject, "In-Reply-To": "<0102018f@mail.relay.example>"})
    reply = only(sort_mail(mail, ledger, now=NOW))
    assert (reply.what, reply.text, reply.suggests) == ("concerns", text, suggests)


def test_an_answer_in_another_conversation_about_something_else_is_left_alone(ledger, row):
    headers = {"Subject": "SV: Faktura 17", "In-Reply-To": "<0102018f@mail.relay.example>"}
    assert sort_mail(fresh(row, "Ho er betalt.", **headers), ledger, now=NOW).what == "unknown"


@pytest.mark.parametrize(
    "headers",
    [
        {"Date": "Mon, 2 Nov 2026 10:00:00 +0000"},  # before we wrote
        {"From": "nokon@annan.example"},
        {"List-Id": "<nytt.kommune.example>"},
    ],
)
def test_what_cannot_concern_the_meeting_is_left_alone(headers, ledger, row):
    assert sort_mail(fresh(row, **headers), ledger, now=NOW).what == "unknown"


def tnef(*attributes: tuple[int, bytes]) -> bytes:
    """Return a winmail.dat of these attributes."""
    whole = b"\x78\x9f\x3e\x22\x01\x00"
    for number, value in attributes:
        whole += struct.pack("<BII", 1, number, len(value)) + value + struct.pack("<H", sum(value) & 0xFFFF)
    return whole


def outlook(row, kind: bytes, *, uid: bool = True, sender: str = "", words: str = "") -> bytes:
    wrapped = b"\x04\x00\x00\x00\x82\x00vCal-Uid\x01\x00\x00\x00" + row.message_id.strip("<>").encode() + b"\0"
    data = tnef((0x00078008, kind + b"\0"), (0x00069003, wrapped if uid else b"\0\0\0\0"), (0x0002800C, words.encode()))
    part = base64.encodebytes(data).decode().replace("\n", "\r\n")
    return (
        f"From: {sender or row.address}\r\nTo: post@x.example\r\nSubject: Akseptert\r\nMIME-Version: 1.0\r\n"
        "Message-ID: <tnef@x.example>\r\nDate: Wed, 25 Nov 2026 10:00:00 +0000\r\n"
        'Content-Type: multipart/mixed; boundary="t"\r\n\r\n--t\r\nContent-Type: text/plain\r\n\r\n\r\n'
        '--t\r\nContent-Type: application/ms-tnef; name="winmail.dat"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
        f"{part}\r\n--t--\r\n"
    ).encode()


@pytest.mark.parametrize(
    ("kind", "what"),
    [
        (b"IPM.Schedule.Meeting.Resp.Pos", "accepted"),
        (b"IPM.Schedule.Meeting.Resp.Neg", "declined"),
        (b"IPM.Microsoft Schedule.MtgRespA", "tentative"),
    ],
)
def test_an_answer_in_winmail_dat_is_read(kind, what, ledger, row):
    reply = only(sort_mail(outlook(row, kind, words="Kjem litt seint"), ledger, now=NOW))
    assert (reply.what, reply.source, reply.text) == (what, "calendar", "Kjem litt seint")
    strange = only(sort_mail(outlook(row, kind, sender=STRANGER), ledger, now=NOW))
    assert (strange.what, strange.suggests, strange.by) == ("somebody", what, STRANGER)


@pytest.mark.parametrize("kind", [b"IPM.Schedule.Meeting.Resp.Pos", b"IPM.Note", b"\xff" * 40])
def test_a_winmail_dat_that_names_nothing_of_ours_may_concern_the_meeting(kind, ledger, row):
    assert only(sort_mail(outlook(row, kind, uid=False), ledger, now=NOW)).what == "concerns"


@pytest.mark.parametrize("cut", [1, 6, 7, 12, 20, 60])
def test_a_broken_winmail_dat_is_no_trouble(cut, ledger, row):
    whole = tnef((0x00078008, b"IPM.Note\0"), (0x00069003, b"\x1e\0\0\x10\1\0\0\0\xff\xff\xff\xff"))
    assert read_tnef(whole[:cut]).status == ""


def test_a_report_about_somebody_elses_mail_never_counts(ledger, row):
    foreign = report(row, with_headers=False).replace(
        b"Subject: Invitasjon", b"Message-ID: <nyhendebrev@x.example>\r\nSubject: Nytt"
    )
    assert sort_mail(foreign, ledger, now=NOW).what == "unknown"
    older = report(row, with_headers=False).replace(
        b"Subject: Invitasjon", b"Date: Mon, 2 Nov 2026 08:00:00 +0100\r\nSubject: Nytt"
    )
    assert sort_mail(older, ledger, now=NOW).what == "unknown"
    before = report(row, with_headers=False).replace(b"25 Nov 2026 10:00:00", b"02 Nov 2026 10:00:00")
    assert sort_mail(before, ledger, now=NOW).what == "unknown"


# --- A person's words ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "headers",
    [
        {"Subject": "SV: Vedlegget kunne ikkje leverast"},
        {"Subject": "Re: Undelivered Mail Returned to Sender"},
        {"Subject": "SV: Invitasjon", "List-Id": "<postmottak.kommune.example>"},
        {"Subject": "SV: Invitasjon", "Precedence": "bulk"},
        {"Subject": "Vedlegget kunne ikke leveres"},
    ],
)
def test_a_subject_or_a_list_does_not_outweigh_what_a_person_wrote(headers, ledger, row):
    reply = only(sort_mail(answer(row, "Takk, eg kjem.", headers=headers), ledger, now=NOW))
    assert (reply.what, reply.text, reply.suggests) == ("wrote", "Takk, eg kjem.", "accepted")


def test_words_of_a_stranger_are_shown_with_the_address(ledger, row):
    reply = only(sort_mail(answer(row, "Eg kjem.", headers={"From": STRANGER}), ledger, now=NOW))
    assert (reply.what, reply.by, reply.suggests) == ("wrote", STRANGER, "accepted")


def test_clear_words_are_proposed_and_never_taken(ledger, row):
    reply = only(sort_mail(answer(row, "Jeg kommer dessverre ikke."), ledger, now=NOW))
    found = reply_state("p1", [reply])
    assert (reply.suggests, found.stand, found.answer, found.waiting) == ("declined", "wrote", None, (reply,))


def test_who_comes_instead_is_shown_though_it_stands_far_down(ledger, row):
    long = "Takk for innkallinga. " + "Vi har lese sakslista nøye og synest ho er god og viktig. " * 5
    reply = only(sort_mail(answer(row, f"{long}\nKari Nordmann møter for meg."), ledger, now=NOW))
    assert (reply.suggests, reply.text) == ("", "… Kari Nordmann møter for meg")


def test_what_is_passed_on_is_proposed_as_nobodys_answer(ledger, row):
    mail = answer(row, "Eg kjem ikkje.", headers={"Subject": "VS: Invitasjon"})
    assert only(sort_mail(mail, ledger, now=NOW)).suggests == ""


def test_a_mail_that_outlook_quotes_without_an_address_is_no_word_of_the_answer(ledger, row):
    quoted = "Fra: Sekretariatet\nSendt: onsdag 25. november 2026\nTil: Kari\n\nGi beskjed hvis du ikke kan komme."
    reply = only(sort_mail(answer(row, f"Jeg kommer.\n\n{quoted}"), ledger, now=NOW))
    assert (reply.suggests, reply.text) == ("accepted", "Jeg kommer.")
