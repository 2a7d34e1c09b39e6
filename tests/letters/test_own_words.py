"""A template's own words are read without docxtpl: what it swallows beside a tag is told before a letter is made."""

from __future__ import annotations

import pytest
from docxtpl import RichText

from cycle.errors import TemplateError
from cycle.letters import compile_template
from cycle.letters.checks.lint import check_template
from cycle.letters.render.job import LetterJob
from cycle.letters.render.template import Template

from .conftest import paragraph, table, write_word

PAGE = '<w:r><w:br w:type="page"/></w:r>'
PICTURE = "<w:r><w:drawing/></w:r>"
BOOKMARK = '<w:bookmarkStart w:id="1" w:name="sak"/><w:bookmarkEnd w:id="1"/>'
HEI, TAKING, LETTING_GO = (
    f'<w:r><w:t xml:space="preserve">{name}</w:t></w:r>'
    for name in ("Hei", "{%- if x %}a{% endif %}", "{% if x %}a{% endif -%}")
)


def faults(*paragraphs: str, xml: str = "") -> list[str]:
    found = check_template(write_word(*paragraphs, xml=xml), name="brev.docx", known=None)
    return [f"{problem.where}: {problem.what}; {problem.remedy}" for problem in found if problem.severity == "error"]


def test_words_that_a_hyphen_in_a_tag_takes_are_told_with_their_paragraph() -> None:
    [told] = faults("Kjære mottakar.", "Møtet er avlyst {%- if x %} på grunn av uvêr{% endif %}.")
    assert told == (
        "body, paragraph 2 «Møtet er avlyst {%- if x %} på grunn av uvêr{% endif %}.»: «Møtet er avlyst» beside "
        "{%- if x %} would disappear; write {% if x %} without the hyphen"
    )


@pytest.mark.parametrize(
    ("xml", "gone"),
    [
        (paragraph("Hei") + paragraph("Først {%- if x %}a{% endif %}"), "«Først»"),
        (paragraph("{% if x %}a{% endif -%} Etter") + paragraph("slutt"), "«Etter»"),
        (paragraph("Hei") + paragraph("{% for a in l %}Ord {%- if x %}b{% endif %}{% endfor %}"), "«Ord»"),
        (table(("Namn", "{%- if x %}Rett{% endif %}")) + paragraph(""), "a table cell"),
        (paragraph("Hei") + table(("{%- if x %}Rett{% endif %}",)) + paragraph(""), "would disappear"),
        (
            f"<w:p><w:r><w:t>Hei</w:t></w:r>{PAGE}<w:r><w:t>{{%- if x %}}a{{% endif %}}</w:t></w:r></w:p>",
            "a page break",
        ),
        (
            f"<w:p><w:r><w:t>Hei</w:t></w:r>{PICTURE}<w:r><w:t>{{%- if x %}}a{{% endif %}}</w:t></w:r></w:p>",
            "a picture",
        ),
        (f"<w:p><w:r><w:t>{{% if x %}}a{{% endif -%}}</w:t></w:r>{PICTURE}<w:r><w:t>b</w:t></w:r></w:p>", "a picture"),
        (table(("100 %", "} slutt {{ a }}")) + paragraph(""), "a table cell"),
        (paragraph("{%p if x -%}") + paragraph("{{- a -}}") + paragraph("{%p endif %}"), "«{{- a -}}»"),
        (paragraph("{%p if x -%}") + paragraph("{% set q = a %}") + paragraph("{%p endif %}"), "«{% set q = a %}»"),
        (f"<w:p>{HEI}{BOOKMARK}{TAKING}</w:p>", "a bookmark"),
    ],
)
def test_whatever_goes_beside_a_tag_is_told(xml: str, gone: str) -> None:
    assert any(gone in fault for fault in faults(xml=xml)), faults(xml=xml)


@pytest.mark.parametrize(
    "xml",
    [
        paragraph("Møtet er avlyst") + paragraph("{%- if x %} på grunn av uvêr{% endif %}."),
        paragraph("{% if x -%}") + paragraph("Hei") + paragraph("{%- endif %}"),
        paragraph("Kjære {{- name -}} !") + paragraph("{#- merk -#}"),
        paragraph("Ei klamme {_{ og ei til }_} og {% if x %}&amp; < >{% endif %}"),
        table(("{%tr for a in l %}", ""), ("{{ a }}", "fast"), ("{%tr endfor %}", "")) + paragraph(""),
        table(("{%tc for a in l %}", "{{ a }}", "{%tc endfor %}")) + paragraph(""),
        table(("{% colspan 2 %}Over to", "{% cellbg 'FF0000' %}Raud")) + paragraph(""),
        table(("{%tr for a in l %}", ""), ("{% vm %}felles", "{{ a }}"), ("{%tr endfor %}", "")).replace(
            "<w:tc>", '<w:tc><w:tcPr><w:tcW w:w="500" w:type="dxa"/></w:tcPr>'
        )
        + paragraph(""),
    ],
)
def test_white_space_and_what_a_tag_takes_by_its_kind_may_go(xml: str) -> None:
    assert faults(xml=xml) == []


def test_a_letter_is_held_against_the_templates_own_words_where_a_condition_does_not_keep_them_out() -> None:
    template = compile_template(write_word("Kjære {{ name }}", "Fristen er fredag.", "{% if x %}Hugs dette{% endif %}"))
    for x in (True, False):
        assert template.unsaid({"name": "Kari", "x": x}, template.render({"name": "Kari", "x": x})) == ()
    shorter = compile_template(write_word("Kjære {{ name }}", "Fristen er fredag.")).render({"name": "Kari"})
    assert [words.words for words in template.unsaid({"name": "Kari", "x": True}, shorter)] == ["Hugs dette"]
    assert template.unsaid({"name": "Kari", "x": False}, shorter) == ()


