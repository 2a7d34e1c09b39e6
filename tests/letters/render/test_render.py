"""The letter shows the value exactly, or is refused naming the field; never anything between."""

from __future__ import annotations

import copy
import hashlib
import io
import subprocess
import sys
from typing import Any

import pytest
from docx import Document as WordDocument
from hypothesis import given, settings
from hypothesis import strategies as st

from cycle.errors import TemplateError
from cycle.letters.fields.example import example_fields
from cycle.letters.fields.known_fields import COMMON
from cycle.letters.render.template import MAX_TITLE, Template, render
from tests.depth import examples
from tests.letters.conftest import TEMPLATES, body, paragraph, table, with_parts, write_word

NAME = "{{ recipient.name }}"
INVITATION = Template((TEMPLATES / "invitasjon.docx").read_bytes(), name="invitasjon.docx")
JUST_THE_NAME = Template(write_word(f"Til {NAME}."), name="namn.docx")
FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"


def named(name: str, **letter: Any) -> dict[str, Any]:
    fields = example_fields()
    fields["recipient"]["name"] = name
    fields["letter"] |= letter
    return fields


def lines(data: bytes) -> list[str]:
    return [paragraph.text for paragraph in WordDocument(io.BytesIO(data)).paragraphs]


def fits_in_a_letter(text: str) -> bool:
    """Return False for what no letter can show: control characters, halves of surrogate pairs, non-characters."""
    return not any((ord(c) < 32 and c not in "\t\n\r") or 0x7F <= ord(c) <= 0x9F or c in "\ufffe\uffff" for c in text)


@given(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40) | st.sampled_from(["{{ 7*7 }}", "{_{ x }_}", "%}"])
)
@pytest.mark.campaign
@settings(max_examples=examples(300), deadline=None)
def test_any_name_is_shown_exactly_or_refused_by_its_field(name: str) -> None:
    if fits_in_a_letter(name):
        shown = name.replace("\r\n", "\n").replace("\r", "\n")
        assert lines(JUST_THE_NAME.render(named(name))) == [f"Til {shown}."]
    else:
        with pytest.raises(TemplateError, match=r"namn\.docx: recipient\.name: the character U\+[0-9A-F]{4} cannot"):
            JUST_THE_NAME.render(named(name))


@pytest.mark.parametrize(
    "name",
    ["Ola & Co", "AT&T;x", "a <b c", "<select>", "</w:t></w:r></w:p>", "d'Arcy \"O\"", "]]>", "{{ 7*7 }}", "{% if %}",
     "{_{ recipient.address }_}", "{_% raw %_}", "😀 e\u0301 \u200d", "a\u00a0b", "\u202eolav"],
)  # fmt: skip
def test_names_that_break_other_letters_are_shown_as_they_are(name: str) -> None:
    assert lines(JUST_THE_NAME.render(named(name))) == [f"Til {name}."]


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\x0b", "\x0c", "\x1f", "\x85", "\ud800", "\ufffe"])
def test_a_character_no_letter_can_show_is_refused_with_the_fields_name(sign: str) -> None:
    with pytest.raises(TemplateError, match=rf"recipient\.name: the character U\+{ord(sign):04X} cannot be printed"):
        JUST_THE_NAME.render(named(f"Ola{sign}"))


def test_every_unfit_field_is_named_at_once_with_its_place_in_the_list() -> None:
    fields = named("A\x07")
    fields["recipient"]["seats"][1]["why"] = "B\x0c"
    fields["meeting"]["theme"] = None
    with pytest.raises(TemplateError) as caught:
        INVITATION.render(fields)
    assert [problem.where for problem in caught.value.problems] == [
        "recipient.name",
        "recipient.seats[1].why",
        "meeting.theme",
    ]


def test_a_value_in_a_footnote_is_never_read_as_a_template() -> None:
    """docxtpl renders footnotes once a section: with two sections the value itself is run."""
    section = "<w:p><w:pPr><w:sectPr/></w:pPr></w:p>"
    types = f'<Override PartName="/word/footnotes.xml" ContentType="{FOOTNOTES}"/></Types>'
    plain = write_word(xml=section + paragraph("Hei") + "<w:sectPr/>")
    note = body(paragraph(NAME)).replace(b"w:document", b"w:footnotes").replace(b"w:body", b"w:footnote")
    content_types = _member(plain, "[Content_Types].xml").replace(b"</Types>", types.encode())
    data = with_parts(plain, {"word/footnotes.xml": note, "[Content_Types].xml": content_types})
    letter = render(data, named("{{ 7*7 }}"))
    assert b"{{ 7*7 }}" in _member(letter, "word/footnotes.xml")


def test_a_newline_in_a_value_is_a_line_break_and_never_a_new_paragraph() -> None:
    assert lines(JUST_THE_NAME.render(named("Ola\r\nNordmann\tAS"))) == ["Til Ola\nNordmann\tAS."]


def test_the_title_keeps_its_ampersand_and_is_cut_where_word_cuts_it() -> None:
    template = Template(write_word("Hei", title="{{ letter.title }}"), name="t.docx")
    title = "Møte & samtale <1>"
    assert WordDocument(io.BytesIO(template.render(named("A", title=title)))).core_properties.title == title
    long = WordDocument(io.BytesIO(template.render(named("A", title="å" * 300)))).core_properties.title
    assert long == "å" * (MAX_TITLE - 1) + "…"


