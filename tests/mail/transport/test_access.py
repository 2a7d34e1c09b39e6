"""A mailbox at Microsoft 365 or Google is opened with a token, and who cannot get one is told what to correct."""

from __future__ import annotations

import base64
import socket
import threading

import pytest

from cycle.errors import ConfigError, Unavailable
from cycle.mail.transport.oauth import LEEWAY, USUAL_LIFE, Access, Grant, grant_at
from cycle.mail.transport.smtp import MailServer, Smtp
from tests.mail.identity import IdentityServer, identity_server

XOAUTH2 = ("SIZE 50000000", "AUTH PLAIN XOAUTH2")


class Clock:
    """Seconds that pass when told to."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def identity():
    with identity_server() as server:
        yield server


def access(server: IdentityServer, clock: Clock | None = None, **changes: str) -> Access:
    given = {"client": "app", "secret": "løyndom", "scope": "mail/.default"} | changes
    return Access(Grant(endpoint=server.endpoint, **given), clock=clock or Clock())


# --- What is asked for ----------------------------------------------------------------------------------------------


def test_an_application_shows_its_own_credentials(identity):
    assert access(identity)() == "token-1"
    assert identity.asked == [
        {
            "grant_type": "client_credentials",
            "client_id": "app",
            "client_secret": "løyndom",
            "scope": "mail/.default",
        }
    ]


def test_an_application_that_was_let_in_by_a_person_shows_the_refresh_token(identity):
    assert access(identity, refresh_token="fornying", scope="")() == "token-1"
    assert identity.asked == [
        {
            "grant_type": "refresh_token",
            "client_id": "app",
            "client_secret": "løyndom",
            "refresh_token": "fornying",
        }
    ]


def test_a_refresh_token_that_is_replaced_is_used_from_then_on():
    first = {"access_token": "a", "expires_in": 3600, "refresh_token": "ny"}
    with identity_server((200, first)) as server:
        tokens = access(server, refresh_token="gammal")
        tokens.forget(tokens())
        tokens()
        assert [entry["refresh_token"] for entry in server.asked] == ["gammal", "ny"]


def test_one_token_serves_until_shortly_before_it_expires(identity):
    clock = Clock()
    tokens = access(identity, clock)
    assert [tokens(), tokens()] == ["token-1"] * 2
    clock.now = 3600 - LEEWAY - 1
    assert tokens() == "token-1"
    clock.now += 1
    assert tokens() == "token-2"
    assert len(identity.asked) == 2


@pytest.mark.parametrize("life", [None, "snart", -5, "nan", "inf"])
def test_a_token_that_does_not_say_how_long_it_holds_is_kept_for_minutes(life):
    answers = [(200, {"access_token": str(number), "expires_in": life}) for number in range(2)]
    clock = Clock()
    with identity_server(*answers) as server:
        tokens = access(server, clock)
        assert tokens() == "0"
        clock.now = USUAL_LIFE - LEEWAY
        assert tokens() == "1"


def test_a_short_life_is_used_for_half():
    clock = Clock()
    with identity_server((200, {"access_token": "kort", "expires_in": 60})) as server:
        tokens = access(server, clock)
        assert tokens() == "kort"
        clock.now = 29
        assert tokens() == "kort"
        clock.now = 30
        assert tokens() == "token-2"


def test_many_connections_share_one_token(identity):
    tokens, got = access(identity), []
    threads = [threading.Thread(target=lambda: got.append(tokens())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == ["token-1"] * 8
    assert len(identity.asked) == 1


def test_only_the_token_that_was_turned_down_is_forgotten(identity):
    tokens = access(identity)
    old = tokens()
    tokens.forget(old)
    assert tokens() == "token-2"
    tokens.forget(old)
    assert tokens() == "token-2"


# --- What can go wrong ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "description", "remedy"),
    [
        (
            "invalid_client",
            "AADSTS7000215: Invalid client secret provided. Ensure the secret being sent is the value.",
            "correct CYCLE_MAIL_OAUTH_SECRET: it is the secret's value, not its id",
        ),
        (
            "invalid_client",
            "AADSTS7000222: The provided client secret keys for app are expired.",
            "the secret has expired: make a new one and set CYCLE_MAIL_OAUTH_SECRET",
        ),
        (
            "unauthorized_client",
            "AADSTS700016: Application with identifier 'app' was not found in the directory 'Alver'.",
            "correct CYCLE_MAIL_OAUTH_CLIENT or CYCLE_MAIL_OAUTH_TENANT: no such application in the tenant",
        ),
        (
            "invalid_request",
            "AADSTS90002: Tenant 'alvr.example' not found.",
            "correct CYCLE_MAIL_OAUTH_TENANT: no such tenant",
        ),
        ("invalid_client", "Unauthorized", "correct CYCLE_MAIL_OAUTH_CLIENT and CYCLE_MAIL_OAUTH_SECRET"),
        (
            "invalid_grant",
            "Token has been expired or revoked.",
            "CYCLE_MAIL_OAUTH_REFRESH_TOKEN has expired or was withdrawn: have a new one given",
        ),
        ("invalid_scope", "", "correct CYCLE_MAIL_OAUTH_SCOPE, or leave it empty"),
        ("temporarily_unavailable", "", "it may be passing; the mail waits"),
    ],
)
def test_an_identity_server_that_says_no_is_told_with_the_setting_to_correct(error, description, remedy):
    with identity_server((400, {"error": error, "error_description": description})) as server:
        with pytest.raises(Unavailable) as no:
            access(server)()
        said = f"{error}: {description}" if description else error
        assert no.value.text == f"identity server 127.0.0.1: gives no access to the mailbox ({said}); {remedy}"


def test_a_secret_that_the_identity_server_repeats_is_not_repeated_by_us():
    said = {"error": "invalid_client", "error_description": "no: løyndom is wrong, and so is fornying\r\nX: y"}
    with identity_server((401, said)) as server:
        with pytest.raises(Unavailable) as no:
            access(server, refresh_token="fornying")()
        assert "no: … is wrong, and so is … X: y" in no.value.text


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ((503, "<html>busy</html>"), "answers 503 and no JSON"),
        ((200, "[]"), "answers 200 and no JSON"),
        ((200, {}), "its answer holds no access token"),
        ((200, {"access_token": ""}), "its answer holds no access token"),
        ((200, {"access_token": "a\r\nRSET"}), "its answer holds no access token"),
        ((200, {"access_token": 7}), "its answer holds no access token"),
        ((429, {"error": None}), "gives no access to the mailbox (429); it may be passing"),
        ((302, ""), "answers 302 and no JSON"),
    ],
)
def test_an_answer_without_a_token_is_no_access_and_the_next_try_asks_again(answer, words):
    with identity_server(answer) as server:
        tokens = access(server)
        with pytest.raises(Unavailable) as no:
            tokens()
        assert words in no.value.text
        assert tokens() == "token-2"


def test_an_identity_server_that_is_away_is_unavailable():
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
    tokens = Access(Grant(endpoint=f"http://127.0.0.1:{port}/token", client="app", secret="løyndom"))
    with pytest.raises(Unavailable, match=r"identity server 127\.0\.0\.1: cannot be reached .*; nothing was sent"):
        tokens()


# --- The settings of each provider ----------------------------------------------------------------------------------


def test_microsoft_is_asked_by_tenant_and_google_by_refresh_token():
    microsoft = grant_at("microsoft365", client="app", secret="løyndom", tenant="alver.example")
    assert microsoft.endpoint == "https://login.microsoftonline.com/alver.example/oauth2/v2.0/token"
    assert microsoft.scope == "https://outlook.office365.com/.default"
    delegated = grant_at("microsoft365", client="app", refresh_token="fornying", tenant="alver.example")
    assert (delegated.endpoint, delegated.scope) == (microsoft.endpoint, "")
    google = grant_at("google", client="app", secret="løyndom", refresh_token="fornying")
    assert (google.endpoint, google.scope) == ("https://oauth2.googleapis.com/token", "")
    own = grant_at("own", client="app", secret="løyndom", endpoint="https://id.alver.example/token", scope="smtp")
    assert (own.endpoint, own.scope) == ("https://id.alver.example/token", "smtp")


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"provider": "microsoft365", "client": "app", "secret": "løyndom"}, ["TENANT"]),
        ({"provider": "microsoft365", "client": "app", "secret": "løyndom", "tenant": "a/../b"}, ["TENANT"]),
        ({"provider": "microsoft365", "client": "", "tenant": "alver.example"}, ["CLIENT", "SECRET"]),
        ({"provider": "google", "client": "app", "secret": "løyndom"}, ["REFRESH_TOKEN"]),
        ({"provider": "own", "client": "app"}, ["ENDPOINT", "SECRET"]),
        ({"provider": "own", "client": "app", "secret": "x", "endpoint": "http://id.alver.example"}, ["ENDPOINT"]),
    ],
)
def test_every_setting_that_is_missing_is_named_at_once(given, missing):
    with pytest.raises(ConfigError) as wrong:
        grant_at(**given)
    assert [problem.where for problem in wrong.value.problems] == [f"CYCLE_MAIL_OAUTH_{name}" for name in missing]


def test_secrets_are_in_no_repr():
    grant = Grant(endpoint="https://id.example/token", client="app", secret="løyndom", refresh_token="fornying")
    server = MailServer(host="smtp.example", port=587, user="post@alver.example", access=Access(grant))
    shown = f"{grant!r} {Access(grant)!r} {server!r} {Smtp(server)!r}"
    assert "løyndom" not in shown
    assert "fornying" not in shown


def test_a_token_needs_a_mailbox_and_takes_no_password_beside_it(identity):
    tokens = access(identity)
    with pytest.raises(ConfigError) as wrong:
        MailServer(host="smtp.example", port=587, access=tokens, password="x")
    assert [problem.where for problem in wrong.value.problems] == ["user", "password"]
    with pytest.raises(ConfigError, match="a password without TLS"):
        MailServer(host="127.0.0.1", port=25, security="none", user="post@alver.example", access=tokens)


# --- At the mail server ---------------------------------------------------------------------------------------------


@pytest.fixture
def mailbox(fault_server, reach, certificates):
    """Return a maker of a mail server that takes tokens, and of the way to it."""

    def make(tokens: Access, **script):
        script.setdefault("offers", XOAUTH2)
        server = fault_server(tls=certificates.server("127.0.0.1"), **script)
        authority = certificates.authority
        return server, reach(server, security="starttls", user="post@alver.example", access=tokens, authority=authority)

    return make


def shown(server) -> list[str]:
    """Return what was shown to a server as log-in, decoded."""
    return [
        base64.b64decode(words.removeprefix("AUTH XOAUTH2 ")).decode()
        for words in server.commands
        if words.startswith("AUTH")
    ]


def as_user(token: str) -> str:
    return f"user=post@alver.example\1auth=Bearer {token}\1\1"


def test_a_letter_goes_with_a_token_instead_of_a_password(mailbox, identity, a_mail):
    server, where = mailbox(access(identity))
    with Smtp(where) as smtp:
        assert smtp.send(a_mail).code == 250
        kept = repr([vars(smtp._backend), vars(smtp._backend.get_client())])
    assert shown(server) == [as_user("token-1")]
    assert "token-1" not in kept


@pytest.mark.parametrize("no", [["334 eyJzdGF0dXMiOiI0MDAifQ==", "535 5.7.8 expired"], ["535 5.7.3 Authentication"]])
def test_a_token_that_has_expired_on_its_way_is_renewed_once(no, mailbox, identity, a_mail):
    server, where = mailbox(access(identity), auth=list(no))
    with Smtp(where) as smtp:
        assert smtp.send(a_mail).code == 250
    assert shown(server) == [as_user("token-1"), as_user("token-2")]
    assert server.commands.count("") == len(no) - 1  # the empty answer to 334


def test_a_new_token_that_is_turned_down_too_is_the_end(mailbox, identity):
    server, where = mailbox(access(identity), auth=["535 5.7.3 Authentication unsuccessful"] * 9)
    with pytest.raises(Unavailable, match="does not accept the user name and password, or token") as no:
        Smtp(where).open()
    assert len(shown(server)) == len(identity.asked) == 2
    assert "token-" not in str(no.value)


def test_a_mailbox_whose_log_in_over_smtp_is_off_says_so(mailbox, identity):
    said = "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant"
    _, where = mailbox(access(identity), auth=[said] * 9)
    with pytest.raises(Unavailable, match=r"log-in over SMTP is turned off for the mailbox .*; have it turned on"):
        Smtp(where).open()


def test_no_token_is_fetched_for_a_server_that_takes_none(mailbox, identity):
    _, where = mailbox(access(identity), offers=("AUTH PLAIN LOGIN",))
    with pytest.raises(Unavailable, match="does not offer XOAUTH2"):
        Smtp(where).open()
    assert identity.asked == []


def test_without_tls_no_token_is_fetched_or_shown(fault_server, reach, identity):
    server = fault_server(offers=XOAUTH2)
    with pytest.raises(Unavailable, match="does not offer STARTTLS"):
        Smtp(reach(server, security="starttls", user="post@alver.example", access=access(identity))).open()
    assert (shown(server), identity.asked) == ([], [])


def test_no_token_means_no_mail_and_nobody_is_refused(mailbox, a_mail):
    with identity_server((400, {"error": "invalid_client"})) as identity:
        server, where = mailbox(access(identity))
        with pytest.raises(Unavailable, match="correct CYCLE_MAIL_OAUTH_CLIENT and CYCLE_MAIL_OAUTH_SECRET") as no:
            Smtp(where).send(a_mail)
    assert (no.value.code, server.kept, shown(server)) == (None, [], [])
