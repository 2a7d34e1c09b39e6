"""A row of every format opens, and one that cannot be read says which row it is, what is wrong and what to do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from cycle.errors import StoreError
from cycle.store.formats import Format, Stored
from cycle.store.years.results import Result


@dataclass(frozen=True, slots=True, kw_only=True)
class Supper:
    """What a kind looks like today: `guests` were `people` first, then a number, and dishes came later."""

    day: dt.date
    guests: tuple[str, ...]
    dishes: tuple[str, ...] = ()


def named(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """Format 2 of 1: the names stood in one text."""
    return {"day": body["day"], "guests": body["people"].split(", ")}


def counted(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """Format 3 of 2: before, who was called `nobody` was nobody."""
    return {**body, "guests": [guest for guest in body["guests"] if guest != "nobody"]}


TODAY = Format(kind=Supper, number=3, earlier={1: named, 2: counted}, absent_when_empty=frozenset({"dishes"}))
SUPPER = Supper(day=dt.date(2027, 2, 18), guests=("Åse", "Øyvind"))


def row(body: Mapping[str, Any], *, number: int = 3) -> Result:
    return Result(
        cycle="oslo/mote/2027",
        step="supper",
        revision=2,
        input_digest="",
        digest="",
        inputs={},
        body=body,
        made_at=dt.datetime(2026, 11, 23, tzinfo=dt.UTC),
        format=number,
    )


def test_what_is_written_is_read_as_it_was() -> None:
    for supper in (SUPPER, Supper(day=dt.date(2027, 2, 18), guests=(), dishes=("fisk",))):
        stored = TODAY.write(supper)
        assert TODAY.read(row(stored.body, number=stored.format)) == supper


def test_a_key_that_came_later_is_not_written_while_there_is_nothing_in_it() -> None:
    assert TODAY.write(SUPPER) == Stored(format=3, body={"day": "2027-02-18", "guests": ["Åse", "Øyvind"]})


def test_in_a_list_of_tables_too_a_key_is_not_written_while_there_is_nothing_in_it() -> None:
    @dataclass(frozen=True, slots=True, kw_only=True)
    class Week:
        suppers: tuple[Supper, ...] = ()

    fish = Supper(day=dt.date(2027, 2, 19), guests=(), dishes=("fisk",))
    stored = Format(kind=Week, absent_when_empty=frozenset({"suppers.dishes"})).write(Week(suppers=(SUPPER, fish)))
    assert [set(supper) for supper in stored.body["suppers"]] == [{"day", "guests"}, {"day", "guests", "dishes"}]
    for absent, body in (({"suppers.dishes"}, {"suppers": []}), ({"suppers", "suppers.dishes"}, {})):
        assert Format(kind=Week, absent_when_empty=frozenset(absent)).write(Week()).body == body


@pytest.mark.parametrize(
    ("number", "body"),
    [
        (1, {"day": "2027-02-18", "people": "Åse, Øyvind, nobody"}),
        (2, {"day": "2027-02-18", "guests": ["Åse", "nobody", "Øyvind"]}),
        (3, {"day": "2027-02-18", "guests": ["Åse", "Øyvind"]}),
    ],
)
def test_a_row_of_every_format_opens(number: int, body: Mapping[str, Any]) -> None:
    assert TODAY.read(row(body, number=number)) == SUPPER


def test_a_row_of_a_newer_version_is_refused_and_says_so() -> None:
    with pytest.raises(StoreError) as caught:
        TODAY.read(row({}, number=4))
    assert str(caught.value) == (
        "oslo/mote/2027 supper revision 2: written by a newer version (format 4, and this one reads up to 3); "
        "install that version or restore an older copy"
    )


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"day": "2027-02-18"}, "guests (field required)"),
        ({"day": "i morgon", "guests": []}, "day (input should be a valid date or datetime, input is too short)"),
        ({"day": "2027-02-18", "guests": ["Åse", 3]}, "guests.1 (input should be a valid string)"),
        ([], "body (input should be a dictionary or an instance of Supper)"),
    ],
)
def test_a_damaged_row_says_where_the_fault_is_and_never_what_stands_there(body: Any, said: str) -> None:
    with pytest.raises(StoreError) as caught:
        TODAY.read(row(body))
    assert str(caught.value) == (
        f"oslo/mote/2027 supper revision 2: cannot be read: {said}; the row is damaged: restore the newest backup"
    )


def test_a_damaged_row_of_an_earlier_format_is_told_too() -> None:
    for body in ({"day": "2027-02-18"}, {"day": "2027-02-18", "people": None}, None):
        with pytest.raises(StoreError, match=r"supper revision 2: is no body of format 1 .*restore the newest backup"):
            TODAY.read(row(body, number=1))  # type: ignore[arg-type]


def test_many_faults_are_counted_and_not_listed_one_and_all() -> None:
    with pytest.raises(StoreError, match=r"guests\.2 \(.*\), 3 more; the row"):
        TODAY.read(row({"day": "2027-02-18", "guests": list(range(6))}))


def test_a_format_that_the_program_forgot_to_read_is_an_error_of_the_program_and_of_no_row() -> None:
    with pytest.raises(ValueError, match=r"^Supper: nothing reads format 2, 3; say in `earlier` what does$"):
        Format(kind=Supper, number=4, earlier={1: named})


@pytest.mark.parametrize("number", [0, -1])
def test_a_number_that_no_format_ever_had_is_a_damaged_row(number: int) -> None:
    with pytest.raises(StoreError, match=rf"is no body of format {number} .*the row is damaged"):
        TODAY.read(row({"day": "2027-02-18", "guests": []}, number=number))
