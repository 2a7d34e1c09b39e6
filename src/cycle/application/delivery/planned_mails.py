"""The plan of a mailing before anyone approves it: how many, how large, when it is done, and what to look at first."""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from cycle import wording
from cycle.application.delivery.sending import DAY, left_today, provider_of
from cycle.application.dispatches import answered_since, everybody
from cycle.application.results import AddressOverlap, MailingResult, PlannedMail, read
from cycle.application.year import (
    OpenCycle,
    StepNode,
    as_paragraphs,
    bullets,
    calendar_kind,
    invites_apart,
    kind_of,
    plain,
    section,
)
from cycle.catalogue import counted, plural, sentence
from cycle.mail.message import is_reserved
from cycle.mail.transport import Provider
from cycle.model import OutboxRow
from cycle.services import OSLO
from cycle.store.mails.outbox import is_withdrawn
from cycle.store.years.results import Result

EACH_SECOND = 5
"""Mails a connection surely gets through in a second to a server some way off; each takes four or five round trips."""
BYTES_A_SECOND = 1_000_000
"""What the line of an office surely carries up."""

WHEN_OUT = plural(
    "{duration}. If it is sent now, it is out {moment}.",
    "{duration}, {pace}. If they are sent now, all are out {moment}.",
)
WHEN_MADE = plural(
    "{duration}. If it is made on trial now, it is in the folder {moment}.",
    "{duration}, {pace}. If they are made on trial now, all are in the folder {moment}.",
)
"""The same of mails that nobody gets."""
Stands = Literal["new", "already", "again", "open"]
"""What an approval means for one person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """How long the mails take under a provider's limits, if they start now."""

    starts: dt.datetime
    ends: dt.datetime
    per_minute: int
    """Mails a minute, as the provider and the line allow."""
    today: int
    """How many go in the first 24 hours."""
    first: int = 0
    """How many go before a person has looked; 0 when all go at once. The time that person takes is not counted."""

    @property
    def minutes(self) -> int:
        """Return how long it takes, in whole minutes."""
        return math.ceil((self.ends - self.starts).total_seconds() / 60)


@dataclass(frozen=True, slots=True, kw_only=True)
class MailPlan:
    """What an approval would set going, and what a person should look at before."""

    dispatch: str
    count: int
    """Letters that go: a person confirms this number."""
    calendars: int = 0
    """Calendar invitations that follow the letters as mails of their own."""
    size: int
    """Bytes on the wire, of all mails together."""
    largest: int
    limit: int
    """Bytes of the largest mail that the setting, the provider and the mail server let through."""
    provider: Provider
    schedule: Schedule
    warnings: tuple[str, ...]
    """In the reader's language, one sentence or two each."""

    @property
    def mails(self) -> int:
        """Return how many mails go, letters and calendar invitations."""
        return self.count + self.calendars


