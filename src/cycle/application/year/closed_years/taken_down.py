"""The names that are taken down from a closed year (ta ned), which no later page or letter says again."""

from __future__ import annotations

import re
import unicodedata

from cycle.catalogue import sentence
from cycle.services import Services
from cycle.store.years.archive_acts import NAME

REMOVED = sentence("[name taken down]")
"""What stands where a name stood."""
_UNSEEN = "\u00ad\u200b-\u200d\u2060\ufeff"
"""Signs that readers do not see: where a word may be parted, and where it may not."""
_HYPHENS = "\u2010\u2011-"
_BEFORE, _AFTER = r"(?<![^\W_])", r"(?![^\W_\u0300-\u036f]|[\u0300-\u036f])"
_NO_OTHER_BEFORE, _NO_OTHER_AFTER = rf"(?<![^\W_][{_HYPHENS}])", rf"(?![{_HYPHENS}][^\W_])"
"""Another name goes on over a hyphen: Anne-Kari is not Kari."""


def names_taken_down(services: Services, cycle: str) -> tuple[str, ...]:
    """Return the names that people took down from a year, by its id in the store."""
    done = {closing.step for closing in services.memory.closings.of(cycle)}
    acts = services.memory.acts.of(cycle) if done else ()
    return tuple(act.old for act in acts if act.what == NAME and f"act.{act.number}" in done)


def pattern_of(words: str) -> str:
    """Return the pattern of words however they are parted: by a hard space, a line break, signs that nobody sees."""
    apart = rf"[\s{_UNSEEN}]+"
    composed = unicodedata.normalize("NFC", words)
    return apart.join(f"[{_UNSEEN}]*".join(map(_sign, word)) for word in composed.split())


def whole_words(words: str) -> str:
    """Return the pattern of words that stand by themselves: `Ola` is not in `Olav`."""
    first, last = words.strip()[:1], words.strip()[-1:]
    return f"{_BEFORE if first.isalnum() else ''}{pattern_of(words)}{_AFTER if last.isalnum() else ''}"


def without_name(text: str, name: str, instead: str) -> str:
    """Return a text with a person's name out of it, wherever it stands by itself, in capitals too.

    A full name is found in the genitive and in any letters; a name of one word may be another word then.
    """
    return _name(name).sub(lambda found: f"{instead}{found.groupdict().get('s') or ''}", text)


def name_stands(name: str, text: str) -> bool:
    """Return whether a person's name stands in a text by itself."""
    return _name(name).search(text) is not None


def names_like(name: str, text: str) -> list[str]:
    """Return what in a text may be the same person under another form of the name, and is let be: each as it stands.

    A longer word or name with this one in it, other letters, the family name of a full name.
    """
    within = rf"[\w{_HYPHENS}]*{pattern_of(name)}[\w{_HYPHENS}]*"
    family = name.split()[-1:] if len(name.split()) > 1 else []
    alone = [rf"(?:[\w.{_HYPHENS}]+\s)?{whole_words(word)}(?:,\s\w+)?" for word in family]
    found = re.compile("|".join((within, *alone)), re.IGNORECASE).finditer(text)
    return [" ".join(like.group().split()) for like in found]


def _name(name: str) -> re.Pattern[str]:
    several = len(name.split()) > 1
    written = f"{pattern_of(name)}(?P<s>s?)" if several else f"(?:{pattern_of(name)}|{pattern_of(name.upper())})"
    around = (_BEFORE, _NO_OTHER_BEFORE, written, _AFTER, _NO_OTHER_AFTER)
    return re.compile("".join(around), re.IGNORECASE if several else 0)


def _sign(sign: str) -> str:
    """Return the pattern of one sign, as one or as a letter with its mark after it; of a hyphen, any of its kind."""
    if sign in _HYPHENS:
        return f"[{_HYPHENS}]"
    parted = unicodedata.normalize("NFD", sign)
    return re.escape(sign) if parted == sign else f"(?:{re.escape(sign)}|{re.escape(parted)})"
