"""The folder `historie`: the documents and pictures of past years that history.toml names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from cycle.application.year.community_rules.community import LoadedCommunity
from cycle.archive.inspection import MAX_BYTES
from cycle.errors import InputError, Problem, did_you_mean
from cycle.phrases import Phrase

HISTORY_FOLDER = "historie"
"""In the community's folder: what is kept of past years, as history.toml names it."""

_NOT_THERE, _PUT_IT_THERE = Phrase("there is no such file"), Phrase("put it into the folder historie")
_LEADS_OUT, _PUT_ITSELF_THERE = (
    Phrase("the file leads out of the folder"),
    Phrase("put the file itself there"),
)
_TOO_LARGE, _SMALLER = Phrase("the file is too large"), Phrase("save it as PDF with smaller pictures")


def past_file(loaded: LoadedCommunity, path: str) -> bytes:
    """Return the bytes of a file that the history names; InputError as for `past_place`."""
    return past_place(loaded, path).read_bytes()


def past_place(loaded: LoadedCommunity, path: str) -> Path:
    """Return where a file lies that the history names.

    InputError, in words that can be said in both languages, where it is not there, leads out of the folder, or is too
    large to be opened.
    """
    root = loaded.folder / HISTORY_FOLDER
    file = root / path
    if not file.is_file():
        there = sorted(found.relative_to(root).as_posix() for found in root.rglob("*")) if root.is_dir() else []
        remedy = did_you_mean(path, there) if there else _PUT_IT_THERE
        raise _wrong(path, _NOT_THERE, remedy)
    if not file.resolve().is_relative_to(root.resolve()):
        raise _wrong(path, _LEADS_OUT, _PUT_ITSELF_THERE)
    if file.stat().st_size > MAX_BYTES:
        raise _wrong(path, _TOO_LARGE, _SMALLER)
    return file


def past_digests(loaded: LoadedCommunity, sha256_of: Callable[[Path], str]) -> dict[str, str]:
    """Return the sha256 of every file that the history names, empty for one that cannot be read."""
    found = {}
    for edition in loaded.history.editions:
        for _, path in edition.files():
            try:
                found[path] = sha256_of(past_place(loaded, path))
            except InputError:
                found[path] = ""
    return found


def past_warnings(loaded: LoadedCommunity) -> Iterator[Problem]:
    """Yield what a page of a past year would lack, or would change when something is renamed."""
    named = set()
    for at, edition in enumerate(loaded.history.editions):
        where = f"editions[{at}]"
        for place, path in edition.files():
            named.add(path)
            try:
                past_place(loaded, path)
            except InputError as error:
                (problem,) = error.problems
                yield _warning(
                    f"{where}.{place}", Phrase("'{path}': {what}", path=path, what=problem.what), problem.remedy
                )
        if edition.host and not edition.host.name:
            day = edition.date.value if edition.date else None
            name = loaded.community.organisation(edition.host.value, on=day).name
            what = Phrase(
                "the host has no name of its own, so a new name in organisations.csv changes this year's page"
            )
            remedy = Phrase('write name = "{name}", or what it was called then', name=name)
            yield _warning(f"{where}.host", what, remedy)
    for path in _not_named(loaded, named):
        what = Phrase("no edition names this file, so no page shows it")
        yield _warning(f"{HISTORY_FOLDER}/{path}", what, Phrase("name it, or remove it"))


def _not_named(loaded: LoadedCommunity, named: set[str]) -> Iterator[str]:
    root = loaded.folder / HISTORY_FOLDER
    for path in sorted(root.rglob("*")) if root.is_dir() else ():
        inside = path.relative_to(root).as_posix()
        if path.is_file() and inside not in named and not path.name.startswith("."):
            yield inside


def _warning(where: str, what: Phrase, remedy: str) -> Problem:
    return Problem(file="history.toml", where=where, what=what, remedy=remedy, severity="warning")


def _wrong(path: str, what: Phrase, remedy: Phrase) -> InputError:
    return InputError([Problem(file=f"{HISTORY_FOLDER}/{path}", where="", what=what, remedy=remedy)])
