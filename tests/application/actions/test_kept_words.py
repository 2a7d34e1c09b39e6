"""No national identity number stands in a reason or a name that is kept for ever: it is refused where it is asked."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cycle.application.actions import answer_all, ask_for_act
from cycle.application.dispatches import ask
from cycle.application.publishing import rebuild_site, repair_archive
from cycle.application.replies import type_in
from cycle.application.retention import erase
from cycle.application.retention.erasing import Erasure
from cycle.application.year import load_named_community
from cycle.application.year.community_rules.registers import import_register
from cycle.errors import CycleError
from cycle.model import Substitute
from tests.archive.inspection.test_private_numbers import PERSON
from tests.desk import MAYOR, Desk

NUMBERED = f"gjeld {PERSON}"
NOBODY = Erasure(person="p", community="bergensomradet", number={}, stays={}, matters=())
WRITTEN: dict[str, Callable[[Desk, str, str], object]] = {
    "act": lambda desk, who, why: ask_for_act(desk.cycle(), "correct", what="venue", new="Huset", who=who, why=why),
    "reopening": lambda desk, who, why: ask_for_act(desk.cycle(), "reopen", who=who, why=why),
    "dispatch": lambda desk, who, why: ask(desk.cycle(), "takk", who=who, why=why),
    "words of a dispatch": lambda desk, who, why: ask(
        desk.cycle(), "takk", who="Kari Vik", why="x", words=f"{who} {why}"
    ),
    "mail": lambda desk, who, why: answer_all(desk.services, [1], as_="sent", who=who, why=why),
    "answer": lambda desk, who, why: type_in(desk.cycle(), MAYOR.name, as_="accepted", name=who, why=why),
    "who comes": lambda desk, who, why: type_in(
        desk.cycle(), MAYOR.name, as_="accepted", name="Kari Vik", substitute=Substitute(name=f"{who} {why}")
    ),
    "erasure": lambda desk, who, why: erase(desk.services, NOBODY, name=who, why=why),
    "repair": lambda desk, who, why: repair_archive(desk.services, name=who, why=why),
    "confirmed closing": lambda desk, who, why: rebuild_site(desk.services, name=who, why=why),
    "import": lambda desk, who, why: import_register(
        desk.services, load_named_community(desk.services.settings), "x", who=who, why=why
    ),
}


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    desk = Desk(tmp_path_factory.mktemp("closed"))
    desk.walk()
    return desk


@pytest.mark.parametrize("place", WRITTEN)
@pytest.mark.parametrize(("who", "why"), [("Kari Vik", NUMBERED), (f"Kari {PERSON}", "Feil stad")])
def test_an_identity_number_is_refused_where_it_is_written(closed: Desk, place: str, who: str, why: str) -> None:
    before = closed.stored()
    with pytest.raises(CycleError, match="national identity number"):
        WRITTEN[place](closed, who, why)
    assert closed.stored() == before
