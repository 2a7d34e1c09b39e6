"""A character that no font has is told with recipient and field before the first letter, and never printed as a box."""

from __future__ import annotations

import pytest

from cycle.letters.checks.sight.glyphs import template_problems, undrawn, value_problems
from cycle.letters.pdf import Glyphs, installed_glyphs
from tests.letters.conftest import write_word

HERE: Glyphs = frozenset({0x301, 0x2014, 0x2713, 0x1F600})
BOX = "is in no font here, and would be printed as a box"


@pytest.mark.parametrize("text", ["Kari Ødegård", "e\u0301 — nei", "a\u200db\u00a0c", "✓\ufe0f 😀", ""])
def test_what_some_font_has_and_what_draws_nothing_is_let_through(text: str) -> None:
    assert undrawn(text, HERE) == ""


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("王小明", "王"),
        ("Takk 💙", "💙"),
        ("\ue000", "\ue000"),
        ("Ola Ωmega", "Ω"),
        ("Takk 👍🏽", "🏽"),
        ("K\ufffdre", "\ufffd"),
    ],
)
def test_the_first_sign_that_no_font_has_is_found(text: str, sign: str) -> None:
    assert undrawn(text, HERE | {0x1F44D, 0x1F3FD, 0xFFFD}) == sign


def test_a_sign_without_a_font_is_told_with_recipient_field_and_name() -> None:
    wanted = {
        "p-1": {"recipient": {"name": "Kari", "seats": [{"why": "a"}, {"why": "Takk 💙"}]}},
        "p-2": {"recipient": {"name": "王小明", "seats": [], "title": "💙 som ingen brev viser"}},
    }
    found = list(
        value_problems(wanted, used=("recipient.name", "recipient.seats[].why"), glyphs=HERE, file="brev.docx")
    )
    assert [(problem.where, problem.what) for problem in found] == [
        ("recipient p-1: recipient.seats[1].why", f"the character 💙 (U+1F499, blue heart) {BOX}"),
        ("recipient p-2: recipient.name", f"the character 王 (U+738B, cjk unified ideograph-738b) {BOX}"),
    ]
    assert "apt-get install" in found[0].remedy
    assert all("Kari" not in str(problem) for problem in found)


def test_a_sign_that_is_the_same_in_every_letter_is_one_line() -> None:
    wanted = {f"p-{number}": {"meeting": {"theme": "Saman 💙"}} for number in range(56)}
    [problem] = value_problems(wanted, used=("meeting.theme",), glyphs=HERE, file="brev.docx")
    assert problem.where == "56 letters (recipient p-0, p-1, p-2 …): meeting.theme"


def test_a_sign_in_the_template_itself_is_told_with_its_paragraph_once() -> None:
    data = write_word("Hei {{ recipient.name }}", "Takk 💙", "Hjarteleg 💙")
    found = list(template_problems(data, name="brev.docx", glyphs=HERE))
    assert [(problem.where, problem.what) for problem in found] == [
        ("body, paragraph 2 «Takk 💙»", f"the character 💙 (U+1F499, blue heart) {BOX}")
    ]


@pytest.mark.parametrize("sign", ["\u202e", "\u202d", "\u20e3"])
def test_a_sign_that_turns_the_letters_beside_it_is_told_as_that(sign: str) -> None:
    """The gate found other words in the PDF than in the letter, and said that it lacks those it begins with."""
    [problem] = template_problems(write_word("Hei", f"Til Ka{sign}ri"), name="b.docx", glyphs=HERE)
    assert problem.what.startswith(f"a character that nobody sees (U+{ord(sign):04X}) changes the letters beside it")
    assert undrawn(f"Ka{sign}ri", HERE) == sign


@pytest.mark.parametrize("tag", ["{{ meeting.theme or '王' }}", "{% set a = '王' %}{{ a }}", '{{ "王"|upper }}'])
def test_a_sign_that_a_tag_prints_of_its_own_is_looked_for_too(tag: str) -> None:
    data = write_word("Hei", f"Til {tag}")
    assert [problem.where.partition(" «")[0] for problem in template_problems(data, name="b.docx", glyphs=HERE)] == [
        "body, paragraph 2"
    ]
    asked = write_word("{% if meeting.theme == '王' %}x{% endif %}")
    assert list(template_problems(asked, name="b.docx", glyphs=HERE)) == []


def test_a_sign_of_an_equation_is_looked_for_too() -> None:
    math = "http://schemas.openxmlformats.org/officeDocument/2006/math"
    data = write_word(xml=f'<w:p><m:oMath xmlns:m="{math}"><m:r><m:t>王</m:t></m:r></m:oMath></w:p>')
    assert len(list(template_problems(data, name="b.docx", glyphs=HERE))) == 1


def test_letters_that_are_pictures_in_their_own_font_are_no_signs_to_look_for() -> None:
    fonts = '<w:rPr><w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/></w:rPr>'
    data = write_word(xml=f"<w:p><w:r>{fonts}<w:t>\uf0fc</w:t></w:r></w:p>")
    assert list(template_problems(data, name="brev.docx", glyphs=HERE)) == []


@pytest.mark.office
def test_the_machines_own_fonts_have_the_signs_of_norwegian_letters() -> None:
    glyphs = installed_glyphs()
    assert glyphs is not None
    assert undrawn("ÆØÅæøå «Sámi» čđŋšŧž – … ‑ • ·", glyphs) == ""
    assert undrawn("\ue123", glyphs) == "\ue123"


def test_a_machine_that_cannot_name_its_fonts_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert installed_glyphs() is None


@pytest.mark.parametrize(
    ("font", "code", "number"),
    [
        *(("Arial", "F04D", 1), ("Kommuneteikn", "F0FC", 1), ("Arial", "738B", 1), ("Wingdings", "F0FC", 0)),
        *(("Symbol", "F0B7", 0), ("Arial", "00A9", 0), ("Arial", "2713", 0), ("Arial", "zz", 0)),
    ],
)
def test_a_sign_put_in_by_its_number_is_looked_for_too(font: str, code: str, number: int) -> None:
    """LibreOffice draws a box for a sign of private use, in PDF/A too."""
    sign = f'<w:r><w:sym w:font="{font}" w:char="{code}"/></w:r>'
    found = list(template_problems(write_word(xml=f"<w:p>{sign * 2}</w:p>"), name="b.docx", glyphs=HERE))
    assert [problem.what for problem in found] == [f"a sign in the font {font} that would be printed as a box"] * number
