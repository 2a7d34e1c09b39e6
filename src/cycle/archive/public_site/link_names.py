"""What links of one page say beside a title, so that no two of one text lead to two places: who spoke, when, where."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from cycle import wording
from cycle.archive.public_site.pages import Edition, PageDocument, Presentation
from cycle.model import Language


def told_apart(parts: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Return what stands behind each title, the first of its parts: nothing where no other is called so.

    Else as many of the parts that follow as tell all of one title apart, and their numbers where none does.
    """
    of_title: dict[str, list[int]] = defaultdict(list)
    for at, own in enumerate(parts):
        of_title[_read(own[0])].append(at)
    behind = [""] * len(parts)
    for alike in of_title.values():
        if len(alike) > 1:
            for at, said in zip(alike, _behind([parts[at][1:] for at in alike]), strict=True):
                behind[at] = said
    return tuple(behind)


def edition_names(editions: Sequence[Edition], language: Language) -> tuple[str, ...]:
    """Return what each edition is called where others may have its title."""
    parts = [
        (
            edition.title,
            "" if str(edition.year) in edition.title else str(edition.year),
            wording.full_date(edition.date, language) if edition.date else "",
        )
        for edition in editions
    ]
    behind = told_apart(parts)
    return tuple(
        f"{edition.title}, {more}" if more else edition.title for edition, more in zip(editions, behind, strict=True)
    )


def talk_parts(edition: Edition, talk: Presentation) -> tuple[str, ...]:
    """Return the title of a talk, and what else tells it from others: its subtitle, who held it, and when."""
    item = edition.programme[talk.item] if talk.item is not None and talk.item < len(edition.programme) else None
    speakers = wording.listed([speaker.name for speaker in talk.speakers])
    return talk.title, talk.subtitle, speakers, f"kl. {wording.clock(item.start)}" if item else ""


def document_parts(document: PageDocument) -> tuple[str, ...]:
    """Return the title of a document, and what else tells it from others: what is said of it, and where it was read."""
    return document.title, document.note, document.source.title if document.source else ""


def _behind(rests: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield the fewest parts that tell them apart, and the number where even all of them do not."""
    for much in range(1, max(map(len, rests)) + 1):
        said = [_joined(rest[:much]) for rest in rests]
        if len(set(map(_read, said))) == len(said):
            yield from said
            return
    whole = [_joined(rest) for rest in rests]
    times = Counter(map(_read, whole))
    seen: Counter[str] = Counter()
    for behind in whole:
        seen[_read(behind)] += 1
        yield behind if times[_read(behind)] == 1 else _joined([behind, f"({seen[_read(behind)]})"])


def _joined(parts: Sequence[str]) -> str:
    return ", ".join(part for part in parts if part)


def _read(text: str) -> str:
    """Return a text as it is heard: small and large letters and its spaces say nothing."""
    return " ".join(text.casefold().split())
