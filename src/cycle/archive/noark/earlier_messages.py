"""What a records system was told before of a year: each registration keeps the identity it had, whatever it holds."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from lxml import etree

from cycle.archive.noark.case import Registration

ONE_EACH = frozenset({"agenda", "minutes"})
"""Kinds of which a meeting has one, under whatever title."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredBefore:
    """A registration as an earlier message has it: the key its identity follows from, and what it held."""

    key: str
    title: str
    files: frozenset[str] = frozenset()
    """The sha256 of its documents."""

    @property
    def kind(self) -> str:
        """Return which kind of registration it is, the first part of its key."""
        return self.key.partition("/")[0]


def registered_in(messages: Iterable[bytes], case: str) -> tuple[RegisteredBefore, ...]:
    """Return the registrations of messages in the format of Fiks, which name the key of each; the newest come last.

    One that several tell of is as the last has it; `case` is the id of the case.
    """
    found: dict[str, RegisteredBefore] = {}
    for message in messages:
        for element in etree.fromstring(message).iter("{*}registrering"):
            keys = [key.text or "" for key in element.iterfind("{*}referanseEksternNoekkel/{*}noekkel")]
            title = element.findtext("{*}offentligTittel") or ""
            files = frozenset(checksum.text or "" for checksum in element.iter("{*}sjekksum"))
            for key in (key.removeprefix(f"{case}/") for key in keys if key.startswith(f"{case}/")):
                found[key] = RegisteredBefore(key=key, title=title, files=files)
    return tuple(found.values())


def as_registered(
    registrations: Sequence[Registration], before: Sequence[RegisteredBefore]
) -> tuple[Registration, ...]:
    """Return the registrations, each with the key it was told by before, so that it is the same one still.

    A letter is named by its bytes, which never change; one on paper was told without its enclosures once. A paper of
    the meeting may be corrected, taken down or told with others; it is the one that had the most of its documents,
    else its title, else the only one of its kind.
    """
    left = {earlier.key: earlier for earlier in before if earlier.kind != "letter"}
    keys = {at: made.key for at, made in enumerate(registrations) if left.pop(made.key, None)}
    keys |= _alone(registrations, {earlier.key for earlier in before if earlier.kind == "letter"})
    firsts: set[str] = set()
    for at, made in enumerate(registrations):
        first = made.kind not in firsts
        firsts.add(made.kind)
        if at in keys or made.kind == "letter":
            continue
        same = [earlier for earlier in left.values() if earlier.kind == made.kind]
        own = {document.file.sha256 for document in made.documents}
        ranked = sorted(
            (earlier for earlier in same if own & earlier.files or earlier.title == made.title),
            key=lambda earlier: (-len(own & earlier.files), earlier.title != made.title),
        )
        if not ranked and first and made.kind in ONE_EACH:
            ranked = same[:1]
        if ranked:
            keys[at] = left.pop(ranked[0].key).key
    return tuple(replace(made, key=keys.get(at, made.key)) for at, made in enumerate(registrations))


def _alone(registrations: Sequence[Registration], letters: Collection[str]) -> dict[int, str]:
    """Return place → key of each letter that was told before without its enclosures."""
    found: dict[int, str] = {}
    for at, made in enumerate(registrations):
        alone = "/".join(made.key.split("/")[:3])
        if made.kind == "letter" and made.key not in letters and alone in {*letters} - {*found.values()}:
            found[at] = alone
    return found
