"""In company each letter looks and reads as alone; what belongs to a whole document keeps letters apart."""

from __future__ import annotations

import pytest

from cycle.letters.pdf.conversion import convert, find_office
from cycle.letters.pdf.merge import merged
from cycle.letters.pdf.merge_rules import NotMergeableError
from cycle.letters.pdf.page_pictures import pages
from cycle.letters.pdf.pdfa import read_pdf
from cycle.model import DOCX, Document
from tests.letters.company import (
    GREETING,
    LAST,
    NAMES,
    PAGE_BREAK,
    Made,
    asked,
    control,
    letters,
    made,
    member,
    run,
    text_box,
    with_notes,
    with_settings,
    word,
)
from tests.letters.conftest import paragraph, with_parts

BOUND = (
    "<w:dataBinding w:prefixMappings=\"xmlns:ns0='http://purl.org/dc/elements/1.1/'\" "
    'w:xpath="/ns1:coreProperties[1]/ns0:title[1]" w:storeItemID="{6C3C8BC8-F283-45AE-878A-BAB7291924A1}"/><w:text/>'
)
PAGE_CONTROL = (
    '<w:id w:val="-5"/><w:docPartObj><w:docPartGallery w:val="Page Numbers (Bottom of Page)"/><w:docPartUnique/>'
    "</w:docPartObj>"
)
LONG = "".join(paragraph(f"Avsnitt {number} som fyller sida. " * 6) for number in range(30))
MERGEFORMAT = r" PAGE   \* MERGEFORMAT "


