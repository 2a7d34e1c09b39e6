"""Which words tell that a text is written for those who judge a rule, and not for the one who is invited by it."""

from __future__ import annotations

import re

_TOPICS = (
    r"\b(?:kjeld(?:e|a|er|ene)|kilde(?:n|r|ne)?)\b|\btvil(?:en|sam\w*|som\w*)?\b"
    r"|\b(?:uklart|uvisst|(?:ikkje|ikke) avklart)\b|, her\b"
)
"""What says doubt in a reason, and in a purpose or what somebody talks about may be the matter itself."""
_OURS = (
    r"\bvi (?:les|leser|tolkar|tolker|forstår|reknar med|regner med|trur|tror)\b"
    r"|\bvår (?:tolking|tolkning|lesemåte|lesing|lesning)\b|\b(?:utleidd|utledet)\b"
    r"|\b(?:truleg|trolig|anta[gk]elig|antakeleg|sannsynleg\w*|sannsynlig\w*|kanskje|formodentlig)\b"
    r"|\bvi (?:antar|antek|går ut frå|går ut fra|veit ikkje|vet ikke)\b"
    r"|\b(?:fr[ae]mgår (?:ikkje|ikke)|fr[ae]mkommer ikke)\b"
    r"|\b(?:skal|må|bør|kan) (?:inviterast|inviteres|bli (?:invitert|inviterte))\b"
)
_TOPICS_TOO = (
    r"\b(?:uklar|uviss|usikker[te]?|(?:ikkje|ikke) (?:avklara|avgjort))\b|[–-] her\b|\(her \w"
    r"|\b(?:seier|sier|nemner|nevner|opplyser|det står) (?:ikkje|ikke|ingenting|inkje)\b"
)
_WE_HELD = (
    "tolka|tolket|rekna|regna|regnet|lese|lest|forstått|anteke|antatt|lagt til grunn|(?:teke|tatt) utgangspunkt|gått ut"
)
_OURS_TOO = (
    r"\bvi (?:legg|legger) til grunn\b|\b(?:les|leser|tolkar|tolker|reknar|regner|trur|tror) vi\b"
    rf"|\b(?:vi har|har vi) (?:\w+ ){{0,2}}(?:{_WE_HELD})\b"
    r"|\b(?:går|tek|tar) vi ut|\blegg(?:er)? vi til grunn|\bvår (?:forståing|forståelse)\b"
    r"|\b(?:truleg\w+|trolig\w+|anta[gk]eleg|sannsynl[ei]g\w*|visstnok)\b"
    r"|\bså (?:vidt|langt) (?:vi|me) (?:veit|vet|kjenner|forstår|kan sjå|kan se)\b"
    r"|\bser (?:det )?ut (?:til|som)\b|\btyder på at\b|\bi dette tilfell(?:et|e)\b"
)
_REFUSED = re.compile(f"{_TOPICS}|{_OURS}", re.IGNORECASE)
_IN_A_REASON = re.compile(f"{_TOPICS}|{_OURS}|{_TOPICS_TOO}|{_OURS_TOO}", re.IGNORECASE)
_ELSEWHERE = re.compile(f"{_OURS}|{_OURS_TOO}", re.IGNORECASE)


def certain_doubt_in(text: str) -> str:
    """Return what no reason may say: a source, our doubt, who is to be invited, a name patched in (`, her X`).

    A file that says it is refused, so what is new here shuts out years that are under way: it goes into `doubt_in`.
    """
    return _found(_REFUSED, text)


def doubt_in(text: str) -> str:
    """Return what in a reason reads as doubt, also where it may be meant otherwise; empty for a letter's text."""
    return _found(_IN_A_REASON, text)


def doubt_of_ours_in(text: str) -> str:
    """Return what in a purpose or the reason of an addition reads as doubt of ours, whatever its matter is."""
    return _found(_ELSEWHERE, text)


def _found(words: re.Pattern[str], text: str) -> str:
    found = words.search(text)
    return found.group().strip(" ,–-") if found else ""
