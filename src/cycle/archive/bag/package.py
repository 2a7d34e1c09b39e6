"""The archive package of a year: a BagIt bag (RFC 8493) with sha256, the same bytes for the same year every time."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import zipfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from cycle.archive.bag.read_me import read_me
from cycle.archive.file_names import free_name, slug
from cycle.archive.public_site.pages import File
from cycle.archive.tree import ReadStored, TreeFile, content_of, no_store, path_problems, whole_file, write_tree
from cycle.errors import InputError
from cycle.model import (
    Committee,
    Document,
    HostAnswer,
    InvitationList,
    Language,
    Milestone,
    OutboxRow,
    StoredFile,
    to_plain,
)

BY_NOBODY = frozenset({"service", "trigger"})
"""Channels of what the service itself put on record, or did because somebody started the year: it names nobody by which
it is known, unless they did it at the machine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRecord:
    """Who decided what about which result (avgjerd); `digest` is the result's."""

    step: str
    revision: int
    digest: str
    decision: str
    name: str
    at: dt.datetime
    comment: str = ""
    channel: str = ""
    count: int | None = None
    send_back_to: str = ""
    person: str = ""
    """Key of a known person; empty where only a name was given."""
    known_by: str = ""
    """How it is known who it was; `name` is what somebody typed and proves nothing."""
    issuer: str = ""
    """Who vouched for them, where they logged in at a provider; who they are there is not kept here."""
    sides: tuple[str, ...] = ()
    """The sides it was given for."""
    by_hand: tuple[str, ...] = ()
    """What they had made by hand of what they approved, so that another had to."""
    shown: str = ""
    """sha256 of the page it was made on; empty where it was made elsewhere."""


MAILS = "e-post"
"""The folder of a package with each mail as it left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedLetter:
    """One letter that one addressee received, as it went."""

    dispatch: str
    recipient: str
    """Person id; it is the file name in the package."""
    file: File
    at: dt.datetime
    """When the mail server took it, or when it was printed."""
    enclosures: tuple[str, ...] = ()
    """sha256 of each document that went with it; the documents lie in `dokument/`."""
    mail: int | None = None
    """The row of the ledger; None for a letter on paper."""


@dataclass(frozen=True, slots=True, kw_only=True)
class YearRecords:
    """Everything a year leaves behind, as the package holds it."""

    cycle: str
    """`bergensomradet/partnarskapsmote/2027`."""
    title: str
    """`Partnarskapsmøte 2027`."""
    organisation: str
    """The body that made the archive, as printed."""
    made: dt.date
    """The day the year was closed (Bagging-Date)."""
    language: Language = "nn"
    """What the text that explains the package is written in."""
    contact: str = ""
    letters: tuple[ArchivedLetter, ...] = ()
    documents: tuple[File, ...] = ()
    """The common documents, such as the programme."""
    presentations: tuple[File, ...] = ()
    """As they stand on the page."""
    originals: tuple[File, ...] = ()
    """Presentations as they came, with notes and all."""
    invitations: InvitationList | None = None
    host: HostAnswer | None = None
    committee: Committee | None = None
    milestones: tuple[Milestone, ...] = ()
    decisions: tuple[DecisionRecord, ...] = ()
    ledger: tuple[OutboxRow, ...] = ()
    rehearsal: bool = False
    """Whether its mails and letters were a rehearsal, and reached nobody."""
    messages: tuple[StoredFile, ...] = ()
    """Mails as they left, by their sha256 in the ledger; one from before they were kept is not here."""
    site: tuple[TreeFile, ...] = ()
    """The published page, made to stand on its own: `year_site(…)`."""
    others: tuple[TreeFile, ...] = ()
    """Files with paths of their own, for what later steps keep."""
    version: int = 1
    """The first package of a year is 1; an act on a closed year makes the next, and the earlier ones stay."""
    replaces: str = ""
    """Name of the package before this one."""
    reason: str = ""
    """Why there is another."""


def json_file(path: str, value: Any) -> TreeFile:  # Any: whatever is made of plain values
    """Return a value as a file that people can read."""
    text = json.dumps(to_plain(value), ensure_ascii=False, indent=2, sort_keys=True)
    return TreeFile(path=path, content=f"{text}\n".encode())


def package_name(records: YearRecords) -> str:
    """Return the folder name of the package of these records."""
    return package_of(records.cycle, records.version)


def package_of(cycle: str, version: int) -> str:
    """Return the folder name of a year's package: `bergensomradet-partnarskapsmote-2027`, the next with `-v2`."""
    return slug(cycle) + (f"-v{version}" if version > 1 else "")


