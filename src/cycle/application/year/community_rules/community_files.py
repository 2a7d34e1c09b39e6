"""Reads the files of a community's folder, keeping every problem and the bytes that were read."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal, TypeVar

from cycle.errors import ConfigError, Problem, did_you_mean
from cycle.governance.community_data.community import OrganisationRow
from cycle.governance.community_data.history import History
from cycle.governance.community_data.rules import MeetingRules
from cycle.governance.community_data.strict import Strict, parse
from cycle.model import Language, digest
from cycle.phrases import Phrase
from cycle.reading import text_of, toml_of, unreadable

IN_NO_LETTER = frozenset({"coordinators", "four_eyes", "reminders", "participants"})
"""What community.toml says of who decides, how they are told, whom the page names: no letter or list is made of it."""
WORDS_FILES: Mapping[Language, str] = {"nn": "bokmal.toml", "nb": "nynorsk.toml"}
"""The file of words for the other written language, by the language the community's own files are in."""
Table = TypeVar("Table", bound=Strict)
Written = TypeVar("Written", dict[str, Any], list[Any])  # Any: TOML before it is checked


class CommunityFiles:
    """Reads the files of a folder, keeping every problem and the bytes that were read."""

    def __init__(self, folder: Path, *, files: Mapping[str, bytes]) -> None:
        self.folder = folder
        self.files = files
        self.problems: list[Problem] = []
        self.read: dict[str, bytes] = {}

    def toml(
        self,
        kind: type[Table],
        name: str,
        *,
        sources: Mapping[str, object] | None = None,
        adding: Mapping[str, object] | None = None,
    ) -> Table | None:
        """Return the table in the file with the keys added that it must not hold, or None when it has problems."""
        plain = self._plain(name)
        if plain is None:
            return None
        for key in sorted(set(plain) & set(adding or {})):
            self._problem(name, key, Phrase("this key is filled in by the service"), Phrase("take it away"))
        try:
            return parse(kind, {**plain, **(adding or {})}, file=name, sources=sources)
        except ConfigError as error:
            self.problems += error.problems
        return None

    def rules(self, meeting: str, *, sources: Mapping[str, object] | None) -> Iterator[tuple[str, MeetingRules]]:
        """Yield file and rules of every version of a meeting type: `meeting.toml`, then `meeting.2022-08-01.toml`."""
        older = sorted(file for file in self.files if file.startswith(f"{meeting}.") and file.endswith(".toml"))
        for file in dict.fromkeys([f"{meeting}.toml", *older]):
            found = self.toml(MeetingRules, file, sources=sources, adding={"id": meeting, "occasion_of": ""})
            if found is not None:
                yield file, found

    def history(self, sources: Mapping[str, object] | None) -> History | None:
        """Return the history, with the community's sources beside those that it names itself."""
        name = "history.toml"
        plain = self._plain(name)
        if plain is None:
            return None
        own = plain["sources"] if isinstance(plain.get("sources"), dict) else {}
        for source in sorted(set(own) & set(sources or {})):
            taken, remedy = Phrase("community.toml has a source of this id"), Phrase("give it another id")
            self._problem(name, f"sources.{source}", taken, remedy)
        known = {**own, **(sources or {})}
        try:
            return parse(History, {**plain, "sources": known}, file=name, sources=None if sources is None else known)
        except ConfigError as error:
            self.problems += error.problems
        return None

    def is_toml(self, name: str) -> bool:
        """Return whether a file that was read is TOML at all: else nothing is known of what it says."""
        try:
            toml_of(self.read.get(name, b""), file=name)
        except ConfigError:
            return False
        return True

    def written(self, name: str, key: str, kind: type[Written]) -> Written:
        """Return what a file with problems has under a key, empty when it has nothing of that kind."""
        try:
            found = toml_of(self.read.get(name, b""), file=name).get(key)
        except ConfigError:
            found = None
        return found if isinstance(found, kind) else kind()

    def rows(
        self, name: str, *, sources: Mapping[str, object] | None, defaults: Mapping[str, object]
    ) -> tuple[OrganisationRow, ...]:
        """Return the organisations, without the rows that have problems."""
        text = self._text(name)
        if text is None:
            return ()
        table = csv.DictReader(io.StringIO(text, newline=""))
        known = list(OrganisationRow.model_fields)
        header = [heading.strip() for heading in table.fieldnames or ()]
        table.fieldnames = header
        unknown = [column for column in header if column not in known]
        required = [
            column for column in known if OrganisationRow.model_fields[column].is_required() and column not in defaults
        ]
        missing = [column for column in required if column not in header]
        for column, near in [(column, did_you_mean(column, known)) for column in unknown]:
            self._problem(name, "header", Phrase("unknown column '{column}'", column=column), near)
        for column in missing:
            remedy = Phrase("the columns are {columns}", columns=", ".join(known))
            self._problem(name, "header", Phrase("no column '{column}'", column=column), remedy)
        return () if unknown or missing else tuple(self._rows(name, table, sources=sources, defaults=defaults))

    def words(self, language: Language) -> Mapping[str, str]:
        """Return the texts of the file of words for the other written language; empty when there is none."""
        name = WORDS_FILES[language]
        plain = self._plain(name) if name in self.files else None
        wrong = [key for key, value in (plain or {}).items() if not isinstance(value, str) or not value.strip()]
        for key in wrong:
            remedy = Phrase('write "{key}" = "the same in the other language"', key=key)
            self._problem(name, key, Phrase("there are no words for this text"), remedy)
        return {key: value for key, value in (plain or {}).items() if key not in wrong}

    def digest(self) -> str:
        """Return the sha256 over the names and bytes of all files read.

        Who is told of the gates is no part of it: a new coordinator must not open again what is approved.
        """
        whole = hashlib.sha256()
        for name in sorted(self.read):
            data = _without_coordinators(self.read[name]) if name == "community.toml" else self.read[name]
            whole.update(f"{name}\0{hashlib.sha256(data).hexdigest()}\0".encode())
        return whole.hexdigest()

    def _rows(
        self,
        name: str,
        table: csv.DictReader[str],
        *,
        sources: Mapping[str, object] | None,
        defaults: Mapping[str, object],
    ) -> Iterator[OrganisationRow]:
        for row in table:
            if None in row or None in row.values():
                what = Phrase("has another number of columns than the header")
                self._problem(name, f"row {table.line_num}", what)
                continue
            try:
                said = {key: value for key, value in row.items() if value or key not in defaults}
                kept = {key: default for key, default in defaults.items() if key in OrganisationRow.model_fields}
                yield parse(OrganisationRow, {**kept, **said}, file=name, sources=sources)
            except ConfigError as error:
                for problem in error.problems:
                    where = f"row {table.line_num}, column {problem.where}"
                    self.problems.append(replace(problem, where=where))

    def _plain(self, name: str) -> dict[str, Any] | None:  # Any: TOML before it is checked
        text = self._text(name)
        if text is None:
            return None
        try:
            return toml_of(text.encode(), file=name)
        except ConfigError as error:
            self.problems += error.problems
        return None

    def _text(self, name: str) -> str | None:
        path = self.folder / name
        try:
            self.read[name] = self.files[name] if name in self.files else path.read_bytes()
            return text_of(self.read[name], file=name)
        except FileNotFoundError:
            there = ", ".join(sorted(path.name for path in self.folder.iterdir() if path.is_file()))
            remedy = Phrase("the folder has {files}", files=there)
            self._problem(name, "", Phrase("there is no such file"), remedy)
        except ConfigError as error:
            self.problems += error.problems
        except OSError as error:
            self.problems.append(unreadable(error, file=name))
        return None

    def _problem(self, file: str, where: str, what: Phrase, remedy: Phrase | Literal[""] = "") -> None:
        self.problems.append(Problem(file=file, where=where, what=what, remedy=remedy))


def _without_coordinators(data: bytes) -> bytes:
    """Return what community.toml says besides who is told of the gates, and how they are reminded."""
    said = toml_of(data, file="community.toml")
    return digest({key: value for key, value in said.items() if key not in IN_NO_LETTER}).encode()
