"""Presentations picked up from a folder and laid beside their programme lines; none is dropped silently."""

from __future__ import annotations

import hashlib
import io
import unicodedata
import zipfile
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path, PurePath
from typing import Literal, Protocol

from cycle.archive.file_names import slug
from cycle.archive.inspection import MAX_BYTES
from cycle.archive.public_site.media_types import MEDIA_TYPES
from cycle.archive.tree import sha256_of_path
from cycle.errors import Problem, did_you_mean
from cycle.model import Document, ProgrammeItem, StoredFile
from cycle.phrases import Phrase

How = Literal["named", "speaker", "title"]
"""The programme names the file; the file name holds a speaker's name; the file name is near the title."""


class HandedIn(Protocol):
    """A document that somebody handed in, in memory or in a folder: `data` is read when it is asked for."""

    @property
    def name(self) -> str:
        """What the file is called."""

    @property
    def media_type(self) -> str:
        """Which type it is by its name."""

    @property
    def data(self) -> bytes:
        """The bytes; ask for them, use them and let them go: many decks together are gigabytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderFile:
    """A file in a folder, of which nothing is held but where it lies."""

    name: str
    media_type: str
    path: Path

    @property
    def data(self) -> bytes:
        """The bytes as they are now."""
        return self.path.read_bytes()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """A file laid beside a programme line, and how it was found."""

    item: int
    """Index of the line in the programme."""
    document: HandedIn
    how: How
    shown: StoredFile | None = None
    """What is published of it, when that is made and stored."""
    agreed: bool = False
    """Whether those who hold the talk agreed to publishing: then the file as it came is kept too."""
    asked: bool = False
    """Whether somebody noted that they did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picked:
    """What a folder gave: picks in programme order, files that fit no line, and everything a person should see."""

    picks: tuple[Pick, ...]
    unmatched: tuple[HandedIn, ...]
    problems: tuple[Problem, ...]

    def of(self, item: int) -> tuple[HandedIn, ...]:
        """Return the files of one programme line."""
        return tuple(pick.document for pick in self.picks if pick.item == item)

    def shown_of(self, item: int) -> tuple[StoredFile, ...]:
        """Return what is published of the files of one programme line."""
        return tuple(pick.shown for pick in self.picks if pick.item == item and pick.shown is not None)


