"""What only one of the two parts of a mail says: nearly everybody reads its page, and some its plain text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from cycle.errors import Problem
from cycle.letters.checks.mail_template import shown_of_page
from cycle.letters.ooxml import TAG
from cycle.phrases import Phrase

BOKMAAL = ".nb."
"""Stands in the name of a file that is in bokmål: `invitasjon.nb.txt`."""
_SHORT, _FEW = 4, 2
"""Shorter words say little; a line with fewer words of its own is a label, not a sentence."""

_ADDRESS = re.compile(r"\S+://\S+")
_HEADING = re.compile(r"{%-?\s*block title\b.*?endblock.*?%}", re.DOTALL)
"""The heading of a page says what the subject of the mail says."""
_ATTRIBUTE = re.compile(r"\w+=\"[^\"]*\"")
"""Of an element that a tag of ours names: `<{{ kind }} style="…">`."""
_TEXT_IN_A_TAG = re.compile(r"\"([^\"]*)\"|'([^']*)'")
_SAID = {
    ".txt": Phrase("only the plain text of the mail says so; nearly everybody reads the page"),
    ".html": Phrase("only the page of the mail says so; who reads plain text does not get it"),
}


def other_part_problems(files: Sequence[tuple[str, str]]) -> Iterator[Problem]:
    """Yield the lines that one part of a mail has, and the other says nothing of.

    `files` are all the files of a mail in both written forms, with those they include, each by its name with its text.
    A mail that has one part only has nothing to differ from.
    """
    for own, with_shared in _forms(files):
        whose = [name for name, _ in own if not _is_part(name)]
        pages, texts = _parted(own)
        all_pages, all_texts = _parted(with_shared)
        if any(name.endswith(".html") for name in whose) and any(name.endswith(".txt") for name in whose):
            yield from _said_alone(texts, beside=all_pages)
            yield from _said_alone(pages, beside=all_texts)


def _forms(files: Sequence[tuple[str, str]]) -> Iterator[tuple[list[tuple[str, str]], list[tuple[str, str]]]]:
    """Yield the files of each written form, and the same with those that both forms include."""
    nynorsk = [(name, text) for name, text in files if BOKMAAL not in name]
    bokmaal = [(name, text) for name, text in files if BOKMAAL in name]
    replaced = {name.replace(BOKMAAL, ".") for name, _ in bokmaal}
    shared = [(name, text) for name, text in nynorsk if _is_part(name) and name not in replaced]
    yield nynorsk, nynorsk
    yield bokmaal, [*bokmaal, *shared]


def _is_part(name: str) -> bool:
    """Return whether a file is included by others."""
    return Path(name).name.startswith("_")


def _parted(files: Sequence[tuple[str, str]]) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Return the pages, as they are read, and the plain texts."""
    return (
        [(name, _page(text)) for name, text in files if name.endswith(".html")],
        [(name, text) for name, text in files if name.endswith(".txt")],
    )


def _said_alone(files: Iterable[tuple[str, str]], *, beside: Iterable[tuple[str, str]]) -> Iterator[Problem]:
    there = {word for _, text in beside for word in (*_words(TAG.sub(" ", text)), *_words(_in_tags(text)))}
    for name, text in files:
        for number, line in enumerate(_without_tags(text).splitlines(), start=1):
            alone = [word for word in dict.fromkeys(_words(line)) if word not in there]
            if len(alone) >= _FEW:
                kind = name[name.rindex(".") :]
                remedy = Phrase("write it in {other} as well", other=_other(name, kind))
                what = Phrase("«{line}»: {why}", line=" ".join(line.split()), why=_SAID[kind])
                where = Phrase("line {line}", line=number)
                yield Problem(file=name, where=where, what=what, remedy=remedy, severity="warning")


def _page(text: str) -> str:
    """Return what is read of a page below its heading, each line where it was."""
    below = _HEADING.sub(lambda found: "\n" * found.group().count("\n"), text)
    return _ATTRIBUTE.sub("", shown_of_page(below))


def _without_tags(text: str) -> str:
    """Return what stands outside tags, each line where it was."""
    return TAG.sub(lambda found: " " + "\n" * found.group().count("\n"), text)


def _in_tags(text: str) -> str:
    """Return the texts that stand within tags: `{{ "Stad" if place else "Utan stad" }}`."""
    return " ".join("".join(quoted) for tag in TAG.finditer(text) for quoted in _TEXT_IN_A_TAG.findall(tag.group()))


def _words(text: str) -> list[str]:
    words = re.findall(r"[^\W\d_]+", _ADDRESS.sub(" ", text).casefold())
    return [word for word in words if len(word) >= _SHORT]


def _other(name: str, kind: str) -> str:
    return f"{name.removesuffix(kind)}.{'html' if kind == '.txt' else 'txt'}"
