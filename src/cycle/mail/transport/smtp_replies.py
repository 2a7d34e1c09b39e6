"""Translates what a mail server said, or failed to say, into refused, unavailable or uncertain: once, at the door.

The phase decides: before the final dot nothing was accepted, after it only an answer tells.
"""

from __future__ import annotations

import re
import ssl
from base64 import b64decode, b64encode

from cycle.errors import Refused, Unavailable, Uncertain
from cycle.model import reason_text

LOG_IN_REFUSED = {534, 535, 538}
"""Codes with which a server turns the log-in down (RFC 4954 6)."""


TURNED_DOWN = {500, 502, 503, 504, 530, *LOG_IN_REFUSED}
"""Codes that are about us at whatever step: a command it does not take, a log-in it misses (RFC 5321, RFC 4954).
501 is not among them: at RCPT it is said of a misspelt address."""
_GREETING = re.compile(r"(?i)\b(helo|ehlo) command rejected|5\.5\.2 .*\b(helo|ehlo)\b")
"""Servers that look at our greeting tell it at RCPT only, with any code."""


class Stale(Unavailable):
    """The server ended the connection before it took the envelope; on an old connection a new one may be tried."""


class EarlyAnswer(OSError):
    """The server spoke before it was given the final dot, so it has accepted nothing."""

    def __init__(self, code: int, text: str) -> None:
        self.code, self.text = code, text
        super().__init__(f"{code} {text}")


def lost(phase: str, error: OSError) -> Unavailable | Uncertain:
    """Return what a connection that broke in this phase means."""
    if phase == "dot":
        return Uncertain(reason_text("no answer", detail=_short(error)))
    if phase == "envelope":
        return Stale(reason_text("ended", detail=_short(error)))
    if isinstance(error, EarlyAnswer) and error.code != 421 and 400 <= error.code < 600:
        return Unavailable(error.text, code=error.code)
    return Unavailable(reason_text("broke", detail=_short(error)))


def answered(phase: str, command: str | None, code: int, text: str) -> Refused | Unavailable | Uncertain:
    """Return what an answer other than "accepted" means: about this mail it carries its code, about us it does not."""
    if phase == "dot":  # an answer that is no SMTP reply
        return Uncertain(reason_text("unreadable", detail=text))
    if phase == "envelope" and code == 421:
        return Stale(reason_text("hung up", detail=f"{code} {text}"), said=code)
    about_us = command == "mail" and code != 552  # 552: the SIZE given with MAIL is too much for this one message
    if about_us or code in TURNED_DOWN or _GREETING.search(text) or code == 421 or not 400 <= code < 600:
        return Unavailable(reason_text("turned down", detail=f"{code} {text}"), said=code)
    return Refused(text, code=code) if code >= 500 else Unavailable(text, code=code)


def why_no_connection(server: str, error: Exception) -> str:
    """Return why there is no connection to a server, `host:port`, and what would be right."""
    return reason_text("no server", server=server, detail=_no_connection(error))


def _no_connection(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        remedy = "correct CYCLE_MAIL_HOST, or name the file of its authority in CYCLE_MAIL_AUTHORITY"
        return f"its certificate is not trusted ({error.verify_message}); {remedy}"
    if isinstance(error, ssl.SSLError):
        return f"no TLS with it ({_short(error)}); is it starttls or implicit on this port?"
    if "5.7.139" in words(getattr(error, "smtp_error", None)):
        return f"log-in over SMTP is turned off for the mailbox ({_short(error)}); have it turned on"
    if getattr(error, "smtp_code", None) in LOG_IN_REFUSED:
        return f"it does not accept the user name and password, or token ({_short(error)}); correct them"
    if "STARTTLS" in str(error):
        return "it does not offer STARTTLS, so nothing was sent; use implicit TLS or another server"
    return f"cannot be reached ({_short(error)}); nothing was sent"


def words(text: bytes | str | None) -> str:
    """Return the server's words on one line, printable, at most 500 characters."""
    said = text.decode("utf-8", "replace") if isinstance(text, bytes) else (text or "")
    return " ".join("".join(character if character.isprintable() else " " for character in said).split())[:500]


def concealed(text: str, secret: str) -> str:
    """Return the text without a secret, and without what was shown to log in; some servers repeat it."""
    for secret_form in (secret, b64encode(secret.encode()).decode()):
        text = text.replace(secret_form, "…") if secret else text
    text = re.sub(r"(?i)\bbearer \S+", "Bearer …", text)
    return re.sub(r"[A-Za-z0-9+/]{12,}={0,2}", lambda found: "…" if _is_log_in(found[0]) else found[0], text)


def _is_log_in(word: str) -> bool:
    """Return whether a word is base64 of PLAIN (RFC 4616), which begins with NUL, or of XOAUTH2."""
    return b64decode(word[:8]).startswith((b"\0", b"user="))


def _short(error: Exception) -> str:
    code, text = getattr(error, "smtp_code", None), getattr(error, "smtp_error", None)
    return f"{code} {words(text)}" if code is not None else (str(error) or type(error).__name__)
