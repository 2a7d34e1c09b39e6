"""What the two pages that the service began with say of the meetings stands in the rules and the history, whole."""

from __future__ import annotations

import re

import pytest

from cycle.governance.explain import explained
from cycle.governance.history import contradictions
from tests.steps.test_other_communities import NAMES, community

BERGEN = community("bergensomradet")


def says(meeting: str) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for one in explained(BERGEN.meeting(meeting), BERGEN.community):
        found.setdefault(one.title, []).append((one.says, one.why))
    return found


def test_the_partnership_meeting_secures_the_agreement_and_points_out_the_direction_first() -> None:
    assert BERGEN.meeting("partnarskapsmote").purpose.text[:2] == (
        "sikre forankring og etterleving av samarbeidsavtalen",
        "peike ut overordna retning for samarbeidet og tenesteutviklinga i helsefellesskapet",
    )
    assert next(one for one, _ in says("partnarskapsmote")["Resultat"]) == (
        "styringssignal til andre organ i samhandlingsstrukturen til Strategisk samarbeidsutval, Områdeutval Bergen, "
        "Områdeutval Bergensregionen, Områdeutval Nordhordland og Områdeutval Voss"
    )


def test_the_top_leaders_meeting_may_give_signals_by_rolling_the_action_plan() -> None:
    found = says("toppleiarmote")
    assert [why for _, why in found["Resultat"]] == [
        (
            "Toppleiarmøtet kan gje styringssignal til andre organ innafor strukturen gjennom rullering av den årlege "
            "Handlingsplanen."
        ),
        "Styringssignala kan givast gjennom rullering av den årlege Handlingsplanen.",
    ]
    assert BERGEN.meeting("toppleiarmote").purpose.text == ("sikre etterleving av samarbeidsavtalane",)
    assert "for å sikre ei felles tilnærming" in found["Programkomité"][0][1]


def test_the_shared_chair_of_2024_is_a_deviation_and_the_venue_is_as_the_page_prints_it() -> None:
    (edition,) = BERGEN.history.of(2024)
    found = {one.subject: (one.printed, one.source) for one in contradictions(edition)}
    assert found == {
        "date": ("15. februrar", "partnarskapsmote"),
        "place": ("Kulturhuset i Vaskerelven", "partnarskapsmote"),
    }
    assert edition.notes[0].startswith("Møteleiinga var eit avvik frå regelen")


@pytest.mark.parametrize("name", NAMES)
def test_no_rule_in_words_holds_an_id_or_a_place_that_is_missing(name: str) -> None:
    loaded = community(name)
    ids = {one.id for one in loaded.community.bodies} | {one.kind for one in loaded.community.bodies}
    ids |= set(loaded.printed) | {one.id for one in loaded.community.organisations}
    ids -= {"lo", "ks", "unio", "ys", "nord", "bergen", "oslo", ""} | {one for one in ids if one.isalpha()}
    for rules in loaded.all_versions():
        for one in explained(rules, loaded.community):
            text = f"{one.says} {one.why}"
            assert ", her kvar part" not in text
            assert "{" not in text
            assert set(re.findall(r"[a-z0-9-]+(?:\.[a-z0-9-]+)?", text)) & ids == set()
            assert one.why[0] == one.why[0].upper()
