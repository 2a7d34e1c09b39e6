"""Before the letters of a dispatch about steering signals: what the meeting asks of whom, decided on at a gate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from cycle import wording
from cycle.application.dispatches import everybody, gist, once_approved, signals_as_written, signals_in_store
from cycle.application.publishing import (
    as_row,
    asked_in_texts,
    copy_published,
    draft_remarks,
    filing_digest,
    identity_numbers_in,
    keep_remarks,
    list_stored,
    packaged_messages,
    past_remarks,
    publish_next_package,
    rebuild_site,
    remark_lines,
)
from cycle.application.results import (
    AddressedSignal,
    ClosedStep,
    SignalsOutcome,
    SignalsResult,
    StepOutcome,
    read,
)
from cycle.application.year import (
    MINUTES,
    LoadedCommunity,
    OpenCycle,
    ReviewTable,
    Step,
    StepNode,
    StepSummary,
    addressee_problems,
    approvals,
    as_paragraphs,
    bullets,
    live_community,
    live_minutes,
    load_signals,
    plain,
    section,
    signal_number,
    table,
)
from cycle.catalogue import counted, plural, sentence
from cycle.errors import ConfigError, Problem
from cycle.model import SteeringSignal, StoredFile, TrackedSignal, digest, to_plain
from cycle.phrases import Phrase
from cycle.store.years.closings import Closing
from cycle.store.years.results import Outcome, Result

REASON = plural(
    "A steering signal was approved after the year was closed.",
    "Steering signals were approved after the year was closed.",
)
PAST_YEARS = plural("### Past years, which are shown again with it", "### Past years, which are shown again with them")
HOW = plural(
    "Approve when the signal says what the meeting decided. It then stands on the public page at an address of its "
    "own, and the letters about it are made.",
    "Approve when every signal says what the meeting decided. They then stand on the public page, each with an address "
    "of its own, and the letters about them are made.",
)
UNHEARD = plural("### Nobody on the list answers for this one", "### Nobody on the list answers for these")
NO_LETTER = plural(
    "Nobody gets a letter about it. Ask for the dispatch once more and choose who is to have it, or send it yourself.",
    "Nobody gets a letter about them. Ask for the dispatch once more and choose who is to have it, or send it "
    "yourself.",
)
APPROVED = plural(
    "The signal is approved. It comes on the page when the year is published.",
    "The signals are approved. They come on the page when the year is published.",
)
IN_PACKAGE = plural(
    "The signal is approved and stands on the page. The year has a new package with it, {name}.",
    "The signals are approved and stand on the page. The year has a new package with them, {name}.",
)
TOO_LATE = plural(
    "The signal is approved and stands on the page. It came too late for the package.",
    "The signals are approved and stand on the page. They came too late for the package.",
)


def inputs(cycle: OpenCycle, node: StepNode) -> Mapping[str, object]:
    """Return what the signals depend on: the minutes as they are now, the bodies and parties, who is chosen."""
    request = cycle.dispatch(node).request
    return {
        "community": cycle.loaded.digest,
        "signals": digest(live_minutes(cycle).signals),
        "day": cycle.year_inputs.facts.date.isoformat(),
        "chosen": list(request.chosen) if request else [],
        **({"filing": filed} if (filed := _filing(cycle, node)) else {}),
    }


def _filing(cycle: OpenCycle, node: StepNode) -> str:
    """Return what names how a records system files the year, which the gate of a closed year tells of; else empty.

    Of signals that are approved and stand in their package, as it was then: what is written since opens no gate.
    """
    newest = cycle.record.newest.get(node.name)
    if newest is not None and cycle.record.outcome(newest.step, newest.digest) is not None:
        return str(newest.inputs.get("filing", ""))
    return filing_digest(cycle) if cycle.closed is not None else ""


def prepare(cycle: OpenCycle, node: StepNode) -> SignalsResult:
    """Return the signals of the minutes with those who get a letter about each.

    ConfigError with every problem when there are none, or one is addressed to nobody or goes on from nothing. In a year
    that is closed it also says why its next package would come without messages for the records system.
    """
    if problems := list(_problems(cycle)):
        raise ConfigError(problems)
    closed = cycle.closed
    filed, unfiled = packaged_messages(cycle, closed.edition) if closed else ((), ())
    return SignalsResult(
        signals=signals_as_written(cycle, cycle.dispatch(node)),
        remarks=keep_remarks(cycle, unfiled),
        drafts=keep_remarks(cycle, draft_remarks(cycle)) if filed else None,
    )


def present(cycle: OpenCycle, node: StepNode, result: Result) -> StepSummary:
    """Return the signals as those who decide read them."""
    made, say = read(SignalsResult, result), cycle.say
    names = {invitee.id: invitee.name for invitee in everybody(cycle)}
    head = (say("Number"), say("To"), say("What"), say("Due"), say("Plan of action"), say("The letter goes to"))
    rows = [_row(cycle, signal, names) for signal in made.signals]
    unheard = [f"{signal.id}: {plain(signal.signal.to)}" for signal in made.signals if not signal.people]
    changed = _changed(cycle, made)
    how = cycle.count(len(made.signals), *HOW)
    whole = table(head, rows)
    markdown = as_paragraphs(
        gist(cycle, node, result, cycle.language),
        whole,
        say("### Was approved with other words before") + "\n\n" + bullets(changed) if changed else "",
        section(cycle.count(len(unheard), *UNHEARD), bullets(unheard), cycle.count(len(unheard), *NO_LETTER))
        if unheard
        else "",
        _without_messages(cycle, made.remarks),
        section(say("### The minutes in its package are a draft"), bullets(remark_lines(cycle.memory, made.drafts))),
        section(say("### Should everybody see this?"), bullets(_for_everybody(cycle, made))),
        section(cycle.count(len(made.signals), *PAST_YEARS), bullets(_of_past_years(cycle))),
        how,
    )
    return StepSummary(
        title=cycle.title_of(node),
        summary=gist(cycle, node, result, cycle.language),
        markdown=markdown,
        how=how,
        tables=(
            ReviewTable(
                id="signal",
                title=say("Steering signals"),
                rows=[dict(zip(head, row, strict=True)) for row in rows],
                instead_of=whole,
            ),
        ),
    )


def perform(cycle: OpenCycle, _node: StepNode, result: Result) -> SignalsOutcome:
    """Show the signals of a year that is closed, and make its next package; those of an open one come with its archive.

    What stands on the page of a closed year stays as it is: the signals stand at addresses of their own.
    """
    closed = cycle.closed
    if closed is None:
        return SignalsOutcome(shown=False)
    filed, unfiled = packaged_messages(cycle, closed.edition)
    package = publish_next_package(
        cycle,
        closed,
        closed.edition,
        filed=filed,
        reason=_reason(cycle, result),
        publish_pages=partial(rebuild_site, cycle.services, community=cycle.row.community),
    )
    return SignalsOutcome(
        shown=True,
        package=package.folder,
        zip=package.zip,
        zip_sha256=package.zip_sha256,
        remarks=keep_remarks(cycle, unfiled),
        filed=filed,
    )


def closing(
    cycle: OpenCycle, node: StepNode, result: Result, outcome: StepOutcome, _steps: Sequence[ClosedStep]
) -> Closing | None:
    """Return how a closed year stands with its next package; None of a year that is open."""
    assert isinstance(outcome, SignalsOutcome)
    closed = cycle.closed
    if closed is None or not outcome.package:
        return None
    year = replace(closed, package=outcome.package, zip=outcome.zip, zip_sha256=outcome.zip_sha256)
    names = [row.name for row in approvals(cycle.record.decisions_on(node.name, result.digest))]
    row = as_row(cycle, year, kind="signals", result=result, names=names, why=_reason(cycle, result))
    list_stored(cycle, also={**row.files, **{kept.file.sha256: kept.file.size for kept in outcome.filed}})
    copy_published(cycle.services)
    return row


def report(cycle: OpenCycle, node: StepNode, outcome: Outcome) -> StepSummary:
    """Return where the signals stand, and what their package came without."""
    done, made = read(SignalsOutcome, outcome), cycle.record.latest(node.name)
    number = len(read(SignalsResult, made).signals) if made else 0
    words = APPROVED
    if done.package:
        words = IN_PACKAGE
    elif done.shown:  # by an earlier version
        words = TOO_LATE
    said = counted(cycle.language, number, *words, name=done.zip)
    markdown = as_paragraphs(said, _without_messages(cycle, done.remarks))
    return StepSummary(title=f"{cycle.title_of(node)} – {cycle.say('done')}", summary=said, markdown=markdown)


def _reason(cycle: OpenCycle, result: Result) -> str:
    return cycle.count(len(read(SignalsResult, result).signals), *REASON)


def _for_everybody(cycle: OpenCycle, made: SignalsResult) -> list[str]:
    """Return each telephone number and street address in what stands on the page when the signals are approved."""
    signals = {signal.id: signal.signal for signal in made.signals}
    said = {number: f"{asked.to}\n{asked.text}\n{asked.plan}" for number, asked in signals.items()}
    file = f"{cycle.year_folder.name}/{MINUTES}"
    return [problem.said(cycle.language) for problem in asked_in_texts(said, file=file, language=cycle.language)]


def _of_past_years(cycle: OpenCycle) -> list[str]:
    """Return what of past years the whole site does not show; it is made again with the signals of a closed year."""
    problems = past_remarks(cycle.services, live_community(cycle)) if cycle.closed else ()
    return [problem.said(cycle.language) for problem in problems]


def _without_messages(cycle: OpenCycle, remarks: StoredFile | None) -> str:
    """Return what keeps the messages for the records system out of the next package; empty where nothing does."""
    lines = remark_lines(cycle.memory, remarks)
    return (
        cycle.say("### The package has no messages for the records system") + f"\n\n{bullets(lines)}" if lines else ""
    )


def _changed(cycle: OpenCycle, made: SignalsResult) -> list[str]:
    """Return each number that was approved with other words before, and those words: an address is for one signal."""
    before = {number: signal.signal for number, signal in once_approved(cycle).items()}
    return [
        f"{signal.id}: {plain(before[signal.id].to)}: {plain(before[signal.id].text)}"
        for signal in made.signals
        if signal.id in before and before[signal.id] != signal.signal
    ]


def _problems(cycle: OpenCycle) -> Iterator[Problem]:
    """Yield what is wrong with the signals as they are written: no other year's files are looked at for it."""
    file, community = f"{cycle.year_folder.name}/{MINUTES}", cycle.loaded.community
    signals = live_minutes(cycle).signals
    if not signals:
        what = Phrase("no steering signals are written in the minutes")
        yield Problem(file=file, where="signals", what=what, remedy=Phrase("write them, or withdraw the dispatch"))
    yield from addressee_problems(signals, community, file=file, on=cycle.year_inputs.facts.date)
    yield from identity_numbers_in(to_plain(signals), file=file, language=cycle.language)
    yield from _moved(cycle, signals, file=file)
    live = live_community(cycle)
    known = load_signals(live.folder, community, approved=_of_others(cycle, live)).problems
    yield from (problem for problem in known if problem.file == file and not problem.where.endswith(".to"))


