"""The dispatches that come with the service, as the meeting types of its communities write them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

COMMUNITIES = Path(__file__).parents[1] / "config" / "communities"
EXAMPLE = COMMUNITIES / "bergensomradet"


@cache
def shipped() -> Mapping[str, Mapping[str, Any]]:
    """Return the table of each dispatch that any community has, by its id; the example's where it has it too."""
    others = sorted(COMMUNITIES.glob("*/*.toml"))
    files = (*(file for file in others if file.parent != EXAMPLE), *(file for file in others if file.parent == EXAMPLE))
    return {table["id"]: table for file in files for table in _read(file).get("dispatches", ())}


def on_request() -> Mapping[str, Mapping[str, Any]]:
    """Return the table of each that only goes out when somebody asks for it, as the example has them."""
    tables = _read(EXAMPLE / "partnarskapsmote.toml")["dispatches"]
    return {table["id"]: table for table in tables if table.get("by") == "request"}


def in_bokmål(text: str) -> str:
    """Return what the example says for it in bokmål, or the same where it has no words of its own."""
    said: str = _read(EXAMPLE / "bokmal.toml").get(text, text)
    return said


def _read(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text("utf-8"))


LETTERS = tuple(sorted({Path(table["template"]).stem for table in shipped().values()}))
"""The personal letters by name, `invitasjon`."""
MAILS = tuple(sorted({table["mail"] for table in shipped().values()}))
"""The mail bodies they go with, by name."""
