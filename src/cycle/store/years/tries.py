"""How often what died was taken up again: some times, with growing pauses, and then a person is asked."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Literal

from sqlalchemy import Engine, delete, insert, select, update

from cycle.store.database import reading
from cycle.store.tables import tries

PAUSES = tuple(dt.timedelta(seconds=seconds) for seconds in (0, 0, 0, 60, 300, 900))
"""What lies between a try and the one before it; after as many tries without progress nobody tries any more."""

TURNED_DOWN = "turned down"
"""What the row of an answer that does not count is about; it belongs to no year, so that no new start forgets it."""
TryVerdict = Literal["now", "later", "give up", "given up"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What was tried of one step or run."""

    cycle: str
    what: str
    about: str
    progress: str
    number: int
    last_at: dt.datetime
    why: str
    """The last error's words; empty when it died without any."""
    given_up_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Tries:
    """One row for each thing that is tried. What gets further, or is about another revision, is counted again."""

    engine: Engine

    def again(
        self, cycle: str, what: str, *, about: str, progress: str, now: dt.datetime, counted: bool = True
    ) -> TryVerdict:
        """Return whether to try now; `give up` is said once.

        Not counted, and not put off, is what died with the whole service: it is not to blame for that.
        """
        with self.engine.begin() as connection:
            found = connection.execute(select(tries).where(_key(cycle, what))).mappings().first()
            if found is None or found["about"] != about:
                connection.execute(delete(tries).where(_key(cycle, what)))
                values = {"about": about, "progress": progress, "number": int(counted), "last_at": now, "why": ""}
                connection.execute(insert(tries).values(cycle=cycle, what=what, **values))
                return "now"
            if found["given_up_at"] is not None:
                return "given up"
            if not counted:
                return "now"
            number = found["number"] if found["progress"] == progress else 0
            if number >= len(PAUSES):
                connection.execute(update(tries).where(_key(cycle, what)).values(given_up_at=now))
                return "give up"
            if number and abs(now - found["last_at"]) < PAUSES[number]:  # a clock that was set back ends no wait
                return "later"
            values = {"number": number + 1, "progress": progress, "last_at": now}
            connection.execute(update(tries).where(_key(cycle, what)).values(**values))
            return "now"

    def failed(self, cycle: str, what: str, *, about: str, why: str, for_person: bool, now: dt.datetime) -> None:
        """Write why a try failed; one that a person must mend is not tried again until they start it."""
        given_up = {"given_up_at": now} if for_person else {}
        with self.engine.begin() as connection:
            key = _key(cycle, what) & (tries.c.about == about)
            if connection.execute(update(tries).where(key).values(why=why, **given_up)).rowcount == 0:
                connection.execute(delete(tries).where(_key(cycle, what)))
                values: dict[str, Any] = {"about": about, "progress": "", "number": 1, "last_at": now, "why": why}
                connection.execute(insert(tries).values(cycle=cycle, what=what, **values, **given_up))

    def turn_down(self, key: str, *, why: str, now: dt.datetime) -> str:
        """Write why an answer does not count, and return why: what was written first stays."""
        values: dict[str, Any] = {"about": TURNED_DOWN, "progress": "", "number": 1, "last_at": now, "why": why}
        with self.engine.begin() as connection:
            known = connection.execute(select(tries.c.why).where(_key("", _answer(key)))).scalar()
            if known is None:
                connection.execute(insert(tries).values(cycle="", what=_answer(key), **values))
        return known or why

    def why_turned_down(self, key: str) -> str:
        """Return why an answer does not count; empty when that was not written."""
        with reading(self.engine) as connection:
            return str(connection.execute(select(tries.c.why).where(_key("", _answer(key)))).scalar() or "")

    def of(self, cycle: str) -> tuple[Tried, ...]:
        """Return what was tried of a year."""
        with reading(self.engine) as connection:
            rows = connection.execute(select(tries).where(tries.c.cycle == cycle).order_by(tries.c.what)).mappings()
            return tuple(Tried(**row) for row in rows)

    def reset(self, cycle: str) -> None:
        """Forget what was tried of a year: a person has started it again."""
        if not self.of(cycle):
            return
        with self.engine.begin() as connection:
            connection.execute(delete(tries).where(tries.c.cycle == cycle))


def _key(cycle: str, what: str) -> Any:
    return (tries.c.cycle == cycle) & (tries.c.what == what)


def _answer(key: str) -> str:
    """Return what the row of an answer is called: keys of forms may be longer than that."""
    return f"answer:{sha256(key.encode()).hexdigest()[:40]}"
