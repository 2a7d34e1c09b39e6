"""The id of a person, made of the name."""

from __future__ import annotations

import hashlib

from cycle.register.seat_ids import id_text


def person_id(name: str, address: str = "") -> str:
    """Return the id that the same name always gives, `asne-oye-1f3a9c02`; the address tells namesakes apart."""
    key = f"{' '.join(name.split()).casefold()}\n{address.casefold()}"
    return f"{id_text(name)[:40] or 'person'}-{hashlib.sha256(key.encode()).hexdigest()[:8]}"
