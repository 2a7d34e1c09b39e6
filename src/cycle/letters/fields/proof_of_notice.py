"""What a proof of notice (kvittering) may mention, and its rows as a file for a spreadsheet program."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from cycle.catalogue import in_context, say, sentence
from cycle.letters.fields.known_fields import COMMON, Field
from cycle.letters.fields.meeting_papers import name_held
from cycle.letters.fields.values import Fields
from cycle.model import Language

DIGITS = 16
"""How much of a sha256 the page shows; the file for spreadsheets has it whole."""

ADDRESS_ROOM = 32
"""Characters of an address that stand on one line of their column."""
_PIECE = re.compile(r"[^.]*\.|[^.]+")

HEADER = (
    sentence("Recipient"),
    sentence("Person id"),
    sentence("Way"),
    sentence("Address"),
    sentence("Status"),
    sentence("Moment"),
    sentence("Code"),
    sentence("Answer"),
    "sha256",
    "Message-ID",
)
ProofWay = Literal["mail", "paper", "none"]
WAYS: Mapping[ProofWay, str] = {
    "mail": sentence("e-mail"),
    "paper": sentence("paper"),
    "none": sentence(in_context("proof", "not sent")),
}
ProofState = Literal[
    "planned",
    "queued",
    "sending",
    "sent",
    "claimed",
    "refused",
    "failed",
    "uncertain",
    "returned",
    "printed",
    "unprinted",
    "none",
]
STATES: Mapping[ProofState, str] = {
    "planned": sentence(in_context("proof", "not sent yet")),
    "queued": sentence(in_context("proof", "queued")),
    "sending": sentence(in_context("proof", "being sent now")),
    "sent": sentence(in_context("proof", "accepted")),
    "claimed": sentence(in_context("proof", "counted as sent")),
    "refused": sentence(in_context("proof", "refused")),
    "failed": sentence(in_context("proof", "not sent")),
    "uncertain": sentence(in_context("proof", "uncertain")),
    "returned": sentence(in_context("proof", "returned")),
    "printed": sentence(in_context("proof", "printed")),
    "unprinted": sentence(in_context("proof", "not printed")),
    "none": sentence(in_context("proof", "not sent")),
}
"""What became of the letter to one person: as a mail, on paper, or not at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofRow:
    """What became of the letter to one person. Other texts than how and what are as they are printed."""

    name: str
    recipient: str
    by: ProofWay
    address: str
    """E-mail address, or postal address line by line."""
    state: ProofState
    at: str
    """When it was accepted or printed, ISO 8601 with offset in the file for spreadsheets; empty for never."""
    when: str
    """The same moment as readers know it."""
    code: str
    answer: str
    """The server's words, who printed it, or why it did not go."""
    sha256: str = ""
    """Of the mail as it was handed over, or of the printed letter."""
    message_id: str = ""
    handed_over: bool = False
    """Whether the moment is when the mail went from us, for want of an answer."""


def proof_csv(rows: Sequence[ProofRow], language: Language = "nn") -> bytes:
    """Return the rows as a file that Norwegian Excel opens as it is: UTF-8 with BOM, semicolons, CRLF (RFC 4180).

    A cell that a spreadsheet program would take for a formula gets an apostrophe before it.
    """
    target = io.StringIO(newline="")
    writer = csv.writer(target, delimiter=";", lineterminator="\r\n")
    writer.writerow([say(language, words) for words in HEADER])
    for row in rows:
        cells = (
            row.name,
            row.recipient,
            say(language, WAYS[row.by]),
            row.address,
            say(language, STATES[row.state]),
            row.at,
            row.code,
            row.answer,
            row.sha256,
            row.message_id,
        )
        writer.writerow([_harmless(" ".join(cell.split())) for cell in cells])
    return target.getvalue().encode("utf-8-sig")


def proof_fields(
    common: Fields,
    *,
    dispatch: str,
    subject: str,
    trial: str,
    made: str,
    summary: str,
    reached: Sequence[ProofRow],
    paper: Sequence[ProofRow],
    missing: Sequence[ProofRow],
    language: Language = "nn",
) -> Fields:
    """Return what the proof is filled with; `common` are the fields of a paper that is the same for all."""
    return {
        **common,
        "proof": {
            "dispatch": dispatch,
            "subject": subject,
            "trial": trial,
            "made": made,
            "total": str(len(reached) + len(paper) + len(missing)),
            "summary": summary,
            "claimed": any(row.state == "claimed" for row in reached),
            "handed_over": any(row.handed_over for row in reached),
            "reached": [_row(row, language) for row in reached],
            "paper": [_row(row, language) for row in paper],
            "missing": [_row(row, language) for row in missing],
        },
    }


def _row(row: ProofRow, language: Language) -> Fields:
    return {
        "name": name_held(row.name),
        "address": _in_lines(", ".join(row.address.splitlines())),
        "state": say(language, STATES[row.state]),
        "when": row.when,
        "answer": " ".join(part for part in (row.code, row.answer) if part),
        "fingerprint": row.sha256[:DIGITS],
    }


def _in_lines(address: str) -> str:
    """Return an address whose words that the column has no room for go on after `@`, or else after a dot."""
    return " ".join("\n".join(_parted(word)) if len(word) > ADDRESS_ROOM else word for word in address.split(" "))


def _parted(word: str) -> list[str]:
    lines = []
    for half in re.findall(r"[^@]*@|[^@]+", word):
        line = ""
        for piece in _PIECE.findall(half):
            if line and len(line + piece) > ADDRESS_ROOM:
                lines.append(line)
                line = ""
            line += piece
        lines.append(line)
    return lines


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@")) else cell


def _text(name: str, meaning: str, *, shape: str = "") -> Field:
    return Field(name=name, kind="text", meaning=meaning, shape=shape)


def _flag(name: str, meaning: str) -> Field:
    return Field(name=name, kind="flag", meaning=meaning)


def _people(name: str, meaning: str) -> Field:
    inside = (
        _text("name", "Full name"),
        _text("address", "E-mail or postal address"),
        _text("state", "What became of the letter"),
        _text("when", "When it was accepted or printed"),
        _text("answer", "The server's words, or why not"),
        _text("fingerprint", "The first of the sha256"),
    )
    entry = Field(name="", kind="group", meaning="one of them", inside=inside)
    return Field(name=name, kind="list", meaning=meaning, inside=(entry,))


_PROOF = Field(
    name="proof",
    kind="group",
    meaning="What became of a dispatch",
    inside=(
        _text("dispatch", "What was sent"),
        _text("subject", "Subject of the mail"),
        _text("trial", "What sort of rehearsal it was; empty in earnest"),
        _text("made", "When the proof was made"),
        _text("total", "How many there are", shape=r"\d+"),
        _text("summary", "How many of each, as a phrase"),
        _flag("claimed", "True when a person answers for one that was accepted by nobody"),
        _flag("handed_over", "True when of one it is only known when it went from us"),
        _people(
            "reached",
            "Those whose mail was accepted or counts as sent",
        ),
        _people("paper", "Those whose letter was printed"),
        _people("missing", "Those who had nothing yet"),
    ),
)

PROOF = Field(
    name="",
    kind="group",
    meaning="A proof of notice",
    inside=(*COMMON.inside, _PROOF),
)
"""What the template of a proof may mention."""
