"""The site is a place to come back to: one list of everything, files for programs, a feed, a page for what is not."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from dataclasses import replace
from pathlib import Path

import icalendar
import pytest
from lxml import etree, html

from cycle.archive.public_site.link_check import link_problems
from cycle.archive.public_site.pages import Edition, PageDocument, Presentation, SitePages, Source
from cycle.archive.public_site.site import SiteFile, build_site
from cycle.model import PDF, Language, Speaker, StoredFile

BASE = "https://moete.example.no/moter"


def content(files: tuple[SiteFile, ...], path: str) -> bytes:
    found = {file.path: file.content for file in files}[path]
    assert isinstance(found, bytes)
    return found


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split()).replace("\u2060", "")


@pytest.fixture(scope="module")
def site(pages: SitePages, templates: Path) -> tuple[SiteFile, ...]:
    return build_site(pages, templates=templates)


@pytest.fixture(scope="module")
def published(pages: SitePages, templates: Path) -> tuple[SiteFile, ...]:
    return build_site(replace(pages, base_address=BASE), templates=templates)


def test_one_page_without_a_script_lists_every_talk_and_document_newest_first(site: tuple[SiteFile, ...]) -> None:
    tree = html.document_fromstring(content(site, "alt/index.html").decode())
    assert list(tree.iter("script")) == []
    assert [words(heading) for heading in tree.iter("h2")] == [
        "Partnarskapsmøte 2027",
        "Toppleiarmøte 2021",
        "Toppleiarmøte 2020",
    ]
    text = words(tree.find(".//main"))
    for said in ("Følgebrev til Partnarskapsmøte 2027", "Hilde Skyvulstad", "Program for Toppleiarmøtet 2021"):
        assert said in text
    assert [link.get("href") for link in tree.xpath("//ul[@class='files']//a")] == [
        "../partnarskapsmote/2027/presentasjonar/felles-strategi.pdf",
        "../partnarskapsmote/2027/dokument/program-2027.pdf",
        "../partnarskapsmote/2027/dokument/folgebrev.pdf",
    ]
    front = html.document_fromstring(content(site, "index.html").decode())
    assert "alt/index.html" in [link.get("href") for link in front.iter("a")]


def test_fifty_years_of_documents_stand_on_pages_that_a_telephone_opens(pages: SitePages, templates: Path) -> None:
    def kept(name: str) -> StoredFile:
        return StoredFile(sha256=f"{abs(hash(name)):064x}"[-64:], name=name, media_type=PDF, size=99_000)

    editions = tuple(
        Edition(
            meeting="partnarskapsmote",
            year=year,
            title=f"Partnarskapsmøte {year}",
            documents=tuple(
                PageDocument(title=f"Dokument nummer {at} frå {year}", kind="other", file=kept(f"d{year}-{at}.pdf"))
                for at in range(20)
            ),
            presentations=tuple(
                Presentation(
                    title=f"Innlegg nummer {at} om samhandling",
                    speakers=(Speaker(name="Kari Nordmann", role="rådgjevar", organisation="Alver kommune"),),
                    files=(kept(f"p{year}-{at}.pdf"),),
                )
                for at in range(20)
            ),
        )
        for year in range(2027, 2077)
    )
    files = build_site(replace(pages, editions=editions), templates=templates)
    lists = [file for file in files if file.path.startswith("alt/")]
    assert (len(lists) > 1, link_problems(files)) == (True, ())
    assert [file.path for file in files if file.path.endswith(".html") and file.size >= 100_000] == []
    whole = b"".join(content(files, file.path) for file in lists)
    assert [year for year in range(2027, 2077) if f"Dokument nummer 19 frå {year}".encode() not in whole] == []
    first = html.document_fromstring(content(files, "alt/index.html").decode())
    parts = first.xpath("//main//nav//li")
    assert (len(parts), words(parts[0])[:24]) == (len(lists), "Innlegg og dokument 2076")
    assert min(file.size for file in lists[:-1]) > 40_000, "a page holds as much as it can"


def test_a_document_whose_file_is_not_on_the_site_says_why_and_news_lead_to_their_page(
    pages: SitePages, templates: Path
) -> None:
    news = PageDocument(
        title="Fullt hus", kind="news", source=Source(title="saman.no", address="https://saman.example/fullt-hus")
    )
    noted = PageDocument(title="Program for 2019", kind="programme", note="PDF; fila er ikkje funnen.")
    editions = (replace(pages.editions[0], documents=(news, noted)), *pages.editions[1:])
    files = build_site(replace(pages, editions=editions), templates=templates)
    tree = html.document_fromstring(content(files, "alt/index.html").decode())
    items = {words(item): item for item in tree.xpath("//ul[@class='files']/li")}
    lost = items["Program for Toppleiarmøtet 2021 Nemnt i kjelda, men vi har ikkje dokumentet."]
    noted_item = items["Program for 2019 PDF; fila er ikkje funnen."]
    assert [*lost.iter("a"), *noted_item.iter("a")] == []
    assert [link.get("href") for link in items["Fullt hus (Nyheit)"].iter("a")] == ["https://saman.example/fullt-hus"]


def test_a_year_has_a_calendar_file_that_a_calendar_reads(site: tuple[SiteFile, ...]) -> None:
    data = content(site, "partnarskapsmote/2027/mote.ics")
    assert max(len(line) for line in data.split(b"\r\n")) <= 75
    (event,) = icalendar.Calendar.from_ical(data).walk("VEVENT")
    assert str(event["SUMMARY"]) == "Partnarskapsmøte 2027"
    assert str(event["LOCATION"]) == "Kulturhuset i Bergen, Vaskerelven 8, Bergen"
    assert event["DTSTART"].dt == dt.datetime(2027, 2, 18, 8, 0, tzinfo=dt.UTC)
    assert event["DTEND"].dt == dt.datetime(2027, 2, 18, 14, 0, tzinfo=dt.UTC)
    (past,) = icalendar.Calendar.from_ical(content(site, "toppleiarmote/2020/mote.ics")).walk("VEVENT")
    assert past["DTSTART"].dt == dt.date(2020, 1, 16)
    assert "toppleiarmote/2019/mote.ics" not in [file.path for file in site]


@pytest.mark.parametrize(
    "title", ["Æøå " * 60, "a\r\nATTENDEE:mailto:x@y.z", "semikolon; komma, \\ strek", "\U0001f600" * 30]
)
def test_no_title_makes_another_line_of_a_calendar_file(title: str, pages: SitePages, templates: Path) -> None:
    edition = replace(pages.editions[0], title=title, documents=(), presentations=())
    files = build_site(replace(pages, editions=(edition,)), templates=templates)
    (event,) = icalendar.Calendar.from_ical(content(files, "partnarskapsmote/2027/mote.ics")).walk("VEVENT")
    assert str(event["SUMMARY"]).split() == title.split()
    assert "ATTENDEE" not in event


def test_a_year_is_an_event_and_a_meeting_folder_for_programs(published: tuple[SiteFile, ...]) -> None:
    event = json.loads(content(published, "partnarskapsmote/2027/mote.jsonld"))
    assert (event["@context"], event["@type"], event["name"]) == (
        "https://schema.org",
        "Event",
        "Partnarskapsmøte 2027",
    )
    assert (event["startDate"], event["endDate"]) == ("2027-02-18T09:00:00+01:00", "2027-02-18T15:00:00+01:00")
    assert event["url"] == f"{BASE}/partnarskapsmote/2027/index.html"
    assert event["subEvent"][0]["performer"][0] == {
        "@type": "Person",
        "name": "Øystein Kårstad",
        "jobTitle": "leiar",
        "affiliation": {"@type": "Organization", "name": "Strategisk samarbeidsutval"},
    }
    folder = json.loads(content(published, "partnarskapsmote/2027/moetemappe.json"))
    assert (folder["entity"], folder["moetenummer"], folder["utvalg"]) == ("Moetemappe", "2027", "Partnarskapsmøte")
    files = {file.path: file.sha256 for file in published}
    for document in folder["moetedokument"]:
        (described,) = document["dokumentbeskrivelse"]
        (held,) = described["dokumentobjekt"]
        assert files[held["referanseDokumentfil"].removeprefix(f"{BASE}/")] == held["sjekksum"]
    assert [item["offentligTittel"] for item in folder["moetesak"]][:2] == [
        "Opning av møtet",
        "Ein felles strategi: frå ord til teneste",
    ]


def test_feed_and_sitemap_are_there_when_the_site_knows_its_address(
    site: tuple[SiteFile, ...], published: tuple[SiteFile, ...]
) -> None:
    assert [file.path for file in site if file.path.endswith((".atom", ".xml"))] == []
    atom = "{http://www.w3.org/2005/Atom}"
    feed = etree.fromstring(content(published, "nytt.atom"))
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "nn"
    assert [entry.findtext(f"{atom}title") for entry in feed.iter(f"{atom}entry")][:2] == [
        "Partnarskapsmøte 2027",
        "Partnarskapsmøte 2024",
    ]
    assert feed.findtext(f"{atom}updated") == "2027-06-18T00:00:00Z"
    sitemap = etree.fromstring(content(published, "sitemap.xml"))
    addresses = {found.text for found in sitemap.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")}
    assert addresses == {
        f"{BASE}/{file.path}" for file in published if file.path.endswith(".html") and file.path != "404.html"
    }
    assert link_problems(published) == ()


@pytest.mark.parametrize(("language", "title"), [("nn", "Sida finst ikkje"), ("nb", "Siden finnes ikke")])
def test_the_page_for_what_is_not_there_works_at_every_depth(
    language: Language, title: str, pages: SitePages, templates: Path
) -> None:
    for base in ("", BASE):
        files = build_site(replace(pages, language=language, base_address=base), templates=templates)
        tree = html.document_fromstring(content(files, "404.html").decode())
        assert words(tree.find(".//h1")) == title
        links = [link.get("href") for link in tree.iter("a")]
        assert [link for link in links if not link.startswith(("mailto:", "https://"))] == []
        assert (f"{BASE}/index.html" in links) == bool(base)


def test_a_house_with_page_templates_from_before_has_a_site_without_the_new_pages(
    pages: SitePages, templates: Path, tmp_path: Path
) -> None:
    older = tmp_path / "site"
    shutil.copytree(templates, older)
    for name in ("all.html", "missing.html"):
        (older / name).unlink()
    files = build_site(replace(pages, base_address=BASE), templates=older)
    assert {file.path for file in files} & {"404.html", "alt/index.html"} == set()
    assert link_problems(files) == ()


def test_a_year_with_files_says_how_to_ask_for_an_accessible_version(site: tuple[SiteFile, ...]) -> None:
    def asks(path: str) -> list[str]:
        tree = html.document_fromstring(content(site, path).decode())
        return [words(link) for link in tree.iter("a") if "?subject=" in (link.get("href") or "")]

    assert asks("partnarskapsmote/2027/index.html") == [
        "Be sekretariatet om ei tilgjengeleg utgåve av eit dokument frå partnarskapsmøtet 2027"
    ]
    assert asks("toppleiarmote/2020/index.html") == []


def test_what_was_decided_stands_before_the_programme_and_that_before_the_documents(
    pages: SitePages, templates: Path
) -> None:
    edition = replace(pages.editions[0], outcome="Møtet slutta seg til strategien.")
    files = build_site(replace(pages, editions=(edition,)), templates=templates)
    tree = html.document_fromstring(content(files, "partnarskapsmote/2027/index.html").decode())
    order = [heading.get("id") for heading in tree.iter("h2")]
    wanted = ["resultat", "foremal", "program", "dokument", "presentasjonar"]
    assert [name for name in order if name in wanted] == wanted
