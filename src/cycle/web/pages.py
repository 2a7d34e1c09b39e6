"""Fills in page templates: sandboxed, strict, everything escaped, words and dates as Norwegian readers write them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment
from starlette.responses import HTMLResponse

from cycle import wording
from cycle.services import OSLO


class Pages:
    """The page templates of a folder."""

    def __init__(self, folder: Path, **values: Any) -> None:
        """Read templates from the folder; `values` are known to all of them."""
        self._folder = folder
        self._environment = SandboxedEnvironment(
            loader=FileSystemLoader(folder),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals |= {**WORDS, **values}

    def show(
        self, template: str, *, status: int = 200, headers: Mapping[str, str] | None = None, **values: Any
    ) -> HTMLResponse:
        """Return the filled-in page."""
        page = self._environment.get_template(template).render(status=status, **values)
        return HTMLResponse(page, status_code=status, headers=headers)

    def file(self, name: str) -> bytes:
        """Return a file that lies beside the templates as it is: the style sheet, the icon."""
        return (self._folder / name).read_bytes()


def moment(at: dt.datetime) -> str:
    """Return `22. november 2026 kl. 09.05`, in Norwegian time."""
    local = at.astimezone(OSLO)
    return f"{wording.long_date(local.date())} kl. {wording.clock(local.time())}"


def mail_moment(text: str) -> str:
    """Return the moment of a mail's Date in ISO 8601 as `moment` does, `utan dato` when it has none."""
    try:
        at = dt.datetime.fromisoformat(text)
        return moment(at if at.tzinfo else at.replace(tzinfo=dt.UTC))
    except (ValueError, OverflowError):
        return "utan dato"


def capital(text: str) -> str:
    """Return the text with its first letter as a capital."""
    return text[:1].upper() + text[1:]


WORDS = {
    "capital": capital,
    "clock_range": wording.clock_range,
    "count": wording.count,
    "file_size": wording.file_size,
    "full_date": wording.full_date,
    "listed": wording.listed,
    "in_a_sentence": wording.in_a_sentence,
    "long_date": wording.long_date,
    "mail_moment": mail_moment,
    "moment": moment,
    "segment": lambda text: quote(text, safe=""),
}
