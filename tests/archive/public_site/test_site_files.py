"""The site as files: the same twice, whole, safe whatever is printed in it, and told of where it cannot be made."""

from __future__ import annotations

import base64
import hashlib
import itertools
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from cycle.archive.public_site.kept_pages import KeptPages
from cycle.archive.public_site.link_check import link_problems
from cycle.archive.public_site.pages import Edition, Meeting, PageDocument, Presentation, SitePages
from cycle.archive.public_site.site import SiteFile, build_site, write_site, year_site
from cycle.errors import InputError, StoreError, TemplateError
from cycle.model import PDF, Document, Speaker, StoredFile
from tests.archive.reading_pages import page, words


def test_hostile_words_are_printed_and_never_run(pages: SitePages, templates: Path) -> None:
    evil = '<script>alert("x")</script>{{ 7 * 7 }}{% raise %}"\'&'
    edition = Edition(
        meeting="partnarskapsmote",
        year=2027,
        title=evil,
        venue=evil,
        aim=evil,
        presentations=(Presentation(title=evil, speakers=(Speaker(name=evil),)),),
    )
    files = build_site(replace(pages, community=evil, editions=(edition,)), templates=templates)
    tree = page(files, "partnarskapsmote/2027/index.html")
    assert words(tree.find(".//h1")) == evil
    assert [list(page(files, file.path).iter("script")) for file in files] == [[]] * len(files)
    assert list(tree.xpath("//@onerror | //@onclick")) == []


def test_a_source_address_that_runs_code_is_no_link(pages: SitePages, templates: Path) -> None:
    edition = replace(pages.editions[2], contradictions=(), documents=())
    (fact, *_) = edition.facts
    assert fact.source
    bad = replace(fact, source=replace(fact.source, address="javascript:alert(1)"))
    tree = page(
        build_site(replace(pages, editions=(replace(edition, facts=(bad,)),)), templates=templates),
        "toppleiarmote/2021/index.html",
    )
    assert list(tree.get_element_by_id("kjelder").getparent().iter("a")) == []


def test_no_page_shows_an_address_but_the_secretariats(site: tuple[SiteFile, ...]) -> None:
    found = {
        address
        for file in site
        if file.path.endswith(".html") and isinstance(file.content, bytes)
        for address in re.findall(r"[\w.+-]+@[\w.-]+", file.content.decode())
    }
    assert found == {"sekretariat@helsefellesskap.example"}


def test_the_site_built_twice_is_the_same_bytes(pages: SitePages, templates: Path) -> None:
    turned = replace(pages, editions=tuple(reversed(pages.editions)))
    assert build_site(pages, templates=templates) == build_site(turned, templates=templates)


def test_a_page_is_made_again_when_a_part_of_its_template_in_a_folder_below_is_another(
    pages: SitePages, templates: Path, tmp_path: Path
) -> None:
    own = tmp_path / "site"
    shutil.copytree(templates, own)
    base, part = own / "base.html", own / "delar" / "botn.html"
    part.parent.mkdir()
    part.write_text("Før.", "utf-8")
    base.write_text(base.read_text("utf-8").replace("</body>", '{% include "delar/botn.html" %}</body>'), "utf-8")
    first = KeptPages(known={}, read=lambda _path: None)
    made = {file.path: file.content for file in build_site(pages, templates=own, kept=first)}
    there = {path: content for path, content in made.items() if isinstance(content, bytes)}
    part.write_text("No.", "utf-8")
    second = KeptPages(known=first.made, read=there.get)
    assert build_site(pages, templates=own, kept=second) == build_site(pages, templates=own)


