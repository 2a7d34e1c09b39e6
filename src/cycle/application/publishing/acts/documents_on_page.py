"""What an act does to the documents of a closed year's page: one that goes away, or has another in its place."""

from __future__ import annotations

import itertools
import mimetypes
from collections.abc import Iterator
from dataclasses import replace

from cycle import wording
from cycle.application.publishing.acts.act_refusals import ActRefusal, act_refused
from cycle.application.publishing.acts.files_down import is_same_file, refuse_file_down
from cycle.application.year import OpenCycle
from cycle.archive.public_site.pages import Edition, File, PageDocument, Presentation, Tombstone
from cycle.archive.public_site.site_paths import edition_addresses
from cycle.catalogue import say, sentence
from cycle.model import Language, PublicAddress, StoredFile
from cycle.store.years.archive_acts import ArchiveAct


def documents_of(edition: Edition) -> dict[str, StoredFile]:
    """Return title → file of each document and presentation of a page, as people choose among them.

    Of several with one title the second is called so with (2), in the order of the page.
    """
    return {title: file for title, file in _titled(edition) if isinstance(file, StoredFile)}


def _titled(edition: Edition) -> Iterator[tuple[str, File]]:
    """Yield each document and presentation of a page by what it is called, in the order of its addresses."""
    files = [(document.title, document.file) for document in edition.documents if document.file]
    files += [(talk.title, file) for talk in edition.presentations for file in talk.files]
    given: set[str] = set()
    for title, file in files:
        names = itertools.chain([title], (f"{title} ({number})" for number in itertools.count(2)))
        name = next(name for name in names if name not in given)
        given.add(name)
        yield name, file


def titles_of(edition: Edition, sha256: str) -> tuple[str, ...]:
    """Return what a file is called on a page, once for each place where it stands."""
    return tuple(title for title, file in documents_of(edition).items() if file.sha256 == sha256)


def document_moved(
    cycle: OpenCycle, act: ArchiveAct, edition: Edition, known: tuple[PublicAddress, ...], language: Language
) -> tuple[Edition, str]:
    """Return the page without a document, or with another in its place; its address says what became of it."""
    there = documents_of(edition)
    if act.what not in there:
        absent = sentence("The page has no document “{title}”.")
        raise act_refused(ActRefusal(where="what", sentence=absent, values={"title": act.what}))
    old, replaced = there[act.what], act.kind == "correct"
    titles = (act.what,) if replaced else titles_of(edition, old.sha256)
    stones = [
        Tombstone(address=address, title=title, since=cycle.services.today, sha256=old.sha256, replaced=replaced)
        for (title, _), (_, address) in zip(_titled(edition), addressed(edition, known), strict=True)
        if title in titles
    ]
    if replaced:
        right = right_document(cycle, act)
        refuse_file_down(cycle, right)
        if right.name == old.name and is_same_file(cycle.memory.files, right.sha256, old.sha256):
            raise act_refused(ActRefusal(where="file", sentence=sentence("It stands so already.")))
        said = say(language, "The document “{title}” is replaced.", title=act.what)
        changed = with_file(edition, act.what, right)
    else:
        said = say(language, "The document “{title}” is taken down.", title=act.what)
        if len(titles) > 1:
            listed = wording.listed([f"«{title}»" for title in titles])
            said = say(language, "The documents {titles} are one file, and are taken down.", titles=listed)
        changed = without_files(edition, {old.sha256})
    return replace(changed, gone=(*edition.gone, *stones)), said


def same_file_stays(act: ArchiveAct, before: Edition, language: Language) -> tuple[str, ...]:
    """Return what the approver is to know of a document that is replaced and stands on the page more than once."""
    old = documents_of(before).get(act.what)
    if act.kind != "correct" or old is None:
        return ()
    others = [title for title in titles_of(before, old.sha256) if title != act.what]
    stays = sentence("The file that is replaced stands on the page as {titles} too, and stays there.")
    return (say(language, stays, titles=wording.listed([f"«{title}»" for title in others])),) if others else ()


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


def with_file(edition: Edition, title: str, new: StoredFile) -> Edition:
    """Return the page with another document where one stands, and nowhere else."""
    place, at = [name for name, _ in _titled(edition)].index(title), itertools.count()
    documents = tuple(
        replace(document, file=new) if document.file and next(at) == place else document
        for document in edition.documents
    )
    talks = tuple(
        replace(talk, files=tuple(new if next(at) == place else file for file in talk.files))
        for talk in edition.presentations
    )
    return replace(edition, documents=documents, presentations=talks)
