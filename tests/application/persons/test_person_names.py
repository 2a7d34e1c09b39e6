"""Two spellings of a name are one person's, and another first or last name is another person."""

from __future__ import annotations

import pytest

from cycle.application.persons.person_names import may_be_one


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Kari Nordmann", "Kari  NORDMANN"),
        ("Kari Nordmann", "Nordmann, Kari"),
        ("Kari Nordmann", "Kari Marie Nordmann"),
        ("Kari Nordmann", "Kari Nordmann-Hansen"),
        ("Kari Nordmann", "Rådgjevar Kari Nordmann"),
        ("Øyvind Ås", "Oeyvind Aas"),
        ("Åse Bø", "Aase Bo"),
        ("André Vik", "Andre Vik"),
        ("王小明", "王小明"),
    ],
)
def test_one_person_is_spelt_in_more_ways(name: str, other: str) -> None:
    assert may_be_one(name, other)
    assert may_be_one(other, name)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Kari Nordmann", "Nils Nordmann"),
        ("Kari Nordmann", "Kari Hansen"),
        ("Kari Nordmann", "Kari"),
        ("Kari", "Kari Nordmann"),
        ("王小明", "王大明"),
    ],
)
def test_another_first_or_last_name_is_another_person(name: str, other: str) -> None:
    assert not may_be_one(name, other)
    assert not may_be_one(other, name)