def build_package(records: YearRecords) -> tuple[TreeFile, ...]:
    """Return every file of the bag, payload and tags, sorted by path; stored files are not read for it.

    Raises InputError when two files of the year would share a path.
    """
    payload = tuple(
        TreeFile(path=f"data/{file.path}", content=file.content) for file in sorted(_payload(records), key=_by_path)
    )
    if problems := path_problems(payload):
        raise InputError(problems)
    tags = (
        TreeFile(path="bag-info.txt", content=_info(records, payload)),
        TreeFile(path="bagit.txt", content=b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"),
        TreeFile(path="manifest-sha256.txt", content=_manifest(payload)),
    )
    tagged = TreeFile(path="tagmanifest-sha256.txt", content=_manifest(tags))
    return tuple(sorted((*payload, *tags, tagged), key=_by_path))


def write_package(records: YearRecords, into: Path, *, read: ReadStored = no_store) -> Path:
    """Return the folder the bag was written to, whole or not at all."""
    folder = into / package_name(records)
    write_tree(build_package(records), folder, read=read)
    return folder


def write_package_zip(records: YearRecords, into: Path, *, read: ReadStored = no_store) -> Path:
    """Return the zip file the bag was written to. Times and modes are fixed and nothing is compressed, so that the
    same year gives the same bytes on every machine.
    """
    name = package_name(records)
    target = into / f"{name}.zip"
    into.mkdir(parents=True, exist_ok=True)
    with whole_file(target) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for tree_file in build_package(records):
            entry = zipfile.ZipInfo(f"{name}/{tree_file.path}", date_time=(1980, 1, 1, 0, 0, 0))
            entry.create_system, entry.external_attr = 3, 0o644 << 16  # made on Unix, readable by all
            archive.writestr(entry, content_of(tree_file, read=read))
    return target


def _payload(records: YearRecords) -> list[TreeFile]:
    placed = _placed(records.letters)
    files = [TreeFile(path=path, content=_content(letter.file)) for path, letter in placed]
    files += _folder("dokument", records.documents)
    files += _folder("presentasjonar", records.presentations)
    files += _folder("presentasjonar/original", records.originals)
    files += [TreeFile(path=f"nettside/{file.path}", content=file.content) for file in records.site]
    messages = {message.sha256: message for message in records.messages}
    files += [
        TreeFile(path=_message_path(row), content=messages[row.sha256])
        for row in records.ledger
        if row.sha256 in messages
    ]
    tables: dict[str, Any] = {
        "invitasjonsliste": records.invitations,
        "vertskap": records.host,
        "programkomite": records.committee,
        "milepaelar": records.milestones,
        "avgjerder": records.decisions,
        "utsendingar": [_ledger_row(row, placed, messages) for row in records.ledger],
        "papir": [_on_paper(path, letter) for path, letter in placed if letter.mail is None],
    }
    files += [json_file(f"{name}.json", value) for name, value in tables.items() if value]
    files += records.others
    paths = [file.path for file in files]
    about = read_me(
        records.title,
        records.language,
        paths=paths,
        rehearsal=records.rehearsal and bool(records.ledger),
        known_by={row.known_by for row in records.decisions if row.known_by or row.channel not in BY_NOBODY},
    )
    return [TreeFile(path="les-meg.txt", content=about.encode()), *files]


def _folder(name: str, files: Iterable[File]) -> list[TreeFile]:
    taken: set[str] = set()
    return [TreeFile(path=f"{name}/{free_name(file.name, taken)}", content=_content(file)) for file in files]


def _content(file: File) -> Any:
    return file.data if isinstance(file, Document) else file


def _placed(letters: Iterable[ArchivedLetter]) -> tuple[tuple[str, ArchivedLetter], ...]:
    """Return each letter with where it lies; somebody who got one dispatch by mail and on paper has both."""
    found: list[tuple[str, ArchivedLetter]] = []
    on_paper: Counter[str] = Counter()
    for letter in letters:
        stem = f"brev/{slug(letter.dispatch)}/{slug(letter.recipient)}"
        if letter.mail is None:
            stem += "-papir"
            on_paper[stem] += 1
            stem += f"-{on_paper[stem]}" if on_paper[stem] > 1 else ""
        found.append((f"{stem}{PurePosixPath(letter.file.name).suffix.lower()}", letter))
    return tuple(found)


def _message_path(row: OutboxRow) -> str:
    return f"{MAILS}/{slug(row.kind)}/{slug(row.recipient)}.eml"


def _ledger_row(
    row: OutboxRow, placed: Sequence[tuple[str, ArchivedLetter]], messages: Mapping[str, StoredFile]
) -> dict[str, Any]:
    """Return what happened to one mail: states, server answers and what it brought, never a body or a token."""
    kept = ("kind", "recipient", "address", "message_id", "date", "content", "state", "attempt", "code", "text")
    brought = [_brought(path, letter) for path, letter in placed if letter.mail == row.id]
    return {name: getattr(row, name) for name in (*kept, "sha256", "updated_at")} | {
        "letters": brought,
        "message": _message_path(row) if row.sha256 in messages else "",
    }


def _on_paper(path: str, letter: ArchivedLetter) -> dict[str, Any]:
    return {"dispatch": letter.dispatch, "recipient": letter.recipient, "at": letter.at, **_brought(path, letter)}


def _brought(path: str, letter: ArchivedLetter) -> dict[str, Any]:
    file = letter.file
    return {
        "file": path,
        "sha256": hashlib.sha256(file.data).hexdigest() if isinstance(file, Document) else file.sha256,
        "enclosures": list(letter.enclosures),
    }


def _manifest(files: Iterable[TreeFile]) -> bytes:
    """Return the manifest lines of RFC 8493, 2.1.3: digest, two spaces, path. Paths that need encoding are refused."""
    return "".join(f"{file.sha256}  {file.path}\n" for file in sorted(files, key=_by_path)).encode()


def _info(records: YearRecords, payload: Sequence[TreeFile]) -> bytes:
    octets = sum(file.size for file in payload)
    lines = {
        "Source-Organization": records.organisation,
        "Contact-Name": records.contact,
        "External-Description": records.title,
        "External-Identifier": records.cycle,
        "Bag-Group-Identifier": records.cycle.rpartition("/")[0],
        "Bagging-Date": records.made.isoformat(),
        "Bag-Count": "1 of 1",
        "Payload-Oxum": f"{octets}.{len(payload)}",
        "Package-Version": str(records.version) if records.version > 1 else "",
        "Replaces-Package": records.replaces,
        "Replaces-Reason": records.reason,
    }
    return "".join(f"{label}: {' '.join(text.split())}\n" for label, text in lines.items() if text).encode()


def _by_path(file: TreeFile) -> str:
    return file.path
