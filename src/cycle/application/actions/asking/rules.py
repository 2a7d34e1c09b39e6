"""The rules of a community as people and editors read them: explained in words, and the format as JSON Schema."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

from cycle.application.year import load_named_community
from cycle.governance.community_data.json_schema import json_schemas
from cycle.governance.explain import ExplainedRule, explained
from cycle.services import Services


def rules_answer(
    services: Services, *, community: str = "", meeting: str = "", on: dt.date | None = None
) -> tuple[dict[str, object], tuple[ExplainedRule, ...]]:
    """Return name, version and days of the rules that hold on the day (the newest by default), and each rule."""
    loaded = load_named_community(services.settings, community)
    rules = loaded.meeting(meeting or ("" if community else services.settings.meeting), on=on)
    about: dict[str, object] = {
        "community": loaded.community.name,
        "meeting": rules.id,
        "name": rules.name,
        "version": rules.version,
        "valid_from": rules.valid_from,
        "valid_to": rules.valid_to,
    }
    return about, explained(rules, loaded.community)


def schema_texts() -> dict[str, str]:
    """Return the JSON Schema of each kind of file in a community's folder, by file name."""
    return {
        f"{name}.schema.json": json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
        for name, schema in json_schemas().items()
    }


def write_schemas(folder: Path) -> list[str]:
    """Write the schemas to the folder, made when it is missing, and return the paths."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, text in schema_texts().items():
        (folder / name).write_text(text, encoding="utf-8")
        written.append(str(folder / name))
    return written
