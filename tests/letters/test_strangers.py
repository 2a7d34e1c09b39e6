"""A template that a stranger has written gives whole letters or a TemplateError, never anything else."""

from __future__ import annotations

import io
from typing import Any

from docx import Document as WordDocument
from hypothesis import given, settings
from hypothesis import strategies as st

from cycle.errors import TemplateError
from cycle.letters import compile_template
from cycle.letters.package import parse_xml, read_package

from .conftest import paragraph, table, write_word

TAGS = [
    "{{ v }}", "{{ v", "}}", "{{ n }}", "{{ 1/0 }}", "{{ n / 0 }}", "{{ n % 0 }}", "{{ v.x }}", "{{ l[9] }}",
    "{{ l|first|upper }}", "{% if v %}", "{% else %}", "{% elif n > 'a' %}", "{% endif %}", "{% for x in l %}",
    "{% for a, b in l %}", "{% for x in n %}", "{% endfor %}", "{{ x }}", "{{ loop.index }}",
    "{{ loop.cycle('a', n) }}", "{{ loop(l) }}", "{%p if v %}", "{%p endif %}", "{%p for x in l %}",
    "{%p endfor %}", "{%tr for x in l %}", "{%tr endfor %}", "{%tc for x in l %}", "{%tc endfor %}",
    "{% colspan n %}", "{% cellbg v %}", "{% vm %}", "{% hm %}", "{#p note #}", "{# note", "{{r v }}", "{{p v }}",
    "{%- if v %}", "{% set v = l %}", "{% set v %}", "{% include v %}", "{{ v|safe }}",
    "{{ ''.__class__.__mro__ }}", "{{ v|int + n }}", "{{ -v }}", "{{ 'x' * n }}", "{{ 2 ** n }}",
    "{{ '\\ud800' }}", "{{ v|join(n) }}", "{{ l|sort|join }}", "{{ l is odd }}", "{_{", "%_}", "&", "<", "ord",
]  # fmt: skip

TEXTS = st.lists(st.sampled_from(TAGS), max_size=4).map(" ".join)
CELLS = st.builds(lambda rows: table(*rows), st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=3))
BODIES = st.lists(TEXTS.map(paragraph) | CELLS, min_size=1, max_size=4).map("".join)


@given(BODIES, st.sampled_from(["<&>", "to\nliner", "{{ 7*7 }}", ""]), st.integers(-2, 3))
@settings(max_examples=60, deadline=None)
def test_a_strangers_template_gives_whole_letters_or_a_template_error(xml: str, v: str, n: int) -> None:
    values: dict[str, Any] = {"v": v, "n": n, "l": ["b", v]}
    try:
        letter = compile_template(write_word(xml=xml)).render(values, recipient="p-1")
    except TemplateError:
        return
    for name, data in read_package(letter, name="letter").items():
        if name.endswith((".xml", ".rels")):
            parse_xml(data)
    WordDocument(io.BytesIO(letter))
