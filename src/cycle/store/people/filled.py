"""Forms that people have filled in (utfylte skjema): each is carried out once, and what could not be done is kept."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Engine, insert, select, update

from cycle.store.database import reading
from cycle.store.tables import tries

FORM = "form"
FormEnd = Literal["", "acted", "done", "partly", "broken", "failed"]
"""Under way; done, with what follows to come; all done; done, while what follows was not; broken off, done or not;
refused, and nothing was done."""
OPEN = ("failed", "broken", "partly")
"""What somebody must look into."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledForm:
    """A form somebody has sent, by the run that carries it out."""

    run: str
    begun_at: dt.datetime
    """When it was first tried; again when it could not be done and is tried again."""
    ended: FormEnd
    words: str
    """What came of it, in the language of the community."""
    community: str = ""
    """Whose matter it is; empty where nobody knows."""
    is_new: bool = False
    """Nobody has tried it before, but for what could not be done."""


@dataclass(frozen=True, slots=True)
class FilledForms:
    """The rows of the table of tries that are about forms, each of a community: it may name a year there is not."""

    engine: Engine

    def begin(self, run: str, *, now: dt.datetime, community: str = "") -> FilledForm:
        """Return the form as it stands, written down when it is new; one that was refused begins again."""
        found = self._find(run)
        if found is None:
            row = {"cycle": community, "what": _what(run), "about": FORM, "progress": "", "number": 1, "last_at": now}
            with self.engine.begin() as connection:
                connection.execute(insert(tries).values(**row, why=""))
        elif found.ended == "failed":
            self._write(run, progress="", last_at=now, why="")
        else:
            return found
        return FilledForm(run=run, begun_at=now, ended="", words="", community=community, is_new=True)

    def end(self, run: str, ended: FormEnd, *, words: str) -> None:
        """Write what came of the form."""
        self._write(run, progress=ended, why=words)

    def failed(self, *, since: dt.datetime) -> tuple[FilledForm, ...]:
        """Return those that could not be done, or not all of them, the newest first."""
        where = (tries.c.about == FORM) & tries.c.progress.in_(OPEN) & (tries.c.last_at >= since)
        with reading(self.engine) as connection:
            rows = connection.execute(select(tries).where(where).order_by(tries.c.last_at.desc())).mappings().all()
        return tuple(
            FilledForm(
                run=row["what"].removeprefix(f"{FORM}:"),
                begun_at=row["last_at"],
                ended=row["progress"],
                words=row["why"],
                community=row["cycle"],
            )
            for row in rows
        )

    def _find(self, run: str) -> FilledForm | None:
        with reading(self.engine) as connection:
            row = connection.execute(select(tries).where(tries.c.what == _what(run))).mappings().first()
        if row is None:
            return None
        return FilledForm(
            run=run, begun_at=row["last_at"], ended=row["progress"], words=row["why"], community=row["cycle"]
        )

    def _write(self, run: str, **values: object) -> None:
        with self.engine.begin() as connection:
            connection.execute(update(tries).where(tries.c.what == _what(run)).values(**values))


def _what(run: str) -> str:
    return f"{FORM}:{run}"
