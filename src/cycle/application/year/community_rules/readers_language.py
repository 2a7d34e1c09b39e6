"""The written language of those who run a community's years, by the best evidence left when its files are broken."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import get_args

from cycle.application.results import LettersResult, read
from cycle.application.year.community_rules.community import community_folder, community_id, load_named_community
from cycle.application.year.community_rules.community_files import WORDS_FILES
from cycle.errors import CycleError
from cycle.model import Language
from cycle.services import Services

_WRITTEN = re.compile(rb"^\s*language\s*=[^\w\n]*(nn|nb)\b", re.MULTILINE)
"""The key in a file that may be no TOML any more, with any quotes."""
_FIRST_TABLE = re.compile(rb"^\s*\[", re.MULTILINE)


def language_of(services: Services, community: str = "") -> Language:
    """Return the language of a community, the configured one by default.

    Where its files cannot be read: as community.toml says on its own line, as the file of words for the other language
    tells, as the last letters were written, as the configured community has it; nynorsk where there is nothing at all.
    """
    configured = services.settings.community
    for name in dict.fromkeys([community or configured, configured]):
        for language in _evidence(services, name):
            return language
    return "nn"


def _evidence(services: Services, community: str) -> Iterator[Language]:
    with suppress(CycleError):
        yield load_named_community(services.settings, community).community.language
    folder = community_folder(services.settings, community)
    yield from _as_written(folder / "community.toml")
    yield from (language for language, words in WORDS_FILES.items() if (folder / words).is_file())
    yield from _as_sent(services, community_id(services.settings, community))


def _as_written(file: Path) -> Iterator[Language]:
    """Yield what the file says before its first table: a later line is of a coordinator."""
    with suppress(OSError):
        top = _FIRST_TABLE.split(file.read_bytes(), maxsplit=1)[0]
        for found in _WRITTEN.findall(top):
            yield from (language for language in get_args(Language) if language == found.decode())


def _as_sent(services: Services, community: str) -> Iterator[Language]:
    """Yield the language of most letters of the newest year that has any."""
    with suppress(CycleError):
        rows = [row for row in services.memory.cycles.all() if row.community == community]
        for row in sorted(rows, key=lambda row: row.year, reverse=True):
            results = [found for found in services.memory.results.of(row.id) if found.step.startswith("letters.")]
            written = Counter(letter.language for found in results for letter in read(LettersResult, found).letters)
            yield from (language for language, _ in written.most_common(1))
