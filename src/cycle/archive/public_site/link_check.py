"""A built site holds together: every internal link leads somewhere, and no page fetches anything from outside."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

from cycle.archive.tree import TreeFile
from cycle.errors import Problem
from cycle.phrases import Phrase


def link_problems(files: Iterable[TreeFile], *, checked: Collection[str] = ()) -> tuple[Problem, ...]:
    """Return a problem for every dead link, absolute link and outside resource in a site that is not yet written.

    Pages among `checked` are known to be right, and are read only for what others link to in them.
    """
    contents = {file.path: file.content for file in files}
    pages = {
        path: content for path, content in contents.items() if path.endswith(".html") and isinstance(content, bytes)
    }
    return _problems(pages, set(contents), checked)


class _Reader(HTMLParser):
    """Collects what a page links to, what it fetches and what can be linked to."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[tuple[int, str]] = []
        self.resources: list[tuple[int, str, str]] = []
        self.anchors: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the attributes that name an address or an anchor."""
        if not attrs:
            return
        line = self.getpos()[0]
        given = {name: value or "" for name, value in attrs}
        self.anchors |= {given[name] for name in ("id", "name") if name in given}
        named_only = tag == "link" and given.get("rel") in {"alternate", "canonical"}
        if (tag in {"a", "area"} or named_only) and "href" in given:
            self.links.append((line, given["href"]))
        elif tag == "base":
            self.resources.append((line, tag, given.get("href", "")))
        else:
            named = [given[name] for name in ("href", "src", "srcset", "data", "poster", "action") if name in given]
            self.resources += [(line, tag, value) for value in named]


class _Pages(dict[str, _Reader]):
    """The pages by their paths, each read when it is first asked for."""

    def __init__(self, texts: Mapping[str, bytes]) -> None:
        super().__init__()
        self.texts = texts

    def __missing__(self, name: str) -> _Reader:
        reader = self[name] = _read(self.texts[name])
        return reader


@lru_cache(maxsize=256)
def _read(page: bytes) -> _Reader:
    """Return what is linked to and from in a page: most pages are the same whenever the site is written."""
    reader = _Reader()
    reader.feed(page.decode())
    reader.close()
    return reader


def _problems(texts: Mapping[str, bytes], paths: set[str], checked: Collection[str]) -> tuple[Problem, ...]:
    pages = _Pages(texts)
    asked = [name for name in texts if name not in checked]
    return tuple(problem for name in asked for problem in _of_page(name, pages[name], pages, paths))


def _of_page(name: str, page: _Reader, pages: _Pages, paths: set[str]) -> Iterator[Problem]:
    for line, tag, value in page.resources:
        if tag == "base" or urlsplit(value).scheme or value.startswith(("//", "/")):
            what = Phrase("<{tag}> fetches '{address}'", tag=tag, address=value)
            remedy = Phrase("the site uses no outside resources")
            yield Problem(file=name, where=_line(line), what=what, remedy=remedy)
        elif dead := _dead(name, value, pages, paths):
            yield Problem(file=name, where=_line(line), what=dead)
    for line, value in page.links:
        if bad := _bad_link(name, value, pages, paths):
            yield Problem(file=name, where=_line(line), what=bad)


def _line(number: int) -> Phrase:
    return Phrase("line {line}", line=number)


def _bad_link(name: str, value: str, pages: _Pages, paths: set[str]) -> Phrase | None:
    scheme = urlsplit(value).scheme
    if scheme in {"http", "https", "mailto", "tel"}:
        return None
    if scheme or value.startswith("/"):
        return Phrase("the link '{address}' is not relative, so it depends on where the site lies", address=value)
    return _dead(name, value, pages, paths)


def _dead(name: str, value: str, pages: _Pages, paths: set[str]) -> Phrase | None:
    parts = urlsplit(value)
    target = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(parts.path))) if parts.path else name
    if target not in paths:
        return Phrase("the link '{address}' leads nowhere", address=value)
    if parts.fragment and target in pages.texts and unquote(parts.fragment) not in pages[target].anchors:
        return Phrase("the link '{address}' names an anchor that '{page}' does not have", address=value, page=target)
    return None