def files_in(folder: Path) -> tuple[tuple[FolderFile, ...], tuple[Problem, ...]]:
    """Return the files directly in the folder, sorted by name, and a problem for each entry that is not a plain file.

    None is read yet. A missing folder is an empty one: a year may have no presentations yet.
    """
    documents: list[FolderFile] = []
    problems: list[Problem] = []
    for path in sorted(folder.iterdir(), key=lambda path: path.name) if folder.is_dir() else ():
        if path.is_symlink() or not path.is_file():
            what = Phrase("this is a link or a folder, and is left out")
            problems.append(_warning(path.name, what, remedy=Phrase("put the file itself directly in the folder")))
        elif path.stat().st_size > MAX_BYTES:
            what = Phrase("the file is larger than {number} MB, and is not read", number=MAX_BYTES // 1_000_000)
            remedy = Phrase("save it as PDF with smaller pictures")
            problems.append(Problem(file=path.name, where="", what=what, remedy=remedy))
        else:
            media_type = MEDIA_TYPES.get(path.suffix.lower(), "application/octet-stream")
            documents.append(FolderFile(name=path.name, media_type=media_type, path=path))
    return tuple(documents), tuple(problems)


def in_memory(handed_in: HandedIn) -> Document:
    """Return the document with its bytes, for as long as it is looked at."""
    return Document(name=handed_in.name, media_type=handed_in.media_type, data=handed_in.data)


def sha256_of_content(handed_in: HandedIn) -> str:
    """Return the sha256 (hex) of a document; its bytes are not held."""
    return hashlib.sha256(handed_in.data).hexdigest()


def digests_in(folder: Path, sha256_of: Callable[[Path], str] = sha256_of_path) -> list[tuple[str, str]]:
    """Return name and sha256 of each file that `files_in` finds, in its order, and hold none of them whole.

    A year's state is asked for often, and many decks together are gigabytes: `sha256_of` may know them.
    """
    found = []
    for path in sorted(folder.iterdir(), key=lambda path: path.name) if folder.is_dir() else ():
        if path.is_file() and not path.is_symlink() and path.stat().st_size <= MAX_BYTES:
            found.append((path.name, sha256_of(path)))
    return found


def pick(documents: Iterable[HandedIn], programme: Sequence[ProgrammeItem], *, wrong: Sequence[Problem] = ()) -> Picked:
    """Return which file belongs to which programme line: by the line's `file`, else by speaker, else by near title.

    A file that could belong to two lines belongs to none; a person names it in the programme. Files of a type that is
    not published, or whose content is not what the name says, are problems and never picked. `wrong` is what is wrong
    with files that nobody reads: a line that names one of them, or one that is refused, is told of with the file alone.
    """
    documents = sorted(documents, key=lambda document: document.name)
    refused = {document.name: problem for document in documents if (problem := refusal(document))}
    good = [document for document in documents if document.name not in refused]
    named, problems = _named(good, programme, {*refused, *(problem.file for problem in wrong)})
    left = [document for document in good if document.name not in {pick.document.name for pick in named}]
    lines = {at for at, item in enumerate(programme) if not item.file}
    found = {document.name: _nearest(document, programme, lines) for document in left}
    picks = [
        *named,
        *(Pick(item=hit[0], document=document, how=hit[1]) for document in left if (hit := found[document.name])),
    ]
    unmatched = tuple(document for document in left if not found[document.name])
    what = Phrase("the file fits no line of the programme, or more than one")
    remedy = Phrase("write its name in the `file` column of the programme line it belongs to")
    lost = [_warning(document.name, what, remedy=remedy) for document in unmatched]
    return Picked(
        picks=tuple(sorted(picks, key=lambda pick: (pick.item, pick.document.name))),
        unmatched=unmatched,
        problems=(*refused.values(), *problems, *lost),
    )


_SIGNATURES = {".pdf": b"%PDF-"}
_ZIP = b"PK\x03\x04"
_MACROS = ("vbaproject.bin", "/basic/", "/scripts/")


def refusal(document: HandedIn) -> Problem | None:
    """Return why a file is not published whatever is in it: its type, or a content that is not what its name says."""
    ending = PurePath(document.name).suffix.lower()
    if document.name.startswith((".", "~$")) or document.name.lower() in {"thumbs.db", "desktop.ini"}:
        what = Phrase("this is a program's own file, and is left out")
        return _warning(document.name, what, remedy=Phrase("close the program"))
    if ending not in MEDIA_TYPES:
        what = (
            Phrase("files of type '{ending}' are not published", ending=ending)
            if ending
            else Phrase("files without ending are not published")
        )
        remedy = Phrase("use {endings}", endings=", ".join(sorted(MEDIA_TYPES)))
        return Problem(file=document.name, where="", what=what, remedy=remedy)
    data = document.data
    if not data.startswith(_SIGNATURES.get(ending, _ZIP)):
        what = Phrase("the content is not what the ending '{ending}' says", ending=ending)
        remedy = Phrase("open it and save it again as PDF")
        return Problem(file=document.name, where="", what=what, remedy=remedy)
    if ending != ".pdf" and (inside := _inside(data)):
        remedy = Phrase("open it and save it again, or as PDF")
        return Problem(file=document.name, where="", what=inside, remedy=remedy)
    return None


def _inside(data: bytes) -> Phrase | None:
    """Return what is wrong inside an office file. Only its list of contents is read, nothing is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = [f"/{name.lower()}" for name in package.namelist()]
    except (zipfile.BadZipFile, NotImplementedError):
        return Phrase("the file is damaged")
    if not {"/[content_types].xml", "/mimetype"} & set(names):
        return Phrase("the content is a zip archive, not an office file")
    return Phrase("the file holds macros") if any(part in name for name in names for part in _MACROS) else None


def _named(
    documents: Sequence[HandedIn], programme: Sequence[ProgrammeItem], seen: Collection[str]
) -> tuple[list[Pick], list[Problem]]:
    picks: list[Pick] = []
    problems: list[Problem] = []
    for at, item in enumerate(programme):
        if not item.file:
            continue
        where, alike = Phrase("line {number} of the programme", number=at + 1), _called(item.file, documents)
        if len(alike) == 1:
            picks.append(Pick(item=at, document=alike[0], how="named"))
        elif alike:
            names = ", ".join(document.name for document in alike)
            what = Phrase(
                "the programme names '{file}', and several files are called so: {names}", file=item.file, names=names
            )
            remedy = Phrase("write the name as the file has it, or give the file another")
            problems.append(Problem(file="", where=where, what=what, remedy=remedy, severity="warning"))
        elif _same(item.file) not in {_same(name) for name in seen}:
            what = Phrase("the programme names '{file}', which is not in the folder", file=item.file)
            there = Phrase("put it there")
            remedy = did_you_mean(item.file, (document.name for document in documents)) if documents else there
            problems.append(Problem(file="", where=where, what=what, remedy=remedy, severity="warning"))
    return picks, problems


def _called(name: str, documents: Sequence[HandedIn]) -> list[HandedIn]:
    """Return the file of this very name; where there is none, those whose names differ by capitals alone."""
    exact = [document for document in documents if _composed(document.name) == _composed(name)]
    return exact or [document for document in documents if _same(document.name) == _same(name)]


def _nearest(document: HandedIn, programme: Sequence[ProgrammeItem], lines: set[int]) -> tuple[int, How] | None:
    words = slug(PurePath(document.name).stem).split("-")
    scores = {at: _score(words, programme[at]) for at in lines}
    best = max((score for score, _ in scores.values()), default=0.0)
    hits = [at for at, (score, _) in scores.items() if score == best]
    return (hits[0], scores[hits[0]][1]) if best > 0 and len(hits) == 1 else None


def _score(words: Sequence[str], item: ProgrammeItem) -> tuple[float, How]:
    """Return how well a file name fits a line, 0 for not at all; a speaker counts most, the title breaks ties."""
    title = _likeness(words, item.title)
    speaker = max((_named_in(speaker.name, words) for speaker in item.speakers), default=0.0)
    if speaker:
        return speaker + title, "speaker"
    return (title if title >= 0.6 else 0.0), "title"


def _named_in(name: str, words: Sequence[str]) -> float:
    parts = slug(name).split("-")
    if all(part in words for part in parts):
        return 3.0
    return 2.0 if len(parts[-1]) >= 4 and parts[-1] in words else 0.0


def _likeness(words: Sequence[str], title: str) -> float:
    """Return 0 to 1: the share of the file name's own words that the title has, or the likeness of the whole text."""
    own = {word for word in words if len(word) > 2 and not word.isdigit()}
    shared = own & set(slug(title).split("-"))
    share = len(shared) / len(own) if len(shared) >= 2 else 0.0
    whole = SequenceMatcher(None, " ".join(sorted(own)), " ".join(sorted(slug(title).split("-")))).ratio()
    text = SequenceMatcher(None, "-".join(words), slug(title)).ratio()
    return max(share, whole if whole > 0.85 else 0.0, text if text > 0.75 else 0.0)


def _composed(name: str) -> str:
    return unicodedata.normalize("NFC", name).strip()


def _same(name: str) -> str:
    return _composed(name).casefold()


def _warning(name: str, what: Phrase, *, remedy: Phrase) -> Problem:
    return Problem(file=name, where="", what=what, remedy=remedy, severity="warning")
