"""Tells the secretariat each morning what needs a person by now, and nothing when all is as it was told last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cycle import wording
from cycle.application.actions import unfit_acts
from cycle.application.delivery import SUMMARY, needs_person, notice_digest, notice_rows, put
from cycle.application.dispatches import rehearsed_cancellation, rehearsed_invitation
from cycle.application.notifications.gate_opened import running_text
from cycle.application.notifications.secretariat import secretariat_mails
from cycle.application.notifications.stopped_steps import hold_item, holds_on
from cycle.application.replies import silence
from cycle.application.year import (
    OpenCycle,
    TranslatedYear,
    calendar_kind,
    kind_of,
    mailing_link,
    review_root,
    unmarked,
)
from cycle.catalogue import plural, sentence
from cycle.mail.message import ActionItem
from cycle.model import OutboxRow
from cycle.services import OSLO

REMINDED = sentence("The reminder goes on {day}.")
ASK_FOR_IT = sentence("Ask for the reminder by {day}.")
LATE = sentence("The reminder was to go on {day}, and nobody has asked for it.")
STATES: Mapping[str, tuple[str, str]] = {
    "uncertain": plural("{number} mail is uncertain", "{number} mails are uncertain"),
    "refused": plural("{number} mail is refused", "{number} mails are refused"),
    "failed": plural("{number} mail is not sent", "{number} mails are not sent"),
}
"""The states of a mail in which it needs a person."""


def summarise(cycle: OpenCycle) -> bool:
    """Queue the day's mail on what needs a person and return whether there is one.

    None when nothing does, when today's is written already, and when all is as in the last one.
    """
    matters = open_items(cycle)
    if not matters:
        return False
    notices = secretariat_mails(
        cycle,
        title=cycle.say(
            "Waiting for you: {things} in the work on {meeting} {year}",
            things=cycle.count(len(matters), "{number} thing", "{number} things"),
            meeting=TranslatedYear(cycle=cycle, language=cycle.language).meeting,
            year=cycle.year,
        ),
        opening=cycle.say("Somebody must decide this. You get this mail once more only when something has changed."),
        matters=matters,
    )
    earlier = notice_rows(cycle, SUMMARY)
    stem = f"{SUMMARY}.{cycle.services.today.isoformat()}"
    digests = {notice_digest(cycle, notice) for notice in notices}
    if earlier and (earlier[-1].content in digests or unmarked(earlier[-1].kind) == stem):
        return False
    put(cycle, stem, notices)
    return True


def open_items(cycle: OpenCycle) -> tuple[ActionItem, ...]:
    """Return what needs a person by now: mailings that wait, mails in doubt or come to nothing, silent invitees."""
    found = []
    for node in cycle.graph:
        if node.kind == "mailing":
            found += [hold_item(cycle, node, hold) for hold in holds_on(cycle, node)]
            kinds = (kind_of(cycle, node), calendar_kind(cycle, node))
            rows = [row for kind in kinds for row in cycle.record.mails_of(kind)]
            title = wording.with_capital(running_text(cycle, node, cycle.language))
            found += _mail_items(cycle, title, rows, link=mailing_link(cycle, node))
    found += _unfit(cycle)
    found += _rehearsed(cycle)
    found += _silent(cycle)
    ours = [row for row in notice_rows(cycle) if not row.kind.startswith(f"{SUMMARY}.")]
    found += _mail_items(cycle, cycle.say("To coordinators and secretariat"), ours, link="")
    return tuple(found)


def _unfit(cycle: OpenCycle) -> list[ActionItem]:
    """Return what was asked to be done to a closed year and cannot be done as its page is now."""
    titles = {node.name: cycle.title_of(node) for node in cycle.graph}
    return [
        ActionItem(what=cycle.say("{act} cannot be done as the page is now", act=titles[step]), how=why, link="")
        for step, why in unfit_acts(cycle).items()
    ]


def _rehearsed(cycle: OpenCycle) -> list[ActionItem]:
    off, again = rehearsed_cancellation(cycle), rehearsed_invitation(cycle)
    found = off or again
    what = sentence("The meeting is called off by a rehearsal")
    if again:
        what = sentence("The meeting is held after all by a rehearsal")
    link = review_root(cycle.services.settings)
    return [ActionItem(what=cycle.say(what), how=found.words, link=link)] if found else []


def _silent(cycle: OpenCycle) -> list[ActionItem]:
    found = silence(cycle)
    if found is None:
        return []
    day = wording.long_date(found.remind_on, cycle.language)
    how = cycle.say(LATE if found.late else REMINDED if found.by_itself else ASK_FOR_IT, day=day)
    if found.answer_by:
        due = wording.long_date(found.answer_by, cycle.language)
        how += " " + cycle.say("Answers are due on {day}.", day=due)
    what = cycle.count(found.number, "{number} invitee has not answered", "{number} invitees have not answered")
    return [ActionItem(what=what, how=how, link=mailing_link(cycle, found.node))]


def _mail_items(cycle: OpenCycle, title: str, rows: Sequence[OutboxRow], *, link: str) -> list[ActionItem]:
    """Return one item for each state that needs a person, with the day of its newest mail."""
    found = []
    how = cycle.say("See who it is and what to do: on the page, or “cycle outbox {year}”.", year=cycle.year)
    for state, forms in STATES.items():
        there = [row for row in rows if row.state == state and needs_person(row)]
        if there:
            last = max((row.updated_at for row in there if row.updated_at), default=cycle.now)
            day = wording.long_date(last.astimezone(OSLO).date(), cycle.language)
            what = f"{title}: {cycle.count(len(there), *forms)} ({cycle.say('last on {day}', day=day)})"
            found.append(ActionItem(what=what, how=how, link=link))
    return found
