"""A person of the demo: comes in at the one door and decides on our pages, and asks only what a browser asks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode

import httpx

from cycle.application.delivery import received_mail, received_mails
from cycle.errors import CycleError
from cycle.model import KnownPerson
from cycle.settings import Settings

BROWSER = "Mozilla/5.0 (demo)"
FOLLOWED = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
"""What a browser says of a link that was followed from elsewhere."""
LINK = re.compile(r"/logg-inn/lenkje/[\w-]{20,}")
PATIENCE_SECONDS = 60


class DemoPerson:
    """Somebody who is known, with a browser of their own."""

    def __init__(self, known: KnownPerson, root: str) -> None:
        """Come to the door at this address; nobody is logged in yet."""
        self.known, self._root = known, root
        self.how = ""
        """How they came in, as the demo says it; empty until they have."""
        self.decided: Counter[str] = Counter()
        self._browser = httpx.Client(
            base_url=root, headers={"User-Agent": BROWSER}, timeout=PATIENCE_SECONDS, trust_env=False
        )

    def come_in_by_link(self, link: str, *, how: str) -> None:
        """Open a link, read whom it logs in, and press the button."""
        page = _shown(self._browser.get(link, headers=FOLLOWED))
        button = next((form for form in page.forms if form.action and LINK.search(form.action)), None)
        if button is None or self.known.name not in page.words:
            raise CycleError(f"the link logs {self.known.name} in nowhere; see prefect/pages.log")
        self._send(button, {})
        self.how = how

    def come_in_at_provider(self, *, how: str) -> None:
        """Go to the provider, say there who it is, and come back."""
        away = _moved(self._browser.get("/logg-inn/oidc", params={"til": "/"}))
        back = _moved(httpx.post(away, data={"sub": self.known.key}, timeout=PATIENCE_SECONDS, trust_env=False))
        if not back.startswith(f"{self._root}/"):
            raise CycleError(f"the provider leads elsewhere than back: {back.partition('?')[0]}")
        _moved(self._browser.get(back, headers=FOLLOWED))
        self.how = how

    def approve(self, page: str, *, count: int) -> None:
        """Approve on the page of a gate, typing how many get mail where it asks."""
        shown = _shown(self._browser.get(page))
        form = next((form for form in shown.forms if form.buttons.get("val") == "approve"), None)
        if form is None:
            raise CycleError(f"{page}: {self.known.name} finds nothing to approve there")
        self._send(form, {"val": "approve", "grunn": "Demo", "tal": str(count) if count else ""})

    def leave(self) -> None:
        """Close the browser."""
        self._browser.close()

    def start_year(self, *, community: str, meeting: str, year: int) -> str:
        """Start the year by the form of Prefect's UI; return the id of the run."""
        found = self.ask("GET", "deployments/name/start-aret/1-start")
        given = {"parameters": {"community": community, "meeting": meeting, "year": year}}
        return str(self.ask("POST", f"deployments/{found['id']}/create_flow_run", given)["id"])

    def ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """Ask Prefect's API through the door, as its pages do."""
        answer = self._browser.request(method, f"/api/{path}", json=body, headers={"Origin": self._root})
        if not answer.is_success:
            raise CycleError(f"{path}: {self.known.name} was refused ({answer.status_code}: {answer.text[:200]})")
        return answer.json()

    def _send(self, form: PageForm, given: Mapping[str, str]) -> None:
        kind = {"Content-Type": "application/x-www-form-urlencoded", "Origin": self._root}
        body = urlencode({**form.hidden, **given}).encode()
        _moved(self._browser.post(form.action, content=body, headers=kind))


@dataclass(slots=True)
class PageForm:
    """A form of a page: where it goes, what is hidden in it, and what its buttons say."""

    action: str
    hidden: dict[str, str] = field(default_factory=dict)
    buttons: dict[str, str] = field(default_factory=dict)


def link_in_mail(settings: Settings, address: str) -> str:
    """Return the link that logs somebody in, out of the newest mail to them that holds one; empty when none came."""
    for listed in received_mails(settings):
        if listed.to.casefold() == address.casefold() and (mail := received_mail(settings, listed.name)):
            found = LINK.search(mail.text)
            if found:
                return found[0]
    return ""


def next_to_decide(persons: Sequence[DemoPerson], step: str, *, office_first: bool) -> list[DemoPerson]:
    """Return who decides on a step, whose turn it is first: who runs the year, or whoever has decided least so far."""

    def order(person: DemoPerson) -> tuple[bool, int]:
        runs_the_year = "secretariat" in person.known.roles
        return runs_the_year != office_first, person.decided.total()

    return sorted(persons, key=order)


class _Page(HTMLParser):
    """Reads the forms of a page and its words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[PageForm] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(PageForm(action=given.get("action", "")))
        elif tag == "input" and given.get("type") == "hidden" and self.forms:
            self.forms[-1].hidden[given["name"]] = given.get("value", "")
        elif tag == "button" and self.forms and "name" in given:
            self.forms[-1].buttons[given["name"]] = given.get("value", "")

    def handle_data(self, data: str) -> None:
        self.words += data


def _shown(answer: httpx.Response) -> _Page:
    """Return the page that was shown; CycleError when none was."""
    if answer.status_code != httpx.codes.OK:
        raise CycleError(f"{answer.url.path}: shows no page ({answer.status_code})")
    return _Page(answer.text)


def _moved(answer: httpx.Response) -> str:
    """Return where somebody is sent on to; CycleError with what the page says when they are not."""
    if not answer.is_redirect:
        words = " ".join(_Page(answer.text).words.split())
        raise CycleError(f"{answer.url.path}: was not taken ({answer.status_code}: {words[:300]})")
    return answer.headers["location"]
