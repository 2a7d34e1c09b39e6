"""A difference shows every field of the register there is, and applying it gives exactly what was shown."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cycle.model import Mandate, Person, Register, VacantSeat
from cycle.register.changes.change_lines import KINDS, change_lines
from cycle.register.changes.difference import EMPTY, applied, difference, ordered
from cycle.register.words import Say

KARI = Person(
    id="kari", name="Kari Øy", address="kari@alver.example", language="nn", shared_address=True, phone="1", postal="A"
)
OLA = Person(id="ola", name="Ola Ås", address="ola@alver.example")
MAYOR = Mandate(
    seat="alver.ordforar",
    person="kari",
    valid_from=dt.date(2023, 10, 15),
    valid_to=dt.date(2027, 10, 1),
    decided_by="kommunestyret",
    role_address="ordforar@alver.example",
    note="nei",
)
CHIEF = Mandate(seat="alver.kommunedirektor", person="ola")
FREE = VacantSeat(seat="fedje.ordforar", note="val i mars")
NOW = ordered(Register(persons=(KARI, OLA), mandates=(MAYOR, CHIEF), invented=True, vacancies=(FREE,)))


def other(value: Any) -> Any:
    """Return another value of the same kind."""
    match value:
        case bool():
            return not value
        case dt.date():
            return value + dt.timedelta(days=1)
        case "nn":
            return "nb"
        case str():
            return f"{value} annan"
        case _:
            raise AssertionError(f"the register has a new kind of value: {value!r}; say here how it changes")


def mutations() -> Iterator[tuple[str, Register]]:
    """Yield the register with each field of each thing in it changed and emptied, whatever fields the model has."""
    holders = {"persons": KARI, "mandates": MAYOR, "vacancies": FREE}
    for field in fields(Register):
        value = getattr(NOW, field.name)
        if field.name not in holders:
            yield field.name, replace(NOW, **{field.name: other(value)})
            continue
        thing = holders[field.name]
        rest = tuple(entry for entry in value if entry != thing)
        yield f"{field.name} without one", replace(NOW, **{field.name: rest})
        for inner in fields(thing):
            blank = inner.default if inner.default is not dataclasses.MISSING else ""
            for new in (other(getattr(thing, inner.name)), blank):
                changed = replace(thing, **{inner.name: new})
                yield f"{field.name}.{inner.name}", replace(NOW, **{field.name: (*rest, changed)})


@pytest.mark.parametrize(
    ("where", "register"), list(mutations()), ids=lambda text: text if isinstance(text, str) else ""
)
def test_every_change_of_every_field_is_shown_and_applied_as_shown(where: str, register: Register) -> None:
    made = difference(NOW, register)
    lines = change_lines(made, NOW, register, say=Say(), printed={})
    assert lines, where
    assert {change.kind for change in lines} <= set(KINDS) - {"other"}
    assert applied(NOW, made) == ordered(register)


@pytest.mark.parametrize(
    ("where", "register"), list(mutations()), ids=lambda text: text if isinstance(text, str) else ""
)
def test_what_would_be_lost_is_said_to_be(where: str, register: Register) -> None:
    lines = change_lines(difference(NOW, register), NOW, register, say=Say(), printed={})
    emptied = [
        field for change in difference(NOW, register).changes for field in change.fields if field[1] and not field[2]
    ]
    if emptied or where.endswith("without one"):
        assert any(change.loses for change in lines), where


def test_two_alike_registers_differ_in_nothing() -> None:
    assert not difference(NOW, ordered(NOW))
    assert applied(NOW, difference(NOW, NOW)) == NOW


def test_a_difference_of_another_register_is_refused() -> None:
    made = difference(NOW, replace(NOW, persons=(OLA,)))
    with pytest.raises(ValueError, match="another register"):
        applied(EMPTY, made)


PEOPLE = st.lists(
    st.builds(Person, id=st.sampled_from("abcdef"), name=st.text(max_size=3), address=st.sampled_from(["", "a", "b"])),
    unique_by=lambda person: person.id,
)
MANDATES = st.lists(
    st.builds(
        Mandate,
        seat=st.sampled_from(["x.leiar", "y.leiar"]),
        person=st.sampled_from("abc"),
        valid_from=st.none() | st.dates(dt.date(2020, 1, 1), dt.date(2020, 1, 9)),
        note=st.sampled_from(["", "n"]),
    ),
    unique=True,
)
REGISTERS = st.builds(
    lambda people, mandates, flag: ordered(Register(persons=tuple(people), mandates=tuple(mandates), invented=flag)),
    PEOPLE,
    MANDATES,
    st.booleans(),
)


@given(REGISTERS, REGISTERS)
def test_any_register_becomes_any_other_by_their_difference(one: Register, two: Register) -> None:
    assert set(applied(one, difference(one, two)).mandates) == set(two.mandates)
    assert applied(one, difference(one, two)).persons == two.persons
    assert bool(difference(one, two)) == (one != two)
