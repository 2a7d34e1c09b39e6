"""The files of a year's folder: which are read, the programme and the presentations among them, and what is not."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import chain
from pathlib import Path

from cycle.application.year.written.minutes import MINUTES
from cycle.archive.public_site.media_types import MEDIA_TYPES
from cycle.errors import Problem
from cycle.model import LANGUAGES, Consent, Language, ProgrammeItem
from cycle.phrases import Phrase
from cycle.reading import other_capitals

FACTS = "meeting.toml"
PROGRAMMES = ("program.xlsx", "program.ods", "program.xls", "program.csv", "program.toml")
PRESENTATIONS = "presentasjonar"
PICTURES = "bilete"
"""In the community's folder: `logo.png`, `signatur.png`, and `ID.png` and `ID-signatur.png` for a host."""
PICTURE_TYPES = (".png", ".jpg", ".jpeg")

NO_PRESENTATION = Phrase("the file is not a presentation and is not published")
NOT_NAMED = Phrase("the file is named by no programme item")
NOT_THERE = Phrase("the file is named in the programme but not there yet")


def check_programme_file(
    file: Path, *, language: Language
) -> tuple[tuple[ProgrammeItem, ...] | None, tuple[Problem, ...]]:
    """Return the items of a programme that lies anywhere, None when it has errors, and every problem."""
    from cycle.register.programmes.programme import check_programme  # noqa: PLC0415 - slow import: it reads spreadsheets

    return check_programme(file.read_bytes(), name=file.name, language=language)


def programmes_in(language: Language) -> tuple[str, ...]:
    """Return what the file of a programme in this written language may be called, `program.nb.xlsx`."""
    return tuple(name.replace(".", f".{language}.") for name in PROGRAMMES)


def programme_with_consents(
    home: Path, problems: list[Problem], names: Collection[str], reads: Language
) -> tuple[tuple[ProgrammeItem, ...], tuple[Consent, ...]]:
    """Return the items of the one programme that is called one of these names, and what each says of publishing.

    What is wrong is noted, in the language of whoever `reads` it.
    """
    files = _named(home, names)
    if len(files) > 1:
        there = ", ".join(file.name for file in files)
        what = Phrase("there are {number} programmes: {files}", number=len(files), files=there)
        problems.append(Problem(file=home.name, where="", what=what, remedy=Phrase("keep one of them")))
    if len(files) != 1:
        return (), ()
    data, name = files[0].read_bytes(), f"{home.name}/{files[0].name}"
    items, found = _checked(data, name=name, reads=reads)
    problems.extend(found)
    return (items, _consents(data, name=name)) if items else ((), ())


def heard(
    programme: Sequence[ProgrammeItem],
    consents: Sequence[Consent],
    others: Iterable[tuple[Sequence[ProgrammeItem], Sequence[Consent]]],
) -> tuple[Consent, ...]:
    """Return what each item says of publishing; a no in the programme of the other written language is a no too."""
    refused = [item for items, said in others for item, consent in zip(items, said, strict=False) if consent == "no"]
    files = {item.file.casefold() for item in refused if item.file}
    times = {(item.start, item.end) for item in refused}
    return tuple(
        "no" if item.file.casefold() in files or (item.start, item.end) in times else consent
        for item, consent in zip(programme, consents, strict=False)
    )


def _named(home: Path, names: Collection[str]) -> list[Path]:
    return [file for file in _files(home) if file.name.casefold() in names]


@lru_cache(maxsize=4)
def _consents(data: bytes, *, name: str) -> tuple[Consent, ...]:
    from cycle.register.programmes.programme import publishing_consents  # noqa: PLC0415 - slow import: it reads spreadsheets

    return publishing_consents(data, name=name)


@lru_cache(maxsize=4)
def _checked(
    data: bytes, *, name: str, reads: Language
) -> tuple[tuple[ProgrammeItem, ...] | None, tuple[Problem, ...]]:
    """Return what the programme's file holds; the same bytes are read once, since every step looks at them."""
    from cycle.register.programmes.programme import check_programme  # noqa: PLC0415 - slow import: it reads spreadsheets

    return check_programme(data, name=name, language=reads)


def presentations_in(home: Path, programme: Iterable[ProgrammeItem], problems: list[Problem]) -> tuple[Path, ...]:
    """Return the presentation files, and warn of those that the programme and the folder do not agree about."""
    folder = home / PRESENTATIONS
    named = [item.file for item in programme if item.file]
    found = {file.name: file for file in _files(folder)}
    for name, file in list(found.items()):
        if file.suffix.casefold() not in MEDIA_TYPES:
            problems.append(_warning(folder, name, NO_PRESENTATION, Phrase("save it as PDF")))
            del found[name]
        elif programme and name not in named:
            problems.append(_warning(folder, name, NOT_NAMED, Phrase("write it under Presentasjon")))
    for name in named:
        if name not in found:
            problems.append(_warning(folder, name, NOT_THERE, Phrase("put the file there")))
    first = [found.pop(name) for name in dict.fromkeys(named) if name in found]
    return (*first, *(found[name] for name in sorted(found)))


def is_read(name: str) -> bool:
    """Return whether a file of this name in a year's folder is read."""
    return name.casefold() in {FACTS, MINUTES, *PROGRAMMES, *chain(*map(programmes_in, LANGUAGES))}


def unread_in(home: Path) -> Iterator[Problem]:
    """Yield a warning for each file that nothing reads, and for what is read under its name in small letters only."""
    yield from (
        replace(found, severity="warning") for found in other_capitals(home, {MINUTES, PRESENTATIONS}.__contains__)
    )
    for file in _files(home):
        if not is_read(file.name):
            known = f"{FACTS}, {', '.join(PROGRAMMES)}, {MINUTES}, {PRESENTATIONS}/"
            remedy = Phrase("known files are {files}", files=known)
            yield _warning(home, file.name, Phrase("the file is not read"), remedy)


def _files(folder: Path) -> list[Path]:
    """Return the folder's own files by name, without hidden ones, Office's lock files and links that lead elsewhere."""
    if not folder.is_dir():
        return []
    inside = folder.resolve()
    return [
        folder / entry.name
        for entry in sorted(os.scandir(folder), key=lambda entry: entry.name)
        if entry.is_file() and not entry.name.startswith((".", "~$"))
        if not entry.is_symlink() or Path(entry.path).resolve().parent == inside
    ]


def _warning(folder: Path, name: str, what: Phrase, remedy: Phrase) -> Problem:
    return Problem(file=folder.name, where=name, what=what, remedy=remedy, severity="warning")
