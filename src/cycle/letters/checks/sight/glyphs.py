"""Whether there is a font for every character (teikn) of a letter: what no font has is a box, in an archive PDF too."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from lxml import etree

from cycle.catalogue import sentence
from cycle.errors import Problem
from cycle.letters.checks.placeholders import written_in_tags
from cycle.letters.ooxml import TAG, Members, W, inspect_package, place, read_xml, tagged_parts
from cycle.letters.pdf import Glyphs
from cycle.phrases import Phrase

FALLBACK = "fonts-dejavu-core fonts-droid-fallback fonts-symbola"
"""Debian's packages, free and small, of what the letters' own fonts lack; `.ci/install office` has them."""

_NO_FONT = sentence("the character {character} ({code}) is in no font here, and would be printed as a box")
_WRITE_SIGN = sentence("delete it, and put the sign in as text (Insert, Symbol)")
_PICTURES = re.compile(r"symbol|dings|dingbats|mt extra", re.IGNORECASE)
_NOTHING = {"Cc", "Cf", "Zl", "Zp", "Zs"}
"""Kinds of characters that draw nothing: joiners, marks of direction, spaces."""

_NAMED = 3
"""Recipients with the same fault that are named; of more it is told how many they are."""

_HYPHENS = "\u2010\u2011"
"""LibreOffice draws them with the font's ordinary hyphen."""

_BLOTS = frozenset({0xFFFC, 0xFFFD, *range(0x1F3FB, 0x1F400)})
"""Characters that fonts draw as a box or a blot: for a lost character or object, colours of skin in black and white."""

_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_TURNING = frozenset({0x202D, 0x202E, 0x20E3})
"""Characters that draw nothing themselves and change the letters beside them: they turn them round, or box them in."""

_LATIN = frozenset(range(0x20, 0x180))
"""The characters that every font of letters has, and nearly every value is made of."""


def undrawn(text: str, glyphs: Glyphs) -> str:
    """Return the first character of the text that no font has; empty when there is one for each."""
    if text.isascii():
        return ""
    return next((character for character in dict.fromkeys(text) if not _is_drawn(character, glyphs)), "")


def value_problems(
    wanted: Mapping[str, Mapping[str, Any]], *, used: Iterable[str], glyphs: Glyphs, file: str
) -> Iterator[Problem]:
    """Yield the characters without a font in the values of each recipient's letter, by field.

    `used` are the fields the template mentions (`Template.fields`): what no letter shows stops none.
    """
    paths = {path.replace("[]", "") for path in used}
    found: dict[tuple[str, str], list[str]] = {}
    for recipient, fields in wanted.items():
        by_character: dict[str, list[str]] = {}
        for plain, shown, text in _texts(fields, "", ""):
            if plain in paths and (character := undrawn(text, glyphs)):
                by_character.setdefault(character, []).append(shown)
        for character, shown_in in by_character.items():
            found.setdefault((character, ", ".join(shown_in)), []).append(recipient)
    for (character, places), recipients in found.items():
        where = Phrase("recipient {recipients}: {fields}", recipients=", ".join(recipients), fields=places)
        if len(recipients) > _NAMED:
            where = Phrase(
                "{number} letters (recipient {recipients} …): {fields}",
                number=len(recipients),
                recipients=", ".join(recipients[:_NAMED]),
                fields=places,
            )
        yield Problem(file=file, where=where, what=_what(character), remedy=_remedy(character))


def template_problems(data: bytes, *, name: str, glyphs: Glyphs) -> Iterator[Problem]:
    """Yield the characters without a font in a template's own words, each once."""
    members, unsafe = inspect_package(data, name=name)
    if any(problem.severity == "error" for problem in unsafe):
        return
    yield from _sign_problems(members, name, glyphs)
    reported: set[str] = set()
    for part, text in _own_texts(members):
        character = undrawn(f"{TAG.sub('', text.text or '')}{''.join(written_in_tags(text.text or ''))}", glyphs)
        if character and character not in reported:
            reported.add(character)
            yield Problem(file=name, where=place(text, part=part), what=_what(character), remedy=_remedy(character))


def _sign_problems(members: Members, name: str, glyphs: Glyphs) -> Iterator[Problem]:
    """Yield the signs put in by their number (Insert, Symbol) that no font has; a font of pictures draws its own."""
    reported: set[str] = set()
    for part in tagged_parts(members):
        for sign in read_xml(members[part]).iter(f"{W}sym"):
            code = str(sign.get(f"{W}char", ""))
            if _PICTURES.search(str(sign.get(f"{W}font", ""))) or not re.fullmatch(r"[0-9A-Fa-f]{1,6}", code):
                continue
            character = chr(min(int(code, 16), 0x10FFFF))
            if unicodedata.category(character) in {"Co", "Cn", "Cs"} or undrawn(character, glyphs):
                what = Phrase(
                    "a sign in the font {font} that would be printed as a box", font=str(sign.get(f"{W}font", ""))
                )
                if code not in reported:
                    reported.add(code)
                    yield Problem(file=name, where=place(sign, part=part), what=what, remedy=Phrase(_WRITE_SIGN))


def _is_drawn(character: str, glyphs: Glyphs) -> bool:
    """Return whether a font has the character, or it draws nothing; for private use, each font draws as it likes."""
    if ord(character) in _LATIN or character in _HYPHENS or 0xFE00 <= ord(character) <= 0xFE0F:  # of the one before
        return True
    if ord(character) in _BLOTS | _TURNING:
        return False
    kind = unicodedata.category(character)
    return kind in _NOTHING or (ord(character) in glyphs and kind != "Co")


def _own_texts(members: Members) -> Iterator[tuple[str, etree._Element]]:
    """Yield the texts of a template, without those in fonts whose letters are pictures."""
    for part in tagged_parts(members):
        for text in read_xml(members[part]).iter(f"{W}t", _MATH):
            fonts = text.getparent().iter(f"{W}rFonts")  # type: ignore[union-attr]
            if not any(_PICTURES.search(str(font)) for element in fonts for font in element.attrib.values()):
                yield part, text


def _texts(value: Any, plain: str, shown: str) -> Iterator[tuple[str, str, str]]:
    """Yield every text in a value after its path, as the template mentions it and as it is told."""
    if isinstance(value, str):
        yield plain, shown, value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _texts(item, f"{plain}.{key}" if plain else str(key), f"{shown}.{key}" if shown else str(key))
    elif isinstance(value, Collection) and not isinstance(value, bytes | bytearray):
        for number, item in enumerate(value):
            yield from _texts(item, plain, f"{shown}[{number}]")


def _what(character: str) -> Phrase:
    called, code = unicodedata.name(character, "a character without a name").lower(), f"U+{ord(character):04X}"
    if ord(character) in _TURNING:
        what = Phrase(
            "a character that nobody sees ({code}) changes the letters beside it, and they are read otherwise",
            code=code,
        )
        return what.written_as(f"{what} ({called})")
    what = Phrase(_NO_FONT, character=character, code=code)
    return what.written_as(_NO_FONT.format(character=character, code=f"{code}, {called}"))


def _remedy(character: str) -> Phrase:
    if unicodedata.category(character) in {"Co", "Cn"} or character in "\ufffc\ufffd":
        return Phrase("write the word again: the character is nobody's")
    if ord(character) in _TURNING:
        return Phrase("write the word again by hand")
    if ord(character) in _BLOTS:
        return Phrase("write it without its colour")
    remedy = Phrase("write it with other characters, or ask IT to install more fonts (make office)")
    return remedy.written_as(
        f"write it with other characters, or install a font that has it: apt-get install {FALLBACK}"
    )
