"""Why a gate is open again (ny runde): what somebody wrote when it was sent back or stopped, and what has changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from cycle import wording
from cycle.application.actions.running.states import PUT_BACK
from cycle.application.delivery import ADDRESSES
from cycle.application.results import (
    CommitteeResult,
    HostResult,
    InvitationsResult,
    LettersResult,
    MailingResult,
    PlanResult,
    StepResult,
    read_result,
)
from cycle.application.year import OpenCycle, approvals, node_named, revision_before
from cycle.catalogue import counted, say, sentence
from cycle.model import Language
from cycle.store.years.decisions import Decision
from cycle.store.years.results import Result

SENT_BACK: tuple[str, str] = (
    sentence("{name} sent it back from «{step}»."),
    sentence("{name} sent it back from «{step}» and wrote: «{comment}»."),
)
REMADE = sentence("{name} had it made again.")
STOPPED: tuple[str, str] = (
    sentence("{name} stopped the step. It has been started again."),
    sentence("{name} stopped the step and wrote: «{comment}». It has been started again."),
)
"""Without and with what somebody wrote."""
HOST, PROGRAMME = sentence("the decision about the host"), sentence("the programme")
MODE = sentence("the way mails go out")
INPUTS: Mapping[str, str] = {
    "community": sentence("the rules or the lists in the folder of the community"),
    "facts": sentence("the facts of the meeting in the year folder"),
    "year": sentence("the year folder"),
    "register": sentence("the register"),
    "record_date": sentence("the day on which mandates are read"),
    "host": HOST,
    "decided": HOST,
    "by_hand": sentence("who is added or taken off by hand"),
    "last_year": sentence("the list of last year"),
    "templates": sentence("the letter templates"),
    "pictures": sentence("the pictures in the letter"),
    "dispatch": sentence("what the dispatch says and who it goes to"),
    "programme": PROGRAMME,
    "programmes": PROGRAMME,
    "pdf": sentence("whether the letters become PDF"),
    "bodies": sentence("the text of the mail"),
    "sender": sentence("the sender"),
    "mode": MODE,
    "to": MODE,
    "allow": MODE,
    "send_by": sentence("the day it is to be out"),
    ADDRESSES: sentence("an address on the list of those invited"),
    "largest": sentence("how large a mail may be"),
    "sheets": sentence("the address sheets"),
    "presentations": sentence("the presentations"),
    "pages": sentence("the templates of the website"),
    "ledger": sentence("what has been sent"),
    "called off": sentence("that the meeting is called off"),
    PUT_BACK: sentence("that it is put back to what it was before"),
}
"""What a step builds on, by the name it is kept under."""
REST = sentence("what it builds on")
FACT_NAMES: Mapping[str, str] = {
    "date": sentence("the date of the meeting"),
    "start": sentence("the start"),
    "end": sentence("the end"),
    "registration": sentence("the registration"),
    "venue": sentence("the venue"),
    "place": sentence("the place"),
    "reply_by": sentence("the day answers are due"),
    "record_date": sentence("the day mandates are read"),
    "theme": sentence("the theme"),
    "aim": sentence("the aim"),
    "signup": sentence("the sign-up"),
    "contact": sentence("the contact"),
    "prepare": sentence("what to prepare"),
    "practical": sentence("practical information"),
    "reference": sentence("the archive reference"),
    "page": sentence("the page about the meeting"),
    "change_reason": sentence("the reason for a change"),
    "note": sentence("the remark"),
}
"""Every field of the facts but the year: what is changed in one is said by name, and line by line at the gate."""
CAME, WENT = sentence("came in: {names}"), sentence("went out: {names}")
MOST_NAMES = 5


def reopened(cycle: OpenCycle, result: Result, language: Language = "nn") -> tuple[str, ...]:
    """Return in sentences why this result is asked about again; none when it is asked about for the first time.

    First what people wrote. Plain text: who shows it as markdown escapes it.
    """
    before = revision_before(cycle, result)
    reasons = [
        say(language, REMADE, name=decision.name)
        if is_remake(decision)
        else _said(cycle, SENT_BACK, decision, language)
        for decision in _sent_back(cycle, result, before)
    ]
    reasons += [_said(cycle, STOPPED, decision, language) for decision in _stopped(cycle, result)]
    if before is None:
        return tuple(reasons)
    changes = _changes(cycle, before, result, language)
    if changes:
        what = "; ".join(changes)
        reasons.append(say(language, "New since revision {revision}: {what}.", revision=before.revision, what=what))
    elif read_result(before) == read_result(result):
        reasons.append(
            say(
                language,
                "Revision {revision} is made again, and is the same as the one before.",
                revision=result.revision,
            )
        )
    names = _approved(cycle, before, result)
    if names:
        approved = sentence("Revision {revision} was approved by {names}. That does not hold for this one.")
        reasons.append(say(language, approved, revision=before.revision, names=wording.listed(names)))
    return tuple(reasons)


def _sent_back(cycle: OpenCycle, result: Result, before: Result | None) -> list[Decision]:
    """Return the decisions that sent back to this step after the revision before this one was made."""
    if before is None:
        return []
    known, now = int(before.inputs.get("sent_back", 0)), int(result.inputs.get("sent_back", 0))
    rows = [
        decision
        for decision in cycle.record.decisions
        if decision.decision == "send_back" and decision.send_back_to == result.step
    ]
    return rows[known:now]


def is_remake(decision: Decision) -> bool:
    """Return whether somebody had a proposal made again, with no more to say of it."""
    return decision.decision == "send_back" and decision.send_back_to == decision.step and not decision.comment


def _stopped(cycle: OpenCycle, result: Result) -> list[Decision]:
    rows = cycle.record.decisions_of(result.step)
    if not rows or not any(decision.decision == "reopen" and decision.digest == result.digest for decision in rows):
        return []
    return [decision for decision in rows if decision.decision == "stop"][-1:]


def _said(cycle: OpenCycle, how: tuple[str, str], decision: Decision, language: Language) -> str:
    bare, with_comment = how
    comment = " ".join(decision.comment.split())
    step = _title(cycle, decision.step, language)
    said = say(language, with_comment if comment else bare, name=decision.name, step=step, comment=comment)
    for character in ".!?":  # what was written has its own full stop
        said = said.replace(f"{character}».", f"{character}»")
    return said


def _title(cycle: OpenCycle, step: str, language: Language) -> str:
    names = {node.name: node for node in cycle.graph}
    return cycle.title_of(names[step], language) if step in names else step


def _approved(cycle: OpenCycle, before: Result, result: Result) -> tuple[str, ...]:
    """Return who approved the revision before; nobody when what they approved is what stands."""
    if before.digest == result.digest:
        return ()
    rows = cycle.record.decisions_on(before.step, before.digest)
    return tuple(dict.fromkeys(decision.name for decision in approvals(rows)))


def _changes(cycle: OpenCycle, before: Result, now: Result, language: Language) -> list[str]:
    """Return what is different from the revision before, first in what was made, then in what it is made of."""
    found = list(_differences(read_result(before), read_result(now), language))
    needs = node_named(cycle.graph, now.step).needs
    keys = [key for key in {**before.inputs, **now.inputs} if before.inputs.get(key) != now.inputs.get(key)]
    if now.inputs.get(PUT_BACK, 0) <= before.inputs.get(PUT_BACK, 0):
        keys = [key for key in keys if key != PUT_BACK]
    for key in keys:
        if key in needs:
            found.append(say(language, "«{step}» is made again", step=_title(cycle, key, language)))
        elif key != "sent_back":
            found.append(say(language, INPUTS.get(key, REST)))
    return list(dict.fromkeys(found))


def _differences(before: StepResult, now: StepResult, language: Language) -> Iterable[str]:
    """Yield what is different in what was made."""
    match before, now:
        case PlanResult(facts=old), PlanResult(facts=new):
            yield from (
                say(language, what) for key, what in FACT_NAMES.items() if getattr(old, key) != getattr(new, key)
            )
        case MailingResult(), MailingResult() if before.count != now.count:
            yield from _names(_named(before), _named(now), language)
            yield say(language, "the number of recipients is {new}, not {old}", new=now.count, old=before.count)
        case LettersResult(), LettersResult():
            yield from _names(_named(before), _named(now), language)
            old_files = {letter.recipient: letter.docx.sha256 for letter in before.letters}
            new_files = {letter.recipient: letter.docx.sha256 for letter in now.letters}
            other = sum(old_files.get(key, sha256) != sha256 for key, sha256 in new_files.items())
            if other:
                yield counted(
                    language, other, "{number} letter has another content", "{number} letters have another content"
                )
        case _:
            yield from _names(_named(before), _named(now), language)


def _named(made: StepResult) -> list[str]:
    """Return whom or what a result names, in its order."""
    match made:
        case CommitteeResult(committee=committee):
            return [member.person for member in committee.members]
        case HostResult(host=host):
            return [host.organisation]
        case InvitationsResult(list=invited):
            return [invitee.name for invitee in invited.invitees]
        case LettersResult(letters=letters):
            return [letter.name for letter in letters]
        case MailingResult(mails=mails):
            return [mail.name for mail in mails]
        case _:
            return []


def _names(before: Sequence[str], now: Sequence[str], language: Language) -> Iterable[str]:
    for how, names in ((CAME, _without(now, before)), (WENT, _without(before, now))):
        if names:
            yield say(language, how, names=_listed(names, language))


def _without(names: Sequence[str], others: Sequence[str]) -> list[str]:
    return [name for name in dict.fromkeys(names) if name and name not in set(others)]


def _listed(names: Sequence[str], language: Language) -> str:
    if len(names) <= MOST_NAMES:
        return wording.listed(names)
    rest = say(language, "{number} more", number=len(names) - MOST_NAMES)
    return wording.listed([*names[:MOST_NAMES], rest])
