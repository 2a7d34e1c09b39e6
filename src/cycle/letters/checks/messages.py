"""What is wrong with a template in the words of those who write in it, in their own written form.

The check speaks English to programs and logs. Here each of its sentences has one for people; no word of a parser is in
any of them. A sentence that has none yet is told in general words, with its place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from cycle.catalogue import say, sentence
from cycle.errors import Problem, TemplateError
from cycle.letters.checks.advice import GUIDE
from cycle.letters.checks.sentences import SENTENCES
from cycle.model import Language
from cycle.phrases import Phrase, said

_RIGHT = re.compile(r"^(?:write|ask)(?: it as it is| it| the number without quotes)?:? (.+)$", re.DOTALL)
"""What a remedy in English says should be written, which is the same in every language."""

_INSTEAD = re.compile(r"write (\{% (?:set name = …|elif .+) %\}|\S+)(?: for (\S+))?", re.DOTALL)
"""What a tag that cannot be read was probably meant to say, and the word it has now."""

_WORDS: Mapping[str, str] = {
    r"\bbody\b|word/document\.xml": sentence("the body text"),
    r"\b(?:word/)?header\d*(?:\.xml)?": sentence("the header"),
    r"\b(?:word/)?footer\d*(?:\.xml)?": sentence("the footer"),
    r"\b(?:word/)?footnotes(?:\.xml)?": sentence("the footnotes"),
    r"\bword/styles\.xml": sentence("the styles"),
    r"\bparagraph(?= \d)": sentence("paragraph"),
    r"\bline(?= \d)": sentence("line"),
    r"\btable(?= \d)": sentence("table"),
    r"\brow(?= \d)": sentence("row"),
    r"\bcell(?= \d)": sentence("cell"),
    r"\bdocument property title\b": sentence("the title (Fil → Info)"),
    r"\bdocument property(?= \w)": sentence("the property"),
    r"\ban example as PDF\b": sentence("an example as PDF"),
    r"\brecipient(?= (?:p-|\w+:))": sentence("recipient"),
    r"\band (\d+) other places": sentence("and {a} other places"),
}
"""Words of a place, outside the quoted text."""


def spoken(problem: Problem, language: Language) -> Problem:
    """Return the problem in nynorsk or bokmål; the severity and the file stay as they are."""
    where = "".join(
        part if part.startswith("«") else _placed(part, language) for part in re.split(r"(«[^»]*»)", problem.where)
    )
    if isinstance(problem.what, Phrase):
        what, remedy = said(problem.what, language), said(problem.remedy, language)
        return replace(problem, where=where, what=what, remedy=remedy)
    for pattern, what, helps in SENTENCES:
        found = re.fullmatch(pattern, problem.what, re.DOTALL)
        if found:
            named = _named(found)
            remedy = _helped(helps, named, problem.remedy, language) or _suggested(problem.remedy, language)
            return replace(problem, where=where, what=say(language, what, **named), remedy=remedy)
    return replace(
        problem,
        where=where,
        what=say(language, "the file cannot be used as it is"),
        remedy=say(language, "open the template in Word and save it again as a Word document (.docx)"),
    )


def in_words(error: TemplateError, language: Language) -> str:
    """Return all that is wrong for those who prepare the year, a line each; what has no sentence stays as it is."""
    return "\n".join(str(spoken(problem, language) if is_spoken(problem) else problem) for problem in error.problems)


def is_spoken(problem: Problem) -> bool:
    """Return whether there is a sentence of its own for the problem."""
    return any(re.fullmatch(pattern, problem.what, re.DOTALL) for pattern, *_ in SENTENCES)


def _named(found: re.Match[str]) -> dict[str, str]:
    """Return what a sentence of the check names, by the names of the sentence that tells it."""
    groups = [group or "" for group in found.groups()]
    return dict(zip("abc", [*groups, "", "", ""], strict=False))


def _placed(text: str, language: Language) -> str:
    for pattern, words in _WORDS.items():
        text = re.sub(pattern, lambda found, words=words: say(language, words, **_named(found)), text)  # type: ignore[misc]
    return text


def _helped(text: str, named: Mapping[str, str], remedy: str, language: Language) -> str:
    """Return what helps; braces of a tag are written twice only where the sentence names something.

    `{right}` is what the remedy says should be written.
    """
    right = _RIGHT.search(remedy)
    if text == GUIDE and (meant := _INSTEAD.fullmatch(remedy)):
        if meant[2]:
            return say(language, "write {tag} instead of {word}", tag=meant[1], word=meant[2])
        return say(language, "write {tag}", tag=meant[1])
    if "{right}" in text:
        return say(language, text, right=right[1] if right else "…")
    return say(language, text, **named) if "{a}" in text or "{{%" in text else say(language, text)


def _suggested(remedy: str, language: Language) -> str:
    """Return what was probably meant, or what there is."""
    meant = re.search(r"did you mean (.+?)\?", remedy)
    if meant:
        near = f" {say(language, 'or')} ".join(meant[1].split(" or "))
        return say(language, "did you mean {near}?", near=near)
    there = re.search(r"(?:known|lists|it may use|use one of|use a filter):? (.+)", remedy)
    return say(language, "these exist: {known}", known=there[1]) if there else ""
