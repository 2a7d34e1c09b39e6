"""Log-in without a password (innlogging): a link that logs somebody in once, and the session that it begins."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass

from cycle.application.persons.identified import identified
from cycle.application.persons.mode import identity_of
from cycle.application.persons.people import active, people_of, person_of
from cycle.application.year import load_named_community, review_root
from cycle.model import Identified, KnownBy, KnownPerson
from cycle.services import Services
from cycle.store.login_links import LinkOrigin, LoginLink
from cycle.store.sessions import SessionRow as SessionRow

LIVES: dict[LinkOrigin, dt.timedelta] = {
    "door": dt.timedelta(minutes=15),
    "mail": dt.timedelta(hours=72),
    "terminal": dt.timedelta(hours=1),
}
"""How long a link may be used: one that was asked for is wanted now; a gate's mail may be read on Monday."""
IDLE = dt.timedelta(hours=8)
LONGEST = dt.timedelta(days=14)
"""A session ends after a working day without use, and after two weeks whatever happens."""
NOTED_EVERY = dt.timedelta(minutes=1)
"""How exactly it is known when a session was used last: not every request writes."""
KEPT = dt.timedelta(days=30)
"""How long a link that is over is remembered, so that whoever presses it late is told why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundLink:
    """What a link is good for, as whoever opened it is told."""

    person: KnownPerson | None
    """Whose it is; None for one that is nobody's."""
    why_not: str = ""
    """`unknown`, `used`, `over`, `elsewhere` or `gone`; empty when it logs in."""
    page: str = "/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A session that has begun: what the browser is to hold, and where it goes."""

    token: str
    page: str
    person: KnownPerson


def new_token() -> str:
    """Return what nobody guesses, to stand in a link or a cookie."""
    return secrets.token_urlsafe(32)


def hash_of(token: str) -> str:
    """Return what is kept of it."""
    return hashlib.sha256(token.encode()).hexdigest()


def make_link(
    services: Services, person: KnownPerson, *, origin: LinkOrigin, browser: str = "", page: str = "/"
) -> str:
    """Return what stands in a new link that logs the person in; `browser` is what the browser that asked holds."""
    token = new_token()
    _add_link(services, person, token, origin=origin, browser=browser, page=page)
    return token


def mailed_link(services: Services, address: str, *, community: str, page: str, about: str) -> str:
    """Return the address of a page as it stands in a mail to somebody: where log-in is on, one that logs them in.

    The same mail holds the same link, however often it is made. A mail that does not go to the person alone, to a
    folder, to a tester, to a mailbox that several share, leads to the page and not past the log-in.
    """
    plain = f"{review_root(services.settings)}{page}"
    if identity_of(services) == "name" or services.settings.mail_mode in {"folder", "redirect"}:
        return plain
    meant = [
        person
        for person in active(services.memory.persons.rows(community))
        if person.address.casefold() == address.casefold()
    ]
    if len(meant) != 1:
        return plain
    key = "\x1f".join(("login", community, meant[0].key, address, about)).encode()
    token = base64.urlsafe_b64encode(hmac.new(services.secret, key, hashlib.sha256).digest()).decode().rstrip("=")
    if services.memory.login_links.under(hash_of(token)) is None:
        _add_link(services, meant[0], token, origin="mail", page=page)
    return f"{review_root(services.settings)}/logg-inn/lenkje/{token}"


def look_at_link(services: Services, token: str, *, browser: str) -> FoundLink:
    """Return what a link is good for in this browser; looking uses nothing up, for mail scanners look too."""
    link = services.memory.login_links.under(hash_of(token))
    if link is None:
        return FoundLink(person=None, why_not="unknown")
    person = person_of(services, link.community, link.person)
    return FoundLink(person=person, why_not=_why_not(services, link, person, browser=browser), page=link.page)


def use_link(services: Services, token: str, *, browser: str, agent: str, earlier: str = "") -> Begun | FoundLink:
    """Log in by a link, once, under a session nobody knew before; `earlier` is the browser's session until now."""
    found = look_at_link(services, token, browser=browser)
    if found.why_not or found.person is None:
        return found
    if not services.memory.login_links.use(hash_of(token), now=services.now()):
        return FoundLink(person=found.person, why_not="used", page=found.page)
    link = services.memory.login_links.under(hash_of(token))
    assert link is not None
    known_by: KnownBy = "terminal" if link.origin == "terminal" else "link"
    proof = f"link {link.origin} {link.hash[:12]} to {found.person.address}"
    return begin_session(
        services, found.person, known_by=known_by, proof=proof, agent=agent, page=found.page, earlier=earlier
    )


