"""Who comes in somebody's place is held against the deputies that the register knows."""

from __future__ import annotations

import pytest

from cycle.application.replies.substitutes import checked_substitute
from cycle.model import Person, Substitute

GYRID = Person(id="gyrid", name="Gyrid Vara", address="gyrid@ssu.example")


def test_a_deputy_of_the_register_is_known_by_name_and_brings_the_address():
    found, note = checked_substitute(Substitute(name="gyrid  vara"), {"ssu.salten-vara": GYRID}, "nn")
    assert (found, note) == (Substitute(name="Gyrid Vara", role="vara", address="gyrid@ssu.example"), "")
    given = Substitute(name="Gyrid Vara", role="nestleiar", address="ny@ssu.example")
    assert checked_substitute(given, {"ssu.salten-vara": GYRID}, "nn") == (given, "")


@pytest.mark.parametrize(
    ("deputies", "note"),
    [
        (
            {"ssu.salten-vara": GYRID},
            "Per Ny står ikkje som vara i registeret; der står Gyrid Vara. Sjekk kven som møter.",
        ),
        ({}, "Registeret har ingen vara for plassen. Sjekk at Per Ny kan møte."),
    ],
)
def test_somebody_else_is_written_down_and_told(deputies, note):
    assert checked_substitute(Substitute(name="Per Ny"), deputies, "nn") == (Substitute(name="Per Ny"), note)


def test_nobody_is_nothing_to_look_at():
    assert checked_substitute(Substitute(), {"ssu.salten-vara": GYRID}, "nn") == (Substitute(), "")


def test_a_secretariat_that_writes_bokmål_reads_of_a_substitute_in_bokmål():
    _, note = checked_substitute(Substitute(name="Per Ny"), {"ssu.salten-vara": GYRID}, "nb")
    assert note == "Per Ny står ikke som vara i registeret; der står Gyrid Vara. Sjekk hvem som møter."
