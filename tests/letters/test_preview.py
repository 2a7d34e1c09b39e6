"""What the approver looks at: pages as pictures, and the letters most likely to be wrong."""

from __future__ import annotations

import io
from dataclasses import replace

import pikepdf
from PIL import Image

from cycle.letters import example
from cycle.letters.preview import SHEET_BYTES, SHEET_PAGES, contact_sheet, coverage, pages
from cycle.model import Invitee

ONE_SEAT: Invitee = replace(example._INVITEE, seats=example._INVITEE.seats[:1])


def invitee(number: int, name: str = "Ada", organisation: str = "Fjord", seats: int = 1) -> Invitee:
    seat = replace(ONE_SEAT.seats[0], organisation=organisation)
    return replace(ONE_SEAT, id=f"p-{number}", name=name, seats=(seat,) * seats)


def pdf(count: int) -> bytes:
    buffer = io.BytesIO()
    with pikepdf.new() as document:
        for _ in range(count):
            document.add_blank_page(page_size=(595, 842))
        document.save(buffer)
    return buffer.getvalue()


def test_the_letters_to_look_at_are_the_first_the_longest_and_the_one_with_most_seats() -> None:
    people = [
        invitee(1),
        invitee(2),
        invitee(3, name="Anne-Margrethe Wollert-Johannessen"),
        invitee(4, organisation="Voss Distriktspsykiatriske Senter"),
        invitee(5, seats=3),
    ]
    assert coverage(people) == ("p-1", "p-3", "p-4", "p-5")


def test_a_letter_shown_for_two_reasons_is_shown_once() -> None:
    assert coverage([invitee(1)]) == ("p-1",)
    assert coverage([]) == ()


def test_each_page_is_a_picture_of_its_size() -> None:
    first, second = pages(pdf(2), dpi=72)
    assert Image.open(io.BytesIO(first)).size == Image.open(io.BytesIO(second)).size == (595, 842)


def test_the_sheet_is_small_and_shows_no_more_than_its_share() -> None:
    sheet = contact_sheet([pdf(5), pdf(1), pdf(30)])
    assert len(sheet) <= SHEET_BYTES
    width, height = Image.open(io.BytesIO(sheet)).size
    assert round(width / 508) * round(height / 714) == SHEET_PAGES


def test_a_sheet_full_of_noise_still_fits_in_a_page_of_the_approvers() -> None:
    noise = Image.effect_noise((595, 842), 90).convert("RGB")
    buffer = io.BytesIO()
    noise.save(buffer, "PDF")
    assert len(contact_sheet([buffer.getvalue()] * 12)) <= SHEET_BYTES
