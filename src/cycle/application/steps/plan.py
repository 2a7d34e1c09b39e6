"""Step 1, plan: opens the wheel of the year (årshjul) with its milestones counted back from the meeting."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from cycle import wording
from cycle.application.dispatches import every_signal, gist, like_taken_down_in_words, unapproved_in_words
from cycle.application.results import MailingResult, PlanResult, read
from cycle.application.year import (
    REHEARSALS,
    OpenCycle,
    ReviewTable,
    Step,
    StepNode,
    StepSummary,
    as_paragraphs,
    bullets,
    copied_from,
    live_community,
    mode_suffix,
    plain,
    problem_in_words,
    revision_before,
    section,
    table,
)
from cycle.catalogue import counted, plural, sentence
from cycle.governance.calendar.milestones import date_warnings, earliest_date, too_close
from cycle.letters.fields import ITEM
from cycle.model import Milestone, SignalStatus, digest
from cycle.store.years.results import Result

COPIED: Mapping[str, str] = {
    "venue": sentence("the venue"),
    "place": sentence("the address or the place"),
    "reference": sentence("the archive reference"),
    "theme": sentence("the theme"),
    "aim": sentence("the purpose of the meeting"),
    "signup": sentence("how to reply"),
    "prepare": sentence("what to prepare"),
    "practical": sentence("practical information"),
    "page": sentence("the page about the meeting"),
    "note": sentence("the remark"),
    "change_reason": sentence("the reason for a change"),
    "host": sentence("the decision on who is host"),
    "contact": sentence("the contact"),
    "additions": sentence("those added by hand"),
    "removals": sentence("those removed by hand"),
    "nn": sentence("the text in nynorsk"),
    "nb": sentence("the text in bokmål"),
}
"""What may stand in the file of the year because it was copied, in the reader's words."""
STATUS: Mapping[SignalStatus, str] = {
    "open": sentence("nobody has reported"),
    "answered": sentence("answered, not settled"),
    "done": sentence("done"),
    "dropped": sentence("no longer asked for"),
}
LATE = sentence("late, nobody has reported")
"""Where a steering signal stands."""


def inputs(cycle: OpenCycle, _node: StepNode) -> Mapping[str, object]:
    """Return what the plan depends on: the community's files and the year's facts."""
    return {"community": cycle.loaded.digest, "facts": digest(cycle.year_inputs.stated_facts)}


def prepare(cycle: OpenCycle, _node: StepNode) -> PlanResult:
    """Return facts, milestones and what should make people think twice about the date."""
    return PlanResult(
        facts=cycle.year_inputs.facts,
        milestones=tuple(cycle.milestones),
        warnings=warnings(cycle),
        copied=tuple(copied_from(cycle.loaded.folder, meeting=cycle.row.meeting, year=cycle.year)),
    )


HALF_A_YEAR = dt.timedelta(weeks=26)


def warnings(cycle: OpenCycle) -> tuple[str, ...]:
    """Return what should make people think twice about the date: in the past, a weekend, a holiday, a school break."""
    facts = cycle.year_inputs.facts
    community, today = cycle.loaded.community, cycle.services.today
    found = date_warnings(facts.date, today, community.breaks, community.language)
    done = sent_milestones(cycle)
    late = too_close(cycle.rules, facts.date, cycle.services.today, done=done)
    if late and facts.date >= cycle.services.today:
        language = cycle.language
        names = wording.listed([f"«{missed.title}» {wording.full_date(missed.date, language)}" for missed in late])
        earliest = wording.full_date(earliest_date(cycle.rules, cycle.services.today, done=done), language)
        short = sentence(
            "There is too little time: {names} should already have been. The earliest "
            "possible date of the meeting is {earliest}."
        )
        found = (*found, cycle.say(short, names=names, earliest=earliest))
    before = facts.date - facts.record_date
    if before > HALF_A_YEAR:
        old = sentence(
            "The record date is {day}, {number} days before the meeting: the list is of those who held the seats then."
        )
        found = (*found, cycle.say(old, day=wording.full_date(facts.record_date, cycle.language), number=before.days))
    return found


def sent_milestones(cycle: OpenCycle) -> frozenset[str]:
    """Return the milestones whose letters are sent, as mail leaves the house now: what was rehearsed is not sent."""
    found = set()
    for dispatch in cycle.rules.dispatch_values():
        made = cycle.record.revisions(f"mailing.{dispatch.id}")
        if any(cycle.record.outcome(mailing.step, mailing.digest) and _is_of_mode(cycle, mailing) for mailing in made):
            found.add(dispatch.milestone)
    return frozenset(found)


def _is_of_mode(cycle: OpenCycle, mailing: Result) -> bool:
    """Return whether a mailing went as mail goes now: to people outside, or in the same rehearsal."""
    mode = read(MailingResult, mailing).mode
    return (mode if mode in REHEARSALS else "") == mode_suffix(cycle.services.settings).removeprefix("@")


