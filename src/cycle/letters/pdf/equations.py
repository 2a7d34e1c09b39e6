"""Whether the equations of a letter are drawn: LibreOffice leaves each out, without a word, where it lacks Math."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from cycle.phrases import Phrase

NOT_DRAWN = Phrase("an equation would not be in the letter: this machine's LibreOffice cannot draw any")
INSTALL_MATH = Phrase("apt-get install libreoffice-math-nogui, or write it as ordinary text")
_MATH, _WRITER = "libsmlo.so", "libswlo.so"
"""The parts of LibreOffice for equations and for letters, in the folder of the program."""


def draws_equations(office: Path) -> bool:
    """Return whether this LibreOffice draws equations; so is one that is laid out in a way we do not know."""
    folder = office.resolve().parent
    return (folder / _MATH).exists() or not (folder / _WRITER).exists()


def has_equation(data: bytes) -> bool:
    """Return whether a whole Word file has an equation in its text, its header or anywhere else that is printed."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return any(
            b":oMath" in package.read(name)
            for name in package.namelist()
            if name.startswith("word/") and name.endswith(".xml")
        )
