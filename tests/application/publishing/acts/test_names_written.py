"""A name is found as people write it, and no other name with it; what may be the same person is told."""

from __future__ import annotations

import pytest

from cycle.application.publishing.pages.words_on_page import with_words
from cycle.application.year import name_stands, names_like, without_name

X = "[X]"


@pytest.mark.parametrize(
    ("text", "name", "without"),
    [
        ("Olav og Ola møtte", "Ola", "Olav og [X] møtte"),
        ("Anne-Kari og Kari, Kari-Anne og KARI", "Kari", "Anne-Kari og [X], Kari-Anne og [X]"),
        ("Per i perspektiv; per i dag", "Per", "[X] i perspektiv; per i dag"),
        ("Kari\u00a0Vik, Kari\nVik, Kari \u202f Vik og Kari\u200b Vik", "Kari Vik", "[X], [X], [X] og [X]"),
        ("Kari Vik", " Kari\u00a0 Vik\n", "[X]"),
        ("Kari Viks forslag, KARI VIK og kari vik", "Kari Vik", "[X]s forslag, [X] og [X]"),
        ("Kari Vikse og Kari Vikan", "Kari Vik", "Kari Vikse og Kari Vikan"),
        ("A\u030ashild Ukjend", "Åshild Ukjend", "[X]"),
        ("Åshild Ukjend", "A\u030ashild Ukjend", "[X]"),
        ("Ås\u00adhild Ukjend", "Åshild Ukjend", "[X]"),
        ("Anne\u2011Kari Vik, _Anne-Kari Vik_", "Anne-Kari Vik", "[X], _[X]_"),
        ("(K. Vik) og K. Vikar", "K. Vik", "([X]) og K. Vikar"),
        ("møtet a.b", "a.b", "møtet [X]"),
        ("møtet aXb", "a.b", "møtet aXb"),
    ],
)
def test_a_name_goes_out_by_itself_however_it_is_parted(text: str, name: str, without: str) -> None:
    assert without_name(text, name, X) == without
    assert name_stands(name, text) == (without != text)


@pytest.mark.parametrize(
    ("text", "name", "like"),
    [
        ("Olav og Olas møte", "Ola", ["Olav", "Olas"]),
        ("Anne-Kari og kari", "Kari", ["Anne-Kari", "kari"]),
        ("Vik, Kari kom. Ola Vik òg, og ordførar\nVik.", "Kari Vik", ["Vik, Kari", "Ola Vik", "ordførar Vik"]),
        ("Viking og Dal", "Kari Vik", []),
    ],
)
def test_what_may_be_the_same_person_is_named(text: str, name: str, like: list[str]) -> None:
    assert names_like(name, text) == like


@pytest.mark.parametrize(
    ("text", "old", "new", "right"),
    [
        ("Perspektiv, Per og Pers", "Per", "Pål", "Perspektiv, Pål og Pers"),
        ("Helse\u00a0Vest og Helse Vest RHF", "Helse Vest", "Helse Vest RHF", "Helse Vest RHF og Helse Vest RHF"),
        ("Eitt lag.", "lag.", "lag!", "Eitt lag!"),
        ("Viken", "Vik", "Viken", "Viken"),
        ("a \\1 b", "a", "\\1", "\\1 \\1 b"),
    ],
)
def test_words_are_corrected_by_themselves(text: str, old: str, new: str, right: str) -> None:
    assert with_words(text, old, new) == right
