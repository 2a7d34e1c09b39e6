"""What is hard to read, or would look otherwise on paper, is told as a warning and stops nothing."""

from __future__ import annotations

import pytest

from cycle.letters.lint import check_template
from cycle.letters.looks import installed_fonts

from .conftest import TEMPLATES, paragraph, write_word

HERE = frozenset({"Carlito", "Liberation Sans"})


def warnings(data: bytes, fonts: frozenset[str] | None = None) -> list[str]:
    found = check_template(data, name="brev.docx", known=None, fonts=fonts)
    assert {one.severity for one in found} <= {"warning"}
    return [one.what for one in found if one.where != "word/styles.xml" or "font" in one.what]


def styled(font: str) -> bytes:
    fonts = f'<w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}"/></w:rPr>'
    return write_word(xml=f"<w:p><w:r>{fonts}<w:t>Hei</w:t></w:r></w:p>")


def test_a_page_of_text_without_a_heading_is_told() -> None:
    assert warnings(write_word("ord " * 500)) == [
        "a page of text or more without a heading; nobody can find the way by ear"
    ]
    heading = '<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>Overskrift</w:t></w:r></w:p>'
    assert warnings(write_word(xml=heading + paragraph("ord " * 500))) == []
    assert warnings(write_word("ord " * 50)) == []


def test_a_font_that_is_not_here_is_told_and_one_of_the_same_measures_is_enough() -> None:
    [told] = [one for one in warnings(styled("Comic Neue"), HERE) if "Comic" in one]
    assert told.startswith("the font 'Comic Neue' is not on the machine that makes the PDF")
    assert [one for one in warnings(styled("Calibri"), HERE) if "Calibri" in one] == []
    assert [one for one in warnings(styled("Calibri"), frozenset()) if "Calibri" in one] != []


def test_our_templates_need_no_font_but_those_of_the_same_measures() -> None:
    for file in TEMPLATES.glob("*.docx"):
        assert warnings(file.read_bytes(), HERE) == []


def test_a_picture_without_words_for_those_who_do_not_see_it_is_told() -> None:
    drawing = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
    picture = f'<w:p><w:r><w:drawing><wp:docPr xmlns:wp="{drawing}" id="1" name="Logo"/></w:drawing></w:r></w:p>'
    assert warnings(write_word(xml=picture)) == ["the picture 'Logo' has no alternative text"]


def test_a_machine_that_cannot_name_its_fonts_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert installed_fonts() is None
