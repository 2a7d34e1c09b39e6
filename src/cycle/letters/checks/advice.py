"""What helps against several things that are wrong with a template."""

from __future__ import annotations

from cycle.catalogue import sentence

OWN = sentence("give the tag a paragraph, a row or a cell of its own")
GUIDE = sentence("compare with the examples in docs/templates.md")
BLOCKS = sentence("let each condition begin and end in the same paragraph, cell or row")
LANGUAGE = sentence(
    "mark all text (Ctrl+A), choose Se gjennom → Språk → Angi korrekturspråk → Norsk (nynorsk) "
    "or Norsk (bokmål) → Bruk som standard"
)
WRITE = sentence("write a field, {{ recipient.name }}, or the words that are to stand there")
TITLE = sentence("write a title in Fil → Info → Egenskaper → Tittel, for example {{ letter.title }}")
