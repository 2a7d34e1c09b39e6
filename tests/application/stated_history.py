"""The head of a history that loads."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[2]
BERGEN = ROOT / "config" / "communities" / "bergensomradet"
HEAD = """
[[editions]]
year = 2018
meeting = "toppleiarmote"
title = "Toppleiarmøtet 2018"
"""
STATED = 'basis = "stated", source = "toppleiarmote"'
