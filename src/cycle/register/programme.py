"""The programme (program) of a meeting from the committee's table: .xlsx, .csv or .toml.

In a spreadsheet each row is one item with the columns Start, Slutt, Type, Tittel, Innleiarar and Presentasjon.
Innleiarar holds one speaker on each line of the cell (Alt+Enter in Excel), or separated by semicolons, each as `Namn,
rolle, organisasjon`; with one comma it is name and role, with more than two the first part is the name and the last the
organisation. In TOML an item is `[[items]]` with start, end, kind, title, file and speakers = [{name, role,
organisation}].
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from cycle.errors import Problem, RegisterError, did_you_mean
from cycle.model import ProgrammeItem, Speaker
from cycle.register.dates import TIME_REMEDY, read_time
from cycle.register.sheets import clean
from cycle.register.tables import Column, Row, fold, read_tables
from cycle.register.words import Say

COLUMNS = (
    Column(key="start", names=("Start", "Frå", "Fra", "Starttid", "Klokkeslett", "Frå kl.", "Fra kl."), required=True),
    Column(key="end", names=("Slutt", "Til", "Sluttid", "Ferdig", "Til kl.", "End"), required=True),
    Column(key="kind", names=("Type", "Slag", "Kind"), required=True),
    Column(key="title", names=("Tittel", "Tema", "Emne", "Overskrift", "Title"), required=True),
    Column(
        key="speakers",
        names=(
            "Innleiarar",
            "Innleiar",
            "Innledere",
            "Innleder",
            "Foredragshaldar",
            "Foredragsholder",
            "Ved",
            "Speakers",
        ),
    ),
    Column(key="file", names=("Presentasjon", "Presentasjonsfil", "Fil", "Filnamn", "Filnavn", "File")),
)

KINDS: Mapping[str, tuple[str, ...]] = {
    "opening": ("opning", "velkomen", "åpning", "velkommen", "velkomst"),
    "talk": ("innlegg", "foredrag", "innleiing", "innledning", "presentasjon", "orientering"),
    "panel": ("panel", "panelsamtale", "samtale"),
    "discussion": ("diskusjon", "drøfting", "drøftinger", "plenumsdiskusjon", "gruppearbeid", "debatt", "sak"),
    "break": ("pause", "beinstrekk", "kaffipause", "kaffepause"),
    "lunch": ("lunsj",),
    "summary": ("oppsummering", "avslutning", "avrunding"),
}
"""What a kind of item may be called; the first word is the one we suggest."""

UNTITLED = {"break": "Pause", "lunch": "Lunsj"}
"""Kinds that need no title of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """One item as written, with the place of each of its fields."""

    place: Callable[[str], str]
    start: object
    end: object
    kind: str
    title: str
    speakers: tuple[Speaker, ...]
    file: str


def check_programme(data: bytes, *, name: str) -> tuple[tuple[ProgrammeItem, ...] | None, tuple[Problem, ...]]:
    """Return the items, None when there are errors, and every problem: errors and warnings."""
    problems: list[Problem] = []
    try:
        lines = list(
            _toml_lines(data, name, problems) if name.lower().endswith(".toml") else _lines(data, name, problems)
        )
    except RegisterError as error:
        return None, error.problems
    read = [(line, _item(line, name, problems)) for line in lines]
    items = [(line, item) for line, item in read if item]
    items.sort(key=lambda pair: (pair[1].start, pair[1].end))
    problems.extend(_overlaps(items, name))
    if not lines and not problems:
        problems.append(
            Problem(file=name, where="", what="the programme has no items", remedy="write one line for each")
        )
    if any(one.severity == "error" for one in problems):
        return None, tuple(problems)
    return tuple(item for _, item in items), tuple(problems)


def _lines(data: bytes, name: str, problems: list[Problem]) -> Iterator[_Line]:
    table, *others = read_tables(data, name=name, columns=COLUMNS, say=Say())
    if any(one.severity == "error" for one in table.problems):
        raise RegisterError(table.problems)  # without its columns no item can be judged
    problems.extend((*table.problems, *table.cell_problems))
    for other in others:
        what = f"sheet '{other.sheet}' is a second programme; only '{table.sheet}' is read"
        problems.append(Problem(file=name, where=other.sheet, what=what, remedy="delete it", severity="warning"))
    for row in table.rows:
        yield _Line(
            place=row.place,
            start=_raw(row, "start"),
            end=_raw(row, "end"),
            kind=row.line("kind"),
            title=row.line("title"),
            speakers=_speakers(row.text("speakers")),
            file=row.line("file"),
        )


def _raw(row: Row, key: str) -> object:
    value = row.value(key)
    return row.line(key) if isinstance(value, str) else value


def _speakers(text: str) -> tuple[Speaker, ...]:
    parts = [part.strip() for part in text.replace("\n", ";").split(";")]
    return tuple(_speaker(part) for part in parts if part)


def _speaker(text: str) -> Speaker:
    name, *rest = [part.strip() for part in text.split(",") if part.strip()] or [text]
    if len(rest) < 2:
        return Speaker(name=name, role=rest[0] if rest else "")
    return Speaker(name=name, role=", ".join(rest[:-1]), organisation=rest[-1])


