"""Words under a box, a picture or other words are found, whatever the box looks like; words that are seen are not."""

from __future__ import annotations

from typing import Any

import pikepdf
import pytest

from cycle.archive.inspection import inspect, weight_of
from tests.archive.hiding import pdf
from tests.archive.inspection.test_hidden_anywhere import drawn

SECRET = "Hemmeleg Kari"
WORDS = f"BT /F1 20 Tf 72 700 Td ({SECRET}) Tj ET "
ON_IT = "BT /F1 20 Tf 72 700 Td (SLADDET) Tj ET"
LETTERS = "BT /F1 20 Tf 72 700 Td (S) Tj 20 0 Td (L) Tj 20 0 Td (A) Tj ET"
SMALL = "BT /F1 9 Tf 72 702 Td (unntatt offentleg innsyn etter paragraf) Tj ET"
BOX = "0 g 60 690 300 40 re f "
STRIPES = " ".join(f"{60 + at * 10} 690 3 40 re f" for at in range(30))
PICTURE = "q 300 0 0 60 60 680 cm /I Do Q "
DOTS = bytes(at * 37 % 256 for at in range(10_000))


def on_top(content: str, *, size: tuple[int, int] = (100, 100)) -> bytes:
    """Return a page that may draw a photograph, words that are not of one colour, and a group of things."""

    def change(made: pikepdf.Pdf, page: Any) -> None:
        stated: dict[str, Any] = {"Width": size[0], "Height": size[1], "BitsPerComponent": 8}
        grey = {"Type": pikepdf.Name.XObject, "Subtype": pikepdf.Name.Image, "ColorSpace": pikepdf.Name.DeviceGray}
        words = {"Type": pikepdf.Name.XObject, "Subtype": pikepdf.Name.Form, "Resources": page.Resources}
        page.Resources.XObject = pikepdf.Dictionary(
            I=made.make_stream(DOTS, **stated, **grey),
            W=made.make_stream(WORDS.encode(), BBox=pikepdf.Array([0, 0, 595, 842]), **words),
        )
        page.obj.Contents = made.make_stream(content.encode("latin-1"))

    return pdf(change=change)


UNDER = {
    "a box": WORDS + BOX,
    "a box with stripes": f"{WORDS}{BOX} 1 1 1 rg {STRIPES}",
    "stripes that meet": f"{WORDS} 0.2 g {BOX.replace('0 g', '')} 0.8 g {STRIPES}",
    "a box with a frame": f"{WORDS}{BOX} 1 0 0 RG 62 702 200 10 re S",
    "a photograph": WORDS + PICTURE,
    "a photograph turned": f"{WORDS} q 0 60 -300 0 360 680 cm /I Do Q",
    "a box with a word on it": f"{WORDS}{BOX} 1 g {ON_IT}",
    "a box with words drawn apart on it": f"{WORDS}{BOX} 1 g BT /F1 20 Tf 72 700 Td [(S) 9 (LA) -9 (DDET)] TJ ET",
    "a box with letters alone on it": f"{WORDS}{BOX} 1 g {LETTERS}",
    "a box with a smaller word on it": f"{WORDS}{BOX} 1 g {SMALL}",
    "a word above a word of its own colour": f"{WORDS} BT 1 g /F1 20 Tf 72 600 Td (ingen ser) Tj ET {BOX}",
    "in a group, under a box": f"/W Do {BOX}",
    "in a group, under a word": f"/W Do {BOX} 1 g {ON_IT}",
    "moved in a group, under a word": f"q 1 0 0 1 0 -100 cm /W Do {BOX} 1 g {ON_IT} Q",
    "nearly white": f"0.96 g {WORDS}",
    "nearly the colour behind": f"0 0 0.4 rg 60 690 300 40 re f 0 0 0.43 rg {WORDS}",
}


