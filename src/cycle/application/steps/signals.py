"""Before the letters of a dispatch about steering signals: what the meeting asks of whom, decided on at a gate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from cycle import wording
from cycle.application.dispatches import everybody, gist, once_approved, signals_as_written
from cycle.application.publishing import rebuild_site
from cycle.application.results import AddressedSignal, SignalsOutcome, SignalsResult, read
from cycle.application.year import (
    MINUTES,
    OpenCycle,
    ReviewTable,
    Step,
    StepNode,
    StepSummary,
    addressee_problems,
    bullets,
    live_community,
    live_minutes,
    load_signals,
    paragraphs,
    plain,
    signal_number,
    table,
)
from cycle.catalogue import sentence
from cycle.errors import ConfigError, Problem
from cycle.model import SteeringSignal, digest
from cycle.phrases import Phrase
from cycle.store.results import Outcome, Result


def inputs(cycle: OpenCycle, link: StepNode) -> Mapping[str, object]:
    """Return what the signals depend on: the minutes as they are now, the bodies and parties, who is chosen."""
    request = cycle.dispatch(link).request
    return {
        "community": cycle.loaded.digest,
        "signals": digest(live_minutes(cycle).signals),
        "day": cycle.year_inputs.facts.date.isoformat(),
        "chosen": list(request.chosen) if request else [],
    }


def prepare(cycle: OpenCycle, link: StepNode) -> SignalsResult:
    """Return the signals of the minutes with those who get a letter about each.

    ConfigError with every problem when there are none, or one is addressed to nobody or goes on from nothing.
    """
    if problems := list(_problems(cycle)):
        raise ConfigError(problems)
    return SignalsResult(signals=signals_as_written(cycle, cycle.dispatch(link)))


def present(cycle: OpenCycle, link: StepNode, result: Result) -> StepSummary:
    """Return the signals as those who decide read them."""
    made, say = read(SignalsResult, result), cycle.say
    names = {invitee.id: invitee.name for invitee in everybody(cycle)}
    head = (say("Number"), say("To"), say("What"), say("Due"), say("Plan of action"), say("The letter goes to"))
    rows = [_row(cycle, signal, names) for signal in made.signals]
    unheard = [f"{signal.id}: {plain(signal.signal.to)}" for signal in made.signals if not signal.people]
    changed = _changed(cycle, made)
    markdown = paragraphs(
        gist(cycle, link, result, cycle.language),
        table(head, rows),
        say("### Was approved with other words before") + "\n\n" + bullets(changed) if changed else "",
        say("### Nobody on the list answers for these") + "\n\n" + bullets(unheard) if unheard else "",
        say(
            "Nobody gets a letter about them. Ask for the dispatch once more and choose who is to have it, or send it "
            "yourself."
        )
        if unheard
        else "",
        say(
            "Approve when every signal says what the meeting decided. They then stand on the public page, each with an "
            "address of its own, and the letters about them are made."
        ),
    )
    return StepSummary(
        title=cycle.title_of(link),
        summary=gist(cycle, link, result, cycle.language),
        markdown=markdown,
        tables=(
            ReviewTable(
                id="signal",
                title=say("Steering signals"),
                rows=[dict(zip(head, row, strict=True)) for row in rows],
            ),
        ),
    )


def perform(cycle: OpenCycle, _link: StepNode, _result: Result) -> SignalsOutcome:
    """Show the signals of a year that is closed; those of an open one come with its archive."""
    if cycle.closing is None:
        return SignalsOutcome(shown=False)
    rebuild_site(cycle.services, community=cycle.row.community)
    return SignalsOutcome(shown=True)


def report(cycle: OpenCycle, link: StepNode, outcome: Outcome) -> StepSummary:
    """Return where the signals stand."""
    said = cycle.say("The signals are approved. They come on the page when the year is published.")
    if read(SignalsOutcome, outcome).shown:
        said = cycle.say("The signals are approved and stand on the page. They came too late for the package.")
    return StepSummary(title=f"{cycle.title_of(link)} – {cycle.say('done')}", summary=said, markdown=said)


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
    yield from _moved(cycle, signals, file=file)
    known = load_signals(live_community(cycle).folder, community).problems
    yield from (problem for problem in known if problem.file == file and not problem.where.endswith(".to"))


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
)
