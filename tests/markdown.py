"""The pages of the documentation as their tests read them: prose, code, headings, links and tables."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def prose(page: Path) -> str:
    """Return the page without its blocks of code."""
    return re.sub(r"^```.*?^```$", "", page.read_text(), flags=re.M | re.S)


def code(page: Path) -> list[str]:
    """Return what is set as code: each inline piece, and each line of a block without its prompt and remark."""
    blocks = re.findall(r"^```[a-z]*\n(.*?)^```$", page.read_text(), re.M | re.S)
    lines = [line.removeprefix("$ ").partition("  #")[0].strip() for block in blocks for line in block.splitlines()]
    return [*re.findall(r"`([^`\n]+)`", prose(page)), *lines]


def headings(page: Path) -> list[tuple[int, str]]:
    return [(len(marks), text) for marks, text in re.findall(r"^(#+) (.+)$", prose(page), re.M)]


def anchors(page: Path) -> set[str]:
    """Return the anchors that GitHub gives the headings of a page."""
    names: list[str] = []
    for _, text in headings(page):
        name = re.sub(r"[^\w\- ]", "", text.replace("`", "").lower()).replace(" ", "-")
        names.append(f"{name}-{names.count(name)}" if name in names else name)
    return set(names)


def arrows(kind: str) -> set[tuple[str, str]]:
    """Return the arrows of the drawing of this kind on the architecture page."""
    drawing = (ROOT / "docs" / "architecture.md").read_text("utf-8").split(f"```mermaid\n{kind}\n")[1].split("```")[0]
    return {(found[1], found[2]) for found in re.finditer(r"(?m)^\s*(\S+) --> ([\w*\[\]]+?)(?:\[\".*|:.*)?$", drawing)}


def links(page: Path) -> list[str]:
    """Return the links of a page that lead to files of ours."""
    found = re.findall(r"\[[^\]]*\]\(([^)\s]+)\)", re.sub(r"`[^`\n]+`", "", prose(page)))
    return [link for link in found if not re.match(r"[a-z]+:", link)]


def resolves(page: Path, link: str) -> bool:
    path, _, anchor = unquote(link).partition("#")
    target = (page.parent / path).resolve() if path else page
    if not target.exists() or ROOT not in (target, *target.parents):
        return False
    return not anchor or anchor in anchors(target)


def table_rows(page: Path, *, first: str = "", under: str = "") -> list[list[str]]:
    """Return the rows of a page's tables without their headers: those under a heading, those that begin so."""
    text = prose(page)
    if under:
        text = re.split(r"^#+ ", text.partition(f" {under}\n")[2], maxsplit=1, flags=re.M)[0]
    tables = re.findall(r"^\|.*\n\|[-| :]+\|\n((?:\|.*\n)+)", text, re.M)
    rows = [re.split(r"(?<!\\)\|", line.strip().strip("|")) for table in tables for line in table.splitlines()]
    return [[cell.strip() for cell in row] for row in rows if re.match(first, row[0].strip())]
