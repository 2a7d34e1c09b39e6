"""Mends what in Prefect's classic UI keeps people from deciding, with a few lines of style in our copy of it."""

from __future__ import annotations

from pathlib import Path

from cycle.settings import Settings

STYLE = """\
/* A click on a select opens it and closes it again: the control and the box around it both hear the click. */
.p-select-button__control { pointer-events: none; }
.p-select-button { cursor: pointer; }

/* The text of a form gets the height that is left over, on a laptop none; and tables need more than 32 rem. */
.p-modal__body > .markdown-renderer { flex-shrink: 0; max-height: 45vh; }
.p-modal__card:has(> .p-modal__body > .markdown-renderer) { max-width: none; width: min(60rem, 94vw); }
"""
NAME = "meeting-cycle.css"
UI_BASE = "/prefect"
"""Where Prefect's pages stand at the door."""
LINK = f'<link rel="stylesheet" href="{UI_BASE}/assets/{NAME}">'


def ui_folder(settings: Settings) -> Path:
    """Return where Prefect's server puts its copy of the UI files; the installed ones are left as they are."""
    return settings.home.absolute() / "prefect" / "ui"


def mend_ui(folder: Path) -> bool:
    """Add our style to the copy; return whether there is a classic UI to mend. Twice does no more than once.

    A new version of Prefect makes a new copy when its server starts, so call it after every start.
    """
    page, assets = folder / "v1" / "index.html", folder / "v1" / "assets"
    if not page.is_file() or not assets.is_dir():
        return False
    _write(assets / NAME, STYLE)
    text = page.read_text("utf-8")
    if LINK not in text:
        _write(page, text.replace("</head>", f"{LINK}</head>", 1))
    return LINK in page.read_text("utf-8")


def _write(path: Path, text: str) -> None:
    """Write a file whole or not at all: a browser may be reading it."""
    new = path.with_name(f".{path.name}.new")
    new.write_text(text, "utf-8")
    new.replace(path)
