"""What each person was told of a year's meeting, and what is known of how they stand."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from cycle.application.dispatches.calendar_entries import moved_since
from cycle.application.dispatches.letter_history import REACHED, handed_over, in_force, plans_of
from cycle.application.results import InvitationsResult, read
from cycle.application.year import (
    CALENDAR,
    OpenCycle,
    dispatch_of,
    live_minutes,
    mark_on,
    mode_suffix,
    rows_of_mode,
    was_approved,
)
from cycle.governance.inviting.audience import Contacted, KnownAnswer
from cycle.mail.inbox import ReplyState, ReplyStatus, reply_state
from cycle.model import Dispatch, Invitee, MeetingFacts, Minutes, OutboxRow, Reply, Substitute
from cycle.model.reply import NOBODY
from cycle.store.mails.outbox import is_withdrawn

FAILED = frozenset({"refused", "failed"})


def everybody(cycle: OpenCycle) -> tuple[Invitee, ...]:
    """Return all who are or were on the year's list as approved, each as they stood there last.

    Those on it now come first. Of a list that waits or was stopped nobody, but whom a mail is on record to or a
    dispatch was asked for; all of them while no list was approved.
    """
    return cycle.record.once("everybody", lambda: _everybody(cycle))


def as_listed(cycle: OpenCycle) -> dict[str, tuple[Invitee, ...]]:
    """Return person id → how they stood on each list of the year: on those approved first, the newest first."""
    return cycle.record.once("as listed", lambda: _as_listed(cycle))


def _everybody(cycle: OpenCycle) -> tuple[Invitee, ...]:
    listed, lists = as_listed(cycle), _lists(cycle)
    approved = {invitee.id for was, invitees in lists if was for invitee in invitees}
    if all(was for was, _ in lists) or not approved:
        return tuple(versions[0] for versions in listed.values())
    known = approved | {row.recipient for row in cycle.record.mails if not is_withdrawn(row)}
    known |= {letter.recipient for letter in cycle.record.printed}
    known |= {who for request in cycle.record.requests for who in request.chosen}
    return tuple(versions[0] for who, versions in listed.items() if who in known)


def _as_listed(cycle: OpenCycle) -> dict[str, tuple[Invitee, ...]]:
    found: dict[str, tuple[Invitee, ...]] = {}
    for _, invitees in sorted(_lists(cycle), key=lambda made: not made[0]):
        for invitee in invitees:
            found[invitee.id] = (*found.get(invitee.id, ()), invitee)
    return found


def _lists(cycle: OpenCycle) -> list[tuple[bool, tuple[Invitee, ...]]]:
    """Return of each list, the newest first, whether it was approved, and who is on it."""
    return [
        (was_approved(cycle, result), read(InvitationsResult, result).list.invitees)
        for result in reversed(cycle.record.revisions("invitations"))
    ]


def contacted(cycle: OpenCycle, dispatch: Dispatch) -> dict[str, Contacted]:
    """Return person id → what is known, from every mail of the year but those of this dispatch itself."""
    letters = _letters(cycle, dispatch)
    asked = {dispatch.id for dispatch in cycle.dispatches if _asks(dispatch)} if dispatch.audience == "silent" else None
    counted = {
        who: [row for row in rows if asked is None or dispatch_of(row.kind) in asked] for who, rows in letters.items()
    }
    paper = {who for who, of, _ in _on_paper(cycle, dispatch) if asked is None or of in asked}
    answers, came = answers_of(cycle), _came(cycle) if dispatch.audience == "present" else {}
    deputies = _deputies(cycle) if dispatch.audience == "present" else {}
    returned = {who for who, answer in answers.items() if answer == "returned"}
    found = {}
    for who in {invitee.id for invitee in everybody(cycle)} | set(letters):
        namesake = who in came and came[who] is None
        known = _contacted(
            counted.get(who, ()), answers.get(who, ""), who in returned, came.get(who), namesake=namesake
        )
        known = replace(known, deputy=deputies.get(who, ""))
        found[who] = replace(known, reached=True, doubtful=False, returned=False) if who in paper else known
    return found


def told_facts(cycle: OpenCycle, dispatch: Dispatch) -> dict[str, MeetingFacts]:
    """Return person id → the facts as they stood when that person was last told of the meeting.

    For someone who has got this very dispatch, or the one it corrects: as they stood before it.
    """
    plans, same = plans_of(cycle), _same(dispatch)
    own: dict[str, dt.datetime] = {}
    for row in rows_of_mode(cycle):
        if dispatch_of(row.kind) in same:
            own.setdefault(row.recipient, row.date)
    moments: defaultdict[str, list[dt.datetime]] = defaultdict(list)
    sent = cycle.record.handed_over
    for who, rows in _letters(cycle, dispatch).items():
        moments[who] += [at for row in rows if (at := handed_over(row, sent)) is not None]
    for who, _, at in _on_paper(cycle, dispatch):
        moments[who].append(at)
    found = {}
    for who, handed in moments.items():
        until = own.get(who)
        heard = [moment for moment in handed if until is None or moment <= until]
        facts = in_force(plans, max(heard)) if heard else None
        if facts is not None:
            found[who] = facts
    return found


def answers_of(cycle: OpenCycle) -> dict[str, ReplyStatus]:
    """Return person id → how they stand by what was heard; nobody who is not heard from."""
    return {who: state.stand for who, state in _states(cycle).items()}


def substitutes_of(cycle: OpenCycle) -> dict[str, Substitute]:
    """Return person id → who comes in their place, by the answer that stands; of a closed year as it stood then.

    By the answers to the mail that counts, whatever mode the service is in since.
    """
    closed = [closing.at for closing in cycle.closings if closing.kind == "close"] if cycle.closed else []
    states = _heard(cycle, until=closed[-1] if closed else None, mark=_mark_that_counts(cycle))
    return {who: state.answer.substitute for who, state in states.items() if state.answer and state.answer.substitute}


def _states(cycle: OpenCycle) -> dict[str, ReplyState]:
    return cycle.record.once("answers", lambda: _heard(cycle, mark=mode_suffix(cycle.services.settings)))


def _mark_that_counts(cycle: OpenCycle) -> str:
    """Return the mark of the mails that an answer is an answer to: none as soon as anything real went.

    Else that of the rehearsal that went last, of a year that is closed, and of today's mode while it is open.
    """
    letters = {dispatch.id for dispatch in cycle.dispatches}
    went = [
        (row.updated_at or row.date, mark_on(row.kind))
        for row in cycle.record.mails
        if row.state == "sent" and CALENDAR not in row.kind and dispatch_of(row.kind) in letters
    ]
    went += [(letter.at, mark_on(letter.kind)) for letter in cycle.record.printed]
    if any(not mark for _, mark in went):
        return ""
    return max(went)[1] if went and cycle.closed is not None else mode_suffix(cycle.services.settings)


def _heard(cycle: OpenCycle, *, mark: str, until: dt.datetime | None = None) -> dict[str, ReplyState]:
    heard: defaultdict[str, list[Reply]] = defaultdict(list)
    for reply in cycle.record.replies:
        in_time = until is None or reply.at <= until
        if in_time and (
            not reply.kind or mark_on(reply.kind) == mark
        ):  # what answers a rehearsal is no answer to the real mail
            heard[reply.recipient].append(reply)
    moved = moved_since(cycle) if heard else {}
    addresses = cycle.record.reply_addresses if heard else {}
    found = {}
    for who, replies in heard.items():
        sequence, since = moved.get(who, (0, None))
        known = addresses.get(who, {})
        found[who] = reply_state(who, replies, sequence=sequence, since=since, addresses=known)
    return found


def _contacted(
    rows: Sequence[OutboxRow], stand: str, returned: bool, came: bool | None, *, namesake: bool
) -> Contacted:
    last = max(rows, key=lambda row: (row.updated_at or row.date, row.id), default=None)
    answer: KnownAnswer = stand if stand in {"coming", "not", "maybe", "wrote"} else ""  # type: ignore[assignment]
    return Contacted(
        reached=any(row.state in REACHED for row in rows),
        doubtful=any(row.state == "uncertain" for row in rows) and not any(row.state == "sent" for row in rows),
        returned=returned or (last is not None and last.state in FAILED),
        answer=answer,
        absent=came is False,
        present=came is True,
        namesake=namesake,
    )


def _letters(cycle: OpenCycle, dispatch: Dispatch) -> dict[str, list[OutboxRow]]:
    """Return person id → the mails with letters of other dispatches."""
    found: defaultdict[str, list[OutboxRow]] = defaultdict(list)
    letters = {dispatch.id for dispatch in cycle.dispatches} - _same(dispatch)
    for row in rows_of_mode(cycle):
        if CALENDAR not in row.kind and dispatch_of(row.kind) in letters:
            found[row.recipient].append(row)
    return found


def _on_paper(cycle: OpenCycle, dispatch: Dispatch) -> list[tuple[str, str, dt.datetime]]:
    """Return person id, dispatch and moment of each letter of another dispatch that was printed, in this mode."""
    letters, mark = (
        {dispatch.id for dispatch in cycle.dispatches} - _same(dispatch),
        mode_suffix(cycle.services.settings),
    )
    printed = cycle.record.printed
    return [
        (letter.recipient, dispatch_of(letter.kind), letter.at)
        for letter in printed
        if dispatch_of(letter.kind) in letters and mark_on(letter.kind) == mark
    ]


def _same(dispatch: Dispatch) -> set[str]:
    """Return the dispatch itself, and the one it corrects."""
    request = dispatch.request
    return {dispatch.id} | ({request.dispatch} if request and request.replaces is not None else set())


def _asks(dispatch: Dispatch) -> bool:
    """Return whether people are asked for an answer: in what every year sends, and when the meeting is moved."""
    return dispatch.by == "milestone" or dispatch.tells == "change"


def unclear_namesakes(cycle: OpenCycle, dispatch: Dispatch) -> list[str]:
    """Return the ids of those of whom the minutes name one and do not say which; nobody of a dispatch to others."""
    came = _came(cycle) if dispatch.audience == "present" else {}
    return sorted(who for who, there in came.items() if there is None)


def who_came(
    minutes: Minutes, people: Sequence[Invitee], instead: Mapping[str, Substitute]
) -> tuple[tuple[bool | None, Substitute], ...]:
    """Return of each of these whether the minutes have them as present, and who came in their place, if anybody.

    Whoever came after all has nobody in their place. None for one of several with the name that stands there, where
    nobody can tell which.
    """
    own = minutes.came([(invitee.name, invitee.marks) for invitee in people])
    by_any = minutes.came(
        [(instead[invitee.id].name if invitee.id in instead else invitee.name, invitee.marks) for invitee in people]
    )
    found: list[tuple[bool | None, Substitute]] = []
    for invitee, there, other in zip(people, own, by_any, strict=True):
        by_deputy = invitee.id in instead and other is True and there is not True
        sure = True if there is True or other is True else None if None in {there, other} else False
        found.append((sure, instead[invitee.id] if by_deputy else NOBODY))
    return tuple(found)


def _came(cycle: OpenCycle) -> dict[str, bool | None]:
    """Return person id → whether the minutes have them as present, themselves or by a deputy.

    Nobody while nobody has noted who came; None as for `who_came`.
    """
    minutes, people = live_minutes(cycle), everybody(cycle)
    if not minutes.attended:
        return {}
    noted = who_came(minutes, people, substitutes_of(cycle))
    return {invitee.id: there for invitee, (there, _) in zip(people, noted, strict=True)}


def _deputies(cycle: OpenCycle) -> dict[str, str]:
    """Return person id → who came in their place by the minutes; who was to come, while nobody has noted who did."""
    minutes, people, instead = live_minutes(cycle), everybody(cycle), substitutes_of(cycle)
    if not minutes.attended:
        return {who: found.name for who, found in instead.items()}
    noted = who_came(minutes, people, instead)
    return {invitee.id: found.name for invitee, (_, found) in zip(people, noted, strict=True) if found}
