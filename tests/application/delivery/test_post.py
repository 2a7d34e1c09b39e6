"""What the settings say about mail becomes one guard, one server and one source of tokens."""

from __future__ import annotations

import pytest

from cycle.application.delivery.mailbox import access_of, mailbox_of
from cycle.application.delivery.sending import guard_of
from cycle.errors import ConfigError
from cycle.mail.message.sender import Sender
from cycle.settings import Settings, load_settings
from tests.mail.conftest import certificates

__all__ = ["certificates"]


def settings(**changes: object) -> Settings:
    given = {
        "network": "any",
        "mail_mode": "live",
        "mail_host": "smtp.office365.com",
        "mail_port": 587,
        "mail_provider": "microsoft365",
        "mail_user": "post@alver.example",
    }
    return load_settings(**(given | changes))


def test_a_password_alone_needs_no_tokens():
    given = settings(mail_password="hemmeleg")
    assert access_of(given) is None
    server = guard_of(given).server
    assert server is not None
    assert (server.password, server.access) == ("hemmeleg", None)


def test_an_application_shows_tokens_in_place_of_a_password():
    given = settings(mail_oauth_client="app", mail_oauth_secret="løyndom", mail_oauth_tenant="alver.example")
    server = guard_of(given).server
    assert server is not None
    assert server.access is not None
    assert server.password == ""


def test_both_at_once_or_half_of_it_is_told_before_anything_is_sent():
    with pytest.raises(ConfigError, match="CYCLE_MAIL_OAUTH_TENANT: missing; set it to the directory's id or domain"):
        guard_of(settings(mail_oauth_client="app", mail_oauth_secret="løyndom"))
    with pytest.raises(ConfigError, match="both a password and access tokens"):
        guard_of(
            settings(
                mail_oauth_client="app",
                mail_oauth_secret="løyndom",
                mail_oauth_tenant="alver.example",
                mail_password="hemmeleg",
            )
        )


def test_where_only_this_machine_may_be_reached_no_other_server_can_be_set_up():
    with pytest.raises(ConfigError) as wrong:
        guard_of(settings(network="loopback", mail_password="hemmeleg"))
    assert str(wrong.value) == (
        "mail server: host: another machine, where only this one may be reached; "
        "name a server on this machine, or set CYCLE_NETWORK=any to reach others"
    )
    with pytest.raises(ConfigError, match="CYCLE_MAIL_OAUTH_ENDPOINT: another machine"):
        guard_of(
            settings(
                network="loopback",
                mail_host="localhost",
                mail_oauth_client="app",
                mail_oauth_secret="løyndom",
                mail_oauth_tenant="alver.example",
            )
        )


def test_a_signing_key_that_is_half_set_up_stops_the_mailing_with_what_to_set():
    with pytest.raises(ConfigError, match="CYCLE_MAIL_DKIM_KEY: is empty; set all three"):
        guard_of(settings(mail_dkim_domain="helsefellesskapet.example"))


def test_the_server_is_greeted_and_trusted_as_the_settings_say(certificates):
    given = settings(mail_password="x", mail_hello="ordna.alver.no", mail_authority=certificates.authority)
    server = guard_of(given).server
    assert server is not None
    assert (server.hello, server.authority) == ("ordna.alver.no", certificates.authority)
    assert (
        mailbox_of(settings(mail_password="x", mail_authority=certificates.authority)).authority
        == certificates.authority
    )


def test_an_authority_that_is_no_certificate_is_told_with_its_setting(tmp_path):
    for file in (tmp_path / "borte.pem", tmp_path):
        with pytest.raises(ConfigError, match=r"CYCLE_MAIL_AUTHORITY: .* cannot be used .*name a PEM file"):
            guard_of(settings(mail_authority=file))


def test_a_contact_that_cannot_send_is_told_as_ours_and_not_of_every_recipient():
    with pytest.raises(ConfigError, match=r"the sender's address: pøst@alver\.no cannot be used; correct the contact"):
        Sender(name="Sekretariatet", address="pøst@alver.no")
