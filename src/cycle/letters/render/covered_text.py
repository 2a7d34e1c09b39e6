"""Which letters to look at before all are approved, and why each: together they show everything a letter can say."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cycle.catalogue import say, sentence
from cycle.letters.fields import PERSONAL, rows
from cycle.letters.language import Branch
from cycle.letters.render.template import Template
from cycle.model import Language
from cycle.wording import listed

Feature = Branch | str
"""A branch that is taken, or the path of a field that is empty."""

MOST = 12
"""Letters chosen at most; what does not fit is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One letter to look at, with the reasons in words."""

    recipient: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """The letters to look at, and what none of them shows."""

    choices: tuple[Choice, ...]
    untaken: tuple[Branch, ...]
    """Branches that no recipient's letter takes."""
    unseen: int = 0
    """Branches and empty fields of some letter that would take more letters than anyone looks through."""


def coverage(template: Template, wanted: Mapping[str, Mapping[str, Any]], language: Language = "nn") -> Coverage:
    """Return the letters to look at, of recipient → fields: the outermost ones, and as few more as show every branch.

    The same letters give the same choice: of two that show as much, the first is taken.
    """
    if not wanted:
        return Coverage(choices=(), untaken=template.branches)
    reasons: dict[str, list[str]] = {}
    for recipient, why in _outermost(wanted):
        reasons.setdefault(recipient, []).append(say(language, why))
    shown = {recipient: _features(template, fields) for recipient, fields in wanted.items()}
    left = set().union(*shown.values()) - set().union(*(shown[reason] for reason in reasons))
    while left and len(reasons) < MOST:
        best = max(wanted, key=lambda recipient: len(shown[recipient] & left))  # of several, max takes the first
        reasons[best] = [*reasons.get(best, []), *sorted({_words(branch, language) for branch in shown[best] & left})]
        left -= shown[best]
    everything = set().union(*shown.values())
    order = {recipient: number for number, recipient in enumerate(wanted)}
    return Coverage(
        choices=tuple(
            Choice(recipient=reason, reasons=tuple(reasons[reason]))
            for reason in sorted(reasons, key=order.__getitem__)
        ),
        untaken=tuple(branch for branch in template.branches if branch not in everything),
        unseen=len(left),
    )


def _outermost(wanted: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    yield next(iter(wanted)), sentence("the first letter")
    personal = [recipient for recipient in wanted if "recipient" in wanted[recipient]]
    if not personal:
        return

    def longest(size: Callable[[Mapping[str, Any]], int]) -> str:
        return max(personal, key=lambda recipient: size(wanted[recipient]["recipient"]))

    yield longest(lambda letter: len(letter["name"])), sentence("the longest name")
    yield longest(lambda letter: max(map(len, letter["address_lines"]), default=0)), sentence("the longest address")
    most = longest(lambda letter: len(letter["seats"]))
    if len(wanted[most]["recipient"]["seats"]) > 1:
        yield most, sentence("most mandates")


def _features(template: Template, fields: Mapping[str, Any]) -> set[Feature]:
    return {*template.taken(fields), *(path for path in template.fields if _is_empty(fields, path.split(".")))}


def _is_empty(value: Any, path: Sequence[str]) -> bool:
    """Return whether the field is empty, in any entry of the lists on its way."""
    if not path:
        return bool(value == "")
    name, _, many = path[0].partition("[")
    inner = value.get(name) if isinstance(value, Mapping) else None
    if not many:
        return inner is not None and _is_empty(inner, path[1:])
    return isinstance(inner, Sequence) and any(_is_empty(item, path[1:]) for item in inner)


def describe(branch: Branch, language: Language = "nn") -> str:
    """Return a way through the template in words: `«tema» er sett`, or what the condition is about.

    The condition itself stands only where no field of ours is in it.
    """
    asked, taken = _fields(branch), branch.taken
    alone = _LOOP.sub("", branch.condition).strip()
    if not asked or (len(asked) > 1 or alone != asked[0][0]):
        return _of_several(branch, tuple(dict.fromkeys(path for _, path in asked)), language)
    meaning = _meaning(asked[0][1], language)
    flag = say(language, _FLAG)
    if meaning.startswith(flag):
        case = meaning.removeprefix(flag)
        return case if taken else say(language, "not so that {case}", case=case)
    words = sentence("“{field}” is set") if taken else sentence("“{field}” is not set")
    return say(language, words, field=_small(meaning))


def distinguish(branch: Branch, among: Sequence[Branch], language: Language = "nn") -> str:
    """Return a way in words, with the condition around it where the same words stand in several places."""
    words = describe(branch, language)
    around = branch.inside
    same = [choice for choice in among if (choice.condition, choice.taken) == (branch.condition, branch.taken)]
    if around is None or len(same) < 2 or (outer := describe(around, language)) == words:
        return words
    return say(language, sentence("{case} where {around}"), case=words, around=outer)


def untaken_texts(untaken: Sequence[Branch]) -> tuple[Branch, ...]:
    """Return the ways to text that nobody gets, the outer ones for all in them, and no commas between entries."""
    gone = set(untaken)
    return tuple(
        branch
        for branch in untaken
        if branch.taken and not gone & set(_around(branch)) and not _LAYOUT.search(branch.condition)
    )


def _fields(branch: Branch) -> list[tuple[str, str]]:
    """Return the fields of ours that a condition asks about, as they are written in it and by their path."""
    lists: dict[str, str] = {}
    for around in (branch, *_around(branch)):
        name, loop, path = around.condition.partition(" in ")
        if loop:
            lists.setdefault(name.strip(), path.strip())
    found = []
    for written in _FIELD.findall(_LOOP.sub("", branch.condition)):
        name, dot, rest = written.partition(".")
        path = f"{lists[name]}[]{dot}{rest}" if name in lists else written
        if path in _MEANINGS:
            found.append((written, path))
    return found


def _around(branch: Branch) -> Iterator[Branch]:
    around = branch.inside
    while around is not None:
        yield around
        around = around.inside


def _of_several(branch: Branch, paths: Sequence[str], language: Language) -> str:
    if not paths:
        words = sentence("the condition “{condition}” holds")
        words = words if branch.taken else sentence("the condition “{condition}” does not hold")
        return say(language, words, condition=branch.condition)
    words = sentence("a condition on {fields} holds")
    words = words if branch.taken else sentence("a condition on {fields} does not hold")
    flag = say(language, _FLAG)
    fields = [_small(_meaning(path, language).removeprefix(flag)) for path in paths]
    return say(language, words, fields=listed([f"«{field}»" for field in fields]))


def _meaning(path: str, language: Language) -> str:
    return re.split("[;,]", say(language, _MEANINGS[path]))[0]  # what stands after is for who writes the template


def _small(text: str) -> str:
    return f"{text[:1].lower()}{text[1:]}"


def _words(feature: Feature, language: Language) -> str:
    branch = Branch(condition=feature, taken=False) if isinstance(feature, str) else feature
    return describe(branch, language)


_FIELD = re.compile(r"(?<![\w.'\"])[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+")
_LOOP = re.compile(r"^\s*\w+\s+in\s+")
_LAYOUT = re.compile(r"\bloop\.")
_FLAG = sentence("True when ")
_MEANINGS = {row.path: row.meaning for row in rows(PERSONAL)}
