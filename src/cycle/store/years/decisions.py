"""Who decided what about which digest (godkjenning): rows are added, never changed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal

from sqlalchemy import Connection, Engine, Select, bindparam, exists, func, insert, select

from cycle.store.database import reading
from cycle.store.events import Event, append, write_alone
from cycle.store.tables import decisions, outcomes

DecisionKind = Literal["approve", "send_back", "stop", "reopen"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One person's decision on one result. `key` names the gate that asked, so a retried run writes it once."""

    cycle: str
    step: str
    revision: int
    digest: str
    decision: DecisionKind
    name: str
    at: dt.datetime
    channel: str
    key: str
    send_back_to: str = ""
    comment: str = ""
    count: int | None = None
    """The number of recipients the secretariat confirmed, for a mailing."""
    person: str = ""
    """Key of a known person; empty where only a name was given."""
    known_by: str = ""
    """How it is known who it was: link, oidc, terminal; `name` is what somebody typed and proves nothing."""
    session: str = ""
    shown: str = ""
    """sha256 of the page it was made on; empty where it was not made on a page of ours."""
    proof: str = ""
    """What it rests on that it was this person: issuer and subject, the user of the machine."""
    event: int = 0
    """Its number in the log; 0 in rows from before there was one."""
    sides: str = ""
    """The sides it was given for, with commas between: also of whoever the person stood in for that day."""
    by_hand: str = ""
    """What the person had made by hand of what it is about, with commas between, where another must approve that."""
    mailbox: str = ""
    """What stands for the address the person had, as `address_digest` gives it; empty where none was known."""

    def in_log(self) -> dict[str, object]:
        """Return what the log says of it: all that decides what it is worth."""
        # Not in the log of decisions from before they were kept.
        later = {"sides": self.sides, "by_hand": self.by_hand, "mailbox": self.mailbox}
        return {
            **{name: said for name, said in later.items() if said},
            "key": self.key,
            "step": self.step,
            "revision": self.revision,
            "digest": self.digest,
            "decision": self.decision,
            "send_back_to": self.send_back_to,
            "count": self.count,
            "channel": self.channel,
            "person": self.person,
            "known_by": self.known_by,
            "session": self.session,
            "shown": self.shown,
            "proof": self.proof,
        }


@dataclass(frozen=True, slots=True)
class Decisions:
    """One row for each decision, by the key of the answer that made it."""

    engine: Engine

    def add(self, decision: Decision) -> Decision:
        """Return the decision on record under this key; the first one written stays."""
        with self.engine.begin() as connection:
            write_alone(connection)  # before it is looked up: of two who write one key the second finds the first's
            return _kept(connection, decision)

    def add_after(self, decision: Decision, number: int) -> Decision | None:
        """Do the same where so many decisions are on record on the step; None where there are others by now."""
        of_step = (decisions.c.cycle == decision.cycle) & (decisions.c.step == decision.step)
        with self.engine.begin() as connection:
            write_alone(connection)
            query = select(decisions).where(of_step | (decisions.c.key == decision.key)).order_by(decisions.c.id)
            rows = [_decision(dict(row)) for row in connection.execute(query).mappings()]
            if sum((row.cycle, row.step) == (decision.cycle, decision.step) for row in rows) != number:
                return None
            return next((row for row in rows if row.key == decision.key), None) or _written(connection, decision)

    def on(self, cycle: str, step: str, result_digest: str) -> tuple[Decision, ...]:
        """Return the decisions on one result, oldest first."""
        query = select(decisions).where(
            decisions.c.cycle == cycle, decisions.c.step == step, decisions.c.digest == result_digest
        )
        with reading(self.engine) as connection:
            rows = connection.execute(query.order_by(decisions.c.id)).mappings().all()
        return tuple(_decision(dict(row)) for row in rows)

    def of_step(self, cycle: str, step: str) -> tuple[Decision, ...]:
        """Return the decisions on every result of a step, oldest first."""
        query = select(decisions).where(decisions.c.cycle == cycle, decisions.c.step == step)
        with reading(self.engine) as connection:
            rows = connection.execute(query.order_by(decisions.c.id)).mappings().all()
        return tuple(_decision(dict(row)) for row in rows)

    def under(self, key: str) -> Decision | None:
        """Return the decision that is on record under this key."""
        with reading(self.engine) as connection:
            row = connection.execute(select(decisions).where(decisions.c.key == key)).mappings().first()
        return _decision(dict(row)) if row else None

    def of(self, cycle: str) -> tuple[Decision, ...]:
        """Return every decision of a year, oldest first."""
        with reading(self.engine) as connection:
            return decisions_of(connection, cycle)

    def not_carried_out(self, *, steps: str) -> tuple[Decision, ...]:
        """Return the last decision on each step of any year that begins so, where it approves what is not done."""
        done = exists().where(
            outcomes.c.cycle == decisions.c.cycle,
            outcomes.c.step == decisions.c.step,
            outcomes.c.digest == decisions.c.digest,
        )
        last = select(func.max(decisions.c.id)).where(decisions.c.step.startswith(steps, autoescape=True))
        newest = last.group_by(decisions.c.cycle, decisions.c.step)
        query = select(decisions).where(decisions.c.id.in_(newest), decisions.c.decision == "approve", ~done)
        with reading(self.engine) as connection:
            rows = connection.execute(query.order_by(decisions.c.id)).mappings().all()
        return tuple(_decision(dict(row)) for row in rows)

    def sent_back_to(self, cycle: str, step: str) -> int:
        """Return how many times a step has been sent back to."""
        query = (
            select(func.count())
            .select_from(decisions)
            .where(decisions.c.cycle == cycle, decisions.c.decision == "send_back", decisions.c.send_back_to == step)
        )
        with reading(self.engine) as connection:
            return int(connection.execute(query).scalar_one())


def _kept(connection: Connection, decision: Decision) -> Decision:
    """Return the decision under this key, written when there is none."""
    row = connection.execute(select(decisions).where(decisions.c.key == decision.key)).mappings().first()
    if row is not None:
        return _decision(dict(row))
    return _written(connection, decision)


def _written(connection: Connection, decision: Decision) -> Decision:
    written = replace(decision, event=append(connection, _event(decision)))
    values = {name: getattr(written, name) for name in Decision.__slots__}
    connection.execute(insert(decisions).values(**values))
    return written


def decisions_of(connection: Connection, cycle: str) -> tuple[Decision, ...]:
    """Return every decision of a year, oldest first."""
    return tuple(_decision(dict(row)) for row in connection.execute(_decisions_of_a_year(), {"of": cycle}).mappings())


@cache
def _decisions_of_a_year() -> Select[Any]:
    """Return the query, made once: making it takes longer than asking it."""
    return select(decisions).where(decisions.c.cycle == bindparam("of")).order_by(decisions.c.id)


def _event(decision: Decision) -> Event:
    return Event(
        what="decision",
        who=decision.name,
        at=decision.at,
        cycle=decision.cycle,
        why=decision.comment,
        about=decision.in_log(),
    )


def _decision(row: dict[str, object]) -> Decision:
    row.pop("id")
    return Decision(**row)  # type: ignore[arg-type]
