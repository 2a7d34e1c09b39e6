"""Old pages of other makers: tables, bokmål, sentences and prints of mails; what is not read of them is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from cycle.archive.old_pages.page import read_page
from tests.application.past_sources import imported, write_page

TABLE = "<html><body><h2>Toppleiarmøte 2023</h2><table>{rows}</table></body></html>"


@pytest.mark.parametrize(
    "rows",
    [
        (
            "<tr><th>Dato</th><td>09.02.23</td></tr><tr><th>Klokka</th><td>0900-1530</td></tr>"
            "<tr><th>Sted</th><td>Rådhuset</td></tr>"
        ),
        (
            "<tr><td>Dato:</td><td>9. februar 2023</td></tr><tr><td>Klokken</td><td>09.00–15.30</td></tr>"
            "<tr><td>Stad</td><td>Rådhuset</td></tr>"
        ),
        (
            "<tr><th>Når:</th><td>9.2.2023</td></tr><tr><th>Kl.</th><td>9–15.30</td></tr>"
            "<tr><th>Hvor</th><td>Rådhuset</td></tr>"
        ),
        (
            "<dl><dt>Møtedato</dt><dd>9/2-2023</dd><dt>Tidspunkt</dt><dd>kl. 9 til 15.30</dd><dt>Lokale</dt>"
            "<dd>Rådhuset</dd></dl>"
        ),
    ],
)
def test_rows_of_a_table_are_facts_of_the_meeting(tmp_path: Path, rows: str) -> None:
    text = imported(write_page(tmp_path / "side.html", TABLE.format(rows=rows))).text
    for fact in ("date = { value = 2023-02-09", "start = { value = 09:00:00", "end = { value = 15:30:00"):
        assert fact in text
    assert 'venue = { value = "Rådhuset"' in text


@pytest.mark.parametrize(
    "page",
    [
        "Toppledermøte 2022\nMøtet ble holdt tirsdag 8. februar 2022 på Quality Hotel Edvard Grieg.\n",
        "Toppleiarmøte 2022\nMøtet vart halde tysdag 8. februar 2022 på Quality Hotel Edvard Grieg.\n",
        "Toppleiarmøte 2022 blir tysdag 8. februar 2022 kl. 9–15.30 på Quality Hotel Edvard Grieg.\n",
        "Toppledermøte 2022 var 08.02.22 på Quality Hotel Edvard Grieg\n",
    ],
)
def test_a_day_in_a_sentence_is_the_day_of_the_meeting_it_tells_of(tmp_path: Path, page: str) -> None:
    text = imported(write_page(tmp_path / "side.txt", page)).text
    assert 'meeting = "toppleiarmote"' in text
    assert "date = { value = 2022-02-08" in text
    assert 'venue = { value = "Quality Hotel Edvard Grieg"' in text


@pytest.mark.parametrize("head", ["Fra: Kari Nordmann <kari@x.no>", "Frå: Kari", "From: k@x.no", "Til: alle@x.no"])
def test_the_sender_of_a_mail_is_no_title(head: str) -> None:
    mail = f"{head}\nEmne: VS: Toppleiarmøte 2021\n\nHei!\n"
    assert read_page("mail.txt", mail.encode()).title == "Toppleiarmøte 2021"
    assert read_page("mail.txt", f"{head}\nHei alle\n".encode()).title == "Hei alle"


@pytest.mark.parametrize(
    "page", ["<p>Velkomen til kantina. Meny i dag.</p>", "", "<html></html>", "<p>Fiskekaker</p>" * 200]
)
def test_a_page_that_no_meeting_is_read_from_is_named(tmp_path: Path, page: str) -> None:
    [problem] = imported(write_page(tmp_path / "a.html", page)).problems
    assert str(problem.what).startswith("no meeting is read from it; words used by nothing: ")


def test_a_page_of_which_much_is_left_is_named(tmp_path: Path) -> None:
    page = "Toppleiarmøte 2021\nDato: 28. januar 2021\n" + "Ho sa noko langt om maten.\n" * 50
    [problem] = imported(write_page(tmp_path / "a.txt", page)).problems
    assert str(problem.what) == "words used by nothing: 300 of 306"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"<div>" * 50_000 + "Toppleiarmøte 2021".encode(), "is nested deeper than is read"),
        (b"Toppleiarm=C3=B8te 2021\nStad: =C3=85sane\n", "has letters that stand as =C3=B8"),
        (b"Toppleiarm=F8te 2021\n", "has letters that stand as =C3=B8"),
        ("Toppleiarmøte 2021\nStad: Åsane\n".encode("mac_roman"), "is perhaps of an old Mac or of DOS"),
        ("Toppleiarmøte 2021\nStad: Åsane\n".encode("cp865"), "is perhaps of an old Mac or of DOS"),
        ("Toppleiarmøte 2021\nStad: Solstrand Fjord-\nhotell\n".encode(), "has words that are parted"),
    ],
)
def test_a_page_that_is_hard_to_read_is_named(data: bytes, said: str) -> None:
    name = "side.html" if data.startswith(b"<") else "side.txt"
    assert any(said in str(remark) for remark in read_page(name, data).remarks)


@pytest.mark.parametrize(
    "text", ["Møtet i 2021 – kva no?", "a=b og C3=D4", "jf. side 3-\nOg meir", "Kva seier § 3 ¿Que?", "Ålesund"]
)
def test_an_ordinary_page_is_not_suspected(text: str) -> None:
    assert read_page("side.txt", text.encode()).remarks == ()
