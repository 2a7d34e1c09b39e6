"""A desk at a year that older code stored, with the community and the templates of its day."""

from __future__ import annotations

import datetime as dt
import shutil
import tarfile
from pathlib import Path

from tests.application.past.keep import HERE, YEARS
from tests.desk import COMMUNITY, NOON, ROOT, Desk

NAMES = sorted(path.name.removesuffix(".tar.xz") for path in HERE.glob("*.tar.xz"))
"""Every past that is kept."""
PROGRAM = ("review",)
"""Templates that come with the program; nobody edits them in a house."""


class PastDesk(Desk):
    """A year as it was kept, a day later; the copied home is adopted, so that it may send."""

    def __init__(self, folder: Path, *, past: str, year: str) -> None:
        with tarfile.open(HERE / f"{past}.tar.xz") as kept:
            members = [entry for entry in kept if entry.name.startswith(f"{year}/")]
            kept.extractall(folder, members=members, filter="data")
        self.root, self.home = folder / year / "house", folder / year / "home"
        self.community = self.root / "config" / "communities" / COMMUNITY
        self.use_todays(*PROGRAM)
        settings = YEARS[year].settings
        self.given = {"pace": "now", "office": str(folder / "no-office"), "pdf": "optional", **settings}
        self.moment = NOON + dt.timedelta(days=1)
        self._opened = None
        self.services = self._open()
        self.services.memory.installation.adopt(who="the tests", now=self.moment)

    def use_todays(self, *folders: str) -> None:
        """Put the templates of today there, as an upgrade does."""
        for name in folders:
            shutil.rmtree(self.root / "templates" / name, ignore_errors=True)
            shutil.copytree(ROOT / "templates" / name, self.root / "templates" / name)