@pytest.mark.parametrize("content", UNDER.values(), ids=UNDER)
def test_words_that_lie_under_something_are_asked_about(content: str) -> None:
    found = [finding for finding in inspect(on_top(content), name="a.pdf") if finding.kind == "unseen_text"]
    assert found != []
    assert any(word in found[0].quote for word in ("Hemmeleg", "ingen ser"))
    assert (found[0].unit, found[0].at) == ("page", "1")


SEEN = {
    "over a photograph": PICTURE + f"1 0 0 rg {WORDS}",
    "over a box": f"{BOX} 1 g {WORDS}",
    "beside a box": f"{WORDS} 0 g 60 600 300 40 re f",
    "with a shadow": f"0.7 g {WORDS} 0 g BT /F1 20 Tf 73 699 Td ({SECRET}) Tj ET",
    "twice, to be bold": f"{WORDS} BT /F1 20 Tf 72.3 700 Td ({SECRET}) Tj ET",
    "underlined": f"{WORDS} 72 697 150 1 re f",
    "crossed out": f"{WORDS} 72 706 150 1 re f",
    "marked": f"1 1 0 rg 70 695 150 25 re f 0 g {WORDS}",
    "over other words": f"0.8 g BT /F1 40 Tf 72 690 Td (UTKAST) Tj ET 0 g {WORDS}",
    "in a group": "/W Do",
    "four points": f"BT /F1 4 Tf 72 700 Td ({SECRET}) Tj ET",
    "light grey": f"0.9 g {WORDS}",
    "as the edge of a picture": f"q BT /F1 20 Tf 7 Tr 72 700 Td ({SECRET}) Tj ET {PICTURE} Q",
}


@pytest.mark.parametrize("content", SEEN.values(), ids=SEEN)
def test_words_that_are_seen_are_not_asked_about(content: str) -> None:
    assert inspect(on_top(content), name="a.pdf") == ()


def scanned(*pages: str) -> bytes:
    def change(made: pikepdf.Pdf, page: Any) -> None:
        stated: dict[str, Any] = {"Width": 100, "Height": 100, "BitsPerComponent": 8}
        grey = {"Type": pikepdf.Name.XObject, "Subtype": pikepdf.Name.Image, "ColorSpace": pikepdf.Name.DeviceGray}
        page.Resources.XObject = pikepdf.Dictionary(I=made.make_stream(DOTS, **stated, **grey))
        page.obj.Contents = made.make_stream(pages[0].encode("latin-1"))
        for content in pages[1:]:
            other = made.add_blank_page(page_size=(595, 842))
            other.Resources, other.Contents = page.Resources, made.make_stream(content.encode("latin-1"))

    return pdf(change=change)


WHOLE = "q 595 0 0 842 0 0 cm /I Do Q "
READ = f"BT 3 Tr /F1 20 Tf 72 700 Td ({SECRET}) Tj 0 -30 Td (og meir) Tj 0 -30 Td (og endå meir) Tj ET "


@pytest.mark.parametrize("page", [WHOLE + READ, WORDS + WHOLE], ids=["as no letters", "under the picture"])
def test_what_a_program_read_of_scanned_pages_is_one_question(page: str) -> None:
    [found] = inspect(scanned(page, page, "", page), name="a.pdf")
    assert (found.kind, found.unit, found.at, weight_of(found)) == ("scanned_text", "page", "1, 2, 4", "warning")
    assert found.quote.startswith(SECRET)


def test_a_scanned_page_with_words_beside_it_that_are_seen_is_as_any_other() -> None:
    page = f"{WHOLE} 1 0 0 rg BT /F1 20 Tf 72 300 Td (Side) Tj ET {READ}"
    assert {finding.kind for finding in inspect(scanned(page), name="a.pdf")} == {"unseen_text"}


def test_words_too_small_to_be_seen_beside_others_are_asked_about() -> None:
    tiny = f"BT /F1 20 Tf 72 600 Td (Synleg) Tj 0.0001 0 0 0.0001 72 650 Tm ({SECRET}) Tj ET"
    assert [finding.kind for finding in inspect(drawn(tiny), name="a.pdf")] == ["unseen_text"]
