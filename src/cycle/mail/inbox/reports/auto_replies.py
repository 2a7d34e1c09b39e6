"""Whether a mail was written by a machine (RFC 3834). No such mail is ever answered; nothing here answers any."""

from __future__ import annotations

import re

from cycle.mail.inbox.incoming import ADDRESS, Incoming

_SERVERS = re.compile(
    r"(mailer[-_.]?daemon|post[-_.]?master|mail[-_.]?daemon|mdaemon|mail-delivery-subsystem|mailsystem|mail-system|mailerdaemon"
    r"|microsoftexchange[0-9a-f]{16,}|bounces?|bounce-\S+|smtp-?daemon|maildelivery)(\+\S*)?@",
    re.IGNORECASE,
)
_NAMES = re.compile(
    r"mail delivery (sub)?system|mail delivery service|mailer[- ]daemon|(system|mail) administrator|postmaster"
    r"|interscan",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"(auto(matic|matisk|svar|-?reply| reply)|out of (the )?office|ut[ae] av kontoret"
    r"|away from my mail|on vacation|abwesen|automatische antwort|réponse automatique|respuesta automática"
    r"|risposta automatica|poissaolo"
    r"|(ferie|fr[åa]værs?)-?(svar|melding))",
    re.IGNORECASE,
)
_ANSWER = re.compile(r"(re|sv|vs|aw|ang|antw|svar)\s*(\[\d+\])?\s*:", re.IGNORECASE)
_LEFT = re.compile(
    r"\b(har slutta|har sluttet|slutta i|sluttet i|ikkje lenger|ikke lenger|no longer (work|with|employed)|has left)\b",
    re.IGNORECASE,
)


def from_a_server(mail: Incoming) -> bool:
    """Return whether a mail server sent it itself: by its name, or with no address to return to."""
    return mail.header("Return-Path").replace(" ", "") == "<>" or named_server(mail)


def named_server(mail: Incoming) -> bool:
    """Return whether the sender is called what mail servers are called."""
    senders = mail.addresses("From", "Sender")
    name = ADDRESS.sub("", mail.header("From"))
    return (
        any(_SERVERS.match(sender) for sender in senders)
        or bool(_NAMES.search(name))
        or mail.header("From").strip() == "<>"
    )


def is_automatic(mail: Incoming) -> bool:
    """Return whether a machine wrote the mail, by its headers.

    What a list or a bulk sender puts on every mail that passes says nothing of one in which somebody answers another.
    """
    submitted = mail.header("Auto-Submitted").partition(";")[0].strip().lower()
    precedence = mail.header("Precedence").strip().lower()
    report = str(mail.message.get_param("report-type") or "").lower()
    passed_on = precedence in {"bulk", "list"} or bool(mail.message["List-Id"])
    return (
        submitted not in {"", "no"}
        or precedence in {"auto_reply", "junk"}
        or (passed_on and not answers_somebody(mail))
        or any(mail.message[name] for name in ("X-Autoreply", "X-Autorespond", "X-Autoresponder"))
        or report in {"disposition-notification", "feedback-report"}
        or from_a_server(mail)
        or bool(_SUBJECT.match(mail.header("Subject").strip()))
    )


def answers_somebody(mail: Incoming) -> bool:
    """Return whether a person pressed the answer button: by the subject, and the mail that it refers to."""
    refers = mail.message["In-Reply-To"] or mail.message["References"]
    return bool(refers) and bool(_ANSWER.match(mail.header("Subject").strip()))


def says_left(text: str) -> bool:
    """Return whether an automatic answer says that the person has left."""
    return bool(_LEFT.search(text))
