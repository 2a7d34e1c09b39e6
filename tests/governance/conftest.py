"""The real community, and registers and histories made of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from cycle.application.year.community_rules.community import LoadedCommunity, load_community
from cycle.governance.community_data.community import SourceTable
from cycle.governance.community_data.history import History
from cycle.governance.inviting.seats import invited_seats
from cycle.model import HostAnswer, Mandate, Person, Register

settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")  # a busy machine is no failure

BERGEN = Path(__file__).parents[2] / "config" / "communities" / "bergensomradet"
LOADED = load_community(BERGEN)
RECORD_DATE = dt.date(2026, 12, 1)
HOST_2027 = HostAnswer(
    year=2027,
    side="kommunane",
    organisation="",
    chair="kommunane",
    status="ruled",
    why="w",
    clause="c",
    source="s",
)
SEATS_2027 = tuple(
    seat.id for seat in invited_seats(LOADED.meeting("partnarskapsmote"), LOADED.community, on=RECORD_DATE)
)


@pytest.fixture
def loaded() -> LoadedCommunity:
    return LOADED


def register_of(held: Mapping[str, str]) -> Register:
    """Return a register where each seat is held by the person of this id, from the beginning on."""
    people = sorted(set(held.values()))
    return Register(
        persons=tuple(Person(id=person, name=f"Namn {person}", address=f"{person}@post.example") for person in people),
        mandates=tuple(Mandate(seat=seat, person=person) for seat, person in held.items()),
        invented=True,
    )


def history_with(*editions: Mapping[str, object]) -> History:
    """Return the real sources with these editions only."""
    return History.model_validate({"editions": editions, "sources": {"x": SourceTable(title="Kjelda")}})
