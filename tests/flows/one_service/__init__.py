"""Tests that share one running service; a test that kills it, or starts another, stands beside this folder."""
