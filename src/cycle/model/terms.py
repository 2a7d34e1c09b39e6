"""The small words that nouns of every room are made of: language, basis, right."""

from __future__ import annotations

from typing import Literal, get_args

Language = Literal["nn", "nb"]
"""Written language of a text: nynorsk or bokmål."""
LANGUAGES: tuple[Language, ...] = get_args(Language)


LanguageDecision = Literal["nynorsk", "bokmål", "nøytral", ""]
"""What a municipality has decided that the state shall write to it (språkvedtak); empty when not looked up."""


Basis = Literal["stated", "inferred", "ours"]
"""Where a fact or rule comes from: printed in the source, inferred from it, or our own reading."""


Right = Literal["vote", "propose", "speak", "attend", "own_item"]
"""What a seat may do in the meeting (rett): `propose` includes speaking, `own_item` is speaking on one's own item."""
