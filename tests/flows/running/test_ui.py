"""Our lines of style and the way to our pages reach Prefect's pages, once; the installed files stay as they are."""

from __future__ import annotations

import shutil
from pathlib import Path

import prefect
import pytest

from cycle.catalogue import say
from cycle.model.terms import LANGUAGES
from flows.running.ui import ENDED, ENDED_STYLE, HOME, HOME_STYLE, LINK, NAME, NEW_LINK, STYLE, mend_ui


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the UI as the server makes it."""
    shutil.copytree(prefect.__ui_static_path__, tmp_path / "v1")
    return tmp_path


def test_the_page_loads_our_style_however_often_it_is_mended(folder: Path) -> None:
    assert [mend_ui(folder), mend_ui(folder)] == [True, True]
    page = (folder / "v1" / "index.html").read_text()
    assert page.count(LINK) == 1
    assert page.index(LINK) < page.index("</head>")
    assert page.index('rel="stylesheet"') < page.index(LINK)  # ours comes last, and so counts
    assert (folder / "v1" / "assets" / NAME).read_text() == STYLE + ENDED_STYLE % ENDED + HOME_STYLE


@pytest.mark.parametrize(("ui", "link"), [("v1", LINK), ("v2", NEW_LINK)])
def test_every_page_of_both_uis_leads_back_to_ours(ui: str, link: str, tmp_path: Path) -> None:
    shipped = Path(str(prefect.__ui_static_path__ if ui == "v1" else prefect.__ui_v2_static_path__))
    shutil.copytree(shipped, tmp_path / ui)
    for _ in range(2):
        mend_ui(tmp_path)
        page = (tmp_path / ui / "index.html").read_text("utf-8")
        assert page.count(HOME) == page.count(link) == 1
        assert page.index(link) < page.index("</head>") < page.index(HOME) < page.index("</body>")
    assert ".meeting-cycle-home" in (tmp_path / ui / "assets" / NAME).read_text("utf-8")


def test_what_we_style_is_there_in_this_version_of_prefect(folder: Path) -> None:
    shipped = "".join(path.read_text() for path in (folder / "v1" / "assets").glob("*.css"))
    for name in (".p-select-button__control", ".p-select-button", ".p-modal__body", ".p-modal__card"):
        assert name in STYLE
        assert name in shipped
    scripts = "".join(path.read_text() for path in (folder / "v1" / "assets").glob("*.js"))
    assert "markdown-renderer" in scripts
    assert all(name in shipped and name in ENDED_STYLE for name in (".p-toast__message", ".p-heading--6"))
    assert "Oops. Something went wrong." in scripts


def test_both_written_forms_say_what_stands_in_the_style_alike() -> None:
    assert {say(language, "Perhaps you are logged out. Load the page again.") for language in LANGUAGES} == {ENDED}


def test_without_a_classic_ui_nothing_is_written(tmp_path: Path) -> None:
    assert mend_ui(tmp_path) is False
    assert list(tmp_path.iterdir()) == []
