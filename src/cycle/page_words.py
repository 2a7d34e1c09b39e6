"""What the template of a page may say: our sentences in the language of its reader, safe to stand in HTML."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from markupsafe import Markup, escape

from cycle.catalogue import counted, in_context, say
from cycle.model import Language


def page_words(language: Language) -> Mapping[str, Callable[..., str]]:
    """Return `say`, `count` and `in_context` for the templates of pages.

    Sentences and values are escaped; only a value that is markup already, as a macro of the page makes it, is kept.
    """

    def said(text: str, /, **values: object) -> Markup:
        words = escape(say(language, text))
        return words.format(**values) if values else words

    def count(number: int, one: str, many: str, /, **values: object) -> Markup:
        kept = {name: f"{{{name}}}" for name in values}  # filled in below, each escaped
        return escape(counted(language, number, one, many, **kept)).format(**values)

    return {"say": said, "count": count, "in_context": in_context}
