"""LibreOffice under supervision: many Word files in, one archive PDF for each out, and a hung letter stops no other.

Letters of one template are converted as one document and taken apart again, which is two to three times as fast; where
that cannot be done without a visible difference, or fails, each is converted alone.

Exit codes are not believed (LibreOffice says 0 to everything): a letter is done when its PDF exists, reads well and
begins with the words the letter begins with. Each process has its own profile, no network, and a stall limit after
which its whole process group is killed. Files are converted in order, so the first one missing is the suspect: it is
set aside and tried alone, twice, after the others.
"""

from __future__ import annotations

import json
import logging
import shutil
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

from lxml.etree import XMLSyntaxError

from cycle.errors import ConversionError, MissingToolError, TemplateError
from cycle.letters.merge import NotMergeableError, merged, title_of
from cycle.letters.package import first_lines
from cycle.letters.pdf import check_pdf, normalise
from cycle.letters.split import split
from cycle.letters.supervise import confined, supervise
from cycle.letters.workplace import workplace
from cycle.model import PDF, Document

STALL_SECONDS = 60.0
"""How long LibreOffice may go without finishing a letter before its process group is killed."""

GROUP = 120
"""Letters per LibreOffice process at most; start-up costs about a second, memory grows with the number."""

TOGETHER_FROM = 3
"""Letters that are converted as one document when they can be; fewer gain nothing."""

_LOG = logging.getLogger(__name__)

_BARREN_RUNS = 6
"""Runs in a row without one PDF after which the fault is LibreOffice's, not the letters'."""

_EXPORT = {
    "SelectPdfVersion": {"type": "long", "value": "2"},
    "UseTaggedPDF": {"type": "boolean", "value": "true"},
    "ExportBookmarks": {"type": "boolean", "value": "true"},
    "UseLosslessCompression": {"type": "boolean", "value": "true"},
    "ReduceImageResolution": {"type": "boolean", "value": "false"},
    "DisplayPDFDocumentTitle": {"type": "boolean", "value": "true"},
    "PDFUACompliance": {"type": "boolean", "value": "true"},
    "ExportBookmarksToPDFDestination": {"type": "boolean", "value": "true"},
}
"""PDF/A-2 and PDF/UA, tagged, pictures untouched, and where each bookmark is."""

_LETTER_REMEDY = "open the file in Word or LibreOffice to see what is wrong with it, then run the step again"
_OFFICE_REMEDY = (
    "LibreOffice itself fails here: run `cycle doctor`, look at the room on the disk, then run the step again"
)
_INSTALL = "apt-get install libreoffice-writer-nogui fonts-crosextra-carlito fonts-liberation"

Keep = Callable[[Document, Document], None]
"""Called with the Word file and its PDF the moment that PDF is good."""


def find_office(path: str = "") -> Path:
    """Return the LibreOffice program: the one at `path`, or the one on the search path.

    MissingToolError says how to install it.
    """
    found = shutil.which(path) if path else shutil.which("soffice") or shutil.which("libreoffice")
    if not found:
        where = f"LibreOffice: nothing to run at {path}" if path else "LibreOffice: not installed"
        raise MissingToolError(f"{where}; PDF letters need it: {_INSTALL}")
    return Path(found)


def convert(
    documents: Sequence[Document],
    *,
    office: Path,
    keep: Keep | None = None,
    workers: int = 2,
    stall_seconds: float = STALL_SECONDS,
    scratch: Path | None = None,
) -> tuple[Document, ...]:
    """Return one PDF/A-2 for each Word file, in order, named like it; the same Word file gives the same bytes.

    `scratch` is the folder for what LibreOffice needs while it works; by default the system's own.
    ConversionError names every letter that gave no good PDF, after all the others are done and handed to `keep`.
    """
    batch = _Batch(documents=tuple(documents), keep=keep)
    with ThreadPoolExecutor(max_workers=workers) as pool:
        running: set[Future[_Run]] = set()
        waiting = deque(_groups(batch.readable(), workers))
        while waiting or running:
            while waiting and len(running) < workers:
                group = waiting.popleft()
                running.add(pool.submit(_run, [documents[i] for i in group], group, office, stall_seconds, scratch))
            done, running = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                waiting.extend(batch.settle(future.result()))
            if batch.hopeless:
                waiting.clear()
    return batch.finish()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """What one LibreOffice process left: which letters it was given, the PDFs it made, what it said."""

    group: tuple[int, ...]
    made: dict[int, bytes]
    """The PDFs, without what LibreOffice changes from run to run."""
    said: str


