"""A site in both written forms: each page in both, with a way between them, at addresses that stay."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html

from cycle.archive.public_site.link_check import link_problems
from cycle.archive.public_site.pages import Beside, Erratum, PageSignal, SitePages, Tombstone
from cycle.archive.public_site.site import SiteFile, build_site, frozen_files, year_site
from cycle.archive.public_site.year_pages import TURN
from cycle.errors import InputError

BASE = "https://moete.example.no/sider"


def in_both(pages: SitePages, *, but: int = 0) -> SitePages:
    """Return the pages in both forms, the year `but` in the first only."""
    own = tuple(
        edition if edition.year == but else replace(edition, other=replace(edition, title=f"{edition.title} (bokmål)"))
        for edition in pages.editions
    )
    there = tuple(edition.other or replace(edition, language="nn") for edition in own)
    other = replace(pages, language="nb", folder="nb", beside=Beside(language="nn"), editions=there)
    return replace(pages, editions=own, beside=Beside(language="nb", folder="nb"), other=other)


def trees(files: tuple[SiteFile, ...]) -> dict[str, html.HtmlElement]:
    return {
        file.path: html.document_fromstring(file.content.decode())
        for file in files
        if file.path.endswith(".html") and isinstance(file.content, bytes)
    }


def switch(tree: html.HtmlElement) -> tuple[str, str, str, str] | None:
    found = tree.xpath("//p[@class='form']/a")
    return None if not found else (found[0].get("href"), found[0].get("lang"), found[0].get("hreflang"), found[0].text)


def test_each_page_is_there_in_both_forms_and_leads_to_the_other(pages: SitePages, templates: Path) -> None:
    single = {file.path for file in build_site(pages, templates=templates)}
    files = build_site(in_both(pages), templates=templates)
    made = trees(files)
    assert single <= {file.path for file in files}
    own = [path for path in made if not path.startswith("nb/")]
    assert sorted(f"nb/{path}" for path in own) == sorted(path for path in made if path.startswith("nb/"))
    assert {made[path].get("lang") for path in own} == {"nn"}
    assert {made[f"nb/{path}"].get("lang") for path in own} == {"nb"}
    for path in [path for path in own if path != "404.html"]:
        up = "../" * path.count("/")
        assert switch(made[path]) == (f"{up}nb/{path}", "nb", "nb", "Les denne siden på bokmål"), path
        assert switch(made[f"nb/{path}"]) == (f"{up}../{path}", "nn", "nn", "Les denne sida på nynorsk"), path
        assert [(link.get("hreflang"), link.get("href")) for link in made[path].xpath("//link[@rel='alternate']")] == [
            ("nb", f"{up}nb/{path}"),
            ("nn", f"{up}{path}"),
        ]
    assert link_problems(files) == ()


def test_documents_have_one_address_that_both_pages_lead_to(pages: SitePages, templates: Path) -> None:
    files = build_site(in_both(pages), templates=templates)
    handed_in = [file.path for file in files if "/dokument/" in file.path or "/presentasjonar/" in file.path]
    assert handed_in == [
        file.path
        for file in build_site(pages, templates=templates)
        if "/dokument/" in file.path or "/presentasjonar/" in file.path
    ]
    links = [link.get("href") for link in trees(files)["nb/partnarskapsmote/2027/index.html"].iter("a")]
    assert "../../../partnarskapsmote/2027/dokument/program-2027.pdf" in links


def test_programs_are_told_of_both_forms_by_whole_addresses_where_the_site_has_one(
    pages: SitePages, templates: Path
) -> None:
    both = in_both(replace(pages, base_address=BASE))
    files = build_site(both, templates=templates)
    tree = trees(files)["nb/partnarskapsmote/2027/index.html"]
    assert [(link.get("hreflang"), link.get("href")) for link in tree.xpath("//link[@rel='alternate']")] == [
        ("nb", f"{BASE}/nb/partnarskapsmote/2027/index.html"),
        ("nn", f"{BASE}/partnarskapsmote/2027/index.html"),
    ]
    texts = {
        file.path: file.content.decode()
        for file in files
        if isinstance(file.content, bytes) and file.path[-3:] != "pdf"
    }
    pages_listed = {f"{BASE}/{path}" for path in trees(files) if not path.endswith("404.html")}
    assert {part.partition("</loc>")[0] for part in texts["sitemap.xml"].split("<loc>")[1:]} == pages_listed
    assert "nb/sitemap.xml" not in texts
    for path, language, other in (("nytt.atom", "nn", "nb/nytt.atom"), ("nb/nytt.atom", "nb", "nytt.atom")):
        assert f'xml:lang="{language}"' in texts[path]
        assert f'href="{BASE}/{other}"' in texts[path]
    assert f"<id>{BASE}/nb/partnarskapsmote/2027/index.html</id>" in texts["nb/nytt.atom"]
    assert link_problems(files) == ()


def test_a_meeting_has_one_name_among_calendars_in_whichever_form_it_is_fetched(
    pages: SitePages, templates: Path
) -> None:
    files = {file.path: file.content for file in build_site(in_both(pages), templates=templates)}
    names = [
        next(line for line in content.splitlines() if line.startswith(b"UID:"))
        for path in ("partnarskapsmote/2027/mote.ics", "nb/partnarskapsmote/2027/mote.ics")
        if isinstance(content := files[path], bytes)
    ]
    assert len(names) == 2
    assert len(set(names)) == 1


def test_a_year_in_one_form_only_is_listed_in_both_and_says_so(pages: SitePages, templates: Path) -> None:
    files = build_site(in_both(pages, but=2020), templates=templates)
    made = trees(files)
    assert "nb/toppleiarmote/2020/index.html" not in made
    assert switch(made["toppleiarmote/2020/index.html"]) is None
    assert made["toppleiarmote/2020/index.html"].xpath("//link[@rel='alternate']") == []
    for path, way in (
        ("nb/index.html", "../toppleiarmote/2020/index.html"),
        ("nb/alt/index.html", "../../toppleiarmote/2020/index.html"),
        ("nb/toppleiarmote/index.html", "../../toppleiarmote/2020/index.html"),
        ("nb/toppleiarmote/2019/index.html", "../../../toppleiarmote/2020/index.html"),
    ):
        links = [link for link in made[path].iter("a") if link.get("href") == way]
        assert links, path
        assert {link.get("hreflang") for link in links} == {"nn"}, path
    assert "Siden finnes bare på nynorsk" in made["nb/index.html"].text_content()
    assert "finst berre" not in made["index.html"].text_content()
    assert link_problems(files) == ()


def test_what_is_not_found_is_said_in_both_forms(pages: SitePages, templates: Path) -> None:
    made = trees(build_site(in_both(replace(pages, base_address=BASE)), templates=templates))
    for path, first, second, ways in (
        ("404.html", "nn", "nb", [f"{BASE}/index.html", f"{BASE}/nb/index.html"]),
        ("nb/404.html", "nb", "nn", [f"{BASE}/nb/index.html", f"{BASE}/index.html"]),
    ):
        tree = made[path]
        assert tree.get("lang") == first
        [section] = tree.xpath("//main/section")
        assert section.get("lang") == second
        links = [link.get("href") for link in tree.xpath("//main//a")]
        assert [way for way in links if way.endswith("/index.html") and "/alt/" not in way] == ways


def test_a_closed_year_keeps_both_pages_as_they_were(pages: SitePages, templates: Path) -> None:
    both = in_both(pages)
    edition = next(edition for edition in both.editions if edition.year == 2020)
    key = (edition.meeting, edition.year, edition.number)
    kept = frozen_files(both, edition, templates=templates)
    assert {file.path for file in kept if file.path.endswith(".html")} == {
        "toppleiarmote/2020/index.html",
        "nb/toppleiarmote/2020/index.html",
    }
    changed = replace(edition, title="Noko anna", other=edition.other and replace(edition.other, title="Noe annet"))
    again = in_both(replace(pages, editions=tuple(e if e.year != 2020 else changed for e in both.editions)))
    files = {file.path: file.content for file in build_site(again, templates=templates, frozen={key: kept})}
    for file in kept:
        before, after = file.content, files[file.path]
        if isinstance(before, bytes) and isinstance(after, bytes):  # the way to the years beside it follows them
            before, after = TURN.sub(b"", before), TURN.sub(b"", after)
        assert after == before, file.path


def test_a_year_closed_in_one_form_has_no_way_to_another(pages: SitePages, templates: Path) -> None:
    edition = next(edition for edition in pages.editions if edition.year == 2020)
    kept = frozen_files(pages, edition, templates=templates)
    both = in_both(pages, but=2020)
    files = build_site(both, templates=templates, frozen={(edition.meeting, 2020, 1): kept})
    made = trees(files)
    assert switch(made["toppleiarmote/2020/index.html"]) is None
    assert "nb/toppleiarmote/2020/index.html" not in made
    assert link_problems(files) == ()


def test_the_copy_to_archive_has_both_pages(pages: SitePages, templates: Path) -> None:
    both = in_both(pages)
    files = year_site(both, both.editions[0], templates=templates)
    folder = f"{both.editions[0].meeting}/{both.editions[0].year}"
    assert {f"{folder}/index.html", f"nb/{folder}/index.html", "index.html", "nb/index.html"} <= set(trees(files))
    assert link_problems(files) == ()


def test_a_place_where_a_document_lay_says_so_in_both_forms(pages: SitePages, templates: Path) -> None:
    stone = Tombstone(
        address="partnarskapsmote/2027/dokument/vekk.pdf",
        title="Følgjebrev",
        since=dt.date(2027, 3, 1),
        sha256="0" * 64,
    )
    erratum = Erratum(at=stone.since, text="Vekk.")
    editions = tuple(
        replace(edition, gone=(stone,), errata=(erratum,)) if edition.year == 2027 else edition
        for edition in pages.editions
    )
    files = build_site(in_both(replace(pages, editions=editions)), templates=templates)
    tree = trees(files)[f"{stone.address}/index.html"]
    [section] = tree.xpath("//main/section")
    assert section.get("lang") == "nb"
    assert "Dette dokumentet ble fjernet" in section.text_content() or "tatt ned" in section.text_content()
    assert f"nb/{stone.address}/index.html" not in trees(files)
    assert link_problems(files) == ()


def test_a_signal_that_nobody_has_written_in_the_other_form_leads_to_the_one_it_has(
    pages: SitePages, templates: Path
) -> None:
    signals = tuple(
        PageSignal(number=number, meeting="partnarskapsmote", year=2027, to="SSU", text=text)
        for number, text in (("2027-1", "Lag ein plan."), ("2027-2", "Legg fram ein rapport."))
    )
    both = in_both(replace(pages, signals=signals))
    assert both.other is not None
    both = replace(both, other=replace(both.other, untranslated=frozenset({"2027-2"})))
    made = trees(files := build_site(both, templates=templates))
    assert switch(made["styringssignal/2027-1/index.html"]) is not None
    assert switch(made["styringssignal/2027-2/index.html"]) is None
    assert "nb/styringssignal/2027-2/index.html" not in made
    ways = [link.get("href") for link in made["nb/styringssignal/index.html"].iter("a")]
    assert "../../styringssignal/2027-2/index.html" in ways
    assert link_problems(files) == ()


def test_no_meeting_may_lie_where_the_other_form_does(pages: SitePages, templates: Path) -> None:
    meetings = (replace(pages.meetings[0], slug="nb"), *pages.meetings[1:])
    with pytest.raises(InputError):
        build_site(in_both(replace(pages, meetings=meetings)), templates=templates)


def test_a_house_with_page_templates_from_before_has_its_pages_in_one_form(
    pages: SitePages, templates: Path, tmp_path: Path
) -> None:
    for template in templates.iterdir():
        if not template.name.endswith("_also.html"):
            (tmp_path / template.name).write_bytes(template.read_bytes())
    assert [file.path for file in build_site(in_both(pages), templates=tmp_path)] == [
        file.path for file in build_site(pages, templates=templates)
    ]


def test_every_page_in_both_forms_is_small(pages: SitePages, templates: Path) -> None:
    assert [
        f.path for f in build_site(in_both(pages), templates=templates) if f.path.endswith("html") and f.size > 99_000
    ] == []
