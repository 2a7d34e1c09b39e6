"""What can be found in a document that is to be published (funn), and what each finding means for publishing it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

FindingKind = Literal[
    "unreadable",
    "encrypted",
    "too_large",
    "other_kind",
    "not_printed",
    "macros",
    "program",
    "script",
    "tracked_change",
    "identity_number",
    "notes",
    "comment",
    "hidden_slide",
    "hidden_sheet",
    "hidden_cells",
    "hidden_text",
    "hidden_layer",
    "attachment",
    "annotation",
    "form_field",
    "filled_form",
    "link_drawing",
    "loads_from_outside",
    "author",
    "company",
    "property",
    "file_title",
    "earlier_version",
    "picture_position",
    "inside_link",
    "other_link",
    "unseen_text",
    "scanned_text",
    "telephone",
    "private_address",
]
Unit = Literal["file", "name", "properties", "page", "slide", "sheet", "part", "bookmark", "alt"]
"""What `Finding.at` counts or names."""

Weight = Literal["refused", "removed", "warning"]
"""`refused`: nothing of the document is published until it is mended; `removed`: it does not follow along on the
page; `warning`: a person looks at it and decides.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing at one place of a document."""

    kind: FindingKind
    unit: Unit = "file"
    at: str = ""
    """The number of the page or slide, or the name of the sheet or part; empty for the whole file."""
    quote: str = ""
    """The first words of it, or who wrote it; of an identity number the first six digits only."""


_REFUSED = {
    "unreadable",
    "encrypted",
    "too_large",
    "other_kind",
    "not_printed",
    "macros",
    "program",
    "script",
    "tracked_change",
    "hidden_layer",
    "identity_number",
}
_WARNINGS = {"telephone", "private_address", "unseen_text", "scanned_text", "filled_form"}
WEIGHTS: Mapping[str, Weight] = {
    **dict.fromkeys(_REFUSED, "refused"),
    **dict.fromkeys(_WARNINGS, "warning"),
}


def weight_of(finding: Finding) -> Weight:
    """Return what the finding means for publishing the document."""
    return WEIGHTS.get(finding.kind, "removed")


def quoted(text: str, *, most: int = 60) -> str:
    """Return the first words of a text on one line, cut at a word."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    return f"{line[:most].rpartition(' ')[0] or line[:most]} …"
