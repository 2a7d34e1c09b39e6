"""A mailbox is read over IMAP from a real server: only what is new, never anything changed, never without good TLS."""

from __future__ import annotations

import datetime as dt
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

import pytest

from cycle.errors import ConfigError, Unavailable
from cycle.mail.inbox.imap import ImapServer, open_folder
from cycle.mail.inbox.incoming import LIMIT
from cycle.mail.outbox.sent_folder import ABSENT_AFTER, SentFolder
from tests.mailboxes import ImapBox, imap_server

NOW = dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ImapBox]:
    with imap_server(tmp_path_factory.mktemp("imap")) as box:
        yield box


@pytest.fixture
def box(running: ImapBox) -> Iterator[ImapBox]:
    yield running
    running.clear()
    running.clear("Sent")


def server(box: ImapBox, **changes: object) -> ImapServer:
    values = {"host": "127.0.0.1", "port": box.port, "security": "none", "user": box.user, "password": box.password}
    return ImapServer(**values | changes)  # type: ignore[arg-type]


def mail(name: str, body: bytes = b"hei") -> bytes:
    return f"Message-ID: <{name}@x.example>\r\nSubject: {name}\r\n\r\n".encode() + body


def test_only_what_came_after_the_last_reading_is_new(box):
    box.put(mail("a"), mail("b"))
    with open_folder(server(box), "INBOX") as inbox:
        numbers = inbox.numbers(after=0)
        assert [inbox.mail(number).splitlines()[1] for number in numbers] == [b"Subject: a", b"Subject: b"]
        assert inbox.numbers(after=numbers[0]) == numbers[1:]
        assert inbox.numbers(after=numbers[1]) == []  # the server names the last mail all the same
        first = inbox.validity
    box.put(mail("c"))
    with open_folder(server(box), "INBOX") as inbox:
        assert len(inbox.numbers(after=numbers[1])) == 1
        assert inbox.validity == first


def test_the_first_reading_goes_back_to_a_day(box):
    box.put(mail("a"))
    with open_folder(server(box), "INBOX") as inbox:
        assert len(inbox.numbers(after=0, since=dt.date(2020, 2, 1))) == 1
        assert inbox.numbers(after=0, since=dt.date(2099, 12, 31)) == []


def test_nothing_is_marked_moved_or_deleted(box):
    box.put(mail("a"))
    before = box.flags()
    with open_folder(server(box), "INBOX") as inbox:
        for number in inbox.numbers(after=0):
            inbox.mail(number)
    assert "\\Seen" not in before[0]
    assert [set(flag) - {"\\Recent"} for flag in box.flags()] == [set(entry) - {"\\Recent"} for entry in before]


def test_of_a_large_mail_no_more_is_fetched_than_is_read(box):
    box.put(mail("a", b"x" * (LIMIT + 1)))
    with open_folder(server(box), "INBOX") as inbox:
        (number,) = inbox.numbers(after=0)
        assert len(inbox.mail(number)) == LIMIT
        assert inbox.mail(number + 99) is None


def test_a_server_that_is_not_there_or_says_no_is_told_without_the_password(box):
    for changes, words in (
        ({"password": "hemmeleg"}, "does not accept the user name and password"),
        ({"password": "hemmelegå"}, "does not accept the user name and password"),
        ({"port": 1}, "cannot be reached"),
        ({"security": "implicit"}, "no TLS with it"),
        ({"security": "starttls"}, "does not offer STARTTLS"),
    ):
        with pytest.raises(Unavailable, match=words) as caught, open_folder(server(box, **changes), "INBOX"):
            pass
        assert "hemmeleg" not in str(caught.value)
        assert str(caught.value).startswith("mailbox server 127.0.0.1:")
    with (
        pytest.raises(Unavailable, match=r"folder 'Nei' cannot be read.*CYCLE_MAIL_IMAP_INBOX"),
        open_folder(server(box), "Nei"),
    ):
        pass
    assert "demopass" not in repr(server(box))


