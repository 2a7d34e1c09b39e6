"""One LibreOffice process at work: Word files in, each PDF out as soon as the gate has read it.

Letters of one template go as documents of some thirty letters, several to a process, and are taken apart again while
LibreOffice is at the next. What cannot be joined, fails in company, or comes out with a word that is not its own, goes
one by one. Exit codes are not believed (LibreOffice says 0 to everything): a letter is done when its PDF exists, reads
well and says what the letter says.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from zipfile import BadZipFile

from lxml.etree import XMLSyntaxError

from cycle.errors import ConversionError
from cycle.letters.ooxml import VisibleText
from cycle.letters.pdf.merge import merged, title_of
from cycle.letters.pdf.merge_rules import NotMergeableError
from cycle.letters.pdf.pdfa import check_pdf, is_whole, normalise
from cycle.letters.pdf.sandbox import confined, run_sandboxed
from cycle.letters.pdf.scratch_folder import scratch_folder
from cycle.letters.pdf.split import split
from cycle.phrases import Phrase

JOINED = 30
"""Letters in one document; any number from 15 to 120 takes LibreOffice as long, and fewer are held up by a bad one."""

TOGETHER_FROM = 3
"""Letters that are converted as one document when they can be; fewer gain nothing."""

SECONDS_A_LETTER = 2.0
"""What the deadline of a document grows by with each letter in it: a hundred times what a letter takes."""

EXPORT = {
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

_LOG = logging.getLogger(__name__)

Ready = Callable[[int, bytes], None]
"""Called with a letter's number and its PDF the moment that PDF is good."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A Word file to convert, and what its PDF must say."""

    data: bytes
    says: VisibleText


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why a letter has no good PDF."""

    why: Phrase
    lasting: bool = False
    """LibreOffice made a whole PDF of it, and made it alone: what that lacks, the next one would lack as well."""


NAMED = "{name}: {why}"
"""A file and what is wrong with it, the same in every language."""


def no_pdf(said: str = "") -> Phrase:
    """Return that LibreOffice made no PDF; programs are told its last words as well."""
    why = Phrase("LibreOffice made no PDF")
    return why.written_as(f"{why} ({said})") if said else why


class ConversionJob:
    """The letters of one process: those that have no good PDF yet, and why."""

    def __init__(
        self,
        letters: Mapping[int, Letter],
        *,
        office: Path,
        stall_seconds: float,
        scratch: Path | None = None,
        ready: Ready,
    ) -> None:
        """Take the letters by number; a document of many is given more than `stall_seconds`, by how many they are."""
        self._letters = letters
        self._office = office
        self._stall_seconds = stall_seconds
        self._scratch = scratch
        self._ready = ready
        self._left = dict.fromkeys(letters, Failure(why=no_pdf()))
        self._folder = Path()
        self._runs = count()

    def run(self) -> dict[int, Failure]:
        """Hand each good PDF to `ready`; return what is wrong with each letter that gave none, a full disk too."""
        try:
            with scratch_folder(self._scratch) as self._folder:
                if len(self._left) >= TOGETHER_FROM:
                    self._together()
                if self._left:
                    self._one_by_one()
        except OSError as error:
            said = error.strerror or type(error).__name__
            self._left = dict.fromkeys(self._left, Failure(why=no_pdf(said)))
        return self._left

    def _together(self) -> None:
        """Convert documents of many letters; one that LibreOffice fails at is set aside, those after it tried again."""
        waiting: dict[Path, Sequence[int]] = {}
        for number, batch in enumerate(shares(list(self._left), -(-len(self._left) // JOINED))):
            path = self._folder / f"joined-{number:03}.docx"
            if self._joined(batch, path):
                waiting[path] = batch
        while waiting:
            before = len(waiting)
            limit = self._stall_seconds + SECONDS_A_LETTER * max(map(len, waiting.values()))
            self._converted(list(waiting), limit, lambda pdf, source: self._take_apart(pdf, waiting.pop(source)))
            if len(waiting) == before:
                return
            waiting.pop(next(iter(waiting), Path()), None)

    def _joined(self, batch: Sequence[int], path: Path) -> bool:
        """Write the letters as one document; False when they do not go together."""
        try:
            path.write_bytes(merged([self._letters[number].data for number in batch]))
        except NotMergeableError as error:
            _LOG.info("%d letters are converted one by one: %s", len(batch), error)
            return False
        except (BadZipFile, XMLSyntaxError, LookupError) as error:
            _LOG.info("%d letters are converted one by one: %s", len(batch), type(error).__name__)
            return False
        return True

    def _take_apart(self, pdf: bytes, batch: Sequence[int]) -> None:
        try:
            apart = split(normalise(pdf, finished=False), [title_of(self._letters[number].data) for number in batch])
        except ConversionError as error:
            _LOG.info("%d letters are converted one by one: %s", len(batch), type(error).__name__)
            return
        for number, piece in zip(batch, apart, strict=True):
            self._judge(number, piece, joined=True)

    def _one_by_one(self) -> None:
        sources = {self._folder / f"{number:05}.docx": number for number in self._left}
        for path, number in sources.items():
            path.write_bytes(self._letters[number].data)
        missing = set(sources)

        def take(pdf: bytes, source: Path) -> None:
            missing.discard(source)
            self._judge(sources[source], _normalised(pdf))

        said = self._converted(list(sources), self._stall_seconds, take)
        self._left |= {sources[source]: Failure(why=no_pdf(said)) for source in missing}

    def _judge(self, number: int, pdf: bytes, *, joined: bool = False) -> None:
        """Hand on a good PDF; remember what is wrong with any other."""
        says = self._letters[number].says
        try:
            facts = check_pdf(pdf, says=says)
            if joined and says.foreign(facts.text, pages=facts.pages):
                _LOG.info("letter %d is converted alone: its PDF has words that are not its own", number)
                raise ConversionError(Phrase("the PDF has words that are not the letter's own"))
        except ConversionError as error:
            why = error.message or no_pdf(str(error))
            self._left[number] = Failure(why=why, lasting=not joined and is_whole(pdf))
        else:
            del self._left[number]
            self._ready(number, pdf)

    def _converted(self, sources: Sequence[Path], stall_seconds: float, take: Callable[[bytes, Path], None]) -> str:
        """Start LibreOffice on the files, give `take` each PDF with its source, and return LibreOffice's last words."""
        out = f"out-{next(self._runs)}"
        waiting = {self._folder / out / f"{path.stem}.pdf": path for path in sources}

        def finished(path: Path) -> None:
            take(path.read_bytes(), waiting.pop(path))

        order = command(self._office, self._folder, out, sources)
        said = run_sandboxed(order, self._folder, out, stall_seconds, finished=finished)
        for path in [path for path in waiting if path.exists()]:
            finished(path)
        return said


def shares(numbers: Sequence[int], number: int) -> list[Sequence[int]]:
    """Return the numbers in so many shares, in order, each as large as the others or one less."""
    size = len(numbers)
    return [numbers[size * share // number : size * (share + 1) // number] for share in range(number)]


def command(office: Path, folder: Path, out: str, sources: Sequence[Path]) -> list[str]:
    """Return the words that start LibreOffice on these files, without network and with a profile in the folder."""
    target = f"pdf:writer_pdf_Export:{json.dumps(EXPORT, separators=(',', ':'))}"
    work = ["--convert-to", target, "--outdir", str(folder / out), *map(str, sources)]
    return [*quiet_office(office, folder), *work]


def quiet_office(office: Path, folder: Path) -> list[str]:
    """Return the words that start LibreOffice without network, window or memory of earlier runs."""
    quiet = ["--headless", "--invisible", "--norestore", "--nologo", "--nodefault", "--nolockcheck"]
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    return [*confined(), str(office), profile, *quiet]


def _normalised(data: bytes) -> bytes:
    """Return the PDF normalised; one that is not whole stays as it is, for the gate to refuse."""
    try:
        return normalise(data)
    except ConversionError:
        return data
