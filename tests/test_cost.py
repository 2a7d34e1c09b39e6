"""What `make check` leaves out for its length is there, stands in order, and is less of every room than it takes."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

from tests.cost import slow_tests

TESTS = Path(__file__).parent
MOST = 0.5
"""How much of a room's tests may be left out: walking a year takes longer than a rule or a sentence does."""


def test_every_test_on_the_list_of_slow_ones_is_there_once_and_in_order() -> None:
    listed = slow_tests()
    assert listed == sorted(set(listed))
    assert set(listed) - {test for tests in everything().values() for test in tests} == set()


def test_more_than_half_of_every_room_is_tested_at_every_save() -> None:
    left_out = Counter(room_of(test) for test in slow_tests())
    there = {room: len(tests) for room, tests in everything().items()}
    assert {room: left_out[room] / number for room, number in there.items() if left_out[room] > number * MOST} == {}


def everything() -> dict[str, list[str]]:
    """Return the tests by their folder."""
    found: dict[str, list[str]] = {}
    for path in sorted(TESTS.rglob("test_*.py")):
        name = path.relative_to(TESTS.parent).as_posix()
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                found.setdefault(room_of(name), []).append(f"{name}::{node.name}")
            elif isinstance(node, ast.Assign) and ast.unparse(node.value).endswith(".TestCase"):
                found.setdefault(room_of(name), []).append(f"{name}::{ast.unparse(node.targets[0])}::runTest")
    return found


def room_of(test: str) -> str:
    return "/".join(test.split("/")[:2]) if test.count("/") > 1 else "tests"
