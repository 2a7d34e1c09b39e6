"""What is wrong with how a tag is written, and what was probably meant."""

from __future__ import annotations

import re

from cycle.letters.checks.tags.compared import Fault
from cycle.letters.checks.tags.jinja_source import LIKE_THE_GUIDE
from cycle.letters.language import NO_AMPERSAND
from cycle.letters.ooxml import Tag
from cycle.phrases import Phrase

_WRONG_CHARACTERS = re.compile("[„‚«»–—…´′″−]")
_SPACED = re.compile(r"\{%\s+(p|tr|tc|r)\s")
_DASHED = re.compile(r"(\{[{%#])([-+])\s*(p|tr|tc|r)\s+(?=\w)")
"""A sign of Jinja's before the letter that says what a tag takes with it."""

_DASHED_AFTER = re.compile(r"(\{%)[-+]?\s*(p|tr|tc|r)([-+])\s*(?=[A-Za-z])")
_SPACED_PRINT = re.compile(r"\{\{\s+(p|tr|tc|r)\s+(?!(?:if|or|and|not|in|is|else)\b)(?=[A-Za-z_\"'“])")
_UNCLOSED = re.compile(r"""(\{%(?:'[^']*'|"[^"]*"|[^{}%'"])*%?)\s*\}(?=.*\{[{%])""", re.DOTALL)
"""A tag that the end of the next one closes: `{% if x }…{% endif %}`."""

_NO_NAME = re.compile(r"for\s+([a-z_]\w*(?:\.\w+)*)")
_NO_IN = re.compile(r"for\s+\w+\s+(i|av|of)\s+\w")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
"""Characters that take no room: soft hyphens, joiners, marks of direction. Copying from a page brings them."""

_TEXTS = re.compile(r"\"[^\"]*\"|'[^']*'")


def likely(tag: Tag) -> Phrase:
    """Return what was probably meant by a tag that cannot be read."""
    plain = _TEXTS.sub("", tag.inside)
    if tag.kind == "do" and tag.inside.startswith("set") and "=" not in plain:
        return Phrase("write {% set name = … %}")
    if found := _NO_NAME.fullmatch(tag.inside):
        return Phrase("write {right}", right=f"{tag.text[: tag.text.index('for')]}for x in {found[1]} %}}")
    if found := _NO_IN.match(plain):
        return Phrase("write {right} for {word}", right="in", word=found[1])
    if re.search(r"(?<![=!<>])=(?!=)", plain):
        return Phrase("write {right} for {word}", right="==", word="=")
    word = next((word for word in _LOGIC if re.search(rf"\b{word}\b", plain)), "")
    return Phrase("write {right} for {word}", right=_LOGIC[word], word=word) if word else LIKE_THE_GUIDE


_LOGIC = {"og": "and", "eller": "or", "ikkje": "not", "ikke": "not", "er": "==", "lik": "=="}
"""Words of ours for those of the tags."""


def miswritten(tag: Tag) -> Fault | None:
    """Return what is wrong with the characters of a tag, and what would be right."""
    wrong = _WRONG_CHARACTERS.search(_TEXTS.sub("", tag.inside))
    if wrong:
        what = Phrase("the character {character} inside {tag}", character=wrong.group(), tag=tag.text)
        return what, Phrase("use straight quotes and hyphens")
    unseen = _UNSEEN.search(tag.text)
    if unseen:
        code = f"U+{ord(unseen.group()):04X}"
        what = Phrase("a character that nobody sees ({code}) inside {tag}", code=code, tag=tag.text)
        return what, Phrase("write the tag again by hand")
    if "&" in tag.inside:
        return Phrase("an '&' inside {tag}, which docxtpl reads as '&amp;'", tag=tag.text), NO_AMPERSAND
    if not tag.inside and tag.kind != "note":
        remedy = Phrase("take it out, or write a field in it: {right}", right="{{ recipient.name }}")
        return Phrase("an empty tag, {tag}", tag=tag.text), remedy
    return _bracketed(tag) or _misspaced(tag)


def _bracketed(tag: Tag) -> Fault | None:
    """Return what is wrong with the braces of a tag, and what would be right."""
    if tag.kind == "print" and tag.text.startswith("{{{") and (inside := tag.text.strip("{} \xa0")):
        return Phrase("a brace too many in {tag}", tag=tag.text), Phrase("write {right}", right=f"{{{{ {inside} }}}}")
    if tag.kind == "do" and (found := _UNCLOSED.match(tag.text)):
        what = Phrase("{tag} does not end with %}}", tag=found.group())
        return what, Phrase("write {right}", right=f"{found[1].rstrip(' %')} %}}")
    return None


def _misspaced(tag: Tag) -> Fault | None:
    """Return what is wrong with hyphens and spaces of a tag, and what would be right."""
    dashed = _DASHED.match(tag.text)
    if dashed:
        braces, character, level = dashed.groups()
        inside = tag.inside.partition(" ")[2].strip()
        right = f"{{{{ {inside} }}}}" if braces == "{{" else f"{braces}{level} {inside} {tag.text[-2:]}"
        what = Phrase(
            "the character {character} before '{level}' in {tag}", character=character, level=level, tag=tag.text
        )
        return what, Phrase("write {right}", right=right)
    after = _DASHED_AFTER.match(tag.text)
    if after:
        braces, level, character = after.groups()
        right = f"{braces}{level} {tag.text[after.end() :].strip()}"
        what = Phrase(
            "the character {character} after '{level}' in {tag}", character=character, level=level, tag=tag.text
        )
        return what, Phrase("write {right}", right=right)
    printed = _SPACED_PRINT.match(tag.text)
    if printed:
        what = Phrase("a space before '{level}' in {tag}", level=printed[1], tag=tag.text)
        return what, Phrase("write {right}", right=f"{{{{ {tag.text[printed.end() :].strip()}")
    spaced = _SPACED.match(tag.text)
    if spaced:
        what = Phrase("a space before '{level}' in {tag}", level=spaced[1], tag=tag.text)
        return what, Phrase("write {{%{level} with no space between", level=spaced[1])
    if "\t" in tag.text or "\n" in tag.text:
        what = Phrase("a tab or a line break inside {tag}", tag=" ".join(tag.text.split()))
        return what, Phrase("write it on one line, with ordinary spaces")
    if not tag.is_read:
        remedy = Phrase(
            "write {begin} with one ordinary space after it, and no % or }} inside the tag",
            begin=f"{tag.text[:2]}{tag.level}",
        )
        return Phrase("{tag} is not read as it stands", tag=tag.text), remedy
    return None
