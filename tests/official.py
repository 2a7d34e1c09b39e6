"""Where the official schemas of the records systems lie for tests: beside the house, never in it."""

from __future__ import annotations

from pathlib import Path

import pytest

SCHEMAS = Path(__file__).parents[2] / "shared" / "schemas"
needs_schemas = pytest.mark.skipif(
    not (SCHEMAS / "fiks-arkiv-v1").is_dir(),
    reason="no official schemas in ../shared/schemas; docs/operations.md (A records system) says where they are from",
)
