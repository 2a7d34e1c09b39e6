"""Shows the markdown that is written for approvers as HTML: headings, lists, tables, quotations, links and pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from markupsafe import Markup, escape

_TEXT = r"(?:\\.|[^\[\]\\])*"
_INLINE = re.compile(
    rf"""\\(?P<character>.)
    |!\[(?P<picture>{_TEXT})\]\((?P<source>[^)\s]*)\)
    |\[(?P<link>{_TEXT})\]\((?P<target>[^)\s]*)\)
    |\*\*(?P<strong>(?:\\.|[^*\\])+)\*\*
    |\*(?P<emphasis>(?:\\.|[^*\\])+)\*
    |`(?P<code>[^`]*)`""",
    re.VERBOSE,
)
_CELLS = re.compile(r"(?<!\\)\|")
_ADDRESS = re.compile(r"(?:https?:/)?/(?!/)[^\s\"'<>]*\Z")
"""Pages only: nothing that runs, and no other website without its scheme."""


def shown(text: str, *, root: str = "", level: int = 3) -> Markup:
    """Return the text as HTML, everything in it escaped; addresses below `root` lead to the page's own website.

    Headings are of this level, whatever their own.
    """
    return Markup("\n").join(_block(block, root, level) for block in re.split(r"\n{2,}", text) if block.strip())


def inline(text: str, *, root: str = "") -> Markup:
    """Return one line as HTML: bold and italic text, code, links and pictures."""
    return Markup("").join(_pieces(text, root))


def without_block(text: str, said: str) -> str:
    """Return the text without the paragraphs that say this and nothing else: the page has said it already."""
    return "\n\n".join(block for block in re.split(r"\n{2,}", text) if _plainly(block) != _plainly(said))


def _plainly(text: str) -> str:
    return text.strip().rstrip(".").replace("**", "")


def _block(block: str, root: str, level: int) -> Markup:
    lines = block.strip().split("\n")
    heading = re.match(r"#{1,6} (.*)", lines[0])
    if heading:
        rest = "\n".join(lines[1:])
        made = Markup("<h{0}>{1}</h{0}>").format(level, inline(heading[1], root=root))
        return made + (_block(rest, root, level) if rest.strip() else Markup(""))
    parts = [_part(kind, list(some), root) for kind, some in groupby(lines, key=_kind)]
    return Markup("\n").join(parts)


def _kind(line: str) -> str:
    if line.startswith("|"):
        return "table"
    if line.startswith("- "):
        return "list"
    return "quote" if line.startswith(">") else "text"


def _part(kind: str, lines: list[str], root: str) -> Markup:
    if kind == "table":
        return _table(lines, root)
    if kind == "list":
        return Markup("<ul>{}</ul>").format(
            Markup("").join(Markup("<li>{}</li>").format(inline(line[2:], root=root)) for line in lines)
        )
    if kind == "quote":
        words = inline(" ".join(line.lstrip("> ") for line in lines), root=root)
        return Markup("<blockquote><p>{}</p></blockquote>").format(words)
    return Markup("<p>{}</p>").format(inline(" ".join(lines), root=root))


def _table(lines: list[str], root: str) -> Markup:
    rows = [[cell.strip() for cell in _CELLS.split(line.strip())[1:-1]] for line in lines]
    head, body = rows[0], [row for row in rows[1:] if not all(re.fullmatch(r":?-+:?", cell) for cell in row)]
    top = Markup("").join(
        Markup('<th scope="col">{}</th>').format(inline(cell, root=root)) if cell else Markup("<td></td>")
        for cell in head
    )
    under = Markup("").join(
        Markup("<tr>{}</tr>").format(
            Markup("").join(
                Markup("<td{}>{}</td>").format(_label(name), inline(cell, root=root))
                for name, cell in zip(head, row, strict=False)
            )
        )
        for row in body
    )
    return Markup(
        '<div class="scroll" tabindex="0"><table class="list"><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>'
    ).format(top, under)


def _label(head: str) -> Markup:
    """Return the head of a column as a cell carries it, for a telephone to show above it."""
    return Markup(' data-label="{}"').format(_bare(head)) if head else Markup("")


def _pieces(text: str, root: str) -> Iterator[Markup]:
    end = 0
    for found in _INLINE.finditer(text):
        yield escape(text[end : found.start()])
        yield _piece(found, root)
        end = found.end()
    yield escape(text[end:])


def _piece(found: re.Match[str], root: str) -> Markup:
    if found["character"] is not None:
        return escape(found["character"])
    if found["picture"] is not None:
        source, words = _own(found["source"], root), _bare(found["picture"])
        if not source.startswith("/"):
            return escape(words)
        return Markup('<a class="sheet" href="{0}"><img src="{0}" alt="{1}" loading="lazy"></a>').format(source, words)
    if found["link"] is not None:
        target, words = _own(found["target"], root), inline(found["link"], root=root)
        return Markup('<a href="{}">{}</a>').format(target, words) if _ADDRESS.match(target) else words
    for name, tag in (("strong", "strong"), ("emphasis", "em")):
        if found[name] is not None:
            return Markup("<{0}>{1}</{0}>").format(tag, inline(found[name], root=root))
    return Markup("<code>{}</code>").format(found["code"])


def _own(address: str, root: str) -> str:
    return address.removeprefix(root) if root and address.startswith(f"{root}/") else address


def _bare(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)
