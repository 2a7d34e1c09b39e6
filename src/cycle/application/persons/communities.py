"""The communities of one home: the configured one, and those whose years are in its store. People belong to one."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from contextlib import suppress

from cycle.application.delivery import LoginCommunity
from cycle.application.persons.people import SECRETARIAT, active, people_of
from cycle.application.year import community_folder, community_id, has_community, load_named_community
from cycle.errors import ConfigError
from cycle.model import Contact, KnownPerson
from cycle.services import Services
from cycle.settings import Settings

log = logging.getLogger(__name__)

BEYOND = 2**63
"""No table has a row with this number."""


def everybody_here(services: Services) -> tuple[tuple[LoginCommunity, tuple[KnownPerson, ...]], ...]:
    """Return each community whose people come in at this door with those of it who may, the configured one first.

    Of one whose files cannot be read now: those who were known last. A slip in a file locks nobody out. Of one whose
    folder is taken away: nobody.
    """
    configured = _at_the_door(services)
    others = {row.community for row in services.memory.cycles.all()} - {configured[0].id}
    return (configured, *(_at_the_door(services, name) for name in sorted(others) if is_at_the_door(services, name)))


def is_at_the_door(services: Services, community: str) -> bool:
    """Return whether the people of a community come in: the configured one's, and those of one that has a folder."""
    settings = services.settings
    if has_community(settings, community):
        return True
    return community == configured_community(settings)


def community_meant(services: Services, parameters: Mapping[str, object]) -> str | None:
    """Return whose matter a form of Prefect's is about: the community it names, or that of the mail it names.

    Empty for a mail there is not; None for one that is named by anything but a number, which may be anybody's.
    """
    if "mail" in parameters:
        number = parameters["mail"]
        if not isinstance(number, int) or isinstance(number, bool):
            return None
        mails = services.memory.outbox
        if not 0 < number < BEYOND or not mails.kinds_of([number]):
            return ""  # the form says that there is no such mail
        return mails.row(number).cycle.partition("/")[0]
    return str(parameters.get("community") or configured_community(services.settings))


def configured_community(settings: Settings) -> str:
    """Return the id of the configured community, which is the name of its folder, whatever its files say."""
    return community_id(settings)


def _at_the_door(services: Services, name: str = "") -> tuple[LoginCommunity, tuple[KnownPerson, ...]]:
    try:
        found = load_named_community(services.settings, name).community
    except ConfigError as error:
        log.warning("the files of a community cannot be read: %s", type(error).__name__)
        return _as_known_last(services, name or configured_community(services.settings))
    persons = active(people_of(services, found))
    return LoginCommunity(id=found.id, name=found.name, contact=found.contact), persons


def _as_known_last(services: Services, community: str) -> tuple[LoginCommunity, tuple[KnownPerson, ...]]:
    """Return a community as the store knows it, under its own name where that can still be read."""
    persons = active(services.memory.persons.rows(community))
    office = next((person for person in persons if SECRETARIAT in person.roles), None)
    named = office or next(iter(persons), None)
    contact = Contact(name=named.name if named else "", organisation="", address=named.address if named else "")
    return LoginCommunity(id=community, name=_name_in_file(services.settings, community), contact=contact), persons


def _name_in_file(settings: Settings, community: str) -> str:
    """Return the name of a community as it stands in a file that may be no TOML any more; its id where it does not."""
    with suppress(OSError, ValueError):
        text = (community_folder(settings, community) / "community.toml").read_text("utf-8-sig")
        if found := re.search(r"""(?m)^\s*name\s*=\s*["']([^"'\n]+)""", text):
            return found[1]
    return community
