"""Papers are right as they are used: a sign folded on the table, a badge on a shirt, an address in a window."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import pypdfium2
import pytest
from pypdfium2 import raw

from cycle.letters.fields.example import example_fields, example_paper
from cycle.letters.fields.known_fields import PAPER, PERSONAL
from cycle.letters.fields.meeting_papers import unbroken
from cycle.letters.fields.postal_lines import postal_lines
from cycle.letters.pdf.conversion import convert, find_office
from cycle.letters.render.template import compile_template
from cycle.model import DOCX, Document, Invitee

from .conftest import TEMPLATES

pytestmark = pytest.mark.office
MM = 72 / 25.4
WINDOWS = {"C5": (15, 44, 105, 35), "C65": (15, 39, 100, 35), "E65": (15, 40, 95, 30), "EC4": (15, 42, 100, 40)}
"""From the left, from the top, width and height in mm of the windows of Norwegian envelopes, seen on a folded A4 sheet
(officeconsult.no, «Brevmaler: plassering av mottakerfelt i vinduskonvolutter»)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """One letter on a page: where it is in mm from the upper left corner, and which way its top points."""

    text: str
    box: tuple[float, float, float, float]
    up: tuple[int, int]


@cache
def pdf_of(name: str, values: str = "") -> bytes:
    fields: dict[str, Any] = example_paper() if name.startswith(("bord", "namne")) else example_fields()
    if values:
        LONGER[values](fields)
    known = PAPER if "people" in fields else PERSONAL
    letter = compile_template(TEMPLATES / f"{name}.docx", known=known).render(fields)
    (pdf,) = convert([Document(name=f"{name}.docx", media_type=DOCX, data=letter)], office=find_office())
    return pdf.data


def signs(pdf: bytes, page: int = 0) -> Iterator[Sign]:
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    sheet = document[page]
    text, height = sheet.get_textpage(), sheet.get_height()
    for number in range(text.count_chars()):
        said = chr(raw.FPDFText_GetUnicode(text, number))
        matrix = raw.FS_MATRIX()
        raw.FPDFText_GetMatrix(text, number, matrix)
        left, bottom, right, top = text.get_charbox(number)
        up = tuple(0 if abs(entry) < 0.01 else int(entry / abs(entry)) for entry in (matrix.c, matrix.d))
        if said.strip():
            box = (left / MM, (height - top) / MM, right / MM, (height - bottom) / MM)
            yield Sign(text=said, box=box, up=up)  # type: ignore[arg-type]
    document.close()


def _many_lines(fields: dict[str, Any]) -> None:
    postal = "c/o Helsefellesskapet\nAvdeling for samhandling\nBygg 4\nStorgata 1\nPostboks 1212\n5000 Bergen"
    fields["recipient"]["postal_lines"] = postal_lines(
        Invitee(id="p", name="Anne-Margrethe Wollert-Johannessen", address="", language="nn", seats=(), postal=postal)
    )


def _long_lines(fields: dict[str, Any]) -> None:
    """Lines as long as a line of the window is, and one of two lines."""
    unit = "Helse- og omsorgsavdelinga i Stor-Fjord kommune, 3. etasje"
    postal = f"Avdeling for samhandling og helseplanar\n{unit}\n5000 Bergen"
    fields["recipient"]["postal_lines"] = postal_lines(
        Invitee(id="p", name="Anne-Margrethe Wollert-Johannessen", address="", language="nn", seats=(), postal=postal)
    )


def _brackets(fields: dict[str, Any]) -> None:
    title = "representant for arbeidstakarane i helsefellesskapet (primært frå politisk leiing)"
    for pair in fields["pairs"]:
        pair["left"]["title"] = unbroken(title)
    for person in fields["people"]:
        person["title"] = unbroken(title)


LONGER = {"many lines": _many_lines, "long lines": _long_lines, "brackets": _brackets}


