"""Reminds those who decide, by how long a gate has waited for them: one mail a day to each on all that waits.

Gently first, then firmly, then deputy and secretariat are told too. Counted in working days on which they are there.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from cycle.application.actions import Decider, Result, deadline, due_day, reopened, still_asked
from cycle.application.delivery import GATE, Notice, coordinator_id, notice_rows, put
from cycle.application.notifications.gate_opened import (
    gate_stem,
    is_about,
    notify_gate_to,
    open_gates,
    reads,
    running_text,
)
from cycle.application.notifications.reminder_mails import ReminderMails, reminder_kind, reminder_mails
from cycle.application.notifications.secretariat import secretariat_mails
from cycle.application.notifications.uncovered import notify_uncovered
from cycle.application.notifications.unmade import Unmade
from cycle.application.persons import identity_of, mailed_link
from cycle.application.results import mail_count
from cycle.application.year import OpenCycle, TranslatedYear, gate_page_link, node_named, review_root
from cycle.catalogue import counted, say, sentence
from cycle.governance.calendar.days import ONE_DAY, is_workday
from cycle.mail.message import ActionItem, Bodies, RemindedGate, ReminderMail
from cycle.model import Coordinator, KnownPerson, Reminders
from cycle.services import OSLO
from cycle.store.mails.gate_reminders import GateReminder
from cycle.store.mails.outbox import is_withdrawn
from cycle.wording import long_date

NEAR = 7 * ONE_DAY
"""How long before its day a gate that waits begins to count as old."""
GENTLE, FIRM, OTHERS = 1, 2, 3
SUBJECTS: Mapping[int, tuple[str, str]] = {
    GENTLE: (
        sentence("A small reminder: {step} waits for you"),
        sentence("A small reminder: {number} decisions wait for you"),
    ),
    FIRM: (sentence("Still waiting for you: {step}"), sentence("Still waiting for you: {number} decisions")),
    OTHERS: (
        sentence("Urgent: {step} has waited long for you"),
        sentence("Urgent: {number} decisions have waited long for you"),
    ),
}
"""The subject of the mail by its level, for one gate and for several."""
AS_DEPUTY = (
    sentence("As deputy: {step} has waited long"),
    sentence("As deputy: {number} decisions have waited long"),
)
"""The subject of a mail to somebody for whom nothing of it waits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One gate that waits for one person, and how old that is."""

    cycle: OpenCycle
    result: Result
    stem: str
    since: dt.date
    level: int
    is_due: bool
    """Whether it is said today: it is older than when it was last said, or that is long ago."""
    instead_of: str = ""
    has_deputies: bool = False

    @property
    def gate(self) -> tuple[str, str]:
        """The year and the opening of the gate."""
        return self.cycle.id, self.stem


def remind_of_gates(
    cycles: Sequence[OpenCycle], *, link: Callable[[OpenCycle, str], str], unmade: Unmade | None = None
) -> dict[str, dict[str, int]]:
    """Return year → step → how many were told or reminded, over the years of one community.

    Who was never told of a gate is told; the others get one mail on all that waits for them, when some of it is due.
    Running it again on one day, after whatever stopped it, writes nobody twice and leaves nobody out: what was said is
    written down when all mails are queued, and only of gates that a mail names. All are made before the first is
    queued: one that cannot be is told of, stands in `unmade`, and keeps nobody else's back.
    """
    reached: dict[str, dict[str, int]] = {cycle.id: defaultdict(int) for cycle in cycles}
    if not cycles:
        return {}
    today, memory, mails = cycles[0].services.today, cycles[0].memory, reminder_mails(cycles[0])
    unmade = Unmade() if unmade is None else unmade
    waits, people = _tell_new(cycles, mails, reached, unmade, link=link)
    _add_deputies(waits, people, mails)
    reminded = {key: gates for key, gates in waits.items() if any(gate.is_due for gate in gates)}
    made: dict[str, tuple[OpenCycle, Notice]] = {}
    for key, gates in list(reminded.items()):
        if not mails.is_written(key, today):
            first = min(gates, key=lambda gate: gate.cycle.id).cycle
            notice = unmade.unless_made(first, people[key].name, partial(_notice, first, people[key], gates))
            if notice is None:
                del reminded[key]
            else:
                made[key] = first, notice
    for key, (first, notice) in made.items():
        _remind(first, notice)
        for gate in reminded[key]:
            reached[gate.cycle.id][gate.result.step] += gate.is_due
    _tell_secretariat([gate for gates in waits.values() for gate in gates], mails, unmade)
    unmade.tell()
    memory.gate_reminders.add(
        GateReminder(cycle=gate.cycle.id, gate=gate.stem, person=key, day=today, level=gate.level)
        for key, gates in reminded.items()
        for gate in gates
        if gate.level
    )
    return {cycle: {step: number for step, number in steps.items() if number} for cycle, steps in reached.items()}


def level_of(age: int, rules: Reminders, *, late: bool) -> int:
    """Return how firmly somebody is reminded of what has waited for so many working days; 0 for not at all yet."""
    if age >= rules.others:
        return OTHERS
    if age >= rules.firm or (late and age >= rules.gentle):
        return FIRM
    return GENTLE if age >= rules.gentle or (late and age > 0) else 0


def workdays_there(after: dt.date, until: dt.date, person: KnownPerson | None) -> int:
    """Return the working days after one day until another, that one too, on which somebody is not away."""
    days = (after + number * ONE_DAY for number in range(1, (until - after).days + 1))
    return sum(is_workday(day) and not (person is not None and person.is_away(day)) for day in days)


def _tell_new(
    cycles: Sequence[OpenCycle],
    mails: ReminderMails,
    reached: Mapping[str, dict[str, int]],
    unmade: Unmade,
    *,
    link: Callable[[OpenCycle, str], str],
) -> tuple[dict[str, list[Waiting]], dict[str, Coordinator]]:
    """Tell who was never told of a gate; return what waits for the others who are there, and who they are."""
    waits: dict[str, list[Waiting]] = defaultdict(list)
    people: dict[str, Coordinator] = {}
    for cycle in cycles:
        for result, deciders in open_gates(cycle):
            unmade.unless_made(cycle, cycle.say("the secretariat"), partial(notify_uncovered, cycle, result))
            known, new = _told_on(cycle, result), []
            for decider in deciders:
                key = coordinator_id(decider.person.address)
                if key not in known:
                    new.append(decider.person)
                elif not decider.away:
                    people.setdefault(key, decider.person)
                    _add(waits[key], _waiting(cycle, result, decider, since=known[key], mails=mails), key, mails)
            for person in new:
                tell = partial(notify_gate_to, cycle, result, [person], link=link(cycle, result.step))
                reached[cycle.id][result.step] += unmade.unless_made(cycle, person.name, tell) or 0
    return waits, people


def _add(gates: list[Waiting], new: Waiting, key: str, mails: ReminderMails) -> None:
    """Add what waits for a mailbox, unless its mail of today is written without it.

    What waits for two people of one mailbox stands once, as firmly as for the one it has waited longest for; what waits
    for a deputy too stands as their own.
    """
    if not mails.can_name(key, new.gate, new.cycle.services.today):
        return
    same = next((number for number, gate in enumerate(gates) if gate.gate == new.gate), None)
    if same is None:
        gates.append(new)
    elif not new.instead_of and gates[same].level < new.level:
        gates[same] = new


def _told_on(cycle: OpenCycle, result: Result) -> dict[str, dt.date]:
    """Return who was told of this opening of the gate → the day of the first mail."""
    stem = gate_stem(cycle, result)
    rows = [row for row in notice_rows(cycle, GATE) if not is_withdrawn(row) and is_about(row.kind, stem)]
    return {row.recipient: row.date.astimezone(OSLO).date() for row in reversed(rows)}


def _waiting(cycle: OpenCycle, result: Result, decider: Decider, *, since: dt.date, mails: ReminderMails) -> Waiting:
    rules, today = cycle.loaded.community.reminders, cycle.services.today
    due = due_day(cycle, node_named(cycle.graph, result.step))
    start = max(since, due - NEAR) if due else since
    level = level_of(workdays_there(start, today, decider.known), rules, late=due is not None and due < today)
    gate = Waiting(
        cycle=cycle,
        result=result,
        stem=gate_stem(cycle, result),
        since=since,
        level=level,
        is_due=False,
        has_deputies=bool(decider.deputies),
    )
    return replace(gate, is_due=_is_due(gate, decider, coordinator_id(decider.person.address), mails))


def _is_due(gate: Waiting, decider: Decider, key: str, mails: ReminderMails) -> bool:
    """Return whether it is said to a reader today; a mail that was taken back before it went said nothing."""
    cycle = gate.cycle
    before = [
        row
        for row in cycle.memory.gate_reminders.of(cycle.id)
        if (row.gate, row.person) == (gate.stem, key) and not mails.is_lost(key, row.day)
    ]
    if gate.level > max((row.level for row in before), default=0):
        return True
    days = workdays_there(before[-1].day, cycle.services.today, decider.known) if before else 0
    return gate.level > 0 and bool(before) and days >= cycle.loaded.community.reminders.again


def _add_deputies(waits: dict[str, list[Waiting]], people: dict[str, Coordinator], mails: ReminderMails) -> None:
    """Add what has waited long for somebody to what their deputies read, each in the one mail they get.

    A deputy who is asked already, since their days have come, reads of it as their own.
    """
    for key, gates in list(waits.items()):
        for gate in [gate for gate in gates if gate.level == OTHERS and not gate.instead_of]:
            asked = still_asked(gate.cycle, gate.result)
            own = {coordinator_id(decider.person.address) for decider in asked}
            for decider in asked:
                if coordinator_id(decider.person.address) != key:
                    continue
                for deputy in decider.deputies:
                    other = coordinator_id(deputy.address)
                    if other not in own and _is_due(gate, decider, other, mails):
                        people.setdefault(other, deputy)
                        new = replace(gate, instead_of=decider.person.name, is_due=True)
                        _add(waits.setdefault(other, []), new, other, mails)


def _remind(first: OpenCycle, notice: Notice) -> None:
    """Queue the one mail of the day to somebody."""
    put(first, reminder_kind(first.services.today), [notice])


def _notice(first: OpenCycle, to: Coordinator, gates: Sequence[Waiting]) -> Notice:
    language = reads(first, to)
    own = [gate for gate in gates if not gate.instead_of]
    level = max((gate.level for gate in own if gate.is_due), default=GENTLE if own else OTHERS)
    ordered = sorted(gates, key=lambda gate: (-gate.level, gate.since, gate.cycle.id, gate.stem))
    page, put_in = mailed_link(first.services, to.address, community=first.loaded.community.id, page=_page(ordered[0]))
    shown = tuple(
        _gate(gate, to, link=page if gate is ordered[0] else f"{review_root(first.services.settings)}{_page(gate)}")
        for gate in ordered
    )
    one, many = SUBJECTS[level] if own else AS_DEPUTY
    cycle = ordered[0].cycle
    step = running_text(cycle, node_named(cycle.graph, ordered[0].result.step), language)
    subject = (
        say(language, one, step=f"{step} {cycle.year}") if len(shown) == 1 else say(language, many, number=len(shown))
    )
    year = TranslatedYear(cycle=first, language=language)
    mail = ReminderMail(
        name=to.name,
        community=year.community.name,
        gates=shown,
        level=level,
        as_deputy=not own,
        deputies_told=any(gate.has_deputies and gate.level == OTHERS for gate in own),
        contact=year.contact,
        logged_in=identity_of(first.services) != "name",
    )
    bodies = Bodies(first.services.settings.templates / "mail")
    return Notice(
        recipient=coordinator_id(to.address),
        name=to.name,
        address=to.address,
        language=language,
        subject=subject,
        body=bodies.render("minne", mail, language=language),
        put_in=put_in,
        gates=tuple(gate.gate for gate in ordered),
    )


def _page(gate: Waiting) -> str:
    return f"/{gate.cycle.id}/godkjenning/{gate.result.step}"


def _gate(gate: Waiting, to: Coordinator, *, link: str) -> RemindedGate:
    cycle, result = gate.cycle, gate.result
    language, node = reads(cycle, to), node_named(cycle.graph, gate.result.step)
    due, today = due_day(cycle, node), cycle.services.today
    return RemindedGate(
        step=cycle.title_of(node, language),
        meeting=f"{TranslatedYear(cycle=cycle, language=language).meeting} {cycle.year}",
        link=link,
        since=gate.since,
        due=due,
        late=due is not None and due < today,
        by_when=deadline(cycle, node, result, language),
        count=mail_count(result) or None,
        why=reopened(cycle, result, language),
        instead_of=gate.instead_of,
    )


def _tell_secretariat(gates: Sequence[Waiting], mails: ReminderMails, unmade: Unmade) -> None:
    """Queue one mail a day and year to the secretariat on what has waited long, and for whom."""
    late: dict[str, list[Waiting]] = defaultdict(list)
    for gate in gates:
        if gate.level == OTHERS and not gate.instead_of and (gate.is_due or mails.owes_secretariat(gate.cycle)):
            late[gate.cycle.id].append(gate)
    for waiting in late.values():
        cycle, steps = waiting[0].cycle, {gate.result.step: gate for gate in waiting}
        deputies = any(gate.has_deputies for gate in waiting)
        late_mails = unmade.unless_made(cycle, cycle.say("the secretariat"), partial(_of_late, cycle, steps, deputies))
        if late_mails:
            put(cycle, reminder_kind(cycle.services.today), late_mails)


def _of_late(cycle: OpenCycle, steps: Mapping[str, Waiting], deputies: bool) -> list[Notice]:
    """Return the mail to the secretariat on what has waited long in a year; `deputies` have been told too."""
    number = counted(cycle.language, len(steps), "{number} decision", "{number} decisions")
    opening = (
        cycle.say("Those who decide have been reminded, and so have their deputies. Ask them, or decide.")
        if deputies
        else cycle.say("Those who decide have been reminded. Ask them, or decide.")
    )
    mails = secretariat_mails(
        cycle,
        title=cycle.say("{decisions} have waited long", decisions=number),
        opening=opening,
        matters=[_matter(gate) for gate in steps.values()],
    )
    return [replace(mail, gates=tuple(gate.gate for gate in steps.values())) for mail in mails]


def _matter(gate: Waiting) -> ActionItem:
    cycle = gate.cycle
    names = [decider.person.name for decider in still_asked(cycle, gate.result)]
    return ActionItem(
        what=cycle.title_of(node_named(cycle.graph, gate.result.step)),
        how=cycle.say(
            "Has waited since {day} for {names}.", day=long_date(gate.since, cycle.language), names=", ".join(names)
        ),
        link=gate_page_link(cycle.services.settings, cycle.id, gate.result.step),
    )
