"""The public site: values in, files out; one permanent page for every meeting and year."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined, Template, TemplateError, TemplateNotFound, TemplateSyntaxError
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

from cycle.archive.addresses import allotted
from cycle.archive.event_data import event_files
from cycle.archive.everything import FIRST, ListedEdition, listed, page_of, parted, years_of
from cycle.archive.feeds import feed_files
from cycle.archive.links import link_problems
from cycle.archive.names import slug
from cycle.archive.pages import (
    Edition,
    File,
    Meeting,
    PageDocument,
    PagePicture,
    Presentation,
    SitePages,
    Tombstone,
    sha256_of,
)
from cycle.archive.printed import about, words_in
from cycle.archive.tree import ReadStored, TreeFile, no_store, write_tree
from cycle.catalogue import sentence
from cycle.compiled import CompiledOnce
from cycle.errors import InputError, Problem, StoreError, did_you_mean
from cycle.errors import TemplateError as BrokenTemplate
from cycle.model import Document, Language, ProgrammeItem, PublicAddress, StoredFile
from cycle.phrases import Phrase
from cycle.wording import held_in_html

SiteFile = TreeFile
"""A file of the site: path relative to its root, and content."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A file to fetch: address relative to the page, its size and type as printed: `PDF, 87 kB`."""

    href: str
    about: str


Frozen = Mapping[tuple[str, int, int], Sequence[SiteFile]]
"""Meeting, year and number of an edition that is closed → its files as they are published."""
SIGNALS = "styringssignal"
"""The folder of the steering signals, the same in both written languages: an address stands for ever."""
TURN = re.compile(rb"<!-- years -->\n.*?<!-- /years -->\n", re.DOTALL)
"""The way from a year to the one before and after it: all of a closed page that follows the other years."""


def build_site(pages: SitePages, *, templates: Path, frozen: Frozen | None = None) -> tuple[SiteFile, ...]:
    """Return every file of the site, sorted by path; the same values give the same bytes.

    The files of an edition that is frozen are taken as they are; only its way to the years beside it is made anew.
    Raises InputError for pages that cannot be told apart, TemplateError for a page template that does not work.
    """
    # A house that keeps page templates of its own from before these two existed has neither page.
    everything = FIRST if (templates / "all.html").is_file() else ""
    files = _built(pages, templates=templates, frozen=frozen or {}, everything=everything)
    environment = _environment(templates, pages.language)
    in_order = tuple(sorted(pages.editions, key=_order))
    if everything:
        files += _everything(environment, pages, in_order, files)
    if (templates / "missing.html").is_file():
        missing = _page(environment, "missing.html", pages, everything=everything, root="")
        files.append(SiteFile(path="404.html", content=missing))
    unlisted = {"404.html", *(f"{stone.address}/index.html" for edition in in_order for stone in edition.gone)}
    shown = [file.path for file in files if file.path.endswith(".html") and file.path not in unlisted]
    files += feed_files(pages, [(edition, edition_path(pages, edition)) for edition in in_order], shown)
    return tuple(sorted(files, key=lambda file: file.path))


def year_site(pages: SitePages, edition: Edition, *, templates: Path) -> tuple[SiteFile, ...]:
    """Return a site of this edition alone, with the same permanent paths no dead link: the copy to archive."""
    meetings = tuple(meeting for meeting in pages.meetings if meeting.id == edition.meeting)
    followed = {signal.number: signal for signal in pages.signals}
    signals = tuple(followed.get(signal.number, signal) for signal in edition.signals)
    alone = replace(pages, meetings=meetings, editions=(edition,), signals=signals)
    return tuple(sorted(_built(alone, templates=templates, frozen={}), key=lambda file: file.path))


def frozen_files(pages: SitePages, edition: Edition, *, templates: Path) -> tuple[SiteFile, ...]:
    """Return the page of an edition and its documents by path on the site: what stays as it is when it is closed."""
    alone = replace(pages, editions=(edition,))
    return tuple(_year_files(_environment(templates, pages.language), alone, (edition,), 0, frozen={}))


