"""Every sentence that the register and the programme say to a secretary, in English, by key; `locale/` translates."""

from __future__ import annotations

from collections.abc import Mapping

from cycle.register.sentences.changes import CHANGES
from cycle.register.sentences.files import FILES
from cycle.register.sentences.marks import MARKS
from cycle.register.sentences.names import NAMES
from cycle.register.sentences.programme import PROGRAMME
from cycle.register.sentences.rows import ROWS
from cycle.register.sentences.workbook import WORKBOOK

SENTENCES: Mapping[str, tuple[str, str]] = {
    **FILES,
    **ROWS,
    **NAMES,
    **MARKS,
    **CHANGES,
    **PROGRAMME,
    **WORKBOOK,
}
"""What is wrong, and what would be right."""