@pytest.mark.parametrize("name", ["bordskilt", "bordskilt.nb"])
def test_a_table_sign_that_is_folded_stands_the_right_way_up_on_both_sides(name: str) -> None:
    """The crease is up when it stands: the top of each letter points to it, from the left half and from the right."""
    found = list(signs(pdf_of(name)))
    left, right = ([sign for sign in found if (sign.box[0] < 105) == side] for side in (True, False))
    assert "".join(sign.text for sign in left) == "".join(sign.text for sign in right) != ""
    assert {sign.up for sign in left} == {(1, 0)}
    assert {sign.up for sign in right} == {(-1, 0)}
    assert all(sign.box[2] < 105 for sign in left)
    assert all(sign.box[0] > 105 for sign in right)


@pytest.mark.parametrize("envelope", WINDOWS)
@pytest.mark.parametrize("values", ["", "many lines", "long lines"])
@pytest.mark.parametrize("name", ["adresseark", "adresseark.nb"])
def test_the_address_and_nothing_else_is_seen_in_the_window_of_each_envelope(
    name: str, values: str, envelope: str
) -> None:
    left, top, width, height = WINDOWS[envelope]
    seen, cut = "", ""
    for sign in signs(pdf_of(name, values)):
        x0, y0, x1, y1 = sign.box
        if x1 > left and x0 < left + width and y1 > top and y0 < top + height:
            seen += sign.text
            whole = x0 >= left + 1 and x1 <= left + width - 1 and y0 >= top + 0.5 and y1 <= top + height - 0.5
            cut += "" if whole else sign.text
    fields = example_fields()
    if values:
        LONGER[values](fields)
    lines = fields["recipient"]["postal_lines"]
    assert (seen, cut) == ("".join("".join(lines).split()), "")
    assert len(lines) <= 5


@pytest.mark.parametrize(
    ("name", "page"), [("namneskilt", 0), ("bordskilt", 0), ("namneskilt.nb", 0), ("bordskilt.nb", 0)]
)
def test_a_line_of_a_badge_or_a_sign_never_ends_inside_a_bracket(name: str, page: int) -> None:
    found = list(signs(pdf_of(name, "brackets"), page))
    start = next(number for number, sign in enumerate(found) if sign.text == "(")
    end = next(number for number, sign in enumerate(found) if sign.text == ")" and number > start)
    inside = found[start : end + 1]
    assert "".join(sign.text for sign in inside) == "(primærtfråpolitiskleiing)"
    axis = 1 if inside[0].up[0] == 0 else 0
    middles = [(sign.box[axis] + sign.box[axis + 2]) / 2 for sign in inside]
    assert max(middles) - min(middles) < 5


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("vara (for Ola)", "vara (for\u00a0Ola)"),
        ("leiar (e-helse)", "leiar (e\u2011helse)"),
        ("leiar for samarbeid", "leiar for samarbeid"),
        (
            "a (" + " ".join(["lang"] * 10) + ")",
            "a (" + "\u00a0".join(["lang"] * 7) + " " + "\u00a0".join(["lang"] * 3) + ")",
        ),
        ("Oddvør Øygard Nøttveit-Lia", "Oddvør Øygard Nøttveit\u2011Lia"),
        ("Anne-Marie Moe-Moe", "Anne\u2011Marie Moe\u2011Moe"),
        ("Kristoffersen-Bjørkedokk-Hesjedokk", "Kristoffersen-Bjørkedokk-Hesjedokk"),
        ("helse- og omsorgssjef", "helse- og omsorgssjef"),
    ],
)
def test_a_bracket_with_room_on_a_line_is_held_together(text: str, held: str) -> None:
    assert unbroken(text) == held


def test_a_badge_fits_its_place_on_the_sheet() -> None:
    """Ten to a sheet, 91 × 54 mm: nothing of a badge is nearer its edge than it can be cut."""
    columns = ((14, 105), (105, 196))
    for sign in signs(pdf_of("namneskilt", "brackets")):
        assert any(left + 2 <= sign.box[0] and sign.box[2] <= right - 2 for left, right in columns), sign
