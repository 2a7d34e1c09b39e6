"""What `make check` leaves out for its length is there, stands in order, and is half of any room at most."""

from __future__ import annotations

from collections import Counter

from tests.cost import MOST, SECONDS, every_test, left_out, room_of, slow_tests


def test_every_test_on_the_list_of_slow_ones_is_there_once_and_in_order() -> None:
    listed = slow_tests()
    assert listed == sorted(set(listed))
    assert set(listed) - set(every_test()) == set()


def test_at_least_half_of_every_room_is_tested_at_every_save() -> None:
    listed, there = Counter(map(room_of, slow_tests())), Counter(map(room_of, every_test()))
    assert {room: listed[room] / number for room, number in there.items() if listed[room] > number * MOST} == {}


def test_the_longest_of_a_room_are_left_out_and_half_of_it_at_most() -> None:
    there = [f"tests/mail/test_it.py::test_{number}" for number in range(6)]
    few = {there[0]: SECONDS * 2, there[1]: SECONDS, there[2]: SECONDS / 2}
    assert left_out(few, there=there) == [there[0]]
    many = {test: SECONDS * (2 + number) for number, test in enumerate(there)}
    assert left_out(many, there=there) == there[3:]
    assert left_out(many, there=there[:1]) == []
