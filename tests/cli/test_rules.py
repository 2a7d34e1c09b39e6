"""`cycle rules` and `cycle schema`: what the files say, in words and as a format."""

from __future__ import annotations

import json
from pathlib import Path

import pytest


def test_the_rules_are_read_in_plain_words(run) -> None:
    said = run("rules")
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("Partnarskapsmøte, Helsefellesskapet i Bergensområdet (version 2022-08-01, 2022-08-01")
    assert "\nVertskap: Går på omgang mellom kommunane og spesialisthelsetenesta, eitt år om gongen\n" in said.out
    assert "\nKor ofte: Minst 1 møte i året\n" in said.out
    assert "{" not in said.out


@pytest.mark.parametrize("meeting", ["partnarskapsmote", "toppleiarmote"])
def test_every_rule_has_its_clause_and_how_sure_it_is(run, meeting: str) -> None:
    said = run("rules", "--meeting", meeting, "--json").json
    assert said["meeting"] == meeting
    assert len(said["rules"]) > 15
    assert [rule["where"] for rule in said["rules"] if not (rule["says"] and rule["why"] and rule["clause"])] == []
    assert {rule["basis"] for rule in said["rules"]} <= {"stated", "inferred", "ours"}


def test_the_schemas_are_printed_or_written_to_a_folder(run, tmp_path: Path) -> None:
    printed = run("schema", "--json").json
    written = run("schema", "--to", str(tmp_path / "schema"), "--json").json["written"]
    assert {Path(entry).name: json.loads(Path(entry).read_text("utf-8")) for entry in written} == printed
    assert sorted(printed) == [
        "community.schema.json",
        "history.schema.json",
        "meeting.schema.json",
        "noark.schema.json",
        "retention.schema.json",
    ]
