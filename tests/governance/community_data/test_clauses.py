"""A clause names a rule (heimel): an agreement, a guideline, a page that says it, never the meeting or body alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
COMMUNITIES = sorted((ROOT / "config" / "communities").iterdir())


@pytest.mark.parametrize("community", COMMUNITIES, ids=lambda folder: folder.name)
def test_every_clause_names_more_than_the_meeting_or_the_body_it_is_about(community: Path) -> None:
    text = "\n".join(file.read_text("utf-8") for file in community.glob("*.toml"))
    names = {name.casefold() for name in re.findall(r'^name(?:_definite)? = "([^"]*)"', text, re.MULTILINE)}
    clauses = set(re.findall(r'clause = "([^"]*)"', text))
    assert clauses
    assert [clause for clause in sorted(clauses) if clause.casefold() in names] == []
