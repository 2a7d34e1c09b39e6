"""Every value known to break letters is shown exactly, wherever it stands, or refused by recipient and field."""

from __future__ import annotations

import io

import pytest
from docx import Document as WordDocument

from cycle.errors import TemplateError
from cycle.letters import Template, compile_template

SHOWN = {
    "Ola & Co": "Ola & Co",
    "AT&T;x": "AT&T;x",
    "a <b c": "a <b c",
    "<select>": "<select>",
    "</w:t></w:r></w:p>": "</w:t></w:r></w:p>",
    "to\nliner\tog": "to\nliner\tog",
    "to\rliner": "to\nliner",
    "to\r\nliner": "to\nliner",
    "😀 a\u00a0b e\u0301 \u200d": "😀 a\u00a0b e\u0301 \u200d",
    "\u202eolav": "\u202eolav",
    "{{ 7*7 }} {{ a.__globals__.os.getcwd() }}": "{{ 7*7 }} {{ a.__globals__.os.getcwd() }}",
    "{_{ x }_} {_% x %_}": "{_{ x }_} {_% x %_}",
    "{% if %} {# x #}": "{% if %} {# x #}",
    "": "",
}
"""Value → what the letter shows; line ends of other systems become one line break."""

REFUSED = ["\x00", "\x07", "\x0b", "\x0c", "\x1f", "\x85", "\ud800", "\udfff", "\ufffe"]
"""What no letter can show, and what docxtpl reads as a new paragraph or page."""


def template() -> Template:
    """Return a template with the value in the text, twice in a row, in a table, a loop, the header and the title."""
    document, out = WordDocument(), io.BytesIO()
    for text in ("{{ v }}", "{%p for one in many %}", "{{ one }}", "{%p endfor %}"):
        document.add_paragraph(text)
    document.add_table(1, 1).cell(0, 0).text = "{{ v }}"
    document.sections[0].header.paragraphs[0].text = "{{ v }}"
    document.sections[0].footer.paragraphs[0].text = "{{ v }}"
    document.core_properties.title = "{{ v }}"
    document.save(out)
    return compile_template(out.getvalue(), name="brev.docx")


@pytest.mark.parametrize("value", SHOWN)
def test_the_value_is_shown_exactly_in_every_place(value: str) -> None:
    letter = WordDocument(io.BytesIO(template().render({"v": value, "many": [value, value]})))
    section = letter.sections[0]
    places = [*letter.paragraphs, *letter.tables[0].cell(0, 0).paragraphs]
    places += [*section.header.paragraphs, *section.footer.paragraphs]
    assert [place.text for place in places] == [SHOWN[value]] * 6
    assert letter.core_properties.title == SHOWN[value]


@pytest.mark.parametrize("sign", REFUSED)
def test_the_letter_is_refused_by_recipient_and_field(sign: str) -> None:
    with pytest.raises(TemplateError) as caught:
        template().render({"v": "fin", "many": ["fin", f"Ola{sign}"]}, recipient="p-12")
    assert [(problem.file, problem.where) for problem in caught.value.problems] == [
        ("brev.docx", "recipient p-12: many[1]")
    ]


@pytest.mark.parametrize("value", [None, 1.5, b"bytes", object(), {1, 2}])
def test_what_is_no_text_is_refused_and_never_printed_as_python_would(value: object) -> None:
    with pytest.raises(TemplateError, match=rf"recipient p-12: v: a value of kind {type(value).__name__}"):
        template().render({"v": value, "many": []}, recipient="p-12")
