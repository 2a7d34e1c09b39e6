"""Serves the flows on this machine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from prefect import serve
from prefect.deployments.runner import RunnerDeployment
from prefect.flows import Flow
from prefect.schedules import Schedule
from prefect.types.entrypoint import EntrypointType

from cycle.application.year import CONFIRM, LABELS, note_form
from cycle.catalogue import say
from cycle.settings import Settings
from flows.annual_cycle import FORM, annual_cycle
from flows.choices import Choices, choices_now, offering
from flows.closed_year import ACT_LABELS, CLOSED_YEAR_FORM, closed_year
from flows.extra import CORRECT_FORM, EXTRA_FORM, correct, extra
from flows.fixity import fixity
from flows.inbox import CONFIRM_FORM, REPLY_FORM, TYPED, confirmation, inbox, reply
from flows.launch import SERVICE_TAG
from flows.outbox import DECIDE_FORM, GO_ON_FORM, MAIL_LABELS, decide, go_on
from flows.remind import remind
from flows.schedules import monthly, mornings, readings, yearly
from flows.steps import STEP_FLOWS
from flows.yearly import NEXT_YEAR_FORM, next_year

AT_ONCE = 4
"""Runs at the same time: two dispatches and a trigger, with one to spare."""


def deployments(settings: Settings) -> list[RunnerDeployment]:
    """Return the deployments: the trigger and one per step, named so that people find the trigger first.

    What is done again and again has its schedule; a schedule that is no more is taken away when they are served.
    """
    choices = choices_now(settings)
    steps = [
        step_flow.to_deployment(name="cycle", tags=[SERVICE_TAG], entrypoint_type=EntrypointType.MODULE_PATH)
        for step_flow in STEP_FLOWS
    ]
    return [
        _served(
            annual_cycle,
            name="start",
            description="Start the year, or go on from where it stands. Starting twice does nothing twice.",
            form=FORM,
            choices=choices,
        ),
        _served(
            go_on,
            name="utsending",
            description="Continue the mailing that waits for you: after the first mails, or when many were refused.",
            form=GO_ON_FORM,
            choices=choices,
        ),
        _served(
            decide,
            name="e-post",
            description="Decide what happened to a mail in doubt: count it as sent, or send it again.",
            form=DECIDE_FORM,
            offers={"decision": [*MAIL_LABELS.values()]},
            choices=choices,
        ),
        _served(
            extra,
            name="ekstra-utsending",
            description="Ask for a dispatch: save the date, reminder, change, cancellation or thanks.",
            form=EXTRA_FORM,
            choices=choices,
        ),
        _served(
            correct,
            name="retting",
            description="Ask for a corrected letter to one person.",
            form=CORRECT_FORM,
            choices=choices,
        ),
        _served(
            closed_year,
            name="avslutta-ar",
            description="Correct a closed year, take something down from its page, or open the whole year again.",
            form=CLOSED_YEAR_FORM,
            offers={"deed": [*ACT_LABELS.values()]},
            choices=choices,
        ),
        _served(
            reply,
            name="skriv-inn",
            description="Enter an answer given by phone or in another way.",
            form=REPLY_FORM,
            offers={"answer": [LABELS[answer] for answer in TYPED]},
            choices=choices,
        ),
        _served(
            confirmation,
            name=CONFIRM,
            description="Confirm an answer: clear words, an answer from an unknown address, a "
            "substitute. Come here from the page of answers.",
            form=CONFIRM_FORM,
            offers={"decision": [*LABELS.values()]},
            choices=choices,
        ),
        _served(
            inbox,
            name="svar-og-returar",
            description="Reads answers and returned mail. Runs by itself when a mailbox is set up.",
            schedules=readings(settings),
            choices=choices,
        ),
        _served(
            remind,
            name="kvar-morgon",
            description="Reminds of the gates that wait, and tells the secretariat. Runs by itself at eight o'clock.",
            schedules=mornings(),
            choices=choices,
        ),
        _served(
            fixity,
            name="kvar-manad",
            description="Checks all files of the archive packages. Runs by itself on the first of the month.",
            schedules=monthly(),
            choices=choices,
        ),
        _served(
            next_year,
            name="kvart-ar",
            description="Tells the secretariat when the next year can be opened. The day is in community.toml.",
            schedules=yearly(settings),
            form=NEXT_YEAR_FORM,
            choices=choices,
        ),
        *steps,  # type: ignore[list-item]
    ]


def _served(
    flow: Flow[Any, Any],
    *,
    name: str,
    description: str,
    choices: Choices,
    form: Mapping[str, tuple[str, str]] | None = None,
    offers: Mapping[str, Sequence[str]] | None = None,
    schedules: Sequence[Schedule] = (),
) -> RunnerDeployment:
    language = choices.language
    made: Any = flow.to_deployment(
        name=name,
        description=say(language, description),
        tags=[SERVICE_TAG],
        schedules=[*schedules],
        entrypoint_type=EntrypointType.MODULE_PATH,
    )
    kept = made._parameter_openapi_schema
    # Prefect 3.8 labels the fields with the names of the parameters, whatever their annotation says.
    for field, (title, help_text) in (form or {}).items():
        about = kept.properties[field]
        about |= {"title": say(language, title), "description": say(language, help_text)}
        if offers and field in offers:
            about["enum"] = [say(language, label) for label in offers[field]]
    kept.properties = offering(kept.properties, choices.of(f"{flow.name}/{name}"), language)
    return made  # type: ignore[no-any-return]


def serve_flows(settings: Settings) -> None:
    """Serve until stopped. Deployments are not paused at the end, so a scheduled milestone is kept."""
    made = deployments(settings)
    confirming = next(deployment for deployment in made if deployment.name == CONFIRM)
    note_form(settings, CONFIRM, str(confirming.apply()))  # before the rest, for the pages link to its form
    serve(*made, limit=AT_ONCE, pause_on_shutdown=False, print_starting_message=False)
