"""What a letter may mention is what it is given, no more and no less."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cycle.catalogue import say
from cycle.letters.fields.example import example_fields, example_of
from cycle.letters.fields.known_fields import COMMON, PAPER, PERSONAL, Field, rows
from cycle.letters.fields.proof_of_notice import PROOF
from tests.translation.update import read

GUIDE = Path(__file__).parents[3] / "docs" / "templates.md"


def shape(field: Field, value: Any) -> list[str]:
    """Return where a value differs from the tree of fields."""
    if field.kind == "group":
        if {field.name for field in field.inside} != set(value):
            return [field.name or "root"]
        return [fault for field in field.inside for fault in shape(field, value[field.name])]
    if field.kind == "list":
        return [fault for entry in value for fault in shape(field.entry, entry)]
    return [] if type(value) is (bool if field.kind == "flag" else str) else [field.name]


def test_a_letter_is_given_exactly_the_fields_that_are_listed() -> None:
    fields = example_fields()
    assert shape(PERSONAL, fields) == []
    assert shape(COMMON, {name: value for name, value in fields.items() if name not in {"recipient", "asked"}}) == []


def test_a_common_document_may_not_mention_the_recipient() -> None:
    assert COMMON.child("recipient") is None
    assert COMMON.child("asked") is None


def test_every_field_has_a_meaning_in_both_languages_and_every_text_an_example() -> None:
    translated = {message.id for message in read("nn") if message.string} & {message.id for message in read("nb")}
    for row in (*rows(PERSONAL), *rows(PAPER)):
        assert row.meaning
        assert row.meaning in translated
        if row.kind == "text":
            assert example_of(row.path), row.path


def test_no_field_hides_behind_a_method_of_pythons_own_values() -> None:
    """Jinja looks for an attribute before a key: a field named `items` would print a method."""
    taken = {name for kind in (dict, list, str) for name in dir(kind)}
    groups = [row.path.split(".")[-1].rstrip("[]") for row in rows(PERSONAL)]
    assert set(groups) & {name for name in taken if name in dir(dict)} == set()


def test_the_guide_lists_every_field_in_the_order_of_the_catalogue_with_the_example_that_is_shown() -> None:
    lines = GUIDE.read_text("utf-8").splitlines()
    for of_one_table in (rows(PERSONAL), [row for row in rows(PAPER) if row not in rows(PERSONAL)]):
        listed = [
            f"| `{row.path}` | {say('nn', row.meaning)} | {row.meaning} | {example_of(row.path)} |"
            for row in of_one_table
        ]
        assert [line for line in listed if line not in lines] == []
        start = lines.index(listed[0])
        assert lines[start : start + len(listed)] == listed


def test_what_a_proof_may_mention_is_listed_with_examples() -> None:
    listed = {row.path: example_of(row.path) for row in rows(PROOF) if row.path.startswith("proof.")}
    assert listed["proof.reached[].fingerprint"] == "9f86d081884c7d65"
    assert listed["proof.paper[].address"] == "Postboks 12, 5000 Bergen"
    assert [
        path for path, shown in listed.items() if not shown and not path.endswith(("reached", "paper", "missing"))
    ] == ["proof.missing[].when"]
