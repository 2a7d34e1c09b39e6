"""What stands on an envelope (konvolutt): lines that the windows of Norwegian envelopes show whole."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

from cycle import wording
from cycle.model import Invitee

WINDOW_LINES = 5
"""Lines of an address that the window of an envelope shows, the name's among them."""
WINDOW_CHARACTERS = 40
"""Characters that a line of it has room for; a longer one takes two."""
_MANY = 10
_LEGAL_FORM = re.compile(r" (?:R?HF|AS|IKS|KF)$")


def postal_lines(invitee: Invitee) -> list[str]:
    """Return what stands on the envelope, the name first; nothing when there is no postal address.

    The organisation stands under the name where the address does not say it and the window has room for it. Of more
    lines than the window has, some stand on one, where they have room there; the last, with the town, stands alone.
    """
    lines = [line for line in invitee.postal.splitlines() if line.casefold() != invitee.name.casefold()]
    if not lines:
        return []
    place = wording.function_and_place(invitee.seats[0])[1] if invitee.seats else ""
    said = not place or _LEGAL_FORM.sub("", place).casefold() in invitee.postal.casefold()
    with_place = [invitee.name, place, *lines]
    if not said and len(lines) < WINDOW_LINES - 1 and fits_window(with_place):
        return with_place
    return min(
        ([invitee.name, *joined, lines[-1]] for joined in _joined(lines[:-1])),
        key=lambda whole: (max(_height(whole), WINDOW_LINES), -len(whole), max(map(len, whole))),
    )


def fits_window(lines: Sequence[str]) -> bool:
    """Return whether the window of an envelope shows every line of an address."""
    return _height(lines) <= WINDOW_LINES


def _height(lines: Sequence[str]) -> int:
    """Return how many lines they take where a long one takes several."""
    return sum(max(1, -(-len(line) // WINDOW_CHARACTERS)) for line in lines)


def _joined(lines: Sequence[str]) -> Iterator[list[str]]:
    """Yield every way to write the lines on as many or on fewer, in their order; nothing helps where they are many."""
    most = max(len(lines) - 1, 0)
    for number in range(most, -1 if most < _MANY else most - 1, -1):
        for cuts in combinations(range(1, len(lines)), number):
            ends = (0, *cuts, len(lines)) if lines else (0,)
            yield [", ".join(lines[start:end]) for start, end in pairwise(ends)]