def _toml_lines(data: bytes, name: str, problems: list[Problem]) -> Iterator[_Line]:
    try:
        content = tomllib.loads(data.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        what, remedy = f"this is not TOML: {error}", "correct the line; the file is saved as UTF-8"
        raise RegisterError([Problem(file=name, where="", what=what, remedy=remedy)]) from None
    problems.extend(_unknown(content, {"items"}, "", name))
    items = content.get("items", [])
    if not isinstance(items, list) or not all(isinstance(one, dict) for one in items):
        what = "'items' is not a list of tables"
        raise RegisterError([Problem(file=name, where="items", what=what, remedy="write each item under [[items]]")])
    for number, item in enumerate(items):
        yield _toml_line(item, f"items[{number}]", name, problems)


def _toml_line(item: Mapping[str, object], at: str, name: str, problems: list[Problem]) -> _Line:
    problems.extend(_unknown(item, {"start", "end", "kind", "title", "speakers", "file"}, at, name))
    for key in ("kind", "title", "file"):
        if not isinstance(item.get(key, ""), str):
            problems.append(Problem(file=name, where=f"{at}.{key}", what="this is not text", remedy="put it in quotes"))
    return _Line(
        place=lambda key: f"{at}.{key}",
        start=item.get("start"),
        end=item.get("end"),
        kind=clean(item.get("kind")),
        title=clean(item.get("title")),
        speakers=tuple(_toml_speakers(item.get("speakers", []), f"{at}.speakers", name, problems)),
        file=clean(item.get("file")),
    )


def _toml_speakers(value: object, at: str, name: str, problems: list[Problem]) -> Iterator[Speaker]:
    remedy = 'write speakers = [{ name = "…", role = "…", organisation = "…" }]'
    if not isinstance(value, list):
        problems.append(Problem(file=name, where=at, what="this is not a list", remedy=remedy))
        return
    for number, one in enumerate(value):
        where = f"{at}[{number}]"
        if not isinstance(one, dict) or not all(isinstance(text, str) for text in one.values()) or not one.get("name"):
            problems.append(Problem(file=name, where=where, what="this is no speaker with a name", remedy=remedy))
            continue
        problems.extend(_unknown(one, {"name", "role", "organisation"}, where, name))
        yield Speaker(name=clean(one["name"]), role=clean(one.get("role")), organisation=clean(one.get("organisation")))


def _unknown(table: Mapping[str, object], known: set[str], at: str, name: str) -> Iterator[Problem]:
    for key in table.keys() - known:
        where = f"{at}.{key}" if at else key
        yield Problem(file=name, where=where, what=f"key '{key}' is not known", remedy=did_you_mean(key, known))


def _item(line: _Line, name: str, problems: list[Problem]) -> ProgrammeItem | None:
    start, end = _time(line, "start", name, problems), _time(line, "end", name, problems)
    kind = _kind(line, name, problems)
    title = line.title or UNTITLED.get(kind or "", "")
    if kind and not title:
        _tell(problems, name, line.place("title"), "the title is missing", "write what the item is called in print")
    if line.file and (PurePath(line.file).name != line.file or "\\" in line.file or line.file.startswith(".")):
        _tell(
            problems,
            name,
            line.place("file"),
            f"'{line.file}' is not a plain file name",
            "write the name without folder",
        )
    if start and end and end <= start:
        what = f"the item ends {end:%H.%M}, not after its start {start:%H.%M}"
        _tell(problems, name, line.place("end"), what, "correct one of the times")
        return None
    if not (start and end and kind and title):
        return None
    return ProgrammeItem(start=start, end=end, kind=kind, title=title, speakers=line.speakers, file=line.file)


def _time(line: _Line, key: str, name: str, problems: list[Problem]) -> dt.time | None:
    value = getattr(line, key)
    if value is None or value == "":
        _tell(problems, name, line.place(key), "the time is missing", TIME_REMEDY)
        return None
    try:
        return read_time(value)
    except ValueError as error:
        _tell(problems, name, line.place(key), str(error), TIME_REMEDY)
        return None


def _kind(line: _Line, name: str, problems: list[Problem]) -> str | None:
    words = {fold(word): kind for kind, names in KINDS.items() for word in (kind, *names)}
    if fold(line.kind) in words:
        return words[fold(line.kind)]
    what = f"'{line.kind}' is not a kind of item" if line.kind else "the kind of item is missing"
    guess = (
        did_you_mean(line.kind.casefold(), [word for names in KINDS.values() for word in names]) if line.kind else ""
    )
    first = ", ".join(names[0] for names in KINDS.values())
    _tell(problems, name, line.place("kind"), what, guess if guess.startswith("did") else f"write one of {first}")
    return None


def _overlaps(items: Sequence[tuple[_Line, ProgrammeItem]], name: str) -> Iterator[Problem]:
    """Yield every item that begins before an earlier one has ended."""
    if not items:
        return
    last, before = items[0]
    for line, item in items[1:]:
        if item.start < before.end:
            clash = f"before '{before.title}' ({last.place('end')}) ends {before.end:%H.%M}"
            what = f"the item begins {item.start:%H.%M}, {clash}"
            yield Problem(file=name, where=line.place("start"), what=what, remedy="correct one of the times")
        if item.end > before.end:
            last, before = line, item


def _tell(problems: list[Problem], name: str, where: str, what: str, remedy: str) -> None:
    problems.append(Problem(file=name, where=where, what=what, remedy=remedy))
