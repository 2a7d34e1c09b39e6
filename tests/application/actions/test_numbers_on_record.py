"""A national identity number is refused where what is written stays on record: in acts, dispatches and decisions."""

from __future__ import annotations

import pytest

from cycle.application.actions import ask_for_act
from cycle.application.actions.deciding.decision_words import unfit_words
from cycle.application.dispatches import requests
from cycle.errors import InputError
from tests.application.closed_year import WHO, WHY
from tests.desk import Desk

NUMBERS = ("01019010046", "010190 10046", "010190-10046", "01.01.90 10046", "fnr:01019010046.")
NONE = ("", "Feil lokale", "12345678901", "Møtet 2027-02-18 kl. 09.00", "91 23 45 67 90 1")


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("where", ["who", "why"])
def test_an_act_is_not_asked_for_with_one(closed: Desk, where: str, number: str) -> None:
    said = {"who": WHO, "why": WHY} | {where: f"Kari Vik {number}"}
    with pytest.raises(InputError, match="There is a national identity number in what is written"):
        ask_for_act(closed.cycle(), "correct", what="venue", new="Fedje", **said)
    with pytest.raises(InputError, match="There is a national identity number in what is written"):
        ask_for_act(closed.cycle(), "reopen", **said)
    assert closed.cycle().acts == ()


def test_a_dispatch_is_not_asked_for_with_one(desk: Desk) -> None:
    desk.start()
    for number in NUMBERS:
        for said in ({"who": WHO, "why": number}, {"who": f"Kari {number}", "why": WHY}):
            with pytest.raises(InputError, match="holds a national identity number; leave it out"):
                requests.ask(desk.cycle(), "invitasjon", **said)
    assert desk.cycle().record.requests == ()


def test_a_decision_is_not_made_with_one_and_other_numbers_are_no_matter() -> None:
    for number in NUMBERS:
        for words in ({"name": "Kari Vik", "comment": f"Sjå {number}"}, {"name": f"Kari {number}", "comment": "Sjå"}):
            assert "identity number" in " ".join(unfit_words(is_sent_back=True, **words))
    for number in NONE:
        assert [*unfit_words(name="Kari Vik", comment=f"Sjå {number}", is_sent_back=True)] == []
