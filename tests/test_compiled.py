"""A template is compiled once in a process; what it says, and where its errors are, stays its own."""

from __future__ import annotations

from pathlib import Path
from traceback import extract_tb

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined, UndefinedError

from cycle.compiled import LARGEST, CompiledOnce

WORDS = "{% for seat in seats %}{{ seat.name }}\n{% endfor %}"


class Counting(Environment):
    """Counts what it compiles."""

    compiled = 0

    def compile(self, *given, **named):  # type: ignore[no-untyped-def,override]
        type(self).compiled += 1
        return super().compile(*given, **named)


@pytest.fixture(autouse=True)
def counted() -> None:
    Counting.compiled = 0


def environment(folder: Path, kept: CompiledOnce) -> Environment:
    return Counting(loader=FileSystemLoader(folder), bytecode_cache=kept, undefined=StrictUndefined, autoescape=True)


def folder_with(folder: Path, words: str = WORDS) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "letter.txt").write_text(words)
    return folder


def test_the_same_words_in_another_folder_are_not_compiled_again_and_errors_name_their_own_file(tmp_path: Path) -> None:
    kept = CompiledOnce()
    for name in ("one", "two"):
        folder = folder_with(tmp_path / name)
        template = environment(folder, kept).get_template("letter.txt")
        assert template.render(seats=[{"name": "Ordførar"}]) == "Ordførar\n"
        with pytest.raises(UndefinedError) as caught:
            template.render(seats=[{}])
        trace = extract_tb(caught.value.__traceback__)
        assert {frame.filename for frame in trace if frame.name == "top-level template code"} == {
            str(folder / "letter.txt")
        }
    assert Counting.compiled == 1


def test_changed_words_are_compiled_anew_and_the_old_ones_are_still_known(tmp_path: Path) -> None:
    kept = CompiledOnce()
    for words in ("eitt", "to", "eitt"):
        folder = folder_with(tmp_path / "house", words)
        assert environment(folder, kept).get_template("letter.txt").render() == words
    assert Counting.compiled == 2


def test_it_does_not_grow_for_ever(tmp_path: Path) -> None:
    kept = CompiledOnce()
    for number in range(LARGEST + 2):
        folder = folder_with(tmp_path / "house", str(number))
        assert environment(folder, kept).get_template("letter.txt").render() == str(number)
    assert len(kept._kept) == 2
