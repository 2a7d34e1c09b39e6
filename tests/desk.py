"""A secretariat's desk for tests: a community of its own, six people, a home folder and a clock that stands still."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import re
import socket
import zipfile
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import docx

from cycle.application.actions.running.run_step import Result, compute, decide, perform, reopen_stopped
from cycle.application.actions.running.states import step_state, step_states
from cycle.application.persons import active, people
from cycle.application.persons.identified import identified
from cycle.application.year.cycle import OpenCycle, find_cycle, open_cycle
from cycle.mail.transport.maildir import ReceivedMail, read_mail
from cycle.model import Document, Identified, StoredFile, from_plain
from cycle.register.workbooks.workbook import RegisterRow, write_register
from cycle.services import Services, open_services
from cycle.settings import Settings
from tests.kept import put_house, put_new_home, walk_once

ROOT = Path(__file__).parents[1]
COMMUNITY = "bergensomradet"
NOON = dt.datetime(2026, 11, 23, 11, 0, tzinfo=dt.UTC)
YEAR = 2027

MAYOR = RegisterRow(seat="alver.ordforar", name="Ådne Bjørnsen Øy", address="adne@alver.example")
CEO = RegisterRow(seat="haraldsplass.administrerande-direktor", name="Eli O'Brien & Søn", address="eli@hds.example")
CHIEF = RegisterRow(seat="osteroy.kommunedirektor", name="Tone Kvåle", address="tone@osteroy.example")
LEADER = RegisterRow(seat="ssu.leiar", name="Tone Kvåle", address="tone@osteroy.example")
SHARED = (
    RegisterRow(seat="fedje.ordforar", name="Målfrid Vik", address="postmottak@fedje.example", shared=True),
    RegisterRow(seat="fedje.kommunedirektor", name="Jon Myr", address="postmottak@fedje.example", shared=True),
)
MEMBER = RegisterRow(seat="ssu.bergen", name="Rut Li", address="rut@bergen.example")
"""In the programme committee and not invited."""
PEOPLE = (MAYOR, CEO, CHIEF, LEADER, *SHARED, MEMBER)
INVITED = (CHIEF.name, MAYOR.name, SHARED[0].name, SHARED[1].name, CEO.name)
"""In the order of the list: by organisation as the community's file has them."""

APPROVERS = ("Kari Sekretær", "Ola Koordinator")


