"""A template's own words are read without docxtpl: what it swallows beside a tag is told before a letter is made."""

from __future__ import annotations

import pytest
from docxtpl import RichText

from cycle.errors import TemplateError
from cycle.letters import compile_template
from cycle.letters.checks.lint import check_template
from cycle.letters.render.job import LetterJob
from cycle.letters.render.template import Template
from tests.letters.conftest import paragraph, table, write_word

PAGE = '<w:r><w:br w:type="page"/></w:r>'
PICTURE = "<w:r><w:drawing/></w:r>"
BOOKMARK = '<w:bookmarkStart w:id="1" w:name="sak"/><w:bookmarkEnd w:id="1"/>'
HEI, TAKING, LETTING_GO = (
    f'<w:r><w:t xml:space="preserve">{name}</w:t></w:r>'
    for name in ("Hei", "{%- if x %}a{% endif %}", "{% if x %}a{% endif -%}")
)


def failures(*paragraphs: str, xml: str = "") -> list[str]:
    found = check_template(write_word(*paragraphs, xml=xml), name="brev.docx", known=None)
    return [f"{problem.where}: {problem.what}; {problem.remedy}" for problem in found if problem.severity == "error"]


def test_words_that_a_hyphen_in_a_tag_takes_are_told_with_their_paragraph() -> None:
    [expected] = failures("Kjære mottakar.", "Møtet er avlyst {%- if x %} på grunn av uvêr{% endif %}.")
    assert expected == (
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
    assert any(gone in fault for fault in failures(xml=xml)), failures(xml=xml)


def field(name: str) -> str:
    """Return the runs of a Word field that shows the number 1."""
    begin, separate, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end"))
    return f"{begin}<w:r><w:instrText>{name}</w:instrText></w:r>{separate}<w:r><w:t>1</w:t></w:r>{end}"


def inside(element: str, words: str = HEI) -> str:
    return f"<{element}>{words}</{element.partition(' ')[0]}>"


@pytest.mark.parametrize(
    ("before", "things"),
    [
        (f"<w:p>{field('PAGE')}</w:p>", "a Word field"),
        (f"<w:p>{inside('w:fldSimple')}</w:p>", "a simple Word field"),
        (f"<w:p>{HEI}<w:r><w:pgNum/></w:r></w:p>", "a Word field"),
        (f"<w:p>{inside('w:hyperlink')}</w:p>", "a link"),
        (inside("w:sdt", inside("w:sdtContent", paragraph("Hei"))), "a content control"),
        (f"<w:p>{inside('w:sdt', inside('w:sdtContent'))}</w:p>", "a content control"),
        (f"<w:p>{inside('w:smartTag')}</w:p>", "something that is no text"),
        (table(("Namn", "Rett")), "a table"),
        (table(("", "")), "a table"),
        (f"<w:p><w:r><w:pict>{inside('w:txbxContent', paragraph('Hei'))}</w:pict></w:r></w:p>", "a text box"),
    ],
)
def test_what_loses_only_its_end_beside_a_hyphen_is_told_as_that_and_not_as_a_block_in_two_places(
    before: str, things: str
) -> None:
    """A Word field without its end hides the rest of the letter, and a table without its end cannot be closed."""
    xml = paragraph("Kjære") + before + paragraph("{%- if x %}Etter{% endif %}") + paragraph("Helsing")
    [expected] = failures(xml=xml)
    where, _, rest = expected.partition(": ")
    assert where.endswith("«{%- if x %}Etter{% endif %}»")
    assert rest == f"{things} beside {{%- if x %}} would disappear; write {{% if x %}} without the hyphen"


@pytest.mark.parametrize(
    ("attributes", "things"),
    [
        ("<w:pageBreakBefore/>", "a page break"),
        ('<w:pBdr><w:top w:val="single"/></w:pBdr>', "a line beside a paragraph"),
        ('<w:numPr><w:numId w:val="1"/></w:numPr>', "a point of a list"),
        ("<w:framePr/>", "a frame"),
        ('<w:spacing w:after="0"/><w:jc w:val="right"/>', ""),
    ],
)
def test_a_paragraph_joined_to_another_by_a_hyphen_loses_its_attributes(attributes: str, things: str) -> None:
    """A page break before, a line above, a bullet: they stand among a paragraph's attributes and are more."""
    second = paragraph("{%- if x %}Etter{% endif %}").replace("<w:p>", f"<w:p><w:pPr>{attributes}</w:pPr>")
    expected = [f"{things} beside {{%- if x %}} would disappear"] if things else []
    assert [
        fault.partition("»: ")[2].partition(";")[0] for fault in failures(xml=paragraph("Kjære ") + second)
    ] == expected
    blank = second.replace("Etter", "") if "list" in things else ""
    assert failures(xml=paragraph("Kjære ") + blank) == [], "a point with nothing to say may go"


def test_each_tag_with_a_hyphen_is_told_for_what_it_takes_itself() -> None:
    """The first hyphen of a part is not blamed for what the last one takes."""
    rows = table(("Roller: {%- for s in l -%}{{ s }}{%- endfor -%}",))
    [expected] = failures(xml=rows + paragraph("Helsing"))
    assert "a table beside {%- endfor -%} would disappear; write {% endfor %} without" in expected
    two = f"<w:p>{HEI}{PAGE}{TAKING}</w:p><w:p>{HEI}{PICTURE}{TAKING.replace('if x', 'if y')}</w:p>"
    assert [fault.partition("»: ")[2].partition(" would")[0] for fault in failures(xml=two)] == [
        "a page break beside {%- if x %}",
        "a picture beside {%- if y %}",
    ]


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
    assert failures(xml=xml) == []


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
    monkeypatch.setattr(Template, "rendered", lambda self, fields, made=shorter.rendered: made(fields))
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
    ("paragraphs", "tags"),
    [
        (("Kjære", "{%- set a = 1 -%}", "Vel møtt"), {"{%- set a = 1 -%}"}),
        (("Kjære", "", "{%- if x %}Ola{% endif %}"), {"{%- if x %}"}),
        (("{% if x %}Ola{% endif -%}", "og Kari"), {"{% endif -%}"}),
        (("Roller: {% for s in l -%}", "{{ s }}", "{%- endfor %} slutt"), {"{% for s in l -%}", "{%- endfor %}"}),
        (("{% for s in l %}{{ s }}", "{%- endfor %}"), {"{%- endfor %}"}),
        (("{% for s in l %}{{ s }}{% if not loop.last %}, {% endif %}", "{%- endfor %}"), set()),
        (("Helsefellesskapet", "{%- if x %} ref{% endif %}"), set()),
        (("Kjære", "{{- name }} takk"), set()),
        (("Møtet (", "{%- if x %}avlyst{% endif %}"), set()),
        (("{% for s in l %}{{ s }}{% endfor -%}", ". Slutt"), set()),
    ],
)
def test_paragraphs_and_rounds_of_a_loop_that_a_hyphen_makes_one_word_are_told(
    paragraphs: tuple[str, ...], tags: set[str]
) -> None:
    found = check_template(write_word("Hei.", *paragraphs), name="brev.docx", known=None)
    spaces = {problem.what for problem in found if "the space" in problem.what}
    assert spaces == {f"the space beside {tag} would disappear, and two words be one" for tag in tags}


