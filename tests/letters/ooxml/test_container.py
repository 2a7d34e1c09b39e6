"""A letter's pieces come out of the file as they went in, whoever reads it."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cycle.letters.ooxml.container import Container, Pieces, deflated, packed_members, stored
from tests.depth import examples
from tests.letters.conftest import write_word

HEI = write_word("Hei")
KNOWN = ["<w:p>" * 60, "kort", "å" * 300, "<w:t>æøå</w:t>" * 5000]


@given(st.lists(st.sampled_from(KNOWN) | st.text(st.characters(exclude_categories=["Cs"]), max_size=30)))
@pytest.mark.campaign
@settings(max_examples=examples(300), deadline=None)
def test_known_and_new_pieces_are_read_back_as_they_were(texts: list[str]) -> None:
    letter = Container(HEI, changing=["x.xml"]).write({"x.xml": Pieces(KNOWN).deflate(texts)})
    assert zipfile.ZipFile(io.BytesIO(letter)).read("x.xml").decode() == "".join(texts)


def test_a_value_longer_than_a_block_of_the_format_is_whole() -> None:
    long = "brev " * 40_000
    packed = Pieces(KNOWN).deflate([KNOWN[0], long, KNOWN[2], long])
    letter = Container(write_word("Hei"), changing=[]).write({"x.xml": packed})
    assert zipfile.ZipFile(io.BytesIO(letter)).read("x.xml").decode() == KNOWN[0] + long + KNOWN[2] + long


def test_what_does_not_change_is_not_packed_anew_and_what_does_is_replaced() -> None:
    data = write_word("Hei")
    container = Container(data, changing=["word/document.xml"])
    letter = container.write({"word/document.xml": deflated(b"<x/>"), "word/styles.xml": stored(b"<y/>")})
    before, after = packed_members(data), packed_members(letter)
    changed = {name for name in after if before[name] != after[name]}
    assert changed == {"word/document.xml", "word/styles.xml"}
    assert set(before) == set(after)
    with zipfile.ZipFile(io.BytesIO(letter)) as archive:
        assert archive.testzip() is None
        assert archive.read("word/styles.xml") == b"<y/>"
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
