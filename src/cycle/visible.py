"""Characters that nobody sees: they steer a terminal, or turn the order of what is read, and belong in no sentence."""

from __future__ import annotations

import unicodedata

TURNING = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""What turns the direction that text is read in."""
LINES = frozenset("\n\t")
BREAKS = frozenset("\n\u2028\u2029")
BLANK_LETTERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and signs by their kind that show nothing."""


def unseen_in(text: str) -> tuple[str, ...]:
    """Return the names of the characters in a text that steer or turn what is read, `U+001B`, each once."""
    return tuple(dict.fromkeys(f"U+{ord(letter):04X}" for letter in text if _steers(letter)))


def visible(text: str) -> str:
    """Return a text with a mark, U+FFFD, for each character that steers or turns what is read."""
    return "".join("\ufffd" if _steers(letter) else letter for letter in text.replace("\r\n", "\n"))


def on_one_line(text: str) -> str:
    """Return a visible text without breaks of lines: what people wrote begins no line of ours."""
    return "".join(" " if letter in BREAKS else letter for letter in visible(text))


def escaped(json: str) -> str:
    """Return JSON with each character that steers or turns what is read written by its number, as JSON may."""
    return "".join(
        f"\\u{ord(letter):04x}" if _steers(letter) or letter in BREAKS - LINES else letter for letter in json
    )


def is_blank(text: str) -> bool:
    """Return whether nothing in a text can be seen: no letter, number, sign or picture."""
    return not any(unicodedata.category(letter)[0] in "LNPS" and letter not in BLANK_LETTERS for letter in text)


def is_unicode(text: str) -> bool:
    """Return whether a text is whole: half a character, as of an emoji that was cut in two, can be stored nowhere."""
    return not any("\ud800" <= letter <= "\udfff" for letter in text)


def _steers(letter: str) -> bool:
    return letter in TURNING or (unicodedata.category(letter) in {"Cc", "Cs"} and letter not in LINES)
