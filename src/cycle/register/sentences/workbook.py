"""What stands in a workbook that we write."""

from __future__ import annotations

from collections.abc import Mapping

from cycle.catalogue import sentence

WORKBOOK: Mapping[str, tuple[str, str]] = {
    "sheet_title": (sentence("Register of seats and persons"), ""),
    "sheet_invented": (sentence("Invented persons – examples only"), ""),
    "sheet_earlier": (sentence("Earlier"), ""),
    "sheet_ended": (sentence("{title}: earlier mandates"), ""),
    "sheet_hint": (
        sentence(
            "One row for each person and seat. The same name and the same e-mail is one person. Write "
            "«ledig» when nobody has the seat."
        ),
        "",
    ),
    "sheet_choose": (sentence("Choose from the list"), sentence("Choose {words}, or leave the cell empty.")),
}
"""What is wrong or so, and what would be right, by key."""
