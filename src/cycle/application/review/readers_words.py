"""What a step has made, with its reasons in the written form of whoever reads it: they are sentences that were made."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

from cycle.application.actions import STEPS
from cycle.application.year import OpenCycle, StepNode
from cycle.catalogue import same_in
from cycle.errors import CycleError
from cycle.model import to_plain
from cycle.store.years.results import Result

REASONED = frozenset({"plan", "committee", "host", "invitations"})
"""The kinds of steps whose result holds reasons, and that can be made at any time: nothing is written by it."""
CODES = frozenset({"language"})
"""The keys whose text is no words that anybody reads: in which form somebody is written to, whoever looks."""
PLACES = re.compile(r"{(\w+)}")
"""Where a name is put into a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadersWords:
    """Sentences as they are stored → as the reader reads them. What is not among them stands as it was written."""

    sentences: Mapping[str, str] = field(default_factory=dict)
    patterns: Mapping[re.Pattern[str], str] = field(default_factory=dict)
    """The same of the community's own sentences that a name is put into."""

    def of(self, result: Result) -> Result:
        """Return a result to be read; its digest stays that of what was written."""
        return result.read_as(self._read) if self.sentences else result

    def _read(self, value: object) -> object:
        if isinstance(value, str):
            return self.sentences.get(value) or self._filled(value)
        if isinstance(value, Mapping):
            return {key: part if key in CODES else self._read(part) for key, part in value.items()}
        if isinstance(value, list | tuple):
            return [self._read(part) for part in value]
        return value

    def _filled(self, text: str) -> str:
        for pattern, words in self.patterns.items():
            if found := pattern.fullmatch(text):
                return PLACES.sub(partial(_named_in, found), words)
        return text


def readers_words(cycle: OpenCycle, node: StepNode) -> ReadersWords:
    """Return how the sentences of a step are read in the reader's form; none where that is the form they were made in.

    Those it would make now are made in both forms and held side by side; of all others those of ours that say the same
    whatever they are about.
    """
    own = cycle.as_written
    if own is cycle:
        return ReadersWords()
    patterns = {_pattern(text): words for text, words in own.loaded.words.items() if _takes_names(text, words)}
    sentences = dict(same_in(own.language, cycle.language))
    if node.kind in REASONED:
        try:
            made, read = (to_plain(STEPS[node.kind].prepare(year, node)) for year in (own, cycle))
        except CycleError:  # the files were edited since, and hold a fault: what was made of them before is still read
            return ReadersWords(sentences=sentences, patterns=patterns)
        sentences |= dict(_unlike_texts(made, read))
    return ReadersWords(sentences=sentences, patterns=patterns)


def _named_in(found: re.Match[str], place: re.Match[str]) -> str:
    return found[place[1]]


def _takes_names(text: str, words: str) -> bool:
    """Return whether a sentence has places for names, the same ones in both forms, and words beside them."""
    places = set(PLACES.findall(text))
    return bool(places) and places == set(PLACES.findall(words)) and bool(PLACES.sub("", text).strip())


def _pattern(text: str) -> re.Pattern[str]:
    """Return what matches a sentence whatever is put into it; what stands twice is put in once."""
    known, parts = set[str](), list[str]()
    for part in re.split(r"({\w+})", text):
        place = PLACES.fullmatch(part)
        if place is None:
            parts.append(re.escape(part))
        elif place[1] in known:
            parts.append(f"(?P={place[1]})")
        else:
            parts.append(f"(?P<{place[1]}>.+)")
            known.add(place[1])
    return re.compile("".join(parts))


def _unlike_texts(written: object, read: object) -> Iterator[tuple[str, str]]:
    """Yield the texts at one place of two bodies that are not the same, as far as the bodies are built alike."""
    if isinstance(written, str) and isinstance(read, str):
        if written != read:
            yield written, read
    elif isinstance(written, Mapping) and isinstance(read, Mapping):
        for key in (written.keys() & read.keys()) - CODES:
            yield from _unlike_texts(written[key], read[key])
    elif isinstance(written, list | tuple) and isinstance(read, list | tuple) and len(written) == len(read):
        for first, second in zip(written, read, strict=True):
            yield from _unlike_texts(first, second)
