"""LibreOffice under supervision: many Word files in, one archive PDF for each out, and a hung letter stops no other.

Each process (see `job`) has its own profile, no network, and a stall limit after which its whole process group is
killed. Files are converted in order, so the first one missing is the suspect: it is set aside and tried alone, twice,
after the others.
"""

from __future__ import annotations

import shutil
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import TypeAlias

from cycle.catalogue import sentence
from cycle.errors import ConversionError, MissingToolError, TemplateError
from cycle.letters.ooxml import WORDS_GONE, printed
from cycle.letters.pdf.equations import INSTALL_MATH, NOT_DRAWN, draws_equations, has_equation
from cycle.letters.pdf.libreoffice_process import NAMED, ConversionJob, Failure, Letter, no_pdf, shares
from cycle.letters.pdf.pdfa import FONTS, LANGUAGE, NO_ANSWER, TITLE
from cycle.model import PDF, Document
from cycle.phrases import Phrase

STALL_SECONDS = 60.0
"""How long LibreOffice may go without finishing a letter before its process group is killed."""

GROUP = 480
"""Letters per LibreOffice process at most; start-up costs about a second, memory grows with the number."""

_BARREN_RUNS = 6
"""Runs in a row without one PDF after which the fault is LibreOffice's, not the letters'."""

GIVE_A_TITLE = Phrase("give the template a title in Word (File, Info, Properties, Title), such as {{ letter.title }}")
_LETTER_REMEDY = Phrase("open the file in Word or LibreOffice to see what is wrong with it, then run the step again")
_OFFICE_REMEDY = Phrase(
    "LibreOffice itself fails here: run `cycle doctor`, look at the room on the disk, then run the step again"
)
_FIELD_REMEDY = Phrase(
    "in the template, delete the field in Word, and put it in again (References, Cross-reference), or write it by hand"
)
_REMEDIES = {
    TITLE: GIVE_A_TITLE,
    LANGUAGE: Phrase("set the proofing language of the whole template to Norwegian, and make it the default"),
    WORDS_GONE: Phrase(
        "look at that line in the template: no table, line or tab may go past the edge of the sheet, and no row cut it"
    ),
    FONTS: Phrase("use a font in the template that may be embedded, or have it installed where letters are made"),
}
"""What the gate says is missing → what helps; it is the template's, and no letter is right before that is mended."""

_NAMED = 3
"""Letters with the same fault that are named; of more it is told how many they are."""

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
    events: SimpleQueue[_Event] = SimpleQueue()

    def ready(number: int, data: bytes) -> None:
        events.put(_Good(number=number, data=data))

    def work(group: tuple[int, ...]) -> None:
        letters = {number: batch.letters[number] for number in group}
        try:
            job = ConversionJob(letters, office=office, stall_seconds=stall_seconds, scratch=scratch, ready=ready)
            events.put(_Run(group=group, failures=job.run()))
        except BaseException as error:  # told to whoever called, who waits for it
            events.put(error)

    with ThreadPoolExecutor(max_workers=workers) as pool:
        waiting, running = deque(_groups(batch.readable(office), workers)), 0
        while waiting or running:
            while waiting and running < workers:
                pool.submit(work, waiting.popleft())
                running += 1
            running -= batch.hear(events.get(), waiting)
    return batch.finish()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Good:
    """A letter's PDF that the gate has let through, without what LibreOffice changes from run to run."""

    number: int
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """What one LibreOffice process left: which letters it was given, and why some gave no good PDF."""

    group: tuple[int, ...]
    failures: dict[int, Failure]


_Event: TypeAlias = _Good | _Run | BaseException
"""What the threads tell the one that called."""


