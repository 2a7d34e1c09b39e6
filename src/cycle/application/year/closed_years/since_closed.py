"""What has come to a closed year since it was closed (etter avslutting): told, and not acted on."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from cycle.application.year.closed_years.closed_clock import clock_since_closed
from cycle.application.year.closed_years.snapshot import (
    CONFIG,
    REGISTER,
    TEMPLATES,
    files_on_disk,
    is_kept_name,
    is_read_of,
    is_template,
    kept_files,
)
from cycle.application.year.community_rules.community import LoadedCommunity, community_folder, load_community
from cycle.application.year.community_rules.registers import seats_held
from cycle.application.year.cycle import OpenCycle
from cycle.application.year.for_readers.mail_modes import mark_on
from cycle.application.year.written.file_digests import known_digests
from cycle.application.year.written.minutes import MINUTES, load_minutes
from cycle.archive.inspection import MAX_BYTES
from cycle.catalogue import sentence
from cycle.errors import CycleError
from cycle.model import Minutes, Register, from_plain
from cycle.reading import file_named

PRESENTATIONS = "presentasjonar"
MOST = 6
"""So many files are named; the others are counted."""
WENT: Mapping[str, str] = {
    "": sentence("{mails} went after closing. They are on record, and in no package yet."),
    "@folder": sentence(
        "{mails} were made on trial after closing, and nobody got them. They are on record, and in no package yet."
    ),
    "@redirect": sentence(
        "{mails} went on trial to one address after closing, and nobody else got them. They are on record, and in no "
        "package yet."
    ),
}
"""What is said of mails and letters that went, by the mark of their mode."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SinceClosed:
    """What is another than when the year was closed."""

    files: tuple[str, ...] = ()
    """Files of the community and templates that were changed, added or removed, by their path."""
    register: bool = False
    """Whether the register is another."""
    replies: int = 0
    """Answers and returned mails that came since."""
    went: Mapping[str, int] = field(default_factory=dict)
    """How many mails and printed letters of the year went since, by the mark of their mode; none is real."""

    @property
    def is_something(self) -> bool:
        """Return whether there is anything to tell."""
        return bool(self.files or self.register or self.replies or self.went)


def since_closed(cycle: OpenCycle) -> SinceClosed:
    """Return what has come to a year since it was closed; nothing of a year that is open."""
    closing, closed = cycle.closing, cycle.closed
    if closing is None or closed is None:
        return SinceClosed()
    record, last = cycle.record, max(closing.at for closing in cycle.closings)  # a clock may have been set back since
    return SinceClosed(
        files=(*_changed_files(cycle), *_changed_presentations(cycle)),
        register=_is_another_register(cycle),
        replies=sum(reply.at > last for reply in record.replies),
        went=_went_since(cycle, last),
    )


def _went_since(cycle: OpenCycle, moment: dt.datetime) -> Counter[str]:
    handed = cycle.record.handed_over
    mails = [row.kind for row in cycle.record.mails if row.id in handed and handed[row.id] > moment]
    return Counter(map(mark_on, [*mails, *(letter.kind for letter in cycle.record.printed if letter.at > moment)]))


def lines_since_closed(cycle: OpenCycle) -> tuple[str, ...]:
    """Return it in sentences, as those who run the year read them."""
    found, say = since_closed(cycle), cycle.say
    names = [_named(path) for path in found.files[:MOST]]
    more = len(found.files) - len(names)
    if more:
        names.append(say("{number} more", number=more))
    if found.register:
        names.append(say("the register"))
    lines = [say("Changed after closing: {names}. The year stands as it was.", names=", ".join(names)) if names else ""]
    if found.replies:
        came = cycle.count(found.replies, "{number} reply", "{number} replies")
        lines.append(say("{replies} came after closing. They are on record, and in no package yet.", replies=came))
    for mark, words in WENT.items():
        if number := found.went.get(mark, 0):
            went = cycle.count(number, "{number} letter or mail", "{number} letters and mails")
            lines.append(say(words, mails=went))
    if found.replies or found.went:
        lines.append(say("The next package has them. A correction of the year makes it: ask for one, and say why."))
    lines += clock_since_closed(cycle)
    return tuple(line for line in lines if line)


def live_community(cycle: OpenCycle) -> LoadedCommunity:
    """Return the community of a closed year as its files are now: the rest of the site follows them."""
    return load_community(community_folder(cycle.services.settings, cycle.row.community))


