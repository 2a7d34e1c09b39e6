"""A day on an old page is read however people typed it, and what only looks like one is none."""

from __future__ import annotations

import pytest

from cycle.archive.old_pages.days_on_lines import written_day
from cycle.archive.old_pages.page import read_page


@pytest.mark.parametrize(
    "written",
    [
        "16. januar 2020",
        "16.01.2020",
        "16.1.2020",
        "2020-01-16",
        "16/1-2020",
        "16/01/2020",
        "16/1 2020",
        "16 januar 2020",
        "16 jan. 2020",
        "16.jan 2020",
        "torsdag 16 Januar 2020",
        "torsdag den 16. januar 2020",
    ],
)
def test_a_day_is_read_in_every_form_it_is_typed_in(written: str) -> None:
    day = written_day(f"Arr. dato: {written}, Bikuben")
    assert day is not None
    assert (day.year, day.month, day.day) == (2020, 1, 16)
    assert day.printed == written
    assert day.weekday == (3 if "torsdag" in written else None)


@pytest.mark.parametrize(
    "line", ["jf. kap. 5.2.", "sak 2020/14", "side 3 av 2020", "plan 2020-2023", "telefon 55 97 2020", "31/31-2020"]
)
def test_what_only_looks_like_a_day_is_none(line: str) -> None:
    assert written_day(line) is None


def test_a_page_from_a_machine_that_writes_letters_as_two_signs_is_read_as_the_same_words() -> None:
    [line] = read_page(
        "side.txt", "Ved Petter Øgar, leiar i Ålesund".encode().replace("Å".encode(), b"A\xcc\x8a")
    ).lines
    assert line.text == "Ved Petter Øgar, leiar i Ålesund"
