"""Characters that nobody sees: they steer a terminal, or turn the order of what is read, and belong in no sentence."""

from __future__ import annotations

import unicodedata

TURNING = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""What turns the direction that text is read in."""
LINES = frozenset("\n\t")


def unseen_in(text: str) -> tuple[str, ...]:
    """Return the names of the characters in a text that steer or turn what is read, `U+001B`, each once."""
    return tuple(dict.fromkeys(f"U+{ord(letter):04X}" for letter in text if _steers(letter)))


def visible(text: str) -> str:
    """Return a text with a mark, U+FFFD, for each character that steers or turns what is read."""
    return "".join("\ufffd" if _steers(letter) else letter for letter in text.replace("\r\n", "\n"))


def _steers(letter: str) -> bool:
    return letter in TURNING or (unicodedata.category(letter) in {"Cc", "Cs"} and letter not in LINES)
