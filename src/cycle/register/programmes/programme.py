"""The programme (program) of a meeting from the committee's table: a spreadsheet of any kind, .csv or .toml.

In a spreadsheet each row is one item. The time stands under Start and Slutt, or both under Tid as `09.00–09.30`; then
Tittel and, where wanted, Type, Innleiarar, Moderator, Presentasjon and Kan publiserast (ja, nei, ikkje spurt). Without
a Type the title tells what the item is.
Innleiarar holds one speaker on each line of the cell (Alt+Enter in Excel), or separated by semicolons, each as `Namn,
rolle, organisasjon` or `Namn (rolle, organisasjon)`. A row without a time that names people adds them to the one above;
one with a title alone is a subheading. Items at one time are parallel sessions. A programme is one day: two are
refused, for their items would be mixed. In TOML an item is
`[[items]]` with start, end, kind, title, file, consent and speakers = [{name, role, organisation}].
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from cycle.catalogue import say, sentence
from cycle.errors import Problem, RegisterError, nearest
from cycle.model import Consent, Language, ProgrammeItem, Speaker
from cycle.register.dates import read_time
from cycle.register.name_reading.encodings import LOST
from cycle.register.name_reading.name_words import UNKNOWN, VACANT
from cycle.register.programmes.programme_problems import ProgrammeProblems
from cycle.register.programmes.programme_rows import COLUMNS, read_rows
from cycle.register.programmes.programme_toml import read_programme_toml
from cycle.register.words import Say
from cycle.register.workbooks.sheet_tables import fold

__all__ = ["COLUMNS", "KINDS", "check_programme", "publishing_consents"]

KINDS: Mapping[str, tuple[str, ...]] = {
    "registration": ("registrering", "oppmøte", "registration"),
    "opening": ("opning", "velkomen", "åpning", "velkommen", "velkomst"),
    "talk": ("innlegg", "foredrag", "innleiing", "innledning", "presentasjon", "orientering"),
    "panel": ("panel", "panelsamtale", "samtale"),
    "discussion": ("diskusjon", "drøfting", "drøftinger", "plenumsdiskusjon", "gruppearbeid", "debatt", "sak"),
    "break": ("pause", "beinstrekk", "kaffipause", "kaffepause", "mingling", "mingel"),
    "lunch": ("lunsj",),
    "summary": ("oppsummering", "avslutning", "avrunding"),
}
"""What a kind of item may be called; the first word is the one we suggest."""

TITLES: Sequence[tuple[str, tuple[str, ...]]] = (
    ("registration", ("registrering", "oppmøte", "innsjekk")),
    ("lunch", ("lunsj", "lunch")),
    ("break", ("pause", "beinstrekk", "kaffi", "kaffe", "mingling", "mingel", "middag", "festmiddag")),
    ("opening", ("velkomen", "velkommen", "opning", "åpning")),
    ("summary", ("oppsummering", "avslutning", "avrunding", "vel heim", "vel hjem", "slutt for dagen")),
    ("panel", ("panel",)),
    ("discussion", ("diskusjon", "drøfting", "gruppearbeid", "gruppediskusjon", "debatt", "dialog", "samtale")),
)
"""Words of a title that tell what an item without a Type is; the first that fits. Anything else is a talk."""

_CONSENTS: Mapping[str, Consent] = {
    **dict.fromkeys(("ja", "j", "yes", "x", "ok", "samtykt", "samtykkjer", "samtykker", "kanpubliserast"), "yes"),
    **dict.fromkeys(("nei", "n", "no", "ikkje", "ikke", "skalikkjepubliserast", "skalikkepubliseres"), "no"),
    **dict.fromkeys(("", "ikkjespurt", "ikkespurt", "ikkjespurd", "notasked"), "not_asked"),
}
"""What may be written about publishing, folded."""

UNTITLED = {"break": sentence("Break"), "lunch": sentence("Lunch"), "registration": sentence("Registration")}
"""Kinds that need no title of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One item as written, with the place of each of its fields."""

    place: Callable[[str], str]
    start: object
    end: object
    kind: str
    title: str
    speakers: tuple[Speaker, ...]
    file: str
    consents: tuple[str, ...]
    """What is written about publishing, a text for each row that names people."""


def check_programme(
    data: bytes, *, name: str, language: Language = "nn"
) -> tuple[tuple[ProgrammeItem, ...] | None, tuple[Problem, ...]]:
    """Return the items, None when there are errors, and every problem: errors, guesses and warnings."""
    items, report = _read(data, name=name, language=language)
    if any(problem.severity == "error" for problem in report.problems):
        return None, tuple(report.problems)
    return tuple(item for _, item in items), tuple(report.problems)


def publishing_consents(data: bytes, *, name: str) -> tuple[Consent, ...]:
    """Return what is said of each item's presentation, in the order of the items; a word nobody knows is a no.

    It is no part of an item, since nothing that is sent rests on it.
    """
    return tuple(consent_in(line.consents) for line, _ in _read(data, name=name, language="nn")[0])


def consent_in(written: Sequence[str]) -> Consent:
    """Return the one answer of several people: one no is a no, and somebody who is not asked has not agreed."""
    answers = [_CONSENTS.get(fold(text), "no") for text in written]
    if "no" in answers:
        return "no"
    return "yes" if answers and set(answers) == {"yes"} else "not_asked"


def _read(data: bytes, *, name: str, language: Language) -> tuple[list[tuple[Line, ProgrammeItem]], ProgrammeProblems]:
    """Return the items that could be read with what was written of each, in order, and what is wrong."""
    report = ProgrammeProblems(file=name, say=Say(language))
    try:
        rows = read_programme_toml(data, report) if name.lower().endswith(".toml") else read_rows(data, report)
        lines = [Line(**values) for values in rows]
    except RegisterError as error:
        report.problems[:] = error.problems
        return [], report
    read = [(line, _item(line, report)) for line in lines]
    items = [(line, item) for line, item in read if item]
    items.sort(key=lambda pair: (pair[1].start, pair[1].end))
    _overlaps(items, report)
    if not lines and not report.problems:
        report.add("", "programme_empty")
    return items, report


def _item(line: Line, report: ProgrammeProblems) -> ProgrammeItem | None:
    start, end = _time(line, "start", report), _time(line, "end", report)
    kind = _kind(line, report)
    title = line.title or say(report.say.language, UNTITLED.get(kind or "", ""))
    if kind and not title:
        report.add(line.place("title"), "title_missing")
    if line.file and (PurePath(line.file).name != line.file or "\\" in line.file or line.file.startswith(".")):
        report.add(line.place("file"), "file_name", text=line.file)
    for said in line.consents:
        if fold(said) not in _CONSENTS:
            report.add(line.place("consent"), "consent_unknown", "warning", text=said)
    for speaker in line.speakers:
        if fold(speaker.name) in UNKNOWN | VACANT:
            report.add(line.place("speakers"), "speaker_unknown", "warning", text=speaker.name)
        elif LOST.search(speaker.name):
            report.add(line.place("speakers"), "name_lost", text=speaker.name)
    if start and end and end <= start:
        report.add(line.place("end"), "ends_early", start=f"{start:%H.%M}", end=f"{end:%H.%M}")
        return None
    if not (start and end and kind and title):
        return None
    return ProgrammeItem(start=start, end=end, kind=kind, title=title, speakers=line.speakers, file=line.file)


def _time(line: Line, key: str, report: ProgrammeProblems) -> dt.time | None:
    value = getattr(line, key)
    if value is None or value == "":
        alone = key == "end" and line.place("end") == line.place("start")
        report.add(line.place(key), "end_missing" if alone else "time_missing")
        return None
    try:
        return read_time(value)
    except ValueError:
        report.add(line.place(key), "time_none", text=value)
        return None


def _kind(line: Line, report: ProgrammeProblems) -> str | None:
    words = {fold(word): kind for kind, names in KINDS.items() for word in (kind, *names)}
    if not line.kind and line.title:
        return kind_of_title(line.title)
    if fold(line.kind) in words:
        return words[fold(line.kind)]
    first = ", ".join(_suggested(names[0], report.say.language) for names in KINDS.values())
    if not line.kind:
        report.add(line.place("kind"), "kind_missing", kinds=first)
        return None
    known = [word for names in KINDS.values() for word in names]
    near = nearest(line.kind.casefold(), known)
    report.add(line.place("kind"), "kind_near" if near else "kind_unknown", text=line.kind, near=near, kinds=first)
    return None


def _suggested(kind: str, language: Language) -> str:
    """Return what a kind is called in the form of whoever writes it."""
    return "åpning" if kind == "opning" and language == "nb" else kind


def kind_of_title(title: str) -> str:
    """Return what an item is by the words of its title."""
    text = title.casefold()
    return next((kind for kind, words in TITLES if any(word in text for word in words)), "talk")


def _overlaps(items: Sequence[tuple[Line, ProgrammeItem]], report: ProgrammeProblems) -> None:
    """Tell of every item that begins before an earlier one has ended; those of one time are parallel sessions."""
    if not items:
        return
    last, before = items[0]
    for line, item in items[1:]:
        parallel = item.start == before.start and (item.end == before.end or _is_parallel(item, before))
        if item.start < before.end and not parallel and not _is_parallel(item, before):
            values = {"start": f"{item.start:%H.%M}", "title": before.title, "end": f"{before.end:%H.%M}"}
            report.add(line.place("start"), "overlap", place=last.place("end"), **values)
        if item.end > before.end:
            last, before = line, item


def _is_parallel(*items: ProgrammeItem) -> bool:
    return any("parallel" in item.title.casefold() for item in items)
