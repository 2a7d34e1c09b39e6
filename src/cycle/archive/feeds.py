"""What tells readers and search engines of the site's pages: an Atom feed and a sitemap, where its address is known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape, quoteattr

from cycle.archive.event_data import page_address
from cycle.archive.pages import Edition, SitePages
from cycle.archive.tree import TreeFile
from cycle.catalogue import say

FEED, SITEMAP = "nytt.atom", "sitemap.xml"
EVERYTHING_SINCE = dt.date(1970, 1, 1)


def feed_files(pages: SitePages, editions: Sequence[tuple[Edition, str]], paths: Sequence[str]) -> list[TreeFile]:
    """Return feed and sitemap; none without a base address, for both need whole addresses.

    `editions` come with their folders, newest last; `paths` are those of all pages.
    """
    if not pages.base_address:
        return []
    return [
        TreeFile(path=FEED, content="\n".join(_feed(pages, editions)).encode()),
        TreeFile(path=SITEMAP, content="\n".join(_sitemap(pages, editions, paths)).encode()),
    ]


def _feed(pages: SitePages, editions: Sequence[tuple[Edition, str]]) -> Iterator[str]:
    newest = max((_changed(edition) for edition, _ in editions), default=EVERYTHING_SINCE)
    yield '<?xml version="1.0" encoding="utf-8"?>'
    yield f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{pages.language}">'
    yield f"<title>{escape(pages.community)}</title>"
    yield f"<id>{escape(page_address(pages, ''))}</id>"
    yield f"<link href={quoteattr(page_address(pages, ''))}/>"
    yield f'<link rel="self" type="application/atom+xml" href={quoteattr(page_address(pages, FEED))}/>'
    yield f"<updated>{newest}T00:00:00Z</updated>"
    yield f"<author><name>{escape(pages.contact.name if pages.contact else pages.community)}</name></author>"
    for edition, folder in reversed(editions):
        address = page_address(pages, f"{folder}/index.html")
        yield "<entry>"
        yield f"<title>{escape(edition.title)}</title>"
        yield f"<id>{escape(address)}</id>"
        yield f"<link href={quoteattr(address)}/>"
        yield f"<updated>{_changed(edition)}T00:00:00Z</updated>"
        summary = edition.outcome or say(pages.language, "Programme, documents and presentations.")
        yield f"<summary>{escape(summary)}</summary>"
        yield "</entry>"
    yield "</feed>\n"


def _changed(edition: Edition) -> dt.date:
    return edition.updated or edition.date or dt.date(edition.year, 1, 1)


def _sitemap(pages: SitePages, editions: Sequence[tuple[Edition, str]], paths: Sequence[str]) -> Iterator[str]:
    changed = {f"{folder}/index.html": edition.updated for edition, folder in editions}
    yield '<?xml version="1.0" encoding="utf-8"?>'
    yield '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    for path in sorted(paths):
        day = changed.get(path)
        last = f"<lastmod>{day}</lastmod>" if day else ""
        yield f"<url><loc>{escape(page_address(pages, path))}</loc>{last}</url>"
    yield "</urlset>\n"
