"""Letters of a page that was saved in the wrong encoding, put right where it can be seen what they were."""

from __future__ import annotations

import re
from collections.abc import Mapping

_LETTERS = "æøåÆØÅéèêëÉüÜöÖäÄóòôáàíñçß§°«»–—‘’“”•…\u00a0\u0308\u030a"
"""What Norwegian pages are written with; the last two are what a Mac writes behind a letter."""
_NORWEGIAN = re.compile("[æøåÆØÅ]")
_READ_AS = ("cp1252", "latin-1", "mac_roman", "cp850", "cp865", "cp437")
_OFTEN_TWICE = {"cp1252", "latin-1"}
_TIMES = 3
_ONE_BYTE = (
    ("mac_roman", re.compile("(?<=[a-zA-Z])[¿Œ\x8c¾](?=[a-zA-Z])")),
    ("cp865", re.compile("(?<=[a-zA-Z])[›\x9b†\x86](?=[a-zA-Z])")),
)
"""What ø, å and æ of old Macs, ø and å of DOS, look like to Windows."""
_ENOUGH = 3
_LOST = re.compile(r"(?<=[a-zæøå])\?(?=[a-zæøå])")
_OF_ADDRESSES = ("/", "www.", "=")


def again_utf8(text: str) -> str:
    """Return a text with each letter that was written as UTF-8 and read as something else, up to three times."""
    if text.isascii():
        return text
    for _ in range(_TIMES):
        mended = text
        for table, pattern in _TABLES:
            mended = pattern.sub(lambda found, letters=table: letters[found[0]], mended)  # type: ignore[misc]
        if mended == text:
            return text
        text = mended
    return text


def in_old_alphabet(data: bytes, text: str) -> str:
    """Return the text of a file from an old Mac or DOS where Windows reads no Norwegian letter in it; else as it is."""
    if not _NORWEGIAN.search(text):
        for alphabet, inside in _ONE_BYTE:
            if len(inside.findall(text)) >= _ENOUGH:
                return data.decode(alphabet)
    return text


def has_lost_letters(text: str) -> bool:
    """Return whether a program has thrown letters away: nothing tells which they were."""
    if "\ufffd" in text:
        return True
    words = (word for word in text.split() if "?" in word and not any(sign in word for sign in _OF_ADDRESSES))
    return sum(len(_LOST.findall(word)) for word in words) >= _ENOUGH


def is_quoted_printable(text: str) -> bool:
    """Return whether Norwegian letters stand as mail writes them: `=C3=B8`, or `=F8` inside a word."""
    return re.search(r"=C3=(?:[89AB][0-9A-F])|(?<=[A-Za-z])=(?:E6|F8|E5|C6|D8|C5)(?=[a-z])", text) is not None


def has_odd_letters(text: str) -> bool:
    """Return whether words have signs that none has: what æ, ø and å of an old Mac or DOS look like to others."""
    return re.search(r"(?<=[a-zA-Z])[¿Œ¾›†\x80-\x9f](?=[a-zA-Z])|(?:^|\s)[\x80-\x9f¯][a-zæøå]", text) is not None


def _as_read(letter: str, alphabet: str) -> str:
    """Return what a letter in UTF-8 looks like in another alphabet; a byte that this has not stands as its number."""
    data = letter.encode()
    return "".join(bytes([byte]).decode(alphabet, "ignore") or chr(byte) for byte in data)


def _table(alphabet: str) -> tuple[Mapping[str, str], re.Pattern[str]]:
    """Return what letters look like, those too that they look like when it has been done before."""
    letters = set(_LETTERS)
    for _ in range(_TIMES - 1 if alphabet in _OFTEN_TWICE else 0):
        letters |= {sign for letter in letters for sign in _as_read(letter, alphabet) if not sign.isascii()}
    table = {_as_read(letter, alphabet): letter for letter in letters}
    longest_first = sorted(table, key=len, reverse=True)
    return table, re.compile("|".join(map(re.escape, longest_first)))


_TABLES = tuple(_table(alphabet) for alphabet in _READ_AS)
