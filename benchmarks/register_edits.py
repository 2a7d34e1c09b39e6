"""Counts what a check says of edits that nobody announced: each is made alone in an exported register.

Every cell of every column is emptied, changed, or given the value of the row below; every row and every column is
deleted. An edit is silent when the register that would stand is another, or the sheet says something else, and neither
the difference nor a problem tells it. Names and addresses are invented; the seed is in the file.
"""

from __future__ import annotations

import argparse
import io
import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from openpyxl import load_workbook

from cycle.model import Register
from cycle.register.columns import COLUMNS
from cycle.register.example import invented_rows
from cycle.register.preview import Preview, preview
from cycle.register.workbook import RegisterRow, rows_of, write_register

FIRST = 4
"""The first row below the header of an export."""


def main() -> None:
    """Print the figures, as JSON when asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    found = figures()
    print(json.dumps(found, indent=2) if parser.parse_args().json else found)


def figures() -> dict[str, Any]:
    """Return how many edits of each kind were shown, asked about, refused or silent."""
    printed = {f"kommune-{n}.{word}": (f"Kommune {n}", word) for n in range(8) for word in ("ordforar", "radgjevar")}
    rows = [
        replace(
            row, phone=f"55 00 00 {n:02}", decided_by="styret", note=f"notat {n}", language="nn", postal=f"Boks {n}"
        )
        for n, row in enumerate(invented_rows(tuple(printed)[:-1], printed=printed, seed=3))
    ]
    free = RegisterRow(seat=tuple(printed)[-1], name="ledig", note="lyst ut")
    first = preview(write_register([*rows, free], invented=True), name="r", known_seats=printed, printed=printed)
    assert first.register is not None
    exported = write_register(rows_of(first.register, printed=printed), invented=True)
    counts: dict[str, Counter[str]] = {}
    silent = []
    for kind, name, edit in _edits(len(printed)):
        book = load_workbook(io.BytesIO(exported))
        edit(book["Register"])
        target = io.BytesIO()
        book.save(target)
        data = target.getvalue()
        made = preview(data, name="r", known_seats=printed, printed=printed, earlier=first.register)
        answer = _answer(made, first.register)
        counts.setdefault(kind, Counter())[answer] += 1
        if answer == "silent":
            silent.append(name)
    total = sum(counts.values(), Counter[str]())
    return {
        "edits": total.total(),
        **total,
        "by_kind": {kind: dict(one) for kind, one in counts.items()},
        "silently": silent,
    }


def _answer(made: Preview, before: Register) -> str:
    if made.register is None:
        return "refused"
    if any(one.severity == "guess" for one in made.problems):
        return "asked"
    if made.lines:
        return "shown"
    if made.register != before:
        return "silent"
    return "told" if made.problems else "unchanged"


def _edits(rows: int) -> Iterator[tuple[str, str, Callable[[Any], object]]]:
    letters = "ABCDEFGHIJKLMNO"[: len(COLUMNS)]
    for letter in letters:
        for row in range(FIRST, FIRST + rows):
            place, below = f"{letter}{row}", f"{letter}{row + 1}"
            yield "emptied", place, lambda sheet, place=place: sheet.__setitem__(place, None)
            yield "changed", place, lambda sheet, place=place: sheet.__setitem__(place, _other(sheet[place].value))
            yield "copied up", place, lambda sheet, a=place, b=below: sheet.__setitem__(a, sheet[b].value)
    for row in range(FIRST, FIRST + rows):
        yield "row deleted", str(row), lambda sheet, row=row: sheet.delete_rows(row)
    for number in range(1, len(COLUMNS) + 1):
        yield "column deleted", letters[number - 1], lambda sheet, number=number: sheet.delete_cols(number)
        yield "column renamed", letters[number - 1], lambda sheet, n=number: sheet.cell(3, n, "Noko anna")
    yield "title changed", "A1", lambda sheet: sheet.__setitem__("A1", "Register")


def _other(value: Any) -> Any:
    match value:
        case None:
            return "noko"
        case str() if "@" in value:
            return f"ny.{value}"
        case str():
            return f"{value} Ny"
        case _:
            return value.replace(year=value.year + 1)


if __name__ == "__main__":
    main()
