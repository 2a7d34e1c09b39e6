"""What Word keeps in a template beside its text is named with its place before a letter is made."""

from __future__ import annotations

import pytest

from cycle.letters.checks.lint import check_template
from cycle.letters.fields.known_fields import PERSONAL
from tests.letters.conftest import body, paragraph, table, with_parts, write_word
from tests.letters.ooxml.test_links import linked

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
CHANGED = "tracked changes are waiting"
NEVER = "a tag that is never filled in here; move it into the text, a header, footer or footnote"


def failures(data: bytes) -> list[str]:
    """Return what and remedy of every error."""
    found = check_template(data, name="brev.docx", known=PERSONAL)
    return [f"{problem.what}; {problem.remedy}" for problem in found if problem.severity == "error"]


def places(data: bytes) -> list[tuple[str, str]]:
    """Return what and where of every error."""
    found = check_template(data, name="brev.docx", known=PERSONAL)
    return [(problem.what, problem.where) for problem in found if problem.severity == "error"]


def field(*instructions: str, shown: str = "x", between: str = "") -> str:
    """Return a paragraph with a field in each other, which show this; `between` stands in the instruction."""
    begun = "".join(
        f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{instruction}</w:instrText></w:r>{between}'
        for instruction in instructions
    )
    ended = '<w:r><w:fldChar w:fldCharType="end"/></w:r>' * len(instructions)
    return f'<w:p>{begun}<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>{shown}</w:t></w:r>{ended}</w:p>'


@pytest.mark.parametrize("change", ["ins", "del", "moveFrom", "moveTo"])
def test_every_kind_of_tracked_change_blocks_the_template(change: str) -> None:
    xml = f'<w:p><w:{change} w:id="1" w:author="a"><w:r><w:t>x</w:t></w:r></w:{change}></w:p>'
    assert failures(write_word(xml=xml)) == [f"{CHANGED}; accept or reject all changes in Word (Review)"]


def test_comments_do_not_follow_a_letter_out() -> None:
    commented = '<w:p><w:r><w:commentReference w:id="0"/></w:r></w:p>'
    assert failures(write_word(xml=commented)) == ["comments would follow the letter out; delete them in Word"]


def test_a_comment_that_has_lost_its_place_does_not_follow_a_letter_out_either() -> None:
    comments = f'<w:comments xmlns:w="{NAMESPACE}"><w:comment w:id="0">{paragraph("Nei!")}</w:comment></w:comments>'
    found = places(with_parts(write_word("Hei"), {"word/comments.xml": comments.encode()}))
    assert found == [("comments would follow the letter out", "comments, paragraph 1 «Nei!»")]


def test_tracked_changes_are_told_with_their_paragraph() -> None:
    changed = paragraph("Hei") + '<w:p><w:ins w:id="1" w:author="a"><w:r><w:t>nytt</w:t></w:r></w:ins></w:p>'
    assert places(write_word(xml=changed)) == [(CHANGED, "body, paragraph 2 «nytt»")]


@pytest.mark.parametrize(
    "xml",
    [
        "<w:p><w:r><w:rPr><w:rPrChange/></w:rPr><w:t>Her</w:t></w:r></w:p>",
        "<w:p><w:pPr><w:pPrChange/></w:pPr><w:r><w:t>Her</w:t></w:r></w:p>",
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>Her</w:t></w:r></w:p>",
        f"<w:ins>{paragraph('Her')}</w:ins>",
    ],
)
def test_a_change_of_form_or_of_a_whole_paragraph_blocks_the_template(xml: str) -> None:
    assert places(write_word(xml=xml)) == [(CHANGED, "body, paragraph 1 «Her»")]


@pytest.mark.parametrize("change", ["trPr><w:ins/></w:trPr", "trPr><w:del/></w:trPr", "trPr><w:trPrChange/></w:trPr"])
def test_a_row_put_in_or_taken_out_blocks_the_template(change: str) -> None:
    rows = table(("a", "b"), ("c", "d")).replace("<w:tr>", f"<w:tr><w:{change}>", 1)
    assert places(write_word(xml=rows)) == [(CHANGED, "body, table 1, row 1, cell 1 «a»")]


@pytest.mark.parametrize("change", ["cellIns", "cellDel", "cellMerge", "tcPrChange"])
def test_a_cell_put_in_or_taken_out_blocks_the_template(change: str) -> None:
    rows = table(("a",)).replace("<w:tc>", f"<w:tc><w:tcPr><w:{change}/></w:tcPr>", 1)
    assert places(write_word(xml=rows)) == [(CHANGED, "body, table 1, row 1, cell 1 «a»")]


def test_changes_of_the_page_and_in_endnotes_block_the_template() -> None:
    page = "<w:sectPr><w:sectPrChange/></w:sectPr>"
    assert places(write_word(xml=page)) == [(CHANGED, "word/document.xml")]
    notes = body("<w:p><w:ins><w:r><w:t>nytt</w:t></w:r></w:ins></w:p>").replace(b"w:document", b"w:endnotes")
    data = with_parts(write_word("Hei"), {"word/endnotes.xml": notes})
    assert places(data) == [(CHANGED, "endnotes, paragraph 1 «nytt»")]


