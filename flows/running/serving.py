"""Serves the flows on this machine."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from prefect import aserve
from prefect.deployments.runner import RunnerDeployment
from prefect.flows import Flow
from prefect.schedules import Schedule
from prefect.types.entrypoint import EntrypointType

from cycle.application.year import CONFIRM, ENTER, LABELS, note_form
from cycle.catalogue import say, sentence
from cycle.lifetime import STOP_SECONDS
from cycle.model import Language
from cycle.settings import Settings
from cycle.web.to_prefect.deeds import BY_WHO_ASKS, NAME
from flows.annual_cycle import FORM, USER, annual_cycle
from flows.closed_year import ACT_LABELS, CLOSED_YEAR_FORM, closed_year
from flows.extra import CORRECT_FORM, EXTRA_FORM, correct, extra
from flows.fixity import fixity
from flows.gates.choices import Choices, choices_now, offering
from flows.inbox import CONFIRM_FORM, REPLY_FORM, TYPED, confirmation, inbox, reply
from flows.outbox import DECIDE_FORM, GO_ON_FORM, MAIL_LABELS, decide, go_on
from flows.remind import remind
from flows.running.earlier_names import earlier_deployments
from flows.running.launch import SERVICE_TAG, STEP_DEPLOYMENTS
from flows.running.schedules import monthly, mornings, readings, yearly
from flows.steps import STEP_FLOWS
from flows.yearly import NEXT_YEAR_FORM, next_year

log = logging.getLogger(__name__)

AT_ONCE = 4
"""Runs at the same time: two dispatches and a trigger, with one to spare."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """A flow that people or a schedule start: what it is called in the UI, what is said of it, what its form asks."""

    flow: Flow[Any, Any]
    name: str
    description: str
    form: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Label and help of each field."""
    offers: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """What a field lets people choose between."""
    schedules: Callable[[Settings], Sequence[Schedule]] = lambda _settings: ()


TRIGGERS = (
    Trigger(
        flow=annual_cycle,
        name="1-start",
        description=sentence("Start the year, or go on from where it stands. Starting twice does nothing twice."),
        form=FORM,
    ),
    Trigger(
        flow=go_on,
        name="utsending",
        description=sentence(
            "Continue the mailing that waits for you: after the first mails, or when many were refused."
        ),
        form=GO_ON_FORM,
    ),
    Trigger(
        flow=decide,
        name="e-post",
        description=sentence("Decide what happened to a mail in doubt: count it as sent, or send it again."),
        form=DECIDE_FORM,
        offers={"decision": [*MAIL_LABELS.values()]},
    ),
    Trigger(
        flow=extra,
        name="ekstra-utsending",
        description=sentence("Ask for a dispatch: save the date, reminder, change, cancellation or thanks."),
        form=EXTRA_FORM,
    ),
    Trigger(
        flow=correct,
        name="retting",
        description=sentence("Ask for a corrected letter to one person."),
        form=CORRECT_FORM,
    ),
    Trigger(
        flow=closed_year,
        name="avslutta-ar",
        description=sentence("Correct a closed year, take something down from its page, or open the whole year again."),
        form=CLOSED_YEAR_FORM,
        offers={"deed": [*ACT_LABELS.values()]},
    ),
    Trigger(
        flow=reply,
        name=ENTER,
        description=sentence("Enter an answer given by phone or in another way."),
        form=REPLY_FORM,
        offers={"answer": [LABELS[answer] for answer in TYPED]},
    ),
    Trigger(
        flow=confirmation,
        name=CONFIRM,
        description=sentence(
            "Confirm an answer: clear words, an answer from an unknown address, a "
            "substitute. Come here from the page of answers."
        ),
        form=CONFIRM_FORM,
        offers={"decision": [*LABELS.values()]},
    ),
    Trigger(
        flow=inbox,
        name="svar-og-returar",
        description=sentence("Reads answers and returned mail. Runs by itself when a mailbox is set up."),
        schedules=readings,
    ),
    Trigger(
        flow=remind,
        name="kvar-morgon",
        description=sentence(
            "Reminds of the gates that wait, and tells the secretariat. Runs by itself at eight o'clock."
        ),
        schedules=lambda _settings: mornings(),
    ),
    Trigger(
        flow=fixity,
        name="kvar-manad",
        description=sentence("Checks all files of the archive packages. Runs by itself on the first of the month."),
        schedules=lambda _settings: monthly(),
    ),
    Trigger(
        flow=next_year,
        name="kvart-ar",
        description=sentence("Tells the secretariat when the next year can be opened. The day is in community.toml."),
        form=NEXT_YEAR_FORM,
        schedules=yearly,
    ),
)
"""What people start, or find running by itself; Prefect lists them by name, *1-start* first."""

