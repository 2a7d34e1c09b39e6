"""A finished message in its envelope, ready to be handed to a server."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A finished message in its envelope: one recipient, the return path, the bytes."""

    recipient: str
    return_path: str
    message_id: str
    data: bytes = field(repr=False)

    @property
    def token(self) -> str:
        """Return what its Message-ID calls it before the `@`."""
        return self.message_id.strip("<>").partition("@")[0]