class Desk:
    """One secretariat: its files may be changed, its year walked step by step, its mail read."""

    def __init__(self, folder: Path, **changes: Any) -> None:
        self.root = folder / "house"
        self.home = folder / "home"
        self.root.mkdir(parents=True)
        put_house(self.root)
        self.community = self.root / "config" / "communities" / COMMUNITY
        self.register(*PEOPLE)
        # No LibreOffice: letters stay Word files, and a whole year takes seconds.
        self.given = {
            "pace": "now",
            "identity": "name",
            "office": str(folder / "no-office"),
            "pdf": "optional",
            **changes,
        }
        self.moment = NOON
        if "database" not in changes and not self.home.exists():
            put_new_home(self.home)
        self._opened: AbstractContextManager[Services] | None = None
        self.services = self._open()

    def settle(self, **changes: Any) -> None:
        """Close and open again with other settings, as a restart would."""
        self.close()
        self.given.update(changes)
        self.services = self._open()

    def close(self) -> None:
        if self._opened is not None:
            self._opened.__exit__(None, None, None)
            self._opened = None

    def register(self, *rows: RegisterRow) -> None:
        """Write the community's own register."""
        (self.community / "register.xlsx").write_bytes(_register_of(rows))

    def replace(self, file: str, old: str, new: str) -> None:
        """Change a file of the community, of the year or of the templates, as with an editor."""
        path = self.root / file if (self.root / file).exists() else self.community / file
        text = path.read_text("utf-8")
        assert old in text, f"{file} does not hold {old!r}"
        path.write_text(text.replace(old, new), "utf-8")

    @property
    def year_folder(self) -> Path:
        return self.community / f"partnarskapsmote-{YEAR}"

    @property
    def environment(self) -> dict[str, str]:
        """What a command of this desk is started with."""
        written = {
            name: ",".join(value) if isinstance(value, tuple) else value for name, value in self._settings().items()
        }
        return {f"CYCLE_{name.upper()}": str(value) for name, value in written.items()}

    def start(self, **given: object) -> OpenCycle:
        """Trigger the year."""
        cycle = open_cycle(self.services, year=YEAR, given=given)
        reopen_stopped(cycle, name="årsstart")
        return cycle

    def cycle(self) -> OpenCycle:
        """The year as its files are now."""
        return find_cycle(self.services, year=YEAR)

    def compute(self, step: str) -> Result:
        return compute(self.cycle(), step)

    def decide(self, step: str, kind: str = "approve", *, name: str = "", count: int | None = None, **more: Any) -> str:
        """Decide on the step's newest result; a mailing is confirmed with its own count unless another is given."""
        cycle = self.cycle()
        result = self.newest(step)
        number = len(cycle.memory.decisions.of(cycle.id))
        count = result.body.get("count") if count is None else count
        key = f"{step}:{number}"
        by = name or APPROVERS[0]
        if self.services.identity != "name" and "who" not in more:
            more["who"] = self._known(by)
        return decide(cycle, result, decision=kind, name=by, key=key, channel="cli", count=count, **more)  # type: ignore[arg-type]

    def _known(self, name: str) -> Identified | None:
        """Who is on the list of people by this name, logged in; None for a name that is nobody's there."""
        persons = active(people(self.services))
        found = [known for known in persons if known.name == name]
        today = self.services.today
        return identified(found[0], persons, on=today, known_by="link", proof="test") if len(found) == 1 else None

    def approve(self, step: str) -> None:
        """Let as many different people approve as it takes."""
        cycle = self.cycle()
        for name in APPROVERS[: cycle.approvers_needed(step)]:
            assert self.decide(step, name=name) == ""

    def perform(self, step: str) -> Mapping[str, Any]:
        done = perform(self.cycle(), step)
        return done.body if done else {}

    def do(self, step: str) -> Result:
        """Compute, approve and carry out one step."""
        result = self.compute(step)
        if step_state(self.cycle(), step).state == "waiting":
            self.approve(step)
        self.perform(step)
        return result

    def walk(self, *, to: str = "archive") -> None:
        """Do every step from the first to this one; what needs no mail server is copied where it was done before."""
        alone = not any(name.startswith("mail_") or name == "database" for name in self.given)
        walk_once(
            self.services.memory,
            self.home,
            key=f"{to} {alone} {self.key()}",
            walk=lambda: self._walk(to, mailing=alone),
            files=self.root,
        )
        if not alone:
            names = [node.name for node in self.cycle().graph]
            mailing = next(number for number, name in enumerate(names) if name.startswith("mailing."))
            for name in names[mailing : names.index(to) + 1]:
                self.do(name)

    def key(self) -> str:
        """Name all but the files that a year walked here depends on."""
        given = {name: value for name, value in self.given.items() if not name.endswith("port")}
        return f"{self.moment} {given}".replace(str(self.home.parent), "")

    def _walk(self, to: str, *, mailing: bool) -> None:
        self.start()
        for node in self.cycle().graph:
            if node.kind == "mailing" and not mailing:
                return
            self.do(node.name)
            if node.name == to:
                return

    def letters(self, step: str) -> dict[str, Document]:
        """Name → Word file of every letter of a step's newest result."""
        files, body = self.services.memory.files, self.newest(step).body
        return {letter["name"]: files.document(from_plain(StoredFile, letter["docx"])) for letter in body["letters"]}

    def edit_template(self, name: str, old: str, new: str) -> None:
        """Change words in the text of a Word template, as with Word."""
        path = self.root / "templates" / "docx" / name
        source = zipfile.ZipFile(io.BytesIO(path.read_bytes()))
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
            for info in source.infolist():
                data = source.read(info)
                if info.filename == "word/document.xml":
                    assert old.encode() in data, f"{name} does not hold {old!r}"
                    data = data.replace(old.encode(), new.encode())
                target.writestr(info.filename, data)

    def newest(self, step: str) -> Result:
        result = self.services.memory.results.latest(self.cycle().id, step)
        assert result is not None, f"{step} has not run"
        return result

    def states(self) -> dict[str, str]:
        """State and revision of every step: `done 1`."""
        return {state.step: f"{state.state} {state.revision}" for state in step_states(self.cycle())}

    def mails(self) -> tuple[ReceivedMail, ...]:
        """The mails that mode `folder` kept."""
        paths = [*(self.home / "mail" / "new").glob("*"), *(self.home / "mail" / "cur").glob("*")]
        mails = (_mail(path, path.stat().st_ino, path.stat().st_mtime_ns) for path in paths)
        return tuple(sorted(mails, key=lambda mail: (mail.date, mail.to, mail.path.name)))

    def ledger(self, kind: str = "invitasjon@folder") -> dict[str, str]:
        """Name of recipient → state, for one dispatch."""
        planned = self.newest(f"mailing.{kind.partition('@')[0]}").body["mails"]
        names = {entry["recipient"]: entry["name"] for entry in planned}
        rows = self.services.memory.outbox.rows(cycle=self.cycle().id, kind=kind)
        return {names.get(row.recipient, row.recipient): row.state for row in rows}

    def stored(self) -> dict[str, int]:
        """sha256 → time of writing, of every stored file."""
        files = (path for path in (self.home / "files").rglob("*") if path.is_file())
        return {path.name: path.stat().st_mtime_ns for path in files}

    def _open(self) -> Services:
        settings = Settings(_env_file=None, **self._settings())  # type: ignore[call-arg]
        self._opened = open_services(settings, now=lambda: self.moment)
        return self._opened.__enter__()

    def _settings(self) -> dict[str, Any]:
        return {"home": self.home, "root": self.root, "community": COMMUNITY, **self.given}


