"""What must hold before mail can go out: the server, its certificate and limit, the sender's name, the clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from cycle.application.delivery import guard_of
from cycle.application.year import FILES, check, doubts, load_named_community
from cycle.errors import CycleError, Problem
from cycle.homes import what_lies_in
from cycle.mail.message import domain_of, is_reserved
from cycle.mail.outbox import (
    NameServers,
    Resolver,
    Unanswered,
    not_looked_up,
    recipient_problems,
    sender_problems,
    signature_problems,
)
from cycle.mail.transport import MailServer, ServerFeatures, Smtp
from cycle.network import is_loopback
from cycle.settings import Settings

ENDS_SOON = dt.timedelta(days=30)
"""A certificate that ends sooner is told."""


def server_problems(settings: Settings, *, now: dt.datetime) -> Iterator[Problem]:
    """Yield what is wrong with the way mail leaves: no connection, no log-in, a certificate that ends soon."""
    guard = guard_of(settings)
    if guard.server is None and what_lies_in(settings.home.absolute(), settings.database) != "kept":
        return  # the folder for the mails is made with the home
    try:
        if guard.server is None:
            with guard.carrier():
                return
        with Smtp(guard.server) as server:
            said = server.features()
    except CycleError as error:
        yield Problem(file="mail", where=settings.mail_mode, what=str(error), remedy="see docs/operations.md, Mail")
        return
    yield from _certificate(guard.server, said, now=now)
    yield from _clock(now, server=said.date)
    if not (is_loopback(guard.server.host) or guard.server.user or set(".[") & set(guard.server.hello)):
        yield _warning(
            guard.server,
            f"is greeted as {guard.server.hello}, which many servers turn down",
            "set CYCLE_MAIL_HELLO to this machine's full name in DNS",
        )
    largest = int(settings.mail_max_mb * 1_000_000)
    if said.largest and said.largest < largest:
        yield _warning(
            guard.server,
            f"takes mails of {said.largest / 1e6:.1f} MB at most, and CYCLE_MAIL_MAX_MB is {settings.mail_max_mb:g}",
            "set CYCLE_MAIL_MAX_MB lower, or have the limit raised",
        )
    if settings.mail_receipts and not said.reports:
        yield _warning(
            guard.server,
            "offers no reports of delivery (DSN), which CYCLE_MAIL_RECEIPTS asks for",
            "returned mail still tells of failures; set CYCLE_MAIL_RECEIPTS=false",
        )


def name_problems(settings: Settings, names: Resolver | None = None) -> Iterator[Problem]:
    """Yield what DNS tells against the sender's domain and the recipients'; one line when no name server answers.

    Nothing is asked in mode `folder`, nor where nothing but this machine may be reached, nor about example domains.
    """
    if settings.mail_mode == "folder" or (settings.network == "loopback" and names is None):
        return
    names = names or NameServers()
    loaded = load_named_community(settings)
    sender = settings.mail_from or loaded.community.contact.address
    if not is_reserved(sender):
        returns_to = domain_of(settings.mail_bounces or sender)
        try:
            yield from sender_problems(names, sender=domain_of(sender), returns_to=returns_to)
            if settings.mail_dkim_selector:
                domain = settings.mail_dkim_domain or domain_of(sender)
                yield from signature_problems(names, domain=domain, selector=settings.mail_dkim_selector)
        except Unanswered:
            yield not_looked_up("SPF and DMARC of the sender and the domains of the register")
            return
    found = [check(loaded, loaded.folder / name)[0] for name in FILES if (loaded.folder / name).is_file()]
    addresses = [person.address for register in found[:1] if register for person in register.persons if person.address]
    yield from recipient_problems(names, {domain_of(address) for address in addresses if not is_reserved(address)})


def clock_problems(settings: Settings, *, now: dt.datetime) -> Iterator[Problem]:
    """Yield when the clock is behind the moment the database was last written: dates of mails would be wrong."""
    for name in ("cycle.sqlite-wal", "cycle.sqlite"):
        file = settings.home.absolute() / name
        if file.is_file():
            written = dt.datetime.fromtimestamp(file.stat().st_mtime, dt.UTC)
            yield from _clock(now, written=written)
            return


def _clock(
    now: dt.datetime, *, written: dt.datetime | None = None, server: dt.datetime | None = None
) -> Iterator[Problem]:
    for doubt in doubts(now, written=written, server=server):
        yield Problem(file="machine", where="clock", what=doubt.what, remedy="set the clock (timedatectl set-ntp true)")


def _certificate(server: MailServer, said: ServerFeatures, *, now: dt.datetime) -> Iterator[Problem]:
    if said.certificate_ends is not None and said.certificate_ends - now < ENDS_SOON:
        days = (said.certificate_ends - now).days
        yield _warning(server, f"its certificate ends in {days} days", "tell whoever runs the mail server")


def _warning(server: MailServer, what: str, remedy: str) -> Problem:
    where = f"{server.host}:{server.port}"
    return Problem(file="mail", where=where, what=what, remedy=remedy, severity="warning")
