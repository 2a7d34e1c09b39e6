"""What it may be time to ask for: the service proposes a dispatch, a person decides that it is made."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from cycle import wording
from cycle.application.dispatches.audience import audience_of
from cycle.application.dispatches.contact_state import everybody
from cycle.application.dispatches.letter_history import REACHED
from cycle.application.dispatches.season import tells_of_one_to_come
from cycle.application.dispatches.signal_letters import ADDRESSEES
from cycle.application.year import (
    LETTERS_LEAD_DAYS,
    OpenCycle,
    dispatch_of,
    invites_all,
    is_calendar,
    mark_on,
    mode_suffix,
    rows_of_mode,
)
from cycle.catalogue import sentence
from cycle.errors import CycleError
from cycle.model import Dispatch, OutboxRow
from cycle.services import OSLO

AFTER = dt.timedelta(weeks=4)
"""How long after its day a dispatch is still proposed."""
AFTER_THE_MEETING = dt.timedelta(weeks=26)
"""How long after the meeting thanks and letters about its signals are still proposed."""
ANSWERS = frozenset({"accepted", "declined", "tentative", "proposed", "wrote"})
"""What is heard of somebody who has read what they were sent."""
MOST_NAMES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A dispatch that it may be time to ask for, or to take back."""

    dispatch: str
    count: int
    """How many would get it."""
    due: dt.date | None
    """Its milestone, where it has one."""
    words: str
    """What stands where people look, as they read it."""


def suggestions(cycle: OpenCycle) -> tuple[Suggestion, ...]:
    """Return what nobody has asked for and may be due: by its milestone, or since people were told something else.

    Of a meeting that is called off only what to do about a cancellation that was no more than rehearsed, or that went
    to an address that is another by now.
    """
    if cycle.called_off is not None:
        return (*filter(None, [rehearsed_cancellation(cycle)]), *_sent_elsewhere(cycle))
    if not everybody(cycle):
        return ()
    again = rehearsed_invitation(cycle)
    asked = {
        dispatch.request.dispatch
        for dispatch in cycle.dispatches
        if dispatch.request and dispatch.request.replaces is None
    }
    found = []
    for dispatch in cycle.rules.dispatch_values():
        if (
            dispatch.by == "request"
            and (cycle.closing is None or dispatch.after == "archive" or dispatch.audience == ADDRESSEES)
            and dispatch.tells != "cancellation"
            and (dispatch.tells == "change" or dispatch.id not in asked)
        ):
            suggestion = _suggestion(cycle, dispatch)
            if suggestion is not None and not _is_under_way(cycle, dispatch):
                found.append(suggestion)
    return (*filter(None, [again]), *found, *_sent_elsewhere(cycle))


def rehearsed_cancellation(cycle: OpenCycle) -> Suggestion | None:
    """Return what to do about a cancellation that stops the year and that only a rehearsal ever sent; None otherwise.

    Nobody can tell whether it was practice or is to go for real now, so somebody is asked.
    """
    off = cycle.called_off
    if off is None or cycle.closing is not None:
        return None
    called_off = {dispatch.id: dispatch for dispatch in cycle.dispatches}[off.id]
    modes = _modes(cycle, called_off)
    if not modes or {"", mode_suffix(cycle.services.settings)} & modes:
        return None
    how = f"«cycle dispatch {cycle.year} --withdraw {off.id}»"
    words = cycle.say(
        "The meeting is called off, and nobody is told: {name} asked for «{dispatch}» on {day}, and it was only "
        "rehearsed. Was it practice, take it back with {how}. Else approve it.",
        name=off.asked_by,
        dispatch=called_off.title,
        day=wording.long_date(off.at.astimezone(OSLO).date(), cycle.language),
        how=how,
    )
    return Suggestion(dispatch=off.dispatch, count=len(everybody(cycle)), due=None, words=words)


def rehearsed_invitation(cycle: OpenCycle) -> Suggestion | None:
    """Return what to do about a new invitation that was only rehearsed, where people know that the meeting is off."""
    mode = mode_suffix(cycle.services.settings)
    off = [dispatch for dispatch in cycle.dispatches if dispatch.tells == "cancellation" and _modes(cycle, dispatch)]
    if cycle.called_off is not None or cycle.closing is not None or not off or mode not in _modes(cycle, off[-1]):
        return None
    inviting = invites_all(cycle.dispatches)
    again = [
        dispatch
        for dispatch in cycle.dispatches
        if inviting and dispatch.request and dispatch.request.dispatch == inviting.id and not dispatch.request.chosen
    ]
    if not again or not _modes(cycle, again[-1]) or mode in _modes(cycle, again[-1]):
        return None
    words = cycle.say(
        "The meeting is held after all, and nobody is told: everybody knows that it is called off, and «{dispatch}» "
        "was only rehearsed. Was it practice, take it back with {how}. Else approve it.",
        dispatch=again[-1].title,
        how=f"«cycle dispatch {cycle.year} --withdraw {again[-1].id}»",
    )
    return Suggestion(dispatch=inviting.id if inviting else "", count=len(everybody(cycle)), due=None, words=words)


