"""Tags mean what docxtpl means: its own test templates give the same letters, or are refused with the reason."""

from __future__ import annotations

import io
import json
import os
import zipfile
from pathlib import Path
from typing import Any

import pytest
from docx import Document as WordDocument
from docxtpl import DocxTemplate, Listing, RichText

from cycle.errors import TemplateError
from cycle.letters import compile_template
from cycle.letters.language.environment import letter_environment
from cycle.letters.ooxml.order import in_schema_order
from cycle.letters.render.job import differing_parts
from tests.letters.conftest import ROOT, paragraph, table, write_word

CORPUS = Path(os.environ.get("CYCLE_CORPUS", ROOT.parent / "shared" / "corpus")) / "docxtpl"
FILE = CORPUS / "contexts.json"
CASES = [entry for entry in json.loads(FILE.read_text()) if entry["plain"]] if FILE.is_file() else []
REFUSED = {
    "comments_tpl.docx": "would disappear with its row",
    "custom_jinja_filters_tpl.docx": "no filter 'my_filter",
    "embedded_main_tpl.docx": "a macro, control or embedded object",
    "header_footer_entities_tpl.docx": "an '&' inside {{unknowvar|default(",
    "template_error_tpl.docx": "'endif' where nothing is open",
    "get_undeclared_variables.docx": "a field without a value: 'has_degree'; give it a value, or ask first",
}
"""What of docxtpl's tests makes no letter here, and the reason it is refused with."""


def docxtpl_itself(template: bytes, values: dict[str, Any]) -> bytes:
    """Return the letter as docxtpl makes it, with nothing of ours but the environment."""
    document, out = DocxTemplate(io.BytesIO(template)), io.BytesIO()
    document.render(values, letter_environment(autoescape=True), autoescape=True)
    document.save(out)
    return out.getvalue()


def document_xml(letter: bytes) -> str:
    return zipfile.ZipFile(io.BytesIO(letter)).read("word/document.xml").decode()


@pytest.mark.skipif(not CASES, reason=f"docxtpl's test templates are not at {CORPUS}; set CYCLE_CORPUS")
def test_every_test_template_of_docxtpl_gives_the_same_letter_or_is_refused_with_its_reason() -> None:
    made, reasons = 0, {}
    for case in CASES:
        data = (CORPUS / case["template"]).read_bytes()
        try:
            letter = compile_template(data, name=case["template"]).render(case["context"])
        except TemplateError as error:
            reasons[case["template"]] = str(error)
            continue
        assert differing_parts(letter, docxtpl_itself(data, case["context"])) == (), case["template"]
        made += 1
    assert set(reasons) == set(REFUSED)
    assert [name for name, reason in reasons.items() if REFUSED[name] not in reason] == []
    assert made >= 20


@pytest.mark.parametrize(
    "xml",
    [
        paragraph("Hei {{ a }}{% if b %} ja{% else %} nei{% endif %}"),
        paragraph("{%p for x in l %}") + paragraph("– {{ x }}") + paragraph("{%p endfor %}"),
        table(("{%tr for x in l %}",), ("{{ x }}",), ("{%tr endfor %}",)),
        "<w:p><w:r><w:t>{</w:t></w:r><w:r><w:t>{ a</w:t></w:r><w:r><w:t> }}</w:t></w:r></w:p>",
        paragraph("{% for x in l %}{{ loop.index }} {{ x|upper }}{% if not loop.last %}, {% endif %}{% endfor %}"),
        paragraph("fyrst {%- if b %} saman{%- endif %}"),
    ],
)
@pytest.mark.parametrize("a", ["Ola & <Kari>", "to\nliner\tog", RichText("feit", bold=True), Listing("a\nb")])
def test_a_letter_is_docxtpls_letter(xml: str, a: object) -> None:
    values = {"a": a, "b": True, "l": ["ein", "to & to"]}
    data = write_word(xml=xml)
    assert differing_parts(compile_template(data).render(values), docxtpl_itself(data, values)) == ()


def test_the_shade_of_a_cell_stands_where_the_schema_wants_it() -> None:
    """docxtpl puts it first, before the width, which Word's own validator refuses."""
    cell = '<w:tc><w:tcPr><w:tcW w:w="99" w:type="dxa"/><w:vAlign w:val="top"/></w:tcPr>{}</w:tc>'
    grid = '<w:tblGrid><w:gridCol w:w="99"/></w:tblGrid>'
    row = cell.format(paragraph("{% cellbg colour %}x"))
    letter = compile_template(write_word(xml=f"<w:tbl>{grid}<w:tr>{row}</w:tr></w:tbl>")).render({"colour": "00FF00"})
    shade = '<w:shd w:val="clear" w:color="auto" w:fill="00FF00"/>'
    assert f'<w:tcW w:w="99" w:type="dxa"/>{shade}<w:vAlign w:val="top"/>' in document_xml(letter)


def test_rich_text_has_its_properties_in_the_order_of_the_schema_and_whole() -> None:
    text = RichText("feit", bold=True, color="FF0000", highlight="FFFF00", font="Arial", size=20)
    letter = document_xml(
        compile_template(write_word(xml="<w:p><w:r><w:t>{{r a }}</w:t></w:r></w:p>")).render({"a": text})
    )
    names = ["rFonts", "<w:b/>", "<w:color", "<w:sz ", "<w:szCs", '<w:shd w:val="clear"']
    places = [letter.index(name) for name in names]
    assert places == sorted(places)


def test_rich_text_that_would_break_the_letter_is_refused_by_field() -> None:
    with pytest.raises(TemplateError, match=r"recipient p-1: a: rich text that cannot be printed"):
        compile_template(write_word("{{r a }}")).render({"a": RichText("x", style='"><w:p>')}, recipient="p-1")


def test_rich_text_where_only_plain_text_can_stand_is_refused() -> None:
    cell = '<w:tc><w:tcPr><w:tcW w:w="9" w:type="dxa"/></w:tcPr>' + paragraph("{% cellbg a %}x") + "</w:tc>"
    data = write_word(xml=f'<w:tbl><w:tblGrid><w:gridCol w:w="9"/></w:tblGrid><w:tr>{cell}</w:tr></w:tbl>')
    with pytest.raises(TemplateError, match="a picture or rich text stands where it breaks the document"):
        compile_template(data).render({"a": RichText("x")})


def test_properties_with_a_tag_between_them_are_left_as_they_are() -> None:
    between = "<w:tcPr>{% if a %}<w:shd/>{% endif %}<w:tcW/></w:tcPr>"
    assert in_schema_order(between) == between
    assert in_schema_order("<w:tcPr><w:shd/><w:tcW/></w:tcPr>") == "<w:tcPr><w:tcW/><w:shd/></w:tcPr>"


def test_escaping_before_another_filter_leaves_no_halves_of_signs() -> None:
    letter = compile_template(write_word("{{ a|e|upper }} {{ (a|e)[:2] }} {{ a|escape|reverse }}")).render({"a": "&b"})
    assert WordDocument(io.BytesIO(letter)).paragraphs[0].text == "&B &b b&"
