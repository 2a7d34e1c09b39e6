"""What a template says and no letter shows is told: hidden text, headers of no page, questions with one answer."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import docx
import pytest
from docx.document import Document
from docx.enum.section import WD_SECTION
from docx.enum.style import WD_STYLE_TYPE

from cycle.letters.checks import check_template
from cycle.letters.fields.known_fields import PERSONAL
from tests.letters.conftest import TEMPLATES, speaks, with_parts, write_word

HIDDEN = "hidden text"
NO_PAGE = "no page has this"
NO_FIELD = "asks no field"


def warned(data: bytes, about: str) -> list[str]:
    """Return the warnings about this; whatever is told is told to people in their language."""
    found = [problem for problem in check_template(data, name="b.docx", known=PERSONAL) if about in problem.what]
    assert all(speaks(problem) and problem.severity == "warning" for problem in found)
    return [str(problem.what) for problem in found]


def written(make: Callable[[Document], None]) -> bytes:
    document, buffer = docx.Document(), io.BytesIO()
    document.add_paragraph("Hei.")
    make(document)
    document.save(buffer)
    return buffer.getvalue()


def hidden_run(document: Document) -> None:
    document.add_paragraph("Møtet er ").add_run("avlyst {{ recipient.name }}").font.hidden = True


def hidden_by_a_style(document: Document) -> None:
    for name, ground in (("Skjult", "Normal"), ("Skjult to", "Skjult")):
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles[ground]
    document.styles["Skjult"].font.hidden = True
    document.add_paragraph("Møtet er avlyst.", style="Skjult to")


def hidden_in_a_footer(document: Document) -> None:
    document.sections[0].footer.paragraphs[0].add_run("Notat").font.hidden = True


def shown_again(document: Document) -> None:
    hidden_by_a_style(document)
    document.paragraphs[-1].runs[0].font.hidden = False


def nothing_hidden(document: Document) -> None:
    document.add_paragraph("").add_run(" ").font.hidden = True


@pytest.mark.parametrize(
    ("make", "number"),
    [(hidden_run, 1), (hidden_by_a_style, 1), (hidden_in_a_footer, 1), (shown_again, 0), (nothing_hidden, 0)],
)
def test_hidden_text_is_warned_of(make: Callable[[Document], None], number: int) -> None:
    assert len(warned(written(make), HIDDEN)) == number


@pytest.mark.parametrize("kind", ["footnotes", "endnotes"])
def test_a_note_is_looked_at_as_the_text_is(kind: str) -> None:
    """No tag in an endnote is filled in, but its text is printed."""
    note, word = kind[:-1], "application/vnd.openxmlformats-officedocument.wordprocessingml"
    relation = f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"
    with zipfile.ZipFile(io.BytesIO(write_word("Hei."))) as archive:
        types, relations = (archive.read(name) for name in ("[Content_Types].xml", "word/_rels/document.xml.rels"))
    text = (
        "<w:r><w:t>Til [namn] </w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>løynd</w:t></w:r>"
        '<w:fldSimple w:instr="DATE"><w:r><w:t>1. mai</w:t></w:r></w:fldSimple>'
    )
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    part = f'<Override PartName="/word/{kind}.xml" ContentType="{word}.{kind}+xml"/></Types>'
    to_it = f'<Relationship Id="rId99" Type="{relation}" Target="{kind}.xml"/></Relationships>'
    notes = f'<w:{kind} xmlns:w="{space}"><w:{note} w:id="2"><w:p>{text}</w:p></w:{note}></w:{kind}>'
    data = with_parts(
        write_word("Hei."),
        {
            f"word/{kind}.xml": notes.encode(),
            "[Content_Types].xml": types.replace(b"</Types>", part.encode()),
            "word/_rels/document.xml.rels": relations.replace(b"</Relationships>", to_it.encode()),
        },
    )
    for about in (HIDDEN, "the Word field 'DATE'", "'[namn]'"):
        assert len(warned(data, about)) == 1, about


@pytest.mark.parametrize("pages", ["first_page_header", "first_page_footer", "even_page_header", "even_page_footer"])
@pytest.mark.parametrize("shown", [True, False])
def test_a_header_or_footer_of_no_page_is_warned_of(pages: str, shown: bool) -> None:
    def make(document: Document) -> None:
        getattr(document.sections[0], pages).paragraphs[0].text = "Til {{ recipient.name }}"
        document.sections[0].different_first_page_header_footer = shown and "first" in pages
        document.settings.odd_and_even_pages_header_footer = shown and "even" in pages

    assert len(warned(written(make), NO_PAGE)) == (not shown)


@pytest.mark.parametrize(
    ("begins", "linked", "number"), [("CONTINUOUS", False, 1), ("NEW_PAGE", False, 0), ("CONTINUOUS", True, 0)]
)
def test_a_header_of_a_section_that_begins_on_a_page_of_another_is_warned_of(
    begins: str, linked: bool, number: int
) -> None:
    def make(document: Document) -> None:
        section = document.add_section(WD_SECTION[begins])
        document.add_paragraph("To spalter.")
        section.header.is_linked_to_previous = linked
        if not linked:
            section.header.paragraphs[0].text = "Til {{ recipient.name }}"

    assert len(warned(written(make), "the page this section begins on")) == number


@pytest.mark.parametrize(
    "line",
    [
        "A{% if false %} B{% endif %}",
        "A{% if not 1 %} B{% endif %}",
        "A{% if none %} B{% endif %}",
        "A{% if '' %} B{% else %} C{% endif %}",
        "A{% if meeting.theme %} B{% elif 1 == 2 %} C{% endif %}",
        "A{% if 'ja' in ['nei'] %} B{% endif %}",
        "A{% for x in [] %} B{% endfor %}",
        "A{% for item in programme if false %} B{% endfor %}",
    ],
)
def test_a_question_that_is_answered_before_any_letter_is_warned_of(line: str) -> None:
    assert len(warned(write_word(line), NO_FIELD)) == 1


@pytest.mark.parametrize(
    "line",
    [
        "A{% if meeting.theme %} B{% endif %}",
        "{% set x = 1 %}A{% if x %} B{% endif %}",
        "A{% for x in ['ein', 'to'] %} {{ x }}{% endfor %}",
        "A{% for item in programme if item.title %} B{% endfor %}",
        "A{% for item in programme if loop %} B{% endfor %}",
        "A{{ meeting.theme if meeting.theme else '' }}",
    ],
)
def test_a_question_that_letters_answer_is_not_warned_of(line: str) -> None:
    assert warned(write_word(line), NO_FIELD) == []


@pytest.mark.parametrize("path", sorted(TEMPLATES.glob("*.docx")), ids=lambda path: path.stem)
def test_our_own_templates_hide_nothing(path) -> None:
    data = path.read_bytes()
    assert [warned(data, about) for about in (HIDDEN, NO_PAGE)] == [[], []]


@pytest.mark.parametrize(
    ("form", "words", "number"),
    [
        ("", "Velkomen", 1),
        ("", "{{ meeting.theme }}", 1),
        ("", " ", 0),
        ('<v:shapetype id="_x0000_t136"><v:textpath on="t"/></v:shapetype>', "Velkomen", 0),
    ],
)
def test_word_art_that_has_lost_its_form_is_warned_of(form: str, words: str, number: int) -> None:
    """LibreOffice 7.4.7 draws nothing of it."""
    shape = f'<v:shape type="#_x0000_t136"><v:textpath string="{words}"/></v:shape>'
    xml = f'<w:p><w:r><w:pict xmlns:v="urn:schemas-microsoft-com:vml">{form}{shape}</w:pict></w:r></w:p>'
    assert len(warned(write_word(xml=xml), "WordArt that has lost its form")) == number
