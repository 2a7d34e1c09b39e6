"""What each step made, kept under (cycle, step, revision) with the digest of its inputs and of itself.

A body is read and written by the `Format` of its kind alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Engine, Select, Text, bindparam, cast, func, insert, select

from cycle.model import canonical, digest
from cycle.store.database import reading
from cycle.store.events import Event, What, append, append_once
from cycle.store.formats import Stored
from cycle.store.kept_files.files import named_in
from cycle.store.tables import cycles, outcomes, results
from cycle.store.years.closings import Closing, write_closing


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One revision of one step. `digest` covers step, inputs and body, so any change upstream changes it."""

    cycle: str
    step: str
    revision: int
    input_digest: str
    digest: str
    inputs: Mapping[str, Any]
    body: Mapping[str, Any]
    made_at: dt.datetime
    format: int = 1

    @property
    def is_unchanged(self) -> bool:
        """Return whether it still is what its digest names, worked out again."""
        return self.digest == sha256(self.evidence).hexdigest()

    def read_as(self, words: Callable[[Any], Any]) -> Result:  # Any: a body, of plain values
        """Return the row with its body in other words, to be read: its digest stays that of what was written."""
        return replace(self, body=words(self.body))

    @property
    def where(self) -> str:
        """Return which row this is: `bergensomradet/partnarskapsmote/2027 plan revision 2`."""
        return f"{self.cycle} {self.step} revision {self.revision}"

    @property
    def evidence(self) -> bytes:
        """Return the very bytes that the digest is the sha256 of."""
        return canonical({"step": self.step, "inputs": self.inputs, "body": self.body})

    @property
    def files(self) -> dict[str, int]:
        """Return sha256 → size of every stored file that the body names."""
        return named_in(self.body)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What was done after a result was approved."""

    cycle: str
    step: str
    digest: str
    """Of the result."""
    body: Mapping[str, Any]
    at: dt.datetime
    format: int = 1

    @property
    def where(self) -> str:
        """Return which row this is."""
        return f"{self.cycle} {self.step} outcome {self.digest[:12]}"

    @property
    def files(self) -> dict[str, int]:
        """Return sha256 → size of every stored file that the body names."""
        return named_in(self.body)


@dataclass(frozen=True, slots=True)
class Results:
    """The tables of results and of what was done after approval."""

    engine: Engine

    def latest(self, cycle: str, step: str) -> Result | None:
        """Return the newest revision, or None when the step has never run."""
        query = select(results).where(results.c.cycle == cycle, results.c.step == step)
        with reading(self.engine) as connection:
            row = connection.execute(query.order_by(results.c.revision.desc()).limit(1)).mappings().first()
        return Result(**row) if row else None

    def earlier_years(self, community: str, meeting: str, year: int, step: str) -> tuple[int, ...]:
        """Return the years before this one of a meeting type that have a result of the step, newest first."""
        earlier = (cycles.c.community == community) & (cycles.c.meeting == meeting) & (cycles.c.year < year)
        query = select(cycles.c.year).join(results, results.c.cycle == cycles.c.id).where(earlier)
        with reading(self.engine) as connection:
            years = connection.execute(query.where(results.c.step == step).distinct()).scalars()
            return tuple(sorted(years, reverse=True))

    def revisions(self, cycle: str, step: str) -> tuple[Result, ...]:
        """Return all revisions, oldest first."""
        query = select(results).where(results.c.cycle == cycle, results.c.step == step).order_by(results.c.revision)
        with reading(self.engine) as connection:
            return tuple(Result(**row) for row in connection.execute(query).mappings())

    def of(self, cycle: str) -> tuple[Result, ...]:
        """Return every revision of every step of a year."""
        query = select(results).where(results.c.cycle == cycle).order_by(results.c.step, results.c.revision)
        with reading(self.engine) as connection:
            return tuple(Result(**row) for row in connection.execute(query).mappings())

    def mentioning(self, text: str) -> tuple[Result, ...]:
        """Return every result whose body holds this text somewhere, newest first; meant for digests of files."""
        holds = cast(results.c.body, Text).contains(text, autoescape=True)
        with reading(self.engine) as connection:
            rows = connection.execute(select(results).where(holds).order_by(results.c.made_at.desc())).mappings()
            return tuple(Result(**row) for row in rows)

    def add(self, cycle: str, step: str, *, inputs: Mapping[str, Any], made: Stored, now: dt.datetime) -> Result:
        """Return the stored next revision; the same inputs as the newest revision return that one unchanged."""
        newest = self.latest(cycle, step)
        input_digest = digest(inputs)
        if newest is not None and newest.input_digest == input_digest:
            return newest
        result = Result(
            cycle=cycle,
            step=step,
            revision=newest.revision + 1 if newest else 1,
            input_digest=input_digest,
            digest=digest({"step": step, "inputs": inputs, "body": made.body}),
            inputs=inputs,
            body=made.body,
            made_at=now,
            format=made.format,
        )
        with self.engine.begin() as connection:
            connection.execute(insert(results).values(**_columns(result)))
        return result

    def outcome(self, cycle: str, step: str, result_digest: str) -> Outcome | None:
        """Return what was done after this result was approved, or None while it is not done."""
        query = select(outcomes).where(
            outcomes.c.cycle == cycle, outcomes.c.step == step, outcomes.c.digest == result_digest
        )
        with reading(self.engine) as connection:
            row = connection.execute(query).mappings().first()
        return Outcome(**row) if row else None

    def carried_out(self, step: str) -> tuple[tuple[Result, Outcome], ...]:
        """Return each result of a step, of any year, that was carried out, and what was done; oldest revision first."""
        made = select(results).where(results.c.step == step).order_by(results.c.revision)
        with reading(self.engine) as connection:
            rows = connection.execute(select(outcomes).where(outcomes.c.step == step)).mappings()
            done = {(row["cycle"], row["digest"]): Outcome(**row) for row in rows}
            found = [Result(**row) for row in connection.execute(made).mappings()]
        known = [(result, done.get((result.cycle, result.digest))) for result in found]
        return tuple((result, outcome) for result, outcome in known if outcome is not None)

    def outcomes(self, cycle: str) -> tuple[Outcome, ...]:
        """Return all that was done after approval in a year."""
        with reading(self.engine) as connection:
            return tuple(outcomes_of(connection, cycle).values())

    def newest_of_kind(self, kind: str) -> tuple[Result, ...]:
        """Return the newest revision of each step of a kind that sends something, `signals`, of every year."""
        made = select(results).where(results.c.step.startswith(f"{kind}.")).order_by(results.c.revision)
        with reading(self.engine) as connection:
            found = [Result(**row) for row in connection.execute(made).mappings()]
        return tuple({(result.cycle, result.step): result for result in found}.values())

    def begin(
        self, cycle: str, step: str, result_digest: str, *, now: dt.datetime, who: str = "", why: str = ""
    ) -> None:
        """Write into the log, once, that mails of an approved result begin to leave: it may be killed half way."""
        about = {"step": step, "digest": result_digest, "begun": True}
        with self.engine.begin() as connection:
            append_once(connection, Event(what="send", who=who, at=now, cycle=cycle, why=why, about=about))

    def finish(
        self,
        cycle: str,
        step: str,
        result_digest: str,
        done: Stored,
        *,
        now: dt.datetime,
        closing: Closing | None = None,
        who: str = "",
        why: str = "",
    ) -> Outcome:
        """Return the outcome on record; the first one written stays. A closing is written with it, or neither is.

        `who` and `why` go into the log: those who approved it, and what they said.
        """
        earlier = self.outcome(cycle, step, result_digest)
        if earlier is not None:
            return earlier
        outcome = Outcome(cycle=cycle, step=step, digest=result_digest, body=done.body, at=now, format=done.format)
        with self.engine.begin() as connection:
            connection.execute(insert(outcomes).values(**_columns(outcome)))
            what: What = "send" if step.startswith("mailing.") else "publish"
            about = {"step": step, "digest": result_digest, "outcome": digest(done.body)}
            append(connection, Event(what=what, who=who, at=now, cycle=cycle, why=why, about=about))
            if closing is not None:
                write_closing(connection, closing)
        return outcome


def newest_results(connection: Connection, cycle: str) -> dict[str, Result]:
    """Return step → its newest revision, of every step of a year that has run."""
    found = connection.execute(_newest_of_each_step(), {"of": cycle}).mappings()
    return {row["step"]: Result(**row) for row in found}


def outcomes_of(connection: Connection, cycle: str) -> dict[tuple[str, str], Outcome]:
    """Return step and digest of a result → what was done after it was approved, of all that was done in a year."""
    found = connection.execute(_outcomes_of_a_year(), {"of": cycle}).mappings()
    return {(row["step"], row["digest"]): Outcome(**row) for row in found}


@cache
def _newest_of_each_step() -> Select[Any]:
    """Return the query, made once: making it takes longer than asking it."""
    newest = select(results.c.step, func.max(results.c.revision).label("revision")).where(
        results.c.cycle == bindparam("of")
    )
    last = newest.group_by(results.c.step).subquery()
    query = select(results).join(last, (results.c.step == last.c.step) & (results.c.revision == last.c.revision))
    return query.where(results.c.cycle == bindparam("of"))


@cache
def _outcomes_of_a_year() -> Select[Any]:
    return select(outcomes).where(outcomes.c.cycle == bindparam("of"))


def _columns(row: Result | Outcome) -> dict[str, Any]:
    return {name: getattr(row, name) for name in row.__slots__}
