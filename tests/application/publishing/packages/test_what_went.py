"""Whatever is edited, sent, corrected and approved again, a package holds the letters that somebody received."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any, Literal
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from cycle.application.actions import ask_for_act, go_on_after, resolve, step_states
from cycle.application.dispatches import ask, correct
from cycle.application.documents import letters as made_letters
from cycle.application.publishing import documents_of
from cycle.application.results import LettersResult, ReadersLetter, read
from cycle.application.year import mark_on, mode_suffix
from cycle.errors import CycleError, StepError
from cycle.mail.transport.maildir import ReceivedMail, read_mail
from cycle.model import PDF, Document
from cycle.store.mails.printed_letters import PrintedLetter
from tests.archive.hiding import pdf
from tests.depth import FULL
from tests.desk import MAYOR, SHARED, Desk, letter_of, sha256
from tests.mail.conftest import FaultServer

READERS = (MAYOR, SHARED[0])
WHO, WHY = "Kari Vik", "Feil"
LETTERS = ("invitasjon.docx", "folgebrev.docx")
DATES = ("2027-02-18", "2027-02-19", "2027-02-25")
VENUES = ("Kulturhuset", "Fedje kulturhus", "Rådhuset")
MODES = ("folder", "redirect", "allowlist")
TRIAL = "prove@helsefellesskapet.example"
REPLIES = ("keep|drop", "drop", "451 4.3.0 later", "550 5.1.1 nobody")
"""Taken and not answered, not taken and not answered, later, never."""
ANSWERS: tuple[Literal["sent", "resend"], ...] = ("sent", "resend")
ASKED_BY = {"save": "hald-av-datoen", "remind": "paminning", "change": "endring", "cancel": "avlysing", "thank": "takk"}
"""What else is sent to everybody, to those who are silent, or to those who were there."""
OFFICE = "/bin/true"
"""Is there, as LibreOffice would be, and is never asked."""


def as_pdf(documents: Sequence[Document], *, keep: Callable[[Document, Document], None], **_: object) -> None:
    """Make what LibreOffice would: a PDF of its own for each Word file."""
    for made in documents:
        data = pdf(text=hashlib.sha256(made.data).hexdigest())
        keep(made, Document(name=made.name.replace(".docx", ".pdf"), media_type=PDF, data=data))


class Office(FaultServer):
    """A mail server that keeps every mail it was handed, also those it gave no answer to."""

    def handed(self) -> list[ReceivedMail]:
        folder = Path(tempfile.mkdtemp())
        try:
            for number, data in enumerate(self.seen):
                (folder / f"{number}.eml").write_bytes(data)
            return [read_mail(folder / f"{number}.eml") for number in range(len(self.seen))]
        finally:
            shutil.rmtree(folder)


class Year(RuleBasedStateMachine):
    """A year whose people change their minds before and after it is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.stack = ExitStack()
        self.stack.enter_context(patch.object(made_letters, "convert", as_pdf))
        self.desk = Desk(self.folder)
        self.desk.register(*READERS)
        self.kept: dict[str, dict[str, str]] = {}
        """Package → path → sha256, as it was when it was made."""
        self.edits = self.signals = 0
        self.office = Office({})
        """What a mail server was handed: the mails that were real or went to one address, and what came of each."""

    def teardown(self) -> None:
        self.desk.close()
        self.office.stop()
        self.stack.close()
        shutil.rmtree(self.folder)

    @initialize(pdf=st.booleans())
    def the_year_begins(self, *, pdf: bool = False) -> None:
        self.desk.settle(office=OFFICE if pdf else str(self.folder / "no-office"))
        facts = self.desk.year_folder / "meeting.toml"  # thanks that are real say where the page is
        facts.write_text('page = "https://helsefellesskapet.example/2027"\n' + facts.read_text("utf-8"), "utf-8")
        self.desk.start()
        self.go_on()

    @property
    def is_closed(self) -> bool:
        return self.desk.cycle().closing is not None

    @rule()
    def go_on(self, *, archive: bool = False) -> None:
        """Approve and carry out whatever is due until nothing is; the archive only when it is asked for."""
        before: dict[str, str] = {}
        while (states := self.desk.states()) != before:
            before = states
            for step in [state.step for state in step_states(self.desk.cycle()) if state.state in UNDER_WAY]:
                if archive or step != "archive":
                    self.try_(step)
        self.look()

    @rule()
    def close(self) -> None:
        self.go_on(archive=True)

    def try_(self, step: str) -> None:
        # Another step must be done first, or the server is down; what is wrong with letters or archive is raised.
        with suppress(CycleError if step.startswith("mailing.") else StepError):
            self.desk.do(step)
        self.look()

    @rule(letter=st.sampled_from(LETTERS))
    def edit_a_letter(self, letter: str) -> None:
        self.edits += 1
        text = f"<w:body><w:p><w:r><w:t>Avsnitt {self.edits}</w:t></w:r></w:p>"
        self.desk.edit_template(letter, "<w:body>", text)

    @rule(date=st.sampled_from(DATES))
    def move_the_meeting(self, date: str) -> None:
        file = self.desk.year_folder / "meeting.toml"
        lines = file.read_text("utf-8").splitlines()
        file.write_text("\n".join(f"date = {date}" if line.startswith("date = ") else line for line in lines), "utf-8")

    @precondition(lambda self: not self.is_closed)
    @rule(data=st.data())
    def correct_a_letter(self, data: st.DataObject) -> None:
        cycle = self.desk.cycle()
        sent = [row.id for row in cycle.record.mails if row.state == "sent" and "." not in row.kind]
        if sent:
            try:
                correct(self.desk.services, data.draw(st.sampled_from(sent)), who=WHO, why=WHY)
            except CycleError:
                return  # this mail has no letter that may be corrected
            self.go_on()

    @rule(letter=st.sampled_from(LETTERS), data=st.data())
    def print_a_letter(self, letter: str, data: st.DataObject) -> None:
        """Print a letter as it was made last, whoever it is to, before or after the year is closed."""
        dispatch = letter.removesuffix(".docx")
        made = self.desk.services.memory.results.latest(self.desk.cycle().id, f"letters.{dispatch}")
        if made is not None:
            self.print_out(dispatch, data.draw(st.sampled_from(read(LettersResult, made).letters)))

    def print_out(self, dispatch: str, letter: ReadersLetter) -> None:
        printed = PrintedLetter(
            cycle=self.desk.cycle().id,
            kind=f"{dispatch}{mode_suffix(self.desk.services.settings)}",
            recipient=letter.recipient,
            content=letter.file.sha256,
            postal="Veg 1",
            who=WHO,
            at=self.desk.moment,
        )
        self.desk.services.memory.printed.add([printed])
        self.go_on()

    @rule(kind=st.sampled_from([*ASKED_BY.values()]))
    def send_more(self, kind: str) -> None:
        """Tell of a change, call the meeting off, remind or thank, before or after the year is closed."""
        self.ask_for(kind)

    @rule()
    def letters_become_pdf(self) -> None:
        """Let there be LibreOffice from now on: what is made then is a PDF, and what was sent stays a Word file."""
        self.desk.settle(office=OFFICE)
        self.go_on()

    @rule()
    def give_a_signal(self) -> None:
        """Write one more steering signal, and ask for the letters about it; late ones bring a package of their own."""
        self.signals += 1
        signal = '[[signals]]\nto = "Alver kommune"\ntext = "Prøv ut noko."\n'
        people = json.dumps([reader.name for reader in READERS], ensure_ascii=False)
        (self.desk.year_folder / "referat.toml").write_text(f"present = {people}\n{signal * self.signals}", "utf-8")
        self.ask_for("styringsbrev")

    @rule(mode=st.sampled_from(MODES))
    def mail_goes(self, mode: str) -> None:
        """Let mail be real from now on, or a rehearsal in a folder or to one address, also when the year is closed."""
        given = {"mail_allowlist": (".example",)} if mode == "allowlist" else {"mail_redirect_to": TRIAL}
        by_server = {**given, "mail_tls": "none", "mail_port": self.office.port}
        self.desk.settle(mail_mode=mode, **(by_server if mode != "folder" else {}))
        self.go_on()

    @rule(reply=st.sampled_from(REPLIES))
    def the_server_fails(self, reply: str) -> None:
        """Let the server give no answer, or another, after the next mail: nobody knows then whether it arrived."""
        self.office.script.setdefault("dot", []).append(reply)

    @rule(answer=st.sampled_from(ANSWERS))
    def decide_on_doubtful(self, answer: Literal["sent", "resend"]) -> None:
        """Count every doubtful mail as sent, or have it sent again, and those that were refused too."""
        rows = self.desk.cycle().record.mails
        states = {"uncertain"} if answer == "sent" else {"uncertain", "refused", "failed"}
        chosen = [row.id for row in rows if row.state in states]
        if chosen:
            self.desk.moment += dt.timedelta(hours=2)
            with suppress(CycleError):  # a person is asked first, or a mail was taken back
                resolve(self.desk.services, chosen, as_=answer, who=WHO, why=WHY)
                go_on_after(self.desk.services, chosen)
            self.go_on()

    def ask_for(self, kind: str) -> None:
        self.desk.moment += dt.timedelta(hours=1)
        try:
            ask(self.desk.cycle(), kind, who=WHO, why=WHY)
        except CycleError:
            return  # nobody would get it, or it was asked for already
        self.go_on()

    @precondition(lambda self: self.is_closed)
    @rule(venue=st.sampled_from(VENUES))
    def correct_the_page(self, venue: str) -> None:
        try:
            ask_for_act(self.desk.cycle(), "correct", who=WHO, why=WHY, what="venue", new=venue)
        except CycleError:
            return  # it stands so already
        self.go_on()

    @precondition(lambda self: self.is_closed)
    @rule()
    def open_again(self) -> None:
        ask_for_act(self.desk.cycle(), "reopen", who=WHO, why=WHY)
        self.go_on()

    @precondition(lambda self: self.is_closed)
    @rule(data=st.data())
    def take_down(self, data: st.DataObject) -> None:
        """Take a document or a name down from the page: what went to people stays in every package."""
        self.take(data.draw(st.sampled_from([*self.documents(), MAYOR.name])))

    def documents(self) -> list[str]:
        closed = self.desk.cycle().closed
        return list(documents_of(closed.edition)) if closed else []

    def take(self, what: str) -> None:
        is_name = what == MAYOR.name
        wanted = {"what": "name", "old": what} if is_name else {"what": what}
        try:
            ask_for_act(self.desk.cycle(), "take_down", who=WHO, why=WHY, **wanted)
        except CycleError:
            return  # it does not stand there, or was taken down already
        self.go_on()

    def look(self) -> None:
        """Hold every package against what the mails brought; one that was there stands as it stood."""
        folder = self.desk.home / "packages"
        for package in sorted(path for path in folder.glob("*") if path.is_dir() and path.name[0] != "."):
            holds = {file.relative_to(package).as_posix(): of(file) for file in package.rglob("*") if file.is_file()}
            if package.name not in self.kept:
                self.kept[package.name] = holds
                self.compare(package)
            assert holds == self.kept[package.name]

    def compare(self, package: Path) -> None:
        """Every letter in the package was received, and every letter that was received is in it: 100 %."""
        letters = {of(file) for file in (package / "data" / "brev").rglob("*") if file.is_file()}
        assert letters in self.went()
        rows: list[dict[str, Any]] = json.loads((package / "data" / "utsendingar.json").read_text("utf-8"))
        in_the_package = [(letter["file"], letter["sha256"]) for row in rows for letter in row["letters"]]
        papers = package / "data" / "papir.json"
        printed: list[dict[str, Any]] = json.loads(papers.read_text("utf-8")) if papers.exists() else []
        in_the_package += [(row["file"], row["sha256"]) for row in printed]
        assert {sha for _, sha in in_the_package} == letters
        assert all(of(package / "data" / file) == sha for file, sha in in_the_package)
        brought = [letter for row in rows for letter in row["letters"]] + printed
        along = {sha for letter in brought for sha in letter["enclosures"]}
        assert along == {of(file) for file in (package / "data" / "dokument").rglob("*") if file.is_file()}
        with_programme = [letter for letter in brought if "/folgebrev/" in f"/{letter['file']}"]
        assert all(letter["enclosures"] for letter in with_programme)
        assert all(len(row["letters"]) == 1 for row in rows if row["state"] == "sent" and "kalender" not in row["kind"])
        self.compare_mails(rows)

    def compare_mails(self, rows: Sequence[dict[str, Any]]) -> None:
        """Every mail that was sent by the package is one that came: to whom, when and with which letter it says."""
        handed = self.handed()
        for row in (row for row in rows if row["state"] == "sent"):
            mail = handed[row["message_id"]]
            assert mail.to in {row["address"], TRIAL}
            assert dt.datetime.fromisoformat(row["date"]) == dt.datetime.fromisoformat(mail.date)
            came = {sha256(file.data) for file in mail.attachments}
            assert {sha for letter in row["letters"] for sha in (letter["sha256"], *letter["enclosures"])} <= came

    def handed(self) -> dict[str, ReceivedMail]:
        """Message id → mail, of all that a server took or that lies in the folder."""
        return {mail.message_id: mail for mail in (*self.office.handed(), *self.desk.mails())}

    def went(self) -> list[set[str]]:
        """The letters that were sent and printed, as the mails were handed over or lie in the folder.

        The real ones as soon as there are any; else those of one mode, which may be any that the year has been in: none
        only where nothing went as mail goes now.
        """
        record = self.desk.cycle().record
        found: dict[str, set[str]] = {}
        handed = self.handed()
        for row in record.mails:
            if row.state == "sent" and is_letter(handed[row.message_id]):
                found.setdefault(mark_on(row.kind), set()).add(sha256(letter_of(handed[row.message_id]).data))
        for printed in record.printed:
            found.setdefault(mark_on(printed.kind), set()).add(printed.content)
        now: set[str] = found.get(mode_suffix(self.desk.services.settings), set())
        return [found[""]] if "" in found else [now, *found.values()]