def present(cycle: OpenCycle, node: StepNode, result: Result) -> StepSummary:
    """Return the plan as the secretariat reads it."""
    plan = read(PlanResult, result)
    facts, milestones, warnings = plan.facts, plan.milestones, plan.warnings
    say = cycle.say
    rows = [
        (wording.full_date(milestone.date, cycle.language), milestone.title, milestone.note) for milestone in milestones
    ]
    moves = _moves(cycle, result, milestones)
    where = ", ".join(plain(part) for part in (facts.venue, facts.place) if part)
    how = say(
        "Approve when date, place and milestones are right. To change something, correct the "
        "year folder or start the year again with a new date or place."
    )
    markdown = as_paragraphs(
        say(
            "**{name}** is set for {day}, {time} (registration from {registration}), {where}."
            if where
            else "**{name}** is set for {day}, {time} (registration from {registration}).",
            name=f"{plain(cycle.rules.name)} {facts.year}",
            day=wording.full_date(facts.date, cycle.language),
            time=wording.clock_range(facts.start, facts.end),
            registration=wording.clock(facts.registration),
            where=where,
        ),
        say(
            "Reply by {day}. Those who hold the role {record} are invited.",
            day=wording.full_date(facts.reply_by, cycle.language),
            record=wording.long_date(facts.record_date, cycle.language),
        ),
        section(say("### Note"), bullets(warnings)),
        f"> {plain(facts.note)}" if facts.note else "",
        _copied(cycle, plan.copied),
        _open_signals(cycle),
        section(say("### The meeting has been moved"), table((say("Milestone"), say("Before"), say("Now")), moves)),
        section(say("### Milestones"), table((say("Date"), say("What"), say("Remark")), rows)),
        how,
    )
    milestone_rows = [
        {say("Date"): milestone.date.isoformat(), say("Milestone"): milestone.title} for milestone in milestones
    ]
    return StepSummary(
        title=f"{say('Annual plan')} {facts.year}",
        summary=gist(cycle, node, result, cycle.language),
        markdown=markdown,
        how=how,
        tables=(ReviewTable(id="milepalar", title=say("Milestones"), rows=milestone_rows, on_page=False),),
    )


OPEN_SIGNALS = plural(
    "It stands in the programme as a standing item each year, until it is settled. To set a time, give the programme "
    "an item called “{title}”.",
    "They stand in the programme as a standing item each year, until each of them is settled. To set a time, give "
    "the programme an item called “{title}”.",
)


def _open_signals(cycle: OpenCycle) -> str:
    """Return what earlier meetings have asked for and is not settled, as the committee is to look at it."""
    found = every_signal(cycle.services, live_community(cycle)).before(cycle.year_inputs.facts.date, year=cycle.year)
    if not found.open and not found.problems:
        return ""
    rows = [
        (
            tracked.id,
            plain(tracked.signal.to),
            plain(tracked.signal.text),
            plain(tracked.signal.owner),
            wording.long_date(tracked.signal.due, cycle.language) if tracked.signal.due else "",
            cycle.say(LATE if tracked.is_late(cycle.services.today) else STATUS[tracked.status]),
        )
        for tracked in found.open
    ]
    say = cycle.say
    head = (say("Number"), say("To"), say("What"), say("Who answers for it"), say("Due"), say("Status"))
    return as_paragraphs(
        cycle.count(len(found.open), "### Steering signal that is open", "### Steering signals that are open"),
        counted(cycle.language, len(found.open), *OPEN_SIGNALS, title=cycle.say(ITEM)) if found.open else "",
        table(head, rows) if found.open else "",
        unapproved_in_words(cycle),
        like_taken_down_in_words(cycle),
        bullets([problem_in_words(problem, cycle.language) for problem in found.problems]),
    )


def _copied(cycle: OpenCycle, keys: Sequence[str]) -> str:
    """Return what stands word for word as last year, where a file was copied."""
    if not keys:
        return ""
    head = cycle.say("### Word for word as in {year}", year=cycle.year - 1)
    look = cycle.say("Check that it holds this year too, or correct it in the year folder:")
    return as_paragraphs(head, look, bullets(cycle.say(COPIED[key]) for key in keys))


def _moves(cycle: OpenCycle, result: Result, now: Sequence[Milestone]) -> list[tuple[str, str, str]]:
    """Return what has another day than in the plan that was approved last before this one, as old and new."""
    earlier, language = revision_before(cycle, result), cycle.language
    before = {milestone.id: milestone.date for milestone in read(PlanResult, earlier).milestones} if earlier else {}
    return [
        (
            milestone.title,
            wording.full_date(before[milestone.id], language),
            wording.full_date(milestone.date, language),
        )
        for milestone in now
        if milestone.id in before and before[milestone.id] != milestone.date
    ]


STEP = Step(title=sentence("Annual plan"), inputs=inputs, prepare=prepare, present=present)
