"""What the approver looks at: pages as pictures, and the letters most likely to be wrong."""

from __future__ import annotations

import io

import pikepdf
from PIL import Image, ImageDraw

from cycle.letters.pdf.page_pictures import SHEET_BYTES, SHEET_PAGES, Shown, contact_sheet, pages


def pdf(count: int) -> bytes:
    buffer = io.BytesIO()
    with pikepdf.new() as document:
        for _ in range(count):
            document.add_blank_page(page_size=(595, 842))
        document.save(buffer)
    return buffer.getvalue()


def test_each_page_is_a_picture_of_its_size() -> None:
    first, second = pages(pdf(2), dpi=72)
    assert Image.open(io.BytesIO(first)).size == Image.open(io.BytesIO(second)).size == (595, 842)


def test_the_sheet_is_small_and_shows_no_more_than_its_share() -> None:
    sheet = contact_sheet([Shown(pdf=pdf(5), caption="Det lengste namnet"), Shown(pdf=pdf(1)), Shown(pdf=pdf(30))])
    assert len(sheet) <= SHEET_BYTES
    width, height = Image.open(io.BytesIO(sheet)).size
    assert round(width / 508) * round(height / 734) == SHEET_PAGES


def test_a_sheet_full_of_noise_still_fits_in_a_page_of_the_approvers() -> None:
    noise = Image.effect_noise((595, 842), 90).convert("RGB")
    buffer = io.BytesIO()
    noise.save(buffer, "PDF")
    assert len(contact_sheet([Shown(pdf=buffer.getvalue())] * 12)) <= SHEET_BYTES


def written(*lines: tuple[int, str]) -> bytes:
    """A PDF of one page with words at these heights."""
    page = Image.new("RGB", (595, 842), "white")
    for height, words in lines:
        ImageDraw.Draw(page).text((60, height), words, fill="black")
    buffer = io.BytesIO()
    page.save(buffer, "PDF", resolution=72)
    return buffer.getvalue()


def reds(before: bytes, after: bytes) -> list[tuple[int, int]]:
    """The red points (x, y) of a sheet that holds a letter against the one before, in points of the page."""
    sheet = Image.open(io.BytesIO(contact_sheet([Shown(pdf=after, before=before)]))).convert("RGB")
    red = [
        (x, y)
        for y in range(sheet.height)
        for x in range(sheet.width)
        if (colour := sheet.getpixel((x, y)))[0] > 150 and max(colour[1:]) < 90
    ]
    return [(round((x - 12) * 72 / 60), round((y - 32) * 72 / 60)) for x, y in red]


def test_only_the_line_that_was_changed_is_framed() -> None:
    before, after = written((100, "Ordførar"), (400, "Stad: Knarvik")), written((100, "Ordførar"), (400, "Stad: Voss"))
    heights = [y for _, y in reds(before, after)]
    assert 385 < min(heights) < max(heights) < 425


def test_a_letter_that_looks_the_same_has_no_frame() -> None:
    letter = written((100, "Ordførar"))
    assert reds(letter, letter) == []


def test_a_page_that_is_new_is_framed_whole() -> None:
    assert {x > 595 for x, _ in reds(pdf(1), pdf(2))} == {True}
    heights = [y for _, y in reds(pdf(1), pdf(2))]
    assert max(heights) - min(heights) > 800