@pytest.mark.parametrize(
    ("paragraphs", "expected"),
    [
        (("{%-p if x %}", "a", "{%p endif %}"), "the character - before 'p' in {%-p if x %}; write {%p if x %}"),
        (("{%+p if x %}", "a", "{%p endif %}"), "the character + before 'p' in {%+p if x %}; write {%p if x %}"),
        (("{%- r if x %}a{%r endif %}",), "the character - before 'r' in {%- r if x %}; write {%r if x %}"),
        (("{{-r name }}",), "the character - before 'r' in {{-r name }}; write {{ name }}"),
        (("{% p if x %}", "a", "{%p endif %}"), "a space before 'p' in {% p if x %}; write {%p with no space between"),
    ],
)
def test_a_sign_before_the_letter_of_a_tag_is_one_mistake_with_what_to_write(
    paragraphs: tuple[str, ...], expected: str
) -> None:
    assert [fault.partition("»: ")[2] for fault in failures(*paragraphs)] == [expected]


def test_a_row_with_a_sign_before_its_letter_is_told_at_both_ends_and_its_name_is_known() -> None:
    rows = table(("{%-tr for s in l %}", ""), ("{{ s }}", ""), ("{%-tr endfor %}", ""))
    assert [fault.partition("»: ")[2] for fault in failures(xml=rows + paragraph(""))] == [
        "the character - before 'tr' in {%-tr for s in l %}; write {%tr for s in l %}",
        "the character - before 'tr' in {%-tr endfor %}; write {%tr endfor %}",
    ]
