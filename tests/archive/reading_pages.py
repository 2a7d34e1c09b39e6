"""The built pages of the site as a reader meets them."""

from __future__ import annotations

from lxml import html

from cycle.archive.public_site.site import SiteFile


def page(files: tuple[SiteFile, ...], path: str) -> html.HtmlElement:
    found = {file.path: file.content for file in files}[path]
    assert isinstance(found, bytes)
    return html.document_fromstring(found.decode())


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split()).replace("\u2060", "")
