"""The rows of a programme's spreadsheet as items: times in one column or two, people in rows of their own."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cycle.errors import RegisterError
from cycle.register.dates import read_time
from cycle.register.programmes.programme_problems import ProgrammeProblems
from cycle.register.programmes.speakers import from_title, is_only_a_label, read_speakers
from cycle.register.workbooks.sheet_tables import Column, Row, SheetTable, cell_mark, read_tables, sheet_reference
from cycle.register.workbooks.sheets import Cell

LEADERS = ("Moderator", "Møteleiar", "Møteleder", "Ordstyrar", "Ordstyrer")
"""Columns of whoever leads an item; each gives the role it is called."""

COLUMNS = (
    Column(
        key="start",
        names=("Start", "Frå", "Fra", "Starttid", "Klokkeslett", "Frå kl.", "Fra kl."),
        required=True,
        instead=("time",),
    ),
    Column(
        key="end",
        names=("Slutt", "Til", "Sluttid", "Ferdig", "Til kl.", "End"),
        required=True,
        instead=("time",),
    ),
    Column(key="time", names=("Tid", "Tidspunkt", "Kl.", "Klokka", "Klokken", "Når", "Time", "Tidsrom")),
    Column(key="date", names=("Dato", "Dag", "Date")),
    Column(key="kind", names=("Type", "Slag", "Kind")),
    Column(
        key="title",
        names=(
            "Tittel",
            "Tema",
            "Emne",
            "Overskrift",
            "Title",
            "Program",
            "Innhald",
            "Innhold",
            "Programpost",
            "Kva",
            "Hva",
            "Sak",
            "Sakstittel",
        ),
        required=True,
    ),
    Column(
        key="speakers",
        bokmal="Innledere",
        names=(
            *(
                "Innleiarar",
                "Innleiar",
                "Innledere",
                "Innleder",
                "Foredragshaldar",
                "Foredragsholder",
                "Ved",
                "Speakers",
            ),
            *("Hvem", "Kven", "Ansvarleg", "Ansvarlig", "Talarar", "Talere", "Deltakarar", "Deltakere", "Ansvar"),
        ),
    ),
    *(Column(key=f"leads/{word}", names=(word,)) for word in LEADERS),
    Column(key="file", names=("Presentasjon", "Presentasjonsfil", "Fil", "Filnamn", "Filnavn", "File")),
    Column(
        key="consent",
        bokmal="Kan publiseres",
        names=(
            *("Kan publiserast", "Kan publiseres", "Samtykke", "Samtykkje", "Publisering", "Publiserast", "Publiseres"),
            *("Samtykke til publisering", "Samtykkje til publisering", "Consent"),
        ),
    ),
)

_CLOCK = r"\d{1,2}(?:[.:]?\d{2})?"
_RANGE = re.compile(rf"(?:kl\.?\s*)?({_CLOCK})\s*(?:-|–|—|til|to)\s*(?:kl\.?\s*)?({_CLOCK})", re.IGNORECASE)


def read_rows(data: bytes, report: ProgrammeProblems) -> list[dict[str, Any]]:
    """Return the fields of each item of the first table; what is wrong with rows is told."""
    table, *others = read_tables(data, name=report.file, columns=COLUMNS, say=report.say)
    if any(problem.severity == "error" for problem in table.problems):
        raise RegisterError(table.problems)  # without its columns no item can be judged
    report.problems.extend((*table.problems, *table.cell_problems))
    for other in others:
        report.add(sheet_reference(other.sheet), "second_programme", "warning", sheet=other.sheet, read=table.sheet)
    lines: list[dict[str, Any]] = []
    waiting: list[Any] = []
    days = _Days(report)
    for row in _rows(table, report):
        days.look(row)
        title, people = row.line("title"), _people(row)
        if heading := _heading(row):
            report.add(row.place(heading), "subheading", "warning", text=row.line(heading))
        elif _time_of(row) != ("", ""):
            lines.append(_line(row, waiting))
            waiting = []
        elif lines and _is_session(title) and _was_parallel(lines[-1]):
            lines.append({**_line(row, []), "start": lines[-1]["start"], "end": lines[-1]["end"]})
        elif people and (not title or is_only_a_label(title)):
            _add(people, lines, waiting, agreed=row.line("consent"))
        elif people or row.text("kind"):
            report.add(row.place("start" if "start" in row.columns else "time"), "time_missing")
    _ends(lines)
    return lines


@dataclass(slots=True)
class _Days:
    """Sees that a table holds one day: two that are put in the order of the clock would be mixed."""

    report: ProgrammeProblems
    day: str = ""
    latest: dt.time = dt.time.min
    begun: str = ""

    def look(self, row: Row) -> None:
        """Tell of a row that belongs to another day than the one before."""
        heading = _heading(row)
        self.begun = row.line(heading) if heading and _DAY.search(row.line(heading)) else self.begun
        date = row.line("date") or self.day
        start, _ = _time_of(row)
        if start == "" or not _is_clock(start):
            return
        other = bool(self.day) and date != self.day
        if other or (self.begun and read_time(start) < self.latest):
            where = row.place("date") if other else row.place("start" if "start" in row.columns else "time")
            self.report.add(where, "days_several", text=date if other else self.begun)
        self.day, self.latest, self.begun = date, read_time(start), ""


_DAY = re.compile(
    r"\b(?:(?:mån|man|tirs?|tys?|ons|tors?|fre|laur|lør|sun|søn)dag|dag \d|\d\. ?dag|"
    r"\d{1,2}\. ?(?:\d{1,2}\.|[a-z]{3,}))",
    re.IGNORECASE,
)
"""What a heading says that begins a day."""


def _rows(table: SheetTable, report: ProgrammeProblems) -> Iterator[Row]:
    """Yield the rows that count, having told of those struck through and of marks in cells."""
    for row in table.rows:
        if row.is_struck:
            report.add(row.place(), "item_struck", "warning", text=row.line("title") or row.place())
            continue
        for key, cell in row.cells.items():
            if cell_mark(cell, "struck") is not None:
                report.add(row.place(key), "cell_struck", text=cell.text)
            elif (left := cell_mark(cell, "half_struck")) is not None:
                report.add(row.place(key), "half_struck", text=cell.text, left=left)
            if (said := cell_mark(cell, "comment")) is not None:
                report.add(row.place(key), "comment", "warning", text=said)
        if row.number in table.source.hidden_rows:
            report.add(row.place("title"), "row_hidden", "warning")
        yield row


def _heading(row: Row) -> str:
    """Return the one column of a row that holds words and no time: a subheading; empty when the row is none."""
    (only, *others) = sorted(row.filled) or [""]
    if others or only not in {"title", "time", "start"} or is_only_a_label(row.line(only)):
        return ""
    if only == "title":
        return "" if _is_session(row.line("title")) else "title"
    return only if not re.search(r"\d[.:]?\d\d|^\d", row.text(only)) else ""


def _line(row: Row, waiting: list[Any]) -> dict[str, Any]:
    start, end = _time_of(row)
    title, named = row.line("title"), ""
    if not row.text("speakers"):
        title, named = from_title(title)
    return {
        "place": _placed(row),
        "start": start,
        "end": end,
        "kind": row.line("kind"),
        "title": title,
        "speakers": (*waiting, *read_speakers(row.text("speakers") or named), *_moderators(row)),
        "file": row.line("file"),
        "consents": _consents(row),
        "lasts": "end" not in row.columns,
    }


def _consents(row: Row) -> tuple[str, ...]:
    """Return what an item's own row says about publishing; nothing when its people have rows of their own."""
    said = row.line("consent")
    return (said,) if said or row.text("speakers") else ()


