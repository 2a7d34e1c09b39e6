"""How long personal matter is kept, and what for (kassasjon)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionRule:
    """How long one field is kept (kassasjonsregel)."""

    of: str
    """The field, `reply_words`."""
    days: int
    purpose: str
    after: Literal["written", "meeting"] = "written"
    basis: str = ""
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
