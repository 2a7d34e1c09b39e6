"""The step graph of a year: which step needs which, as data; letters and mailing stand once per dispatch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cycle.errors import StepError, did_you_mean
from cycle.model import Dispatch, DispatchRequest
from cycle.phrases import Phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class StepNode:
    """One step of the year: `mailing.invitasjon` is the kind `mailing` of the dispatch `invitasjon`."""

    name: str
    kind: str
    needs: tuple[str, ...]
    dispatch: str = ""
    milestone: str = ""
    """The step starts no earlier than this milestone when the year runs at its own pace."""
    lead_days: int = 0
    """How many days before its milestone it starts."""
    act: int = 0
    """Number of the act on a closed year; 0 for a step that every year has or that sends something."""


StepGraph = tuple[StepNode, ...]

LETTERS_LEAD_DAYS = 7
"""Letters are ready for approval a week before they are to be sent."""


def dispatches_of(ruled: Sequence[Dispatch], requests: Sequence[DispatchRequest]) -> tuple[Dispatch, ...]:
    """Return the dispatches of a year: those every year has, then those that were asked for, oldest first.

    A request whose dispatch the rules no longer know is passed over: there is nothing to make it of.
    """
    known = {dispatch.id: dispatch for dispatch in ruled}
    found = {dispatch.id: dispatch for dispatch in ruled if dispatch.by == "milestone"}
    for request in requests:
        base = found.get(request.dispatch) or known.get(request.dispatch)
        if request.withdrawn_at is None and base is not None:
            found[request.id] = replace(base, id=request.id, request=request)
    return tuple(found.values())


def called_off(dispatches: Sequence[Dispatch]) -> DispatchRequest | None:
    """Return the request that called the meeting off last, or None while it stands.

    Everybody who is invited again afterwards is invited to a meeting that is held after all.
    """
    off = None
    inviting = invites_all(dispatches)
    for dispatch in dispatches:
        request = dispatch.request
        if request is None or request.replaces is not None:
            continue
        if dispatch.tells == "cancellation":
            off = request
        elif inviting is not None and request.dispatch == inviting.id and not request.chosen:
            off = None
    return off


def invites_all(dispatches: Sequence[Dispatch]) -> Dispatch | None:
    """Return the dispatch that invites everybody on the list: the first that every year has; None without one."""
    every_year = (dispatch for dispatch in dispatches if dispatch.by == "milestone" and dispatch.audience == "everyone")
    return next((dispatch for dispatch in every_year if dispatch.tells == "meeting"), None)


def falls_away(dispatch: Dispatch, dispatches: Sequence[Dispatch]) -> bool:
    """Return whether a dispatch is stopped: the meeting is called off, and nobody has asked for it since.

    Of a meeting that is held after all it is the cancellation that goes to nobody any more.
    """
    off = called_off(dispatches)
    if off is None:
        return dispatch.tells == "cancellation"
    request = dispatch.request
    return request is None or (request.id != off.id and request.at < off.at)


def step_graph(dispatches: Sequence[Dispatch], acts: Sequence[int] = ()) -> StepGraph:
    """Return the nodes in the order people see them; every node stands after those it needs.

    `acts` are the numbers of what was asked for after the year was closed, each a step of its own.
    """
    nodes = [
        StepNode(name="plan", kind="plan", needs=()),
        StepNode(name="committee", kind="committee", needs=("plan",)),
        StepNode(name="host", kind="host", needs=("plan",)),
        StepNode(name="invitations", kind="invitations", needs=("committee", "host")),
    ]
    before: list[StepNode] = []
    after: list[StepNode] = []
    for dispatch in dispatches:
        (after if dispatch.after == "archive" else before).extend(_nodes_of(dispatch))
    every_year = {f"mailing.{dispatch.id}" for dispatch in dispatches if dispatch.request is None}
    mailings = tuple(node.name for node in before if node.name in every_year)
    archive = StepNode(name="archive", kind="archive", needs=mailings or ("invitations",), milestone="publisering")
    since = [StepNode(name=f"act.{number}", kind="act", needs=(), act=number) for number in acts]
    return (*nodes, *before, archive, *after, *since)


def _nodes_of(dispatch: Dispatch) -> tuple[StepNode, ...]:
    """Return letters and mailing of a dispatch, before them what its letters say where people decide on that alone.

    One that was asked for starts at once.
    """
    letters, mailing = f"letters.{dispatch.id}", f"mailing.{dispatch.id}"
    milestone = "" if dispatch.request else dispatch.milestone
    mail = StepNode(name=mailing, kind="mailing", needs=(letters,), dispatch=dispatch.id, milestone=milestone)
    letter = replace(mail, name=letters, kind="letters", needs=_needs(dispatch), lead_days=LETTERS_LEAD_DAYS)
    if dispatch.audience != "addressees":
        return letter, mail
    signals = replace(letter, name=f"signals.{dispatch.id}", kind="signals", milestone="", lead_days=0)
    return signals, replace(letter, needs=(signals.name,)), mail


def _needs(dispatch: Dispatch) -> tuple[str, ...]:
    """Return what the letters wait for: nothing holds back that a meeting is called off, no list those once told."""
    if dispatch.tells == "cancellation":
        return ()
    if dispatch.after == "archive":
        return ("archive",)
    return ("plan", "host") if dispatch.audience == "told" else ("invitations",)


def node_named(graph: StepGraph, name: str) -> StepNode:
    """Return the node; StepError naming the nearest one when there is none."""
    for node in graph:
        if node.name == name:
            return node
    near = did_you_mean(name, [node.name for node in graph])
    raise StepError(f"step {name!r}: there is no such step; {near}").with_message(
        Phrase("The year has no step called «{name}».", name=name)
    )


def upstream(graph: StepGraph, name: str) -> tuple[str, ...]:
    """Return the step itself and all it builds on: where it may be sent back to, in the order of the graph."""
    wanted = {name}
    for node in reversed(graph):
        if node.name in wanted:
            wanted |= set(node.needs)
    return tuple(node.name for node in graph if node.name in wanted)
