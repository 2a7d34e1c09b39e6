"""The door between the nouns of the steps and the rows of the store: each kind with its format."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar, cast

from cycle.application.results.act import ActOutcome, ActResult
from cycle.application.results.archive import ArchiveOutcome, ArchiveResult
from cycle.application.results.closing import ClosedYear
from cycle.application.results.committee import CommitteeResult
from cycle.application.results.host import HostResult
from cycle.application.results.invitations import InvitationsResult
from cycle.application.results.letters import LettersResult
from cycle.application.results.mailing import MailingOutcome, MailingResult
from cycle.application.results.plan import PlanResult
from cycle.application.results.signals import SignalsOutcome, SignalsResult
from cycle.model import LATER_FACTS, InvitationList
from cycle.store.formats import Format, Stored, StoredRow
from cycle.store.years.results import Result

StepResult = (
    PlanResult
    | CommitteeResult
    | HostResult
    | InvitationsResult
    | SignalsResult
    | LettersResult
    | MailingResult
    | ArchiveResult
    | ActResult
)
StepOutcome = SignalsOutcome | MailingOutcome | ArchiveOutcome | ActOutcome

T = TypeVar("T")

_KINDS: Mapping[str, type[StepResult]] = {
    "plan": PlanResult,
    "committee": CommitteeResult,
    "host": HostResult,
    "invitations": InvitationsResult,
    "signals": SignalsResult,
    "letters": LettersResult,
    "mailing": MailingResult,
    "archive": ArchiveResult,
    "act": ActResult,
}
EDITION = frozenset(
    {
        "edition.about",
        "edition.pictures",
        "edition.errata",
        "edition.gone",
        "edition.signals",
        "edition.participants",
        "edition.unsettled",
        "edition.other",
        "edition.language",
    }
)
"""What an edition had not from the first."""
OF_MANY = ("title", "place", "why_of_many")
"""What somebody left out had not from the first."""
_FORMATS: tuple[Format[object], ...] = (
    Format(kind=PlanResult, absent_when_empty=frozenset(f"facts.{name}" for name in LATER_FACTS)),
    Format(kind=CommitteeResult, absent_when_empty=frozenset({"meanwhile"})),
    Format(kind=HostResult),
    Format(
        kind=InvitationsResult,
        absent_when_empty=frozenset({"meanwhile", *(f"list.left_out.{key}" for key in OF_MANY)}),
    ),
    Format(kind=SignalsResult, absent_when_empty=frozenset({"remarks", "drafts"})),
    Format(kind=SignalsOutcome, absent_when_empty=frozenset({"remarks"})),
    Format(
        kind=LettersResult,
        absent_when_empty=frozenset(
            {"public", "as_written", "unsure", "by_deputy", "unexplained"}
            | {f"{part}.{key}" for part in ("left_out", "unsure", "by_deputy") for key in OF_MANY}
        ),
    ),
    Format(kind=MailingResult, absent_when_empty=frozenset({"texts", "send_by"})),
    Format(kind=MailingOutcome),
    Format(
        kind=ArchiveResult,
        absent_when_empty=EDITION | {"originals", "originals_of", "remarks", "filed", "minutes", "language"},
    ),
    Format(kind=ArchiveOutcome),
    Format(kind=ClosedYear, absent_when_empty=frozenset({"minutes", "language"})),
    Format(kind=ActResult, absent_when_empty=frozenset({"remarks", "filed"})),
    Format(kind=ActOutcome),
)
FORMATS: Mapping[type, Format[object]] = {form.kind: form for form in _FORMATS}
"""How each kind is stored, by kind."""


def read(kind: type[T], row: StoredRow) -> T:
    """Return what a row holds; StoreError when it is damaged or written by a newer version."""
    return cast("Format[T]", FORMATS[kind]).read(row)


def read_result(row: Result) -> StepResult:
    """Return what a step made, whichever step it is; StoreError as for `read`."""
    return read(_KINDS[row.step.partition(".")[0]], row)


def mail_count(row: Result) -> int | None:
    """Return how many mails go when this is approved; None of a step that sends none."""
    made = read_result(row)
    return made.count if isinstance(made, MailingResult) else None


def stored_list(made: InvitationList) -> object:
    """Return an invitation list as a row holds it: one of an earlier version weighs what it weighed then."""
    return write(InvitationsResult(list=made, invented=False)).part("list")


def write(value: StepResult | StepOutcome | ClosedYear) -> Stored:
    """Return what a row is to hold of this."""
    return FORMATS[type(value)].write(value)
