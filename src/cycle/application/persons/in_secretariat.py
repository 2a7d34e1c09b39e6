"""Who is the secretariat, as the page of people has it: whom it is told that something needs a person."""

from __future__ import annotations

from cycle.application.delivery import Notice, secretariat, to_secretariat
from cycle.application.persons.people import SECRETARIAT, active, people_now
from cycle.application.year import OpenCycle
from cycle.model import KnownPerson
from cycle.services import Services


def in_secretariat(services: Services, community: str) -> tuple[KnownPerson, ...]:
    """Return those with the role who are there today, one for each mailbox; all of them where every one is away."""
    having = [person for person in active(people_now(services, community)) if SECRETARIAT in person.roles]
    there = [person for person in having if not person.is_away(services.today)]
    return tuple({person.address.casefold(): person for person in reversed(there or having)}.values())[::-1]


def to_those_in_secretariat(cycle: OpenCycle, notice: Notice) -> list[Notice]:
    """Return a mail to those who are the secretariat by the page of people, and to a contact that the year names."""
    contact, persons = secretariat(cycle), in_secretariat(cycle.services, cycle.loaded.community.id)
    found = to_secretariat(notice, contact, persons)
    own = contact.address.casefold() != cycle.loaded.community.contact.address.casefold()
    if own and all(other.address.casefold() != contact.address.casefold() for other in found):
        found += to_secretariat(notice, contact, ())
    return found