class _Batch:
    """The letters of one call: what is done, what failed and why, what must be tried again."""

    def __init__(self, *, documents: tuple[Document, ...], keep: Keep | None) -> None:
        self._documents = documents
        self._keep = keep
        self._done: dict[int, Document] = {}
        self._failed: dict[int, Phrase] = {}
        self._alone: set[int] = set()
        self._barren = 0
        self.letters: dict[int, Letter] = {}

    @property
    def hopeless(self) -> bool:
        """Return True when so many runs in a row made nothing that LibreOffice itself must be at fault."""
        return self._barren >= _BARREN_RUNS

    def readable(self, office: Path) -> list[int]:
        """Return the letters that are whole Word files; LibreOffice would typeset the bytes of any other as text.

        One with an equation that this LibreOffice would leave out is none of them.
        """
        draws = draws_equations(office)
        for index, document in enumerate(self._documents):
            try:
                self.letters[index] = Letter(data=document.data, says=printed(document.data))
            except TemplateError as error:
                what = error.problems[0].what
                self._failed[index] = what if isinstance(what, Phrase) else no_pdf(what)
            else:
                if not draws and has_equation(document.data):
                    del self.letters[index]
                    self._failed[index] = NOT_DRAWN
        return list(self.letters)

    def hear(self, events: _Event, waiting: deque[tuple[int, ...]]) -> int:
        """Take in what a thread tells, add what must be tried again, and return how many processes have ended."""
        if isinstance(events, BaseException):
            raise events
        if isinstance(events, _Good):
            self._take(events.number, events.data)
            return 0
        waiting.extend(self._settle(events))
        if self.hopeless:
            waiting.clear()
        return 1

    def _take(self, index: int, data: bytes) -> None:
        source = self._documents[index]
        done = Document(name=str(Path(source.name).with_suffix(".pdf")), media_type=PDF, data=data)
        if self._keep is not None:
            self._keep(source, done)
        self._done[index] = done
        self._failed.pop(index, None)

    def _settle(self, run: _Run) -> Iterator[tuple[int, ...]]:
        """Yield the groups to try again after a run, suspect last."""
        self._failed |= {index: failure.why for index, failure in run.failures.items()}
        lasting = {index for index, failure in run.failures.items() if failure.lasting}
        rest = tuple(index for index in run.group if index in run.failures and index not in lasting)
        self._barren = 0 if len(rest) < len(run.group) else self._barren + 1
        if not rest:
            return
        suspect, others = rest[0], rest[1:]
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
            failures = {self._documents[index].name: why for index, why in sorted(self._failed.items())}
            remedies = [_OFFICE_REMEDY] if self.hopeless else [*dict.fromkeys(map(remedy_of, failures.values()))]
            done = _done(len(self._done), _both(remedies))
            raise ConversionError(_lines([*_failure_lines(failures), done]), failures=failures)
        return tuple(self._done[index] for index in range(len(self._documents)))


def _done(number: int, remedy: Phrase) -> Phrase:
    """Return how many letters are done beside those that failed, and what to do; programs read a number."""
    if number > 1:
        return Phrase("{number} other letters are done; {remedy}", number=number, remedy=remedy)
    few = sentence("one other letter is done; {remedy}") if number else sentence("no other letter is done; {remedy}")
    return Phrase(few, remedy=remedy).written_as(f"{number} other letters are done; {remedy}")


def _failure_lines(failures: Mapping[str, Phrase]) -> Iterator[Phrase]:
    """Yield a line for each fault, naming the letter that has it; the first of them where it is the same in many."""
    by_fault: dict[Phrase, list[str]] = {}
    for name, why in failures.items():
        by_fault.setdefault(why, []).append(name)
    for why, names in by_fault.items():
        if len(names) <= _NAMED:
            yield from (Phrase(NAMED, name=name, why=why) for name in names)
        else:
            first = ", ".join(names[:_NAMED])
            yield Phrase("{number} letters ({names} …): {why}", number=len(names), names=first, why=why)


def _lines(lines: Sequence[Phrase]) -> Phrase:
    whole = lines[0]
    for line in lines[1:]:
        whole = Phrase(_NEXT_LINE, first=whole, second=line)
    return whole


def _both(remedies: Sequence[Phrase]) -> Phrase:
    whole = remedies[0]
    for remedy in remedies[1:]:
        whole = Phrase(_TOGETHER, first=whole, second=remedy)
    return whole


_NEXT_LINE, _TOGETHER = "{first}\n{second}", "{first}; {second}"
"""The same in every language."""


def remedy_of(why: Phrase) -> Phrase:
    """Return what helps against a fault of one letter."""
    if why.sentence == NO_ANSWER:
        return _FIELD_REMEDY
    lacking = why.values.get("parts", ())
    parts = lacking if isinstance(lacking, tuple) else ()
    if why == NOT_DRAWN:
        return INSTALL_MATH
    return next((_REMEDIES[part.sentence] for part in parts if part.sentence in _REMEDIES), _LETTER_REMEDY)


def _groups(letters: Sequence[int], workers: int) -> Iterator[tuple[int, ...]]:
    """Yield equal shares of the letters, one for each worker or more when the shares grow large."""
    number = max(min(workers, len(letters)), -(-len(letters) // GROUP))
    yield from (tuple(share) for share in shares(letters, number))
