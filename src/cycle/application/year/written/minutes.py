"""What people have written down from the meeting: `referat.toml` in the year's folder."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from pydantic import Field

from cycle.application.year.written.meeting_table import MeetingDay
from cycle.governance.community_data.strict import Strict, parse
from cycle.model import Language, Minutes, MinutesItem, SteeringSignal
from cycle.reading import file_named, read_toml

MINUTES = "referat.toml"
NUMBER = r"^\d{4}(-[a-z0-9]+)*-[1-9]\d*$"
"""The number of a signal, `2027-1`; of a year's second meeting `2027-2-1`."""


class MatterTable(Strict):
    """[[matters]]: one matter, what was said and what was decided."""

    title: str = Field(min_length=1)
    text: str = ""
    decision: str = ""
    responsible: str = ""
    due: str = ""


class SignalTable(Strict):
    """[[signals]]: what the meeting asks a body to do."""

    to: str = Field(min_length=1)
    text: str = Field(min_length=1)
    owner: str = ""
    due: MeetingDay | None = None
    parent: str = Field("", pattern=f"({NUMBER})|^$")
    plan: str = ""


class MinutesTable(Strict):
    """referat.toml: everything may be missing, since it is filled in as the minutes are written."""

    chair: str = ""
    taker: str = ""
    edited_by: str = ""
    """Who wrote it: another approves what rests on it then."""
    present: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    matters: tuple[MatterTable, ...] = ()
    signals: tuple[SignalTable, ...] = ()
    nn: dict[str, str] = Field(default_factory=dict)
    nb: dict[str, str] = Field(default_factory=dict)
    """What stands here, by the words as they stand, in another written form than the community's own."""

    def value(self) -> Minutes:
        """Return what `referat.toml` says, without the file's own shape."""
        return Minutes(
            chair=self.chair,
            taker=self.taker,
            present=self.present,
            absent=self.absent,
            matters=tuple(MinutesItem(**matter.model_dump()) for matter in self.matters),
            signals=tuple(SteeringSignal(**signal.model_dump()) for signal in self.signals),
        )


def minutes_digest(folder: Path) -> str:
    """Return what names the content of the minutes in a year's folder; empty when nobody has written any."""
    file = file_named(folder, MINUTES)
    return hashlib.sha256(file.read_bytes()).hexdigest() if file else ""


def load_minutes(folder: Path) -> Minutes:
    """Return the minutes in a year's folder, empty ones when nobody has written any.

    ConfigError with every problem of the file.
    """
    table = _read(folder)
    return Minutes() if table is None else table.value()


def words_of_minutes(folder: Path, language: Language) -> Mapping[str, str]:
    """Return what the minutes say in another written form than the community's own, by the words as they stand."""
    table = _read(folder)
    if table is None:
        return {}
    return table.nb if language == "nb" else table.nn


def _read(folder: Path) -> MinutesTable | None:
    file, name = file_named(folder, MINUTES), f"{folder.name}/{MINUTES}"
    return parse(MinutesTable, read_toml(file, file=name), file=name) if file else None
