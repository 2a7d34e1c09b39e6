"""Measures how returned mail is read: every server's format with every answer, and mails that are none.

    .venv/bin/python benchmarks/bounces.py [--json] [--missed] [FOLDER]

The set is our own: `bounces_data/formats.txt` holds the shape in which each mail system writes its report, and
`bounces_data/answers.tsv` what servers say, with what is right to read from it. Each format meets each answer.
`bounces_data/systems.txt` holds whole reports in the words and languages of many systems, each by itself, and
`bounces_data/replies.tsv` answers of servers alone, with the reasons that are right. With a FOLDER of
.eml or .txt files, how many of them are read as reports is counted instead.
"""

from __future__ import annotations

import argparse
import base64
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cycle.mail.inbox.incoming import open_mail
from cycle.mail.inbox.reports.bounce_causes import cause_of
from cycle.mail.inbox.reports.dsn import DeliveryReport, delivery_report

DATA = Path(__file__).parent / "bounces_data"
ADDRESS = "kari.nordmann@kommune.example"
HEAD = "To: post@helse.example\nDate: Wed, 25 Nov 2026 10:00:00 +0000\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One mail of the set, and what is right to read from it."""

    format: str
    data: bytes
    what: str
    causes: frozenset[str] = frozenset()
    said: str = ""
    address: str = ADDRESS


def samples() -> Iterator[Sample]:
    """Yield every format with every answer that it can tell, then the mails that are no reports."""
    answers = [line.split("\t") for line in (DATA / "answers.tsv").read_text("utf-8").splitlines() if line[:1] != "#"]
    for name, text in _parts(DATA / "formats.txt"):
        has_action = "{action}" in text
        for what, basic, status, causes, words in answers:
            if what == "delayed" and not has_action:
                continue  # the text of such a format says that it is for good
            wording = words.format(a=ADDRESS)
            line = " ".join(part for part in (basic, status, wording) if part)
            data = text.format(
                a=ADDRESS,
                b=basic or "550",
                s=status or "5.0.0",
                line=line,
                words=wording,
                action="failed" if what == "returned" else "delayed",
            )
            yield Sample(format=name, data=data.encode(), what=what, causes=frozenset(causes.split(",")), said=line)
    for title, text in _parts(DATA / "systems.txt"):
        name, what, address, causes = title.split(" | ")
        yield Sample(
            format=name,
            data=_written(name, text),
            what=what,
            causes=frozenset(causes.split(",")),
            said="a whole report",
            address=address,
        )
    for name, text in _parts(DATA / "others.txt"):
        yield Sample(format=name, data=(HEAD + text.replace("{a}", ADDRESS)).encode(), what="")


def _written(name: str, text: str) -> bytes:
    """Return a report as bytes, its text in the character set and encoding that its name asks for."""
    asked = re.search(r"%(\S+) (\S+)$", name)
    head, _, body = text.partition("\n\n")
    if asked is None:
        plain = "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n"
        return f"{HEAD}{'' if 'Content-Type:' in head else plain}{text}".encode()
    data = body.encode(asked[2])
    data = base64.encodebytes(data) if asked[1] == "base64" else data
    kind = f"MIME-Version: 1.0\nContent-Type: text/plain; charset={asked[2]}\nContent-Transfer-Encoding: {asked[1]}\n"
    return f"{HEAD}{kind}{head}\n\n".encode() + data


def measured() -> dict[str, object]:
    """Return the figures over the whole set, and what was missed."""
    counts: Counter[str] = Counter()
    missed: list[dict[str, str]] = []
    for sample in samples():
        found = delivery_report(open_mail(sample.data))
        if not sample.what:
            counts["others"] += 1
            counts["others taken for reports"] += found is not None
            _note(missed, sample, found, "taken for a report" if found else "")
            continue
        counts["reports"] += 1
        counts["whole reports"] += sample.said == "a whole report"
        counts["recognised"] += found is not None
        counts["right class"] += found is not None and found.what == sample.what
        counts["right recipient"] += found is not None and found.address == sample.address
        right = found is not None and cause_of(None, f"{found.code} {found.text}") in sample.causes
        counts["right reason"] += right
        wrong = "" if found is None or found.what == sample.what else "class"
        wrong = wrong or ("recipient" if found is not None and found.address != sample.address else "")
        _note(missed, sample, found, "not recognised" if found is None else wrong or ("" if right else "reason"))
    for row in (DATA / "replies.tsv").read_text("utf-8").splitlines():
        causes, _, words = row.partition("\t")
        if not row.startswith("#"):
            counts["replies"] += 1
            right = cause_of(None, words) in causes.split(",")
            counts["right reason of a reply"] += right
            if not right:
                missed.append({"what": "reason", "said": words, "cause": cause_of(None, words)})
    return {"formats": len(list(_parts(DATA / "formats.txt"))), **counts, "missed": missed}


def _note(missed: list[dict[str, str]], sample: Sample, found: DeliveryReport | None, what: str) -> None:
    if what:
        read = f"{found.what} {found.code} {found.address} {found.text}" if found else ""
        cause = cause_of(None, f"{found.code} {found.text}") if found else ""
        missed.append({"format": sample.format, "what": what, "said": sample.said, "read": read, "cause": cause})


def in_folder(folder: Path) -> dict[str, object]:
    """Return how many files of a folder are read as reports, by what they report and why."""
    whats: Counter[str] = Counter()
    causes: Counter[str] = Counter()
    for path in sorted(path for path in folder.rglob("*") if path.suffix in {".eml", ".txt"}):
        found = delivery_report(open_mail(path.read_bytes()))
        whats[found.what if found else "no report"] += 1
        if found:
            causes[cause_of(None, f"{found.code} {found.text}") or "no reason"] += 1
    return {"by class": dict(whats), "by reason": dict(causes)}


def _parts(path: Path) -> Iterator[tuple[str, str]]:
    for part in path.read_text("utf-8").split("=== ")[1:]:
        name, _, text = part.partition("\n")
        yield name, text


def main() -> None:
    """Print the figures, and with `--missed` each mail that was read wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--missed", action="store_true")
    options = parser.parse_args()
    figures = in_folder(options.folder) if options.folder else measured()
    missed = figures.pop("missed", [])
    if options.json:
        print(json.dumps({**figures, "missed": missed} if options.missed else figures, ensure_ascii=False, indent=1))
        return
    for name, number in figures.items():
        print(f"{name}: {number}")
    if options.missed and isinstance(missed, list):
        for entry in missed:
            print(json.dumps(entry, ensure_ascii=False))


if __name__ == "__main__":
    main()
