"""Who speaks, as committees write it: on a line each, with roles in brackets, with `og`, or after `Moderator:`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cycle.model import Speaker
from cycle.register.name_reading.titles import titles_before

LABELS = {
    "moderator": "moderator",
    "moderatorar": "moderator",
    "møteleiar": "møteleiar",
    "møteleder": "møteleder",
    "ordstyrar": "ordstyrar",
    "ordstyrer": "ordstyrer",
    "debattleiar": "debattleiar",
    "debattleder": "debattleder",
    "konferansier": "konferansier",
    "panel": "",
    "paneldeltakarar": "",
    "paneldeltakere": "",
    "innleiar": "",
    "innleiarar": "",
    "innleder": "",
    "innledere": "",
    "ved": "",
    "deltakarar": "",
    "deltakere": "",
}
"""What may stand before a colon, and the role it gives; the others only say that names come."""
ORGANISATIONS = frozenset(
    {
        *("kommune", "herad", "helse", "sjukehus", "sykehus", "universitet", "universitetet", "hf", "as", "dps", "ks"),
        *("fylkeskommune", "direktoratet", "utval", "utvalg", "senter", "høgskulen", "høgskolen", "statsforvaltaren"),
    }
)
_LABEL = re.compile(rf"\s*({'|'.join(LABELS)})\s*:\s*", re.IGNORECASE)
_BY = re.compile(r"^\s*(?:v/|v\.|ved )\s*", re.IGNORECASE)
_AND_ANOTHER = re.compile(r",\s*(?:og|samt)\s+([^,(;]+?)\s*(?=[,(]|$)")
_NAME = re.compile(r"[A-ZÆØÅÀ-Þ][\w.'’-]*(?: (?:von|van|de|der|af|[A-ZÆØÅÀ-Þ][\w.'’-]*)){1,4}")


def read_speakers(text: str) -> tuple[Speaker, ...]:
    """Return everyone a cell names, in its order."""
    return tuple(
        _speaker(part, role)
        for line in re.split(r"[\n;]", text)
        for role, names in _labelled(_BY.sub("", line))
        for part in _parts(names)
        if part.strip(" .,")
    )


def _labelled(line: str) -> Iterator[tuple[str, str]]:
    """Yield each stretch of a line with the role that the label before it gives: `Moderator: …. Panel: …`."""
    role, begin = "", 0
    for label in re.finditer(rf"(?:^|(?<=[.,)\s]))\s*({'|'.join(LABELS)})\s*:\s*", line, re.IGNORECASE):
        yield role, line[begin : label.start()].strip(" .,")
        role, begin = LABELS[label[1].casefold()], label.end()
    yield role, line[begin:].strip(" .,")


def from_title(title: str) -> tuple[str, str]:
    """Return a title without the speakers it names after `v/` or `Moderator:`, and those words."""
    if found := re.search(r"\s+v/\s*(?=[A-ZÆØÅ])", title):
        return title[: found.start()].rstrip(" ,–-"), title[found.end() :]
    if (label := _LABEL.search(title)) and label.start() and LABELS[label[1].casefold()]:
        return title[: label.start()].rstrip(" ,.–-("), title[label.start() :].rstrip(")") if "(" not in title[
            label.end() :
        ] else title[label.start() :]
    return title, ""


def is_only_a_label(title: str) -> bool:
    """Return whether a title is nothing but who leads: `Moderator: Kari Øy`."""
    return _LABEL.match(title) is not None


def _parts(text: str) -> Iterator[str]:
    """Yield one part for each person; a role with `og` or commas in it stays whole.

    In `Kari Vik, ordførar i Alver, og Per Dal, direktør` the comma before `og` and a name begins another person.
    """
    begin = 0
    for found in _AND_ANOTHER.finditer(text):
        if _is_name(found[1]) and "(" not in text[begin : found.start()].rpartition(")")[2]:
            yield from _alone(text[begin : found.start()])
            begin = found.start(1)
    yield from _alone(text[begin:])


def _alone(text: str) -> Iterator[str]:
    if "(" in text:
        for part in re.split(r"(?<=\))\s*(?:,|;|/|&|\bog\b)?\s*(?:\bog\b\s*)?", text):
            before, bracket, inside = part.partition("(")
            names = [part.strip() for part in re.split(r"\s*,\s*|\s+og\s+|\s*/\s*|\s+&\s+", before) if part.strip()]
            if len(names) > 1 and all(_NAME.fullmatch(name) for name in names):
                yield from names[:-1]
                part = f"{names[-1]} {bracket}{inside}"
            if part.strip():
                yield part.strip()
        return
    name, comma, rest = text.partition(",")
    names = [part.strip() for part in re.split(r"\s+og\s+|\s*/\s*|\s+&\s+", name)]
    commas = [part.strip() for part in text.split(",") if part.strip()]
    *first, last = commas or [text]
    listed = [*first, *(part.strip() for part in re.split(r"\s+og\s+|\s+&\s+", last))]
    if len(listed) > 1 and all(map(_is_name, listed)):
        yield from listed
    elif len(names) > 1 and (all(map(_is_name, names)) or (not comma and all(map(str.isalpha, names)))):
        yield from names[:-1]
        yield f"{names[-1]}{comma}{rest}"
    elif text.strip():
        yield text.strip()


def _is_name(text: str) -> bool:
    words = {word.casefold() for word in text.split()}
    return _NAME.fullmatch(text) is not None and not words & ORGANISATIONS


def _speaker(text: str, label: str) -> Speaker:
    """Return the speaker: `Namn, rolle, organisasjon` or `Namn (rolle, organisasjon)`."""
    text = _BY.sub("", text).strip(" .,")
    if found := re.fullmatch(r"([^()]+?)\s*\(([^()]*)\)?(.*)", text):
        rest = [part.strip() for part in f"{found[2]},{found[3]}".split(",") if part.strip(" .")]
        name = found[1].strip(" ,")
    else:
        name, *rest = [part.strip() for part in text.split(",") if part.strip()] or [text]
    title, name = _title_of(name)
    rest = [title, *rest] if title else rest
    role, organisation = (", ".join(rest[:-1]), rest[-1]) if len(rest) > 1 else (rest[0] if rest else "", "")
    if title and len(rest) == 2:
        role, organisation = title, rest[1]
    return Speaker(name=name, role=", ".join(part for part in (label, role) if part), organisation=organisation)


def _title_of(name: str) -> tuple[str, str]:
    """Return title and name of `Ordførar Kari Vik`: the title is a role; one word after it may be a name in full."""
    words = name.split(" ")
    number = titles_before(words)
    return (" ".join(words[:number]), " ".join(words[number:])) if number and len(words) > number + 1 else ("", name)
