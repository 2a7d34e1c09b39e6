"""What the approver looks at: pages as pictures, and the letters most likely to be wrong."""

from __future__ import annotations

import io

import pikepdf
from PIL import Image, ImageDraw

from cycle.letters.preview import SHEET_BYTES, SHEET_PAGES, Shown, contact_sheet, differing_pages, framed_pages, pages


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


def test_only_the_line_that_was_changed_is_framed() -> None:
    before, after = written((100, "Ordførar"), (400, "Stad: Knarvik")), written((100, "Ordførar"), (400, "Stad: Voss"))
    assert differing_pages(before, after) == (1,)
    [picture] = framed_pages(before, after, dpi=72)
    page = Image.open(io.BytesIO(picture)).convert("RGB")
    red = [y for y in range(page.height) for x in range(page.width) if page.getpixel((x, y)) == (200, 30, 30)]
    assert 385 < min(red) < max(red) < 425


def test_a_letter_that_looks_the_same_has_no_frame() -> None:
    letter = written((100, "Ordførar"))
    assert differing_pages(letter, letter) == ()
    assert framed_pages(letter, letter) == pages(letter)


def test_a_page_that_is_new_or_gone_differs() -> None:
    assert differing_pages(pdf(1), pdf(3)) == (2, 3)
    assert differing_pages(pdf(2), pdf(1)) == (2,)
