"""Reads a text that people keep as a file: the one place where an encoding, TOML and the machine say what is wrong."""

from __future__ import annotations

import errno
import os
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from cycle.catalogue import sentence
from cycle.errors import ConfigError, Problem
from cycle.phrases import Phrase


def read_toml(path: Path, *, file: str) -> dict[str, Any]:  # Any: TOML before it is checked
    """Return what a file says, which is called `file` where it is told of; ConfigError with what keeps it unread."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ConfigError([unreadable(error, file=file)]) from error
    return toml_of(data, file=file)


def file_named(folder: Path, name: str) -> Path | None:
    """Return the file of this name in a folder, None where there is none.

    ConfigError where one is called so but for capital letters: nobody would know that it is not read.
    """
    if problems := tuple(other_capitals(folder, {name}.__contains__)):
        raise ConfigError(problems)
    file = folder / name
    return file if file.is_file() else None


def other_capitals(folder: Path, is_read: Callable[[str], bool], *, inside: str | None = None) -> Iterator[Problem]:
    """Yield an error for each file and folder that would be read if its name had no capital letters.

    On a share where capital letters do not count it is the very file, and is read. `inside` is what the folder is
    called where it is told of, its own name by default.
    """
    try:
        names = sorted(os.listdir(folder))
    except OSError:  # told where something in it is wanted
        return
    where = folder.name if inside is None else inside
    for name in names:
        small = name.casefold()
        if name == small or not is_read(small) or _is_one(folder / name, folder / small):
            continue
        what, remedy = (
            Phrase("is not read, for it is read as {name} only", name=small),
            Phrase("call it {name}", name=small),
        )
        if small in names:
            what = Phrase("is not read, for {name} is there too, and they differ in capital letters only", name=small)
            remedy = Phrase("keep one of them")
        yield Problem(file="/".join(part for part in (where, name) if part), where="", what=what, remedy=remedy)


def _is_one(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


def toml_of(data: bytes, *, file: str) -> dict[str, Any]:  # Any: TOML before it is checked
    """Return what the bytes of a file say; ConfigError with the line and the character where it cannot be read."""
    text = text_of(data, file=file)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError([not_toml(error, text, file=file)]) from error


def text_of(data: bytes, *, file: str) -> str:
    """Return the text of a file, without a mark at its beginning; ConfigError where it is not UTF-8."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        what = Phrase("is not UTF-8 text (line {line}, byte {byte})", line=line, byte=error.start)
        raise ConfigError([Problem(file=file, where="", what=what, remedy=Phrase("save it as UTF-8"))]) from error


def unreadable(error: OSError, *, file: str) -> Problem:
    """Return what a machine says of a file that cannot be read, and whom to ask."""
    if error.errno == errno.ENOENT:
        what, remedy = Phrase("there is no such file"), Phrase("put it back")
        return Problem(file=file, where="", what=what, remedy=remedy)
    what = Phrase("cannot be read: {why}", why=of_machine(error))
    return Problem(file=file, where="", what=what, remedy=Phrase("let the service's user read it"))


def of_machine(error: OSError) -> str:
    """Return what the machine says, as a message where it is one of what people meet."""
    known = _OF_MACHINE.get(error.errno or 0)
    return Phrase(known) if known else error.strerror or type(error).__name__


def not_toml(error: tomllib.TOMLDecodeError, text: str, *, file: str) -> Problem:
    """Return what the parser of Python says of a text, in sentences of ours, with line and character."""
    said, line, column = _taken_apart(str(error))
    place = Phrase("line {line}, character {column}", line=line, column=column) if line else Phrase("at its end")
    what = Phrase("this is not TOML ({place}: {why})", place=place, why=_at_character(text, line, column) or _why(said))
    return Problem(file=file, where="", what=what, remedy=Phrase("correct the line, and save the file as UTF-8"))


_OF_MACHINE: Mapping[int, str] = {
    errno.EACCES: sentence("the service has no access to it"),
    errno.EPERM: sentence("the service has no access to it"),
    errno.EISDIR: sentence("it is a folder"),
    errno.ENOTDIR: sentence("what should be a folder is a file"),
    errno.ENAMETOOLONG: sentence("its name is too long"),
    errno.ENOSPC: sentence("the disk is full"),
    errno.EDQUOT: sentence("the disk is full"),
    errno.EROFS: sentence("the disk can only be read"),
    errno.EMFILE: sentence("too many files are open"),
    errno.ENFILE: sentence("too many files are open"),
    errno.EIO: sentence("the disk has a fault"),
    errno.ESTALE: sentence("the disk of the network is gone"),
}
"""What the machine says of files, by its number."""

