"""A house whose door asks for a log-in, its people and the links they get by mail."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import re
import time
from pathlib import Path
from typing import Any

from cycle.application.persons import (
    active,
    make_link,
    people,
)
from cycle.model import KnownPerson
from cycle.services import Services

from .fake_prefect import Fake
from .visitor import Browser

KARI = "kari.koordinator@kommunane.example"
PAGE = "/bergensomradet/partnarskapsmote/2027/svar"


class House:
    """A door with log-in on, its store, and a clock that somebody may set."""

    def __init__(self, services: Services, folder: Path, fake: Fake, moment: list[dt.datetime], app: Any) -> None:
        self.services, self.home, self.fake, self.app = services, folder / "home", fake, app
        self._moment = moment

    def later(self, **by: float) -> None:
        self._moment[0] += dt.timedelta(**by)

    def browser(self, agent: str = "Mozilla/5.0 (X11; Linux) Chromium/156.0") -> Browser:
        return Browser(self.app, agent=agent)

    def person(self, name: str) -> KnownPerson:
        return next(person for person in active(people(self.services)) if person.name == name)

    def mails(self, *, number: int) -> list[str]:
        """Return the words of the mails with links, when so many have come."""
        for _ in range(200):
            found = sorted((self.home / "login-mail" / "new").glob("*"), key=lambda path: path.stat().st_mtime_ns)
            if len(found) >= number:
                break
            time.sleep(0.02)
        assert len(found) == number
        read = [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in found]
        return [message.get_body(("plain",)).get_content() for message in read]  # type: ignore[union-attr]

    def asked(self, browser: Browser, address: str = KARI, *, number: int = 1, page: str = PAGE) -> str:
        """Ask for a link and return the path of the one that came."""
        assert browser.send("/logg-inn", adresse=address, til=page).status_code == 200
        return path_in(self.mails(number=number)[-1])

    def link(self, name: str, *, origin: Any = "mail", page: str = PAGE) -> str:
        return f"/logg-inn/lenkje/{make_link(self.services, self.person(name), origin=origin, page=page)}"

    def logged_in(self, name: str = "Kari Koordinator") -> Browser:
        browser = self.browser()
        assert browser.send(self.link(name)).status_code == 303
        return browser


def path_in(mail: str) -> str:
    found = re.search(r"http://127\.0\.0\.1:4200(/logg-inn/lenkje/[\w-]+)", mail)
    assert found
    return found[1]


def spoil(house: House) -> None:
    """Make the slip that an editor makes in the community's own file."""
    file = house.home.parent / "root" / "config" / "communities" / "bergensomradet" / "community.toml"
    file.write_text(file.read_text("utf-8") + "\nlanguage = nynorsk?\n", "utf-8")


def vars_of(person: KnownPerson) -> dict[str, Any]:
    return {name: getattr(person, name) for name in KnownPerson.__slots__}
