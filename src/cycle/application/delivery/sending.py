"""Hands mails to the outbox and sends what is due, under the guard the settings name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from cycle.application.delivery.evidence.evidence_sources import evidence_of, grace_of, refuse_unsettled
from cycle.application.delivery.evidence.sent_messages import Leaving
from cycle.application.delivery.hold_reasons import hold_reason, said_reason
from cycle.application.delivery.mailbox import access_of
from cycle.application.delivery.posting import Posting
from cycle.application.dispatches import plans_of
from cycle.application.year import OpenCycle, dispatch_of, doubts, rehearses
from cycle.application.year import kind_of as kind_of
from cycle.errors import CycleError, HeldError, InputError, Problem, StepError, Unavailable
from cycle.mail.message import Mail, Sender, read_signer
from cycle.mail.outbox import Tally, dispatch, intend
from cycle.mail.transport import PROVIDERS, Guard, MailServer, Pace, Provider, Smtp, serve_mail
from cycle.model import OutboxRow, reason_text
from cycle.network import is_loopback
from cycle.phrases import Phrase
from cycle.services import OSLO
from cycle.settings import Settings
from cycle.store.mails.outbox import WITHDRAWN, Outbox
from cycle.store.years.holds import HoldReason

DAY = dt.timedelta(days=1)
"""What a provider counts as a day: the last 24 hours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressed:
    """One mail that is to be sent: to whom, to which address, and the digest of what it carries."""

    recipient: str
    """Id of the person; never a name."""
    address: str
    content: str


def send(
    cycle: OpenCycle,
    *,
    kind: str,
    sender: Sender,
    planned: Sequence[Addressed],
    again: Set[str],
    build: Callable[[OutboxRow], Mail],
    stop: Callable[[], bool],
    look_first: bool = True,
) -> None:
    """Queue the planned mails of a mailing, take back what is queued to others, and send until nothing is due.

    `again` names those whose mail came to nothing and who have another address now: it goes out to that one. With
    `look_first` a live mailing waits for a person after its first few, where the settings say so. `stop` says that the
    meeting was called off meanwhile: no new mail goes, and what waits is taken back.

    HeldError when a person is to look first; StepError when it was stopped. Unavailable when the server is down or
    turned some away for now, or takes no more today; they stay queued. BusyError when another dispatcher is at work, or
    when a server on this machine may still be finishing what a killed sender handed it.
    """
    outbox = cycle.memory.outbox
    _refuse_held(cycle, kind)
    _refuse_wrong_clock(cycle, kind)
    queue(cycle, kind=kind, sender=sender, planned=planned, again=again)
    keep = {mail.recipient for mail in planned}
    outbox.withdraw(cycle=cycle.id, kind=kind, keep=keep, who="mailing", now=cycle.now)
    first = _first_few(cycle, kind) if look_first else None
    tally = send_due(cycle, kind=kind, build=partial(_build_planned, keep, build), at_most=first, stop=stop)
    if tally.stopped and stop():
        back = outbox.withdraw(cycle=cycle.id, kind=kind, keep=(), who="called off", now=cycle.now)
        what = f"{cycle.id} {kind}: the meeting was called off meanwhile; {back} mails were not sent"
        raise StepError(what).with_message(
            Phrase(
                "The meeting was called off while the mails went out. Mails that were not sent: {number}.", number=back
            )
        )
    refuse_unsettled(cycle, kind)
    left = outbox.counts(cycle=cycle.id, kind=kind)["queued"]
    if not left:
        return
    if tally.tripped:
        _hold(cycle, kind, "breaker", hold_reason("many refused"))
    if first is not None:
        _hold_after_first(cycle, kind, tally)
    provider = provider_of(cycle.services.settings)
    if tally.stopped and left_today(cycle, provider) == 0:
        raise Unavailable(f"{left} of the mails wait: {provider.name} takes {provider.per_day} in 24 hours")
    raise Unavailable(f"{left} of the mails were turned away for now; they stay queued and are tried again")


def intended(cycle: Posting, *, kind: str, sender: Sender, mail: Addressed) -> OutboxRow:
    """Return the row of a mail as it is written down when nothing is on record."""
    return intend(
        secret=cycle.services.secret,
        sender=sender,
        cycle=cycle.id,
        kind=kind,
        recipient=mail.recipient,
        address=mail.address,
        content=mail.content,
        at=cycle.now,
    )


def queue(
    cycle: Posting, *, kind: str, sender: Sender, planned: Sequence[Addressed], again: Set[str] = frozenset()
) -> None:
    """Write down the mails that are to be sent; one that is on record stays as it is, with Message-ID and Date."""
    outbox, make = cycle.memory.outbox, partial(intended, cycle, kind=kind, sender=sender)
    _correct_addresses(outbox, [make(mail=mail) for mail in planned if mail.recipient in again], now=cycle.now)
    outbox.enqueue((make(mail=mail) for mail in planned), now=cycle.now)


