"""What is wrong with a template as those who write in it are told, with Word's own menus and no word of a parser."""

from __future__ import annotations

import re

from cycle.letters.checks.document_sentences import DOCUMENTS
from cycle.letters.checks.tag_sentences import TAGS
from cycle.letters.ooxml import SAID

SENTENCES: tuple[tuple[str, str, str], ...] = (
    *((rf"{re.escape(what)}(?: \(.*\))?", what, helps) for what, helps in SAID),
    *TAGS,
    *DOCUMENTS,
)
"""What the check says as a pattern, how it is told, and what helps; the first that fits."""
