"""Measures archive PDFs: letters of one template together against one LibreOffice process for each letter.

The rival is what people do: `soffice --convert-to pdf` once for each file, here with the same PDF/A settings. Ours
includes joining, taking apart, normalising and the gate that reads each PDF.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import statistics
import subprocess
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from cycle.letters import compile_template
from cycle.letters.fields import example as letters_example
from cycle.letters.fields.values import letter_fields
from cycle.letters.pdf.conversion import convert, find_office
from cycle.letters.pdf.libreoffice_process import EXPORT
from cycle.model import DOCX, Document

ROOT = Path(__file__).parents[1]


def main() -> None:
    """Print the figures, as JSON when asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--letters", type=int, default=240)
    parser.add_argument("--rival", type=int, default=8, help="letters the rival converts; it takes a second for each")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    found = figures(letters=given.letters, rival=given.rival, workers=given.workers, rounds=given.rounds)
    print(json.dumps(found, indent=2) if given.json else "\n".join(f"{key}: {value}" for key, value in found.items()))


def figures(*, letters: int, rival: int, workers: int, rounds: int) -> dict[str, float]:
    """Return milliseconds a letter for both, medians of the rounds, and how many times as fast ours is."""
    documents = _letters(letters)
    office = find_office()
    ours, theirs, one_worker = [], [], []
    for _ in range(rounds):
        theirs.append(_one_by_one(documents[:rival], office))
        ours.append(_timed(documents, office, workers=workers))
        one_worker.append(_timed(documents, office, workers=1))
    mine, one, other = (statistics.median(each) for each in (ours, one_worker, theirs))
    return {
        "letters": letters,
        "ms_per_letter": round(1000 * mine, 1),
        "ms_per_letter_one_worker": round(1000 * one, 1),
        "ms_per_letter_soffice": round(1000 * other, 1),
        "ratio_soffice": round(other / mine, 1),
        "ratio_soffice_one_worker": round(other / one, 1),
    }


def _timed(documents: list[Document], office: Path, *, workers: int) -> float:
    start = time.perf_counter()
    convert(documents, office=office, workers=workers)
    return (time.perf_counter() - start) / len(documents)


def _one_by_one(documents: list[Document], office: Path) -> float:
    with tempfile.TemporaryDirectory(prefix="cycle-bench-") as folder:
        target = f"pdf:writer_pdf_Export:{json.dumps(EXPORT, separators=(',', ':'))}"
        profile = f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}"
        files = []
        for number, document in enumerate(documents):
            files.append(Path(folder) / f"{number}.docx")
            files[-1].write_bytes(document.data)
        start = time.perf_counter()
        for file in files:
            command = [str(office), profile, "--headless", "--convert-to", target, "--outdir", folder, str(file)]
            subprocess.run(command, check=True, capture_output=True)
        return (time.perf_counter() - start) / len(files)


def _letters(count: int) -> list[Document]:
    """Return letters of the shipped invitation, of one or two pages."""
    template = compile_template((ROOT / "templates" / "docx" / "invitasjon.docx").read_bytes())
    about = {
        "community": letters_example._COMMUNITY,
        "meeting": "partnarskapsmøte",
        "facts": letters_example.EXAMPLE_FACTS,
        "host": letters_example._HOST,
        "dispatch": letters_example._DISPATCH,
        "date": dt.date(2026, 12, 1),
        "programme": letters_example._PROGRAMME,
    }
    made = []
    for number in range(count):
        invitee = replace(letters_example._INVITEE, id=f"p{number}", name=f"Kari Eksempel {number}")
        data = template.render(letter_fields(invitee, **about))
        made.append(Document(name=f"brev-{number}.docx", media_type=DOCX, data=data))
    return made


if __name__ == "__main__":
    main()
