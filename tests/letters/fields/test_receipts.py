"""The receipt of a dispatch says who was reached, in words that its rows need and columns that its rows fit."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from cycle.letters.fields.proof_of_notice import ADDRESS_ROOM, DIGITS, ProofRow, proof_fields
from tests.letters.conftest import TEMPLATES
from tests.letters.fields.test_day import fields, text_of

BEFORE = dt.date(2026, 12, 1)
FORMS = ("", ".nb")


@pytest.mark.parametrize("form", FORMS)
def test_a_moment_fits_its_column_in_the_receipt(form: str) -> None:
    """A date is never parted at the end of a line: in a narrower column it was broken inside the year."""
    with zipfile.ZipFile(TEMPLATES / f"kvittering{form}.docx") as archive:
        body = archive.read("word/document.xml").decode()
    [columns] = [grid for grid in re.findall(r"<w:tblGrid>.*?</w:tblGrid>", body) if grid.count("w:gridCol ") == 4]
    widths = [int(width) for width in re.findall(r'w:w="(\d+)"', columns)]
    margins, nine_points, ten_points = 2 * 113, 180, 200
    assert sum(widths) == 9298
    assert widths[1] >= len("23. november 2026") * ten_points * 0.55 + margins
    assert widths[0] >= ADDRESS_ROOM * nine_points * 0.55 + margins
    assert widths[3] >= DIGITS * ten_points * 0.53 + margins


ROW = ProofRow(
    name="Kari Vik",
    recipient="p-1",
    by="mail",
    address="kari@vik.example",
    state="sent",
    at="",
    when="",
    code="250",
    answer="Ok",
)


def receipt(form: str, *, reached: Sequence[ProofRow] = (), missing: Sequence[ProofRow] = ()) -> tuple[str, Any]:
    common = {key: value for key, value in fields(date=BEFORE).items() if key not in {"recipient", "asked"}}
    values = proof_fields(
        common,
        dispatch="Invitasjon",
        subject="",
        trial="",
        made="",
        summary="",
        reached=reached,
        paper=[],
        missing=missing,
    )
    return text_of(f"kvittering{form}", values), values["proof"]


@pytest.mark.parametrize(
    ("address", "lines"),
    [
        ("namn.namnesen@kommune.example", ["namn.namnesen@kommune.example"]),
        ("oddvor.nottveit-lia@hand-og-hjarte.example", ["oddvor.nottveit-lia@", "hand-og-hjarte.example"]),
        (
            "ola@samhandling.kommunikasjon.vestland.example",
            ["ola@", "samhandling.kommunikasjon.", "vestland.example"],
        ),
        ("postmottak.helse.og.omsorg.avdeling@vik.no", ["postmottak.helse.og.omsorg.", "avdeling@", "vik.no"]),
        ("Postboks 1212 Sentrum\n5000 Bergen og noko til", ["Postboks 1212 Sentrum, 5000 Bergen og noko til"]),
        ("", [""]),
    ],
)
def test_a_long_address_goes_on_after_its_at_or_a_dot(address: str, lines: list[str]) -> None:
    _, proof = receipt("", reached=[replace(ROW, address=address)])
    assert proof["reached"][0]["address"].split("\n") == lines


@pytest.mark.parametrize(
    ("form", "counted", "several", "one"),
    [
        ("", "«Rekna som send»", "Desse hadde ikkje", "Vedkomande hadde ikkje"),
        (".nb", "«Regnet som sendt»", "Disse hadde ikke", "Vedkommende hadde ikke"),
    ],
)
def test_a_receipt_explains_the_words_it_has_and_counts_right(form: str, counted: str, several: str, one: str) -> None:
    claimed = replace(ROW, state="claimed")
    for reached, explained in (
        ([ROW], (False, False)),
        ([ROW, replace(ROW, handed_over=True)], (False, True)),
        ([claimed], (True, False)),
        ([replace(claimed, handed_over=True)], (True, True)),
    ):
        text, _ = receipt(form, reached=reached)
        assert (counted in text, "«Overlevert»" in text) == explained
    for missing, there in (([ROW], (one, several)), ([ROW] * 2, (several, one))):
        text, _ = receipt(form, missing=missing)
        assert there[0] in text
        assert there[1] not in text
    assert re.search("Ikkje nådd$|Ikke nådd$", receipt(form, missing=[ROW])[0], re.MULTILINE)


@pytest.mark.parametrize("form", FORMS)
def test_a_receipt_is_called_by_its_meeting(form: str) -> None:
    with zipfile.ZipFile(TEMPLATES / f"kvittering{form}.docx") as archive:
        for part in ("word/header2.xml", "docProps/core.xml"):
            assert "{{ proof.dispatch|lower }} – {{ meeting.title }}" in archive.read(part).decode()