def test_plain_text_goes_to_this_machine_only():
    with pytest.raises(ConfigError) as caught:
        ImapServer(host="imap.kommune.example", security="none")
    assert [problem.where for problem in caught.value.problems] == [
        "CYCLE_MAIL_IMAP_TLS",
        "CYCLE_MAIL_IMAP_USER",
        "CYCLE_MAIL_IMAP_PASSWORD",
    ]


def test_starttls_is_verified_before_any_password_is_sent(certificates, tmp_path):
    for name, trusted in (("localhost", True), ("imap.annan.example", False)):
        made = certificates.ca.issue_cert(name)
        chain, key = tmp_path / f"{name}.pem", tmp_path / f"{name}.key"
        chain.write_bytes(b"".join(pem.bytes() for pem in made.cert_chain_pems))
        made.private_key_pem.write_to_path(key)
        with imap_server(tmp_path, certificate=chain, key=key) as box:
            secure = server(box, host="localhost", security="starttls", authority=certificates.authority)
            if trusted:
                with open_folder(secure, "INBOX") as inbox:
                    assert inbox.numbers(after=0) != []
            else:
                with pytest.raises(Unavailable, match="certificate is not trusted"), open_folder(secure, "INBOX"):
                    pass
            unknown = replace(secure, authority=None)
            with pytest.raises(Unavailable, match="certificate is not trusted"), open_folder(unknown, "INBOX"):
                pass


def test_implicit_tls_is_verified(certificates):
    door = socket.create_server(("127.0.0.1", 0))
    context = certificates.server("imap.annan.example")

    def serve() -> None:
        line, _ = door.accept()
        with suppress(OSError), context.wrap_socket(line, server_side=True):
            pass

    thread = threading.Thread(target=serve)
    thread.start()
    stranger = ImapServer(
        host="localhost", port=door.getsockname()[1], user="u", password="p", authority=certificates.authority
    )
    with pytest.raises(Unavailable, match="certificate is not trusted"), open_folder(stranger, "INBOX"):
        pass
    thread.join()
    door.close()


def test_an_access_token_is_asked_for_when_there_is_no_password(box):
    asked = []

    def access() -> str:
        asked.append(1)
        return "token"

    with (
        pytest.raises(Unavailable, match="or token"),  # pymap knows no XOAUTH2
        open_folder(server(box, password="", access=access), "INBOX"),
    ):
        pass
    assert asked == [1]


# --- The Sent folder -------------------------------------------------------------------------------------------------


def sent_folder(box: ImapBox, *, complete: bool, **changes: object) -> SentFolder:
    return SentFolder(server(box, **changes), "Sent", complete=complete, now=lambda: NOW)


def test_a_mail_that_is_filed_as_sent_was_accepted(box, rows):
    kari, ola = rows(2)
    box.put(f"Message-ID: {kari.message_id}\r\n\r\nhei".encode(), folder="Sent")
    assert sent_folder(box, complete=False)(kari) is True
    assert sent_folder(box, complete=False)(ola) is None


def test_absence_means_something_only_when_all_is_filed_and_time_has_passed(box, rows):
    (kari,) = rows(1)
    young, old = replace(kari, updated_at=NOW), replace(kari, updated_at=NOW - ABSENT_AFTER)
    assert sent_folder(box, complete=True)(young) is None
    assert sent_folder(box, complete=True)(kari) is None
    assert sent_folder(box, complete=True)(old) is False
    assert sent_folder(box, complete=False)(old) is None


def test_a_folder_that_cannot_be_opened_tells_nothing(box, rows):
    evidence = sent_folder(box, complete=True, port=1)
    old = [replace(row, updated_at=NOW - ABSENT_AFTER) for row in rows(2)]
    assert [evidence(entry) for entry in old] == [None, None]


def test_only_our_own_message_ids_are_asked_for(box, rows):
    with pytest.raises(ValueError, match="not one of ours"), open_folder(server(box), "Sent") as sent:
        sent.has('<a@b>" OR ALL')
