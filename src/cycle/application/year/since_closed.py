"""What has come to a closed year since it was closed (etter avslutting): told, and not acted on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cycle.application.year.community import LoadedCommunity, load_community
from cycle.application.year.cycle import OpenCycle
from cycle.application.year.minutes import MINUTES, load_minutes
from cycle.application.year.snapshot import CONFIG, REGISTER, TEMPLATES, files_on_disk, kept_files
from cycle.model import Minutes, Register, digest, from_plain
from cycle.settings import Settings

MOST = 6
"""So many files are named; the others are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SinceClosed:
    """What is another than when the year was closed."""

    files: tuple[str, ...] = ()
    """Files of the community and templates that were changed, added or removed, by their path."""
    register: bool = False
    """Whether the register is another."""
    replies: int = 0
    """Answers and returned mails that came since."""
    mails: int = 0
    """Mails of the year that went since."""
    printed: int = 0
    """Letters that were printed since."""

    @property
    def is_something(self) -> bool:
        """Return whether there is anything to tell."""
        return bool(self.files or self.register or self.replies or self.mails or self.printed)


def since_closed(cycle: OpenCycle) -> SinceClosed:
    """Return what has come to a year since it was closed; nothing of a year that is open."""
    closing, closed = cycle.closing, cycle.closed
    if closing is None or closed is None:
        return SinceClosed()
    record = cycle.record
    return SinceClosed(
        files=tuple(_changed_files(cycle)),
        register=_is_another_register(cycle),
        replies=sum(reply.at > closing.at for reply in record.replies),
        mails=sum(at > closing.at for at in record.handed_over.values()),
        printed=sum(letter.at > closing.at for letter in record.printed),
    )


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
        lines.append(say("{replies} came after closing. They are on record, and not in the package.", replies=came))
    if number := found.mails + found.printed:
        went = cycle.count(number, "{number} letter or mail", "{number} letters and mails")
        lines.append(say("{mails} went after closing. They are on record, and not in the package.", mails=went))
    return tuple(line for line in lines if line)


def live_community(cycle: OpenCycle) -> LoadedCommunity:
    """Return the community of a closed year as its files are now: the rest of the site follows them."""
    return load_community(_live_folder(cycle.services.settings, cycle.row.community))


def live_minutes(cycle: OpenCycle) -> Minutes:
    """Return the minutes as they are written now, also of a closed year: they are often written when it is closed."""
    if cycle.closed is not None:
        live = _live_folder(cycle.services.settings, cycle.row.community) / cycle.year_folder.name
        if (live / MINUTES).is_file():
            return load_minutes(live)
    return load_minutes(cycle.year_folder)


def _named(path: str) -> str:
    """Return a file as people know it: a template by its name alone."""
    return path.rpartition("/")[2] if path.startswith(f"{TEMPLATES}/") else path


def _changed_files(cycle: OpenCycle) -> Iterator[str]:
    closed = cycle.closed
    assert closed is not None
    kept = {
        file.path: file.file.sha256
        for file in kept_files(cycle.memory.files, closed.snapshot)
        if file.path.startswith((f"{CONFIG}/", f"{TEMPLATES}/"))
    }
    settings = cycle.services.settings
    folder = _live_folder(settings, cycle.row.community)
    now = dict(files_on_disk(settings, folder, own=cycle.year_folder.name))
    for path in sorted(kept.keys() | now.keys()):
        if path not in now or path not in kept or kept[path] != _sha256(now[path]):
            yield path


def _live_folder(settings: Settings, community: str) -> Path:
    """Return where a community's own files lie."""
    elsewhere = Path(settings.community)
    named = elsewhere.name == community and (elsewhere / "community.toml").is_file()
    return elsewhere if named else settings.communities / community


def _is_another_register(cycle: OpenCycle) -> bool:
    """Return whether a register was imported since that is not the one the year was closed with."""
    newest = cycle.memory.registers.newest(cycle.row.community)
    closed = cycle.closed
    if newest is None or closed is None:
        return False
    kept = {file.path: file.file for file in kept_files(cycle.memory.files, closed.snapshot)}
    if REGISTER not in kept:
        return True
    return digest(from_plain(Register, _plain(cycle.memory.files.read(kept[REGISTER])))) != newest.digest


def _plain(data: bytes) -> dict[str, object]:
    found: dict[str, object] = json.loads(data)
    return found


def _sha256(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""
