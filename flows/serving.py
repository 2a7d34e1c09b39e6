"""Serves the flows on this machine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from prefect import serve
from prefect.deployments.runner import RunnerDeployment
from prefect.flows import Flow
from prefect.schedules import Schedule
from prefect.types.entrypoint import EntrypointType

from cycle.application.year import CONFIRM, note_form
from cycle.catalogue import say
from cycle.model import Language
from cycle.settings import Settings
from flows.annual_cycle import FORM, annual_cycle
from flows.choices import Choices, choices_now, offering
from flows.extra import CORRECT_FORM, EXTRA_FORM, correct, extra
from flows.fixity import fixity
from flows.inbox import CONFIRM_FORM, REPLY_FORM, confirmation, inbox, reply
from flows.launch import SERVICE_TAG
from flows.outbox import DECIDE_FORM, GO_ON_FORM, decide, go_on
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
            description="Start året, eller gå vidare der det står. Å starte to gonger gjer ingenting to gonger.",
            form=FORM,
            choices=choices,
        ),
        _served(
            go_on,
            name="utsending",
            description="Hald fram med utsendinga som ventar på deg: etter dei første, eller når mange vart avviste.",
            form=GO_ON_FORM,
            choices=choices,
        ),
        _served(
            decide,
            name="e-post",
            description="Avgjer kva som skjedde med ein uavklart e-post: rekn han som send, eller send han på nytt.",
            form=DECIDE_FORM,
            choices=choices,
        ),
        _served(
            extra,
            name="ekstra-utsending",
            description="Be om ei utsending: hald av datoen, påminning, endring, avlysing eller takk.",
            form=EXTRA_FORM,
            choices=choices,
        ),
        _served(
            correct,
            name="retting",
            description="Be om eit retta brev til éin person.",
            form=CORRECT_FORM,
            choices=choices,
        ),
        _served(
            reply,
            name="skriv-inn",
            description="Skriv inn eit svar som er gjeve på telefon eller på annan måte.",
            form=REPLY_FORM,
            choices=choices,
        ),
        _served(
            confirmation,
            name=CONFIRM,
            description="Stadfest eit svar: klare ord, svar frå ei ukjend adresse, vikar. Kom hit frå sida Svar.",
            form=CONFIRM_FORM,
            choices=choices,
        ),
        _served(
            inbox,
            name="svar-og-returar",
            description="Les svar og e-post i retur. Går av seg sjølv når ei postkasse er sett opp.",
            schedules=readings(settings),
            choices=choices,
        ),
        _served(
            remind,
            name="kvar-morgon",
            description="Minner om portane som ventar, og seier frå til sekretariatet. Går av seg sjølv klokka åtte.",
            schedules=mornings(),
            choices=choices,
        ),
        _served(
            fixity,
            name="kvar-manad",
            description="Kontrollerer alle filene i arkivpakkane. Går av seg sjølv den første i månaden.",
            schedules=monthly(),
            choices=choices,
        ),
        _served(
            next_year,
            name="kvart-ar",
            description="Seier frå til sekretariatet når neste år kan opnast. Dagen står i community.toml.",
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
        if "enum" in about:
            about["enum"] = in_one_form(about["enum"], language)
    kept.properties = offering(kept.properties, choices.of(f"{flow.name}/{name}"), language)
    return made  # type: ignore[no-any-return]


def in_one_form(labels: Sequence[str], language: Language) -> list[str]:
    """Return the choices that readers of this language have, of those that a flow takes in both."""
    bokmal = {say("nb", label) for label in labels if say("nb", label) != label}
    return [*dict.fromkeys(say(language, label) for label in labels if label not in bokmal)]


def serve_flows(settings: Settings) -> None:
    """Serve until stopped. Deployments are not paused at the end, so a scheduled milestone is kept."""
    made = deployments(settings)
    confirming = next(deployment for deployment in made if deployment.name == CONFIRM)
    note_form(settings, CONFIRM, str(confirming.apply()))  # before the rest, for the pages link to its form
    serve(*made, limit=AT_ONCE, pause_on_shutdown=False, print_starting_message=False)
