"""Names that may be one person's are told from those that are not."""

from __future__ import annotations

import pytest

from cycle.register.name_reading.spelling import shares_a_name, spelt_alike


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ådne Bjørnsen Øy", "Ådne Bjørnson Øy"),
        ("Ådne Bjørnsen Øy", "Adne Bjornsen Oy"),
        ("Åge Lie", "Aage Lie"),
        ("Anne-Marie Vik", "Anne Marie Vik"),
        ("Jon Myr", "Jon K. Myr"),
        ("Jon Kåre Myr", "Jon K. Myr"),
        ("Myr, Jon", "Jon Myr"),
        ("Tone Kvåle", "Tone Kvåle Nes"),
        ("TONE KVÅLE", "Tone Kvåle"),
    ],
)
def test_one_name_spelt_in_two_ways_is_alike(one: str, other: str) -> None:
    assert (spelt_alike(one, other), spelt_alike(other, one), shares_a_name(one, other)) == (True, True, True)


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        ("Tone Kvåle", "Tone Nes", True),
        ("Ola Nordmann", "Kari Nordmann", True),
        ("Jon Myr", "Målfrid Vik", False),
        ("Eli Vik", "Ada Moe", False),
        ("E. Vik", "E. Moe", False),
        ("Øy", "", False),
    ],
)
def test_two_names_are_not_alike_even_where_they_share_a_part(one: str, other: str, shared: bool) -> None:
    assert (spelt_alike(one, other), spelt_alike(other, one), shares_a_name(one, other)) == (False, False, shared)
