"""What stays on one line where it is read: an hour, a day, a telephone number, an address, and `e-post`."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from cycle.wording import MONTHS


def held_together(text: str) -> str:
    """Return the text as printed: `kl. 09.00`, `18. februar 2027`, `5014 Bergen`, phone numbers, `e-post` kept whole.

    Only for what is looked at: nothing that is compared, searched or sent as plain text has been through this. In an
    address, and a number as `2027-1`, each character stays, with a joiner behind the hyphen that LibreOffice leaves out
    of the PDF.
    """
    return _with_addresses(_words_held(text), lambda address: _HYPHEN.sub("-\N{WORD JOINER}", address))


def page_held(page: str) -> str:
    """Return a page of ours as `held_in_html` does, with each e-mail address in an element of its own.

    It stays on a line where there is room, and is parted behind the @ and before a dot where there is none.
    """
    return held_in_html(page, mailed=_parted)


def held_in_html(page: str, *, whole: str = 'class="whole"', mailed: Callable[[str], str] | None = None) -> str:
    """Return the page with the text people read held together; tags, styles, code, fields and the head are left alone.

    A browser breaks a line after the dash of `09.00–15.00`, which Word and LibreOffice do not: there it is held too.
    An address or a number with a hyphen, `2027-1`, is copied from a page: it gets an element around it, with `whole` to
    keep it on a line; every e-mail address is written by `mailed` where it is given.
    """
    parts, silent = _TAG.split(page), 0
    for at, part in enumerate(parts):
        if at % 2:
            name = part.strip("</>").split(None, 1)[0].lower() if part.strip("</>") else ""
            silent += (name in _SILENT) * (-1 if part.startswith("</") else 1)
        elif not silent:
            parts[at] = _text_held(part, whole, mailed)
    return "".join(parts)


@lru_cache(maxsize=2_000)
def _text_held(text: str, whole: str, mailed: Callable[[str], str] | None) -> str:
    """Return a text between two tags held together: the pages of a site have most of theirs in common."""
    held = _RANGE.sub("\\g<0>\N{WORD JOINER}", _words_held(text))
    return _with_addresses(held, lambda address: f"<span {whole}>{address}</span>", mailed)


def _with_addresses(text: str, held: Callable[[str], str], mailed: Callable[[str], str] | None = None) -> str:
    """Return the text with each address and number that has a hyphen as `held` writes it, e-mail as `mailed`."""
    if "-" not in text and not (mailed and "@" in text):  # most texts of a page: a site is some hundred thousand
        return text

    def written(found: re.Match[str]) -> str:
        address = found.group()
        if mailed and "@" in address:
            return mailed(address)
        return held(address) if _HYPHEN.search(address) else address

    return _ADDRESS.sub(written, text)


def _parted(address: str) -> str:
    """Return an e-mail address as an element that is parted at its @ and dots alone, and never at a hyphen."""
    pieces = [
        f'<span class="whole">{piece}</span>' if _HYPHEN.search(piece) else piece for piece in _PIECE.findall(address)
    ]
    return f'<span class="address">{"<wbr>".join(pieces)}</span>'


def _words_held(text: str) -> str:
    if not _MAY_BE_HELD.search(text):
        return text
    for pattern in _HELD:
        text = pattern.sub(lambda found: found.group().replace(" ", "\u00a0").replace("-", "\u2011"), text)
    return text


_MONTH = "|".join(MONTHS)
_HELD = (
    re.compile(
        r"\b(?:(?:[Kk]l|[Nn]r|[Pp]kt|[Kk]ap|[Aa]rt|[Tt]lf|s)\.|[Kk]l|[Nn]r|Postboks) (?=\d)|(?<!§)§{1,2} (?=\d)"
        r"|(?<=\d) (?=(?:%|kr|kroner|kB|MB)(?!\w))"
    ),
    re.compile(r"(?:^|(?<=, )|(?<=[(\n]))\d{4} (?=[A-ZÆØÅ])|(?<=[a-zæøå]) (?=(?:R?HF|AS|IKS|KF)\b)"),
    re.compile(rf"(?<![\w.])\d{{1,2}}\. (?=(?:{_MONTH})\b)"),
    re.compile(rf"(?<=\d\.[ \u00a0])(?:{_MONTH}) (?=\d{{4}}\b)"),
    re.compile(r"(?<![\w.,])(?:\+\d{1,3} )?(?:\d\d(?: \d\d){3}|\d{3} \d\d \d{3})(?!\w| \d)"),
    re.compile(r"(?<![\w@./:-])[Ee]-(?=post(?![\w.-]*@))"),
)
_MAY_BE_HELD = re.compile(r"\d|[Ee]-post| (?:R?HF|AS|IKS|KF)\b")
"""What each of them has in it."""
_ADDRESS = re.compile(
    r"(?<![\w@/.+-])(?:[\w.+-]+@[\w.-]+\w|(?:https?://|www\.)[^\s<>«»\"]*[\w/]|[\w-]+(?:\.[\w-]+)*\.(?:no|com|org|net)(?![\w-])"
    r"|\d{1,4}(?:-\w{1,12}){1,2}(?![\w@-]|\.\w))"
)
"""E-mail and web addresses; and what begins with a number and a hyphen, as signals and forms do: it is copied too."""
_HYPHEN = re.compile(r"(?<=\w)-(?=\w)")
_PIECE = re.compile(r"\.?[^.@]+@?|[.@]")
"""What stays on one line of an e-mail address that is too long for the place it has."""
_RANGE = re.compile(r"(?<=\d\d\.\d\d)–(?=\d)")
_TAG = re.compile(r"(<!--.*?-->|<[^>]*>)", re.DOTALL)
_SILENT = {"head", "style", "script", "code", "pre", "textarea", "option"}
