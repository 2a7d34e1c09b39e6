"""A slip in a tag is told once, with what to write, and nothing that belongs to it is told as well."""

from __future__ import annotations

import re

import pytest

from cycle.letters.checks.lint import check_template
from cycle.letters.fields.known_fields import PERSONAL
from tests.letters.conftest import paragraph, speaks, write_word


def found_in(*paragraphs: str, xml: str = "") -> list[tuple[str, str]]:
    found = check_template(write_word(*paragraphs, xml=xml, title="T"), name="brev.docx", known=PERSONAL)
    found = tuple(problem for problem in found if "styles.xml" not in problem.where)
    assert all(speaks(problem) for problem in found)
    for problem in found:
        for language in ("nn", "nb"):
            said = problem.written_in(language)  # type: ignore[arg-type]
            assert not re.search(
                r"\b(?:the|tag|write|inside|beside)\b", re.sub(r"\{.*?\}", "", said.what + said.remedy)
            )
    return [(problem.what, problem.remedy) for problem in found]


ELSEIF = "{% if meeting.theme %}x{% elseif meeting.aim %}y{% endif %}"
HALF = "a tag that does not begin and end in the same paragraph, or lacks a brace"


@pytest.mark.parametrize(
    "paragraphs",
    [
        ("Hei {{ recipient.name",),
        ("Hei {{ recipient.name }",),
        ("Hei {{namn}",),
        ("Hei { { recipient.name } }",),
        ("Hei", "{% if meeting.theme", "x", "{% endif %}"),
        ("{%p for s in recipient.seats", "{{ s.title }}", "{%p endfor %}")[:1],
        ("Hei {# merknad", "slutt"),
    ],
)
def test_half_a_tag_is_one_mistake_and_not_its_field_and_its_end_as_well(paragraphs: tuple[str, ...]) -> None:
    assert [what for what, _ in found_in(*paragraphs)] == [HALF]


@pytest.mark.parametrize(
    ("text", "what", "remedy"),
    [
        ("{% IF meeting.theme %}x{% endif %}", "no tag 'IF' in letters", "did you mean 'if'?"),
        ("{% viss meeting.theme %}x{% endif %}", "no tag 'viss' in letters", "did you mean 'if'?"),
        ("{% if meeting.theme %}x{% end if %}", "no tag 'end' in letters", "did you mean 'endif'?"),
        ("{% for s in recipient.seats %}x{% slutt %}", "no tag 'slutt' in letters", "did you mean 'endfor'?"),
        (
            "{% if meeting.theme %}x{% elseif meeting.aim %}y{% endif %}",
            "no tag 'elseif' in letters",
            "did you mean 'elif'?",
        ),
        ("{% if meeting.theme %}x{% ellers %}y{% endif %}", "no tag 'ellers' in letters", "did you mean 'else'?"),
        ("{{ RECIPIENT.name }}", "no field 'RECIPIENT'", "did you mean 'recipient'?"),
    ],
)
def test_a_word_of_another_language_is_told_once_with_the_one_meant(text: str, what: str, remedy: str) -> None:
    [(said, helps)] = found_in(text)
    assert (said, helps.partition("? ")[0].rstrip("?")) == (what, remedy.rstrip("?"))


@pytest.mark.parametrize(
    "text",
    [
        "{% macro m() %}x{% endmacro %}",
        "{% raw %}x{% endraw %}",
        "{% with %}x{% endwith %}",
        "{% filter upper %}x{% endfilter %}",
    ],
)
def test_a_tag_there_is_none_of_is_told_with_its_beginning_only(text: str) -> None:
    assert [what for what, _ in found_in(text)] == [f"no tag '{text.split()[1]}' in letters"]


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("{% if meeting.year = '2027' %}x{% endif %}", "write == for ="),
        ("{% if meeting.theme og meeting.aim %}x{% endif %}", "write and for og"),
        ("{% if ikkje meeting.theme %}x{% endif %}", "write not for ikkje"),
        ("{% if meeting.theme eller meeting.aim %}x{% endif %}", "write or for eller"),
        ("{% if meeting.year er '2027' %}x{% endif %}", "write == for er"),
        ("{% if meeting.theme %}x{% else if meeting.aim %}y{% endif %}", "write {% elif meeting.aim %}"),
        ("{% set x %}abc{% endset %}{{ x }}", "write {% set name = … %}"),
        ("{% for s i recipient.seats %}x{% endfor %}", "write in for i"),
        ("{% for recipient.seats %}x{% endfor %}", "write {% for x in recipient.seats %}"),
    ],
)
def test_what_was_probably_meant_is_said_of_a_tag_that_cannot_be_read(text: str, right: str) -> None:
    [(what, remedy)] = found_in(text)
    assert "cannot be read" in what
    assert remedy == right


