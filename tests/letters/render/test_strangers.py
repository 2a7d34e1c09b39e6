"""A template that a stranger has written gives whole letters or a TemplateError, never anything else."""

from __future__ import annotations

import io
from typing import Any
from xml.sax.saxutils import escape

import pytest
from docx import Document as WordDocument
from hypothesis import given, settings
from hypothesis import strategies as st

from cycle.errors import TemplateError
from cycle.letters import compile_template
from cycle.letters.ooxml.word_package import parse_xml, read_package
from tests.depth import examples
from tests.letters.conftest import paragraph, table, write_word

TAGS = [
    "{{ v }}", "{{ v", "}}", "{{ n }}", "{{ 1/0 }}", "{{ n / 0 }}", "{{ n % 0 }}", "{{ v.x }}", "{{ l[9] }}",
    "{{ l|first|upper }}", "{% if v %}", "{% else %}", "{% elif n > 'a' %}", "{% endif %}", "{% for x in l %}",
    "{% for a, b in l %}", "{% for x in n %}", "{% endfor %}", "{{ x }}", "{{ loop.index }}",
    "{{ loop.cycle('a', n) }}", "{{ loop(l) }}", "{%p if v %}", "{%p endif %}", "{%p for x in l %}",
    "{%p endfor %}", "{%tr for x in l %}", "{%tr endfor %}", "{%tc for x in l %}", "{%tc endfor %}",
    "{% colspan n %}", "{% cellbg v %}", "{% vm %}", "{% hm %}", "{#p note #}", "{# note", "{{r v }}", "{{p v }}",
    "{%- if v %}", "{% set v = l %}", "{% set v %}", "{% include v %}", "{{ v|safe }}",
    "{{ ''.__class__.__mro__ }}", "{{ v|int + n }}", "{{ -v }}", "{{ 'x' * n }}", "{{ 2 ** n }}",
    "{{ '{:c}'.format(n) }}", "{{ v.upper() }}", "{{ d.keys }}", "{{ d.x }}", "{% for k in d %}", "{{ k }}{{ d[k] }}",
    "{{ d|join }}", "{{ l|string }}", "{{ none }}", "{{ loop }}", "{% for x in l recursive %}", "{% set v = v ~ v %}",
    "{%p\tif v %}", "{%+ if v %}", "{% endif -%}", "{% if v == 'a & b' %}", "{{ '}}' }}", "{{ {'a': {'b': v}} }}",
    "{{ '\\ud800' }}", "{{ v|join(n) }}", "{{ l|sort|join }}", "{{ l is odd }}", "{_{", "%_}", "&", "<", "ord",
]  # fmt: skip

TEXTS = st.lists(st.sampled_from(TAGS), max_size=4).map(" ".join)
CELLS = st.builds(lambda rows: table(*rows), st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=3))
MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"
BESIDE = [
    f'<w:p><m:oMath xmlns:m="{MATH}"><m:r><m:t>{{}}</m:t></m:r></m:oMath></w:p>',
    '<w:tbl><w:tblPr><w:tblCaption w:val="{}"/></w:tblPr><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl><w:p/>',
    '<w:sdt><w:sdtPr><w:alias w:val="{}"/></w:sdtPr><w:sdtContent><w:p/></w:sdtContent></w:sdt>',
    "<w:tbl><w:tblGrid><w:gridCol/></w:tblGrid><w:tr><w:tc>{}</w:tc></w:tr></w:tbl><w:p/>",
]
"""Places that are filled in and are no text of a paragraph: an equation, attributes, between the parts of a table."""

PLACES = st.builds(lambda place, text: place.format(escape(text, {'"': "&quot;"})), st.sampled_from(BESIDE), TEXTS)
BODIES = st.lists(TEXTS.map(paragraph) | CELLS | PLACES, min_size=1, max_size=4).map("".join)
STRANGE = st.sampled_from(["<&>", "to\nliner", "{{ 7*7 }}", "", "a\x00", "\ud800", "\ue0001\ue001"])
KEYS = STRANGE | st.sampled_from(["keys", "k", 1, None, True])


def _texts(part: bytes) -> list[str]:
    return [str(data) for data in parse_xml(part).itertext()] if part.startswith(b"<?xml") else []


@given(BODIES, STRANGE, st.integers(-2, 3), st.dictionaries(KEYS, STRANGE, max_size=3), TEXTS | STRANGE)
@pytest.mark.campaign
@settings(max_examples=examples(80), deadline=None)
def test_a_strangers_template_gives_whole_letters_or_a_template_error(
    xml: str, v: str, n: int, d: dict[Any, str], title: str
) -> None:
    values: dict[str, Any] = {"v": v, "n": n, "l": ["b", v], "d": d}
    try:
        title.encode()
        file = write_word(xml=xml, title=title[:255])
    except ValueError:
        return  # no Word file can hold it
    try:
        template = compile_template(file)
        assert template.taken(values) <= {*template.branches}
        letter = template.render(values, recipient="p-1")
    except TemplateError:
        return
    words = "".join(str(text) for part in read_package(letter, name="letter").values() for text in _texts(part))
    assert not any(sign in words for sign in ("<built-in", "object at 0x", "<bound method", "LoopContext"))
    for name, data in read_package(letter, name="letter").items():
        if name.endswith((".xml", ".rels")):
            parse_xml(data)
    WordDocument(io.BytesIO(letter))
