"""Two spellings of a name are one person's, and another first or last name is another person."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from cycle.application.persons import add_person, people
from cycle.application.persons.log_in import named
from cycle.application.year.person_names import may_be_one, names_person
from cycle.errors import InputError
from tests.desk import Desk


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
        ("Nordmann, Kari Marie", "Kari Anne Nordmann"),
        ("Kari\u00a0Nordmann", "Ka\u00adri Nordmann"),
        ("Анна Иванова", "Анна Мария Иванова"),
        ("Jon O’Hara", "Jon O'Hara"),
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
        ("Nordmann, Kari", "Nordmann, Nils"),
        ("Анна Иванова", "Ольга Иванова"),
    ],
)
def test_another_first_or_last_name_is_another_person(name: str, other: str) -> None:
    assert not may_be_one(name, other)
    assert not may_be_one(other, name)


KARI = {"key": "kari-nordmann", "names": ("Kari Nordmann", "Kari Vik"), "address": "kari@x.example"}


@pytest.mark.parametrize(
    "written",
    [
        "Kari Nordmann",
        "KARI  NORDMANN",
        "Nordmann, Kari",
        "Nordmann Kari",
        "Kari Marie Nordmann",
        "Kari Nordmann-Hansen",
        "Rådgjevar Kari Nordmann",
        "Kari Nordmann, rådgjevar",
        "Kari Nordmann (Alver kommune)",
        "kari-nordmann",
        "Kari <kari@x.example>",
        "KARI@X.EXAMPLE",
        "Kari Vik",
        "Vik, Kari",
        "Kari Nordmann og Ola Hansen",
        "Ola Hansen og Kari Nordmann",
        "Kari og Ola Nordmann",
        "Ola og Kari Nordmann",
        "Kari, Ola og Per Nordmann",
        "Ola, Kari & Per Nordmann",
        "Nordmann, Kari og Hansen, Ola",
        "Hansen, Ola; Nordmann, Kari",
        "Kari / Ola Nordmann",
        "Kári Nordmånn",
        "Ka\u200bri Nordmann",
        "K. Nordmann",
        "Kari N.",
        "Nordmann, K.",
        "Ola Hansen og K. Nordmann",
    ],
)
def test_whose_hand_it_was_is_known_however_it_is_written(written: str) -> None:
    assert names_person(written, **KARI)


@pytest.mark.parametrize(
    ("written", "name"),
    [("Oeyvind Aas", "Øyvind Ås"), ("Aase Bo", "Åse Bø"), ("Andre Vik", "André Vik"), ("Øyvind Ås", "Oeyvind Aas"),
     ("Kari Nordmann", "Kari Marie Nordmann"), ("Kari Nordmann", "Kari Nordmann-Hansen"), ("王小明", "王小明"),
     ("Nordmann Hansen, Kari Marie", "Kari Marie Nordmann Hansen")],
)  # fmt: skip
def test_a_hand_is_known_by_another_spelling(written: str, name: str) -> None:
    assert names_person(written, key="", names=(name,), address="")


@pytest.mark.parametrize(
    "written",
    ["", " ", "Kari", "Nordmann", "Ola Nordmann", "Kari Hansen", "Nils og Per Nordmann", "Ola Hansen og Per Vik",
     "Nordmann, Ola", "O. Nordmann", "K. N.", "Kari H.",
     "Ola Nordmann og Kari Hansen", "kari-hansen", "ola@x.example", "王小明", "--"],
)  # fmt: skip
def test_the_hand_of_another_is_not_taken_for_it(written: str) -> None:
    assert not names_person(written, **KARI)


@pytest.mark.parametrize(
    "name",
    [
        "Kаri Koordinator",
        "Kari\u202eKoordinator",
        "Kari\x1b[2J Vik",
        "\u200b\u200b\u200b",
        "1 2 3",
        "K",
        "Κari Vik",
        "--",
    ],
)
def test_a_name_that_nobody_can_read_or_that_passes_for_another_is_refused(tmp_path: Path, name: str) -> None:
    with closing(Desk(tmp_path, identity="link")) as desk:
        desk.start()
        before = [row.person.name for row in people(desk.services)]
        somebody = people(desk.services)[0].person
        with pytest.raises(InputError) as refused:
            add_person(desk.services, replace(somebody, key="", name=name, address="ny@x.example"), by="test")
        assert {problem.where for problem in refused.value.problems} == {"name"}
        assert [row.person.name for row in people(desk.services)] == before


@pytest.mark.parametrize("name", ["王小明", "Ngũgĩ wa Thiong'o", "Søren Ærø", "Анна Иванова", "Jón Þór"])
def test_a_name_of_any_one_alphabet_is_a_name(tmp_path: Path, name: str) -> None:
    with closing(Desk(tmp_path, identity="link")) as desk:
        desk.start()
        somebody = people(desk.services)[0].person
        added = add_person(desk.services, replace(somebody, key="", name=name, address="ny@x.example"), by="test")
        assert added.person.name == name


def test_a_key_means_the_one_person_who_has_it(tmp_path: Path) -> None:
    with closing(Desk(tmp_path, identity="link")) as desk:
        desk.start()
        first = next(row.person for row in people(desk.services) if row.person.key == "ola-andrehand")
        add_person(desk.services, replace(first, key="", name="ola-andrehand", address="ny@x.example"), by="test")
        assert [person.key for person in named(desk.services, "ola-andrehand")] == ["ola-andrehand"]
