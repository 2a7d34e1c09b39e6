"""Which enclosures a letter has, each once and in the language of who reads it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cycle.model import (
    Language,
)


def enclosed(common: Sequence[Mapping[str, Any]], language: Language) -> list[Mapping[str, Any]]:
    """Return each enclosure once: in the reader's language where there is one, else as it was made first."""
    by_template: dict[str, Mapping[str, Any]] = {}
    for one in common:
        if one["template"] not in by_template or one.get("language") == language:
            by_template[one["template"]] = one
    return list(by_template.values())
