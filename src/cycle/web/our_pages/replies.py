"""The page of answers: how many come on top, then everybody with what was heard and what to do."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from cycle.application.actions import AWAY_WORDS, service_state
from cycle.application.replies import STATUS_WORDS, ReplyLine, counts_of, reply_lines
from cycle.application.review import cycle_of
from cycle.application.year import (
    CONFIRM,
    ENTER,
    LABELS,
    OpenCycle,
    PendingReply,
    ReplyDecision,
    form_link,
    language_of,
)
from cycle.catalogue import say, sentence
from cycle.web.app_state import pages_of, services_of
from cycle.web.visitors.identity import own_language


def replies(request: Request) -> Response:
    """Return who comes; 404 when the year is not open."""
    services = services_of(request)
    pages = pages_of(request)
    found = request.path_params
    cycle = cycle_of(services, found["community"], found["meeting"], found["year"], reads=own_language(request))
    if cycle is None:
        raise HTTPException(404, sentence("This year is not open."))
    state = service_state(services)
    lines = reply_lines(cycle)
    counts = counts_of(lines)
    where = {"year": cycle.year, "meeting": cycle.row.meeting, "community": cycle.row.community}
    return pages.show(
        "replies.html",
        language=cycle.language,
        cycle=cycle,
        facts=cycle.year_inputs.facts,
        lines=lines,
        counts=counts,
        total=sum(counts.values()),
        words={stand: cycle.say(words) for stand, words in STATUS_WORDS.items()},
        choices=lambda line, matter: _choices(cycle, line, matter),
        wrote=any(map(_has_words, lines)),
        advised=any(line.remedy or line.matters for line in lines),
        to_confirm=any(line.matters for line in lines),
        entering=form_link(services.settings, ENTER, where),
        state=state,
        away_words=cycle.say(AWAY_WORDS),
    )


def _has_words(line: ReplyLine) -> bool:
    """Return whether anything was written that the page shows."""
    stand = line.reply_state
    heard = (stand.answer, stand.words, stand.returned, stand.automatic, *(matter.reply for matter in line.matters))
    return any(reply is not None and reply.text for reply in heard)


def _choices(cycle: OpenCycle, line: ReplyLine, matter: PendingReply) -> list[tuple[ReplyDecision, str, str]]:
    """Return what can be decided, its label, and the address of the form where it is filled in already."""
    written_in = language_of(cycle.services)  # the form takes the words it is served with
    found = []
    for decision in matter.choices:
        given = {
            "year": cycle.year,
            "who": line.recipient,
            "decision": say(written_in, LABELS[decision]),
            "which": matter.id,
            "meeting": cycle.row.meeting,
            "community": cycle.row.community,
        }
        found.append((decision, cycle.say(LABELS[decision]), form_link(cycle.services.settings, CONFIRM, given)))
    return found
