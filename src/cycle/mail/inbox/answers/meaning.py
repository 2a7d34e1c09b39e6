"""What a person's own words may mean: clear ones are proposed as an answer, for somebody to confirm; none is taken.

Only plain statements about oneself count. A question about coming, a condition, a no to something else, words of
somebody else, or statements that disagree propose nothing: a wrong proposal is worse than none.
"""

from __future__ import annotations

import re
from typing import Literal

from cycle.mail.inbox.answers import doubt_words as doubt
from cycle.mail.inbox.answers import meaning_words as say
from cycle.mail.inbox.incoming import one_line
from cycle.model import Suggested

LONGEST = 2000
"""Characters that are read."""

_Said = Literal["", "accepted", "declined", "tentative", "perhaps", "others", "unclear"]
"""What a clause says: an answer; `perhaps`: a yes that any other word outweighs; `others`: that another does not come;
`unclear`: something about coming that is not understood."""


def suggested(text: str) -> Suggested:
    """Return the answer that words clearly give; empty when they are unclear, ask, or depend on something."""
    own = _without_signature(text[:LONGEST])
    if doubt.ABSENT.search(own) or doubt.ABOUT_OTHERS.search(own):
        return ""
    sentences = [sentence for sentence in _sentences(own) if sentence]
    found: set[_Said] = set()
    alone = False
    for sentence in sentences:
        for clause, said in _of_sentence(sentence, only=len(sentences) == 1):
            found.add(said)
            alone = alone or (said == "accepted" and "others" not in found and bool(say.ALONE.search(clause)))
    return _together(found - {""}, alone=alone)


def names_substitute(text: str) -> bool:
    """Return whether words say that somebody else comes instead."""
    return any(
        say.SUBSTITUTE.search(clause) and not _is_no_substitute(clause)
        for sentence in _sentences(_without_signature(text[:LONGEST]))
        if "?" not in sentence and not doubt.CONDITION.search(sentence) and not doubt.HEDGED.search(sentence)
        for clause in _clauses(sentence)
    )


def own_line(text: str, *, longest: int) -> str:
    """Return the beginning of the words on one line, or the sentence that names a substitute where that comes later."""
    short = one_line(text, longest=longest)
    if not names_substitute(text) or names_substitute(short):
        return short
    place = next((sentence for sentence in _sentences(text) if names_substitute(sentence)), "")
    return one_line(f"… {place}", longest=longest) if place else short


def _together(found: set[_Said], *, alone: bool) -> Suggested:
    """Return what the clauses say together; empty where they disagree."""
    if found == {"accepted", "tentative"} or found == {"perhaps", "tentative"}:
        return "tentative"
    if "others" in found and alone:  # it is told who comes, beside somebody who does not
        found = found - {"others"}
    if found == {"perhaps"}:
        return "accepted"
    found = found - {"perhaps"}
    answer = next(iter(found)) if len(found) == 1 else ""
    return answer if answer in {"accepted", "declined", "tentative"} else ""


def _of_sentence(sentence: str, *, only: bool) -> list[tuple[str, _Said]]:
    """Return each clause of a sentence with what it says; `only`: there is no other sentence in the mail."""
    bare = sentence.rstrip(".! ")
    if only and (say.BARE_YES.fullmatch(bare) or say.BARE_NO.fullmatch(bare)):
        return [(sentence, "accepted" if say.BARE_YES.fullmatch(bare) else "declined")]
    if "?" in sentence:
        return [(sentence, "unclear" if doubt.ASKS.search(sentence) else "")]
    if doubt.UNSURE.search(sentence):
        return [(sentence, "tentative")]
    if doubt.CONDITION.search(sentence) and not doubt.IF_ANYTHING.search(sentence):
        return [(sentence, "unclear")]
    clauses = _clauses(sentence)
    said = [(clause, _of(clause)) for clause in clauses]
    if said[0][1] == "perhaps" and len(clauses) > 1 and re.match(r"(men|but)\b", clauses[1], re.IGNORECASE):
        said[0] = (clauses[0], "")  # what somebody would like, and why not
    return said


