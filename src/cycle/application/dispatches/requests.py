"""Asking for a dispatch that is not sent every year, once more for one that is, or for a correction to one person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from cycle import wording
from cycle.application.dispatches.audience import audience_of
from cycle.application.dispatches.contact_state import everybody
from cycle.application.dispatches.letter_history import REACHED
from cycle.application.dispatches.people_named import not_found, people_named
from cycle.application.dispatches.season import tells_of_one_to_come
from cycle.application.dispatches.signal_letters import ADDRESSEES
from cycle.application.results import MailingResult, read
from cycle.application.year import (
    REHEARSALS,
    OpenCycle,
    dispatch_named,
    dispatch_of,
    falls_away,
    find_cycle,
    invites_all,
    list_as_it_is,
    mark_on,
    mode_suffix,
)
from cycle.archive.inspection import holds_identity_number
from cycle.catalogue import sentence
from cycle.errors import InputError, Problem, StepError, did_you_mean
from cycle.model import Dispatch, DispatchRequest
from cycle.phrases import Phrase
from cycle.services import Services

GROUPS = ("doubtful", "returned")
"""Those a reminder leaves out unless they are asked for."""
NO_LETTER = sentence(
    "No. {mail} is not the mail of a letter. Find the number in the list of the dispatch, in the overview of the year."
)
REHEARSED = sentence("No. {mail} is of a rehearsal. Use the number of the mail that counts now.")
REACHED_NOBODY = sentence("No. {mail} reached nobody, so there is nobody to correct it for. Correct the register.")
NO_KIND = sentence("There is no dispatch called «{kind}». Write one of these: {titles}.")
NEAR_KIND = sentence("There is no dispatch called «{kind}». Did you mean «{near}»? Write one of these: {titles}.")
NOBODY_FOR = sentence(
    "Nobody would get «{title}» now: {reasons}. Choose who it is to go to, or wait until somebody is to have it."
)
NOT_HELD = sentence("The meeting is on {day}. Ask for «{title}» when it is held.")
HELD = sentence(
    "The meeting was on {day}, and «{title}» tells of a meeting to come. If it was not held, move it to its new day."
)
OFF = sentence(
    "The meeting is called off, so nobody can be told of a change. "
    "Is it to be held after all, ask for «{again}» again, to everybody; then it is called off no more."
)
NOBODY_AT_ALL = sentence(
    "Nobody would get «{title}» now: the list is empty. "
    "Choose who it is to go to, or wait until somebody is to have it."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestableDispatch:
    """A dispatch that may be asked for, and whether somebody has."""

    id: str
    title: str
    audience: str
    by: str
    asked: tuple[str, ...]
    """Ids of the requests that stand, oldest first."""


def kinds(cycle: OpenCycle) -> tuple[RequestableDispatch, ...]:
    """Return every dispatch the rules know, in their order."""
    open_requests = _not_withdrawn(cycle)
    return tuple(
        RequestableDispatch(
            id=dispatch.id,
            title=dispatch.title,
            audience=dispatch.audience,
            by=dispatch.by,
            asked=tuple(request.id for request in open_requests if request.dispatch == dispatch.id),
        )
        for dispatch in cycle.rules.dispatch_values()
    )


def ask(
    cycle: OpenCycle,
    kind: str,
    *,
    who: str,
    why: str,
    to: Sequence[str] = (),
    include: Sequence[str] = (),
    words: str = "",
    since: dt.datetime | None = None,
) -> DispatchRequest:
    """Return the request, written down; one for the same people that is not sent yet is returned as it stands.

    `to` names people by name, address or id. `since` is when they asked, where that was before: what came of it then is
    returned, sent or not. InputError for someone or some group that is not known; StepError for a
    kind that is not known, and when nobody would get it.
    """
    base = _ruled(cycle, kind)
    kind = base.id
    _refuse_out_of_season(cycle, base)
    include = tuple(include)
    problems = [*_signed(who, why, words), *_strange_groups(include)]
    people = everybody(cycle) or (list_as_it_is(cycle).invitees if to else ())
    chosen, strangers = people_named(people, to)
    if problems or strangers:
        error = InputError([*problems, *strangers])
        raise error.with_message(Phrase.together(*not_found(people, strangers))) if strangers else error
    if same := [request for request in _open(cycle, kind) if (request.chosen, request.include) == (chosen, include)]:
        return same[-1]
    number = _next(cycle, base)
    request = DispatchRequest(
        cycle=cycle.id,
        id=kind if number == 1 else f"{kind}.{number}",
        number=number,
        dispatch=kind,
        asked_by=_line(who),
        why=_line(why),
        at=cycle.now,
        chosen=chosen,
        include=include,
        words=_line(words),
    )
    made = _made_since(cycle, request, since)
    if made is not None:
        return made
    _refuse_change_of_nothing(cycle, base)
    _refuse_nobody(cycle, base, request)
    return cycle.memory.requests.add(request)


def correct(
    services: Services, row_id: int, *, who: str, why: str, words: str = "", since: dt.datetime | None = None
) -> DispatchRequest:
    """Return the request for a correction of the letter that one mail brought; asked twice, it is the same request.

    `since` is when they asked, where that was before: what came of it then is returned, sent or not.

    StoreError when there is no such mail; StepError when it brought no letter, was a rehearsal of another mode, or did
    not reach anybody.
    """
    row = services.memory.outbox.row(row_id)
    problems = list(_signed(who, why, words))
    if problems:
        raise InputError(problems)
    community, meeting, year = row.cycle.split("/")
    cycle = find_cycle(services, community=community, meeting=meeting, year=int(year))
    kind = dispatch_of(row.kind)
    if kind not in {dispatch.id for dispatch in cycle.dispatches}:
        error = StepError(f"outbox {row_id}: is not the mail of a letter; `cycle outbox {year}` lists those that are")
        raise error.with_message(Phrase(NO_LETTER, mail=row_id))
    if mark_on(row.kind) != mode_suffix(services.settings):
        what = f"outbox {row_id}: {row.kind} is not of this mode; correct the row of the mail that counts now"
        raise StepError(what).with_message(Phrase(REHEARSED, mail=row_id))
    if row.state not in REACHED:
        what = f"outbox {row_id}: is {row.state} and reached nobody; correct the register and start the year"
        raise StepError(what).with_message(Phrase(REACHED_NOBODY, mail=row_id))
    open_requests = [
        request for request in _not_withdrawn(cycle) if request.replaces == row_id and not _sent(cycle, request)
    ]
    if open_requests:
        return open_requests[-1]
    number = 1 + sum(request.dispatch == kind and request.replaces is not None for request in cycle.record.requests)
    request = DispatchRequest(
        cycle=cycle.id,
        id=f"{kind}.retting{number}",
        number=number,
        dispatch=kind,
        asked_by=_line(who),
        why=_line(why),
        at=cycle.now,
        chosen=(row.recipient,),
        words=_line(words),
        replaces=row_id,
    )
    return _made_since(cycle, request, since) or cycle.memory.requests.add(request)


def withdraw(cycle: OpenCycle, request_id: str, *, who: str) -> int:
    """Take a request back with its mails that wait in the queue, and return how many they were.

    StepError when a mail or a printed letter of it has left, StoreError when there is none.
    """
    rows = [row for row in cycle.record.mails if dispatch_of(row.kind) == request_id]
    if any(not mark_on(row.kind) and row.state in REACHED for row in rows):
        what = f"{cycle.id} {request_id}: mails of it have gone out; ask for a new dispatch that says so"
        raise StepError(what).with_message(Phrase("Mails of it have gone out. Ask for a new dispatch that says so."))
    if any(dispatch_of(letter.kind) == request_id and not mark_on(letter.kind) for letter in cycle.record.printed):
        what = f"{cycle.id} {request_id}: letters of it were printed; ask for a new dispatch that says so"
        raise StepError(what).with_message(Phrase("Letters of it were printed. Ask for a new dispatch that says so."))
    cycle.memory.requests.withdraw(cycle.id, request_id, who=_line(who), now=cycle.now)
    queued = dict.fromkeys(row.kind for row in rows if row.state == "queued")
    outbox, who = cycle.memory.outbox, _line(who)
    return sum(outbox.withdraw(cycle=cycle.id, kind=kind, keep=(), who=who, now=cycle.now) for kind in queued)


def _ruled(cycle: OpenCycle, kind: str) -> Dispatch:
    known = {dispatch.id: dispatch for dispatch in cycle.rules.dispatch_values()}
    found = dispatch_named(kind, {dispatch.id: dispatch.title for dispatch in known.values()})
    if found not in known:
        titles = ", ".join(f"«{kind.title}»" for kind in known.values())
        near = get_close_matches(kind.casefold(), [dispatch.title.casefold() for dispatch in known.values()], n=1)
        error = StepError(f"dispatch {kind!r}: the rules have none; {did_you_mean(kind, known)}")
        if near:
            raise error.with_message(Phrase(NEAR_KIND, kind=kind, near=wording.with_capital(near[0]), titles=titles))
        raise error.with_message(Phrase(NO_KIND, kind=kind, titles=titles))
    return known[found]


def _signed(who: str, why: str, words: str) -> Iterable[Problem]:
    if len(_line(who)) < 2:
        what, remedy = Phrase("is too short to be a name"), Phrase("write who asks")
        yield Problem(file="", where="name", what=what, remedy=remedy)
    if not _line(why):
        what, remedy = Phrase("empty"), Phrase("write why; it is kept with the year")
        yield Problem(file="", where="why", what=what, remedy=remedy)
    for where, text in (("name", who), ("why", why), ("words", words)):
        if holds_identity_number(text):
            what, remedy = (
                Phrase("holds a national identity number"),
                Phrase("leave it out; what is written stays on record"),
            )
            yield Problem(file="", where=where, what=what, remedy=remedy)


def _strange_groups(include: Sequence[str]) -> Iterable[Problem]:
    for group in include:
        if group not in GROUPS:
            what = Phrase("'{group}' is no group", group=group)
            yield Problem(file="", where="include", what=what, remedy=did_you_mean(group, GROUPS))


def _open(cycle: OpenCycle, kind: str) -> list[DispatchRequest]:
    """Return the requests for a dispatch that are to be sent yet, oldest first: none that has fallen away."""
    fallen = {dispatch.id for dispatch in cycle.dispatches if falls_away(dispatch, cycle.dispatches)}
    asked = (request for request in _not_withdrawn(cycle) if request.dispatch == kind and request.replaces is None)
    return [request for request in asked if request.id not in fallen and not _sent(cycle, request)]


def _next(cycle: OpenCycle, base: Dispatch) -> int:
    """Return the number of the next request of a kind; what every year sends is number one already."""
    asked = [request for request in cycle.record.requests if request.dispatch == base.id and request.replaces is None]
    return len(asked) + (2 if base.by == "milestone" else 1)


def _refuse_out_of_season(cycle: OpenCycle, base: Dispatch) -> None:
    """Raise StepError for what tells the outcome of a meeting not held yet, or of a meeting to come that is past."""
    day, today = cycle.year_inputs.facts.date, cycle.services.today
    if cycle.services.settings.pace != "milestones":
        return
    if tells_of_one_to_come(cycle, base) and day < today:
        error = StepError(f"{cycle.id} {base.id}: the meeting was on {day}; move it first if it was not held")
        raise error.with_message(Phrase(HELD, title=base.title, day=day))
    if base.audience == ADDRESSEES and today < day:
        error = StepError(f"{cycle.id} {base.id}: the meeting is on {day}; ask when it is held")
        raise error.with_message(Phrase(NOT_HELD, title=base.title, day=day))


def _refuse_change_of_nothing(cycle: OpenCycle, base: Dispatch) -> None:
    """Refuse to tell of a change in a meeting that is called off: its letter says that people are invited again."""
    again = invites_all(cycle.rules.dispatch_values())
    if base.tells == "change" and cycle.called_off is not None and again is not None:
        what = f"{cycle.id} {base.id}: the meeting is called off; to hold it after all, ask for {again.id} to everybody"
        raise StepError(what).with_message(Phrase(OFF, again=again.title))


def _refuse_nobody(cycle: OpenCycle, base: Dispatch, request: DispatchRequest) -> None:
    """Raise StepError when nobody would get it now; a list that is not made yet may still name somebody."""
    if not everybody(cycle):
        return
    readers = audience_of(cycle, replace(base, id=request.id, request=request))
    if not readers.invitees:
        reasons = ", ".join(sorted({left_out.why for left_out in readers.left_out}))
        error = StepError(f"{cycle.id} {request.dispatch}: nobody would get it ({reasons or 'the list is empty'})")
        if not reasons:
            raise error.with_message(Phrase(NOBODY_AT_ALL, title=base.title))
        raise error.with_message(Phrase(NOBODY_FOR, title=base.title, reasons=reasons.rstrip(".")))


def _made_since(cycle: OpenCycle, request: DispatchRequest, since: dt.datetime | None) -> DispatchRequest | None:
    """Return the request that the same words of the same person were written down as since then."""
    if since is None:
        return None
    alike = replace(request, id="", number=0, at=since)
    made = [
        request
        for request in cycle.record.requests
        if request.at >= since
        and replace(request, id="", number=0, at=since, withdrawn_by="", withdrawn_at=None) == alike
    ]
    return made[-1] if made else None


def _not_withdrawn(cycle: OpenCycle) -> tuple[DispatchRequest, ...]:
    return tuple(request for request in cycle.record.requests if request.withdrawn_at is None)


def _sent(cycle: OpenCycle, request: DispatchRequest) -> bool:
    """Return whether the mailing of a request was carried out, for real or in this rehearsal.

    What was rehearsed is not sent: asked for again when it is meant, it is the same request, and no second mail.
    """
    made = cycle.record.revisions(f"mailing.{request.id}")
    other = REHEARSALS - {cycle.services.settings.mail_mode}
    count = [result for result in made if read(MailingResult, result).mode not in other]
    return any(cycle.record.outcome(result.step, result.digest) is not None for result in count)


def _line(text: str) -> str:
    return " ".join(text.split())
