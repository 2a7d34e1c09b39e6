"""Both written forms of a mail or a page say the same things: the same values, conditions and lists, in one order."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.desk import ROOT

TEMPLATES = ROOT / "templates"
PAIRS = sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.glob("*/*.nb.*") if path.suffix != ".docx")
FRAME = re.compile(r"\{% block (language|questions|greeting|error|open|correction) %\}.*?\{% endblock %\}", re.DOTALL)
"""What a bokmål file says again of the frame it extends."""


def tags(file: Path) -> list[str]:
    """Return the tags of a template in their order, without the words in them."""
    text = FRAME.sub("", file.read_text("utf-8"))
    text = re.sub(r"\{% block closing %\}.*?\{% endblock %\}\n", "", text, flags=re.DOTALL)
    return [re.sub(r"\"[^\"]*\"|'[^']*'", "''", tag) for tag in re.findall(r"\{[{%].*?[%}]\}", text, re.DOTALL)]


@pytest.mark.parametrize("name", PAIRS)
def test_both_forms_of_a_template_have_the_same_tags_in_one_order(name: str) -> None:
    bokmål = TEMPLATES / name
    nynorsk = bokmål.with_name(bokmål.name.replace(".nb.", "."))
    if "{% block body %}" in nynorsk.read_text("utf-8") and "{% block body %}" not in bokmål.read_text("utf-8"):
        assert '{% extends "sekretariat.html" %}' in bokmål.read_text("utf-8"), "its body is the nynorsk one's"
    else:
        assert tags(bokmål) == tags(nynorsk)


def test_an_address_on_the_web_has_words_before_it_in_plain_text() -> None:
    bare = [
        (file.name, line)
        for file in sorted((TEMPLATES / "mail").glob("*.txt"))
        for line in file.read_text("utf-8").splitlines()
        if re.match(r"\s*(?:[-*]\s*|\d+\.\s*)?\{\{ [\w.]*(?:link|web|page)\b", line)
    ]
    assert bare == []


def test_a_mark_keeps_its_distance_from_the_link_beside_it_where_lines_are_not_broken() -> None:
    narrow = (TEMPLATES / "review" / "style.css").read_text("utf-8").partition("@media (max-width")[2]
    assert ".files-cell br" in narrow
    assert ".files-cell .tag, .files-cell .quiet { margin-right:" in narrow
