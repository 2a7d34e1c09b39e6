"""A copy of the real community's folder, and how a part of it is changed."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

BERGEN = Path(__file__).parents[2] / "config" / "communities" / "bergensomradet"
FILES = ("community.toml", "organisations.csv", "partnarskapsmote.toml", "toppleiarmote.toml", "history.toml")
Change = Callable[[str, str, str], None]


def copy_of_bergen(parent: Path) -> Path:
    copy = parent / "communities" / "bergensomradet"
    copy.mkdir(parents=True)
    for name in FILES:
        shutil.copy(BERGEN / name, copy)
    return copy


def changer(folder: Path) -> Change:
    """Return what replaces words of a file of the folder."""

    def replace(name: str, old: str, new: str) -> None:
        text = (folder / name).read_text("utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new, 1), "utf-8")

    return replace
