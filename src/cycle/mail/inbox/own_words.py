"""What somebody wrote themselves in a mail: without what they quote, without markup, in a few words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import takewhile

from cycle.mail.inbox.incoming import Incoming, first_of, one_line, part_text

LONGEST = 200
"""Characters that are kept; the whole stays in the mailbox."""
_QUOTE = re.compile(
    r"(>|-{3,} ?(original|opphavleg|opprinnelig|vidaresend|videresendt|forwarded)|_{10,}"
    r"|(on|den|på|am|le)\b.{5,120}\b(wrote|skreiv|skrev|schrieb|a écrit)\b.{0,200}$"
    r"|(from|frå|fra|von): .{0,200}@)",
    re.IGNORECASE,
)
_FROM = re.compile(r"\*?(from|frå|fra|från|von|de):\*? ?\S", re.IGNORECASE)
_HEAD = re.compile(r"\*?(sent|sendt?|skickat|gesendet|date|dato|to|til|subject|emne):\*? ?\S", re.IGNORECASE)
_SAID_BY_PROGRAM = re.compile(
    r"""\b (?: has|have|har ) \b .{0,30} \b (?: accepted|declined|tentatively|replied|responded|godtatt|godteke|godkjent
        |akseptert|avslått|avvist|takka|takket|svart|svara ) \b .{0,40}
        \b (?: invitation|event|meeting|appointment|request|invitasjon|innkalling|møte|hending|hendelse
            |førespurnad|forespørsel )
    | ^ (?: accepted|declined|tentative(?:ly\ accepted)?|akseptert|godtatt|avslått|avvist|foreløpig(?:\ godtatt)?
        |førebels ) \b \s* (?: :.* )? $
    | ^ (?: sent\ from\ (?:my|outlook|mail|yahoo|samsung)
        |sendt?\ fr[aå]\ (?:min|outlook|e-?post|samsung)|skickat\ från|get\ outlook\ for|last\ ned\ outlook
        |hent\ outlook ) \b
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""Lines that mail programs write themselves beside a calendar answer."""
_DETAILS = re.compile(
    r"""(?: when|where|what|who|time|date|location|organi[sz]er|attendees|guests|title|når|kva|hva|kvar|hvor|kven|hvem
    |tid|stad|sted|dato|emne|arrangør|deltakar\w*|deltaker\w*|calendar|kalender ) \s* :""",
    re.IGNORECASE | re.VERBOSE,
)
"""Where the details of the meeting begin, which are not the person's words."""
_OF_A_PROGRAM = re.compile(r"invitation from google calendar|invitasjon fra google kalender|~~//~~", re.IGNORECASE)
_NOTE = re.compile(
    r"""(?: with\ this\ note|med\ denne\ merknaden|med\ dette\ notatet|med\ denne\ meldinga|med\ denne\ meldingen )
    \s* :? \s* ["“«]? (.+?) ["”»]? \s* (?: \r?\n \s* \r?\n | $ )""",
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)
_BLOCKS = {"p", "div", "br", "tr", "li", "table", "blockquote", "h1", "h2", "h3", "hr"}
_SILENT = {"script", "style", "head", "title", "blockquote"}


def first_own_words(mail: Incoming) -> str:
    """Return the first words the sender wrote, on one line; empty when there are none."""
    return one_line(own_text(mail), longest=LONGEST)


def own_text(mail: Incoming) -> str:
    """Return what the sender wrote, line by line, as far as the first quoted or enclosed mail."""
    return "\n".join(_own_lines(_text_of(mail))).strip()


def words_beside(mail: Incoming) -> str:
    """Return what somebody wrote in the mail that carries a calendar answer; empty when a program wrote it all."""
    text = _text_of(mail)
    noted = _NOTE.search(text[:20_000])
    if noted:
        return one_line(noted[1], longest=LONGEST)
    if _OF_A_PROGRAM.search(text[:20_000]):
        return ""
    lines = takewhile(lambda line: not _DETAILS.match(line), _own_lines(text))
    return one_line(" ".join(line for line in lines if not _SAID_BY_PROGRAM.search(line[:400])), longest=LONGEST)


def _own_lines(text: str) -> Iterator[str]:
    """Return the lines before the first quoted or enclosed mail, or a signature that is marked as one."""
    lines = [line.strip()[:1000] for line in text.splitlines()[:500]]
    for number, line in enumerate(lines):
        if line == "--" or _QUOTE.match(line[:400]) or (_FROM.match(line) and _is_head(lines[number + 1 : number + 5])):
            return
        yield line


def _text_of(mail: Incoming) -> str:
    """Return the text for people: of a file that is enclosed nobody says that it is their words."""
    parts = [part for part in mail.parts(enclosed=False) if not part.get_filename()]
    plain = first_of(part_text(part) for part in parts if part.get_content_type() == "text/plain")
    return plain or plain_text(first_of(part_text(part) for part in parts if part.get_content_type() == "text/html"))


def _is_head(lines: list[str]) -> bool:
    """Return whether lines are those that Outlook writes above a mail it quotes."""
    return any(_HEAD.match(line) for line in lines)


def plain_text(html: str) -> str:
    """Return the text of HTML, without what is quoted."""
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
