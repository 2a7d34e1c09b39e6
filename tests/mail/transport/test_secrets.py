"""Passwords and tokens are in no log, repr, error or ledger, whatever a server repeats."""

from __future__ import annotations

import base64
import logging
import traceback

import pytest

from cycle.application.delivery.mailbox import access_of
from cycle.application.delivery.sending import guard_of
from cycle.errors import CycleError
from cycle.mail.message.mail import Mail
from cycle.mail.outbox.dispatcher import dispatch
from cycle.mail.transport.smtp_replies import concealed
from cycle.settings import Settings
from tests.mail.conftest import NOON
from tests.mail.identity import identity_server

SECRETS = ("hemmeleg-passord", "løyndom-app", "fornying-token", "tilgang-token")
PLAIN = base64.b64encode(b"\0post@alver.example\0hemmeleg-passord").decode()
BEARER = base64.b64encode(b"user=post@alver.example\1auth=Bearer tilgang-token\1\1").decode()
LOGIN = base64.b64encode(b"hemmeleg-passord").decode()


@pytest.fixture
def heard(caplog):
    caplog.set_level(logging.DEBUG)
    return caplog


@pytest.fixture
def reached(certificates, monkeypatch):
    """Return a maker of settings that lead to a fault server, log-in by password or by token."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates.authority))

    def make(server, *, identity=None) -> Settings:
        given = {
            "mail_mode": "allowlist",
            "mail_allowlist": (".example",),
            "mail_host": "127.0.0.1",
            "mail_port": server.port,
            "mail_user": "post@alver.example",
        }
        if identity is None:
            return Settings(**given, mail_password="hemmeleg-passord")
        return Settings(
            **given,
            mail_oauth_client="app",
            mail_oauth_secret="løyndom-app",
            mail_oauth_refresh_token="fornying-token",
            mail_oauth_endpoint=identity.endpoint,
        )

    return make


def nowhere(*shown: object) -> None:
    text = " ".join(f"{entry} {entry!r}" for entry in shown)
    for secret in (*SECRETS, PLAIN, BEARER, LOGIN):
        assert secret not in text


@pytest.mark.parametrize("outcome", ["sent", "refused", "turned down"])
@pytest.mark.parametrize("with_token", [False, True])
def test_from_settings_to_ledger_no_secret_is_written_anywhere(
    outcome, with_token, fault_server, certificates, reached, box, rows, a_mail, heard, capfd
):
    repeated = f"{BEARER} Bearer tilgang-token" if with_token else f"{PLAIN} {LOGIN} hemmeleg-passord"
    script = {
        "sent": {},
        "refused": {"rcpt": "550 5.1.1 no such user"},
        "turned down": {"auth": [f"535 5.7.8 you said {repeated}"] * 9},
    }[outcome]
    offers = ("AUTH PLAIN XOAUTH2",)
    server = fault_server(tls=certificates.server("127.0.0.1"), offers=offers, **script)
    answers = [(200, {"access_token": "tilgang-token", "expires_in": 3600})] * 3
    with identity_server(*answers) as identity:
        settings = reached(server, identity=identity if with_token else None)
        guard = guard_of(settings)
        carrier = guard.carrier()
        box.enqueue(rows(2), now=NOON)

        def build(row) -> Mail:
            return Mail(recipient=row.address, return_path="a@b.example", message_id=row.message_id, data=a_mail.data)

        try:
            error = dispatch(box, carrier=carrier, build=build, now=lambda: NOON)
        except CycleError as caught:
            error = caught
            nowhere("".join(traceback.format_exception(caught)))
        nowhere(settings, guard, guard.server, carrier, vars(carrier), access_of(settings), error)
    nowhere(settings.model_dump(), settings.model_dump_json(), box.rows())
    nowhere(heard.text, *heard.records, *(record.__dict__ for record in heard.records), capfd.readouterr())
    assert any(words.startswith("AUTH") for words in server.commands)


def test_what_a_server_repeats_of_a_log_in_is_blotted_out_and_nothing_else():
    words = "[OL1P279CA0012.NORP279.PROD.OUTLOOK.COM] SmtpClientAuthentication is disabled"
    said = f"no {PLAIN} {BEARER} {LOGIN} hemmeleg-passord {words}"
    assert concealed(said, "hemmeleg-passord") == f"no … … … … {words}"
    assert concealed("log-in failed", "") == "log-in failed"