def write_site(
    files: Sequence[SiteFile],
    folder: Path,
    *,
    read: ReadStored = no_store,
    there: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Make the folder hold exactly this site, in one step; InputError when a link in it leads nowhere.

    `there` is path → sha256 of what the folder holds already.
    """
    if problems := link_problems(files, checked=_checked(files, there)):
        raise InputError(problems)
    write_tree(files, folder, read=read, there=there)


def _checked(files: Sequence[SiteFile], there: Mapping[str, str]) -> set[str]:
    """Return the pages whose links were right when they were written, and lead where they led still."""
    paths = {file.path for file in files}
    return {file.path for file in files if there.get(file.path) == file.sha256} if there.keys() <= paths else set()


def signal_path(number: str) -> str:
    """Return the permanent path of a steering signal's page: `styringssignal/2027-1/index.html`."""
    return f"{SIGNALS}/{number}/index.html"


def edition_path(pages: SitePages, edition: Edition) -> str:
    """Return the permanent folder of an edition: `partnarskapsmote/2027`, `…/2027-2` for an extra meeting."""
    meeting = {meeting.id: meeting for meeting in pages.meetings}[edition.meeting]
    return f"{meeting.slug}/{edition.year}" + (f"-{edition.number}" if edition.number > 1 else "")


def edition_addresses(
    edition: Edition, folder: str, known: Sequence[PublicAddress]
) -> Mapping[str, tuple[PublicAddress, ...]]:
    """Return the addresses of an edition's documents, presentations and pictures, in the order of the edition."""
    files = {
        "dokument": [document.file for document in edition.documents if document.file],
        "presentasjonar": [file for presentation in edition.presentations for file in presentation.files],
        "bilete": [picture.file for picture in edition.pictures],
    }
    gone = {stone.address for stone in edition.gone}
    return {
        under: allotted(known, f"{folder}/{under}", [(file.name, sha256_of(file)) for file in held], gone=gone)
        for under, held in files.items()
    }


def _built(pages: SitePages, *, templates: Path, frozen: Frozen, everything: str = "") -> list[SiteFile]:
    """Return the front page, those of the meeting types and those of the years with their files.

    `everything` is the path of the list of all talks and documents, empty where there is none.
    """
    if problems := _problems(pages):
        raise InputError(problems)
    environment = _environment(templates, pages.language)
    in_order = tuple(sorted(pages.editions, key=_order))
    front = _page(environment, "index.html", pages, editions=in_order, everything=everything, root="")
    meetings = [_meeting_page(environment, pages, meeting, in_order) for meeting in pages.meetings]
    years = [
        file
        for number in range(len(in_order))
        for file in _year_files(environment, pages, in_order, number, frozen=frozen)
    ]
    return [SiteFile(path="index.html", content=front), *meetings, *years, *_signal_pages(environment, pages)]


def _signal_pages(environment: SandboxedEnvironment, pages: SitePages) -> list[SiteFile]:
    """Return the list of steering signals and a page for each, at an address that is its own for ever."""
    numbers = {signal.number for signal in pages.signals}
    if not numbers:
        return []
    own = {(edition.meeting, edition.year): edition for edition in pages.editions}
    listing = [(signal, own.get((signal.meeting, signal.year))) for signal in pages.signals]
    whole = _page(environment, "signals.html", pages, listing=listing, root="../")
    made = [SiteFile(path=f"{SIGNALS}/index.html", content=whole)]
    for signal, edition in listing:
        after = [later for later in pages.signals if later.parent == signal.number]
        about = {"signal": signal, "edition": edition, "after": after, "numbers": numbers}
        page = _page(environment, "signal.html", pages, **about, root="../../")
        made.append(SiteFile(path=signal_path(signal.number), content=page))
    return made


def _everything(
    environment: SandboxedEnvironment, pages: SitePages, in_order: Sequence[Edition], files: Sequence[SiteFile]
) -> list[SiteFile]:
    """Return the pages that list all talks and documents, with links to the files that are on the site."""
    folders = {f"{edition_path(pages, edition)}/": edition for edition in in_order}
    paths: dict[tuple[str, int, int], dict[str, str]] = {}
    for file in files:
        folder = next((folder for folder in folders if file.path.startswith(folder)), "")
        if folder and not file.path.endswith(".html"):
            edition = folders[folder]
            paths.setdefault((edition.meeting, edition.year, edition.number), {})[f"{file.sha256}/{file.name}"] = (
                file.path
            )
    parts = parted(listed(in_order, paths))
    return [
        SiteFile(
            path=page_of(number),
            content=_page(
                environment,
                "all.html",
                pages,
                listing=[_with_links(entry, pages.language) for entry in part],
                parts=[
                    (years_of(other), "" if at == number else page_of(at).removeprefix("alt/"))
                    for at, other in enumerate(parts)
                ],
                root="../",
            ),
        )
        for number, part in enumerate(parts)
    ]


def _with_links(entry: ListedEdition, language: Language) -> tuple[Edition, list[Any], list[Any]]:
    """Return an entry of the list as its template prints it."""

    def link(path: str, file: File) -> Link:
        return Link(href=f"../{path}", about=about(file, language))

    talks = [(talk, [link(path, file) for path, file in files]) for talk, files in entry.talks]
    documents = [
        (document, link(path, document.file) if path and document.file else None) for document, path in entry.documents
    ]
    return entry.edition, talks, documents


# --- The files of a year ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Files:
    """The published files of an edition: links to show and files to write."""

    documents: tuple[tuple[PageDocument, Link | None], ...]
    presentations: tuple[tuple[Presentation, tuple[Link, ...]], ...]
    programme: tuple[tuple[ProgrammeItem, tuple[Link, ...]], ...]
    pictures: tuple[tuple[PagePicture, Link], ...]
    titled: tuple[tuple[str, SiteFile], ...]
    """Documents and presentations with what the page calls them."""
    written: tuple[SiteFile, ...]


def _year_files(
    environment: SandboxedEnvironment, pages: SitePages, in_order: Sequence[Edition], number: int, *, frozen: Frozen
) -> list[SiteFile]:
    edition = in_order[number]
    neighbours = {
        "previous": in_order[number - 1] if number else None,
        "next": in_order[number + 1] if number + 1 < len(in_order) else None,
    }
    folder = edition_path(pages, edition)
    kept = frozen.get((edition.meeting, edition.year, edition.number))
    if kept is not None:
        turn = _page(environment, "turn.html", pages, root="../../", **neighbours)
        return [_between_years(file, turn) if file.path == f"{folder}/index.html" else file for file in kept]
    files = _files(edition, folder, pages)
    meeting = next(meeting for meeting in pages.meetings if meeting.id == edition.meeting)
    page = _page(
        environment, "year.html", pages, edition=edition, meeting=meeting, files=files, root="../../", **neighbours
    )
    data = event_files(pages, edition, folder, files.titled)
    gone = [_tombstone(environment, pages, edition, meeting, stone) for stone in edition.gone]
    return [SiteFile(path=f"{folder}/index.html", content=page), *files.written, *data, *gone]


def _tombstone(
    environment: SandboxedEnvironment, pages: SitePages, edition: Edition, meeting: Meeting, stone: Tombstone
) -> SiteFile:
    """Return the page that stands where a document lay: a server shows `x.pdf/index.html` for `x.pdf`."""
    root = "../" * (stone.address.count("/") + 1)
    page = _page(environment, "gone.html", pages, edition=edition, meeting=meeting, stone=stone, root=root)
    return SiteFile(path=f"{stone.address}/index.html", content=page)


def _between_years(page: SiteFile, turn: bytes) -> SiteFile:
    """Return a frozen page with the way to the years beside it as it is now."""
    if isinstance(page.content, StoredFile):
        raise StoreError(f"{page.path}: the page of a closed year was not read; pass its bytes")
    between = b"<!-- years -->\n" + turn + b"<!-- /years -->\n"
    return replace(page, content=TURN.sub(lambda _found: between, page.content, count=1))


def _files(edition: Edition, folder: str, pages: SitePages) -> _Files:
    written: list[SiteFile] = []
    given = {under: iter(addresses) for under, addresses in edition_addresses(edition, folder, pages.addresses).items()}

    def publish(file: File, under: str) -> Link:
        path = next(given[under]).address
        content = file.data if isinstance(file, Document) else file
        written.append(SiteFile(path=path, content=content, name=file.name))
        return Link(href=path.removeprefix(f"{folder}/"), about=about(file, pages.language))

    documents = tuple(
        (document, publish(document.file, "dokument") if document.file else None) for document in edition.documents
    )
    presentations = tuple(
        (presentation, tuple(publish(file, "presentasjonar") for file in presentation.files))
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
    pictures = tuple((picture, publish(picture.file, "bilete")) for picture in edition.pictures)
    return _Files(
        documents=documents,
        presentations=presentations,
        programme=programme,
        pictures=pictures,
        titled=titled,
        written=tuple(written),
    )


def _meeting_page(
    environment: SandboxedEnvironment, pages: SitePages, meeting: Meeting, in_order: Sequence[Edition]
) -> SiteFile:
    editions = tuple(edition for edition in in_order if edition.meeting == meeting.id)
    page = _page(environment, "meeting.html", pages, meeting=meeting, editions=editions, root="../")
    return SiteFile(path=f"{meeting.slug}/index.html", content=page)


def _order(edition: Edition) -> tuple[int, int, str]:
    return edition.year, edition.number, edition.meeting


# --- Input and templates ---------------------------------------------------------------------------------------------


_SLUGS = sentence("use a–z, 0–9 and hyphens")


def _problems(pages: SitePages) -> list[Problem]:
    problems: list[Problem] = []
    known = [meeting.id for meeting in pages.meetings]
    for meeting in pages.meetings:
        if not meeting.slug or slug(meeting.slug) != meeting.slug:
            what, remedy = Phrase("the slug '{slug}' is no folder name", slug=meeting.slug), Phrase(_SLUGS)
            problems.append(Problem(file=meeting.id, where="slug", what=what, remedy=remedy))
    seen: set[tuple[str, int, int]] = set()
    for edition in pages.editions:
        where = f"{edition.meeting}/{edition.year}"
        if edition.meeting not in known:
            what = Phrase("unknown meeting type '{meeting}'", meeting=edition.meeting)
            problems.append(
                Problem(file=where, where="meeting", what=what, remedy=did_you_mean(edition.meeting, known))
            )
        if (key := (edition.meeting, edition.year, edition.number)) in seen:
            what, remedy = Phrase("the year stands twice"), Phrase("number the extra meeting 2")
            problems.append(Problem(file=where, where="number", what=what, remedy=remedy))
        seen.add(key)
        problems += [
            Problem(
                file=where,
                where=f"presentations[{at}].item",
                what=Phrase("the programme has no line {number}", number=presentation.item),
            )
            for at, presentation in enumerate(edition.presentations)
            if presentation.item is not None and not 0 <= presentation.item < len(edition.programme)
        ]
    return problems


_COMPILED = CompiledOnce()


def _environment(templates: Path, language: Language) -> SandboxedEnvironment:
    environment = SandboxedEnvironment(
        loader=FileSystemLoader(templates),
        bytecode_cache=_COMPILED,
        autoescape=True,
        undefined=StrictUndefined,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    style = _without_blank_lines(_style(templates))
    fingerprint = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    # The style is in the page, so that a saved page keeps its looks; its hash lets the policy forbid all else.
    environment.globals |= {"style": Markup(style), "style_hash": f"sha256-{fingerprint}", **words_in(language)}  # noqa: S704
    return environment


def _style(templates: Path) -> str:
    file = templates / "style.css"
    try:
        style = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        what, remedy = Phrase("the style sheet is missing"), Phrase("put it back")
        raise BrokenTemplate([Problem(file=str(file), where="", what=what, remedy=remedy)]) from None
    if "</" in style or "@import" in style or "url(" in style:
        what = Phrase("the style sheet ends early or fetches something")
        remedy = Phrase("take out </, @import and url()")
        raise BrokenTemplate([Problem(file=str(file), where="", what=what, remedy=remedy)])
    return style


def _page(environment: SandboxedEnvironment, template: str, pages: SitePages, **values: Any) -> bytes:
    def address(edition: Edition) -> str:
        return f"{values['root']}{edition_path(pages, edition)}/index.html"

    def front(meeting: Meeting) -> str:
        return f"{values['root']}{meeting.slug}/index.html"

    try:
        page: Template = environment.get_template(template)
        made = page.render(pages=pages, address=address, front=front, **values)
        return held_in_html(_without_blank_lines(made)).encode()
    except TemplateNotFound as error:
        what, remedy = Phrase("the page template is missing"), Phrase("put it back")
        raise BrokenTemplate([Problem(file=str(error.name), where="", what=what, remedy=remedy)]) from error
    except TemplateSyntaxError as error:
        what, where = Phrase("the page template cannot be read"), Phrase("line {line}", line=error.lineno)
        problem = Problem(file=error.name or template, where=where, what=what.written_as(str(error.message)))
        raise BrokenTemplate([problem]) from error
    except TemplateError as error:
        what = Phrase("the page template cannot be filled in").written_as(str(error))
        raise BrokenTemplate([Problem(file=template, where="", what=what)]) from error


def _without_blank_lines(text: str) -> str:
    return "".join(line for line in text.splitlines(keepends=True) if line.strip())
