"""What is wrong with a Word template, with the place and what would be right."""

from __future__ import annotations

from cycle.errors import Problem
from cycle.letters.fields import Field
from cycle.letters.package import inspect_package


def check_template(data: bytes, *, name: str, known: Field) -> tuple[Problem, ...]:
    """Return every problem of the template; empty when it may be used. `known` is what it may mention."""
    _, problems = inspect_package(data, name=name)
    return problems
