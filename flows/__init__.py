"""Prefect only: the flows (of steps in `steps.py`), the gate, artifacts, launching, the service and its door."""
