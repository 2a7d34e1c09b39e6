"""A dead link, or anything fetched from outside, is found before the site is published."""

from __future__ import annotations

from pathlib import Path

import pytest

from cycle.archive.public_site.link_check import link_problems
from cycle.archive.public_site.pages import SitePages
from cycle.archive.public_site.site import SiteFile, build_site, write_site
from cycle.errors import InputError


def files(body: str) -> tuple[SiteFile, ...]:
    return (
        SiteFile(path="index.html", content=b'<a href="a/index.html#program">a</a>'),
        SiteFile(path="a/index.html", content=f'<p id="program">x</p>\n{body}'.encode()),
        SiteFile(path="a/b c.pdf", content=b"%PDF"),
    )


@pytest.mark.parametrize(
    "body",
    [
        '<a href="../index.html">x</a>',
        '<a href="#program">x</a>',
        '<a href="b%20c.pdf">x</a>',
        '<a href="https://www.saman.no/">x</a> <a href="mailto:a@b.example">x</a>',
    ],
)
def test_a_good_link_is_no_problem(body: str) -> None:
    assert link_problems(files(body)) == ()


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ('<a href="../toppleiarmote/2021/">x</a>', "the link '../toppleiarmote/2021/' leads nowhere"),
        ('<a href="../../index.html">x</a>', "the link '../../index.html' leads nowhere"),
        ('<a href="">x</a>', ""),
        (
            '<a href="../a/index.html#gone">x</a>',
            "the link '../a/index.html#gone' names an anchor that 'a/index.html' does not have",
        ),
        ('<a href="/a/">x</a>', "the link '/a/' is not relative, so it depends on where the site lies"),
        (
            '<a href="javascript:alert(1)">x</a>',
            "the link 'javascript:alert(1)' is not relative, so it depends on where the site lies",
        ),
        ('<img src="https://cdn.example/x.png">', "<img> fetches 'https://cdn.example/x.png'"),
        ('<script src="//cdn.example/x.js"></script>', "<script> fetches '//cdn.example/x.js'"),
        ('<link rel="stylesheet" href="http://x.example/y.css">', "<link> fetches 'http://x.example/y.css'"),
        ('<iframe src="gone.html"></iframe>', "the link 'gone.html' leads nowhere"),
        ('<base href="https://x.example/">', "<base> fetches 'https://x.example/'"),
    ],
)
def test_a_bad_link_is_named_with_its_page_and_line(body: str, what: str) -> None:
    expected = [("a/index.html", "line 2", what)] if what else []
    assert [(problem.file, problem.where, problem.what) for problem in link_problems(files(body))] == expected


def test_the_house_site_has_no_dead_link(pages: SitePages, templates: Path, tmp_path: Path) -> None:
    built = build_site(pages, templates=templates)
    assert link_problems(built) == ()
    without = tuple(file for file in built if file.path != "toppleiarmote/2020/index.html")
    assert {problem.file for problem in link_problems(without)} == {
        "alt/index.html",
        "index.html",
        "toppleiarmote/index.html",
        "toppleiarmote/2019/index.html",
        "toppleiarmote/2021/index.html",
    }


def test_a_site_with_a_dead_link_is_never_published(tmp_path: Path) -> None:
    write_site(files(""), tmp_path / "site")
    with pytest.raises(InputError, match="leads nowhere"):
        write_site(files('<a href="gone.pdf">x</a>'), tmp_path / "site")
    assert (tmp_path / "site" / "a" / "index.html").read_text() == '<p id="program">x</p>\n'
