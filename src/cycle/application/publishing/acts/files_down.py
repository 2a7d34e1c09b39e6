"""Files that are taken down from the page of a closed year (ta ned): kept from coming back, and said where they stay.

A file is known by its bytes, and a PDF by what is on its pages too: a title that is put into it gives it other bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cycle.application.publishing.acts.act_refusals import ActRefusal, act_refused
from cycle.application.publishing.integrity.whereabouts import SITE
from cycle.application.publishing.not_for_all.remarks import addresses_lost
from cycle.application.results import ClosedYear, read
from cycle.application.year import OpenCycle
from cycle.archive.cleaning import cleaned_pdf, digest_of_pages
from cycle.archive.inspection import UnreadableError, words_of_pdf
from cycle.archive.public_site.pages import Edition, Tombstone
from cycle.archive.public_site.site import SiteFile
from cycle.archive.public_site.site_paths import DOCUMENTS, PRESENTATIONS
from cycle.catalogue import sentence
from cycle.errors import Problem, StoreError
from cycle.model import StoredFile
from cycle.phrases import Phrase
from cycle.services import Services
from cycle.store.kept_files.files import Files
from cycle.store.kept_files.publications import PublishedFile
from cycle.store.years.archive_acts import ArchiveAct
from cycle.store.years.closings import Closing

TITLE_AND_LANGUAGE = 8_000
"""How many bytes a title and a language make a PDF larger or smaller at most: no other is opened to be compared."""
WAS_DOWN = sentence(
    "This file was taken down on {day}, because: “{why}”. Hand in another version, without what it was taken down for."
)
COMES_BACK = sentence(
    "This file was replaced on the page on {day}, because: “{why}”. Look whether it is right that it comes back."
)
SAME_WORDS = sentence(
    "The words of this file are those of one that was taken down on {day}, because: “{why}”. Look whether everybody "
    "may read it."
)
STAYS = sentence(
    "The same file stands at other addresses, and stays there: {addresses}. Take it down from each, or out of the "
    "history."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileDown:
    """A file that stands at its address no more, of which year's page, and why it went."""

    page: Edition
    stone: Tombstone
    why: str

    @property
    def sha256(self) -> str:
        """The sha256 (hex) of the file."""
        return self.stone.sha256


def is_same_file(files: Files, one: str, other: str) -> bool:
    """Return whether two stored files, by their sha256, show the same; what is gone from the store is no other's."""
    return one == other or _pages_of(files, one) == _pages_of(files, other)


def refuse_file_down(cycle: OpenCycle, right: StoredFile, handed_in: str = "") -> None:
    """Raise InputError where a file was taken down from this year's page; `handed_in` is its sha256 as it came."""
    for down in _files_down(cycle.closings):
        same = handed_in == down.sha256 or is_same_file(cycle.memory.files, right.sha256, down.sha256)
        if same and not down.stone.replaced:
            values = {"day": down.stone.since, "why": down.why}
            raise act_refused(ActRefusal(where="file", sentence=WAS_DOWN, values=values))


def comes_back(cycle: OpenCycle, act: ArchiveAct) -> tuple[str, ...]:
    """Return what the approver is to know of a right document that was on this page before.

    It was replaced, or it says word for word what one said that was taken down: made again by another program it has
    other bytes.
    """
    if act.kind != "correct" or not act.file:
        return ()
    files, lines = cycle.memory.files, []
    words = _words_of(files, act.new)
    for down in _files_down(cycle.closings):
        if down.stone.replaced and is_same_file(files, act.new, down.sha256):
            lines.append(Phrase(COMES_BACK, day=down.stone.since, why=down.why))
        elif words and not down.stone.replaced and words == _words_of(files, down.sha256):
            lines.append(Phrase(SAME_WORDS, day=down.stone.since, why=down.why))
    return tuple(dict.fromkeys(line.said(cycle.language) for line in lines))


