"""Why a mailing waits for a person: kept as a code with its data, and said in the reader's language last."""

from __future__ import annotations

import json
from collections.abc import Mapping

from cycle.application.year import OpenCycle
from cycle.catalogue import sentence

REASONS: Mapping[str, str] = {
    "first sent": sentence("The first mail is sent. See that it is right before the rest go."),
    "first few sent": sentence("The {number} first mails are sent. See that they are right before the rest go."),
    "first not sent": sentence("The first mail is not sent. See what happened before the rest go."),
    "first few partly sent": sentence(
        "Of the {number} first mails, {sent}. See what happened to the others before the rest go."
    ),
    "first few not sent": sentence("None of the {number} first mails is sent. See what happened before the rest go."),
    "many refused": sentence("Many of the last mails were refused. See why before the rest go."),
    "clock": sentence("{doubts} The mails would get a wrong date. Look at the clock before they go."),
    "restored": sentence(
        "The database was restored from a backup, and the mailing was approved then. It may have been sent afterwards: "
        "look in the mail server's log, or ask a recipient. If it was sent, send the step back."
    ),
}


def hold_reason(code: str, **data: object) -> str:
    """Return why a mailing waits, as it is kept; KeyError for a code that no sentence has."""
    return json.dumps({"code": code, **data}, ensure_ascii=False) if REASONS[code] else ""


def said_reason(cycle: OpenCycle, kept: str) -> str:
    """Return why a mailing waits in words; a version before this one kept the words themselves."""
    try:
        data = json.loads(kept)
        words = REASONS[data.pop("code")]
    except (ValueError, TypeError, AttributeError, KeyError):
        return kept
    if "sent" in data:
        data["sent"] = cycle.count(data["sent"], "{number} sent", "{number} sent")
    return cycle.say(words, **data)