@pytest.mark.parametrize(
    ("text", "what", "remedy"),
    [
        ("{{{ recipient.name }}}", "a brace too many in {{{ recipient.name }}}", "write {{ recipient.name }}"),
        ("{{ r recipient.name }}", "a space before 'r' in {{ r recipient.name }}", "write {{ recipient.name }}"),
        ("{% recipient.name %}", "no tag 'recipient' in letters", "write {{ recipient.name }}"),
        ("{%%}", "an empty tag, {%%}", "take it out, or write a field in it: {{ recipient.name }}"),
        ("{{ }}", "an empty tag, {{ }}", "take it out, or write a field in it: {{ recipient.name }}"),
        (
            "{% if meeting.theme }x{% endif %}",
            "{% if meeting.theme } does not end with %}",
            "write {% if meeting.theme %}",
        ),
        (
            "{% if meeting.theme % }x{% endif %}",
            "{% if meeting.theme % } does not end with %}",
            "write {% if meeting.theme %}",
        ),
        (
            "{ % if meeting.theme %}x{% endif %}",
            "a tag that does not begin and end in the same paragraph, or lacks a brace",
            "write {{ field }} or {% if … %} in one go, in one paragraph",
        ),
        (
            "{{p recipient.name }} Hei",
            "the value of {{p recipient.name }} would stand outside the text, where Word shows nothing",
            "write {{ recipient.name }}",
        ),
    ],
)
def test_a_tag_with_a_sign_too_many_or_too_few_is_one_mistake_with_what_to_write(
    text: str, what: str, remedy: str
) -> None:
    assert found_in(text) == [(what, remedy)]


@pytest.mark.parametrize("level", ["p", "tr", "tc"])
def test_a_hyphen_behind_the_letter_of_a_tag_is_told_with_what_to_write(level: str) -> None:
    found = found_in(f"{{%{level}- if meeting.theme %}}", "x", f"{{%{level}- endif %}}")
    assert found == [
        (f"the character - after '{level}' in {{%{level}- {words} %}}", f"write {{%{level} {words} %}}")
        for words in ("if meeting.theme", "endif")
    ]


@pytest.mark.parametrize("sign", ["\u00ad", "\u200b", "\u2060", "\ufeff", "\u200e"])
def test_a_sign_in_a_tag_that_nobody_sees_is_told_by_its_number(sign: str) -> None:
    [(what, _)] = found_in(f"Hei {{{{ recipi{sign}ent.name }}}}")
    assert what.startswith(f"a character that nobody sees (U+{ord(sign):04X}) inside ")


@pytest.mark.parametrize("thing", ["<w:r><w:noBreakHyphen/></w:r>", ""])
def test_what_stands_in_the_middle_of_a_tag_and_would_be_lost_is_told(thing: str) -> None:
    first, second = (paragraph(name)[5:-6] for name in ("Hei {", "{ recipient.name }}"))
    second = second if thing else f'<w:hyperlink w:anchor="a">{second}</w:hyperlink>'
    [(what, _)] = found_in(xml=f"<w:p>{first}{thing}{second}</w:p>")
    assert what == f"{'a hyphen' if thing else 'a link'} inside {{{{ recipient.name }}}} would disappear"


def test_what_a_loop_sets_and_forgets_is_told_where_the_name_is_from_outside() -> None:
    text = "{% set n = '' %}{% for s in recipient.seats %}{{ n }}{% set n = ', ' %}{% endfor %}{{ n }}"
    assert found_in(text)[0][0] == "'n' is set again inside a loop, and forgotten when the turn ends"
    assert found_in("{% for s in recipient.seats %}{% set n = s.title %}{{ n }}{% endfor %}") == []


@pytest.mark.parametrize(
    "text",
    [
        "{% for meeting in recipient.seats %}{{ meeting.title }}, {% endfor %} {{ meeting.year }}",
        "Hei {{\u00a0recipient.name\u202f}}",
        "{% if meeting.theme == “x” %}a{% else %}b{% endif %}",
    ],
)
def test_what_is_read_as_it_was_meant_is_left_alone(text: str) -> None:
    assert found_in(text) == []
