"""What stands on the pages of the public site: every meeting and year, its documents, programme and contradictions."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html

from cycle.archive.public_site.link_check import link_problems
from cycle.archive.public_site.pages import Edition, PageContradiction, PageDocument, PageFact, PageSignal, SitePages
from cycle.archive.public_site.printed import contradiction_text, label, shown_facts, spoken
from cycle.archive.public_site.site import SiteFile, build_site
from cycle.archive.public_site.site_paths import edition_path
from cycle.model import PDF, Document, StoredFile
from tests.archive.reading_pages import page, words


def section(tree: html.HtmlElement, name: str) -> str:
    return words(tree.get_element_by_id(name).getparent())


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


def test_the_front_page_explains_the_marks_that_pages_have_and_no_others(pages: SitePages, templates: Path) -> None:
    def explained(editions: tuple[Edition, ...]) -> list[str]:
        tree = page(build_site(replace(pages, editions=editions), templates=templates), "index.html")
        return [words(mark) for mark in tree.xpath('//dl[@class="legend"]//dt')]

    assert explained(pages.editions) == ["Utan merke", "Utleidd", "Retta"]
    assert explained(tuple(replace(edition, facts=()) for edition in pages.editions)) == []


def test_a_list_of_nothing_is_neither_made_nor_led_to(pages: SitePages, templates: Path) -> None:
    bare = tuple(replace(edition, documents=(), presentations=()) for edition in pages.editions)
    made = build_site(replace(pages, editions=bare, base_address="https://moete.example"), templates=templates)
    assert [file.path for file in made if file.path.startswith("alt/")] == []
    led = [link.get("href") for path in ("index.html", "404.html") for link in page(made, path).iter("a")]
    assert [link for link in led if "alt/" in link] == []
    assert "nytt.atom" in led


def test_two_files_of_a_talk_have_links_that_are_told_apart(pages: SitePages, templates: Path) -> None:
    first = pages.editions[0]
    [talk] = first.presentations
    extra = Document(name="Notat.pdf", media_type=PDF, data=b"%PDF-1.7 notat")
    two = replace(first, presentations=(replace(talk, files=(*talk.files, extra)),))
    made = build_site(replace(pages, editions=(two, *pages.editions[1:])), templates=templates)
    for path in ("partnarskapsmote/2027/index.html", "alt/index.html"):
        links = [words(link) for link in page(made, path).iter("a") if "/presentasjonar/" in f"/{link.get('href')}"]
        assert len(links) > 1
        assert len(links) == len(set(links)), links


def test_the_side_that_hosts_is_called_the_host_unless_an_organisation_hosts_for_it(pages: SitePages) -> None:
    side = PageFact(subject="host_side", value="kommunane", basis="stated")
    host = PageFact(subject="host", value="Alver kommune", basis="stated")
    alone, both = (replace(pages.editions[0], facts=facts) for facts in ((side,), (side, host)))
    assert (label(alone, side), label(alone, side, "nb")) == ("Vertskap", "Vertskap")
    assert (label(both, side), label(both, side, "nb")) == ("Vertskap på vegner av", "Vertskap på vegne av")
    assert label(both, host) == "Vertskap"
    assert shown_facts(both) == (side, host)
    alike = replace(both, host="Helse Førde HF", host_side="Helse Førde")
    assert shown_facts(alike) == (host,)


def test_the_page_of_a_signal_speaks_of_its_meeting_and_keeps_its_number_whole(
    pages: SitePages, templates: Path
) -> None:
    signal = PageSignal(number="2027-1", meeting="partnarskapsmote", year=2027, to="SSU", text="Lag ein plan.")
    tree = page(build_site(replace(pages, signals=(signal,)), templates=templates), "styringssignal/2027-1/index.html")
    assert "Til sida om partnarskapsmøtet 2027" in words(tree)
    assert tree.xpath('//h1/span[@class="whole"]/text()') == ["2027-1"]


def test_an_address_in_a_link_is_underlined_whole(templates: Path) -> None:
    """A box of its own takes no underline from the link around it: only the part with a hyphen had one."""
    for style in (templates / "style.css", templates.parent / "review" / "style.css"):
        assert "a .address, a .whole { text-decoration: underline;" in style.read_text("utf-8")


def test_no_line_of_the_way_to_a_page_starts_with_its_sign(templates: Path) -> None:
    for style in (templates / "style.css", templates.parent / "review" / "style.css"):
        [sign] = [line for line in style.read_text("utf-8").splitlines() if "›" in line]
        assert sign.startswith(".crumbs li:not(:last-child)::after")


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


@pytest.mark.parametrize("date", [dt.date(2028, 2, 17), dt.date(2026, 2, 19)])
def test_the_page_of_a_meeting_called_off_promises_and_asks_for_nothing(
    pages: SitePages, templates: Path, date: dt.date
) -> None:
    bare = Edition(
        meeting="partnarskapsmote",
        year=date.year,
        title=f"Partnarskapsmøte {date.year}",
        date=date,
        updated=dt.date(2027, 3, 1),
    )
    for edition, said in ((bare, 1), (replace(bare, cancelled=True), 0)):
        files = build_site(replace(pages, editions=(edition,)), templates=templates)
        assert len(page(files, f"partnarskapsmote/{date.year}/index.html").find_class("empty")) == said


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
    assert contradiction_text(given) == printed


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
