"""Mails the service writes to those who run the year (varsel): kept as written, queued, sent when they can be."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from cycle.application.delivery.link_in_mail import put_link_in
from cycle.application.delivery.posting import Posting
from cycle.application.delivery.sending import Addressed, queue, send_due
from cycle.application.year import OpenCycle, TranslatedYear, mode_suffix, review_root, unmarked
from cycle.mail.message import Mail, MailBody, Sender
from cycle.mail.message import build as compose
from cycle.model import Contact, Document, KnownPerson, Language, OutboxRow, address_digest

GATE, HELD, FAILED, SUMMARY, NEXT, LATE = "vent", "opphald", "feil", "oppsummering", "neste", "for-seint"
UNCOVERED, REMINDER = "udekt", "minne"
"""What the kind of a notice begins with: a gate waits, a mailing waits, a run failed, what needs a person today, next
year can be opened, an approval came too late, nobody who can decide is there, all that waits for somebody."""
WITH_LINK = (f"{GATE}.", f"{REMINDER}.")
"""Notices whose link logs somebody in: they are not kept as they left."""
PATIENCE = (20.0, 60.0)
"""Seconds that a server has for an answer, and for the one to the final dot: a gate opens no later than that."""
SECRETARIAT = "sekretariatet"
"""Stands in the ledger for the contact of the year; with a digest, for another who is the secretariat."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One mail to one person who runs the year."""

    recipient: str
    """Id in the ledger; never a name or an address."""
    name: str
    address: str
    language: Language
    subject: str
    body: MailBody
    put_in: Mapping[str, str] = field(default_factory=dict)
    """Whom the link in it logs in, and where it leads; the kept words hold a stand-in."""
    gates: Sequence[tuple[str, str]] = ()
    """Of a reminder: the year and the opening of each gate it names."""
    reason: str = ""
    """Of a mail about an answer that does not count: why, for the page that shows it too."""


def is_notice(kind: str) -> bool:
    """Return whether a mail of the ledger went to those who run the year, and not to an invitee."""
    first, dot, _ = kind.partition(".")
    return bool(dot) and first in {GATE, HELD, FAILED, SUMMARY, NEXT, LATE, UNCOVERED, REMINDER}


def carries_log_in(kind: str) -> bool:
    """Return whether a mail may hold a link that logs its reader in: such a mail is never kept as it left."""
    return kind.startswith(WITH_LINK)


def coordinator_id(address: str) -> str:
    """Return what stands for a coordinator in the ledger; a corrected address is another recipient."""
    return f"koordinator-{address_digest(address)[:12]}"


def secretary_id(address: str) -> str:
    """Return what stands in the ledger for one of the secretariat whose mailbox is not the contact's."""
    return f"{SECRETARIAT}-{address_digest(address)[:12]}"


def is_secretariats(recipient: str) -> bool:
    """Return whether a notice went to the secretariat as such, not to somebody who decides."""
    return recipient == SECRETARIAT or recipient.startswith(f"{SECRETARIAT}-")


def to_secretariat(notice: Notice, contact: Contact, persons: Sequence[KnownPerson]) -> list[Notice]:
    """Return the mail to each who is the secretariat; to the contact where the list of people names nobody."""
    return [
        replace(
            notice,
            recipient=SECRETARIAT
            if person.address.casefold() == contact.address.casefold()
            else secretary_id(person.address),
            name=person.name,
            address=person.address,
        )
        for person in persons
    ] or [replace(notice, recipient=SECRETARIAT, name=contact.name, address=contact.address)]


def in_mode(cycle: Posting, stem: str) -> str:
    """Return what a notice is called in the outbox: a rehearsal keeps rows of its own, as letters do."""
    return stem + mode_suffix(cycle.services.settings)


def notice_rows(cycle: Posting, first: str = "") -> tuple[OutboxRow, ...]:
    """Return the notices of the year in this mode, oldest first; only those whose kind begins so."""
    return tuple(
        row
        for row in cycle.memory.outbox.rows(cycle=cycle.id)
        if is_notice(row.kind)
        and in_mode(cycle, unmarked(row.kind)) == row.kind
        and (not first or row.kind.startswith(f"{first}."))
    )


def letter_rows(cycle: OpenCycle) -> tuple[OutboxRow, ...]:
    """Return the year's mails to invitees, oldest first: what the archive keeps, and what its gate may depend on.

    A notice must not change what the archive is made of: that a gate waits is told by one.
    """
    return tuple(row for row in cycle.record.mails if not is_notice(row.kind))


