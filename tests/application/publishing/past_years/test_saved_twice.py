"""One old page in two files is one page: what both say is no surer for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from cycle.archive.old_pages.copies import copies_marked
from cycle.archive.old_pages.page import OldPage, read_page
from tests.application.past_sources import imported, two_old_pages
from tests.archive.old_meeting_pages import PARTNERSHIP

SURE = "sikkert: "


def page(name: str, text: str) -> OldPage:
    return read_page(name, text.encode())


def marked(*pages: OldPage) -> tuple[int, list[str]]:
    """How many pages are left, and what each copy is a copy of."""
    kept, copies = copies_marked(pages)
    return len(kept), [copy.source for copy in copies]


def test_a_page_saved_twice_makes_nothing_sure_and_that_is_told(tmp_path: Path) -> None:
    folder = two_old_pages(tmp_path)
    alone = imported(folder)
    for name in ("partnarskapsmote.txt", "toppleiarmotet.txt"):
        (folder / f"kopi-{name}").write_bytes((folder / name).read_bytes())
    twice = imported(folder)
    assert twice.text.count(SURE) == alone.text.count(SURE)
    said = [(problem.file, str(problem.what)) for problem in twice.problems if "same page" in str(problem.what)]
    assert said == [
        ("partnarskapsmote.txt", "is the same page as kopi-partnarskapsmote.txt; what both say is said once"),
        ("toppleiarmotet.txt", "is the same page as kopi-toppleiarmotet.txt; what both say is said once"),
    ]
    assert [line.replace("kopi-", "") for line in twice.discrepancies] == list(alone.discrepancies)


HTML = "<html><body>" + "".join(f"<p>{line}</p>" for line in PARTNERSHIP.splitlines()) + "</body></html>"


@pytest.mark.parametrize(
    ("other", "left"),
    [
        (page("b.txt", PARTNERSHIP), 1),
        (page("b.txt", PARTNERSHIP.upper()), 1),
        (page("b.md", PARTNERSHIP.replace("\n", "\n\n")), 1),
        (page("b.html", HTML), 1),
        (page("b.txt", PARTNERSHIP.replace(" ", "\u00a0")), 1),
        (page("b.txt", f"{PARTNERSHIP}\nPartnarskapsmøte 2031\nArr. dato: 3. oktober 2031 på Voss\n"), 2),
        (page("b.html", f"<html><nav><p>Til hovudinnhaldet på sida</p></nav>{HTML}"), 2),
    ],
)
def test_the_same_page_in_another_file_is_known(other: OldPage, left: int) -> None:
    assert marked(page("a.txt", PARTNERSHIP), other) == (left, ["a.txt"])


def of_address(name: str, address: str, text: str) -> OldPage:
    return read_page(name, f'<html><head><link rel="canonical" href="{address}"></head><p>{text}</p></html>'.encode())


def test_two_pages_of_one_address_are_one_page_of_two_days() -> None:
    first = of_address("a.html", "https://www.saman.example/mote/", "Møtet i 2022 er på Voss")
    later = of_address("b.html", "http://saman.example/mote", "Møtet i 2023 er i Bergen")
    assert marked(first, later) == (2, ["a.html"])
    assert marked(first, of_address("b.html", "https://saman.example/mote?aar=2023", "Møtet i 2022 er på Voss")) == (
        2,
        [],
    )


def test_pages_that_share_some_lines_are_two() -> None:
    lines = PARTNERSHIP.splitlines()
    other = "\n".join([*lines[: len(lines) // 2], *(f"Ei anna linje om møtet, nummer {at}" for at in range(40))])
    assert marked(page("a.txt", PARTNERSHIP), page("b.txt", other)) == (2, [])
    assert marked(page("a.txt", "Partnarskapsmøte 2022"), page("b.txt", f"{PARTNERSHIP}\nPartnarskapsmøte 2022")) == (
        2,
        [],
    )
