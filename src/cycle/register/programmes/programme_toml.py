"""A programme written as TOML: `[[items]]`, each with start, end, kind, title, file, speakers and consent."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from cycle.errors import RegisterError, nearest
from cycle.model import Speaker
from cycle.register.programmes.programme_problems import ProgrammeProblems
from cycle.register.workbooks.sheets import clean, refused

SPEAKERS = 'speakers = [{ name = "…", role = "…", organisation = "…" }]'
"""How the speakers of an item are written."""


def read_programme_toml(data: bytes, report: ProgrammeProblems) -> list[dict[str, Any]]:
    """Return the fields of each item; what is wrong is told by its key."""
    try:
        content = tomllib.loads(data.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise refused(report.say, report.file, "toml_broken", place=_place(str(error))) from None
    _unknown(content, {"items", "edited_by"}, "", report)
    items = content.get("items", [])
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        report.add("items", "toml_items")
        raise RegisterError(report.problems)
    return [_line(item, f"items[{number}]", report) for number, item in enumerate(items)]


def _place(error: str) -> str:
    """Return the line and column of an error, empty for the end of the file."""
    found = error.partition("(at ")[2].rstrip(")")
    return f" ({found.replace('line', 'linje').replace('column', 'kolonne')})" if found[:4] == "line" else ""


def _line(item: Mapping[str, object], at: str, report: ProgrammeProblems) -> dict[str, Any]:
    _unknown(item, {"start", "end", "kind", "title", "speakers", "file", "consent"}, at, report)
    for key in ("kind", "title", "file"):
        if not isinstance(item.get(key, ""), str):
            report.add(f"{at}.{key}", "toml_text")
    return {
        "place": lambda key: f"{at}.{key}",
        "start": item.get("start"),
        "end": item.get("end"),
        "kind": clean(item.get("kind")),
        "title": clean(item.get("title")),
        "speakers": tuple(_speakers(item.get("speakers", []), f"{at}.speakers", report)),
        "file": clean(item.get("file")),
        "consents": (_consent(item.get("consent", ""), f"{at}.consent", report),),
    }


def _consent(value: object, at: str, report: ProgrammeProblems) -> str:
    """Return the word for what is written as `true`, `false` or a word."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if not isinstance(value, str):
        report.add(at, "toml_text")
    return clean(value)


def _speakers(value: object, at: str, report: ProgrammeProblems) -> Iterator[Speaker]:
    if not isinstance(value, list):
        report.add(at, "toml_list", example=SPEAKERS)
        return
    for number, speaker in enumerate(value):
        where = f"{at}[{number}]"
        if (
            not isinstance(speaker, dict)
            or not all(isinstance(text, str) for text in speaker.values())
            or not speaker.get("name")
        ):
            report.add(where, "toml_speaker", example=SPEAKERS)
            continue
        _unknown(speaker, {"name", "role", "organisation"}, where, report)
        yield Speaker(
            name=clean(speaker["name"]),
            role=clean(speaker.get("role")),
            organisation=clean(speaker.get("organisation")),
        )


def _unknown(table: Mapping[str, object], known: set[str], at: str, report: ProgrammeProblems) -> None:
    for key in table.keys() - known:
        near = nearest(key, known) or ", ".join(sorted(known))
        report.add(f"{at}.{key}" if at else key, "toml_key", name=key, near=near)
