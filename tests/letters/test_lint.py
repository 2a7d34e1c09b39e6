"""Every mistake in a template is named with its place and what would be right, before a letter is made."""

from __future__ import annotations

import pytest

from cycle.letters.fields import COMMON, PERSONAL, Field
from cycle.letters.lint import check_template

from .conftest import TEMPLATES, paragraph, table, write_word


def faults(data: bytes, known: Field = PERSONAL) -> list[str]:
    """Return what and remedy of every error."""
    found = check_template(data, name="brev.docx", known=known)
    return [f"{one.what}; {one.remedy}" for one in found if one.severity == "error"]


@pytest.mark.parametrize(("name", "known"), [("invitasjon", PERSONAL), ("folgebrev", PERSONAL), ("program", COMMON)])
def test_the_templates_we_ship_have_no_problem_at_all(name: str, known: Field) -> None:
    assert check_template((TEMPLATES / f"{name}.docx").read_bytes(), name=name, known=known) == ()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("{{ recipient.nmae }}", "no field 'recipient.nmae'; did you mean 'recipient.name'?"),
        ("{{ name }}", "no field 'name'; did you mean 'recipient.name' or 'meeting.name'"),
        ("{{ recipient.seats[0].titel }}", "no field 'recipient.seats[…].titel'; did you mean"),
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
        ("{% if meeting.theme == „x“ %}{% endif %}", "the sign „ inside {% if meeting.theme == „x“ %}; "),
        ("{% if meeting.theme %}", "'if' is never closed; add endif"),
        ("{% endfor %}", "'endfor' where nothing is open; begin and end each block in turn"),
        ("{% if meeting.theme %}{% endfor %}{% endif %}", "'endfor' where 'if' is open; "),
        (
            "Til {%p if meeting.theme %} alle",
            "the text beside {%p if meeting.theme %} would disappear with its paragraph",
        ),
    ],
)
def test_a_wrong_tag_is_named_with_what_was_meant(text: str, fault: str) -> None:
    found = faults(write_word(text))
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
    ],
)
def test_a_right_tag_passes(text: str) -> None:
    assert faults(write_word(text)) == []


def test_a_document_for_all_may_not_name_one_recipient() -> None:
    assert faults(write_word("{{ recipient.name }}"), COMMON)[0].startswith("no field 'recipient'")


def test_the_place_is_told_by_paragraph_and_by_cell() -> None:
    data = write_word(xml=paragraph("Hei") + paragraph("{{ nobody.here }}") + table(("a", "{{ no.where }}")))
    found = [one.where for one in check_template(data, name="brev.docx", known=PERSONAL) if one.severity == "error"]
    assert found == ["body, paragraph 2 «{{ nobody.here }}»", "body, table 1, row 1, cell 2 «{{ no.where }}»"]


def test_a_block_that_ends_in_another_cell_than_it_began_in_is_refused() -> None:
    crossing = paragraph("{%p if meeting.theme %}") + table(("{%p endif %}", ""))
    assert "does not stand like" in faults(write_word(xml=crossing))[0]


def test_text_beside_a_row_tag_is_not_silently_lost() -> None:
    rows = table(("{%tr for item in programme %}", "Tid"), ("{{ item.time }}", ""), ("{%tr endfor %}", ""))
    assert faults(write_word(xml=rows))[0].startswith("the text beside {%tr for item in programme %} would disappear")


def test_headers_and_document_properties_are_read_too() -> None:
    data = write_word("Hei", title="{{ letter.tittel }}")
    [fault] = faults(data)
    assert fault.startswith("no field 'letter.tittel'; did you mean 'letter.title'? it may use letter.")


@pytest.mark.parametrize("sign", "„«»–—…")
def test_each_sign_that_word_puts_in_by_itself_is_named(sign: str) -> None:
    [fault] = faults(write_word(f"{{{{ meeting.theme {sign} }}}}"))
    assert fault.startswith(f"the sign {sign} inside {{{{ meeting.theme {sign} }}}}; use straight quotes")


@pytest.mark.parametrize("tag", ["if meeting.theme == „x“", "for x in recipient.seats – 1"])
def test_a_block_that_begins_with_a_wrong_sign_is_one_mistake_and_not_its_end_as_well(tag: str) -> None:
    end = "endif" if tag.startswith("if") else "endfor"
    [fault] = faults(write_word("{%p if meeting.aim %}", f"{{% {tag} %}}y{{% {end} %}}", "{%p endif %}"))
    assert fault.startswith("the sign ")


@pytest.mark.parametrize("tag", ["{%p if meeting.theme %} x", "{%p endif %} x {{ meeting.theme }}", "{#p merk #} x"])
def test_text_that_docxtpl_would_swallow_is_told_whatever_the_tag(tag: str) -> None:
    found = faults(write_word("{%p if meeting.theme %}", "y", tag, "{%p endif %}"))
    assert any(one.endswith("would disappear with its paragraph; give the tag a paragraph of its own") for one in found)


def test_every_mistake_is_told_at_once() -> None:
    assert len(faults(write_word("{{ a }}", "{{ b }}", "{% if %}", "{{ recipient.name"))) >= 4


def test_a_language_other_than_norwegian_is_a_warning() -> None:
    found = check_template(write_word("Hei"), name="brev.docx", known=PERSONAL)
    assert [(one.severity, one.where) for one in found] == [("warning", "word/styles.xml")]


def test_a_value_that_would_stand_outside_the_text_is_refused() -> None:
    """docxtpl's {{p }} and {{r }} are for rich text; a plain value there is in the file and on no page."""
    told = "would stand outside the text, where Word shows nothing; write {{ letter.date }}"
    assert faults(write_word("{{p letter.date }}")) == [f"the value of {{{{p letter.date }}}} {told}"]
