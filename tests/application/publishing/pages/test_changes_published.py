"""Two changes of one meeting are two documents, told apart in the same way on both pages and in the package."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from lxml import etree

from tests.application.asking import asked, later, sent
from tests.application.closed_year import PACKAGE
from tests.desk import Desk, typed

YEAR = "partnarskapsmote/2027/index.html"


def moved_to(desk: Desk, old: str, new: str, *, days: int) -> None:
    """Move the meeting, and send a change of it to everybody."""
    for _ in range(days * 24):
        later(desk)
    desk.replace("partnarskapsmote-2027/meeting.toml", f"date = {old}", f"date = {new}")
    for step in ("plan", "committee", "host", "invitations"):
        desk.do(step)
    sent(desk, asked(desk, "endring"))


def links(desk: Desk, path: str, under: str = "site/bergensomradet") -> list[str]:
    html = (desk.home / under / path).read_text("utf-8")
    return [typed(text) for text in re.findall(r'<span class="name">(Endring[^<]*)</span>', html)]


def test_two_changes_have_the_same_marks_on_both_pages_in_the_package_and_in_the_messages(
    tmp_path: Path,
) -> None:
    desk = Desk(tmp_path)
    shutil.copy(desk.year_folder / "program.xlsx", desk.year_folder / "program.nb.xlsx")
    desk.walk(to="mailing.folgebrev")
    moved_to(desk, "2027-02-18", "2027-02-25", days=1)
    moved_to(desk, "2027-02-25", "2027-02-26", days=2)
    for name, state in desk.states().items():
        if state.split()[0] not in {"done", "cancelled"}:
            desk.do(name)
    own, other = links(desk, YEAR), links(desk, f"nb/{YEAR}")
    marks = [re.findall(r"\([^)]*\)", text) for text in own]
    assert len(own) == len(set(own)) == 2, own
    assert all(marks)
    assert [re.findall(r"\([^)]*\)", text) for text in other] == marks
    assert all("partnerskapsmøtet" in text for text in other)
    data = desk.home / "packages" / PACKAGE / "data"
    assert links(desk, YEAR, str(data / "nettside")) == own
    titles = [
        str(element.findtext("{*}offentligTittel"))
        for path in sorted((data / "noark" / "fiks").rglob("*.xml"))
        for element in etree.parse(path).iter("{*}registrering")
        if not list(element.iter("{*}sendtDato"))
    ]
    assert [title for title in titles if title.startswith("Endring")] == own
    desk.close()
