"""Measures the check of a register: the bytes of a spreadsheet in, the difference and every problem out.

The rivals only read the cells: openpyxl row by row, which is how the register was read before, and calamine, which is
the quickest reader of spreadsheets from Python and tells neither marks nor formulas. They are floors, not equals.
"""

from __future__ import annotations

import argparse
import io
import json
import statistics
import time
from collections.abc import Callable

import python_calamine
from openpyxl import load_workbook

from cycle.register.changes.preview import preview
from cycle.register.example import invented_rows
from cycle.register.people import ImportContext
from cycle.register.workbooks.workbook import write_register


def main() -> None:
    """Print the figures, as JSON when asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    found = figures(rows=given.rows, rounds=given.rounds)
    print(json.dumps(found, indent=2) if given.json else "\n".join(f"{key}: {value}" for key, value in found.items()))


def figures(*, rows: int, rounds: int) -> dict[str, float]:
    """Return the medians in seconds for a register of so many rows: a first one, and beside one that stands."""
    printed = {f"kommune-{number}.ordforar": (f"Kommune {number}", "ordførar") for number in range(rows)}
    data = write_register(invented_rows(tuple(printed), printed=printed, seed=1), invented=True)
    current = preview(data, name="r", known_seats=printed, printed=printed).register

    def first() -> object:
        return preview(data, name="r", known_seats=printed, printed=printed)

    def beside() -> object:
        return preview(data, name="r", known_seats=printed, printed=printed, beside=ImportContext(current=current))

    def with_openpyxl() -> object:
        book = load_workbook(io.BytesIO(data), read_only=True)
        return [[cell.value for cell in row] for sheet in book.worksheets for row in sheet.iter_rows()]

    def with_calamine() -> object:
        book = python_calamine.load_workbook(io.BytesIO(data))
        return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]

    ours, again = _median(first, rounds=rounds), _median(beside, rounds=rounds)
    slow, quick = _median(with_openpyxl, rounds=rounds), _median(with_calamine, rounds=rounds)
    return {
        "rows": rows,
        "bytes": len(data),
        "seconds_first": round(ours, 2),
        "seconds_beside": round(again, 2),
        "openpyxl_seconds": round(slow, 2),
        "calamine_seconds": round(quick, 2),
        "ratio_openpyxl": round(slow / again, 2),
        "ratio_calamine": round(again / quick, 1),
    }


def _median(work: Callable[[], object], *, rounds: int) -> float:
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


if __name__ == "__main__":
    main()
