"""The bytes of one mail: right for its reader, the same every time, and closed to every trick of a name."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
from dataclasses import replace
from email.header import decode_header, make_header
from email.utils import parseaddr, parsedate_to_datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cycle.errors import Refused, TemplateError
from cycle.mail.message.calendar import Appointment, CalendarUser, calendar_file
from cycle.mail.message.composer import build
from cycle.mail.message.sender import Sender, message_id, return_path, token
from cycle.model import ICS, PDF, Document, OutboxRow

SENDER = Sender(
    name="Samarbeidssekretariatet, Helsefellesskapet",
    address="post@helsefellesskapet.example",
    reply_to="svar@helsefellesskapet.example",
    bounces="retur@helsefellesskapet.example",
)
ROW = OutboxRow(
    id=1,
    cycle="bergensomradet/partnarskapsmote/2027",
    kind="invitasjon",
    recipient="p1",
    address="kari@alver.example",
    message_id="<abc@helsefellesskapet.example>",
    token="abc",
    date=dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC),
    content="",
    state="queued",
)


def mail(row: OutboxRow = ROW, **changes):
    given = {"name": "Kari Ås", "subject": "Invitasjon", "text": "Hei æøå\n", "html": "<p>Hei æøå</p>"} | changes
    return build(row, sender=SENDER, **given)


def read(data: bytes):
    return email.message_from_bytes(data, policy=email.policy.default)


def headers(data: bytes) -> list[str]:
    return [line.split(":")[0] for line in data.split(b"\r\n\r\n")[0].decode().split("\r\n") if line[0] not in " \t"]


def test_a_mail_is_from_the_secretariat_to_one_person():
    message = read(mail().data)
    assert str(message["From"]) == '"Samarbeidssekretariatet, Helsefellesskapet" <post@helsefellesskapet.example>'
    assert [(address.display_name, address.addr_spec) for address in message["To"].addresses] == [
        ("Kari Ås", "kari@alver.example")
    ]
    assert message["Reply-To"] == "svar@helsefellesskapet.example"
    assert message["Subject"] == "Invitasjon"
    assert message["Message-ID"] == "<abc@helsefellesskapet.example>"
    assert parsedate_to_datetime(message["Date"]) == ROW.date
    assert message["Date"].endswith("+0100")
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Unsubscribe"].strip() == "<mailto:svar@helsefellesskapet.example?subject=Innkallingar%20abc>"
    assert message["Content-Language"] == "nn"


def test_every_header_stands_once_and_there_is_no_copy_to_anyone():
    assert headers(mail().data) == [
        "Content-Type",
        "MIME-Version",
        "Date",
        "Message-ID",
        "Reply-To",
        "Auto-Submitted",
        "List-Unsubscribe",
        "Content-Language",
        "From",
        "To",
        "Subject",
    ]


def test_the_envelope_names_the_person_by_the_token_and_nothing_else():
    assert (mail().recipient, mail().return_path) == ("kari@alver.example", "retur+abc@helsefellesskapet.example")
    plain = replace(SENDER, bounces="")
    assert return_path("abc", plain) == "post@helsefellesskapet.example"


def test_the_letter_can_be_read_as_text_as_html_and_as_its_files():
    pdf = Document(name="Invitasjon til partnarskapsmøte 2027.pdf", media_type=PDF, data=bytes(range(256)) * 9)
    programme = Document(name='Program "utkast"; versjon 2.pdf', media_type=PDF, data=b"%PDF")
    message = read(mail(attachments=[pdf, programme]).data)
    assert message.get_body(("plain",)).get_content() == "Hei æøå\n"
    assert message.get_body(("html",)).get_content().strip() == "<p>Hei æøå</p>"
    files = [
        (entry.get_filename(), entry.get_content_type(), entry.get_payload(decode=True))
        for entry in message.iter_attachments()
    ]
    assert files == [(document.name, document.media_type, document.data) for document in (pdf, programme)]


def test_two_files_of_one_name_both_reach_the_reader():
    files = [Document(name="Vedtak.pdf", media_type=PDF, data=data) for data in (b"%PDF-a", b"%PDF-b")]
    parts = read(mail(attachments=files).data).iter_attachments()
    got = [(part.get_filename(), part.get_payload(decode=True)) for part in parts]
    assert got == [("Vedtak.pdf", b"%PDF-a"), ("Vedtak-2.pdf", b"%PDF-b")]


def test_the_same_row_gives_the_same_bytes():
    pdf = Document(name="Brev.pdf", media_type=PDF, data=b"%PDF")
    assert mail(attachments=[pdf]).data == mail(attachments=[pdf]).data


def test_two_people_never_share_a_boundary():
    other = replace(ROW, token="def")
    assert b"=_abc_0" in mail().data
    assert b"=_abc_0" not in mail(other).data


def test_what_looks_like_a_boundary_in_a_letter_ends_nothing():
    message = read(mail(text="--=_abc_1--\n\n--=_abc_0--\n").data)
    assert message.get_body(("plain",)).get_content() == "--=_abc_1--\n\n--=_abc_0--\n"
    assert message.get_body(("html",)) is not None


def test_every_line_is_short_seven_bit_and_ends_as_mail_demands():
    data = mail(name="Å" * 300, subject="Ø" * 300, text="æ" * 5000 + "\n.\nFrom her\n").data
    lines = data.split(b"\r\n")
    assert b"\n" not in b"".join(lines)
    assert b"\r" not in b"".join(lines)
    assert data.isascii()
    assert max(map(len, lines)) <= 998


def test_a_calendar_file_names_its_method_and_an_invitation_stands_last_among_the_bodies():
    appointment = Appointment(
        title="Møte",
        date=dt.date(2027, 2, 18),
        start=dt.time(9),
        end=dt.time(15),
        place="Bergen",
        description="",
        organiser=CalendarUser(name="S", address=SENDER.address),
    )
    kari = CalendarUser(name="Kari", address=ROW.address)
    publish = calendar_file(appointment, uid="abc", stamp=ROW.date)
    request = calendar_file(appointment, uid="abc", stamp=ROW.date, method="REQUEST", guest=kari)
    message = read(mail(attachments=[Document(name="Møte.ics", media_type=ICS, data=publish)], invitation=request).data)
    alternative, file = message.iter_parts()
    assert [part.get_content_type() for part in alternative.iter_parts()] == ["text/plain", "text/html", ICS]
    last = list(alternative.iter_parts())[-1]
    assert (last.get_param("method"), last.get_content_disposition()) == ("REQUEST", None)
    assert last.get_payload(decode=True) == request
    assert (file.get_param("method"), file.get_filename()) == ("PUBLISH", "Møte.ics")
    assert file.get_payload(decode=True) == publish


@pytest.mark.parametrize(
    "evil", ["Kari\r\nBcc: alle@alver.example", "Kari\nX: y", "Kari\r", "K\x00ri", "Kari\u2028Bcc: x", "\ud800"]
)
def test_a_name_with_a_line_break_or_control_character_is_refused(evil):
    with pytest.raises(Refused, match="correct it in the register"):
        mail(name=evil)


@pytest.mark.parametrize("evil", ["Invitasjon\r\nBcc: alle@alver.example", "Invitasjon\n", "", "  "])
def test_a_subject_with_a_line_break_or_no_words_is_a_template_error(evil):
    with pytest.raises(TemplateError, match=r"subject: (is empty|holds a line break)"):
        mail(subject=evil)


@pytest.mark.parametrize("long", ["A" * 1200, f"Kari {'N' * 1000}", "x" * 71])
def test_a_long_word_makes_no_line_that_a_server_may_turn_away(long):
    sent = mail(name=long, subject=long)
    head = sent.data.split(b"\r\n\r\n")[0]
    assert max(map(len, head.split(b"\r\n"))) <= 78
    plain = email.message_from_bytes(sent.data)
    assert str(make_header(decode_header(plain["Subject"]))) == long
    assert str(make_header(decode_header(plain["To"].rpartition(" <")[0]))) == long


@pytest.mark.parametrize(("text", "html"), [("", ""), (" \n", "\n")])
def test_a_mail_without_words_is_never_built(text, html):
    with pytest.raises(TemplateError, match="has no words; the mail would be blank"):
        mail(text=text, html=html)


def test_a_file_name_with_a_line_break_is_refused():
    pdf = Document(name="Brev.pdf\r\nX-Evil: 1", media_type=PDF, data=b"%PDF")
    with pytest.raises(TemplateError, match=r"attachment: (is empty|holds a line break)"):
        mail(attachments=[pdf])


@pytest.mark.parametrize(
    ("address", "on_the_wire"),
    [
        ("kari@bærum.example", "kari@xn--brum-voa.example"),
        ("kari.o'neill+post@alver.example", "kari.o'neill+post@alver.example"),
        ("KARI@Alver.Example", "KARI@alver.example"),
    ],
)
def test_an_address_is_written_as_servers_read_it(address, on_the_wire):
    sent = mail(replace(ROW, address=address))
    assert (sent.recipient, read(sent.data)["To"].addresses[0].addr_spec) == (on_the_wire, on_the_wire)


@pytest.mark.parametrize(
    "address", ["kåre@alver.example", "a@b.example, c@d.example", "a@b.example\nBcc: x@y.example", "kari", ""]
)
def test_an_address_that_cannot_be_used_is_refused(address):
    with pytest.raises(Refused, match="the address cannot be used"):
        mail(replace(ROW, address=address))


NAMES = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=120)


@given(NAMES)
@example('Bjørg "Bø" Ødegård, ordførar')
@example("O'Neill <evil@alver.example>")
@example("=?utf-8?q?evil?=")
@example("\\")
@example("a" * 300)
@example("Å" * 300)
@example("x\u00a0y")
def test_any_name_reaches_its_reader_whole_and_adds_no_recipient(name):
    data = mail(name=name).data
    raw = email.message_from_bytes(data, policy=email.policy.compat32)
    shown, address = parseaddr(str(raw["To"]).replace("\r\n", ""))
    assert address == "kari@alver.example"
    assert str(make_header(decode_header(shown))).split() == name.split()
    assert headers(data) == headers(mail().data)
    assert [entry.addr_spec for entry in read(data)["To"].addresses] == ["kari@alver.example"]


@given(st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=200))
@example("=?utf-8?q?evil?= Invitasjon")
def test_any_subject_reaches_its_reader_whole(subject):
    if not subject.split():
        return
    data = mail(subject=subject).data
    raw = email.message_from_bytes(data, policy=email.policy.compat32)
    assert str(make_header(decode_header(raw["Subject"]))).split() == subject.split()
    assert headers(data) == headers(mail().data)


def test_a_token_stands_for_one_mail_to_one_person():
    keys = [("c", "k", "p"), ("c", "k", "q"), ("c", "l", "p"), ("d", "k", "p"), ("ck", "", "p"), ("c", "kp", "")]
    tokens = [token(b"secret", *key) for key in keys]
    assert len(set(tokens)) == len(keys)
    assert tokens[0] == token(b"secret", "c", "k", "p")
    assert tokens[0] != token(b"another", "c", "k", "p")
    assert all(len(token) == 26 and token.isalnum() and token == token.lower() for token in tokens)
    assert message_id("abc", SENDER) == "<abc@helsefellesskapet.example>"


def test_a_token_without_a_secret_is_a_mistake():
    with pytest.raises(ValueError, match="needs a secret"):
        token(b"", "c", "k", "p")


@pytest.mark.parametrize(
    "name", ["ø" * 200 + ".pdf", "Følgjebrev og program for partnarskapsmøte 2027.pdf", "x" * 120 + ".pdf", "a.pdf"]
)
def test_no_line_is_longer_for_a_long_name_and_the_name_is_read_whole(name):
    data = mail(attachments=[Document(name=name, media_type=PDF, data=b"x")]).data
    assert max(map(len, data.split(b"\r\n"))) <= 78
    [file] = read(data).iter_attachments()
    assert (file.get_filename(), file.get_param("name"), file.get_content_type()) == (name, name, PDF)
