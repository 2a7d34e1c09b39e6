"""Looks up what domains tell the world about mail: SPF and DMARC of the sender's, whether the recipients' take it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

import dns.exception
import dns.resolver

from cycle.errors import Problem, did_you_mean, nearest

PATIENCE = 3.0
"""Seconds for all questions together: the check is also run where there is no network."""


class Unanswered(Exception):
    """No name server has answered, so nothing is known."""


class Resolver(Protocol):
    """What answers questions about domain names."""

    def ask(self, name: str, kind: str) -> tuple[str, ...] | None:
        """Return the records of one kind; None when there is no such name. Unanswered when nobody answers."""
        ...


class NameServers:
    """The name servers of this machine, asked with little patience."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` tells seconds that never go back; what is left of the patience counts from now."""
        self._clock = clock
        self._until = clock() + PATIENCE

    def ask(self, name: str, kind: str) -> tuple[str, ...] | None:
        """Return the records of one kind; None when there is no such name. Unanswered when nobody answers in time."""
        left = self._until - self._clock()
        if left <= 0:
            raise Unanswered
        try:
            answer = dns.resolver.resolve(name, kind, lifetime=left)
        except dns.resolver.NXDOMAIN:
            return None
        except dns.resolver.NoAnswer:
            return ()
        except (dns.exception.DNSException, OSError) as error:
            raise Unanswered from error
        if kind == "TXT":
            return tuple(b"".join(record.strings).decode("utf-8", "replace") for record in answer)
        return tuple(record.to_text() for record in answer)


def sender_problems(names: Resolver, *, sender: str, returns_to: str) -> Iterator[Problem]:
    """Yield what keeps mail from the sender's domain, with this return path's domain, from being trusted."""
    policy = [policy_record for policy_record in _dmarc(names, sender) if _says(policy_record, "v=DMARC1")]
    if not policy:
        yield _record(
            f"_dmarc.{sender}",
            "has no DMARC record; large providers distrust the mail",
            f'have "v=DMARC1; p=none; rua=mailto:postmaster@{sender}" written in DNS',
        )
    allowed = [policy_record for policy_record in names.ask(returns_to, "TXT") or () if _says(policy_record, "v=spf1")]
    if not allowed:
        yield _record(
            returns_to,
            "has no SPF record, which says what servers may send for it",
            "have the mail provider's SPF record written in DNS",
        )
    elif len(allowed) > 1:
        yield _record(returns_to, f"has {len(allowed)} SPF records, so none counts", "have them made one")
    elif "+all" in allowed[0].split() or "all" in allowed[0].split():
        yield _record(
            returns_to, "lets every server in the world send for it (SPF +all)", "have it end in -all or ~all"
        )
    strict = any("aspf=s" in policy_record.replace(" ", "") for policy_record in policy)
    if returns_to != sender and (strict or _organisation(returns_to) != _organisation(sender)):
        yield _record(
            returns_to,
            f"is where returned mail goes, and does not go with the sender's domain {sender} (DMARC)",
            "set CYCLE_MAIL_BOUNCES to a mailbox of the sender's domain, or let the mail server sign with DKIM",
        )


def signature_problems(names: Resolver, *, domain: str, selector: str) -> Iterator[Problem]:
    """Yield when nobody can check our signature: its key is not in DNS (DKIM, RFC 6376 3.6.2)."""
    place = f"{selector}._domainkey.{domain}"
    if not any("p=" in record for record in names.ask(place, "TXT") or ()):
        yield _record(
            place, "has no DKIM key, so our signature counts for nothing", "have the public key written there"
        )


def recipient_problems(names: Resolver, domains: Iterable[str]) -> Iterator[Problem]:
    """Yield the domains that take no mail, with the nearest that does; a last one when not all were answered for."""
    wanted, bad, good = sorted(set(domains)), {}, set()
    unanswered = 0
    for place, domain in enumerate(wanted):
        try:
            why = _why_no_mail(names, domain)
        except Unanswered:
            unanswered = len(wanted) - place
            break
        if why:
            bad[domain] = why
        else:
            good.add(domain)
    for domain, why in bad.items():
        near = nearest(domain, good)
        remedy = did_you_mean(domain, good) if near else "correct the addresses in the register"
        yield Problem(file="register", where=domain, what=why, remedy=remedy, severity="warning")
    if unanswered:
        yield not_looked_up(f"{unanswered} of {len(wanted)} domains in the register")


def not_looked_up(what: str) -> Problem:
    """Return the one line that says what nobody has answered for."""
    return Problem(
        file="DNS",
        where="name servers",
        what=f"no answer, so {what} could not be looked up",
        remedy="run this where the network is",
        severity="warning",
    )


def _why_no_mail(names: Resolver, domain: str) -> str:
    """Return why a domain takes no mail (RFC 5321 5.1, RFC 7505); empty when it does."""
    found = names.ask(domain, "MX")
    if found is None:
        return "there is no such domain"
    if found:
        return "takes no mail, and says so" if [record.split()[-1] for record in found] == ["."] else ""
    return "" if names.ask(domain, "A") or names.ask(domain, "AAAA") else "has no mail server"


def _dmarc(names: Resolver, domain: str) -> tuple[str, ...]:
    """Return the policy of the domain, or else of its organisation's (RFC 7489 6.6.3)."""
    return names.ask(f"_dmarc.{domain}", "TXT") or names.ask(f"_dmarc.{_organisation(domain)}", "TXT") or ()


def _organisation(domain: str) -> str:
    """Return the last two labels: right for .no and most others, where no list of suffixes is at hand."""
    return ".".join(domain.split(".")[-2:])


def _says(record: str, version: str) -> bool:
    return record.strip().lower().startswith(version.lower())


def _record(where: str, what: str, remedy: str) -> Problem:
    return Problem(file="DNS", where=where, what=what, remedy=remedy, severity="warning")
