"""What is read of a cell with a name: the name, what stood beside it, and what must be asked."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True, kw_only=True)
class ReadName:
    """A cell read as a name: what is left of it, what stood beside it, and what must be asked."""

    name: str = ""
    note: str = ""
    """What stood with the name and is kept as a remark."""
    vacant: bool = False
    questions: list[tuple[str, str, dict[str, object]]] = field(default_factory=list)
    """Severity, key of `words`, and values."""

    def ask(self, severity: str, key: str, **values: object) -> None:
        """Note a question about the cell."""
        self.questions.append((severity, key, values))

    def keep(self, text: str) -> None:
        """Add to what stood with the name."""
        self.note = "; ".join(part for part in (self.note, text) if part)
