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


@pytest.mark.parametrize(
    "line",
    [
        "Møte 3 – 28. januar 2021", "sak 12 og 28. januar 2021", "kl. 9–15, 28. januar 2021", "2 og 28. januar 2021",
        "Rom 5, 28. januar 2021", "sak 3 til 17, 28. januar 2021",
    ],
)  # fmt: skip
def test_another_number_before_a_day_is_no_first_day_of_several(line: str) -> None:
    day = written_day(line)
    assert day is not None
    assert (day.year, day.month, day.day, day.several) == (2021, 1, 28, False)


@pytest.mark.parametrize(
    "line",
    ["28.–29. januar 2021", "28. til 30. januar 2021", "31. januar–2. februar 2021", "27., 28. og 29. januar 2021"],
)
def test_numbers_close_to_each_other_are_several_days(line: str) -> None:
    day = written_day(line)
    assert day is not None
    assert (day.printed, day.several) == (line, True)


@pytest.mark.parametrize(("line", "weekday"), [("28. januar (fredag) 2021", 4), ("28. januar (torsdag) 2021", 3)])
def test_a_weekday_in_brackets_is_the_days(line: str, weekday: int) -> None:
    day = written_day(line)
    assert day is not None
    assert day.weekday == weekday


@pytest.mark.parametrize("line", ["versjon 2.10.15", "jf. kap. 5.2.12"])
def test_a_number_of_something_else_in_three_parts_is_no_day(line: str) -> None:
    assert written_day(line) is None
