"""Prefect only: decorators, gates, artifacts, launches. One thin file per step."""
