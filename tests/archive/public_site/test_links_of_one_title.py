"""Two talks, documents or meetings of one title have links that say which of them each opens, on every page."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from urllib.parse import urljoin

import pytest
from lxml import etree, html

from cycle.archive.public_site.link_names import told_apart
from cycle.archive.public_site.pages import Edition, PageContradiction, PageDocument, Presentation, SitePages, Source
from cycle.archive.public_site.site import SiteFile, build_site
from cycle.model import PDF, Document, ProgrammeItem, Speaker

BASE = "https://moete.example.no/moter"
AGAIN = "Samhandling i praksis"


def pdf_called(name: str) -> Document:
    return Document(name=name, media_type=PDF, data=f"%PDF-1.7 {name}".encode())


def held(at: int, start: int, speaker: str, file: str) -> tuple[ProgrammeItem, Presentation]:
    said = (Speaker(name=speaker),) if speaker else ()
    item = ProgrammeItem(start=dt.time(start), end=dt.time(start, 30), title=AGAIN, kind="talk", speakers=said)
    return item, Presentation(title=AGAIN, speakers=said, files=(pdf_called(file),), item=at)


def news(title: str, address: str) -> PageDocument:
    return PageDocument(title=title, kind="news", source=Source(title="Nyhende", address=address))


def edition(year: int, number: int = 1) -> Edition:
    """A meeting with talks, documents and news of one title, which another may have too."""
    talks = [held(0, 9, "Kari Vik", "a.pdf"), held(1, 10, "Ola Nes", "b.pdf"), held(2, 11, "Ola Nes", "c.pdf")]
    talks.append(held(3, 12, "Ola Nes", "d.pdf"))
    return Edition(
        meeting="toppleiarmote",
        year=year,
        number=number,
        title="Toppleiarmøte",
        date=dt.date(year, 2, 12 + number),
        programme=tuple(item for item, _ in talks),
        presentations=(*(talk for _, talk in talks), Presentation(title=AGAIN, files=(pdf_called("e.pdf"),))),
        documents=(
            PageDocument(title="Program", kind="programme", file=pdf_called("p.pdf"), note="Slik det vart sendt."),
            PageDocument(title="Program", kind="programme", file=pdf_called("q.pdf")),
            PageDocument(title="program", kind="other", file=pdf_called("r.pdf")),
            news("Møtet", "https://example.no/1"),
            news("Møtet", "https://example.no/2"),
        ),
        contradictions=(PageContradiction(subject="date", printed="28. januar", likely="29. januar"),),
    )


@pytest.fixture(scope="module")
def built(pages: SitePages, templates: Path) -> dict[str, SiteFile]:
    """The site of three meetings of one title, two of them in one year."""
    many = replace(pages, base_address=BASE, editions=(edition(2019), edition(2020), edition(2020, 2)), signals=())
    return {file.path: file for file in build_site(many, templates=templates)}


def heard(link: html.HtmlElement) -> str:
    return " ".join((link.get("aria-label") or link.text_content()).split()).casefold()


def test_no_two_links_of_one_text_lead_to_two_places(built: dict[str, SiteFile]) -> None:
    wrong, read = [], 0
    for path, file in built.items():
        if path.endswith(".html") and isinstance(file.content, bytes):
            targets: dict[str, set[str]] = {}
            for link in html.document_fromstring(file.content.decode()).xpath("//a[@href]"):
                targets.setdefault(heard(link), set()).add(urljoin(f"{BASE}/{path}", link.get("href")))
            read += len(targets)
            wrong += [f"{path}: «{text}» leads to {sorted(to)}" for text, to in targets.items() if len(to) > 1]
    assert wrong == []
    assert read > 60


def test_a_link_says_who_held_the_talk_and_when_where_that_is_what_differs(built: dict[str, SiteFile]) -> None:
    content = built["toppleiarmote/2019/index.html"].content
    assert isinstance(content, bytes)
    found = [heard(link) for link in html.document_fromstring(content.decode()).xpath("//ol[@class='talks']//a")]
    assert [text.partition(" (pdf")[0].replace("\u2060", "") for text in found] == [
        "last ned presentasjonen samhandling i praksis, kari vik, kl. 09.00",
        "last ned presentasjonen samhandling i praksis, ola nes, kl. 10.00",
        "last ned presentasjonen samhandling i praksis, ola nes, kl. 11.00",
        "last ned presentasjonen samhandling i praksis, ola nes, kl. 12.00",
        "last ned presentasjonen samhandling i praksis",
    ]


def test_the_feed_and_the_sitemap_tell_meetings_of_one_title_apart(built: dict[str, SiteFile]) -> None:
    feed, sitemap = (built[path].content for path in ("nytt.atom", "sitemap.xml"))
    assert isinstance(feed, bytes)
    assert isinstance(sitemap, bytes)
    titles = etree.fromstring(feed).xpath("//*[local-name()='entry']/*[local-name()='title']/text()")
    assert len(titles) == len(set(titles)) == 3
    assert all(str(year) in title for year, title in zip((2020, 2020, 2019), titles, strict=True))
    places = etree.fromstring(sitemap).xpath("//*[local-name()='loc']/text()")
    assert len(places) == len(set(places)) > 3


@pytest.mark.parametrize(
    ("parts", "behind"),
    [
        ([("A", "x"), ("B", "x")], ("", "")),
        ([("A", "x"), ("A", "y")], ("x", "y")),
        ([("A", ""), ("A", "y")], ("", "y")),
        ([("A", "x", "1"), ("a ", "X", "2")], ("x, 1", "X, 2")),
        ([("A", "x"), ("A", "x"), ("A", "y")], ("x, (1)", "x, (2)", "y")),
        ([("A",), ("A",)], ("(1)", "(2)")),
        ([("A", "", "1"), ("A", "", "2"), ("B", "")], ("1", "2", "")),
        ([], ()),
    ],
)
def test_as_much_is_said_as_tells_them_apart(parts: list[tuple[str, ...]], behind: tuple[str, ...]) -> None:
    assert told_apart(parts) == behind
