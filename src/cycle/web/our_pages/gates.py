"""The page of a gate: what is decided, and the forms that decide it. The decision is the one Prefect's form gives."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from cycle.application.actions import (
    DO_NOW,
    PAGE,
    Decision,
    DecisionKind,
    decide_on_page,
    remake,
    unfit_words,
    why_not_approve,
)
from cycle.application.persons import claimed, may_decide
from cycle.application.results import MailingResult, read_result
from cycle.application.review import (
    GateView,
    comes_first,
    cycle_of,
    gate_view,
    had_made_again,
    letter_count,
    what_follows,
)
from cycle.application.year import OpenCycle, StepNode, node_named, review_root
from cycle.catalogue import sentence
from cycle.errors import StepError
from cycle.model import Identified
from cycle.phrases import Phrase
from cycle.phrases import said as in_words
from cycle.services import Services, kept_secret
from cycle.visible import visible
from cycle.web.app_state import pages_of, services_of
from cycle.web.our_pages.forms import posted
from cycle.web.our_pages.gate_tables import MOST_LINES, part_asked, tables_of
from cycle.web.our_pages.markdown import inline, shown, without_block
from cycle.web.our_pages.sealed_form import SealedForm, opened, seal_form
from cycle.web.our_pages.short_numbers import is_number
from cycle.web.to_prefect.waking import wake
from cycle.web.visitors.identity import own_language, who_asks
from cycle.wording import LANGUAGE_NAMES, in_a_sentence

REMAKE = "remake"
"""What the button is called that has the proposal made again."""

NO_FORM = sentence("This did not come from the form of the page. Open the page again, and decide there.")
OTHER_PROPOSAL = sentence(
    "The proposal has changed since you opened the page, so your decision was not taken. See what is new, and decide "
    "on this one."
)
EDITED = sentence(
    "What the proposal rests on was edited after you opened the page, so your decision was not taken. Have the "
    "proposal made again, see what is new, and decide on that one."
)
NOT_OPEN = sentence("Nothing is decided here right now, so your decision was not taken. See below how it stands.")
BY_NOW = sentence("{name} has decided in the meantime, so your decision was not taken. See below how it stands.")
NOT_TAKEN = sentence("What you pressed or wrote afterwards in the same form was not taken.")
BELOW = sentence("If you still want it, do it below.")
TELL = sentence("Nothing more is decided here now. Tell the secretariat at once if it must not go on.")
NO_NUMBER = sentence("The number must be written with digits: {number}.")
NOT_YOURS = sentence("You do not decide on this step. Those who do stand at the top of the page.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What somebody filled in, to be shown again where it could not be taken."""

    name: str = ""
    comment: str = ""
    count: str = ""
    wish: str = ""
    to: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What became of a form: the number it was handed in under, or why it was not taken."""

    once: str = ""
    words: str = ""
    status: int = 409


def gate(request: Request) -> Response:
    """Return the page of a gate; 404 when there is no such year or step."""
    cycle, node = _place(request)
    return _page(request, cycle, node)


async def answer_gate(request: Request) -> Response:
    """Take a decision from the page; show the page with why where it cannot be taken."""
    fields = await posted(request)
    cycle, node = await run_in_threadpool(_place, request)
    filled = _filled(fields)
    done = await run_in_threadpool(_decided, request, cycle, node, fields, filled)
    if not done.once:
        return await run_in_threadpool(_page, request, cycle, node, words=done.words, status=done.status, filled=filled)
    behind = request.app.state.behind
    if behind is not None:
        await wake(behind.prefect, cycle=cycle.id, step=node.name)
    return RedirectResponse(f"{request.url.path}?svar={done.once}", 303)


def _decided(request: Request, cycle: OpenCycle, node: StepNode, fields: Mapping[str, str], filled: Filled) -> Answered:
    """Write the decision down, or say why not; a form that is handed in twice is one decision."""
    services, who = services_of(request), who_asks(request)
    form = opened(_key(services), fields, step=_named(cycle, node), session=who.session if who else "")
    if form is None:
        return Answered(words=cycle.say(NO_FORM), status=403)
    key, said = f"page:{form.once}", who or claimed(cycle.loaded.community, filled.name)
    if (row := cycle.memory.decisions.under(key)) is not None:
        return _decided_before(cycle, row, said, filled, once=form.once)
    view = gate_view(cycle, node)
    if filled.wish == REMAKE and view is not None and view.outdated and view.mark == form.mark:
        return _remade(cycle, view, said, filled, key=key, once=form.once)
    if view is None or not view.open:
        return Answered(words=_by_now(cycle, view))
    if view.mark != form.mark:
        return Answered(words=cycle.say(OTHER_PROPOSAL))
    if objection := _unfilled(cycle, view, said, filled):
        return Answered(words=objection, status=422)
    if not may_decide(said, node.name) or said.community != cycle.loaded.community.id:
        return Answered(words=cycle.say(NOT_YOURS), status=403)
    objection = decide_on_page(
        cycle,
        view.result,
        decision=_KINDS[filled.wish],
        who=said,
        key=key,
        shown=form.shown,
        send_back_to=filled.to if filled.wish == "back" else "",
        comment=filled.comment,
        count=int(filled.count) if filled.wish == "approve" and filled.count else None,
    )
    row = cycle.memory.decisions.under(key)
    if row is None:
        return Answered(words=objection, status=422)
    return _decided_before(cycle, row, said, filled, once=form.once)  # another press of this form may have been quicker


def _decided_before(cycle: OpenCycle, row: Decision, said: Identified, filled: Filled, *, once: str) -> Answered:
    """Say what a form came to the first time it was handed in; what is pressed now is not taken, where it is other."""
    if _is_same(row, said, filled):
        return Answered(once=once)
    cycle.read_again()
    view = gate_view(cycle, node_named(cycle.graph, row.step))
    words = [_what_was_decided(cycle, row), cycle.say(NOT_TAKEN)]
    if view is not None and view.open:
        words.append(cycle.say(BELOW))
    elif row.decision == "approve" and filled.wish != "approve":
        words.append(cycle.say(TELL))
    return Answered(words=" ".join(words))


def _is_same(row: Decision, said: Identified, filled: Filled) -> bool:
    """Return whether a decision is what is pressed now: by the same person, of the same button, with the same words."""
    if filled.wish == REMAKE:
        return (row.decision, row.send_back_to, row.comment) == ("send_back", row.step, "")
    count = int(filled.count) if filled.wish == "approve" and is_number(filled.count) else None
    pressed = (_KINDS.get(filled.wish), filled.to if filled.wish == "back" else "", filled.comment.strip(), count)
    same_person = row.name == " ".join(said.name.split())
    return same_person and pressed == (row.decision, row.send_back_to, row.comment, row.count)


def _what_was_decided(cycle: OpenCycle, row: Decision) -> str:
    """Return what somebody decided, as the page says it that follows a decision."""
    if row.decision == "stop":
        return cycle.say("{name} stopped the step. That is on record.", name=row.name)
    if row.decision == "approve":
        return cycle.say("{name} approved revision {number}. That is on record.", name=row.name, number=row.revision)
    if row.send_back_to == row.step and not row.comment:
        return cycle.say("{name} has the proposal made again. What is new stands here when it is.", name=row.name)
    step = in_a_sentence(cycle.title_of(node_named(cycle.graph, row.send_back_to)))
    return cycle.say("{name} sent it back to {step}. That is on record.", name=row.name, step=step)


def _remade(cycle: OpenCycle, view: GateView, said: Identified, filled: Filled, *, key: str, once: str) -> Answered:
    """Write down that the proposal is to be made again, or say why not."""
    if unfit := next(iter(_unfit(said, filled)), None):
        return Answered(words=in_words(unfit, cycle.language), status=422)
    if not may_decide(said, view.node.name) or said.community != cycle.loaded.community.id:
        return Answered(words=cycle.say(NOT_YOURS), status=403)
    row = remake(cycle, view.result, who=said, key=key, channel=PAGE)
    return _decided_before(cycle, row, said, filled, once=once)


_KINDS: Mapping[str, DecisionKind] = {"approve": "approve", "back": "send_back", "stop": "stop"}


def _unfilled(cycle: OpenCycle, view: GateView, who: Identified, filled: Filled) -> str:
    """Return what is still to be filled in, all of it; empty when nothing is."""
    missing = []
    if filled.wish not in _KINDS:
        missing.append(cycle.say(NO_FORM))
    missing += [in_words(unfit, cycle.language) for unfit in _unfit(who, filled)]
    if filled.wish == "approve" and filled.count and not is_number(filled.count):
        missing.append(cycle.say(NO_NUMBER, number=view.count))
    return " ".join(missing)


def _unfit(who: Identified, filled: Filled) -> tuple[Phrase, ...]:
    name = None if who.person else filled.name
    return tuple(unfit_words(name=name, comment=filled.comment, is_sent_back=filled.wish == "back"))


def _by_now(cycle: OpenCycle, view: GateView | None) -> str:
    """Return why nothing is decided any more: who decided last on the very proposal, where somebody did."""
    if view is not None and view.outdated:
        return cycle.say(EDITED)
    rows = [row for row in view.said if row.digest == view.result.digest] if view else []
    return cycle.say(BY_NOW, name=rows[-1].name) if rows else cycle.say(NOT_OPEN)


def _page(
    request: Request,
    cycle: OpenCycle,
    node: StepNode,
    *,
    words: str = "",
    status: int = 200,
    filled: Filled | None = None,
) -> Response:
    services, pages, who = services_of(request), pages_of(request), who_asks(request)
    cycle.read_again()
    view = gate_view(cycle, node)
    once = request.query_params.get("svar", "")
    done = cycle.memory.decisions.under(f"page:{once}") if once else None
    root = review_root(services.settings)
    values: dict[str, Any] = {
        "cycle": cycle,
        "node": node,
        "view": view,
        "waits": () if view else comes_first(cycle, node),
        "letters": letter_count(view.result) if view else 0,
        "tables": tables_of(cycle, view, request.query_params) if view else (),
        "mail_texts": _texts(view) if view else (),
        "most_lines": MOST_LINES,
        "part_of": lambda name, rows: part_asked(request.query_params.get(name, ""), rows, MOST_LINES),
        "shown": lambda text: shown(text, root=root),
        "inline": lambda text: inline(text, root=root),
        "without_block": without_block,
        "do_now": DO_NOW,
    }
    proposal = pages.part("gate_proposal.html", language=cycle.language, **values) if view else ""
    form = _form(services, cycle, view, str(proposal), session=who.session if who else "") if view else None
    return pages.show(
        "gate.html",
        status=status,
        language=cycle.language,
        proposal=proposal,
        hidden=form.fields() if form else {},
        words=words,
        filled=_shown_again(filled or Filled()),
        done=done,
        remade=done is not None and had_made_again(done),
        follows=what_follows(cycle, view, done) if done else "",
        who=who,
        mine=who is not None and may_decide(who, node.name),
        why_not=why_not_approve(cycle, view.result, who) if who and view and view.open else "",
        steps={node.name: cycle.title_of(node) for node in cycle.graph},
        **values,
    )


def _texts(view: GateView) -> tuple[dict[str, str], ...]:
    made = read_result(view.result)
    texts = made.texts if isinstance(made, MailingResult) else ()
    return tuple({"form": LANGUAGE_NAMES[text.language], "subject": text.subject, "text": text.text} for text in texts)


def _form(services: Services, cycle: OpenCycle, view: GateView, proposal: str, *, session: str) -> SealedForm:
    digest = hashlib.sha256(proposal.encode()).hexdigest()
    return seal_form(_key(services), step=_named(cycle, view.node), mark=view.mark, shown=digest, session=session)


def _shown_again(filled: Filled) -> Filled:
    """Return what was filled in with a mark where something stands that nobody sees."""
    return replace(filled, name=visible(filled.name), comment=visible(filled.comment), count=visible(filled.count))


def _filled(fields: Mapping[str, str]) -> Filled:
    wish, _, to = fields.get("val", "").partition(":")
    return Filled(
        name=fields.get("namn", "").strip(),
        comment=fields.get("grunn", "").strip(),
        count="".join(fields.get("tal", "").split()),
        wish=wish,
        to=fields.get("til", to),
    )


def _named(cycle: OpenCycle, node: StepNode) -> str:
    return f"{cycle.id} {node.name}"


def _key(services: Services) -> bytes:
    return kept_secret(services.settings.home.absolute() / "door" / "forms")


def _place(request: Request) -> tuple[OpenCycle, StepNode]:
    found = request.path_params
    where = (found["community"], found["meeting"], found["year"])
    cycle = cycle_of(services_of(request), *where, reads=own_language(request))
    if cycle is None:
        raise HTTPException(404, sentence("This year is not open."))
    try:
        return cycle, node_named(cycle.graph, found["step"])
    except StepError as error:
        raise HTTPException(404, sentence("The year has no such step.")) from error