@cache
def _register_of(rows: tuple[RegisterRow, ...]) -> bytes:
    """Return the same people's spreadsheet, which is made once: most desks begin with it."""
    return write_register(rows, invented=True)


@lru_cache(maxsize=256)
def _mail(path: Path, _inode: int, _written: int) -> ReceivedMail:
    """A mail as it was written: nobody writes into it, so it is read once however often all of them are asked for."""
    return read_mail(path)


def letter_of(mail: ReceivedMail) -> Document:
    """Return the personal letter of a mail: its first attachment."""
    return mail.attachments[0]


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def words(documents: Sequence[Document]) -> str:
    """Return all text of Word files, paragraphs and table cells, with ordinary spaces and hyphens."""
    found: list[str] = []
    for document in documents:
        body = docx.Document(io.BytesIO(document.data)).element.body
        found += ["".join(node.text or "" for node in line.iter("{*}t")) for line in body.iter("{*}p")]
    return typed("\n".join(found))


def typed(text: str) -> str:
    """Return printed text as somebody would type it: what never breaks at the end of a line is ordinary."""
    plain = text.replace("\u00a0", " ").replace("\u2011", "-").replace("\u2060", "").replace("<wbr>", "")
    parted = r'<span class="address">((?:[^<]|<span class="whole">[^<]*</span>)*)</span>'
    plain = re.sub(parted, lambda found: re.sub(r"<[^>]*>", "", found[1]), plain)
    return re.sub(r'<span class="whole">([^<]*)</span>', r"\1", plain)


def free_port() -> int:
    """Return a port of this machine that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
