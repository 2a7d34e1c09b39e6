"""The chain of a year: which step needs which, as data; letters and mailing stand once per dispatch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cycle.errors import StepError, did_you_mean
from cycle.model import Dispatch


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One step of the year: `mailing.invitasjon` is the kind `mailing` of the dispatch `invitasjon`."""

    name: str
    kind: str
    needs: tuple[str, ...]
    dispatch: str = ""
    milestone: str = ""
    """The step starts no earlier than this milestone when the year runs at its own pace."""
    lead_days: int = 0
    """How many days before its milestone it starts."""


Chain = tuple[Link, ...]

LETTERS_LEAD_DAYS = 7
"""Letters are ready for approval a week before they are to be sent."""


def chain_of(dispatches: Sequence[Dispatch]) -> Chain:
    """Return the links in the order people see them; every link stands after those it needs."""
    links = [
        Link(name="plan", kind="plan", needs=()),
        Link(name="committee", kind="committee", needs=("plan",)),
        Link(name="host", kind="host", needs=("plan",)),
        Link(name="invitations", kind="invitations", needs=("committee", "host")),
    ]
    for one in dispatches:
        letters, mailing = f"letters.{one.id}", f"mailing.{one.id}"
        mail = Link(name=mailing, kind="mailing", needs=(letters,), dispatch=one.id, milestone=one.milestone)
        links += [
            replace(mail, name=letters, kind="letters", needs=("invitations",), lead_days=LETTERS_LEAD_DAYS),
            mail,
        ]
    mailings = tuple(link.name for link in links if link.kind == "mailing")
    links.append(Link(name="archive", kind="archive", needs=mailings or ("invitations",), milestone="publisering"))
    return tuple(links)


def link_named(chain: Chain, name: str) -> Link:
    """Return the link; StepError naming the nearest one when there is none."""
    for link in chain:
        if link.name == name:
            return link
    raise StepError(f"step {name!r}: there is no such step; {did_you_mean(name, [one.name for one in chain])}")


def upstream(chain: Chain, name: str) -> tuple[str, ...]:
    """Return the step itself and all it builds on: where it may be sent back to, in the order of the chain."""
    wanted = {name}
    for link in reversed(chain):
        if link.name in wanted:
            wanted |= set(link.needs)
    return tuple(link.name for link in chain if link.name in wanted)
