"""Step 6, mailing: everyone on the approved list exactly once, after the secretariat confirms the exact count."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import partial

from cycle import wording
from cycle.application.delivery import (
    Addressed,
    LetterMails,
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
from cycle.application.dispatches import WHY_NOT, answered_since, everybody, overlaps, sequences
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
from cycle.store.outbox import is_withdrawn
from cycle.store.results import Result


def inputs(cycle: OpenCycle, link: StepNode) -> Mapping[str, object]:
    """Return what the mailing depends on: the mail bodies and the way mail leaves the house."""
    settings = cycle.services.settings
    mails = LetterMails(cycle, link)
    return {
        "bodies": mails.template_digest(),
        "sender": to_plain(mails.sender),
        "mode": settings.mail_mode,
        "to": settings.mail_redirect_to,
        "allow": list(settings.mail_allowlist),
        "largest": settings.mail_max_mb,
        **paper_inputs(cycle, everybody(cycle)),
    }


def prepare(cycle: OpenCycle, link: StepNode) -> MailingResult:
    """Return one planned mail per letter, the exact count, and who gets none and why.

    InputError naming every mail that is larger than the setting, the provider or the mail server lets through.
    """
    settings = cycle.services.settings
    letters = read(LettersResult, result_of(cycle, f"letters.{link.dispatch}"))
    dispatch, people = cycle.dispatch(link), {person.id: person for person in everybody(cycle)}
    rows = {row.recipient: row for row in cycle.record.mails_of(kind_of(cycle, link))}
    invitees = [people[letter.recipient] for letter in letters.letters]
    answered = answered_since(cycle, dispatch, [reader.id for reader in invitees])
    met = overlaps(cycle, link, invitees)
    left_out = _left_out(cycle, invitees, answered, met)
    mailed = [reader for reader in invitees if not reader.on_paper and reader.id not in left_out]
    mails = LetterMails(cycle, link)
    planned = _planned(cycle, link, mails, mailed, letters)
    limit = limit_of(settings, cycle.language)
    refuse_too_large(planned, limit, mailing=cycle.title_of(link), language=cycle.language)
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
        paper=paper_letters(cycle, link, invitees, letters),
        texts=_texts(mails, mailed, planned),
    )


def _texts(mails: LetterMails, readers: Sequence[Invitee], planned: Sequence[PlannedMail]) -> tuple[MailText, ...]:
    """Return what the mail says to the first reader of each written form."""
    first: dict[str, MailText] = {}
    for reader, mail in zip(readers, planned, strict=True):
        if mails.language(reader) not in first:
            first[mails.language(reader)] = mails.text(reader, mail.files)
    return tuple(first.values())


def _planned(
    cycle: OpenCycle, link: StepNode, mails: LetterMails, readers: Sequence[Invitee], letters: LettersResult
) -> tuple[PlannedMail, ...]:
    """Return the mail of each reader: what it brings, and how large it is on the wire."""
    order = sequences(cycle, cycle.dispatch(link))
    apart, planned = invites_apart(cycle, link), []
    for reader in readers:
        files = mails.files(letters.of(reader.id), enclosed(letters.common, mails.language(reader)))
        sequence = order[reader.id]
        content = mails.content_digest(reader, files, sequence=sequence)
        mail = Addressed(recipient=reader.id, address=reader.address, content=content)
        row = intended(cycle, kind=kind_of(cycle, link), sender=mails.sender, mail=mail)
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


def settled(cycle: OpenCycle, _link: StepNode, result: Result) -> str:
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


def perform(cycle: OpenCycle, link: StepNode, result: Result) -> MailingOutcome:
    """Put every planned mail in the outbox, send what is due, and return the counts.

    Unavailable when the server is down: nothing is marked sent, and the same call later goes on.
    """
    mails, planned = LetterMails(cycle, link), still_planned(cycle, link, result)
    people, bound = {person.id: person for person in everybody(cycle)}, bool(read(MailingResult, result).texts)

    def build(row: OutboxRow) -> Mail:
        mail, reader = planned[row.recipient], people[row.recipient]
        now = mails.content_digest(reader, mail.files, sequence=mail.sequence) if bound else ""
        refuse_other(row, mail, says=now)
        return mails.build(row, reader, mail.files, sequence=mail.sequence)

    send(
        cycle,
        kind=kind_of(cycle, link),
        sender=mails.sender,
        planned=[
            Addressed(recipient=key, address=people[key].address, content=mail.content) for key, mail in planned.items()
        ],
        again=set(read(MailingResult, result).again) & set(planned),
        build=build,
        stop=partial(cycle.called_off_by_now, link),
    )
    if invites_apart(cycle, link):
        _send_invitations(cycle, link, mails, people, planned)
    return MailingOutcome(counts=cycle.memory.outbox.counts(cycle=cycle.id, kind=kind_of(cycle, link)))


def _send_invitations(
    cycle: OpenCycle,
    link: StepNode,
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
        kind=calendar_kind(cycle, link),
        sender=mails.sender,
        planned=[
            Addressed(recipient=key, address=people[key].address, content=planned[key].content)
            for key in _got_letter(cycle, link, planned)
        ],
        again=set(),
        build=build,
        stop=partial(cycle.called_off_by_now, link),
        look_first=False,
    )


def remains(cycle: OpenCycle, link: StepNode, result: Result) -> bool:
    """Return whether a mail of this result is queued again, or a letter has arrived that no invitation has followed.

    Either after it was carried out: a person or an answer settled what became of a doubtful letter.
    """
    planned = {mail.recipient for mail in read(MailingResult, result).mails}
    kinds = (kind_of(cycle, link), calendar_kind(cycle, link))
    queued = [row for kind in kinds for row in cycle.record.mails_of(kind, "queued")]
    return any(row.recipient in planned for row in queued) or _waits_for_invitation(cycle, link, result)


def _got_letter(cycle: OpenCycle, link: StepNode, planned: Collection[str]) -> list[str]:
    letters = cycle.record.mails_of(kind_of(cycle, link), "sent")
    return [row.recipient for row in letters if row.recipient in planned]


def _waits_for_invitation(cycle: OpenCycle, link: StepNode, result: Result) -> bool:
    """Return whether somebody has the letter and not yet the calendar invitation that is to follow it."""
    if not invites_apart(cycle, link) or cycle.called_off_meanwhile(link):
        return False
    invitations = cycle.record.mails_of(calendar_kind(cycle, link))
    invited = {row.recipient for row in invitations if not is_withdrawn(row)}
    return not invited.issuperset(_got_letter(cycle, link, still_planned(cycle, link, result)))


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
