"""A page that was saved in the wrong encoding, or cut, is read as far as it can be, and that is told."""

from __future__ import annotations

import pytest

from cycle.archive.old_pages.page import LONGEST, MOST_LINES, OldPage, read_page

SAID = "Partnarskapsmøte 2022\nÅse Ærlig og Øyvind Østerås møttest på Scandic – «Ørnen» måndag 3. oktober.\n"
MENDED = "its letters are put right"
LOST = "lost letters"


def remarks(page: OldPage) -> str:
    return " ".join(page.remarks)


def read(data: bytes) -> list[str]:
    return [line.text for line in read_page("side.txt", data).lines]


def wrong(alphabet: str, times: int = 1) -> bytes:
    text = SAID
    for _ in range(times):
        text = "".join(bytes([byte]).decode(alphabet, "ignore") or chr(byte) for byte in text.encode())
    return text.encode()


SPOILT = {
    "UTF-8 read by Windows": wrong("cp1252"),
    "twice": wrong("cp1252", 2),
    "three times": wrong("cp1252", 3),
    "read as Latin 1": wrong("latin-1"),
    "read by an old Mac": wrong("mac_roman"),
    "read by DOS": wrong("cp850"),
    "read by DOS in Norway": wrong("cp865"),
    "UTF-8 with a byte that is not": SAID.encode() + b"\xff\n",
    "written by an old Mac": SAID.encode("mac_roman"),
    "written by DOS": SAID.replace("–", "-").replace("«", '"').replace("»", '"').encode("cp865"),
}


@pytest.mark.parametrize("how", SPOILT)
def test_spoilt_letters_are_put_right_and_that_is_told(how: str) -> None:
    page = read_page("side.txt", SPOILT[how])
    assert page.lines[0].text == "Partnarskapsmøte 2022"
    assert "Åse Ærlig og Øyvind Østerås møttest på Scandic" in page.lines[1].text
    assert MENDED in remarks(page)


WHOLE = {
    "UTF-8": SAID.encode(),
    "with a mark": b"\xef\xbb\xbf" + SAID.encode(),
    "UTF-16": SAID.encode("utf-16"),
    "Windows": SAID.encode("cp1252"),
    "a Mac of today": SAID.replace("Å", "A\u030a").replace("å", "a\u030a").encode(),
    "English": b"The chairman's and the doctor's don't: a \x93quote\x94 \x96 it\x92s that\n",
    "an address": SAID.encode() + b"https://x.example/a?b=c&d?e www.x.example/sok?q=a Kven kjem? Alle.\n",
}


@pytest.mark.parametrize("how", WHOLE)
def test_of_a_page_that_is_whole_nothing_is_said(how: str) -> None:
    page = read_page("side.txt", WHOLE[how])
    assert page.remarks == ()
    if how != "English":
        assert "Åse Ærlig og Øyvind Østerås" in page.lines[1].text


@pytest.mark.parametrize("text", [SAID.replace("ø", "?").replace("å", "?"), SAID.replace("ø", "\ufffd")])
def test_letters_that_are_lost_are_told(text: str) -> None:
    assert LOST in remarks(read_page("side.txt", text.encode()))


@pytest.mark.parametrize("ending", ["txt", "html"])
def test_lines_that_are_not_read_are_told(ending: str) -> None:
    of_line = "<p>Ei linje til.</p>\n" if ending == "html" else "Ei linje til.\n"
    page = read_page(f"side.{ending}", of_line.encode() * (MOST_LINES + 5))
    assert f"more than {MOST_LINES} lines" in remarks(page)
    assert read_page(f"side.{ending}", of_line.encode() * 50).remarks == ()


@pytest.mark.parametrize("ending", ["txt", "html"])
def test_letters_that_are_not_read_are_told_with_their_line(ending: str) -> None:
    text = "Dato: 3. oktober 2022 " * (LONGEST // 20)
    data = f"<p>Hei</p>\n<p>{text}</p>" if ending == "html" else f"Hei\n{text}\n"
    page = read_page(f"side.{ending}", data.encode())
    assert f"lines of more than {LONGEST} letters" in remarks(page)
    assert remarks(page).endswith(": 2")
    assert len(page.lines[1].text) <= LONGEST
