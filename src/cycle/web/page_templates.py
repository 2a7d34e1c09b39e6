"""Fills in page templates: sandboxed, strict, everything escaped, words and dates as Norwegian readers write them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup
from starlette.responses import HTMLResponse

from cycle import wording
from cycle.catalogue import say
from cycle.compiled import CompiledOnce
from cycle.model import Language
from cycle.page_words import page_words
from cycle.services import OSLO
from cycle.unbroken import page_held
from cycle.wording import with_capital

_COMPILED = CompiledOnce()


class Pages:
    """The page templates of a folder."""

    def __init__(self, folder: Path, *, reads: Callable[[], Language] = lambda: "nn", **values: Any) -> None:
        """Read templates from the folder; `values` are known to all of them, `reads` gives the reader's language."""
        self._folder, self._reads = folder, reads
        self._environment = SandboxedEnvironment(
            loader=FileSystemLoader(folder),
            bytecode_cache=_COMPILED,
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals |= values

    def show(
        self,
        template: str,
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        language: Language | None = None,
        **values: Any,
    ) -> HTMLResponse:
        """Return the filled-in page in the language, or in the reader's."""
        words = words_in(language or self._reads())
        page = self._environment.get_template(template).render(**words, status=status, **values)
        return HTMLResponse(page_held(page), status_code=status, headers=headers)

    @property
    def language(self) -> Language:
        """Return what the reader reads."""
        return self._reads()

    def part(self, template: str, *, language: Language | None = None, **values: Any) -> Markup:
        """Return a filled-in piece of a page, to stand in another."""
        words = words_in(language or self._reads())
        return Markup(self._environment.get_template(template).render(**words, **values))  # noqa: S704 - escaped there

    def say(self, text: str, **values: object) -> str:
        """Return a sentence of ours as the reader reads it."""
        return say(self._reads(), text, **values)

    def file(self, name: str) -> bytes:
        """Return a file that lies beside the templates as it is: the style sheet, the icon."""
        return (self._folder / name).read_bytes()


def moment(at: dt.datetime) -> str:
    """Return `22. november 2026 kl. 09.05`, in Norwegian time; the months have one name in both languages."""
    local = at.astimezone(OSLO)
    return f"{wording.long_date(local.date())} kl. {wording.clock(local.time())}"


def mail_moment(text: str, language: Language = "nn") -> str:
    """Return the moment of a mail's Date in ISO 8601 as `moment` does, `utan dato` when it has none."""
    try:
        at = dt.datetime.fromisoformat(text)
        return moment(at if at.tzinfo else at.replace(tzinfo=dt.UTC))
    except (ValueError, OverflowError):
        return say(language, "without a date")


def words_in(language: Language) -> dict[str, Any]:
    """Return what every page knows: how its reader writes dates, counts and sizes."""
    return {
        **_WORDS,
        "full_date": lambda day: wording.full_date(day, language),
        "mail_moment": lambda text: mail_moment(text, language),
        "language": language,
        **page_words(language),
    }


_WORDS: Mapping[str, Any] = {
    "capital": with_capital,
    "clock_range": wording.clock_range,
    "file_size": wording.file_size,
    "listed": wording.listed,
    "in_a_sentence": wording.in_a_sentence,
    "long_date": wording.long_date,
    "moment": moment,
    "segment": lambda text: quote(text, safe=""),
}
