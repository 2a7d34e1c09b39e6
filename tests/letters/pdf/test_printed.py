"""What a letter says on paper is what its PDF must say: nothing of it gone, and in company not a word of another's."""

from __future__ import annotations

import pytest

from cycle.errors import ConversionError
from cycle.letters.ooxml.visible_text import VisibleText, printed
from cycle.letters.pdf import libreoffice_process as libreoffice
from cycle.letters.pdf.conversion import convert, find_office, remedy_of
from cycle.letters.pdf.merge import merged
from cycle.letters.pdf.merge_rules import NotMergeableError
from cycle.letters.pdf.pdfa import check_pdf, read_pdf
from cycle.letters.render.template import compile_template
from cycle.model import DOCX, Document
from cycle.phrases import Phrase
from tests.letters.company import GREETING, LAST, PAGE_BREAK, asked, control, member, run, text_box, with_notes, word
from tests.letters.conftest import paragraph, with_parts


def formed(properties: str, text: str) -> str:
    return f'<w:p><w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def styled(style: str, text: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{run(text)}</w:p>'


def with_style(data: bytes, xml: str) -> bytes:
    styles = member(data, "word/styles.xml").replace(b"</w:styles>", f"{xml}</w:styles>".encode())
    return with_parts(data, {"word/styles.xml": styles})


HIDDEN = (
    '<w:style w:type="paragraph" w:styleId="Merknad"><w:name w:val="Merknad"/><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Notat"><w:name w:val="Notat"/><w:basedOn w:val="Merknad"/></w:style>'
)
CAPITALS = '<w:style w:type="paragraph" w:styleId="Stor"><w:name w:val="Stor"/><w:rPr><w:caps/></w:rPr></w:style>'
TODAY = f"<w:p>{run('Bergen, ')}{asked(' DATE ', shown='1. mai 1999')}</w:p>"
TABBED = f"<w:p>{run('Dato:')}<w:r><w:tab/></w:r>{run('3. mai')}<w:r><w:br/></w:r>{run('Ref')}</w:p>"
HIDDEN_ROW = (
    '<w:tbl><w:tblGrid><w:gridCol w:w="2500"/></w:tblGrid>'
    f"<w:tr><w:trPr><w:hidden/></w:trPr><w:tc>{paragraph('Intern')}</w:tc></w:tr>"
    f"<w:tr><w:tc>{paragraph('Open')}</w:tc></w:tr></w:tbl>"
)
GOOD = {
    "capitals": word(formed("<w:caps/>", "Invitasjon til møte på Straße") + GREETING + LAST),
    "small capitals": word(formed("<w:smallCaps/>", "Invitasjon til møte") + GREETING + LAST),
    "capitals of a style": with_style(word(styled("Stor", "Invitasjon") + GREETING + LAST), CAPITALS),
    "a text box": word(text_box("Helsefellesskapet") + GREETING + LAST),
    "hidden text": word(formed("<w:vanish/>", "Intern merknad") + GREETING + LAST),
    "text hidden by a style": with_style(word(styled("Notat", "Intern merknad") + GREETING + LAST), HIDDEN),
    "a hidden row": word(paragraph("Hei") + HIDDEN_ROW + LAST),
    "today's date": word(TODAY + GREETING + LAST),
    "tabs and line breaks": word(TABBED + GREETING + LAST),
    "signs of a font of pictures": word(
        formed('<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>', "abc") + GREETING + LAST
    ),
    "hyphens": word(f"<w:p>{run('Helse')}<w:r><w:softHyphen/></w:r>{run('fellesskap')}</w:p>" + GREETING + LAST),
    "a hyphen that does not break": word(f"<w:p>{run('12')}<w:r><w:noBreakHyphen/></w:r>{run('14')}</w:p>" + GREETING),
    "a header of the first page only": word(
        GREETING + LAST,
        inner="<w:titlePg/>",
        edges={"header:first": paragraph("Framside"), "header": paragraph("Vidare")},
    ),
    "an empty list to choose from": word(
        f"<w:p>{run('Hei')}{control(run('Vel noko'), '<w:showingPlcHdr/>')}</w:p>" + GREETING + LAST
    ),
    "a footnote": with_notes("footnote"),
    "an endnote": with_notes("endnote"),
    "long words over many lines": word(paragraph("Samhandlingskoordinatorstilling" * 12) + GREETING + LAST),
}
"""Letters as people write them in Word, whose PDFs are right."""


@pytest.mark.office
def test_the_gate_lets_every_ordinary_layout_through() -> None:
    made = [compile_template(data).render({"name": "Kari"}) for data in GOOD.values()]
    documents = [
        Document(name=f"{what}.docx", media_type=DOCX, data=data) for what, data in zip(GOOD, made, strict=True)
    ]
    assert len(convert(documents, office=find_office())) == len(GOOD)


NAMES = (
    *("Kari", "Jose\u0301", "A\u030asa", "Li\u00adse", "A\u200dB", "B\u200bC", "Bj\u00f8rn \U0001f600", "\ufb01nn"),
    *("\u674e\u5c0f\u9f99", "Ole\u2011Jan", "\u00c1\u202eb\u202c", "a\u00a0b", "\ufeffX", "\u0402\u043e\u0440"),
    *("\u0395\u03bb\u03ad\u03bd\u03b7", "\u1e9e", "x\u2028y", "\u2011", "\u01fe", "\u0645\u0631\u064a\u0645"),
)
"""Names with signs nobody sees, of other scripts, composed and decomposed."""