def stays_elsewhere(
    cycle: OpenCycle, act: ArchiveAct, before: Edition, after: Edition, site: Sequence[SiteFile]
) -> tuple[str, ...]:
    """Return what the approver is to know of a document that goes: at which addresses everybody may still read it.

    Of one that is replaced, where else it is on its own page is said already.
    """
    folder = f"{after.meeting}/{after.year}" + (f"-{after.number}" if after.number > 1 else "")
    gone = dict.fromkeys(stone.sha256 for stone in after.gone[len(before.gone) :])
    found = [
        path
        for path, file in (*_on_site(site), *_of_other_sites(cycle))
        if not (act.kind == "correct" and path.startswith(f"{folder}/"))
        and any(_is_file(cycle.memory.files, file, sha256) for sha256 in gone)
    ]
    return (cycle.say(STAYS, addresses=", ".join(found)),) if found else ()


def site_remarks(cycle: OpenCycle, site: Sequence[SiteFile]) -> tuple[Problem, ...]:
    """Return a problem for each address that goes away, and each at which a file that was taken down is to be read."""
    return (*addresses_lost(cycle, site), *files_back(cycle.services, cycle.row.community, site))


def files_back(services: Services, community: str, site: Sequence[SiteFile]) -> tuple[Problem, ...]:
    """Return a problem for each address of a community's site at which a file that was taken down is to be read."""
    if not any(map(_is_tombstone, site)):
        return ()
    down = [
        file
        for id, rows in services.memory.closings.of_every_year().items()
        if id.partition("/")[0] == community
        for file in _files_down(rows)
        if not file.stone.replaced
    ]
    return tuple(
        Problem(
            file=path,
            where="",
            what=Phrase(
                "this file was taken down from “{title}” on {day}, because: “{why}”",
                title=gone.page.title,
                day=gone.stone.since,
                why=gone.why,
            ),
            remedy=Phrase("take it out here too, or let it be read"),
            severity="warning",
        )
        for path, file in _on_site(site)
        for gone in down
        if _is_file(services.memory.files, file, gone.sha256)
    )


def _is_tombstone(file: SiteFile) -> bool:
    """Return whether a page of the site lies at the address of a document: it says that the document is gone."""
    folder, _, last = file.path.rpartition("/")
    return last == "index.html" and folder.split("/")[-2:-1] in ([DOCUMENTS], [PRESENTATIONS])


def _files_down(closings: Sequence[Closing]) -> Iterator[FileDown]:
    """Yield what went from the page of a year, as its closings say it; each with the act that took it."""
    known: set[str] = set()
    for closing in closings:
        page = read(ClosedYear, closing).edition
        for stone in page.gone:
            if stone.address not in known:
                known.add(stone.address)
                yield FileDown(page=page, stone=stone, why=closing.why)


def _on_site(site: Sequence[SiteFile]) -> Iterator[tuple[str, PublishedFile]]:
    """Yield path and file of each document and picture of a site."""
    for file in site:
        if isinstance(file.content, StoredFile):
            yield file.path, PublishedFile(file.path, file.content.sha256, file.content.size)


def _of_other_sites(cycle: OpenCycle) -> Iterator[tuple[str, PublishedFile]]:
    """Yield path and file of all that is published of the other communities, with the folder of each."""
    published = cycle.memory.publications
    for place in published.newest():
        if place.startswith(f"{SITE}/") and place != f"{SITE}/{cycle.row.community}":
            yield from ((f"{place}/{path}", file) for path, file in published.files(place).items())


def _is_file(files: Files, file: PublishedFile, sha256: str) -> bool:
    """Return whether a published file is the one with this sha256; one of quite another size is not opened."""
    if file.sha256 == sha256:
        return True
    try:
        size = files.path(sha256).stat().st_size
    except OSError:
        return False
    return abs(size - file.size) <= TITLE_AND_LANGUAGE and is_same_file(files, file.sha256, sha256)


def _words_of(files: Files, sha256: str) -> str:
    try:
        return words_of_pdf(files.get(sha256))
    except StoreError:
        return ""


_PAGES: dict[str, str] = {}
"""What is on the pages of a file, by its sha256: both follow from its bytes."""
_MOST_KEPT = 5_000


def _pages_of(files: Files, sha256: str) -> str:
    if sha256 not in _PAGES:
        if len(_PAGES) >= _MOST_KEPT:
            _PAGES.clear()
        try:
            _PAGES[sha256] = digest_of_pages(cleaned_pdf(files.get(sha256)))  # one may lie as it was cleaned before
        except (StoreError, UnreadableError):
            return sha256
    return _PAGES[sha256]
