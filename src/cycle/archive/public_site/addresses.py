"""Which address a published document gets: the one it has had before, else one that no document ever had."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from cycle.archive.file_names import free_name
from cycle.model import PublicAddress


def allotted(
    known: Iterable[PublicAddress], folder: str, files: Sequence[tuple[str, str]], *, gone: Collection[str] = ()
) -> tuple[PublicAddress, ...]:
    """Return an address in the folder for each file, given by name and sha256, in their order.

    A document is known again by its name as it was handed in, so `Åse.pdf` and `Ase.pdf` are two, and so are names that
    differ in case; a new version of a document keeps the address. Of two files with one name each keeps its own.
    An address that is `gone` says what became of its document, and is given to none again, of whatever name.
    """
    there = [address for address in known if address.address.rpartition("/")[0] == folder]
    closed = [address for address in gone if address.rpartition("/")[0] == folder]
    taken = {address.rpartition("/")[2] for address in (*closed, *(held.address for held in there))}
    there = [address for address in there if address.address not in closed]
    found: dict[int, PublicAddress] = {}
    for alike in (_is_file, _is_name):
        for place, (name, sha256) in enumerate(files):
            if place in found:
                continue
            mine = next((address for address in there if alike(address, name, sha256)), None)
            if mine is not None:
                there.remove(mine)
                found[place] = mine
    for place, (name, sha256) in enumerate(files):
        if place not in found:
            found[place] = PublicAddress(address=f"{folder}/{free_name(name, taken)}", name=name, sha256=sha256)
    return tuple(found[place] for place in range(len(files)))


def _is_file(address: PublicAddress, name: str, sha256: str) -> bool:
    return (address.name, address.sha256) == (name, sha256)


def _is_name(address: PublicAddress, name: str, _sha256: str) -> bool:
    return address.name == name
