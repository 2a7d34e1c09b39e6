"""An address belongs to one document for ever, whatever else is published, taken away or put back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cycle.archive.public_site.addresses import allotted
from cycle.model import PublicAddress

FOLDER = "partnarskapsmote/2027/presentasjonar"


def given_to(known: tuple[PublicAddress, ...], *names: str, text: str = "1") -> dict[str, str]:
    """Name → file name of its address."""
    found = allotted(known, FOLDER, [(name, text * 64) for name in names])
    return {address.name: address.address.removeprefix(f"{FOLDER}/") for address in found}


def test_names_that_differ_by_case_or_accent_alone_get_addresses_of_their_own() -> None:
    assert given_to((), "Åse.pdf", "Ase.pdf", "ÅSE.PDF") == {
        "Åse.pdf": "ase.pdf",
        "Ase.pdf": "ase-2.pdf",
        "ÅSE.PDF": "ase-3.pdf",
    }


def test_a_document_that_is_taken_away_leaves_its_address_to_nobody() -> None:
    known = allotted((), FOLDER, [("Åse.pdf", "1" * 64)])
    assert given_to(known, "Ase.pdf") == {"Ase.pdf": "ase-2.pdf"}
    both = (*known, *allotted(known, FOLDER, [("Ase.pdf", "2" * 64)]))
    assert given_to(both, "Ase.pdf", "Åse.pdf") == {"Åse.pdf": "ase.pdf", "Ase.pdf": "ase-2.pdf"}


def test_a_new_version_of_a_document_keeps_its_address() -> None:
    known = allotted((), FOLDER, [("Program.pdf", "1" * 64)])
    assert given_to(known, "Program.pdf", text="2") == {"Program.pdf": "program.pdf"}


def test_of_two_files_with_one_name_each_keeps_its_own() -> None:
    known = allotted((), FOLDER, [("Tale.pdf", "1" * 64), ("Tale.pdf", "2" * 64)])
    turned = allotted(known, FOLDER, [("Tale.pdf", "2" * 64), ("Tale.pdf", "1" * 64)])
    assert [address.address for address in turned] == [address.address for address in reversed(known)]


def test_an_address_that_says_its_document_is_gone_is_given_to_none_of_the_same_name() -> None:
    [wrong] = allotted((), FOLDER, [("Tale.pdf", "1" * 64)])
    for sha256 in ("1" * 64, "2" * 64):
        [right] = allotted([wrong], FOLDER, [("Tale.pdf", sha256)], gone={wrong.address})
        assert right.address == f"{FOLDER}/tale-2.pdf"
        assert allotted([wrong, right], FOLDER, [("Tale.pdf", sha256)], gone={wrong.address}) == (right,)


NAMES = st.sampled_from(["Åse.pdf", "Ase.pdf", "ase.pdf", "ÅSE.pdf", "a-se.pdf", "Ase 2.pdf", "ase-2.pdf", "Øl.pdf"])


@given(st.lists(st.lists(NAMES, unique=True, max_size=5), max_size=8))
def test_whatever_comes_and_goes_no_address_ever_changes_its_document(years: list[list[str]]) -> None:
    known: dict[str, PublicAddress] = {}
    for names in years:
        found = allotted(known.values(), FOLDER, [(name, "1" * 64) for name in names])
        assert len({address.address for address in found}) == len(names)
        assert [address.name for address in found] == names
        for address in found:
            assert known.setdefault(address.address, address).name == address.name
    assert len({address.name for address in known.values()}) == len(known)
