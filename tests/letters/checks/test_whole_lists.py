"""A template that prints a part of a list is told what it never prints: that is in no paper."""

from __future__ import annotations

from pathlib import Path

import pytest

from cycle.application.doctor.template_checks import known_to
from cycle.letters.checks.lint import check_template
from cycle.letters.fields import COMMON, PAPER, PERSONAL, PROOF, Field
from tests.letters.conftest import TEMPLATES, paragraph, speaks, table, write_word

MATTERS = "{%p for matter in minutes.matters %}"


def absent(*paragraphs: str, known: Field = PAPER, xml: str = "") -> list[str]:
    """Return what the check says is never printed, with the warning's place."""
    found = check_template(write_word(*paragraphs, xml=xml, title="T"), name="referat.docx", known=known)
    reported = [problem for problem in found if "is printed nowhere" in problem.what]
    assert all(problem.severity == "warning" and speaks(problem) for problem in reported)
    assert [problem for problem in found if problem.severity == "error"] == []
    return [problem.remedy.removeprefix("print this as well: ") for problem in reported]


@pytest.mark.parametrize(
    ("known", "text", "never"),
    [
        (
            PAPER,
            "{% for matter in minutes.matters %}{{ matter.title }} {{ matter.text }} {% endfor %}",
            "minutes.matters[].decision, minutes.matters[].responsible, minutes.matters[].due",
        ),
        (
            PAPER,
            "{% for m in minutes.matters %}{{ m.title ~ m.text ~ m.responsible }}{{ m.due if m.decision }}{% endfor %}",
            "minutes.matters[].decision",
        ),
        (
            PAPER,
            "{{ minutes.matters|join(', ', attribute='title') }}",
            "minutes.matters[].text, minutes.matters[].decision, minutes.matters[].responsible, minutes.matters[].due",
        ),
        (
            PAPER,
            "{{ minutes.present|join(', ', attribute='name') }} {{ minutes.absent|join(', ', attribute='name') }}",
            "minutes.unnoted",
        ),
        (
            PAPER,
            "{% for p in minutes.present %}{{ p.name }}, {% endfor %}{% if minutes.unnoted %}manglar{% endif %}",
            "minutes.absent, minutes.unnoted",
        ),
        (PAPER, "{% for pair in pairs %}{{ pair.left.name }} {% endfor %}", "pairs[].right"),
        (PAPER, "{% for pair in pairs %}{{ pair.right.name }} {% endfor %}", "pairs[].left"),
        (
            PAPER,
            "{% for s in minutes.signals %}{{ s.text }} {{ s.to }} {{ s.owner }} {% endfor %}",
            "minutes.signals[].due, minutes.signals[].parent, minutes.signals[].plan",
        ),
        (PAPER, "{% for p in people %}{{ p.name }} {{ p.right_in_list }} {% endfor %}", "right_notes, right_of_all"),
        (COMMON, "{% for x in programme %}{{ x.title }} {% endfor %}", "programme[].speakers, programme[].signals"),
        (
            PAPER,
            "{% for x in programme %}{% set t = x.title|upper %}{{ t }} {{ x.signals|join }} {% endfor %}",
            "programme[].speakers",
        ),
        (
            PERSONAL,
            "{% for s in asked.signals %}{{ s.to }}{{ s.text }} {{ s.owner }} {{ s.parent }} {{ s.plan }} {% endfor %}",
            "asked.signals[].due",
        ),
        (PERSONAL, "{% for row in change.rows %}{{ row.label }}: {{ row.before }} {% endfor %}", "change.rows[].after"),
        (PROOF, "{% for row in proof.reached %}{{ row.name }} {% endfor %}", "proof.paper, proof.missing"),
    ],
)
def test_what_is_never_printed_of_a_list_is_told(known: Field, text: str, never: str) -> None:
    assert absent(text, known=known) == [never]


@pytest.mark.parametrize(
    ("known", "text"),
    [
        (PAPER, "{% for person in people %}{{ person.name }}, {% endfor %}"),
        (PAPER, "{{ minutes.chair }} {% if minutes.present %}Vi møttest.{% endif %}"),
        (PAPER, "{{ minutes.matters|length }} saker"),
        (PERSONAL, "{% for item in programme %}{{ item.start }} {{ item.title }} {% endfor %}"),
        (PERSONAL, "{% for seat in recipient.seats %}{{ seat.title }} {% endfor %}"),
        (PERSONAL, "{% if change.rows %}Noko er endra.{% endif %}"),
    ],
)
def test_what_is_told_elsewhere_or_only_asked_for_is_let_be(known: Field, text: str) -> None:
    assert absent(text, known=known) == []


def test_a_list_printed_through_other_names_and_in_other_places_is_whole() -> None:
    rows = (MATTERS.replace("{%p", "{%tr"), ""), ("{{ matter.title }}", "{{ matter.text or '–' }}")
    more = ("{% set what = matter.decision|trim %}{{ what }}", "{{ matter.due ~ ', ' ~ matter.responsible }}")
    xml = table(*rows, more, ("{%tr endfor %}", "")) + paragraph("")
    assert absent(xml=xml) == []
    assert (
        absent(
            "{% set there = minutes.present %}{% for p in there %}{{ p.name }}, {% endfor %}",
            "{{ (minutes.absent or minutes.unnoted)|join(', ', attribute='name') }}",
        )
        == []
    )


def test_the_place_is_that_of_the_loop() -> None:
    data = write_word("Referat", MATTERS, "{{ matter.title }}", "{%p endfor %}", title="T")
    [problem] = [found for found in check_template(data, name="referat.docx", known=PAPER) if "nowhere" in found.what]
    assert "body, paragraph 2" in problem.where
    assert problem.what.startswith("the template prints a part of 'minutes.matters' and never minutes.matters[].text, ")


@pytest.mark.parametrize("path", sorted(TEMPLATES.glob("*.docx")), ids=lambda path: path.stem)
def test_our_own_templates_print_all_of_a_list(path: Path) -> None:
    known = known_to(path.name, frozenset({"program.docx"}))
    found = check_template(path.read_bytes(), name=path.name, known=known)
    assert [problem for problem in found if "nowhere" in problem.what] == []
