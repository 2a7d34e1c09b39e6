"""Mends what in Prefect's pages keeps people from deciding, in our copy: a few lines of style, and the way to ours."""

from __future__ import annotations

from pathlib import Path

from cycle.catalogue import say
from cycle.settings import Settings

STYLE = """\
/* A click on a select opens it and closes it again: the control and the box around it both hear the click. */
.p-select-button__control { pointer-events: none; }
.p-select-button { cursor: pointer; }

/* The text of a form gets the height that is left over, on a laptop none; and tables need more than 32 rem. */
.p-modal__body > .markdown-renderer { flex-shrink: 0; max-height: 45vh; }
.p-modal__card:has(> .p-modal__body > .markdown-renderer) { max-width: none; width: min(60rem, 94vw); }
"""
ENDED_STYLE = """\
/* Whoever is logged out meanwhile reads why nothing is done: Prefect says "Oops" under a heading, all else without. */
.p-toast__message:has(.p-heading--6) > * { display: none; }
.p-toast__message:has(.p-heading--6)::before { content: "%s"; }
"""
HOME_STYLE = """\
/* The way from every page back to ours; behind dialogs and menus, so that it hides no button of theirs. */
.meeting-cycle-home {
  position: fixed; left: 50%; bottom: 0; transform: translateX(-50%); z-index: 1; padding: .4rem 1rem;
  border-radius: .5rem .5rem 0 0; background: #17456b; color: #fff; font: 600 .9rem/1.4 system-ui, sans-serif;
}
.meeting-cycle-home:focus-visible { outline: 3px solid #f2b134; }
"""
NAME = "meeting-cycle.css"
UI_BASE = "/prefect"
"""Where Prefect's pages stand at the door."""
LINK = f'<link rel="stylesheet" href="{UI_BASE}/assets/{NAME}">'
NEW_LINK = f'<link rel="stylesheet" href="{UI_BASE}/v2/assets/{NAME}">'
HOME = f'<a class="meeting-cycle-home" lang="no" href="/">{say("nn", "To the wheel of the year")}</a>'
"""Both written forms say it so."""
ENDED = say("nn", "Perhaps you are logged out. Load the page again.")
"""Both written forms say this too."""


def ui_folder(settings: Settings) -> Path:
    """Return where Prefect's server puts its copy of the UI files; the installed ones are left as they are."""
    return settings.home.absolute() / "prefect" / "ui"


def mend_ui(folder: Path) -> bool:
    """Add our style and the way to our pages to the copy; return whether there is a classic UI to mend.

    Twice does no more than once.

    A new version of Prefect makes a new copy when its server starts, so call it after every start.
    """
    _mend(folder / "v2", style=HOME_STYLE, link=NEW_LINK)
    return _mend(folder / "v1", style=STYLE + ENDED_STYLE % ENDED + HOME_STYLE, link=LINK)


def _mend(copy: Path, *, style: str, link: str) -> bool:
    page, assets = copy / "index.html", copy / "assets"
    if not page.is_file() or not assets.is_dir():
        return False
    _write(assets / NAME, style)
    text = page.read_text("utf-8")
    if link not in text:
        text = text.replace("</head>", f"{link}</head>", 1)
    if HOME not in text:
        text = text.replace("</body>", f"{HOME}</body>", 1)
    if text != page.read_text("utf-8"):
        _write(page, text)
    return link in text


def _write(path: Path, text: str) -> None:
    """Write a file whole or not at all: a browser may be reading it."""
    new = path.with_name(f".{path.name}.new")
    new.write_text(text, "utf-8")
    new.replace(path)
