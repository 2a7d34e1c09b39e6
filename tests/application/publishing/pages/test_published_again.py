"""What is published again is what publishing all of it would give, byte by byte, whatever was edited in between."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import tempfile
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from cycle.application.publishing import last_time, publish_site, verify_archive
from cycle.archive import tree
from cycle.archive.public_site.pages import Edition, Meeting, PageDocument, SitePages, Tombstone
from cycle.archive.public_site.site import SiteFile, build_site, frozen_files, kept_file, write_site
from cycle.archive.public_site.site_paths import edition_addresses, edition_path
from cycle.model import PDF, Document, Language, StoredFile
from cycle.services import open_services
from cycle.settings import Settings
from tests.depth import examples
from tests.desk import ROOT

COMMUNITY = "bergensomradet"
YEARS = st.sampled_from([2024, 2025, 2026])
NAMES = st.sampled_from(["Åse.pdf", "Ase.pdf", "ase.pdf", "Program.pdf"])
LANGUAGES: st.SearchStrategy[Language] = st.sampled_from(["nn", "nb"])
WORDS = st.sampled_from(["Partnarskapsmøte", "Partnarskapsmøte kl. 09.00–15.00", "Møte i Østfold"])
Kept = dict[tuple[str, int, int], list[tuple[str, StoredFile]]]


class PublishedAgain(RuleBasedStateMachine):
    """A site that is edited and published, by one publishing after the other."""

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.folder = Path(self.stack.enter_context(tempfile.TemporaryDirectory()))
        self.home, self.templates = self.folder / "home", self.folder / "templates"
        shutil.copytree(ROOT / "templates" / "site", self.templates)
        self.stack.enter_context(patch.object(tree.os, "sync"))  # of the whole machine, at each publishing
        self.services = self.stack.enter_context(open_services(Settings(root=ROOT, home=self.home)))
        self.closed: Kept = {}
        self.is_new = True

    @initialize()
    def begin(self) -> None:
        """Three years, of which each has a document."""
        editions = tuple(self._edition(year) for year in (2024, 2025, 2026))
        meeting = Meeting(id="partnarskapsmote", title="Partnarskapsmøte", slug="partnarskapsmote")
        self.pages = SitePages(community="Helsefellesskapet", meetings=(meeting,), editions=editions)
        self.publish()

    @rule(year=YEARS, name=NAMES, byte=st.integers(0, 2))
    def hand_in(self, year: int, name: str, byte: int) -> None:
        """A document comes, or another one of the same name and length."""
        file = self._stored(name, b"%PDF-1.7 " + bytes([65 + byte]))
        edition = self._of(year)
        others = tuple(kept for kept in edition.documents if kept.file is None or kept.file.name != name)
        self._change(replace(edition, documents=(*others, PageDocument(title=name, kind="other", file=file))))

    @rule(year=YEARS)
    def take_down(self, year: int) -> None:
        """The first document goes, and its address says so."""
        edition = self._of(year)
        if edition.documents:
            first, *rest = edition.documents
            folder = edition_path(self.pages, edition)
            known = self.services.memory.publications.addresses(COMMUNITY)
            [address, *_] = edition_addresses(edition, folder, known)["dokument"]
            stone = Tombstone(
                address=address.address, title=first.title, since=dt.date(2027, 1, 1), sha256=address.sha256
            )
            self._change(replace(edition, documents=tuple(rest), gone=(*edition.gone, stone)))

    @rule(year=YEARS, words=WORDS, day=st.integers(1, 28))
    def correct(self, year: int, words: str, day: int) -> None:
        """Title and date are others: the calendar file of another day is exactly as long."""
        self._change(replace(self._of(year), title=words, date=dt.date(year, 2, day)))

    @rule(year=YEARS)
    def close(self, year: int) -> None:
        """A year is closed: its page and files are kept as they are."""
        edition = self._of(year)
        files = frozen_files(self._known(), edition, templates=self.templates)
        self.closed[edition.meeting, year, 1] = [
            (file.path, file.content if isinstance(file.content, StoredFile) else self._page(file.path, file.content))
            for file in files
        ]

    @rule(year=YEARS)
    def open(self, year: int) -> None:
        """It is opened again."""
        self.closed.pop(("partnarskapsmote", year, 1), None)

    @rule(year=st.sampled_from([2023, 2027]))
    def another_year(self, year: int) -> None:
        """A year comes or goes, and others have another beside them."""
        editions = [edition for edition in self.pages.editions if edition.year != year]
        if len(editions) == len(self.pages.editions):
            editions.append(self._edition(year))
        self.pages = replace(self.pages, editions=tuple(editions))

    @rule(
        name=st.sampled_from(["Helsefellesskapet", "Helsefellesskapet i nord"]), language=st.sampled_from(["nn", "nb"])
    )
    def around(self, name: str, language: str) -> None:
        """What stands around every page is another."""
        self.pages = replace(self.pages, community=name, language="nb" if language == "nb" else "nn")

    @rule(name=st.sampled_from(["all.html", "year.html", "parts.html", "style.css"]))
    def edit_template(self, name: str) -> None:
        """A page template is edited."""
        with (self.templates / name).open("a", encoding="utf-8") as file:
            file.write("/* */\n" if name.endswith(".css") else "{# #}\n")

    @rule(touched=st.sampled_from(["index.html", "alt/index.html", "partnarskapsmote/2025/index.html"]))
    def somebody_writes_there(self, touched: str) -> None:
        """Another program writes into the site."""
        path = self.site / touched
        path.write_bytes(b"x" * path.stat().st_size)
        os.utime(path, ns=(1_700_000_000_000_000_001,) * 2)

    @rule(what=st.sampled_from(["list", "twin", "junk"]))
    def lose(self, what: str) -> None:
        """What may be lost is lost, or is not what it should be."""
        kept = self.home / "run" / "site"
        if what == "list":
            (kept / f"{COMMUNITY}.json").write_text("{", "utf-8")
        elif what == "twin":
            shutil.rmtree(kept / COMMUNITY, ignore_errors=True)
        else:
            (kept / COMMUNITY / "partnarskapsmote").mkdir(parents=True, exist_ok=True)
            (kept / COMMUNITY / "partnarskapsmote" / "2024").unlink() if (
                kept / COMMUNITY / "partnarskapsmote" / "2024"
            ).is_file() else (kept / COMMUNITY / "junk.html").write_text("junk", "utf-8")

    @precondition(lambda self: not self.is_new)
    @rule(at=st.integers(1, 4))
    def stop_half_way(self, at: int) -> None:
        """The disk is full in the middle: the old site is there."""
        before, write, number = contents(self.site), tree.write_in_tree, 0

        def full(path: Path, data: bytes) -> None:
            nonlocal number
            number += 1
            if number == at:
                raise OSError(28, "No space left on device", str(path))
            write(path, data)

        with patch.object(tree, "write_in_tree", full):
            try:
                self._publish()
            except OSError:
                assert contents(self.site) == before
                self.is_new = True
            else:
                self.is_new = False

    @rule()
    def publish(self) -> None:
        """It is published: what is there is what all of it written again is, and its twin is no other."""
        self._publish()
        whole = self.folder / "whole"
        built = build_site(self._known(), templates=self.templates, frozen=self._frozen())
        write_site(built, whole, read=self.services.memory.files.read)
        assert contents(self.site) == contents(whole)
        assert contents(self.home / "run" / "site" / COMMUNITY) == contents(whole)
        self.is_new = False

    @invariant()
    def verified(self) -> None:
        """Nothing is wrong after a publishing that ended well, but for what somebody wrote there since."""
        if not self.is_new:
            wrong = {found.kind for found in verify_archive(self.services) if found.is_error}
            assert wrong <= {"changed"}

    def teardown(self) -> None:
        """Take away what was written."""
        self.stack.close()

    @property
    def site(self) -> Path:
        """Return where it is published."""
        return self.home / "site" / COMMUNITY

    def _publish(self) -> None:
        kept = last_time(self.services, COMMUNITY)
        made = build_site(self._known(), templates=self.templates, frozen=self._frozen(), kept=kept)
        publish_site(self.services, COMMUNITY, made, kept=kept)

    def _known(self) -> SitePages:
        return replace(self.pages, addresses=self.services.memory.publications.addresses(COMMUNITY))

    def _frozen(self) -> dict[tuple[str, int, int], tuple[SiteFile, ...]]:
        read = self.services.memory.files.read
        return {key: tuple(kept_file(*file, read=read) for file in files) for key, files in self.closed.items()}

    def _edition(self, year: int) -> Edition:
        file = self._stored("Program.pdf", f"%PDF-1.7 {year}".encode())
        document = PageDocument(title="Program", kind="programme", file=file)
        return Edition(
            meeting="partnarskapsmote",
            year=year,
            title=f"Partnarskapsmøte {year}",
            date=dt.date(year, 2, 18),
            documents=(document,),
        )

    def _of(self, year: int) -> Edition:
        return next(edition for edition in self.pages.editions if edition.year == year)

    def _change(self, changed: Edition) -> None:
        if (changed.meeting, changed.year, 1) not in self.closed:
            editions = [changed if edition.year == changed.year else edition for edition in self.pages.editions]
            self.pages = replace(self.pages, editions=tuple(editions))

    def _stored(self, name: str, data: bytes) -> StoredFile:
        return self.services.memory.files.put(Document(name=name, media_type=PDF, data=data))

    def _page(self, path: str, data: bytes) -> StoredFile:
        page = Document(name=path.rpartition("/")[2], media_type="text/html", data=data)
        return self.services.memory.files.put(page)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if not path.is_dir()}


TestPublishedAgain = pytest.mark.campaign(PublishedAgain.TestCase)
TestPublishedAgain.settings = settings(max_examples=examples(100), stateful_step_count=12, deadline=None)
