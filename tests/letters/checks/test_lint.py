"""Every mistake in a template is named with its place and what would be right, before a letter is made."""

from __future__ import annotations

import io

import pytest
from docx import Document as WordDocument

from cycle.letters.checks.lint import check_template
from cycle.letters.fields.known_fields import COMMON, PERSONAL, Field
from tests.letters.conftest import TEMPLATES, paragraph, table, write_word


def failures(data: bytes, known: Field = PERSONAL) -> list[str]:
    """Return what and remedy of every error."""
    found = check_template(data, name="brev.docx", known=known)
    return [f"{problem.what}; {problem.remedy}" for problem in found if problem.severity == "error"]


@pytest.mark.parametrize(("name", "known"), [("invitasjon", PERSONAL), ("folgebrev", PERSONAL), ("program", COMMON)])
def test_the_templates_we_ship_have_no_problem_at_all(name: str, known: Field) -> None:
    assert check_template((TEMPLATES / f"{name}.docx").read_bytes(), name=name, known=known) == ()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("{{ recipient.nmae }}", "no field 'recipient.nmae'; did you mean 'recipient.name'?"),
        ("{{ name }}", "no field 'name'; did you mean 'recipient.name' or 'meeting.name'"),
        ("{{ recipient.seats[0].titel }}", "no field 'recipient.seats[0].titel'; did you mean"),
        ("{% for s in recipient.seats %}{{ s.tittle }}{% endfor %}", "no field 's.tittle'; did you mean 's.title'?"),
        ("{{ recipient['nmae'] }}", "no field 'recipient.nmae'; did you mean 'recipient.name'?"),
        ("{% if meeting.tema %}x{% endif %}", "no field 'meeting.tema'; did you mean 'meeting.theme'?"),
        ("{{ recipient }}", "'recipient' is a group of fields; print one of them: recipient.name, "),
        ("{{ recipient.seats }}", "'recipient.seats' is a list; walk it: {% for one in recipient.seats %}"),
        ("{{ recipient.several_seats }}", "'recipient.several_seats' is yes or no, not text; ask it"),
        ("{{ recipient.name.first }}", "'recipient.name.first': there is nothing inside a text; "),
        ("{% for x in recipient.name %}{% endfor %}", "'recipient.name' is not a list; lists: recipient.address_lines"),
        ("{{ recipient.name|uper }}", "no filter 'uper'; did you mean 'upper'?"),
        ("{{ recipient.name|safe }}", "no filter 'safe'; known: "),
        ("{{ recipient.name.upper() }}", "a function call; use a filter: "),
        ("{{ cycler.__init__.__globals__ }}", "no field 'cycler'; "),
        ("{% include 'x' %}", "no tag 'include' in letters; known: "),
        ("{% autoescape false %}x{% endautoescape %}", "no tag 'autoescape' in letters; known: "),
        ("{{ recipient.name", "a tag that does not begin and end in the same paragraph, or lacks a brace; "),
        ("{ { recipient.name } }", "a tag that does not begin and end in the same paragraph, or lacks a brace; "),
        ("{% p if meeting.theme %}", "a space before 'p' in {% p if meeting.theme %}; write {%p with no space"),
        ("{{ recipient.name + }}", "{{ recipient.name + }} cannot be read: "),
        ("{% if meeting.theme == „x“ %}{% endif %}", "the character „ inside {% if meeting.theme == „x“ %}; "),
        ("{% if meeting.theme %}", "'if' is never closed; add endif"),
        ("{% endfor %}", "'endfor' where nothing is open; begin and end each block in turn"),
        ("{% if meeting.theme %}{% endfor %}{% endif %}", "'endfor' where 'if' is open; "),
        (
            "{% if meeting.theme == 'Mat & helse' %}x{% endif %}",
            "an '&' inside {% if meeting.theme == 'Mat & helse' %}",
        ),
        (
            "{%p if meeting.theme != 'a } b' %}",
            "{%p if meeting.theme != 'a } b' %} is not read as it stands; write {%p",
        ),
        (
            "{%p\xa0if meeting.theme %}",
            "{%p\xa0if meeting.theme %} is not read as it stands; write {%p with one ordinary",
        ),
        ("{%p\tif meeting.theme %}", "a tab or a line break inside {%p if meeting.theme %}; write it on one line"),
        ("{{ loop.index }}", "no field 'loop'; "),
        (
            "{% for s in recipient.seats %}{{ loop.indeks }}{% endfor %}",
            "no field 'loop.indeks'; did you mean 'loop.index'",
        ),
        (
            "{% for s in recipient.seats %}{{ loop }}{% endfor %}",
            "'loop' is a group of fields; print one of them: loop.index",
        ),
        (
            "{% for s in recipient.seats %}{{ loop.nextitem.titel }}{% endfor %}",
            "no field 'loop.nextitem.titel'; did you",
        ),
        (
            "{% for c in recipient.seats|default([]) %}{{ c.titel }}{% endfor %}",
            "no field 'c.titel'; did you mean 'c.title'?",
        ),
        ("{% for c in (programme if meeting.theme else programme) %}{{ c.titel }}{% endfor %}", "no field 'c.titel'; "),
        ("{% set s = recipient.seats|first or '' %}{{ s.titel }}", "no field 's.titel'; did you mean 's.title'?"),
        ("{{ recipient.seats|sort(attribute='titel')|length }}", "no field 'recipient.seats[…].titel'; did you mean"),
        ("{{ recipient.seats|join(', ', attribute='lable') }}", "no field 'recipient.seats[…].lable'; did you mean"),
        ("{{ recipient.seats|join(', ') }}", "each of 'recipient.seats' is a group of fields; say which to join: join"),
        ("{{ meeting|string }}", "'meeting' is a group of fields; print one of them: meeting.name"),
        ("{{ recipient.seats|upper }}", "'recipient.seats' is a list; walk it: "),
        ("{{ recipient.seats|sort(attribute='title') }}", "'recipient.seats' is a list; walk it: "),
        ("{{ meeting.theme or recipient.seats }}", "'recipient.seats' is a list; walk it: "),
        (
            "{{ host.logo|upper }}",
            "'host.logo' is a picture, not text; print it by itself, in a paragraph: {{ host.logo }}",
        ),
        ("{{ 'Logo: ' ~ host.logo }}", "'host.logo' is a picture, not text; "),
        (
            "Til {%p if meeting.theme %} alle",
            "the text beside {%p if meeting.theme %} would disappear with its paragraph",
        ),
    ],
)
def test_a_wrong_tag_is_named_with_what_was_meant(text: str, fault: str) -> None:
    found = failures(write_word(text))
    assert found
    assert found[0].startswith(fault)


