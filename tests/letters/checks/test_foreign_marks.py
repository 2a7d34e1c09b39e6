"""Garbled letters and marks of other programs are told before they are printed."""

from __future__ import annotations

import pytest

from cycle.letters.checks import check_template
from cycle.letters.fields.known_fields import PERSONAL
from tests.letters.conftest import TEMPLATES, speaks, write_word

GARBLED, MARK = "has letters that another program has garbled", "is a mark that only web pages"


def warned(text: str) -> list[tuple[str, str]]:
    found = [
        problem
        for problem in check_template(write_word(text), name="b.docx", known=PERSONAL)
        if GARBLED in problem.what or MARK in problem.what
    ]
    assert all(speaks(problem) and problem.severity == "warning" for problem in found)
    return [(str(problem.what).partition("»")[0].lstrip("«"), problem.what) for problem in found]


@pytest.mark.parametrize(
    "word", ["mÃ¸tet", "FÃ¸rde", "nÃ¥", "lÃ¦rar", "Ã˜ygarden", "Ã…lesund", "â€“", "â€œhei", "18.Â februar", "ï»¿Hei"]
)
def test_a_garbled_word_is_warned_of(word: str) -> None:
    assert any(GARBLED in what for _, what in warned(f"Velkomen til {word} for {{{{ recipient.name }}}}"))


@pytest.mark.parametrize(
    "mark",
    [
        *("&nbsp;", "&oslash;", "&#248;", "&amp;", "&ndash;", "**Viktig**", "<b>", "</strong>", "<br/>", "__Merk__"),
        *("[lenkje](https://fjord.example)", '<a href="x">'),
    ],
)
def test_a_mark_of_another_program_is_warned_of(mark: str) -> None:
    assert [words for words, _ in warned(f"Dette er {mark} i brevet") if words == mark] == [mark]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "Møtet i Førde – svar nå",
            "Ane & Ola AS; R&D;",
            "4 * 3 ** 2 = 36",
            "«Ã» er eit portugisisk teikn",
            "a < b > c",
        ),
        *("São Paulo, Århus, Ångström, Âge", "Sjå [3] (s. 4)", "{{ recipient.name|replace('**x**', '') }}"),
    ],
)
def test_ordinary_text_is_let_be(text: str) -> None:
    assert warned(text) == []


@pytest.mark.parametrize("path", sorted(TEMPLATES.glob("*.docx")), ids=lambda path: path.stem)
def test_our_own_templates_have_no_such_mark(path) -> None:
    found = check_template(path.read_bytes(), name=path.name, known=None)
    assert [problem for problem in found if GARBLED in problem.what or MARK in problem.what] == []
