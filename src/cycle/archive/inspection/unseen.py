"""Words in a PDF that nobody sees on its pages: in the colour behind them, under something, beside the page.

Whoever selects all and copies gets them. Each line of words is looked at where it stands on the drawn page: where every
point has one colour, nothing of it is seen.
"""

from __future__ import annotations

from collections.abc import Iterator

import pypdfium2

from cycle.archive.inspection.findings import Finding, quoted

SCALE = 1.0
"""Points a point: enough to see a letter of four points."""
ALIKE = 6
"""How far apart two values of a colour are that look the same."""
SHORTEST = 3
"""Letters of a word that says something."""
LOWEST = 2.0
"""Points that a line is high at the least, to be read."""
MOST_DOTS = 8_000_000
"""Dots of a drawn page; a wall of a poster is drawn smaller, or it would take a gigabyte."""
MOST = 5
"""Lines that are told of a page."""


def unseen_words(page: pypdfium2.PdfPage, *, at: str) -> Iterator[Finding]:
    """Yield the lines of a page that are written there and cannot be seen."""
    page.set_rotation(0)
    left, bottom, right, top = page.get_cropbox()
    lines = [(box, words) for box, words in _lines(page) if sum(map(str.isalnum, words)) >= SHORTEST]
    if not lines:
        return
    width, height = page.get_size()
    scale = min(SCALE, (MOST_DOTS / max(width * height, 1)) ** 0.5)
    drawn = page.render(scale=scale).to_pil().convert("RGB")
    number = 0
    for (west, south, east, north), words in lines:
        outside = east <= left or west >= right or north <= bottom or south >= top
        if not outside and north - south >= LOWEST:
            box = (west - left) * scale, (top - north) * scale, (east - left) * scale, (top - south) * scale
            part = drawn.crop((int(box[0]), int(box[1]), int(box[2]) + 1, int(box[3]) + 1))
            if any(highest - lowest > ALIKE for lowest, highest in part.getextrema()):
                continue
        yield Finding(kind="unseen_text", unit="page", at=at, quote=quoted(words))
        number += 1
        if number == MOST:
            return


def _lines(page: pypdfium2.PdfPage) -> Iterator[tuple[tuple[float, float, float, float], str]]:
    words = page.get_textpage()
    try:
        for number in range(words.count_rects()):
            box = words.get_rect(number)
            yield box, str(words.get_text_bounded(*box))
    finally:
        words.close()
