"""What every step of the year is made of: named inputs, a result, words for the approver, and perhaps a deed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from cycle.application.results import ClosedStep, StepOutcome, StepResult
from cycle.application.year.cycle import OpenCycle
from cycle.application.year.step_graph import StepNode
from cycle.store.years.closings import Closing
from cycle.store.years.results import Outcome, Result


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewTable:
    """A table for the approver: rows of the same keys, in the reader's words."""

    id: str
    title: str
    rows: Sequence[Mapping[str, str]]
    instead_of: str = ""
    """The part of the markdown that says the same shorter; a page that shows the table leaves it out."""
    on_page: bool = True
    """Whether a page shows the table; else its markdown says all of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepSummary:
    """What a coordinator sees before deciding: markdown and tables, in the language it was asked for in."""

    title: str
    summary: str
    """What is decided, in a sentence or two: on a small screen the form shows no more than this."""
    markdown: str
    how: str = ""
    """What of the markdown says when to approve and what follows; the page drops it when that is done."""
    aside: str = ""
    """What of the markdown few need: its first line says what it is, and the page folds the rest."""
    tables: tuple[ReviewTable, ...] = ()


def _no_batches(_cycle: OpenCycle, _node: StepNode) -> list[list[str]]:
    return []


def _no_work(_cycle: OpenCycle, _node: StepNode, _batch: Sequence[str]) -> int:
    return 0


def _nothing_remains(_cycle: OpenCycle, _node: StepNode, _result: Result) -> bool:
    return False


def _always_to_decide(_cycle: OpenCycle, _node: StepNode, _result: Result) -> str:
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One kind of step. `prepare` decides and makes; `perform`, where there is one, acts after the approval."""

    title: str
    """The step's name as coordinators know it: the English of the catalogue."""
    inputs: Callable[[OpenCycle, StepNode], Mapping[str, object]]
    prepare: Callable[[OpenCycle, StepNode], StepResult]
    present: Callable[[OpenCycle, StepNode, Result], StepSummary]
    perform: Callable[[OpenCycle, StepNode, Result], StepOutcome] | None = None
    report: Callable[[OpenCycle, StepNode, Outcome], StepSummary] | None = None
    """Words about what `perform` did."""
    closing: Callable[[OpenCycle, StepNode, Result, StepOutcome, Sequence[ClosedStep]], Closing | None] | None = None
    """The closing of the year that is written with what `perform` did, in one transaction, if any."""
    remains: Callable[[OpenCycle, StepNode, Result], bool] = _nothing_remains
    """Whether something is left to do although `perform` was done once: a mail that a person put back in the queue."""
    settled: Callable[[OpenCycle, StepNode, Result], str] = _always_to_decide
    """In a sentence, why nobody has anything to decide about this result; empty when somebody has."""
    batches: Callable[[OpenCycle, StepNode], list[list[str]]] = _no_batches
    """Ids to work on ahead of `prepare`, so that a long step shows progress and loses little when killed."""
    work: Callable[[OpenCycle, StepNode, Sequence[str]], int] = _no_work
    """Do one batch; doing it twice is harmless. Return how many were made again."""
