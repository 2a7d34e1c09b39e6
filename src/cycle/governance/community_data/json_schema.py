"""The format of a community's files as JSON Schema, so that editors complete keys and explain them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cycle.governance.community_data.community import CommunityTable
from cycle.governance.community_data.filing import FilingFile
from cycle.governance.community_data.history import History
from cycle.governance.community_data.retention import RetentionFile
from cycle.governance.community_data.rules import MeetingRules
from cycle.governance.community_data.strict import Strict
from cycle.governance.community_data.table_errors import DEFAULTS

DIALECT = "https://json-schema.org/draft/2020-12/schema"
KINDS: Mapping[str, tuple[type[Strict], tuple[str, ...]]] = {
    "community": (CommunityTable, ()),
    "meeting": (MeetingRules, ("id", "occasion_of")),
    "history": (History, ()),
    "noark": (FilingFile, ()),
    "retention": (RetentionFile, ()),
}
"""The table of each kind of file, and the keys that the service fills in."""


def json_schemas() -> dict[str, dict[str, Any]]:
    """Return the JSON Schema (draft 2020-12) of each kind of file: community, meeting, history, noark, retention."""
    return {name: _schema(name, table, filled_in) for name, (table, filled_in) in KINDS.items()}


def _schema(name: str, table: type[Strict], filled_in: tuple[str, ...]) -> dict[str, Any]:
    made = table.model_json_schema()
    for key in filled_in:
        made["properties"].pop(key)
        made["required"] = [name for name in made.get("required", ()) if name != key]
    for definition in made.get("$defs", {}).values():  # said once for the file under [defaults]
        if "required" in definition:
            definition["required"] = [key for key in definition["required"] if key not in DEFAULTS]
    made["$defs"] = {_short(key): value for key, value in made.get("$defs", {}).items()}
    return {"$schema": DIALECT, "$id": f"{name}.schema.json", **_plain(made)}


def _short(name: str) -> str:
    """Return the name of a definition without what pydantic adds for a type with a pattern."""
    return name.partition("_Annotated")[0]


def _plain(node: Any) -> Any:
    """Return the schema without the titles pydantic makes of names, and with paragraphs on one line."""
    if isinstance(node, list):
        return [_plain(child) for child in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        node = {**node, "$ref": _short(node["$ref"])}
    kept = {key: _plain(value) for key, value in node.items() if not (key == "title" and isinstance(value, str))}
    if isinstance(kept.get("description"), str):
        kept["description"] = " ".join(kept["description"].split())
    return kept
