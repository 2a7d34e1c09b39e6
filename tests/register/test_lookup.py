"""A register answers who holds a seat on a day, first and last day counted."""

from __future__ import annotations

import datetime as dt

from cycle.model import Mandate, Person, Register
from cycle.register.lookup import history_of, holder, mandates_by_seat

OLD = Person(id="old", name="Åse Øye", address="a@x.example")
NEW = Person(id="new", name="Per Dal", address="p@x.example")
FIRST = Mandate(seat="alver.ordforar", person="old", valid_to=dt.date(2023, 10, 11))
SECOND = Mandate(seat="alver.ordforar", person="new", valid_from=dt.date(2023, 10, 13))
OTHER = Mandate(seat="ssu.leiar", person="old")
REGISTER = Register(persons=(NEW, OLD), mandates=(SECOND, OTHER, FIRST))


def test_the_holder_changes_on_the_day_and_a_gap_is_a_vacancy() -> None:
    days = [dt.date(2023, 10, day) for day in (11, 12, 13)]
    assert [holder(REGISTER, "alver.ordforar", day) for day in days] == [OLD, None, NEW]
    assert holder(REGISTER, "fedje.ordforar", days[0]) is None


def test_the_mandates_of_a_day_and_the_history_of_a_seat_come_in_order() -> None:
    assert mandates_by_seat(REGISTER, dt.date(2024, 1, 1)) == (SECOND, OTHER)
    assert history_of(REGISTER, "alver.ordforar") == ((FIRST, OLD), (SECOND, NEW))
