"""Whose hand files of a year show (kven som har skrive fila): the name Office writes in them, or `edited_by`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from itertools import chain
from pathlib import Path

from cycle.application.dispatches import day_of_meeting_before
from cycle.application.documents import last_approved
from cycle.application.year import (
    MINUTES,
    PROGRAMMES,
    OpenCycle,
    StepNode,
    community_folder,
    file_reports,
    programmes_in,
)
from cycle.errors import CycleError
from cycle.letters.ooxml import saver_of
from cycle.model import LANGUAGES
from cycle.reading import read_toml


def hands_in_files(cycle: OpenCycle, node: StepNode) -> Iterator[tuple[str, str]]:
    """Yield code and name of whoever a file names that a step rests on, where the file is new to those who approve.

    What was approved with the step before was seen then, by the rule of that day.
    """
    if node.kind == "letters" and not cycle.dispatch(node).common:
        return  # nothing made of the programme goes with them
    for seen_in, (kind, names) in _FILES.get(node.kind, {}).items():
        if _is_new(cycle, node, seen_in.split(", ")):
            yield from ((kind, name) for name in names(cycle))


def _is_new(cycle: OpenCycle, node: StepNode, seen_in: list[str]) -> bool:
    """Return whether what the step read there is other than when it was approved last; also when it never was."""
    newest = cycle.record.latest(node.name)
    before = last_approved(cycle, node, but=newest.digest) if newest else None
    if newest is None or before is None:
        return True
    return any(newest.inputs.get(name) != before.inputs.get(name) for name in seen_in)


def _programme(cycle: OpenCycle) -> Iterator[str]:
    names = {*PROGRAMMES, *chain(*map(programmes_in, LANGUAGES))}
    for file in _files(cycle.year_folder):
        if file.name.casefold() in names:
            yield _named_in(file)


def _presentations(cycle: OpenCycle) -> Iterator[str]:
    yield from map(_named_in, cycle.year_inputs.presentations)


def _minutes(cycle: OpenCycle) -> Iterator[str]:
    """Yield who wrote the minutes; those of a closed year as they are written now, where there are any."""
    live = community_folder(cycle.services.settings, cycle.row.community) / cycle.year_folder.name
    for folder in (live, cycle.year_folder):
        if (folder / MINUTES).is_file():
            yield _named_in(folder / MINUTES)
            return


def _reports(cycle: OpenCycle) -> Iterator[str]:
    """Yield who reported on signals of this year and of those before it, since the meeting before this one."""
    since = dt.date.min
    with suppress(CycleError, OSError):
        since = day_of_meeting_before(cycle) or since
    with suppress(CycleError, OSError):
        for signal, report in file_reports(community_folder(cycle.services.settings, cycle.row.community)):
            if int(signal[:4]) <= cycle.year and report.on >= since:
                yield report.by


def _named_in(file: Path) -> str:
    """Return who a file says wrote or saved it last; empty where it says so of nobody, or cannot be read."""
    try:
        if file.suffix.casefold() == ".toml":
            return " ".join(str(read_toml(file, file=file.name).get("edited_by", "")).split())
        return saver_of(file)
    except (CycleError, OSError):
        return ""


def _files(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []


_Names = Callable[[OpenCycle], Iterator[str]]
_FILES: Mapping[str, Mapping[str, tuple[str, _Names]]] = {
    "letters": {"programme, programmes": ("programme", _programme), "open signals": ("report", _reports)},
    "signals": {"signals": ("minutes", _minutes)},
    "archive": {
        "year": ("programme", _programme),
        "presentations": ("presentation", _presentations),
        "minutes, signals": ("minutes", _minutes),
        "unsettled": ("report", _reports),
    },
}
"""Kind of step → what it reads, as its inputs call it → what it is to have made that, and who did."""
