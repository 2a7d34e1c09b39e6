"""Our own sentences in the ledger are read in nynorsk or bokmål; a server's words stay as the server said them."""

from __future__ import annotations

import ast
from string import Formatter
from typing import get_args

import pytest

from cycle.catalogue import say
from cycle.errors import Refused
from cycle.mail.message.address import ascii_address, plain_name
from cycle.mail.message.mail import Mail
from cycle.mail.outbox.ledger_texts import ABSENT, ANSWERED, FILED, FOUND, SAID, as_read
from cycle.mail.transport.guard import Guard, admit
from cycle.mail.transport.server import MailServer
from cycle.mail.transport.smtp_replies import Stale, answered, lost, why_no_connection
from cycle.model import Language, MailReason, ReasonCode, reason_of, reason_text
from cycle.model.mail_reasons import ENGLISH
from cycle.store.mails.outbox import WITHDRAWN
from tests.translation.extraction import ROOT, python_files

LANGUAGES: tuple[Language, ...] = get_args(Language)


def refused(mode: str, **parts: object) -> str:
    mail = Mail(recipient="a@x.example", return_path="b@x.no", message_id="<m@x>", data=b"")
    server = MailServer(host="127.0.0.1", port=25, security="none")
    with pytest.raises(Refused) as caught:
        admit(mail, Guard(mode=mode, server=server, **parts))  # type: ignore[arg-type]
    return caught.value.text


def no_address() -> str:
    with pytest.raises(Refused) as caught:
        ascii_address("kari@")
    return caught.value.text


def no_name() -> str:
    with pytest.raises(Refused) as caught:
        plain_name("Kari\nOla")
    return caught.value.text


def ours() -> list[str]:
    """Return what our code itself may write beside a mail."""
    broken = OSError("gone")
    return [
        *(lost(phase, broken).text for phase in ("dot", "envelope", "body")),
        answered("dot", "data", -1, "?").text,
        answered("envelope", "mail", 451, "4.3.0 wait").text,
        Stale("the server ends the connection: 421 bye").text,
        why_no_connection("x:25", broken),
        refused("allowlist", allow=("@y.no",)),
        refused("live"),
        no_address(),
        no_name(),
        WITHDRAWN,
        *(FOUND, ABSENT, ANSWERED, FILED),
        "our own return path retur@ cannot be used; correct CYCLE_MAIL_FROM",
        "written as t.eml",
        "the address was corrected and approved",
        "the sender stopped after the message was handed over and before the answer was written down",
        "the database was restored or copied; the mail may have been sent since",
        "mail folder /x: cannot be written (No space left on device)",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_none_of_our_own_sentences_is_read_in_english(language: Language) -> None:
    assert [function for function in ours() if as_read(function, language) == function] == []
    read = [as_read(function, language) for function in ours()]
    assert [text for text in read if {"the", "mail", "address", "server"} & set(text.replace("/", " ").split())] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_servers_words_stay_as_they_are(language: Language) -> None:
    for said in ("2.0.0 Ok: queued as 4F2", "5.1.1 <a@x>: the mailbox is not there", ""):
        assert as_read(said, language) == said
    assert as_read("the server turns us down: 451 4.3.0 wait", language).endswith(": 451 4.3.0 wait")


@pytest.mark.parametrize("code", get_args(ReasonCode))
def test_every_reason_comes_back_from_the_ledger_with_its_data_and_is_said(code: ReasonCode) -> None:
    data = {"detail": "(a: 5) {b}\nc", "server": "smtp.x.no:587"}
    named = {name: data[name] for _, name, _, _ in Formatter().parse(ENGLISH[code]) if name}
    assert reason_of(reason_text(code, **data)) == MailReason(code, named)
    assert as_read(reason_text(code, **data), "nb") == say("nb", SAID[code], **named)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("the server did not answer after the message (timed out)", "no answer"),
        ("the sender stopped after the message was handed over", "stopped"),
        ("the database was restored or copied; whether it was sent is not known", "restored"),
        ("the server ended the connection before the message", "ended"),
        ("the connection broke before the final dot (reset)", "broke"),
        ("our own return path retur@x is no address", "return path"),
        ("not sent: the address is not on the allow list; add it", "not allowed"),
        ("not sent: the address is an example and leads to nobody", "example"),
        ("the recipient's name holds a line break", "name"),
    ],
)
def test_a_row_of_years_ago_is_read_by_how_its_reason_begins(text: str, code: ReasonCode) -> None:
    reason = reason_of(text)
    assert reason is not None
    assert reason.code == code
    for language in LANGUAGES:
        assert as_read(text, language) != text


def test_only_one_place_writes_the_words_of_a_reason() -> None:
    words = {english.partition("{")[0] for english in ENGLISH.values()}
    again = {
        f"{file.relative_to(ROOT)}: {node.value}"
        for file in python_files()
        if file.name not in {"mail_reasons.py", "ledger_texts.py"}
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith(tuple(words))
    }
    assert again == set()
