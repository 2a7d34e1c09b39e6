"""What somebody wrote themselves in a mail: without what they quote, without markup, in a few words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
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
_GREETING = re.compile(r"(?:hei|heisann|hallo|hi|hello|god\s?dag|kjære|til)\b[^.!?:;0-9]{0,40}[,.!]?", re.IGNORECASE)
_LEFT_OUT = "\N{OBJECT REPLACEMENT CHARACTER}"
"""Stands in the text of a page where a quotation stood."""
_MARKS = (">", _LEFT_OUT)
_LINES_ABOVE, _FULL = 3, 60
"""Lines that say who wrote what is quoted; how long a quoted line is that a program may have broken."""
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
    """Return the lines before the first quoted or enclosed mail, or a signature that is marked as one.

    Who wrote no more than a greeting there wrote below: then it is the lines that no mark says are quoted.
    """
    lines = [line.strip()[:1000] for line in text.splitlines()[:500]]
    above = list(_before_a_quotation(lines))
    yield from (line for line in above if line != _LEFT_OUT)
    if all(line in {"", _LEFT_OUT} or _GREETING.fullmatch(line) for line in above):
        yield from (line for line in _below(lines[len(above) :]) if line != _LEFT_OUT)


def _before_a_quotation(lines: Sequence[str]) -> Iterator[str]:
    for number, line in enumerate(lines):
        after = next(iter(lines[number + 1 : number + 2]), "")
        if after.endswith(":") and _QUOTE.match(f"{line[:200]} {after[:200]}"):
            return
        if line == "--" or _QUOTE.match(line[:400]) or (_FROM.match(line) and _is_head(lines[number + 1 : number + 5])):
            return
        yield line


def _below(lines: Sequence[str]) -> Iterator[str]:
    """Return the lines after and between those with the mark of a quotation; none where nothing marks its lines."""
    marked = [number for number, line in enumerate(lines) if line.startswith(_MARKS)]
    first = marked[0] if marked else len(lines)
    if sum(bool(line) for line in lines[:first]) > _LINES_ABOVE:
        return
    at = first
    while at < len(lines):
        if lines[at].startswith(_MARKS):
            at += 1
            continue
        own = list(_before_a_quotation(lines[at:]))
        if not own:  # a signature, or what no mark says the end of
            return
        goes_on = at + len(own) < len(lines) and lines[at + len(own)].startswith(_MARKS)
        if not (goes_on and len(lines[at - 1]) > _FULL and len(own) == 1):  # else the line before was broken
            yield from own
        at += len(own)


def _text_of(mail: Incoming) -> str:
    """Return the text for people: of a file that is enclosed nobody says that it is their words."""
    parts = [part for part in mail.parts(enclosed=False) if not part.get_filename()]
    plain = first_of(part_text(part) for part in parts if part.get_content_type() == "text/plain")
    return plain or _marked(first_of(part_text(part) for part in parts if part.get_content_type() == "text/html"))


def _is_head(lines: Sequence[str]) -> bool:
    """Return whether lines are those that Outlook writes above a mail it quotes."""
    return any(_HEAD.match(line) for line in lines)


def plain_text(html: str) -> str:
    """Return the text of HTML, without what is quoted."""
    return _marked(html).replace(f"{_LEFT_OUT}\n", "")


def _marked(html: str) -> str:
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
        if tag == "blockquote":
            self.text.append(f"{_LEFT_OUT}\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._silent:
            del self._silent[self._silent.index(tag) :]

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.text.append(data)
