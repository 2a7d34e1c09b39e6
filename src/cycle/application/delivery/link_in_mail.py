"""The link in a mail that logs its reader in: a stand-in where the words are kept, the link itself as the mail leaves.

What is kept, and lies in backups, logs nobody in; and a link begins to live when its mail goes, not when it is written.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
from collections.abc import Mapping

from cycle.model import OutboxRow
from cycle.services import Services
from cycle.store.people.login_links import LoginLink, hash_of

LOG_IN_LINK = "/logg-inn/lenkje/"
STAND_IN = "lenkja-blir-sett-inn-naar-e-posten-gaar-ut-"
"""As long as what takes its place, so that the lines of a mail break alike."""
LIVES_MAILED = dt.timedelta(hours=72)
"""A gate's mail may be read on Monday."""
LINKS_KEPT = dt.timedelta(days=30)
"""How long a link that is over is remembered, so that whoever presses it late is told why."""


def put_link_in(services: Services, words: str, meant: Mapping[str, str], row: OutboxRow, *, root: str) -> str:
    """Return the words with the link of this mail; `meant` says who it logs in and which page it leads to.

    The same mail holds the same link, however often it is tried. One that was not used and is over lives again, for
    its mail goes only now; a used one does not. Whoever is not the one reader of the address any more gets the page.
    """
    there = [
        known.person.key
        for known in services.memory.persons.rows(meant["community"])
        if known.removed_at is None and known.person.address.casefold() == row.address.casefold()
    ]
    if there != [meant["person"]]:
        return words.replace(f"{root}{LOG_IN_LINK}{STAND_IN}", f"{root}{meant['page']}")
    return words.replace(STAND_IN, _link(services, meant, row))


def _link(services: Services, meant: Mapping[str, str], row: OutboxRow) -> str:
    """Return what stands in the link of a mail, which begins to live now."""
    key = "\x1f".join(("login", meant["community"], meant["person"], row.address, row.message_id)).encode()
    token = base64.urlsafe_b64encode(hmac.new(services.secret, key, hashlib.sha256).digest()).decode().rstrip("=")
    now, links = services.now(), services.memory.login_links
    link = LoginLink(
        hash=hash_of(token),
        community=meant["community"],
        person=meant["person"],
        origin="mail",
        page=meant["page"],
        made_at=now,
        ends_at=now + LIVES_MAILED,
    )
    if not links.renew(link):
        links.add(link, forget_before=now - LINKS_KEPT)
    return token
