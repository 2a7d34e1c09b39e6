"""The format of a community's files as editors read it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from cycle.application.actions.asking.rules import schema_texts
from cycle.application.year.community_rules.community_files import WORDS_FILES
from cycle.governance.community_data.json_schema import json_schemas

CONFIG = Path(__file__).parents[3] / "config"
FILES = sorted(file for file in (CONFIG / "communities").glob("*/*.toml") if file.name not in WORDS_FILES.values())
"""A file of words has no keys of its own: each is a text as it is printed."""


def kind_of(file: Path) -> str:
    named = ("community", "history", "noark", "retention")
    return file.stem if file.stem in named else "meeting"


@pytest.mark.parametrize("name", sorted(schema_texts()))
def test_the_schemas_that_are_checked_in_are_those_of_the_code(name: str) -> None:
    written = (CONFIG / "schema" / name).read_text(encoding="utf-8")
    assert written == schema_texts()[name], "run `make schema`"


@pytest.mark.parametrize("kind", sorted(json_schemas()))
def test_a_schema_is_a_valid_schema(kind: str) -> None:
    Draft202012Validator.check_schema(json_schemas()[kind])


@pytest.mark.parametrize("file", FILES, ids=lambda entry: f"{entry.parent.name}/{entry.name}")
def test_every_file_that_is_shipped_names_its_schema_and_fits_it(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.startswith(f"#:schema ../../schema/{kind_of(file)}.schema.json\n")
    plain = tomllib.loads(text)
    errors = Draft202012Validator(json_schemas()[kind_of(file)]).iter_errors(_json_like(plain))
    assert [fault.message for fault in errors] == []


def test_an_editor_learns_from_the_schema_that_a_key_is_misspelt() -> None:
    plain = tomllib.loads((CONFIG / "communities/bergensomradet/partnarskapsmote.toml").read_text(encoding="utf-8"))
    plain["frequency"]["minimun"] = 1
    errors = [entry.message for entry in Draft202012Validator(json_schemas()["meeting"]).iter_errors(_json_like(plain))]
    assert errors == ["Additional properties are not allowed ('minimun' was unexpected)"]


def test_every_key_of_a_rule_is_explained_where_it_is_completed() -> None:
    seat = json_schemas()["meeting"]["$defs"]["SeatRule"]["properties"]
    unexplained = [key for key, value in seat.items() if "description" not in value]
    assert unexplained == []


def _json_like(value: object) -> object:
    """Return the value as JSON has it: dates and times as text."""
    match value:
        case dict():
            return {key: _json_like(entry) for key, entry in value.items()}
        case list():
            return [_json_like(entry) for entry in value]
        case str() | int() | float() | bool():
            return value
        case _:
            return value.isoformat() if hasattr(value, "isoformat") else value


def test_every_key_of_the_format_is_explained_in_the_documentation() -> None:
    text = (CONFIG.parent / "docs" / "rules.md").read_text(encoding="utf-8")
    words = set(re.findall(r"[a-z_]+", text))
    keys = {
        key
        for schema in json_schemas().values()
        for table in (schema, *schema.get("$defs", {}).values())
        for key in table.get("properties", {})
    }
    assert sorted(keys - words) == []