@pytest.mark.office
def test_a_name_with_signs_nobody_sees_or_of_another_script_gets_its_letter() -> None:
    template = compile_template(word(GREETING + LAST))
    documents = [
        Document(name=f"{number}.docx", media_type=DOCX, data=template.render({"name": name}))
        for number, name in enumerate(NAMES)
    ]
    assert len(convert(documents, office=find_office())) == len(NAMES)


@pytest.mark.office
def test_a_pdf_that_lacks_a_word_far_down_is_refused_by_its_place_and_without_the_word() -> None:
    template = compile_template(word(GREETING + PAGE_BREAK + paragraph("Vennleg helsing frå {{ name }}")))
    anna, berit = (template.render({"name": name}) for name in ("Anna", "Berit"))
    (pdf,) = convert([Document(name="a.docx", media_type=DOCX, data=anna)], office=find_office())
    assert check_pdf(pdf.data, says=printed(anna)).pages == 2
    with pytest.raises(ConversionError) as caught:
        check_pdf(pdf.data, says=VisibleText(words=printed(berit).words))
    assert str(caught.value) == "the PDF lacks 1 of the 13 words of the letter, the first of them in its line 1"


@pytest.mark.office
def test_a_letter_that_came_out_with_another_ones_words_is_made_anew_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Were something overlooked that belongs to a whole document, the words themselves tell."""
    template = compile_template(word(GREETING + f"<w:p>{asked(' TITLE ')}</w:p>" + LAST, title="Til {{ name }}"))
    letters = [template.render({"name": name}) for name in ("Anna", "Berit", "Cato")]
    with pytest.raises(NotMergeableError):
        merged(letters)
    monkeypatch.setattr("cycle.letters.pdf.merge_rules.check_field_code", lambda entry: None)
    joined: list[str] = []
    split = libreoffice.split
    monkeypatch.setattr(
        libreoffice,
        "split",
        lambda data, titles: [joined.append(read_pdf(data).text) or data for data in split(data, titles)],
    )
    documents = [Document(name=f"{n}.docx", media_type=DOCX, data=letter) for n, letter in enumerate(letters)]
    texts = [read_pdf(document.data).text for document in convert(documents, office=find_office(), workers=1)]
    assert ["Til Anna" in text for text in joined] == [True, True, True], "the fault this is about"
    assert [f"Til {name}" in text for name, text in zip(("Anna", "Berit", "Cato"), texts, strict=True)] == [True] * 3
    assert ["Til Anna" in text for text in texts] == [True, False, False]


def test_what_a_letter_says_is_read_without_what_word_writes_anew() -> None:
    says = printed(
        word(
            TODAY + text_box("I boksen") + formed("<w:vanish/>", "Løynd") + control(run("Bunde"), "<w:dataBinding/>"),
            edges={"header": paragraph("Hovud"), "footer:even": paragraph("Jamn")},
        )
    )
    assert says.lines == ("Bergen, ", "I boksen")
    assert dict(says.words) == {
        "bergen": "its line 1",
        "i": "its line 2",
        "boksen": "its line 2",
        "hovud": "a header or footer",
    }


def test_a_word_is_foreign_when_nothing_in_the_letter_has_it_and_the_numbers_of_its_pages_are_not() -> None:
    says = printed(word(paragraph("Kjære Berit, møtet er 18. januar 2027.") + LAST))
    assert not says.foreign("KJÆRE BERIT, mø\x02\ntet er 18. januar 2027. 2/2", pages=2)
    assert [says.foreign(text, pages=2) for text in ("Berit 1 2", "Anna", "Berit 3", "2026", "")] == [
        False,
        True,
        True,
        True,
        False,
    ]


def test_a_word_may_be_broken_where_the_letter_hyphenates() -> None:
    text = "samhand-\nSide 1\nlingsavtale"
    word_of_it = {"samhandlingsavtale": "its line 1"}
    assert VisibleText(words=word_of_it).missing(text)
    assert not VisibleText(words=word_of_it, hyphenates=True).missing(text)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Kjære Kari\nKolonne ein", "the first of them in its line 2"),
        ("Kolonne ein Kolonne to", "the first of them in its line 1"),
        ("Kari Kjære\nKolonne to ein", "the words the letter begins with"),
        ("Kjære Kari\nKolonne ein Kolonne to", ""),
    ],
)
def test_words_past_the_edge_are_told_by_their_line_and_not_as_the_beginning(text: str, place: str) -> None:
    lines = ("Kjære Kari", "Kolonne ein Kolonne to")
    split = [(word.lower(), at) for at, line in enumerate(lines, 1) for word in line.split()]
    words = {word: Phrase("its line {number}", number=at) for word, at in split}
    missing = VisibleText(lines=lines, words=words).missing(text)
    assert str(missing or "").endswith(place)
    assert bool(missing) is bool(place)
    if missing is not None and "line" in place:
        why = Phrase("the PDF lacks {parts}", parts=(missing,))
        assert "past the edge of the sheet" in remedy_of(why)
