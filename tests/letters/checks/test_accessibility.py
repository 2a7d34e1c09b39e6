"""What is hard to read, or would look otherwise on paper, is told as a warning and stops nothing."""

from __future__ import annotations

import pytest

from cycle.letters.checks.lint import check_template
from cycle.letters.pdf import installed_fonts
from tests.letters.conftest import TEMPLATES, paragraph, with_parts, write_word

HERE = frozenset({"Carlito", "Liberation Sans"})


def warnings(data: bytes, fonts: frozenset[str] | None = None) -> list[str]:
    found = check_template(data, name="brev.docx", known=None, fonts=fonts)
    assert {problem.severity for problem in found} <= {"warning"}
    return [problem.what for problem in found if problem.where != "word/styles.xml" or "font" in problem.what]


def styled(font: str) -> bytes:
    fonts = f'<w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}"/></w:rPr>'
    return write_word(xml=f"<w:p><w:r>{fonts}<w:t>Hei</w:t></w:r></w:p>")


def test_a_page_of_text_without_a_heading_is_told() -> None:
    assert warnings(write_word("nokre ord " * 250)) == [
        "a page of text or more without a heading; nobody can find the way by ear"
    ]
    heading = '<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>Overskrift</w:t></w:r></w:p>'
    assert warnings(write_word(xml=heading + paragraph("nokre ord " * 250))) == []
    assert warnings(write_word("nokre ord " * 25)) == []


def test_no_font_is_proposed_that_is_not_here_either() -> None:
    """Cambria was told as lacking and proposed in the same line where Caladea was not installed."""
    found = check_template(styled("Cambria"), name="brev.docx", known=None, fonts=HERE)
    [remedy] = [problem.remedy for problem in found if "'Cambria'" in problem.what]
    assert remedy == "install it, or use one of Arial, Calibri"


def test_a_font_that_is_not_here_is_told_and_one_of_the_same_measures_is_enough() -> None:
    [warned] = [warning for warning in warnings(styled("Comic Neue"), HERE) if "Comic" in warning]
    assert warned.startswith("the font 'Comic Neue' is not on the machine that makes the PDF")
    assert [warning for warning in warnings(styled("Calibri"), HERE) if "Calibri" in warning] == []
    assert [warning for warning in warnings(styled("Calibri"), frozenset()) if "Calibri" in warning] != []


def test_our_templates_need_no_font_but_those_of_the_same_measures() -> None:
    for file in TEMPLATES.glob("*.docx"):
        assert warnings(file.read_bytes(), HERE) == []


def test_a_picture_without_words_for_those_who_do_not_see_it_is_told() -> None:
    drawing = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
    picture = f'<w:p><w:r><w:drawing><wp:docPr xmlns:wp="{drawing}" id="1" name="Logo"/></w:drawing></w:r></w:p>'
    assert warnings(write_word(xml=picture)) == ["the picture 'Logo' has no alternative text"]


def test_an_old_drawing_without_words_is_told_once_with_its_place() -> None:
    vml, markup = "urn:schemas-microsoft-com:vml", "http://schemas.openxmlformats.org/markup-compatibility/2006"
    shape = f'<w:pict><v:shape xmlns:v="{vml}" id="Segl"><v:imagedata/></v:shape></w:pict>'
    again = f'<mc:AlternateContent xmlns:mc="{markup}"><mc:Fallback>{shape}</mc:Fallback></mc:AlternateContent>'
    data = write_word(xml=f"<w:p><w:r><w:t>Her</w:t></w:r><w:r>{shape}{again}</w:r></w:p>")
    found = [
        (problem.where, problem.what)
        for problem in check_template(data, name="b", known=None)
        if "picture" in problem.what
    ]
    assert found == [("body, paragraph 1 «Her»", "the picture 'Segl' has no alternative text")]
    described = shape.replace(" id=", ' alt="Seglet" id=')
    assert warnings(write_word(xml=f"<w:p><w:r>{described}</w:r></w:p>")) == []


def test_text_that_would_be_read_aloud_as_another_language_is_told_once_with_its_place() -> None:
    run = '<w:r><w:rPr><w:lang w:val="en-US"/></w:rPr><w:t>{}</w:t></w:r>'
    data = write_word(xml=f"<w:p>{run.format('Hei')}</w:p><w:p>{run.format('du')}</w:p><w:p>{run.format(' – ')}</w:p>")
    found = [
        (problem.where, problem.what)
        for problem in check_template(data, name="b", known=None)
        if "marked" in problem.what
    ]
    assert found == [("body, paragraph 1 «Hei»", "text marked as 'en-US', which is read aloud as that language")]


def test_the_language_of_ordinary_text_counts_before_the_documents() -> None:
    words = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    style = '<w:style w:type="paragraph" w:default="1"><w:rPr><w:lang w:val="sv-SE"/></w:rPr></w:style>'
    whole = '<w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val="nn-NO"/></w:rPr></w:rPrDefault></w:docDefaults>'
    styles = f'<w:styles xmlns:w="{words}">{whole}{style}</w:styles>'.encode()
    found = check_template(with_parts(write_word("Hei"), {"word/styles.xml": styles}), name="b", known=None)
    assert [problem.what for problem in found if "language" in problem.what] == ["the document's language is 'sv-SE'"]


def test_a_font_that_only_the_theme_names_is_looked_for() -> None:
    drawing = "http://schemas.openxmlformats.org/drawingml/2006/main"
    scheme = "".join(
        f'<a:{kind}Font><a:latin typeface="{font}"/></a:{kind}Font>'
        for kind, font in (("major", "Calibri"), ("minor", "Aptos"))
    )
    theme = f'<a:theme xmlns:a="{drawing}"><a:fontScheme>{scheme}</a:fontScheme></a:theme>'.encode()
    fonts = '<w:rPr><w:rFonts w:asciiTheme="minorHAnsi" w:ascii="Calibri"/></w:rPr>'
    data = write_word(xml=f"<w:p><w:r>{fonts}<w:t>Hei</w:t></w:r></w:p>")
    warned = warnings(with_parts(data, {"word/theme/theme1.xml": theme}), HERE)
    assert len([text for text in warned if "'Aptos'" in text]) == 1


def test_a_machine_that_cannot_name_its_fonts_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert installed_fonts() is None
