"""Log-in without a password (innlogging): a link that logs somebody in once, and the session that it begins."""

from __future__ import annotations

import datetime as dt
import logging
import re
import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from cycle.application.delivery import LINKS_KEPT, LIVES_MAILED, LOG_IN_LINK, STAND_IN
from cycle.application.persons.communities import configured_community, is_at_the_door
from cycle.application.persons.identified import identified
from cycle.application.persons.mode import identity_of
from cycle.application.persons.people import active, people, people_now, people_of
from cycle.application.persons.signed_token import new_token, signed, token_in
from cycle.application.year import load_named_community, review_root
from cycle.errors import ConfigError, CycleError
from cycle.model import Identified, KnownBy, KnownPerson
from cycle.services import Services
from cycle.store.people.login_links import LinkOrigin, LoginLink, hash_of
from cycle.store.people.sessions import SessionRow as SessionRow

log = logging.getLogger(__name__)

LIVES: dict[LinkOrigin, dt.timedelta] = {
    "door": dt.timedelta(minutes=15),
    "mail": LIVES_MAILED,
    "terminal": dt.timedelta(hours=1),
}
"""How long a link may be used: one that was asked for is wanted now."""
IDLE = dt.timedelta(hours=8)
LONGEST = dt.timedelta(days=14)
"""A session ends after a working day without use, and after two weeks whatever happens."""
NOTED_EVERY = dt.timedelta(minutes=1)
"""How exactly it is known when a session was used last: not every request writes."""


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


def make_link(
    services: Services, person: KnownPerson, *, origin: LinkOrigin, browser: str = "", page: str = "/"
) -> str:
    """Return what stands in a new link that logs the person in; `browser` is what the browser that asked holds."""
    token = new_token()
    _add_link(services, person, token, origin=origin, browser=browser, page=page)
    return token


def mailed_link(services: Services, address: str, *, community: str, page: str) -> tuple[str, Mapping[str, str]]:
    """Return the address of a page as it is written in a mail to somebody, and what is put in as the mail leaves.

    Where log-in is on, that is a link that logs them in. A mail that does not go to the person alone, to a folder, to a
    tester, to a mailbox that several share, leads to the page and not past the log-in: then nothing is put in.
    """
    root = review_root(services.settings)
    if identity_of(services) == "name" or services.settings.mail_mode in {"folder", "redirect"}:
        return f"{root}{page}", {}
    meant = [
        person
        for person in active(services.memory.persons.rows(community))
        if person.address.casefold() == address.casefold()
    ]
    if len(meant) != 1:
        return f"{root}{page}", {}
    return f"{root}{LOG_IN_LINK}{STAND_IN}", {"community": community, "person": meant[0].key, "page": page}


def look_at_link(services: Services, token: str, *, browser: str) -> FoundLink:
    """Return what a link is good for in this browser; looking uses nothing up, for mail scanners look too."""
    link = services.memory.login_links.under(hash_of(token))
    if link is None:
        return FoundLink(person=None, why_not="unknown")
    known = active(people_now(services, link.community)) if is_at_the_door(services, link.community) else ()
    link = services.memory.login_links.under(link.hash) or link  # which the file may have ended just now
    person = next((person for person in known if person.key == link.person), None)
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
    link = f"{review_root(services.settings)}{LOG_IN_LINK}{make_link(services, office[0], origin='terminal')}"
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
    return Begun(token=signed(services.secret, token), page=page, person=person)


def who_holds(services: Services, held: str, *, agent: str, used: bool = True) -> Identified | None:
    """Return who is logged in with this session; None when it is over, or the person or the community was taken out.

    What the community's file now says holds at once, also when nobody looks at the list of people.

    What this home has not signed is nobody's, whatever stands in the database. A session that turns up in another kind
    of browser was stolen: it ends for both. What is not `used` is a look that nobody asked for, and leaves the session
    as long to live as before.
    """
    row = _session_of(services, held)
    if row is None or not is_open(row, now=services.now()) or not is_at_the_door(services, row.community):
        return None
    if _kind_of(agent) != _kind_of(row.browser):
        with _even_if_it_cannot_be_written(row):
            services.memory.sessions.end(row.community, row.name, by="another browser", now=services.now())
        return None
    persons = active(people_now(services, row.community))
    person = next((known for known in persons if known.key == row.person), None)
    if person is None or not _is_open_still(services, row):
        return None
    if used and abs(services.now() - row.seen_at) >= NOTED_EVERY:
        with _even_if_it_cannot_be_written(row):
            services.memory.sessions.seen(row.hash, now=services.now())
    return identified(person, persons, on=services.today, known_by=row.known_by, proof=row.proof, session=row.name)


def _session_of(services: Services, held: str) -> SessionRow | None:
    """Return the session of what a browser holds, open or not; None where this home has not signed it."""
    token = token_in(services.secret, held)
    return services.memory.sessions.under(hash_of(token)) if token else None


def _is_open_still(services: Services, row: SessionRow) -> bool:
    """Return whether nobody has ended a session meanwhile: what the file now says may end this very one."""
    found = services.memory.sessions.under(row.hash)
    return found is not None and found.ended_at is None


@contextmanager
def _even_if_it_cannot_be_written(row: SessionRow) -> Iterator[None]:
    """Go on where a full or busy disk takes no note of a session: who may read reads, and nobody is let in by it."""
    try:
        yield
    except CycleError as error:
        log.warning("nothing could be noted of session %s (%s)", row.name, type(error).__name__)


def end_session(services: Services, held: str, *, by: str) -> None:
    """Log out: what the browser holds opens nothing any more."""
    row = _session_of(services, held)
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
    """Return those somebody means by a name, a key or an address; of those known last where files cannot be read.

    ConfigError when they cannot, and nobody was known.
    """
    try:
        rows = people(services, community)
    except ConfigError:
        rows = services.memory.persons.rows(community or configured_community(services.settings))
        if not rows:
            raise
    return meant(active(rows), name)


def meant(persons: Iterable[KnownPerson], name: str) -> tuple[KnownPerson, ...]:
    """Return those somebody means by a name, a key or an address; a key is one person's, whatever others are called."""
    wanted, known = " ".join(name.split()).casefold(), tuple(persons)
    by_key = tuple(person for person in known if person.key == wanted)
    return by_key or tuple(person for person in known if wanted in {person.name.casefold(), person.address.casefold()})


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
    services.memory.login_links.add(link, forget_before=now - LINKS_KEPT)


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
