"""What somebody wrote themselves in a mail: without what they quote, without markup, in a few words."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from cycle.mail.incoming import Incoming, first_of, one_line

LONGEST = 200
"""Characters that are kept; the whole stays in the mailbox."""
_QUOTE = re.compile(
    r"(>|-{3,} ?(original|opphavleg|opprinnelig|vidaresend|videresendt|forwarded)|_{10,}"
    r"|(on|den|på|am|le)\b.{5,120}\b(wrote|skreiv|skrev|schrieb|a écrit)\b.{0,200}$"
    r"|(from|frå|fra|von): .{0,200}@)",
    re.IGNORECASE,
)
_BLOCKS = {"p", "div", "br", "tr", "li", "table", "blockquote", "h1", "h2", "h3", "hr"}
_SILENT = {"script", "style", "head", "title", "blockquote"}


def own_words(mail: Incoming) -> str:
    """Return the first words the sender wrote, on one line; empty when there are none."""
    text = first_of(mail.texts("text/plain", enclosed=False)) or _plain(
        first_of(mail.texts("text/html", enclosed=False))
    )
    lines: list[str] = []
    for line in text.splitlines()[:500]:
        bare = line.strip()
        if _QUOTE.match(bare[:400]) or bare == "--":
            break
        lines.append(bare[:1000])
    return one_line(" ".join(lines), longest=LONGEST)


def _plain(html: str) -> str:
    reader = _Reader()
    reader.feed(html[:50_000])
    return "".join(reader.text)


class _Reader(HTMLParser):
    """Takes the text out of HTML, without what is quoted."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text: list[str] = []
        self._silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.text.append("\n")
        if tag in _SILENT:
            self._silent.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._silent:
            del self._silent[self._silent.index(tag) :]

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.text.append(data)
