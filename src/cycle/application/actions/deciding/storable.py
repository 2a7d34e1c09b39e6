"""What JSON may hold and no database can: half a character, and numbers beyond all that is counted."""

from __future__ import annotations

from cycle.catalogue import sentence
from cycle.visible import is_unicode

HALF_A_CHARACTER = sentence(
    "What is written holds half a character, as when an emoji is cut in two. Write it again without it."
)
TOO_LARGE = sentence("A number is too large for anything here. Write it again.")
LARGEST = 2**63
"""The first number that is too large for a database."""


def why_not_stored(value: object) -> str:
    """Return why a value of JSON, or what is in it, can be stored nowhere, as a sentence of the catalogue; else ""."""
    match value:
        case str():
            return "" if is_unicode(value) else HALF_A_CHARACTER
        case float() | int():
            return "" if -LARGEST <= value < LARGEST else TOO_LARGE
        case dict():
            return next(filter(None, map(why_not_stored, (*value, *value.values()))), "")
        case list():
            return next(filter(None, map(why_not_stored, value)), "")
        case _:
            return ""
