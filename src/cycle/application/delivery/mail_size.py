"""How large a mail may be, and which of a mailing are larger: known before anyone approves it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from cycle import wording
from cycle.application.delivery.sending import guard_of
from cycle.application.results import PlannedMail
from cycle.catalogue import say
from cycle.errors import InputError, Problem, Unavailable
from cycle.mail.transport import PROVIDERS, Smtp
from cycle.model import Language
from cycle.settings import Settings

PATIENCE = 10.0
"""Seconds the server's own limit is waited for; a server that does not answer sets none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """The bytes of the largest mail, and who says so."""

    size: int
    source: str
    remedy: str


def limit_of(settings: Settings, language: Language = "nn") -> Limit:
    """Return the lowest of what the setting, the provider and the mail server itself (SIZE, RFC 1870) let through."""
    return min(_limits(settings, language), key=lambda limit: limit.size)


def refuse_too_large(mails: Sequence[PlannedMail], limit: Limit, *, mailing: str, language: Language) -> None:
    """Raise InputError naming every mail above the limit by its recipient's id, with its files' sizes."""
    problems = [
        Problem(file=mailing, where=mail.recipient, what=_what(mail, limit, language), remedy=limit.remedy)
        for mail in mails
        if mail.bytes > limit.size
    ]
    if problems:
        raise InputError(problems)


def _what(mail: PlannedMail, limit: Limit, language: Language) -> str:
    files = wording.listed([f"{file.name} {wording.file_size(file.size)}" for file in mail.files])
    return say(
        language,
        (
            "the mail becomes {size} when the enclosures are packed for sending ({files}); {source} "
            "accepts at most {limit}"
        ),
        size=wording.file_size(mail.bytes),
        files=files,
        source=limit.source,
        limit=wording.file_size(limit.size),
    )


def _limits(settings: Settings, language: Language) -> Iterator[Limit]:
    smaller = say(language, "make the enclosures smaller, or publish them and send the link")
    higher = say(language, "if you know that the recipients accept more, raise CYCLE_MAIL_MAX_MB")
    yield Limit(
        size=int(settings.mail_max_mb * 1_000_000),
        source=say(language, "the setting CYCLE_MAIL_MAX_MB"),
        remedy=f"{smaller}; {higher}",
    )
    provider = PROVIDERS[settings.mail_provider]
    if provider.largest:
        yield Limit(size=provider.largest, source=provider.name, remedy=smaller)
    said = _said_by_server(settings)
    if said:
        yield Limit(size=said, source=say(language, "the mail server {host}", host=settings.mail_host), remedy=smaller)


def _said_by_server(settings: Settings) -> int:
    server = guard_of(settings).server
    if server is None:
        return 0
    try:
        with Smtp(replace(server, timeout=PATIENCE)) as connection:
            return connection.largest
    except Unavailable:
        return 0