def _of_others(cycle: OpenCycle, live: LoadedCommunity) -> dict[str, TrackedSignal]:
    """Return number → signal as it stands approved of every other meeting, also one whose folder is put away."""
    own = (cycle.row.meeting, str(cycle.year))
    approved = signals_in_store(cycle.services, live)
    return {number: signal for number, signal in approved.items() if (signal.meeting, number[:4]) != own}


def _moved(cycle: OpenCycle, signals: Sequence[SteeringSignal], *, file: str) -> Iterator[Problem]:
    """Yield each number that is another signal's now, or nobody's: addresses, letters and reports go by the number."""
    numbered = (cycle.loaded.community, cycle.row.meeting, cycle.year)
    now = {signal_number(*numbered, at): signal for at, signal in enumerate(signals, start=1)}
    places = {(signal.to, signal.text): number for number, signal in reversed(now.items())}
    for number, approved in once_approved(cycle).items():
        words, here = (approved.signal.to, approved.signal.text), now.get(number)
        place = places.get(words, number)
        if place != number and (here is None or (here.to, here.text) != words):
            what = Phrase("signal {number} was approved, and has number {place} now", number=number, place=place)
            remedy = Phrase("write new signals after those that were approved")
            yield Problem(file=file, where="signals", what=what, remedy=remedy)
        elif here is None:
            what = Phrase("signal {number} was approved, and is gone", number=number)
            remedy = Phrase("write it again in its place, and report it as dropped if it no longer holds")
            yield Problem(file=file, where="signals", what=what, remedy=remedy)


def _row(cycle: OpenCycle, signal: AddressedSignal, names: Mapping[str, str]) -> tuple[str, ...]:
    asked = signal.signal
    return (
        signal.id,
        plain(asked.to),
        plain(asked.text),
        wording.long_date(asked.due, cycle.language) if asked.due else "",
        plain(asked.plan),
        plain(wording.listed([names.get(person, person) for person in signal.people])),
    )


STEP = Step(
    title=sentence("Steering signals"),
    inputs=inputs,
    prepare=prepare,
    present=present,
    perform=perform,
    report=report,
    closing=closing,
)
