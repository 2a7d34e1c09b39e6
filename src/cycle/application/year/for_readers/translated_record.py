"""The record of a year in the other written form: its results with what is printed translated, all else as it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields

from cycle.governance.community_data.printed_words import in_words
from cycle.store.years.results import Result
from cycle.store.years.year_record import NewestRecord, YearRecord


def translated_result(row: Result, words: Mapping[str, str]) -> Result:
    """Return a result with what is printed of it translated: to be read. Its digest stays that of what was written."""
    return row.read_as(lambda body: in_words(body, words)) if words else row


@dataclass(frozen=True)
class TranslatedResults(Mapping[str, Result]):
    """Step → its newest revision, translated when it is asked for."""

    written: Mapping[str, Result]
    words: Mapping[str, str]
    _known: dict[str, Result] = field(default_factory=dict)

    def __getitem__(self, step: str) -> Result:
        """Return the newest revision of a step; KeyError while it has none."""
        if step not in self._known:
            self._known[step] = translated_result(self.written[step], self.words)
        return self._known[step]

    def __iter__(self) -> Iterator[str]:
        """Yield the steps that have run."""
        return iter(self.written)

    def __len__(self) -> int:
        """Return how many steps have run."""
        return len(self.written)


@dataclass(frozen=True, kw_only=True)
class TranslatedRecord(YearRecord):
    """A record whose results are translated; what is worked out from it is kept apart from what is kept with it."""

    written: YearRecord = field(repr=False, compare=False)
    words: Mapping[str, str] = field(repr=False, compare=False)

    def revisions(self, step: str) -> tuple[Result, ...]:
        """Return all revisions of a step, oldest first."""
        return self.once(
            ("translated revisions", step),
            lambda: tuple(translated_result(row, self.words) for row in self.written.revisions(step)),
        )


def translated_record(record: YearRecord, words: Mapping[str, str]) -> TranslatedRecord:
    """Return the same record in the other written form."""
    found = {known.name: getattr(record, known.name) for known in fields(YearRecord)}
    return TranslatedRecord(**{**found, "newest": TranslatedResults(record.newest, words)}, written=record, words=words)


class TranslatedRecords:
    """Hands out the newest record of a year in the other written form."""

    def __init__(self, written: NewestRecord, words: Mapping[str, str]) -> None:
        """Keep whose records they are; nothing is read yet."""
        self._written, self._words = written, words
        self._kept: TranslatedRecord | None = None

    def get(self) -> YearRecord:
        """Return the newest record."""
        kept, newest = self._kept, self._written.get()
        if kept is None or kept.written is not newest:
            kept = translated_record(newest, self._words)
            self._kept = kept
        return kept

    def forget(self) -> None:
        """Let the next record be a new one."""
        self._written.forget()
