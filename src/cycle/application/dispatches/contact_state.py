"""What each person was told of a year's meeting, and what is known of how they stand."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from cycle.application.dispatches.calendar_entries import moved_since
from cycle.application.dispatches.letter_history import REACHED, handed_over, in_force, plans_of
from cycle.application.results import InvitationsResult, read
from cycle.application.year import CALENDAR, OpenCycle, dispatch_of, live_minutes, mark_of, mark_on, rows_of_mode
from cycle.governance.audience import Answer, Contacted
from cycle.mail.inbox import ReplyStatus, reply_state
from cycle.model import Dispatch, Invitee, MeetingFacts, OutboxRow, Reply

FAILED = frozenset({"refused", "failed"})


def everybody(cycle: OpenCycle) -> tuple[Invitee, ...]:
    """Return all who are or were on the year's list, each as they stood on it last: those on it now come first."""
    return cycle.record.once("everybody", lambda: _everybody(cycle))


def _everybody(cycle: OpenCycle) -> tuple[Invitee, ...]:
    found: dict[str, Invitee] = {}
    for result in reversed(cycle.record.revisions("invitations")):
        for invitee in read(InvitationsResult, result).list.invitees:
            found.setdefault(invitee.id, invitee)
    return tuple(found.values())


def contacted(cycle: OpenCycle, dispatch: Dispatch) -> dict[str, Contacted]:
    """Return person id → what is known, from every mail of the year but those of this dispatch itself."""
    letters = _letters(cycle, dispatch)
    asked = {dispatch.id for dispatch in cycle.dispatches if _asks(dispatch)} if dispatch.audience == "silent" else None
    counted = {
        who: [row for row in rows if asked is None or dispatch_of(row.kind) in asked] for who, rows in letters.items()
    }
    paper = {who for who, of, _ in _on_paper(cycle, dispatch) if asked is None or of in asked}
    answers, came = answers_of(cycle), _came(cycle) if dispatch.audience == "present" else {}
    returned = {who for who, answer in answers.items() if answer == "returned"}
    found = {}
    for who in {invitee.id for invitee in everybody(cycle)} | set(letters):
        known = _contacted(counted.get(who, ()), answers.get(who, ""), who in returned, came.get(who))
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
    return cycle.record.once("answers", lambda: _answers(cycle))


def _answers(cycle: OpenCycle) -> dict[str, ReplyStatus]:
    heard: defaultdict[str, list[Reply]] = defaultdict(list)
    mark = mark_of(cycle.services.settings)
    for reply in cycle.record.replies:
        if not reply.kind or mark_on(reply.kind) == mark:  # what answers a rehearsal is no answer to the real mail
            heard[reply.recipient].append(reply)
    moved = moved_since(cycle) if heard else {}
    addresses = cycle.record.reply_addresses if heard else {}
    found = {}
    for who, replies in heard.items():
        sequence, since = moved.get(who, (0, None))
        known = addresses.get(who, {})
        found[who] = reply_state(who, replies, sequence=sequence, since=since, addresses=known).stand
    return found


def _contacted(rows: Sequence[OutboxRow], stand: str, returned: bool, came: bool | None) -> Contacted:
    last = max(rows, key=lambda row: (row.updated_at or row.date, row.id), default=None)
    answer: Answer = stand if stand in {"coming", "not", "maybe", "wrote"} else ""  # type: ignore[assignment]
    return Contacted(
        reached=any(row.state in REACHED for row in rows),
        doubtful=any(row.state == "uncertain" for row in rows) and not any(row.state == "sent" for row in rows),
        returned=returned or (last is not None and last.state in FAILED),
        answer=answer,
        absent=came is False,
        present=came is True,
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
    letters, mark = {dispatch.id for dispatch in cycle.dispatches} - _same(dispatch), mark_of(cycle.services.settings)
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


def _came(cycle: OpenCycle) -> dict[str, bool]:
    """Return person id → whether the minutes name them among those present; nobody while nobody has noted who came."""
    present = {" ".join(name.split()).casefold() for name in live_minutes(cycle).present}
    return {invitee.id: invitee.name.casefold() in present for invitee in everybody(cycle)} if present else {}
