"""A loop or a condition that leaves no space between two words is told; what ends or begins with one is let be."""

from __future__ import annotations

import time

import pytest

from cycle.letters.checks.lint import check_template
from cycle.letters.fields import PAPER, PERSONAL, Field
from tests.letters.conftest import TEMPLATES, paragraph, speaks, write_word


def glued(*paragraphs: str, known: Field | None = None, xml: str = "") -> list[str]:
    """Return what is told of words without a space, and that it stops nothing."""
    found = check_template(write_word(*paragraphs, xml=xml, title="T"), name="brev.docx", known=known)
    reported = [problem for problem in found if "a space between" in problem.what or "are one" in problem.what]
    assert all(problem.severity == "warning" and speaks(problem) for problem in reported)
    return [str(problem.what) for problem in reported]


@pytest.mark.parametrize(
    "paragraphs",
    [
        ("{% for x in l %}{{ x.name }}{% endfor %}",),
        ("{% for x in l %}Rolle", "{{ x.title }}{% endfor %} slutt"),
        ("{% for x in l %}{{ x.name }},{% endfor %}",),
        ("{% for x in l %}{{ loop.index }}. {{ x.name }}{% endfor %}",),
        ("{% for x in l %}{{ x.name }}{% if loop.index is divisibleby 2 %} ¶ {% endif %}{% endfor %}",),
        ("{% for x in l %}{{ x.name }}{% if loop.last %}, {% endif %}{% endfor %}",),
        ("{% for x in l %}{{ x.name }}{% if x.title %}, {{ x.title }}{% endif %}{% endfor %}",),
        ("{% for x in l %}{{ x.name }}{% if x.title %} ({{ x.title }}); {% endif %}{% endfor %}",),
        ("{% for x in l %}Til", "sal{% endfor %}"),
        ("Roller: {% for x in l %}«{{ x }}»{% endfor %}.",),
        ("{% for x in l %}{{ x.a|upper }} og {{ x.b|replace('a', 'b') }}{% else %}ingen{% endfor %}",),
    ],
)
def test_turns_of_a_loop_that_make_one_word_are_told(paragraphs: tuple[str, ...]) -> None:
    [what] = glued(*paragraphs)
    assert what.startswith("the turns of {% for x in l %} are printed without a space")


@pytest.mark.parametrize(
    "paragraphs",
    [
        ("{% for x in l %}{{ x.name }}, {% endfor %}",),
        ("{% for x in l %} {{ x.name }}{% endfor %}",),
        ("{% for x in l %}{{ x.name }}{% if not loop.last %}, {% endif %}{% endfor %}",),
        ("{% for x in l %}{% if not loop.first %} og {% endif %}{{ x.name }}{% endfor %}",),
        ("{% for x in l %}{% if loop.index > 1 %}; {% endif %}{{ x.name }}{% endfor %}",),
        ("{% for x in l %}{{ x.name }}{{ ', ' if not loop.last }}{% endfor %}",),
        ("{% for x in l %}{{ x.name }}{{ loop.cycle(', ', '; ') }}{% endfor %}",),
        ("{% set sep = ', ' %}{% for x in l %}{{ x.name }}{{ sep }}{% endfor %}",),
        ("{% for x in l %}{{ x.name }}", "{% endfor %}"),
        ("{% for x in l %}", "{{ x.name }}{% endfor %}"),
        ("{% for x in l %}{{ x.name }}/{% endfor %}",),
        ("{% for x in l %}{% if x.name %}{{ x.name }}, {% endif %}{% endfor %}",),
        ("{% for x in l %}{{ x.logo }}{% endfor %}",),
        ("{% for x in l %}*{% endfor %}",),
        ("{%p for x in l %}", "{{ x.name }}", "{%p endfor %}"),
        ("{% for x in l %}{% endfor %}",),
    ],
)
def test_turns_with_a_space_or_a_sign_between_them_are_let_be(paragraphs: tuple[str, ...]) -> None:
    assert glued(*paragraphs) == []


@pytest.mark.parametrize(
    "paragraphs",
    [
        ("Møtet{% if x %} er {% endif %}avlyst",),
        ("Overskrift{% if x %}", "Tekst. {% endif %}Meir"),
        ("Overskrift{% if x %}", "{% endif %}Meir"),
        ("Kari{% if x %} og dei andre, {% endif %}Ola",),
        ("{{ name }}{% if x %} og {% endif %}Ola",),
        ("Vi{% if x %} møtest {{ x }} og {% endif %}snakkast",),
    ],
)
def test_a_condition_that_takes_the_only_space_with_it_is_told(paragraphs: tuple[str, ...]) -> None:
    assert glued(*paragraphs) == ["where {% if x %} does not hold, the words before it and after {% endif %} are one"]


def test_two_conditions_that_both_may_take_the_space_are_told() -> None:
    reported = glued("Vi{% if x %} kjem {% endif %}{% if y %} i dag {% endif %}no")
    assert [what.split(" does")[0] for what in reported] == ["where {% if x %}", "where {% if y %}"]


@pytest.mark.parametrize(
    "text",
    [
        "Møtet{% if x %} er avlyst{% endif %}.",
        "Kommune{% if x %}r{% endif %} og",
        "Møtet {% if x %}er {% endif %}avlyst",
        "Møtet{% if x %} er{% endif %} avlyst",
        "Møtet{% if x %} er {% else %} blir {% endif %}avlyst",
        "{{ a }}{% if b %} {% endif %}{{ b }}",
        "Kari{% if meeting.theme %} om {% endif %}{{ meeting.theme }}",
        "Kjære{% if x %} Ola {% endif %}!",
    ],
)
def test_a_condition_beside_a_space_that_stays_is_let_be(text: str) -> None:
    assert glued(text) == []


def test_the_place_and_what_to_write_are_told() -> None:
    text = "{% for person in people %}{{ person.name }}{% endfor %}"
    found = check_template(write_word("Til stades", text, title="T"), name="deltakarliste.docx", known=PAPER)
    [problem] = [problem for problem in found if "turns" in problem.what]
    assert problem.where.startswith("body, paragraph 2")
    assert problem.remedy == "write {% if not loop.last %}, {% endif %} before {% endfor %}"


def test_loops_in_each_other_cost_no_more_than_they_are_long() -> None:
    deep = "{% for x in l %}" * 18 + "{{ x }}" + "{% endfor %}" * 18
    started = time.perf_counter()
    assert len(glued(deep)) == 1
    glued("{% for x in l %}" * 300 + "a" + "{% endfor %}" * 300)
    assert time.perf_counter() - started < 5


def test_a_line_end_inside_a_paragraph_is_a_space() -> None:
    begun, ended = paragraph("{% for s in recipient.seats %}{{ s.title }}"), paragraph("{% endfor %}")
    xml = begun.removesuffix("</w:p>") + "<w:r><w:br/></w:r>" + ended.removeprefix("<w:p>")
    assert glued(xml=xml, known=PERSONAL) == []


@pytest.mark.parametrize("path", sorted(TEMPLATES.glob("*.docx")), ids=lambda path: path.stem)
def test_our_own_templates_glue_no_words(path: object) -> None:
    data = path.read_bytes()  # type: ignore[attr-defined]
    found = check_template(data, name="brev.docx", known=None)
    assert [problem for problem in found if "turns" in problem.what or "are one" in problem.what] == []
