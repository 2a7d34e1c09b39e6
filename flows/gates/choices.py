"""Lists of choices in the forms, made when flows are served and again when they change; free text stays beside them."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.actions import DeploymentUpdate

from cycle import wording
from cycle.application.actions import targets_of
from cycle.application.dispatches import everybody
from cycle.application.persons import Identity, identity_of
from cycle.application.replies import named_line, reply_lines
from cycle.application.year import (
    LoadedCommunity,
    NameOffer,
    OpenCycle,
    find_cycle,
    language_of,
    load_named_community,
    named_invitee,
    offered_names,
)
from cycle.catalogue import say, sentence
from cycle.errors import CycleError
from cycle.model import Language
from cycle.services import Services, open_services
from cycle.settings import Settings

log = logging.getLogger(__name__)

CHOOSE, OTHER = sentence("Choose"), sentence("Something else")
MANY = frozenset({"to"})
"""The fields in which several may be chosen."""
OFFERED: Mapping[str, Mapping[str, str]] = {
    "start-aret/1-start": {"meeting": "meetings", "community": "communities"},
    "hald-fram/utsending": {"dispatch": "dispatches", "meeting": "meetings", "community": "communities"},
    "ekstra-utsending/ekstra-utsending": {
        "dispatch": "dispatches",
        "to": "people",
        "meeting": "meetings",
        "community": "communities",
    },
    "avslutta-ar/avslutta-ar": {"what": "closed", "meeting": "meetings", "community": "communities"},
    "svar/skriv-inn": {"who": "people", "meeting": "meetings", "community": "communities"},
    "stadfesting/stadfest": {"who": "people", "meeting": "meetings", "community": "communities"},
}
"""Which fields of which form have which list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What people may choose among, each as it is said in a form."""

    dispatches: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    """By name with their seats, in alphabetical order: those of every year that is not over."""
    closed: tuple[str, ...] = ()
    """What of the page of a closed year may be corrected or taken down, of every closed year."""
    meetings: tuple[str, ...] = ()
    communities: tuple[str, ...] = ()
    language: Language = "nn"
    """What the forms are written in: the configured community's own."""
    identity: Identity = "link"
    """How it is known who fills in a form."""

    def of(self, form: str) -> dict[str, tuple[str, ...]]:
        """Return field → its list, for one form."""
        return {field: getattr(self, which) for field, which in OFFERED.get(form, {}).items()}


def choices_now(settings: Settings) -> Choices:
    """Return the lists as they are now; what cannot be read now is told elsewhere, and leaves its list short."""
    try:
        with open_services(settings) as services:
            return choices_of(services)
    except CycleError:
        loaded = _communities(settings, ())
        language: Language = loaded[0].community.language if loaded else "nn"
        return Choices(dispatches=dispatch_titles(loaded), language=language, identity=settings.identity or "link")


def choices_of(services: Services) -> Choices:
    """Return the lists by what is in the store and the files."""
    cycles = tuple(_open_years(services))
    loaded = _communities(services.settings, cycles)
    people = {offered.id: offered for cycle in cycles for offered in _people(cycle)}
    return Choices(
        dispatches=dispatch_titles(loaded),
        people=tuple(sorted(offered_names(people.values()), key=wording.alphabetical)),
        closed=tuple(dict.fromkeys(target for cycle in _closed_years(services) for target in targets_of(cycle))),
        meetings=tuple(dict.fromkeys(name for community in loaded for name in community.meetings)),
        communities=tuple(dict.fromkeys(community.community.id for community in loaded)),
        language=language_of(services),
        identity=identity_of(services),
    )


def dispatch_titles(loaded: Sequence[LoadedCommunity]) -> tuple[str, ...]:
    """Return the dispatches of every meeting type by their titles."""
    meetings = [rules for community in loaded for rules in community.meetings.values()]
    return tuple(dict.fromkeys(dispatch.title for rules in meetings for dispatch in rules.dispatch_values()))


def renew_choices(services: Services) -> tuple[str, ...]:
    """Give the forms that are served the lists of now, and return which were changed; no trouble here stops a run."""
    try:
        with get_client(sync_client=True) as client:
            return _renew(client, choices_of(services))
    except Exception:
        log.exception("the lists of choices in the forms could not be renewed; names can still be written")
        return ()


def offering(
    properties: Mapping[str, Any], lists: Mapping[str, Sequence[str]], language: Language = "nn"
) -> dict[str, Any]:
    """Return the fields of a form with their lists to choose from."""
    return {
        field: offered(about, lists[field], several=field in MANY, language=language) if field in lists else about
        for field, about in properties.items()
    }


def offered(
    field: Mapping[str, Any], choices: Sequence[str], *, several: bool = False, language: Language = "nn"
) -> dict[str, Any]:
    """Return the schema of a text field with a list to choose from, beside the free text it takes.

    Prefect refuses what a schema does not allow, and a list may be outdated: so free text stays allowed.
    """
    about = {key: value for key, value in field.items() if key in {"title", "description", "position", "default"}}
    found = [option for option in field.get("anyOf", ()) if option.get("type") == "string" and "enum" not in option]
    text = dict(found[0]) if found else {key: value for key, value in field.items() if key not in about}
    if not choices:
        return {**about, **{key: value for key, value in text.items() if key != "title"}}
    chosen: dict[str, Any] = {"type": "string", "enum": [*choices]}
    if several:
        chosen = {"type": "array", "items": chosen, "uniqueItems": True}
    return {**about, "anyOf": [{**chosen, "title": say(language, CHOOSE)}, {**text, "title": say(language, OTHER)}]}


def _renew(client: SyncPrefectClient, choices: Choices) -> tuple[str, ...]:
    changed = []
    for form in OFFERED:
        there = client.read_deployment_by_name(form)
        schema = dict(there.parameter_openapi_schema or {})
        wanted = {**schema, "properties": offering(schema.get("properties", {}), choices.of(form), choices.language)}
        if wanted != schema:
            client.update_deployment(there.id, DeploymentUpdate(parameter_openapi_schema=wanted))
            changed.append(form)
    return tuple(changed)


def _open_years(services: Services) -> Iterator[OpenCycle]:
    """Yield the years whose meeting is not in an earlier year; one that cannot be read is told elsewhere."""
    for row in services.memory.cycles.all():
        if row.year >= services.today.year:
            with suppress(CycleError):
                yield find_cycle(services, community=row.community, meeting=row.meeting, year=row.year)


def _closed_years(services: Services) -> Iterator[OpenCycle]:
    """Yield the years that are closed, the newest first; one that cannot be read is told elsewhere."""
    for row in services.memory.cycles.all():
        with suppress(CycleError):
            cycle = find_cycle(services, community=row.community, meeting=row.meeting, year=row.year)
            if cycle.closing is not None:
                yield cycle


def _people(cycle: OpenCycle) -> Sequence[NameOffer]:
    """Return those whose answer may be typed in; before a list is approved those on it, who may be written to."""
    with suppress(CycleError):
        lines = [named_line(line) for line in reply_lines(cycle)]
        return lines or [named_invitee(invitee) for invitee in everybody(cycle)]
    return ()


def _communities(settings: Settings, cycles: Sequence[OpenCycle]) -> tuple[LoadedCommunity, ...]:
    """Return the configured community and those that have open years."""
    loaded = {cycle.loaded.community.id: cycle.loaded for cycle in cycles}
    with suppress(CycleError):
        own = load_named_community(settings)
        return (own, *(community for name, community in loaded.items() if name != own.community.id))
    return tuple(loaded.values())
