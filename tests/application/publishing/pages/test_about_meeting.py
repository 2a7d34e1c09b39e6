"""What the page of a year says of how its meeting is organised: our own reading is never printed as what rules say."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cycle.application.publishing.pages.about_meeting import about_rules
from cycle.application.year.community_rules.community import load_community
from cycle.application.year.written.facts import load_year
from tests.desk import ROOT

COMMUNITIES = sorted(folder.name for folder in (ROOT / "config" / "communities").iterdir() if folder.is_dir())


@pytest.mark.parametrize("name", COMMUNITIES)
def test_what_no_source_says_of_the_meeting_is_called_our_reading(name: str) -> None:
    loaded = load_community(ROOT / "config" / "communities" / name)
    reading = {"nn": "(vår tolking)", "nb": "(vår tolkning)"}[loaded.community.language]
    rules = loaded.meeting()
    said = dict(line.split(": ", 1) for line in about_rules(loaded, rules).organisation)
    for title, rule in (("Vertskap", rules.host), ("Møteleiing", rules.chair), ("Møteledelse", rules.chair)):
        read = rule.basis == "ours" and rule.how not in {"unstated", "none"}
        assert title not in said or said[title].endswith(reading) == read, title


def test_a_host_that_is_our_reading_is_the_rule_of_no_page() -> None:
    loaded = load_community(ROOT / "config" / "communities" / "more-og-romsdal")
    lines = about_rules(loaded, loaded.meeting()).organisation
    assert "Vertskap: Alltid Helse Møre og Romsdal (vår tolking)" in lines
    assert "Møteleiing: Reglane seier ikkje kven" in lines


def test_a_year_is_invented_where_its_note_begins_so_in_either_form() -> None:
    facts = load_year(ROOT / "config" / "communities" / "bergensomradet", meeting="partnarskapsmote", year=2027).facts
    assert facts.invented
    nb = "Oppdiktet eksempel: møtet, sakene og alle personene er laget for dette."
    for note in (nb, "INVENTED example", "(Oppdikta) Eit døme", "oppdikt"):
        assert replace(facts, note=note).invented, note
    real = ("", "Ta med erfaringa frå den oppdikta hendinga i øvinga.", "Programmet er ikkje oppdikta: det er vedteke.")
    assert not any(replace(facts, note=note).invented for note in real)
