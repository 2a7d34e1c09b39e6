"""No branch, loop or value can break a letter, or the template is refused: strangers' templates and values try it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import TemplateSyntaxError, UndefinedError
from lxml import etree

from cycle.errors import TemplateError
from cycle.letters.environment import letter_environment
from cycle.letters.prove import NotProvenError, prove, text_at
from cycle.letters.render import Template

from .conftest import body, paragraph, table, write_word

PIECES = [
    "<a>", "</a>",
    "<b k=\"", "\">", "\"/>", "</b>", "<b k=\"v\"/>", "<c x=\"1\" y='2'>", "</c>", "text",
    "&amp;", "&am", "p;",
    "{{ v }}", "{{ v|upper }}",
    "{{ v|e|upper }}", "{{ (v|e)[:3] }}", "{{ '<' }}", "{{ '\\x07' }}", "{{ v ~ '<a>' }}",
    "{% if v %}", "{% if w %}", "{% elif w %}", "{% else %}", "{% endif %}",
    "{% for x in l %}", "{{ x }}", "{% endfor %}",
    "{{ l|join(v) }}",
    "{{ v|replace('a', '<') }}", "{{ v|e|reverse }}", "{% set v = '<a>' %}", "{{ l|join('<')|title }}",
]  # fmt: skip
"""Pieces of hostile templates; most rows of them are no XML, and some are only for some values."""

HOSTILE = st.text(st.sampled_from("<>&\"'{}%#abå/ =;]"), max_size=8)
ENVIRONMENT = letter_environment(autoescape=True)


def _grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Return larger templates: elements and blocks around and beside smaller ones."""
    around = [
        "<a>{}</a>",
        "{{% if v %}}{}{{% endif %}}",
        "{{% for x in l %}}{}{{% endfor %}}",
        '<a k="{{{{ v }}}}">{}</a>',
    ]
    return st.builds(str.format, st.sampled_from(around), inner) | st.builds(str.__add__, inner, inner)


@given(st.lists(st.sampled_from(PIECES), max_size=12), HOSTILE, st.booleans(), st.lists(HOSTILE, max_size=3))
@settings(max_examples=1500, deadline=None)
def test_what_is_proven_gives_whole_xml_for_every_value(pieces: list[str], v: str, w: bool, rows: list[str]) -> None:
    source = f"<r>{''.join(pieces)}</r>"
    try:
        prove(source)
    except (NotProvenError, TemplateSyntaxError):
        return
    try:
        rendered = ENVIRONMENT.from_string(source).render(v=v, w=w, l=rows, x=v)
    except UndefinedError:
        return  # a value set only later in the template: no letter comes out, so none is broken
    etree.fromstring(rendered)


@pytest.mark.parametrize("source", ['<r><b k="&am"/></r>', "<r>&am</r>", '<r><b k="&am{% if v %}p;{% endif %}"/></r>'])
def test_an_ampersand_that_is_cut_in_two_is_refused_in_words_and_in_attributes(source: str) -> None:
    with pytest.raises(NotProvenError, match="cut in two"):
        prove(source)


@given(st.recursive(st.sampled_from(["x", "{{ v }}", "<b/>"]), _grown, max_leaves=12))
@settings(max_examples=500, deadline=None)
def test_what_is_whole_by_the_way_it_was_made_is_proven(inside: str) -> None:
    """The proof is not bought by refusing good templates."""
    prove(f"<r>{inside}</r>")


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("<a>{% if v %}<b>{% endif %}</a>", "the branches of an 'if' do not end in the same place"),
        ("<a>{% if v %}<b>{% endif %}{% if v %}</b>{% endif %}</a>", "the branches of an 'if'"),
        ("<a>{% for x in l %}<b>{% endfor %}</a>", "a turn of this 'for' does not end where it began"),
        ("<a></b>", "</b> where <a> is open"),
        ("<a>", "after one <a> is open"),
        ("<a {{ v }}/>", "a value inside the tag <a  and not inside quotes"),
        ("<a b=\"1\" b=\"2\"/>", "the same attribute twice in <a>"),
        ("<a>&{{ v }}amp;</a>", "an '&' that is cut in two"),
        ("<a>{{ '\\x07' }}</a>", "a text in a tag holds a character that cannot be printed"),
        ("{{ v }}<a/>", "a value outside the document"),
        ("<a>{% filter upper %}x{% endfilter %}</a>", "'FilterBlock' is not a tag of letters"),
        ("<{% if v %}a{% else %}b{% endif %}/>", "the branches of an 'if'"),
    ],
)  # fmt: skip
def test_what_a_value_could_break_is_refused(source: str, what: str) -> None:
    with pytest.raises(NotProvenError) as caught:
        prove(source)
    assert str(caught.value).startswith(what)


@pytest.mark.parametrize(
    "source",
    [
        "<a>{% for x in l %}</a><a>{% endfor %}</a>",
        '<a b="{% if v %}1{% else %}{{ v }}{% endif %}"/>',
        "<a>{% if v %}</a><a>{% elif w %}<b/>{% else %}x{% endif %}</a>",
        "<?xml version='1.0'?><a/>".removeprefix("<?xml version='1.0'?>"),
    ],
)
def test_what_no_value_can_break_is_proven(source: str) -> None:
    prove(source)


def test_a_template_that_docxtpl_would_cut_short_is_refused_with_its_place() -> None:
    """docxtpl renders this one without an error, and for an empty theme the table and all after it are gone."""
    crossing = paragraph("Hei {% if meeting.theme %}") + table(("{% endif %}", "a")) + paragraph("slutt")
    with pytest.raises(TemplateError, match="body, table 1, row 1, cell 1"):
        Template(write_word(xml=crossing), name="brev.docx")


def test_the_place_of_a_broken_proof_is_the_words_of_the_paragraph() -> None:
    source = body(paragraph("fyrst") + paragraph("Til {% if v %}")).decode() + "</w:p>{% endif %}"
    with pytest.raises(NotProvenError) as caught:
        prove(source)
    assert "Til" in text_at(source, caught.value.line)