UNDER_WAY = {"due", "waiting", "approved"}


def of(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def is_letter(mail: Any) -> bool:
    return bool(mail.attachments) and mail.attachments[0].name.endswith((".docx", ".pdf"))


@pytest.mark.parametrize(
    "order",
    [
        "close edit reopen",
        "edit move correct close page",
        "print edit close print page",
        "signal thank close signal",
        "close real page",
        "edit real edit close page",
        "real signal close rehearse page",
        "close real reopen",
        "redirect close down",
        "redirect edit close real reopen",
        "lost real count close down",
        "unanswered real close resend reopen",
        "refused real close resend page",
        "real close edit reopen",
        "pdf edit close page",
        "edit pdf remind move change print close page",
        "save move change close pdf edit reopen",
        "pdf cancel close page",
        "pdf real lost edit close resend reopen",
    ],
)
def test_a_year_that_goes_so_has_a_package_for_each_closing(order: str) -> None:
    year = Year()
    year.the_year_begins(pdf=order.startswith("pdf"))
    for deed in order.split():
        match deed:
            case "edit":
                year.edit_a_letter("folgebrev.docx")
            case "move":
                year.move_the_meeting(DATES[1])
            case "close":
                year.close()
            case "reopen":
                year.open_again()
                year.close()
            case "page":
                year.correct_the_page(VENUES[0])
            case "thank" | "change" | "remind" | "cancel" | "save":
                year.send_more(ASKED_BY[deed])
            case "pdf":
                year.letters_become_pdf()
            case "signal":
                year.give_a_signal()
            case "real" | "rehearse" | "redirect":
                year.mail_goes({"real": "allowlist", "rehearse": "folder"}.get(deed, deed))
            case "lost" | "unanswered" | "refused":
                year.the_server_fails({"lost": "drop", "unanswered": "keep|drop"}.get(deed, REPLIES[-1]))
            case "count" | "resend":
                year.decide_on_doubtful("sent" if deed == "count" else "resend")
            case "down" | "nameless":
                year.take(year.documents()[0] if deed == "down" else MAYOR.name)
            case "print":
                made = read(LettersResult, year.desk.newest("letters.folgebrev"))
                year.print_out("folgebrev", made.letters[0])
            case "correct":
                row = next(row for row in year.desk.cycle().record.mails if row.state == "sent")
                correct(year.desk.services, row.id, who=WHO, why=WHY)
                year.go_on()
    assert len(year.kept) == 2
    letters = {path for held in year.kept.values() for path in held if path.startswith("data/brev/")}
    assert {ASKED_BY[deed] for deed in order.split() if deed in ASKED_BY} <= {path.split("/")[2] for path in letters}
    assert not order.startswith("pdf") or {path.rpartition(".")[2] for path in letters} == {"pdf"}
    year.teardown()


Year.TestCase.settings = settings(
    max_examples=60 if FULL else 4,
    stateful_step_count=12 if FULL else 6,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
TestWhatWent = pytest.mark.campaign(pytest.mark.timeout(1800)(Year.TestCase))