def _sent_elsewhere(cycle: OpenCycle) -> list[Suggestion]:
    """Return whose newest letter went to an address that the list has another for by now, and what to do about it.

    Nothing goes out twice by itself, so a person asks for it. Not of who has answered since, nor after the meeting.
    """
    if cycle.closing is not None or cycle.services.today > cycle.year_inputs.facts.date:
        return []
    titles = {dispatch.id: dispatch.title for dispatch in cycle.dispatches}
    addresses = {invitee.id: invitee for invitee in everybody(cycle) if invitee.address}
    newest = {
        row.recipient: row
        for row in rows_of_mode(cycle)
        if row.recipient in addresses and dispatch_of(row.kind) in titles and not is_calendar(row.kind)
    }
    by_dispatch: dict[str, list[OutboxRow]] = {}
    for who, row in newest.items():
        same = row.address.casefold() == addresses[who].address.casefold()
        if row.state in REACHED and not same and not _heard_since(cycle, row):
            by_dispatch.setdefault(dispatch_of(row.kind), []).append(row)
    return [
        Suggestion(
            dispatch=id_,
            count=len(rows),
            due=None,
            words=_elsewhere_words(cycle, titles[id_], [(addresses[row.recipient].name, row.id) for row in rows]),
        )
        for id_, rows in by_dispatch.items()
    ]


def _heard_since(cycle: OpenCycle, row: OutboxRow) -> bool:
    """Return whether somebody has answered since a letter went to them, has it on paper, or gets a correction."""
    since = cycle.record.handed_over.get(row.id, row.date)
    heard = [reply.at for reply in cycle.record.replies if reply.recipient == row.recipient and reply.what in ANSWERS]
    printed = [letter.at for letter in cycle.record.printed if letter.recipient == row.recipient]
    asked = any(dispatch.request and dispatch.request.replaces == row.id for dispatch in cycle.dispatches)
    return asked or any(moment > since for moment in (*heard, *printed))


def _elsewhere_words(cycle: OpenCycle, title: str, mails: list[tuple[str, int]]) -> str:
    named = [cycle.say("{name} (mail {mail})", name=name, mail=mail) for name, mail in mails[:MOST_NAMES]]
    more = [cycle.say("{number} more", number=len(mails) - MOST_NAMES)] if len(mails) > MOST_NAMES else []
    words = sentence(
        "{dispatch}: {names} had it at an address that the list has another for by now. Have they not read it, ask for "
        "a correction with “retting” in Prefect, with the number of the mail. Whoever runs the service can do it with "
        "{how}."
    )
    how = f"«cycle outbox correct {mails[0][1]}»"
    return cycle.say(words, dispatch=title, names=wording.listed([*named, *more]), how=how)


def _modes(cycle: OpenCycle, dispatch: Dispatch) -> set[str]:
    """Return the marks of the modes that mails of a dispatch were made in."""
    return {mark_on(row.kind) for row in cycle.record.mails if dispatch_of(row.kind) == dispatch.id}


def _suggestion(cycle: OpenCycle, dispatch: Dispatch) -> Suggestion | None:
    due = {milestone.id: milestone.date for milestone in cycle.milestones}.get(dispatch.milestone)
    if dispatch.tells == "meeting" and not _is_time(cycle, dispatch, due):
        return None
    try:
        count = len(audience_of(cycle, replace(dispatch, id=f"{dispatch.id}.ny")).invitees)
    except CycleError:  # what it is made of cannot be read now; the step that needs it says so
        return None
    return (
        Suggestion(dispatch=dispatch.id, count=count, due=due, words=_words(cycle, dispatch, count, due))
        if count
        else None
    )


def _is_time(cycle: OpenCycle, dispatch: Dispatch, due: dt.date | None) -> bool:
    today, day = cycle.services.today, cycle.year_inputs.facts.date
    if dispatch.audience == ADDRESSEES:
        return day <= today <= day + AFTER_THE_MEETING
    if dispatch.after == "archive":
        archive = cycle.record.latest("archive")
        published = archive is not None and cycle.record.outcome("archive", archive.digest) is not None
        return published and day <= today <= day + AFTER_THE_MEETING
    if due is None or (today >= day and tells_of_one_to_come(cycle, dispatch)):
        return False
    return due - dt.timedelta(days=LETTERS_LEAD_DAYS) <= today <= due + AFTER


def _is_under_way(cycle: OpenCycle, dispatch: Dispatch) -> bool:
    """Return whether somebody has asked for a change that is not sent yet: it will tell of what is new now, too."""
    for other in cycle.dispatches:
        if other.request and other.request.dispatch == dispatch.id and other.request.replaces is None:
            made = cycle.record.revisions(f"mailing.{other.id}")
            if not any(cycle.record.outcome(step.step, step.digest) is not None for step in made):
                return True
    return False


def _words(cycle: OpenCycle, dispatch: Dispatch, count: int, due: dt.date | None) -> str:
    say = cycle.say
    how = f"«cycle dispatch {cycle.year} {dispatch.id}»"
    ask = sentence(
        "Ask for the dispatch with “ekstra-utsending” in Prefect. Whoever runs the service can do it with {how}."
    )
    if due and dispatch.after != "archive" and dispatch.tells != "change":
        ask = sentence(
            "Ask for the dispatch by {day} with “ekstra-utsending” in Prefect. Whoever runs the service can do it with "
            "{how}."
        )
    asked = say(ask, how=how, day=wording.long_date(due, cycle.language) if due else "")
    number = cycle.count(count, "{number} recipient", "{number} recipients")
    advice = sentence("{dispatch}: can go to {number}.")
    if dispatch.tells == "change":
        advice = sentence("{dispatch}: {number} have been told something else than what holds now.")
    elif dispatch.audience == "silent":
        advice = sentence("{dispatch}: {number} have not answered.")
    return f"{say(advice, dispatch=dispatch.title, number=number)} {asked}"