def send_due(
    cycle: Posting,
    *,
    kind: str,
    build: Callable[[OutboxRow], Mail],
    at_most: int | None = None,
    patience: tuple[float, float] | None = None,
    stop: Callable[[], bool] = lambda: False,
    keeps: bool = True,
) -> Tally:
    """Send what is due of one kind, as far as the provider's day and `at_most` go, and return what became of it.

    `stop` means no new mail. `keeps` means that each mail is kept as it left; one that logs its reader in is not.
    `patience` is how many seconds the server has for each answer, and for the one to the final dot, where that is not
    to be as long as the standard asks.

    Unavailable when the server is down; BusyError when another dispatcher is at work; StoreError when the database was
    put back since it was opened. Nothing is lost: it stays queued.
    """
    settings, outbox = cycle.services.settings, cycle.memory.outbox
    if not rehearses(settings):
        outbox = _under_seal(cycle)
    leaving, guard = Leaving(cycle.memory.files), guard_of(settings)
    if keeps:
        outbox, guard = leaving.outbox(outbox), leaving.guard(guard)
    provider = provider_of(settings)
    waiting = outbox.counts(cycle=cycle.id, kind=kind)["queued"]
    if guard.server is not None and patience is not None:
        timeout, dot_timeout = patience
        guard = replace(guard, server=replace(guard.server, timeout=timeout, dot_timeout=dot_timeout))
    carriers = [guard.carrier() for _ in range(min(provider.connections, max(1, waiting // 4)))]
    limits = (at_most, left_today(cycle, provider))
    return dispatch(
        outbox,
        carrier=carriers[0],
        others=carriers[1:],
        build=build,
        now=cycle.services.now,
        cycle=cycle.id,
        kind=kind,
        evidence=evidence_of(cycle),
        grace=grace_of(settings),
        retry=settings.mail_retry_seconds,
        stop=stop,
        limit=min((limit for limit in limits if limit is not None), default=None),
        pace=Pace(per_minute=provider.per_minute),
    )


def _under_seal(cycle: Posting) -> Outbox:
    """Return the outbox for real mail: with a seal that no older database knows, and that knows of each mail first."""
    outbox, installation = cycle.memory.outbox, cycle.memory.installation
    with outbox.alone():
        installation.renew(now=cycle.now)
    return replace(outbox, reach=installation.reach)


def provider_of(settings: Settings) -> Provider:
    """Return whose limits hold, with those the settings name put first; mail in a folder has none."""
    if settings.mail_mode == "folder":
        return Provider(id="folder", name="mappe", connections=1)
    known = PROVIDERS[settings.mail_provider]
    return replace(
        known,
        connections=settings.mail_connections or known.connections,
        per_minute=settings.mail_per_minute or known.per_minute,
        per_day=settings.mail_per_day or known.per_day,
    )


def _build_planned(keep: Set[str], build: Callable[[OutboxRow], Mail], row: OutboxRow) -> Mail:
    """Return the mail of a row; InputError when it was put back meanwhile and its recipient has left the list."""
    if row.recipient not in keep:
        raise InputError([Problem(file="", where="", what=Phrase(WITHDRAWN))])
    return build(row)


def _refuse_held(cycle: OpenCycle, kind: str) -> None:
    """Raise HeldError while the mailing waits for a person."""
    waiting = cycle.memory.holds.waiting(cycle.id, kind)
    if waiting:
        raise HeldError(held_words(cycle, kind, waiting[-1].why))


def _refuse_wrong_clock(cycle: OpenCycle, kind: str) -> None:
    """Hold a mailing that would be dated by a clock that can hardly be right, until a person has looked at it."""
    if cycle.memory.holds.passed(cycle.id, kind, "clock"):
        return
    found = list(
        doubts(
            cycle.now,
            written=cycle.memory.written_at(),
            server=server_date(cycle),
            meeting=_comes_before(cycle, kind),
            language=cycle.language,
        )
    )
    if found:
        _hold(cycle, kind, "clock", hold_reason("clock", doubts=" ".join(doubt.words for doubt in found)))


def _comes_before(cycle: OpenCycle, kind: str) -> dt.date | None:
    """Return the day of the meeting that a mailing is to come before; None where it need not.

    A year that was planned when its meeting had been already is what people made it.
    """
    known_dispatch = {dispatch.id: dispatch for dispatch in cycle.dispatches}.get(dispatch_of(kind))
    day = cycle.year_inputs.facts.date
    plans = plans_of(cycle)
    if (
        known_dispatch is None
        or known_dispatch.after == "archive"
        or (plans and plans[-1][0].astimezone(OSLO).date() > day)
    ):
        return None
    return day


def server_date(cycle: OpenCycle) -> dt.datetime | None:
    """Return what the mail server's clock says, where it greets with it; one on this machine has no other clock."""
    server = guard_of(cycle.services.settings).server
    if server is None or is_loopback(server.host):
        return None
    try:
        with Smtp(server) as line:
            return line.features().date
    except CycleError:  # the mailing itself says what is wrong with the server
        return None


def held_words(cycle: OpenCycle, kind: str, why: str) -> str:
    """Return why a mailing waits and how it goes on."""
    return cycle.say("Waiting for you: {why} {how}", why=said_reason(cycle, why), how=held_how(cycle, kind))


def held_how(cycle: OpenCycle, kind: str) -> str:
    """Return how a mailing that waits goes on."""
    return cycle.say(
        (
            "Continue with “hald-fram/utsending” in Prefect. Whoever runs the service can do it with "
            "“cycle outbox continue {year} {dispatch} --name NAME”."
        ),
        year=cycle.year,
        dispatch=dispatch_of(kind),
    )


def _hold(cycle: OpenCycle, kind: str, reason: HoldReason, why: str) -> None:
    cycle.memory.holds.hold(cycle.id, kind, reason, why=why, now=cycle.now)
    raise HeldError(held_words(cycle, kind, why))


def _hold_after_first(cycle: OpenCycle, kind: str, tally: Tally) -> None:
    """Hold the mailing when a person can look at the first few; those put off for now are not among them yet.

    As long as none of them was sent there is nothing to look at: the first few are still to come when it goes on.
    """
    few, sent = cycle.services.settings.mail_canary, cycle.memory.outbox.counts(cycle=cycle.id, kind=kind)["sent"]
    missed = tally.refused + tally.uncertain + tally.failed
    if sent >= few == 1:
        _hold(cycle, kind, "canary", hold_reason("first sent"))
    if sent >= few:
        _hold(cycle, kind, "canary", hold_reason("first few sent", number=few))
    if sent + missed >= few:
        if few == 1:
            why = hold_reason("first not sent")
        elif sent:
            why = hold_reason("first few partly sent", number=sent + missed, sent=sent)
        else:
            why = hold_reason("first few not sent", number=sent + missed)
        _hold(cycle, kind, "canary" if sent else "breaker", why)


def _first_few(cycle: OpenCycle, kind: str) -> int | None:
    """Return how many mails of a live mailing go before a person has looked at them; None when nobody need look."""
    settings, memory = cycle.services.settings, cycle.memory
    few = settings.mail_canary
    if settings.mail_mode != "live" or not few or memory.holds.passed(cycle.id, kind, "canary"):
        return None
    counts = memory.outbox.counts(cycle=cycle.id, kind=kind)
    return None if counts["queued"] + counts["sent"] <= 2 * few else max(few - counts["sent"], 0)


def left_today(cycle: Posting, provider: Provider) -> int | None:
    """Return how many mails the provider still takes in these 24 hours; None when it names no limit."""
    if not provider.per_day:
        return None
    return max(provider.per_day - len(cycle.memory.outbox.sent_since(cycle.now - DAY, now=cycle.now)), 0)


def _correct_addresses(outbox: Outbox, wanted: Sequence[OutboxRow], *, now: dt.datetime) -> None:
    """Queue mails that were refused or given up once more, to the address that was approved since."""
    there = {(old.kind, old.recipient): old for new in wanted[:1] for old in outbox.rows(cycle=new.cycle)}
    for new in wanted:
        old = there[new.kind, new.recipient]
        if old.state in {"refused", "failed"} and old.address != new.address:
            why = reason_text("corrected")
            outbox.resolve(old.id, as_="resend", who="mailing", why=why, now=now, address=new.address)


def guard_of(settings: Settings) -> Guard:
    """Return the guard that every mail passes; ConfigError when the settings do not fit together."""
    server = None
    if settings.mail_mode != "folder":
        server = MailServer(
            host=settings.mail_host,
            port=settings.mail_port,
            security=settings.mail_tls,
            user=settings.mail_user,
            password=settings.mail_password.get_secret_value(),
            access=access_of(settings),
            authority=settings.mail_authority,
            hello=settings.mail_hello,
            receipts=settings.mail_receipts,
            only_this_machine=settings.network == "loopback",
        )
    return Guard(
        mode=settings.mail_mode,
        folder=settings.mail_folder,
        server=server,
        redirect_to=settings.mail_redirect_to,
        allow=settings.mail_allowlist,
        signer=read_signer(
            domain=settings.mail_dkim_domain, selector=settings.mail_dkim_selector, key=settings.mail_dkim_key
        ),
    )


def keep_post_office(folder: Path, *, port: int) -> None:
    """Run a mail server on this machine until the process is told to end; it keeps all mail and sends none on."""
    serve_mail(folder, port=port)