def schedule(
    sizes: Sequence[int], provider: Provider, *, starts: dt.datetime, room: int | None = None, first: int = 0
) -> Schedule:
    """Return when mails of these sizes are out; `room` is how many more the provider takes today, None without a limit.

    What a day has no room for goes a day later, and so on.
    """
    count = len(sizes)
    connections = min(provider.connections, max(1, count // 4))
    fastest = connections * EACH_SECOND * 60
    if sizes and sum(sizes):
        fastest = min(fastest, math.ceil(60 * BYTES_A_SECOND * count / sum(sizes)))
    per_minute = max(1, min(fastest, provider.per_minute or fastest))
    today = count if room is None else min(count, max(room, 0))
    days, last = 0, today
    if count > today:
        days = math.ceil((count - today) / provider.per_day)
        last = count - today - (days - 1) * provider.per_day
    return Schedule(
        starts=starts,
        ends=starts + days * DAY + dt.timedelta(minutes=last / per_minute),
        per_minute=per_minute,
        today=today,
        first=first if first < count else 0,
    )


def mail_plan(cycle: OpenCycle, node: StepNode, result: Result) -> MailPlan:
    """Return the plan of a mailing for the moment it is looked at: without what has gone since it was made."""
    made, provider = read(MailingResult, result), provider_of(cycle.services.settings)
    planned, rows = still_planned(cycle, node, result), _rows(cycle, kind_of(cycle, node))
    stands = {key: stands_of(rows.get(key), mail.address) for key, mail in planned.items()}
    now = [mail for key, mail in planned.items() if stands[key] in {"new", "again"}]
    calendars = [mail.calendar_bytes for mail in _followed(cycle, node, planned, stands)]
    sizes = [mail.bytes for mail in now] + calendars
    timed = schedule(
        sizes, provider, starts=cycle.now, room=left_today(cycle, provider), first=_first(cycle, node, now)
    )
    return MailPlan(
        dispatch=node.dispatch,
        count=len(now),
        calendars=len(calendars),
        size=sum(sizes),
        largest=max(sizes, default=0),
        limit=made.limit,
        provider=provider,
        schedule=timed,
        warnings=tuple(_warnings(cycle, node, made, now, timed, unsettled=list(stands.values()).count("open"))),
    )


def still_planned(cycle: OpenCycle, node: StepNode, result: Result) -> dict[str, PlannedMail]:
    """Return recipient → planned mail, without those who have answered since and are not reminded."""
    planned = {mail.recipient: mail for mail in read(MailingResult, result).mails}
    answered = answered_since(cycle, cycle.dispatch(node), planned)
    return {key: mail for key, mail in planned.items() if key not in answered}


def stands_of(row: OutboxRow | None, address: str) -> Stands:
    """Return what an approval means for one person: a first mail, none, a mail to a corrected address, or a question.

    Nothing goes out twice to one address unless a person decides it for that mail.
    """
    if row is None or row.state == "queued" or is_withdrawn(row):
        return "new"
    if row.state in {"sent", "sending"}:
        return "already"
    return "again" if row.state in {"refused", "failed"} and row.address != address else "open"


def _followed(
    cycle: OpenCycle, node: StepNode, planned: Mapping[str, PlannedMail], stands: Mapping[str, Stands]
) -> list[PlannedMail]:
    """Return the planned mails that a calendar invitation is still to follow, as a mail of its own."""
    if not invites_apart(cycle, node):
        return []
    rows = _rows(cycle, calendar_kind(cycle, node))
    gone = {key for key, row in rows.items() if row.state != "queued" and not is_withdrawn(row)}
    return [mail for key, mail in planned.items() if stands[key] != "open" and key not in gone]


def _rows(cycle: OpenCycle, kind: str) -> dict[str, OutboxRow]:
    return {row.recipient: row for row in cycle.record.mails_of(kind)}


def plan_text(cycle: OpenCycle, plan: MailPlan) -> str:
    """Return the plan in markdown."""
    lines = (f"**{label}:** {plain(words)}" for label, words in plan_lines(cycle, plan))
    return as_paragraphs(*lines, _look_at(cycle, plan))


def plan_lines(cycle: OpenCycle, plan: MailPlan) -> tuple[tuple[str, str], ...]:
    """Return label and sentence of each thing the plan says; nothing when no mail goes."""
    if not plan.mails:
        return ()
    timed, provider, say = plan.schedule, plan.provider, cycle.say
    pace = say("{number} a minute", number=timed.per_minute)
    if provider.id != "folder":
        pace = say("{number} a minute through {provider}", number=timed.per_minute, provider=provider.name)
    size, largest, limit = (wording.file_size(size) for size in (plan.size, plan.largest, plan.limit))
    lines = [
        (
            say("Size"),
            counted(
                cycle.language,
                plan.mails,
                "{size}; the limit is {limit}.",
                "{size} in all, {largest} the largest mail; the limit is {limit}.",
                size=size,
                largest=largest,
                limit=limit,
            ),
        ),
        (
            say("Time"),
            counted(
                cycle.language,
                plan.mails,
                *(WHEN_MADE if provider.id == "folder" else WHEN_OUT),
                duration=_duration(cycle, timed),
                pace=pace,
                moment=_moment(cycle, timed.ends, timed.starts),
            ),
        ),
    ]
    if plan.calendars:
        apart = cycle.count(plan.calendars, "{number} mail of its own", "{number} mails of their own")
        whole = cycle.count(plan.mails, "{number} mail", "{number} mails")
        after = plural("{apart}, after its letter: {whole} in all.", "{apart}, each after its letter: {whole} in all.")
        called = cycle.count(plan.calendars, "Calendar invitation", "Calendar invitations")
        lines.append((called, counted(cycle.language, plan.calendars, *after, apart=apart, whole=whole)))
    if timed.first:
        lines.append((say("First"), _first_words(cycle, timed.first)))
    if timed.today < plan.mails:
        lines.append((say("Over several days"), _over_days(cycle, plan)))
    return tuple(lines)


def _over_days(cycle: OpenCycle, plan: MailPlan) -> str:
    return cycle.say(
        "{provider} accepts {number} a day. {today} go the first day, and {rest} wait in the "
        "queue until there is room.",
        provider=plan.provider.name,
        number=plan.provider.per_day,
        today=plan.schedule.today,
        rest=plan.mails - plan.schedule.today,
    )


def _look_at(cycle: OpenCycle, plan: MailPlan) -> str:
    return section(cycle.say("### Look at this before you approve"), bullets(plan.warnings))


def _first_words(cycle: OpenCycle, number: int) -> str:
    """Return what goes before the rest waits for a person."""
    if number == 1:
        return cycle.say("The first one goes alone. The rest wait until you have seen that it is right.")
    return cycle.say(
        "The {number} first go alone. The rest wait until you have seen that they are right.", number=number
    )


def _duration(cycle: OpenCycle, timed: Schedule) -> str:
    hours = round(timed.minutes / 60)
    if timed.minutes < 90:
        long = cycle.count(max(timed.minutes, 1), "{number} minute", "{number} minutes")
    elif hours < 48:
        long = cycle.count(hours, "{number} hour", "{number} hours")
    else:
        long = cycle.count(round(hours / 24), "{number} day", "{number} days")
    return cycle.say("about {long}", long=long)


def _moment(cycle: OpenCycle, moment: dt.datetime, seen: dt.datetime) -> str:
    there, here = moment.astimezone(OSLO), seen.astimezone(OSLO)
    if there.second or there.microsecond:
        there = there.replace(second=0, microsecond=0) + dt.timedelta(minutes=1)
    day = "" if there.date() == here.date() else f"{wording.full_date(there.date(), cycle.language)} "
    return f"{day}kl. {wording.clock(there.time())}"


def _first(cycle: OpenCycle, node: StepNode, now: Sequence[PlannedMail]) -> int:
    settings = cycle.services.settings
    few = settings.mail_canary if settings.mail_mode == "live" else 0
    looked = cycle.record.has_passed(node.dispatch, "canary")
    return few if len(now) > 2 * few and not looked else 0


def _warnings(
    cycle: OpenCycle,
    node: StepNode,
    made: MailingResult,
    now: Sequence[PlannedMail],
    timed: Schedule,
    *,
    unsettled: int,
) -> Iterator[str]:
    if cycle.services.away:
        yield cycle.say(
            "The database is a copy or has been restored, so nobody gets mail. If the service is to send from it, "
            "ask whoever runs it to say so (“cycle outbox adopt --name NAME”)."
        )
    if made.mode == "live":
        yield from _examples(cycle, now)
    yield from _shared(cycle, now)
    yield from _had_before(cycle, made.same_address)
    yield from _named(
        cycle,
        sentence("{names} get the letter as a Word file, without a PDF."),
        [mail for mail in now if mail.files[0].name.endswith(".docx")],
    )
    if changed := len(made.changed_since_sent):
        yield cycle.say(
            "{number} have had an earlier version of the letter, and do not get the new one.",
            number=cycle.count(changed, "{number} recipient", "{number} recipients"),
        )
    yield from _elsewhere(cycle, node, made)
    if unsettled:
        yield cycle.say(
            "{number}, and do not go now.",
            number=cycle.count(unsettled, "{number} mail is not decided", "{number} mails are not decided"),
        )
    if now:
        yield from _late(cycle, node, timed)


def _elsewhere(cycle: OpenCycle, node: StepNode, made: MailingResult) -> Iterator[str]:
    """Yield who has had the mail at another address than the list has now."""
    rows = _rows(cycle, kind_of(cycle, node))
    had = [mail for mail in made.mails if mail.recipient in made.already and mail.recipient in rows]
    yield from _named(
        cycle,
        sentence("{names} had it at another address than now, and do not get it again. Ask for a correction."),
        [mail for mail in had if rows[mail.recipient].address.casefold() != mail.address.casefold()],
    )


def _examples(cycle: OpenCycle, now: Sequence[PlannedMail]) -> Iterator[str]:
    """Yield that the sender or a recipient has an address that no mail reaches."""
    sender = cycle.services.settings.mail_from or cycle.loaded.community.contact.address
    if is_reserved(sender):
        yield cycle.say(
            "The sender {sender} is an example address that nobody can answer. Set CYCLE_MAIL_FROM.", sender=sender
        )
    yield from _named(
        cycle,
        sentence("{names} have an example address and get no mail."),
        [mail for mail in now if is_reserved(mail.address)],
    )


def _had_before(cycle: OpenCycle, overlaps: Iterable[AddressOverlap]) -> Iterator[str]:
    """Yield whose address has had the dispatch already, for somebody of another name."""
    for overlap in overlaps:
        about = {"name": overlap.name, "address": overlap.address, "before": overlap.before}
        if overlap.waits:
            yield cycle.say(
                (
                    "{name} is not counted: {address} has already had the dispatch, for {before}. "
                    "Decide whether it is the same person."
                ),
                **about,
            )
        elif not overlap.held:
            yield cycle.say(
                "{name} has the same address as {before}, who has had the dispatch: {address}. Is it right?",
                **about,
            )


def _late(cycle: OpenCycle, node: StepNode, timed: Schedule) -> Iterator[str]:
    due = {milestone.id: milestone for milestone in cycle.milestones}.get(cycle.dispatch(node).milestone)
    if due and timed.ends.astimezone(OSLO).date() > due.date:
        yield cycle.say(
            "The last ones arrive after the milestone “{milestone}”, {day}.",
            milestone=due.title,
            day=wording.long_date(due.date, cycle.language),
        )


def _named(cycle: OpenCycle, words: str, people: Sequence[PlannedMail]) -> Iterator[str]:
    if people:
        names = [person.name for person in people[:5]]
        more = [cycle.say("{number} more", number=len(people) - 5)] if len(people) > 5 else []
        yield cycle.say(words, names=wording.listed([*names, *more]))


def _shared(cycle: OpenCycle, now: Sequence[PlannedMail]) -> Iterator[str]:
    """Yield each address that several get a letter to, but for mailboxes that the register calls shared."""
    shared = {invitee.id for invitee in everybody(cycle) if invitee.shared_address}
    by_address: dict[str, list[PlannedMail]] = defaultdict(list)
    for mail in now:
        by_address[mail.address.casefold()].append(mail)
    for address, people in by_address.items():
        if len(people) > 1 and not all(person.recipient in shared for person in people):
            names = wording.listed([person.name for person in people])
            yield cycle.say(
                "{names} have the same address, {address}. Is it right for all of them?", names=names, address=address
            )
