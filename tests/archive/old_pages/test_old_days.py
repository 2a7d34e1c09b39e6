"""A day on an old page is read however people typed it, and what only looks like one is none."""

from __future__ import annotations

import pytest

from cycle.archive.old_pages.days_on_lines import written_day
from cycle.archive.old_pages.line_words import KnownNames
from cycle.archive.old_pages.page import read_page
from cycle.archive.old_pages.proposed import Proposal, proposed


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
    "written",
    [
        "28.01.21",
        "28.1.-21",
        "28/1-21",
        "28-01-2021",
        "28. januar '21",
        "28. jan. 2021",
        "28. januar, 2021",
        "28. januar (torsdag) 2021",
        "28. januar (2021)",
        "28. januar i 2021",
        "28.januar2021",
        "28de januar 2021",
        "januar 28, 2021",
        "28.I.2021",
        "20210128",
    ],
)
def test_a_day_with_its_year_is_read_however_it_is_typed(written: str) -> None:
    day = written_day(f"Dato: {written} på Solstrand")
    assert day is not None
    assert (day.year, day.month, day.day, day.several) == (2021, 1, 28, False)


def test_hours_behind_a_day_without_a_year_misspell_no_month() -> None:
    day = written_day("Dato: 28. januar 09.00-15.30")
    assert day is not None
    assert (day.year, day.month, day.misspelt) == (None, 1, False)


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


NAMES = KnownNames(meetings={"toppleiarmote": ("toppleiarmøte", "toppleiarmøtet")})


def proposal_of(*days: str) -> Proposal:
    """Return what pages propose, each with one line below the heading of the meeting."""
    pages = [read_page(f"{at}.txt", f"Toppleiarmøte 2021\n{line}".encode()) for at, line in enumerate(days)]
    return proposed(pages, NAMES, language="nn")


def test_pages_that_have_different_days_of_one_meeting_are_told() -> None:
    found = proposal_of("Dato: 28. januar 2021", "Dato: 4.2.2021", "Dato: 28.01.21")
    [edition] = found.editions
    assert edition.date is not None
    assert (edition.date.value, edition.date.sure) == ("28. januar 2021", "guess")
    [differing] = found.discrepancies
    assert (differing.subject, differing.printed) == ("date", "28. januar 2021 / 28.01.21 / 4.2.2021")
    assert differing.why.startswith("Sidene er ikkje samde.")


def test_pages_that_write_one_day_in_two_ways_agree() -> None:
    found = proposal_of("Dato: 28. januar 2021", "Dato: 28.01.21")
    assert found.editions[0].date is not None
    assert (found.editions[0].date.sure, found.discrepancies) == ("sure", [])


@pytest.mark.parametrize(
    ("line", "hours"), [("Tid: 2020-2021", None), ("Tid: 0900-1530", "09:00"), ("Kl. 2000-2030", "20:00")]
)
def test_years_are_no_hours(line: str, hours: str | None) -> None:
    [edition] = proposal_of(line).editions
    assert (edition.facts["start"].value if "start" in edition.facts else None) == hours
