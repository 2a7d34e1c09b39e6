"""Step 6, mailing: everyone on the approved list exactly once, after the secretariat confirms the exact count."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import Any

from cycle import wording
from cycle.application.delivery import (
    Addressed,
    LetterMails,
    intended,
    limit_of,
    present,
    refuse_too_large,
    remedies,
    report,
    send,
    stands_of,
    still_planned,
    why_held,
)
from cycle.application.dispatches import WHY_NOT, AddressOverlap, answered_since, everybody, overlaps, sequences
from cycle.application.documents import enclosed, paper_body, paper_inputs
from cycle.application.results import MailingOutcome
from cycle.application.year import Body, OpenCycle, Step, StepNode, calendar_kind, invites_apart, kind_of, result_of
from cycle.catalogue import sentence
from cycle.mail.transport import allowed
from cycle.model import Invitee, StoredFile, from_plain, to_plain
from cycle.store.outbox import is_withdrawn
from cycle.store.results import Result


def inputs(cycle: OpenCycle, link: StepNode) -> Mapping[str, Any]:
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


def prepare(cycle: OpenCycle, link: StepNode) -> Body:
    """Return one planned mail per letter, the exact count, and who gets none and why.

    InputError naming every mail that is larger than the setting, the provider or the mail server lets through.
    """
    settings = cycle.services.settings
    letters = result_of(cycle, f"letters.{link.dispatch}").body
    mails, dispatch = LetterMails(cycle, link), cycle.dispatch(link)
    rows = {row.recipient: row for row in cycle.record.mails_of(kind_of(cycle, link))}
    planned: list[dict[str, Any]] = []
    people, order = {invitee.id: invitee for invitee in everybody(cycle)}, sequences(cycle, dispatch)
    answered = answered_since(cycle, dispatch, [letter["recipient"] for letter in letters["letters"]])
    invitees = [people[letter["recipient"]] for letter in letters["letters"]]
    met, apart = overlaps(cycle, link, invitees), invites_apart(cycle, link)
    left_out = _left_out(cycle, invitees, answered, met)
    for letter, invitee in zip(letters["letters"], invitees, strict=True):
        if invitee.on_paper or invitee.id in left_out:
            continue
        files = mails.files(letter, enclosed(letters["common"], mails.language(invitee)))
        sequence = order[invitee.id]
        content = mails.content_digest(invitee, files, sequence=sequence)
        mail = Addressed(recipient=invitee.id, address=invitee.address, content=content)
        row = intended(cycle, kind=kind_of(cycle, link), sender=mails.sender, mail=mail)
        planned.append(
            {
                "recipient": invitee.id,
                "name": invitee.name,
                "address": invitee.address,
                "files": to_plain(files),
                "content": content,
                "size": sum(file.size for file in files),
                "bytes": mails.size(row, invitee, files, sequence=sequence),
                "calendar_bytes": mails.invitation_size(row, invitee) if apart else 0,
                "sequence": sequence,
            }
        )
    limit = limit_of(settings, cycle.language)
    refuse_too_large(planned, limit, mailing=cycle.title_of(link), language=cycle.language)
    advice = remedies(cycle, rows.values())
    stands = {mail["recipient"]: stands_of(rows.get(mail["recipient"]), mail["address"]) for mail in planned}
    already = {recipient for recipient, stand in stands.items() if stand == "already"}
    return {
        "mails": planned,
        "left_out": [{"who": people[key].name, "why": why} for key, why in left_out.items()],
        "same_address": [to_plain(overlap) for overlap in met if overlap.recipient not in answered],
        "already": sorted(already),
        "changed_since_sent": [
            mail["name"] for mail in planned if mail["recipient"] in already and _differs(rows, mail)
        ],
        "again": sorted(recipient for recipient, stand in stands.items() if stand == "again"),
        "open": {
            recipient: {"state": rows[recipient].state, "remedy": advice[rows[recipient].id]}
            for recipient, stand in stands.items()
            if stand == "open"
        },
        "count": sum(stand in {"new", "again"} for stand in stands.values()),
        "mode": settings.mail_mode,
        "limit": limit.size,
        "paper": paper_body(cycle, link, invitees, letters),
    }


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
    body = result.body
    missing = [person for person in body["left_out"] if person["why"] not in WHY_NOT]
    if body["count"] or missing or body["open"] or body["paper"]["letters"]:
        return ""
    had, answered = len(body["already"]), len(body["left_out"])
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
    people = {invitee.id: invitee for invitee in everybody(cycle)}
    files = {key: [from_plain(StoredFile, file) for file in mail["files"]] for key, mail in planned.items()}
    order = {key: mail.get("sequence", 0) for key, mail in planned.items()}
    send(
        cycle,
        kind=kind_of(cycle, link),
        sender=mails.sender,
        planned=[
            Addressed(recipient=key, address=people[key].address, content=mail["content"])
            for key, mail in planned.items()
        ],
        again=set(result.body["again"]) & set(planned),
        build=lambda row: mails.build(row, people[row.recipient], files[row.recipient], sequence=order[row.recipient]),
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
    planned: Mapping[str, Mapping[str, Any]],
) -> None:
    """Send everyone who got the letter the calendar invitation as a mail of its own."""
    send(
        cycle,
        kind=calendar_kind(cycle, link),
        sender=mails.sender,
        planned=[
            Addressed(recipient=key, address=people[key].address, content=planned[key]["content"])
            for key in _got_letter(cycle, link, planned)
        ],
        again=set(),
        build=lambda row: mails.build_invitation(
            row, people[row.recipient], sequence=planned[row.recipient].get("sequence", 0)
        ),
        stop=partial(cycle.called_off_by_now, link),
        look_first=False,
    )


def remains(cycle: OpenCycle, link: StepNode, result: Result) -> bool:
    """Return whether a mail of this result is queued again, or a letter has arrived that no invitation has followed.

    Either after it was carried out: a person or an answer settled what became of a doubtful letter.
    """
    planned = {mail["recipient"] for mail in result.body["mails"]}
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


def _differs(rows: Mapping[str, Any], planned: Mapping[str, Any]) -> bool:
    return bool(rows[planned["recipient"]].content != planned["content"])


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