def first_log_in(services: Services, *, on_terminal: bool) -> str:
    """Return how the secretariat logs in the first time, to be told where the service is started.

    A link goes to a terminal alone: what is written to a log, others read.
    """
    if identity_of(services) == "name":
        return "log-in is off: whoever reaches the pages decides in any name (CYCLE_IDENTITY)"
    community = load_named_community(services.settings).community
    office = [person for person in active(people_of(services, community)) if "secretariat" in person.roles]
    if not office or services.memory.sessions.any_of(community.id, [person.key for person in office]):
        return "somebody who cannot get mail logs in with `cycle login --as NAME`"
    if not on_terminal:
        return f"nobody of the secretariat has logged in yet: run `cycle login --as {office[0].key}` on this machine"
    link = f"{review_root(services.settings)}/logg-inn/lenkje/{make_link(services, office[0], origin='terminal')}"
    return f"{office[0].name} logs in the first time with this link, once, within an hour:\n{link}"


def begin_session(
    services: Services,
    person: KnownPerson,
    *,
    known_by: KnownBy,
    proof: str,
    agent: str,
    page: str = "/",
    earlier: str = "",
) -> Begun:
    """Begin a session for somebody who has proved who they are, and end the one the browser had."""
    now, token = services.now(), new_token()
    if earlier:
        end_session(services, earlier, by=person.name)
    row = SessionRow(
        hash=hash_of(token),
        name=secrets.token_hex(6),
        community=person.community,
        person=person.key,
        known_by=known_by,
        proof=proof[:700],
        browser=agent[:200],
        made_at=now,
        seen_at=now,
        ends_at=now + LONGEST,
    )
    services.memory.sessions.begin(row)
    return Begun(token=token, page=page, person=person)


def who_holds(services: Services, token: str, *, agent: str) -> Identified | None:
    """Return who is logged in with this session; None when it is over, or the person was taken out meanwhile.

    A session that turns up in another kind of browser was stolen: it ends for both.
    """
    row = services.memory.sessions.under(hash_of(token)) if token else None
    if row is None or not is_open(row, now=services.now()):
        return None
    if _kind_of(agent) != _kind_of(row.browser):
        services.memory.sessions.end(row.community, row.name, by="another browser", now=services.now())
        return None
    rows = services.memory.persons.rows(row.community)
    persons = active(rows)
    person = next((known for known in persons if known.key == row.person), None)
    if person is None:
        return None
    if abs(services.now() - row.seen_at) >= NOTED_EVERY:
        services.memory.sessions.seen(row.hash, now=services.now())
    return identified(person, persons, on=services.today, known_by=row.known_by, proof=row.proof, session=row.name)


def end_session(services: Services, token: str, *, by: str) -> None:
    """Log out: the session of this token opens nothing any more."""
    row = services.memory.sessions.under(hash_of(token))
    if row is not None:
        services.memory.sessions.end(row.community, row.name, by=by, now=services.now())


def open_sessions(services: Services, community: str) -> tuple[SessionRow, ...]:
    """Return the sessions somebody may still use, the one seen last first."""
    now = services.now()
    return tuple(row for row in services.memory.sessions.open(community) if is_open(row, now=now))


def is_open(row: SessionRow, *, now: dt.datetime) -> bool:
    """Return whether a session may still be used.

    A clock that was set back leaves sessions that were seen in the future: they end too, or they would live on.
    """
    idle = row.seen_at - NOTED_EVERY <= now + IDLE and now - row.seen_at < IDLE
    return row.ended_at is None and idle and row.made_at - IDLE <= now < row.ends_at


def _kind_of(agent: str) -> str:
    """Return which browser it is, without the numbers that change when it is brought up to date."""
    return re.sub(r"[\d._]+", "", agent[:200])


def named(services: Services, name: str, community: str = "") -> tuple[KnownPerson, ...]:
    """Return those somebody means by a name, a key or an address."""
    known = load_named_community(services.settings, community).community
    return tuple(person for person in active(people_of(services, known)) if means(person, name))


def means(person: KnownPerson, name: str) -> bool:
    """Return whether somebody means this person by a name, a key or an address."""
    wanted = " ".join(name.split()).casefold()
    return wanted in {person.key, person.name.casefold(), person.address.casefold()}


def _add_link(
    services: Services, person: KnownPerson, token: str, *, origin: LinkOrigin, browser: str = "", page: str
) -> None:
    now = services.now()
    link = LoginLink(
        hash=hash_of(token),
        community=person.community,
        person=person.key,
        origin=origin,
        browser=hash_of(browser) if browser else "",
        page=page,
        made_at=now,
        ends_at=now + LIVES[origin],
    )
    services.memory.login_links.add(link, forget_before=now - KEPT)


def _why_not(services: Services, link: LoginLink, person: KnownPerson | None, *, browser: str) -> str:
    now = services.now()
    if person is None:
        return "gone"
    if link.used_at is not None:
        return "used"
    if not link.made_at - IDLE <= now < link.ends_at:
        return "over"
    if link.browser and not (browser and secrets.compare_digest(hash_of(browser), link.browser)):
        return "elsewhere"
    return ""
