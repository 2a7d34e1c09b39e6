"""The public pages: permanent, whole, in nynorsk, and honest about what is not known."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import itertools
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html

from cycle.archive.links import link_problems
from cycle.archive.pages import Edition, Meeting, PageContradiction, PageDocument, Presentation, SitePages
from cycle.archive.printed import explained, spoken
from cycle.archive.site import SiteFile, build_site, edition_path, write_site, year_site
from cycle.errors import InputError, StoreError, TemplateError
from cycle.model import PDF, Document, Speaker, StoredFile


def page(files: tuple[SiteFile, ...], path: str) -> html.HtmlElement:
    found = {file.path: file.content for file in files}[path]
    assert isinstance(found, bytes)
    return html.document_fromstring(found.decode())


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split()).replace("\u2060", "")


def section(tree: html.HtmlElement, name: str) -> str:
    return words(tree.get_element_by_id(name).getparent())


@pytest.fixture(scope="module")
def site(pages: SitePages, templates: Path) -> tuple[SiteFile, ...]:
    return build_site(pages, templates=templates)


def test_every_meeting_and_year_has_its_permanent_page(site: tuple[SiteFile, ...]) -> None:
    assert [file.path for file in site if file.path.endswith(".html")] == [
        "404.html",
        "alt/index.html",
        "index.html",
        "partnarskapsmote/2024/index.html",
        "partnarskapsmote/2027/index.html",
        "partnarskapsmote/index.html",
        "toppleiarmote/2019/index.html",
        "toppleiarmote/2020/index.html",
        "toppleiarmote/2021/index.html",
        "toppleiarmote/index.html",
    ]


@pytest.mark.parametrize(
    ("title", "in_a_sentence"),
    [
        ("Partnarskapsmøte 2027", "partnarskapsmøtet 2027"),
        ("Partnarskapsmøte (ekstraordinært) 2027", "partnarskapsmøtet (ekstraordinært) 2027"),
        ("Partnarskapsmøtet 2027", "partnarskapsmøtet 2027"),
        ("Partnarskapsmøter 2027", "Partnarskapsmøter 2027"),
        ("Ekstraordinært partnarskapsmøte 2027", "Ekstraordinært partnarskapsmøte 2027"),
        ("Toppleiarmøte 2022", "Toppleiarmøte 2022"),
    ],
)
def test_a_sentence_speaks_of_a_meeting_in_the_definite_form(pages: SitePages, title: str, in_a_sentence: str) -> None:
    [meeting] = [meeting for meeting in pages.meetings if meeting.id == "partnarskapsmote"]
    assert spoken(Edition(meeting=meeting.id, year=2027, title=title), meeting) == in_a_sentence
    assert spoken(Edition(meeting=meeting.id, year=2027, title=title), replace(meeting, definite="")) == title


def test_the_year_page_speaks_of_its_meeting_in_the_definite_form(site: tuple[SiteFile, ...]) -> None:
    tree = page(site, "partnarskapsmote/2027/index.html")
    assert words(tree.find(".//caption")) == "Program for partnarskapsmøtet 2027"
    assert "Legg partnarskapsmøtet 2027 i kalenderen din" in words(tree)
    [ask] = [
        link
        for link in tree.iterfind(".//a")
        if link.get("href", "").startswith("mailto:") and "subject" in link.get("href")
    ]
    assert words(ask) == "Be sekretariatet om ei tilgjengeleg utgåve av eit dokument frå partnarskapsmøtet 2027"


def test_an_extra_meeting_in_a_year_gets_a_page_of_its_own(pages: SitePages, templates: Path) -> None:
    extra = Edition(meeting="partnarskapsmote", year=2027, number=2, title="Ekstraordinært partnarskapsmøte 2027")
    files = build_site(replace(pages, editions=(*pages.editions, extra)), templates=templates)
    assert edition_path(pages, extra) == "partnarskapsmote/2027-2"
    assert words(page(files, "partnarskapsmote/2027-2/index.html").find(".//h1")) == extra.title
    assert link_problems(files) == ()


def test_the_year_page_says_when_where_and_who(site: tuple[SiteFile, ...]) -> None:
    tree = page(site, "partnarskapsmote/2027/index.html")
    key = tree.find_class("key")[0]
    assert [(words(entry.find("dt")), words(entry.find("dd"))) for entry in key] == [
        ("Dato", "Torsdag 18. februar 2027"),
        ("Tid", "Kl. 09.00–15.00 Registrering frå kl. 08.30"),
        ("Stad", "Kulturhuset i Bergen Vaskerelven 8, Bergen"),
        ("Vertskap", "Alver kommune for kommunane Utleidd"),
        ("Møteleiing", "Ordføraren i Alver"),
    ]
    assert tree.get("lang") == "nn"
    assert words(tree.find_class("updated")[0]) == "Sist oppdatert 18. juni 2027"
    assert words(tree.find_class("banner")[0]).startswith("Oppdikta døme.")


def test_documents_are_listed_with_type_and_size(site: tuple[SiteFile, ...]) -> None:
    tree = page(site, "partnarskapsmote/2027/index.html")
    sizes = {file.path.removeprefix("partnarskapsmote/2027/"): file.size for file in site}
    assert [(link.get("href"), words(link)) for link in tree.xpath("//ul[@class='files']//a")] == [
        (
            "dokument/program-2027.pdf",
            f"Program for Partnarskapsmøte 2027 (PDF, {sizes['dokument/program-2027.pdf']} byte)",
        ),
        (
            "dokument/folgebrev.pdf",
            f"Følgebrev til Partnarskapsmøte 2027 (PDF, {sizes['dokument/folgebrev.pdf']} byte)",
        ),
    ]


def test_a_large_document_is_measured_in_kilobytes(pages: SitePages, templates: Path) -> None:
    stored = StoredFile(sha256="0" * 64, name="Program.pdf", media_type=PDF, size=87_400)
    edition = replace(
        pages.editions[0], documents=(PageDocument(title="Program", kind="programme", file=stored),), presentations=()
    )
    tree = page(
        build_site(replace(pages, editions=(edition,)), templates=templates), "partnarskapsmote/2027/index.html"
    )
    assert words(tree.xpath("//ul[@class='files']//a")[0]) == "Program (PDF, 87 kB)"


def test_the_programme_names_every_speaker_and_links_the_presentation(site: tuple[SiteFile, ...]) -> None:
    rows = page(site, "partnarskapsmote/2027/index.html").xpath("//table[@class='programme']/tbody/tr")
    assert len(rows) == 7
    assert words(rows[2].find("th")) == "09.15–10.15"
    assert words(rows[2].find("td")).startswith(
        "Ein felles strategi: frå ord til teneste Øystein Kårstad, leiar, Strategisk samarbeidsutval "
        "Åshild O'Brien & co, administrerande direktør, Helse Bergen HF Presentasjon"
    )
    assert [link.get("href") for link in rows[2].iter("a")] == ["presentasjonar/felles-strategi.pdf"]
    assert [list(row.iter("a")) for row in rows[3:]] == [[], [], [], []]


def test_the_talks_of_2020_stand_with_their_speakers(site: tuple[SiteFile, ...]) -> None:
    talks = page(site, "toppleiarmote/2020/index.html").xpath("//ol[@class='talks']/li")
    assert [words(talk.find_class("item")[0]) for talk in talks] == [
        "Samhandling – grunnlag, struktur, avtalar",
        "Samhandling er også forbetringsarbeid",
        "Presentasjon av samhandlingsstruktur i Østfold",
    ]
    speaker = words(talks[0].find_class("speakers")[0])
    assert speaker == "Randi-Luise Møgster, visedirektør, Helse Bergen HF"


def test_a_contradiction_is_kept_as_printed_and_corrected_in_words(site: tuple[SiteFile, ...]) -> None:
    expected = (
        "Kjelda seier «28. januar 2020». Rett dato er truleg 28. januar 2021, "
        "fordi møtet i 2020 vart halde tolv dagar før. Kjelde: saman.no, «Toppleiarmøtet» (18. juni 2024)"
    )
    assert section(page(site, "toppleiarmote/2021/index.html"), "motseiingar") == f"Merknad Dato. {expected}"
    assert expected in section(page(site, "index.html"), "motseiingar")


def test_stated_inferred_and_corrected_are_told_apart(site: tuple[SiteFile, ...]) -> None:
    def marks(path: str) -> list[tuple[str, str]]:
        facts = page(site, path).xpath("//dl[@class='facts']/div")
        return [(words(fact.find("dt")), words(fact.find_class("mark")[0])) for fact in facts]

    assert marks("toppleiarmote/2020/index.html") == [("Vertskap", "Oppgitt")]
    assert marks("toppleiarmote/2021/index.html") == [("Dato", "Retta"), ("Vertskap", "Utleidd")]
    assert marks("partnarskapsmote/2027/index.html") == [("Vertskap", "Utleidd"), ("Dato", "Avgjort")]


def test_an_unknown_year_says_so_and_asks_for_help(site: tuple[SiteFile, ...]) -> None:
    tree = page(site, "toppleiarmote/2019/index.html")
    assert [words(entry.find("dd")) for entry in tree.find_class("key")[0]] == [
        "Ikkje kjend",
        "Ikkje kjend",
        "Ikkje kjent",
    ]
    assert words(tree.find_class("empty")[0]).startswith("Vi har ikkje funne program")


def test_a_document_nobody_has_found_is_named_without_a_link(site: tuple[SiteFile, ...]) -> None:
    text = section(page(site, "toppleiarmote/2021/index.html"), "dokument")
    assert "Program for Toppleiarmøtet 2021 Nemnt i kjelda, men vi har ikkje dokumentet." in text


def test_the_index_lists_both_systems_newest_first(site: tuple[SiteFile, ...]) -> None:
    tree = page(site, "index.html")
    assert [link.get("href") for link in tree.xpath("//ol[@class='timeline']//h3/a")] == [
        "partnarskapsmote/2027/index.html",
        "partnarskapsmote/2024/index.html",
        "toppleiarmote/2021/index.html",
        "toppleiarmote/2020/index.html",
        "toppleiarmote/2019/index.html",
    ]
    holds = [words(entry) for entry in tree.find_class("holds")]
    assert holds == ["Oppdikta døme Program, følgjebrev og 1 presentasjon", "Motseiing i kjelda", "3 innlegg"]


def test_previous_and_next_follow_time_across_both_systems(site: tuple[SiteFile, ...]) -> None:
    turn = page(site, "toppleiarmote/2021/index.html").xpath("//nav[@class='turn']/a")
    assert [(entry.get("rel"), entry.get("href")) for entry in turn] == [
        ("prev", "../../toppleiarmote/2020/index.html"),
        ("next", "../../partnarskapsmote/2024/index.html"),
    ]


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


def test_a_date_before_the_year_is_shown_as_it_is(pages: SitePages, templates: Path) -> None:
    moved = replace(pages.editions[3], date=dt.date(2018, 12, 31))
    files = build_site(replace(pages, editions=(moved,)), templates=templates)
    assert words(page(files, "toppleiarmote/2019/index.html").find(".//time")) == "Måndag 31. desember 2018"


@pytest.mark.parametrize(
    ("given", "printed"),
    [
        (
            PageContradiction(subject="date", printed="28. januar 2020", likely="28. januar 2021", why="det er galt"),
            "Kjelda seier «28. januar 2020». Rett dato er truleg 28. januar 2021, fordi det er galt.",
        ),
        (
            PageContradiction(subject="place", printed="Vaskerelven", likely="Kulturhuset", why="Vaskerelven er gata."),
            "Kjelda seier «Vaskerelven». Rett stad er truleg Kulturhuset. Vaskerelven er gata.",
        ),
        (
            PageContradiction(subject="documents", printed="Sida er tom.", likely="Det finst.", why="ho er gammal."),
            "Sida er tom. Det finst. Ho er gammal.",
        ),
        (PageContradiction(subject="other", printed="x", likely="y"), "Kjelda seier «x». Rett er truleg y."),
        (PageContradiction(subject="host", printed="x"), "Kjelda seier «x». Vi veit ikkje kva som er rett."),
    ],
)
def test_a_contradiction_reads_as_sentences_however_it_was_written(given: PageContradiction, printed: str) -> None:
    assert explained(given) == printed


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


def test_a_host_whose_name_says_its_side_is_named_once(pages: SitePages, templates: Path) -> None:
    edition = Edition(meeting="partnarskapsmote", year=2028, title="Partnarskapsmøte 2028", host="Helse Førde HF")
    for side, said in (("Helse Førde", "Helse Førde HF"), ("sjukehusa", "Helse Førde HF for sjukehusa")):
        files = build_site(replace(pages, editions=(replace(edition, host_side=side),)), templates=templates)
        [host] = [
            words(entry.find("dd"))
            for entry in page(files, "partnarskapsmote/2028/index.html").find_class("key")[0]
            if words(entry.find("dt")) == "Vertskap"
        ]
        assert host == said
