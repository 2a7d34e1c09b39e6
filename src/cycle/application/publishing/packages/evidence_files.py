"""What a package holds so that it proves itself: the results that were decided on, answers, rules and register."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from functools import partial

from cycle.application.delivery import mark_that_counts
from cycle.application.dispatches import approved_signals
from cycle.application.results import ArchiveResult, read
from cycle.application.year import (
    OpenCycle,
    is_read,
    is_rule_file,
    load_minutes,
    mark_on,
    register_of,
    seats_held,
    signal_order,
)
from cycle.archive.bag.package import json_file
from cycle.archive.public_site.site_paths import signal_path
from cycle.archive.tree import TreeFile, path_problems
from cycle.errors import CycleError
from cycle.model import Minutes, to_plain
from cycle.store.years.results import Result

READ = frozenset({".toml", ".csv"})
"""Endings of the files that say what a year follows."""
WHY_LEFT_OUT = "it quotes private matter that was found in files, and an earlier version kept the two together"
ANSWERED = ("recipient", "kind", "what", "source", "at", "code")
"""What is kept of a reply: what was answered, and never the words it was answered in."""


def evidence_files(cycle: OpenCycle) -> tuple[TreeFile, ...]:
    """Return the files, each under its own path."""
    return (
        *_results(cycle),
        *_left_out(cycle),
        *_replies(cycle),
        *_rules(cycle),
        *_register(cycle),
        *_minutes(cycle),
        *_signals(cycle),
    )


def _results(cycle: OpenCycle) -> Iterator[TreeFile]:
    """Yield each result that somebody decided on, in the very bytes that its digest is of."""
    decided = {(decision.step, decision.digest) for decision in cycle.record.decisions}
    for step in sorted(cycle.record.newest):
        for result in cycle.record.revisions(step):
            if (step, result.digest) in decided and not quotes_private_matter(result):
                yield TreeFile(path=f"resultat/{step}-r{result.revision}.json", content=result.evidence)


def _left_out(cycle: OpenCycle) -> Iterator[TreeFile]:
    """Yield the list of what was decided on and is not in the package, so that no digest stands without a word."""
    decided = {(decision.step, decision.digest) for decision in cycle.record.decisions}
    rows = [
        {"step": step, "revision": result.revision, "digest": result.digest, "why": WHY_LEFT_OUT}
        for step in sorted(cycle.record.newest)
        for result in cycle.record.revisions(step)
        if (step, result.digest) in decided and quotes_private_matter(result)
    ]
    if rows:
        yield json_file("utelatne.json", rows)


def quotes_private_matter(result: Result) -> bool:
    """Return whether a result of an earlier version quotes what is not for everybody: what was found in files."""
    return result.step == "archive" and bool(read(ArchiveResult, result).problems)


def _replies(cycle: OpenCycle) -> Iterator[TreeFile]:
    counts = mark_that_counts(cycle)
    rows = [
        {name: getattr(reply, name) for name in ANSWERED}
        | ({"substitute": reply.substitute.name, "role": reply.substitute.role} if reply.substitute else {})
        for reply in cycle.record.replies
        if not reply.kind or mark_on(reply.kind) == counts
    ]
    if rows:
        yield json_file("svar.json", rows)


def _rules(cycle: OpenCycle) -> Iterator[TreeFile]:
    """Yield the files of community and year that were read, as they are written."""
    for folder, under, wanted in (
        (cycle.loaded.folder, "reglar", partial(is_rule_file, cycle.loaded)),
        (cycle.year_folder, "reglar/aaret", is_read),
    ):
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            if path.is_file() and path.suffix in READ and wanted(path.name):
                file = TreeFile(path=f"{under}/{path.name}", content=path.read_bytes())
                if not path_problems([file]):
                    yield file


def _register(cycle: OpenCycle) -> Iterator[TreeFile]:
    with suppress(CycleError):  # a community that has lost its register can archive its year all the same
        yield json_file("register.json", seats_held(register_of(cycle).register))


def _minutes(cycle: OpenCycle) -> Iterator[TreeFile]:
    written = load_minutes(cycle.year_folder)
    if written != Minutes():
        yield json_file("referat.json", written)


def _signals(cycle: OpenCycle) -> Iterator[TreeFile]:
    """Yield the signals as approved last, each number once with its address on the page and the digest approved."""
    rows = {
        signal.id: {
            "number": signal.id,
            "page": signal_path(signal.id),
            "approved": day,
            "digest": result.digest,
            **to_plain(signal.signal),
        }
        for result, day, signals in approved_signals(cycle)
        for signal in signals
    }
    if rows:
        yield json_file("styringssignal.json", [rows[number] for number in sorted(rows, key=signal_order)])