@pytest.mark.parametrize(
    "text",
    [
        "{{ recipient.name }} {{ recipient.seats[0].title }} {{ recipient.seats|length }}",
        "{% for seat in recipient.seats %}{{ loop.index }}{{ seat.why }}{% endfor %}",
        "{% if recipient.several_seats and meeting.theme != “x” %}{{ meeting.theme|upper }}{% endif %}",
        "{% set first = recipient.seats|first %}{{ first.label }}",
        "{% for line in recipient.address_lines|reverse %}{{ line }}{% endfor %}",
        "{# {{ recipient.nmae }} #}",
        "{% if(meeting.theme) %}x{% elif(meeting.aim) %}y{% endif %}",
        "{{ {'a': {'b': 'c'}}['a']['b'] }} {{ '}}' }}",
        "{% if meeting.theme == 'Frå plan – til praksis …' %}x{% endif %}",
        "{% for s in programme %}{{ loop.nextitem.title if not loop.last }}{{ loop.cycle('a', 'b') }}{% endfor %}",
        "{{ recipient.seats|join(', ', attribute='title') }} {{ recipient.address_lines|join(', ')|upper }}",
        "{{ recipient.seats|sort(attribute='title')|length }}",
        "{{ meeting.theme or meeting.aim or 'møtet' }} {{ meeting.theme|default('') ~ recipient.seats|length }}",
    ],
)
def test_a_right_tag_passes(text: str) -> None:
    assert failures(write_word(text)) == []


MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"
BESIDE_THE_TEXT = [
    f'<w:p><m:oMath xmlns:m="{MATH}"><m:r><m:t>%s</m:t></m:r></m:oMath></w:p>',
    '<w:tbl><w:tblPr><w:tblCaption w:val="%s"/></w:tblPr><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl><w:p/>',
    '<w:sdt><w:sdtPr><w:alias w:val="%s"/></w:sdtPr><w:sdtContent><w:p/></w:sdtContent></w:sdt>',
]


