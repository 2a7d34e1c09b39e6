"""Puts every mail of every community, to recipients and to those who run the year, onto sheets to look at.

`python benchmarks/mail_sheets.py FOLDER` walks an invented year in each community three times, with nobody, one person
and everybody to invite, asks for every dispatch there is, and lets everything go wrong that somebody is told of. Each
mail that says something new is shown as Chromium shows it to a reader who wants dark pages, at the width of a laptop
and of a telephone, and so is its plain text; a page that is wider than the window gets a red frame. Nothing is judged
here: somebody looks.
"""

from __future__ import annotations

import argparse
import html
import re
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw, ImageFont
from playwright.sync_api import Browser, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.every_mail import COMMUNITIES, NUMBERS, Seen, mails_of

WIDTHS: Final[Mapping[str, int]] = {"laptop": 1024, "telephone": 390, "text": 680}
COLUMNS: Final[Mapping[str, int]] = {"laptop": 3, "telephone": 6, "text": 4}
FLAGS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")
_BOARD, _ROWS, _HEAD, _LONGEST, _EMPTY = 1560, 2, 16, 4, 160
"""Pixels across, rows a sheet, pixels over each, height by width of what is shown, pixels left out beside a mail."""


def main() -> None:
    """Write the sheets."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--community", action="append", help="only this one; may be given several times")
    parser.add_argument("--number", action="append", choices=NUMBERS, help="only with so many to invite")
    given = parser.parse_args()
    mails, sheets = 0, 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for community in given.community or COMMUNITIES:
            seen = list(news(mail for number in given.number or NUMBERS for mail in mails_of(community, number)))
            mails += len(seen)
            sheets += write_sheets(browser, seen, given.folder, community)
        browser.close()
    print(f"{mails} mails, {sheets} sheets")


def news(every: Iterable[Seen]) -> Iterator[Seen]:
    """Yield those that say what none before has said; who they greet does not count."""
    said = set()
    for seen in every:
        words = re.sub(r"(?m)^Hei, .*$", "", f"{seen.mail.subject}\n{seen.mail.text}")
        if words not in said:
            said.add(words)
            yield seen


def write_sheets(browser: Browser, seen: Sequence[Seen], folder: Path, stem: str) -> int:
    """Write the mails in each of the three ways, `STEM-telephone-01.png`, and return how many sheets there are."""
    folder.mkdir(parents=True, exist_ok=True)
    written = 0
    for way, width in WIDTHS.items():
        pictures = [
            (f"{picture.form} {picture.what}", shown) for picture, shown in _pictures(browser, seen, way, width)
        ]
        each = COLUMNS[way] * _ROWS
        for start in range(0, len(pictures), each):
            written += 1
            _sheet(pictures[start : start + each], COLUMNS[way]).save(
                folder / f"{stem}-{way}-{start // each + 1:02}.png"
            )
    return written


def _pictures(browser: Browser, seen: Sequence[Seen], way: str, width: int) -> Iterator[tuple[Seen, Image.Image]]:
    page = browser.new_page(viewport={"width": width, "height": 400}, color_scheme="light" if way == "text" else "dark")
    for shown_mail in seen:
        page.set_content(_plain(shown_mail) if way == "text" else shown_mail.mail.html)
        shown = Image.open(BytesIO(page.screenshot(full_page=True))).convert("RGB")
        if page.evaluate("document.documentElement.scrollWidth") > width:
            ImageDraw.Draw(shown).rectangle((0, 0, shown.width - 1, shown.height - 1), outline="red", width=8)
        beside = _EMPTY if way == "laptop" else 0
        yield (
            shown_mail,
            shown.crop((beside, 0, shown.width - beside, min(shown.height, _LONGEST * (width - 2 * beside)))),
        )
    page.close()


def _plain(seen: Seen) -> str:
    """Return headers and plain text as a page, its lines as they are."""
    mail = seen.mail
    heads = (f"To: {mail.to}", f"From: {mail.sender}", f"Subject: {mail.subject}")
    files = ", ".join(attachment.name for attachment in mail.attachments)
    heading = "\n".join((*heads, f"Files: {files}", f"Calendar: {'yes' if mail.calendar else 'no'}"))
    style = "font:14px/1.4 'DejaVu Sans Mono',monospace;white-space:pre-wrap;margin:12px;background:#fff;color:#000"
    return f'<pre style="{style}"><i>{html.escape(heading)}</i>\n\n{html.escape(mail.text)}</pre>'


def _sheet(pictures: Sequence[tuple[str, Image.Image]], columns: int) -> Image.Image:
    width = _BOARD // columns
    small = [(what, _resized(picture, width - 6)) for what, picture in pictures]
    rows = [small[start : start + columns] for start in range(0, len(small), columns)]
    heights = [max(picture.height for _, picture in row) + _HEAD for row in rows]
    board = Image.new("RGB", (width * columns, sum(heights)), "gray")
    draw, font, top = ImageDraw.Draw(board), ImageFont.load_default(12), 0
    for row, height in zip(rows, heights, strict=True):
        for column, (what, picture) in enumerate(row):
            draw.text((column * width + 2, top), what[: width // 6], fill="white", font=font)
            board.paste(picture, (column * width, top + _HEAD))
        top += height
    return board


def _resized(shown: Image.Image, width: int) -> Image.Image:
    return shown.resize((width, max(1, shown.height * width // shown.width)), Image.Resampling.LANCZOS)


if __name__ == "__main__":
    main()
