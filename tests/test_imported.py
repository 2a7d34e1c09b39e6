"""While something is imported nothing looks for garbage; afterwards it is looked for again, but not among that."""

from __future__ import annotations

import gc

import pytest

from cycle.imported import uncollected


def test_nothing_looks_for_garbage_while_something_is_imported_and_something_does_afterwards() -> None:
    before = gc.get_freeze_count()
    with uncollected():
        assert not gc.isenabled()
        made = [[number] for number in range(1000)]
    assert gc.isenabled()
    assert gc.get_freeze_count() >= before + len(made)


def test_an_import_that_fails_leaves_no_process_without_its_collector() -> None:
    with pytest.raises(ModuleNotFoundError), uncollected():
        __import__("no_such_module")
    assert gc.isenabled()
