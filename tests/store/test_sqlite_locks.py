"""Nobody reads a database of this service past SQLite while it is open: that takes its locks away."""

from __future__ import annotations

from pathlib import Path

import pytest

from cycle.store.memory import Memory


def test_a_database_that_is_open_here_is_not_read_as_a_file(memory: Memory, tmp_path: Path) -> None:
    file = Path(str(memory.engine.url.database))
    memory.cycles.all()
    with pytest.raises(AssertionError, match=r"is open here; closing another handle on it lets go of SQLite's locks"):
        file.read_bytes()
    memory.close()
    assert file.read_bytes().startswith(b"SQLite format 3")
