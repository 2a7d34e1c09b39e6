"""Tells the secretariat that a step goes no further: a mailing that waits, a run that failed, one that was given up."""

from __future__ import annotations

from cycle.application.actions import goes_on_at, step_state, step_states, stuck_steps
from cycle.application.delivery import FAILED, HELD, held_how, said_reason, take_back
from cycle.application.notifications.gate_opened import running_text
from cycle.application.notifications.secretariat import CORRECT_IT, MOST_WORDS, START_AGAIN, queue_mail
from cycle.application.year import OpenCycle, StepNode, calendar_kind, kind_of, mailing_link, node_named
from cycle.catalogue import sentence
from cycle.errors import CycleError
from cycle.mail.message import ActionItem
from cycle.store.years.holds import Hold
from cycle.wording import with_capital

STOPPED = sentence("Waiting for you: {step} {year} stopped")


def notify_held(cycle: OpenCycle, step: str) -> int:
    """Queue one mail for each reason a mailing waits for a person, with how it goes on; return how many reasons."""
    node = node_named(cycle.graph, step)
    waiting, what = holds_on(cycle, node), running_text(cycle, node, cycle.language)
    for hold in waiting:
        queue_mail(
            cycle,
            _held_kind(node, hold),
            title=cycle.say("Waiting for you: {step} {year} is on hold", step=what, year=cycle.year),
            opening=cycle.say(
                "{step} stands still until somebody has looked at it. Nobody else gets mail before that.",
                step=with_capital(what),
            ),
            matters=[hold_item(cycle, node, hold)],
        )
    return len(waiting)


def notify_failed(cycle: OpenCycle, step: str, *, run: str, error: str, link: str) -> None:
    """Queue one mail that a run ended for an error, with its words; the same run is told of once."""
    what = running_text(cycle, node_named(cycle.graph, step), cycle.language)
    how = START_AGAIN
    opening = sentence("{step} stopped, and does not go on by itself. What is done is not done again.")
    if _goes_on(cycle, step):
        opening = sentence("{step} stopped. What is not sent is queued, and nobody gets anything twice.")
        how = sentence(
            "The service tries again at eight o'clock every working day. To have it sooner, start the year again: "
            "“Deployments → 1-start → Run” in Prefect, or “cycle start {year}”."
        )
    queue_mail(
        cycle,
        f"{FAILED}.{step}.{run[-12:]}",
        title=cycle.say(STOPPED, step=what, year=cycle.year),
        opening=cycle.say(opening, step=with_capital(what)),
        matters=[ActionItem(what=cycle.say(CORRECT_IT), how=cycle.say(how, year=cycle.year), link=link)],
        quoted=_shortened(error),
    )


def notify_stranger(cycle: OpenCycle, step: str, *, run: str, link: str) -> None:
    """Queue one mail that a run got an answer which no person who is known gave; the same run is told of once."""
    what = running_text(cycle, node_named(cycle.graph, step), cycle.language)
    matter = ActionItem(
        what=cycle.say("Ask whoever runs the service who else can reach Prefect or its database."),
        how=cycle.say("Nothing was decided by it. The step still waits for somebody who decides on it."),
        link=link,
    )
    queue_mail(
        cycle,
        f"{FAILED}.{step}.ukjend.{run[-12:]}",
        title=cycle.say("An answer from nobody: {step} {year}", step=what, year=cycle.year),
        opening=cycle.say(
            "{step} got an answer that did not come from anybody who was logged in, so it counts for nothing.",
            step=with_capital(what),
        ),
        matters=[matter],
    )


def notify_given_up(cycle: OpenCycle, step: str, *, link: str) -> None:
    """Queue one mail that a step died as often as it was tried, with the last error's words; none when it goes on."""
    found = next((stuck_step for stuck_step in stuck_steps(cycle) if stuck_step.step == step), None)
    if found is None:
        return
    what = running_text(cycle, node_named(cycle.graph, step), cycle.language)
    matter = ActionItem(
        what=cycle.say("See what is wrong, and correct it. If you do not find it, ask whoever runs the service."),
        how=cycle.say(START_AGAIN, year=cycle.year),
        link=link,
    )
    queue_mail(
        cycle,
        f"{FAILED}.{step}.{found.since:%Y%m%dT%H%M%S}",
        title=cycle.say(STOPPED, step=what, year=cycle.year),
        opening=cycle.say(
            "{step} stopped {times}, and the service tries no more. What is done is not done again.",
            step=with_capital(what),
            times=cycle.count(found.tries, "{number} time", "{number} times"),
        ),
        matters=[matter],
        quoted=_shortened(found.why),
    )


def take_back_settled(cycle: OpenCycle) -> int:
    """Take back queued mails about mailings that go on and runs whose step is done since; return how many."""
    done = {status.step for status in step_states(cycle) if status.state == "done"}
    mailings = [node for node in cycle.graph if node.kind == "mailing"]
    held = {_held_kind(node, hold) for node in mailings for hold in holds_on(cycle, node)}

    def outdated(kind: str) -> bool:
        if kind.startswith(f"{HELD}."):
            return kind not in held
        return kind.startswith(f"{FAILED}.") and kind.removeprefix(f"{FAILED}.").rpartition(".")[0] in done

    return take_back(cycle, outdated, who="desk")


def holds_on(cycle: OpenCycle, node: StepNode) -> list[Hold]:
    """Return why a mailing waits for a person: its letters, and its calendar invitations."""
    kinds = (kind_of(cycle, node), calendar_kind(cycle, node))
    return [hold for kind in kinds for hold in cycle.memory.holds.waiting(cycle.id, kind)]


def hold_item(cycle: OpenCycle, node: StepNode, hold: Hold) -> ActionItem:
    """Return why a mailing waits and how it goes on, as the run itself says it."""
    title = with_capital(running_text(cycle, node, cycle.language))
    what = f"{title}: {said_reason(cycle, hold.why)}"
    return ActionItem(what=what, how=held_how(cycle, hold.kind), link=mailing_link(cycle, node))


def _held_kind(node: StepNode, hold: Hold) -> str:
    """Return what the mail about one reason is called in the outbox."""
    return f"{HELD}.{node.dispatch}.{hold.reason}.{hold.since:%Y%m%dT%H%M%S}"


def _goes_on(cycle: OpenCycle, step: str) -> bool:
    """Return whether the step is tried again by itself; not when even where it stands cannot be read."""
    try:
        return goes_on_at(cycle, step_state(cycle, step)) is not None
    except CycleError:
        return False


def _shortened(error: str) -> str:
    return error if len(error) <= MOST_WORDS else f"{error[:MOST_WORDS]} …"
