"""The two old pages and what is proposed from sources."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from cycle.application.publishing import propose_history
from cycle.application.publishing.past_years.import_past import PastImport
from cycle.application.year.community_rules.community import load_community
from cycle.settings import Settings
from tests.archive.old_meeting_pages import PARTNERSHIP, TOP_LEADERS

ROOT = Path(__file__).parents[2]
BERGEN = ROOT / "config" / "communities" / "bergensomradet"


def two_old_pages(parent: Path) -> Path:
    """Make a folder with the two pages."""
    folder = parent / "sider"
    folder.mkdir()
    (folder / "partnarskapsmote.txt").write_text(PARTNERSHIP, "utf-8")
    (folder / "toppleiarmotet.txt").write_text(TOP_LEADERS, "utf-8")
    return folder


def imported(*sources: Path) -> PastImport:
    return propose_history(Settings(root=ROOT), sources, community="bergensomradet")


def loaded_without_questions(text: str, folder: Path):
    """The community with the proposal for its history, after a person took out the question marks."""
    copy = folder / "bergensomradet"
    copy.mkdir(exist_ok=True)
    for path in BERGEN.iterdir():
        if path.suffix in {".toml", ".csv"}:
            shutil.copy(path, copy)
    (copy / "history.toml").write_text(re.sub(r'"\?\s*', '"', text), "utf-8")
    return load_community(copy)


def write_page(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path
