"""A page for approvers shows no heading above nothing."""

from __future__ import annotations

from cycle.application.year.for_readers.markdown import bullets, section, table


def test_a_section_with_nothing_in_it_has_no_heading() -> None:
    assert section("### Vacant seats", table(("Seat", "From"), []), bullets([])) == ""


def test_a_section_has_its_heading_once_and_each_part_apart() -> None:
    rows = [("mayor", "Alver")]
    assert section("### Vacant seats", table(("Seat", "From"), rows), "", "Fill them.") == (
        "### Vacant seats\n\n| Seat | From |\n| --- | --- |\n| mayor | Alver |\n\nFill them."
    )
