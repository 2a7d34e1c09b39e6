"""Whatever docxtpl would take out of a letter together with a tag is told, also when it is no text."""

from __future__ import annotations

import pytest

from cycle.letters.checks.lint import check_template
from cycle.letters.fields import PERSONAL
from tests.letters.checks.test_hidden_content import failures, field
from tests.letters.conftest import paragraph, table, write_word

PICTURE = "<w:r><w:drawing/></w:r>"
FOOTNOTE = '<w:r><w:footnoteReference w:id="2"/></w:r>'
PAGE = '<w:r><w:br w:type="page"/></w:r>'
IF, END = paragraph("{%p if meeting.theme %}"), paragraph("{%p endif %}")


def beside(text: str, thing: str) -> str:
    """Return a paragraph with the text and then the thing."""
    return paragraph(text).replace("</w:p>", f"{thing}</w:p>")


@pytest.mark.parametrize(
    ("thing", "words"),
    [
        (PICTURE, "a picture"),
        ("<w:r><w:pict/></w:r>", "a picture"),
        (PAGE, "a page break"),
        (FOOTNOTE, "a footnote"),
        (field("PAGE", shown="")[5:-6], "a Word field"),
        (PICTURE + PAGE, "a picture and a page break"),
    ],
)
def test_what_is_no_text_beside_a_paragraphs_tag_is_told(thing: str, words: str) -> None:
    expected = f"{words} beside {{%p if meeting.theme %}} would disappear; give the tag a paragraph of its own"
    assert failures(write_word(xml=beside("{%p if meeting.theme %}", thing) + END)) == [expected]


def test_a_section_that_ends_in_a_tags_paragraph_is_told() -> None:
    broken = IF.replace("<w:p>", "<w:p><w:pPr><w:sectPr/></w:pPr>")
    expected = "a section break beside {%p if meeting.theme %} would disappear; give the tag a paragraph of its own"
    assert failures(write_word(xml=broken + END)) == [expected]


def test_a_picture_in_a_tags_row_or_cell_is_told() -> None:
    rows = table(("{%tr for item in programme %}", ""), ("{{ item.time }}", ""), ("{%tr endfor %}", ""))
    expected = "a picture beside {%tr endfor %} would disappear; give the tag a row of its own"
    last = rows.rpartition("<w:p>")
    assert failures(write_word(xml=f"{last[0]}<w:p>{PICTURE}{last[2]}")) == [expected]


@pytest.mark.parametrize("tag", [("{% if", " meeting.theme %}"), ("{# her", " var logoen #}")])
def test_a_picture_inside_a_tag_is_told(tag: tuple[str, str]) -> None:
    split = "".join(paragraph(text)[5:-6] + PICTURE for text in tag).removesuffix(PICTURE)
    end = paragraph("{% endif %}")[5:-6] if "%" in tag[0] else ""
    expected = f"a picture inside {''.join(tag)} would disappear; move it out of the tag"
    assert failures(write_word(xml=f"<w:p>{split}{end}</w:p>")) == [expected]


def test_what_stands_before_or_after_a_tag_in_the_text_stays() -> None:
    text = beside("{% if meeting.theme %}x", PICTURE + FOOTNOTE + PAGE + paragraph("{% endif %}")[5:-6] + PICTURE)
    assert failures(write_word(xml=text)) == []


def test_a_note_beside_a_paragraphs_tag_is_no_loss() -> None:
    for tag in ("{%p if meeting.theme %}{# berre når tema er sett #}", "{# note #} {%p if meeting.theme %}"):
        assert failures(write_word(tag, "x", "{%p endif %}{# slutt #}")) == []
    assert failures(write_word("{%p if meeting.theme %} {# note #} ord", "x", "{%p endif %}")) != []


MARK, MARK_END = '<w:bookmarkStart w:id="3" w:name="{name}"/>', '<w:bookmarkEnd w:id="3"/>'
CONTROL, CONTROL_END = "<w:sdt><w:sdtPr/><w:sdtContent>", "</w:sdtContent></w:sdt>"
LINK, LINK_END = '<w:hyperlink w:anchor="a">', "</w:hyperlink>"


def runs(*pieces: str) -> str:
    """Return a paragraph of texts and XML between them."""
    return f"<w:p>{''.join(piece if piece.startswith('<') else paragraph(piece)[5:-6] for piece in pieces)}</w:p>"


@pytest.mark.parametrize(
    ("pieces", "things"),
    [
        (("Namn {{ rec", MARK.format(name="Namn"), "ipient.name", MARK_END, " }} slutt"), "a bookmark"),
        (("Namn {{ recipient.name", MARK.format(name="_Ref7"), " }}", MARK_END, " slutt"), "a bookmark"),
        (("Namn {", MARK.format(name="a"), "{ recipient.name }}", MARK_END), "a bookmark"),
        (("Namn {{ ", CONTROL, "recipient.name", CONTROL_END, " }} slutt"), "a content control"),
        ((CONTROL, "Namn {{ recipient", CONTROL_END, ".name }} slutt"), "a content control"),
        (("Namn {{ recipient", CONTROL, ".name }} slutt", CONTROL_END), "a content control"),
        (("Namn {{ ", LINK, "recipient.name", LINK_END, " }}"), "a link"),
        ((LINK, "Namn {{ recipient", LINK_END, ".name }}"), "a link"),
        (
            ("Namn {{ ", CONTROL, "recipient", CONTROL_END, MARK.format(name="b"), MARK_END, ".name }}"),
            "a content control",
        ),
        (
            ("Først {{ meeting.year }} så {% if ", CONTROL, "meeting.theme", CONTROL_END, " %}a{% endif %}"),
            "a content control",
        ),
    ],
)
def test_what_lies_in_a_tag_is_told_with_that_tag_and_its_paragraph(pieces: tuple[str, ...], things: str) -> None:
    xml = paragraph("Kjære {{ recipient.greeting }}") + runs(*pieces)
    found = check_template(write_word(xml=xml, title="T"), name="brev.docx", known=PERSONAL)
    [problem] = [problem for problem in found if problem.severity == "error"]
    assert problem.where.startswith("body, paragraph 2")
    assert problem.what.startswith(things)
    assert problem.what.endswith("}} would disappear") or "{% if meeting.theme %}" in problem.what
    assert "{{ meeting.year }}" not in problem.what
    assert problem.remedy == "move it out of the tag"


@pytest.mark.parametrize("name", ["_GoBack", "_Hlk5", "_Hlk162345678", "OLE_LINK1"])
def test_a_bookmark_that_word_put_in_itself_is_no_loss(name: str) -> None:
    xml = runs("Namn {{ rec", MARK.format(name=name), "ipient.name", MARK_END, " }} slutt")
    assert failures(write_word(xml=xml)) == []
