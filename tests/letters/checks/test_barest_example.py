"""What a letter to somebody with less than the example would be refused for is told when the template is checked."""

from __future__ import annotations

import pytest

from cycle.letters.fields import COMMON, PERSONAL, Field, example_fields
from cycle.letters.trial import Trial, letter_problems
from tests.letters.conftest import write_word


def reported(tags: str, known: Field = PERSONAL) -> list[tuple[str, str]]:
    trial = Trial(name="brev.docx", data=write_word(tags, title="T"), known=known, fields=example_fields())
    return [(problem.severity, problem.what) for problem in letter_problems(trial)]


@pytest.mark.parametrize(
    ("tags", "what"),
    [
        ("{{ recipient.seats[1].title }}", "a field without a value: 'recipient.seats[1]'"),
        ("{{ recipient.postal_lines[2] }}", "a field without a value: 'recipient.postal_lines[2]'"),
        ("{{ programme[4].title }}", "a field without a value: 'programme[4]'"),
        ("{{ (programme|last).title }}", "the first or last entry of a list that is empty"),
        ("{% if meeting.theme %}{% set t = 'x' %}{% endif %}{{ t }}", "a field without a value: 't'"),
        ("{% if programme %}{{ programme[2].title }}{% endif %}", "a field without a value: 'programme[2]'"),
    ],
)
def test_what_is_refused_for_somebody_with_less_is_a_warning(tags: str, what: str) -> None:
    assert reported(tags) == [("warning", f"some letters would be refused: {what}")]


@pytest.mark.parametrize(
    "tags",
    [
        "{% if recipient.seats|length > 1 %}{{ recipient.seats[1].title }}{% endif %}",
        "{% if recipient.seats[1] is defined %}{{ recipient.seats[1].title }}{% endif %}",
        "{{ recipient.seats[0].title }}{{ (recipient.seats|last).title }}",
        "{% if programme %}{{ (programme|last).title }}{% endif %}",
    ],
)
def test_what_asks_first_is_let_be(tags: str) -> None:
    assert reported(tags) == []


def test_what_is_the_same_for_all_is_tried_without_a_programme_too() -> None:
    assert [severity for severity, _ in reported("{{ programme[4].title }}", COMMON)] == ["warning"]
