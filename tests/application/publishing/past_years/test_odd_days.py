"""No day of an old page is dropped or read as another without a word."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.application.past_sources import imported, write_page


@pytest.mark.parametrize(
    "written",
    [
        "28.–29. januar 2021",
        "28. og 29. januar 2021",
        "28 – 29.01.2021",
        "28.1.-29.1.2021",
        "28.1-29.1.21",
        "28. til 29. januar 2021",
        "28. januar–1. februar 2021",
        "28., 29. og 30. januar 2021",
        "torsdag 28. og fredag 29. januar 2021",
        "28. t.o.m. 29. januar 2021",
    ],
)
def test_several_days_are_the_first_of_them_and_a_question(tmp_path: Path, written: str) -> None:
    found = imported(write_page(tmp_path / "side.txt", f"Toppleiarmøte 2021\nDato: {written}\nStad: Bergen\n"))
    assert 'date = { value = "? 28. januar 2021"' in found.text
    [line] = [line for line in found.discrepancies if written in line]
    assert "Sida har meir enn éin dag; dette er den første av dei." in line


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("31. februar 2021", "Det finst ingen slik dag i 2021."),
        ("29.02.2021", "Det finst ingen slik dag i 2021."),
        ("31/4-2021", "Det finst ingen slik dag i 2021."),
        ("31. november", "Det finst ingen slik dag i 2021."),
        ("veke 4 2021", "Ingen dag"),
        ("1.28.2021", "Ingen dag"),
        ("32. januar 2021", "Ingen dag"),
        ("28. januar 20211", "Ingen dag"),
        ("tjueåttende i første", "Ingen dag"),
        ("kjem seinare", "Ingen dag"),
    ],
)
def test_what_is_no_day_is_listed_for_a_person(tmp_path: Path, written: str, why: str) -> None:
    found = imported(write_page(tmp_path / "side.txt", f"Toppleiarmøte 2021\nDato: {written}\nStad: Bergen\n"))
    assert "date = {" not in found.text
    [line] = [line for line in found.discrepancies if written in line]
    assert why in line


@pytest.mark.parametrize("written", ["Tid: 09.00–15.30", "Tid: kl. 9", "Tidspunkt: kl. 10–12"])
def test_hours_alone_are_no_day_that_is_missing(tmp_path: Path, written: str) -> None:
    page = write_page(tmp_path / "side.txt", f"Toppleiarmøte 2021\n{written}\nDato: 28. januar 2021\n")
    assert not [line for line in imported(page).discrepancies if "dag" in line and "2021-01-28" not in line]
