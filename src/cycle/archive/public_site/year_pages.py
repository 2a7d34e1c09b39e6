"""The files of one meeting on the public site: its page, what was handed in, what programs read, what is gone."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup

from cycle.archive.public_site.event_data import event_files
from cycle.archive.public_site.link_names import document_parts, talk_parts, told_apart
from cycle.archive.public_site.pages import (
    Edition,
    File,
    Meeting,
    PageDocument,
    PagePicture,
    Presentation,
    SitePages,
    Tombstone,
)
from cycle.archive.public_site.printed import about
from cycle.archive.public_site.site_paths import DOCUMENTS, PICTURES, PRESENTATIONS, edition_addresses, edition_path
from cycle.archive.public_site.site_templates import PageTemplates
from cycle.archive.tree import TreeFile
from cycle.errors import StoreError
from cycle.model import Document, ProgrammeItem, StoredFile

Frozen = Mapping[tuple[str, int, int], Sequence[TreeFile]]
"""Meeting, year and number of an edition that is closed → its files as they are published."""
TURN = re.compile(rb"<!-- years -->\n.*?<!-- /years -->\n", re.DOTALL)
"""The way from a year to the one before and after it: all of a closed page that follows the other years."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A file to fetch: address relative to the page, its size and type as printed: `PDF, 87 kB`."""

    href: str
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenForm:
    """The pages in one written form (målform), and what fills them in."""

    pages: SitePages
    templates: PageTemplates
    in_both: frozenset[tuple[str, int, int]] = frozenset()
    """The editions whose page is there in the other form too."""
    twin: WrittenForm | None = None
    """The other form, seen from the one that had the addresses first."""

    @property
    def in_order(self) -> tuple[Edition, ...]:
        """Return the editions, the oldest first."""
        return tuple(sorted(self.pages.editions, key=lambda edition: (edition.year, edition.number, edition.meeting)))

    def path(self, path: str) -> str:
        """Return where a page of this form lies on the site."""
        return f"{self.pages.folder}/{path}" if self.pages.folder else path

    def has_page(self, edition: Edition) -> bool:
        """Return whether the page of an edition is in this form."""
        return edition.language in {None, self.pages.language}

    def holds(self, path: str) -> bool:
        """Return whether a file of a closed year is one of this form."""
        if self.pages.folder:
            return path.startswith(f"{self.pages.folder}/")
        return self.twin is None or not path.startswith(f"{self.twin.pages.folder}/")


def key_of_edition(edition: Edition) -> tuple[str, int, int]:
    """Return what tells an edition from the others: meeting, year and number."""
    return edition.meeting, edition.year, edition.number


@dataclass(frozen=True, slots=True, kw_only=True)
class _Files:
    """The published files of an edition: links to show and files to write."""

    documents: tuple[tuple[PageDocument, Link | None], ...]
    presentations: tuple[tuple[Presentation, tuple[Link, ...]], ...]
    programme: tuple[tuple[ProgrammeItem, tuple[Link, ...]], ...]
    pictures: tuple[tuple[PagePicture, Link], ...]
    titled: tuple[tuple[str, TreeFile], ...]
    """Documents and presentations with what the page calls them."""
    written: tuple[TreeFile, ...]
    document_more: tuple[str, ...]
    talk_more: tuple[str, ...]
    programme_more: tuple[str, ...]
    """What stands behind a title in a link, where another on the page has the same."""


def year_files(form: WrittenForm, number: int, *, frozen: Frozen) -> list[TreeFile]:
    """Return the files of an edition in one written form; those that were handed in come with the first form."""
    pages, in_order = form.pages, form.in_order
    edition = in_order[number]
    neighbours: dict[str, Any] = {
        "previous": in_order[number - 1] if number else None,
        "next": in_order[number + 1] if number + 1 < len(in_order) else None,
    }
    folder = edition_path(pages, edition)
    path = f"{folder}/index.html"
    kept = frozen.get(key_of_edition(edition))
    if kept is not None:
        turn = form.templates.page("turn.html", pages, path, **neighbours)
        own = [file for file in kept if form.holds(file.path)]
        return [_between_years(file, turn) if file.path == form.path(path) else file for file in own]
    if not form.has_page(edition):
        return []
    files = _files(edition, folder, pages)
    meeting = next(meeting for meeting in pages.meetings if meeting.id == edition.meeting)
    in_both = key_of_edition(edition) in form.in_both
    values = {"edition": edition, "meeting": meeting, "files": files, **neighbours}
    page = form.templates.kept_page(
        form.path(path),
        pages.frame,
        (values, in_both) if pages.beside else values,
        lambda frame: form.templates.page("year.html", frame, path, in_both=in_both, **values),
    )
    made = [TreeFile(path=form.path(path), content=page)]
    data = [replace(file, path=form.path(file.path)) for file in event_files(pages, edition, folder, files.titled)]
    if pages.folder and in_both:
        return [*made, *data]
    gone = [_tombstone(form, edition, meeting, stone) for stone in edition.gone]
    return [*made, *files.written, *data, *gone]