def live_minutes(cycle: OpenCycle) -> Minutes:
    """Return the minutes as they are written now, also of a closed year: they are often written when it is closed."""
    if cycle.closed is not None:
        live = community_folder(cycle.services.settings, cycle.row.community) / cycle.year_folder.name
        if file_named(live, MINUTES):
            return load_minutes(live)
    return load_minutes(cycle.year_folder)


def _named(path: str) -> str:
    """Return a file as people know it: a template by its name alone."""
    return path.rpartition("/")[2] if path.startswith(f"{TEMPLATES}/") else path


def _changed_files(cycle: OpenCycle) -> Iterator[str]:
    closed = cycle.closed
    assert closed is not None
    then, live, own = cycle.loaded, _community_now(cycle), cycle.year_folder.name
    kept = {
        file.path: file.file.sha256
        for file in kept_files(cycle.memory.files, closed.snapshot)
        if _is_of_templates_or(file.path, then, live, own=own)
    }
    now = dict(files_on_disk(cycle.services.settings, then, live, own=own))
    for path in sorted(kept.keys() | now.keys()):
        if path not in now or path not in kept or kept[path] != _sha256(cycle, now[path]):
            yield path


def _community_now(cycle: OpenCycle) -> LoadedCommunity:
    """Return the community as its files are now; as it was closed, in today's folder, where they cannot be read."""
    try:
        return live_community(cycle)
    except CycleError:
        return replace(cycle.loaded, folder=community_folder(cycle.services.settings, cycle.row.community))


def _is_of_templates_or(path: str, *loaded: LoadedCommunity, own: str) -> bool:
    """Return whether a file of the snapshot is a template, or a file that the community reads or read."""
    kind, _, inside = path.partition("/")
    if kind == TEMPLATES:
        return is_template(inside)
    of_community = inside.partition("/")[2]
    return kind == CONFIG and any(is_read_of(community, of_community, own=own) for community in loaded)


def _changed_presentations(cycle: OpenCycle) -> Iterator[str]:
    """Yield each presentation that is another, new or gone since the archive of the year was made.

    They are in no snapshot, since a folder of people's own files may hold anything; what the archive rested on says
    which they were.
    """
    then = _presentations_then(cycle)
    if then is None:
        return
    folder = community_folder(cycle.services.settings, cycle.row.community) / cycle.year_folder.name / PRESENTATIONS
    there = sorted(folder.iterdir()) if folder.is_dir() else ()
    now = {path.name: path for path in there if path.is_file() and not path.is_symlink() and is_kept_name(path.name)}
    for name in sorted({name for name in then if is_kept_name(name)} | now.keys()):
        too_large = name in now and now[name].stat().st_size > MAX_BYTES
        is_same = (name in now) == (name in then) and not too_large and then[name] == _sha256(cycle, now[name])
        if not is_same and not (too_large and name not in then):  # which was not read then either
            yield f"{CONFIG}/{cycle.row.community}/{cycle.year_folder.name}/{PRESENTATIONS}/{name}"


def _presentations_then(cycle: OpenCycle) -> dict[str, str] | None:
    """Return name → sha256 of the presentations when the year was closed; None where nothing says so."""
    digests = [closing.digest for closing in cycle.closings if closing.kind == "close"]
    rows = [row for row in cycle.record.revisions("archive") if digests and row.digest == digests[-1]]
    listed = rows[-1].inputs.get("presentations") if rows else None
    return {str(name): str(sha256) for name, sha256 in listed} if isinstance(listed, list | tuple) else None


def _is_another_register(cycle: OpenCycle) -> bool:
    """Return whether a register was imported since that is not the one the year was closed with."""
    newest = cycle.memory.registers.newest(cycle.row.community)
    closed = cycle.closed
    if newest is None or closed is None:
        return False
    kept = {file.path: file.file for file in kept_files(cycle.memory.files, closed.snapshot)}
    if REGISTER not in kept:
        return True
    then = from_plain(Register, _plain(cycle.memory.files.read(kept[REGISTER])))
    return seats_held(then) != seats_held(newest.register)


def _plain(data: bytes) -> dict[str, object]:
    found: dict[str, object] = json.loads(data)
    return found


def _sha256(cycle: OpenCycle, path: Path) -> str:
    try:
        return known_digests(cycle.services.settings).of(path)
    except OSError:
        return ""
