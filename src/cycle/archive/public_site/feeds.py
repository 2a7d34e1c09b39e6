"""What tells readers and search engines of the site's pages: an Atom feed and a sitemap, where its address is known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape, quoteattr

from cycle.archive.public_site.event_data import page_address
from cycle.archive.public_site.link_names import edition_names
from cycle.archive.public_site.pages import Edition, SitePages
from cycle.archive.public_site.site_paths import edition_path
from cycle.archive.tree import TreeFile
from cycle.catalogue import say

FEED, SITEMAP = "nytt.atom", "sitemap.xml"
EVERYTHING_SINCE = dt.date(1970, 1, 1)


def feed_files(pages: SitePages, editions: Sequence[Edition], paths: Sequence[str]) -> list[TreeFile]:
    """Return the feed of the pages in one written form, and with those that had the addresses first the sitemap of all.

    None without a base address, for both need whole addresses. `editions` come newest last; `paths` are those of all
    pages of the site.
    """
    if not pages.base_address:
        return []
    with_paths = [(edition, _page_of(pages, edition)) for edition in editions]
    feed = TreeFile(path=_under(pages.folder, FEED), content="\n".join(_feed(pages, with_paths)).encode())
    if pages.folder:
        return [feed]
    listed = [*with_paths]
    if pages.other is not None:
        listed += [(edition, _page_of(pages.other, edition)) for edition in pages.other.editions]
    return [feed, TreeFile(path=SITEMAP, content="\n".join(_sitemap(pages, listed, paths)).encode())]


def _page_of(pages: SitePages, edition: Edition) -> str:
    """Return the path of an edition's page, in the form that it is written in."""
    elsewhere = pages.beside if edition.language not in {None, pages.language} else None
    folder = pages.folder if elsewhere is None else elsewhere.folder
    return _under(folder, f"{edition_path(pages, edition)}/index.html")


def _under(folder: str, path: str) -> str:
    return f"{folder}/{path}" if folder else path


def _feed(pages: SitePages, editions: Sequence[tuple[Edition, str]]) -> Iterator[str]:
    newest = max((_changed(edition) for edition, _ in editions), default=EVERYTHING_SINCE)
    yield '<?xml version="1.0" encoding="utf-8"?>'
    yield f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{pages.language}">'
    yield f"<title>{escape(pages.community)}</title>"
    home = f"{pages.folder}/" if pages.folder else ""
    yield f"<id>{escape(page_address(pages, home))}</id>"
    yield f"<link href={quoteattr(page_address(pages, home))}/>"
    yield f'<link rel="self" type="application/atom+xml" href={quoteattr(page_address(pages, home + FEED))}/>'
    if pages.beside is not None:
        there = page_address(pages, _under(pages.beside.folder, FEED))
        kind = f'rel="alternate" type="application/atom+xml" hreflang="{pages.beside.language}"'
        yield f"<link {kind} href={quoteattr(there)}/>"
    yield f"<updated>{newest}T00:00:00Z</updated>"
    yield f"<author><name>{escape(pages.contact.name if pages.contact else pages.community)}</name></author>"
    names = edition_names([edition for edition, _ in editions], pages.language)
    for (edition, path), name in zip(reversed(editions), reversed(names), strict=True):
        address = page_address(pages, path)
        written = f' hreflang="{edition.language}"' if edition.language not in {None, pages.language} else ""
        yield "<entry>"
        yield f"<title>{escape(name)}</title>"
        yield f"<id>{escape(address)}</id>"
        yield f"<link{written} href={quoteattr(address)}/>"
        yield f"<updated>{_changed(edition)}T00:00:00Z</updated>"
        summary = edition.outcome or say(pages.language, "Programme, documents and presentations.")
        yield f"<summary>{escape(summary)}</summary>"
        yield "</entry>"
    yield "</feed>\n"


def _changed(edition: Edition) -> dt.date:
    return edition.updated or edition.date or dt.date(edition.year, 1, 1)


def _sitemap(pages: SitePages, editions: Sequence[tuple[Edition, str]], paths: Sequence[str]) -> Iterator[str]:
    changed = {path: edition.updated for edition, path in editions}
    yield '<?xml version="1.0" encoding="utf-8"?>'
    yield '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    for path in sorted(paths):
        day = changed.get(path)
        last = f"<lastmod>{day}</lastmod>" if day else ""
        yield f"<url><loc>{escape(page_address(pages, path))}</loc>{last}</url>"
    yield "</urlset>\n"
