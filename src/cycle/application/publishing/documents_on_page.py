"""What an act does to the documents of a closed year's page: one that goes away, or has another in its place."""

from __future__ import annotations

import itertools
import mimetypes
from collections.abc import Iterator
from dataclasses import replace

from cycle.application.publishing.act_refusals import ActRefusal, act_refused
from cycle.application.year import OpenCycle
from cycle.archive.pages import Edition, File, PageDocument, Presentation, Tombstone, sha256_of
from cycle.archive.site_paths import edition_addresses
from cycle.catalogue import say, sentence
from cycle.model import Language, PublicAddress, StoredFile
from cycle.store.archive_acts import ArchiveAct


def documents_of(edition: Edition) -> dict[str, StoredFile]:
    """Return title → file of each document and presentation of a page, as people choose among them.

    Of several with one title the second is called so with (2), in the order of the page.
    """
    titled = [(document.title, document.file) for document in edition.documents]
    titled += [(talk.title, file) for talk in edition.presentations for file in talk.files]
    found: dict[str, StoredFile] = {}
    for title, file in titled:
        if isinstance(file, StoredFile):
            names = itertools.chain([title], (f"{title} ({number})" for number in itertools.count(2)))
            found[next(name for name in names if name not in found)] = file
    return found


def document_moved(
    cycle: OpenCycle, act: ArchiveAct, edition: Edition, known: tuple[PublicAddress, ...], language: Language
) -> tuple[Edition, str]:
    """Return the page without a document, or with another in its place; its address says what became of it."""
    there = documents_of(edition)
    if act.what not in there:
        absent = sentence("The page has no document “{title}”.")
        raise act_refused(ActRefusal(where="what", sentence=absent, values={"title": act.what}))
    old, replaced = there[act.what], act.kind == "correct"
    stones = [
        Tombstone(address=address, title=act.what, since=cycle.services.today, sha256=old.sha256, replaced=replaced)
        for file, address in addressed(edition, known)
        if (file == old if replaced else sha256_of(file) == old.sha256)
    ]
    if act.kind == "take_down":
        said = say(language, "The document “{title}” is taken down.", title=act.what)
        changed = without_files(edition, {old.sha256})
    else:
        said = say(language, "The document “{title}” is replaced.", title=act.what)
        changed = with_file(edition, old, right_document(cycle, act))
    return replace(changed, gone=(*edition.gone, *stones)), said


def addressed(edition: Edition, known: tuple[PublicAddress, ...]) -> Iterator[tuple[File, str]]:
    """Yield each document and presentation of a page with its address; the sha256 of an address is of its first."""
    folder = f"{edition.meeting}/{edition.year}" + (f"-{edition.number}" if edition.number > 1 else "")
    given = edition_addresses(edition, folder, known)
    documents = [document.file for document in edition.documents if document.file]
    talks = [file for talk in edition.presentations for file in talk.files]
    for files, under in ((documents, "dokument"), (talks, "presentasjonar")):
        yield from ((file, held.address) for file, held in zip(files, given[under], strict=True))


def right_document(cycle: OpenCycle, act: ArchiveAct) -> StoredFile:
    """Return the right document, as it was handed in."""
    kind = mimetypes.guess_type(act.file)[0] or "application/octet-stream"
    return cycle.memory.files.stored(act.new, name=act.file, media_type=kind)


def without_files(edition: Edition, gone: set[str]) -> Edition:
    """Return the page without these files; a document that has none any more is no line on it."""
    documents = tuple(document for document in edition.documents if not _is_of(document, gone))
    talks = tuple(replace(talk, files=tuple(_left(talk, gone))) for talk in edition.presentations)
    return replace(edition, documents=documents, presentations=talks)


def _is_of(document: PageDocument, gone: set[str]) -> bool:
    return isinstance(document.file, StoredFile) and document.file.sha256 in gone


def _left(talk: Presentation, gone: set[str]) -> Iterator[File]:
    for file in talk.files:
        if not (isinstance(file, StoredFile) and file.sha256 in gone):
            yield file


def with_file(edition: Edition, old: StoredFile, new: StoredFile) -> Edition:
    """Return the page with another document where one stands."""
    documents = tuple(
        replace(document, file=new) if document.file == old else document for document in edition.documents
    )
    talks = tuple(
        replace(talk, files=tuple(new if file == old else file for file in talk.files))
        for talk in edition.presentations
    )
    return replace(edition, documents=documents, presentations=talks)
