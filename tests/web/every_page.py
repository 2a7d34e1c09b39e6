"""Walks an invented year of a community and looks at every page of ours as it stands after each deed."""

from __future__ import annotations

import datetime as dt
import re
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import lxml.html

from cycle.application.actions import ask_for_act, step_states
from cycle.application.year import OpenCycle
from tests.desk import COMMUNITY, Desk
from tests.every_mail import acts_of, prepare

from .conftest import Reader

EVERYWHERE = (
    "/",
    "/post",
    "/post?q=zzz",
    "/personar",
    "/personar/ny",
    "/innloggingar",
    "/logg-inn",
    "/finst/ikkje",
    "/post/nei",
    "/x/y/2027/svar",
    "/nettstad/",
    "/nettstad/nei/",
    "/framsyning/",
)
"""Addresses that are the same in every year."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenPage:
    """One page as it came, and what had happened then."""

    community: str
    what: str
    address: str
    status: int
    html: str

    @property
    def tree(self) -> lxml.html.HtmlElement:
        """Return it as a browser reads it."""
        return lxml.html.fromstring(self.html)

    @property
    def place(self) -> str:
        """Return what names it in a list of faults."""
        return f"{self.community}, {self.what}: {self.address}"


@cache
def pages_of(community: str, number: str = "many") -> tuple[SeenPage, ...]:
    """Return the pages of a year with none, one or many in the register; each that is like one before is left out."""
    with tempfile.TemporaryDirectory() as folder, closing(Desk(Path(folder), community=community)) as desk:
        desk.community = desk.root / "config" / "communities" / community
        prepare(desk, number)
        reader = Reader(desk.services)
        found: dict[str, SeenPage] = {}

        def look(what: str, addresses: Iterator[str]) -> None:
            for address in addresses:
                answer = reader.get(address, follow_redirects=True)
                page = SeenPage(
                    community=community, what=what, address=address, status=answer.status_code, html=answer.text
                )
                found.setdefault(re.sub(r'value="[^"]*"', "", page.html), page)

        look("nothing", iter(EVERYWHERE))
        desk.start(**({} if community == COMMUNITY else {"date": "18.02.2027", "venue": "Kulturhuset"}))
        look("opened", _all(desk.cycle()))
        for what, act in acts_of(desk, number):
            desk.moment += dt.timedelta(hours=1)
            act()
            look(what, _now(desk.cycle()))
            if what == "archive done":
                look(what, _all(desk.cycle()))
                for new in ("Fedje kulturhus", "Bergen rådhus"):
                    asked = ask_for_act(desk.cycle(), "correct", what="venue", new=new, who="Kari Vik", why="Feil stad")
                    desk.compute(f"act.{asked.number}")
                    look(f"correction {asked.number}", _now(desk.cycle()))
                    desk.do(f"act.{asked.number}")
        look("the end", _all(desk.cycle()))
    return tuple(found.values())


def _all(cycle: OpenCycle) -> Iterator[str]:
    """Yield every address of the year."""
    yield from EVERYWHERE
    yield f"/{cycle.id}/svar"
    for link in cycle.graph:
        yield f"/{cycle.id}/godkjenning/{link.name}"
        if link.kind in {"letters", "mailing"}:
            yield f"/{cycle.id}/{link.name}"
        if link.kind == "letters":
            yield from (f"/{cycle.id}/{link.name}/1", f"/{cycle.id}/{link.name}/9999")


def _now(cycle: OpenCycle) -> Iterator[str]:
    """Yield the addresses of what waits now, and of what shows all."""
    yield from ("/", "/post", f"/{cycle.id}/svar")
    kinds = {link.name: link.kind for link in cycle.graph}
    for status in step_states(cycle):
        if status.state == "waiting":
            yield f"/{cycle.id}/godkjenning/{status.step}"
            if kinds[status.step] in {"letters", "mailing"}:
                yield f"/{cycle.id}/{status.step}"
