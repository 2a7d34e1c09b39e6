"""What a Word template holds that goes along unseen (skjult i malen): told before a letter is made of it."""

from __future__ import annotations

from collections.abc import Collection

from cycle.application.publishing.not_for_all.finding_words import FOUND
from cycle.application.publishing.not_for_all.private_matter import is_said_openly
from cycle.application.publishing.not_for_all.private_texts import run_together
from cycle.archive.inspection import Finding, inspect, weight_of
from cycle.catalogue import sentence
from cycle.errors import Problem
from cycle.phrases import Phrase

IN_TEMPLATE = sentence("take it out of the Word template, and make the letters again")


def hidden_in_template(data: bytes, *, name: str, meant: Collection[str] = ()) -> tuple[Problem, ...]:
    """Return what the gate of the letters will tell of a Word template's own: what would go along, what to look at.

    `meant` is what all may see. Author and number of the secretariat are, and so is what each letter fills in.
    """
    known = run_together(" ".join(meant))
    found = [
        finding
        for finding in inspect(data, name=name)
        if not finding.quote.startswith(("{{", "{%", "{#")) and not is_said_openly(finding, known)
    ]
    problems = []
    along = dict.fromkeys(finding.kind for finding in found if weight_of(finding) == "removed")
    if along:
        things = tuple(Phrase(FOUND[kind]) for kind in along)
        what = Phrase("{things}: goes along when the file is published", things=things)
        problems.append(Problem(file=name, where="", what=what, remedy=Phrase(IN_TEMPLATE), severity="warning"))
    for finding in found:
        if finding.kind == "identity_number":
            problems.append(Problem(file=name, where="", what=_phrase_of(finding), remedy=Phrase(IN_TEMPLATE)))
        elif weight_of(finding) == "warning":
            what = Phrase("{what}: should everybody see it?", what=_phrase_of(finding))
            problems.append(Problem(file=name, where="", what=what, severity="warning"))
    return tuple(dict.fromkeys(problems))


def _phrase_of(finding: Finding) -> Phrase:
    words = Phrase(FOUND[finding.kind])
    return Phrase("{what} «{words}»", what=words, words=finding.quote) if finding.quote else words
