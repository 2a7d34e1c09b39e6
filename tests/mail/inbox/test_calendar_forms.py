"""Whose answer it is, what it says and which words come with it, in the forms of many calendars."""

from __future__ import annotations

import base64
import quopri
from dataclasses import dataclass, field

import pytest

from cycle.mail.inbox.answers.meaning import names_substitute
from cycle.mail.inbox.classify import sort_mail
from tests.mail.arriving import NOW, Ledger, only
from tests.nynorsk import bokmål_in, nynorsk_in

COLLEAGUE = "ola@kommune.example"
WORDS = "Eg kjem ikkje sjølv, men Kåre møter for meg"


@dataclass(frozen=True, kw_only=True)
class Form:
    """A calendar answer as a program writes it: {own} and {uid} are put in."""

    lines: str
    what: str = "accepted"
    by: str = ""
    suggests: str = ""
    text: str = ""
    who: str = ""
    sender: str = "{own}"
    subject: str = "Accepted: Partnarskapsmøte"
    kind: str = "text/calendar; charset=utf-8; method=REPLY"
    encoding: str = "base64"
    method: str = "METHOD:REPLY\n"
    body: str = ""
    charset: str = "utf-8"
    headers: str = ""
    breaks: tuple[bytes, bytes] = field(default=(b"", b""))

    def mail(self, row) -> bytes:
        """Return the mail as it arrives."""
        calendar = (
            f"BEGIN:VCALENDAR\nPRODID:-//X//EN\nVERSION:2.0\n{self.method}BEGIN:VEVENT\nUID:{{uid}}\n"
            f"{self.lines}\nDTSTAMP:20261125T100000Z\nSEQUENCE:0\nEND:VEVENT\nEND:VCALENDAR\n"
        )
        names = {"own": row.address, "uid": row.message_id.strip("<>"), "domain": row.address.partition("@")[2]}
        data = calendar.format(**names).replace("\n", "\r\n").encode(self.charset).replace(*self.breaks)
        if self.encoding == "base64":
            data = base64.encodebytes(data).replace(b"\n", b"\r\n")
        elif self.encoding == "quoted-printable":
            data = quopri.encodestring(data.replace(b"\r\n", b"\n")).replace(b"\n", b"\r\n")
        head = (
            f"From: {self.sender.format(**names)}\nTo: post@helse.example\nSubject: {self.subject}\nMIME-Version: 1.0\n"
            f"Message-ID: <form@kommune.example>\nDate: Wed, 25 Nov 2026 10:00:05 +0000\n{self.headers.format(**names)}"
            f'Content-Type: multipart/mixed; boundary="b"\n\n--b\n'
            f"Content-Type: text/plain; charset=utf-8\n\n{self.body}\n"
            f"--b\nContent-Type: {self.kind}\nContent-Transfer-Encoding: {self.encoding}\n\n"
        )
        return head.replace("\n", "\r\n").encode() + data + b"\r\n--b--\r\n"


