"""What all mails of a mailing share, written once by `emails`, with the places where each mail differs.

The generator of Python's `email` takes many times as long for headers and bodies as it takes to put the words of one
mail between the bytes that are the same for all.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

FILE = "file"
"""The place of a file; what stands between such places is a piece."""


@dataclass(frozen=True, slots=True)
class PrebuiltMail:
    """A mail with named places, written once for all of a mailing."""

    same: tuple[bytes, ...] = field(repr=False)
    """What stands before, between and after the places."""
    places: tuple[str, ...]

    def fill(self, words: Mapping[str, bytes]) -> list[bytes]:
        """Return the pieces between the files of one mail, with its words in their places."""
        pieces: list[bytes] = []
        piece = [self.same[0]]
        for place, after in zip(self.places, self.same[1:], strict=True):
            if place == FILE:
                pieces.append(b"".join(piece))
                piece = [after]
            else:
                piece += (words[place], after)
        return [*pieces, b"".join(piece)]


def prebuilt(mail: bytes, markers: Mapping[str, bytes], *, often: Mapping[str, int]) -> PrebuiltMail | None:
    """Return the prebuilt mail of one that was written around markers, by name of the place.

    None when a marker does not stand as `often` as it should: then something of the mail looks like a marker.
    """
    names = {marker: place for place, marker in markers.items()}
    found = re.split(b"(" + b"|".join(map(re.escape, names)) + b")", mail)
    places = tuple(names[key] for key in found[1::2])
    if Counter(places) != Counter({place: number for place, number in often.items() if number}):
        return None
    return PrebuiltMail(tuple(found[::2]), places)
