"""Who decides from the machine's own command line: a person who is named, vouched for by the machine's user."""

from __future__ import annotations

from dataclasses import replace

from cycle.application.persons.identified import claimed, identified
from cycle.application.persons.log_in import meant
from cycle.application.persons.mode import identity_of
from cycle.application.persons.people import active, people_of
from cycle.errors import InputError, Problem
from cycle.model import Community, Identified
from cycle.phrases import Phrase
from cycle.services import Services

ADD = "cycle people add NAME --address ADDRESS --role ROLE"
"""The command that puts somebody on the list of people."""


def at_terminal(services: Services, community: Community, name: str, *, user: str) -> Identified:
    """Return who is meant by a name, a key or an address; `user` is who the operating system says uses the machine.

    InputError where log-in is on and the name fits nobody who may log in, or several.
    """
    if identity_of(services) == "name":
        return replace(claimed(community, name), known_by="terminal", proof=user)
    persons = active(people_of(services, community))
    found = meant(persons, name)
    if len(found) != 1:
        keys = ", ".join(person.key for person in found or persons)
        what = Phrase("fits {keys}", keys=keys) if found else Phrase("fits nobody who may decide")
        remedy = Phrase("name one key of {command}", command="`cycle people`")
        if not found:
            remedy = Phrase("name one of {keys}, or first add the person: {command}", keys=keys, command=f"`{ADD}`")
        raise InputError([Problem(file="people", where=name, what=what, remedy=remedy)])
    return identified(found[0], persons, on=services.today, known_by="terminal", proof=user)
