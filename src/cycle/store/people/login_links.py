"""Links that log somebody in, once (lenkje): the store holds nothing of them but their hash."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Engine, delete, insert, select, update

from cycle.store.database import reading
from cycle.store.tables import login_links

LinkOrigin = Literal["door", "mail", "terminal"]
"""Asked for at the door, come with the mail of a gate, or printed on the machine's own terminal."""


def hash_of(token: str) -> str:
    """Return what is kept of a token, which nobody guesses."""
    return hashlib.sha256(token.encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginLink:
    """One link as stored."""

    hash: str
    community: str
    person: str
    origin: LinkOrigin
    browser: str = ""
    """Hash of what the browser holds that asked for it; empty binds it to no browser."""
    page: str = ""
    """Where it leads to after the log-in."""
    made_at: dt.datetime
    ends_at: dt.datetime
    used_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class LoginLinks:
    """One row for each link, found by its hash; those that ended long ago are forgotten."""

    engine: Engine

    def add(self, link: LoginLink, *, forget_before: dt.datetime) -> None:
        """Write a new link, and forget those that ended before a moment."""
        with self.engine.begin() as connection:
            connection.execute(delete(login_links).where(login_links.c.ends_at < forget_before))
            values: dict[str, Any] = {name: getattr(link, name) for name in LoginLink.__slots__}
            connection.execute(insert(login_links).values(**values))

    def renew(self, link: LoginLink) -> bool:
        """Let a link that is known live as long as this one; return whether it is known. One that was used stays so."""
        with self.engine.begin() as connection:
            known = update(login_links).where(login_links.c.hash == link.hash)
            return connection.execute(known.values(made_at=link.made_at, ends_at=link.ends_at)).rowcount == 1

    def under(self, hash_: str) -> LoginLink | None:
        """Return the link whether it still works, was used or is over; None when none has the hash."""
        with reading(self.engine) as connection:
            found = connection.execute(select(login_links).where(login_links.c.hash == hash_)).mappings().first()
        return LoginLink(**found) if found else None

    def use(self, hash_: str, *, now: dt.datetime) -> bool:
        """Return whether the link was still unused; from now on it is used. Of two at once only one gets yes."""
        unused = (login_links.c.hash == hash_) & login_links.c.used_at.is_(None)
        with self.engine.begin() as connection:
            return connection.execute(update(login_links).where(unused).values(used_at=now)).rowcount == 1

    def end_all(self, community: str, person: str, *, now: dt.datetime) -> int:
        """Use up every link of a person that nobody used; return how many."""
        theirs = (login_links.c.community == community) & (login_links.c.person == person)
        with self.engine.begin() as connection:
            unused = update(login_links).where(theirs, login_links.c.used_at.is_(None))
            return connection.execute(unused.values(used_at=now)).rowcount