class _Batch:
    """The letters of one call: what is done, what failed and why, what must be tried again."""

    def __init__(self, *, documents: tuple[Document, ...], keep: Keep | None) -> None:
        self._documents = documents
        self._keep = keep
        self._done: dict[int, Document] = {}
        self._failed: dict[int, str] = {}
        self._alone: set[int] = set()
        self._barren = 0
        self._lines: dict[int, tuple[str, ...]] = {}

    @property
    def hopeless(self) -> bool:
        """Return True when so many runs in a row made nothing that LibreOffice itself must be at fault."""
        return self._barren >= _BARREN_RUNS

    def readable(self) -> list[int]:
        """Return the letters that are whole Word files; LibreOffice would typeset the bytes of any other as text."""
        for index, document in enumerate(self._documents):
            try:
                self._lines[index] = first_lines(document.data)
            except TemplateError as error:
                self._failed[index] = error.problems[0].what
        return list(self._lines)

    def settle(self, run: _Run) -> Iterator[tuple[int, ...]]:
        """Take in a run's PDFs and yield the groups to try again, suspect last."""
        reasons = {index: self._take(index, run.made.get(index), run.said) for index in run.group}
        rest = tuple(index for index, reason in reasons.items() if reason)
        self._barren = 0 if len(rest) < len(run.group) else self._barren + 1
        if not rest:
            return
        suspect, others = rest[0], rest[1:]
        self._failed |= {index: reasons[index] for index in rest}
        if self.hopeless or (len(run.group) == 1 and suspect in self._alone):
            return
        if others:
            yield others
        if len(run.group) == 1:
            self._alone.add(suspect)
        yield (suspect,)

    def finish(self) -> tuple[Document, ...]:
        """Return the PDFs in the order of the letters; ConversionError naming each letter that has none."""
        if self._failed:
            lines = [f"{self._documents[index].name}: {why}" for index, why in sorted(self._failed.items())]
            remedy = _OFFICE_REMEDY if self.hopeless else _LETTER_REMEDY
            raise ConversionError("\n".join(lines) + f"\n{len(self._done)} other letters are done; {remedy}")
        return tuple(self._done[index] for index in range(len(self._documents)))

    def _take(self, index: int, data: bytes | None, said: str) -> str:
        """Keep a good PDF and return ''; else return what is wrong with it."""
        if data is None:
            return f"LibreOffice made no PDF ({said})"
        source = self._documents[index]
        try:
            check_pdf(data, must_contain=self._lines[index])
        except ConversionError as error:
            return str(error)
        done = Document(name=str(Path(source.name).with_suffix(".pdf")), media_type=PDF, data=data)
        if self._keep is not None:
            self._keep(source, done)
        self._done[index] = done
        self._failed.pop(index, None)
        return ""


def _groups(letters: Sequence[int], workers: int) -> Iterator[tuple[int, ...]]:
    """Yield equal shares of the letters, one for each worker or more when the shares grow large."""
    count = len(letters)
    shares = max(min(workers, count), -(-count // GROUP))
    for share in range(shares):
        yield tuple(letters[count * share // shares : count * (share + 1) // shares])


def _run(
    documents: Sequence[Document], group: tuple[int, ...], office: Path, stall_seconds: float, scratch: Path | None
) -> _Run:
    """Convert a group in one LibreOffice process of its own and return what came out; a full disk is told as well."""
    try:
        with workplace(scratch) as folder:
            together = _together(documents, folder, office, stall_seconds) if len(documents) >= TOGETHER_FROM else None
            if together is not None:
                return _Run(group=group, made=dict(zip(group, together, strict=True)), said="")
            return _one_by_one(documents, group, folder, office, stall_seconds)
    except OSError as error:
        return _Run(group=group, made={}, said=error.strerror or type(error).__name__)


def _one_by_one(
    documents: Sequence[Document], group: tuple[int, ...], folder: Path, office: Path, stall_seconds: float
) -> _Run:
    sources = {index: folder / f"{index:05}.docx" for index in group}
    for (_, path), document in zip(sources.items(), documents, strict=True):
        path.write_bytes(document.data)
    said = supervise(_command(office, folder, "out", list(sources.values())), folder, "out", stall_seconds)
    outputs = {index: folder / "out" / f"{index:05}.pdf" for index in group}
    made = {index: _normalised(path.read_bytes()) for index, path in outputs.items() if path.exists()}
    return _Run(group=group, made=made, said=said)


def _together(documents: Sequence[Document], folder: Path, office: Path, stall_seconds: float) -> list[bytes] | None:
    """Return one PDF for each letter, made as one document and taken apart; None when they must be made alone."""
    try:
        whole = folder / "all.docx"
        whole.write_bytes(merged([one.data for one in documents]))
        supervise(_command(office, folder, "whole", [whole]), folder, "whole", stall_seconds)
        whole_pdf = normalise((folder / "whole" / "all.pdf").read_bytes(), finished=False)
        return split(whole_pdf, [title_of(one.data) for one in documents])
    except (NotMergeableError, ConversionError, FileNotFoundError, BadZipFile, XMLSyntaxError) as error:
        _LOG.info("%d letters are converted one by one: %s", len(documents), type(error).__name__)
        return None


def _normalised(data: bytes) -> bytes:
    """Return the PDF normalised; one that is not whole stays as it is, for the gate to refuse."""
    try:
        return normalise(data)
    except ConversionError:
        return data


def _command(office: Path, folder: Path, out: str, sources: Sequence[Path]) -> list[str]:
    quiet = ["--headless", "--invisible", "--norestore", "--nologo", "--nodefault", "--nolockcheck"]
    target = f"pdf:writer_pdf_Export:{json.dumps(_EXPORT, separators=(',', ':'))}"
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    work = ["--convert-to", target, "--outdir", str(folder / out), *map(str, sources)]
    return [*confined(), str(office), profile, *quiet, *work]