def _tombstone(form: WrittenForm, edition: Edition, meeting: Meeting, stone: Tombstone) -> TreeFile:
    """Return the page that stands where a document lay: a server shows `x.pdf/index.html` for `x.pdf`.

    It is one page, which says so in both written forms where the site has both.
    """
    path = f"{stone.address}/index.html"
    also = None
    if form.twin is not None and edition.other is not None:
        gone = next((other for other in edition.other.gone if other.address == stone.address), stone)
        also = _gone_in(form.twin, path, edition.other, gone)
    values = {"edition": edition, "meeting": meeting, "stone": stone, "also": also}
    return TreeFile(path=path, content=form.templates.page("gone.html", form.pages, path, in_both=False, **values))


def _gone_in(form: WrittenForm, path: str, edition: Edition, stone: Tombstone) -> Markup:
    """Return what such a page says in the other form, with links as they are on a page of the first."""
    here = replace(form.pages, folder="", beside=None)
    values = {
        "edition": edition,
        "meeting": next(meeting for meeting in here.meetings if meeting.id == edition.meeting),
        "stone": stone,
        "page": form.path(f"{edition_path(here, edition)}/index.html"),
    }
    made = form.templates.page("gone_also.html", here, path, in_both=False, **values)
    return Markup(made.decode())  # noqa: S704


def _between_years(page: TreeFile, turn: bytes) -> TreeFile:
    """Return a frozen page with the way to the years beside it as it is now."""
    if isinstance(page.content, StoredFile):
        raise StoreError(f"{page.path}: the page of a closed year was not read; pass its bytes")
    between = b"<!-- years -->\n" + turn + b"<!-- /years -->\n"
    return replace(page, content=TURN.sub(lambda _found: between, page.content, count=1))


def _files(edition: Edition, folder: str, pages: SitePages) -> _Files:
    written: list[TreeFile] = []
    up = "../" * (folder.count("/") + 2)
    given = {under: iter(addresses) for under, addresses in edition_addresses(edition, folder, pages.addresses).items()}

    def publish(file: File, under: str) -> Link:
        path = next(given[under]).address
        content = file.data if isinstance(file, Document) else file
        written.append(TreeFile(path=path, content=content, name=file.name))
        href = f"{up}{path}" if pages.folder else path.removeprefix(f"{folder}/")
        return Link(href=href, about=about(file, pages.language))

    documents = tuple(
        (document, publish(document.file, DOCUMENTS) if document.file else None) for document in edition.documents
    )
    presentations = tuple(
        (presentation, tuple(publish(file, PRESENTATIONS) for file in presentation.files))
        for presentation in edition.presentations
    )
    titles = [document.title for document in edition.documents if document.file]
    for talk in edition.presentations:
        titles += [
            talk.title if number == 1 else f"{talk.title} ({number})" for number in range(1, len(talk.files) + 1)
        ]
    titled = tuple(zip(titles, written, strict=True))
    of_item = {presentation.item: links for presentation, links in presentations if presentation.item is not None}
    programme = tuple((item, of_item.get(at, ())) for at, item in enumerate(edition.programme))
    talk_more = told_apart([talk_parts(edition, talk) for talk in edition.presentations])
    more_of = {talk.item: more for talk, more in zip(edition.presentations, talk_more, strict=True)}
    pictures = tuple((picture, publish(picture.file, PICTURES)) for picture in edition.pictures)
    return _Files(
        documents=documents,
        presentations=presentations,
        programme=programme,
        pictures=pictures,
        titled=titled,
        written=tuple(written),
        document_more=told_apart([document_parts(document) for document in edition.documents]),
        talk_more=talk_more,
        programme_more=tuple(more_of.get(at, "") for at in range(len(edition.programme))),
    )
