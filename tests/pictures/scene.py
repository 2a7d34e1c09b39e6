"""What the pictures of the guide show: the example year on one fixed day, with a list that waits for two people."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cycle.application.actions.running.run_step import compute, decide, perform
from cycle.application.persons import make_link, named
from cycle.application.year import find_cycle, open_cycle
from cycle.services import Services, open_services
from cycle.settings import Settings

ROOT = Path(__file__).parents[2]
IMAGES = ROOT / "docs" / "images"
RECORD = Path(__file__).with_name("words.json")
"""Picture → digest of what its page said when it was taken."""
NOON = dt.datetime(2026, 11, 23, 11, 0, tzinfo=dt.UTC)
GATE = "/bergensomradet/partnarskapsmote/2027/godkjenning/invitations"
OFFICE, KARI, OLA = "Samarbeidssekretariatet", "Kari Koordinator", "Ola Andrehand"
LAPTOP, TELEPHONE = (1100, 900), (390, 844)
LINK = "/logg-inn/lenkje/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One picture: of which page, as whom, how large, and from which place of the page on."""

    name: str
    page: str
    who: str = ""
    """Who is logged in; empty for nobody."""
    size: tuple[int, int] = LAPTOP
    at: str = ""
    """The element that stands at the top; empty for the top of the page."""


PICTURES = (
    Picture(name="year.png", page="/", who=KARI),
    Picture(name="gate.png", page=GATE, who=KARI),
    Picture(name="gate-phone.png", page=GATE, who=KARI, size=TELEPHONE),
    Picture(name="decide-phone.png", page=GATE, who=KARI, size=TELEPHONE, at="#avgjer"),
    Picture(name="log-in.png", page=f"/logg-inn?til={GATE}", size=TELEPHONE),
    Picture(name="log-in-link.png", page=LINK, size=TELEPHONE),
    Picture(name="people.png", page="/personar", who=OFFICE),
)
BY_HAND = frozenset(
    {
        "fallback.png",
        "fields.png",
        "letter.png",
        "letters.png",
        "lint.png",
        "mail.png",
        "plan.png",
        "public-page.png",
        "remarks.png",
    }
)
"""Of what needs LibreOffice or a terminal."""


@contextmanager
def scene(home: Path, *, port: int = 4200) -> Iterator[Services]:
    """Yield the services of the example year, where the invitation list waits for two coordinators."""
    given: dict[str, Any] = {"home": home, "root": ROOT, "pace": "now", "pdf": "optional", "port": port}
    with open_services(_settings(identity="name", **given), now=lambda: NOON) as services:
        cycle = open_cycle(services, year=2027, given={})
        for step, name in (("plan", OFFICE), ("committee", KARI), ("host", OLA)):
            cycle = find_cycle(services, year=2027)
            result = compute(cycle, step)
            assert decide(cycle, result, decision="approve", name=name, key=step, channel="page") == ""
            perform(find_cycle(services, year=2027), step)
        compute(find_cycle(services, year=2027), "invitations")
    with open_services(_settings(identity="link", **given), now=lambda: NOON) as services:
        yield services


def link_for(services: Services, name: str, *, page: str = GATE) -> str:
    """Return the path of a link that logs somebody in."""
    (person,) = named(services, name)
    return f"{LINK}{make_link(services, person, origin='mail', page=page)}"


def words_digest(html: str) -> str:
    """Return the digest of what a page says to its reader, whatever it looks like; checksums are left out."""
    shown = re.sub(r"(?s)<(script|style)\b.*?</\1>|<head\b.*?</head>|<[^>]*>", " ", html)
    plain = re.sub(r"\b[0-9a-f]{12}\b", "", shown)
    return hashlib.sha256(" ".join(plain.split()).encode()).hexdigest()


def _settings(**given: Any) -> Settings:
    return Settings(_env_file=None, **given)
