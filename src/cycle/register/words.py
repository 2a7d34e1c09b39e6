"""Says what the register and the programme have to say to a secretary, by key, in one written language."""

from __future__ import annotations

from dataclasses import dataclass

from cycle.catalogue import counted
from cycle.model import Language
from cycle.phrases import Phrase
from cycle.register.sentences import SENTENCES
from cycle.register.sentences.changes import COUNTED


@dataclass(frozen=True, slots=True)
class Say:
    """Says things in one written language."""

    language: Language = "nn"

    def both(self, key: str, **values: object) -> tuple[Phrase, Phrase]:
        """Return what is wrong and what would be right; KeyError for a key that no sentence has."""
        what, remedy = (Phrase(text, **values) for text in SENTENCES[key])
        return what.written_in(self.language), remedy.written_in(self.language)

    def word(self, key: str, **values: object) -> Phrase:
        """Return a sentence that asks for nothing."""
        return self.both(key, **values)[0]

    def counted(self, kind: str, number: int) -> str:
        """Return how many changes of a kind there are: `3 nye`, `1 ny`."""
        return counted(self.language, number, *COUNTED[kind])
