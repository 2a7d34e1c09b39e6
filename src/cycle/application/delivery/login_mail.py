"""Sends somebody the link they log in by: at once, past the outbox, which would keep what opens the door."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from cycle.application.delivery.sending import guard_of
from cycle.catalogue import say
from cycle.mail.message import Bodies, LoginMail, Sender
from cycle.mail.message import build as compose
from cycle.mail.outbox import intend
from cycle.mail.transport import Guard
from cycle.model import Contact, Language
from cycle.services import Services
from cycle.settings import Settings

KIND = "innlogging"
FOLDER = "login-mail"
"""Where mode `folder` puts them: apart from the mails that others may read on a page."""

PATIENCE_SECONDS = 4.0
"""How long the mail server has for each answer while somebody waits to read whether a link can be sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginCommunity:
    """A community as its log-in needs it, which is known also while its files cannot be read."""

    id: str
    name: str
    contact: Contact
    """Who the mails are from, and who answers questions."""


def login_guard(settings: Settings) -> Guard:
    """Return the guard that these mails pass; ConfigError when the settings do not fit together."""
    return replace(guard_of(settings), folder=settings.home.absolute() / FOLDER)


def send_login_mail(
    services: Services,
    community: LoginCommunity,
    *,
    address: str,
    name: str,
    language: Language,
    links: Sequence[Mapping[str, str]],
    minutes: int,
) -> None:
    """Send one mail with a link for each who has the address; Refused or Unavailable when it cannot leave."""
    settings, contact = services.settings, community.contact
    mail = LoginMail(name=name, community=community.name, links=tuple(links), minutes=minutes, contact=contact)
    body = Bodies(settings.templates / "mail").render(KIND, mail, language=language)
    sender = Sender(name=contact.name, address=settings.mail_from or contact.address, reply_to=contact.address)
    row = intend(
        secret=services.secret,
        sender=sender,
        cycle=community.id,
        kind=KIND,
        recipient=secrets.token_hex(8),
        address=address,
        content="",
        at=services.now(),
    )
    built = compose(
        row,
        sender=sender,
        name=name,
        subject=say(language, "Log in to the year overview"),
        text=body.text,
        html=body.html,
        language=language,
    )
    with login_guard(settings).carrier() as carrier:
        carrier.send(built)


def can_send(settings: Settings) -> None:
    """Return when the mail server answers; Unavailable, or another CycleError, when no mail could leave now."""
    guard = login_guard(settings)
    if guard.server is not None:
        guard = replace(guard, server=replace(guard.server, timeout=PATIENCE_SECONDS))
    with guard.carrier():
        return