def test_a_job_refuses_a_letter_that_says_less_than_its_template(monkeypatch: pytest.MonkeyPatch) -> None:
    template = compile_template(write_word("Kjære {{ name }}", "Fristen er fredag."), name="brev.docx")
    shorter = compile_template(write_word("Kjære {{ name }}"), name="brev.docx")
    monkeypatch.setattr(Template, "_rendered", lambda self, fields, made=shorter._rendered: made(fields))
    with pytest.raises(TemplateError) as caught:
        LetterJob(template, {"p-1": {"name": "Kari"}})
    assert [(problem.where, problem.what) for problem in caught.value.problems] == [
        (
            "body, paragraph 2 «Fristen er fredag.»",
            "the words «Fristen er fredag.» of the template are not in the letter to recipient p-1",
        )
    ]


def test_words_in_each_kind_of_block_are_asked_for_where_a_letter_takes_it() -> None:
    template = compile_template(
        write_word(
            "{% if a %}ein{% elif b %}to{% else %}tre{% endif %}", "{% for x in l %}fire{% else %}fem{% endfor %}"
        )
    )
    asked = ({"a": 1, "b": 0, "l": [1]}, {"a": 0, "b": 1, "l": []}, {"a": 0, "b": 0, "l": [1, 2]})
    for fields in asked:
        assert template.unsaid(fields, template.render(fields)) == ()
    bare = compile_template(write_word("Hei")).render({})
    assert [[words.words for words in template.unsaid(fields, bare)] for fields in asked] == [
        ["ein", "fire"],
        ["to", "fem"],
        ["tre", "fire"],
    ]


def test_plain_text_in_a_tag_for_rich_text_is_refused_with_its_recipient() -> None:
    for tag in ("{{r a }}", "{{p a }}"):
        template = compile_template(write_word("Hei", f"Til {tag}" if tag[2] == "r" else tag), name="brev.docx")
        with pytest.raises(TemplateError) as caught:
            template.render({"a": "Ola"}, recipient="p-1")
        [problem] = caught.value.problems
        assert problem.what.startswith("plain text in a tag for rich text would stand outside the text")
        assert problem.where.startswith("recipient p-1: ")
        assert template.render({"a": RichText("Ola")} if tag[2] == "r" else {"a": ""})


@pytest.mark.parametrize("space", ["<w:cr/>", "<w:ptab/>", "<w:tab/>", "<w:br/>"])
def test_a_line_end_or_a_tab_is_a_space_that_is_missed_too(space: str) -> None:
    xml = f"<w:p>{HEI}<w:r>{space}</w:r>{TAKING}</w:p>"
    found = [problem.what for problem in check_template(write_word(xml=xml), name="brev.docx", known=None)]
    assert "the space beside {%- if x %} would disappear, and two words be one" in found


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("Møtet er {{- meeting.year -}} no", "{{- meeting.year -}}"),
        ("Møtet {{ meeting.year -}} er no", "{{ meeting.year -}}"),
        ("Ord {#- note -#} og ord", "{#- note -#}"),
        ("{% if x %}Ord{% endif %} {{- meeting.year }}", "{{- meeting.year }}"),
        ("Møtet er avlyst {% if x -%} no{% endif %}", ""),
        ("Kjære {{ name -}} !", ""),
        ("{{- meeting.year -}}", ""),
        ("{%+ if x +%}a{%+ endif %}", ""),
    ],
)
def test_a_space_that_a_hyphen_takes_is_told_where_two_words_become_one(text: str, tag: str) -> None:
    found = check_template(write_word("Hei", text), name="brev.docx", known=None)
    spaces = [problem for problem in found if "the space" in problem.what]
    what = f"the space beside {tag} would disappear, and two words be one"
    assert [(problem.severity, problem.what) for problem in spaces] == ([("warning", what)] if tag else [])
    assert all("{-" not in problem.remedy and "-}" not in problem.remedy for problem in spaces)
    assert [problem for problem in found if problem.severity == "error"] == []


@pytest.mark.parametrize(
    ("paragraphs", "told"),
    [
        (("{%-p if x %}", "a", "{%p endif %}"), "the sign - before 'p' in {%-p if x %}; write {%p if x %}"),
        (("{%+p if x %}", "a", "{%p endif %}"), "the sign + before 'p' in {%+p if x %}; write {%p if x %}"),
        (("{%- r if x %}a{%r endif %}",), "the sign - before 'r' in {%- r if x %}; write {%r if x %}"),
        (("{{-r name }}",), "the sign - before 'r' in {{-r name }}; write {{ name }}"),
        (("{% p if x %}", "a", "{%p endif %}"), "a space before 'p' in {% p if x %}; write {%p with no space between"),
    ],
)
def test_a_sign_before_the_letter_of_a_tag_is_one_mistake_with_what_to_write(
    paragraphs: tuple[str, ...], told: str
) -> None:
    assert [fault.partition("»: ")[2] for fault in faults(*paragraphs)] == [told]


def test_a_row_with_a_sign_before_its_letter_is_told_at_both_ends_and_its_name_is_known() -> None:
    rows = table(("{%-tr for s in l %}", ""), ("{{ s }}", ""), ("{%-tr endfor %}", ""))
    assert [fault.partition("»: ")[2] for fault in faults(xml=rows + paragraph(""))] == [
        "the sign - before 'tr' in {%-tr for s in l %}; write {%tr for s in l %}",
        "the sign - before 'tr' in {%-tr endfor %}; write {%tr endfor %}",
    ]
