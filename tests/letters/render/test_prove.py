"""No branch, loop or value can break a letter, or the template is refused: strangers' templates and values try it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import TemplateSyntaxError, UndefinedError
from lxml import etree

from cycle.errors import TemplateError
from cycle.letters.fields.filters import NotTextError
from cycle.letters.language.environment import letter_environment
from cycle.letters.language.well_formedness import NotProvenError, prove, text_at
from cycle.letters.ooxml.word_package import W
from cycle.letters.render.template import Template
from tests.depth import examples
from tests.letters.conftest import body, paragraph, table, write_word

PIECES = [
    "<a>", "</a>",
    "<b k=\"", "\">", "\"/>", "</b>", "<b k=\"v\"/>", "<c x=\"1\" y='2'>", "</c>", "text",
    "&amp;", "&am", "p;",
    "{{ v }}", "{{ v|upper }}",
    "{{ v|e|upper }}", "{{ (v|e)[:3] }}", "{{ '<' }}", "{{ '\\x07' }}", "{{ v ~ '<a>' }}",
    "{% if v %}", "{% if w %}", "{% elif w %}", "{% else %}", "{% endif %}",
    "{% for x in l %}", "{{ x }}", "{% endfor %}",
    "{{ l|join(v) }}",
    "{{ '{:c}'.format(1) }}", "{{ v.upper() }}", "{% for y in l recursive %}{{ loop(l) }}",
    "{{ d.k }}", "{% for k in d %}{{ k }}", "{{ d|join }}", "{% set v = v ~ v %}",
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


@pytest.mark.campaign
def test_what_is_proven_gives_whole_xml_for_every_value() -> None:
    whole = []

    @given(st.lists(st.sampled_from(PIECES), max_size=12), HOSTILE, st.booleans(), st.lists(HOSTILE, max_size=3))
    @settings(max_examples=examples(1500), deadline=None)
    def tried(pieces: list[str], v: str, w: bool, rows: list[str]) -> None:
        source = f"<r>{''.join(pieces)}</r>"
        try:
            prove(source)
        except (NotProvenError, TemplateSyntaxError):
            return
        try:
            rendered = ENVIRONMENT.from_string(source).render(v=v, w=w, l=rows, x=v, d={v: v, "k": v})
        except (UndefinedError, NotTextError):
            return  # a value set only later in the template, or no text: no letter comes out, so none is broken
        etree.fromstring(rendered)
        whole.append(source)

    tried()
    assert [source for source in whole if source != "<r></r>"], "nothing was proven, so nothing was tried"


TABLES = [
    "<w:tbl>", "</w:tbl>", "<w:tr>", "</w:tr>", "<w:tc>", "</w:tc>", "<w:tc/>", "<w:p/>", "<w:p>", "</w:p>",
    "</w:tc><w:tc>", "</w:p></w:tc>", "<w:tr><w:tc><w:p>", "</w:p></w:tc></w:tr>", "<w:sdt>", "</w:sdt>",
    "{% if v %}", "{% if w %}", "{% else %}", "{% endif %}", "{% for x in l %}", "{% endfor %}", "{{ v }}",
]  # fmt: skip
"""Pieces of tables whose rows, cells and paragraphs come and go."""


def _bare(root: etree._Element) -> list[str]:
    """Return the elements that Word calls damaged: cells that do not end with a paragraph, tables without a row."""
    found = []
    for element in root.iter(f"{W}tc", f"{W}tbl"):
        inside = [child for child in element.iter() if child is not element and child.tag != f"{W}sdt"]
        own = [child for child in inside if next(child.iterancestors(f"{W}tc", f"{W}tbl")) is element]
        blocks = [child.tag for child in own if child.tag in (f"{W}p", f"{W}tbl")]
        if element.tag == f"{W}tc" and blocks[-1:] != [f"{W}p"]:
            found.append("cell")
        if element.tag == f"{W}tbl" and not any(child.tag == f"{W}tr" for child in own):
            found.append("table")
    return found


CELL = "<w:tbl><w:tr><w:tc>{}</w:tc></w:tr></w:tbl>"
IN_A_CELL = [
    "<w:p/>", "<w:tbl><w:tr/></w:tbl>", "</w:tc><w:tc>", "</w:tc></w:tr><w:tr><w:tc>", "{% if v %}<w:p/>{% endif %}",
    "{% if w %}</w:tc><w:tc>{% endif %}", "{% for x in l %}<w:p/>{% endfor %}",
    "{% for x in l %}</w:tc><w:tc><w:p/>{% endfor %}", "{% if v %}", "{% else %}", "{% endif %}",
]  # fmt: skip
PIECES_OF_TABLES = st.lists(st.sampled_from(TABLES), max_size=14).map("".join)
WHOLE_CELLS = st.lists(st.sampled_from(IN_A_CELL), max_size=6).map("".join).map(CELL.format)


@pytest.mark.campaign
def test_what_is_proven_has_a_paragraph_last_in_every_cell() -> None:
    proven = []

    @given(PIECES_OF_TABLES | WHOLE_CELLS, st.booleans(), st.booleans(), st.integers(0, 3))
    @settings(max_examples=examples(2500), deadline=None)
    def tried(inside: str, v: bool, w: bool, rows: int) -> None:
        source = f"<w:body>{inside}</w:body>"
        try:
            bare = prove(source).bare_tables
        except (NotProvenError, TemplateSyntaxError):
            return
        rendered = ENVIRONMENT.from_string(source).render(v="x" * v, w=w, l=["a"] * rows)
        found = _bare(etree.fromstring(rendered.replace("<w:body>", f'<w:body xmlns:w="{W[1:-1]}">')))
        assert "cell" not in found
        assert bare or "table" not in found
        proven.append(source)

    tried()
    assert [source for source in proven if "<w:tc>" in source], "no cell was proven, so none was tried"


@pytest.mark.parametrize(
    ("inside", "place"),
    [
        (CELL.format("{% if v %}<w:p/>{% endif %}"), "table cell"),
        (CELL.format("{% for x in l %}<w:p/>{% endfor %}"), "table cell"),
        (CELL.format("<w:p/>{% if v %}<w:tbl><w:tr/></w:tbl>{% endif %}"), "table cell"),
        (CELL.format("<w:p/>{% for x in l %}</w:tc><w:tc>{% if v %}<w:p/>{% endif %}{% endfor %}"), "table cell"),
        (CELL.format("<w:p/>{% for x in l %}</w:tc><w:tc>{% endfor %}<w:p/>"), "table cell"),
        (CELL.format(""), "table cell"),
        ("<w:tc/>", "table cell"),
        ("<w:hdr>{% if v %}<w:p/>{% endif %}</w:hdr>", "header"),
        ("<w:ftr/>", "footer"),
        ("<w:footnote>{% for x in l %}<w:p/>{% endfor %}</w:footnote>", "note"),
        ("<w:txbxContent></w:txbxContent>", "text box"),
    ],
)
def test_what_word_would_call_damaged_for_some_values_is_refused(inside: str, place: str) -> None:
    with pytest.raises(NotProvenError, match=f"a {place} that does not always end with a paragraph") as caught:
        prove(f"<w:body>{inside}</w:body>")
    assert caught.value.remedy == "put an empty paragraph last in it, outside the tags"


@pytest.mark.parametrize(
    "inside",
    [
        "{% if v %}<w:p/>{% else %}<w:p/><w:p/>{% endif %}",
        "{% if v %}<w:p/>{% elif w %}<w:p/>{% else %}<w:p/>{% endif %}",
        "{% for x in l %}<w:p/>{% endfor %}<w:p/>",
        "{% for x in l %}<w:p/>{% else %}<w:p/>{% endfor %}",
        "<w:p/>{% for x in l %}</w:tc><w:tc><w:p/>{% endfor %}",
        "<w:sdt><w:sdtContent><w:p/></w:sdtContent></w:sdt>",
        "<w:tbl><w:tr/></w:tbl><w:p/>",
    ],
)
def test_a_cell_that_always_ends_with_a_paragraph_is_proven(inside: str) -> None:
    assert prove(f"<w:body>{CELL.format(inside)}</w:body>").bare_tables == ()


def test_a_table_that_may_lack_rows_is_told_by_its_line() -> None:
    assert prove("<w:body><w:tbl>{% for x in l %}<w:tr/>{% endfor %}</w:tbl></w:body>").bare_tables == (1,)


@pytest.mark.parametrize(
    "call",
    [
        "{{ '{:c}'.format(1) }}", "{% if v.startswith('a') %}{% endif %}", "{% for x in v.split() %}{% endfor %}",
        "{% for x in l if x.isdigit() %}{% endfor %}", "{% set a = v.upper() %}", "{{ l|join(v.upper()) }}",
        "{% for a in l recursive %}{{ loop(l) }}{% endfor %}", "{% if v %}{% elif v() %}{% endif %}",
    ],
)  # fmt: skip
def test_a_function_is_never_called(call: str) -> None:
    with pytest.raises(NotProvenError, match="a function call"):
        prove(f"<r>{call}</r>")
    prove("<r>{% for x in l %}{{ loop.cycle('a', v) }}{% if loop.changed(x) %}{% endif %}{% endfor %}</r>")


@pytest.mark.parametrize("source", ['<r><b k="&am"/></r>', "<r>&am</r>", '<r><b k="&am{% if v %}p;{% endif %}"/></r>'])
def test_an_ampersand_that_is_cut_in_two_is_refused_in_words_and_in_attributes(source: str) -> None:
    with pytest.raises(NotProvenError, match="cut in two"):
        prove(source)


@given(st.recursive(st.sampled_from(["x", "{{ v }}", "<b/>"]), _grown, max_leaves=12))
@pytest.mark.campaign
@settings(max_examples=examples(500), deadline=None)
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
