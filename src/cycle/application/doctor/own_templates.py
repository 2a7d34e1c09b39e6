"""The templates that every service has, whatever its community sends: pages of the site, our pages, our own mails."""

from __future__ import annotations

from collections.abc import Iterator

from cycle.errors import Problem
from cycle.phrases import Phrase
from cycle.settings import Settings

OWN_TEMPLATES = (
    *(
        f"site/{name}"
        for name in (
            *("all.html", "base.html", "gone.html", "gone_also.html", "index.html", "meeting.html", "missing.html"),
            *("missing_also.html", "parts.html", "signal.html", "signals.html", "style.css", "turn.html", "year.html"),
        )
    ),
    *(
        f"review/{name}"
        for name in (
            *("base.html", "error.html", "gate.html", "gate_proposal.html", "ikon.svg", "letter.html", "letters.html"),
            *("login.html", "login_link.html", "login_sent.html", "mail.html", "mailing.html", "parts.html"),
            *("person.html", "persons.html", "post.html", "replies.html", "sessions.html", "style.css", "years.html"),
        )
    ),
    *(
        f"mail/{name}{form}"
        for name in ("innlogging", "kalender", "minne", "sekretariat", "vent")
        for form in (".txt", ".html")
    ),
)
"""By their place below the folder of templates; those of mails may have another in bokmål beside them."""


def absent_templates(settings: Settings) -> Iterator[Problem]:
    """Yield a problem for each template that this version has and the folder of an earlier one lacks."""
    for name in OWN_TEMPLATES:
        if not (settings.templates / name).is_file():
            what = Phrase("this version needs this template, and it is not there")
            remedy = Phrase("take it from the folder templates of the version that is installed")
            yield Problem(file=f"templates/{name}", where="", what=what, remedy=remedy)