@pytest.mark.parametrize("xml", BESIDE_THE_TEXT)
def test_what_stands_beside_the_text_of_paragraphs_is_read_too(xml: str) -> None:
    """Jinja fills in the whole part: equations, the description of a table, the name of a content control."""
    assert failures(write_word(xml=xml % "{{ recipient.name }}")) == []
    [name] = failures(write_word(xml=xml % "{{ recipient.nmae }}"))
    assert name.startswith("no field 'recipient.nmae'; did you mean 'recipient.name'?")
    [call] = failures(write_word(xml=xml % "{{ '{:c}'.format(1) }}"))
    assert call == "a function call; use a filter"
    again = "{% for a in programme recursive %}{{ loop(programme) }}{% endfor %}"
    assert failures(write_word(xml=xml % again)) == ["a function call; use a filter"]
    [ampersand] = failures(write_word(xml=xml % "{% if meeting.theme == 'a &amp; b' %}x{% endif %}"))
    assert ampersand.startswith("an '&' inside a tag, which docxtpl reads as '&amp;'; ")


def test_the_place_of_what_is_beside_the_text_is_told_with_the_tag() -> None:
    data = write_word(xml=paragraph("Program") + BESIDE_THE_TEXT[1] % "{{ meeting.tema }}")
    [problem] = [problem for problem in check_template(data, name="b", known=PERSONAL) if problem.severity == "error"]
    assert problem.where == "word/document.xml «Program {{ meeting.tema }}»"


@pytest.mark.parametrize(
    "tags", [("{%- if meeting.theme %}", "{%p endif %}"), ("{% if meeting.theme -%}", "{%p endif %}")]
)
def test_tags_that_do_not_fit_together_are_told_with_their_paragraph(tags: tuple[str, ...]) -> None:
    found = check_template(write_word("Hei", *tags), name="b", known=PERSONAL)
    assert all("«" in entry.where for entry in found if entry.severity == "error")


@pytest.mark.parametrize(
    ("title", "fault"),
    [
        ("Møte {{ letter.title", "the tags cannot be read: "),
        ("Møte {% if letter.title", "the tags cannot be read: "),
        ("Møte {# b", "the tags cannot be read: "),
        ("Møte }}", "a tag that lacks a brace; "),
        ("{% if letter.title %}x", "the tags cannot be read: "),
        ("{% include 'x' %}", "'Include' is not a tag of letters; use if, for and set"),
        ("{{ letter.title.upper() }}", "a function call; "),
        ("{{ letter.tittel }}", "no field 'letter.tittel'; "),
        ("{{ host.logo }}", "'host.logo' is a picture, not text; "),
        ("{{ recipient.seats }}", "'recipient.seats' is a list; "),
    ],
)
def test_half_and_wrong_tags_in_a_document_property_are_told(title: str, fault: str) -> None:
    assert failures(write_word("Hei", title=title))[0].startswith(fault)


def test_a_document_property_may_ask_and_note_as_the_text_may() -> None:
    title = "{% if meeting.theme %}{{ meeting.theme }} & meir{% else %}Møte{% endif %}{# merk #}"
    assert failures(write_word("Hei", title=title)) == []


@pytest.mark.parametrize("words", ["{{ letter.title }}", "{{"])
def test_a_tag_in_a_property_that_docxtpl_does_not_fill_in_is_told(words: str) -> None:
    document, out = WordDocument(), io.BytesIO()
    document.core_properties.keywords = words
    document.save(out)
    [fault] = failures(out.getvalue())
    assert fault.startswith(
        "a tag that is never filled in here; take it out, or use one of author, comments, identifier"
    )


def test_a_cell_that_some_value_leaves_without_a_paragraph_is_told_with_its_remedy() -> None:
    cell = "".join(map(paragraph, ("{%p if meeting.theme %}", "{{ meeting.theme }}", "{%p endif %}")))
    grid = f"<w:tbl><w:tblGrid><w:gridCol/></w:tblGrid><w:tr><w:tc>{cell}</w:tc></w:tr></w:tbl>"
    [fault] = failures(write_word(xml=grid))
    assert fault.startswith(
        "a table cell that does not always end with a paragraph; put an empty paragraph last in it, outside the tags"
    )


def test_a_comment_of_xml_is_called_by_its_name() -> None:
    assert failures(write_word(xml="<!-- merk -->" + paragraph("Hei"))) == [
        "a comment or an instruction of XML, which Word never writes; open the template in Word and save it again"
    ]


def test_a_document_for_all_may_not_name_one_recipient() -> None:
    assert failures(write_word("{{ recipient.name }}"), COMMON)[0].startswith("no field 'recipient'")


def test_the_place_is_told_by_paragraph_and_by_cell() -> None:
    data = write_word(xml=paragraph("Hei") + paragraph("{{ nobody.here }}") + table(("a", "{{ no.where }}")))
    found = [
        problem.where
        for problem in check_template(data, name="brev.docx", known=PERSONAL)
        if problem.severity == "error"
    ]
    assert found == ["body, paragraph 2 «{{ nobody.here }}»", "body, table 1, row 1, cell 2 «{{ no.where }}»"]


