"""A small site to test on: two meeting types, the years the seeds tell of, and an invented year with files."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import pikepdf
import pytest

from cycle.archive.public_site.pages import (
    AboutMeeting,
    Edition,
    Meeting,
    PageContradiction,
    PageDocument,
    PageFact,
    Presentation,
    SitePages,
    Source,
)
from cycle.archive.public_site.site import SiteFile, build_site
from cycle.model import PDF, Contact, Document, ProgrammeItem, Speaker

TEMPLATES = Path(__file__).parents[2] / "templates" / "site"
SEED = Source(title="saman.no, «Toppleiarmøtet»", address="https://saman.no/toppleiarmotet", read=dt.date(2024, 6, 18))
TALKS = (
    (
        "Samhandling – grunnlag, struktur, avtalar",
        "Randi-Luise Møgster",
        "visedirektør",
        "Helse Bergen HF",
    ),
    ("Samhandling er også forbetringsarbeid", "Tord Moltumyr", "leiar", "Samarbeidsutvalet Nordhordland"),
    ("Presentasjon av samhandlingsstruktur i Østfold", "Hilde Skyvulstad", "samhandlingssjef", "kommunane i Østfold"),
)


def pdf(name: str, *, title: str = "Døme") -> Document:
    """Return a real one-page PDF that is the same every time."""
    file = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page(page_size=(595, 842))
        made.docinfo["/Title"] = title
        made.save(file, deterministic_id=True)
    return Document(name=name, media_type=PDF, data=file.getvalue())


def at(text: str) -> dt.time:
    return dt.time.fromisoformat(text)


PROGRAMME = (
    ProgrammeItem(start=at("08:30"), end=at("09:00"), kind="break", title="Registrering og kaffi"),
    ProgrammeItem(
        start=at("09:00"),
        end=at("09:15"),
        kind="opening",
        title="Opning av møtet",
        speakers=(Speaker(name="Solveig Ådland", role="ordførar", organisation="Alver kommune"),),
    ),
    ProgrammeItem(
        start=at("09:15"),
        end=at("10:15"),
        kind="talk",
        title="Ein felles strategi: frå ord til teneste",
        speakers=(
            Speaker(name="Øystein Kårstad", role="leiar", organisation="Strategisk samarbeidsutval"),
            Speaker(name="Åshild O'Brien & co", role="administrerande direktør", organisation="Helse Bergen HF"),
        ),
        file="felles strategi.pdf",
    ),
    ProgrammeItem(start=at("10:15"), end=at("10:30"), kind="break", title="Pause"),
    ProgrammeItem(start=at("10:30"), end=at("12:00"), kind="discussion", title="Plenumsdrøfting: kven gjer kva?"),
    ProgrammeItem(start=at("12:00"), end=at("13:00"), kind="lunch", title="Lunsj"),
    ProgrammeItem(start=at("13:00"), end=at("15:00"), kind="summary", title="Oppsummering og vegen vidare"),
)

YEAR_2027 = Edition(
    meeting="partnarskapsmote",
    year=2027,
    title="Partnarskapsmøte 2027",
    date=dt.date(2027, 2, 18),
    start=at("09:00"),
    end=at("15:00"),
    registration=at("08:30"),
    venue="Kulturhuset i Bergen",
    place="Vaskerelven 8, Bergen",
    host_side="kommunane",
    host="Alver kommune",
    chair="ordføraren i Alver",
    theme="Éin pasient, éi teneste",
    aim="Møtet skal peike ut overordna retning for samarbeidet.\n\nDet skal forankre arbeidet politisk.",
    programme=PROGRAMME,
    documents=(
        PageDocument(title="Program for Partnarskapsmøte 2027", kind="programme", file=pdf("Program 2027.pdf")),
        PageDocument(title="Følgebrev til Partnarskapsmøte 2027", kind="cover_letter", file=pdf("Følgebrev.pdf")),
    ),
    presentations=(
        Presentation(
            title="Ein felles strategi: frå ord til teneste",
            speakers=PROGRAMME[2].speakers,
            files=(pdf("Felles strategi.pdf"),),
            item=2,
        ),
    ),
    facts=(
        PageFact(subject="host", value="kommunane", basis="inferred", why="Sidene skiftest om, og 2024 var sjukehusa."),
        PageFact(subject="date", value="18. februar 2027", basis="decided", why="Sett då året vart opna."),
    ),
    updated=dt.date(2027, 6, 18),
    example=True,
)
YEAR_2021 = Edition(
    meeting="toppleiarmote",
    year=2021,
    title="Toppleiarmøte 2021",
    date=dt.date(2021, 1, 28),
    host_side="kommunane",
    documents=(PageDocument(title="Program for Toppleiarmøtet 2021", kind="programme", source=SEED),),
    contradictions=(
        PageContradiction(
            subject="date",
            printed="28. januar 2020",
            likely="28. januar 2021",
            why="møtet i 2020 vart halde tolv dagar før",
            source=SEED,
        ),
    ),
    facts=(
        PageFact(subject="date", value="28. januar 2021", basis="corrected", source=SEED),
        PageFact(subject="host", value="kommunane", basis="inferred", why="Vertskapet skiftest om kvart år."),
    ),
)
YEAR_2020 = Edition(
    meeting="toppleiarmote",
    year=2020,
    title="Toppleiarmøte 2020",
    date=dt.date(2020, 1, 16),
    venue="Bikuben kurs- og konferansesenter",
    host_side="spesialisthelsetenesta",
    host="Helse Bergen HF",
    presentations=tuple(
        Presentation(title=title, speakers=(Speaker(name=name, role=role, organisation=organisation),))
        for title, name, role, organisation in TALKS
    ),
    facts=(PageFact(subject="host", value="Helse Bergen HF", basis="stated", source=SEED),),
    updated=dt.date(2024, 6, 18),
)
YEAR_2019 = Edition(meeting="toppleiarmote", year=2019, title="Toppleiarmøte 2019")
YEAR_2024 = Edition(
    meeting="partnarskapsmote",
    year=2024,
    title="Partnarskapsmøte 2024",
    date=dt.date(2024, 2, 15),
    start=at("09:00"),
    end=at("15:00"),
    registration=at("08:30"),
    venue="Kulturhuset i Bergen",
    host_side="spesialisthelsetenesta",
    host="Helse Bergen HF",
    chair="leiaren og nestleiaren i Strategisk samarbeidsutval",
    outcome="Møtet slutta seg til strategien med små språklege endringar.",
)
PAGES = SitePages(
    community="Helsefellesskapet i Bergensområdet",
    meetings=(
        Meeting(
            id="partnarskapsmote",
            title="Partnarskapsmøte",
            definite="Partnarskapsmøtet",
            slug="partnarskapsmote",
            period="frå 2023",
            system=AboutMeeting(
                purpose=("Partnarskapsmøtet er det øvste nivået i helsefellesskapet.", "Det gjev styringssignal."),
                target_group=("Politisk og administrativ leiing",),
                source=SEED,
            ),
        ),
        Meeting(id="toppleiarmote", title="Toppleiarmøte", slug="toppleiarmote", period="2009–2022"),
    ),
    editions=(YEAR_2027, YEAR_2020, YEAR_2021, YEAR_2019, YEAR_2024),
    contact=Contact(
        name="Samarbeidssekretariatet",
        organisation="Helsefellesskapet i Bergensområdet",
        address="sekretariat@helsefellesskap.example",
    ),
)


@pytest.fixture(scope="session")
def pages() -> SitePages:
    """The pages of two systems, five years, one of them invented."""
    return PAGES


@pytest.fixture(scope="session")
def templates() -> Path:
    """The page templates of the house."""
    return TEMPLATES


@pytest.fixture(scope="module")
def site(pages: SitePages, templates: Path) -> tuple[SiteFile, ...]:
    return build_site(pages, templates=templates)
