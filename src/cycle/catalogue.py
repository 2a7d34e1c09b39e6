"""Says in the reader's written language what the code says in nynorsk, by a catalogue of sentences (setningslager)."""

from __future__ import annotations

from cycle.catalogue_nb import BOKMAL
from cycle.model import Language


def say(language: Language, text: str, **values: object) -> str:
    """Return a sentence of ours in the language, its `{names}` filled in.

    Words of others that stand where ours could stand, and that no catalogue knows, come out as they are. Every
    sentence in the code is in the catalogue: a test holds it.
    """
    words = BOKMAL.get(text, text) if language == "nb" else text
    return words.format(**values) if values else words


def counted(language: Language, number: int, one: str, many: str) -> str:
    """Return `1 mottakar` or `2 mottakarar`; both forms are given in nynorsk and stand together in the catalogue."""
    return f"{number} {say(language, f'{one}|{many}').split('|')[number != 1]}"
