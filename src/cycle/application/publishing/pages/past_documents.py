"""The documents and pictures of past years, out of the community's folder `historie`, as they can be published."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Any

from cycle.application.publishing.not_for_all.private_matter import publishable
from cycle.application.year import HISTORY_FOLDER, LoadedCommunity, past_file
from cycle.archive import cleaning, inspection
from cycle.archive.inspection import UnreadableError
from cycle.archive.presentations import refusal
from cycle.archive.public_site.media_types import MEDIA_TYPES
from cycle.archive.public_site.published_picture import published_picture
from cycle.catalogue import say
from cycle.errors import InputError, Problem
from cycle.governance.community_data.history import PICTURES, PastEdition
from cycle.model import Document, Language, StoredFile, digest, from_plain, to_plain
from cycle.phrases import said
from cycle.services import Services


@dataclass(frozen=True, slots=True, kw_only=True)
class PastPictureFile:
    """A picture as it is published, with its size in pixels."""

    file: StoredFile
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PastFiles:
    """What can be published of the files that the history names, by their paths, and what is wrong with the rest."""

    documents: Mapping[str, StoredFile] = field(default_factory=dict)
    pictures: Mapping[str, PastPictureFile] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def past_files(services: Services, loaded: LoadedCommunity) -> PastFiles:
    """Return every file that the history names and everybody may read; each other one is a problem with its remedy."""
    documents: dict[str, StoredFile] = {}
    pictures: dict[str, PastPictureFile] = {}
    problems: list[Problem] = []
    language = loaded.community.language
    for at, edition in enumerate(loaded.history.editions):
        titles = _titles(edition)
        for where, path in edition.files():
            try:
                data = past_file(loaded, path)
            except InputError as error:
                problems += [_said(problem, f"editions[{at}].{where}", language) for problem in error.problems]
                continue
            if where.startswith("pictures"):
                picture, found = _picture(services, data, path, language)
                problems += found
                pictures |= {path: picture} if picture else {}
            else:
                document, found = _document(services, data, path, title=titles.get(path, ""), language=language)
                problems += found
                documents |= {path: document} if document else {}
    return PastFiles(documents=documents, pictures=pictures, problems=tuple(problems))


def _titles(edition: PastEdition) -> Mapping[str, str]:
    return {
        **{document.file: document.title for document in edition.documents if document.file},
        **{file: talk.title for talk in edition.talks for file in talk.files},
    }


JSON = "application/json"
_Key = tuple[str, str, str, str, str]
_Made = tuple[StoredFile | None, tuple[Problem, ...]]
_MadePicture = tuple[PastPictureFile | None, tuple[Problem, ...]]
_DOCUMENTS: dict[_Key, _Made] = {}
_PICTURES: dict[tuple[str, ...], _MadePicture] = {}
"""What has been made of a file in this process, by its sha256, path, title, language and store."""
_MOST_KEPT = 5_000


@cache
def cleaned_by() -> str:
    """Return how documents of past years are made ready: each is made again when what is looked for or cut changes."""
    found = hashlib.sha256()
    for path in sorted((Path(cleaning.__file__), *Path(inspection.__file__).parent.glob("*.py"))):
        found.update(path.read_bytes())
    return f"past-document-{found.hexdigest()[:16]}"


def _document(services: Services, data: bytes, path: str, *, title: str, language: Language) -> _Made:
    key = (hashlib.sha256(data).hexdigest(), path, title, language, str(services.settings.home))
    if key not in _DOCUMENTS or not _is_stored(services, _DOCUMENTS[key][0]):
        name = PurePosixPath(path).name
        media_type = MEDIA_TYPES.get(PurePosixPath(path).suffix.lower(), "application/octet-stream")
        document = Document(name=name, media_type=media_type, data=data)
        _make_room(_DOCUMENTS)
        _DOCUMENTS[key] = _kept(services, key) or _made(services, document, key, title=title, language=language)
    return _DOCUMENTS[key]


def _made(services: Services, document: Document, key: _Key, *, title: str, language: Language) -> _Made:
    """Return what is made of a document; what can be published is kept in the store, so that it is made once."""
    if refused := refusal(document):
        return None, _at((refused,), key[1])
    made, problems = publishable(services, document, language=language, title=title)
    if made is None:  # perhaps a program was missing: asked again when the service starts
        return None, _at(problems, key[1])
    file, found = services.memory.files.put(made), _at(problems, key[1])
    note = json.dumps({"file": to_plain(file), "problems": to_plain(found)}, sort_keys=True).encode()
    stored = services.memory.files.put(Document(name="note.json", media_type=JSON, data=note))
    services.memory.renditions.add({_name_of(key): stored.sha256}, route=cleaned_by(), now=services.now())
    return file, found


def _kept(services: Services, key: _Key) -> _Made | None:
    """Return what was made of the same document before, by whichever process; None where that is not there."""
    known = services.memory.renditions.known([_name_of(key)], route=cleaned_by()).get(_name_of(key))
    if known is None or not services.memory.files.path(known).is_file():
        return None
    note = json.loads(services.memory.files.get(known))
    file = from_plain(StoredFile, note["file"])
    if not _is_stored(services, file):
        return None
    return file, tuple(from_plain(Problem, problem) for problem in note["problems"])


def _name_of(key: _Key) -> str:
    return digest(list(key[:4]))


def _picture(services: Services, data: bytes, path: str, language: Language) -> _MadePicture:
    key = (hashlib.sha256(data).hexdigest(), path, language, str(services.settings.home))
    made = _PICTURES.get(key)
    if made is None or not _is_stored(services, made[0].file if made[0] else None):
        made = _made_picture(services, data, path, language)
        _make_room(_PICTURES)
        _PICTURES[key] = made
    return made


def _made_picture(services: Services, data: bytes, path: str, language: Language) -> _MadePicture:
    name = PurePosixPath(path)
    remedy = say(language, "save it as JPEG or PNG")
    if name.suffix.lower() not in PICTURES:
        what = say(language, "a page cannot show a picture of this type")
        return None, (Problem(file=f"{HISTORY_FOLDER}/{path}", where="", what=what, remedy=remedy),)
    try:
        made = published_picture(data)
    except UnreadableError as error:
        what = say(language, "the picture cannot be opened ({error})", error=str(error))
        return None, (Problem(file=f"{HISTORY_FOLDER}/{path}", where="", what=what, remedy=remedy),)
    document = Document(name=f"{name.stem}{made.ending}", media_type=made.media_type, data=made.data)
    stored = services.memory.files.put(document)
    return PastPictureFile(file=stored, width=made.width, height=made.height), ()


def _said(problem: Problem, where: str, language: Language) -> Problem:
    what, remedy = said(problem.what, language), said(problem.remedy, language)
    return replace(problem, where=where, what=what, remedy=remedy)


def _make_room(kept: dict[Any, Any]) -> None:  # Any: whatever is kept
    if len(kept) >= _MOST_KEPT:
        kept.clear()


def _is_stored(services: Services, file: StoredFile | None) -> bool:
    return file is None or services.memory.files.path(file.sha256).is_file()


def _at(problems: tuple[Problem, ...], path: str) -> tuple[Problem, ...]:
    return tuple(replace(problem, file=f"{HISTORY_FOLDER}/{path}") for problem in problems)


NO_FILES = PastFiles(documents=MappingProxyType({}), pictures=MappingProxyType({}))
"""What there is before anybody has looked."""
