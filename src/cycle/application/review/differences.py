"""What is another than before (endringane), line by line: rows of a list, words of letters and mails, days, facts."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache

from cycle.application.publishing import past_editions
from cycle.application.results import (
    ActResult,
    ArchiveResult,
    ClosedYear,
    HostResult,
    LettersResult,
    MailingResult,
    PlanResult,
    RenderedLetter,
    StepResult,
    read,
    read_result,
)
from cycle.application.review.compared_lines import (
    ComparedLine,
    Lines,
    lines_of,
    lines_of_edition,
    lines_of_host,
    lines_of_meeting,
    without_whole,
)
from cycle.application.review.readers_words import ReadersWords
from cycle.application.year import (
    OpenCycle,
    StepNode,
    find_cycle,
    revision_before,
    translated_result,
    was_approved,
)
from cycle.archive.public_site.pages import Edition
from cycle.catalogue import sentence
from cycle.errors import CycleError, InputError, StoreError
from cycle.governance.community_data.printed_words import in_words
from cycle.letters.ooxml import written_lines
from cycle.model import StoredFile
from cycle.store.kept_files.files import Files
from cycle.store.years.opened import cycle_id
from cycle.store.years.results import Result

AS_WRITTEN = ReadersWords()
"""For a reader of the form that everything is written in."""
MOST_READ = 25
"""Letters whose words are held against those before; the rest are only counted."""
OF_ITS_YEAR = sentence("This is about {year} alone, so no earlier year is compared with it.")
UNSEEN = sentence("{line} (something else about it is new)")
NO_EARLIER = sentence("No earlier year in the service has this step, so there is nothing to compare with.")


@dataclass(frozen=True, slots=True, kw_only=True)
class LineChange:
    """One line that is not as it was. `before` is empty for what came in, `now` for what went out."""

    what: str
    before: str = ""
    now: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineChanges:
    """All that differs from an earlier result."""

    year: int
    revision: int
    lines: tuple[LineChange, ...]
    keys: frozenset[str] = frozenset()
    """Names of those who are on a line that is another."""


def since_revision(cycle: OpenCycle, result: Result, words: ReadersWords = AS_WRITTEN) -> LineChanges | None:
    """Return what differs from what was approved last, or from the revision before; None for the first one."""
    row = revision_before(cycle, result)
    if row is None:
        return None
    before, now = read_result(words.of(row)), read_result(result)
    found = _unlike(cycle, lines_of(cycle, before), lines_of(cycle, now), year=cycle.year, revision=row.revision)
    return replace(found, lines=(*found.lines, *_words(cycle, before, now)))


def since_last_year(
    cycle: OpenCycle, node: StepNode, result: Result, words: ReadersWords = AS_WRITTEN
) -> LineChanges | None:
    """Return what differs from the newest earlier year where the step was approved, or whose page says something of it.

    None where there is none, and of what is about one year alone.
    """
    if is_of_its_year(cycle, node):
        return None
    now = read_result(result)
    before = cycle.record.once(("earlier year of", result.step), lambda: _of_earlier_year(cycle, result.step))
    if before is None:
        return _since_printed(cycle, now)
    before = words.of(translated_result(before, cycle.words))
    made, year = read_result(before), int(before.cycle.rpartition("/")[2])
    old, new = (lines_of(cycle, found, years_apart=True) for found in (made, now))
    found = _unlike(cycle, old, new, year=year, revision=before.revision)
    in_texts: list[LineChange] = []
    with suppress(StoreError):  # an old letter that is gone from the store hides nothing of this year's
        in_texts += _words(cycle, made, now, years_apart=True)
    return _but_for_the_year(cycle, replace(found, lines=(*found.lines, *in_texts)))


def _of_earlier_year(cycle: OpenCycle, step: str) -> Result | None:
    """Return what was approved last of a step in the newest earlier year where anything was; None without one.

    The newest result of a year whose files cannot be read: nobody can tell whether it was approved.
    """
    row = cycle.row
    for year in cycle.memory.results.earlier_years(row.community, row.meeting, cycle.year, step):
        try:
            other = find_cycle(cycle.services, community=row.community, meeting=row.meeting, year=year).as_written
        except CycleError:  # it says so itself
            return cycle.memory.results.latest(cycle_id(row.community, row.meeting, year), step)
        approved = [made for made in other.record.revisions(step) if was_approved(other, made)]
        if approved:
            return approved[-1]
    return None


def is_of_its_year(cycle: OpenCycle, node: StepNode) -> bool:
    """Return whether a step is about one year alone: an act on a closed year, or the letters of a correction."""
    if node.kind == "act":
        return True
    request = cycle.dispatch(node).request if node.dispatch else None
    return request is not None and request.replaces is not None


def on_the_page(cycle: OpenCycle, result: Result) -> LineChanges | None:
    """Return what an act changes on the page of its closed year; None of any other step, and where the year opens."""
    made = read_result(result)
    stood = [closing for closing in cycle.closings if closing.number == result.inputs.get("after")]
    if not isinstance(made, ActResult) or made.edition is None or not stood:
        return None
    before = in_words(read(ClosedYear, stood[-1]).edition, cycle.words)
    return _unlike(
        cycle,
        lines_of_edition(cycle, before),
        lines_of_edition(cycle, made.edition),
        year=cycle.year,
        revision=result.revision,
    )


def _since_printed(cycle: OpenCycle, now: StepResult) -> LineChanges | None:
    """Return what differs from the newest year that came into the service as a page, where it says something of it."""
    if isinstance(now, HostResult):
        hosts = sorted((host for host in now.around if host.year < cycle.year), key=lambda host: host.year)
        if not hosts:
            return None
        old, new = (without_whole(lines_of_host(cycle, host)) for host in (hosts[-1], now.host))
        return _unlike(cycle, old, new, year=hosts[-1].year, revision=0)
    if not isinstance(now, PlanResult | ArchiveResult):
        return None
    editions: tuple[Edition, ...] = ()
    with suppress(InputError):  # what is wrong with the pages of old years is told where they are published
        editions = past_editions(cycle.loaded)
    of_this = cycle.row.meeting
    printed = [edition for edition in editions if edition.meeting == of_this and edition.year < cycle.year]
    if not printed:
        return None
    newest = in_words(max(printed, key=lambda edition: (edition.year, edition.number)), cycle.words)
    if isinstance(now, ArchiveResult):
        old, new = (lines_of_edition(cycle, edition, years_apart=True) for edition in (newest, now.edition))
    else:
        old, lines = lines_of_meeting(cycle, newest), lines_of(cycle, now, years_apart=True)
        printed_of = {line.key for line in old}
        new = tuple(line for line in lines if line.key in printed_of)
    return _but_for_the_year(cycle, _unlike(cycle, old, new, year=newest.year, revision=0))


def _but_for_the_year(cycle: OpenCycle, found: LineChanges) -> LineChanges:
    """Return the lines that are another in more than the number of the year."""
    then, now = str(found.year), str(cycle.year)
    return replace(found, lines=tuple(line for line in found.lines if line.before.replace(then, now) != line.now))


def _unlike(cycle: OpenCycle, old: Lines, new: Lines, *, year: int, revision: int) -> LineChanges:
    found = tuple(line_changes(cycle, old, new))
    keys = frozenset(name for line in found for name in (line.what, line.now, line.before) if name)
    return LineChanges(year=year, revision=revision, lines=found, keys=keys)


def line_changes(cycle: OpenCycle, old: Lines, new: Lines) -> Iterator[LineChange]:
    """Yield what differs; of several lines with one key those that are alike belong together, then one by one."""
    before: dict[str, list[ComparedLine]] = {}
    for line in old:
        before.setdefault(line.key, []).append(line)
    others: list[ComparedLine] = []
    for line in new:
        alike = next((was for was in before.get(line.key, ()) if _is_same(was, line)), None)
        if alike is None:
            others.append(line)
        else:
            before[line.key].remove(alike)
    for line in others:
        left = before.get(line.key)
        yield _change(cycle, left.pop(0) if left else None, line)
    yield from (_change(cycle, line, None) for left in before.values() for line in left)


def _is_same(was: ComparedLine, now: ComparedLine) -> bool:
    return (was.said, was.whole) == (now.said, now.whole) and (was.numbered or was.what == now.what)


def _change(cycle: OpenCycle, was: ComparedLine | None, now: ComparedLine | None) -> LineChange:
    """Return one line that is another; where what it says is the same, with what it is about or that more differs."""
    if was is None or now is None:
        only = now or was
        assert only is not None
        return LineChange(what=only.what, before=was.said if was else "", now=now.said if now else "")
    if was.said != now.said:
        return LineChange(what=now.what, before=was.said, now=now.said)
    if was.what != now.what:
        return LineChange(what=now.what, before=f"{was.what}: {was.said}", now=f"{now.what}: {now.said}")
    return LineChange(what=now.what, before=was.said, now=cycle.say(UNSEEN, line=now.said))


def _words(cycle: OpenCycle, old: StepResult, new: StepResult, *, years_apart: bool = False) -> Iterator[LineChange]:
    """Yield the paragraphs of letters and mails that are others than before, each once with how many have it.

    Of letters that are years apart only the one that is to nobody by name, where both years kept it.
    """
    if isinstance(old, MailingResult) and isinstance(new, MailingResult):
        yield from _mail_words(cycle, old, new)
        if not years_apart:
            yield from _other_mails(cycle, old, new)
    if not (isinstance(old, LettersResult) and isinstance(new, LettersResult)):
        return
    if years_apart and old.public and new.public:
        yield from _letter_words(cycle, old.public, new.public)
        return
    files = cycle.memory.files
    letters = _changed(
        {letter.recipient: [letter] for letter in old.letters}, [(letter.recipient, letter) for letter in new.letters]
    )
    enclosed: dict[str, list[RenderedLetter]] = {}
    for document in old.common:
        enclosed.setdefault(document.docx.name, []).append(document)
    enclosures = _changed(enclosed, [(document.docx.name, document) for document in new.common])
    found: dict[tuple[str, str], int] = {}
    other_layouts = 0
    for first, second in [*letters[:MOST_READ], *enclosures]:
        changes = list(_paragraphs(_read(files, first.docx), _read(files, second.docx)))
        other_layouts += not changes
        for change in changes:
            found[change] = found.get(change, 0) + 1
    for (was, is_now), number in found.items():
        yield LineChange(what=cycle.count(number, "In {number} letter", "In {number} letters"), before=was, now=is_now)
    if other_layouts:
        what = cycle.count(other_layouts, "In {number} letter", "In {number} letters")
        yield LineChange(what=what, now=cycle.say("The words are the same; how it looks is new."))
    if len(letters) > MOST_READ:
        what = cycle.count(len(letters) - MOST_READ, "In {number} more letter", "In {number} more letters")
        yield LineChange(what=what, now=cycle.say("New too; the words are not held against each other here."))


def _changed(
    before: Mapping[str, list[RenderedLetter]], now: Sequence[tuple[str, RenderedLetter]]
) -> list[tuple[RenderedLetter, RenderedLetter]]:
    """Return what was and what is of each letter that is another; of several with one name each is held against one."""
    left = {key: list(letters) for key, letters in before.items()}
    unlike = []
    for key, letter in now:
        alike = next((was for was in left.get(key, ()) if was.files == letter.files), None)
        if alike is None:
            unlike.append((key, letter))
        else:
            left[key].remove(alike)
    return [(left[key].pop(0), letter) for key, letter in unlike if left.get(key)]


def _other_mails(cycle: OpenCycle, old: MailingResult, new: MailingResult) -> Iterator[LineChange]:
    """Yield how many readers get something else than before, be it the mail, a letter or what is enclosed."""
    before = {mail.recipient: mail.content for mail in old.mails}
    before |= {letter.recipient: letter.content for letter in old.paper.letters}
    now = [(mail.recipient, mail.content) for mail in new.mails]
    now += [(letter.recipient, letter.content) for letter in new.paper.letters]
    number = sum(before.get(recipient, content) != content for recipient, content in now)
    if number:
        what = cycle.count(number, "To {number} reader", "To {number} readers")
        yield LineChange(what=what, now=cycle.say("The mail, the letter or what is enclosed is new."))


def _letter_words(cycle: OpenCycle, before: RenderedLetter, now: RenderedLetter) -> Iterator[LineChange]:
    files = cycle.memory.files
    for was, is_now in _paragraphs(_read(files, before.docx), _read(files, now.docx)):
        yield LineChange(what=cycle.say("In the letter"), before=was, now=is_now)


def _mail_words(cycle: OpenCycle, old: MailingResult, new: MailingResult) -> Iterator[LineChange]:
    """Yield the lines of the mail that are others than before, in each written form."""
    before, after = ({text.language: text.lines for text in made.texts} for made in (old, new))
    for language in dict.fromkeys([*after, *before]):
        for first, second in _paragraphs(before.get(language, ()), after.get(language, ())):
            yield LineChange(what=cycle.say("In the mail"), before=first, now=second)


def _paragraphs(before: Sequence[str], now: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield each paragraph that was, with the one that stands in its place."""
    for kind, from_old, to_old, from_new, to_new in difflib.SequenceMatcher(
        a=before, b=now, autojunk=False
    ).get_opcodes():
        if kind != "equal":
            old, new = before[from_old:to_old], now[from_new:to_new]
            for number in range(max(len(old), len(new))):
                yield (old[number] if number < len(old) else "", new[number] if number < len(new) else "")


def _read(files: Files, file: StoredFile) -> Sequence[str]:
    return _read_once(files, file.sha256)


@lru_cache(maxsize=256)
def _read_once(files: Files, sha256: str) -> Sequence[str]:
    return written_lines(files.get(sha256))
