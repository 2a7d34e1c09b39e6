"""Step 6, mailing: everyone on the approved list exactly once, after the secretariat confirms the exact count."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from functools import partial

from cycle import wording
from cycle.application.delivery import (
    Addressed,
    LetterMails,
    address_inputs,
    intended,
    limit_of,
    present,
    refuse_other,
    refuse_too_large,
    remedies,
    report,
    send,
    stands_of,
    still_planned,
    why_held,
)
from cycle.application.dispatches import WHY_NOT, answered_since, as_listed, everybody, overlaps, sequences
from cycle.application.documents import enclosed, paper_inputs, paper_letters
from cycle.application.results import (
    AddressOverlap,
    LettersResult,
    MailingOutcome,
    MailingResult,
    MailText,
    NotMailed,
    PlannedMail,
    UnsettledMail,
    read,
)
from cycle.application.year import OpenCycle, Step, StepNode, calendar_kind, invites_apart, kind_of, result_of
from cycle.catalogue import sentence
from cycle.mail.message import Mail
from cycle.mail.transport import allowed
from cycle.model import Invitee, OutboxRow, to_plain
from cycle.store.mails.outbox import is_withdrawn
from cycle.store.years.results import Result

SEND_BY = "send_by"
"""Among the inputs of a mailing, the day it is to be out."""


def inputs(cycle: OpenCycle, node: StepNode) -> Mapping[str, object]:
    """Return what the mailing depends on: the mail bodies and the way mail leaves the house."""
    settings = cycle.services.settings
    mails = LetterMails(cycle, node)
    own: dict[str, object] = {
        "bodies": mails.template_digest(),
        "sender": to_plain(mails.sender),
        "mode": settings.mail_mode,
        "to": settings.mail_redirect_to,
        "allow": list(settings.mail_allowlist),
        "largest": settings.mail_max_mb,
        **paper_inputs(cycle, everybody(cycle)),
    }
    return {**own, **_send_by(cycle, node, own), **address_inputs(cycle, node)}


def _send_by(cycle: OpenCycle, node: StepNode, own: Mapping[str, object]) -> dict[str, str]:
    """Return the day the dispatch is to be out, as what its approval rests on.

    Not of a mailing that was made before the day was kept and is as it was: an upgrade opens no gate again.
    """
    before, day = cycle.record.latest(node.name), _day_to_be_out(cycle, node)
    kept = before is None or SEND_BY in before.inputs or any(before.inputs.get(key) != own[key] for key in own)
    return {SEND_BY: day.isoformat()} if kept and day is not None else {}


def _day_to_be_out(cycle: OpenCycle, node: StepNode) -> dt.date | None:
    milestones = {milestone.id: milestone.date for milestone in cycle.milestones}
    return milestones.get(cycle.dispatch(node).milestone)


def prepare(cycle: OpenCycle, node: StepNode) -> MailingResult:
    """Return one planned mail per letter, the exact count, and who gets none and why.

    InputError naming every mail that is larger than the setting, the provider or the mail server lets through.
    """
    settings = cycle.services.settings
    letters = read(LettersResult, result_of(cycle, f"letters.{node.dispatch}"))
    dispatch, people = cycle.dispatch(node), {key: listed[0] for key, listed in as_listed(cycle).items()}
    rows = {row.recipient: row for row in cycle.record.mails_of(kind_of(cycle, node))}
    invitees = [people[letter.recipient] for letter in letters.letters]
    answered = answered_since(cycle, dispatch, [reader.id for reader in invitees])
    met = overlaps(cycle, node, invitees)
    left_out = _left_out(cycle, invitees, answered, met)
    mailed = [reader for reader in invitees if not reader.on_paper and reader.id not in left_out]
    mails = LetterMails(cycle, node)
    planned = _planned(cycle, node, mails, mailed, letters)
    limit = limit_of(settings, cycle.language)
    refuse_too_large(planned, limit, mailing=cycle.title_of(node), language=cycle.language)
    advice = remedies(cycle, rows.values())
    stands = {mail.recipient: stands_of(rows.get(mail.recipient), mail.address) for mail in planned}
    already = [mail for mail in planned if stands[mail.recipient] == "already"]
    return MailingResult(
        mails=planned,
        left_out=tuple(NotMailed(who=people[key].name, why=why) for key, why in left_out.items()),
        same_address=tuple(overlap for overlap in met if overlap.recipient not in answered),
        already=tuple(sorted(mail.recipient for mail in already)),
        changed_since_sent=tuple(mail.name for mail in already if rows[mail.recipient].content != mail.content),
        again=tuple(sorted(recipient for recipient, stand in stands.items() if stand == "again")),
        open={
            recipient: UnsettledMail(state=rows[recipient].state, remedy=advice[rows[recipient].id])
            for recipient, stand in stands.items()
            if stand == "open"
        },
        count=sum(stand in {"new", "again"} for stand in stands.values()),
        mode=settings.mail_mode,
        limit=limit.size,
        paper=paper_letters(cycle, node, invitees, letters),
        texts=_texts(mails, mailed, planned),
        send_by=_day_to_be_out(cycle, node) if SEND_BY in inputs(cycle, node) else None,
    )


def _texts(mails: LetterMails, readers: Sequence[Invitee], planned: Sequence[PlannedMail]) -> tuple[MailText, ...]:
    """Return what the mail says to the first reader of each written form."""
    first: dict[str, MailText] = {}
    for reader, mail in zip(readers, planned, strict=True):
        if mails.language(reader) not in first:
            first[mails.language(reader)] = mails.text(reader, mail.files)
    return tuple(first.values())


def _planned(
    cycle: OpenCycle, node: StepNode, mails: LetterMails, readers: Sequence[Invitee], letters: LettersResult
) -> tuple[PlannedMail, ...]:
    """Return the mail of each reader: what it brings, and how large it is on the wire."""
    order = sequences(cycle, cycle.dispatch(node))
    apart, planned = invites_apart(cycle, node), []
    for reader in readers:
        files = mails.files(letters.of(reader.id), enclosed(letters.common, mails.language(reader)))
        sequence = order[reader.id]
        content = mails.content_digest(reader, files, sequence=sequence)
        mail = Addressed(recipient=reader.id, address=reader.address, content=content)
        row = intended(cycle, kind=kind_of(cycle, node), sender=mails.sender, mail=mail)
        planned.append(
            PlannedMail(
                recipient=reader.id,
                name=reader.name,
                address=reader.address,
                files=tuple(files),
                content=content,
                size=sum(file.size for file in files),
                bytes=mails.size(row, reader, files, sequence=sequence),
                calendar_bytes=mails.invitation_size(row, reader) if apart else 0,
                sequence=sequence,
            )
        )
    return tuple(planned)


def _left_out(
    cycle: OpenCycle, invitees: Sequence[Invitee], answered: Mapping[str, str], met: Sequence[AddressOverlap]
) -> dict[str, str]:
    """Return person id → why a letter is not mailed, of those who have an address."""
    settings, held = cycle.services.settings, {overlap.recipient: overlap for overlap in met if overlap.held}
    found = {}
    for invitee in invitees:
        if invitee.id in answered:
            found[invitee.id] = answered[invitee.id]
        elif invitee.on_paper:
            continue
        elif settings.mail_mode == "allowlist" and not allowed(invitee.address, settings.mail_allowlist):
            found[invitee.id] = cycle.say("The address is not allowed by the settings.")
        elif invitee.id in held:
            found[invitee.id] = why_held(cycle, held[invitee.id])
    return found


def settled(cycle: OpenCycle, _node: StepNode, result: Result) -> str:
    """Return why nobody need decide on a mailing: it goes to nobody, and nobody is missing from it either.

    Who gets none because of a setting, an address others have, a doubtful mail or paper is for a person to see.
    """
    made = read(MailingResult, result)
    missing = [person for person in made.left_out if person.why not in WHY_NOT]
    if made.count or missing or made.open or made.paper.letters:
        return ""
    had, answered = len(made.already), len(made.left_out)
    parts = (
        [cycle.count(had, "{number} recipient has had it before", "{number} recipients have had it before")]
        if had
        else []
    )
    parts += [cycle.count(answered, "{number} has answered since", "{number} have answered since")] if answered else []
    if not parts:
        return cycle.say("Nobody to send to.")
    return cycle.say("Nobody to send to: {those}.", those=wording.listed(parts))


def perform(cycle: OpenCycle, node: StepNode, result: Result) -> MailingOutcome:
    """Put every planned mail in the outbox, send what is due, and return the counts.

    Unavailable when the server is down: nothing is marked sent, and the same call later goes on.
    """
    mails, planned = LetterMails(cycle, node), still_planned(cycle, node, result)
    people, bound = as_listed(cycle), bool(read(MailingResult, result).texts)

    def build(row: OutboxRow) -> Mail:
        mail = planned[row.recipient]
        reader, now = _as_approved(mails, people[row.recipient], mail) if bound else (people[row.recipient][0], "")
        refuse_other(row, mail, says=now)
        return mails.build(row, reader, mail.files, sequence=mail.sequence)

    send(
        cycle,
        kind=kind_of(cycle, node),
        sender=mails.sender,
        planned=[Addressed(recipient=key, address=mail.address, content=mail.content) for key, mail in planned.items()],
        again=set(read(MailingResult, result).again) & set(planned),
        build=build,
        stop=partial(cycle.called_off_by_now, node),
    )
    if invites_apart(cycle, node):
        _send_invitations(cycle, node, mails, {key: listed[0] for key, listed in people.items()}, planned)
    return MailingOutcome(counts=cycle.memory.outbox.counts(cycle=cycle.id, kind=kind_of(cycle, node)))


def _as_approved(mails: LetterMails, listed: Sequence[Invitee], mail: PlannedMail) -> tuple[Invitee, str]:
    """Return a reader as they stood when their mail was approved, with the digest of what it says to them.

    As they stand now where no list has them as then: the mail says something else, and is refused.
    """
    said = ((reader, mails.content_digest(reader, mail.files, sequence=mail.sequence)) for reader in listed)
    newest = next(said)
    return next((found for found in (newest, *said) if found[1] == mail.content), newest)


def _send_invitations(
    cycle: OpenCycle,
    node: StepNode,
    mails: LetterMails,
    people: Mapping[str, Invitee],
    planned: Mapping[str, PlannedMail],
) -> None:
    """Send everyone who got the letter the calendar invitation as a mail of its own."""

    def build(row: OutboxRow) -> Mail:
        mail = planned[row.recipient]
        refuse_other(row, mail, says=mail.content)
        return mails.build_invitation(row, people[row.recipient], sequence=mail.sequence)

    send(
        cycle,
        kind=calendar_kind(cycle, node),
        sender=mails.sender,
        planned=[
            Addressed(recipient=key, address=planned[key].address, content=planned[key].content)
            for key in _got_letter(cycle, node, planned)
        ],
        again=set(),
        build=build,
        stop=partial(cycle.called_off_by_now, node),
        look_first=False,
    )


def remains(cycle: OpenCycle, node: StepNode, result: Result) -> bool:
    """Return whether a mail of this result is queued again, or a letter has arrived that no invitation has followed.

    Either after it was carried out: a person or an answer settled what became of a doubtful letter.
    """
    planned = {mail.recipient for mail in read(MailingResult, result).mails}
    kinds = (kind_of(cycle, node), calendar_kind(cycle, node))
    queued = [row for kind in kinds for row in cycle.record.mails_of(kind, "queued")]
    return any(row.recipient in planned for row in queued) or _waits_for_invitation(cycle, node, result)


def _got_letter(cycle: OpenCycle, node: StepNode, planned: Collection[str]) -> list[str]:
    letters = cycle.record.mails_of(kind_of(cycle, node), "sent")
    return [row.recipient for row in letters if row.recipient in planned]


def _waits_for_invitation(cycle: OpenCycle, node: StepNode, result: Result) -> bool:
    """Return whether somebody has the letter and not yet the calendar invitation that is to follow it."""
    if not invites_apart(cycle, node) or cycle.called_off_meanwhile(node):
        return False
    invitations = cycle.record.mails_of(calendar_kind(cycle, node))
    invited = {row.recipient for row in invitations if not is_withdrawn(row)}
    return not invited.issuperset(_got_letter(cycle, node, still_planned(cycle, node, result)))


STEP = Step(
    title=sentence("Mailing"),
    inputs=inputs,
    prepare=prepare,
    present=present,
    perform=perform,
    report=report,
    remains=remains,
    settled=settled,
)