_QUOTED = sentence('a value is missing, or is text without quotes. Write it in quotes: key = "value"')
_TWICE = sentence("the key stands twice. Take one of them away")
_UNENDED = sentence("the text has no quote at its end")
_NOT_HERE = sentence("a character stands where it cannot stand")
_OTHER = sentence("the key is there already as something else. Give one of them another name, or take it away")
_CODE = sentence("the character code after \\u or \\U is wrong. Write the character itself instead")
_BY_PARSER: tuple[tuple[str, str], ...] = (
    ("Invalid statement", sentence("the line begins with a character that cannot stand there")),
    (
        "Expected newline or end of document after a statement",
        sentence('more stands on the line after the value. A quote inside a value is written \\"'),
    ),
    ("Cannot declare ", sentence("the table '{name}' stands twice. Take one of them away")),
    ("Cannot overwrite a value", _TWICE),
    ("Duplicate inline table key ", _TWICE),
    ("Cannot mutate immutable namespace ", _OTHER),
    ("Cannot redefine namespace ", _OTHER),
    ("There is no nest behind this key", _OTHER),
    ("An object other than list found behind this key", _OTHER),
    ("Expected ']' at the end of a table declaration", sentence("the name of the table has no ] at its end")),
    ("Expected ']]' at the end of an array declaration", sentence("the name of the table has no ]] at its end")),
    ("Expected '=' after a key", sentence('there is no = after the key: key = "value"')),
    (
        "Invalid initial character for a key part",
        sentence("a key has only a–z, A–Z, 0–9, _ and -. All other letters need quotes round the key"),
    ),
    ("Unclosed array", sentence("the list has no ] at its end, or no comma between two values")),
    ("Unclosed inline table", sentence("the table has no {brace} at its end, or no comma between two keys")),
    ("Unescaped '\\", sentence("a backslash stands alone in the text. Write it twice: \\\\")),
    ("Invalid hex value", _CODE),
    ("Escaped character is not a Unicode scalar value", _CODE),
    ("Unterminated string", _UNENDED),
    (
        "Illegal character '\\n'",
        sentence(
            "the text has no quote at the end of its line. Text of several lines has three quotes before and after: "
            '"""…"""'
        ),
    ),
    ("Illegal character ", sentence("there is a character that is not seen. Write the line again")),
    ("Expected \"'", _UNENDED),
    ("Expected '\"", _UNENDED),
    ("Expected ", _NOT_HERE),
    ("Found invalid character ", _NOT_HERE),
    (
        "Invalid date or datetime",
        sentence('the date or the time of day does not exist. Write it in quotes: key = "value"'),
    ),
    ("Invalid value", _QUOTED),
)
"""How a sentence of the parser begins, and ours; the first that fits. A test holds that each of its own is here."""

_TYPOGRAPHIC: Mapping[str, str] = {
    **dict.fromkeys(
        "“”„«»‘’´`", sentence('the quotes are those of a text ({character}). Write straight ones: key = "value"')
    ),
    **dict.fromkeys(
        "\u00a0\u2007\u202f\u200b\ufeff",
        sentence("a character that looks like a space is none. Delete the space before it, and write it again"),
    ),
}
"""What programs for text put where TOML has a plain character."""


def _taken_apart(said: str) -> tuple[str, int, int]:
    """Return what the parser says, the line and the character; zeros where it is the end of the file."""
    what, _, at = said.rpartition(" (at ")
    line, _, column = at.removesuffix(")").partition(", ")
    if not line.startswith("line "):
        return what or said, 0, 0
    return what, int(line.removeprefix("line ")), int(column.removeprefix("column "))


def _why(said: str) -> str:
    """Return our sentence for one of the parser's; its own where a new Python has one that is not here."""
    ours = next((ours for begins, ours in _BY_PARSER if said.startswith(begins)), None)
    if ours is None:
        return said
    return Phrase(ours, name=_key_in(said), brace="}")


def _key_in(said: str) -> str:
    """Return the key that the parser names as `('host', 'contact')`, as files write it."""
    inside = said.removeprefix("Cannot declare ").removesuffix(" twice").strip("()")
    return ".".join(part.strip().strip("'\"") for part in inside.split(",") if part.strip())


def _at_character(text: str, line: int, column: int) -> Phrase | None:
    """Return what is said of the character where the parser stopped, when it comes from a program for text."""
    rows = text.split("\n")
    if not 0 < line <= len(rows):
        return None
    character = rows[line - 1][column - 1 : column]
    found = _TYPOGRAPHIC.get(character)
    return (Phrase(found, character=character) if "{character}" in found else Phrase(found)) if found else None
