"""Tells the secretariat of a year whose files cannot be read: then nothing in it goes on, and nobody is reminded."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass

from cycle.application.delivery import (
    FAILED,
    SECRETARIAT,
    Notice,
    is_notice,
    is_secretariats,
    put,
    send_notices,
    to_secretariat,
)
from cycle.application.persons import in_secretariat
from cycle.application.year import community_folder, language_of, load_named_community, review_root, words_of
from cycle.catalogue import say, sentence
from cycle.errors import CycleError
from cycle.mail.message import ActionItem, Bodies, SecretariatMail, Sender, is_address
from cycle.model import Contact, Language, OutboxRow
from cycle.services import Services
from cycle.store.memory import Memory
from cycle.store.years.opened import CycleRow
from cycle.wording import in_a_sentence

FILES = "filer"
"""What a mail about files that cannot be read is called, after what failed."""
_CONTACT = re.compile(
    r"""^\s*\[contact\b(?:(?!^\s*\[).)*?^\s*address\s*=\s*["'](?P<address>[^"'\s]+)""", re.MULTILINE | re.DOTALL
)
"""The secretariat's address in a file that is no TOML as it stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadYear:
    """A year as its row knows it, whatever its files say."""

    services: Services
    row: CycleRow

    @property
    def id(self) -> str:
        """Return the natural key."""
        return self.row.id

    @property
    def now(self) -> dt.datetime:
        """Return the present moment."""
        return self.services.now()

    @property
    def memory(self) -> Memory:
        """Return the open database, and the files beside it."""
        return self.services.memory


def notify_unreadable(services: Services, row: CycleRow, error: CycleError) -> bool:
    """Mail the secretariat what is wrong with the files of a year, and return whether anybody could be written to.

    The same is told once a day. Errors of the mail server are the caller's: the mail stays queued.
    """
    year = UnreadYear(services=services, row=row)
    found = next(_contacts(year), None)
    if found is None:
        return False
    contact, language = found
    words = words_of(error, language)
    persons = in_secretariat(services, row.community)
    notices = to_secretariat(_notice(year, words, contact, language), contact, persons)
    sender = Sender(name=contact.name, address=services.settings.mail_from or contact.address, reply_to=contact.address)
    about = hashlib.sha256(words.encode()).hexdigest()[:8]
    put(year, f"{FAILED}.{FILES}.{services.today:%Y%m%d}{about}", notices, sender=sender)
    send_notices(year, sender=sender)
    return True


def notify_of_year(services: Services, where: Mapping[str, object], error: CycleError) -> bool:
    """Do the same for the year that a form or a run names; False where no such year is open."""
    community, meeting = where.get("community") or services.settings.community, where.get("meeting")
    for row in services.memory.cycles.all():
        if (row.year, row.community) == (where.get("year"), community) and meeting in {row.meeting, "", None}:
            return notify_unreadable(services, row, error)
    return False


def _notice(year: UnreadYear, words: str, contact: Contact, language: Language) -> Notice:
    """Return the mail with what is wrong in it."""
    meeting = in_a_sentence(_named(year, year.row.meeting, "name_definite"))
    mail = SecretariatMail(
        meeting=f"{meeting} {year.row.year}",
        community=_named(year, "community", "name"),
        title=say(language, "Waiting for you: the files of {year} cannot be read", year=year.row.year),
        opening=say(
            language,
            "The service cannot read what is written about {meeting} {year}. Until it is corrected, nothing in this "
            "year goes on, and nobody is reminded of anything. What is done stands.",
            meeting=meeting,
            year=year.row.year,
        ),
        matters=(_matter(year, language),),
        contact=contact,
        quoted=words,
    )
    bodies = Bodies(year.services.settings.templates / "mail")
    return Notice(
        recipient=SECRETARIAT,
        name=contact.name,
        address=contact.address,
        language=language,
        subject=mail.title,
        body=bodies.render("sekretariat", mail, language=language),
    )


def _matter(year: UnreadYear, language: Language) -> ActionItem:
    how = sentence(
        "If the year did not go on afterwards, start it again: “Deployments → 1-start → Run” in Prefect, "
        "or “cycle start {year}”."
    )
    return ActionItem(
        what=say(language, "Correct what is wrong. It stands below, with file and place."),
        how=say(language, how, year=year.row.year),
        link=f"{review_root(year.services.settings)}/",
    )


def _named(year: UnreadYear, file: str, key: str) -> str:
    """Return a name as a file of the community's folder has it, however little of the file can be read."""
    folder = community_folder(year.services.settings, year.row.community)
    with suppress(OSError, ValueError):
        found = re.search(rf"""(?m)^\s*{key}\s*=\s*["']([^"'\n]+)""", (folder / f"{file}.toml").read_text("utf-8-sig"))
        if found:
            return found[1]
    return year.row.community if file == "community" else file.replace("-", " ")


def _contacts(year: UnreadYear) -> Iterator[tuple[Contact, Language]]:
    """Yield who prepares the year, the surest first: by the community, by what was mailed, by what can be read."""
    language = language_of(year.services, year.row.community)
    with suppress(CycleError):
        community = load_named_community(year.services.settings, year.row.community).community
        yield community.contact, community.language
    yield from _mailed(year, lambda row: is_secretariats(row.recipient))
    folder = community_folder(year.services.settings, year.row.community)
    for name in (f"{year.row.meeting}-{year.row.year}/meeting.toml", "community.toml"):
        with suppress(OSError, ValueError):
            found = _CONTACT.search((folder / name).read_text("utf-8-sig"))
            if found and is_address(found["address"]):
                yield Contact(name=SECRETARIAT, organisation="", address=found["address"]), language
    yield from _mailed(year, lambda row: is_notice(row.kind))  # a coordinator, who knows whom to ask
    with suppress(CycleError):  # the folder is gone or is called something else, and nobody was written to yet
        home = load_named_community(year.services.settings).community
        yield home.contact, home.language


def _mailed(year: UnreadYear, was_sent: Callable[[OutboxRow], bool]) -> Iterator[tuple[Contact, Language]]:
    """Yield whom the service wrote to of those who run this community's years, the last first."""
    rows = [row for row in year.memory.outbox.rows() if row.cycle.partition("/")[0] == year.row.community]
    for row in reversed([row for row in rows if was_sent(row)]):
        with suppress(CycleError, ValueError, KeyError):
            said = json.loads(year.memory.files.get(row.content))
            yield Contact(name=said["name"], organisation="", address=row.address), said["language"]
