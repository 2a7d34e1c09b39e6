"""A programme written as TOML: `[[items]]`, each with start, end, kind, title, file and speakers."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from cycle.errors import RegisterError, did_you_mean
from cycle.model import Speaker
from cycle.register.sheets import clean, refused
from cycle.register.telling import Telling


def read_toml(data: bytes, telling: Telling) -> list[dict[str, Any]]:
    """Return the fields of each item; what is wrong is told by its key."""
    try:
        content = tomllib.loads(data.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise refused(telling.say, telling.file, "toml_broken", place=_place(str(error))) from None
    _unknown(content, {"items"}, "", telling)
    items = content.get("items", [])
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        telling.tell("items", "toml_items")
        raise RegisterError(telling.problems)
    return [_line(item, f"items[{number}]", telling) for number, item in enumerate(items)]


def _place(error: str) -> str:
    """Return the line and column of an error, empty for the end of the file."""
    found = error.partition("(at ")[2].rstrip(")")
    return f" ({found.replace('line', 'linje').replace('column', 'kolonne')})" if found[:4] == "line" else ""


def _line(item: Mapping[str, object], at: str, telling: Telling) -> dict[str, Any]:
    _unknown(item, {"start", "end", "kind", "title", "speakers", "file"}, at, telling)
    for key in ("kind", "title", "file"):
        if not isinstance(item.get(key, ""), str):
            telling.tell(f"{at}.{key}", "toml_text")
    return {
        "place": lambda key: f"{at}.{key}",
        "start": item.get("start"),
        "end": item.get("end"),
        "kind": clean(item.get("kind")),
        "title": clean(item.get("title")),
        "speakers": tuple(_speakers(item.get("speakers", []), f"{at}.speakers", telling)),
        "file": clean(item.get("file")),
    }


def _speakers(value: object, at: str, telling: Telling) -> Iterator[Speaker]:
    if not isinstance(value, list):
        telling.tell(at, "toml_list")
        return
    for number, speaker in enumerate(value):
        where = f"{at}[{number}]"
        if (
            not isinstance(speaker, dict)
            or not all(isinstance(text, str) for text in speaker.values())
            or not speaker.get("name")
        ):
            telling.tell(where, "toml_speaker")
            continue
        _unknown(speaker, {"name", "role", "organisation"}, where, telling)
        yield Speaker(
            name=clean(speaker["name"]),
            role=clean(speaker.get("role")),
            organisation=clean(speaker.get("organisation")),
        )


def _unknown(table: Mapping[str, object], known: set[str], at: str, telling: Telling) -> None:
    for key in table.keys() - known:
        guess = did_you_mean(key, known)
        near = guess.partition("'")[2].rpartition("'")[0] if guess.startswith("did") else ", ".join(sorted(known))
        telling.tell(f"{at}.{key}" if at else key, "toml_key", name=key, near=near)
