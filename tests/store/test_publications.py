"""The store knows what is published where: what was, what is, and to which document each address belongs."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import delete, update

from cycle.errors import StoreError
from cycle.model import PublicAddress
from cycle.store.kept_files.publications import PublishedFile
from cycle.store.memory import Memory
from cycle.store.tables import publications, published_files

NOON = dt.datetime(2027, 6, 1, 12, tzinfo=dt.UTC)
SITE = "site/bergensomradet"


def file(path: str, text: str) -> PublishedFile:
    return PublishedFile(path=path, sha256=text * 64, size=len(text))


def publish(memory: Memory, *files: PublishedFile, place: str = SITE) -> int:
    number = memory.publications.intend(place, files, cycle="", now=NOON)
    memory.publications.finish(number, now=NOON)
    return number


def test_what_is_there_is_what_was_published_last_and_what_was_is_still_known(memory: Memory) -> None:
    first = publish(memory, file("a", "1"), file("b", "2"))
    publish(memory, file("b", "3"), file("c", "4"))
    known = memory.publications
    assert {path: found.sha256[0] for path, found in known.files(SITE).items()} == {"b": "3", "c": "4"}
    assert {path: found.sha256[0] for path, found in known.files(SITE, at=first).items()} == {"a": "1", "b": "2"}
    assert known.broken() == ()


def test_what_was_only_intended_stands_beside_what_is_there(memory: Memory) -> None:
    done = publish(memory, file("a", "1"))
    intended = memory.publications.intend(SITE, [file("a", "2")], cycle="", now=NOON)
    assert [publication.number for publication in memory.publications.newest()[SITE]] == [done, intended]
    memory.publications.finish(intended, now=NOON)
    assert [publication.number for publication in memory.publications.newest()[SITE]] == [intended]


@pytest.mark.parametrize("tampering", ["row gone", "row changed", "publication gone", "publication changed"])
def test_a_list_that_somebody_has_changed_is_named(memory: Memory, tampering: str) -> None:
    publish(memory, file("a", "1"))
    publish(memory, file("x", "1"), place="packages/2027")
    publish(memory, file("a", "2"), file("b", "3"))
    change = {
        "row gone": delete(published_files).where(published_files.c.path == "b"),
        "row changed": update(published_files).where(published_files.c.path == "b").values(sha256="9" * 64),
        "publication gone": delete(publications).where(publications.c.number == 2),
        "publication changed": update(publications).where(publications.c.number == 2).values(cycle="other"),
    }[tampering]
    with memory.engine.begin() as connection:
        connection.execute(change)
    assert memory.publications.broken() != ()


def test_an_address_belongs_to_one_document_for_ever(memory: Memory) -> None:
    known = memory.publications
    ase = PublicAddress(address="2027/dokument/ase.pdf", name="Åse.pdf", sha256="1" * 64)
    other = PublicAddress(address="2027/dokument/ase.pdf", name="Ase.pdf", sha256="2" * 64)
    known.intend(SITE, [], cycle="", now=NOON, site="bergensomradet", given=[ase])
    known.intend(SITE, [], cycle="", now=NOON, site="bergensomradet")
    with pytest.raises(StoreError, match="belongs to 'Åse"):
        known.intend(SITE, [], cycle="", now=NOON, site="bergensomradet", given=[other])
    assert known.addresses("bergensomradet") == (ase,)
    assert known.addresses("oslo") == ()
