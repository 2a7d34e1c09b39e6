"""What Word is told by a field is read however it is nested, written, split into runs or spread over paragraphs."""

from __future__ import annotations

import pytest
from lxml import etree

from cycle.letters.ooxml.word_fields import field_codes
from tests.letters.conftest import body, paragraph

BEGIN, SEPARATE, END = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end"))


def code(text: str) -> str:
    return f'<w:r><w:instrText xml:space="preserve">{text}</w:instrText></w:r>'


def shown(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def complex_field(*codes: str, result: str = "x") -> str:
    return BEGIN + "".join(map(code, codes)) + SEPARATE + shown(result) + END


def read(xml: str) -> list[tuple[str, str, str]]:
    return [(code.name, code.instruction, code.shown) for code in field_codes(etree.fromstring(body(xml)))]


@pytest.mark.parametrize(
    "runs",
    [
        complex_field(" NUMPAGES "),
        complex_field(" numpages "),
        complex_field(" NUM", "PAGES"),
        complex_field("\tNumPages\n"),
        '<w:fldSimple w:instr=" numpages "><w:r><w:t>x</w:t></w:r></w:fldSimple>',
    ],
)
def test_the_number_of_pages_is_asked_for_in_any_writing(runs: str) -> None:
    assert [(name, text) for name, _, text in read(f"<w:p>{runs}</w:p>")] == [("NUMPAGES", "x")]


@pytest.mark.parametrize(
    ("instruction", "name"),
    [
        ("DDEAUTO\tc:\\x", "DDEAUTO"),
        ('includepicture"http://x"', "INCLUDEPICTURE"),
        ("PAGE\\* ROMAN", "PAGE"),
        ("", ""),
    ],
)
def test_the_kind_of_field_ends_where_word_ends_it(instruction: str, name: str) -> None:
    assert [entry[0] for entry in read(f"<w:p>{complex_field(instruction)}</w:p>")] == [name]


def test_a_field_in_a_field_is_told_of_and_what_it_shows_belongs_to_the_outer_one() -> None:
    inner = complex_field(" PAGE ", result="1")
    found = read(f"<w:p>{BEGIN}{code('IF ')}{inner}{code(' = 1 ')}{SEPARATE}{shown('først')}{END}{shown('Hei')}</w:p>")
    assert found == [("IF", "IF 1 = 1", "først"), ("PAGE", "PAGE", "1")]
    made_up = f"{BEGIN}{BEGIN}{code('QUOTE')}{SEPARATE}{code('INCLUDE')}{END}{code('TEXT x')}{END}"
    assert [entry[0] for entry in read(f"<w:p>{made_up}</w:p>")] == ["INCLUDETEXT", "QUOTE"]


def test_a_field_goes_on_over_paragraphs_and_one_that_never_ends_is_told_of() -> None:
    first, second = f"<w:p>{BEGIN}{code('TOC')}</w:p>", f"<w:p>{code('1-3')}{SEPARATE}{shown('Eitt')}</w:p>"
    assert read(f"{first}{second}<w:p>{shown('To')}{END}</w:p>") == [("TOC", "TOC 1-3", "Eitt To")]
    assert read(f"<w:p>{BEGIN}{code('DATE')}</w:p>{paragraph('Hei')}") == [("DATE", "DATE Hei", "")]
    assert read(f"<w:p>{END}{SEPARATE}{code('NUM')}{code('PAGES')}</w:p>") == [("NUMPAGES", "NUMPAGES", "")]


def test_an_instruction_among_what_a_field_shows_is_not_overlooked() -> None:
    assert read(f"<w:p>{BEGIN}{code('PAGE')}{SEPARATE}{code('DDE x')}{END}</w:p>") == [("PAGE", "PAGE DDE x", "DDE x")]


def test_a_text_box_has_fields_of_its_own() -> None:
    box = f"<w:r><w:pict><w:txbxContent><w:p>{BEGIN}{code('DATE')}</w:p></w:txbxContent></w:pict></w:r>"
    assert read(f"<w:p>{BEGIN}{code('PA')}{box}{code('GE')}{SEPARATE}{shown('1')}{END}</w:p>") == [
        ("PAGE", "PAGE", "1"),
        ("DATE", "DATE", ""),
    ]


def test_a_field_knows_the_paragraph_it_begins_in() -> None:
    root = etree.fromstring(body(f"{paragraph('Hei')}<w:p>{complex_field('PAGE')}</w:p>"))
    [one] = field_codes(root)
    assert one.paragraph is root[0][1]
