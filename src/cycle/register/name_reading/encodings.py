"""Norwegian letters that a program has spoilt, put right where it can be seen what they were."""

from __future__ import annotations

import html
import re
from urllib.parse import unquote_to_bytes

_TWICE = re.compile(r"[ÃÂâ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")
"""What two bytes of UTF-8 look like when they are read one by one."""
_MAC = re.compile(
    r"(?<![\w\s])[¯¿¾®Œ\x81\x8c](?=[a-zæøå])|(?<=[a-zA-Z])[¯¿¾®Œ\x8c](?=[a-z]|\b|$|\s)|(?<![^\s-])[¯®\x81](?=[a-z])"
)
_DOS = re.compile(r"(?<=[a-zA-Z])[›†‘\x9b\x86\x91](?=[a-zA-Z]|$)|(?<![^\s-])[\x9d\x8f\x92’](?=[a-z])")
_SEVEN = re.compile(r"(?<=[a-zA-Z])[{|}](?=[a-z]|$|\s)|(?<![^\s-])[\[\\\]](?=[a-z])")
_ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-fA-F]+|[A-Za-z]{4,7});")
_PERCENT = re.compile(r"(?:%[cC]3%[89abAB][0-9a-fA-F])")
_QUOTED = re.compile(r"(?:=C3=[89AB][0-9A-F])")

SEVEN_BITS = str.maketrans("{|}[\\]", "æøåÆØÅ")
"""Norwegian letters of the national 7-bit alphabet (NS 4551)."""

LOST = re.compile(r"\ufffd|(?<=\w)\?(?=\w)|(?<![^\s-])\?(?=\w)|\?\?(?=\w)|(?<=\w)\?\?")
"""A letter that a program has thrown away; nothing tells which it was."""


def repaired(text: str) -> tuple[str, str]:
    """Return the text with its letters, and what had happened to it: a key of `words`, empty when nothing had.

    `double_encoding` is UTF-8 read as something else, and possibly saved so again; `old_alphabet` is that of old Macs,
    of DOS or of 7 bits; `web_letters` are entities, percent signs and quoted-printable.
    """
    if text.isascii():
        return _web(text)
    if _TWICE.search(text):
        mended = _again_utf8(text)
        if mended != text:
            return mended, "double_encoding"
    for pattern, alphabet in ((_MAC, "mac_roman"), (_DOS, "cp865")):
        if pattern.search(text):
            mended = _as(text, alphabet)
            if mended != text and all(character.isalnum() or character in " -.,'’/()@&" for character in mended):
                return mended, "old_alphabet"
    return _web(text)


def seven_bits(name: str) -> str:
    """Return a name with the Norwegian letters that 7 bits have no room for, as it is when it has none."""
    return name.translate(SEVEN_BITS) if _SEVEN.search(name) else name


def fits(pattern: str, name: str) -> bool:
    """Return whether a name with lost letters may be this one: each lost letter may be one letter of any kind."""
    if not LOST.search(pattern):
        return False
    wanted = "".join(r"\w{1,2}" if character in "?\ufffd" else re.escape(character) for character in pattern)
    return re.fullmatch(wanted, name, re.IGNORECASE) is not None


def _web(text: str) -> tuple[str, str]:
    if "&" in text and _ENTITY.search(text):
        mended = html.unescape(text)
        return (mended, "web_letters") if mended != text else (text, "")
    if "%" in text and _PERCENT.search(text):
        return unquote_to_bytes(text).decode("utf-8", "replace"), "web_letters"
    if "=C3=" in text and _QUOTED.search(text):
        return unquote_to_bytes(text.replace("=", "%")).decode("utf-8", "replace"), "web_letters"
    return text, ""


def _again_utf8(text: str) -> str:
    """Return the text with each spoilt pair read as the letter it was, up to three times spoilt."""
    for _ in range(3):
        mended = re.sub(
            r"[ÃÂ](?:[\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ])|â[\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]{2}",
            lambda found: _letter(found[0]),
            text,
        )
        if mended == text:
            return text
        text = mended
    return text


def _letter(spoilt: str) -> str:
    try:
        return b"".join(
            character.encode("latin-1") if ord(character) < 256 else character.encode("cp1252") for character in spoilt
        ).decode()
    except UnicodeError:
        return spoilt


def _as(text: str, alphabet: str) -> str:
    try:
        data = b"".join(
            character.encode("latin-1") if ord(character) < 256 else character.encode("cp1252") for character in text
        )
    except UnicodeEncodeError:
        return text
    return data.decode(alphabet, "replace")
