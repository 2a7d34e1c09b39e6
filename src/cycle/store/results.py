"""What each step made, kept under (cycle, step, revision) with the digest of its inputs and of itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, Text, cast, func, insert, select

from cycle.model import digest
from cycle.store.database import reading
from cycle.store.tables import outcomes, results


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

    def revisions(self, cycle: str, step: str) -> tuple[Result, ...]:
        """Return all revisions, oldest first."""
        query = select(results).where(results.c.cycle == cycle, results.c.step == step).order_by(results.c.revision)
        with reading(self.engine) as connection:
            return tuple(Result(**row) for row in connection.execute(query).mappings())

    def mentioning(self, text: str) -> tuple[Result, ...]:
        """Return every result whose body holds this text somewhere, newest first; meant for digests of files."""
        holds = cast(results.c.body, Text).contains(text, autoescape=True)
        with reading(self.engine) as connection:
            rows = connection.execute(select(results).where(holds).order_by(results.c.made_at.desc())).mappings()
            return tuple(Result(**row) for row in rows)

    def add(
        self, cycle: str, step: str, *, inputs: Mapping[str, Any], body: Mapping[str, Any], now: dt.datetime
    ) -> Result:
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
            digest=digest({"step": step, "inputs": inputs, "body": body}),
            inputs=inputs,
            body=body,
            made_at=now,
        )
        with self.engine.begin() as connection:
            connection.execute(insert(results).values(**_columns(result)))
        return result

    def outcome(self, cycle: str, step: str, result_digest: str) -> Mapping[str, Any] | None:
        """Return what was done after this result was approved, or None while it is not done."""
        query = select(outcomes.c.body).where(
            outcomes.c.cycle == cycle, outcomes.c.step == step, outcomes.c.digest == result_digest
        )
        with reading(self.engine) as connection:
            body: Mapping[str, Any] | None = connection.execute(query).scalar()
        return body

    def carried_out(self, step: str) -> tuple[tuple[Result, Mapping[str, Any]], ...]:
        """Return each result of a step, of any year, that was carried out, and what was done; oldest revision first."""
        same = (
            (outcomes.c.cycle == results.c.cycle)
            & (outcomes.c.step == results.c.step)
            & (outcomes.c.digest == results.c.digest)
        )
        query = select(results, outcomes.c.body.label("outcome")).join(outcomes, same).where(results.c.step == step)
        with reading(self.engine) as connection:
            rows = connection.execute(query.order_by(results.c.revision)).mappings().all()
        return tuple((Result(**{name: row[name] for name in Result.__slots__}), row["outcome"]) for row in rows)

    def finish(
        self, cycle: str, step: str, result_digest: str, body: Mapping[str, Any], *, now: dt.datetime
    ) -> Mapping[str, Any]:
        """Return the outcome on record; the first one written stays."""
        earlier = self.outcome(cycle, step, result_digest)
        if earlier is not None:
            return earlier
        with self.engine.begin() as connection:
            connection.execute(
                insert(outcomes).values(cycle=cycle, step=step, digest=result_digest, body=dict(body), at=now)
            )
        return body


def newest_results(connection: Connection, cycle: str) -> dict[str, Result]:
    """Return step → its newest revision, of every step of a year that has run."""
    newest = select(results.c.step, func.max(results.c.revision).label("revision")).where(results.c.cycle == cycle)
    last = newest.group_by(results.c.step).subquery()
    query = select(results).join(last, (results.c.step == last.c.step) & (results.c.revision == last.c.revision))
    found = connection.execute(query.where(results.c.cycle == cycle)).mappings()
    return {row["step"]: Result(**row) for row in found}


def outcomes_of(connection: Connection, cycle: str) -> dict[tuple[str, str], Mapping[str, Any]]:
    """Return step and digest of a result → what was done after it was approved, of all that was done in a year."""
    query = select(outcomes.c.step, outcomes.c.digest, outcomes.c.body).where(outcomes.c.cycle == cycle)
    return {(row["step"], row["digest"]): row["body"] for row in connection.execute(query).mappings()}


def _columns(result: Result) -> dict[str, Any]:
    return {name: getattr(result, name) for name in Result.__slots__}
