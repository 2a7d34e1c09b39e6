"""Why a document cannot be looked into: it is damaged, made to harm, or opens with a password only."""

from __future__ import annotations

NO_WHOLE_PDF = "no whole PDF"
"""Why one is not read; what the library says names its own objects, and nothing that people could mend."""


class UnreadableError(ValueError):
    """The file is damaged, no file of its kind, or packed to harm; it says which part, where that is known."""


class EncryptedError(ValueError):
    """The file opens with a password only."""