@pytest.mark.parametrize(
    "name",
    ["DDE", "DDEAUTO", "INCLUDETEXT", "INCLUDEPICTURE", "LINK", "DATABASE", "IMPORT", "INCLUDE", "RD", "includetext"],
)
def test_a_field_that_fetches_from_outside_is_refused(name: str) -> None:
    whole = f"<w:p><w:r><w:instrText> {name} http://x.example/i.png </w:instrText></w:r></w:p>"
    simple = f'<w:p><w:fldSimple w:instr=" {name} c:\\x "><w:r><w:t>x</w:t></w:r></w:fldSimple></w:p>'
    for xml in (whole, simple):
        [fault] = failures(write_word(xml=xml))
        assert "fetches from outside; remove the field" in fault


@pytest.mark.parametrize(
    "xml",
    [
        field(" IF 1 = 1 ", ' INCLUDEPICTURE "http://x.example/i.png" '),
        field("QUOTE", "DDEAUTO c:\\x"),
        field("DDEAUTO\tc:\\x"),
        field("DDEAUTO\nc:\\x"),
        field("DDE", between="<w:r><w:instrText>AUTO c:\\x</w:instrText></w:r>"),
        field("QUOTE", between="</w:p><w:p><w:r><w:instrText> </w:instrText></w:r>").replace("QUOTE", "LINK"),
    ],
)
def test_a_field_that_fetches_is_found_in_other_fields_and_however_it_is_spelled(xml: str) -> None:
    found = [(what, where) for what, where in places(write_word(xml=paragraph("Hei") + xml)) if "fetches" in what]
    assert [where.partition(" «")[0] for _, where in found] == ["body, paragraph 2"]


def test_a_field_that_fetches_is_found_where_no_tag_is_filled_in() -> None:
    notes = body(field("INCLUDETEXT http://x.example")).replace(b"w:document", b"w:endnotes")
    [fault] = failures(with_parts(write_word("Hei"), {"word/endnotes.xml": notes}))
    assert "fetches from outside" in fault


def test_a_field_of_words_own_mail_merge_would_be_in_the_letter_as_it_is() -> None:
    [fault] = failures(write_word(xml=field(" MERGEFIELD Namn ", shown="«Namn»")))
    assert fault.startswith(
        "the Word field 'MERGEFIELD Namn' is for Word's own mail merge and is never filled in here; "
    )


def test_a_tag_in_what_a_word_field_shows_is_refused_for_word_writes_over_it() -> None:
    expected = ["a tag inside the Word field 'DATE'; move it out"]
    assert failures(write_word(xml=field(" DATE ", shown="{{ letter.date }}"))) == expected
    over = field("QUOTE", shown=f"</w:t></w:r></w:p>{paragraph('{{ letter.date }}')}<w:p><w:r><w:t>")
    assert "a tag inside the Word field 'QUOTE'; move it out" in failures(write_word(xml=over))
    simple = '<w:p><w:fldSimple w:instr=" AUTHOR "><w:r><w:t>{{ sender.name }}</w:t></w:r></w:fldSimple></w:p>'
    assert failures(write_word(xml=simple)) == ["a tag inside the Word field 'AUTHOR'; move it out"]


def test_a_tag_in_a_text_box_is_a_warning_with_its_place() -> None:
    box = f"<w:p><w:r><w:pict><w:txbxContent>{paragraph('{{ letter.date }}')}</w:txbxContent></w:pict></w:r></w:p>"
    found = check_template(write_word(xml=box), name="brev.docx", known=PERSONAL)
    expected = [problem for problem in found if "text box" in problem.what]
    assert [(problem.severity, problem.where) for problem in expected] == [
        ("warning", "body, paragraph 2 «{{ letter.date }}»")
    ]


def test_a_tag_where_nothing_is_filled_in_is_told() -> None:
    for part in ("endnotes", "comments"):
        text = body(paragraph("{{ recipient.name }}")).replace(b"w:document", f"w:{part}".encode())
        assert failures(with_parts(write_word("Hei"), {f"word/{part}.xml": text})) == [NEVER]


def test_a_tag_in_a_diagram_or_a_property_of_ones_own_is_told() -> None:
    drawing = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    diagram = f"<x {drawing}><a:t>{{{{ meeting</a:t><a:t>.theme }}}}</a:t></x>"
    assert failures(with_parts(write_word("Hei"), {"word/diagrams/data1.xml": diagram.encode()})) == [NEVER]
    own = b"<Properties><property>{{ letter.date }}</property></Properties>"
    assert failures(with_parts(write_word("Hei"), {"docProps/custom.xml": own})) == [NEVER]


def test_a_tag_in_the_address_of_a_link_is_told_where_the_link_is() -> None:
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    link = f'<w:p><w:hyperlink xmlns:r="{office}" r:id="rId77"><w:r><w:t>Skriv</w:t></w:r></w:hyperlink></w:p>'
    data = linked("hyperlink", "mailto:%7B%7B%20sender.email%20%7D%7D", mode="External", xml=link)
    what = "a tag in the address of a link (mailto:{{ sender.email }}), which is never filled in"
    assert places(data) == [(what, "body, paragraph 1 «Skriv»")]