def gates_named(cycle: Posting, row: OutboxRow) -> frozenset[tuple[str, str]] | None:
    """Return the gates a reminder names as it was kept; None for one of a version that did not note them."""
    gates = json.loads(cycle.memory.files.get(row.content)).get("gates")
    return None if gates is None else frozenset((year, opening) for year, opening in gates)


def put(cycle: Posting, stem: str, notices: Sequence[Notice], *, sender: Sender | None = None) -> None:
    """Keep the mails as they are written and queue them; a person who has one of this kind gets no second.

    They come from the secretariat, which a year that cannot be read does not know: then `sender` is named.
    """
    planned = [
        Addressed(recipient=notice.recipient, address=notice.address, content=_keep(cycle, notice))
        for notice in notices
    ]
    queue(cycle, kind=in_mode(cycle, stem), sender=_from(cycle, sender), planned=planned)


def notice_digest(cycle: Posting, notice: Notice) -> str:
    """Return the digest that `put` gives a notice, without keeping it."""
    return hashlib.sha256(_written(notice)).hexdigest()


def reason_kept(cycle: OpenCycle, row: OutboxRow) -> str:
    """Return why an answer does not count, as its mail keeps it; empty in mails of earlier versions."""
    return str(json.loads(cycle.memory.files.get(row.content)).get("reason", ""))


def take_back(cycle: OpenCycle, outdated: Callable[[str], bool], *, who: str) -> int:
    """Take back the queued notices whose kind is outdated, before anyone gets them; return how many."""
    kinds = {row.kind for row in notice_rows(cycle) if row.state == "queued" and outdated(unmarked(row.kind))}
    return sum(
        cycle.memory.outbox.withdraw(cycle=cycle.id, kind=kind, keep=(), who=who, now=cycle.now)
        for kind in sorted(kinds)
    )


def send_notices(cycle: Posting, *, sender: Sender | None = None) -> int:
    """Send every notice of the year that is due and return how many were accepted.

    Unavailable when the server is down; BusyError when another dispatcher is at work. They stay queued.
    """
    kinds = dict.fromkeys(row.kind for row in notice_rows(cycle) if row.state in {"queued", "sending", "uncertain"})
    build = partial(_build, cycle, sender)
    return sum(
        send_due(cycle, kind=kind, build=build, patience=PATIENCE, keeps=not carries_log_in(kind)).sent
        for kind in kinds
    )


def sender_of(cycle: OpenCycle) -> Sender:
    """Return the secretariat as sender."""
    contact = secretariat(cycle)
    address = cycle.services.settings.mail_from or contact.address
    return Sender(name=contact.name, address=address, reply_to=contact.address)


def secretariat(cycle: OpenCycle) -> Contact:
    """Return the contact of the year, in the community's own language."""
    return TranslatedYear(cycle=cycle, language=cycle.loaded.community.language).contact


def _keep(cycle: Posting, notice: Notice) -> str:
    data = _written(notice)
    return cycle.memory.files.put(Document(name="varsel.json", media_type="application/json", data=data)).sha256


def _written(notice: Notice) -> bytes:
    said: dict[str, object] = {
        "name": notice.name,
        "language": notice.language,
        "subject": notice.subject,
        "text": notice.body.text,
        "html": notice.body.html,
    }
    if notice.put_in:
        said |= {"put_in": notice.put_in}
    if notice.gates:
        said |= {"gates": notice.gates}
    if notice.reason:
        said |= {"reason": notice.reason}
    return json.dumps(said, ensure_ascii=False, sort_keys=True).encode()


def _from(cycle: Posting, sender: Sender | None) -> Sender:
    if sender is not None:
        return sender
    assert isinstance(cycle, OpenCycle)
    return sender_of(cycle)


def _build(cycle: Posting, sender: Sender | None, row: OutboxRow) -> Mail:
    """Return the mail of a row from the words that were kept when it was queued."""
    said = json.loads(cycle.memory.files.get(row.content))
    for kept in ("gates", "reason"):
        said.pop(kept, None)
    if meant := said.pop("put_in", None):
        root = review_root(cycle.services.settings)
        for part in ("text", "html"):
            said[part] = put_link_in(cycle.services, said[part], meant, row, root=root)
    return compose(row, sender=_from(cycle, sender), **said)
