"""A new fact of the meeting: where else it is named, and that it opens no gate of a year that lacks it."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from pathlib import Path

import pytest

from cycle.application.results import PlanResult, stored
from cycle.application.steps.plan import COPIED
from cycle.application.year.written import facts
from cycle.application.year.written.facts import MAY_BE_COPIED, YearInputs
from cycle.application.year.written.meeting_table import FactsInWords, MeetingTable
from cycle.model import LATER_FACTS, MeetingFacts, digest, to_plain
from cycle.wording import TEXTS_IN_SENTENCES
from tests.desk import Desk

RECIPE = "see “Add a fact of the meeting” in CONTRIBUTING.md"
RULES = Path(__file__).parents[3] / "docs" / "rules.md"
DAYS_AND_TIMES = {"date", "start", "end", "registration", "reply_by", "record_date"}
QUOTED = {"reference", "page", "note"}
"""Texts that are the same whatever the language, or printed nowhere."""


def test_every_fact_that_is_not_a_day_may_have_been_copied_from_last_year() -> None:
    """A fact that is missing here is left as it was last year, and the gate of the plan says nothing of it."""
    written = MeetingTable.model_fields.keys() - DAYS_AND_TIMES - {"edited_by"}
    assert set(MAY_BE_COPIED) == written, RECIPE
    assert COPIED.keys() == written, RECIPE


def test_every_fact_in_words_can_be_written_in_the_other_language_too() -> None:
    """One that cannot stands in the community's own form in letters of the other, and no gate says so."""
    in_words = {field.name for field in fields(MeetingFacts) if field.type == "str"} - QUOTED
    assert in_words == FactsInWords.model_fields.keys(), RECIPE
    assert in_words - {"venue", "place", "theme"} == set(TEXTS_IN_SENTENCES), RECIPE


def test_the_rules_tell_every_fact_that_has_words_in_the_other_language() -> None:
    rules = re.sub(r"\s+", " ", RULES.read_text("utf-8"))
    sentences = re.search(r"while a sentence of the year \(([^)]*)\)", rules)
    table = re.search(r"`\[nb\]` or `\[nn\]` in meeting\.toml, with ([^.]*)\.", rules)
    assert sentences is not None
    assert table is not None
    assert tuple(re.findall(r"`(\w+)`", sentences[1])) == TEXTS_IN_SENTENCES, RECIPE
    assert re.findall(r"`(\w+)`", table[1]) == [*FactsInWords.model_fields], RECIPE


def test_an_empty_fact_that_came_later_changes_no_digest(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    year = desk.start().year_inputs
    whole = to_plain(year.facts)
    assert year.facts.page == ""
    assert whole.keys() >= LATER_FACTS
    monkeypatch.setattr(facts, "LATER_FACTS", frozenset({"page"}))
    assert digest(year.stated_facts) == digest({name: said for name, said in whole.items() if name != "page"})
    written = replace(year, facts=replace(year.facts, page="https://a.example"))
    assert written.stated_facts == to_plain(written.facts)


def test_what_came_later_is_named_alike_for_digests_and_for_rows() -> None:
    absent = stored.FORMATS[PlanResult].absent_when_empty
    assert absent == {f"facts.{name}" for name in LATER_FACTS}
    assert isinstance(YearInputs.stated_facts, property)