OWN = 'ATTENDEE;CN="Kari Nordmann";PARTSTAT={}:mailto:{{own}}'
ACCEPTED, DECLINED = OWN.format("ACCEPTED"), OWN.format("DECLINED")
FORMS = {
    "Outlook": Form(lines="ATTENDEE;PARTSTAT=ACCEPTED;RSVP=TRUE:mailto:{own}\nX-MICROSOFT-CDO-BUSYSTATUS:BUSY"),
    "Outlook in small letters": Form(lines="attendee;partstat=accepted:mailto:{own}"),
    "Exchange, with a comment": Form(
        lines=f"{DECLINED}\nCOMMENT;LANGUAGE=nb-NO:{WORDS}\\n".replace("sjølv,", "sjølv\\,"), what="declined",
        text=WORDS
    ),
    "Google": Form(
        lines="ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=TENTATIVE;CN={own}"
        ";X-NUM-GUESTS=0:mailto:{own}", what="tentative"
    ),
    "Google, with a note": Form(
        lines=f'ATTENDEE;PARTSTAT=DECLINED;X-NUM-GUESTS=0;X-RESPONSE-COMMENT="{WORDS}":mailto:{{own}}',
        what="declined", text=WORDS
    ),
    "Google, who brings somebody": Form(lines="ATTENDEE;PARTSTAT=ACCEPTED;X-NUM-GUESTS=2:mailto:{own}"),
    "Apple": Form(lines='ATTENDEE;CN=Kari;CUTYPE=INDIVIDUAL;EMAIL="{own}";PARTSTAT=ACCEPTED:urn:uuid:550e8400'),
    "Apple, with a private comment": Form(
        lines=f"{DECLINED}\nX-CALENDARSERVER-PRIVATE-COMMENT:{WORDS}", what="declined", text=WORDS
    ),
    "Thunderbird": Form(lines=f"{ACCEPTED}\nX-MOZ-LASTACK:20261125T100000Z\nX-MOZ-GENERATION:1"),
    "Zimbra, through a secretary": Form(
        lines='ATTENDEE;CN=Kari;SENT-BY="mailto:sekretar@{domain}";PARTSTAT=ACCEPTED:mailto:{own}',
        sender="Sekretær <sekretar@kommune.example>",
    ),
    "Lotus": Form(
        lines='ATTENDEE;ROLE=CHAIR;PARTSTAT=ACCEPTED;CN="Kari/Fedje/NO":MAILTO:{own}\nX-LOTUS-NOTESVERSION:2'
    ),
    "Lotus, one of a series": Form(lines=f"RECURRENCE-ID:20270218T090000Z\n{ACCEPTED}"),
    "Samsung, the method in the media type only": Form(lines=ACCEPTED, method=""),
    "Samsung, the method nowhere": Form(
        lines=ACCEPTED, method="", kind="text/calendar; charset=utf-8", what="wrote",
        text="Accepted: Partnarskapsmøte", headers="In-Reply-To: <{uid}>\n",
    ),
    "the entry as it was sent, the method nowhere": Form(
        lines=OWN.format("NEEDS-ACTION"), method="", kind="text/calendar; charset=utf-8", what="wrote",
        text="Accepted: Partnarskapsmøte", headers="In-Reply-To: <{uid}>\n",
    ),
    "Yahoo, two events": Form(
        lines=f"{ACCEPTED}\nDTSTAMP:20261125T100000Z\nEND:VEVENT\nBEGIN:VEVENT\nUID:another@x.example\nATTENDEE"
        ";PARTSTAT=DECLINED:mailto:{{own}}"
    ),
    "SOGo": Form(lines="ATTENDEE;PARTSTAT=ACCEPTED;SCHEDULE-STATUS=2.0;RSVP=FALSE;LANGUAGE=nn:mailto:{own}"),
    "Nextcloud, in capitals": Form(lines="ATTENDEE;CN=KARI;PARTSTAT=ACCEPTED;SCHEDULE-STATUS=1.1:MAILTO:{own}"),
    "a quoted status": Form(lines='ATTENDEE;PARTSTAT="DECLINED";CN="Nordmann\\, Kari":mailto:{own}', what="declined"),
    "quoted-printable": Form(
        lines=f"{DECLINED}\nCOMMENT:{WORDS}", encoding="quoted-printable", what="declined", text=WORDS
    ),
    "eight bits": Form(lines=f"{DECLINED}\nCOMMENT:{WORDS}", encoding="8bit", what="declined", text=WORDS),
    "UTF-8 that is called ASCII": Form(
        lines=f"{DECLINED}\nCOMMENT:{WORDS}", kind="text/calendar; charset=us-ascii; method=REPLY",
        what="declined", text=WORDS
    ),
    "Western letters that are called UTF-8": Form(
        lines=f"{DECLINED}\nCOMMENT:{WORDS}", charset="windows-1252", what="declined", text=WORDS
    ),
    "Western letters that are called nothing": Form(
        lines=f"{DECLINED}\nCOMMENT:{WORDS}", charset="latin-1", kind="text/calendar; method=REPLY",
        what="declined", text=WORDS
    ),
    "UTF-16": Form(
        lines=f"{DECLINED}\nCOMMENT:{WORDS}", charset="utf-16", kind="text/calendar; charset=utf-16; method=REPLY",
        what="declined", text=WORDS,
    ),
    "folded inside a letter": Form(
        lines=f"{DECLINED}\nCOMMENT:{WORDS}", breaks=("å".encode(), b"\xc3\r\n \xa5"), what="declined", text=WORDS
    ),
    "a mark of the byte order first": Form(lines=ACCEPTED, charset="utf-8-sig"),
    "cut off": Form(lines=DECLINED, breaks=(b"END:VEVENT\r\nEND:VCALENDAR\r\n", b""), what="declined"),
    "a file that calls itself nothing": Form(lines=ACCEPTED, kind='application/octet-stream; name="invite.ics"'),
    "a file of plain text": Form(lines=ACCEPTED, kind='text/plain; charset=utf-8; name="svar.ics"'),
    "the room accepts too": Form(
        lines=f"ATTENDEE;CUTYPE=ROOM;PARTSTAT=ACCEPTED:mailto:rom@kommune.example\n{DECLINED}", what="declined"
    ),
    "only a room accepts": Form(
        lines="ATTENDEE;CUTYPE=RESOURCE;PARTSTAT=ACCEPTED:mailto:rom@kommune.example", what="wrote",
        text="Accepted: Partnarskapsmøte",
    ),
    "a colleague it was passed on to": Form(
        lines=f"ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:{{own}}\nATTENDEE;CN=Ola;PARTSTAT=DECLINED:mailto:{COLLEAGUE}",
        sender=f"Ola <{COLLEAGUE}>", what="somebody", by=COLLEAGUE, suggests="declined",
        text="", who="Ola",
    ),
    "a colleague, with words": Form(
        lines=f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{COLLEAGUE}\nCOMMENT:Eg møter for ordføraren",
        sender=f"Ola <{COLLEAGUE}>", what="somebody", by=COLLEAGUE, suggests="accepted",
        text="Eg møter for ordføraren",
    ),
    "a stranger's address among many": Form(
        lines="ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@b.example\nATTENDEE;PARTSTAT=DECLINED:mailto:{own}", what="declined"
    ),
    "who has been asked instead": Form(
        lines='ATTENDEE;PARTSTAT=DELEGATED;DELEGATED-TO="mailto:ola@kommune.example":mailto:{own}\n'
        'ATTENDEE;PARTSTAT=NEEDS-ACTION;DELEGATED-FROM="mailto:{own}":mailto:ola@kommune.example',
        what="wrote", text=f"Har bede {COLLEAGUE} kome i staden.",
    ),
    "who has been asked, with their name": Form(
        lines='ATTENDEE;PARTSTAT=DELEGATED;DELEGATED-TO="mailto:ola@kommune.example":mailto:{own}\n'
        'ATTENDEE;CN=Ola Vik;PARTSTAT=NEEDS-ACTION;DELEGATED-FROM="mailto:{own}":mailto:ola@kommune.example',
        what="wrote", text=f"Har bede Ola Vik <{COLLEAGUE}> kome i staden.",
    ),
    "another time, Outlook": Form(
        lines=f"{OWN.format('TENTATIVE')}\nDTSTART;TZID=W. Europe Standard Time:20270219T100000\nCOMMENT:Kan ikkje før",
        method="METHOD:COUNTER\n", kind="text/calendar; method=COUNTER; charset=utf-8", what="proposed",
        text="Føreslår 19.02.2027 kl. 10.00 i staden. Kan ikkje før",
    ),
    "a status of a program's own": Form(lines=OWN.format("X-MAYBE"), what="wrote", text="Accepted: Partnarskapsmøte"),
    "words in the mail": Form(
        lines=DECLINED, body=f"{WORDS}\n\nSendt fra Outlook for iOS", what="declined", text=WORDS
    ),
    "words in the mail, signed": Form(
        lines=DECLINED, body=f"{WORDS}\n\nFra: Sekretariatet\nSendt: onsdag\nTil: Kari\n\nVelkomen",
        what="declined", text=WORDS
    ),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
def test_the_answer_its_owner_and_its_words_are_read(form, ledger, row):
    reply = only(sort_mail(form.mail(row), ledger, now=NOW))
    assert (reply.what, reply.by, reply.suggests, reply.text) == (form.what, form.by, form.suggests, form.text)
    assert reply.who == form.who


@pytest.mark.parametrize(
    "lines",
    [
        'ATTENDEE;PARTSTAT=DELEGATED;DELEGATED-TO="mailto:o@k.example":mailto:{own}',
        "ATTENDEE;PARTSTAT=DELEGATED:mailto:{own}",
        'ATTENDEE;PARTSTAT=ACCEPTED;DELEGATED-FROM="mailto:{own}":mailto:o@k.example',
        "DTSTART:20270218T120000Z",
        "DTSTART;VALUE=DATE:20270219",
        "X-NONE:1",
    ],
)
def test_what_we_say_of_an_answer_is_in_the_form_of_whoever_reads_it(lines, row):
    """Where a person's calendar says it without words, the words are ours."""
    counter = lines.startswith(("DTSTART", "X-NONE"))
    form = Form(
        lines=f"{lines}\n{OWN.format('TENTATIVE')}" if counter else lines,
        subject="x",
        method="METHOD:COUNTER\n" if counter else "METHOD:REPLY\n",
        kind="text/calendar; charset=utf-8" + ("; method=COUNTER" if counter else "; method=REPLY"),
    )
    said = {reads: only(sort_mail(form.mail(row), Ledger([row], reads=reads), now=NOW)).text for reads in ("nn", "nb")}
    assert all(said.values())
    assert (bokmål_in(said["nn"]), nynorsk_in(said["nb"])) == ([], [])
    assert said["nn"] != said["nb"]


@pytest.mark.parametrize("name", ["Exchange, with a comment", "who has been asked instead", "words in the mail"])
def test_a_substitute_is_asked_about_wherever_the_calendar_names_one(name, ledger, row):
    assert names_substitute(only(sort_mail(FORMS[name].mail(row), ledger, now=NOW)).text)


@pytest.mark.parametrize("method", ["DECLINECOUNTER", "REFRESH", "ADD", "PUBLISH", "CANCEL"])
def test_what_is_no_answer_is_none(method, ledger, row):
    form = Form(lines=ACCEPTED, method=f"METHOD:{method}\n", kind=f"text/calendar; method={method}; charset=utf-8")
    assert all(reply.source != "calendar" for reply in sort_mail(form.mail(row), ledger, now=NOW).replies)