def _placed(row: Row) -> Any:
    """Return what tells the place of a field: of a time that stands in one column, that column."""
    return lambda key: row.place("time" if key in {"start", "end"} and key not in row.columns else key)


def _time_of(row: Row) -> tuple[object, object]:
    """Return start and end as they stand, from two columns or one; empty for none."""
    start, end = _raw(row, "start"), _raw(row, "end")
    for key in ("time", "start"):
        if isinstance(value := _raw(row, key), str) and (found := _RANGE.fullmatch(value.strip(" .:"))):
            return _dotted(found[1]), _dotted(found[2])
    time = _raw(row, "time")
    start = start if start not in {None, ""} else time
    return ("" if start is None else start), ("" if end is None else end)


def _raw(row: Row, key: str) -> Any:
    cell: Cell | None = row.cells.get(key)
    if cell is None:
        return None
    return row.line(key) if isinstance(cell.value, str) else cell.value


def _dotted(clock: str) -> str:
    return f"{clock[:-2]}.{clock[-2:]}" if len(clock) > 2 and clock.isdigit() else clock


def _people(row: Row) -> tuple[Any, ...]:
    """Return whom a row without a time names."""
    if is_only_a_label(row.line("title")):
        return (*read_speakers(row.line("title")), *read_speakers(row.text("speakers")))
    return (*read_speakers(row.text("speakers")), *_moderators(row))


def _moderators(row: Row) -> tuple[Any, ...]:
    written = [(word, row.text(f"leads/{word}")) for word in LEADERS]
    labelled = (text if is_only_a_label(text) else f"{word}: {text}" for word, text in written if text)
    return tuple(speaker for text in labelled for speaker in read_speakers(text))


def _add(people: tuple[Any, ...], lines: list[dict[str, Any]], waiting: list[Any], *, agreed: str) -> None:
    """Give the people of a row of their own to the item above, or to the first when there is none yet."""
    if lines:
        lines[-1]["speakers"] = (*lines[-1]["speakers"], *people)
        lines[-1]["consents"] = (*lines[-1]["consents"], agreed)
    else:
        waiting.extend(people)


def _is_session(title: str) -> bool:
    return re.match(r"(?:parallell\w*|sesjon|spor|gruppe|rom)\b", title, re.IGNORECASE) is not None


def _was_parallel(line: dict[str, Any]) -> bool:
    return "parallel" in str(line["title"]).casefold() or _is_session(str(line["title"]))


def _ends(lines: list[dict[str, Any]]) -> None:
    """Let an item of a table without a column for the end last until the next one begins, where that can be read."""
    for number, line in enumerate(lines):
        lasts = line.pop("lasts")
        if lasts and line["end"] == "":
            later = (later_line["start"] for later_line in lines[number + 1 :] if later_line["start"] != line["start"])
            line["end"] = next((start for start in later if _is_clock(start)), "")


def _is_clock(value: object) -> bool:
    try:
        read_time(value)
    except ValueError:
        return False
    return True
