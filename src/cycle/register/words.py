"""Every sentence that the register and the programme say to a secretary, in nynorsk and in bokmål."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cycle.model import Language
from cycle.register.sentences_nb import SENTENCES as NB
from cycle.register.sentences_nn import SENTENCES as NN

SENTENCES: Mapping[Language, Mapping[str, tuple[str, str]]] = {"nn": NN, "nb": NB}
"""What is wrong, and what would be right, by language and key."""


@dataclass(frozen=True, slots=True)
class Say:
    """Says things in one written language."""

    language: Language = "nn"

    def __call__(self, key: str, **values: object) -> tuple[str, str]:
        """Return what is wrong and what would be right."""
        what, remedy = SENTENCES[self.language][key]
        return what.format(**values), remedy.format(**values)

    def word(self, key: str, **values: object) -> str:
        """Return a sentence that asks for nothing."""
        return self(key, **values)[0]