def _of(clause: str) -> _Said:
    """Return yes, no or unclear by one clause alone; empty when it is not about coming."""
    if not clause or doubt.NOT_NOW.search(clause) or doubt.CONDITION.search(clause):
        return ""
    comes, denies = bool(say.COMES.search(clause)), len(say.DENIES.findall(clause))
    if doubt.OTHER_MATTER.search(clause):
        return "unclear"
    if say.NEITHER.search(clause):
        return "declined" if say.ALONE.search(clause) else "unclear"
    if doubt.LATER.search(clause) or doubt.DOUBTS.search(clause) or (comes and doubt.EITHER.search(clause)):
        return "unclear"
    if comes and (doubt.ONLY.search(clause) or doubt.ELSEWHERE.search(clause) or doubt.OTHER_OCCASION.search(clause)):
        return "unclear"
    if doubt.ELSEWHERE.search(clause) and re.search(r"\b(må|berre|bare|kun|only)\b", clause, re.IGNORECASE):
        return "unclear"
    if re.match(r"(?:(?:men|but|og)\s+)?(?:ikkje|ikke|not)\s+(?:på|til|i|to)\b", clause, re.IGNORECASE):
        return "unclear"
    if doubt.MAYBE.search(clause) and say.SUBSTITUTE.search(clause):
        return ""
    if doubt.MAYBE.search(clause):
        return "unclear" if denies and not doubt.UNSURE.search(clause) else "tentative"
    no = any(pattern.search(clause) for pattern in say.NO)
    if doubt.SOMETHING_ELSE.search(clause) or (
        no and (doubt.OTHER_OCCASION.search(clause) or say.PARTLY.search(clause))
    ):
        return "unclear"
    if no:
        return "unclear" if comes and denies > 1 and not re.search(r"\b(heller|sjølv|selv)\b", clause) else "declined"
    if say.SUBSTITUTE.search(clause) and not _is_no_substitute(clause):
        return ""
    if comes and denies:
        return "unclear" if say.ALONE.search(clause) or not _OF_SOMEBODY.match(clause) else "others"
    if any(pattern.search(clause) for pattern in say.YES):
        return "accepted"
    return "perhaps" if any(pattern.search(clause) for pattern in say.WEAK_YES) else ""


def _is_no_substitute(clause: str) -> bool:
    """Return whether a clause says that nobody comes instead, or that somebody comes as well."""
    return bool(say.NO_SUBSTITUTE.search(clause) or say.TOGETHER.search(clause) or say.SELF_COMES.search(clause))


def _without_signature(text: str) -> str:
    """Return the text up to where somebody signs, and what stands after a PS."""
    found = say.SIGN_OFF.search(text)
    if not found:
        return text
    after = say.POSTSCRIPT.search(text, found.end())
    return text[: found.start()] + (f"\n{text[after.end() :]}" if after else "")


def _sentences(text: str) -> list[str]:
    """Return the sentences, without greetings, quotations and smileys; lines that a mail program broke are joined."""
    text = _QUOTED.sub(" … ", _SMILEY.sub(" ", text))
    text = re.sub(r"\n+(?=[a-zæøå])", " ", text)
    found = []
    for piece in _SENTENCE.split(text):
        sentence = say.GREETING.sub("", _SIGNS.sub(" ", piece)).strip(" -–,.;:…()")
        while (shorter := say.GREETING.sub("", sentence).strip(" -–,.;:()")) != sentence:
            sentence = shorter
        found.append(f"{sentence}?" if "?" in piece and "?" not in sentence else " ".join(sentence.split()))
    return [sentence for sentence in found if sentence.strip("!? ")]


def _clauses(sentence: str) -> list[str]:
    return [clause for piece in _CLAUSE.split(sentence) if (clause := piece.strip(" -–,.;:()"))] or [""]


_SENTENCE = re.compile(r"(?<=[.!?…])(?<!kl\.)(?<!\d\.)[)\s]+|(?<=[a-zæøå]\.)\s|\n+|;|\s[–—-]+\s", re.IGNORECASE)
_CLAUSE = re.compile(
    r"""\s+ (?= (?:men|but|however) \b ) | , \s* (?= (?:og|så|and|so|for|da|då) \s+ (?:eg|jeg|æ|vi|me|we|i) \s )
    | , \s* (?= (?:eg|jeg|æ|vi|me|we|i|ta|gi|gje|si|sei|let|ring) \s )""",
    re.IGNORECASE | re.VERBOSE,
)
_QUOTED = re.compile(r"«[^»\n]{1,300}»|“[^”\n]{1,300}”|\"[^\"\n]{1,300}\"")
_SMILEY = re.compile(r"(?<=\s)[:;]-?[)D(Pp]+")
_SIGNS = re.compile(r"[^\w\s.,;:!?'’/@+()–—…-]")
_OF_SOMEBODY = re.compile(
    r"(?:(?:men|but|og|and|for)\s+)?(?!kan\b|kjem\b|kommer\b|har\b|får\b|er\b|blir\b)\w", re.IGNORECASE
)