def styled(style: str, text: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{run(text)}</w:p>'


def formed(properties: str, text: str = "Hei") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{run(text)}</w:p>"


def counted(*codes: str) -> dict[str, str]:
    """Return a footer that says `Side 1 av 2`, its second field in these runs."""
    return {"footer": f"<w:p>{run('Side ')}{asked(' PAGE ')}{run(' av ')}{asked(*codes)}</w:p>"}


SPACED = formed('<w:contextualSpacing/><w:spacing w:before="600" w:after="600"/>')
LINE = '<w:{} w:val="single" w:sz="8" w:space="1" w:color="auto"/>'
BORDERED = formed(f"<w:pBdr>{''.join(LINE.format(side) for side in ('top', 'left', 'bottom', 'right'))}</w:pBdr>")

TOGETHER = {
    "the number of pages in small letters": word(GREETING + LAST, edges=counted(" numpages ")),
    "the number of pages in two runs": word(LONG + LAST, edges=counted(" NUM", "PAGES ")),
    "the number of pages with switches": word(LONG + LAST, edges=counted(r" NUMPAGES  \* Arabic  \* MERGEFORMAT ")),
    "the number of pages in a simple field": word(
        LONG + LAST,
        edges={"footer": '<w:p><w:fldSimple w:instr=" NumPages "><w:r><w:t>9</w:t></w:r></w:fldSimple></w:p>'},
    ),
    "a page number as Word inserts it": word(
        LONG + LAST, edges={"footer": control(f"<w:p>{run('Side ')}{asked(MERGEFORMAT)}</w:p>", PAGE_CONTROL)}
    ),
    "a page number in the text": word(GREETING + PAGE_BREAK + f"<w:p>{asked(' page ')}</w:p>" + LAST),
    "the name in the header": word(LONG + LAST, edges={"header": paragraph("Til {{ name }}"), "footer": LAST}),
    "the name in the title": word(GREETING + LAST, title="Brev til {{ name }}"),
    "other headers on even pages": with_settings(
        word(LONG + LAST, edges={"header": paragraph("Odde"), "header:even": paragraph("Jamn")}),
        "<w:evenAndOddHeaders/>",
    ),
    "mirrored margins": with_settings(word(GREETING + LAST), "<w:mirrorMargins/>"),
    "hyphenation": with_settings(word(LONG + LAST), "<w:autoHyphenation/>"),
    "space that neighbours share": word(SPACED + GREETING + SPACED),
    "borders that neighbours share": word(BORDERED + GREETING + BORDERED),
    "a page break before the first paragraph": word(formed("<w:pageBreakBefore/>") + GREETING + LAST),
    "a text box": word(text_box("Boks {{ name }}") + GREETING + text_box("To")),
    "a text box in the header": word(GREETING + LAST, edges={"header": text_box("Boks {{ name }}")}),
    "bullets and headings": word(styled("ListBullet", "Eitt") + GREETING + styled("Heading1", "Til {{ name }}")),
    "an address": word(
        f"{GREETING}<w:p>{asked(' HYPERLINK &quot;https://x.example/&quot; ', shown='her')}</w:p>" + LAST
    ),
    "a frame of Word's around the text": word(GREETING + control(paragraph("{{ name }}"), '<w:id w:val="4"/>') + LAST),
}
"""What letters may have and still go together, as templates that print a name."""


@pytest.fixture(scope="module")
def company() -> dict[str, Made]:
    numbered = {f"{number}": template for number, template in enumerate(TOGETHER.values())}
    return dict(zip(TOGETHER, made(numbered).values(), strict=True))


@pytest.mark.office
@pytest.mark.parametrize("what", TOGETHER)
def test_a_letter_in_company_looks_and_reads_as_it_does_alone(company: dict[str, Made], what: str) -> None:
    one = company[what]
    assert (one.why, len(one.joined)) == ("", len(NAMES))
    for ours, theirs in zip(one.joined, one.alone, strict=True):
        assert read_pdf(ours).text == read_pdf(theirs).text
        assert read_pdf(ours).title == read_pdf(theirs).title
        assert pages(ours) == pages(theirs), "not one pixel may differ"


def field(*codes: str, shown: str = "1") -> str:
    return f"<w:p>{asked(*codes, shown=shown)}</w:p>"


FLOATING = (
    '<w:tbl><w:tblPr><w:tblpPr w:vertAnchor="page" w:tblpY="9000"/></w:tblPr>'
    '<w:tblGrid><w:gridCol w:w="2500"/></w:tblGrid>'
    f"<w:tr><w:tc>{paragraph('a')}</w:tc></w:tr></w:tbl>"
)
APART = {
    "TITLE": field(" TITLE "),
    "subject in small letters": field(" subject "),
    "AUTHOR": field("AUTHOR"),
    "INFO": field(" INFO Title "),
    "DOCPROPERTY": field(" DOC", "PROPERTY Title "),
    "a title in a simple field": '<w:p><w:fldSimple w:instr="Title"><w:r><w:t>x</w:t></w:r></w:fldSimple></w:p>',
    "a title inside a page number": field(" PAGE ", shown=f"</w:t></w:r>{asked('TITLE')}<w:r><w:t>"),
    "a control bound to the title": f"<w:p>{control(run('Til'), BOUND)}</w:p>",
    "a list to choose from": f"<w:p>{control(run('Til'), '<w:dropDownList/>')}</w:p>",
    "SEQ": field(" SEQ Tabell "),
    "STYLEREF": field(' STYLEREF "Heading 1" '),
    "TOC": field(' TOC \\o "1-3" '),
    "SECTIONPAGES": field("SectionPages"),
    "roman page numbers": field(r" PAGE \* ROMAN "),
    "a link within the letter": field(' HYPERLINK \\l "her" '),
    "a field that never ends": '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r></w:p>',
    "a bookmark": '<w:p><w:bookmarkStart w:id="1" w:name="her"/><w:bookmarkEnd w:id="1"/></w:p>',
    "a comment": '<w:p><w:r><w:commentReference w:id="1"/></w:r></w:p>',
    "a frame": formed('<w:framePr w:w="2000" w:hAnchor="page" w:x="900"/>'),
    "a floating table": FLOATING,
    "a watermark of old Word": "<w:p><w:r><w:pict/></w:r></w:p>",
    "an equation": '<w:p><m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"/></w:p>',
    "something unheard of": "<w:p><w:futureReference/></w:p>",
}
"""What refers to something a document has one of, or is not known to look the same in company."""


@pytest.mark.parametrize("what", APART)
def test_what_belongs_to_a_whole_document_keeps_letters_apart(what: str) -> None:
    in_the_text = word(paragraph("Hei") + APART[what] + LAST)
    in_a_footer = word(paragraph("Hei") + LAST, edges={"footer": APART[what]})
    for data in (in_the_text, in_a_footer):
        with pytest.raises(NotMergeableError):
            merged([data, data])


@pytest.mark.parametrize("kind", ["footnote", "endnote"])
def test_notes_keep_letters_apart(kind: str) -> None:
    """They would be numbered on from letter to letter, and LibreOffice loses the text of all but the first."""
    with pytest.raises(NotMergeableError, match=f"{kind}Reference"):
        merged(letters(with_notes(kind)))


@pytest.mark.parametrize(
    "inner",
    [
        '<w:pgNumType w:start="5"/>',
        '<w:pgNumType w:fmt="lowerRoman"/>',
        '<w:cols w:num="2"/>',
        '<w:lnNumType w:countBy="1"/>',
        '<w:vAlign w:val="center"/>',
    ],
)
def test_a_section_of_its_own_make_keeps_letters_apart(inner: str) -> None:
    one = word(GREETING + LAST, inner=inner)
    with pytest.raises(NotMergeableError):
        merged([one, one])


def test_properties_that_differ_in_more_than_the_title_keep_letters_apart() -> None:
    """The PDF's author and subject would be the first letter's in all of them."""
    namespace = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
    core = f'<cp:coreProperties xmlns:cp="{namespace}" {{}}</cp:coreProperties>'
    dc = 'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:{0}>{1}</dc:{0}>'
    plain = word(GREETING + LAST)
    for name, apart in (("title", False), ("creator", True), ("subject", True), ("description", True)):
        some = [with_parts(plain, {"docProps/core.xml": core.format(dc.format(name, text)).encode()}) for text in "ab"]
        if apart:
            with pytest.raises(NotMergeableError, match="more than the title"):
                merged(some)
        else:
            assert merged(some)


def test_a_letter_without_the_header_the_others_have_does_not_inherit_it() -> None:
    with_header = word(GREETING + LAST, edges={"header": paragraph("Til Anna")})
    body = word(GREETING + LAST)
    without = with_parts(with_header, {"word/document.xml": member(body, "word/document.xml")})
    with pytest.raises(NotMergeableError, match="in some letters only"):
        merged([with_header, without])


@pytest.mark.parametrize(
    "numbering",
    [
        '<w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="0"/></w:abstractNum>',
        '<w:abstractNum w:abstractNumId="7"><w:numStyleLink w:val="Saker"/></w:abstractNum>',
        '<w:abstractNum w:abstractNumId="8"/>',
    ],
)
def test_a_list_that_does_not_say_it_is_bullets_counts(numbering: str) -> None:
    w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    whole = (
        f'<w:numbering xmlns:w="{w}">{numbering}<w:num w:numId="7"><w:abstractNumId w:val="7"/></w:num></w:numbering>'
    )
    item = formed('<w:numPr><w:ilvl w:val="0"/><w:numId w:val="7"/></w:numPr>')
    for place in ({"xml": item + LAST}, {"xml": LAST, "edges": {"header": item}}):
        one = with_parts(word(**place), {"word/numbering.xml": whole.encode()})
        with pytest.raises(NotMergeableError, match="go on counting"):
            merged([one, one])


@pytest.mark.office
def test_the_title_printed_in_a_letter_is_its_own() -> None:
    """Personleg til Anna stood in the archive PDF of everybody: a document has one title."""
    template = word(GREETING + field(" TITLE ") + LAST, title="Personleg til {{ name }}")
    documents = [Document(name=f"{n}.docx", media_type=DOCX, data=letter) for n, letter in enumerate(letters(template))]
    texts = [read_pdf(document.data).text for document in convert(documents, office=find_office(), workers=1)]
    assert [[f"Personleg til {name}" in text for name in NAMES] for text in texts] == [
        [True, False, False],
        [False, True, False],
        [False, False, True],
    ]
