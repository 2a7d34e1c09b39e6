"""Measures the public site of many years: published the first time, and again when one document has changed.

At the change every year but the last is closed, so that its page is kept and not made again.

Each figure is the least of two runs, for other programs only add to it. Both begin with the values of the pages and end
when the folder is on the disk and the store says so. The rival in the same run is the change published by writing all
of it again, as `cycle archive build` does.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import json
import resource
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT)]

from cycle.application.publishing import last_time, publish_site, verify_archive  # noqa: E402
from cycle.archive.public_site.kept_pages import KeptPages  # noqa: E402
from cycle.archive.public_site.pages import Edition, Meeting, PageDocument, SitePages  # noqa: E402
from cycle.archive.public_site.site import build_site, frozen_files, kept_file  # noqa: E402
from cycle.model import PDF, Document, StoredFile  # noqa: E402
from cycle.services import Services, open_services  # noqa: E402
from cycle.settings import Settings  # noqa: E402

COMMUNITY, MEETING = "bergensomradet", "partnarskapsmote"
TEMPLATES = ROOT / "templates" / "site"


def main() -> None:
    """Print the figures, as JSON when asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--years", type=int, default=50)
    parser.add_argument("--documents", type=int, default=40)
    parser.add_argument("--kilobytes", type=int, default=100)
    given = parser.parse_args()
    figures = measure(given.years, given.documents, given.kilobytes * 1000)
    print(json.dumps(figures, indent=2) if given.json else "\n".join(f"{key}: {of}" for key, of in figures.items()))


def measure(years: int, documents: int, size: int) -> dict[str, Any]:
    """Return the figures of a site of so many years with so many documents of this size each."""
    with tempfile.TemporaryDirectory(prefix="cycle-bench-") as folder:
        made = [run(Path(folder) / name, years, documents, size) for name in ("one", "two")]
    identical = len({figures.pop("sha256") for figures in made}) == 1
    figures = {name: min(run[name] for run in made) for name in made[0]}
    return {
        "years": years,
        "documents": documents,
        "bytes_each": size,
        **figures,
        "ratio": round(figures["seconds_one_change"] / figures["seconds_full"], 3),
        "ratio_processor": round(figures["processor_one_change"] / figures["processor_full"], 3),
        "peak_rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "byte_identical_twice": identical,
    }


def run(home: Path, years: int, documents: int, size: int) -> dict[str, Any]:
    """Return the figures of one home, and the sha256 of all that its site is at last."""
    with open_services(Settings(root=ROOT, home=home)) as services:
        pages = site(services, years, documents, size)
        full, worked = timed(services, pages)
        *earlier, last = pages.editions
        new = stored(services, Document(name="Dokument 0.pdf", media_type=PDF, data=b"%PDF-1.7 a change"))
        changed = replace(last, documents=(replace(last.documents[0], file=new), *last.documents[1:]))
        after = replace(pages, editions=(*earlier, changed))
        closed = kept_as_closed(services, pages, earlier)
        one_change, worked_one = timed(services, after, closed=closed)
        all_again, _ = timed(services, after, whole=True)
        start = time.perf_counter()
        wrong = [finding for finding in verify_archive(services) if finding.is_error]
        verified = time.perf_counter() - start
        assert not wrong, wrong[:3]
        return {
            "seconds_full": round(full, 3),
            "seconds_one_change": round(one_change, 3),
            "processor_full": round(worked, 3),
            "processor_one_change": round(worked_one, 3),
            "seconds_all_again": round(all_again, 3),
            "seconds_verify": round(verified, 3),
            "sha256": whole_of(home / "site" / COMMUNITY),
        }


Closed = Mapping[tuple[str, int, int], Sequence[tuple[str, StoredFile]]]


def timed(
    services: Services, pages: SitePages, *, whole: bool = False, closed: Closed | None = None
) -> tuple[float, float]:
    """Return the seconds by the clock and of the processor from the values of the pages to the site on the disk."""
    start, worked = time.perf_counter(), time.process_time()
    known = replace(pages, addresses=services.memory.publications.addresses(COMMUNITY))
    frozen = {
        key: tuple(kept_file(*kept, read=services.memory.files.read) for kept in files)
        for key, files in (closed or {}).items()
    }
    kept = KeptPages(known={}, read=lambda _path: None) if whole else last_time(services, COMMUNITY)
    made = build_site(known, templates=TEMPLATES, frozen=frozen, kept=kept)
    publish_site(services, COMMUNITY, made, kept=kept, whole=whole)
    return time.perf_counter() - start, time.process_time() - worked


def kept_as_closed(services: Services, pages: SitePages, editions: Sequence[Edition]) -> Closed:
    """Return the files of each edition as a closed year keeps them: in the store, the page too."""
    known = replace(pages, addresses=services.memory.publications.addresses(COMMUNITY))
    found = {}
    for edition in editions:
        files = frozen_files(known, edition, templates=TEMPLATES)
        found[edition.meeting, edition.year, edition.number] = [
            (
                file.path,
                file.content
                if isinstance(file.content, StoredFile)
                else stored(services, Document(name="index.html", media_type="text/html", data=file.content)),
            )
            for file in files
        ]
    return found


def site(services: Services, years: int, documents: int, size: int) -> SitePages:
    """Return the pages of invented years."""
    random = Random(1)
    editions = tuple(
        Edition(
            meeting=MEETING,
            year=1978 + number,
            title=f"Partnarskapsmøte {1978 + number}",
            date=dt.date(1978 + number, 2, 18),
            documents=tuple(
                PageDocument(
                    title=f"Dokument {at}",
                    kind="other",
                    file=stored(
                        services, Document(name=f"Dokument {at}.pdf", media_type=PDF, data=random.randbytes(size))
                    ),
                )
                for at in range(documents)
            ),
        )
        for number in range(years)
    )
    meeting = Meeting(id=MEETING, title="Partnarskapsmøte", slug=MEETING)
    return SitePages(community="Helsefellesskapet i Bergensområdet", meetings=(meeting,), editions=editions)


def stored(services: Services, document: Document) -> Any:
    """Return the stored file."""
    return services.memory.files.put(document)


def whole_of(folder: Path) -> str:
    """Return the sha256 of every path and byte of a folder."""
    found = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        found.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()


if __name__ == "__main__":
    main()