def test_a_person_with_two_seats_gets_one_letter_naming_both() -> None:
    text = lines(INVITATION.render(example_fields()))
    reasons = [line for line in text if line.startswith(("ordførar i Fjord kommune:", "leiar av Strategisk"))]
    assert reasons == [
        "ordførar i Fjord kommune: Du er invitert som del av den politiske leiinga i Fjord kommune.",
        "leiar av Strategisk samarbeidsutval: Du er invitert som leiar av Strategisk samarbeidsutval.",
    ]


def test_a_person_with_one_seat_reads_a_sentence_not_a_list() -> None:
    fields = example_fields()
    del fields["recipient"]["seats"][1:]
    fields["recipient"]["several_seats"] = False
    text = lines(INVITATION.render(fields))
    assert [line for line in text if "ordførar i Fjord" in line] == [
        "Du er invitert som ordførar i Fjord kommune. Du er invitert som del av den politiske leiinga i Fjord kommune."
    ]


def test_what_is_not_decided_leaves_no_trace_in_the_letter() -> None:
    fields = example_fields()
    fields["meeting"] |= dict.fromkeys(("theme", "aim", "signup", "prepare", "practical", "place"), "")
    fields["host"]["chair"] = ""
    fields["letter"] |= {"our_reference": "", "your_reference": "", "enclosures": []}
    fields["sender"] |= dict.fromkeys(("title", "phone", "postal", "web"), "")
    text = "\n".join(lines(INVITATION.render(fields)))
    for word in ("Temaet", "Vår ref.", "Dykkar ref.", "Praktisk", "Vedlegg", "telefon", "«»", ", ,"):
        assert word not in text


def test_the_programme_has_a_row_for_each_item_and_a_line_for_each_speaker() -> None:
    template = Template((TEMPLATES / "program.docx").read_bytes(), name="program.docx", known=COMMON)
    fields = example_fields()
    del fields["recipient"]
    rows = WordDocument(io.BytesIO(template.render(fields))).tables[0].rows
    assert [row.cells[0].text for row in rows] == ["Tid", *(item["time"] for item in fields["programme"])]
    talk = rows[3].cells[1]
    assert [paragraph.text for paragraph in talk.paragraphs] == [
        "Korleis lykkast vi saman?",
        "Anne Døme, kommuneoverlege, Fjord kommune",
        "Per Døme, fagdirektør, Eksempel sjukehus HF",
    ]


def test_columns_fit_when_a_loop_makes_cells() -> None:
    grid = table(("{%tc for line in recipient.address_lines %}", "{{ line }}", "{%tc endfor %}"))
    letter = render(write_word(xml=grid), example_fields())
    assert [cell.text for cell in WordDocument(io.BytesIO(letter)).tables[0].rows[0].cells] == [
        "Kari Eksempel",
        "ordførar",
        "Fjord kommune",
    ]


def test_a_field_that_is_not_given_stops_the_letter() -> None:
    fields = example_fields()
    del fields["recipient"]["name"]
    with pytest.raises(TemplateError) as caught:
        JUST_THE_NAME.render(fields, recipient="p-7")
    [problem] = caught.value.problems
    assert (problem.file, problem.what) == ("namn.docx", "a field without a value: 'recipient.name'")
    assert problem.where == "recipient p-7: word/document.xml «Til {{ recipient.name }}.»"
    assert problem.remedy.endswith("ask first whether it has one: {% if recipient.name is defined %}")


def test_a_template_with_a_mistake_makes_no_letter() -> None:
    with pytest.raises(TemplateError, match=r"did you mean 'recipient\.name'\?"):
        render(write_word("{{ recipient.nmae }}"), example_fields())


@pytest.mark.parametrize("sum_", ["'x' * 1000000000", "9 ** 9 ** 9", "'%1000000000d' % 1"])
def test_a_template_cannot_use_up_the_machine(sum_: str) -> None:
    with pytest.raises(TemplateError, match="small whole numbers only"):
        render(write_word(f"{{{{ {sum_} }}}}"), example_fields())


def test_braces_meant_to_be_printed_are_printed() -> None:
    assert lines(render(write_word("Skriv {_{ namn }_}"), example_fields())) == ["Skriv {{ namn }}"]


def test_the_same_letter_is_the_same_file_in_another_process() -> None:
    code = (
        "import hashlib,pathlib,sys; from cycle.letters.render.template import render; "
        "from cycle.letters.fields.example import example_fields; "
        "print(hashlib.sha256(render(pathlib.Path(sys.argv[1]).read_bytes(), example_fields())).hexdigest())"
    )
    template = TEMPLATES / "invitasjon.docx"
    there = subprocess.run([sys.executable, "-c", code, template], capture_output=True, text=True, check=True).stdout
    assert hashlib.sha256(INVITATION.render(example_fields())).hexdigest() == there.strip()


def test_making_one_letter_leaves_no_trace_in_the_next() -> None:
    first = INVITATION.render(example_fields())
    INVITATION.render(named("Nokon annan"))
    fields = example_fields()
    before = copy.deepcopy(fields)
    assert INVITATION.render(fields) == first
    assert fields == before


def _member(data: bytes, name: str) -> bytes:
    import zipfile

    return zipfile.ZipFile(io.BytesIO(data)).read(name)