STEP_WORDS: Mapping[str, str] = {
    "plan": sentence("The wheel of the year: dates counted back from the meeting."),
    "committee": sentence("The programme committee: members by seat, and vacant seats."),
    "host": sentence("Host and chair: whose turn it is, and why."),
    "invitations": sentence("The invitation list: everyone the rules invite, each with clause and reason."),
    "signals": sentence("The steering signals: what the meeting asks of whom, before the letters about them."),
    "letters": sentence("The letters of one dispatch: a Word file and a PDF for each addressee."),
    "mailing": sentence("The mailing of one dispatch: everyone gets it once, after the number is confirmed."),
    "archive": sentence("The archive: the public page of the year and its package."),
    "act": sentence("Something done to a closed year: corrected, taken down, or the year opened again."),
}
"""What is said of each kind of step."""
BY_ITSELF = sentence("The service starts it when its turn comes: nobody need start it here.")


def deployments(settings: Settings) -> list[RunnerDeployment]:
    """Return the deployments: what people start, and one per step, named so that *1-start* stands first in the list.

    What is done again and again has its schedule; a schedule that is no more is taken away when they are served.
    """
    choices = choices_now(settings)
    return [
        *(_served(trigger, settings, choices) for trigger in TRIGGERS),
        *(_step(step_flow, choices.language) for step_flow in STEP_FLOWS),
    ]


def serve_flows(settings: Settings) -> None:
    """Serve until this thread, the main one, is told to stop.

    Deployments are not paused at the end, so a scheduled milestone is kept.
    """
    made = [*deployments(settings), *earlier_deployments()]
    for deployment in made:
        if deployment.name in {CONFIRM, ENTER}:  # before the rest, for the pages link to their forms
            note_form(settings, deployment.name, str(deployment.apply()))
    _serve_aside(made)


def _serve_aside(made: Sequence[RunnerDeployment]) -> None:
    """Serve in a thread of its own, so that a signal finds this one waiting, and ends it here.

    Prefect's own answer to SIGTERM raises wherever its loop happens to be, and is lost where Python swallows what is
    raised, as in a destructor: then the service would go on. Prefect installs that answer in the main thread alone.
    """
    begun: Future[tuple[asyncio.AbstractEventLoop, asyncio.Task[None]]] = Future()
    ended: Future[None] = Future()

    async def serving() -> None:
        task = asyncio.current_task()
        assert task is not None
        begun.set_result((asyncio.get_running_loop(), task))
        await aserve(*made, limit=AT_ONCE, pause_on_shutdown=False, print_starting_message=False)

    def work() -> None:
        try:
            asyncio.run(serving())
        except BaseException as error:  # it is raised where it can be seen
            if not begun.done():
                begun.set_exception(error)
            ended.set_exception(error)
        else:
            ended.set_result(None)

    thread = threading.Thread(target=work, daemon=True, name="serving")
    thread.start()
    loop, task = begun.result()
    try:
        ended.result()
    finally:
        with suppress(RuntimeError):  # it has ended by itself
            loop.call_soon_threadsafe(task.cancel)
        thread.join(STOP_SECONDS)
        if thread.is_alive():
            log.warning("the runs did not let go within %d s; they end with the service", STOP_SECONDS)


def _served(trigger: Trigger, settings: Settings, choices: Choices) -> RunnerDeployment:
    language = choices.language
    made: Any = trigger.flow.to_deployment(
        name=trigger.name,
        description=say(language, trigger.description),
        tags=[SERVICE_TAG],
        schedules=[*trigger.schedules(settings)],
        entrypoint_type=EntrypointType.MODULE_PATH,
    )
    kept = made._parameter_openapi_schema
    # Prefect 3.8 labels the fields with the names of the parameters, whatever their annotation says.
    for name, (title, help_text) in trigger.form.items():
        about = kept.properties[name]
        about |= {"title": say(language, title), "description": say(language, help_text)}
        if name in trigger.offers:
            about["enum"] = [say(language, label) for label in trigger.offers[name]]
    asked = NAME in trigger.form and choices.identity == "name"
    if NAME in kept.properties and not asked:  # the door knows who asks, and puts it in
        kept.definitions = {**kept.definitions, BY_WHO_ASKS: kept.properties.pop(NAME)}
        kept.required = [field for field in kept.required if field != NAME]
    kept.properties.pop(USER, None)
    kept.properties = offering(kept.properties, choices.of(f"{trigger.flow.name}/{trigger.name}"), language)
    return made  # type: ignore[no-any-return]


def _step(step_flow: Flow[Any, Any], language: Language) -> RunnerDeployment:
    kind, (_, name) = next(
        (kind, served.split("/"))
        for kind, served in STEP_DEPLOYMENTS.items()
        if served.startswith(f"{step_flow.name}/")
    )
    made: Any = step_flow.to_deployment(
        name=name,
        description=f"{say(language, STEP_WORDS[kind])} {say(language, BY_ITSELF)}",
        tags=[SERVICE_TAG],
        entrypoint_type=EntrypointType.MODULE_PATH,
    )
    return made  # type: ignore[no-any-return]
