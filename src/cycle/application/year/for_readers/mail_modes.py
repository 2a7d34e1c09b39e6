"""Which mail mode a kind of mail is of: a rehearsal marks its rows, `invitasjon@folder`; real mail has no mark."""

from __future__ import annotations

from cycle.settings import Settings

REHEARSALS = frozenset({"folder", "redirect"})
"""Modes in which nobody outside gets a mail."""


def rehearses(settings: Settings) -> bool:
    """Return whether mails go to nobody outside."""
    return settings.mail_mode in REHEARSALS


def mode_suffix(settings: Settings) -> str:
    """Return what a kind of this mode ends with: `@folder` in a rehearsal there, nothing for real mail.

    A rehearsal keeps its own rows, so that trying a year in a folder never keeps a real letter from being sent.
    """
    return f"@{settings.mail_mode}" if rehearses(settings) else ""


def mark_on(kind: str) -> str:
    """Return the mark a kind has: `@folder` of `invitasjon@folder`, nothing of `invitasjon`."""
    _, at, mode = kind.partition("@")
    return at + mode


def unmarked(kind: str) -> str:
    """Return the kind without its mark."""
    return kind.partition("@")[0]
