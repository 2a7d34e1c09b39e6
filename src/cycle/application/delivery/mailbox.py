"""The mailbox of the settings: where answers, returned mail and what was sent can be looked up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from cycle.mail.inbox import ImapServer
from cycle.mail.outbox import SentFolder
from cycle.mail.transport import Access, grant_at
from cycle.settings import Settings


def mailbox_of(settings: Settings) -> ImapServer:
    """Return the mailbox's server; ConfigError when the settings do not fit together."""
    own = bool(settings.mail_imap_user)
    password = settings.mail_imap_password if own else settings.mail_password
    secret = password.get_secret_value()
    return ImapServer(
        host=settings.mail_imap_host,
        port=settings.mail_imap_port,
        security=settings.mail_imap_tls,
        user=settings.mail_imap_user or settings.mail_user,
        password=secret,
        access=None if secret else access_of(settings),
        authority=settings.mail_authority,
    )


def sent_folder_of(settings: Settings, *, now: Callable[[], dt.datetime]) -> SentFolder | None:
    """Return the folder where the provider files what was handed in, as evidence; None when none is named."""
    if not (settings.mail_imap_host and settings.mail_imap_sent):
        return None
    complete = settings.mail_imap_sent_complete
    return SentFolder(mailbox_of(settings), settings.mail_imap_sent, complete=complete, now=now)


def access_of(settings: Settings) -> Access | None:
    """Return where the access tokens of the mailbox come from; None when it is opened with a password.

    One for all connections, so that one token serves them all. ConfigError when a part is missing.
    """
    if not settings.mail_oauth_client:
        return None
    return Access(
        grant_at(
            settings.mail_provider,
            client=settings.mail_oauth_client,
            secret=settings.mail_oauth_secret.get_secret_value(),
            refresh_token=settings.mail_oauth_refresh_token.get_secret_value(),
            tenant=settings.mail_oauth_tenant,
            endpoint=settings.mail_oauth_endpoint,
            scope=settings.mail_oauth_scope,
            only_this_machine=settings.network == "loopback",
        )
    )