def test_the_policy_allows_exactly_the_style_on_the_page(site: tuple[SiteFile, ...]) -> None:
    tree = page(site, "index.html")
    policy = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    digest = base64.b64encode(hashlib.sha256(tree.find(".//style").text.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def test_files_with_the_same_name_get_names_of_their_own(pages: SitePages, templates: Path) -> None:
    one, two = (Document(name=name, media_type=PDF, data=name.encode()) for name in ("Økonomi.PDF", "../okonomi.pdf"))
    edition = replace(
        pages.editions[0],
        documents=tuple(PageDocument(title=file.name, kind="other", file=file) for file in (one, two)),
    )
    files = build_site(replace(pages, editions=(edition,)), templates=templates)
    found = {file.path: file.content for file in files if "/dokument/" in file.path}
    folder = "partnarskapsmote/2027/dokument"
    assert found == {f"{folder}/okonomi.pdf": one.data, f"{folder}/okonomi-2.pdf": two.data}


def test_every_problem_of_the_pages_is_told_at_once(pages: SitePages, templates: Path) -> None:
    broken = replace(
        pages,
        meetings=(*pages.meetings, Meeting(id="x", title="X", slug="../x")),
        editions=(
            *pages.editions,
            pages.editions[0],
            Edition(meeting="partnerskapsmote", year=2028, title="?"),
            Edition(meeting="x", year=2029, title="?", presentations=(Presentation(title="?", item=0),)),
        ),
    )
    with pytest.raises(InputError) as caught:
        build_site(broken, templates=templates)
    assert [(problem.file, problem.where) for problem in caught.value.problems] == [
        ("x", "slug"),
        ("partnarskapsmote/2027", "number"),
        ("partnerskapsmote/2028", "meeting"),
        ("x/2029", "presentations[0].item"),
    ]
    assert caught.value.problems[2].remedy == "did you mean 'partnarskapsmote'?"


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("{{ edition.titel }}", ""),
        ("{% if %}", "line 1"),
        ("{{ ''.__class__.__mro__ }}", ""),
        ("{% include 'no-such-page.html' %}", ""),
    ],
)
def test_a_broken_page_template_is_named(
    pages: SitePages, templates: Path, tmp_path: Path, text: str, where: str
) -> None:
    shutil.copytree(templates, tmp_path, dirs_exist_ok=True)
    (tmp_path / "year.html").write_text(text)
    with pytest.raises(TemplateError) as caught:
        build_site(pages, templates=tmp_path)
    (problem,) = caught.value.problems
    assert (problem.file, problem.where) == ("no-such-page.html" if "no-such" in text else "year.html", where)


@pytest.mark.parametrize("style", ["</style><script>", "@import 'x.css';", "a { background: url(x.png) }"])
def test_a_style_that_fetches_or_breaks_out_is_refused(
    pages: SitePages, templates: Path, tmp_path: Path, style: str
) -> None:
    shutil.copytree(templates, tmp_path, dirs_exist_ok=True)
    (tmp_path / "style.css").write_text(style)
    with pytest.raises(TemplateError):
        build_site(pages, templates=tmp_path)


def test_the_written_site_holds_exactly_the_files_and_every_link_resolves(
    site: tuple[SiteFile, ...], tmp_path: Path
) -> None:
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "left-over.html").write_text("from last year")
    write_site(site, folder)
    written = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert written == {file.path: file.content for file in site}
    assert link_problems(site) == ()
    assert sorted(tmp_path.iterdir()) == [folder]


def test_a_stored_file_that_changed_stops_the_site(pages: SitePages, templates: Path, tmp_path: Path) -> None:
    stored = StoredFile(sha256=hashlib.sha256(b"right").hexdigest(), name="a.pdf", media_type=PDF, size=5)
    edition = replace(pages.editions[0], documents=(PageDocument(title="A", kind="other", file=stored),))
    files = build_site(replace(pages, editions=(edition,)), templates=templates)
    write_site(files, tmp_path / "site", read=lambda _: b"right")
    before = (tmp_path / "site" / "index.html").stat().st_ino
    with pytest.raises(StoreError):
        write_site(files, tmp_path / "site", read=lambda _: b"wrong")
    assert (tmp_path / "site" / "index.html").stat().st_ino == before


def test_the_archived_copy_of_one_year_stands_on_its_own(pages: SitePages, templates: Path) -> None:
    files = year_site(pages, pages.editions[0], templates=templates)
    assert link_problems(files) == ()
    assert [file.path for file in files if file.path.endswith(".html")] == [
        "index.html",
        "partnarskapsmote/2027/index.html",
        "partnarskapsmote/index.html",
    ]


def test_every_page_can_be_walked_by_headings_and_links(site: tuple[SiteFile, ...]) -> None:
    for file in site:
        if not file.path.endswith(".html"):
            continue
        tree = page(site, file.path)
        levels = [int(entry.tag[1]) for entry in tree.xpath("//h1 | //h2 | //h3 | //h4")]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after - before <= 1 for before, after in itertools.pairwise(levels)), file.path
        assert [link for link in tree.iter("a") if not (words(link) or link.get("aria-label"))] == []
        ids = tree.xpath("//@id")
        assert len(ids) == len(set(ids))
        assert [len(tree.xpath(f"//{name}")) for name in ("main", "header", "footer", "title")] == [1, 1, 1, 1]