def test_a_block_that_ends_in_another_cell_than_it_began_in_is_refused() -> None:
    crossing = paragraph("{%p if meeting.theme %}") + table(("{%p endif %}", ""))
    assert "does not stand like" in failures(write_word(xml=crossing))[0]


def test_text_beside_a_row_tag_is_not_silently_lost() -> None:
    rows = table(("{%tr for item in programme %}", "Tid"), ("{{ item.time }}", ""), ("{%tr endfor %}", ""))
    assert failures(write_word(xml=rows))[0].startswith("the text beside {%tr for item in programme %} would disappear")


def test_headers_and_document_properties_are_read_too() -> None:
    data = write_word("Hei", title="{{ letter.tittel }}")
    [fault] = failures(data)
    assert fault.startswith("no field 'letter.tittel'; did you mean 'letter.title'? it may use letter.")


@pytest.mark.parametrize("sign", "„‚«»–—…´′″−")
def test_each_sign_that_word_puts_in_by_itself_is_named(sign: str) -> None:
    [fault] = failures(write_word(f"{{{{ meeting.theme {sign} }}}}"))
    assert fault.startswith(f"the character {sign} inside {{{{ meeting.theme {sign} }}}}; use straight quotes")


@pytest.mark.parametrize("tag", ["if meeting.theme == „x“", "for x in recipient.seats – 1"])
def test_a_block_that_begins_with_a_wrong_sign_is_one_mistake_and_not_its_end_as_well(tag: str) -> None:
    end = "endif" if tag.startswith("if") else "endfor"
    [fault] = failures(write_word("{%p if meeting.aim %}", f"{{% {tag} %}}y{{% {end} %}}", "{%p endif %}"))
    assert fault.startswith("the character ")


@pytest.mark.parametrize("tag", ["{%p if meeting.theme %} x", "{%p endif %} x {{ meeting.theme }}", "{#p merk #} x"])
def test_text_that_docxtpl_would_swallow_is_told_whatever_the_tag(tag: str) -> None:
    found = failures(write_word("{%p if meeting.theme %}", "y", tag, "{%p endif %}"))
    assert any(
        text.endswith("would disappear with its paragraph; give the tag a paragraph of its own") for text in found
    )


def test_every_mistake_is_told_at_once() -> None:
    assert len(failures(write_word("{{ a }}", "{{ b }}", "{% if %}", "{{ recipient.name"))) >= 4


def test_a_language_other_than_norwegian_is_a_warning() -> None:
    found = check_template(write_word("Hei"), name="brev.docx", known=PERSONAL)
    assert [(problem.severity, problem.where) for problem in found] == [("warning", "word/styles.xml")]


def test_a_value_that_would_stand_outside_the_text_is_refused() -> None:
    """docxtpl's {{p }} and {{r }} are for rich text; a plain value there is in the file and on no page."""
    advice = "would stand outside the text, where Word shows nothing; write {{ letter.date }}"
    assert failures(write_word("{{p letter.date }}")) == [f"the value of {{{{p letter.date }}}} {advice}"]


NOTE = '<w:r><w:footnoteReference w:id="2"/></w:r>'
FOR, ENDFOR = "{% for s in recipient.seats %}", "{% endfor %}"


def with_note(before: str, after: str, note: str = NOTE) -> str:
    return f"<w:p><w:r><w:t>{before}</w:t></w:r>{note}<w:r><w:t>{after}</w:t></w:r></w:p>"


@pytest.mark.parametrize(
    ("xml", "kind"),
    [
        (with_note(f"{FOR}a", f"b{ENDFOR}"), "a footnote"),
        (with_note(f"{FOR}a", f"b{ENDFOR}", NOTE.replace("footnote", "endnote")), "an endnote"),
        (paragraph("{%p for s in recipient.seats %}") + with_note("a", "b") + paragraph("{%p endfor %}"), "a footnote"),
        (with_note("{% if meeting.theme %}" + FOR, f"{ENDFOR}{{% endif %}}"), "a footnote"),
        (with_note(f"{FOR}a{ENDFOR}", "b"), ""),
        (with_note("a", f"b{FOR}c{ENDFOR}"), ""),
        (with_note("{% if meeting.theme %}a", "b{% endif %}"), ""),
    ],
)
def test_a_note_in_a_loop_is_refused(xml: str, kind: str) -> None:
    """LibreOffice numbers it in each turn, and prints its words for the first number alone."""
    found = [failure for failure in failures(write_word(xml=xml)) if "inside a loop" in failure]
    assert [failure.partition(" inside")[0] for failure in found] == ([kind] if kind else [])
