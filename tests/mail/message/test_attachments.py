"""Files are put into a finished mail: the bytes are those that `emails` writes, and their number is known before."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cycle.mail.message import composer as writer
from cycle.mail.message.attachments import LINE, MARKER, coded, coded_size, enclose
from cycle.model import DOCX, ICS, PDF, Document, StoredFile
from tests.mail.message.test_message import NAMES, ROW, SENDER

PUBLISHED = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nMETHOD:PUBLISH\r\nEND:VCALENDAR\r\n"
TRAP = coded(MARKER).decode()
CONTENTS = st.one_of(st.binary(max_size=400), st.integers(0, 3000).map(bytes), st.just(MARKER), st.just(b"."))
FILES = st.lists(
    st.builds(
        Document,
        name=st.sampled_from(["Brev.pdf", "Møteplan «utkast».pdf", MARKER.decode(), TRAP.strip()]),
        media_type=st.sampled_from([PDF, DOCX]),
        data=CONTENTS,
    ),
    max_size=4,
)
TEXTS = st.one_of(st.text(min_size=1, max_size=200).filter(str.strip), st.just(f"Hei\n\n{TRAP}\n"))


def words(text: str):
    return {"sender": SENDER, "name": "Kari Ås", "subject": "Invitasjon", "text": text, "html": f"<p>{text}</p>"}


def written_by_emails(files, row=ROW, **given) -> bytes:
    """Return what `emails` writes when it is given the files themselves, one after the other, with nothing prebuilt."""
    with pytest.MonkeyPatch.context() as patch:
        real = writer.by_library
        contents = [file.data for file in files]
        patch.setattr(writer, "prebuilt_of", lambda _shape: None)
        patch.setattr(writer, "by_library", lambda *a, **more: real(*a, **(more | {"contents": contents})))
        patch.setattr(writer, "split_at_markers", lambda data, files: [data])
        return writer.frame(row, attachments=files, **given).pieces[0]


@given(files=FILES, text=TEXTS)
@example(files=[Document(name="a", media_type=PDF, data=MARKER)] * 2, text=f"\n\n{TRAP}")
@example(files=[Document(name="tom", media_type=PDF, data=b"")], text="Hei")
@example(files=[Document(name="m.ics", media_type=ICS, data=PUBLISHED)], text="Hei")
def test_a_mail_is_the_one_that_emails_writes_to_the_last_byte(files, text):
    expected = written_by_emails(files, **words(text))
    assert writer.build(ROW, attachments=files, **words(text)).data == expected
    coded_before = [enclose(file) for file in files]
    assert writer.build(ROW, attachments=coded_before, **words(text)).data == expected


@given(files=FILES, text=TEXTS)
def test_the_size_is_known_without_the_files(files, text):
    stored = [StoredFile(sha256="", name=file.name, media_type=file.media_type, size=len(file.data)) for file in files]
    size = writer.frame(ROW, attachments=stored, **words(text)).size(stored)
    assert size == len(writer.build(ROW, attachments=files, **words(text)).data)


@given(st.integers(0, 4 * LINE).map(bytes))
def test_a_files_size_in_a_mail_is_reckoned_from_its_own(data):
    assert coded_size(len(data)) == len(coded(data))


def test_a_large_file_takes_a_little_over_a_third_more():
    assert coded_size(10_000_000) == 13_684_214
    assert len(coded(bytes(300_000))) == coded_size(300_000)


@pytest.mark.parametrize(
    ("calendar", "method"),
    [
        (b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n", "REQUEST"),
        (b"BEGIN:VCALENDAR\nmethod:x\nMETHOD:cancel\nEND:VCALENDAR\n", "CANCEL"),
        (b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "PUBLISH"),
    ],
)
def test_a_calendar_file_names_its_method_without_being_read_whole(calendar, method):
    assert enclose(Document(name="m.ics", media_type=ICS, data=calendar)).method == method


ROWS = st.builds(
    replace,
    st.just(ROW),
    token=st.text("abcdefgh234567", min_size=1, max_size=60),
    message_id=st.text("abcdefgh.@-", min_size=1, max_size=90).map("<{}@x.example>".format),
    date=st.integers(0, 4_000_000_000).map(lambda second: dt.datetime.fromtimestamp(second, dt.UTC)),
)


@given(
    row=ROWS,
    name=NAMES,
    subject=st.sampled_from(["Invitasjon", "Innkalling til møte " * 9, "to@mould.example", "=_mouldmould_"]),
    text=st.text(max_size=300),
    html=st.text(max_size=300),
    invitation=st.sampled_from([None, b"METHOD:REQUEST\r\n", PUBLISHED, PUBLISHED * 9]),
)
@example(row=ROW, name="Å" * 300, subject="the text stands here", text="the text stands here", html="", invitation=None)
@example(row=ROW, name="", subject="x", text="=_mou_", html=TRAP, invitation=b"")
@example(row=replace(ROW, token="a b;c"), name="K", subject="x", text="x", html="x", invitation=None)
def test_headers_and_bodies_of_a_prebuilt_mail_are_those_that_emails_writes(row, name, subject, text, html, invitation):
    if not (text.strip() or html.strip()):
        return  # a blank mail is refused
    given = {"sender": SENDER, "name": name, "subject": subject, "text": text, "html": html, "invitation": invitation}
    files = [Document(name="Brev.pdf", media_type=PDF, data=b"%PDF")]
    assert writer.build(row, attachments=files, **given).data == written_by_emails(files, row, **given)


def test_words_that_look_like_a_marker_are_written_one_by_one() -> None:
    files = [Document(name=coded(MARKER).decode().strip(), media_type=PDF, data=b"%PDF")]
    sender = replace(SENDER, name="=_mou_ to@mould.example")
    given = words("Hei") | {"sender": sender, "subject": "=_mou_0"}
    assert writer.build(ROW, attachments=files, **given).data == written_by_emails(files, **given)
